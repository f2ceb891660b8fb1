//! HTML and XHTML: tokens, tree, and the reader of whole documents.

mod construct;
mod references;
mod tokens;

pub(super) use construct::{Constructor, Manner};

pub(super) use super::elements::is_void;
