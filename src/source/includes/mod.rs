//! Files that a text brings in: mdBook's `{{#include file:2:10}}`, `{{#rustdoc_include …}}`, `{{#playground …}}`,
//! `{{#title …}}`, and what other tools have for it.
//!
//! The text is put together first and parsed once; the places of what was parsed are then led back to the files that the
//! pieces came from.

pub(super) mod marks;
mod part;

use std::ops::Range;

use marks::{Form, Found};
use part::{Part, anchors};

use crate::book::Document;
use crate::book::assemble::{OUTSIDE_HINT, climb, decode, leads_out};
use crate::limits::LIMITS_HINT;
use crate::report::{Diagnostic, SourceId, Span, nearest};
use crate::source::load::Loading;
use crate::source::respan::{VIRTUAL, respan};
use crate::source::{Body, markdown, rules};

/// Files bring in files no deeper than this.
const DEEPEST: usize = 10;

/// Reads a chapter of an mdBook.
pub(super) fn chapter(loading: &mut Loading<'_>, path: &str) -> Option<Body> {
    let loaded = loading.text(path);
    let prepared = loading.ahead.remove(path).unwrap_or_default();
    let loaded = loaded?;
    loading.state_markdown(loaded, path);
    let options = loading.markdown_options(true);
    if let Some((document, found)) = prepared.document(loaded.id, &options) {
        found
            .into_iter()
            .for_each(|diagnostic| loading.report(diagnostic));
        return Some(Body::Document(document));
    }
    let text = loading.source_text(loaded.id);
    // Books of GitBook have the same list of chapters and other marks.
    if memchr::memmem::find(text.as_bytes(), b"{{#").is_none() && marks::may_be_in(&text) {
        let mut expansion = Expansion::of(loading, &text);
        expansion.lines(loaded.id, path, &text, 0..text.len(), 0);
        return Some(Body::Document(expansion.read(path, &options)));
    }
    let mut expansion = Expansion::of(loading, &text);
    expansion.part(loaded.id, path, &text, 0..text.len(), 0);
    Some(Body::Document(expansion.read(path, &options)))
}

/// Reads a text in which other tools than mdBook may bring in files; `None` where it brings in none.
pub(super) fn document(loading: &mut Loading<'_>, id: SourceId, path: &str) -> Option<Document> {
    let is_needed = loading
        .project
        .sources
        .get(id)
        .is_some_and(|file| marks::may_be_in(&file.text));
    let appended = loading.appended.clone();
    if !is_needed && appended.is_empty() {
        return None;
    }
    let text = loading.source_text(id);
    let options = loading.markdown_options(false);
    let mut expansion = Expansion::of(loading, &text);
    expansion.lines(id, path, &text, 0..text.len(), 0);
    for file in appended {
        let Some(more) = expansion.loading.text_once(&file) else {
            continue;
        };
        let text = expansion.loading.source_text(more);
        expansion.push(more, 0, "\n\n", true);
        expansion.lines(more, &file, &text, 0..text.len(), 1);
    }
    Some(expansion.read(path, &options))
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

impl<'a, 'b> Expansion<'a, 'b> {
    fn of(loading: &'a mut Loading<'b>, text: &str) -> Expansion<'a, 'b> {
        Expansion {
            loading,
            text: String::with_capacity(text.len() * 2),
            pieces: Vec::new(),
        }
    }

    /// Reads what was put together.
    fn read(self, path: &str, options: &markdown::Options) -> Document {
        let (mut document, found) = markdown::read(VIRTUAL, &self.text, path, options);
        let place = |span: Span| lead_back(&self.pieces, span);
        respan(&mut document, &place);
        for mut diagnostic in found {
            diagnostic.span = place(diagnostic.span);
            self.loading.report(diagnostic);
        }
        document
    }

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

    /// Adds lines of another file, as mdBook does.
    fn include(&mut self, argument: &str, path: &str, here: Span, depth: usize) {
        let (file, part) = Part::of(argument.trim());
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let wanted = [climb(folder, file), climb(folder, &decode(file))];
        let Some(loaded) = self.wanted(file, &wanted, here, depth) else {
            return;
        };
        let whole = self.loading.source_text(loaded);
        let place = self.path(loaded);
        for range in self.ranges(file, &part, &whole, here) {
            self.part(loaded, &place, &whole, range, depth + 1);
        }
    }

    /// The path of a file that was read.
    fn path(&self, id: SourceId) -> String {
        let file = self.loading.project.sources.get(id);
        file.map(|file| file.path.clone()).unwrap_or_default()
    }

    /// The file that a mark names, which may lie in several places; `None` where it cannot be had, which is reported.
    fn wanted(
        &mut self,
        file: &str,
        places: &[String],
        here: Span,
        depth: usize,
    ) -> Option<SourceId> {
        let files = self.loading.files;
        let found = places.iter().find(|path| files.exists(path));
        let longest = self.loading.project.settings.limits.text();
        let (message, hint) = match found.or(places.first()) {
            Some(first) if found.is_none() && leads_out(first) => (
                format!("'{file}' lies outside the book's folder"),
                OUTSIDE_HINT.to_owned(),
            ),
            _ if self.text.len() > longest => (
                format!("what is brought in is longer than the limit of {longest} bytes"),
                LIMITS_HINT.to_owned(),
            ),
            _ if depth >= DEEPEST => (
                format!("'{file}' is brought in by itself, or more than {DEEPEST} files deep"),
                "break the circle".to_owned(),
            ),
            Some(path) if found.is_some() => return self.loading.text_once(path),
            first => {
                let all = files.list();
                let near = first
                    .and_then(|wanted| nearest(wanted, all.iter().map(String::as_str)))
                    .map(|near| format!("did you mean '{near}'?"));
                let hint = "correct the path; it is taken from the folder of this file";
                (
                    format!("there is no file '{file}' to bring in"),
                    near.unwrap_or_else(|| hint.to_owned()),
                )
            }
        };
        self.wrong(message, &hint, here);
        None
    }

    /// The lines of a file that are wanted; none where it has no such part, which is reported.
    fn ranges(
        &mut self,
        file: &str,
        part: &Part<'_>,
        whole: &str,
        here: Span,
    ) -> Vec<Range<usize>> {
        if let Some(ranges) = part.ranges(whole) {
            return ranges;
        }
        if let Part::Anchor(name) = part {
            let message = format!("'{file}' has no part named '{name}'");
            let names = anchors(whole);
            let hint = match nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean '{near}'?"),
                None => format!("mark it with 'ANCHOR: {name}' and 'ANCHOR_END: {name}'"),
            };
            self.wrong(message, &hint, here);
        }
        Vec::new()
    }

    /// Adds a range of a file whose lines may bring in others, as other tools than mdBook have it.
    fn lines(
        &mut self,
        source: SourceId,
        path: &str,
        whole: &str,
        range: Range<usize>,
        depth: usize,
    ) {
        let text = whole.get(range.clone()).unwrap_or("");
        let imports = marks::imports(text);
        let mut code = Code::default();
        let (mut at, mut done) = (0, 0);
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let line = rest.split_inclusive('\n').next().unwrap_or(rest);
            if let Some(shown) = marks::shown(line) {
                let before = text.get(done..at).unwrap_or("");
                self.push(source, range.start + done, before, false);
                (at, done) = (at + line.len(), at + shown + 1);
                continue;
            }
            let Some(found) = marks::at(rest, code.fenced, &imports) else {
                code.pass(line);
                at += line.len();
                continue;
            };
            let here = Span::new(
                source,
                range.start + at,
                range.start + at + line.trim_end().len(),
            );
            let before = text.get(done..at).unwrap_or("");
            self.push(source, range.start + done, before, false);
            if self.bring_in(&found, path, here, depth, code.fenced) {
                at += found.length;
                done = at;
            } else {
                code.pass(line);
                done = at;
                at += line.len();
            }
        }
        self.push(
            source,
            range.start + done,
            text.get(done..).unwrap_or(""),
            false,
        );
    }

    /// Adds what a mark brings in. `false`: it stands as it is.
    fn bring_in(
        &mut self,
        found: &Found<'_>,
        path: &str,
        here: Span,
        depth: usize,
        in_code: bool,
    ) -> bool {
        let start = here.range().start;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (file, part) in &found.files {
            let places = found.places(file, folder, &self.loading.project.roots);
            let exists = places.iter().any(|place| self.loading.files.exists(place));
            if found.form == Form::Template {
                let is_plain = |path: &String| {
                    self.loading
                        .files
                        .read(path)
                        .is_ok_and(|data| !data.windows(2).any(|two| two == b"{%" || two == b"{{"))
                };
                if !places.iter().any(is_plain) {
                    return false;
                }
            } else if found.form == Form::Picture && !exists {
                return false;
            }
            let Some(loaded) = self.wanted(file, &places, here, depth) else {
                continue;
            };
            let whole = self.loading.source_text(loaded);
            let mut ranges = self.ranges(file, part, &whole, here);
            if let Form::Listing { .. } | Form::Picture = &found.form {
                let (open, close) = found.fences(file);
                self.push(here.source, start, &open, true);
                ranges.iter().for_each(|range| {
                    self.indented(loaded, &whole, range.clone(), found.prefix);
                });
                self.push(here.source, start, &close, true);
            } else if in_code || !found.prefix.is_empty() {
                for range in ranges {
                    self.indented(loaded, &whole, range, found.prefix);
                }
                self.push(here.source, start, "\n", true);
            } else {
                if let Some(first) = ranges.first_mut().filter(|first| first.start == 0) {
                    let (front, _) = markdown::front_matter(VIRTUAL, &whole);
                    first.start = front.end.min(first.end);
                }
                let place = self.path(loaded);
                if *part == Part::Lines(1, usize::MAX) {
                    self.loading.brought_in.insert(place.clone());
                }
                for range in ranges {
                    self.lines(loaded, &place, &whole, range, depth + 1);
                }
                self.push(here.source, start, "\n\n", true);
            }
        }
        true
    }

    /// Adds a range of a file, each line set in as the mark is.
    fn indented(&mut self, source: SourceId, whole: &str, range: Range<usize>, prefix: &str) {
        let mut at = range.start;
        for line in whole.get(range).unwrap_or("").split_inclusive('\n') {
            if !line.trim().is_empty() {
                self.push(source, at, prefix, true);
            }
            self.push(source, at, line, false);
            at += line.len();
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
