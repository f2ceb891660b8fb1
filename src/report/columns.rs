//! Columns in texts whose lines may be long: a million letters without a line end must not be counted again for every message.

use std::sync::OnceLock;

/// Bytes of a block; within one, letters are counted one by one.
const BLOCK: usize = 2048;

/// What a column is counted in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    /// Letters: code points.
    Letter,
    /// UTF-16 units, as editors and the reference implementation count.
    Utf16,
}

impl Unit {
    /// How many of them a text has. Bytes that go on with a letter count nothing; letters of four bytes are two units.
    fn count(self, text: &str) -> usize {
        let is_first = |byte: u8| byte & 0xC0 != 0x80;
        match self {
            Unit::Letter => sum(text, |byte| u8::from(is_first(byte))),
            Unit::Utf16 => sum(text, |byte| {
                u8::from(is_first(byte)) + u8::from(byte >= 0xF0)
            }),
        }
    }
}

/// The sum of what each byte counts, at most 2: added up in bytes, of which a register holds many.
fn sum(text: &str, counts: impl Fn(u8) -> u8) -> usize {
    const FITS: usize = u8::MAX as usize / 2;
    let runs = text.as_bytes().chunks(FITS);
    runs.map(|run| usize::from(run.iter().map(|&byte| counts(byte)).sum::<u8>()))
        .sum()
}

/// How many units stand before each block of a text; counted when it is first asked about a long line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    before: OnceLock<Vec<u32>>,
}

impl Columns {
    /// How many units a range of the text has. Asked with one text and one unit always.
    pub(crate) fn between(&self, text: &str, range: std::ops::Range<usize>, unit: Unit) -> usize {
        let count = |range| text.get(range).map_or(0, |piece| unit.count(piece));
        if range.end.saturating_sub(range.start) <= 2 * BLOCK {
            return count(range);
        }
        // A block begins with the first letter that begins in it.
        let start = |block: usize| {
            let at = (block * BLOCK).min(text.len());
            (at..text.len())
                .find(|&at| text.is_char_boundary(at))
                .unwrap_or(text.len())
        };
        let blocks = self.before.get_or_init(|| {
            let mut units = 0;
            let counted = (0..=text.len() / BLOCK).map(|block| {
                let before = units;
                units += count(start(block)..start(block + 1));
                u32::try_from(before).unwrap_or(u32::MAX)
            });
            counted.collect()
        });
        let before = |offset: usize| {
            let block = (offset / BLOCK).min(blocks.len() - 1);
            let counted = blocks.get(block).map_or(0, |units| *units as usize);
            counted + count(start(block)..offset)
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
                    columns.between(&text, start..end, Unit::Letter),
                    piece.chars().count()
                );
            }
        }
        let columns = Columns::default();
        let units = columns.between(&text, 0..text.len(), Unit::Utf16);
        assert_eq!(units, text.encode_utf16().count());
    }

    /// Counted from the beginning of the line, these would be four thousand million letters.
    #[test]
    fn a_long_line_is_counted_once() {
        let line = "é".repeat(2_000_000);
        let columns = Columns::default();
        for end in (0..line.len()).step_by(1000) {
            assert_eq!(columns.between(&line, 0..end, Unit::Letter), end / 2);
        }
        let blocks = columns.before.get().map_or(0, Vec::len);
        assert!(blocks >= line.len() / BLOCK, "{blocks}");
    }
}
