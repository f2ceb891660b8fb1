//! Headings that the running heads name: a head that changes with the chapter says what the line was that began it, also
//! where no number, no capitals and no printed contents tell.

use std::collections::HashMap;

use super::numbering::{is_named, numbered};
use super::search::Search;
use super::{Found, is_capitals};
use crate::restore::draft::{Draft, Line, Role};
use crate::restore::evidence::{Beginning, Ending, beginning, ending};
use crate::restore::likeness::{differ_at_most, fold, fold_into};
use crate::restore::running_heads::is_print_of;

/// The most lines a title stands on.
const MOST_LINES: usize = 3;
/// How many pages before its first head a heading may stand: its own page has none, and facing pages differ.
const PAGES_BEFORE: usize = 3;
/// Why a title is one that a head repeats.
const REASON: &str = "the running heads of its pages name it";
/// Why a title is one that a head repeats but for a few letters.
pub(super) const MISREAD_REASON: &str =
    "the running heads of its pages name it, but for letters that were misread";
/// How much of a title may be misread, in hundredths of its letters.
const MISREAD: usize = 34;
/// A head of fewer bytes is like too much else.
const SHORTEST: usize = 6;
/// A head of so many bytes may be a title cut short.
const TELLING: usize = 20;

/// Adds the lines that heads name. The book's own title is no heading.
pub(super) fn find(search: &Search<'_>, draft: &Draft, found: &mut Vec<Found>) {
    if draft.is_markdown || draft.heads.is_empty() {
        return;
    }
    let mut firsts: HashMap<&str, usize> = HashMap::new();
    for head in &draft.heads {
        let first = firsts.entry(head.folded.as_str()).or_insert(head.first);
        *first = head.first.min(*first);
    }
    let book = draft.metadata.title.as_deref().map(fold);
    let heads = Heads::of(firsts, book.as_deref());
    let taken = super::taken(found, draft.lines.len());
    let mut named = Vec::new();
    let mut page = 0;
    let mut skip = 0;
    for (index, line) in draft.lines.iter().enumerate() {
        page = line.page.unwrap_or(page);
        if index < skip {
            continue;
        }
        let exact = heads.heading_at(search, index, page);
        let misread = || heads.misread_heading_at(search, index, page);
        if let Some((end, head)) = exact.or_else(misread) {
            skip = end;
            named.push((first_line(search, index), end, head));
        }
    }
    // A head that never changes names the book.
    let mut distinct: Vec<&str> = named.iter().map(|(_, _, head)| *head).collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 2 {
        return;
    }
    let mut seen: Vec<&str> = Vec::new();
    for (start, end, head) in named {
        if seen.contains(&head) {
            continue;
        }
        seen.push(head);
        if taken
            .get(start..end)
            .is_none_or(|lines| lines.contains(&true))
        {
            continue;
        }
        let text = draft.lines.get(start).map(Line::as_str).unwrap_or_default();
        found.push(Found {
            start,
            end,
            numbered: numbered(text),
            markup: None,
            contents: None,
            named: is_named(head),
            is_section: false,
            confidence: 90,
            reason: if fold(text).starts_with(head) || end > start + 1 {
                REASON
            } else {
                MISREAD_REASON
            },
        });
    }
    found.sort_by_key(|f| f.start);
}

/// Where a title begins of which the head has the last line: in capitals, directly above.
fn first_line(search: &Search<'_>, index: usize) -> usize {
    let above = index.checked_sub(1).filter(|above| {
        let line = search.free(*above).filter(|line| line.quote == 0);
        let near = search
            .lines
            .get(index)
            .is_some_and(|line| line.page.is_none() && line.gap <= 1);
        near && line.is_some_and(|line| is_capitals(line.as_str()) && search.short(line))
            && search.stands_alone_above(*above)
    });
    above.unwrap_or(index)
}

/// Whether a heading was found by the heads of its pages.
pub(super) fn is_by_head(heading: &Found) -> bool {
    [REASON, MISREAD_REASON].contains(&heading.reason)
}

/// The heads of a book by what they say.
struct Heads<'h> {
    firsts: HashMap<&'h str, usize>,
    /// The long ones in order, so that one that is the beginning of a title is found.
    long: Vec<&'h str>,
    /// Those that do not name the book, by their first page.
    by_page: Vec<(usize, &'h str)>,
}

impl<'h> Heads<'h> {
    fn of(firsts: HashMap<&'h str, usize>, book: Option<&str>) -> Heads<'h> {
        let mut long: Vec<&str> = firsts
            .keys()
            .copied()
            .filter(|head| head.len() >= TELLING)
            .collect();
        long.sort_unstable();
        let others = firsts
            .iter()
            .filter(|(head, _)| book.is_none_or(|book| !differ_at_most(head, book, MISREAD)))
            .filter(|(head, _)| head.len() >= SHORTEST);
        let mut by_page: Vec<(usize, &str)> = others.map(|(head, first)| (*first, *head)).collect();
        by_page.sort_unstable();
        Heads {
            firsts,
            long,
            by_page,
        }
    }

    /// A title on a line of its own, set apart, that a head on its pages repeats but for letters that were misread.
    fn misread_heading_at(
        &self,
        search: &Search<'_>,
        index: usize,
        page: usize,
    ) -> Option<(usize, &'h str)> {
        let line = search.free(index).filter(|line| line.quote == 0)?;
        let text = line.as_str();
        let next = search.lines.get(index + 1);
        let apart = (line.gap > 0 || line.page.is_some())
            && next.is_none_or(|next| next.gap > 0 || next.page.is_some());
        let fits = search.short(line) && text.len() >= SHORTEST && ending(text) == Ending::Open;
        if !apart || !fits || !search.stands_alone(index) || numbered(text).is_some() {
            return None;
        }
        let title = fold(text);
        let from = self.by_page.partition_point(|(first, _)| *first < page);
        let near = self.by_page.get(from..).unwrap_or_default().iter();
        near.take_while(|(first, _)| *first <= page + PAGES_BEFORE)
            .find(|(_, head)| is_print_of(&title, head, search.evidence))
            .map(|(_, head)| (index + 1, *head))
    }

    /// The head that a title was made to.
    fn of_title(&self, title: &str) -> Option<(&'h str, usize)> {
        let exact = self.firsts.get_key_value(title);
        let cut = || {
            let at = self.long.partition_point(|head| *head <= title);
            let before = self.long.get(at.checked_sub(1)?)?;
            title.starts_with(before).then_some(())?;
            self.firsts.get_key_value(before)
        };
        exact.or_else(cut).map(|(head, first)| (*head, *first))
    }

    /// The heading of one to three lines that begins at a line, with the head that names it.
    fn heading_at(
        &self,
        search: &Search<'_>,
        index: usize,
        page: usize,
    ) -> Option<(usize, &'h str)> {
        let body = |at: usize| {
            let line = search.lines.get(at);
            line.filter(|line| line.role == Role::Body)
        };
        let line = body(index)?;
        // A head that was left in the middle of a sentence is no heading.
        let cuts = index.checked_sub(1).and_then(body).is_some_and(|before| {
            !matches!(ending(before.as_str()), Ending::Sentence | Ending::Half)
                && !search.short(before)
        });
        if !search.stands_alone_above(index) || cuts || line.quote > 0 {
            return None;
        }
        let mut title = String::new();
        for end in index + 1..=index + MOST_LINES {
            let line = body(end - 1)?;
            let text = line.as_str();
            let apart = end > index + 1 && (line.page.is_some() || line.gap > 1);
            if apart || text.len() > 200 || matches!(ending(text), Ending::Comma | Ending::Hyphen) {
                return None;
            }
            if !title.is_empty() {
                title.push(' ');
            }
            fold_into(&mut title, text);
            let Some((head, first)) = self.of_title(&title) else {
                continue;
            };
            let near = page <= first && first <= page + PAGES_BEFORE;
            let next = search.lines.get(end);
            let over = next.is_none_or(|next| {
                next.role != Role::Body || beginning(next.as_str()) != Beginning::Small
            });
            if near && over {
                return Some((end, head));
            }
        }
        None
    }
}
