//! Inline content: what stands inside a paragraph or a heading.

use super::{Picture, ResourceId};
use crate::report::Span;

/// A piece of running text.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Characters. White space is as it shall be printed: single spaces, no line ends.
    Text(String),
    /// Stress (`em`).
    Emphasis(Vec<Inline>),
    /// Importance (`strong`).
    Strong(Vec<Inline>),
    /// Struck out (`del`).
    Strikethrough(Vec<Inline>),
    /// Raised (`sup`).
    Superscript(Vec<Inline>),
    /// Lowered (`sub`).
    Subscript(Vec<Inline>),
    /// Small capitals: the content in ordinary letters.
    SmallCaps(Vec<Inline>),
    /// Code (`code`).
    Code(String),
    /// Mathematics in running text.
    Math(MathSource),
    /// A link.
    Link {
        /// Where it leads.
        target: Target,
        /// The tooltip, where given.
        title: Option<String>,
        /// What is clicked.
        content: Vec<Inline>,
        /// Where it was written.
        span: Span,
    },
    /// A picture in running text.
    Image(Picture),
    /// A reference to the note with this index in `Book::notes` (in a `Document`: in its own notes).
    NoteRef(usize),
    /// The beginning of a printed page.
    PageBreak(PageBreak),
    /// A line break that belongs to the text (`br`).
    LineBreak,
    /// Text with its reading above it (`ruby`): pairs of base and reading.
    Ruby(Vec<(Vec<Inline>, Vec<Inline>)>),
    /// A passage with attributes of its own: a language, a class, an anchor.
    Span {
        /// The attributes.
        attributes: Attributes,
        /// What is inside.
        content: Vec<Inline>,
    },
    /// An allowed HTML element that has no variant of its own (`abbr`, `kbd`, `cite`, `dfn`, `mark`, `q`, `time`, `u`,
    /// `small`, `ins`, `var`, `samp`, `bdi`, `bdo`, `i`, `b`, `data`, `wbr`).
    Element {
        /// The element's name.
        name: &'static str,
        /// `id`, class, language, direction.
        attributes: Attributes,
        /// Further attributes that are allowed on it (`title`, `datetime`, `value`, `cite`), sorted by name.
        extra: Vec<(String, String)>,
        /// What is inside.
        content: Vec<Inline>,
    },
    /// SVG or MathML as it was given, sanitised.
    Markup(Box<Markup>),
}

/// The beginning of a printed page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageBreak {
    /// The printed page number (folio): `12`, `xiv`.
    pub label: String,
    /// The anchor, given by `assemble`.
    pub id: String,
}

/// Mathematics as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MathSource {
    /// The TeX, without its dollar signs.
    pub tex: String,
    /// Where it was written.
    pub span: Span,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// An address outside the book: `https:`, `mailto:` and the like.
    External(String),
    /// An anchor of this book: the `id` of a section, a block, a span or a page break.
    Anchor(String),
    /// A resource of this book.
    Resource(ResourceId),
    /// As written in the source; never in a `Book`.
    Unresolved(String),
}

/// Which way text runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// What any block or passage may carry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes {
    /// An anchor, unique in the book. In a `Document` as the author wrote it.
    pub id: Option<String>,
    /// Classes, for the author's own style sheets.
    pub classes: Vec<String>,
    /// The language, a BCP 47 tag.
    pub language: Option<String>,
    /// The direction of the text.
    pub direction: Option<Direction>,
}

impl Attributes {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Attributes::default()
    }
}

/// A tree of SVG or MathML with a description.
#[derive(Clone, Debug, PartialEq)]
pub struct Markup {
    /// The root: `svg` or `math`.
    pub root: Element,
    /// What a screen reader says, where it is known.
    pub alternative: Option<String>,
}

/// An element of foreign markup. Names are local names with the prefix the serialisation needs (`xlink:href`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    /// The name.
    pub name: String,
    /// Attributes in the order of their writing.
    pub attributes: Vec<(String, String)>,
    /// What is inside.
    pub children: Vec<Node>,
}

/// A node of foreign markup.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text.
    Text(String),
}
