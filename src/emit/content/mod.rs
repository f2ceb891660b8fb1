//! Content of a book as (X)HTML: what the EPUB emitter and the HTML edition write alike.
//!
//! Takes sections, blocks and inlines of a [`Book`], gives markup that is well-formed XML and valid HTML at once
//! (elements without content are closed with `/>`, only the five named entities are used). What differs between the
//! two is a [`Dialect`]; where an anchor or a picture lies is asked of [`Places`], so the same writer serves one file or many.

pub(crate) mod address;
mod blocks;
mod escape;
mod foreign;
mod inlines;
mod notes;
mod pictures;
mod roles;
mod sections;
mod tables;
mod verse;

pub(crate) use escape::{push_attribute, push_text};
pub(crate) use roles::aria_role;
pub(crate) use sections::title_of;

use std::borrow::Cow;

use crate::book::{Attributes, Book, Direction, ResourceId};
use crate::emit::labels::Labels;
use crate::emit::language::{is_rtl, language};
use crate::epub::LineMap;
use crate::report::{Diagnostic, Span};

/// Which of the two languages is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Content documents of EPUB: `epub:type`, `xml:lang`, notes as pop-ups.
    Xhtml,
    /// The HTML edition.
    Html,
}

/// Where things lie, as seen from the file that is being written.
pub(crate) trait Places {
    /// The `href` of an anchor of the book: `#id`, or `chapter-2.xhtml#id`.
    fn anchor(&self, id: &str) -> String;

    /// The `src` of a picture, or the `href` of another file of the book.
    fn resource(&self, id: ResourceId) -> String;

    /// Width and height of a picture in pixels, where they are known.
    fn size(&self, id: ResourceId) -> Option<(u32, u32)>;

    /// The `href` of a file of the book that a link leads to; empty where the format does not allow such a link.
    fn link(&self, id: ResourceId) -> String {
        self.resource(id)
    }

    /// An anchor of the book as the `id` of an element of this file.
    fn id<'b>(&self, anchor: &'b str) -> Cow<'b, str> {
        Cow::Borrowed(anchor)
    }

    /// Whether the note of this index is written in this file, when it is referred to there.
    fn holds_note(&self, note: usize) -> bool {
        let _ = note;
        true
    }
}

/// What a file holds that metadata and manifest have to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// SVG inside the text.
    pub(crate) svg: bool,
    /// MathML.
    pub(crate) mathml: bool,
    /// Pictures with a meaning.
    pub(crate) pictures: bool,
    /// Pictures that lack their alternative text.
    pub(crate) undescribed: bool,
    /// Formulas that stand there as their source.
    pub(crate) raw_math: bool,
    /// Tables.
    pub(crate) tables: bool,
    /// Ruby.
    pub(crate) ruby: bool,
}

impl Facts {
    /// What either holds.
    pub(crate) fn join(self, other: Facts) -> Facts {
        Facts {
            svg: self.svg || other.svg,
            mathml: self.mathml || other.mathml,
            pictures: self.pictures || other.pictures,
            undescribed: self.undescribed || other.undescribed,
            raw_math: self.raw_math || other.raw_math,
            tables: self.tables || other.tables,
            ruby: self.ruby || other.ruby,
        }
    }
}

crate::rules! {
    /// A link could not be written.
    ///
    /// Its words stand in the book without it. Books may link to `https:`, `http:`, `mailto:`, `tel:` and the like, and to
    /// places of their own; not to scripts, to files of the author's machine, or to pictures as if they were pages.
    LINK_REFUSED = "link-refused", None, Warning, "https://www.w3.org/TR/epub-33/#sec-xhtml-req";

    /// A formula could not be turned into MathML.
    ///
    /// It stands in the book as its TeX source, which no screen reader speaks as mathematics. The message names the command
    /// that is not known, or what is wrong with the formula.
    MATH_UNCONVERTED = "math-unconverted", None, Warning, "https://www.w3.org/TR/epub-33/#sec-mathml";

    /// A picture has no alternative text.
    ///
    /// Readers who cannot see it get nothing. Say what it shows, in the words you would use on the telephone; mark it as
    /// decorative where it adds nothing to the text; or allow it in the settings, and the book's metadata says so.
    PICTURE_UNDESCRIBED = "picture-alternative-missing", None, Error, "https://www.w3.org/TR/epub-a11y-11/#sec-wcag-conf";
}

/// Writes the content of one file.
pub(crate) struct Writer<'a> {
    /// What has been written.
    pub(crate) out: String,
    book: &'a Book,
    dialect: Dialect,
    places: &'a dyn Places,
    /// References to notes in this file so far, in order: the notes that `notes` will write.
    pub(crate) referenced: Vec<usize>,
    /// Every anchor that was written, in order.
    pub(crate) anchors: Vec<String>,
    /// What the file holds that the package document has to say.
    pub(crate) facts: Facts,
    /// What could not be written as the book has it.
    pub(crate) diagnostics: Vec<Diagnostic>,
    labels: Labels,
    /// Whether the book runs from right to left.
    rtl: bool,
    /// The notes that stand in this file already.
    written: std::collections::BTreeSet<usize>,
    /// The notes referred to in this file so far.
    noted: std::collections::BTreeSet<usize>,
    /// How often each note has been referred to in this file, by note.
    references: std::collections::BTreeMap<usize, u32>,
    in_link: bool,
    heading_level: u8,
    lines: Vec<(u32, Span)>,
    counted: usize,
    line: u32,
}

impl<'a> Writer<'a> {
    /// A writer of an empty file.
    pub(crate) fn new(book: &'a Book, dialect: Dialect, places: &'a dyn Places) -> Writer<'a> {
        Writer {
            out: String::new(),
            book,
            dialect,
            places,
            referenced: Vec::new(),
            anchors: Vec::new(),
            facts: Facts::default(),
            diagnostics: Vec::new(),
            labels: Labels::of(book.metadata.languages.first().map_or("", String::as_str)),
            rtl: is_rtl(language(book)),
            written: std::collections::BTreeSet::new(),
            noted: std::collections::BTreeSet::new(),
            references: std::collections::BTreeMap::new(),
            in_link: false,
            heading_level: 1,
            lines: Vec::new(),
            counted: 0,
            line: 1,
        }
    }

    /// Which lines of what was written came from where.
    pub(crate) fn line_map(&mut self) -> LineMap {
        let mut lines = std::mem::take(&mut self.lines);
        // They stay until all is checked.
        lines.shrink_to_fit();
        LineMap {
            exact: false,
            lines,
        }
    }

    /// Says that what follows comes from `span`.
    pub(crate) fn mark(&mut self, span: Span) {
        let fresh = self.out.as_bytes().get(self.counted..).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', fresh).count();
        self.line = self
            .line
            .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.counted = self.out.len();
        if span.is_none() {
            return;
        }
        match self.lines.last_mut() {
            Some(last) if last.0 == self.line => {}
            _ => self.lines.push((self.line, span)),
        }
    }

    fn xhtml(&self) -> bool {
        self.dialect == Dialect::Xhtml
    }

    /// ` name="value"`, escaped.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) {
        if name == "id" {
            self.anchors.push(value.to_owned());
        }
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        push_attribute(&mut self.out, value);
        self.out.push('"');
    }

    /// ` epub:type="…"` in EPUB, nothing in HTML.
    fn epub_type(&mut self, value: &str) {
        if self.xhtml() && !value.is_empty() {
            self.attribute("epub:type", value);
        }
    }

    /// ` id="…"` for an anchor of the book.
    fn id(&mut self, anchor: Option<&str>) {
        if let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) {
            let id = self.places.id(anchor);
            self.attribute("id", &id);
        }
    }

    /// Anchor, classes (after `class`, the writer's own), language and direction.
    pub(crate) fn attributes(&mut self, class: &str, attributes: &Attributes) {
        self.id(attributes.id.as_deref());
        if !class.is_empty() || !attributes.classes.is_empty() {
            let mut classes = class.to_owned();
            for own in &attributes.classes {
                if !classes.split(' ').any(|known| known == own) {
                    if !classes.is_empty() {
                        classes.push(' ');
                    }
                    classes.push_str(own);
                }
            }
            self.attribute("class", &classes);
        }
        if let Some(language) = &attributes.language {
            self.language(language);
        }
        match attributes.direction {
            Some(Direction::Ltr) => self.attribute("dir", "ltr"),
            Some(Direction::Rtl) => self.attribute("dir", "rtl"),
            None => {}
        }
    }

    /// ` lang="…"`, and ` xml:lang="…"` in EPUB.
    pub(crate) fn language(&mut self, language: &str) {
        if oxilangtag::LanguageTag::parse(language).is_err() {
            return;
        }
        if self.xhtml() {
            self.attribute("xml:lang", language);
        }
        self.attribute("lang", language);
    }

    /// Opens an element with attributes.
    pub(crate) fn open(&mut self, name: &str, class: &str, attributes: &Attributes) {
        self.out.push('<');
        self.out.push_str(name);
        self.attributes(class, attributes);
        self.out.push('>');
    }

    /// Closes an element.
    pub(crate) fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }
}
