//! Numbers of a list that an extractor set in a column of their own, before the items: each is put before its item again.
//!
//! They count from one, each alone on its line with its stop, and the lines after them are as many items: an item begins
//! with a capital after a line that is over.

use super::draft::{Draft, Line, Role, Start};
use super::evidence::{Beginning, Ending, beginning, ending};
use super::numerals::digits;
use super::recorder::Recorder;
use super::text::Edit;

/// The most lines an item has, on the average.
const MOST_LINES: usize = 12;

/// Puts the numbers before their items.
pub(super) fn join(draft: &mut Draft, recorder: &mut Recorder) {
    let mut index = 0;
    while index < draft.lines.len() {
        let count = column(&draft.lines, index);
        if count < 2 {
            index += 1;
            continue;
        }
        let items = items(&draft.lines, index + count, count);
        if items.len() == count {
            put(draft, index, &items, recorder);
        }
        index += count;
    }
}

/// How many lines from here on are the numbers of a list: `1.`, `2.`, `3.`
fn column(lines: &[Line], start: usize) -> usize {
    let from = lines.get(start..).unwrap_or_default().iter().enumerate();
    let counts = from.take_while(|(at, line)| {
        let number = line
            .as_str()
            .strip_suffix('.')
            .or_else(|| line.as_str().strip_suffix(')'));
        line.role == Role::Body
            && (*at == 0 || line.page.is_none())
            && number
                .and_then(digits)
                .and_then(|n| usize::try_from(n).ok())
                == Some(at + 1)
    });
    counts.count()
}

/// The first lines of the items that follow, one more than asked where there are more.
fn items(lines: &[Line], start: usize, count: usize) -> Vec<usize> {
    let mut items = Vec::new();
    for index in start..lines.len().min(start + count * MOST_LINES) {
        let Some(line) = lines.get(index).filter(|line| line.role == Role::Body) else {
            break;
        };
        // A wider gap than the items have ends the list once they are all there.
        let usual = items.get(1).and_then(|second: &usize| lines.get(*second));
        if items.len() >= count && usual.is_some_and(|second| line.gap > second.gap) {
            break;
        }
        let over = index == start
            || line.gap > 0
            || lines.get(index - 1).is_some_and(|before| {
                matches!(ending(before.as_str()), Ending::Sentence | Ending::Half)
            });
        if over && beginning(line.as_str()) != Beginning::Small {
            items.push(index);
        }
        if items.len() > count {
            break;
        }
    }
    items
}

fn put(draft: &mut Draft, first: usize, items: &[usize], recorder: &mut Recorder) {
    for (offset, item) in items.iter().enumerate() {
        let Some(number) = draft
            .lines
            .get(first + offset)
            .map(|line| line.as_str().to_owned())
        else {
            return;
        };
        let reason = "the numbers of a list stand in a column of their own before its items";
        let made = draft
            .lines
            .get_mut(first + offset)
            .is_some_and(|line| recorder.remove_line(line, 86, reason));
        if let Some(line) = draft.lines.get_mut(*item).filter(|_| made) {
            let edit = Edit::new(0..0, format!("{number} "), 86, reason);
            recorder.apply(&mut line.text, vec![edit]);
            line.start = Start::New;
        }
    }
}
