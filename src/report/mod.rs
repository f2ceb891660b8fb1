//! Findings: what a rule is, what a finding is, where it is, and how findings are shown.
//!
//! The bottom of the tree: every stage uses it, it uses none. Nothing here prints; renderers give text back.

mod columns;
mod diagnostic;
mod location;
mod nearest;
mod rule;

pub mod render;

pub(crate) use columns::{Columns, Unit};
pub use diagnostic::Diagnostic;
pub(crate) use location::Mark;
pub use location::{Location, SourceFile, SourceId, Sources, Span};
pub use nearest::nearest;
pub use rule::{Rule, Severity};
