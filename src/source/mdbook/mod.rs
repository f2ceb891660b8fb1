//! mdBook projects as authors keep them: SUMMARY.md gives the tree, and marks in the text bring in other files.

mod summary;

pub(super) use summary::read;
