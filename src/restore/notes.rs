//! Notes: the text of each paired with the mark that points to it, moved out of the book's text and linked.
//!
//! Marks and notes are paired in order: a note's mark is the next one with its label that stands before the note (or,
//! where notes are gathered, after the last one paired). What has no partner is left as it is and listed.

use super::draft::{Block, Draft, DraftNote, Kind};
use super::evidence::Evidence;
use super::note_marks::{Mark, at_start, references};
use super::recorder::Recorder;
use super::text::{Edit, MarkKind};
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "notes",
    phase: Phase::Structure,
    about: "pairs notes with their marks, moves them out of the text and links them",
    example: "harbour3 … 3. That is, of the old one. → harbour with a linked note",
    run,
};

/// A mark in the text.
struct Reference {
    block: usize,
    mark: Mark,
    note: Option<usize>,
}

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    gathered(draft);
    if draft.blocks.iter().all(|block| block.kind != Kind::Note) {
        return;
    }
    let mut marks = collect(&draft.blocks);
    let mut floor = 0;
    for index in 0..draft.blocks.len() {
        let Some(block) = draft
            .blocks
            .get(index)
            .filter(|block| block.kind == Kind::Note)
        else {
            continue;
        };
        match at_start(block.text.as_str()) {
            Some(mark) => {
                // The paragraph that a note interrupts may end after it.
                let after = draft
                    .blocks
                    .iter()
                    .skip(index)
                    .position(|block| block.kind != Kind::Note);
                let limit = index + after.unwrap_or(0);
                let place = partner(&marks, &mark, limit, floor);
                if let Some(place) = place {
                    floor = place + 1;
                    let number = draft.notes.len();
                    if let Some(reference) = marks.get_mut(place) {
                        reference.note = Some(number);
                    }
                    move_out(draft, index, &mark, recorder);
                } else {
                    leave(draft, index, recorder);
                }
            }
            // A further paragraph of the note before it.
            None => go_on(draft, index, recorder),
        }
    }
    link(draft, marks, recorder);
    draft
        .blocks
        .retain(|block| !(block.kind == Kind::Note && block.text.is_empty()));
}

/// All marks in the text, in order.
fn collect(blocks: &[Block]) -> Vec<Reference> {
    let mut marks = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        if matches!(block.kind, Kind::Note | Kind::Code | Kind::Dropped) {
            continue;
        }
        marks.extend(
            references(block.text.as_str())
                .into_iter()
                .map(|mark| Reference {
                    block: index,
                    mark,
                    note: None,
                }),
        );
    }
    marks
}

/// The reference that a note belongs to.
fn partner(marks: &[Reference], note: &Mark, limit: usize, floor: usize) -> Option<usize> {
    let candidates = || {
        marks
            .iter()
            .enumerate()
            .skip(floor)
            .filter(|(_, reference)| {
                reference.note.is_none()
                    && reference.mark.label == note.label
                    && reference.block <= limit
            })
    };
    let strong = candidates().find(|(_, reference)| reference.mark.strong);
    // A bare number is the mark nearest to its note; earlier ones may be figures of the text.
    strong
        .or_else(|| candidates().next_back())
        .map(|(place, _)| place)
}

fn move_out(draft: &mut Draft, index: usize, mark: &Mark, recorder: &mut Recorder) {
    let Some(block) = draft.blocks.get_mut(index) else {
        return;
    };
    let mut note = std::mem::take(block);
    block.kind = Kind::Note;
    let edit = Edit::new(
        mark.range.clone(),
        "",
        95,
        format!(
            "the mark {} of the note, which is numbered anew",
            mark.label
        ),
    );
    recorder.apply(&mut note.text, vec![edit]);
    note.kind = Kind::Paragraph;
    let span = note.span;
    draft.notes.push(DraftNote {
        label: mark.label.clone(),
        blocks: vec![note],
        span,
    });
}

fn leave(draft: &mut Draft, index: usize, recorder: &mut Recorder) {
    if let Some(block) = draft.blocks.get_mut(index) {
        block.kind = Kind::Paragraph;
        let text = block.text.as_str().to_owned();
        recorder.propose(
            block.span,
            &text,
            "",
            30,
            "a note to which no mark in the text points",
        );
    }
}

fn go_on(draft: &mut Draft, index: usize, recorder: &mut Recorder) {
    let Some(block) = draft.blocks.get_mut(index) else {
        return;
    };
    if draft.notes.is_empty() {
        block.kind = Kind::Paragraph;
        return;
    }
    let mut more = std::mem::take(block);
    block.kind = Kind::Note;
    recorder.propose(
        more.span,
        more.text.as_str(),
        more.text.as_str(),
        85,
        "the note before it goes on here",
    );
    more.kind = Kind::Paragraph;
    if let Some(note) = draft.notes.last_mut() {
        note.span = note.span.join(more.span);
        note.blocks.push(more);
    }
}

/// Puts the links in the place of the marks; lists strong marks that have no note.
fn link(draft: &mut Draft, marks: Vec<Reference>, recorder: &mut Recorder) {
    let mut edits: Vec<(usize, Edit)> = Vec::new();
    for reference in marks {
        let Some(block) = draft.blocks.get(reference.block) else {
            continue;
        };
        let label = &reference.mark.label;
        match reference.note {
            Some(note) => {
                let mut edit = Edit::new(
                    reference.mark.range,
                    "",
                    95,
                    format!("the mark of note {label}"),
                );
                edit.mark = Some(MarkKind::Note(note));
                edits.push((reference.block, edit));
            }
            None if reference.mark.strong && !draft.notes.is_empty() => {
                let mark = block
                    .text
                    .as_str()
                    .get(reference.mark.range.clone())
                    .unwrap_or_default()
                    .to_owned();
                let span = recorder.span(&block.text, reference.mark.range);
                recorder.propose(span, &mark, "", 30, "a mark to which no note was found");
            }
            None => {}
        }
    }
    let mut edits = edits.into_iter().peekable();
    while let Some((index, edit)) = edits.next() {
        let mut of_block = vec![edit];
        while let Some((_, edit)) = edits.next_if(|(other, _)| *other == index) {
            of_block.push(edit);
        }
        if let Some(block) = draft.blocks.get_mut(index) {
            recorder.apply(&mut block.text, of_block);
        }
    }
}

/// Notes gathered under a heading of their own (`Notes`) at the end of a chapter or of the book become notes when
/// most of them have their mark in the text.
fn gathered(draft: &mut Draft) {
    let mut index = 0;
    while index < draft.blocks.len() {
        if !draft.blocks.get(index).is_some_and(is_notes_heading) {
            index += 1;
            continue;
        }
        let start = index + 1;
        let mut end = start;
        while draft
            .blocks
            .get(end)
            .is_some_and(|block| matches!(block.kind, Kind::Paragraph | Kind::Item { .. }))
        {
            end += 1;
        }
        let labelled = draft
            .blocks
            .iter()
            .skip(start)
            .take(end - start)
            .filter(|block| at_start(block.text.as_str()).is_some())
            .count();
        if labelled >= 2 && labelled * 2 >= end - start {
            for block in draft.blocks.iter_mut().skip(start).take(end - start) {
                block.kind = Kind::Note;
            }
        }
        index = end.max(start);
    }
}

fn is_notes_heading(block: &Block) -> bool {
    let title = block
        .text
        .as_str()
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let names = [
        "notes",
        "footnotes",
        "endnotes",
        "anmerkungen",
        "fußnoten",
        "notas",
        "note",
        "noten",
        "notes de bas de page",
        "notes de fin",
    ];
    matches!(block.kind, Kind::Heading { .. }) && names.contains(&title.as_str())
}
