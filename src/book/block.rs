//! Blocks: what a section is made of.

use super::{Attributes, Inline, Markup, MathSource, PageBreak, ResourceId};
use crate::report::Span;

/// A block of a section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Anchor, classes, language.
    pub attributes: Attributes,
    /// Where it stood in the source.
    pub span: Span,
}

impl Block {
    /// A block without attributes.
    #[must_use]
    pub fn new(kind: BlockKind, span: Span) -> Block {
        Block {
            kind,
            attributes: Attributes::default(),
            span,
        }
    }
}

/// What a block is.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading. In a `Document` it opens a section; in a `Book` only headings inside quotations, callouts and
    /// divisions are left.
    Heading {
        /// 1 to 6.
        level: u8,
        /// What it says. `LineBreak` parts a number from its title.
        content: Vec<Inline>,
    },
    /// A quotation, with its attribution (`—Name`) where it has one.
    BlockQuote {
        /// What kind of quotation.
        kind: QuoteKind,
        /// What is quoted.
        blocks: Vec<Block>,
        /// Who said it.
        attribution: Option<Vec<Inline>>,
    },
    /// An ordered or unordered list.
    List {
        /// The first number of an ordered list; `None` for an unordered one.
        start: Option<u64>,
        /// Tight lists have no paragraphs in their items.
        tight: bool,
        /// The items.
        items: Vec<ListItem>,
    },
    /// Terms and what they mean.
    DefinitionList(Vec<Definition>),
    /// Verse.
    Verse(Verse),
    /// A speech of a play.
    Speech(Speech),
    /// A scene break (`hr`).
    ThematicBreak,
    /// A picture, table or code with its caption.
    Figure(Figure),
    /// A table.
    Table(Box<Table>),
    /// A listing.
    CodeBlock {
        /// The language of the code (`rust`).
        language: Option<String>,
        /// The text, with its line ends, without a last one.
        text: String,
    },
    /// Mathematics on a line of its own.
    Math(MathSource),
    /// A boxed remark: note, tip, warning …
    Callout {
        /// Which.
        callout: Callout,
        /// Its own title, where the author gave one.
        title: Option<Vec<Inline>>,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// Blocks held together: a `div` with a class, a letter, an address, `details`.
    Division {
        /// `div`, `aside`, `details`, `address`, `section`, `article`, `header`, `footer`, `center` …; written as is where HTML allows it.
        name: &'static str,
        /// The summary of `details`; else empty.
        summary: Vec<Inline>,
        /// What is inside.
        blocks: Vec<Block>,
    },
    /// The beginning of a printed page, between blocks.
    PageBreak(PageBreak),
    /// SVG or MathML as it was given, sanitised.
    Markup(Box<Markup>),
}

impl Default for BlockKind {
    fn default() -> BlockKind {
        BlockKind::Paragraph(Vec::new())
    }
}

/// What kind of quotation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuoteKind {
    /// Quoted text.
    #[default]
    Quotation,
    /// A motto before a chapter or the book.
    Epigraph,
    /// A letter, telegram or diary entry.
    Letter,
}

/// What kind of boxed remark (GitHub's and mdBook's five).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callout {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

/// The classes of lists that count by letters or Roman numerals, with HTML's types.
pub const LIST_COUNTERS: &[(&str, &str)] = &[
    ("lower-alpha", "a"),
    ("upper-alpha", "A"),
    ("lower-roman", "i"),
    ("upper-roman", "I"),
];

/// An item of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListItem {
    /// The box of a task: ticked or not.
    pub task: Option<bool>,
    /// What it says. In a tight list the text is a paragraph that is written without its tags.
    pub blocks: Vec<Block>,
}

/// Terms and their definitions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Definition {
    /// The terms.
    pub terms: Vec<Vec<Inline>>,
    /// What they mean.
    pub details: Vec<Vec<Block>>,
}

/// Verse: stanzas of lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verse {
    /// The stanzas.
    pub stanzas: Vec<Vec<VerseLine>>,
    /// Who wrote it, where it says so.
    pub attribution: Option<Vec<Inline>>,
}

/// A line of verse.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VerseLine {
    /// Steps of indentation, 0 to 9.
    pub indent: u8,
    /// What it says.
    pub content: Vec<Inline>,
}

/// A speech of a play.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Speech {
    /// Who speaks.
    pub speaker: Vec<Inline>,
    /// What is said, with its stage directions.
    pub blocks: Vec<Block>,
}

/// A picture, table or listing with its caption.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// What is shown.
    pub blocks: Vec<Block>,
    /// What it is called.
    pub caption: Vec<Inline>,
}

/// A picture in its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// The file; `None` only in a `Document`, where `path` says what the author wrote.
    pub resource: Option<ResourceId>,
    /// As written in the source.
    pub path: String,
    /// The alternative text. `Some("")` is a decorative picture, `None` one that lacks its text.
    pub alternative: Option<String>,
    /// The tooltip.
    pub title: Option<String>,
    /// Width and height in CSS pixels or percent as the author wrote them (`200`, `50%`).
    pub width: Option<String>,
    /// As `width`.
    pub height: Option<String>,
    /// Anchor, classes.
    pub attributes: Attributes,
    /// Where it was written.
    pub span: Span,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Alignment of each column.
    pub alignments: Vec<Alignment>,
    /// The rows of the head.
    pub head: Vec<Row>,
    /// The rows of the body.
    pub body: Vec<Row>,
    /// The caption.
    pub caption: Vec<Inline>,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The cells.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// A heading of its row or column (`th`).
    pub heading: bool,
    /// Columns it spans, at least 1.
    pub columns: u16,
    /// Rows it spans, at least 1.
    pub rows: u16,
    /// What it says: one paragraph written without its tags, or blocks.
    pub blocks: Vec<Block>,
}

/// Alignment of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alignment {
    /// As the reader sets it.
    #[default]
    None,
    /// Left.
    Left,
    /// Centre.
    Center,
    /// Right.
    Right,
}
