//! Citations by key (`[@smith2004, p. 33]`), looked up in the BibTeX files of the book: in the text they say author and year,
//! and the works that are cited are listed where the book has its references, or at its end.

mod bibtex;
mod listing;

use std::collections::{BTreeMap, BTreeSet};

use bibtex::Work;

use super::elements::CITATION_KEPT;
use super::load::Loading;
use super::{Body, Piece};
use crate::book::assemble::join;
use crate::book::visit::{NodeMut, walk_mut};
use crate::book::{Document, Inline, Link, Target};
use crate::report::Span;

/// How many files of works are read.
const FILES_LIMIT: usize = 16;

/// How deep pieces are looked into.
const DEPTH_LIMIT: usize = 64;

/// The works of a book, and those that its text cites.
struct Library {
    works: BTreeMap<String, Work>,
    cited: BTreeSet<String>,
    /// Whether a citation was met whose work is not there.
    is_missing: bool,
}

/// Looks up the citations of a project. Does nothing where it has no files of works.
pub(super) fn settle(loading: &mut Loading<'_>) {
    let paths = paths(loading);
    let mut works = BTreeMap::new();
    for path in paths.iter().take(FILES_LIMIT) {
        if let Some(loaded) = loading.text(path) {
            bibtex::read(&loading.source_text(loaded.id), &mut works);
        }
    }
    if works.is_empty() {
        return;
    }
    let mut library = Library {
        works,
        cited: BTreeSet::new(),
        is_missing: false,
    };
    each(&mut loading.project.pieces, 0, &mut |document| {
        library.document(document);
    });
    if !library.is_missing {
        loading
            .project
            .diagnostics
            .retain(|found| found.rule != &CITATION_KEPT);
    }
    if !library.cited.is_empty() {
        let entries = listing::entries(&library.works, &library.cited);
        let language = loading.project.metadata.languages.first().cloned();
        listing::place(
            &mut loading.project.pieces,
            entries,
            language.as_deref().unwrap_or("en"),
        );
    }
}

/// The files of works: those of the folder, and those that a single text names in its front matter.
fn paths(loading: &Loading<'_>) -> Vec<String> {
    let is_bib = |path: &str| path.to_ascii_lowercase().ends_with(".bib");
    let has_citation = loading
        .project
        .sources
        .iter()
        .any(|(_, file)| memchr::memchr(b'@', file.text.as_bytes()).is_some());
    if !has_citation {
        return Vec::new();
    }
    let mut found: BTreeSet<String> = BTreeSet::new();
    for (_, file) in loading.project.sources.iter() {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for line in file.text.lines().take(80) {
            let is_named = line.trim_start().starts_with("bibliography:")
                || line.trim_start().starts_with("- ");
            if !is_named {
                continue;
            }
            for word in line.split([' ', ',', '[', ']', '"', '\'', '\t']) {
                if is_bib(word) {
                    found.extend(join(folder, word));
                    found.extend(join("", word));
                }
            }
        }
    }
    found.extend(loading.files.list().into_iter().filter(|path| is_bib(path)));
    found
        .into_iter()
        .filter(|path| loading.files.exists(path))
        .collect()
}

fn each(pieces: &mut [Piece], depth: usize, visit: &mut dyn FnMut(&mut Document)) {
    for piece in pieces {
        if let Body::Document(document) = &mut piece.body {
            visit(document);
        }
        if depth < DEPTH_LIMIT {
            each(&mut piece.children, depth + 1, visit);
        }
    }
}

impl Library {
    fn document(&mut self, document: &mut Document) {
        let mut run = |node: NodeMut<'_>| {
            if let NodeMut::Run(run) = node {
                self.run(run);
            }
        };
        walk_mut(&mut document.blocks, &mut run);
        for note in &mut document.notes {
            walk_mut(&mut note.blocks, &mut run);
        }
    }

    fn run(&mut self, run: &mut Vec<Inline>) {
        let mut at = 0;
        while at < run.len() {
            let text = match run.get(at) {
                Some(Inline::Text(text)) if text.contains('@') => text.clone(),
                _ => {
                    at += 1;
                    continue;
                }
            };
            let pieces = self.pieces(&text);
            let length = pieces.len();
            run.splice(at..=at, pieces);
            at += length.max(1);
        }
    }

    /// A text with its citations as links.
    fn pieces(&mut self, text: &str) -> Vec<Inline> {
        let mut out: Vec<Inline> = Vec::new();
        let mut words = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('@') {
            let open = rest
                .get(..at)
                .and_then(|before| before.rfind('['))
                .filter(|open| {
                    !rest
                        .get(*open..at)
                        .is_some_and(|inside| inside.contains(']'))
                });
            let close = open.and_then(|_| rest.get(at..)?.find(']').map(|end| at + end));
            let group = open.zip(close).and_then(|(open, close)| {
                Some((open, close, self.group(rest.get(open + 1..close)?)?))
            });
            if let Some((open, close, cited)) = group {
                words.push_str(rest.get(..open).unwrap_or(""));
                flush(&mut words, &mut out);
                out.extend(cited);
                rest = rest.get(close + 1..).unwrap_or("");
                continue;
            }
            let before = rest.get(..at).unwrap_or("");
            words.push_str(before);
            let is_word = words.ends_with(|c: char| c.is_alphanumeric());
            let after = rest.get(at + 1..).unwrap_or("");
            match self.key(after).filter(|_| !is_word) {
                Some(key) => {
                    rest = after.get(key.len()..).unwrap_or("");
                    let mut pages = String::new();
                    if let Some((inner, behind)) = rest
                        .strip_prefix(" [")
                        .and_then(|inner| inner.split_once(']'))
                        .filter(|(inner, _)| !inner.contains(['@', '[']))
                    {
                        pages = format!(", {inner}");
                        rest = behind;
                    }
                    let (names, year) = self.said(&key);
                    words.push_str(&names);
                    words.push_str(" (");
                    flush(&mut words, &mut out);
                    out.push(link(&key, year));
                    words.push_str(&pages);
                    words.push(')');
                }
                None => {
                    words.push('@');
                    rest = after;
                }
            }
        }
        words.push_str(rest);
        flush(&mut words, &mut out);
        out
    }

    /// The key of a work that a text begins with, as long as can be.
    fn key(&self, text: &str) -> Option<String> {
        let text = text.strip_prefix('{').unwrap_or(text);
        let end = text
            .find(|c: char| !(c.is_alphanumeric() || "_:.#$%&-+?<>~/".contains(c)))
            .unwrap_or(text.len());
        let mut key = text.get(..end)?;
        while !key.is_empty() {
            if self.works.contains_key(key) {
                return Some(key.to_owned());
            }
            key = key.strip_suffix(|c: char| !c.is_alphanumeric())?;
        }
        None
    }

    /// A citation in brackets; `None` where none of its works is known.
    fn group(&mut self, inside: &str) -> Option<Vec<Inline>> {
        let items: Vec<(&str, &str)> = inside
            .split(';')
            .map(|item| item.split_once('@'))
            .collect::<Option<_>>()?;
        let known: Vec<Option<String>> = items.iter().map(|(_, item)| self.key(item)).collect();
        self.is_missing |= known.iter().any(Option::is_none);
        known.iter().any(Option::is_some).then_some(())?;
        let mut out = Vec::new();
        let mut words = "(".to_owned();
        for (index, ((before, item), key)) in items.iter().zip(known).enumerate() {
            if index > 0 {
                words.push(';');
            }
            let before = before.trim_start_matches(' ');
            if index > 0 {
                words.push(' ');
            }
            let (before, is_year) = match before.strip_suffix('-') {
                Some(before) => (before, true),
                None => (before, false),
            };
            words.push_str(before);
            let Some(key) = key else {
                words.push('@');
                words.push_str(item);
                continue;
            };
            let (names, year) = self.said(&key);
            flush(&mut words, &mut out);
            out.push(link(
                &key,
                if is_year || names.is_empty() {
                    year
                } else {
                    format!("{names} {year}")
                },
            ));
            let tail = item.trim_start_matches('{').get(key.len()..).unwrap_or("");
            words.push_str(tail.trim_start_matches('}').trim_end());
        }
        words.push(')');
        flush(&mut words, &mut out);
        Some(out)
    }

    /// Names and year of a work as a text cites it.
    fn said(&mut self, key: &str) -> (String, String) {
        self.cited.insert(key.to_owned());
        let Some(work) = self.works.get(key) else {
            return (String::new(), String::new());
        };
        (listing::short_names(work), listing::year(work).to_owned())
    }
}

fn flush(words: &mut String, out: &mut Vec<Inline>) {
    if !words.is_empty() {
        out.push(Inline::Text(std::mem::take(words)));
    }
}

fn link(key: &str, words: String) -> Inline {
    Inline::Link(Box::new(Link {
        target: Target::Unresolved(format!("#{}", listing::anchor(key))),
        title: None,
        content: vec![Inline::Text(words)],
        span: Span::NONE,
    }))
}
