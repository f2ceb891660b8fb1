//! The navigation document: contents, landmarks, list of printed pages (EPUB 3.3, section 7); and the tree that the NCX
//! shares with it.

use super::content::{Rendered, Shared, View, close_document, open_document};
use super::plan::Matter;
use crate::book::{Role, Section};
use crate::emit::content::{Dialect, Writer, title_of};
use crate::emit::xml::{Xml, has_text};

/// An entry of the contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) title: String,
    /// Relative to the package document.
    pub(crate) href: String,
    pub(crate) children: Vec<Entry>,
}

/// A landmark: where a kind of matter begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Landmark {
    /// Its `epub:type`.
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    /// Relative to the package document.
    pub(crate) href: String,
}

/// The contents from the sections. A section that is not shown gives its place to those below it.
pub(crate) fn tree(shared: &Shared<'_>) -> Vec<Entry> {
    entries(shared, &shared.book.sections)
}

fn entries(shared: &Shared<'_>, sections: &[Section]) -> Vec<Entry> {
    let mut list = Vec::new();
    for section in sections {
        let children = entries(shared, &section.children);
        let title = title_of(section);
        match href(shared, section) {
            Some(href) if section.in_contents && has_text(&title) => list.push(Entry {
                title,
                href,
                children,
            }),
            _ => list.extend(children),
        }
    }
    list
}

/// The address of a section: its file where it begins one, else file and anchor.
fn href(shared: &Shared<'_>, section: &Section) -> Option<String> {
    let place = shared.plan.anchors.get(section.attributes.id.as_deref()?)?;
    let file = shared.plan.files.get(place.file)?;
    let path = format!("text/{}.xhtml", file.stem);
    Some(if file.begins_with(section) {
        path
    } else {
        format!("{path}#{}", place.id)
    })
}

/// The landmarks: the contents, the first page of the text, and each kind of matter once.
pub(crate) fn landmarks(shared: &Shared<'_>, fixed: Vec<Landmark>) -> Vec<Landmark> {
    let mut list = fixed;
    let body = shared
        .plan
        .files
        .iter()
        .find(|file| file.matter == Matter::Body)
        .or(shared.plan.files.first());
    if let Some(file) = body {
        list.push(Landmark {
            kind: "bodymatter",
            title: shared.labels.start.to_owned(),
            href: format!("text/{}.xhtml", file.stem),
        });
    }
    collect(shared, &shared.book.sections, &mut list);
    list
}

fn collect(shared: &Shared<'_>, sections: &[Section], list: &mut Vec<Landmark>) {
    for section in sections {
        let kind = section.role.name();
        let shown = !matches!(
            section.role,
            Role::Section | Role::Chapter | Role::Part | Role::Volume | Role::Toc
        );
        if shown && !list.iter().any(|landmark| landmark.kind == kind) {
            let title = title_of(section);
            if let Some(href) = href(shared, section) {
                let title = if !has_text(&title) && section.role == Role::TitlePage {
                    shared.labels.title_page.to_owned()
                } else {
                    title
                };
                if has_text(&title) {
                    list.push(Landmark { kind, title, href });
                }
            }
        }
        collect(shared, &section.children, list);
    }
}

/// Writes the navigation document. It lies beside the package document, so its addresses are the tree's.
pub(crate) fn write(
    shared: &Shared<'_>,
    tree: &[Entry],
    landmarks: &[Landmark],
    pages: &[(String, String)],
) -> Rendered {
    let mut xml = Xml::new("", 2048 + tree.len() * 120);
    xml.open("nav")
        .attr("epub:type", "toc")
        .attr("role", "doc-toc")
        .attr("class", "contents")
        .attr("id", "toc")
        .attr("aria-labelledby", "toc-title")
        .newline();
    xml.open("h1")
        .attr("id", "toc-title")
        .text(shared.labels.contents)
        .close()
        .newline();
    list(&mut xml, tree);
    xml.close().newline();
    xml.open("nav")
        .attr("epub:type", "landmarks")
        .attr("id", "landmarks")
        .attr("hidden", "hidden")
        .attr("class", "machine");
    xml.attr("aria-labelledby", "landmarks-title").newline();
    xml.open("h2")
        .attr("id", "landmarks-title")
        .text(shared.labels.landmarks)
        .close()
        .newline()
        .open("ol")
        .newline();
    for landmark in landmarks {
        xml.open("li")
            .open("a")
            .attr("epub:type", landmark.kind)
            .attr("href", &landmark.href)
            .text(&landmark.title);
        xml.close().close().newline();
    }
    xml.close().newline().close().newline();
    if !pages.is_empty() {
        xml.open("nav")
            .attr("epub:type", "page-list")
            .attr("role", "doc-pagelist")
            .attr("id", "pages")
            .attr("hidden", "hidden")
            .attr("class", "machine");
        xml.attr("aria-labelledby", "pages-title").newline();
        xml.open("h2")
            .attr("id", "pages-title")
            .text(shared.labels.pages)
            .close()
            .newline()
            .open("ol")
            .newline();
        for (label, href) in pages {
            xml.open("li")
                .open("a")
                .attr("href", href)
                .text(label)
                .close()
                .close()
                .newline();
        }
        xml.close().newline().close().newline();
    }
    let view = View {
        shared,
        file: usize::MAX,
    };
    let mut writer = Writer::new(shared.book, Dialect::Xhtml, &view);
    open_document(
        &mut writer,
        shared,
        "",
        shared.labels.contents,
        "frontmatter",
    );
    writer.out.push_str(&String::from_utf8_lossy(&xml.finish()));
    close_document(writer)
}

fn list(xml: &mut Xml, entries: &[Entry]) {
    xml.open("ol").newline();
    for entry in entries {
        xml.open("li")
            .open("a")
            .attr("href", &entry.href)
            .text(&entry.title)
            .close();
        if !entry.children.is_empty() {
            xml.newline();
            list(xml, &entry.children);
        }
        xml.close().newline();
    }
    xml.close().newline();
}
