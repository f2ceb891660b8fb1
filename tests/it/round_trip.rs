//! build(markdown(book)) = book.

use std::sync::Arc;

use deckle::book::assemble::{Assembly, AssemblySettings, Component, Loader, Refusal, assemble};
use deckle::book::{Book, Metadata};
use deckle::emit::{EMITTERS, EmitOptions, OutputFile};
use deckle::report::Sources;
use deckle::source::{Settings, markdown};

use crate::cases;

/// The smallest PNG there is, for every picture that is asked for.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

/// The book that a Markdown text makes.
pub fn book_of(text: &str) -> Book {
    // TODO-FRONT
    let text = text
        .strip_prefix("---\n")
        .and_then(|t| t.split_once("---\n"))
        .map_or(text, |(_, t)| t);
    let mut sources = Sources::default();
    let id = sources.add("book.md", text.to_owned());
    let (document, _) = markdown::read(id, text, "book.md", &markdown::Options::default());
    let read = |_: &str| -> Result<Arc<[u8]>, Refusal> { Ok(PIXEL.into()) };
    let list = Vec::new;
    let (book, _) = assemble(Assembly {
        metadata: Metadata::default(),
        components: vec![Component {
            document: Some(document),
            ..Component::default()
        }],
        loader: Loader {
            read: &read,
            list: &list,
        },
        settings: AssemblySettings::default(),
        name: "book",
    });
    book
}

/// What an emitter makes of a book.
pub fn emitted(book: &Book, format: &str, split: bool) -> Vec<OutputFile> {
    let emitter = EMITTERS
        .iter()
        .find(|emitter| emitter.name == format)
        .unwrap();
    let settings = Settings::default();
    let emission = (emitter.emit)(
        book,
        &EmitOptions {
            settings: &settings,
            split,
            modified: None,
        },
    );
    emission.files
}

/// The Markdown of a book, one file.
pub fn markdown_of(book: &Book) -> String {
    let files = emitted(book, "markdown", false);
    let text = files
        .iter()
        .find(|file| file.path.ends_with(".md"))
        .unwrap();
    String::from_utf8(text.data.to_vec()).unwrap()
}

/// A book as text, without what may differ: places in sources and paths of files.
pub fn bare(book: &Book) -> String {
    let text = format!("{book:#?}");
    let place = |line: &&str| {
        let line = line.trim_start();
        !(line.starts_with("span: ") || line.starts_with("path: "))
    };
    text.lines().filter(place).collect::<Vec<_>>().join("\n")
}

/// The first lines in which two texts differ, with what stands around them.
fn difference(a: &str, b: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.lines().collect(), b.lines().collect());
    let at = a
        .iter()
        .zip(&b)
        .position(|(a, b)| a != b)
        .unwrap_or(a.len().min(b.len()));
    let around = |lines: &[&str]| {
        lines[at.saturating_sub(8).min(lines.len())..(at + 8).min(lines.len())].join("\n")
    };
    format!("--- before\n{}\n--- after\n{}", around(&a), around(&b))
}

/// What is wrong with the round trip of a book, if anything.
pub fn fault(book: &Book) -> Option<String> {
    let written = markdown_of(book);
    let again = book_of(&written);
    let (before, after) = (bare(book), bare(&again));
    (before != after).then(|| format!("{}\n--- Markdown\n{written}", difference(&before, &after)))
}

#[test]
fn every_fixture_of_the_reader_survives() {
    let mut wrong = Vec::new();
    for folder in ["source/markdown", "emit/markdown"] {
        for path in cases::files(folder, "txt") {
            let (input, _) = cases::halves(&path);
            if let Some(fault) = fault(&book_of(&input)) {
                wrong.push(format!("{}\n{fault}", path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} books changed on the way:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}
