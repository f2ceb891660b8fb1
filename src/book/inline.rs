//! Inline content: what stands inside a paragraph or a heading.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::{Picture, ResourceId};
use crate::report::Span;

/// A piece of running text.
///
/// Nearly all of a book is `Text`, and a novel has tens of thousands of pieces: what is rare and large is in a box, so
/// that a piece takes 32 bytes.
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
    Math(Box<MathSource>),
    /// A link.
    Link(Box<Link>),
    /// A picture in running text.
    Image(Box<Picture>),
    /// A reference to the note with this index in `Book::notes` (in a `Document`: in its own notes).
    NoteRef(usize),
    /// The beginning of a printed page.
    PageBreak(Box<PageBreak>),
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
    /// An allowed HTML element that has no variant of its own.
    Element(Box<PhrasingElement>),
    /// SVG or MathML as it was given, sanitised.
    Markup(Box<Markup>),
}

/// A link.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// The tooltip, where given.
    pub title: Option<String>,
    /// What is clicked.
    pub content: Vec<Inline>,
    /// Where it was written.
    pub span: Span,
}

/// An HTML element in running text: `abbr`, `kbd`, `cite`, `dfn`, `mark`, `q`, `time`, `u`, `small`, `ins`, `var`,
/// `samp`, `bdi`, `bdo`, `i`, `b`, `data`, `wbr`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PhrasingElement {
    /// The element's name.
    pub name: &'static str,
    /// `id`, class, language, direction.
    pub attributes: Attributes,
    /// Further attributes that are allowed on it (`title`, `datetime`, `value`, `cite`), sorted by name.
    pub extra: Vec<(String, String)>,
    /// What is inside.
    pub content: Vec<Inline>,
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

/// What any block or passage may carry; few do, so that one without takes no more than a pointer.
///
/// It is read and changed as the [`AttributeSet`] it stands for.
#[derive(Clone, Default)]
pub struct Attributes(Option<Box<AttributeSet>>);

/// The attributes of a block or passage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributeSet {
    /// An anchor, unique in the book. In a `Document` as the author wrote it.
    pub id: Option<String>,
    /// Other names that links of the source may call it by. None in a `Book`.
    pub aliases: Vec<String>,
    /// Classes, for the author's own style sheets.
    pub classes: Vec<String>,
    /// The language, a BCP 47 tag.
    pub language: Option<String>,
    /// The direction of the text.
    pub direction: Option<Direction>,
}

/// What is in attributes that are not there.
static NONE_GIVEN: AttributeSet = AttributeSet {
    id: None,
    aliases: Vec::new(),
    classes: Vec::new(),
    language: None,
    direction: None,
};

impl Attributes {
    /// An anchor and nothing else.
    #[must_use]
    pub fn with_id(id: Option<String>) -> Attributes {
        AttributeSet {
            id,
            ..AttributeSet::default()
        }
        .into()
    }

    /// One class and nothing else.
    #[must_use]
    pub fn with_class(class: &str) -> Attributes {
        AttributeSet {
            classes: vec![class.to_owned()],
            ..AttributeSet::default()
        }
        .into()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        **self == NONE_GIVEN
    }

    /// Takes the anchor out.
    pub fn take_id(&mut self) -> Option<String> {
        self.0.as_mut()?.id.take()
    }

    /// Takes the other names out.
    pub fn take_aliases(&mut self) -> Vec<String> {
        let set = self.0.as_mut();
        set.map_or(Vec::new(), |set| std::mem::take(&mut set.aliases))
    }

    /// The same without the anchor.
    #[must_use]
    pub fn without_id(&self) -> Attributes {
        let mut others = self.clone();
        others.take_id();
        others
    }
}

impl From<AttributeSet> for Attributes {
    fn from(set: AttributeSet) -> Attributes {
        Attributes((set != NONE_GIVEN).then(|| Box::new(set)))
    }
}

impl Deref for Attributes {
    type Target = AttributeSet;

    fn deref(&self) -> &AttributeSet {
        self.0.as_deref().unwrap_or(&NONE_GIVEN)
    }
}

impl DerefMut for Attributes {
    fn deref_mut(&mut self) -> &mut AttributeSet {
        self.0.get_or_insert_default()
    }
}

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl PartialEq for Attributes {
    fn eq(&self, other: &Attributes) -> bool {
        **self == **other
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

/// Takes white space and line breaks off the end of a run. Readers bound its depth.
pub fn trim_end(content: &mut Vec<Inline>) {
    while let Some(last) = content.last_mut() {
        match last {
            Inline::Text(text) => {
                let length = text.trim_end_matches(' ').len();
                text.truncate(length);
                if !text.is_empty() {
                    return;
                }
            }
            Inline::LineBreak => {}
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikethrough(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner)
            | Inline::SmallCaps(inner) => {
                trim_end(inner);
                if !inner.is_empty() {
                    return;
                }
            }
            Inline::Link(link) => {
                trim_end(&mut link.content);
                return;
            }
            Inline::Element(element) => {
                if element.name == "wbr" {
                    return;
                }
                trim_end(&mut element.content);
                if !(element.content.is_empty() && element.attributes.id.is_none()) {
                    return;
                }
            }
            Inline::Span {
                attributes,
                content: inner,
            } => {
                trim_end(inner);
                if !(inner.is_empty() && attributes.id.is_none()) {
                    return;
                }
            }
            _ => return,
        }
        content.pop();
    }
}

/// Of the spaces on both sides of what was taken out, one stays: before the pages that begin there.
pub(super) fn close_gap(run: &mut [Inline], at: usize) {
    let Some((head, tail)) = run.split_at_mut_checked(at) else {
        return;
    };
    let is_text = |inline: &&mut Inline| !matches!(inline, Inline::PageBreak(_));
    let Some(Inline::Text(next)) = tail.iter_mut().find(is_text) else {
        return;
    };
    if !next.starts_with(' ') {
        return;
    }
    for inline in head.iter_mut().rev() {
        match inline {
            Inline::PageBreak(_) => {}
            Inline::Text(text) if text.trim().is_empty() => text.clear(),
            Inline::Text(text) => {
                if !text.ends_with(' ') {
                    text.push(' ');
                }
                *next = next.trim_start_matches(' ').to_owned();
                return;
            }
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Inline, PageBreak, close_gap};
    use crate::book::Block;

    #[test]
    fn pieces_and_blocks_are_small() {
        assert_eq!(size_of::<Inline>(), 32);
        assert!(size_of::<Block>() <= 88, "{}", size_of::<Block>());
    }

    #[test]
    fn one_space_stays_where_a_picture_was() {
        let text = |text: &str| Inline::Text(text.to_owned());
        let page = || {
            Inline::PageBreak(Box::new(PageBreak {
                label: "7".to_owned(),
                id: "page-7".to_owned(),
            }))
        };
        let mut run = vec![text("The boats "), page(), text(" lay still.")];
        for at in [1, 2] {
            let mut closed = run.clone();
            close_gap(&mut closed, at);
            assert_eq!(closed, [text("The boats "), page(), text("lay still.")]);
        }
        run.truncate(2);
        close_gap(&mut run, 1);
        assert_eq!(run, [text("The boats "), page()]);
    }
}
