//! The ledger: what was changed, where, why, and how sure; and the sum that proves nothing was lost.

mod diff;
mod json_lines;

pub use diff::diff;
pub use json_lines::{SCHEMA, json_lines};

use crate::report::Span;

/// Stands for the end of a paragraph where a change joins two, or parts one.
pub(super) const PARAGRAPH_MARK: &str = "¶";

/// A change that was made, or one that was left for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The name of the pass.
    pub pass: &'static str,
    /// Where in the source.
    pub span: Span,
    /// The text before, as found; empty for an addition.
    pub before: String,
    /// The text after; empty for a removal.
    pub after: String,
    /// How sure.
    pub confidence: Confidence,
    /// Whether it was made.
    pub disposition: Disposition,
    /// The evidence, one clause: `"legitimacy" stands 14 times in the book`.
    pub reason: String,
}

/// How sure a repair is, in hundredths: 100 is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Confidence(pub u8);

/// What became of a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Made.
    Made,
    /// Not made: below the threshold, left for a person.
    Doubt,
    /// Made or refused by the corrections file.
    ByHand,
}

impl Disposition {
    /// The word used in every output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Disposition::Made => "made",
            Disposition::Doubt => "doubt",
            Disposition::ByHand => "by-hand",
        }
    }
}

/// The ledger of one text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// All changes in the order of the source.
    pub changes: Vec<Change>,
    /// The sum.
    pub conservation: Conservation,
}

impl Ledger {
    /// The changes that were left for a person.
    pub fn doubts(&self) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(|change| change.disposition == Disposition::Doubt)
    }
}

/// Words counted on both sides: `words_in = words_out + removed - added` must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conservation {
    /// Words of the source (decoded, outside markup).
    pub words_in: usize,
    /// Words of the document.
    pub words_out: usize,
    /// Words that the ledger records as removed.
    pub removed: usize,
    /// Words that the ledger records as added.
    pub added: usize,
}

impl Conservation {
    /// Whether the sum holds.
    #[must_use]
    pub fn holds(self) -> bool {
        self.words_in + self.added == self.words_out + self.removed
    }
}
