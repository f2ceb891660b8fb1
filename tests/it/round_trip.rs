//! build(markdown(book)) = book.

use std::collections::BTreeMap;
use std::sync::Arc;

use deckle::book::{
    AccessibilityClaims, Book, Collection, Contributor, Identifier, IdentifierScheme, Metadata,
    PrintSource, Progression, StyleSheet, Subject, WritingMode,
};
use deckle::build::{Draft, Request, read};
use deckle::emit::{EMITTERS, EmitOptions, OutputFile};
use deckle::report::{Diagnostic, Severity};
use deckle::source::{FileError, Files, Input, Settings, TextKind};

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::any_book::{Dice, Manner};
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
    let settings = Settings {
        kind: Some(TextKind::Markdown),
        ..Settings::default()
    };
    let request = Request {
        files,
        input,
        settings,
        metadata: Metadata::default(),
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
    draft_of(text).book
}

fn draft_of(text: &str) -> Draft {
    let mut shelf = Shelf::default();
    shelf
        .files
        .insert("book.md".to_owned(), text.as_bytes().into());
    draft(&shelf, Input::Files(vec!["book.md".to_owned()]))
}

/// The book that files of an emitter make again.
fn book_again(files: Vec<OutputFile>) -> Draft {
    let text = files
        .iter()
        .find(|file| file.path.ends_with(".md"))
        .map(|file| file.path.clone());
    let mut shelf = Shelf::default();
    for file in files {
        shelf.files.insert(file.path, file.data.into());
    }
    draft(&shelf, Input::Files(text.into_iter().collect()))
}

/// The book that its Markdown makes, one file.
fn again(book: &Book) -> Draft {
    book_again(emitted(book, "markdown", false))
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

/// What the reader says against what was written. A title that is missing, a heading without words or one that skips a
/// level is of the book, and not of its way through Markdown.
fn said(diagnostics: &[Diagnostic]) -> Vec<&str> {
    diagnostics
        .iter()
        .filter(|found| found.severity <= Severity::Warning)
        .filter(|found| {
            !found.rule.name.ends_with("-missing") && !found.rule.name.starts_with("heading-")
        })
        .map(|found| found.message.as_str())
        .collect()
}

/// What is wrong with the round trip of a book, if anything.
pub(crate) fn fault(book: &Book) -> Option<String> {
    let again = again(book);
    let (before, after) = (bare(book), bare(&again.book));
    let said = said(&again.diagnostics);
    let same = before == after && said.is_empty();
    (!same).then(|| {
        format!(
            "{}\n{said:?}\n--- Markdown\n{}",
            difference(&before, &after),
            markdown_of(book)
        )
    })
}

/// The same for a folder with a file per chapter.
pub(crate) fn folder_fault(book: &Book) -> Option<String> {
    let files = emitted(book, "markdown", true);
    let mut shelf = Shelf::default();
    let mut shown = String::new();
    for file in files {
        let path = file
            .path
            .split_once('/')
            .map_or(file.path.as_str(), |(_, rest)| rest)
            .to_owned();
        if path.ends_with(".md") || path.ends_with(".toml") {
            shown.push_str(&format!(
                "--- {path}\n{}",
                String::from_utf8_lossy(&file.data.to_vec())
            ));
        }
        shelf.files.insert(path, file.data.into());
    }
    let again = draft(&shelf, Input::Folder);
    let (before, after) = (bare(book), bare(&again.book));
    let said = said(&again.diagnostics);
    let same = before == after && said.is_empty();
    (!same).then(|| format!("{}\n{said:?}\n{shown}", difference(&before, &after)))
}

#[test]
fn every_fixture_of_the_reader_survives() {
    let mut wrong = Vec::new();
    for folder in ["source/markdown", "emit/markdown"] {
        for path in cases::files(folder, "txt") {
            let (input, _) = cases::halves(&path);
            let found = draft_of(&input);
            if found
                .diagnostics
                .iter()
                .any(|found| found.severity.is_failure())
            {
                // There is no book where a link or a picture leads nowhere.
                continue;
            }
            if let Some(fault) = fault(&found.book) {
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

/// The letters of a book's text, as the HTML edition has them.
fn letters(book: &Book) -> String {
    let files = emitted(book, "html", false);
    let text = String::from_utf8(files[0].data.to_vec()).unwrap();
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..roxmltree::ParsingOptions::default()
    };
    let tree = roxmltree::Document::parse_with_options(&text, options).unwrap();
    tree.descendants()
        .find(|node| node.has_tag_name("main"))
        .unwrap()
        .descendants()
        .filter(|node| node.is_text())
        .filter_map(|node| node.text())
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// Pieces that Markdown could take for markup, in every order.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "word",
        "a",
        "Z",
        "é",
        "漢",
        "—",
        "“q”",
        "1",
        "1986",
        "...",
        "http://a.b/c_d",
        "x_y",
        "🎉",
        "€",
        "&amp;",
        "&copy",
        "AT&T",
    ]);
    let signs = prop::sample::select(vec![
        "*",
        "**",
        "***",
        "_",
        "__",
        "`",
        "``",
        "[",
        "]",
        "](",
        "(",
        ")",
        "![",
        "<",
        ">",
        "<b>",
        "</b>",
        "\\",
        "#",
        "##",
        "-",
        "--",
        "---",
        "+",
        "=",
        "===",
        "|",
        "~",
        "~~",
        "^",
        "$",
        "$$",
        "{",
        "}",
        "{#x}",
        "{.y}",
        ":",
        "::",
        ":::",
        "!",
        "\"",
        "'",
        "&",
        ";",
        "[^1]",
        "[x]",
        "[ ]",
        "[!NOTE]",
        "1.",
        "2)",
        "<!--",
        "-->",
        "{{",
        "}}",
        "{{#include x}}",
        "==",
        "++",
        "%%",
        "{--",
        "--}",
        "{++",
        "@fig-a",
        "[-@tbl-b]",
        " ^b1c",
        "\\emph{",
        "}",
        "+---+",
        "-- --",
        "=== \"a\"",
        "*[a]: b",
        "(PART) ",
        "{-}",
        "![a|30](x.png)",
        ":material-a:",
        "{ref}",
        "(a)=",
        ":::{note}",
        "\\n",
        "%",
        "@",
        "www.",
    ]);
    let gaps = prop::sample::select(vec![
        "", "", " ", " ", "\\\n", "\n", "\n\n", "\n\n> ", "\n\n- ", "\n\n1. ", "\n    ", "\n\n# ",
        "\n| ",
    ]);
    let piece = prop_oneof![3 => words.prop_map(str::to_owned), 3 => signs.prop_map(str::to_owned)];
    prop::collection::vec((piece, gaps), 1..24).prop_map(|pieces| {
        pieces
            .into_iter()
            .flat_map(|(piece, gap)| [piece, gap.to_owned()])
            .collect::<String>()
    })
}

/// How many cases: `PROPTEST_CASES`, or as many as a test may take.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a test runs is no output"
)]
pub(crate) fn cases_or(few: u32) -> u32 {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(few)
}

/// The same cases on every machine, so that a test that passed once passes.
pub(crate) fn runner(cases: u32) -> TestRunner {
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn whatever_was_read_survives() {
    let outcome = runner(400).run(&pieces(), |text| {
        let found = draft_of(&text);
        prop_assume!(
            !found
                .diagnostics
                .iter()
                .any(|found| found.severity.is_failure())
        );
        match fault(&found.book) {
            Some(fault) => Err(TestCaseError::fail(format!("{text:?}\n{fault}"))),
            None => Ok(()),
        }
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// What is wrong with a book that was made and not read. The model can hold what no reader makes (blanks at the ends of a
/// paragraph, emphasis of nothing); one way through Markdown tidies it, and from then on nothing changes, and no letter
/// was lost.
fn made_fault(book: &Book) -> Option<String> {
    let once = again(book).book;
    let (mut before, mut after) = (letters(book), letters(&once));
    if !book.notes.is_empty() {
        // Where notes are printed depends on where files begin, which is tidied too.
        let sorted = |text: &str| {
            let mut letters: Vec<char> = text.chars().collect();
            letters.sort_unstable();
            letters.into_iter().collect::<String>()
        };
        (before, after) = (sorted(&before), sorted(&after));
    }
    if before != after {
        return Some(format!("letters\n{before}\n{after}\n{}", markdown_of(book)));
    }
    fault(&once).map(|fault| format!("{fault}\n--- first\n{}", markdown_of(book)))
}

/// The same in a folder.
fn made_folder_fault(book: &Book) -> Option<String> {
    folder_fault(&again(book).book)
}

#[test]
fn whatever_can_be_made_survives() {
    let rolls = prop::collection::vec(any::<u8>(), 0..200);
    let outcome = runner(cases_or(300)).run(&rolls, |rolls| {
        match made_fault(&Dice::new(rolls, Manner::Proper).chapter()) {
            Some(fault) => Err(TestCaseError::fail(fault)),
            None => Ok(()),
        }
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn any_tree_survives() {
    let rolls = prop::collection::vec(any::<u8>(), 0..300);
    let outcome = runner(cases_or(100)).run(&rolls, |rolls| {
        let book = Dice::new(rolls, Manner::Proper).book();
        match made_fault(&book).or_else(|| made_folder_fault(&book)) {
            Some(fault) => Err(TestCaseError::fail(fault)),
            None => Ok(()),
        }
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// Everything that the metadata can say.
fn metadata() -> Metadata {
    let text = |text: &str| Some(text.to_owned());
    Metadata {
        title: text("A \"Title\": of #all"),
        subtitle: text("Sub — title"),
        title_sort: text("Title, A"),
        contributors: vec![
            Contributor {
                name: "Ada: B.".to_owned(),
                sort: text("B., Ada"),
                role: "aut".to_owned(),
            },
            Contributor {
                name: "Cy".to_owned(),
                sort: None,
                role: "trl".to_owned(),
            },
        ],
        languages: vec!["en".to_owned(), "de-AT".to_owned()],
        identifiers: vec![Identifier {
            scheme: IdentifierScheme::Isbn,
            value: "9783161484100".to_owned(),
        }],
        publisher: text("House & Co"),
        date: text("2026-11"),
        modified: text("2026-11-23T10:00:00Z"),
        rights: text("© somebody"),
        description: text("What: it is, \\ and more"),
        subjects: vec![Subject {
            name: "Ships, sea".to_owned(),
            authority: text("BISAC"),
            term: text("TRA006000"),
        }],
        collections: vec![Collection {
            name: "Coasts".to_owned(),
            position: text("2.5"),
            is_set: true,
        }],
        source: Some(PrintSource {
            citation: "London, 1890".to_owned(),
            isbn: text("9783161484100"),
        }),
        kind: text("Novel"),
        progression: Some(Progression::Ltr),
        writing_mode: Some(WritingMode::Horizontal),
        accessibility: AccessibilityClaims {
            summary: text("Sum"),
            hazards: vec!["none".to_owned()],
            certified_by: text("C"),
            certifier_credential: text("Cred"),
            certifier_report: text("https://a.b/"),
            exemption: text("eaa-microenterprise"),
            allow_missing_alternatives: true,
        },
    }
}

#[test]
fn all_metadata_survives_one_file_and_a_folder() {
    let mut book = book_of("# One\n\nText.\n\n# Two\n\nText.\n");
    book.metadata = metadata();
    book.styles = vec![StyleSheet {
        text: "p { margin: 0; }\n".to_owned(),
        ..StyleSheet::default()
    }];
    assert_eq!(folder_fault(&book), None);
    assert_eq!(fault(&book), None);
}

#[test]
fn a_tree_of_parts_survives_a_folder() {
    let book = book_of(
        "# Part One\n\n## Chapter 1\n\nSee [there](#chapter-2).[^a]\n\n### Inner\n\nText.\n\n## Chapter 2\n\nText.\n\n# Part Two\n\n## Chapter 3 {#own .x}\n\nBack to [it](#inner).\n\n[^a]: Note.\n",
    );
    assert_eq!(book.sections.len(), 2);
    assert_eq!(folder_fault(&book), None);
    assert_eq!(fault(&book), None);
}
