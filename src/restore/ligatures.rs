//! Ligatures: `ﬁ` and its like as letters, and words that lost theirs (`o�ce`, `di�erent`).
//!
//! A ligature is a form of its letters; searching and reading aloud want the letters. Where an extractor could not read
//! one it leaves a replacement character or nothing: the letters come back where they make exactly one known word.

use super::draft::{Draft, Role};
use super::evidence::Evidence;
use super::recorder::Recorder;
use super::text::Edit;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "ligatures",
    phase: Phase::Line,
    about: "writes ligatures as their letters, and brings lost ones back",
    example: "ﬁrst, o\u{fffd}ce → first, office",
    run,
};

const FORMS: [(char, &str); 7] = [
    ('ﬀ', "ff"),
    ('ﬁ', "fi"),
    ('ﬂ', "fl"),
    ('ﬃ', "ffi"),
    ('ﬄ', "ffl"),
    ('ﬅ', "ft"),
    ('ﬆ', "st"),
];

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    for line in &mut draft.lines {
        if line.role == Role::Code || line.as_str().is_ascii() {
            continue;
        }
        let edits = edits(line.as_str(), evidence);
        if !edits.is_empty() {
            recorder.apply(&mut line.text, edits);
        }
    }
}

fn edits(text: &str, evidence: &Evidence) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        if let Some((_, letters)) = FORMS.iter().find(|(form, _)| *form == c) {
            edits.push(Edit::new(
                range,
                *letters,
                100,
                "a ligature is a form of its letters",
            ));
        } else if c == '\u{fffd}'
            && let Some(letters) = lost(text, at, evidence)
        {
            edits.push(Edit::new(
                range,
                letters,
                85,
                "the only ligature that makes a known word",
            ));
        }
    }
    edits
}

/// The ligature that a replacement character stands for, if just one makes a known word of what is around it.
fn lost(text: &str, at: usize, evidence: &Evidence) -> Option<&'static str> {
    let lexicon = evidence.lexicon?;
    let head = text.get(..at)?;
    let head = head.rfind(|c: char| !c.is_alphabetic()).map_or(head, |i| {
        head.get(i..)
            .unwrap_or_default()
            .trim_start_matches(|c: char| !c.is_alphabetic())
    });
    let tail = text.get(at + '\u{fffd}'.len_utf8()..)?;
    let tail = tail
        .find(|c: char| !c.is_alphabetic())
        .and_then(|i| tail.get(..i))
        .unwrap_or(tail);
    if head.is_empty() && tail.is_empty() {
        return None;
    }
    let mut fitting = FORMS
        .iter()
        .take(5)
        .map(|(_, letters)| *letters)
        .filter(|letters| lexicon.frequency(&format!("{head}{letters}{tail}")) >= 5);
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}
