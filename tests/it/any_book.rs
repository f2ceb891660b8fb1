//! Any book that the model can hold, made from a row of numbers: of every kind of block and of running text, nested in
//! each other, with what authors and extractors leave in words.

use std::sync::Arc;

use deckle::book::visit::{NodeMut, walk_mut, walk_run_mut};
use deckle::book::{
    AccessibilityClaims, Address, Alignment, AttributeSet, Attributes, Block, BlockKind, Book,
    Callout, Cell, Collection, Contributor, Definition, Direction, Element, Figure, Identifier,
    IdentifierScheme, Inline, Link, ListItem, Markup, MathSource, Metadata, Node, Note, PageBreak,
    PhrasingElement, Picture, PrintSource, Progression, QuoteKind, Resource, Role, Row, Section,
    Speech, StyleSheet, Subject, Table, Target, Verse, VerseLine, WritingMode,
};
use deckle::epub::MediaType;
use deckle::report::Span;

/// What may stand in a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// What readers and the restoration give: names that are names, no control characters.
    Proper,
    /// What the types allow: white space in names, letters that XML forbids, addresses that are none.
    Wild,
}

const PROPER: &[&str] = &[
    "word",
    "a",
    "é",
    "<tag>",
    "a & b",
    "\"quoted\"",
    "it’s",
    "مرحبا",
    "漢字",
    "]]>",
    "&amp;",
    "&#42;",
    "--",
    "—",
    "\u{a0}",
    "🙂",
    "*",
    "**",
    "_x_",
    "`",
    "``",
    "[x]",
    "[x]{.y}",
    "](",
    "![a](b)",
    "{#x}",
    "{.y}",
    "\\",
    "#",
    "# x",
    "> ",
    "- x",
    "+ x",
    "1. x",
    "2) y",
    "=",
    "---",
    "* * *",
    "|",
    "| a |",
    "~",
    "~~x~~",
    "^2^",
    "$",
    "$5 and $6",
    ":",
    ": x",
    ":::",
    "::: note",
    "!",
    "[!NOTE]",
    "[^1]",
    "[^1]: x",
    "[ ]",
    "[[link]]",
    "{{< x >}}",
    "{{x}}",
    "{% x %}",
    "\\(x^2\\)",
    "<!--",
    "-->",
    "<b>",
    "</div>",
    "http://a.b/c_d",
    "www.a.b",
    "a@b.c",
    "%",
    "A> x",
    "!!! note",
    "\\newpage",
    "[TOC]",
    "Table: x",
    "    x",
    "…",
    "a b c",
    "of ten",
    "Honorificabilitudinitatibushonorificabilitudinitatibushonorificabilitudinitatibushonorificabilitudinitatibushonorificabilitudinitatibus",
];

const WILD: &[&str] = &[
    "\u{1}\u{b}\u{fffe}",
    "line\nbreak",
    "",
    " ",
    "\t",
    "\u{ad}",
    "\u{feff}",
    "\r\n",
    "\n\n# x",
];

/// Makes a book; when the numbers run out, everything is the simplest.
pub(crate) struct Dice {
    rolls: std::vec::IntoIter<u8>,
    manner: Manner,
    anchors: usize,
}

impl Dice {
    pub(crate) fn new(rolls: Vec<u8>, manner: Manner) -> Dice {
        Dice {
            rolls: rolls.into_iter(),
            manner,
            anchors: 0,
        }
    }

    fn roll(&mut self, sides: usize) -> usize {
        usize::from(self.rolls.next().unwrap_or(0)) % sides.max(1)
    }

    fn coin(&mut self) -> bool {
        self.roll(2) == 1
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.roll(choices.len())]
    }

    fn is_wild(&self) -> bool {
        self.manner == Manner::Wild
    }

    fn many<T>(&mut self, most: usize, make: impl FnMut(&mut Dice) -> T) -> Vec<T> {
        let count = self.roll(most + 1);
        self.times(count, make)
    }

    fn some<T>(&mut self, most: usize, make: impl FnMut(&mut Dice) -> T) -> Vec<T> {
        let count = 1 + self.roll(most);
        self.times(count, make)
    }

    fn times<T>(&mut self, count: usize, mut make: impl FnMut(&mut Dice) -> T) -> Vec<T> {
        (0..count).map(|_| make(self)).collect()
    }

    fn word(&mut self) -> String {
        let wild = if self.is_wild() { WILD.len() } else { 0 };
        let at = self.roll(PROPER.len() + wild);
        PROPER
            .iter()
            .chain(WILD)
            .nth(at)
            .map_or(String::new(), |word| (*word).to_owned())
    }

    fn words(&mut self) -> String {
        let gap = self.one_of(&["", " ", " "]);
        self.some(3, Dice::word).join(gap)
    }

    fn maybe(&mut self) -> Option<String> {
        self.coin().then(|| self.words())
    }

    fn anchor(&mut self) -> String {
        self.anchors += 1;
        let word = if self.is_wild() {
            self.word()
        } else {
            self.one_of(&["x", "é", "漢", "a-b", "A_b"]).to_owned()
        };
        format!("{word}{}", self.anchors)
    }

    fn attributes(&mut self) -> Attributes {
        if self.roll(4) < 3 {
            return Attributes::default();
        }
        let classes = if self.is_wild() {
            self.many(2, Dice::word)
        } else {
            self.many(2, |dice| {
                dice.one_of(&["fine", "wide", "big-red"]).to_owned()
            })
        };
        let tags: &[Option<&str>] = if self.is_wild() {
            &[None, Some("fr"), Some("not a tag")]
        } else {
            &[None, Some("fr"), Some("ar")]
        };
        AttributeSet {
            id: self.coin().then(|| self.anchor()),
            classes,
            language: self.one_of(tags).map(str::to_owned),
            direction: self.one_of(&[None, Some(Direction::Rtl), Some(Direction::Ltr)]),
            ..AttributeSet::default()
        }
        .into()
    }

    pub(crate) fn inlines(&mut self, depth: usize) -> Vec<Inline> {
        self.some(3, |dice| dice.inline(depth))
    }

    fn markup(&mut self) -> Box<Markup> {
        let element = |name: &str, children| Element {
            name: name.to_owned(),
            attributes: Vec::new(),
            children,
        };
        let text = self.words();
        let root = if self.coin() {
            let mut svg = element(
                "svg",
                vec![Node::Element(element("text", vec![Node::Text(text)]))],
            );
            svg.attributes
                .push(("viewBox".to_owned(), "0 0 10 10".to_owned()));
            svg
        } else {
            element(
                "math",
                vec![Node::Element(element("mi", vec![Node::Text(text)]))],
            )
        };
        let alternative = Some("what it shows".to_owned());
        Box::new(Markup { root, alternative })
    }

    fn math(&mut self) -> MathSource {
        let tex = self.one_of(&[
            "x^2",
            "a < b & c",
            "\\frac{1}{2}",
            "n|m",
            "\\{a\\}",
            "x_1 $ y",
            "a*b*c",
        ]);
        let broken = self.is_wild() && self.coin();
        MathSource {
            tex: if broken {
                self.one_of(&["\\frac{", "\u{1}", ""])
            } else {
                tex
            }
            .to_owned(),
            span: Span::NONE,
        }
    }

    fn target(&mut self) -> Target {
        let addresses: &[&str] = if self.is_wild() {
            &[
                "https://example.org/a b",
                "javascript:x()",
                "http://[",
                "mailto:a@b.c",
            ]
        } else {
            &[
                "https://example.org/a_b*c",
                "https://a.b/(c)",
                "https://a.b/c)d",
                "mailto:a@b.c",
                "https://a.b/?a=1&amp=2|3",
                "https://a.b/%20",
            ]
        };
        match self.roll(if self.is_wild() { 3 } else { 2 }) {
            0 => Target::External(self.one_of(addresses).to_owned()),
            1 => Target::Resource(0),
            _ => Target::Anchor(format!("word{}", self.roll(6))),
        }
    }

    fn picture(&mut self) -> Picture {
        Picture {
            resource: Some(0),
            path: "a.png".to_owned(),
            alternative: self.one_of(&[Some(()), None]).map(|()| self.words()),
            title: self.maybe(),
            width: self
                .one_of(&[None, Some("50%"), Some("200")])
                .map(str::to_owned),
            height: None,
            attributes: Attributes::default(),
            span: Span::NONE,
        }
    }

    fn page_break(&mut self) -> PageBreak {
        let label = if self.is_wild() {
            self.word()
        } else {
            self.one_of(&["1", "xiv", "23", "A-4"]).to_owned()
        };
        PageBreak {
            label,
            id: self.anchor(),
        }
    }

    fn inline(&mut self, depth: usize) -> Inline {
        let kind = self.roll(if depth == 0 { 10 } else { 22 });
        let inner = |dice: &mut Dice| dice.inlines(depth - 1);
        match kind {
            0..=3 => Inline::Text(self.words()),
            4 => Inline::Code(self.words()),
            5 => Inline::LineBreak,
            6 => Inline::Math(Box::new(self.math())),
            7 => Inline::PageBreak(Box::new(self.page_break())),
            8 => Inline::NoteRef(self.roll(6)),
            9 => Inline::Image(Box::new(self.picture())),
            10 => Inline::Emphasis(inner(self)),
            11 => Inline::Strong(inner(self)),
            12 => Inline::Strikethrough(inner(self)),
            13 => Inline::Superscript(inner(self)),
            14 => Inline::Subscript(inner(self)),
            15 => Inline::SmallCaps(inner(self)),
            16 => Inline::Link(Box::new(Link {
                target: self.target(),
                title: self.maybe(),
                // A link in a link is no link.
                content: vec![Inline::Text(self.words())],
                span: Span::NONE,
            })),
            17 => Inline::Ruby(self.some(2, |dice| {
                (
                    vec![Inline::Text(dice.word())],
                    vec![Inline::Text(dice.word())],
                )
            })),
            18 => Inline::Span {
                attributes: self.attributes(),
                content: inner(self),
            },
            19 | 20 => {
                let name = self.one_of(&[
                    "kbd", "abbr", "cite", "dfn", "mark", "q", "u", "small", "ins", "var", "samp",
                    "bdi", "bdo", "i", "b",
                ]);
                let attributes = self.attributes();
                Inline::Element(Box::new(PhrasingElement {
                    name,
                    attributes,
                    extra: Vec::new(),
                    content: inner(self),
                }))
            }
            _ => Inline::Markup(self.markup()),
        }
    }

    /// Words first, then anything.
    fn title(&mut self) -> Vec<Inline> {
        let mut run = vec![Inline::Text("word".to_owned())];
        if self.coin() {
            run.extend(self.inlines(1));
        }
        run
    }

    pub(crate) fn blocks(&mut self, depth: usize) -> Vec<Block> {
        self.some(3, |dice| dice.block(depth))
    }

    fn verse(&mut self) -> Verse {
        Verse {
            stanzas: self.some(2, |dice| {
                dice.some(3, |dice| VerseLine {
                    indent: dice.one_of(&[0, 1, 2, 9]),
                    content: dice.inlines(1),
                })
            }),
            attribution: self.coin().then(|| self.title()),
        }
    }

    fn row(&mut self, depth: usize, columns: usize, heading: bool) -> Row {
        Row {
            cells: self.times(columns, |dice| Cell {
                heading: heading || dice.roll(6) == 5,
                columns: 1,
                rows: 1,
                blocks: match dice.roll(5) {
                    0..=2 => vec![Block::new(
                        BlockKind::Paragraph(dice.inlines(1)),
                        Span::NONE,
                    )],
                    3 => Vec::new(),
                    _ => dice.blocks(depth),
                },
            }),
        }
    }

    fn table(&mut self, depth: usize) -> Table {
        let columns = 1 + self.roll(3);
        let heads = self.roll(3);
        let mut body = {
            let rows = 1 + self.roll(3);
            self.times(rows, |dice| dice.row(depth, columns, false))
        };
        if self.roll(4) == 3 && columns > 1 {
            // A cell over all columns.
            if let Some(row) = body.first_mut() {
                row.cells.truncate(1);
                row.cells[0].columns = u16::try_from(columns).unwrap();
            }
        }
        Table {
            alignments: self.times(columns, |dice| {
                dice.one_of(&[
                    Alignment::None,
                    Alignment::Left,
                    Alignment::Center,
                    Alignment::Right,
                ])
            }),
            head: self.times(heads, |dice| dice.row(depth, columns, true)),
            body,
            caption: if self.coin() {
                self.inlines(1)
            } else {
                Vec::new()
            },
        }
    }

    fn block(&mut self, depth: usize) -> Block {
        let kind = self.roll(if depth == 0 { 9 } else { 22 });
        let inner = |dice: &mut Dice| dice.blocks(depth - 1);
        let kind = match kind {
            0..=2 => BlockKind::Paragraph(self.inlines(2)),
            3 => BlockKind::ThematicBreak,
            4 => BlockKind::CodeBlock {
                language: self
                    .one_of(&[None, Some("rust"), Some("c++")])
                    .map(str::to_owned),
                text: self.many(3, Dice::words).join("\n"),
            },
            5 => BlockKind::Math(self.math()),
            6 => BlockKind::PageBreak(self.page_break()),
            7 => BlockKind::Verse(self.verse()),
            8 => BlockKind::Markup(self.markup()),
            9 if depth < 3 => BlockKind::Heading {
                level: 1 + self.roll(6) as u8,
                content: self.inlines(1),
            },
            9..=11 => BlockKind::BlockQuote {
                kind: self.one_of(&[QuoteKind::Quotation, QuoteKind::Epigraph, QuoteKind::Letter]),
                blocks: inner(self),
                attribution: if self.coin() {
                    Some(self.title())
                } else {
                    None
                },
            },
            12..=14 => {
                let is_task = self.roll(4) == 3;
                let items = self.some(3, |dice| ListItem {
                    task: is_task.then(|| dice.coin()),
                    blocks: dice.blocks(depth - 1),
                });
                BlockKind::List {
                    start: self.one_of(&[None, Some(1), Some(7)]),
                    tight: self.coin(),
                    items,
                }
            }
            15 => BlockKind::DefinitionList(self.some(2, |dice| Definition {
                terms: dice.some(2, Dice::title),
                details: dice.some(2, |dice| dice.blocks(depth - 1)),
            })),
            16 => BlockKind::Speech(Speech {
                speaker: self.title(),
                blocks: inner(self),
            }),
            17 => BlockKind::Figure(Figure {
                blocks: if self.coin() {
                    inner(self)
                } else {
                    vec![Block::new(
                        BlockKind::Paragraph(vec![Inline::Image(Box::new(self.picture()))]),
                        Span::NONE,
                    )]
                },
                caption: self.title(),
            }),
            18 | 19 => BlockKind::Table(Box::new(self.table(depth - 1))),
            20 => BlockKind::Callout {
                callout: self.one_of(&[
                    Callout::Note,
                    Callout::Tip,
                    Callout::Important,
                    Callout::Warning,
                    Callout::Caution,
                ]),
                title: if self.coin() {
                    Some(self.title())
                } else {
                    None
                },
                blocks: inner(self),
            },
            _ => {
                let name = self.one_of(&["div", "aside", "details", "address"]);
                let summary = if name == "details" {
                    self.inlines(1)
                } else {
                    Vec::new()
                };
                BlockKind::Division {
                    name,
                    summary,
                    blocks: inner(self),
                }
            }
        };
        let mut attributes = self.attributes();
        if matches!(kind, BlockKind::Division { name: "div", .. }) && attributes.classes.is_empty()
        {
            // A `div` without a class says nothing.
            attributes.classes.push("fine".to_owned());
        }
        Block {
            kind,
            attributes,
            span: Span::NONE,
        }
    }

    fn section(&mut self, depth: usize) -> Section {
        let heading = if self.roll(6) == 5 {
            Vec::new()
        } else {
            self.inlines(1)
        };
        Section {
            role: self.one_of(Role::ALL),
            title: if self.roll(4) == 3 {
                self.maybe()
            } else {
                None
            },
            heading,
            attributes: Attributes::with_id(Some(self.anchor())),
            blocks: self.many(3, |dice| dice.block(3)),
            children: if depth == 0 {
                Vec::new()
            } else {
                self.many(2, |dice| dice.section(depth - 1))
            },
            starts_file: self.roll(3) > 0,
            in_contents: self.roll(4) > 0,
            path: String::new(),
            span: Span::NONE,
        }
    }

    fn metadata(&mut self) -> Metadata {
        let wild = self.is_wild();
        let tags: &[&str] = if wild {
            &["en", "ar", "ja", "not a tag"]
        } else {
            &["en", "ar", "ja", "de-AT"]
        };
        let roles: &[&str] = if wild {
            &["aut", "trl", "x y"]
        } else {
            &["aut", "trl", "ill"]
        };
        Metadata {
            title: Some(self.words()),
            subtitle: self.maybe(),
            title_sort: self.maybe(),
            contributors: self.many(2, |dice| Contributor {
                name: dice.words(),
                sort: dice.maybe(),
                role: dice.one_of(roles).to_owned(),
            }),
            languages: self.some(2, |dice| dice.one_of(tags).to_owned()),
            identifiers: self.many(2, |dice| {
                let scheme = dice.one_of(&[
                    IdentifierScheme::Isbn,
                    IdentifierScheme::Doi,
                    IdentifierScheme::Uuid,
                    IdentifierScheme::Uri,
                    IdentifierScheme::Other,
                ]);
                Identifier {
                    scheme,
                    value: if dice.is_wild() {
                        dice.word()
                    } else {
                        "9783161484100".to_owned()
                    },
                }
            }),
            publisher: self.maybe(),
            date: self
                .one_of(&[None, Some("1890"), Some("2026-11"), Some("2026-11-25")])
                .map(str::to_owned),
            rights: self.maybe(),
            description: self.maybe(),
            subjects: self.many(2, |dice| Subject {
                name: dice.words(),
                authority: None,
                term: None,
            }),
            collections: self.many(2, |dice| Collection {
                name: dice.words(),
                position: dice
                    .one_of(&[None, Some("2"), Some("2.5")])
                    .map(str::to_owned),
                is_set: dice.coin(),
            }),
            source: if self.coin() {
                Some(PrintSource {
                    citation: self.words(),
                    isbn: None,
                })
            } else {
                None
            },
            progression: self.one_of(&[None, Some(Progression::Ltr), Some(Progression::Rtl)]),
            writing_mode: self.one_of(&[
                None,
                Some(WritingMode::Horizontal),
                Some(WritingMode::VerticalRl),
            ]),
            accessibility: AccessibilityClaims {
                summary: self.maybe(),
                ..AccessibilityClaims::default()
            },
            ..Metadata::default()
        }
    }

    /// A book of the blocks alone, below one heading.
    pub(crate) fn chapter(mut self) -> Book {
        let section = Section {
            heading: vec![Inline::Text("H".to_owned())],
            blocks: self.blocks(3),
            in_contents: true,
            starts_file: true,
            attributes: Attributes::with_id(Some("h".to_owned())),
            ..Section::default()
        };
        let metadata = Metadata {
            title: Some("T".to_owned()),
            languages: vec!["en".to_owned()],
            ..Metadata::default()
        };
        self.bound(metadata, vec![section])
    }

    /// A whole book.
    pub(crate) fn book(mut self) -> Book {
        let metadata = self.metadata();
        let sections = self.some(4, |dice| dice.section(2));
        self.bound(metadata, sections)
    }

    fn bound(&mut self, metadata: Metadata, mut sections: Vec<Section>) -> Book {
        let notes = (0..6).map(|number| Note {
            id: format!("note{number}"),
            label: (number + 1).to_string(),
            blocks: self.blocks(1),
            span: Span::NONE,
        });
        let mut notes: Vec<Note> = notes.collect();
        if !self.is_wild() {
            let once =
                sections.len() > 1 || sections.iter().any(|section| !section.children.is_empty());
            order_notes(&mut sections, &mut notes, once);
        }
        let mut png = Vec::new();
        image::DynamicImage::new_rgb8(3, 2)
            .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
            .unwrap();
        let data: Arc<[u8]> = png.into();
        let resources = vec![Resource {
            path: "a b.png".to_owned(),
            media_type: MediaType::Png,
            data,
        }];
        Book {
            metadata,
            sections,
            notes,
            resources,
            cover: None,
            styles: if self.is_wild() && self.coin() {
                vec![style_sheet()]
            } else {
                Vec::new()
            },
            fonts: Vec::new(),
        }
    }
}

/// A style sheet that shows the book's one picture.
fn style_sheet() -> StyleSheet {
    let text = "p { background: url(x) }\n".to_owned();
    let start = text.find("url").unwrap();
    StyleSheet {
        addresses: vec![Address {
            range: start..start + "url(x)".len(),
            resource: 0,
            fragment: String::new(),
        }],
        text,
        ..StyleSheet::default()
    }
}

/// Puts the notes in the order of their first reference, and leaves out those without one. `once`: a note that is
/// referred to from several files would be a note of each.
fn order_notes(sections: &mut [Section], notes: &mut Vec<Note>, once: bool) {
    if once {
        let mut seen = Vec::new();
        let mut see = |node: NodeMut<'_>| {
            if let NodeMut::Piece(piece) = node
                && let Inline::NoteRef(index) = piece
            {
                if seen.contains(index) {
                    *piece = Inline::Text("again".to_owned());
                } else {
                    seen.push(*index);
                }
            }
        };
        sections
            .iter_mut()
            .for_each(|section| see_section(section, &mut see));
        for note in &mut *notes {
            walk_mut(&mut note.blocks, &mut see);
        }
    }
    let mut order: Vec<usize> = Vec::new();
    for section in sections {
        see_section(section, &mut |node| renumber(node, &mut order));
    }
    let mut ordered = Vec::new();
    while let Some(&index) = order.get(ordered.len()) {
        let mut note = notes[index].clone();
        walk_mut(&mut note.blocks, &mut |node| renumber(node, &mut order));
        note.label = (ordered.len() + 1).to_string();
        ordered.push(note);
    }
    *notes = ordered;
}

fn see_section(section: &mut Section, see: &mut dyn FnMut(NodeMut<'_>)) {
    walk_run_mut(&mut section.heading, see);
    walk_mut(&mut section.blocks, see);
    for child in &mut section.children {
        see_section(child, see);
    }
}

fn renumber(node: NodeMut<'_>, order: &mut Vec<usize>) {
    let NodeMut::Piece(Inline::NoteRef(index)) = node else {
        return;
    };
    let old = *index;
    *index = order
        .iter()
        .position(|known| *known == old)
        .unwrap_or_else(|| {
            order.push(old);
            order.len() - 1
        });
}
