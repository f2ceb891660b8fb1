//! Restoration: from a manuscript as found to a document as meant, with a ledger of every change.
//!
//! `Evidence` is computed once from the whole book; then the passes run in the order of [`PASSES`]. A pass
//! records each change it makes; a repair below its threshold becomes a doubt, which is listed and not made. At the
//! end the conservation sum is verified: words in + words added = words out + words removed.
//!
//! # The draft and the phases
//!
//! | phase | the draft holds | what passes do |
//! |---|---|---|
//! | `Layout` | `pages`, as found; no evidence yet | put the lines of a page in the order of reading |
//! | `Page` | `pages`, each with its lines that are not blank | take out running heads and folios (set the page's `label`), part frames from the book |
//! | `Line` | `lines`, the first of each page marked with its page | set `role` (heading, verse, item, note …), `start` (begins a block or joins), `seam`, `frame`; repair within a line |
//! | `Paragraph` | `blocks` | repair words, quotes, dashes in `block.text` |
//! | `Structure` | `blocks`, `notes`, `metadata` | levels, notes paired, title page, epigraphs |
//!
//! Between the phases the pipeline flattens pages to lines and assembles lines to blocks (`assembly`): a blank line or a
//! change of role begins a block unless `start` says otherwise; lines with the role `Note` are set aside, so that the
//! paragraph around them goes on. At the end `conversion` groups blocks into poems, lists and quotations and turns
//! text into inline content (Markdown's markup where the manuscript is Markdown).
//!
//! # How to write a pass
//!
//! A file `src/restore/<subject>.rs` with
//!
//! ```text
//! //! What damage it undoes and how it knows.
//! pub(super) static PASS: Pass = Pass { name: "subjects", phase: Phase::Line, about: "…", example: "before → after", run };
//! fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) { … }
//! ```
//!
//! its `mod` line and its place in `PASSES`, and fixtures in `tests/restore/<name>/`.
//!
//! Words change only through the recorder, which applies, counts and writes down:
//! - `recorder.apply(&mut text, edits)`: edits within a `Text` (`Edit::new(range, after, confidence, reason)`), in one go for a
//!   text, with `edit.mark` for a note reference that takes the place of a printed mark;
//! - `recorder.remove_line(&mut line, …)`, `recorder.remove_block(&mut block, …)`: taken out (the pipeline sweeps after the pass
//!   and hands page marks on);
//! - `if recorder.propose(span, before, after, confidence, reason) { … }` for a decision that changes no words: setting a
//!   role, joining two lines. What is as the text says anyway (a Markdown `## ` heading, a line joined to the next in a
//!   hard-wrapped paragraph) is no change and not recorded.
//!
//! A confidence below `THRESHOLD` makes a doubt: `apply` and `remove_…` do not act then, `propose` gives `false`.
//! An ordered item (`Kind::Item { number: Some(_) }`) prints its number: take the number out of the text with
//! `recorder.renumber`, which does not count it as lost.

mod announced;
mod assembly;
mod bare_lists;
mod brackets;
mod columns;
mod confusables;
mod contents_pages;
mod conversion;
mod corrections;
mod dashes;
mod draft;
mod drop_capitals;
mod epigraphs;
mod evidence;
mod folios;
mod frames;
mod glued_words;
mod headings;
mod hyphens;
mod inlines;
mod invisibles;
mod item_numbers;
mod ledger;
mod letter_spacing;
mod letters;
pub mod lexicon;
mod ligatures;
mod likeness;
mod line_ends;
mod line_wraps;
mod lists;
mod lone_marks;
mod lost_hyphens;
mod markup;
mod named_notes;
mod narrow_quotations;
mod note_marks;
mod note_texts;
mod notes;
mod numerals;
mod page_breaks;
mod page_marks;
mod plays;
mod printed_contents;
mod quotations;
mod quotes;
mod recorder;
mod remarks;
mod running_heads;
mod scene_breaks;
mod speakers;
mod speeches;
mod standing;
mod stray_heads;
mod stray_spaces;
mod tables;
mod text;
mod title_page;
mod transcribers;
mod verse;
mod word_count;

pub use ledger::{Change, Confidence, Conservation, Disposition, Ledger, SCHEMA, diff, json_lines};

pub use corrections::RULES as CORRECTION_RULES;
use draft::{Block, Draft, Kind, Line, Role};
use evidence::Evidence;
use inlines::Syntax;
use recorder::Recorder;

use crate::book::Document;
use crate::report::{Diagnostic, Sources};
use crate::source::{Manuscript, Settings};

/// A pass: one kind of damage and its repair.
pub struct Pass {
    /// The name on the command line and in the ledger.
    pub name: &'static str,
    /// When it runs.
    pub phase: Phase,
    /// What it does, one line.
    pub about: &'static str,
    /// Before and after, one line.
    pub example: &'static str,
    run: fn(&mut Draft, &Evidence, &mut Recorder),
}

/// What the draft holds while a pass runs; phases follow each other in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Pages of lines as found, before any evidence is taken from them.
    Layout,
    /// Pages of lines.
    Page,
    /// Lines.
    Line,
    /// Blocks: their words.
    Paragraph,
    /// Blocks: their order and kind.
    Structure,
}

/// All passes in the order of running.
pub static PASSES: &[&Pass] = &[
    &columns::PASS,
    &frames::PASS,
    &folios::PASS,
    &running_heads::PASS,
    &invisibles::PASS,
    &ligatures::PASS,
    &letter_spacing::PASS,
    &drop_capitals::PASS,
    &confusables::PASS,
    &title_page::PASS,
    &headings::PASS,
    &printed_contents::PASS,
    &tables::PASS,
    &scene_breaks::PASS,
    &speeches::PASS,
    &note_texts::PASS,
    &page_marks::PASS,
    &lists::PASS,
    &verse::PASS,
    &quotations::PASS,
    &epigraphs::PASS,
    &corrections::PASS,
    &page_breaks::PASS,
    &line_wraps::PASS,
    &letters::PASS,
    &hyphens::PASS,
    &lost_hyphens::PASS,
    &corrections::REPLACEMENTS,
    &stray_spaces::PASS,
    &glued_words::PASS,
    &quotes::PASS,
    &dashes::PASS,
    &notes::PASS,
    &plays::PASS,
];

/// What the restoration gives.
#[derive(Debug, Default)]
pub struct Restored {
    /// The text as meant: a flat run of blocks, notes paired, page breaks marked, metadata from its title page.
    pub document: Document,
    /// Every change and every doubt.
    pub ledger: Ledger,
    /// What is worth saying (an entry of the corrections file that no longer fits).
    pub diagnostics: Vec<Diagnostic>,
}

crate::rules! {
    /// The restoration lost or invented words.
    ///
    /// Words in + words added must be words out + words removed. A pass changed words without writing it down; this is
    /// a defect of deckle. Switch the pass that is named off (`--no-pass NAME`) and report it.
    WORDS_UNACCOUNTED = "restore-words-unaccounted", None, Error, "restoration";
}

/// Restores a manuscript. `corrections` is the text of the corrections file with its path, where there is one.
#[must_use]
pub fn restore(
    manuscript: &Manuscript,
    sources: &Sources,
    settings: &Settings,
    corrections: Option<(&str, &str)>,
) -> Restored {
    let Some(file) = sources.get(manuscript.source) else {
        return Restored::default();
    };
    let mut draft = assembly::begin(manuscript, file, settings.kind);
    let words_in = words_of_lines(&draft);
    let mut recorder = Recorder::new(draft.source, draft.is_markdown);
    let mut diagnostics = Vec::new();
    if let Some((text, path)) = corrections {
        let id = sources
            .iter()
            .find(|(_, other)| other.path == path)
            .map_or(manuscript.source, |(id, _)| id);
        // In a book of several files a quotation may be another's; the first of them speaks for all.
        let quiet = sources
            .iter()
            .any(|(other, file)| other < manuscript.source && !file.path.ends_with(".toml"));
        (recorder.corrections, diagnostics) = corrections::read(text, id, file, quiet);
    }
    let by_hand = recorder.corrections.clone();
    run(
        &mut draft,
        &mut recorder,
        &file.text,
        settings,
        |_, _, _| {},
    );
    diagnostics.extend(recorder.corrections.unused());
    let syntax = if draft.is_markdown {
        Syntax::Markdown
    } else {
        Syntax::Underscores
    };
    let document = conversion::convert(draft, &manuscript.path, syntax);
    let mut ledger = recorder.finish();
    ledger.conservation.words_in = words_in;
    ledger.conservation.words_out = word_count::count_document(&document);
    if !ledger.conservation.holds() {
        diagnostics.push(
            unaccounted(manuscript, file, settings, by_hand, &ledger.conservation)
                .span(document.span),
        );
    }
    Restored {
        document,
        ledger,
        diagnostics,
    }
}

/// Runs all passes that are on, with the steps between the phases. `after` is called after each pass.
fn run(
    draft: &mut Draft,
    recorder: &mut Recorder,
    text: &str,
    settings: &Settings,
    mut after: impl FnMut(&'static str, &Draft, &Recorder),
) {
    let mut evidence = Evidence::default();
    let mut phase = Phase::Layout;
    for pass in PASSES {
        if phase == Phase::Layout && pass.phase > phase {
            printed_contents::find(draft);
            evidence = evidence::gather(draft, text);
        }
        enter(pass.phase, &mut phase, draft, recorder);
        if settings.passes_off.iter().any(|off| off == pass.name) {
            continue;
        }
        recorder.pass = pass.name;
        (pass.run)(draft, &evidence, recorder);
        assembly::sweep(draft);
        after(pass.name, draft, recorder);
    }
    enter(Phase::Structure, &mut phase, draft, recorder);
    after("assembly", draft, recorder);
    if draft.metadata.languages.is_empty() {
        draft
            .metadata
            .languages
            .extend(evidence.language.map(|found| found.tag.to_owned()));
    }
}

/// Takes the draft from one phase to a later one.
fn enter(to: Phase, phase: &mut Phase, draft: &mut Draft, recorder: &mut Recorder) {
    if *phase < Phase::Line && to >= Phase::Line {
        assembly::flatten(draft);
    }
    if *phase < Phase::Paragraph && to >= Phase::Paragraph {
        assembly::assemble(draft, recorder);
    }
    *phase = (*phase).max(to);
}

fn words_of_lines(draft: &Draft) -> usize {
    let pages = draft.pages.iter().flat_map(|page| &page.lines);
    pages
        .chain(&draft.lines)
        .map(|line| recorder::count_line(line, draft.is_markdown))
        .sum()
}

fn words_of(draft: &Draft) -> usize {
    let blocks = draft
        .blocks
        .iter()
        .chain(draft.notes.iter().flat_map(|note| &note.blocks));
    let numbers = blocks
        .clone()
        .filter(|block| matches!(block.kind, Kind::Item { number: Some(_) }))
        .count();
    words_of_lines(draft)
        + numbers
        + blocks
            .map(|block| recorder::count_block(block, draft.is_markdown))
            .sum::<usize>()
}

/// Runs all passes again and names the first after which the sum does not hold.
fn unaccounted(
    manuscript: &Manuscript,
    file: &crate::report::SourceFile,
    settings: &Settings,
    by_hand: corrections::Corrections,
    sum: &Conservation,
) -> Diagnostic {
    let mut draft = assembly::begin(manuscript, file, settings.kind);
    let words_in = words_of_lines(&draft);
    let mut culprit = None;
    let mut recorder = Recorder::new(draft.source, draft.is_markdown);
    recorder.corrections = by_hand;
    run(
        &mut draft,
        &mut recorder,
        &file.text,
        settings,
        |name, draft, recorder| {
            let (removed, added) = recorder.removed_and_added();
            if culprit.is_none() && words_in + added != words_of(draft) + removed {
                culprit = Some(name);
            }
        },
    );
    let culprit = culprit.unwrap_or("conversion");
    let message = format!(
        "{} words in and {} added are not {} words out and {} removed, first after the pass '{culprit}'",
        sum.words_in, sum.added, sum.words_out, sum.removed
    );
    Diagnostic::new(&WORDS_UNACCOUNTED, message).hint(format!(
        "switch the pass off with --no-pass {culprit}, and report this"
    ))
}
