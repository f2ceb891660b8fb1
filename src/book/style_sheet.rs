//! The author's own style sheets, and the files that they name.

use std::ops::Range;

use super::ResourceId;
use crate::report::Span;

/// A style sheet of the author's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StyleSheet {
    /// The path relative to the book's folder.
    pub path: String,
    /// The text, as in the author's file: every line and column is where it was. What was imported is white space.
    pub text: String,
    /// The addresses that lead to files of the book, in the order of the text.
    pub addresses: Vec<Address>,
    /// The whole file in the sources.
    pub span: Span,
}

/// An address in a style sheet that leads to a file of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Where the whole `url(…)` stands in the text.
    pub range: Range<usize>,
    /// The picture or font.
    pub resource: ResourceId,
    /// What follows the path, with its `#`; empty for nothing.
    pub fragment: String,
}

impl StyleSheet {
    /// The text with the addresses that `address` gives.
    #[must_use]
    pub fn written(&self, address: impl Fn(ResourceId) -> String) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut from = 0;
        for used in &self.addresses {
            out.push_str(self.text.get(from..used.range.start).unwrap_or_default());
            let (path, fragment) = (address(used.resource), &used.fragment);
            let safe = |c: char| c == '"' || c == '\\' || c.is_control();
            let whole: String = format!("{path}{fragment}");
            let whole: String = whole.chars().filter(|&c| !safe(c)).collect();
            out.push_str(&format!("url(\"{whole}\")"));
            from = used.range.end;
        }
        out.push_str(self.text.get(from..).unwrap_or_default());
        out
    }
}
