//! Habits of authors that stand on lines of their own and that CommonMark does not know: fenced divisions, asides,
//! attribute lines, line blocks, shortcodes. They are rewritten to tags before the text is parsed, so that what stands
//! inside them is Markdown like any other; [`Places`] keeps where everything stood.
//!
//! Listings, HTML comments and `$$` blocks are left alone. A text without any of these habits is not copied.

mod chunks;
mod containers;
mod directives;
mod enumerations;
mod gates;
mod headings;
mod inside;
mod literals;
mod mdx;
mod references;
mod rows;
mod shortcodes;
mod signs;
mod slashes;
mod tables;
mod tabs;
mod targets;
mod tex;
mod verse;

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::Places;
use crate::report::{SourceId, Span};
use crate::source::elements::Findings;

/// How deep asides may stand in each other.
const DEPTH_LIMIT: usize = 16;

/// How much of a text has to be rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// Nothing.
    Nothing,
    /// Lists that CommonMark does not know: each stands for itself and ends before the next heading.
    Lists,
    /// Habits that may reach from anywhere to anywhere.
    All,
}

/// A text is looked through in pieces of this many bytes, several at the same time.
const PIECE: usize = 64 * 1024;

/// What of a text has to be rewritten. One pass over the line starts and a few searches.
pub(super) fn need(text: &str) -> Need {
    let pieces = pieces(text.as_bytes());
    let needs = pieces.into_par_iter().map(|piece| need_in(text, piece));
    needs.max().unwrap_or(Need::Nothing)
}

/// Pieces of whole lines.
fn pieces(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut pieces = Vec::with_capacity(bytes.len() / PIECE + 1);
    let mut start = 0;
    while start < bytes.len() {
        let tail = bytes.get(start + PIECE..).unwrap_or_default();
        let end = memchr::memchr(b'\n', tail).map_or(bytes.len(), |at| start + PIECE + at + 1);
        pieces.push(start..end);
        start = end;
    }
    pieces
}

/// Rewrites a text.
pub(super) fn rewrite(
    text: &str,
    base: usize,
    source: SourceId,
    findings: &mut Findings,
    reads_inside_tags: bool,
) -> (String, Places) {
    let lines: Vec<Line> = split(text).collect();
    let mut writer = Writer {
        out: String::with_capacity(text.len() + text.len() / 16),
        pairs: Vec::new(),
        base,
        source,
        findings,
        open: Vec::new(),
        state: State::Text,
        around: 0,
        in_tex: false,
        reads_inside_tags,
        items: BTreeMap::new(),
        mark: '.',
        examples: enumerations::Examples::of(&lines),
    };
    writer.lines(&lines, 0);
    let Writer { out, pairs, .. } = writer;
    (out, Places::from_pairs(pairs))
}

/// What has to be rewritten in a piece of whole lines.
fn need_in(text: &str, piece: Range<usize>) -> Need {
    let bytes = text.as_bytes();
    let lines = text.get(piece.clone()).unwrap_or("");
    let starts = memchr::memchr_iter(b'\n', lines.as_bytes()).map(|at| piece.start + at + 1);
    let mut need = Need::Nothing;
    for start in std::iter::once(piece.start).chain(starts) {
        let mut at = start;
        while matches!(bytes.get(at), Some(b' ' | b'\t' | b'>')) {
            at += 1;
        }
        let next = bytes.get(at + 1);
        let is_special = match bytes.get(at) {
            Some(b':') => next.is_some_and(|next| !next.is_ascii_whitespace()),
            Some(b'{' | b'|') => true,
            Some(b'=') => bytes.get(at..at + 3) == Some(b"===") && bytes.get(at + 3) == Some(&b' '),
            Some(b'*') => next == Some(&b'['),
            Some(b'!') => next == Some(&b'!'),
            Some(b'/') => next == Some(&b'/'),
            Some(b'+') => matches!(next, Some(b'-' | b'=')),
            Some(b'-') => matches!(next, Some(b'-' | b'#')),
            Some(b'?') => next == Some(&b'?'),
            Some(b'[') => matches!(next, Some(b't' | b'T' | b'[')),
            Some(b'<') => next.is_some_and(u8::is_ascii_uppercase),
            Some(b'i' | b'e') => text.get(at..).is_some_and(mdx::may_be_module),
            Some(b'A'..=b'Z') => next == Some(&b'>'),
            Some(b'#') => headings::may_be_wrapped(text.get(at..).unwrap_or("")),
            _ => false,
        };
        if is_special {
            return Need::All;
        }
        match bytes.get(at..) {
            // Examples are counted through the text, and referred to from anywhere.
            Some([b'(', b'@', ..]) => return Need::All,
            Some(rest) if enumerations::may_go_on(rest) => need = Need::Lists,
            _ => {}
        }
    }
    let is_marked = [
        "{{<",
        "{{%",
        "{%",
        "{{ ",
        "[[",
        "```{",
        " markdown=",
        ")=\n",
        "={",
        " @click",
        " v-",
        "<template #",
    ]
    .iter()
    .any(|mark| memchr::memmem::find(lines.as_bytes(), mark.as_bytes()).is_some());
    if is_marked || gates::holds_marks(lines) || targets::may_be_in(lines) {
        Need::All
    } else {
        need
    }
}

/// `{{< /highlight >}}`, `{% endhighlight %}`.
fn is_end_of_highlight(content: &str) -> bool {
    content.starts_with('{')
        && (content.contains("/highlight")
            || content.contains("endhighlight")
            || content.contains("/ highlight"))
}

/// The first bytes of a text, up to a limit: as far as the other end of a mark is looked for.
fn head(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}

/// A line of the text.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    /// Where its content begins, after what a container around it took off.
    start: usize,
    /// Blanks and `>` before its content.
    prefix: &'a str,
    /// The content, without white space at its end.
    content: &'a str,
    /// All of it, with its line end.
    whole: &'a str,
}

impl Line<'_> {
    fn is_blank(&self) -> bool {
        self.content.is_empty()
    }

    /// Whether it is indented so far that it may be a listing.
    fn is_deep(&self) -> bool {
        self.prefix.ends_with("    ") || self.prefix.ends_with('\t')
    }
}

fn split(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |whole| {
        let line = line_at(whole, start);
        start += whole.len();
        line
    })
}

fn line_at(whole: &str, start: usize) -> Line<'_> {
    let length = whole.len() - whole.trim_start_matches([' ', '\t', '>']).len();
    let (prefix, content) = whole.split_at_checked(length).unwrap_or(("", whole));
    Line {
        start,
        prefix: prefix.trim_end_matches(['\n', '\r']),
        content: content.trim_end(),
        whole,
    }
}

/// What stands behind the marks of list items, quotations, notes and definitions that a line begins with.
fn behind_marks(content: &str) -> &str {
    let mut rest = content;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '>']);
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let behind = if number.len() < rest.len() {
            number.strip_prefix(['.', ')'])
        } else if let Some(label) = rest.strip_prefix("[^") {
            label.split_once("]:").map(|(_, behind)| behind)
        } else {
            rest.strip_prefix(['-', '*', '+', ':'])
        };
        match behind {
            Some(behind) if behind.starts_with([' ', '\t']) => rest = behind,
            _ => return rest,
        }
    }
}

/// What the lines stand in.
#[derive(Clone, Debug, PartialEq)]
enum State {
    Text,
    /// A listing, with its mark and the mark's length.
    Fence(u8, usize),
    /// A comment, a script and the like, up to this text.
    Raw(&'static str),
    /// A block of mathematics.
    Math,
    /// A listing between the marks of a site generator.
    Highlight,
}

struct Writer<'a> {
    out: String,
    pairs: Vec<(usize, usize)>,
    base: usize,
    source: SourceId,
    findings: &'a mut Findings,
    /// The end tags of the divisions that are open.
    open: Vec<&'static str>,
    state: State,
    /// Tags around Markdown that are open.
    around: usize,
    /// Whether what stands between the tags of a block is Markdown without being said to be, as pandoc has it.
    reads_inside_tags: bool,
    /// Whether the lines stand in an environment of LaTeX, where two backslashes end a line.
    in_tex: bool,
    /// The items of lists that CommonMark does not know, by where their lines begin.
    items: BTreeMap<usize, enumerations::Item>,
    /// What their marks end with.
    mark: char,
    examples: enumerations::Examples,
}

impl Writer<'_> {
    fn lines(&mut self, lines: &[Line], depth: usize) {
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let rest = lines.get(at..).unwrap_or(&[]);
            if self.state == State::Highlight && is_end_of_highlight(line.content) {
                self.state = State::Text;
                self.place(line.start);
                self.out.push_str(line.prefix);
                self.out.push_str("~~~~~~~~\n");
                at += 1;
                continue;
            }
            if self.state == State::Text && line.content.starts_with("```{") {
                let taken = match self.fenced_directive(line, rest, depth) {
                    0 => self.chunk(line, rest, depth),
                    taken => taken,
                };
                if taken > 0 {
                    at += taken;
                    continue;
                }
            }
            if self.labelled_formula(line) {
                at += 1;
                continue;
            }
            if self.stays(line) {
                self.copy(line);
                at += 1;
                continue;
            }
            if enumerations::may_begin(line.content.as_bytes()) {
                self.find_items(lines, at);
            }
            if self.item(line) {
                at += 1;
                continue;
            }
            let before = at.checked_sub(1).and_then(|at| lines.get(at));
            at += self.special(line, before, rest, depth).max(1);
        }
    }

    /// Whether a line stands in a listing, a comment or the like, or begins one.
    fn stays(&mut self, line: &Line) -> bool {
        match &self.state {
            State::Fence(mark, length) => {
                let (mark, length) = (*mark, *length);
                let run = line
                    .content
                    .bytes()
                    .take_while(|byte| *byte == mark)
                    .count();
                if run >= length && run == line.content.len() {
                    self.state = State::Text;
                }
                true
            }
            State::Raw(end) => {
                if line.content.to_ascii_lowercase().contains(end) {
                    self.state = State::Text;
                }
                true
            }
            State::Math => {
                if line.content.contains("$$") {
                    self.state = State::Text;
                }
                true
            }
            State::Highlight => true,
            State::Text => self.begins(line),
        }
    }

    fn begins(&mut self, line: &Line) -> bool {
        // A listing in a list item begins on the item's own line.
        let content = behind_marks(line.content);
        if !content.starts_with(['`', '~', '<', '$']) {
            return false;
        }
        for mark in *b"`~" {
            let run = content.bytes().take_while(|byte| *byte == mark).count();
            let rest = content.get(run..).unwrap_or("");
            if run >= 3 && (mark == b'~' || !rest.contains('`')) {
                self.state = State::Fence(mark, run);
                return true;
            }
        }
        for (start, end) in [
            ("<!--", "-->"),
            ("<script", "</script"),
            ("<style", "</style"),
            ("<pre", "</pre"),
        ] {
            if content
                .get(..start.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(start))
            {
                if !content.to_ascii_lowercase().contains(end) {
                    self.state = State::Raw(end);
                }
                return true;
            }
        }
        if content.starts_with("$$") && content.matches("$$").count() % 2 == 1 {
            self.state = State::Math;
            return true;
        }
        false
    }

    /// Writes a line, and perhaps those after it, in another form. How many lines it took.
    fn special(
        &mut self,
        line: &Line,
        before: Option<&Line>,
        rest: &[Line],
        depth: usize,
    ) -> usize {
        let content = line.content;
        let taken = match content.as_bytes().first() {
            Some(b':') if content.starts_with(":::") => match self.opened_directive(line, rest) {
                0 => match self.documented(line, rest) {
                    0 => self.fenced_division(line),
                    taken => taken,
                },
                taken => taken,
            },
            // No definition: its colon stands apart. `:smile: …`, `:key: value`.
            Some(b':') if !line.is_deep() => {
                match content.starts_with(": ") || content.len() == 1 {
                    true => 0,
                    false => self.coloned(line, rest),
                }
            }
            Some(b'{') if content.starts_with("{{") || content.starts_with("{%") => {
                self.shortcode_line(line, rest)
            }
            Some(b'{') if content.starts_with("{/*") => Self::remark(rest),
            Some(b'{') => self.brace_line(line, before, rest),
            Some(b'|') if !line.is_deep() => match self.line_block(line, before, rest) {
                0 => self.wide_table(line, before, rest),
                taken => taken,
            },
            Some(b'/') if content.starts_with("///") => self.slashes(line, rest),
            Some(b'!' | b'?') => self.admonition(line, rest, depth),
            Some(b'A'..=b'Z') if !line.is_deep() => self.lettered_aside(line, rest, depth),
            Some(b'\\') => self.command(line, rest, depth),
            Some(b'=') if content.starts_with("===") => self.tab(line, rest, depth),
            Some(b'<') => match self.component(line, rest, depth) {
                0 => self.tag_around_markdown(line),
                taken => taken,
            },
            Some(b'i' | b'e')
                if content.starts_with("import ") || content.starts_with("export ") =>
            {
                self.module(line, before, rest)
            }
            Some(b'*') if content.starts_with("*[") => self.abbreviations(line, rest),
            Some(b'%') if content == "%%" => Self::comment(rest),
            Some(b'#') => match self.wrapped_heading(line, rest) {
                0 => self.part_heading(line),
                taken => taken,
            },
            Some(b'(') if content.ends_with(")=") => self.label_line(line),
            Some(b'[') => Self::contents_mark(content),
            Some(b'+') if content.starts_with("+-") || content.starts_with("+=") => {
                self.grid_table(line, rest)
            }
            Some(b'-') if content.starts_with("-# ") && line.prefix.is_empty() => {
                self.old_part(line)
            }
            Some(b'-') if content.starts_with("--") => self.dashed_table(line, before, rest),
            Some(b'*' | b'-' | b'1') if before.is_none_or(Line::is_blank) => {
                Self::list_of_contents(rest)
            }
            _ => 0,
        };
        // The heads of a table stand above its dashes.
        let taken = match rest.get(1) {
            Some(next) if taken == 0 && next.content.starts_with("--") && !line.is_deep() => {
                self.dashed_table(line, before, rest)
            }
            _ => taken,
        };
        if taken == 0 {
            self.plain(line, rest)
        } else {
            taken
        }
    }

    /// Remembers that what is written next stands at `offset` of the text.
    fn place(&mut self, offset: usize) {
        let (here, there) = (self.out.len(), self.base + offset);
        // As long as nothing was put in or left out, the last pair still holds.
        let goes_on = self
            .pairs
            .last()
            .is_some_and(|&(first, source)| source + (here - first) == there);
        if !goes_on {
            self.pairs.push((here, there));
        }
    }

    /// Copies a line as it is.
    fn copy(&mut self, line: &Line) {
        self.place(line.start);
        self.out.push_str(line.whole);
    }

    /// Writes a tag as a block of its own, inside the containers that the line's prefix stands for.
    fn block(&mut self, line: &Line, markup: &str) {
        self.place(line.start);
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        let prefix = line.prefix;
        let blank = prefix.trim_end();
        for piece in [blank, "\n", prefix, markup, "\n", blank, "\n"] {
            self.out.push_str(piece);
        }
    }

    /// Writes lines of TeX as one displayed formula.
    fn displayed(&mut self, line: &Line, tex: &[Line]) {
        let tex = tex.iter().map(|line| line.content);
        let tex: Vec<&str> = tex.filter(|tex| !tex.is_empty()).collect();
        self.block(line, "");
        for piece in [line.prefix, "$$", &tex.join(" "), "$$\n"] {
            self.out.push_str(piece);
        }
    }

    fn span(&self, line: &Line) -> Span {
        let start = self.base + line.start + line.prefix.len();
        Span::new(self.source, start, start + line.content.len())
    }

    /// `[TOC]`, `[[_TOC_]]`: the book has its contents.
    fn contents_mark(content: &str) -> usize {
        let name = content.trim_matches(['[', ']', '_']).to_ascii_lowercase();
        usize::from(content.ends_with(']') && matches!(name.as_str(), "toc" | "table of contents"))
    }

    /// kramdown's list that stands for the contents: any item, and `{:toc}` below it.
    fn list_of_contents(rest: &[Line]) -> usize {
        let is_mark = |line: &Line| {
            let content: String = line.content.chars().filter(|c| *c != ' ').collect();
            content.starts_with("{:")
                && content.contains("toc")
                && content.ends_with('}')
                && !content.contains("no_toc")
        };
        if rest.get(1).is_some_and(is_mark) {
            2
        } else {
            0
        }
    }

    /// `\newpage` and its like say nothing to a book without pages.
    fn command(&mut self, line: &Line, rest: &[Line], depth: usize) -> usize {
        if line.content.starts_with("\\begin{") {
            let taken = self.environment(line, rest, depth);
            if taken > 0 {
                return taken;
            }
        }
        // What is begun in one file and ended in another surrounds what stands between.
        let is_dropped = matches!(line.content, "\\toc")
            || line.content.starts_with("\\begin{landscape}")
            || line.content.starts_with("\\end{landscape}")
            || tex::is_dropped(
                line.content
                    .trim_start_matches('\\')
                    .split(['{', '[', ' '])
                    .next()
                    .unwrap_or(""),
            ) && tex::written(line.content).trim().is_empty();
        if !is_dropped {
            return 0;
        }
        self.block(line, "");
        1
    }
}
