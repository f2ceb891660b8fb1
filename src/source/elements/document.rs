//! The finished tree → a `Document`.

use std::collections::BTreeSet;

use super::findings::Findings;
use super::{Builder, Element, blocks, inlines as inline, listings, notes, tables, word};
use crate::book::{Block, Inline, Note};
use crate::report::Span;

/// What differs between the formats that are read.
#[derive(Clone, Copy, Debug)]
pub(in crate::source) struct Dialect {
    /// Whether every class of the author is kept (Markdown), or only those that tell something (HTML).
    pub(in crate::source) keeps_classes: bool,
    /// Whether a picture alone in a paragraph is a figure with its alternative text as caption (pandoc).
    pub(in crate::source) implicit_figures: bool,
    /// Whether notes are looked for among links (HTML), and empty paragraphs are layout.
    pub(in crate::source) is_html: bool,
}

/// What the mapping carries along.
pub(super) struct Context<'a> {
    pub(super) dialect: Dialect,
    pub(super) findings: &'a mut Findings,
    /// Labels of notes that are both defined and referred to.
    pub(super) paired: BTreeSet<String>,
    /// Notes by index, with their labels.
    pub(super) labels: std::collections::BTreeMap<String, usize>,
    pub(super) notes: Vec<Note>,
    /// Paragraphs whose first colon is a letter (`\\:`): no caption begins so.
    pub(super) plain: BTreeSet<Span>,
}

impl Context<'_> {
    /// The index of the note with that label.
    pub(super) fn note(&mut self, label: &str) -> usize {
        if let Some(&index) = self.labels.get(label) {
            return index;
        }
        let index = self.notes.len();
        self.labels.insert(label.to_owned(), index);
        self.notes.push(Note::default());
        index
    }
}

/// The blocks and notes of a finished tree.
pub(in crate::source) fn document(
    root: Element,
    dialect: Dialect,
    findings: &mut Findings,
) -> (Vec<Block>, Vec<Note>) {
    let part = part(root, dialect, findings);
    (part.blocks, part.notes)
}

/// What became of a part of a text.
pub(in crate::source) struct Part {
    blocks: Vec<Block>,
    notes: Vec<Note>,
    plain: BTreeSet<Span>,
    /// Whether nothing in it waits for the block that comes next.
    pub(in crate::source) is_settled: bool,
}

/// The blocks and notes of the tree of a part of a text.
pub(in crate::source) fn part(
    mut root: Element,
    dialect: Dialect,
    findings: &mut Findings,
) -> Part {
    if dialect.is_html {
        notes::recognise(&mut root);
        word::recognise(&mut root);
        listings::anchor(&mut root);
    }
    let paired = notes::paired(&root);
    let mut cx = Context {
        dialect,
        findings,
        paired,
        labels: std::collections::BTreeMap::new(),
        notes: Vec::new(),
        plain: BTreeSet::new(),
    };
    let span = root.span;
    let (mut blocks, is_settled) = blocks::part(root.children, span, &mut cx);
    // They stay until all parts are read.
    blocks.shrink_to_fit();
    Part {
        blocks,
        notes: cx.notes,
        plain: cx.plain,
        is_settled,
    }
}

/// The document that settled parts make together, as if it had been read whole.
pub(in crate::source) fn join(parts: Vec<Part>) -> (Vec<Block>, Vec<Note>) {
    let is_one = parts.len() == 1;
    let mut blocks = Vec::with_capacity(parts.iter().map(|part| part.blocks.len()).sum());
    let (mut notes, mut plain) = (Vec::new(), BTreeSet::new());
    for mut part in parts {
        let before = notes.len();
        if before > 0 && !part.notes.is_empty() {
            notes::renumber(&mut part.blocks, &mut part.notes, before);
        }
        blocks.append(&mut part.blocks);
        notes.append(&mut part.notes);
        plain.append(&mut part.plain);
    }
    if !is_one {
        blocks = tables::join_captions(blocks, &plain);
    }
    (blocks, notes)
}

/// The running text of a finished tree that holds one paragraph.
pub(in crate::source) fn inlines(
    builder: Builder,
    dialect: Dialect,
    findings: &mut Findings,
) -> Vec<Inline> {
    let root = builder.finish_all(Span::NONE, findings);
    let mut cx = Context {
        dialect,
        findings,
        paired: BTreeSet::new(),
        labels: std::collections::BTreeMap::new(),
        notes: Vec::new(),
        plain: BTreeSet::new(),
    };
    inline::inlines(root.children, &mut cx)
}
