//! Dates as headings: the entries of a diary below the titles of its months or years. A date that stands below a heading
//! is that of a letter; where most of them do, none is a heading.

use super::Found;
use super::isolated::is_dated;
use super::search::Search;
use crate::restore::draft::{Line, Role};
use crate::restore::evidence::{Beginning, beginning};
use crate::restore::likeness::fold;

/// So many dates at least make a diary.
const FEWEST: usize = 6;
/// They are at least so many lines apart, on the average.
const APART: usize = 4;

/// Adds the dates that open entries.
pub(super) fn find(search: &Search<'_>, found: &mut Vec<Found>) {
    if search.is_markdown {
        return;
    }
    let taken = super::taken(found, search.lines.len());
    let is_taken = |index: usize| taken.get(index).copied().unwrap_or(true);
    let mut dates = Vec::new();
    let mut below = 0;
    for index in 0..search.lines.len() {
        let Some(line) = search.free(index).filter(|_| !is_taken(index)) else {
            continue;
        };
        if !is_dated(line.as_str()) || !text_begins(search, index + 1) || is_taken(index + 1) {
            continue;
        }
        let under = index.checked_sub(1).is_some_and(is_taken);
        if !under && !search.stands_alone_above(index) {
            continue;
        }
        below += usize::from(under);
        dates.push(index);
    }
    let text = |index: &usize| search.lines.get(*index).map_or("", Line::as_str);
    let mut texts: Vec<String> = dates.iter().map(|index| fold(text(index))).collect();
    texts.sort_unstable();
    texts.dedup();
    if dates.len() < FEWEST
        || texts.len() * 4 < dates.len() * 3
        || below * 2 > dates.len()
        // A few dates among many headings are those of one letter.
        || dates.len() * 2 < found.len()
        || dates.len() * APART > search.lines.len()
    {
        return;
    }
    let reason = "a date alone on its line, as the entries of a diary begin";
    found.extend(dates.into_iter().map(|index| Found {
        is_section: true,
        ..Found::line(index, 80, reason)
    }));
    found.sort_by_key(|f| f.start);
}

fn text_begins(search: &Search<'_>, index: usize) -> bool {
    search.lines.get(index).is_some_and(|next| {
        next.role == Role::Body
            && next.page.is_none()
            && beginning(next.as_str()) != Beginning::Small
            && !is_dated(next.as_str())
    })
}
