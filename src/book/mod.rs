//! The book: a resolved tree of sections with metadata, notes and resources.
//!
//! This is the vocabulary between reading and writing. Readers and the restoration give a [`Document`] (a flat run
//! of blocks) per source; [`assemble`](assemble::assemble) joins them into a [`Book`]; emitters see only the `Book`.
//!
//! What can no longer occur in a `Book`: lines and pages of the source (a printed page's beginning is a
//! [`PageBreak`]), source markup, an unresolved link, a note without its reference, two equal anchors, a control
//! character that XML forbids, a heading of a section outside its section.

mod block;
mod emoji;
mod inline;
mod metadata;
mod resource;
mod section;
mod style_sheet;

pub mod assemble;
pub mod visit;

pub use block::{
    Alignment, Block, BlockKind, Callout, Cell, Definition, Figure, LIST_COUNTERS, ListItem,
    Picture, QuoteKind, Row, Speech, Table, Verse, VerseLine,
};
pub use emoji::emoji;
pub use inline::{
    AttributeSet, Attributes, Direction, Element, Inline, Link, Markup, MathSource, Node,
    PageBreak, PhrasingElement, Target, trim_end,
};
pub use metadata::{
    AccessibilityClaims, Collection, Contributor, Date, Identifier, IdentifierScheme, Metadata,
    PrintSource, Progression, Subject, WritingMode,
};
pub use resource::{Resource, ResourceId};
pub use section::{Role, Section};
pub use style_sheet::{Address, StyleSheet};

use crate::report::Span;

/// A whole book, ready to be written in any format.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// What the book is.
    pub metadata: Metadata,
    /// The sections in reading order; parts and chapters nest.
    pub sections: Vec<Section>,
    /// All notes, in the order of their first reference. `Inline::NoteRef` holds the index.
    pub notes: Vec<Note>,
    /// Pictures, fonts and other files that come along. `Picture::resource` holds the index.
    pub resources: Vec<Resource>,
    /// The cover picture given by the author, if any (an index into `resources`).
    pub cover: Option<ResourceId>,
    /// The author's own style sheets, in order.
    pub styles: Vec<StyleSheet>,
    /// The fonts that the author embeds, in order.
    pub fonts: Vec<Resource>,
}

/// A note: footnote or endnote.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Note {
    /// The anchor of the note, unique in the book.
    pub id: String,
    /// The number or mark shown, as the emitters print it (`1`, `2`, … over the whole book unless set).
    pub label: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Where it stood.
    pub span: Span,
}

/// One source as a flat run of blocks, before the tree: what a reader or the restoration gives.
///
/// Headings are `BlockKind::Heading` with levels 1 to 6; links may be [`Target::Unresolved`]; `Inline::NoteRef` is an
/// index into this document's own `notes`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The path of the source, relative to the book's folder, for resolving links between files. Empty for none.
    pub path: String,
    /// What this source says about the book (front matter, a title page).
    pub metadata: Metadata,
    /// The blocks in order.
    pub blocks: Vec<Block>,
    /// The notes defined here.
    pub notes: Vec<Note>,
    /// The source as a whole.
    pub span: Span,
    /// Whether it is restored from what an extractor left: pictures and links of it that lead nowhere are the extractor's
    /// doing, not the author's.
    pub is_restored: bool,
    /// Other names by which links may call it.
    pub names: Vec<String>,
}
