//! Columns in texts whose lines may be long: a million letters without a line end must not be counted again for every message.

use std::sync::OnceLock;

/// Bytes of a block; within one, letters are counted one by one.
const BLOCK: usize = 2048;

/// How many letters stand before each block of a text; counted when it is first asked about a long line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    before: OnceLock<Vec<u32>>,
}

impl Columns {
    /// How many letters a range of the text has, each counted as `width` says. Asked with one text and one width always.
    pub(crate) fn between(
        &self,
        text: &str,
        range: std::ops::Range<usize>,
        width: fn(char) -> usize,
    ) -> usize {
        let count = |range| {
            text.get(range)
                .map_or(0, |piece: &str| piece.chars().map(width).sum())
        };
        if range.end.saturating_sub(range.start) <= 2 * BLOCK {
            return count(range);
        }
        let blocks = self.before.get_or_init(|| {
            let mut blocks = vec![0u32];
            let mut at = 0;
            let mut letters = 0;
            for (index, c) in text.char_indices() {
                while index >= at + BLOCK {
                    at += BLOCK;
                    blocks.push(u32::try_from(letters).unwrap_or(u32::MAX));
                }
                letters += width(c);
            }
            blocks
        });
        let before = |offset: usize| {
            let block = (offset / BLOCK).min(blocks.len() - 1);
            let mut start = block * BLOCK;
            // A letter that begins before the block and ends in it was counted with the block before.
            while start < offset && !text.is_char_boundary(start) {
                start += 1;
            }
            let counted = blocks.get(block).map_or(0, |letters| *letters as usize);
            counted + count(start..offset)
        };
        before(range.end).saturating_sub(before(range.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_one_by_one() {
        let text = "aé€𝄞 ".repeat(3000);
        let columns = Columns::default();
        for start in [0, 3, 6, 4095, 4098, 20_001] {
            for end in [start, start + 10, 9001, 22_000, 33_000] {
                let Some(piece) = text.get(start..end) else {
                    continue;
                };
                assert_eq!(
                    columns.between(&text, start..end, |_| 1),
                    piece.chars().count()
                );
            }
        }
        let columns = Columns::default();
        let units = columns.between(&text, 0..text.len(), char::len_utf16);
        assert_eq!(units, text.encode_utf16().count());
    }

    /// Counted from the beginning of the line, these would be four thousand million letters.
    #[test]
    fn a_long_line_is_counted_once() {
        let line = "é".repeat(2_000_000);
        let columns = Columns::default();
        for end in (0..line.len()).step_by(1000) {
            assert_eq!(columns.between(&line, 0..end, |_| 1), end / 2);
        }
        let blocks = columns.before.get().map_or(0, Vec::len);
        assert!(blocks >= line.len() / BLOCK, "{blocks}");
    }
}
