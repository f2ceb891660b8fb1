//! EPUB: fixtures of content and package, and what must hold for any book.

use std::io::Read as _;

use deckle::book::{Book, Resource};
use deckle::check::{CheckOptions, check_entries};
use deckle::emit::{EMITTERS, Emission, EmitOptions};
use deckle::epub::{Content, Entry, MediaType};
use deckle::report::Severity;
use deckle::source::Settings;
use proptest::prelude::*;

use crate::any_book::{Dice, Manner};
use crate::cases;
use crate::round_trip::{book_of, cases_or, runner};

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

fn text(entry: &Entry) -> String {
    match &entry.data {
        Content::Plain(data) => String::from_utf8(data.to_vec()).unwrap(),
        Content::Deflated { data, size, .. } => {
            let mut text = String::with_capacity(*size);
            let mut reader = flate2::read::DeflateDecoder::new(&data[..]);
            reader.read_to_string(&mut text).unwrap();
            text
        }
    }
}

/// The bodies of the content documents, each after its path, then what the emitter had to say.
fn content(name: &str, input: &str) -> String {
    let emission = emit(name, &book_of(input));
    let mut out = String::new();
    for entry in &emission.entries {
        if entry.path.starts_with("EPUB/text/") && !entry.path.ends_with("/title-page.xhtml") {
            let text = text(entry);
            let body = text
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
        let is_stable =
            |line: &&str| !line.starts_with("<?xml") && !line.contains("dcterms:modified");
        texts
            .flat_map(|text| {
                let lines: Vec<String> =
                    text.lines().filter(is_stable).map(str::to_owned).collect();
                lines
            })
            .flat_map(|line| [line, "\n".to_owned()])
            .collect()
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
    assert!(files.iter().all(|entry| text(entry).len() < 300_000));
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
    assert!(
        matches!(entry("EPUB/fonts/some-font.ttf").data, Content::Deflated { size, .. } if size * 2 < data.len())
    );
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
        emission.files[0].data.to_vec()
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
            let text = text(entry);
            let parsed = roxmltree::Document::parse_with_options(&text, options);
            assert!(
                parsed.is_ok(),
                "{}: {:?}\n{}",
                entry.path,
                parsed.err(),
                text
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

#[test]
fn any_book_gives_a_clean_publication() {
    let rolls = proptest::collection::vec(any::<u8>(), 0..400);
    let outcome = runner(cases_or(40)).run(&rolls, |rolls| {
        let book = Dice::new(rolls, Manner::Wild).book();
        assert_clean(&emit("epub", &book));
        assert_clean(&emit("kepub", &book));
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
