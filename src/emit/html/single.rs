//! One self-contained file.

use std::collections::BTreeSet;

use super::data_uri::{address, data_uri};
use super::head::{Style, push_head, push_pair};
use super::page;
use crate::book::{Book, ResourceId, Role, Section};
use crate::emit::content::{Dialect, Places, Writer};
use crate::emit::fonts::{self, Font};
use crate::emit::labels::Labels;
use crate::emit::language::language;
use crate::emit::names::output_stem;
use crate::emit::{EmitOptions, OutputFile, pixels, styles};
use crate::report::Diagnostic;

/// Everything lies in the one file.
struct Inside {
    addresses: Vec<String>,
    sizes: Vec<Option<(u32, u32)>>,
}

impl Places for Inside {
    fn anchor(&self, id: &str) -> String {
        format!("#{id}")
    }

    fn resource(&self, id: ResourceId) -> String {
        self.addresses.get(id).cloned().unwrap_or_default()
    }

    fn size(&self, id: ResourceId) -> Option<(u32, u32)> {
        self.sizes.get(id).copied().flatten()
    }
}

/// Writes the book as one file.
pub(super) fn emit(book: &Book, options: &EmitOptions<'_>) -> (OutputFile, Vec<Diagnostic>) {
    let places = Inside {
        addresses: book.resources.iter().map(data_uri).collect(),
        sizes: book.resources.iter().map(pixels).collect(),
    };
    let labels = Labels::of(language(book));
    let mut writer = Writer::new(book, Dialect::Html, &places);
    for section in &book.sections {
        let level = if section.role == Role::TitlePage {
            1
        } else {
            2
        };
        write_section(&mut writer, labels, section, level);
    }
    writer.notes(labels.notes);
    let taken: BTreeSet<String> = writer.anchors.iter().cloned().collect();
    let (text, mut diagnostics) = (writer.out, writer.diagnostics);
    let (embedded, findings) = page::fonts(book, std::iter::once(text.as_str()));
    diagnostics.extend(findings);
    let inside = |font: &Font| address(font.media_type, &font.data);
    let declared = fonts::declarations(book, &embedded, inside);
    let css = styles::edition(book, options.settings, &declared, |id| {
        let font = book.resources.get(id);
        let font = font.and_then(|resource| fonts::made_from(&embedded, resource));
        match font {
            Some(font) => inside(font),
            None => places.addresses.get(id).cloned().unwrap_or_default(),
        }
    });
    let main = page::free_id(&taken, "text");

    let mut out = String::with_capacity(text.len() + 16_384);
    push_head(&mut out, book, None, Style::Inside(&css));
    out.push_str("</head>\n<body>\n");
    page::push_skip_link(&mut out, labels, &main);
    if !page::has_title_page(&book.sections) {
        page::push_banner(&mut out, book);
    }
    page::push_contents_nav(
        &mut out,
        labels,
        &book.sections,
        &|id| format!("#{id}"),
        None,
    );
    out.push_str("<main");
    push_pair(&mut out, "id", &main);
    out.push_str(">\n");
    out.push_str(&text);
    out.push_str("</main>\n");
    page::push_footer(&mut out, book);
    out.push_str("</body>\n</html>\n");
    let path = format!("{}.html", output_stem(book));
    let data = out.into_bytes().into();
    (OutputFile { path, data }, diagnostics)
}

/// Writes a section with its children; notes stand at the end of the chapter that refers to them.
fn write_section(writer: &mut Writer<'_>, labels: Labels, section: &Section, level: u8) {
    let below = writer.open_section(section, level);
    writer.blocks(&section.blocks);
    if section.children.iter().any(|child| child.starts_file) {
        writer.notes(labels.notes);
    }
    for child in &section.children {
        write_section(writer, labels, child, below);
    }
    if section.starts_file {
        writer.notes(labels.notes);
    }
    writer.close_section();
}
