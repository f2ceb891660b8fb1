//! build(markdown(book)) = book.

use std::collections::BTreeMap;
use std::sync::Arc;

use deckle::book::{Book, Metadata};
use deckle::build::{Draft, Request, read};
use deckle::emit::{EMITTERS, EmitOptions, OutputFile};
use deckle::report::Severity;
use deckle::source::{FileError, Files, Input, Settings, TextKind};

use crate::cases;

/// The smallest PNG there is, for every picture that is asked for.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

/// Files in memory, and a picture under every name that a picture has.
#[derive(Default)]
pub(crate) struct Shelf {
    pub(crate) files: BTreeMap<String, Arc<[u8]>>,
}

impl Files for Shelf {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        match self.files.get(path) {
            Some(data) => Ok(data.clone()),
            None if path.ends_with(".png") => Ok(PIXEL.into()),
            None => Err(FileError::Missing),
        }
    }

    fn exists(&self, path: &str) -> bool {
        self.files.contains_key(path) || path.ends_with(".png")
    }

    fn list(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }
}

/// What is read from files.
pub(crate) fn draft(files: &Shelf, input: Input) -> Draft {
    drafted(files, input, Metadata::default())
}

fn drafted(files: &Shelf, input: Input, metadata: Metadata) -> Draft {
    let settings = Settings {
        kind: Some(TextKind::Markdown),
        ..Settings::default()
    };
    let request = Request {
        files,
        input,
        settings,
        metadata,
        emitters: &[],
        split: false,
        modified: None,
        profile: None,
        name: "book".to_owned(),
    };
    read(&request)
}

/// The book that a Markdown text makes.
pub(crate) fn book_of(text: &str) -> Book {
    let mut shelf = Shelf::default();
    shelf
        .files
        .insert("book.md".to_owned(), text.as_bytes().into());
    draft(&shelf, Input::Files(vec!["book.md".to_owned()])).book
}

/// The book that files of an emitter make again.
fn book_again(files: Vec<OutputFile>, metadata: &Metadata) -> Draft {
    let text = files
        .iter()
        .find(|file| file.path.ends_with(".md"))
        .map(|file| file.path.clone());
    let mut shelf = Shelf::default();
    for file in files {
        let text = String::from_utf8_lossy(&file.data).into_owned();
        let data = match text
            .strip_prefix("---\n")
            .and_then(|t| t.split_once("---\n"))
        {
            Some((_, t)) => t.as_bytes().into(),
            None => file.data,
        };
        shelf.files.insert(file.path, data);
    }
    drafted(
        &shelf,
        Input::Files(text.into_iter().collect()),
        metadata.clone(),
    )
}

/// What an emitter makes of a book.
pub(crate) fn emitted(book: &Book, format: &str, split: bool) -> Vec<OutputFile> {
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
pub(crate) fn markdown_of(book: &Book) -> String {
    let files = emitted(book, "markdown", false);
    let text = files
        .iter()
        .find(|file| file.path.ends_with(".md"))
        .unwrap();
    String::from_utf8(text.data.to_vec()).unwrap()
}

/// A book as text, without what may differ: places in sources, paths of files, the anchor of a text before the first
/// heading, which comes from its file's name.
pub(crate) fn bare(book: &Book) -> String {
    let mut book = book.clone();
    if let Some(first) = book.sections.first_mut()
        && first.heading.is_empty()
    {
        first.attributes.id = None;
    }
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
pub(crate) fn fault(book: &Book) -> Option<String> {
    let files = emitted(book, "markdown", false);
    let again = book_again(files, &book.metadata);
    let (before, after) = (bare(book), bare(&again.book));
    let said: Vec<&str> = again
        .diagnostics
        .iter()
        .filter(|found| {
            found.severity <= Severity::Warning && !found.rule.name.ends_with("-missing")
        })
        .map(|found| found.message.as_str())
        .collect();
    let same = before == after && said.is_empty();
    (!same).then(|| {
        format!(
            "{}\n{said:?}\n--- Markdown\n{}",
            difference(&before, &after),
            markdown_of(book)
        )
    })
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
