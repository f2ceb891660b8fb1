//! One pass over the lines of a text: its paragraphs with what they look like. Code and front matter are passed over.

use super::super::page_fences::{PageFences, Place, hold_pages};
use super::super::page_marks::page_mark;

/// A run of lines between blank lines.
#[derive(Clone, Debug)]
pub(super) struct Paragraph<'a> {
    /// Its lines, trimmed at the right.
    pub(super) lines: Vec<&'a str>,
    /// What kind of run it is.
    pub(super) shape: Shape,
    /// Bytes from the beginning of the text.
    pub(super) offset: usize,
}

/// What a run of lines is at first sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Running text, or a short line.
    Text,
    /// An ATX heading.
    Heading,
    /// A list, a quotation, a table, HTML, a rule: anything that is no running text.
    Marked,
    /// A page begins after it: a form feed, or an extractor's mark.
    PageMark,
}

/// What a pass over a text found.
#[derive(Debug, Default)]
pub(super) struct Scan<'a> {
    pub(super) paragraphs: Vec<Paragraph<'a>>,
    pub(super) form_feeds: usize,
    pub(super) fences: usize,
    /// Fences around whole pages.
    pub(super) page_fences: usize,
    pub(super) has_front_matter: bool,
    pub(super) is_archive: bool,
    pub(super) bytes: usize,
}

/// Whether a line is a page mark that only a program writes: it may stand close to the text.
fn is_certain_mark(line: &str) -> bool {
    line.starts_with(['<', '{', '=']) && page_mark(line).is_some_and(|mark| mark.certain)
}

/// Longer texts are judged by this much of them: the head, the middle and the end.
const SAMPLE: usize = 768 * 1024;

impl<'a> Scan<'a> {
    pub(super) fn of(text: &'a str) -> Scan<'a> {
        let mut scan = Scan::default();
        let fenced = hold_pages(text);
        for (offset, part) in samples(text) {
            scan.part(part, offset, fenced);
        }
        scan
    }

    fn part(&mut self, text: &'a str, offset: usize, fenced: bool) {
        let mut pages = PageFences::default();
        self.bytes += text.len();
        let mut fence: Option<&str> = None;
        let mut open: Vec<&'a str> = Vec::new();
        let mut start = offset;
        let mut at = offset;
        let skip = if offset == 0 { front_matter(text) } else { 0 };
        self.has_front_matter |= skip > 0;
        for raw in text.split_inclusive('\n') {
            let here = at;
            at += raw.len();
            if here < offset + skip {
                continue;
            }
            let feeds = raw.bytes().filter(|&b| b == b'\x0c').count();
            let line = raw.trim_end();
            let bare = line.trim_start();
            if fenced && matches!(pages.place(line), Place::Opening | Place::Closing) {
                self.close(&mut open, start);
                self.page_fences += 1;
                self.paragraphs.push(Paragraph {
                    lines: Vec::new(),
                    shape: Shape::PageMark,
                    offset: here,
                });
                continue;
            }
            if let Some(mark) = fence {
                if bare.starts_with(mark) {
                    fence = None;
                }
                continue;
            }
            if let Some(mark) = ["```", "~~~"]
                .into_iter()
                .find(|mark| bare.starts_with(mark))
            {
                self.close(&mut open, start);
                self.fences += 1;
                fence = Some(mark);
                self.paragraphs.push(Paragraph {
                    lines: Vec::new(),
                    shape: Shape::Marked,
                    offset: here,
                });
                continue;
            }
            if feeds > 0 {
                self.form_feeds += feeds;
                self.close(&mut open, start);
                self.paragraphs.push(Paragraph {
                    lines: Vec::new(),
                    shape: Shape::PageMark,
                    offset: here,
                });
            }
            let line = line.trim_matches('\x0c');
            self.is_archive |= line.starts_with("*** START OF") || line.starts_with("***START OF");
            if line.trim().is_empty() {
                self.close(&mut open, start);
            } else if line.starts_with('#') || is_certain_mark(line) {
                self.close(&mut open, start);
                open.push(line);
                self.close(&mut open, here);
            } else {
                if open.is_empty() {
                    start = here;
                }
                open.push(line);
            }
        }
        self.close(&mut open, start);
    }

    fn close(&mut self, open: &mut Vec<&'a str>, offset: usize) {
        let Some(first) = open.first() else { return };
        let shape = shape(first, open.len());
        self.paragraphs.push(Paragraph {
            lines: std::mem::take(open),
            shape,
            offset,
        });
    }
}

/// Whole text, or three windows of it cut at line ends.
fn samples(text: &str) -> Vec<(usize, &str)> {
    if text.len() <= SAMPLE {
        return vec![(0, text)];
    }
    let third = SAMPLE / 3;
    let line_after = |from: usize| {
        memchr::memchr(b'\n', text.as_bytes().get(from..).unwrap_or_default())
            .map_or(text.len(), |i| from + i + 1)
    };
    let bounds = [
        (0, third),
        (text.len() / 2 - third / 2, text.len() / 2 + third / 2),
        (text.len() - third, text.len()),
    ];
    bounds
        .into_iter()
        .filter_map(|(from, to)| {
            let from = if from == 0 { 0 } else { line_after(from) };
            let to = if to == text.len() { to } else { line_after(to) };
            text.get(from..to).map(|part| (from, part))
        })
        .collect()
}

/// The length of front matter at the head of a text; 0 where there is none.
fn front_matter(text: &str) -> usize {
    let Some(fence) = ["---\n", "+++\n"]
        .into_iter()
        .find(|fence| text.starts_with(fence))
    else {
        return 0;
    };
    let mut at = fence.len();
    let mut keys = 0;
    for line in text.get(at..).unwrap_or("").split_inclusive('\n').take(200) {
        at += line.len();
        let bare = line.trim_end();
        if bare == fence.trim_end() || (bare == "..." && fence.starts_with('-')) {
            return if keys > 0 { at } else { 0 };
        }
        keys += usize::from(bare.contains(':') || bare.contains('='));
    }
    0
}

fn shape(first: &str, lines: usize) -> Shape {
    let indent = first.len() - first.trim_start().len();
    let bare = first.trim_start();
    if lines == 1 && page_mark(bare).is_some() {
        return Shape::PageMark;
    }
    let hashes = bare.bytes().take_while(|&b| b == b'#').count();
    if (1..=6).contains(&hashes)
        && indent < 4
        && bare
            .get(hashes..)
            .is_some_and(|rest| rest.starts_with([' ', '\t']))
    {
        return Shape::Heading;
    }
    let number = bare.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=4).contains(&number)
        && bare
            .get(number..)
            .is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "));
    let marked = bare.starts_with(['|', '>', '<', '#', '['])
        || ["- ", "* ", "+ ", ": ", "$$", "![", ":::", "{{", "{%"]
            .iter()
            .any(|mark| bare.starts_with(mark))
        || numbered
        || is_rule(bare);
    if marked { Shape::Marked } else { Shape::Text }
}

/// A line of three or more `-`, `*`, `_` or `=`.
fn is_rule(line: &str) -> bool {
    let mut signs = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = signs.next() else {
        return false;
    };
    matches!(first, '-' | '*' | '_' | '=')
        && signs.clone().count() >= 2
        && signs.all(|c| c == first)
}
