//! Where in the book the words of a running head stand as text: the heading or the title page that it was made from.
//!
//! Every short line of a book may be that heading, but only what the heads say is asked for: so the heads are laid out
//! first, and the lines are gone through once.

use std::collections::HashMap;

use super::draft::Draft;
use super::evidence::Evidence;
use super::likeness::{alike, fold_into};
use super::running_heads::{could_be_head, is_prose, numbers_differ, titles_of};

/// A head of so many bytes may be a heading cut short, or misread.
const TELLING: usize = 14;

/// How many heads with one beginning, and how many lines that resemble one head, are looked at.
const MOST: usize = 200;

/// The first pages that the words of heads stand on.
#[derive(Default)]
pub(super) struct Standing<'h> {
    asked: HashMap<&'h str, Places>,
    /// The first page where a longer line begins so.
    begun: HashMap<&'h str, usize>,
    /// Heads by their first bytes.
    beginnings: HashMap<&'h [u8], Vec<&'h str>>,
    /// Short lines that are no running text, each with its first page.
    lines: Vec<(String, usize)>,
    /// Those by their first and by their last bytes.
    ends: [HashMap<[u8; 4], Vec<usize>>; 2],
}

/// The first pages of a text.
#[derive(Clone, Copy, Debug, Default)]
struct Places {
    /// In a line that is no page's first: headings and title pages.
    inside: Option<usize>,
    /// In first lines: headings that open a page, and heads.
    top: Option<usize>,
    /// How many lines that are neither the first nor the last of a page say just this.
    between: usize,
}

impl<'h> Standing<'h> {
    /// What the lines of a draft say of these heads, folded.
    pub(super) fn of(
        draft: &Draft,
        evidence: &Evidence,
        heads: impl Iterator<Item = &'h str>,
    ) -> Standing<'h> {
        let mut standing = Standing::default();
        for head in heads {
            standing.ask(head);
        }
        let mut lines = HashMap::new();
        let (mut this, mut next, mut both) = (String::new(), String::new(), String::new());
        for (number, page) in draft.pages.iter().enumerate() {
            let mut is_ready = false;
            for (index, line) in page.lines.iter().enumerate() {
                let was_ready = std::mem::take(&mut is_ready);
                if !could_be_head(line) {
                    continue;
                }
                if was_ready {
                    std::mem::swap(&mut this, &mut next);
                } else {
                    this.clear();
                    fold_into(&mut this, line.as_str());
                }
                if index == 0 && number > 0 {
                    if let Some(places) = standing.asked.get_mut(this.as_str()) {
                        places.top.get_or_insert(number);
                    }
                    standing.note_begun(&this, number);
                    continue;
                }
                let is_between = index > 0 && index + 1 < page.lines.len();
                if let Some(places) = standing.asked.get_mut(this.as_str()).filter(|_| is_between) {
                    places.between += 1;
                }
                let is_title = !is_prose(line, evidence);
                let follows = page.lines.get(index + 1).filter(|next| could_be_head(next));
                if let Some(follows) = follows {
                    next.clear();
                    fold_into(&mut next, follows.as_str());
                    is_ready = true;
                    both.clear();
                    both.extend([this.as_str(), " ", next.as_str()]);
                    let is_title = is_title && !is_prose(follows, evidence);
                    standing.note(&both, number, is_title, &mut lines);
                }
                standing.note(&this, number, is_title, &mut lines);
            }
        }
        standing.sort_lines(lines);
        standing
    }

    fn ask(&mut self, head: &'h str) {
        if self.asked.insert(head, Places::default()).is_some() {
            return;
        }
        for title in titles_of(head) {
            self.asked.entry(title).or_default();
        }
        if let Some(beginning) = head.as_bytes().get(..TELLING) {
            let heads = self.beginnings.entry(beginning).or_default();
            if heads.len() < MOST {
                heads.push(head);
            }
        }
    }

    /// Writes down a line, or two of them, that stand inside a page.
    fn note(
        &mut self,
        text: &str,
        page: usize,
        is_title: bool,
        lines: &mut HashMap<String, usize>,
    ) {
        if let Some(places) = self.asked.get_mut(text) {
            places.inside.get_or_insert(page);
        }
        self.note_begun(text, page);
        if is_title && text.len() >= TELLING && !lines.contains_key(text) {
            lines.insert(text.to_owned(), page);
        }
    }

    /// Writes down which heads a longer line begins with.
    fn note_begun(&mut self, text: &str, page: usize) {
        let Some(beginning) = text.as_bytes().get(..TELLING) else {
            return;
        };
        for head in self.beginnings.get(beginning).into_iter().flatten() {
            if text.len() > head.len() && text.starts_with(head) {
                self.begun.entry(head).or_insert(page);
            }
        }
    }

    fn sort_lines(&mut self, lines: HashMap<String, usize>) {
        self.lines = lines.into_iter().collect();
        self.lines
            .sort_unstable_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
        for (index, (text, _)) in self.lines.iter().enumerate() {
            for (end, key) in self.ends.iter_mut().zip(ends(text)) {
                end.entry(key).or_default().push(index);
            }
        }
    }

    /// Whether the words of a head stand in the text at or before a page, other than at the edge.
    pub(super) fn stands_before(&self, head: &str, page: usize) -> bool {
        self.is_inside_before(head, page)
            || titles_of(head)
                .iter()
                .any(|title| self.has_title_before(title, page))
            || self.begun.get(head).is_some_and(|first| *first <= page)
            || head.len() >= TELLING && self.has_like_before(head, page, true)
    }

    /// Whether the words of a foot stand at or before its page as a line that is not the foot itself: every last line
    /// says what it says.
    pub(super) fn stands_elsewhere(&self, foot: &str, page: usize) -> bool {
        let places = self.asked.get(foot).copied().unwrap_or_default();
        places.top.is_some_and(|first| first <= page)
            || places.inside.is_some_and(|first| first < page)
            || places.between > 0 && places.inside.is_some_and(|first| first <= page)
            || titles_of(foot)
                .iter()
                .any(|title| self.has_title_before(title, page))
            || self.begun.get(foot).is_some_and(|first| *first <= page)
            || foot.len() >= TELLING && self.has_like_before(foot, page, false)
    }

    /// How many lines say just this between the first and the last line of a page.
    pub(super) fn between(&self, head: &str) -> usize {
        self.asked.get(head).map_or(0, |places| places.between)
    }

    /// Whether these words stand inside a page at or before this one.
    pub(super) fn is_inside_before(&self, head: &str, page: usize) -> bool {
        let places = self.asked.get(head);
        places
            .and_then(|places| places.inside)
            .is_some_and(|first| first <= page)
    }

    /// Whether a heading of those words stands at or before a page; it may open one.
    pub(super) fn has_title_before(&self, title: &str, page: usize) -> bool {
        let places = self.asked.get(title).copied().unwrap_or_default();
        [places.inside, places.top]
            .into_iter()
            .flatten()
            .any(|first| first <= page)
    }

    /// Whether a line that differs in a few letters stands at or before a page: its beginning or its end is the same.
    /// What says just the same counts only where `or_same` says so.
    fn has_like_before(&self, head: &str, page: usize, or_same: bool) -> bool {
        self.ends.iter().zip(ends(head)).any(|(end, key)| {
            let lines = end.get(&key).into_iter().flatten();
            let lines = lines.filter_map(|index| self.lines.get(*index));
            lines
                .take_while(|(_, first)| *first <= page)
                .take(MOST * 20)
                .filter(|(text, _)| text.len().abs_diff(head.len()) * 4 <= head.len())
                .take(MOST)
                .any(|(text, _)| {
                    (or_same || text != head) && alike(text, head) && !numbers_differ(text, head)
                })
        })
    }
}

/// The first and the last four bytes of a text that is longer.
fn ends(text: &str) -> [[u8; 4]; 2] {
    let bytes = text.as_bytes();
    let four = |bytes: Option<&[u8; 4]>| bytes.copied().unwrap_or_default();
    [four(bytes.first_chunk()), four(bytes.last_chunk())]
}
