//! Block quotations whose indent was lost: paragraphs whose lines all end well before those of the rest of the book.
//!
//! An extractor that drops indents keeps the line ends. Full lines of one measure differ by a few letters; a paragraph
//! of several lines that are all shorter than nearly all others was set to a narrower measure.

use super::draft::{Draft, Line, Role, Start};
use super::evidence::Evidence;
use super::line_ends::letters;
use super::recorder::Recorder;
use super::{Pass, Phase};
use crate::book::QuoteKind;

pub(super) static PASS: Pass = Pass {
    name: "narrow-quotations",
    phase: Phase::Line,
    about: "finds block quotations by their shorter lines",
    example: "a paragraph wrapped to a narrower measure → a quotation",
    run,
};

/// The fewest full lines that tell a paragraph's measure.
const FEWEST: usize = 3;

/// A paragraph: lines `start..end`.
#[derive(Clone, Copy)]
struct Paragraph {
    start: usize,
    end: usize,
    measure: Measure,
}

#[derive(Clone, Copy, PartialEq)]
enum Measure {
    /// Too few lines to tell.
    Unknown,
    Full,
    Narrow,
}

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    if !evidence.shape.wrapped {
        return;
    }
    let Some(limit) = limit(&draft.lines, evidence.shape.width) else {
        return;
    };
    let paragraphs = paragraphs(&draft.lines, limit, evidence.shape.width);
    let mut index = 0;
    while index < paragraphs.len() {
        if paragraphs
            .get(index)
            .is_none_or(|p| p.measure != Measure::Narrow)
        {
            index += 1;
            continue;
        }
        // One-line paragraphs between two narrow ones are of the same quotation.
        let mut last = index;
        for (offset, next) in paragraphs.iter().enumerate().skip(index + 1).take(60) {
            match next.measure {
                Measure::Narrow => last = offset,
                Measure::Unknown if next.end - next.start <= 3 => {}
                _ => break,
            }
            if paragraphs
                .get(offset - 1)
                .is_some_and(|before| before.end != next.start)
            {
                break;
            }
        }
        let (Some(from), Some(to)) = (paragraphs.get(index), paragraphs.get(last)) else {
            break;
        };
        set(draft, from.start, to.end, recorder);
        index = last + 1;
    }
}

/// The length under which nearly no full line of the book lies: two deviations below the mean.
fn limit(lines: &[Line], width: usize) -> Option<usize> {
    let full: Vec<usize> = lines
        .iter()
        .filter(|line| line.role == Role::Body && line.frame.is_none())
        .map(|line| letters(line.as_str()))
        .filter(|n| *n * 100 >= width * 80 && *n * 100 <= width * 108)
        .collect();
    if full.len() < 60 {
        return None;
    }
    let mean = full.iter().sum::<usize>() as f64 / full.len() as f64;
    let variance = full.iter().map(|n| (*n as f64 - mean).powi(2)).sum::<f64>() / full.len() as f64;
    let limit = mean - 1.25 * variance.sqrt();
    Some(limit as usize)
}

fn paragraphs(lines: &[Line], limit: usize, width: usize) -> Vec<Paragraph> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let mut end = start + 1;
        while lines
            .get(end)
            .is_some_and(|line| line.start == Start::Joined && line.role == Role::Body)
        {
            end += 1;
        }
        let plain = lines.get(start).is_some_and(|line| {
            line.role == Role::Body && line.frame.is_none() && line.quote == 0 && !line.breaks
        });
        if plain {
            found.push(Paragraph {
                start,
                end,
                measure: measure(lines, start, end, limit, width),
            });
        }
        start = end;
    }
    found
}

fn measure(lines: &[Line], start: usize, end: usize, limit: usize, width: usize) -> Measure {
    // The last line is as long as it is.
    let full = lines
        .iter()
        .skip(start)
        .take(end - start - 1)
        .map(|line| letters(line.as_str()));
    let (mut narrow, mut wide) = (0, 0);
    for length in full {
        // Two lines that an extractor rejoined at a hyphen.
        let length = if length > width + width / 5 {
            length / 2
        } else {
            length
        };
        if length <= limit {
            narrow += 1
        } else {
            wide += 1
        }
    }
    match (narrow, wide) {
        (FEWEST.., 0) => Measure::Narrow,
        (8.., 1) => Measure::Narrow,
        (_, 1..) => Measure::Full,
        _ => Measure::Unknown,
    }
}

fn set(draft: &mut Draft, start: usize, end: usize, recorder: &mut Recorder) {
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
        74,
        format!(
            "all {} lines end well before the book's others",
            end - start
        ),
    ) {
        return;
    }
    for line in draft.lines.iter_mut().skip(start).take(end - start) {
        line.frame = Some(QuoteKind::Quotation);
    }
}
