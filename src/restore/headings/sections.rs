//! Titles of sections: lines without a number, below chapters that were found otherwise. A title is short, ends as no
//! sentence does, stands after a sentence that is over and before a full line that begins one; and a book that has one has
//! several, some lines apart. Space before them, where paragraphs have none, makes them surer.

use super::isolated::{is_dated, is_title, usual_gap};
use super::numbering::numbered;
use super::search::Search;
use super::{Found, is_capitals, title_case};
use crate::restore::draft::{Line, Role};
use crate::restore::evidence::{Beginning, Ending, beginning, ending};
use crate::restore::likeness::fold;

/// The longest title in words.
const MOST_WORDS: usize = 9;
/// Titles are at least so many lines apart, on the average.
const APART: usize = 9;
/// So many titles at least show themselves in a book without other headings.
const FEWEST_ALONE: usize = 5;
/// How near after a heading what stands alone may be its author, its motto or its date.
const BELOW_HEADING: usize = 4;

/// Words that captions begin with, in the languages deckle knows.
const CAPTIONS: &[&str] = &[
    "figure",
    "fig",
    "table",
    "plate",
    "map",
    "illustration",
    "abbildung",
    "abb",
    "tabelle",
    "tab",
    "tafel",
    "tableau",
    "planche",
    "carte",
    "figura",
    "tabla",
    "tabela",
    "tabella",
    "tavola",
    "lámina",
    "figuur",
    "tabel",
    "figur",
    "tabell",
    "рис",
    "рисунок",
    "таблица",
    "rys",
    "rysunek",
    "obr",
    "kuva",
];

/// Adds the titles of sections.
pub(super) fn find(search: &Search<'_>, found: &mut Vec<Found>) {
    let shape = &search.evidence.shape;
    if search.is_markdown || search.is_ocr || shape.is_verse || !shape.wrapped {
        return;
    }
    let all = candidates(search, found);
    if !are_titles(search, &all, found) || found.len() < 2 && !are_sure(search, &all) {
        return;
    }
    let reason = "it stands by itself between paragraphs, as the book's other sections begin";
    found.extend(all.into_iter().map(|index| Found {
        is_section: true,
        ..Found::line(index, 78, reason)
    }));
    found.sort_by_key(|f| f.start);
}

/// The lines that could be titles, in order.
fn candidates(search: &Search<'_>, found: &[Found]) -> Vec<usize> {
    let taken = super::taken(found, search.lines.len());
    let usual = usual_gap(search);
    let (mut apart, mut tight, mut tops) = (Vec::new(), Vec::new(), Vec::new());
    let mut heading = None;
    let mut headings = found.iter().peekable();
    for index in 0..search.lines.len() {
        while let Some(next) = headings.next_if(|f| f.end <= index) {
            heading = Some(next.end);
        }
        let below = heading.is_some_and(|end| index < end + BELOW_HEADING);
        let is_taken = taken.get(index).copied().unwrap_or(true);
        let Some(line) = search
            .free(index)
            .filter(|_| !is_taken && !below && (heading.is_some() || found.len() < 2))
        else {
            continue;
        };
        if !could_be_title(line, search)
            || !search.stands_alone_above(index)
            || !is_over(search, index)
        {
            continue;
        }
        if !text_begins(search, index + 1, line.gap.max(usual)) {
            continue;
        }
        // Without space around it, what asks or exclaims is speech.
        let plain = ending(line.as_str()) == Ending::Open;
        if line.gap > usual {
            apart.push(index);
        } else if line.page.is_some() && plain {
            tops.push(index);
        } else if usual == 0 && plain {
            tight.push(index);
        }
    }
    // Where the extractor keeps the space above titles, what has none is no title.
    if apart.len() * 2 <= tight.len() {
        apart.append(&mut tight);
    }
    apart.append(&mut tops);
    apart.sort_unstable();
    apart
}

/// Whether a line reads as a title: no caption, no speech, no date, no address.
fn could_be_title(line: &Line, search: &Search<'_>) -> bool {
    let text = line.as_str();
    let words = text.split_whitespace().count();
    let first = fold(text.split_whitespace().next().unwrap_or_default());
    let stopped = is_capitals(text) && ending(text) == Ending::Sentence;
    let begins = text.chars().next().is_some_and(char::is_uppercase);
    begins
        && (1..=MOST_WORDS).contains(&words)
        && search.short(line)
        && (is_title(line) || stopped && text.chars().count() <= 60)
        && !is_dated(text)
        && !text.contains(['“', '”', '"', '«', '»', '„', '@', '|'])
        && !(text.contains(". ") && text.ends_with(['?', '!']))
        && !CAPTIONS.contains(&first.as_str())
        && numbered(text).is_none()
}

/// Whether what stands before a line is over: a sentence, or what is no text.
fn is_over(search: &Search<'_>, index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|at| search.lines.get(at));
    before.is_none_or(|before| {
        before.role != Role::Body
            || matches!(ending(before.as_str()), Ending::Sentence | Ending::Half)
    })
}

/// Whether a paragraph begins at a line: with a capital, in a line that is full.
fn text_begins(search: &Search<'_>, index: usize, most: u8) -> bool {
    search.free(index).is_some_and(|next| {
        next.page.is_none()
            && next.gap <= most.max(1)
            && !search.short(next)
            && !matches!(beginning(next.as_str()), Beginning::Small)
    })
}

/// Whether lines are titles in a book of which no other heading is known: many, all set as titles, and none comes again.
fn are_sure(search: &Search<'_>, all: &[usize]) -> bool {
    let text = |index: &usize| search.lines.get(*index).map_or("", Line::as_str);
    let set_so = |index: &&usize| title_case(text(index)) || is_capitals(text(index));
    let mut texts: Vec<String> = all.iter().map(|index| fold(text(index))).collect();
    texts.sort_unstable();
    texts.dedup();
    all.len() >= FEWEST_ALONE
        && all.iter().filter(set_so).count() * 10 >= all.len() * 9
        && texts.len() == all.len()
}

/// Whether lines are the titles of a book's sections: several, some lines apart, in more than one chapter or many in one,
/// and no name that comes again and again.
fn are_titles(search: &Search<'_>, all: &[usize], found: &[Found]) -> bool {
    if all.len() < 3 || all.len() * APART > search.lines.len() {
        return false;
    }
    let near = all
        .iter()
        .zip(all.iter().skip(1))
        .filter(|(a, b)| *b - *a < 6)
        .count();
    let text = |index: &usize| search.lines.get(*index).map_or("", Line::as_str);
    let mut texts: Vec<String> = all.iter().map(|index| fold(text(index))).collect();
    texts.sort_unstable();
    texts.dedup();
    let large = all
        .iter()
        .filter(|index| title_case(text(index)) || is_capitals(text(index)))
        .count();
    // What stands in every chapter may be called the same there.
    let varied = texts.len() >= 3 && texts.len() * found.len().min(6) >= all.len();
    varied && near * 4 <= all.len() && (large * 2 >= all.len() || all.len() >= 6)
}
