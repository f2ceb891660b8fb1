//! The text as found: lines and pages, nothing decided. A form feed or an extractor's mark begins a page; neither is a
//! line of the text.

use super::page_fences::{PageFences, Place, hold_pages, is_rule};
use super::page_marks::page_mark;
use super::{Line, Manuscript, Page};
use crate::report::{SourceId, Span};

/// Rules between pages are believed from this many on.
const FEWEST_RULES: usize = 4;

/// The pages and lines of a text. A text without page marks is one page.
#[must_use]
pub(super) fn read(source: SourceId, path: &str, text: &str, is_markdown: bool) -> Manuscript {
    let marks = text
        .lines()
        .filter(|line| page_mark(line).is_some())
        .take(2)
        .count()
        > 1;
    let rules = !text.contains('\x0c') && !marks && rules_part_pages(text);
    let fenced = is_markdown && hold_pages(text);
    let beside = if marks {
        rules_beside_marks(text)
    } else {
        Vec::new()
    };
    let mut beside = beside.into_iter().peekable();
    let mut fences = PageFences::default();
    let mut pages = Pages {
        source,
        pages: Vec::new(),
        page: Page::default(),
        start: 0,
    };
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let start = at;
        at += raw.len();
        let line = raw.strip_suffix('\n').unwrap_or(raw);
        if fenced {
            match fences.place(line) {
                Place::Opening if pages.has_text(text) => {
                    pages.next(start, None);
                    continue;
                }
                Place::Opening | Place::Closing => continue,
                Place::Between if is_rule(line) => continue,
                Place::Between | Place::Inside => {}
            }
        }
        if beside.next_if_eq(&start).is_some() {
            continue;
        }
        if marks && let Some(mark) = page_mark(line) {
            if mark.ends {
                pages.page.label = mark.label.map(str::to_string);
                pages.next(at, None);
            } else {
                // Between the end of one page and the beginning of the next there is none.
                if pages.page.label.is_none() && !pages.has_text(text) {
                    pages.page.lines.clear();
                }
                pages.next(start, mark.label);
            }
        } else if rules && is_rule(line) {
            pages.next(start, None);
        } else {
            pages.line(line, start);
        }
    }
    pages.next(at, None);
    Manuscript {
        source,
        path: path.to_string(),
        is_markdown,
        is_ocr: false,
        pages: pages.pages,
    }
}

struct Pages {
    source: SourceId,
    pages: Vec<Page>,
    page: Page,
    start: usize,
}

impl Pages {
    /// Adds a line, parted at its form feeds.
    fn line(&mut self, line: &str, start: usize) {
        let mut from = 0;
        for feed in memchr::memchr_iter(0x0c, line.as_bytes()) {
            if feed > from {
                self.push(start + from, start + feed);
            }
            self.next(start + feed, None);
            from = feed + 1;
        }
        // What a form feed leaves of its line is a line only where something stands after it.
        if from == 0 || from < line.len() {
            self.push(start + from, start + line.len());
        }
    }

    fn push(&mut self, start: usize, end: usize) {
        self.page.lines.push(Line {
            span: Span::new(self.source, start, end),
        });
    }

    /// Whether anything stands on the page so far.
    fn has_text(&self, text: &str) -> bool {
        let mut lines = self.page.lines.iter();
        lines.any(|line| {
            text.get(line.span.range())
                .is_some_and(|line| !line.trim().is_empty())
        })
    }

    /// Ends the page at `at`. A page without a line is none, unless its number says that it was printed empty.
    fn next(&mut self, at: usize, label: Option<&str>) {
        let mut page = std::mem::take(&mut self.page);
        page.span = Span::new(self.source, self.start, at);
        if !page.lines.is_empty() || page.label.is_some() {
            self.pages.push(page);
        }
        self.page.label = label.map(str::to_string);
        self.start = at;
    }
}

/// Whether rules stand where pages end and not between scenes: sentences run on across them.
fn rules_part_pages(text: &str) -> bool {
    let mut rules = 0;
    let mut across = 0;
    let mut before = "";
    let mut waiting = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if is_rule(line) {
            rules += 1;
            waiting = before.len() > 20
                && before.ends_with(|c: char| c.is_lowercase() || matches!(c, '-' | ','));
            continue;
        }
        if waiting {
            across += usize::from(line.starts_with(char::is_lowercase));
            waiting = false;
        }
        before = line;
    }
    rules >= FEWEST_RULES && across * 4 >= rules
}

/// The rules that belong to page marks, by where their lines begin: those right before or after one, if most marks have
/// such a rule.
fn rules_beside_marks(text: &str) -> Vec<usize> {
    let (mut rules, mut marks) = (Vec::new(), 0);
    let mut at = 0;
    let mut last_rule = None;
    let mut after_mark = false;
    for raw in text.split_inclusive('\n') {
        let start = at;
        at += raw.len();
        let line = raw.trim();
        if line.is_empty() {
            continue;
        }
        if page_mark(line).is_some() {
            marks += 1;
            rules.extend(last_rule.take());
            after_mark = true;
        } else if is_rule(line) {
            if after_mark {
                rules.push(start);
            } else {
                last_rule = Some(start);
            }
            after_mark = false;
        } else {
            last_rule = None;
            after_mark = false;
        }
    }
    if rules.len() * 2 < marks {
        rules.clear();
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(text: &str) -> Vec<(Option<String>, Vec<&str>)> {
        let manuscript = read(SourceId(0), "a.txt", text, false);
        let lines = |page: &Page| {
            page.lines
                .iter()
                .map(|line| &text[line.span.range()])
                .collect()
        };
        manuscript
            .pages
            .iter()
            .map(|page| (page.label.clone(), lines(page)))
            .collect()
    }

    #[test]
    fn form_feeds_part_pages_and_are_no_characters() {
        assert_eq!(
            pages("one\n\ntwo\n\x0cthree\nfour\x0c\n"),
            [
                (None, vec!["one", "", "two"]),
                (None, vec!["three", "four"])
            ]
        );
    }

    #[test]
    fn marks_give_pages_their_numbers() {
        assert_eq!(
            pages("{0}-----\n\none\n\n{1}-----\ntwo\n"),
            [
                (Some("0".into()), vec!["", "one", ""]),
                (Some("1".into()), vec!["two"])
            ]
        );
        assert_eq!(
            pages("one\n--- end of page=1 ---\ntwo\n--- end of page=2 ---\n"),
            [
                (Some("1".into()), vec!["one"]),
                (Some("2".into()), vec!["two"])
            ]
        );
    }

    #[test]
    fn one_mark_alone_is_text() {
        assert_eq!(pages("one\n[Page 12]\ntwo\n").len(), 1);
    }

    #[test]
    fn the_end_of_a_page_and_the_beginning_of_the_next_are_one_place() {
        let text = "==Start of OCR for page 1==\none\n==End of OCR for page 1==\n\n==Start of OCR for page 2==\ntwo\n";
        assert_eq!(
            pages(text),
            [
                (Some("1".into()), vec!["one"]),
                (Some("2".into()), vec!["two"])
            ]
        );
    }

    #[test]
    fn rules_beside_marks_belong_to_them() {
        let paged: String = (1..5)
            .map(|n| format!("---\n\n**Page {n}**\n\ntext\n\n"))
            .collect();
        assert!(
            pages(&paged)
                .iter()
                .flat_map(|page| &page.1)
                .all(|line| *line != "---")
        );
        // Most marks have none: this one is the text's.
        let scenes = "[Page 1]\none\n---\n[Page 2]\ntwo\n[Page 3]\nthree\n[Page 4]\nfour\n";
        assert!(pages(scenes).iter().any(|page| page.1.contains(&"---")));
    }

    #[test]
    fn rules_between_scenes_are_lines() {
        let scenes = "It ended well there.\n\n---\n\nThe next day came.\n\n".repeat(6);
        assert_eq!(pages(&scenes).len(), 1);
        let cut = "It did not end there but\n\n-----\n\nwent on the next day.\n\n".repeat(6);
        assert_eq!(pages(&cut).len(), 7);
    }
}
