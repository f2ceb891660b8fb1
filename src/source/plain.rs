//! Plain text as found: one page of lines, nothing decided.

use super::{Line, Manuscript, Page};
use crate::report::{SourceId, Span};

/// The lines of a text as a manuscript of one page.
#[must_use]
pub(super) fn read(source: SourceId, path: &str, text: &str) -> Manuscript {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes())
        .chain((!text.ends_with('\n')).then_some(text.len()))
    {
        lines.push(Line {
            span: Span::new(source, start, end),
        });
        start = end + 1;
    }
    Manuscript {
        source,
        path: path.to_string(),
        is_markdown: false,
        pages: vec![Page {
            label: None,
            lines,
            span: Span::new(source, 0, text.len()),
        }],
    }
}
