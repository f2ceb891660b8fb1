//! Lists without a bullet: the ingredients of a recipe, the persons of a play.
//!
//! Lines that end early although the next word had room, that begin with a capital or a figure and have no mark at their
//! end, several at once below a heading or a colon. Verse has marks at some of its ends; and a book that has one such list
//! has others.

use super::draft::{Draft, Line, Role, Start};
use super::evidence::Evidence;
use super::line_ends::{begins_capital, is_short};
use super::recorder::Recorder;

/// The fewest lines of a list.
const FEWEST: usize = 3;
/// The fewest such lists of a book, and the fewest lines of one that is alone.
const FEWEST_LISTS: usize = 3;
const LONG: usize = 8;
/// The most words of a line.
const MOST_WORDS: usize = 9;

/// Gives the lines of such lists their role.
pub(super) fn find(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let shape = &evidence.shape;
    if !shape.wrapped || shape.is_verse || draft.is_markdown || draft.is_ocr {
        return;
    }
    let lists = lists(&draft.lines, evidence);
    let all: usize = lists.iter().map(|(start, end)| end - start).sum();
    // Where most of a book is such lines they are its text.
    if all * 2 > draft.lines.len() {
        return;
    }
    for (start, end) in &lists {
        if lists.len() < FEWEST_LISTS && end - start < LONG {
            continue;
        }
        let Some(lines) = draft.lines.get_mut(*start..*end) else {
            continue;
        };
        let span = lines
            .iter()
            .fold(crate::report::Span::NONE, |span, line| span.join(line.span));
        let texts: Vec<&str> = lines.iter().take(3).map(Line::as_str).collect();
        let before = texts.join(" ");
        let after = format!("- {}", texts.join(" - "));
        let reason = "short lines without a mark at their ends, several times in the book";
        if !recorder.propose(span, &before, &after, 78, reason) {
            continue;
        }
        for line in lines {
            line.role = Role::Item { number: None };
            line.start = Start::New;
        }
    }
}

/// The runs of lines that could be lists.
fn lists(lines: &[Line], evidence: &Evidence) -> Vec<(usize, usize)> {
    let mut lists = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let opens = index
            .checked_sub(1)
            .and_then(|at| lines.get(at))
            .is_some_and(|before| {
                matches!(before.role, Role::Heading { .. }) || before.as_str().ends_with(':')
            });
        let mut end = index;
        while opens && is_item(lines, end, end == index, evidence) {
            end += 1;
        }
        // What follows is text again, and no more of the same.
        let over = lines.get(end).is_none_or(|next| {
            next.role != Role::Body
                || begins_capital(next.as_str())
                    && !is_short(next, lines.get(end + 1), &evidence.shape)
        });
        if end - index >= FEWEST && over {
            lists.push((index, end));
        }
        index = end.max(index + 1);
    }
    lists
}

fn is_item(lines: &[Line], index: usize, is_first: bool, evidence: &Evidence) -> bool {
    let Some(line) = lines.get(index).filter(|line| line.role == Role::Body) else {
        return false;
    };
    let text = line.as_str();
    let words = text.split(' ').count();
    (is_first || line.gap == 0 && line.page.is_none())
        && line.start != Start::Joined
        && line.quote == 0
        && words <= MOST_WORDS
        && begins_capital(text)
        && text.ends_with(|c: char| c.is_alphanumeric() || c == ')')
        && is_short(line, lines.get(index + 1), &evidence.shape)
}
