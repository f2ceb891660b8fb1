//! The head of a page: title, language, what is said when the page is shared, and the style.

use crate::book::{Book, Metadata};
use crate::emit::content::{push_attribute, push_text};
use crate::emit::language::{is_rtl, language};

/// The title of the book, as far as there is one.
pub(super) fn title(metadata: &Metadata) -> &str {
    metadata.title.as_deref().unwrap_or_default()
}

/// The names of the authors.
pub(super) fn authors(metadata: &Metadata) -> Vec<&str> {
    metadata
        .contributors
        .iter()
        .filter(|person| person.role == "aut")
        .map(|person| person.name.as_str())
        .collect()
}

/// Everything up to and with `<body>`. `page` is the title of the page, where it is not the whole book.
pub(super) fn push_head(out: &mut String, book: &Book, page: Option<&str>, style: Style<'_>) {
    let metadata = &book.metadata;
    out.push_str("<!DOCTYPE html>\n<html");
    push_pair(out, "lang", language(book));
    if is_rtl(language(book)) {
        push_pair(out, "dir", "rtl");
    }
    out.push_str(">\n<head>\n<meta charset=\"utf-8\"/>\n");
    push_meta(
        out,
        "name",
        "viewport",
        "width=device-width, initial-scale=1",
    );
    let whole = title(metadata);
    let name = match page {
        Some(page) if !page.is_empty() => format!("{page} — {whole}"),
        _ => whole.to_owned(),
    };
    out.push_str("<title>");
    push_text(out, &name);
    out.push_str("</title>\n");
    push_sharing(
        out,
        metadata,
        page.filter(|page| !page.is_empty()).unwrap_or(whole),
    );
    push_meta(out, "name", "generator", "deckle");
    push_meta(out, "name", "color-scheme", "light dark");
    match style {
        Style::Inside(css) => {
            out.push_str("<style>\n");
            // A style element's text ends at the first end tag, whatever a comment or string in it says.
            out.push_str(&css.replace("</", "<\\/"));
            out.push_str("</style>\n");
        }
        Style::Linked(path) => {
            out.push_str("<link rel=\"stylesheet\"");
            push_pair(out, "href", path);
            out.push_str("/>\n");
        }
    }
}

/// Where the style of a page is.
pub(super) enum Style<'a> {
    /// In the page.
    Inside(&'a str),
    /// In a file.
    Linked(&'a str),
}

fn push_sharing(out: &mut String, metadata: &Metadata, title: &str) {
    if let Some(description) = &metadata.description {
        push_meta(out, "name", "description", description);
        push_meta(out, "property", "og:description", description);
    }
    for author in authors(metadata) {
        push_meta(out, "name", "author", author);
        push_meta(out, "property", "book:author", author);
    }
    push_meta(out, "property", "og:title", title);
    push_meta(out, "property", "og:type", "book");
    for identifier in &metadata.identifiers {
        if identifier.scheme == crate::book::IdentifierScheme::Isbn {
            push_meta(out, "property", "book:isbn", &identifier.value);
        }
    }
    if let Some(language) = metadata.languages.first() {
        push_meta(out, "property", "og:locale", &language.replace('-', "_"));
    }
}

fn push_meta(out: &mut String, kind: &str, name: &str, content: &str) {
    out.push_str("<meta");
    push_pair(out, kind, name);
    push_pair(out, "content", content);
    out.push_str("/>\n");
}

/// ` name="value"`.
pub(super) fn push_pair(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_attribute(out, value);
    out.push('"');
}
