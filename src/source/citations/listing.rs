//! The list of the works that are cited, and where it stands.

use std::collections::{BTreeMap, BTreeSet};

use super::bibtex::Work;
use crate::book::visit::plain_text;
use crate::book::{Attributes, Block, BlockKind, Document, Inline, Link, Target};
use crate::report::Span;
use crate::source::{Body, Piece};

/// What the section of references is called, by language.
const TITLES: &[(&str, &str)] = &[
    ("en", "References"),
    ("de", "Literatur"),
    ("fr", "Références"),
    ("es", "Referencias"),
    ("it", "Bibliografia"),
    ("pt", "Referências"),
    ("nl", "Literatuur"),
    ("sv", "Referenser"),
    ("pl", "Bibliografia"),
    ("ru", "Литература"),
    ("zh", "参考文献"),
    ("ja", "参考文献"),
];

/// Headings of such a section, as authors write them.
const HEADINGS: &[&str] = &[
    "references",
    "bibliography",
    "works cited",
    "literature cited",
    "literatur",
    "literaturverzeichnis",
    "bibliographie",
    "références",
    "bibliografía",
    "referencias",
    "bibliografia",
    "referências",
    "литература",
    "список литературы",
    "参考文献",
];

/// The anchor of a work in the list.
pub(super) fn anchor(key: &str) -> String {
    let key: String = key
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '-' || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect();
    format!("ref-{key}")
}

pub(super) fn year(work: &Work) -> &str {
    work.year().unwrap_or("n.d.")
}

/// `Smith`, `Smith and Doe`, `Smith et al.`, or the title where nobody is named.
pub(super) fn short_names(work: &Work) -> String {
    let mut people = work.people("author");
    if people.is_empty() {
        people = work.people("editor");
    }
    match people.as_slice() {
        [] => work
            .get("title")
            .or(work.get("organization"))
            .unwrap_or_default()
            .to_owned(),
        [(family, _)] => family.clone(),
        [(first, _), (second, _)] => format!("{first} and {second}"),
        [(first, _), ..] => format!("{first} et al."),
    }
}

/// The works that are cited, in the order of their authors.
pub(super) fn entries(works: &BTreeMap<String, Work>, cited: &BTreeSet<String>) -> Vec<Block> {
    let mut found: Vec<(String, Block)> = cited
        .iter()
        .filter_map(|key| works.get(key).map(|work| (key, work)))
        .map(|(key, work)| {
            let order = format!("{} {}", short_names(work).to_lowercase(), year(work));
            (order, entry(key, work))
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.into_iter().map(|(_, block)| block).collect()
}

fn entry(key: &str, work: &Work) -> Block {
    let mut content = Vec::new();
    let text = |words: String| Inline::Text(words);
    let mut people = work.people("author");
    let is_edited = people.is_empty() && !work.people("editor").is_empty();
    if is_edited {
        people = work.people("editor");
    }
    let mut head = all_names(&people);
    if is_edited {
        head.push_str(", ed");
    }
    if !head.is_empty() {
        head.push_str(if head.ends_with('.') { " " } else { ". " });
    }
    head.push_str(&format!("{}. ", year(work)));
    let title = work.get("title").unwrap_or_default().to_owned();
    let inside = ["journal", "journaltitle", "booktitle"]
        .iter()
        .find_map(|field| work.get(field));
    match inside {
        Some(inside) => {
            content.push(text(format!("{head}“{title}.” ")));
            content.push(Inline::Emphasis(vec![text(inside.to_owned())]));
        }
        None => {
            content.push(text(head));
            content.push(Inline::Emphasis(vec![text(title)]));
        }
    }
    let mut tail = String::new();
    if let Some(volume) = work.get("volume") {
        tail.push_str(&format!(" {volume}"));
    }
    if let Some(number) = work.get("number").filter(|_| work.get("volume").is_some()) {
        tail.push_str(&format!(" ({number})"));
    }
    if let Some(pages) = work.get("pages") {
        tail.push_str(&format!(": {pages}"));
    }
    for field in ["edition", "series", "address", "location"] {
        if let Some(value) = work.get(field) {
            tail.push_str(&format!(". {value}"));
        }
    }
    let house = [
        "publisher",
        "institution",
        "school",
        "organization",
        "howpublished",
    ]
    .iter()
    .find_map(|field| work.get(field));
    if let Some(house) = house.filter(|house| !house.starts_with("http")) {
        let has_place = work.get("address").or(work.get("location")).is_some();
        tail.push_str(&format!("{} {house}", if has_place { ":" } else { "." }));
    }
    if let Some(note) = work.get("note") {
        tail.push_str(&format!(". {note}"));
    }
    if !tail.ends_with('.') {
        tail.push('.');
    }
    let address = match (work.get("doi"), work.get("url")) {
        (Some(doi), _) if doi.starts_with("http") => Some(doi.to_owned()),
        (Some(doi), _) => Some(format!("https://doi.org/{doi}")),
        (None, url) => url.map(str::to_owned),
    };
    match address {
        Some(address) => {
            content.push(text(format!("{tail} ")));
            content.push(Inline::Link(Box::new(Link {
                target: Target::External(address.clone()),
                title: None,
                content: vec![text(address)],
                span: Span::NONE,
            })));
        }
        None => content.push(text(tail)),
    }
    let mut attributes = Attributes::default();
    attributes.id = Some(anchor(key));
    Block {
        kind: BlockKind::Paragraph(content),
        attributes,
        span: Span::NONE,
    }
}

/// `Smith, John, Jane Doe, and Ada Roe`
fn all_names(people: &[(String, String)]) -> String {
    let names: Vec<String> = people
        .iter()
        .enumerate()
        .map(|(index, (family, given))| match (index, given.is_empty()) {
            (_, true) => family.clone(),
            (0, false) => format!("{family}, {given}"),
            (_, false) => format!("{given} {family}"),
        })
        .collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, second] => format!("{first}, and {second}"),
        [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
    }
}

/// Puts the list where the book has its references: in the division `refs`, below a heading that says so, or at the end.
pub(super) fn place(pieces: &mut Vec<Piece>, entries: Vec<Block>, language: &str) {
    let mut left = Some(entries);
    super::each(pieces, 0, &mut |document| {
        if let Some(entries) = left.take() {
            left = in_division(&mut document.blocks, entries);
        }
    });
    super::each(pieces, 0, &mut |document| {
        if let Some(entries) = left.take() {
            left = below_heading(document, entries);
        }
    });
    let Some(entries) = left else { return };
    let language = language.split('-').next().unwrap_or("");
    let title = TITLES
        .iter()
        .find(|(known, _)| *known == language)
        .map_or("References", |(_, title)| title);
    let heading = Block {
        kind: BlockKind::Heading {
            level: 1,
            content: vec![Inline::Text(title.to_owned())],
        },
        attributes: Attributes::default(),
        span: Span::NONE,
    };
    let blocks: Vec<Block> = std::iter::once(heading).chain(entries).collect();
    if let [
        Piece {
            body: Body::Document(document),
            ..
        },
    ] = pieces.as_mut_slice()
    {
        document.blocks.extend(blocks);
        return;
    }
    let document = Document {
        blocks,
        ..Document::default()
    };
    pieces.push(Piece {
        body: Body::Document(document),
        ..Piece::default()
    });
}

fn in_division(blocks: &mut [Block], entries: Vec<Block>) -> Option<Vec<Block>> {
    let is_refs = |attributes: &Attributes| attributes.id.as_deref() == Some("refs");
    // Readers leave an empty division as its anchor.
    let found = blocks.iter_mut().find(|block| match &block.kind {
        BlockKind::Division { blocks, .. } => is_refs(&block.attributes) && blocks.is_empty(),
        BlockKind::Paragraph(content) => match content.as_slice() {
            [] => is_refs(&block.attributes),
            [
                Inline::Span {
                    attributes,
                    content,
                },
            ] => is_refs(attributes) && content.is_empty(),
            _ => false,
        },
        _ => false,
    });
    match found {
        Some(block) => {
            block.attributes.id = Some("refs".to_owned());
            block.kind = BlockKind::Division {
                name: "div",
                summary: Vec::new(),
                blocks: entries,
            };
            None
        }
        None => Some(entries),
    }
}

/// Below the last heading that announces references and has nothing below it.
fn below_heading(document: &mut Document, entries: Vec<Block>) -> Option<Vec<Block>> {
    let is_one = |block: &Block| match &block.kind {
        BlockKind::Heading { content, .. } => {
            HEADINGS.contains(&plain_text(content).trim().to_lowercase().as_str())
        }
        _ => false,
    };
    let Some(at) = document.blocks.iter().rposition(is_one) else {
        return Some(entries);
    };
    let is_empty = document
        .blocks
        .get(at + 1)
        .is_none_or(|next| matches!(next.kind, BlockKind::Heading { .. }));
    if !is_empty {
        return Some(entries);
    }
    document.blocks.splice(at + 1..at + 1, entries);
    None
}
