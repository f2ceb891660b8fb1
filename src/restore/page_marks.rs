//! The pages of the printed edition, marked in the text by those who copied it: `of the [Pg 12] river`, `{13}`.
//!
//! The marks count through the book; one alone, or numbers in another order, are the author's.

use super::draft::{Draft, Line, Role};
use super::numerals::{digits, roman};
use super::text::{Edit, MarkKind};
use super::{Evidence, Pass, Phase, Recorder};

pub(super) static PASS: Pass = Pass {
    name: "page-marks",
    phase: Phase::Line,
    about: "marks of the printed pages inside the lines become page breaks",
    example: "the bank of the [Pg 12] river → the bank of the river, page 12 begins",
    run,
};

/// The words for a page, in lower case.
const WORDS: &[&str] = &[
    "pg", "pg.", "page", "p.", "s.", "seite", "pág.", "pag.", "página", "pagina", "blz.", "sida",
    "str.",
];

/// Fewer marks are none.
const FEWEST: usize = 3;

struct Found {
    line: usize,
    range: std::ops::Range<usize>,
    label: String,
    number: u32,
    is_roman: bool,
}

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    let mut found = Vec::new();
    for (index, line) in draft.lines.iter().enumerate() {
        if !matches!(line.role, Role::Code | Role::Table) {
            marks(index, line, &mut found);
        }
    }
    let counts = |pair: &&[Found]| match pair {
        [a, b] => a.is_roman != b.is_roman || (a.number < b.number && b.number - a.number < 20),
        _ => false,
    };
    let pairs = found.len().saturating_sub(1);
    if found.len() < FEWEST || found.windows(2).filter(counts).count() * 10 < pairs * 9 {
        return;
    }
    // The last mark of a line first: what stands before it keeps its place.
    for mark in found.into_iter().rev() {
        let Some(line) = draft.lines.get_mut(mark.line) else {
            continue;
        };
        let page = draft.page_labels.len();
        let reason = format!("the copy marks where page {} begins", mark.label);
        let done = if mark.range.len() == line.as_str().len() {
            let removed = recorder.remove_line(line, 95, reason);
            line.page = line.page.or(removed.then_some(page));
            removed
        } else {
            let is_note = line.role == Role::Note;
            let mut edit = Edit::new(mark.range, "", 95, reason);
            edit.mark = (!is_note).then_some(MarkKind::Page(page));
            let made = recorder.apply(&mut line.text, vec![edit]) > 0;
            // A note is set aside: the page begins with the text after it.
            let after = draft.lines.iter_mut().skip(mark.line);
            let text = after.into_iter().find(|line| line.role != Role::Note);
            if let Some(text) = text.filter(|_| made && is_note) {
                text.text.mark(0, MarkKind::Page(page));
            }
            made
        };
        if done {
            draft.page_labels.push(Some(mark.label));
        }
    }
}

/// The marks in a line, each with the space that it leaves twice.
fn marks(index: usize, line: &Line, found: &mut Vec<Found>) {
    let text = line.as_str();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(['[', '{'])) {
        let start = from + at;
        from = start + 1;
        let Some(rest) = text.get(from..) else { return };
        let close = if text.get(start..).is_some_and(|t| t.starts_with('[')) {
            ']'
        } else {
            '}'
        };
        let Some(length) = rest.find(close).filter(|length| *length < 16) else {
            continue;
        };
        let inner = rest.get(..length).unwrap_or_default();
        let label = match inner.rsplit_once(' ') {
            Some((word, label)) if WORDS.contains(&word.to_lowercase().as_str()) => label,
            None if close == '}' => inner,
            _ => continue,
        };
        let arabic = digits(label).map(|number| (number, false));
        let Some((number, is_roman)) = arabic.or_else(|| Some((roman(label)?, true))) else {
            continue;
        };
        let mut range = start..from + length + 1;
        let before = text.get(..range.start).unwrap_or_default();
        let after = text.get(range.end..).unwrap_or_default();
        if after.starts_with(' ') && (before.is_empty() || before.ends_with(' ')) {
            range.end += 1;
        } else if after.is_empty() && before.ends_with(' ') {
            range.start -= 1;
        }
        from = range.end;
        found.push(Found {
            line: index,
            range,
            label: label.to_lowercase(),
            number,
            is_roman,
        });
    }
}
