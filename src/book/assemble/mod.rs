//! Joins documents into a book: the section tree, unique anchors, resolved links, numbered notes, loaded resources.
//!
//! Takes documents in reading order, as a tree where the author's contents file made one; gives a [`Book`] that keeps
//! the promises of its module, and what is wrong. Blocks are moved, not copied, and the time is linear in their number.

mod anchors;
mod extras;
mod headings;
mod language;
mod links;
mod markup_ids;
mod metadata;
mod notes;
mod paths;
mod references;
mod resources;
mod roles;
pub mod rules;
mod style_sheets;
mod tree;

pub use anchors::slug;
pub use metadata::fill as metadata_fill;
pub(crate) use metadata::same;
pub use paths::{climb, decode, join, leads_out};
pub(crate) use tree::usual;

use std::sync::Arc;

use super::{Book, Document, Metadata, Role};
use crate::report::{Diagnostic, Sources, Span};

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
    /// Folders, from the root of the input, that root-absolute paths (`/images/x.png`) may start from.
    pub roots: Vec<String>,
    /// The file stem of the input, or the folder's name: the stand-in for a missing title.
    pub name: &'a str,
    /// The author's files as decoded: style sheets are added.
    pub sources: &'a mut Sources,
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

/// Gives the bytes of a file by its path from the root of the input.
pub type ReadFile<'a> = dyn Fn(&str) -> Result<Arc<[u8]>, Refusal> + 'a;

/// The author's files, as far as the assembly needs them.
#[derive(Clone, Copy)]
pub struct Loader<'a> {
    /// The bytes of a file by its path from the root of the input.
    pub read: &'a ReadFile<'a>,
    /// All files, sorted: for hints at names nearby.
    pub list: &'a dyn Fn() -> Vec<String>,
}

/// What helps against [`Refusal::Outside`].
pub(crate) const OUTSIDE_HINT: &str =
    "move it into the book's folder, or allow a folder above with --root";

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

impl Refusal {
    /// In words.
    fn reason(self) -> String {
        match self {
            Refusal::Missing => "there is no such file".to_string(),
            Refusal::Outside => "it lies outside the book's folder".to_string(),
            Refusal::TooLarge(limit) => format!("it is larger than {limit} bytes"),
            Refusal::Unreadable(reason) => reason,
        }
    }
}

/// How documents are joined.
#[derive(Clone, Debug, PartialEq)]
pub struct AssemblySettings {
    /// What a link that leads nowhere is.
    pub links: LinkPolicy,
    /// The address of the book's folder on the web: links that lead out of it start there.
    pub site: Option<String>,
    /// Whether a picture on the network becomes a link to it, and not an error.
    pub link_remote_pictures: bool,
    /// How many levels of sections the contents show.
    pub contents_depth: u8,
    /// Path of the cover picture.
    pub cover: Option<String>,
    /// Paths of the author's style sheets.
    pub styles: Vec<String>,
    /// Paths of the fonts that are embedded.
    pub fonts: Vec<String>,
    /// Whether the book goes to a store: a title and a language must then be given or found.
    pub store: bool,
}

impl Default for AssemblySettings {
    fn default() -> AssemblySettings {
        AssemblySettings {
            links: LinkPolicy::Error,
            site: None,
            link_remote_pictures: false,
            contents_depth: 3,
            cover: None,
            styles: Vec::new(),
            fonts: Vec::new(),
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

/// Components nest no deeper than this; readers stop well before it.
const DEEPEST: usize = 64;

/// Joins documents into a book.
#[must_use]
pub fn assemble(assembly: Assembly<'_>) -> (Book, Vec<Diagnostic>) {
    let Assembly {
        metadata,
        mut components,
        loader,
        settings,
        roots,
        name,
        sources,
    } = assembly;
    let mut diagnostics = Vec::new();
    let mut book = Book {
        metadata,
        ..Book::default()
    };
    anchors::each(&mut components, 0, &mut |component| {
        if let Some(document) = &mut component.document {
            metadata::fill(&mut book.metadata, std::mem::take(&mut document.metadata));
        }
    });
    let promoted = metadata::title(&mut book.metadata, &mut components, &mut diagnostics);

    let mut anchors = anchors::Anchors::default();
    let mut names = anchors::name(&mut components, &mut anchors);
    if let Some(first) = names.first_mut() {
        promoted
            .aliases
            .into_iter()
            .for_each(|alias| first.alias(alias));
    }
    let places = links::Places::new(names, roots);
    let mut resources = resources::Resources::new(loader, settings.links == LinkPolicy::Warn);
    let mut pool = Vec::new();
    let mut index = 0;
    let mut has_references = false;
    anchors::each(&mut components, 0, &mut |component| {
        let Some(document) = &mut component.document else {
            return;
        };
        headings::judge(document, &mut diagnostics);
        let (resources, diagnostics) = (&mut resources, &mut diagnostics);
        links::Linker {
            places: &places,
            resources,
            settings: &settings,
            diagnostics,
            document: index,
            has_references: &mut has_references,
            is_restored: document.is_restored,
        }
        .settle(document);
        index += 1;
    });
    if has_references {
        let language = book.metadata.languages.first().map_or("", String::as_str);
        references::settle(&mut components, language);
    }
    anchors::each(&mut components, 0, &mut |component| {
        if let Some(document) = &mut component.document {
            notes::pool(document, &mut pool);
        }
    });
    if let Some(path) = &settings.cover {
        book.cover = extras::cover(path, &places, &mut resources, &mut diagnostics);
    }
    let mut sheets = style_sheets::Reader {
        places: &places,
        resources: &mut resources,
        sources,
        diagnostics: &mut diagnostics,
    };
    book.styles = sheets.read(&settings.styles);
    book.fonts = extras::fonts(&settings.fonts, loader, &mut diagnostics);
    book.sections = tree::build(
        components,
        places.starts().collect(),
        &mut anchors,
        &settings,
    );
    book.notes = notes::number(&mut book.sections, pool, &mut anchors);
    book.resources = resources.resources;
    metadata::finish(
        &mut book.metadata,
        &mut book.sections,
        name,
        &settings,
        &mut diagnostics,
    );
    tree::name_what_has_no_name(&mut book);
    (book, diagnostics)
}
