//! Accessibility metadata, computed from what the book holds (EPUB Accessibility 1.1; schema.org's vocabulary).
//!
//! Nothing is claimed that was not seen: a feature stands here because the emitter wrote it, an access mode because the
//! content needs it. Conformance is stated only where the checks that a program can make hold *and* the author names who
//! certifies it, because the standard asks for a party that answers for what no program can judge.

use super::metadata::Property;
use crate::book::{Book, Role, Section};
use crate::emit::content::Facts;
use crate::emit::xml::has_text;

/// What is known of the book besides its content documents.
pub(crate) struct Evidence {
    /// What the content documents hold, joined.
    pub(crate) facts: Facts,
    /// Printed pages are marked and listed.
    pub(crate) pages: bool,
    /// The contents have entries.
    pub(crate) contents: bool,
    /// The language is known.
    pub(crate) language: bool,
    /// A picture that moves (an animated GIF).
    pub(crate) moving: bool,
    /// The book has a cover picture.
    pub(crate) cover: bool,
}

/// The properties in order.
pub(crate) fn properties(book: &Book, evidence: &Evidence) -> Vec<Property> {
    let mut list = Vec::new();
    let mut add = |name: &str, value: &str| {
        list.push(Property {
            name: name.to_owned(),
            value: value.to_owned(),
        });
    };
    let facts = evidence.facts;
    add("schema:accessMode", "textual");
    let visual = facts.pictures || evidence.cover;
    if visual {
        add("schema:accessMode", "visual");
    }
    // The cover has its title as alternative text; formulas without MathML still are text.
    if !facts.undescribed {
        add("schema:accessModeSufficient", "textual");
    }
    if visual {
        add("schema:accessModeSufficient", "textual,visual");
    }
    for feature in features(book, evidence) {
        add("schema:accessibilityFeature", feature);
    }
    for hazard in hazards(book, evidence) {
        add("schema:accessibilityHazard", &hazard);
    }
    add("schema:accessibilitySummary", &summary(book, evidence));
    if let Some(exemption) = said(&book.metadata.accessibility.exemption) {
        add("a11y:exemption", exemption);
    }
    list
}

/// Whether the checks behind a statement of conformance hold: language and title known, headings and contents there, all
/// pictures described, all mathematics readable.
pub(crate) fn checks_hold(book: &Book, evidence: &Evidence) -> bool {
    evidence.language
        && evidence.contents
        && said(&book.metadata.title).is_some()
        && has_headings(&book.sections)
        && !evidence.facts.undescribed
        && !evidence.facts.raw_math
        && !evidence.moving
}

/// A text that is there and says something.
pub(crate) fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| has_text(text))
}

fn features(book: &Book, evidence: &Evidence) -> Vec<&'static str> {
    let facts = evidence.facts;
    let mut list = Vec::new();
    let mut add = |holds: bool, feature: &'static str| {
        if holds {
            list.push(feature);
        }
    };
    add(evidence.contents, "tableOfContents");
    add(true, "readingOrder");
    add(has_headings(&book.sections), "structuralNavigation");
    add(evidence.pages, "pageBreakMarkers");
    add(evidence.pages, "pageNavigation");
    add(
        (facts.pictures || evidence.cover) && !facts.undescribed,
        "alternativeText",
    );
    add(facts.mathml, "MathML");
    add(facts.ruby, "rubyAnnotations");
    add(has_role(&book.sections, Role::Index), "index");
    add(true, "ARIA");
    // The themes set no font, size or colour of the text; what the author's own sheets do is not known.
    add(
        book.styles.iter().all(|style| style.text.trim().is_empty()),
        "displayTransformability",
    );
    add(true, "unlocked");
    list
}

/// Text and still pictures neither flash nor move nor sound. What moves is not known to be harmless.
fn hazards(book: &Book, evidence: &Evidence) -> Vec<String> {
    let stated: Vec<String> = book
        .metadata
        .accessibility
        .hazards
        .iter()
        .map(|hazard| hazard.trim().to_owned())
        .filter(|hazard| !hazard.is_empty())
        .collect();
    match (stated.is_empty(), evidence.moving) {
        (false, _) => stated,
        (true, false) => vec!["none".to_owned()],
        (true, true) => vec!["unknown".to_owned()],
    }
}

fn summary(book: &Book, evidence: &Evidence) -> String {
    if let Some(summary) = said(&book.metadata.accessibility.summary) {
        return summary.to_owned();
    }
    let facts = evidence.facts;
    let mut parts = vec!["This publication is reflowable text in one reading order".to_owned()];
    let navigation = match (evidence.contents, has_headings(&book.sections)) {
        (true, true) => ", with a linked table of contents and headings",
        (true, false) => ", with a linked table of contents",
        _ => "",
    };
    if let Some(first) = parts.first_mut() {
        first.push_str(navigation);
    }
    if evidence.pages {
        parts.push("Page numbers of the print edition are marked and listed".to_owned());
    }
    if facts.undescribed {
        parts.push("Some pictures have no alternative text".to_owned());
    } else if facts.pictures {
        parts.push("Pictures have alternative text, or are marked as decorative".to_owned());
    }
    match (facts.mathml, facts.raw_math) {
        (true, false) => parts.push("Mathematics is MathML".to_owned()),
        (true, true) => parts.push("Mathematics is MathML, and TeX source in places".to_owned()),
        (false, true) => parts.push("Mathematics is TeX source".to_owned()),
        (false, false) => {}
    }
    parts.join(". ") + "."
}

fn has_headings(sections: &[Section]) -> bool {
    sections
        .iter()
        .any(|section| !section.heading.is_empty() || has_headings(&section.children))
}

fn has_role(sections: &[Section], role: Role) -> bool {
    sections
        .iter()
        .any(|section| section.role == role || has_role(&section.children, role))
}
