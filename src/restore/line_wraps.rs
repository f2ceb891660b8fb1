//! Lines of running text joined to paragraphs, and parted where a paragraph begins without a blank line: by indents,
//! by a short last line before a capital, by what the book does elsewhere.

use super::draft::{Draft, Role, Start};
use super::ledger::PARAGRAPH_MARK;
use super::{Evidence, Pass, Phase, Recorder};

pub(super) static PASS: Pass = Pass {
    name: "line-wraps",
    phase: Phase::Line,
    about: "hard-wrapped lines become paragraphs, by indents, blank lines and short last lines",
    example: "…had taken with him to / the island. / Nobody knew… → two paragraphs",
    run,
};

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let shape = &evidence.shape;
    for index in 1..draft.lines.len() {
        let Some((head, tail)) = draft.lines.split_at_mut_checked(index) else {
            return;
        };
        let (Some(before), Some(line)) = (head.last(), tail.first_mut()) else {
            return;
        };
        let decided = line.start != Start::Unknown || line.page.is_some();
        if decided
            || line.role != Role::Body
            || before.role != Role::Body
            || before.quote != line.quote
        {
            continue;
        }
        let begins = shape.begins(before, line, false) > 0.0;
        let looks = line.gap > 0;
        if begins == looks {
            continue;
        }
        let (start, reason) = match begins {
            true => (
                Start::New,
                "the line before is its paragraph's last by its length, its end, and the indents of the book",
            ),
            false => (Start::Joined, "the sentence goes on after the blank line"),
        };
        let (before, after) = if begins {
            ("", PARAGRAPH_MARK)
        } else {
            (PARAGRAPH_MARK, "")
        };
        if recorder.propose(line.span, before, after, 80, reason) {
            line.start = start;
        }
    }
}
