//! The lines of notes, set aside where they interrupt the book: at page ends, or in the middle of a paragraph.
//!
//! A line is a note's when it begins with a mark, that mark stands in the text before it, not long ago, and the lines
//! after it up to the end of the page (or of its block) go on with it. A list counts from one without anything in the
//! text that points to it, and is none. A note that its edition prints between two paragraphs, in the middle of a page,
//! stays where it is.

use std::collections::HashMap;

use super::draft::{Draft, Line, Role, Start};
use super::evidence::{Evidence, Shape};
use super::line_ends::{Ending, begins_small, ending};
use super::note_marks::{Mark, Style, at_start, references};
use super::recorder::Recorder;
use super::{Pass, Phase, lone_marks, named_notes};

pub(super) static PASS: Pass = Pass {
    name: "note-texts",
    phase: Phase::Line,
    about: "sets notes at page ends aside, so that the paragraph around them goes on",
    example: "the boats of the harbour3 … 3. That is, of the old one. → the note leaves the paragraph",
    run,
};

/// How many lines (of a hard-wrapped text) a mark may stand before its note.
const FAR: usize = 140;

/// A gloss of a few words leaves at least a third of its line free: without a full stop, its line is the whole note.
const GLOSS: f32 = 0.67;

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    named_notes::set_aside(&mut draft.lines, recorder);
    lone_marks::set_aside(&mut draft.lines, &evidence.shape, recorder);
    let notes = find(&draft.lines, &evidence.shape);
    for note in notes {
        if note.stays {
            part(&mut draft.lines, &note);
            continue;
        }
        let Some(first) = draft.lines.get(note.start) else {
            continue;
        };
        let span = draft
            .lines
            .get(note.end - 1)
            .map_or(first.span, |last| first.span.join(last.span));
        let reason = format!("the mark {} stands in the text before", note.label);
        if !recorder.propose(span, first.as_str(), first.as_str(), 90, reason) {
            continue;
        }
        for (index, line) in draft
            .lines
            .iter_mut()
            .enumerate()
            .skip(note.start)
            .take(note.end - note.start)
        {
            line.role = Role::Note;
            line.start = if index == note.start {
                Start::New
            } else {
                Start::Joined
            };
        }
    }
}

struct Found {
    start: usize,
    end: usize,
    label: String,
    /// Whether it stays where it stands, between two paragraphs.
    stays: bool,
}

/// Parts a note that stays from the paragraphs around it.
fn part(lines: &mut [Line], note: &Found) {
    for index in [note.start, note.end] {
        let body = lines
            .get_mut(index)
            .filter(|line| line.role == Role::Body && line.page.is_none());
        if let Some(line) = body {
            line.start = Start::New;
        }
    }
}

fn find(lines: &[Line], shape: &Shape) -> Vec<Found> {
    let wrapped = shape.wrapped;
    // Where each label was last seen as a reference.
    let mut seen: HashMap<String, (usize, Style)> = HashMap::new();
    let mut found: Vec<Found> = Vec::new();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        if line.role != Role::Body {
            index += 1;
            continue;
        }
        let note = at_start(line.as_str()).and_then(|mark| {
            let &(place, style) = seen.get(&mark.label)?;
            let raised = mark.style == Style::Raised && style == Style::Raised;
            let near = index - place <= if wrapped { FAR } else { FAR / 4 };
            (index > place && (near || raised)).then_some((mark, style))
        });
        let placed = note.and_then(|(mark, style)| {
            let is_foot = is_foot(lines, index, &mark, style, shape);
            let stays = !is_foot && is_set_in(lines, index, &mark, style, shape);
            (is_foot || stays).then_some((mark, stays))
        });
        match placed {
            Some((mark, stays)) => {
                let end = end_of(lines, index, shape);
                seen.remove(&mark.label);
                // Notes may have marks in them, but a note's own first word is none.
                found.push(Found {
                    start: index,
                    end,
                    label: mark.label,
                    stays,
                });
                index = end;
            }
            None => {
                for mark in references(line.as_str()) {
                    seen.insert(mark.label, (index, mark.style));
                }
                index += 1;
            }
        }
    }
    found
}

/// Whether a note begins at this line that was put out of the text's way: at the end of a page, or raised as only
/// notes are, or in the middle of a sentence of the text.
fn is_foot(lines: &[Line], index: usize, mark: &Mark, reference: Style, shape: &Shape) -> bool {
    let wrapped = shape.wrapped;
    if mark.style == Style::Raised {
        return true;
    }
    let end = end_of(lines, index, shape);
    let next = lines.get(end);
    let at_page_end = next.is_none_or(|next| next.page.is_some());
    let before_note = || {
        next.is_some_and(|next| {
            at_start(next.as_str()).is_some_and(|mark| mark.style != Style::Bare)
        })
    };
    let interrupts = || {
        let before = index.checked_sub(1).and_then(|before| lines.get(before));
        before.is_some_and(|before| ending(before.as_str()) == Ending::Open)
            && next.is_some_and(|next| begins_small(next.as_str()))
    };
    match mark.style {
        Style::Bare => wrapped && at_page_end,
        // The mark is raised in the text: what the number stands before is no list.
        Style::Number if reference == Style::Raised => {
            !wrapped || at_page_end || before_note() || next.is_some_and(|next| next.gap > 0)
        }
        Style::Number => wrapped && (at_page_end || before_note()) || interrupts(),
        _ => wrapped && at_page_end || interrupts(),
    }
}

/// One past the last line of the note that begins at `index`: its block ends there, or the text goes on below it.
fn end_of(lines: &[Line], index: usize, shape: &Shape) -> usize {
    let end = end_of_block(lines, index, shape);
    let first = lines.get(index).zip(lines.get(index + 1));
    if end > index + 1 && first.is_some_and(|(note, next)| is_gloss(note, next, shape)) {
        return index + 1;
    }
    if goes_on_after(lines, index, end) {
        return first_paragraph(lines, index, end, shape);
    }
    end
}

/// One past the last line of what stands together with the note at `index`: the page, or the block, ends there, or another
/// note or a paragraph begins.
fn end_of_block(lines: &[Line], index: usize, shape: &Shape) -> usize {
    let mut end = index + 1;
    if !shape.wrapped {
        return end;
    }
    while let Some(line) = lines.get(end) {
        let other = line.role != Role::Body
            || line.page.is_some()
            || line.gap > 0
            || at_start(line.as_str()).is_some()
            // The text goes on below a note that was set into it: a paragraph begins.
            || lines.get(end - 1).is_some_and(|before| shape.begins(before, line, false) > 1.0);
        if other {
            break;
        }
        end += 1;
    }
    end
}

/// Whether a note in brackets stands at this line, in the middle of a page, with text of the book right below it.
fn is_set_in(lines: &[Line], index: usize, mark: &Mark, reference: Style, shape: &Shape) -> bool {
    let bracketed = mark.style == Style::Brackets && reference == Style::Brackets;
    bracketed && shape.wrapped && end_of(lines, index, shape) < end_of_block(lines, index, shape)
}

/// Whether the one line of a note is all of it, and `next` the text below.
fn is_gloss(note: &Line, next: &Line, shape: &Shape) -> bool {
    ending(note.as_str()) == Ending::Open
        && !note.as_str().trim_end().ends_with([',', ';', '-'])
        && shape.fit(note, next) < GLOSS
        && shape.begins(note, next, false) > 0.0
}

/// Whether the next page goes on with a sentence that the text before the note had ended: it is the lines below the note
/// that were cut there, and they are the book's.
fn goes_on_after(lines: &[Line], index: usize, end: usize) -> bool {
    let is_body = |line: &&Line| line.role == Role::Body;
    let before = lines.get(..index).unwrap_or(&[]).iter().rev().find(is_body);
    let after = lines.get(end..).unwrap_or(&[]).iter().find(is_body);
    let last = end.checked_sub(1).and_then(|last| lines.get(last));
    lines.get(end).is_none_or(|next| next.page.is_some())
        && before.is_some_and(|line| ending(line.as_str()) == Ending::Closed)
        && last.is_some_and(|line| ending(line.as_str()) == Ending::Open)
        && after.is_some_and(|line| begins_small(line.as_str()))
}

/// One past the line of a note (`index` to `end`) after which a paragraph begins most likely; `end` where no sentence ends in it.
fn first_paragraph(lines: &[Line], index: usize, end: usize, shape: &Shape) -> usize {
    let mut best: Option<(usize, f32)> = None;
    for next in index + 1..end {
        let (Some(before), Some(line)) = (lines.get(next - 1), lines.get(next)) else {
            break;
        };
        let score = shape.begins(before, line, false);
        if ending(before.as_str()) == Ending::Closed
            && !begins_small(line.as_str())
            && best.is_none_or(|(_, most)| score > most)
        {
            best = Some((next, score));
        }
    }
    best.map_or(end, |(next, _)| next)
}
