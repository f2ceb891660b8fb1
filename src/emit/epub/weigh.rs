//! One walk over content before it is written: how long it will be, and which anchors, notes and pages it holds.

use crate::book::{
    Attributes, Block, BlockKind, Element, Inline, Node, Note, PageBreak, Picture, ResourceId,
};
use crate::report::Span;

/// What a walk found.
#[derive(Default)]
pub(crate) struct Weight<'a> {
    /// About how many bytes it takes when written.
    pub(crate) bytes: usize,
    /// Its anchors in order.
    pub(crate) anchors: Vec<&'a str>,
    /// The notes it refers to, in order.
    pub(crate) notes: Vec<usize>,
    /// The printed pages that begin in it: label and anchor.
    pub(crate) pages: Vec<(&'a str, &'a str)>,
    /// The pictures it shows: the resource and the place.
    pub(crate) pictures: Vec<(ResourceId, Span)>,
}

/// The walk.
#[derive(Default)]
pub(crate) struct Weigher<'a> {
    weight: Weight<'a>,
}

impl<'a> Weigher<'a> {
    /// What was found.
    pub(crate) fn take(self) -> Weight<'a> {
        self.weight
    }

    pub(crate) fn attributes(&mut self, attributes: &'a Attributes) {
        if let Some(id) = &attributes.id {
            self.anchor(id);
        }
        self.weight.bytes += attributes
            .classes
            .iter()
            .map(|class| class.len() + 1)
            .sum::<usize>();
    }

    pub(crate) fn note(&mut self, note: &'a Note) {
        self.anchor(&note.id);
        self.weight.bytes += 250;
        self.blocks(&note.blocks);
    }

    fn anchor(&mut self, id: &'a str) {
        if !id.is_empty() {
            self.weight.anchors.push(id);
            self.weight.bytes += id.len() + 6;
        }
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    pub(crate) fn block(&mut self, block: &'a Block) {
        self.weight.bytes += 8;
        self.attributes(&block.attributes);
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
                self.inlines(content)
            }
            BlockKind::BlockQuote {
                blocks,
                attribution,
                ..
            } => {
                self.blocks(blocks);
                self.inlines(attribution.as_deref().unwrap_or_default());
                self.weight.bytes += 30;
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| {
                self.weight.bytes += 10;
                self.blocks(&item.blocks);
            }),
            BlockKind::DefinitionList(definitions) => definitions.iter().for_each(|definition| {
                definition.terms.iter().for_each(|term| self.inlines(term));
                definition
                    .details
                    .iter()
                    .for_each(|detail| self.blocks(detail));
                self.weight.bytes += 20;
            }),
            BlockKind::Verse(verse) => {
                for line in verse.stanzas.iter().flatten() {
                    self.weight.bytes += 34;
                    self.inlines(&line.content);
                }
                self.inlines(verse.attribution.as_deref().unwrap_or_default());
            }
            BlockKind::Speech(speech) => {
                self.inlines(&speech.speaker);
                self.blocks(&speech.blocks);
                self.weight.bytes += 60;
            }
            BlockKind::ThematicBreak => {}
            BlockKind::Figure(figure) => {
                self.blocks(&figure.blocks);
                self.inlines(&figure.caption);
                self.weight.bytes += 50;
            }
            BlockKind::Table(table) => {
                self.inlines(&table.caption);
                for cell in table
                    .head
                    .iter()
                    .chain(&table.body)
                    .flat_map(|row| &row.cells)
                {
                    self.weight.bytes += 20;
                    self.blocks(&cell.blocks);
                }
            }
            BlockKind::CodeBlock { text, .. } => self.weight.bytes += text.len() * 2 + 20,
            BlockKind::Math(math) => self.weight.bytes += math.tex.len() * 8 + 100,
            BlockKind::Callout { title, blocks, .. } => {
                self.inlines(title.as_deref().unwrap_or_default());
                self.blocks(blocks);
                self.weight.bytes += 80;
            }
            BlockKind::Division {
                summary, blocks, ..
            } => {
                self.inlines(summary);
                self.blocks(blocks);
            }
            BlockKind::PageBreak(page) => self.page(page),
            BlockKind::Markup(markup) => self.element(&markup.root),
        }
    }

    pub(crate) fn inlines(&mut self, inlines: &'a [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Code(text) => self.weight.bytes += text.len() + 2,
                Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Strikethrough(content)
                | Inline::Superscript(content)
                | Inline::Subscript(content)
                | Inline::SmallCaps(content) => {
                    self.weight.bytes += 10;
                    self.inlines(content);
                }
                Inline::Math(math) => self.weight.bytes += math.tex.len() * 8 + 100,
                Inline::Link(link) => {
                    self.weight.bytes += 50;
                    self.inlines(&link.content);
                }
                Inline::Image(picture) => self.picture(picture),
                Inline::NoteRef(note) => {
                    self.weight.bytes += 90;
                    self.weight.notes.push(*note);
                }
                Inline::PageBreak(page) => self.page(page),
                Inline::LineBreak => self.weight.bytes += 5,
                Inline::Ruby(pairs) => {
                    for (base, reading) in pairs {
                        self.weight.bytes += 20;
                        self.inlines(base);
                        self.inlines(reading);
                    }
                }
                Inline::Span {
                    attributes,
                    content,
                } => {
                    self.weight.bytes += 25;
                    self.attributes(attributes);
                    self.inlines(content);
                }
                Inline::Element(element) => {
                    self.weight.bytes += 25;
                    self.attributes(&element.attributes);
                    self.inlines(&element.content);
                }
                Inline::Markup(markup) => self.element(&markup.root),
            }
        }
    }

    fn picture(&mut self, picture: &'a Picture) {
        self.attributes(&picture.attributes);
        if let Some(resource) = picture.resource {
            self.weight.pictures.push((resource, picture.span));
        }
        self.weight.bytes += 60 + picture.alternative.as_ref().map_or(0, String::len);
    }

    fn page(&mut self, page: &'a PageBreak) {
        self.anchor(&page.id);
        self.weight.pages.push((&page.label, &page.id));
        self.weight.bytes += 90 + page.label.len();
    }

    fn element(&mut self, element: &'a Element) {
        self.weight.bytes += 2 * element.name.len() + 5;
        for (name, value) in &element.attributes {
            self.weight.bytes += name.len() + value.len() + 4;
            if name == "id" {
                self.anchor(value);
            }
        }
        for child in &element.children {
            match child {
                Node::Element(element) => self.element(element),
                Node::Text(text) => self.weight.bytes += text.len(),
            }
        }
    }
}
