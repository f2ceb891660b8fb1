//! What can be judged in one content document.

use super::{
    ALTERNATIVE_JUNK, ALTERNATIVE_MISSING, HEADING_SKIPPED, LANGUAGE_MISSING, LINK_TEXT,
    MATHS_ALTERNATIVE, TABLE_HEADINGS,
};
use crate::check::Findings;
use crate::check::publication::Document;
use crate::check::publication::xml::{Node, ns};
use crate::report::Diagnostic;

/// Words that say only that there is a picture.
const JUNK: &[&str] = &[
    "image",
    "picture",
    "photo",
    "figure",
    "graphic",
    "img",
    "bild",
    "imagen",
    "illustration",
    "untitled",
];

pub(super) fn judge(document: &Document<'_>, findings: &mut Findings) {
    let mut last_level = 0;
    if let Some(root) = document.tree.root() {
        let stated = root.attribute("lang").is_some_and(|tag| !tag.is_empty());
        if !stated {
            let finding =
                Diagnostic::new(&LANGUAGE_MISSING, "the document does not say its language")
                    .hint("add xml:lang and lang to the html element");
            findings.add(finding.at(document.place(root)));
        }
    }
    for node in document.tree.elements() {
        let finding = match (node.namespace(), node.name()) {
            (ns::XHTML, "img") => picture(node),
            (ns::XHTML, "a") => link(node),
            (ns::XHTML, "table") => table(node),
            (ns::XHTML, name) => heading(name, &mut last_level),
            (ns::MATHML, "math") => maths(node),
            _ => None,
        };
        if let Some(finding) = finding {
            findings.add(finding.at(document.place(node)));
        }
    }
}

fn picture(node: Node<'_, '_>) -> Option<Diagnostic> {
    let labelled = node
        .attribute("aria-label")
        .or_else(|| node.attribute("aria-labelledby"))
        .is_some();
    let decorative = matches!(node.attribute("role"), Some("presentation" | "none"));
    let Some(text) = node.attribute("alt") else {
        if labelled || decorative {
            return None;
        }
        let source = node.attribute("src").unwrap_or("");
        return Some(
            Diagnostic::new(
                &ALTERNATIVE_MISSING,
                format!("the picture '{source}' has no alternative text"),
            )
            .hint("say in a sentence what it shows, or alt=\"\" where it only adorns"),
        );
    };
    let word = text.trim().to_lowercase();
    let is_file = [".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp"]
        .iter()
        .any(|ending| word.ends_with(ending));
    if is_file || JUNK.contains(&word.trim_matches(|c: char| !c.is_alphabetic())) {
        return Some(
            Diagnostic::new(
                &ALTERNATIVE_JUNK,
                format!("the alternative text '{text}' does not say what the picture shows"),
            )
            .hint("say in a sentence what it shows"),
        );
    }
    None
}

fn link(node: Node<'_, '_>) -> Option<Diagnostic> {
    let target = node.attribute("href")?;
    let named = ["aria-label", "aria-labelledby", "title"]
        .iter()
        .any(|name| node.attribute(name).is_some());
    let pictured = node.descendants().any(|inner| {
        inner
            .attribute("alt")
            .is_some_and(|alt| !alt.trim().is_empty())
    });
    if named || pictured || !node.text_content().trim().is_empty() {
        return None;
    }
    Some(
        Diagnostic::new(&LINK_TEXT, format!("the link to '{target}' has no text"))
            .hint("give it words that say where it leads"),
    )
}

/// A table with at least two rows and columns and no `th`; one that is declared to be layout is none.
fn table(node: Node<'_, '_>) -> Option<Diagnostic> {
    if matches!(node.attribute("role"), Some("presentation" | "none")) {
        return None;
    }
    let rows = node.descendants().filter(|inner| inner.is(ns::XHTML, "tr"));
    let wide = rows.filter(|row| row.elements().count() >= 2).count() >= 2;
    let headed = node.descendants().any(|inner| inner.is(ns::XHTML, "th"));
    (wide && !headed).then(|| {
        Diagnostic::new(&TABLE_HEADINGS, "the table has no heading cells")
            .hint("mark the cells that name a row or column as th")
    })
}

fn heading(name: &str, last: &mut u8) -> Option<Diagnostic> {
    let level = match name {
        "h1" => 1,
        "h2" => 2,
        "h3" => 3,
        "h4" => 4,
        "h5" => 5,
        "h6" => 6,
        _ => return None,
    };
    // A document may begin at any level: its place in the book says which.
    let before = std::mem::replace(last, level);
    (before > 0 && level > before + 1).then(|| {
        Diagnostic::new(
            &HEADING_SKIPPED,
            format!("a heading of level {level} follows one of level {before}"),
        )
        .hint("let each level follow the one above it")
    })
}

fn maths(node: Node<'_, '_>) -> Option<Diagnostic> {
    let has = ["alttext", "aria-label"].iter().any(|name| {
        node.attribute(name)
            .is_some_and(|text| !text.trim().is_empty())
    });
    (!has).then(|| {
        Diagnostic::new(&MATHS_ALTERNATIVE, "mathematics without alternative text")
            .hint("add alttext to the math element")
    })
}
