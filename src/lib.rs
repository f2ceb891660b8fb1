//! deckle builds books: EPUB 3.3, HTML and Markdown from clean or damaged text.
//!
//! ```text
//! source text ─▶ source ─▶ restore ─▶ book ─▶ emit ─▶ check ─▶ report
//! ```
//!
//! The library never touches a file, the clock, the environment or the terminal; `cli` does.

pub mod book;
pub mod build;
pub mod check;
pub mod emit;
pub mod epub;
pub mod report;
pub mod restore;
pub mod source;
