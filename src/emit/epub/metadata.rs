//! The metadata of the package document (EPUB 3.3, section 5.5).

use super::accessibility;
use super::package::Package;
use crate::book::{IdentifierScheme, Metadata, WritingMode};
use crate::emit::content::address;
use crate::emit::xml::{Xml, has_text};

/// A `meta` element with `property`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Property {
    /// The property.
    pub(crate) name: String,
    /// Its value.
    pub(crate) value: String,
}

/// Writes the element.
pub(crate) fn write(xml: &mut Xml, package: &Package<'_>) {
    let metadata = &package.shared.book.metadata;
    xml.open("metadata")
        .attr("xmlns:dc", "http://purl.org/dc/elements/1.1/")
        .newline();
    identifiers(xml, metadata, package.identifier);
    titles(xml, metadata);
    contributors(xml, metadata);
    xml.element("dc:language", package.shared.language)
        .newline();
    let others = metadata
        .languages
        .iter()
        .map(|tag| tag.trim())
        .filter(|tag| !tag.is_empty() && *tag != package.shared.language);
    for language in others.filter(|tag| oxilangtag::LanguageTag::parse(*tag).is_ok()) {
        xml.element("dc:language", language).newline();
    }
    for (name, value) in [
        ("dc:publisher", &metadata.publisher),
        ("dc:date", &metadata.date),
        ("dc:rights", &metadata.rights),
        ("dc:description", &metadata.description),
        ("dc:type", &metadata.kind),
    ] {
        if let Some(value) = filled(value) {
            xml.element(name, value).newline();
        }
    }
    subjects(xml, metadata);
    collections(xml, metadata);
    source(xml, package);
    property(xml, "dcterms:modified", package.modified);
    let book = package.shared.book;
    for extra in accessibility::properties(book, package.evidence) {
        // The words of the summary are the author's, or English.
        let stated = accessibility::said(&metadata.accessibility.summary).is_some();
        let english = extra.name == "schema:accessibilitySummary" && !stated;
        xml.open("meta").attr("property", &extra.name);
        xml.attr_some("xml:lang", english.then_some("en"))
            .attr_some("dir", (english && package.shared.rtl).then_some("ltr"));
        xml.text(&extra.value).close().newline();
    }
    conformance(xml, package);
    for (font, licence) in package.licences {
        refine(xml, font, "dcterms:license", None, licence);
    }
    legacy(xml, package);
    xml.close().newline();
}

/// Who certifies what (EPUB Accessibility 1.1, section 4): only with a certifier, and with the standard only where our own
/// checks hold.
fn conformance(xml: &mut Xml, package: &Package<'_>) {
    let book = package.shared.book;
    let claims = &book.metadata.accessibility;
    let Some(certifier) = accessibility::said(&claims.certified_by) else {
        return;
    };
    let holds = accessibility::checks_hold(book, package.evidence);
    if holds {
        xml.open("meta")
            .attr("property", "dcterms:conformsTo")
            .attr("id", "conformance");
        xml.text("EPUB Accessibility 1.1 - WCAG 2.2 Level AA")
            .close()
            .newline();
    }
    xml.open("meta")
        .attr("property", "a11y:certifiedBy")
        .attr("id", "certifier");
    xml.attr_some("refines", holds.then_some("#conformance"))
        .text(certifier)
        .close()
        .newline();
    if let Some(credential) = accessibility::said(&claims.certifier_credential) {
        refine(
            xml,
            "certifier",
            "a11y:certifierCredential",
            None,
            credential,
        );
    }
    if let Some(report) = accessibility::said(&claims.certifier_report).and_then(address::external)
    {
        xml.open("link")
            .attr("rel", "a11y:certifierReport")
            .attr("refines", "#certifier")
            .attr("href", &report);
        xml.close().newline();
    }
}

/// What EPUB 2 readers, Kindle and calibre look for.
fn legacy(xml: &mut Xml, package: &Package<'_>) {
    let mut named = |name: &str, content: &str| {
        xml.open("meta")
            .attr("name", name)
            .attr("content", content)
            .close()
            .newline();
    };
    let cover = package
        .manifest
        .iter()
        .find(|item| item.properties.contains(&"cover-image"));
    if let Some(cover) = cover {
        named("cover", &cover.id);
    }
    if package.shared.book.metadata.writing_mode == Some(WritingMode::VerticalRl) {
        named("primary-writing-mode", "vertical-rl");
    }
}

/// A value that is there and says something.
fn filled(value: &Option<String>) -> Option<&str> {
    accessibility::said(value)
}

fn property(xml: &mut Xml, name: &str, value: &str) {
    xml.open("meta")
        .attr("property", name)
        .text(value)
        .close()
        .newline();
}

fn refine(xml: &mut Xml, id: &str, name: &str, scheme: Option<&str>, value: &str) {
    xml.open("meta")
        .attr("refines", &format!("#{id}"))
        .attr("property", name)
        .attr_some("scheme", scheme)
        .text(value);
    xml.close().newline();
}

/// The first identifier is the unique one; an ISBN among the others gets its ONIX code (list 5).
fn identifiers(xml: &mut Xml, metadata: &Metadata, unique: &str) {
    xml.open("dc:identifier")
        .attr("id", "book-id")
        .text(unique)
        .close()
        .newline();
    let mut number = 1;
    let mut said = std::collections::BTreeSet::new();
    for identifier in &metadata.identifiers {
        let text = identifier_text(identifier.scheme, &identifier.value);
        if !said.insert(text.clone()) {
            continue;
        }
        let code = match identifier.scheme {
            IdentifierScheme::Isbn if digits(&identifier.value).len() == 10 => Some("02"),
            IdentifierScheme::Isbn => Some("15"),
            IdentifierScheme::Doi => Some("06"),
            _ => None,
        };
        let id = if text == unique {
            "book-id".to_owned()
        } else if text.is_empty() {
            continue;
        } else {
            number += 1;
            let id = format!("identifier-{number}");
            xml.open("dc:identifier")
                .attr("id", &id)
                .text(&text)
                .close()
                .newline();
            id
        };
        if let Some(code) = code {
            refine(xml, &id, "identifier-type", Some("onix:codelist5"), code);
        }
    }
}

/// An identifier as `dc:identifier` writes it.
pub(crate) fn identifier_text(scheme: IdentifierScheme, value: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let uuid = value.trim_start_matches("urn:uuid:");
    match scheme {
        _ if !has_text(&value) => String::new(),
        IdentifierScheme::Isbn if matches!(digits(&value).len(), 10 | 13) => {
            format!("urn:isbn:{}", digits(&value))
        }
        IdentifierScheme::Uuid if is_uuid(uuid) => {
            format!("urn:uuid:{}", uuid.to_ascii_lowercase())
        }
        // What is none is no more than a name.
        IdentifierScheme::Isbn | IdentifierScheme::Uuid => uuid.to_owned(),
        IdentifierScheme::Doi => format!(
            "doi:{}",
            value
                .trim_start_matches("doi:")
                .trim_start_matches("https://doi.org/")
        ),
        IdentifierScheme::Uri | IdentifierScheme::Other => value,
    }
}

/// Whether a text has the form of a UUID.
fn is_uuid(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn digits(isbn: &str) -> String {
    isbn.chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X'))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The ids that the metadata may take in the package document, where no two may be the same.
pub(crate) fn ids(metadata: &Metadata) -> Vec<String> {
    let mut found: Vec<String> = [
        "book-id",
        "title",
        "subtitle",
        "conformance",
        "certifier",
        "print-source",
    ]
    .map(str::to_owned)
    .into();
    for (name, most) in [
        ("identifier", metadata.identifiers.len() + 1),
        ("person", metadata.contributors.len()),
        ("subject", metadata.subjects.len()),
        ("collection", metadata.collections.len()),
    ] {
        found.extend((1..=most).map(|number| format!("{name}-{number}")));
    }
    found
}

fn titles(xml: &mut Xml, metadata: &Metadata) {
    let title = filled(&metadata.title).unwrap_or("…");
    xml.open("dc:title")
        .attr("id", "title")
        .text(title)
        .close()
        .newline();
    if let Some(sort) = filled(&metadata.title_sort) {
        refine(xml, "title", "file-as", None, sort);
    }
    if let Some(subtitle) = filled(&metadata.subtitle) {
        refine(xml, "title", "title-type", None, "main");
        xml.open("dc:title")
            .attr("id", "subtitle")
            .text(subtitle)
            .close()
            .newline();
        refine(xml, "subtitle", "title-type", None, "subtitle");
    }
    // Calibre and the libraries that follow it sort by this.
    if let Some(sort) = filled(&metadata.title_sort) {
        xml.open("meta")
            .attr("name", "calibre:title_sort")
            .attr("content", sort)
            .close()
            .newline();
    }
}

fn contributors(xml: &mut Xml, metadata: &Metadata) {
    let people = metadata
        .contributors
        .iter()
        .filter(|person| has_text(&person.name));
    for (number, person) in people.enumerate() {
        let role = person.role.trim();
        let is_author = matches!(role, "" | "aut" | "cre" | "dub" | "aui" if role != "aui");
        let id = format!("person-{}", number + 1);
        let element = if is_author {
            "dc:creator"
        } else {
            "dc:contributor"
        };
        xml.open(element)
            .attr("id", &id)
            .text(person.name.trim())
            .close()
            .newline();
        let is_code = role.len() == 3 && role.bytes().all(|byte| byte.is_ascii_lowercase());
        if is_code || role.is_empty() {
            refine(
                xml,
                &id,
                "role",
                Some("marc:relators"),
                if is_code { role } else { "aut" },
            );
        }
        if let Some(sort) = filled(&person.sort) {
            refine(xml, &id, "file-as", None, sort);
        }
        refine(xml, &id, "display-seq", None, &(number + 1).to_string());
    }
}

fn subjects(xml: &mut Xml, metadata: &Metadata) {
    let subjects = metadata
        .subjects
        .iter()
        .filter(|subject| has_text(&subject.name));
    for (number, subject) in subjects.enumerate() {
        let id = format!("subject-{}", number + 1);
        xml.open("dc:subject")
            .attr("id", &id)
            .text(subject.name.trim())
            .close()
            .newline();
        // Neither may stand without the other (section 5.5.4.1).
        if let (Some(authority), Some(term)) = (filled(&subject.authority), filled(&subject.term)) {
            refine(xml, &id, "authority", None, authority);
            refine(xml, &id, "term", None, term);
        }
    }
}

fn collections(xml: &mut Xml, metadata: &Metadata) {
    let mut calibre = false;
    let named = metadata
        .collections
        .iter()
        .filter(|collection| has_text(&collection.name));
    for (number, collection) in named.enumerate() {
        let id = format!("collection-{}", number + 1);
        let name = collection.name.trim();
        xml.open("meta")
            .attr("property", "belongs-to-collection")
            .attr("id", &id)
            .text(name)
            .close()
            .newline();
        refine(
            xml,
            &id,
            "collection-type",
            None,
            if collection.is_set { "set" } else { "series" },
        );
        let position = filled(&collection.position).filter(|position| is_position(position));
        if let Some(position) = position {
            refine(xml, &id, "group-position", None, position);
        }
        if !collection.is_set && !calibre {
            calibre = true;
            xml.open("meta")
                .attr("name", "calibre:series")
                .attr("content", name)
                .close()
                .newline();
            if let Some(position) = position.filter(|position| position.parse::<f64>().is_ok()) {
                xml.open("meta")
                    .attr("name", "calibre:series_index")
                    .attr("content", position)
                    .close()
                    .newline();
            }
        }
    }
}

/// Whole numbers, or several parted by full stops.
fn is_position(position: &str) -> bool {
    position
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The print edition, and where the page numbers come from.
fn source(xml: &mut Xml, package: &Package<'_>) {
    let source = package.shared.book.metadata.source.as_ref();
    let isbn = source
        .and_then(|source| filled(&source.isbn))
        .map(|isbn| format!("urn:isbn:{}", digits(isbn)));
    let citation = source.map_or("", |source| source.citation.trim());
    let text = isbn.as_deref().unwrap_or(citation);
    if has_text(text) {
        xml.open("dc:source")
            .attr("id", "print-source")
            .text(text)
            .close()
            .newline();
        if isbn.is_some() {
            refine(
                xml,
                "print-source",
                "identifier-type",
                Some("onix:codelist5"),
                "15",
            );
        }
        if package.evidence.pages {
            refine(xml, "print-source", "source-of", None, "pagination");
        }
    }
    if package.evidence.pages {
        property(
            xml,
            "pageBreakSource",
            if !has_text(text) { "none" } else { text },
        );
    }
}
