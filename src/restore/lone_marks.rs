//! Foot-notes whose mark an extractor leaves on a line of its own, above the text of the note: the mark is raised and small,
//! and no part of its line to it.
//!
//! ```text
//! …and who wrote the first account of the place,3 nobody knows: it was
//! 3
//! The author of it is named in the second edition.
//! ```
//!
//! Such notes are the last of their page, their marks count, and each stands in the text before it.

use std::collections::HashMap;

use super::draft::{Line, Role, Start};
use super::evidence::{Ending, Shape, ending};
use super::line_ends::begins_small;
use super::note_marks::{label_of, references};
use super::recorder::Recorder;
use super::text::Edit;

/// How many lines a mark may stand before its note.
const FAR: usize = 140;

/// Sets such notes aside, each with its mark before it again.
pub(super) fn set_aside(lines: &mut [Line], shape: &Shape, recorder: &mut Recorder) {
    if !shape.wrapped || !lines.iter().any(|line| mark_alone(line).is_some()) {
        return;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut start = 0;
    while start < lines.len() {
        let next = lines
            .iter()
            .skip(start + 1)
            .position(|line| line.page.is_some());
        let end = next.map_or(lines.len(), |next| start + 1 + next);
        let notes = notes(lines, start..end, &mut seen);
        if let Some(first) = notes.first().copied() {
            for index in notes {
                put(lines, index, recorder);
            }
            for line in lines.iter_mut().take(end).skip(first) {
                if line.role == Role::Body {
                    line.role = Role::Note;
                    if line.start == Start::Unknown {
                        line.start = Start::Joined;
                    }
                }
            }
        }
        start = end;
    }
}

/// The label of a mark that is all of its line.
fn mark_alone(line: &Line) -> Option<String> {
    let text = line.as_str();
    // Three signs of four bytes at most.
    (text.len() <= 12)
        .then(|| label_of(text))
        .flatten()
        .filter(|label| label == text)
}

/// The lines of a page that are the marks of its notes; remembers the references in its text.
fn notes(
    lines: &[Line],
    page: std::ops::Range<usize>,
    seen: &mut HashMap<String, usize>,
) -> Vec<usize> {
    let mut notes: Vec<usize> = Vec::new();
    let mut last: Option<u32> = None;
    for index in page.clone() {
        let Some(line) = lines.get(index).filter(|line| line.role == Role::Body) else {
            continue;
        };
        let Some(label) = mark_alone(line) else {
            if notes.is_empty() {
                for mark in references(line.as_str()) {
                    seen.insert(mark.label, index);
                }
            }
            continue;
        };
        let number = label.parse::<u32>().ok();
        let counts = last.is_none_or(|last| number == Some(last + 1));
        let is_open = seen.get(&label).is_some_and(|place| index - place <= FAR);
        let text = lines.get(index + 1).filter(|next| {
            index + 1 < page.end && next.role == Role::Body && !begins_small(next.as_str())
        });
        let letters = label.chars().any(char::is_alphabetic);
        if counts && is_open && !letters && text.is_some() {
            seen.remove(&label);
            last = number;
            notes.push(index);
        } else if !notes.is_empty() {
            // What does not count on is no note, and what stood before it none either.
            return Vec::new();
        }
    }
    let Some(first) = notes.first().copied() else {
        return notes;
    };
    // Notes are the lesser part of their page, and end with a sentence or go on on the next page.
    let last = lines.get(page.end - 1).map_or("", Line::as_str);
    let few = (page.end - first) * 4 <= (page.end - page.start) * 3;
    let over = matches!(ending(last), Ending::Sentence | Ending::Open | Ending::Half);
    if few && over { notes } else { Vec::new() }
}

/// Puts a mark before its note again.
fn put(lines: &mut [Line], index: usize, recorder: &mut Recorder) {
    const REASON: &str = "the mark of a note on a line of its own, and in the text before";
    let Some(line) = lines.get_mut(index) else {
        return;
    };
    let mark = format!("[{}] ", line.as_str());
    if !recorder.remove_line(line, 90, REASON) {
        return;
    }
    if let Some(line) = lines.get_mut(index + 1) {
        recorder.apply(&mut line.text, vec![Edit::new(0..0, mark, 90, REASON)]);
        line.start = Start::New;
    }
}
