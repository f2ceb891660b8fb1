//! EPUB: fixtures of content and package, and what must hold for any book.

use std::sync::Arc;

use deckle::book::{
    Alignment, Attributes, Block, BlockKind, Book, Callout, Cell, Contributor, Definition, Figure,
    Inline, ListItem, MathSource, Metadata, Note, PageBreak, Picture, QuoteKind, Resource, Role,
    Row, Section, Speech, Table, Target, Verse, VerseLine,
};
use deckle::check::{CheckOptions, check_entries};
use deckle::emit::{EMITTERS, Emission, EmitOptions};
use deckle::epub::{Entry, MediaType};
use deckle::report::{Severity, Span};
use deckle::source::Settings;
use proptest::prelude::*;

use crate::cases;
use crate::round_trip::book_of;

fn emit(name: &str, book: &Book) -> Emission {
    let settings = Settings {
        cover_template: Some("none".to_owned()),
        ..Settings::default()
    };
    let emitter = EMITTERS
        .iter()
        .find(|emitter| emitter.name == name)
        .unwrap();
    (emitter.emit)(
        book,
        &EmitOptions {
            settings: &settings,
            split: false,
            modified: None,
        },
    )
}

fn text(entry: &Entry) -> &str {
    std::str::from_utf8(&entry.data).unwrap()
}

/// The bodies of the content documents, each after its path, then what the emitter had to say.
fn content(name: &str, input: &str) -> String {
    let emission = emit(name, &book_of(input));
    let mut out = String::new();
    for entry in &emission.entries {
        if entry.path.starts_with("EPUB/text/") && !entry.path.ends_with("/title-page.xhtml") {
            let body = text(entry)
                .split_once("<body")
                .and_then(|(_, rest)| rest.split_once(">\n"))
                .unwrap()
                .1;
            out.push_str(&format!(
                "== {}\n{}",
                entry.path,
                body.split("</body>").next().unwrap()
            ));
        }
    }
    for diagnostic in &emission.diagnostics {
        out.push_str(&format!(
            "# {}: {}\n",
            diagnostic.rule.name, diagnostic.message
        ));
    }
    out
}

#[test]
fn content_documents() {
    cases::check("emit/epub", |input| content("epub", input));
}

#[test]
fn kobo_spans() {
    cases::check("emit/kepub", |input| content("kepub", input));
}

#[test]
fn package_and_navigation() {
    cases::check("emit/package", |input| {
        let emission = emit("epub", &book_of(input));
        let wanted = ["EPUB/package.opf", "EPUB/nav.xhtml"];
        let texts = emission
            .entries
            .iter()
            .filter(|entry| wanted.contains(&entry.path.as_str()))
            .map(text);
        let lines = texts
            .flat_map(str::lines)
            .filter(|line| !line.starts_with("<?xml") && !line.contains("dcterms:modified"));
        lines.flat_map(|line| [line, "\n"]).collect()
    });
}

#[test]
fn a_corrected_edition_keeps_identifier_and_names_and_changes_one_file() {
    let text_of = |word: &str| {
        format!(
            "---\ntitle: A Book\nauthor: A. Writer\nlanguage: en\n---\n\n# One\n\nA {word} here.[^1]\n\n[^1]: A note.\n\n# Two\n\nMore, \
             and [a link](#one).\n\n## Below\n\nText.\n"
        )
    };
    let built = |word: &str, seconds: i64| {
        let emitter = EMITTERS
            .iter()
            .find(|emitter| emitter.name == "epub")
            .unwrap();
        let settings = Settings::default();
        let options = EmitOptions {
            settings: &settings,
            split: false,
            modified: Some(seconds),
        };
        (emitter.emit)(&book_of(&text_of(word)), &options)
    };
    let (before, after) = (built("tpyo", 1_700_000_000), built("typo", 1_800_000_000));
    let changed: Vec<&str> = before
        .entries
        .iter()
        .zip(&after.entries)
        .filter(|(a, b)| a.data != b.data)
        .map(|(a, _)| a.path.as_str())
        .collect();
    let paths = |emission: &Emission| {
        emission
            .entries
            .iter()
            .map(|entry| entry.path.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(paths(&before), paths(&after));
    assert_eq!(changed, ["EPUB/package.opf", "EPUB/text/one.xhtml"]);
    let package = |emission: &Emission| -> Vec<String> {
        let entry = emission
            .entries
            .iter()
            .find(|entry| entry.path.ends_with(".opf"))
            .unwrap();
        text(entry).lines().map(str::to_owned).collect()
    };
    let lines: Vec<_> = package(&before)
        .into_iter()
        .zip(package(&after))
        .filter(|(a, b)| a != b)
        .collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].0.contains("dcterms:modified"), "{lines:?}");
}

#[test]
fn a_long_chapter_is_split_and_its_links_follow() {
    let mut input = "# Long\n\n[to the end](#the-end) [short](#short)\n\n".to_owned();
    for number in 0..4000 {
        input.push_str(&format!("Paragraph {number} of a chapter that no old device could open in one piece, ever.[^{number}]\n\n[^{number}]: Note.\n\n"));
    }
    input.push_str("## The end\n\n[back](#long)\n\n# Short\n\nText.\n");
    let emission = emit("epub", &book_of(&input));
    let files: Vec<&Entry> = emission
        .entries
        .iter()
        .filter(|entry| entry.path.contains("/long"))
        .collect();
    assert!(files.len() > 2, "{} files", files.len());
    assert!(files.iter().all(|entry| entry.data.len() < 300_000));
    let last = files
        .last()
        .unwrap()
        .path
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    assert!(text(files[0]).contains(&format!("href=\"{last}#the-end\"")));
    assert!(text(files.last().unwrap()).contains("href=\"long.xhtml#long\""));
    assert_clean(&emission);
}

#[cfg(feature = "cover")]
#[test]
fn a_font_is_embedded_with_its_licence_and_only_the_letters_of_the_book() {
    let mut book = book_of("---\ntitle: A Book\nlanguage: en\n---\n\n# One\n\nText.\n");
    let data = dejavu::serif_condensed::regular();
    book.fonts.push(Resource {
        path: "fonts/Some Font.ttf".to_owned(),
        media_type: MediaType::Ttf,
        data: data.into(),
    });
    let emission = emit("epub", &book);
    assert!(
        emission.diagnostics.is_empty(),
        "{:?}",
        emission.diagnostics
    );
    let entry = |path: &str| {
        let found = emission.entries.iter().find(|entry| entry.path == path);
        found.unwrap_or_else(|| panic!("no {path}"))
    };
    assert!(entry("EPUB/fonts/some-font.ttf").data.len() * 2 < data.len());
    assert!(text(entry("EPUB/styles/fonts.css")).contains("url(\"../fonts/some-font.ttf\")"));
    let package = text(entry("EPUB/package.opf"));
    assert!(
        package.contains("href=\"fonts/some-font.ttf\" media-type=\"font/ttf\""),
        "{package}"
    );
    assert!(
        package.contains("property=\"dcterms:license\""),
        "{package}"
    );
    assert!(text(entry("EPUB/text/one.xhtml")).contains("styles/fonts.css"));
    let findings = check_entries(&emission.entries, &CheckOptions::default());
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let book = book_of("---\ntitle: T\n---\n\n# A\n\nText.\n\n# B\n\n$x^2$\n");
    let packed = || {
        let emission = emit("epub", &book);
        (emission.pack.as_ref().unwrap().pack)(&emission.entries)
    };
    assert_eq!(packed(), packed());
}

/// Every document can be read by a strict parser, and the check has nothing to say.
fn assert_clean(emission: &Emission) {
    for entry in &emission.entries {
        if entry.path.ends_with(".xhtml")
            || entry.path.ends_with(".opf")
            || entry.path.ends_with(".ncx")
        {
            let options = roxmltree::ParsingOptions {
                allow_dtd: true,
                ..Default::default()
            };
            let parsed = roxmltree::Document::parse_with_options(text(entry), options);
            assert!(
                parsed.is_ok(),
                "{}: {:?}\n{}",
                entry.path,
                parsed.err(),
                text(entry)
            );
        }
        assert!(entry.lines.lines.is_sorted_by_key(|(line, _)| *line));
    }
    let findings: Vec<String> = check_entries(&emission.entries, &CheckOptions::default())
        .into_iter()
        .filter(|finding| finding.severity < Severity::Note)
        .map(|finding| {
            format!(
                "{} {:?}: {}",
                finding.rule.name, finding.location, finding.message
            )
        })
        .collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40,
        failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_book_gives_a_clean_publication(rolls in proptest::collection::vec(any::<u8>(), 0..400)) {
        let book = Dice::new(rolls).book();
        assert_clean(&emit("epub", &book));
        assert_clean(&emit("kepub", &book));
    }
}

/// Makes a book from a row of numbers; when they run out, everything is the simplest.
struct Dice {
    rolls: std::vec::IntoIter<u8>,
    anchors: usize,
    notes: usize,
}

const WORDS: &[&str] = &[
    "word",
    "<tag>",
    "a & b",
    "\"quoted\"",
    "it's",
    "\u{1}\u{b}\u{fffe}",
    "مرحبا",
    "漢字",
    "]]>",
    "&amp;",
    "line\nbreak",
    "é",
    "--",
    "\u{a0}",
    "🙂",
    "",
];

impl Dice {
    fn new(rolls: Vec<u8>) -> Dice {
        Dice {
            rolls: rolls.into_iter(),
            anchors: 0,
            notes: 0,
        }
    }

    fn roll(&mut self, sides: usize) -> usize {
        usize::from(self.rolls.next().unwrap_or(0)) % sides.max(1)
    }

    fn many<T>(&mut self, most: usize, mut make: impl FnMut(&mut Dice) -> T) -> Vec<T> {
        (0..self.roll(most + 1)).map(|_| make(self)).collect()
    }

    fn word(&mut self) -> String {
        WORDS[self.roll(WORDS.len())].to_owned()
    }

    fn maybe(&mut self) -> Option<String> {
        (self.roll(2) == 1).then(|| self.word())
    }

    fn anchor(&mut self) -> String {
        self.anchors += 1;
        let word = self.word();
        format!("{word}{}", self.anchors)
    }

    fn attributes(&mut self) -> Attributes {
        if self.roll(4) < 3 {
            return Attributes::default();
        }
        Attributes {
            id: Some(self.anchor()),
            classes: self.many(2, Dice::word),
            language: [None, Some("fr"), Some("not a tag")][self.roll(3)].map(str::to_owned),
            direction: None,
        }
    }

    fn inlines(&mut self, depth: usize) -> Vec<Inline> {
        self.many(3, |dice| dice.inline(depth))
    }

    fn inline(&mut self, depth: usize) -> Inline {
        let kind = self.roll(if depth == 0 { 7 } else { 14 });
        let inner = |dice: &mut Dice| dice.inlines(depth - 1);
        match kind {
            0 | 1 => Inline::Text(self.word()),
            2 => Inline::Code(self.word()),
            3 => Inline::LineBreak,
            4 => Inline::Math(MathSource {
                tex: ["x^2", r"\frac{", "a < b & c", "\u{1}"][self.roll(4)].to_owned(),
                span: Span::NONE,
            }),
            5 => Inline::PageBreak(PageBreak {
                label: self.word(),
                id: self.anchor(),
            }),
            6 => {
                self.notes += 1;
                Inline::NoteRef(self.roll(6))
            }
            7 => Inline::Emphasis(inner(self)),
            8 => Inline::Link {
                target: match self.roll(3) {
                    0 => Target::External(
                        [
                            "https://example.org/a b",
                            "javascript:x()",
                            "http://[",
                            "mailto:a@b.c",
                        ][self.roll(4)]
                        .to_owned(),
                    ),
                    1 => Target::Anchor(format!("word{}", self.roll(6))),
                    _ => Target::Resource(0),
                },
                title: self.maybe(),
                content: inner(self),
                span: Span::NONE,
            },
            9 => Inline::Image(Picture {
                resource: Some(0),
                alternative: Some(self.word()),
                ..Picture::default()
            }),
            10 => Inline::Ruby(vec![(
                vec![Inline::Text(self.word())],
                vec![Inline::Text(self.word())],
            )]),
            11 => Inline::Span {
                attributes: self.attributes(),
                content: inner(self),
            },
            12 => Inline::Element {
                name: "kbd",
                attributes: self.attributes(),
                extra: Vec::new(),
                content: inner(self),
            },
            _ => Inline::SmallCaps(inner(self)),
        }
    }

    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        self.many(3, |dice| dice.block(depth))
    }

    fn block(&mut self, depth: usize) -> Block {
        let kind = self.roll(if depth == 0 { 7 } else { 15 });
        let kind = match kind {
            0 | 1 => BlockKind::Paragraph(self.inlines(2)),
            2 => BlockKind::ThematicBreak,
            3 => BlockKind::CodeBlock {
                language: Some("rust".to_owned()),
                text: self.word(),
            },
            4 => BlockKind::Math(MathSource {
                tex: r"\sum_{i=0}^n x_i".to_owned(),
                span: Span::NONE,
            }),
            5 => BlockKind::PageBreak(PageBreak {
                label: self.word(),
                id: self.anchor(),
            }),
            6 => {
                let stanzas = self.many(2, |dice| {
                    dice.many(3, |dice| VerseLine {
                        indent: dice.roll(12) as u8,
                        content: dice.inlines(1),
                    })
                });
                BlockKind::Verse(Verse {
                    stanzas,
                    attribution: None,
                })
            }
            7 => BlockKind::Heading {
                level: 1 + self.roll(6) as u8,
                content: self.inlines(1),
            },
            8 => BlockKind::BlockQuote {
                kind: [QuoteKind::Quotation, QuoteKind::Epigraph, QuoteKind::Letter][self.roll(3)],
                blocks: self.blocks(depth - 1),
                attribution: Some(self.inlines(1)),
            },
            9 => {
                let items = self.many(3, |dice| ListItem {
                    task: [None, Some(true)][dice.roll(2)],
                    blocks: dice.blocks(depth - 1),
                });
                BlockKind::List {
                    start: [None, Some(1), Some(7)][self.roll(3)],
                    tight: self.roll(2) == 1,
                    items,
                }
            }
            10 => BlockKind::DefinitionList(self.many(2, |dice| Definition {
                terms: dice.many(2, |dice| dice.inlines(1)),
                details: dice.many(2, |dice| dice.blocks(depth - 1)),
            })),
            11 => BlockKind::Speech(Speech {
                speaker: self.inlines(1),
                blocks: self.blocks(depth - 1),
            }),
            12 => BlockKind::Figure(Figure {
                blocks: self.blocks(depth - 1),
                caption: self.inlines(1),
            }),
            13 => {
                let mut row = |dice: &mut Dice| Row {
                    cells: dice.many(3, |dice| Cell {
                        heading: dice.roll(2) == 1,
                        columns: 1,
                        rows: 1,
                        blocks: dice.blocks(0),
                    }),
                };
                let head = self.many(1, &mut row);
                BlockKind::Table(Table {
                    alignments: vec![Alignment::Right],
                    head,
                    body: self.many(3, &mut row),
                    caption: self.inlines(1),
                })
            }
            _ => BlockKind::Callout {
                callout: [Callout::Note, Callout::Tip, Callout::Warning][self.roll(3)],
                title: Some(self.inlines(1)),
                blocks: self.blocks(depth - 1),
            },
        };
        Block {
            kind,
            attributes: self.attributes(),
            span: Span::NONE,
        }
    }

    fn section(&mut self, depth: usize) -> Section {
        Section {
            role: Role::ALL[self.roll(Role::ALL.len())],
            heading: self.inlines(1),
            title: self.maybe(),
            attributes: Attributes {
                id: Some(self.anchor()),
                ..Attributes::default()
            },
            blocks: self.blocks(3),
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

    fn book(mut self) -> Book {
        let metadata = Metadata {
            title: self.maybe(),
            subtitle: self.maybe(),
            contributors: self.many(2, |dice| Contributor {
                name: dice.word(),
                sort: dice.maybe(),
                role: ["aut", "trl", "x y"][dice.roll(3)].to_owned(),
            }),
            languages: self.many(2, |dice| {
                ["en", "ar", "ja", "not a tag"][dice.roll(4)].to_owned()
            }),
            description: self.maybe(),
            rights: self.maybe(),
            ..Metadata::default()
        };
        let sections = self.many(4, |dice| dice.section(2));
        let notes = (0..6).map(|number| Note {
            id: format!("note {number}"),
            label: number.to_string(),
            blocks: self.blocks(1),
            span: Span::NONE,
        });
        let notes = notes.collect();
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
            styles: Vec::new(),
            fonts: Vec::new(),
        }
    }
}
