//! A file of a publication in memory: what an emitter gives and the checker can take without unpacking.

use std::sync::Arc;

use crate::report::Span;

/// A file inside a container.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The path inside the container, `/` between the parts.
    pub path: String,
    /// The bytes.
    pub data: Arc<[u8]>,
    /// Stored rather than deflated: the `mimetype`, and pictures that are packed already.
    pub stored: bool,
    /// Where its lines came from.
    pub lines: LineMap,
}

/// Which lines of an emitted file came from where in the author's sources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineMap {
    /// Pairs of first line (from 1) and span, sorted by line; a line belongs to the last pair at or before it.
    pub lines: Vec<(u32, Span)>,
}

impl LineMap {
    /// The source of a line; `Span::NONE` where it has none.
    #[must_use]
    pub fn span(&self, line: u32) -> Span {
        let index = self.lines.partition_point(|&(first, _)| first <= line);
        index
            .checked_sub(1)
            .and_then(|i| self.lines.get(i))
            .map_or(Span::NONE, |&(_, span)| span)
    }
}
