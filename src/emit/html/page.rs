//! What stands around the text: title, people, skip link, rights.

use std::collections::BTreeSet;

use super::contents::push_contents;
use super::head;
use crate::book::{Book, Role, Section};
use crate::emit::content::push_text;
use crate::emit::fonts::{self, Font};
use crate::emit::labels::Labels;
use crate::emit::language::language;
use crate::report::Diagnostic;

/// An id for the page's own furniture that the book does not use.
pub(super) fn free_id(taken: &BTreeSet<String>, name: &str) -> String {
    let mut id = name.to_owned();
    while taken.contains(&id) {
        id.push('-');
    }
    id
}

/// The link that leads a keyboard past the contents.
pub(super) fn push_skip_link(out: &mut String, labels: Labels, main: &str) {
    out.push_str("<a class=\"skip\"");
    head::push_pair(out, "href", &format!("#{main}"));
    out.push('>');
    push_text(out, labels.skip);
    out.push_str("</a>\n");
}

/// The table of contents as a landmark of its own.
pub(super) fn push_contents_nav(
    out: &mut String,
    labels: Labels,
    sections: &[Section],
    href: &dyn Fn(&str) -> String,
    id: Option<&str>,
) {
    out.push_str("<nav class=\"contents\" role=\"doc-toc\"");
    if let Some(id) = id {
        head::push_pair(out, "id", id);
    }
    head::push_pair(out, "aria-label", labels.contents);
    out.push_str(">\n<h2>");
    push_text(out, labels.contents);
    out.push_str("</h2>\n");
    push_contents(out, sections, href);
    out.push_str("</nav>\n");
}

/// Title, subtitle and authors, as the book's own heading.
pub(super) fn push_banner(out: &mut String, book: &Book) {
    let metadata = &book.metadata;
    out.push_str("<header class=\"banner\">\n<h1>");
    push_text(out, head::title(metadata));
    out.push_str("</h1>\n");
    if let Some(subtitle) = &metadata.subtitle {
        push_paragraph(out, "subtitle", subtitle);
    }
    let authors = head::authors(metadata);
    if !authors.is_empty() {
        push_paragraph(out, "authors", &authors.join(", "));
    }
    out.push_str("</header>\n");
}

/// Rights and publisher below the text.
pub(super) fn push_footer(out: &mut String, book: &Book) {
    let metadata = &book.metadata;
    let lines: Vec<&String> = [&metadata.publisher, &metadata.rights]
        .into_iter()
        .flatten()
        .collect();
    if lines.is_empty() {
        return;
    }
    out.push_str("<footer class=\"imprint\">\n");
    for line in lines {
        push_paragraph(out, "", line);
    }
    out.push_str("</footer>\n");
}

fn push_paragraph(out: &mut String, class: &str, text: &str) {
    out.push_str("<p");
    if !class.is_empty() {
        head::push_pair(out, "class", class);
    }
    out.push('>');
    push_text(out, text);
    out.push_str("</p>\n");
}

/// The fonts, cut to the letters of texts and of what stands around them.
pub(super) fn fonts<'t>(
    book: &'t Book,
    texts: impl Iterator<Item = &'t str>,
) -> (Vec<Font>, Vec<Diagnostic>) {
    if fonts::of(book).next().is_none() {
        return (Vec::new(), Vec::new());
    }
    let metadata = &book.metadata;
    let labels = Labels::of(language(book));
    let named = [
        &metadata.title,
        &metadata.subtitle,
        &metadata.publisher,
        &metadata.rights,
    ];
    let people = metadata.contributors.iter().map(|person| &person.name);
    let around = named
        .into_iter()
        .flatten()
        .chain(people)
        .map(String::as_str);
    let words = [labels.contents, labels.skip, labels.search, "←→"];
    fonts::prepare(
        fonts::of(book),
        &fonts::letters(texts.chain(around).chain(words)),
    )
}

/// Whether the book brings its own title page.
pub(super) fn has_title_page(sections: &[Section]) -> bool {
    sections
        .iter()
        .any(|section| section.role == Role::TitlePage)
}
