//! From a byte offset to a line and a column.

use crate::report::{Columns, Unit};

/// Where the lines of a text begin.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    starts: Vec<u32>,
    columns: Columns,
}

impl Lines {
    /// The lines of `text`: `\n`, `\r\n` and a lone `\r` end one.
    pub(crate) fn new(text: &str) -> Lines {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
        }
        Lines {
            starts,
            columns: Columns::default(),
        }
    }

    /// Line and column, both from 1, the column in UTF-16 units as editors and the reference implementation count.
    pub(crate) fn position(&self, text: &str, offset: usize) -> (u32, u32) {
        let line = self
            .starts
            .partition_point(|&start| start as usize <= offset)
            .max(1);
        let start = self.starts.get(line - 1).map_or(0, |&s| s as usize);
        let column = self.columns.between(text, start..offset, Unit::Utf16);
        (
            u32::try_from(line).unwrap_or(u32::MAX),
            u32::try_from(column + 1).unwrap_or(u32::MAX),
        )
    }
}
