//! The whole way from files to files: reading, restoration, assembly, writing, checking.
//!
//! Takes the author's files through [`Files`], gives the bytes to write and everything there is to say. Nothing is
//! printed or written here, and no finding is hidden: where any finding is an error, there are no files.

use rayon::prelude::*;

use crate::book::assemble::rules::{LANGUAGE_MISSING, TITLE_MISSING};
use crate::book::assemble::{Assembly, Component, LinkPolicy, Loader, Refusal, assemble};
use crate::book::{Book, Metadata};
use crate::check::{CheckOptions, check_entries, prepare_check};
use crate::emit::{Emission, EmitOptions, Emitter, OutputFile};
use crate::epub::LineMap;
use crate::report::{Diagnostic, Location, Sources, Span, nearest};
use crate::restore::{Ledger, PASSES, Restored, restore};
use crate::source::{
    Body, FileError, Files, Input, Piece, Project, Settings, read_project, rules, take_back_shown,
};

/// What is to be built, and how.
pub struct Request<'a> {
    /// The author's files.
    pub files: &'a dyn Files,
    /// Which of them are the book.
    pub input: Input,
    /// What the command line sets; it wins over `book.toml`.
    pub settings: Settings,
    /// What the command line says about the book; it wins over `book.toml`.
    pub metadata: Metadata,
    /// The formats to write, in the order of writing.
    pub emitters: &'a [&'static Emitter],
    /// A page per chapter (HTML), a file per chapter (Markdown).
    pub split: bool,
    /// `SOURCE_DATE_EPOCH` or the sources' own date, seconds since 1970; `None`: the emitter's fixed rule.
    pub modified: Option<i64>,
    /// The store profile to check against; wins over the one in `book.toml`.
    pub profile: Option<String>,
    /// The file stem of the input, or the folder's name: the honest stand-in for a missing title.
    pub name: String,
}

/// A book as read, before writing.
#[derive(Debug, Default)]
pub struct Draft {
    /// The book.
    pub book: Book,
    /// Settings of the book and of the request, joined.
    pub settings: Settings,
    /// The ledger of every text that was restored, with its path.
    pub ledgers: Vec<(String, Ledger)>,
    /// What is wrong or worth knowing.
    pub diagnostics: Vec<Diagnostic>,
    /// The author's files as decoded.
    pub sources: Sources,
}

/// What a build gives.
#[derive(Debug, Default)]
pub struct Built {
    /// What is to be written, paths relative to the output folder. Empty when any diagnostic is an error.
    pub files: Vec<OutputFile>,
    /// The ledger of every text that was restored, with its path.
    pub ledgers: Vec<(String, Ledger)>,
    /// What is wrong or worth knowing: of the source, of the restoration, of the formats, of the check.
    pub diagnostics: Vec<Diagnostic>,
    /// The author's files as decoded: where the spans of the diagnostics point.
    pub sources: Sources,
}

/// Reads, restores and assembles, and writes nothing: what `tree` and `restore` show.
#[must_use]
pub fn read(request: &Request<'_>) -> Draft {
    let mut draft = draft(request);
    let (sources, shown) = (&mut draft.sources, &draft.diagnostics);
    take_back_shown(sources, shown, request.files, &draft.settings);
    draft
}

/// As [`read`]; long texts have been let go of.
fn draft(request: &Request<'_>) -> Draft {
    let mut project = read_project(
        request.files,
        &request.input,
        &request.settings,
        &request.metadata,
    );
    if let Some(profile) = &request.profile {
        project.settings.profile = Some(profile.clone());
    }
    let mut diagnostics = std::mem::take(&mut project.diagnostics);
    unknown_passes(&project.settings.passes_off, &mut diagnostics);
    unknown_rules(&project.settings, &mut diagnostics);
    let mut ledgers = Vec::new();
    let components = restored(&mut project, &mut ledgers, &mut diagnostics);
    if components.is_empty() {
        return Draft {
            settings: project.settings,
            ledgers,
            diagnostics,
            sources: project.sources,
            ..Draft::default()
        };
    }
    let container = project.container.take();
    let files: &dyn Files = container
        .as_ref()
        .map_or(request.files, |container| container);
    let load = |path: &str| files.read(path).map_err(refusal);
    let list = || files.list();
    let (book, found) = assemble(Assembly {
        metadata: project.metadata,
        components,
        loader: Loader {
            read: &load,
            list: &list,
        },
        settings: project.settings.assembly(),
        roots: project.roots,
        name: &request.name,
        sources: &mut project.sources,
    });
    // Where reading failed already, what is missing may well be what could not be read.
    let incomplete = failed(&diagnostics);
    diagnostics.extend(found.into_iter().filter(|diagnostic| {
        !incomplete || diagnostic.rule != &TITLE_MISSING && diagnostic.rule != &LANGUAGE_MISSING
    }));
    Draft {
        book,
        settings: project.settings,
        ledgers,
        diagnostics,
        sources: project.sources,
    }
}

/// Builds a book in every format asked for, and checks what is about to be written.
#[must_use]
pub fn build(request: &Request<'_>) -> Built {
    let draft = draft(request);
    let mut built = Built {
        files: Vec::new(),
        ledgers: draft.ledgers,
        diagnostics: draft.diagnostics,
        sources: draft.sources,
    };
    let settings = draft.settings;
    if !failed(&built.diagnostics) {
        write(request, draft.book, &settings, &mut built);
    }
    let (sources, shown) = (&mut built.sources, &built.diagnostics);
    take_back_shown(sources, shown, request.files, &settings);
    built
}

/// Writes a book and checks what was written.
fn write(request: &Request<'_>, book: Book, settings: &Settings, built: &mut Built) {
    let options = EmitOptions {
        settings,
        split: request.split,
        modified: request.modified,
    };
    let check = CheckOptions {
        limits: request.settings.limits,
        profile: settings.profile.clone(),
        ..CheckOptions::default()
    };
    let emit = |emitter: &&Emitter| (emitter.emit)(&book, &options);
    let (emissions, ()): (Vec<Emission>, ()) = rayon::join(
        || request.emitters.par_iter().map(emit).collect(),
        prepare_check,
    );
    // What is checked is the written text; both it and the model in memory would be much of a large book.
    book.sections.into_par_iter().for_each(drop);
    let settle = |emission| settle(emission, &check, &built.sources);
    let outcomes: Vec<_> = emissions.into_par_iter().map(settle).collect();
    for (files, diagnostics) in outcomes {
        built.files.extend(files);
        for diagnostic in diagnostics {
            if !built.diagnostics.contains(&diagnostic) {
                built.diagnostics.push(diagnostic);
            }
        }
    }
    settings.decide(&mut built.diagnostics);
    if failed(&built.diagnostics) {
        built.files.clear();
    }
}

fn failed(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity.is_failure())
}

/// One format as written, checked.
fn settle(
    emission: Emission,
    check: &CheckOptions,
    sources: &Sources,
) -> (Vec<OutputFile>, Vec<Diagnostic>) {
    let Emission {
        files,
        entries,
        mut diagnostics,
    } = emission;
    let findings = if entries.is_empty() {
        Vec::new()
    } else {
        check_entries(&entries, check)
    };
    diagnostics.extend(findings.into_iter().map(|finding| {
        let entry = entries
            .iter()
            .find(|entry| entry.path == finding.location.path);
        match entry {
            Some(entry) if finding.span.is_none() => {
                let span = place(&entry.lines, &finding.location, sources);
                finding.span(span)
            }
            _ => finding,
        }
    }));
    (files, diagnostics)
}

/// Where in the author's files a place in an entry came from.
fn place(lines: &LineMap, location: &Location, sources: &Sources) -> Span {
    let Some(line) = location.line else {
        // The file as a whole, where it is one of the author's.
        let first = if lines.exact {
            lines.span(1)
        } else {
            Span::NONE
        };
        return Span {
            end: first.start,
            ..first
        };
    };
    let span = lines.span(line);
    let before = location.column.unwrap_or(1).saturating_sub(1) as usize;
    if !lines.exact || before == 0 {
        return span;
    }
    let text = sources.text(span);
    let offset = text
        .char_indices()
        .nth(before)
        .map_or(text.len(), |(at, _)| at);
    Span::new(span.source, span.start as usize + offset, span.end as usize)
}

/// Passes that are switched off and do not exist: a typing mistake would leave the pass on.
fn unknown_passes(names: &[String], diagnostics: &mut Vec<Diagnostic>) {
    let known = || PASSES.iter().map(|pass| pass.name);
    for name in names
        .iter()
        .filter(|name| !known().any(|pass| pass == name.as_str()))
    {
        let hint = match nearest(name, known()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("the passes are {}", known().collect::<Vec<_>>().join(", ")),
        };
        let message = format!("there is no pass '{name}' to switch off");
        diagnostics.push(Diagnostic::new(&rules::TOML_VALUE, message).hint(hint));
    }
}

/// Rules that are decided about and do not exist: a typing mistake would leave the rule as it is.
fn unknown_rules(settings: &Settings, diagnostics: &mut Vec<Diagnostic>) {
    let rules = crate::rules();
    let known = || rules.iter().map(|rule| rule.name);
    let denied = settings
        .denied_rules
        .iter()
        .filter(|name| *name != "warnings");
    for name in settings.ignored_rules.keys().chain(denied) {
        if known().any(|rule| rule == name) {
            continue;
        }
        let hint = match nearest(name, known()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "`deckle check --list-rules` lists all".to_owned(),
        };
        let message = format!("there is no rule '{name}'");
        diagnostics.push(Diagnostic::new(&rules::TOML_VALUE, message).hint(hint));
    }
}

/// Turns every piece into a component, restoring the manuscripts among them: several at the same time.
fn restored(
    project: &mut Project,
    ledgers: &mut Vec<(String, Ledger)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Component> {
    let pieces = std::mem::take(&mut project.pieces);
    let corrections = project.corrections.and_then(|id| project.sources.get(id));
    let corrections = corrections.map(|file| (file.text.as_str(), file.path.as_str()));
    let one = |piece: Piece| -> (Component, Vec<(String, Restored)>) {
        let mut found = Vec::new();
        let component = component(piece, project, corrections, &mut found, 0);
        (component, found)
    };
    let outcomes: Vec<_> = if pieces.len() > 1 && pieces.iter().any(has_manuscript) {
        pieces.into_par_iter().map(one).collect()
    } else {
        pieces.into_iter().map(one).collect()
    };
    let mut components = Vec::with_capacity(outcomes.len());
    for (component, found) in outcomes {
        components.push(component);
        for (path, restored) in found {
            ledgers.push((path, restored.ledger));
            diagnostics.extend(restored.diagnostics);
        }
    }
    components
}

fn has_manuscript(piece: &Piece) -> bool {
    matches!(piece.body, Body::Manuscript(_)) || piece.children.iter().any(has_manuscript)
}

/// Pieces nest as deep as a contents file does; deeper ones are laid flat by the reader, so this bound is never met.
const DEEPEST: usize = 64;

fn component(
    piece: Piece,
    project: &Project,
    corrections: Option<(&str, &str)>,
    found: &mut Vec<(String, Restored)>,
    depth: usize,
) -> Component {
    let document = match piece.body {
        Body::None => None,
        Body::Document(document) => Some(document),
        Body::Manuscript(manuscript) => {
            let mut restored = restore(
                &manuscript,
                &project.sources,
                &project.settings,
                corrections,
            );
            let mut document = std::mem::take(&mut restored.document);
            document.path.clone_from(&manuscript.path);
            // Only who asks for it has what an extractor lost as errors.
            document.is_restored &= project.settings.links != Some(LinkPolicy::Error);
            found.push((manuscript.path, restored));
            Some(document)
        }
    };
    let children = if depth >= DEEPEST {
        Vec::new()
    } else {
        piece.children
    };
    Component {
        title: piece.title,
        prints_title: piece.prints_title,
        role: piece.role,
        document,
        children: children
            .into_iter()
            .map(|child| component(child, project, corrections, found, depth + 1))
            .collect(),
        span: piece.span,
    }
}

fn refusal(error: FileError) -> Refusal {
    match error {
        FileError::Missing => Refusal::Missing,
        FileError::Outside => Refusal::Outside,
        FileError::TooLarge(limit) => Refusal::TooLarge(limit),
        FileError::Unreadable(reason) => Refusal::Unreadable(reason),
    }
}
