//! The text as found: pages and lines with their places, before any decision.

use crate::report::{SourceId, Span};

/// A text with its pages and lines. Lines are spans into the source; nothing is copied.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manuscript {
    /// The source file.
    pub source: SourceId,
    /// Its path relative to the book's folder.
    pub path: String,
    /// Whether `#`, `*`, `|` and the like are markup (Markdown from an extractor), or letters (plain text).
    pub is_markdown: bool,
    /// Whether its letters are in doubt: a machine read them (OCR).
    pub is_ocr: bool,
    /// The pages. A text without page marks is one page.
    pub pages: Vec<Page>,
}

/// A printed page, or the whole text where there are no page marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The printed number, where an extractor's mark names it.
    pub label: Option<String>,
    /// The lines, without their line ends and without the page mark.
    pub lines: Vec<Line>,
    /// The whole page with its mark.
    pub span: Span,
}

/// A line as found, without its line end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Line {
    /// Where it stands.
    pub span: Span,
}
