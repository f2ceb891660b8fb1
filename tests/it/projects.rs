//! Whole inputs: every fixture below `tests/source/project` (habits of authors) and `tests/source/bad-input` (mistakes).
//!
//! A fixture holds several files, each after a line `=== path`. `=== input path…` names the files to build instead of the
//! folder; `=== path png` is a picture, `=== path font` a font, `=== path zip` an archive of
//! the entries after lines `--- path`; `=== path hex` gives bytes. What comes out is the tree, then the findings.

use std::collections::BTreeMap;
use std::io::Write as _;

use deckle::book::{Block, BlockKind, Book, Inline, Metadata, Section, Target, visit};
use deckle::build::{Built, Draft, Request, build, read};
use deckle::emit::{EMITTERS, Emitter, OutputFile};
use deckle::report::{Diagnostic, Severity, Sources};
use deckle::source::{Input, MemoryFiles, Settings};

use crate::cases;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82";

#[test]
fn habits_of_authors_are_read() {
    cases::check("source/project", |text| rendering(&draft(text)));
}

#[test]
fn mistakes_are_named_with_their_place() {
    cases::check("source/bad-input", |text| {
        let draft = draft(text);
        assert!(
            draft.diagnostics.iter().any(|d| d.severity.is_failure()),
            "a mistake is an error: {text}"
        );
        findings(&draft, Severity::Warning)
    });
}

#[test]
fn an_epub_of_our_own_is_read_back() {
    let text = "=== book.toml\n[book]\ntitle = \"The Sea\"\nauthors = [{ name = \"A. Writer\", sort = \"Writer, A.\" }]\n\
        language = \"en\"\nisbn = \"978-3-16-148410-0\"\npublisher = \"P\"\ndate = \"2026\"\n\
        === 1.md\n# Preface\n\nTo [the reef](2.md#the-reef).\n\
        === 2.md\n# Calm\n\nText.[^1]\n\n## The reef\n\n![A reef](reef.png)\n\n[^1]: A note.\n=== reef.png png\n";
    let (files, input) = parse(text);
    let epub: Vec<_> = EMITTERS
        .iter()
        .filter(|emitter| emitter.name == "epub")
        .copied()
        .collect();
    let before = read(&request(&files, input.clone(), &[]));
    let built = build(&request(&files, input, &epub));
    let [file] = built.files.as_slice() else {
        panic!("one file: {:?}", built.diagnostics)
    };
    let mut again = MemoryFiles::default();
    again
        .files
        .insert("x.epub".to_owned(), file.data.clone().into());
    let draft = read(&request(
        &again,
        Input::Files(vec!["x.epub".to_owned()]),
        &[],
    ));
    let (first, second) = (&before.book.metadata, &draft.book.metadata);
    assert_eq!(first.title, second.title);
    assert_eq!(first.contributors, second.contributors);
    assert_eq!(first.languages, second.languages);
    assert_eq!(first.identifiers, second.identifiers);
    assert_eq!(
        (&first.publisher, &first.date),
        (&second.publisher, &second.date)
    );
    let outline = rendering(&draft);
    assert!(outline.contains("preface 'Preface'"), "{outline}");
    assert!(outline.contains("[the reef](#"), "{outline}");
    assert!(outline.contains("![A reef]("), "{outline}");
    assert!(outline.contains("note 1"), "{outline}");
    assert!(!outline.contains("# error"), "{outline}");
}

#[test]
fn hostile_containers_are_refused() {
    for data in [
        b"PK\x03\x04 META-INF/container.xml".to_vec(),
        b"PK\x03\x04application/epub+zip".to_vec(),
    ] {
        let mut files = MemoryFiles::default();
        files.files.insert("x.epub".to_owned(), data.into());
        let draft = read(&request(
            &files,
            Input::Files(vec!["x.epub".to_owned()]),
            &[],
        ));
        assert!(
            draft
                .diagnostics
                .iter()
                .any(|d| d.rule.name == "source-epub-broken")
        );
    }
}

/// What a build says, from reading to checking; one fixture a rule that no other fixture shows.
#[test]
fn findings_of_a_whole_build() {
    cases::check("findings", |text| {
        let (files, input) = parse(text);
        let built = build(&request(&files, input, EMITTERS));
        listed(&built.diagnostics, &built.sources, Severity::Note)
    });
}

/// Rules that no input can trigger.
const FAULTS_OF_OUR_OWN: [&str; 1] = ["restore-words-unaccounted"];

#[test]
fn every_rule_is_shown_by_a_fixture() {
    let mut shown = String::new();
    for folder in ["source", "findings", "restore", "emit"] {
        for path in cases::files(folder, "txt") {
            shown.push_str(&cases::halves(&path).1);
        }
    }
    let shown: Vec<&str> = shown
        .lines()
        .filter_map(|line| line.strip_prefix("# ")?.split(' ').nth(1))
        .collect();
    let checked: Vec<_> = deckle::check::rules().collect();
    let missing: Vec<&str> = deckle::rules()
        .iter()
        .map(|rule| rule.name)
        .filter(|name| !checked.iter().any(|rule| rule.name == *name))
        .filter(|name| !shown.contains(name) && !FAULTS_OF_OUR_OWN.contains(name))
        .collect();
    assert!(missing.is_empty(), "no fixture shows {missing:?}");
}

fn draft(text: &str) -> Draft {
    let (files, input) = parse(text);
    read(&request(&files, input, &[]))
}

fn request<'a>(
    files: &'a MemoryFiles,
    input: Input,
    emitters: &'a [&'static Emitter],
) -> Request<'a> {
    Request {
        files,
        input,
        settings: Settings::default(),
        metadata: Metadata::default(),
        emitters,
        split: false,
        modified: None,
        profile: None,
        name: "folder".to_owned(),
    }
}

/// An archive of the entries that each begin with a line `--- path`.
fn zip(body: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for entry in body.split("--- ").skip(1) {
        let (path, data) = entry.split_once('\n').unwrap();
        writer.start_file(path, options).unwrap();
        writer.write_all(data.trim_end().as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A font that may be embedded, one that may not, and one without the names that a licence stands among.
fn font(kind: &str) -> Vec<u8> {
    let mut data = dejavu::serif_condensed::regular().to_vec();
    let entry = |data: &[u8], tag: &[u8]| {
        data.windows(tag.len())
            .position(|found| found == tag)
            .unwrap()
    };
    match kind {
        "font-restricted" => {
            let at = entry(&data, b"OS/2");
            let table = u32::from_be_bytes(data[at + 8..at + 12].try_into().unwrap()) as usize;
            data[table + 8..table + 10].copy_from_slice(&[0, 2]);
        }
        "font-nameless" => {
            let at = entry(&data, b"name");
            data[at..at + 4].copy_from_slice(b"nome");
        }
        _ => {}
    }
    data
}

fn parse(text: &str) -> (MemoryFiles, Input) {
    let mut files = BTreeMap::new();
    let mut input = Input::Folder;
    for part in text.split("=== ").filter(|part| !part.is_empty()) {
        let (head, body) = part.split_once('\n').unwrap_or((part, ""));
        let mut words = head.split_whitespace();
        let (path, kind) = (words.next().unwrap(), words.next());
        if path == "input" {
            input = Input::Files(head.split_whitespace().skip(1).map(str::to_owned).collect());
            continue;
        }
        let data = match kind {
            Some("png") => PNG.to_vec(),
            Some("hex") => cases::hex(body),
            Some("zip") => zip(body),
            Some(kind) if kind.starts_with("font") => font(kind),
            _ => body.as_bytes().to_vec(),
        };
        files.insert(path.replace("%20", " "), data.into());
    }
    (MemoryFiles { files }, input)
}

fn rendering(draft: &Draft) -> String {
    let mut out = String::new();
    let metadata = &draft.book.metadata;
    let people: Vec<String> = metadata
        .contributors
        .iter()
        .map(|person| format!("{} ({})", person.name, person.role))
        .collect();
    out.push_str(&format!(
        "{} | {} | {}\n",
        metadata.title.as_deref().unwrap_or("-"),
        people.join(", "),
        metadata.languages.join(", ")
    ));
    for section in &draft.book.sections {
        outline(section, 0, &draft.book, &mut out);
    }
    for note in &draft.book.notes {
        out.push_str(&format!("note {} #{}\n", note.label, note.id));
        blocks(&note.blocks, 1, &draft.book, &mut out);
    }
    out.push_str(&findings(draft, Severity::Warning));
    out
}

fn outline(section: &Section, depth: usize, book: &Book, out: &mut String) {
    let indent = "  ".repeat(depth);
    let heading = visit::plain_text(&section.heading);
    let role = if section.role.name().is_empty() {
        "section"
    } else {
        section.role.name()
    };
    let id = section.attributes.id.as_deref().unwrap_or("!");
    out.push_str(&format!("{indent}{role} '{heading}' #{id}"));
    if let Some(title) = &section.title {
        out.push_str(&format!(" title '{title}'"));
    }
    if section.starts_file {
        out.push_str(" file");
    }
    if !section.in_contents {
        out.push_str(" hidden");
    }
    out.push('\n');
    blocks(&section.blocks, depth + 1, book, out);
    for child in &section.children {
        outline(child, depth + 1, book, out);
    }
}

fn blocks(list: &[Block], depth: usize, book: &Book, out: &mut String) {
    let indent = "  ".repeat(depth);
    for block in list {
        match &block.kind {
            BlockKind::Paragraph(run) => out.push_str(&format!("{indent}| {}\n", words(run, book))),
            BlockKind::CodeBlock { language, text } => {
                let language = language.as_deref().unwrap_or("");
                out.push_str(&format!(
                    "{indent}` {language}: {}\n",
                    text.replace('\n', " / ")
                ));
            }
            BlockKind::List { items, .. } => {
                items
                    .iter()
                    .for_each(|item| blocks(&item.blocks, depth + 1, book, out));
            }
            other => {
                let name = format!("{other:?}");
                let name = name.split(['(', ' ', '{']).next().unwrap_or_default();
                out.push_str(&format!("{indent}{name}\n"));
            }
        }
    }
}

fn words(run: &[Inline], book: &Book) -> String {
    run.iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Code(text) => text.clone(),
            Inline::Link(link) => {
                let target = match &link.target {
                    Target::Anchor(anchor) => format!("#{anchor}"),
                    Target::External(address) => address.clone(),
                    Target::Resource(id) => format!("file {}", book.resources[*id].path),
                    Target::Unresolved(written) => format!("UNRESOLVED {written}"),
                };
                format!("[{}]({target})", words(&link.content, book))
            }
            Inline::Image(picture) => {
                let path = picture
                    .resource
                    .map_or("MISSING", |id| book.resources[id].path.as_str());
                format!(
                    "![{}]({path})",
                    picture.alternative.as_deref().unwrap_or("-")
                )
            }
            Inline::NoteRef(index) => format!("^{index}"),
            Inline::Emphasis(run) | Inline::Strong(run) => words(run, book),
            Inline::Span { content, .. } => words(content, book),
            Inline::Element(element) => words(&element.content, book),
            _ => "?".to_owned(),
        })
        .collect()
}

fn findings(draft: &Draft, least: Severity) -> String {
    listed(&draft.diagnostics, &draft.sources, least)
}

fn listed(diagnostics: &[Diagnostic], sources: &Sources, least: Severity) -> String {
    let mut out = String::new();
    for finding in diagnostics
        .iter()
        .filter(|finding| finding.severity <= least)
    {
        let place = sources
            .location(finding.span)
            .unwrap_or_else(|| finding.location.clone());
        let line = place
            .line
            .map(|line| format!(":{line}:{}", place.column.unwrap_or(0)));
        out.push_str(&format!(
            "# {} {} {}{}: {}{}\n",
            finding.severity.name(),
            finding.rule.name,
            if place.path.is_empty() {
                "-"
            } else {
                &place.path
            },
            line.unwrap_or_default(),
            finding.message,
            finding
                .hint
                .as_deref()
                .map(|hint| format!(" ({hint})"))
                .unwrap_or_default(),
        ));
    }
    out
}

const STYLED: &str = "=== book.toml\n[book]\ntitle = \"T\"\nlanguage = \"en\"\n[build]\nstyles = [\"css/own.css\"]\n\
    cover-template = \"none\"\n=== 1.md\n# One\n\nText ![Dot](img/paper.png).\n=== img/paper.png png\n=== img/leaf.png png\n\
    === css/base.css\np { margin: 0; background: url(../img/paper.png) }\n";

/// Builds the styled book with this as its own sheet.
fn styled(own: &str, emitters: &[&'static Emitter], split: bool) -> Built {
    let (files, input) = parse(&format!("{STYLED}=== css/own.css\n{own}"));
    build(&Request {
        split,
        ..request(&files, input, emitters)
    })
}

fn emitter(name: &str) -> &'static Emitter {
    EMITTERS
        .iter()
        .find(|emitter| emitter.name == name)
        .unwrap()
}

#[test]
fn what_is_wrong_in_the_authors_own_style_sheet_is_shown_there() {
    let own = "@import 'base.css';\np { margin 0 }\n.a { color: red; direction: rtl }\n";
    let built = styled(own, &[emitter("epub")], false);
    assert!(built.files.is_empty());
    let places: Vec<String> = built
        .diagnostics
        .iter()
        .filter(|d| d.severity.is_failure())
        .map(|d| {
            let place = built.sources.location(d.span).unwrap();
            format!(
                "{} {}:{}:{}",
                d.rule.name,
                place.path,
                place.line.unwrap(),
                place.column.unwrap()
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            "css-syntax css/own.css:2:5",
            "css-direction css/own.css:3:18"
        ]
    );
}

#[test]
fn pictures_and_imports_of_a_style_sheet_come_along() {
    let own = "@import 'base.css';\nbody { background: url(\"../img/leaf.png\") }\n";
    let built = styled(own, &[emitter("epub"), emitter("html")], false);
    assert!(built.diagnostics.is_empty(), "{:?}", built.diagnostics);
    let text = |file: &OutputFile| String::from_utf8_lossy(&file.data.to_vec()).into_owned();
    let html = built
        .files
        .iter()
        .find(|f| f.path.ends_with(".html"))
        .map(text)
        .unwrap();
    assert!(
        html.contains("p { margin: 0; background: url(\"data:image/png;base64,"),
        "{html}"
    );
    assert!(
        html.contains("body { background: url(\"data:image/png;base64,"),
        "{html}"
    );
    assert!(!html.contains("@import"));
    let epub = built
        .files
        .iter()
        .find(|f| f.path.ends_with(".epub"))
        .unwrap()
        .data
        .to_vec();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(epub)).unwrap();
    let mut entry = |name: &str| {
        let mut text = String::new();
        let mut file = archive.by_name(name).unwrap();
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        text
    };
    assert!(entry("EPUB/styles/own-1.css").contains("url(\"../pictures/paper.png\")"));
    let second = entry("EPUB/styles/own-2.css");
    assert_eq!(
        second,
        format!(
            "{:19}\nbody {{ background: url(\"../pictures/paper.png\") }}\n",
            ""
        )
    );
}
