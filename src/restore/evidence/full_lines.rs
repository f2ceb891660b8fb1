//! Whether a paragraph ends with a full line, which its length cannot tell.
//!
//! Last lines are of any length, so the short ones say how many full ones there must be: of every kind of line end (a
//! closing quote before an opening one, a stop before a capital, a stop before the dash of a speech) about as many more as
//! the next word takes of the measure. Where there are no more full lines of that kind than these, each of them ends its
//! paragraph; where there are many more, most are full lines in the middle of one.

use super::shape::{Beginning, Ending, Shape, beginning, ending};
use crate::restore::draft::{Draft, Line, Role};

/// The odds by kind of line end, in logarithms; none where too few line ends tell.
#[derive(Debug, Clone, Default)]
pub(super) struct FullLines([Option<f32>; KINDS]);

const KINDS: usize = 6;
/// A line that the next word leaves shorter than this share of the measure ended although it had room.
const ROOM: f32 = 0.93;
/// The fewest full last lines there must be by the short ones before they tell.
const ENOUGH: f32 = 1.0;

/// The kind of an end of a sentence before what can begin one.
fn kind(before: &Line, line: &Line) -> Option<usize> {
    let text = line.as_str();
    if ending(before.as_str()) != Ending::Sentence || beginning(text) == Beginning::Small {
        return None;
    }
    let first = match text.trim_start_matches(['*', '_']).chars().next() {
        Some('—' | '–' | '-') => 2,
        Some(c) if c.is_alphanumeric() => 0,
        _ => 1,
    };
    let closes = before
        .as_str()
        .trim_end_matches(['*', '_', ' '])
        .ends_with(['”', '’', '"', '\'', '»', '«', '“', '›', '‹']);
    Some(first + if closes { 3 } else { 0 })
}

impl FullLines {
    /// Counts the ends of sentences at short and at full lines.
    pub(super) fn learn(draft: &Draft, shape: &Shape) -> FullLines {
        let mut expected = [0.0f32; KINDS];
        let mut full = [0.0f32; KINDS];
        for page in &draft.pages {
            for (before, line) in page.lines.iter().zip(page.lines.iter().skip(1)) {
                let plain = before.role == Role::Body && line.role == Role::Body;
                let Some(kind) = kind(before, line).filter(|_| plain && line.gap == 0) else {
                    continue;
                };
                let fit = shape.fit(before, line);
                let next = shape.share_of_next_word(line);
                let (counts, amount) = if fit >= 1.0 {
                    (&mut full, 1.0)
                } else if fit < ROOM {
                    (&mut expected, next / (ROOM - next).max(0.4))
                } else {
                    continue;
                };
                if let Some(count) = counts.get_mut(kind) {
                    *count += amount;
                }
            }
        }
        let mut odds = [None; KINDS];
        for ((odds, expected), full) in odds.iter_mut().zip(expected).zip(full) {
            let others = (full - expected).max(0.0);
            *odds = (expected >= ENOUGH)
                .then(|| ((expected + 0.2) / (others + 0.4)).ln().clamp(-3.0, 3.0));
        }
        FullLines(odds)
    }

    /// The odds that a paragraph ends with a full line.
    pub(super) fn odds(&self, before: &Line, line: &Line) -> Option<f32> {
        kind(before, line).and_then(|kind| self.0.get(kind).copied().flatten())
    }
}
