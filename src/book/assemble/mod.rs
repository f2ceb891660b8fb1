//! Joins documents into a book: the section tree, unique anchors, resolved links, numbered notes, loaded resources.
//!
//! Takes documents in reading order, as a tree where the author's contents file made one; gives a [`Book`] that keeps
//! the promises of its module, and what is wrong. Blocks are moved, not copied, and the time is linear in their number.

mod anchors;
mod notes;
mod tree;

pub use anchors::slug;

use std::sync::Arc;

use super::{Book, Document, Metadata, Role};
use crate::report::{Diagnostic, Span};

/// What is joined, and with what.
pub struct Assembly<'a> {
    /// What was stated for the book as a whole.
    pub metadata: Metadata,
    /// The texts in reading order.
    pub components: Vec<Component>,
    /// Where pictures come from.
    pub loader: Loader<'a>,
    /// How.
    pub settings: AssemblySettings,
    /// The file stem of the input, or the folder's name: the stand-in for a missing title.
    pub name: &'a str,
}

/// A text of the book, or a title without one, with what hangs below it.
#[derive(Debug, Default)]
pub struct Component {
    /// The title stated outside the text.
    pub title: Option<String>,
    /// Whether that title is printed above a text that has no heading of its own.
    pub prints_title: bool,
    /// What it is, where stated.
    pub role: Option<Role>,
    /// The text.
    pub document: Option<Document>,
    /// What hangs below it.
    pub children: Vec<Component>,
    /// Where it is named.
    pub span: Span,
}

/// The author's files, as far as the assembly needs them.
#[derive(Clone, Copy)]
pub struct Loader<'a> {
    /// The bytes of a file by its path from the root of the input.
    pub read: &'a dyn Fn(&str) -> Result<Arc<[u8]>, Refusal>,
    /// All files, sorted: for hints at names nearby.
    pub list: &'a dyn Fn() -> Vec<String>,
}

/// Why a file was not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is none.
    Missing,
    /// It lies outside the root of the input.
    Outside,
    /// It is larger than this many bytes.
    TooLarge(u64),
    /// What the system said.
    Unreadable(String),
}

/// How documents are joined.
#[derive(Clone, Debug, PartialEq)]
pub struct AssemblySettings {
    /// What a link that leads nowhere is.
    pub links: LinkPolicy,
    /// How many levels of sections the contents show.
    pub contents_depth: u8,
    /// Path of the cover picture.
    pub cover: Option<String>,
    /// Paths of the author's style sheets.
    pub styles: Vec<String>,
    /// Whether the book goes to a store: a title and a language must then be given or found.
    pub store: bool,
}

impl Default for AssemblySettings {
    fn default() -> AssemblySettings {
        AssemblySettings {
            links: LinkPolicy::Error,
            contents_depth: 3,
            cover: None,
            styles: Vec::new(),
            store: false,
        }
    }
}

/// What becomes of a link or a picture that leads nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkPolicy {
    /// It is an error, and there is no book.
    #[default]
    Error,
    /// It is a warning; the words of the link stay, and so does the picture's alternative text.
    Warn,
}

/// Joins documents into a book.
#[must_use]
pub fn assemble(assembly: Assembly<'_>) -> (Book, Vec<Diagnostic>) {
    let Assembly {
        metadata,
        mut components,
        settings,
        name,
        ..
    } = assembly;
    let diagnostics = Vec::new();
    let mut book = Book {
        metadata,
        ..Book::default()
    };
    if book.metadata.title.is_none() {
        book.metadata.title = Some(name.to_string());
    }
    let mut anchors = anchors::Anchors::default();
    let mut pool = Vec::new();
    for component in &mut components {
        gather(component, &mut anchors, &mut pool);
    }
    book.sections = tree::build(components, &mut anchors, &settings);
    book.notes = notes::number(&mut book.sections, pool, &mut anchors);
    (book, diagnostics)
}

/// Anchors for the headings and one pool for the notes, document by document.
fn gather(component: &mut Component, anchors: &mut anchors::Anchors, pool: &mut Vec<super::Note>) {
    if let Some(document) = &mut component.document {
        anchors.assign(&mut document.blocks);
        notes::pool(document, pool);
    }
    for child in &mut component.children {
        gather(child, anchors, pool);
    }
}
