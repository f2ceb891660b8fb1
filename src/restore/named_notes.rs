//! Notes that say what they are: `[Footnote 3: That is, of the old one.]`, as those write them who copy books for archives.
//!
//! Such a note begins a paragraph, names the mark that stands in the text before it, and closes at a line's end, be it a
//! few paragraphs later. Its mark is left at its beginning for the pass that pairs notes.

use std::collections::HashMap;

use super::brackets::closing_line;
use super::draft::{Line, Role, Start};
use super::note_marks::{label_of, references};
use super::recorder::Recorder;
use super::text::Edit;

/// The words for a note.
const WORDS: &[&str] = &[
    "footnote",
    "endnote",
    "note",
    "fußnote",
    "fussnote",
    "anmerkung",
    "note de bas de page",
    "nota",
    "voetnoot",
    "noot",
    "fotnot",
    "fodnote",
    "fotnote",
    "alaviite",
    "przypis",
];

/// So many lines a note may have.
const LONGEST: usize = 150;

/// Sets such notes aside.
pub(super) fn set_aside(lines: &mut [Line], recorder: &mut Recorder) {
    if !lines.iter().any(|line| opening(line).is_some()) {
        return;
    }
    // How many marks with a label have no note yet.
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let note =
            opening(line).and_then(|(label, body)| Some((label, body, closing(lines, index)?)));
        let found = note.filter(|(label, ..)| open.get(label).is_some_and(|count| *count > 0));
        if let Some((label, body, end)) = found {
            if take(lines, index..end, &label, body, recorder)
                && let Some(count) = open.get_mut(&label)
            {
                *count -= 1;
            }
            index = end;
            continue;
        }
        for mark in references(line.as_str()) {
            *open.entry(mark.label).or_default() += 1;
        }
        index += 1;
    }
}

/// The label of the note that a line opens, and where its text begins.
fn opening(line: &Line) -> Option<(String, usize)> {
    if line.role != Role::Body {
        return None;
    }
    let text = line.as_str();
    let inner = text.strip_prefix('[')?;
    let colon = inner.find(':').filter(|at| *at < 40)?;
    let (word, label) = inner.get(..colon)?.trim_end().rsplit_once(' ')?;
    if !WORDS.contains(&word.trim().to_lowercase().as_str()) {
        return None;
    }
    let body = inner.get(colon + 1..)?.trim_start();
    Some((label_of(label)?, text.len() - body.len()))
}

/// One past the line on which the bracket of a note closes, if nothing else stands there.
fn closing(lines: &[Line], index: usize) -> Option<usize> {
    closing_line(lines, index, LONGEST, |_, line| {
        matches!(line.role, Role::Body | Role::Verse)
    })
}

fn take(
    lines: &mut [Line],
    range: std::ops::Range<usize>,
    label: &str,
    body: usize,
    recorder: &mut Recorder,
) -> bool {
    let reason = "the note says which mark it belongs to";
    let last = range.end - 1;
    let Some(line) = lines.get_mut(last) else {
        return false;
    };
    let end = line.as_str().len();
    if recorder.apply(
        &mut line.text,
        vec![Edit::new(end - 1..end, "", 95, reason)],
    ) == 0
    {
        return false;
    }
    if let Some(line) = lines.get_mut(range.start) {
        let mark = format!("[{label}] ");
        recorder.apply(&mut line.text, vec![Edit::new(0..body, mark, 95, reason)]);
    }
    for (index, line) in lines
        .iter_mut()
        .enumerate()
        .take(range.end)
        .skip(range.start)
    {
        line.role = Role::Note;
        line.start = if index == range.start || line.gap > 0 {
            Start::New
        } else {
            Start::Joined
        };
    }
    true
}
