//! Paragraphs cut by a page's end made whole, with notes and furniture set aside; what ends with its page stays apart.

use super::draft::{Draft, Role, Start};
use super::ledger::PARAGRAPH_MARK;
use super::{Evidence, Pass, Phase, Recorder};

pub(super) static PASS: Pass = Pass {
    name: "page-breaks",
    phase: Phase::Line,
    about: "a paragraph that a page's end cuts becomes whole",
    example: "…went down to the old / [page 4] / landing, and waited… → one paragraph",
    run,
};

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let shape = &evidence.shape;
    let mut last: Option<usize> = None;
    let mut turned = false;
    for index in 0..draft.lines.len() {
        let Some(line) = draft.lines.get(index) else {
            return;
        };
        turned |= line.page.is_some();
        if line.role == Role::Note {
            continue;
        }
        let turns = std::mem::take(&mut turned);
        let before = last.replace(index).and_then(|last| draft.lines.get(last));
        let Some(before) = before else { continue };
        let apart = last.is_none_or(|_| false);
        let interrupted = index > 0
            && draft
                .lines
                .get(index - 1)
                .is_some_and(|line| line.role == Role::Note);
        if apart || !(turns || interrupted) || line.start != Start::Unknown {
            continue;
        }
        let (start, confidence) = match (before.role, line.role) {
            (Role::Body, Role::Body) if before.quote == line.quote => {
                // What is emphasised from end to end is a name or a title.
                let bold = draft.is_markdown
                    && line.as_str().starts_with("**")
                    && line.as_str().ends_with("**");
                let score = match bold {
                    true => 2.0,
                    false => shape.begins(before, line, turns),
                };
                (
                    if score > 0.0 {
                        Start::New
                    } else {
                        Start::Joined
                    },
                    if score.abs() > 1.5 { 92 } else { 75 },
                )
            }
            _ => continue,
        };
        let joins = start == Start::Joined;
        let reason = if joins {
            "the sentence goes on on the next page"
        } else {
            "the page ends with its paragraph"
        };
        let begins_already = line.gap > 0;
        let span = line.span;
        if joins || !begins_already {
            let (before, after) = if joins {
                (PARAGRAPH_MARK, "")
            } else {
                ("", PARAGRAPH_MARK)
            };
            recorder.propose(span, before, after, confidence, reason);
        }
        if let Some(line) = draft.lines.get_mut(index) {
            line.start = start;
        }
    }
}
