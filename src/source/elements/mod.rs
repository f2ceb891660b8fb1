//! The tree of elements as found: what Markdown and HTML have in common before it becomes a `Document`.
//!
//! Both readers write into one [`Builder`]: Markdown's blocks and the tags of raw HTML nest in each other as the
//! author wrote them, and what is not balanced is mended here. [`document`] then maps the finished tree to the model,
//! so that `::: verse`, `<div class="verse">` and an EPUB's `<section class="verse">` are one case and not three.
//!
//! Depth is bounded by [`DEPTH_LIMIT`]: what is deeper is kept as content of the deepest element allowed, and said.

mod attribute_list;
mod attributes;
mod blocks;
mod builder;
mod containers;
mod dates;
mod document;
mod findings;
mod foreign;
mod inlines;
mod known;
mod listings;
mod lists;
mod marks;
mod notes;
mod pictures;
mod preformatted;
pub(super) mod saved_pages;
mod tables;
mod verse;
mod word;

pub(super) use attribute_list::{Attribute, parse as parse_attributes};
pub(super) use builder::{Builder, Origin};
pub(crate) use containers::begins_with_dash;
pub(super) use containers::is_callout;
pub(super) use document::{Dialect, Part, document, inlines, join, part};
pub(super) use findings::Findings;
pub use findings::RULES;
pub(super) use findings::{
    CITATION_KEPT, ELEMENT_UNKNOWN, MARK_UNKNOWN, METADATA_MALFORMED, METADATA_REPEATED,
    METADATA_UNKNOWN, RAW_DROPPED,
};
pub(super) use known::{Kind, is_void, known};

use std::borrow::Cow;

use crate::report::Span;

/// How deep elements may nest. The model is walked by functions that call themselves; this is their bound.
pub(super) const DEPTH_LIMIT: usize = 100;

/// An element as found, from a tag or from Markdown.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    /// The name: lower case for HTML, as written inside SVG and MathML, `deckle-…` for what HTML has no word for.
    pub(super) name: Cow<'static, str>,
    /// The attributes in the order of their writing.
    pub(super) attributes: Vec<(Cow<'static, str>, String)>,
    /// What is inside.
    pub(super) children: Vec<Node>,
    /// From its first tag or mark to its last.
    pub(super) span: Span,
    /// Whether a block is somewhere inside.
    pub(super) holds_blocks: bool,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::source) enum Node {
    /// An element.
    Element(Element),
    /// Characters, with the line ends of the source.
    Text(String),
}

impl Element {
    /// An element without attributes and content.
    pub(super) fn new(name: impl Into<Cow<'static, str>>, span: Span) -> Element {
        Element {
            name: name.into(),
            span,
            ..Element::default()
        }
    }

    /// Adds an attribute.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Element {
        self.attributes.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the `class` attribute has this word.
    pub(super) fn has_class(&self, class: &str) -> bool {
        self.attribute("class")
            .is_some_and(|value| value.split_ascii_whitespace().any(|word| word == class))
    }

    /// Whether `epub:type` has this term, or `role` has it with DPUB-ARIA's prefix.
    pub(super) fn has_type(&self, term: &str) -> bool {
        let by_type = |value: &str| {
            value
                .split_ascii_whitespace()
                .any(|word| word.rsplit(':').next() == Some(term))
        };
        let by_role = |value: &str| {
            value
                .split_ascii_whitespace()
                .any(|word| word.strip_prefix("doc-") == Some(term))
        };
        self.attribute("epub:type").is_some_and(by_type)
            || self.attribute("role").is_some_and(by_role)
    }

    /// Whether it is a block, or an inline element with a block inside.
    pub(super) fn is_block(&self) -> bool {
        self.holds_blocks || known(&self.name).is_some_and(|(_, kind)| kind.is_block())
    }

    /// The child elements.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All its characters, without tags.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.collect_text(&mut text);
        text
    }

    /// Depth is bounded by the builder.
    fn collect_text(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.collect_text(out),
            }
        }
    }

    /// Whether it holds neither characters nor anything that shows.
    pub(super) fn is_blank(&self) -> bool {
        self.children.iter().all(|node| match node {
            Node::Text(text) => is_space(text),
            Node::Element(element) => {
                !matches!(
                    known(&element.name),
                    Some((_, Kind::Picture | Kind::Void | Kind::Foreign))
                ) && element.is_blank()
            }
        })
    }
}

/// Whether a text is nothing but white space (a no-break space is a character).
pub(super) fn is_space(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c'))
}
