//! The title page, for a book that brings none of its own.

use super::accessibility;
use super::content::{Rendered, Shared, View, close_document, open_document};
use crate::book::{Book, Role, Section};
use crate::emit::content::{Dialect, Writer, push_text};
use crate::emit::xml::has_text;

/// Whether the book has a title page of its own.
pub(crate) fn is_present(book: &Book) -> bool {
    fn search(sections: &[Section]) -> bool {
        sections
            .iter()
            .any(|section| section.role == Role::TitlePage || search(&section.children))
    }
    search(&book.sections)
}

/// Writes a page with title, subtitle, people and publisher.
pub(crate) fn write(shared: &Shared<'_>) -> Rendered {
    let metadata = &shared.book.metadata;
    let view = View {
        shared,
        file: usize::MAX,
    };
    let mut writer = Writer::new(shared.book, Dialect::Xhtml, &view);
    let title = accessibility::said(&metadata.title).unwrap_or("…");
    open_document(&mut writer, shared, "../", title, "frontmatter");
    writer
        .out
        .push_str("<section epub:type=\"titlepage\" class=\"titlepage\">\n");
    let mut line = |element: &str, class: &str, text: &str| {
        if has_text(text) {
            writer
                .out
                .push_str(&format!("<{element} class=\"{class}\">"));
            push_text(&mut writer.out, text.trim());
            writer.out.push_str(&format!("</{element}>\n"));
        }
    };
    line("h1", "title", title);
    line(
        "p",
        "subtitle",
        metadata.subtitle.as_deref().unwrap_or_default(),
    );
    for person in &metadata.contributors {
        let class = if matches!(person.role.as_str(), "" | "aut" | "cre") {
            "author"
        } else {
            "contributor"
        };
        line("p", class, &person.name);
    }
    line(
        "p",
        "publisher",
        metadata.publisher.as_deref().unwrap_or_default(),
    );
    writer.out.push_str("</section>\n");
    close_document(writer)
}
