//! The working model between a manuscript and a document: pages of lines, then lines, then blocks.

use super::text::Text;
use crate::book::{Metadata, QuoteKind};
use crate::report::{SourceId, Span};

/// The text while it is restored. Which part is filled depends on the phase.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// The source all spans point into.
    pub(crate) source: SourceId,
    /// Whether `#`, `*`, `<sup>` are markup or letters.
    pub(crate) is_markdown: bool,
    /// Whether the letters themselves are in doubt (OCR).
    pub(crate) is_ocr: bool,
    /// Phase `Page`: the pages with their lines.
    pub(crate) pages: Vec<DraftPage>,
    /// Whether the pages were parted at their numbers, nothing else showing where they end.
    pub(crate) is_joined: bool,
    /// Labels of the pages (folios), by the index that page marks hold. Filled with the pages' labels after phase `Page`.
    pub(crate) page_labels: Vec<Option<String>>,
    /// Phase `Line`: all lines in order.
    pub(crate) lines: Vec<Line>,
    /// Phases `Paragraph` and `Structure`: all blocks in order.
    pub(crate) blocks: Vec<Block>,
    /// The entries of the printed contents, once found.
    pub(crate) contents: Vec<ContentsEntry>,
    /// The running heads that were taken out, the most frequent first.
    pub(crate) heads: Vec<RunningHead>,
    /// Notes set aside. `MarkKind::Note` holds the index.
    pub(crate) notes: Vec<DraftNote>,
    /// What the text says about the book.
    pub(crate) metadata: Metadata,
}

/// A page.
#[derive(Debug, Default)]
pub(crate) struct DraftPage {
    /// The folio, without ornament: `12`, `xiv`.
    pub(crate) label: Option<String>,
    /// The lines that are not blank.
    pub(crate) lines: Vec<Line>,
}

/// A line that is not blank.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// The words, without the indent. In Markdown `#` and `*` stand in it, the `>` of quotations do not.
    pub(crate) text: Text,
    /// The whole line in the source.
    pub(crate) span: Span,
    /// Characters of the text as found.
    pub(crate) width: u32,
    /// Its length as the evidence measures lines: by printed width or by number of letters.
    pub(crate) extent: f32,
    /// White space before the text, in columns (a tab goes to the next multiple of four).
    pub(crate) indent: u16,
    /// The indent of running text on its page.
    pub(crate) margin: u16,
    /// Blank lines before it on its page, at most 255.
    pub(crate) gap: u8,
    /// How deep it is in Markdown quotations (`>`).
    pub(crate) quote: u8,
    /// The page (index in `Draft::page_labels`) that begins before this line.
    pub(crate) page: Option<usize>,
    /// What it is.
    pub(crate) role: Role,
    /// Whether it begins a block.
    pub(crate) start: Start,
    /// Whether the line ends with a break that belongs to the text (Markdown's two spaces or backslash, an address).
    pub(crate) breaks: bool,
    /// How its end is joined to the next line of the same block.
    pub(crate) seam: Seam,
    /// The quotation it stands in.
    pub(crate) frame: Option<QuoteKind>,
}

/// What a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Role {
    /// Running text, until something else is known.
    #[default]
    Body,
    /// A heading, or a line of one: lines of one heading follow with `Start::Joined` and are kept apart by a line break.
    Heading {
        /// 1 to 6.
        level: u8,
    },
    /// A line of verse. `Start::New` begins a stanza.
    Verse,
    /// An item of a list begins (`Some` with its number) or goes on (`Start::Joined`).
    Item {
        /// The number of an ordered item.
        number: Option<u64>,
    },
    /// A scene break.
    SceneBreak,
    /// A line of a note, set aside: it does not interrupt the paragraph around it. `Start::New` begins a note.
    Note,
    /// Who wrote the quotation or the verse before it.
    Attribution,
    /// A line of the printed contents, found before the passes run.
    Contents,
    /// A line of a code block, its fences with it.
    Code,
    /// A row of a table, or the dashes below its head.
    Table,
    /// To be taken out by the pipeline after the pass; the pass records why.
    Dropped,
}

/// Whether a line begins a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Start {
    /// Not decided: a blank line before it or another role begins one.
    #[default]
    Unknown,
    /// It does.
    New,
    /// It goes on with the block of the line before.
    Joined,
}

/// How two lines of a block are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Seam {
    /// By a space.
    #[default]
    Space,
    /// The hyphen at the end goes, the halves join.
    Rejoined,
    /// Without a space: the hyphen or dash belongs there.
    Close,
}

/// A block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    /// What it is.
    pub(crate) kind: Kind,
    /// The words. `LINE_BREAK` parts lines that belong apart; each line of verse begins with its indent in spaces.
    pub(crate) text: Text,
    /// Where it stood.
    pub(crate) span: Span,
    /// The quotation it stands in: neighbours in the same one are one quotation.
    pub(crate) frame: Option<QuoteKind>,
    /// Length in bytes of the speaker's name at the beginning of the text: the block opens a speech of a play.
    pub(crate) speaker: usize,
}

/// What a block is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A paragraph.
    #[default]
    Paragraph,
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
    },
    /// A stanza; neighbours are one poem.
    Stanza,
    /// An item of a list; neighbours are one list.
    Item {
        /// The number of an ordered item.
        number: Option<u64>,
    },
    /// A scene break.
    SceneBreak,
    /// Who wrote the quotation or verse before it.
    Attribution,
    /// Code with its fences, its lines parted by `LINE_BREAK`.
    Code,
    /// A table: its rows with their bars, parted by `LINE_BREAK`.
    Table,
    /// A note, not yet paired; it stands where it was found. `notes` moves it to `Draft::notes`.
    Note,
    /// To be taken out by the pipeline after the pass; the pass records why.
    Dropped,
}

/// A note that was set aside.
#[derive(Clone, Debug, Default)]
pub(crate) struct DraftNote {
    /// Its mark as printed: `1`, `*`.
    pub(crate) label: String,
    /// Its paragraphs.
    pub(crate) blocks: Vec<Block>,
    /// Where it stood.
    pub(crate) span: Span,
}

/// A running head that was taken out.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunningHead {
    /// What it said, folded.
    pub(crate) folded: String,
    /// As it was printed the first time.
    pub(crate) printed: String,
    /// The first page that had it.
    pub(crate) first: usize,
}

/// An entry of the printed contents.
#[derive(Clone, Debug, Default)]
pub(crate) struct ContentsEntry {
    /// The title, without leaders and page.
    pub(crate) title: String,
    /// The page, where one is named.
    pub(crate) page: Option<String>,
    /// How deep it is, from 0, as far as indents, numbering and form say.
    pub(crate) depth: u8,
}

impl Line {
    /// The text of the line.
    pub(crate) fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The indent beyond the margin of its page.
    pub(crate) fn inset(&self) -> i32 {
        i32::from(self.indent) - i32::from(self.margin)
    }
}
