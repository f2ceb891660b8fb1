//! The marks of mdBook in a chapter: `{{#include file:2:10}}`, `{{#rustdoc_include …}}`, `{{#playground …}}`, `{{#title …}}`.
//!
//! The text is put together first and parsed once; the places of what was parsed are then led back to the files that the
//! pieces came from.

use std::ops::Range;

use crate::book::assemble::{OUTSIDE_HINT, climb, decode, leads_out};
use crate::limits::LIMITS_HINT;
use crate::report::{Diagnostic, SourceId, Span, nearest};
use crate::source::load::Loading;
use crate::source::respan::{VIRTUAL, respan};
use crate::source::{Body, markdown, rules};

/// Files bring in files no deeper than this.
const DEEPEST: usize = 10;

/// Reads a chapter.
pub(in crate::source) fn chapter(loading: &mut Loading<'_>, path: &str) -> Option<Body> {
    let loaded = loading.text(path)?;
    let text = loading.source_text(loaded.id);
    loading.state_markdown(loaded, path);
    let options = loading.markdown_options(true);
    if memchr::memmem::find(text.as_bytes(), b"{{").is_none() {
        let (document, found) = markdown::read(loaded.id, &text, path, &options);
        found
            .into_iter()
            .for_each(|diagnostic| loading.report(diagnostic));
        return Some(Body::Document(document));
    }
    let mut expansion = Expansion {
        loading,
        text: String::with_capacity(text.len() * 2),
        pieces: Vec::new(),
    };
    expansion.part(loaded.id, path, &text, 0..text.len(), 0);
    let Expansion {
        text: expanded,
        pieces,
        ..
    } = expansion;
    let (mut document, found) = markdown::read(VIRTUAL, &expanded, path, &options);
    let place = |span: Span| lead_back(&pieces, span);
    respan(&mut document, &place);
    for mut diagnostic in found {
        diagnostic.span = place(diagnostic.span);
        loading.report(diagnostic);
    }
    Some(Body::Document(document))
}

/// Where a piece of the text that was put together came from.
struct Origin {
    /// Its first byte in the text.
    at: usize,
    source: SourceId,
    offset: usize,
    /// Whether it was made here (the fence of a playground): it all comes from one place.
    made: bool,
}

/// The place in the author's files of a place in the text that was put together.
fn lead_back(pieces: &[Origin], span: Span) -> Span {
    if span.source != VIRTUAL {
        return span;
    }
    let find = |offset: usize| {
        let index = pieces.partition_point(|piece| piece.at <= offset);
        index.checked_sub(1).and_then(|index| pieces.get(index))
    };
    let place = |piece: &Origin, offset: usize| {
        piece.offset + if piece.made { 0 } else { offset - piece.at }
    };
    let range = span.range();
    let Some(first) = find(range.start) else {
        return Span::NONE;
    };
    let start = place(first, range.start);
    let last = range
        .end
        .checked_sub(1)
        .filter(|last| *last >= range.start)
        .and_then(find);
    let end = match last {
        Some(last) if last.source == first.source => place(last, range.end - 1) + 1,
        _ => start,
    };
    Span::new(first.source, start, end.max(start))
}

struct Expansion<'a, 'b> {
    loading: &'a mut Loading<'b>,
    text: String,
    pieces: Vec<Origin>,
}

impl Expansion<'_, '_> {
    fn push(&mut self, source: SourceId, offset: usize, text: &str, made: bool) {
        if !text.is_empty() {
            self.pieces.push(Origin {
                at: self.text.len(),
                source,
                offset,
                made,
            });
            self.text.push_str(text);
        }
    }

    /// Adds a range of a file, with its marks replaced.
    fn part(
        &mut self,
        source: SourceId,
        path: &str,
        whole: &str,
        range: Range<usize>,
        depth: usize,
    ) {
        let text = whole.get(range.clone()).unwrap_or("");
        let mut done = 0;
        let mut code = Code::default();
        while let Some(found) = text.get(done..).and_then(|rest| rest.find("{{")) {
            let open = done + found;
            code.pass(text.get(done..open).unwrap_or(""));
            let escaped = text
                .get(..open)
                .is_some_and(|before| before.ends_with('\\'));
            let inside = text.get(open + 2..).and_then(|rest| {
                rest.find("}}")
                    .map(|length| rest.get(..length).unwrap_or(""))
            });
            let mark = inside.and_then(Mark::of);
            let Some((mark, length)) = mark.zip(inside.map(str::len)) else {
                self.push(
                    source,
                    range.start + done,
                    text.get(done..open + 2).unwrap_or(""),
                    false,
                );
                done = open + 2;
                continue;
            };
            let close = open + 2 + length + 2;
            let before = if escaped { open - 1 } else { open };
            self.push(
                source,
                range.start + done,
                text.get(done..before.max(done)).unwrap_or(""),
                false,
            );
            let here = Span::new(source, range.start + open, range.start + close);
            if escaped || mark.name.is_empty() || !mark.is_known() && code.is_open() {
                // Documentation of mdBook, or of a template language, shows marks: they are letters there.
                self.push(
                    source,
                    range.start + open,
                    text.get(open..close).unwrap_or(""),
                    false,
                );
            } else {
                self.mark(&mark, path, here, depth);
            }
            done = close;
        }
        self.push(
            source,
            range.start + done,
            text.get(done..).unwrap_or(""),
            false,
        );
    }

    fn mark(&mut self, mark: &Mark<'_>, path: &str, here: Span, depth: usize) {
        match mark.name {
            "include" | "rustdoc_include" => self.include(mark.argument, path, here, depth),
            "playground" | "playpen" => {
                let (file, attributes) = mark
                    .argument
                    .split_once(char::is_whitespace)
                    .unwrap_or((mark.argument, ""));
                let attributes: String = attributes
                    .split_whitespace()
                    .map(|word| format!(",{word}"))
                    .collect();
                self.push(
                    here.source,
                    here.range().start,
                    &format!("```rust{attributes}\n"),
                    true,
                );
                self.include(file, path, here, depth);
                self.push(here.source, here.range().start, "\n```", true);
            }
            "title" => {}
            name => {
                let message = format!(
                    "the mark '{{{{#{name}}}}}' belongs to a preprocessor that deckle does not know; it is left out"
                );
                let hint = "write the text itself; for letters put a backslash before it";
                self.loading.report(
                    Diagnostic::new(&rules::MARK_UNKNOWN, message)
                        .hint(hint)
                        .span(here),
                );
            }
        }
    }

    /// Adds lines of another file.
    fn include(&mut self, argument: &str, path: &str, here: Span, depth: usize) {
        let (file, part) = Part::of(argument.trim());
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let wanted = climb(folder, file);
        let files = self.loading.files;
        let wanted = match files.exists(&wanted) {
            true => wanted,
            false => climb(folder, &decode(file)),
        };
        if leads_out(&wanted) && !files.exists(&wanted) {
            let message = format!("'{file}' lies outside the book's folder");
            return self.wrong(message, OUTSIDE_HINT, here);
        }
        let longest = self.loading.project.settings.limits.text();
        if self.text.len() > longest {
            let message = format!("what is brought in is longer than the limit of {longest} bytes");
            return self.wrong(message, LIMITS_HINT, here);
        }
        if depth >= DEEPEST {
            let message =
                format!("'{file}' is brought in by itself, or more than {DEEPEST} files deep");
            return self.wrong(message, "break the circle", here);
        }
        if !self.loading.files.exists(&wanted) {
            let all = self.loading.files.list();
            let hint = match nearest(&wanted, all.iter().map(String::as_str)) {
                Some(near) => format!("did you mean '{near}'?"),
                None => "correct the path; it is taken from the folder of this file".to_string(),
            };
            return self.wrong(
                format!("there is no file '{file}' to bring in"),
                &hint,
                here,
            );
        }
        let Some(loaded) = self.loading.text_once(&wanted) else {
            return;
        };
        let whole = self.loading.source_text(loaded);
        match part.ranges(&whole) {
            Some(ranges) => {
                for range in ranges {
                    self.part(loaded, &wanted, &whole, range, depth + 1);
                }
            }
            None => {
                let Part::Anchor(name) = part else { return };
                let message = format!("'{file}' has no part named '{name}'");
                let names = anchors(&whole);
                let hint = match nearest(name, names.iter().copied()) {
                    Some(near) => format!("did you mean '{near}'?"),
                    None => format!("mark it with 'ANCHOR: {name}' and 'ANCHOR_END: {name}'"),
                };
                self.wrong(message, &hint, here);
            }
        }
    }

    fn wrong(&mut self, message: String, hint: &str, here: Span) {
        self.loading.report_missing(
            Diagnostic::new(&rules::INCLUDE_MISSING, message)
                .hint(hint)
                .span(here),
        );
    }
}

/// A mark: `{{#name argument}}`.
struct Mark<'a> {
    name: &'a str,
    argument: &'a str,
}

impl<'a> Mark<'a> {
    fn of(inside: &'a str) -> Option<Mark<'a>> {
        let inside = inside.trim();
        if let Some(argument) = included_by_quarto(inside) {
            return Some(Mark {
                name: "include",
                argument,
            });
        }
        let rest = inside.strip_prefix('#')?;
        if inside.contains('\n') || inside.contains("{{") {
            return None;
        }
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
            .unwrap_or(rest.len());
        let (name, argument) = rest.split_at_checked(end)?;
        Some(Mark {
            name,
            argument: argument.trim(),
        })
    }

    fn is_known(&self) -> bool {
        matches!(
            self.name,
            "include" | "rustdoc_include" | "playground" | "playpen" | "title"
        )
    }
}

/// Whether the text that was passed ends inside code.
#[derive(Default)]
struct Code {
    fenced: bool,
    ticks: usize,
    line: String,
}

impl Code {
    fn pass(&mut self, text: &str) {
        for piece in text.split_inclusive('\n') {
            self.line.push_str(piece);
            if piece.ends_with('\n') {
                let bare = self.line.trim_start();
                self.fenced ^= bare.starts_with("```") || bare.starts_with("~~~");
                self.ticks = 0;
                self.line.clear();
            } else {
                self.ticks += piece.matches('`').count();
            }
        }
    }

    fn is_open(&self) -> bool {
        self.fenced || self.ticks % 2 == 1
    }
}

/// Which lines of a file.
enum Part<'a> {
    /// From the first to the last, counted from 1; both included.
    Lines(usize, usize),
    Anchor(&'a str),
}

impl<'a> Part<'a> {
    fn of(argument: &'a str) -> (&'a str, Part<'a>) {
        let mut parts = argument.splitn(4, ':');
        let file = parts.next().unwrap_or("").trim();
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let part = match (parts.next(), parts.next()) {
            (None, _) => Part::Lines(1, usize::MAX),
            (Some(name), _) if !name.trim().is_empty() && number(name).is_none() => {
                Part::Anchor(name.trim())
            }
            (Some(line), None) => match number(line) {
                Some(line) => Part::Lines(line, line),
                None => Part::Lines(1, usize::MAX),
            },
            (Some(from), Some(to)) => {
                Part::Lines(number(from).unwrap_or(1), number(to).unwrap_or(usize::MAX))
            }
        };
        (file, part)
    }

    /// The ranges of bytes, without the line end of the last line; `None` where there is no such anchor.
    fn ranges(&self, text: &str) -> Option<Vec<Range<usize>>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut push = |range: Range<usize>| match ranges.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => ranges.push(range),
        };
        let mut at = 0;
        let mut inside = false;
        let mut seen = false;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let range = at..at + line.len();
            at = range.end;
            match self {
                Part::Lines(from, to) => {
                    // What marks parts for others is never shown.
                    if (*from..=*to).contains(&(index + 1)) && anchor(line).is_none() {
                        push(range);
                    }
                }
                Part::Anchor(name) => match anchor(line) {
                    Some((found, begins)) if found == *name => {
                        inside = begins;
                        seen = true;
                    }
                    Some(_) => {}
                    None if inside => push(range),
                    None => {}
                },
            }
        }
        if let Some(last) = ranges.last_mut()
            && text
                .get(last.clone())
                .is_some_and(|lines| lines.ends_with('\n'))
        {
            last.end -= 1;
        }
        (matches!(self, Part::Lines(..)) || seen).then_some(ranges)
    }
}

/// The file in Quarto's `{{< include _part.qmd >}}`.
fn included_by_quarto(inside: &str) -> Option<&str> {
    let argument = inside
        .strip_prefix('<')?
        .strip_suffix('>')?
        .trim()
        .strip_prefix("include ")?
        .trim();
    (!argument.is_empty() && !argument.contains([' ', '<'])).then_some(argument)
}

/// The anchor that a line marks, and whether it begins there.
fn anchor(line: &str) -> Option<(&str, bool)> {
    let (rest, begins) = match line.find("ANCHOR_END:") {
        Some(at) => (line.get(at + "ANCHOR_END:".len()..)?, false),
        None => (line.get(line.find("ANCHOR:")? + "ANCHOR:".len()..)?, true),
    };
    let rest = rest.trim_start();
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
        .unwrap_or(rest.len());
    rest.get(..end)
        .filter(|name| !name.is_empty())
        .map(|name| (name, begins))
}

fn anchors(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(anchor)
        .filter(|(_, begins)| *begins)
        .map(|(name, _)| name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "one\n// ANCHOR: a\ntwo\n// ANCHOR: b\nthree\n// ANCHOR_END: b\nfour\n// ANCHOR_END: a\nfive\n";

    fn take(argument: &str) -> Option<String> {
        let (_, part) = Part::of(argument);
        part.ranges(FILE)
            .map(|ranges| ranges.into_iter().map(|range| &FILE[range]).collect())
    }

    #[test]
    fn lines_and_anchors_are_taken_as_mdbook_does() {
        assert_eq!(take("f.rs:1:3").as_deref(), Some("one\ntwo"));
        assert_eq!(take("f.rs:3").as_deref(), Some("two"));
        assert_eq!(take("f.rs::1").as_deref(), Some("one"));
        assert_eq!(take("f.rs:9:").as_deref(), Some("five"));
        assert_eq!(take("f.rs:a").as_deref(), Some("two\nthree\nfour"));
        assert_eq!(take("f.rs:b").as_deref(), Some("three"));
        assert_eq!(take("f.rs:c"), None);
    }
}
