//! Books by an independent writer, epub-builder: the check must judge them as EPUBCheck does, and deckle must read them.
//!
//! The verdicts are EPUBCheck 5.3.0's, taken once over the same books.

use std::collections::BTreeSet;
use std::sync::Arc;

use deckle::build::{Request, read};
use deckle::check::{CheckOptions, check_container};
use deckle::source::{Input, MemoryFiles, Settings};
use epub_builder::{EpubBuilder, EpubContent, EpubVersion, ReferenceType, ZipLibrary};

const PAGE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\">\
    <head><title>One</title></head><body><h1>One</h1><p>The tide came in.</p></body></html>";

fn book(set: impl FnOnce(&mut EpubBuilder<ZipLibrary>)) -> Vec<u8> {
    let mut builder = EpubBuilder::new(ZipLibrary::new().unwrap()).unwrap();
    builder.epub_version(EpubVersion::V33);
    builder.metadata("title", "The Tide").unwrap();
    set(&mut builder);
    let mut data = Vec::new();
    builder.generate(&mut data).unwrap();
    data
}

fn chapter(reference: Option<ReferenceType>) -> EpubContent<&'static [u8]> {
    let content = EpubContent::new("one.xhtml", PAGE.as_bytes()).title("One");
    match reference {
        Some(reference) => content.reftype(reference),
        None => content,
    }
}

fn ids(data: &[u8]) -> BTreeSet<&'static str> {
    check_container(data, &CheckOptions::default())
        .iter()
        .filter(|finding| finding.severity < deckle::report::Severity::Note)
        .map(deckle::report::Diagnostic::code)
        .collect()
}

#[test]
fn a_language_alone_is_valid() {
    let data = book(|builder| {
        builder.metadata("lang", "en").unwrap();
        builder
            .add_content(chapter(Some(ReferenceType::Text)))
            .unwrap();
    });
    assert_eq!(ids(&data), BTreeSet::new());
}

#[test]
fn an_author_and_a_language_get_one_id_twice() {
    let data = book(|builder| {
        builder.metadata("lang", "en").unwrap();
        builder.metadata("author", "A. Writer").unwrap();
        builder
            .add_content(chapter(Some(ReferenceType::Text)))
            .unwrap();
    });
    assert_eq!(ids(&data), BTreeSet::from(["RSC-005"]));
}

#[test]
fn landmarks_without_an_entry_are_invalid() {
    let data = book(|builder| {
        builder.metadata("lang", "en").unwrap();
        builder.add_content(chapter(None)).unwrap();
    });
    assert!(ids(&data).contains("RSC-005"));
}

#[test]
fn a_book_of_the_rival_is_read() {
    let data = book(|builder| {
        builder.metadata("lang", "en").unwrap();
        builder.metadata("author", "A. Writer").unwrap();
        builder
            .add_content(chapter(Some(ReferenceType::Text)))
            .unwrap();
    });
    let mut files = MemoryFiles::default();
    files.files.insert("tide.epub".to_owned(), Arc::from(data));
    let draft = read(&Request {
        files: &files,
        input: Input::Files(vec!["tide.epub".to_owned()]),
        settings: Settings::default(),
        metadata: deckle::book::Metadata::default(),
        emitters: &[],
        split: false,
        modified: None,
        profile: None,
        name: "tide".to_owned(),
    });
    assert_eq!(draft.book.metadata.title.as_deref(), Some("The Tide"));
    assert_eq!(draft.book.metadata.languages, ["en"]);
    assert_eq!(draft.book.metadata.contributors[0].name, "A. Writer");
    let text = format!("{:?}", draft.book.sections);
    assert!(text.contains("The tide came in."), "{text}");
}
