//! A project: what was found in the input, in reading order, before restoration and assembly.

use super::{Manuscript, MemoryFiles, Settings};
use crate::book::{Document, Metadata, Role};
use crate::report::{Diagnostic, SourceId, Sources, Span};

/// Which of the files are the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The folder as a whole: the root of the [`Files`](super::Files).
    Folder,
    /// These files, in this order. Standard input goes by the path `<stdin>`.
    Files(Vec<String>),
}

/// Everything read from one input.
#[derive(Debug, Default)]
pub struct Project {
    /// What `book.toml`, an mdBook's `book.toml` or the caller set.
    pub settings: Settings,
    /// The metadata that was stated for the book as a whole (not guessed from its text).
    pub metadata: Metadata,
    /// The pieces in reading order.
    pub pieces: Vec<Piece>,
    /// The files that were read.
    pub sources: Sources,
    /// Folders that root-absolute paths (`/images/x.png`) may start from, from the root of the input.
    pub roots: Vec<String>,
    /// The files of a packed publication, where the input is one: pictures are looked for in it.
    pub container: Option<MemoryFiles>,
    /// The corrections file, where there is one.
    pub corrections: Option<SourceId>,
    /// What is wrong or worth knowing: encoding and kind of text are stated here as notes.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file of the book, or a title without one (an mdBook part title or draft), with what is below it.
#[derive(Debug, Default)]
pub struct Piece {
    /// The title stated outside the text (SUMMARY.md, front matter, book.toml), where there is one.
    pub title: Option<String>,
    /// Whether that title is printed above a text that has no heading of its own (a title from front matter is; one
    /// from a contents file stands in the contents only).
    pub prints_title: bool,
    /// What it is, where stated.
    pub role: Option<Role>,
    /// Its text.
    pub body: Body,
    /// What hangs below it.
    pub children: Vec<Piece>,
    /// Where it is named.
    pub span: Span,
}

/// The text of a piece.
#[derive(Debug, Default)]
#[allow(clippy::large_enum_variant, reason = "nearly all bodies are documents")]
pub enum Body {
    /// None: a part title, a draft.
    #[default]
    None,
    /// Clean text, parsed.
    Document(Document),
    /// Text to be restored.
    Manuscript(Manuscript),
}
