//! Block quotations by their layout: several lines in a row that are all set in, wrapped to a narrower measure.
//!
//! A paragraph's first line is set in alone; in a quotation the line after it is too. So a run of indented lines is a
//! quotation when some of them go on from one to the next inside a sentence. One-line paragraphs beside it belong to it
//! only at the quotation's own indent, where that is not the indent of every paragraph.

use super::draft::{Draft, Line, Role, Start};
use super::evidence::{Evidence, Shape};
use super::line_ends::{Ending, begins_small, ending, letters};
use super::recorder::Recorder;
use super::{Pass, Phase, narrow_quotations};
use crate::book::QuoteKind;

pub(super) static PASS: Pass = Pass {
    name: "quotations",
    phase: Phase::Line,
    about: "finds block quotations by their indent",
    example: "lines that are all set in → a quotation",
    run,
};

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let shape = &evidence.shape;
    if !shape.wrapped {
        return;
    }
    let mut index = 0;
    while index < draft.lines.len() {
        let end = run_end(&draft.lines, index, shape);
        if end < index + 2 {
            index = end.max(index + 1);
            continue;
        }
        if let Some((start, end)) = quotation(&draft.lines, index, end, shape) {
            set(draft, start, end, recorder);
        }
        index = end;
    }
    narrow_quotations::find(draft, shape, recorder);
}

fn is_inset(line: &Line, shape: &Shape) -> bool {
    line.role == Role::Body
        && line.quote == 0
        && line.frame.is_none()
        && line.start != Start::Joined
        && line.indent >= shape.margin + 2
        && line.indent <= shape.margin + 16
}

/// One past the last line of the run of indented lines that begins here.
fn run_end(lines: &[Line], start: usize, shape: &Shape) -> usize {
    let mut end = start;
    while let Some(line) = lines.get(end) {
        let fits = is_inset(line, shape)
            && (end == start
                || line.gap <= 1
                    && lines
                        .get(end - 1)
                        .is_some_and(|before| before.indent.abs_diff(line.indent) <= 2));
        if !fits {
            break;
        }
        end += 1;
    }
    // What goes on at the margin was a paragraph's first line.
    let goes_on = lines.get(end).is_some_and(|next| {
        next.role == Role::Body
            && next.gap == 0
            && next.indent < shape.margin + 2
            && next.page.is_none()
    });
    if goes_on && end > start { end - 1 } else { end }
}

/// Whether a line goes on on the next one of the run.
fn links(lines: &[Line], index: usize, widest: usize) -> bool {
    let (Some(line), Some(next)) = (lines.get(index), lines.get(index + 1)) else {
        return false;
    };
    let cut = line.as_str().ends_with(['-', '\u{2010}', '\u{ad}']);
    let open = cut || ending(line.as_str()) == Ending::Open;
    let full = letters(line.as_str()) * 100 >= widest * 84;
    let goes_on = begins_small(next.as_str()) && letters(line.as_str()) * 100 >= widest * 60;
    next.gap == 0 && (goes_on || full && (open || letters(line.as_str()) * 100 >= widest * 93))
}

fn quotation(lines: &[Line], start: usize, end: usize, shape: &Shape) -> Option<(usize, usize)> {
    let widest = lines
        .iter()
        .skip(start)
        .take(end - start)
        .map(|line| letters(line.as_str()))
        .filter(|n| *n <= shape.width)
        .max()?;
    let linked: Vec<usize> = (start..end - 1)
        .filter(|&index| links(lines, index, widest))
        .collect();
    let (&first, &last) = (linked.first()?, linked.last()?);
    // A paragraph of two lines may be one whose second line was moved.
    let certain = linked
        .iter()
        .filter(|&&index| {
            lines
                .get(index + 1)
                .is_some_and(|next| begins_small(next.as_str()))
        })
        .count();
    if certain == 0 || widest * 2 < shape.width {
        return None;
    }
    let own = lines.get(last + 1).map_or(0, |line| line.indent);
    let usual = shape.first_indent.map(|indent| indent + shape.margin);
    let distinct = usual.is_none_or(|usual| own > usual + 1);
    let belongs = |index: usize| {
        distinct
            && lines
                .get(index)
                .is_some_and(|line| line.indent.abs_diff(own) <= 1)
    };
    let (mut from, mut to) = (first, last + 2);
    while from > start && belongs(from - 1) {
        from -= 1;
    }
    while to < end && belongs(to) {
        to += 1;
    }
    Some((from, to))
}

fn set(draft: &mut Draft, start: usize, end: usize, recorder: &mut Recorder) {
    let widest = draft
        .lines
        .iter()
        .skip(start)
        .take(end - start)
        .map(|line| letters(line.as_str()))
        .max()
        .unwrap_or(0);
    let joined: Vec<bool> = (start..end)
        .map(|index| index > start && links(&draft.lines, index - 1, widest.min(400)))
        .collect();
    let Some(first) = draft.lines.get(start) else {
        return;
    };
    let span = draft
        .lines
        .get(end - 1)
        .map_or(first.span, |last| first.span.join(last.span));
    if !recorder.propose(
        span,
        first.as_str(),
        first.as_str(),
        84,
        format!("{} lines in a row are set in", end - start),
    ) {
        return;
    }
    for (line, joined) in draft
        .lines
        .iter_mut()
        .skip(start)
        .take(end - start)
        .zip(joined)
    {
        line.frame = Some(QuoteKind::Quotation);
        if line.start == Start::Unknown {
            line.start = if joined { Start::Joined } else { Start::New };
        }
    }
    if let Some(next) = draft.lines.get_mut(end)
        && next.start == Start::Unknown
        && next.indent > 0
    {
        next.start = Start::New;
    }
}
