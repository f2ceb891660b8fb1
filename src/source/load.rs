//! One file: its bytes to decoded text to what a reader makes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ahead::{self, Manner, Prepared};
use super::encoding::{self, Basis, Decoded, Problem};
use super::kind::{self, Verdict};
use super::{
    Body, FileError, Files, Project, Settings, TextKind, converted, includes, markdown, paged,
    rules,
};
use crate::book::assemble::{LinkPolicy, OUTSIDE_HINT, metadata_fill};
use crate::limits::LIMITS_HINT;
use crate::report::{Diagnostic, Location, Severity, SourceId, Sources, Span};

/// The reading of one input: what is read so far, and what is said at its end.
pub(super) struct Loading<'a> {
    pub(super) files: &'a dyn Files,
    pub(super) project: Project,
    /// Files that were brought in by others.
    once: BTreeMap<String, SourceId>,
    /// Those of which all the text stands where it was brought in.
    pub(super) brought_in: BTreeSet<String>,
    /// Files that stand at the end of every text: definitions of links and abbreviations (MkDocs's snippets).
    pub(super) appended: Vec<String>,
    /// Files that were read before they were asked for.
    pub(super) ahead: BTreeMap<String, Prepared>,
    /// The bytes of a file that was looked at, until it is read.
    pub(super) at_hand: Option<(String, Arc<[u8]>)>,
    /// Encoding and kind, with how many files have them, the first of these and the reasons.
    read_as: BTreeMap<(&'static str, &'static str), ReadAs>,
}

struct ReadAs {
    files: usize,
    first: Span,
    path: String,
    reasons: Vec<String>,
    guessed: bool,
}

/// The text of a file.
pub(super) struct Text {
    pub(super) decoded: Decoded,
    /// Whether it is the Markdown of what the file holds.
    pub(super) is_converted: bool,
    /// Says where bytes did not fit, of a text that is taken all the same.
    broken: Option<Box<Diagnostic>>,
}

impl Text {
    /// Of the bytes of a file. `takes_broken`: nobody who builds the book may mend it.
    pub(super) fn of(
        path: &str,
        data: &[u8],
        encoding: Option<&str>,
        takes_broken: bool,
    ) -> Result<Text, Problem> {
        let (mut decoded, broken) = match encoding::decode(data, encoding) {
            Ok(decoded) => (decoded, None),
            Err(problem @ Problem::Malformed { .. }) if takes_broken => {
                let Some(decoded) = encoding::decode_broken(data) else {
                    return Err(problem);
                };
                let mut found = undecodable(path, data, problem);
                found.severity = Severity::Warning;
                (decoded, Some(Box::new(found)))
            }
            Err(problem) => return Err(problem),
        };
        let converted = converted::markdown(path, &decoded.text);
        let is_converted = converted.is_some();
        decoded.text = converted.unwrap_or(decoded.text);
        Ok(Text {
            decoded,
            is_converted,
            broken,
        })
    }
}

/// A file whose text is among the sources.
#[derive(Clone, Copy)]
pub(super) struct Loaded {
    pub(super) id: SourceId,
    pub(super) encoding: &'static str,
    /// Whether the encoding was found from evidence only.
    pub(super) guessed: bool,
}

impl<'a> Loading<'a> {
    pub(super) fn new(files: &'a dyn Files, settings: &Settings) -> Loading<'a> {
        let project = Project {
            settings: settings.clone(),
            ..Project::default()
        };
        Loading {
            files,
            project,
            once: BTreeMap::new(),
            brought_in: BTreeSet::new(),
            appended: Vec::new(),
            ahead: BTreeMap::new(),
            at_hand: None,
            read_as: BTreeMap::new(),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.project.diagnostics.push(diagnostic);
    }

    /// Says that the project is kept for another tool: a site, an mdBook, a publication. Such tools let pass what leads
    /// nowhere, and who builds it here need not be the author, so it is a warning unless it is set otherwise.
    pub(super) fn kept_for_another_tool(&mut self) {
        if self.project.settings.links.is_none() {
            self.project.settings.links = Some(LinkPolicy::Warn);
            let accessibility = &mut self.project.metadata.accessibility;
            accessibility.allow_missing_alternatives = true;
        }
    }

    /// Reports that a file is not where the project names it: an error, or a warning where the settings say so.
    pub(super) fn report_missing(&mut self, mut diagnostic: Diagnostic) {
        if self.project.settings.links == Some(LinkPolicy::Warn) {
            diagnostic.severity = Severity::Warning;
        }
        self.report(diagnostic);
    }

    /// The text of a file, decoded and added to the sources; `None` where it cannot be had, which is reported.
    pub(super) fn text(&mut self, path: &str) -> Option<Loaded> {
        let ahead = self.ahead.get_mut(path);
        let ahead = ahead.and_then(|prepared| Some((prepared.text.take()?, prepared.mark)));
        if let Some((text, mark)) = ahead {
            let loaded = self.add(path, text);
            if let Some(mark) = mark {
                self.project.sources.let_go(loaded.id, mark);
            }
            return Some(loaded);
        }
        let data = match self.files.read(path) {
            Ok(data) => data,
            Err(error) => {
                self.report(unreadable(path, &error));
                return None;
            }
        };
        self.decoded(path, &data)
    }

    /// The bytes of a file as text among the sources.
    pub(super) fn decoded(&mut self, path: &str, data: &[u8]) -> Option<Loaded> {
        let encoding = self.project.settings.encoding.as_deref();
        match Text::of(path, data, encoding, self.takes_broken()) {
            Ok(text) => Some(self.add(path, text)),
            Err(problem) => {
                self.report(undecodable(path, data, problem));
                None
            }
        }
    }

    /// Whether texts are taken of which some bytes do not fit: those of a project kept for another tool.
    pub(super) fn takes_broken(&self) -> bool {
        self.project.settings.links == Some(LinkPolicy::Warn)
    }

    fn add(&mut self, path: &str, text: Text) -> Loaded {
        let Text {
            decoded,
            is_converted,
            broken,
        } = text;
        if let Some(broken) = broken {
            self.report(*broken);
        }
        if is_converted {
            // Notebooks and recipes are kept for the tools that run and read them.
            self.kept_for_another_tool();
        }
        let id = self.project.sources.add(path, decoded.text);
        if decoded.dropped > 0 {
            let message = match decoded.dropped {
                1 => "a control character was left out".to_owned(),
                more => format!("{more} control characters were left out"),
            };
            self.report(
                Diagnostic::new(&rules::CONTROL_CHARACTERS, message).span(Span::new(id, 0, 0)),
            );
        }
        Loaded {
            id,
            encoding: decoded.encoding,
            guessed: decoded.basis == Basis::Guessed,
        }
    }

    /// The text of a file that may have been read before: one that others bring in.
    pub(super) fn text_once(&mut self, path: &str) -> Option<SourceId> {
        if let Some(id) = self.once.get(path) {
            return Some(*id);
        }
        let id = self.text(path)?.id;
        self.once.insert(path.to_string(), id);
        Some(id)
    }

    /// The text of a source, on its own: reading goes on while it is looked at.
    pub(super) fn source_text(&self, id: SourceId) -> String {
        self.project
            .sources
            .get(id)
            .map(|file| file.text.clone())
            .unwrap_or_default()
    }

    /// States a file that is clean Markdown by what it is part of.
    pub(super) fn state_markdown(&mut self, loaded: Loaded, path: &str) {
        self.state(
            loaded,
            path,
            &Verdict {
                kind: TextKind::Markdown,
                reasons: Vec::new(),
            },
        );
    }

    /// Metadata of the book in a file of its own: YAML with or without its fences, or pandoc's title block.
    pub(super) fn book_metadata(&mut self, path: &str) {
        let Some(loaded) = self.text(path) else {
            return;
        };
        let text = self.source_text(loaded.id);
        let fenced = text.trim_start().starts_with("---") || text.trim_start().starts_with('%');
        let text = if fenced {
            text
        } else {
            format!("---\n{}\n---\n", text.trim_end())
        };
        let (document, _) = markdown::read(loaded.id, &text, path, &markdown::Options::default());
        metadata_fill(&mut self.project.metadata, document.metadata);
    }

    /// States that a publication was read.
    pub(super) fn note_epub(&mut self, path: &str, version: &str) {
        let message = format!("'{path}' is read as EPUB {version}");
        self.report(Diagnostic::new(&rules::READ_AS, message).at(Location::file(path)));
    }

    /// A file as a piece's body. `clean`: a text of a project whose files are known to be clean.
    pub(super) fn body(&mut self, path: &str, clean: bool) -> Option<Body> {
        let manner = if clean { Manner::Clean } else { Manner::Judged };
        self.read_ahead([&path.to_owned()], manner);
        let loaded = self.text(path);
        let prepared = self.ahead.remove(path).unwrap_or_default();
        let loaded = loaded?;
        let here = Span::new(loaded.id, 0, 0);
        if let Some(name) = prepared.foreign {
            self.report(foreign_markup(path, name).span(here));
            return None;
        }
        let Some(verdict) = prepared.verdict.clone() else {
            let message = format!("'{path}' holds no text");
            self.report_missing(
                Diagnostic::new(&rules::EMPTY, message)
                    .hint("write the text, or leave the file out")
                    .at(Location::file(path))
                    .span(here),
            );
            return None;
        };
        self.state(loaded, path, &verdict);
        if let Some((document, found)) = prepared.document(loaded.id, &self.markdown_options(false))
        {
            self.project.diagnostics.extend(found);
            return Some(Body::Document(document));
        }
        Some(self.parse(loaded.id, path, verdict.kind))
    }

    /// A text that could not be parsed by itself.
    fn parse(&mut self, id: SourceId, path: &str, kind: TextKind) -> Body {
        take_back(
            &mut self.project.sources,
            id,
            self.files,
            &self.project.settings,
        );
        if kind == TextKind::Markdown
            && let Some(document) = includes::document(self, id, path)
        {
            return Body::Document(document);
        }
        let text = self
            .project
            .sources
            .get(id)
            .map_or("", |file| file.text.as_str());
        match kind {
            TextKind::DamagedMarkdown => Body::Manuscript(paged::read(id, path, text, true)),
            TextKind::Plain | TextKind::Paged | TextKind::Ocr => {
                let mut manuscript = paged::read(id, path, text, false);
                manuscript.is_ocr = kind == TextKind::Ocr;
                Body::Manuscript(manuscript)
            }
            TextKind::Html | TextKind::Markdown | TextKind::Epub => {
                let options = self.markdown_options(false);
                let parsed = ahead::clean(id, text, path, kind, &options);
                let (document, found) = parsed.document();
                self.project.diagnostics.extend(found);
                Body::Document(document)
            }
        }
    }

    /// How clean Markdown is read.
    pub(super) fn markdown_options(&self, mdbook: bool) -> markdown::Options {
        let smart_punctuation = self.project.settings.smart_punctuation.unwrap_or(false);
        let languages = &self.project.metadata.languages;
        markdown::Options {
            smart_punctuation,
            language: languages.first().cloned().unwrap_or_default(),
            mdbook,
            ..markdown::Options::default()
        }
    }

    fn state(&mut self, loaded: Loaded, path: &str, verdict: &Verdict) {
        // Nothing was guessed where a file with a Markdown name is clean Markdown in UTF-8.
        let expected =
            verdict.kind == TextKind::Markdown && loaded.encoding == "UTF-8" && !loaded.guessed;
        if expected && kind::has_markdown_name(path) {
            return;
        }
        let entry = self
            .read_as
            .entry((loaded.encoding, kind_name(verdict.kind)))
            .or_insert_with(|| ReadAs {
                files: 0,
                first: Span::new(loaded.id, 0, 0),
                path: path.to_string(),
                reasons: verdict.reasons.clone(),
                guessed: loaded.guessed,
            });
        entry.files += 1;
    }

    /// The project, with the notes on how its files were read before everything else.
    pub(super) fn finish(mut self) -> Project {
        let notes = self.read_as.into_iter().map(|((encoding, kind), found)| {
            let files = if found.files == 1 {
                found.path
            } else {
                format!("{} files, {} first,", found.files, found.path)
            };
            let verb = if found.files == 1 {
                "is read"
            } else {
                "are read"
            };
            let because = match found.reasons.as_slice() {
                [] => String::new(),
                reasons => format!(": {}", reasons.join(", ")),
            };
            let note = Diagnostic::new(
                &rules::READ_AS,
                format!("{files} {verb} as {encoding}, {kind}{because}"),
            )
            .span(found.first);
            let flags = if found.guessed {
                "'--encoding' or '--kind'"
            } else {
                "'--kind'"
            };
            note.hint(format!("where that is wrong, set it with {flags}"))
        });
        let mut diagnostics: Vec<Diagnostic> = notes.collect();
        diagnostics.extend(said_once(std::mem::take(&mut self.project.diagnostics)));
        self.project.diagnostics = diagnostics;
        self.project
    }
}

/// What was found in many files alike is said once, with its first place and how often; an error is said at each place.
fn said_once(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<(Diagnostic, BTreeSet<Option<SourceId>>)> = Vec::with_capacity(found.len());
    let mut known: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
    for diagnostic in found {
        if diagnostic.severity <= Severity::Error {
            kept.push((diagnostic, BTreeSet::new()));
            continue;
        }
        let source = (diagnostic.span != Span::NONE).then_some(diagnostic.span.source);
        let key = (diagnostic.rule.name, diagnostic.message.clone());
        match known.get(&key).and_then(|&at| kept.get_mut(at)) {
            Some((first, sources)) => {
                first.times += diagnostic.times;
                sources.insert(source);
            }
            None => {
                known.insert(key, kept.len());
                kept.push((diagnostic, BTreeSet::from([source])));
            }
        }
    }
    let told = |(mut diagnostic, sources): (Diagnostic, BTreeSet<_>)| {
        let times = diagnostic.times;
        match sources.len() {
            _ if times == 1 => {}
            0 | 1 => diagnostic.message.push_str(&format!(" ({times} times)")),
            files => {
                let places = format!(" ({times} times in {files} files)");
                diagnostic.message.push_str(&places);
            }
        }
        diagnostic
    };
    kept.into_iter().map(told).collect()
}

/// The words for a kind in messages.
fn kind_name(kind: TextKind) -> &'static str {
    match kind {
        TextKind::Markdown => "clean Markdown",
        TextKind::DamagedMarkdown => "Markdown left by an extractor, to be restored",
        TextKind::Plain => "plain text, to be restored",
        TextKind::Paged => "text of printed pages, to be restored",
        TextKind::Ocr => "text read by a machine (OCR), to be restored",
        TextKind::Html => "HTML",
        TextKind::Epub => "EPUB",
    }
}

/// Reads a text again that was let go of; where it was changed meanwhile, it stays away.
fn take_back(sources: &mut Sources, id: SourceId, files: &dyn Files, settings: &Settings) {
    let path = sources
        .get(id)
        .filter(|file| file.is_let_go())
        .map(|file| &file.path);
    let data = path.and_then(|path| files.read(path).ok());
    let decoded = data.and_then(|data| encoding::decode(&data, settings.encoding.as_deref()).ok());
    if let Some(decoded) = decoded {
        sources.take_back(id, decoded.text);
    }
}

/// Reads the texts again that messages show places in.
pub(crate) fn take_back_shown(
    sources: &mut Sources,
    shown: &[Diagnostic],
    files: &dyn Files,
    settings: &Settings,
) {
    // The beginning of a file is no place in its text.
    let places = shown
        .iter()
        .map(|found| found.span)
        .filter(|span| span.end > 0);
    let wanted: BTreeSet<SourceId> = places.map(|span| span.source).collect();
    for id in wanted {
        take_back(sources, id, files, settings);
    }
}

/// A text in a markup of another tool.
fn foreign_markup(path: &str, name: &str) -> Diagnostic {
    let message = format!("'{path}' is {name}, which deckle does not read");
    Diagnostic::new(&rules::FOREIGN_MARKUP, message)
        .hint("convert it to Markdown or HTML first, or set '--kind' to take its marks for letters")
        .at(Location::file(path))
}

/// Why a file could not be read, as a finding.
pub(super) fn unreadable(path: &str, error: &FileError) -> Diagnostic {
    let at = |diagnostic: Diagnostic| diagnostic.at(Location::file(path));
    match error {
        FileError::Missing => at(Diagnostic::new(
            &rules::FILE_MISSING,
            format!("there is no file '{path}'"),
        )
        .hint("correct the name, or add the file")),
        FileError::Outside => at(Diagnostic::new(
            &rules::FILE_UNREADABLE,
            format!("'{path}' lies outside the book's folder"),
        )
        .hint(OUTSIDE_HINT)),
        FileError::TooLarge(limit) => at(Diagnostic::new(
            &rules::FILE_UNREADABLE,
            format!("'{path}' is larger than the limit of {limit} bytes"),
        )
        .hint(LIMITS_HINT)),
        FileError::Unreadable(reason) => at(Diagnostic::new(
            &rules::FILE_UNREADABLE,
            format!("'{path}' cannot be read: {reason}"),
        )),
    }
}

fn undecodable(path: &str, data: &[u8], problem: Problem) -> Diagnostic {
    match problem {
        Problem::UnknownLabel(label) => {
            Diagnostic::new(&rules::ENCODING_UNKNOWN, format!("there is no encoding named '{label}'"))
                .hint("use a name such as 'utf-8', 'windows-1252', 'iso-8859-2', 'koi8-r', 'gb18030' or 'shift_jis'")
                .at(Location::file(path))
        }
        Problem::Malformed { offset, byte, encoding } => {
            let before = data.get(..offset).unwrap_or_default();
            let line = memchr::memchr_iter(b'\n', before).count() + 1;
            let from = memchr::memrchr(b'\n', before).map_or(0, |i| i + 1);
            let column = String::from_utf8_lossy(before.get(from..).unwrap_or_default()).chars().count() + 1;
            let place = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let message = format!("the byte 0x{byte:02X} at offset {offset} of '{path}' does not fit {encoding}");
            Diagnostic::new(&rules::ENCODING_MALFORMED, message)
                .hint("mend that place, or name the encoding with '--encoding'")
                .at(Location::at(path, place(line), place(column)))
        }
        Problem::Binary { seems, remedy } => {
            Diagnostic::new(&rules::BINARY, format!("'{path}' is no text: it seems to be {seems}"))
                .hint(remedy)
                .at(Location::file(path))
        }
    }
}
