//! Titles behind a number in digits, `2. Of Habit in Nations`, in a text whose blank lines do not set them apart.
//!
//! Items and notes are numbered in the same way. A title is short and has no stop, stands between a sentence that is over
//! and a paragraph that begins, and the next number is some paragraphs away.

use super::Found;
use super::numbering::{Class, Numbered, numbered};
use super::search::Search;
use crate::restore::draft::Line;
use crate::restore::evidence::{Beginning, Ending, beginning, ending};

/// So many numbers in a row are needed.
const FEWEST: usize = 3;
/// Two titles are at least so many lines apart, in hard-wrapped text and in whole paragraphs.
const APART: [usize; 2] = [6, 3];
/// The longest title in characters.
const LONGEST: usize = 70;

/// Adds such titles where they count on.
pub(super) fn find(search: &Search<'_>, found: &mut Vec<Found>) {
    if search.is_markdown || search.is_ocr {
        return;
    }
    let taken = super::taken(found, search.lines.len());
    let mut all: Vec<(usize, Numbered)> = Vec::new();
    for index in 0..search.lines.len() {
        let Some(line) = search.free(index) else {
            continue;
        };
        let is_taken = taken.get(index).copied().unwrap_or(true);
        if !is_taken
            && may_be_title(line, search)
            && let Some(number) = numbered(line.as_str())
            && number.class == Class::Digits
            && number.titled
            && search.stands_alone_above(index)
            && text_begins(search, index + 1)
        {
            all.push((index, number));
        }
    }
    let apart = APART[usize::from(!search.evidence.shape.wrapped)];
    let reason = "a number and a title, which counts on with the others";
    let mut run: Vec<(usize, Numbered)> = Vec::new();
    let mut close = |run: &mut Vec<(usize, Numbered)>| {
        let run = std::mem::take(run);
        if run.len() >= FEWEST {
            found.extend(run.into_iter().map(|(index, number)| Found {
                numbered: Some(number),
                ..Found::line(index, 82, reason)
            }));
        }
    };
    for (index, number) in all {
        let follows = run.last().is_some_and(|(before, last)| {
            last.number + 1 == number.number && index - before >= apart
        });
        if !follows {
            close(&mut run);
            if number.number != 1 {
                continue;
            }
        }
        run.push((index, number));
    }
    close(&mut run);
    found.sort_by_key(|f| f.start);
}

/// Whether a line may be such a title, whatever its number: most are not.
fn may_be_title(line: &Line, search: &Search<'_>) -> bool {
    let text = line.as_str();
    let name = text.trim_start_matches(|c: char| !c.is_alphabetic());
    line.quote == 0
        && text.chars().count() <= LONGEST
        && search.short(line)
        && name.starts_with(char::is_uppercase)
        && (ending(text) == Ending::Open || text.ends_with('?'))
}

/// Whether a paragraph begins at a line: with a capital, in a line that is full.
fn text_begins(search: &Search<'_>, index: usize) -> bool {
    search.free(index).is_some_and(|next| {
        next.page.is_none()
            && beginning(next.as_str()) != Beginning::Small
            && (!search.short(next) || ending(next.as_str()) == Ending::Sentence)
    })
}
