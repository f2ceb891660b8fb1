//! Files that are read ahead: each is decoded, judged and parsed as far as that goes without the others, several at the
//! same time.
//!
//! What comes of a file depends on nothing but its bytes and what is told of it, so it does not matter whether it was read
//! ahead.

use std::sync::Arc;

use rayon::prelude::*;

use super::kind::{self, Verdict, judge};
use super::load::{Loading, Text};
use super::respan::respan;
use super::{TextKind, converted, html, includes, markdown};
use crate::book::Document;
use crate::report::{Diagnostic, Mark, SourceId, Span};

/// A text below this many bytes is judged before it is parsed: to do both at once costs more than is won.
const LONG: usize = 128 * 1024;

/// What is known of a file before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Nothing: it is looked at.
    Judged,
    /// A text of a project whose files are known to be clean.
    Clean,
    /// A chapter of an mdBook.
    MdBook,
}

/// From this many bytes on a text is let go of when it has been parsed: the model holds every word of it, so of a large
/// book the text itself would be a third of all memory, and most builds end without a message that shows a place in it.
const LARGE: usize = 8 << 20;

/// A file that was read ahead.
#[derive(Default)]
pub(super) struct Prepared {
    /// Its text, until it is taken among the sources.
    pub(super) text: Option<Text>,
    /// What is known of a text that was let go of.
    pub(super) mark: Option<Mark>,
    /// The markup it is in, where deckle does not read that.
    pub(super) foreign: Option<&'static str>,
    /// What it is.
    pub(super) verdict: Option<Verdict>,
    parsed: Option<Parsed>,
}

impl Prepared {
    /// The document, where it was parsed with these options; its places lead to the source of that number.
    pub(super) fn document(
        self,
        id: SourceId,
        options: &markdown::Options,
    ) -> Option<(Document, Vec<Diagnostic>)> {
        let Parsed {
            id: expected,
            options: used,
            mut document,
            mut found,
        } = self.parsed?;
        if used != *options {
            return None;
        }
        if id != expected {
            let place = |span: Span| match span.source == expected {
                true => Span { source: id, ..span },
                false => span,
            };
            respan(&mut document, &place);
            for diagnostic in &mut found {
                diagnostic.span = place(diagnostic.span);
            }
        }
        Some((document, found))
    }
}

struct Parsed {
    id: SourceId,
    options: markdown::Options,
    document: Document,
    found: Vec<Diagnostic>,
}

/// What a file is told.
struct Told<'a> {
    path: &'a str,
    /// The number that its text gets among the sources, where those before it bring in no others.
    id: SourceId,
    manner: Manner,
    kind: Option<TextKind>,
    encoding: Option<&'a str>,
    options: &'a markdown::Options,
    /// Whether other files stand at the end of every text.
    has_appended: bool,
    /// Whether a text is taken of which some bytes do not fit.
    takes_broken: bool,
    /// From how many bytes on its text is let go of.
    large: usize,
}

impl Loading<'_> {
    /// Reads files before they are asked for. What cannot be read is said when it is asked for.
    pub(super) fn read_ahead<'p>(
        &mut self,
        paths: impl IntoIterator<Item = &'p String>,
        manner: Manner,
    ) {
        let known = &self.ahead;
        let paths: Vec<&String> = paths
            .into_iter()
            .filter(|path| !known.contains_key(*path))
            .collect();
        let options = self.markdown_options(manner == Manner::MdBook);
        let first = self.project.sources.len();
        // The bytes of a file are kept no longer than until they are text.
        let mut at_hand = self.at_hand.take();
        let paths: Vec<(&String, Option<Arc<[u8]>>)> = paths
            .into_iter()
            .map(|path| {
                let is_at_hand = |(known, _): &mut (String, _)| known == path;
                (path, at_hand.take_if(is_at_hand).map(|(_, data)| data))
            })
            .collect();
        let has_appended = !self.appended.is_empty();
        let (files, settings) = (self.files, &self.project.settings);
        let prepared = paths.into_par_iter().enumerate();
        let prepared = prepared.map(|(number, (path, at_hand))| {
            let data = match at_hand {
                Some(data) => data,
                None => files.read(path).ok()?,
            };
            let told = Told {
                path,
                id: SourceId(u32::try_from(first + number).unwrap_or(u32::MAX)),
                manner,
                kind: settings.kind,
                encoding: settings.encoding.as_deref(),
                options: &options,
                has_appended,
                takes_broken: self.takes_broken(),
                large: LARGE,
            };
            Some((path.clone(), told.prepare(data)))
        });
        let prepared: Vec<_> = prepared.flatten_iter().collect();
        self.ahead.extend(prepared);
    }
}

impl Told<'_> {
    fn prepare(&self, data: Arc<[u8]>) -> Prepared {
        let text = Text::of(self.path, &data, self.encoding, self.takes_broken);
        // Of a large book, the bytes and the text would be more than the rest.
        drop(data);
        let mut prepared = Prepared::default();
        if let Ok(mut text) = text {
            let letters = &mut text.decoded.text;
            let parsed = self.look(letters, &mut prepared);
            if parsed.is_some() && letters.len() >= self.large && !text.is_converted {
                prepared.mark = Some(Mark::of(letters));
                *letters = String::new();
            }
            prepared.parsed = parsed.map(|parsed| self.parsed(parsed));
            prepared.text = Some(text);
        }
        prepared
    }

    /// Says what the text is, and parses it where that can be done by itself.
    fn look(&self, text: &str, prepared: &mut Prepared) -> Option<Clean> {
        if text.trim().is_empty() {
            return None;
        }
        if self.manner == Manner::MdBook {
            let has_marks = includes::marks::may_be_in(text)
                || memchr::memmem::find(text.as_bytes(), b"{{").is_some();
            let is_read = !has_marks;
            return is_read
                .then(|| self.clean(text, TextKind::Markdown))
                .flatten();
        }
        let brings_in = self.has_appended || includes::marks::may_be_in(text);
        if self.manner == Manner::Judged && self.kind.is_none() {
            prepared.foreign = kind::foreign(self.path, text);
            if prepared.foreign.is_some() {
                return None;
            }
        }
        let stated = self.stated();
        let is_likely = !brings_in && kind::has_markdown_name(self.path) && text.len() >= LONG;
        let (verdict, parsed) = match stated {
            Some(verdict) => (verdict, None),
            // A long text with a Markdown name is Markdown most often, and to judge it takes as long as to read its lines.
            None if is_likely => rayon::join(
                || judge(self.path, text),
                || self.clean(text, TextKind::Markdown),
            ),
            None => (judge(self.path, text), None),
        };
        let kind = verdict.kind;
        prepared.verdict = Some(verdict);
        match kind {
            TextKind::Markdown if brings_in => None,
            TextKind::Markdown => parsed.or_else(|| self.clean(text, kind)),
            _ => self.clean(text, kind),
        }
    }

    /// What the file is, where that need not be found out.
    fn stated(&self) -> Option<Verdict> {
        let is_known = self.manner == Manner::Clean && !kind::has_html_name(self.path)
            || converted::has_name(self.path);
        match self.kind {
            Some(kind) => Some(Verdict {
                kind,
                reasons: vec!["it is set".into()],
            }),
            None if is_known => Some(Verdict {
                kind: TextKind::Markdown,
                reasons: Vec::new(),
            }),
            None => None,
        }
    }

    fn clean(&self, text: &str, kind: TextKind) -> Option<Clean> {
        let is_clean = matches!(kind, TextKind::Html | TextKind::Markdown | TextKind::Epub);
        is_clean.then(|| clean(self.id, text, self.path, kind, self.options))
    }

    fn parsed(&self, parsed: Clean) -> Parsed {
        let (document, found) = parsed.document();
        Parsed {
            id: self.id,
            options: self.options.clone(),
            document,
            found,
        }
    }
}

/// A clean text that was parsed: it is not needed any more.
pub(super) enum Clean {
    Html(Box<(Document, Vec<Diagnostic>)>),
    Markdown(Box<markdown::Parsed>),
}

impl Clean {
    /// The document, with what was found in it.
    pub(super) fn document(self) -> (Document, Vec<Diagnostic>) {
        match self {
            Clean::Html(read) => *read,
            Clean::Markdown(parsed) => parsed.document(),
        }
    }
}

/// Reads a clean text.
pub(super) fn clean(
    id: SourceId,
    text: &str,
    path: &str,
    kind: TextKind,
    options: &markdown::Options,
) -> Clean {
    if kind == TextKind::Html {
        let read = html::read(id, text, path, &html::Options::default());
        Clean::Html(Box::new(read))
    } else {
        Clean::Markdown(Box::new(markdown::parse(id, text, path, options)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Metadata;
    use crate::report::Sources;
    use crate::source::load::take_back_shown;
    use crate::source::{Input, MemoryFiles, Settings, read_project, rules};

    const CLEAN: &str = "# One\n\nText.\n\n# Two\n\nThe last line.\n";

    fn prepared(path: &str, text: &str, large: usize) -> Prepared {
        let told = Told {
            path,
            id: SourceId(0),
            manner: Manner::Judged,
            kind: None,
            encoding: None,
            options: &markdown::Options::default(),
            has_appended: false,
            takes_broken: false,
            large,
        };
        told.prepare(text.as_bytes().into())
    }

    #[test]
    fn a_large_text_goes_when_it_is_parsed() {
        let kept = prepared("a.md", CLEAN, CLEAN.len() + 1);
        let gone = prepared("a.md", CLEAN, CLEAN.len());
        let text =
            |prepared: &Prepared| prepared.text.as_ref().map(|text| text.decoded.text.clone());
        assert_eq!((text(&kept).as_deref(), kept.mark), (Some(CLEAN), None));
        assert_eq!(
            (text(&gone).as_deref(), gone.mark),
            (Some(""), Some(Mark::of(CLEAN)))
        );
        let blocks = |prepared: Prepared| {
            let document = prepared.document(SourceId(0), &markdown::Options::default());
            document.map(|(document, _)| document.blocks)
        };
        assert_eq!(blocks(kept), blocks(gone));
    }

    #[test]
    fn a_text_that_is_to_be_restored_stays() {
        let paged = "THE HOUSE\n\n1\n\x0cTHE HOUSE\n\nWords that go on\n\n2\n\x0cTHE HOUSE\n\nand on.\n\n3\n";
        assert!(prepared("a.txt", paged, 1).mark.is_none());
    }

    fn files(text: &str) -> MemoryFiles {
        let file = ("a.md".to_owned(), text.as_bytes().into());
        MemoryFiles {
            files: [file].into(),
        }
    }

    /// The sources of a project of which a text was let go of, and a message that shows a place in it.
    fn let_go() -> (Sources, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let id = sources.add("a.md", String::new());
        sources.let_go(id, Mark::of(CLEAN));
        let end = CLEAN.len() - 1;
        let finding = Diagnostic::new(&rules::EMPTY, "a place").span(Span::new(id, end - 5, end));
        (sources, vec![finding])
    }

    #[test]
    fn a_text_comes_back_for_a_message_where_it_is_the_same() {
        let settings = Settings::default();
        let (mut sources, shown) = let_go();
        take_back_shown(&mut sources, &shown, &files(CLEAN), &settings);
        let place = sources.location(shown[0].span);
        assert_eq!(place.and_then(|place| place.line), Some(7));

        let (mut sources, shown) = let_go();
        take_back_shown(
            &mut sources,
            &shown,
            &files(&CLEAN.replace("last", "next")),
            &settings,
        );
        assert_eq!(sources.text(shown[0].span), "");

        // The name of a file is no place in it.
        let (mut sources, mut shown) = let_go();
        (shown[0].span.start, shown[0].span.end) = (0, 0);
        take_back_shown(&mut sources, &shown, &files(CLEAN), &settings);
        assert!(sources.iter().all(|(_, file)| file.is_let_go()));
    }

    #[test]
    fn places_are_led_to_the_number_that_a_text_got() {
        let texts = [
            ("a.md", "# A\n\n--8<-- \"x.md\"\n"),
            ("b.md", CLEAN),
            ("c.md", CLEAN),
        ];
        let all = texts.into_iter().chain([("x.md", "brought in\n")]);
        let all = all.map(|(path, text)| (path.to_owned(), text.as_bytes().into()));
        let files = MemoryFiles {
            files: all.collect(),
        };
        let input = Input::Files(texts.map(|(path, _)| path.to_owned()).into());
        let project = read_project(&files, &input, &Settings::default(), &Metadata::default());
        for piece in &project.pieces {
            let crate::source::Body::Document(document) = &piece.body else {
                continue;
            };
            let file = project.sources.get(document.span.source);
            assert_eq!(
                file.map(|file| file.path.as_str()),
                Some(document.path.as_str())
            );
        }
        assert_eq!(project.pieces.len(), 3);
    }
}
