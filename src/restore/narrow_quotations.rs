//! Block quotations where no indent is left: lines that go on in the middle of a sentence although the next word had room,
//! all of them broken at one measure that is narrower than the book's.
//!
//! In running text the next word never fits: that is why the line ends. Verse begins its lines with capitals, and what stands
//! below a heading (a motto, a summary, lines beside a large first letter) is narrow for other reasons.

use super::draft::{Draft, Line, Role, Start};
use super::evidence::{Beginning, Ending, Shape, beginning, ending};
use super::recorder::Recorder;
use crate::book::QuoteKind;

/// A line and the next word fill less of the measure than this where the line was not broken because it was full.
const ROOM: f32 = 0.97;
/// The narrowest and the widest measure of a quotation.
const NARROW: std::ops::RangeInclusive<f32> = 0.5..=0.96;
/// The fewest line ends inside a quotation, and of one that is the only one in its book.
const FEWEST: usize = 3;
const FEWEST_ALONE: usize = 5;
/// How near below a heading lines are narrow for other reasons.
const BELOW_HEADING: usize = 4;

/// A quotation found: its lines, and the measure they keep.
struct Found {
    start: usize,
    end: usize,
    measure: f32,
}

/// Gives the lines of such quotations their frame.
pub(super) fn find(draft: &mut Draft, shape: &Shape, recorder: &mut Recorder) {
    if !shape.wrapped || shape.is_verse || draft.is_markdown || draft.is_ocr {
        return;
    }
    let found = quotations(&draft.lines, shape);
    if let [only] = found.as_slice()
        && only.end - only.start <= FEWEST_ALONE
    {
        return;
    }
    for quotation in found {
        set(&mut draft.lines, &quotation, shape, recorder);
    }
}

fn quotations(lines: &[Line], shape: &Shape) -> Vec<Found> {
    let mut found = Vec::new();
    let mut heading: Option<usize> = None;
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        if line.role != Role::Body {
            heading = matches!(line.role, Role::Heading { .. })
                .then_some(index)
                .or(heading);
            index += 1;
            continue;
        }
        let below = heading.is_some_and(|heading| index <= heading + BELOW_HEADING);
        let mut end = index;
        while room(lines, end, shape).is_some_and(|fit| fit < ROOM) {
            end += 1;
        }
        if end >= index + FEWEST && !below {
            found.extend(quotation(lines, index, end, shape));
        }
        index = end.max(index + 1);
    }
    found
}

/// How much of the measure a line and the first word of the next one of its page fill together.
fn room(lines: &[Line], index: usize, shape: &Shape) -> Option<f32> {
    let (line, next) = (lines.get(index)?, lines.get(index + 1)?);
    let plain = |line: &Line| {
        line.role == Role::Body
            && line.quote == 0
            && line.frame.is_none()
            && line.start != Start::Joined
    };
    (plain(line) && plain(next) && next.page.is_none() && next.gap == 0)
        .then(|| shape.fit(line, next))
}

/// A line inside a quotation: how much of the measure it and the next word fill, how much it fills alone, how the next line
/// begins, and whether the sentence goes on.
type Inside = (f32, f32, Beginning, bool);

/// The quotation in a run of lines each of which had room for more: `start..end`, and the line after it where its page ends.
fn quotation(lines: &[Line], start: usize, end: usize, shape: &Shape) -> Option<Found> {
    // It begins after a sentence, and its last line ends one.
    let over = |index: usize| {
        lines.get(index).is_none_or(|line| {
            line.role != Role::Body
                || matches!(ending(line.as_str()), Ending::Sentence | Ending::Half)
        })
    };
    let start = (start..end).find(|index| index.checked_sub(1).is_none_or(over))?;
    let end = (start + 1..=end).rev().find(|index| over(index - 1))?;
    let inside = |index: usize| {
        let (line, next) = (lines.get(index)?, lines.get(index + 1)?);
        let fit = shape.fit(line, next);
        Some((
            fit,
            fit - shape.share_of_next_word(next),
            beginning(next.as_str()),
            !over(index),
        ))
    };
    let ends: Vec<Inside> = (start..end.saturating_sub(1)).filter_map(inside).collect();
    let measure = ends
        .iter()
        .map(|(_, length, ..)| *length)
        .fold(0.0, f32::max);
    let count =
        |holds: fn(&Inside, f32) -> bool| ends.iter().filter(|end| holds(end, measure)).count();
    // Each line is full by that measure, most go on inside a sentence, and many with a small letter.
    let full = count(|(fit, ..), measure| *fit >= measure * 0.98);
    let open = count(|(.., open), _| *open);
    let small = count(|(_, _, begins, _), _| *begins == Beginning::Small);
    let is_one = ends.len() >= FEWEST
        && NARROW.contains(&measure)
        && full * 100 >= ends.len() * 85
        && open * 10 >= ends.len() * 7
        && small * 10 >= ends.len() * 6;
    is_one.then_some(Found {
        start,
        end,
        measure,
    })
}

fn set(lines: &mut [Line], found: &Found, shape: &Shape, recorder: &mut Recorder) {
    let range = found.start..found.end;
    // A line that ends a sentence, with room for more by the quotation's own measure, ends its paragraph.
    let begins: Vec<bool> = range
        .clone()
        .map(|index| {
            let Some([before, line]) = index.checked_sub(1).and_then(|at| lines.get(at..at + 2))
            else {
                return true;
            };
            let ends = matches!(ending(before.as_str()), Ending::Sentence | Ending::Half);
            index == found.start || ends && shape.fit(before, line) < found.measure * 0.96
        })
        .collect();
    let (Some(first), Some(last)) = (lines.get(found.start), lines.get(found.end - 1)) else {
        return;
    };
    let reason = format!(
        "{} lines in a row are broken at a narrower measure than the book's",
        found.end - found.start
    );
    if !recorder.propose(
        first.span.join(last.span),
        first.as_str(),
        first.as_str(),
        78,
        reason,
    ) {
        return;
    }
    for (line, begins) in lines.iter_mut().skip(found.start).zip(begins) {
        line.frame = Some(QuoteKind::Quotation);
        if line.start == Start::Unknown {
            line.start = if begins { Start::New } else { Start::Joined };
        }
    }
    if let Some(next) = lines.get_mut(found.end)
        && next.start == Start::Unknown
        && next.page.is_none()
    {
        next.start = Start::New;
    }
}
