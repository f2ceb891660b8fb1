//! mdBook projects as authors keep them: SUMMARY.md gives the tree, and marks in the text bring in other files.

mod include;
mod summary;

pub(super) use include::chapter;
pub(super) use summary::read;
