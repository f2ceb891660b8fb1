//! What the head of an HTML document says about the book.

use crate::book::{Contributor, Identifier, IdentifierScheme, Metadata, Subject};
use crate::source::elements::Element;

/// The metadata in `title`, `meta` (plain names, Dublin Core, scholarly and social ones) and the language of the root.
pub(super) fn metadata(root: &Element) -> Metadata {
    let mut metadata = Metadata::default();
    let mut title = None;
    walk(root, 4, &mut |element| match &*element.name {
        "html" | "body" => {
            if let Some(tag) = language(element)
                && metadata.languages.is_empty()
            {
                metadata.languages.push(tag);
            }
        }
        "title" => title = title.take().or_else(|| folded(&element.text())),
        "meta" => meta(element, &mut metadata),
        _ => {}
    });
    metadata.title = metadata.title.or(title);
    metadata
}

/// Visits the elements down to a depth: heads are near the root.
fn walk(element: &Element, depth: usize, visit: &mut impl FnMut(&Element)) {
    visit(element);
    if depth > 0 {
        for child in element.elements() {
            walk(child, depth - 1, visit);
        }
    }
}

fn language(element: &Element) -> Option<String> {
    let stated = element
        .attribute("lang")
        .or_else(|| element.attribute("xml:lang"))?;
    oxilangtag::LanguageTag::parse(stated.trim())
        .ok()
        .map(|tag| tag.as_str().to_owned())
}

fn folded(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn meta(element: &Element, metadata: &mut Metadata) {
    let name = element
        .attribute("name")
        .or_else(|| element.attribute("property"))
        .unwrap_or("")
        .to_ascii_lowercase();
    let Some(value) = element.attribute("content").and_then(folded) else {
        return;
    };
    let name = name
        .strip_prefix("dcterms.")
        .or_else(|| name.strip_prefix("dc."))
        .or_else(|| name.strip_prefix("dcterms:"))
        .unwrap_or(&name);
    let fill = |slot: &mut Option<String>, value: String| {
        slot.get_or_insert(value);
    };
    match name {
        "title" | "citation_title" => fill(&mut metadata.title, value),
        "author" | "creator" | "citation_author" | "book:author" => {
            contributor(metadata, value, "aut")
        }
        "contributor" => contributor(metadata, value, "ctb"),
        "translator" => contributor(metadata, value, "trl"),
        "editor" => contributor(metadata, value, "edt"),
        "description" => fill(&mut metadata.description, value),
        "publisher" | "citation_publisher" => fill(&mut metadata.publisher, value),
        "rights" | "copyright" => fill(&mut metadata.rights, value),
        "date" | "issued" | "created" | "citation_publication_date" => {
            if let Some(date) = date(&value) {
                fill(&mut metadata.date, date);
            }
        }
        "language" => {
            if metadata.languages.is_empty()
                && let Ok(tag) = oxilangtag::LanguageTag::parse(value)
            {
                metadata.languages.push(tag.as_str().to_owned());
            }
        }
        "keywords" | "subject" | "citation_keywords" => {
            for name in value.split([',', ';']).filter_map(folded) {
                metadata.subjects.push(Subject {
                    name,
                    ..Subject::default()
                });
            }
        }
        "citation_isbn" | "isbn" | "book:isbn" => {
            metadata.identifiers.push(Identifier {
                scheme: IdentifierScheme::Isbn,
                value,
            });
        }
        _ => {}
    }
}

fn contributor(metadata: &mut Metadata, name: String, role: &str) {
    if !metadata.contributors.iter().any(|other| other.name == name) {
        metadata.contributors.push(Contributor {
            name,
            sort: None,
            role: role.to_owned(),
        });
    }
}

/// `CCYY`, `CCYY-MM` or `CCYY-MM-DD`, also before a time and with slashes.
pub(in crate::source) fn date(value: &str) -> Option<String> {
    let value = value.trim().split(['T', ' ']).next()?.replace('/', "-");
    let mut parts = value.split('-');
    let is_number = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let in_range = |part: &str, limit: u32| {
        part.parse()
            .is_ok_and(|number: u32| number >= 1 && number <= limit)
    };
    let (year, month, day) = (parts.next()?, parts.next(), parts.next());
    if !is_number(year, 4) || parts.next().is_some() {
        return None;
    }
    let fits = |part: Option<&str>, limit| {
        part.is_none_or(|part| is_number(part, 2) && in_range(part, limit))
    };
    (fits(month, 12) && fits(day, 31)).then_some(value)
}
