//! A file of a publication in memory: what an emitter gives and the checker can take without unpacking.

use std::sync::Arc;

use crate::report::Span;

/// A file inside a container.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The path inside the container, `/` between the parts.
    pub path: String,
    /// The bytes.
    pub data: Content,
    /// Where its lines came from.
    pub lines: LineMap,
}

impl Entry {
    /// A file as it is, without sources.
    #[must_use]
    pub fn plain(path: impl Into<String>, data: impl Into<Arc<[u8]>>) -> Entry {
        Entry {
            path: path.into(),
            data: Content::Plain(data.into()),
            lines: LineMap::default(),
        }
    }
}

/// The bytes of a file, as they lie in the container: a whole book of documents in plain text would be much to hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// As they are: the `mimetype`, and pictures that are packed already.
    Plain(Arc<[u8]>),
    /// Deflated.
    Deflated {
        /// The deflated bytes.
        data: Arc<[u8]>,
        /// How many they are when inflated.
        size: usize,
        /// The check sum of the inflated bytes.
        crc: u32,
        /// The inflated bytes, where there is room to keep them until they are checked.
        plain: Option<Vec<u8>>,
    },
}

/// Which lines of an emitted file came from where in the author's sources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineMap {
    /// Pairs of first line (from 1) and span, sorted by line; a line belongs to the last pair at or before it.
    pub lines: Vec<(u32, Span)>,
    /// Whether the lines are the source's own, so that columns count alike.
    pub exact: bool,
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
