//! Content documents: the frame of each file, its sections and headings, the notes at its end.

use std::borrow::Cow;

use super::container::Packer;
use super::pictures::Pictures;
use super::plan::{File, Matter, Plan, Step};
use crate::book::{Book, ResourceId, Section};
use crate::emit::content::{Dialect, Facts, Places, Writer, push_attribute, push_text};
use crate::emit::labels::Labels;
use crate::emit::names::ncname;
use crate::emit::xml::has_text;
use crate::epub::{Content, LineMap};
use crate::report::Diagnostic;

/// What all content documents of a book share.
pub(crate) struct Shared<'a> {
    pub(crate) book: &'a Book,
    pub(crate) plan: &'a Plan<'a>,
    pub(crate) pictures: &'a Pictures,
    pub(crate) labels: Labels,
    pub(crate) language: &'a str,
    pub(crate) rtl: bool,
    /// Paths of the style sheets, relative to the package document.
    pub(crate) styles: &'a [String],
}

/// A content document as written.
#[derive(Default)]
pub(crate) struct Rendered {
    pub(crate) data: Vec<u8>,
    pub(crate) lines: LineMap,
    pub(crate) facts: Facts,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A content document as it lies in the container.
pub(crate) struct Sealed {
    pub(crate) data: Content,
    pub(crate) lines: LineMap,
    pub(crate) facts: Facts,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Rendered {
    /// Packs it. `keep`: its text stays at hand, too.
    pub(crate) fn seal(self, packer: &mut Packer, keep: bool) -> Sealed {
        let mut packed = packer.deflate(&self.data);
        if let (true, Content::Deflated { plain, .. }) = (keep, &mut packed) {
            *plain = Some(self.data);
        }
        Sealed {
            data: packed,
            lines: self.lines,
            facts: self.facts,
            diagnostics: self.diagnostics,
        }
    }
}

/// Where things lie, seen from one content document.
pub(crate) struct View<'a> {
    pub(crate) shared: &'a Shared<'a>,
    /// The document, an index into the plan's files.
    pub(crate) file: usize,
}

impl Places for View<'_> {
    fn anchor(&self, id: &str) -> String {
        match self.shared.plan.anchors.get(id) {
            Some(place) if place.file != self.file => {
                match self.shared.plan.files.get(place.file) {
                    Some(file) => format!("{}.xhtml#{}", file.stem, place.id),
                    None => String::new(),
                }
            }
            Some(place) => format!("#{}", place.id),
            // The way back from a note: its reference stands in the same file.
            None if self.is_reference(id) => format!("#{}", ncname(id)),
            None => String::new(),
        }
    }

    fn resource(&self, id: ResourceId) -> String {
        self.shared
            .pictures
            .path(id)
            .map_or_else(String::new, |path| format!("../{path}"))
    }

    /// A picture is no content document: a reading system need not be able to open it as a page.
    fn link(&self, _id: ResourceId) -> String {
        String::new()
    }

    fn size(&self, id: ResourceId) -> Option<(u32, u32)> {
        self.shared.pictures.file(id).and_then(|file| file.size)
    }

    fn id<'b>(&self, anchor: &'b str) -> Cow<'b, str> {
        match self.shared.plan.anchors.get(anchor) {
            Some(place) if place.id == anchor => Cow::Borrowed(anchor),
            Some(place) => Cow::Owned(place.id.clone().into_owned()),
            None => Cow::Owned(ncname(anchor)),
        }
    }

    fn holds_note(&self, note: usize) -> bool {
        self.shared
            .plan
            .notes
            .get(note)
            .is_some_and(|&file| file == self.file)
    }
}

impl View<'_> {
    /// Whether an anchor is that of a reference to a note of this file.
    fn is_reference(&self, id: &str) -> bool {
        let note = id
            .strip_suffix("-ref")
            .and_then(|note| self.shared.plan.anchors.get(note));
        note.is_some_and(|place| place.file == self.file)
    }
}

/// Writes a content document.
pub(crate) fn render(shared: &Shared<'_>, index: usize, file: &File<'_>) -> Rendered {
    let view = View {
        shared,
        file: index,
    };
    let mut writer = Writer::new(shared.book, Dialect::Xhtml, &view);
    writer.out.reserve(file.weight + file.weight / 8 + 1024);
    let matter = match file.matter {
        Matter::Front => "frontmatter",
        Matter::Body => "bodymatter",
        Matter::Back => "backmatter",
    };
    open_document(&mut writer, shared, "../", &file.title, matter);
    for step in &file.steps {
        match step {
            Step::Open(section, depth) => {
                writer.open_section(section, *depth);
            }
            Step::Reopen(section) => reopen_section(&mut writer, section),
            Step::Block(block) => writer.block(block),
            Step::Close => writer.close_section(),
        }
    }
    writer.notes(shared.labels.notes);
    close_document(writer)
}

/// A section that began in the file before: its language and classes hold here too, its name and anchor stay there.
fn reopen_section(writer: &mut Writer<'_>, section: &Section) {
    let attributes = section.attributes.without_id();
    writer.open("section", section.role.name(), &attributes);
    writer.out.push('\n');
}

/// Writes everything of a document up to the inside of its body. `root` leads to the folder of the package document.
pub(crate) fn open_document(
    writer: &mut Writer<'_>,
    shared: &Shared<'_>,
    root: &str,
    title: &str,
    matter: &str,
) {
    let out = &mut writer.out;
    out.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\"",
    );
    writer.language(shared.language);
    if shared.rtl {
        writer.attribute("dir", "rtl");
    }
    let out = &mut writer.out;
    out.push_str(">\n<head>\n<meta charset=\"utf-8\"/>\n<title>");
    let book_title = shared.book.metadata.title.as_deref().map_or("", str::trim);
    push_text(
        out,
        [title.trim(), book_title, "…"]
            .into_iter()
            .find(|title| has_text(title))
            .unwrap_or_default(),
    );
    out.push_str("</title>\n");
    for style in shared.styles {
        out.push_str("<link rel=\"stylesheet\" type=\"text/css\" href=\"");
        push_attribute(out, &format!("{root}{style}"));
        out.push_str("\"/>\n");
    }
    out.push_str("</head>\n<body epub:type=\"");
    out.push_str(matter);
    out.push_str("\">\n");
}

/// Closes body and document.
pub(crate) fn close_document(mut writer: Writer<'_>) -> Rendered {
    writer.out.push_str("</body>\n</html>\n");
    let lines = writer.line_map();
    Rendered {
        data: writer.out.into_bytes(),
        lines,
        facts: writer.facts,
        diagnostics: writer.diagnostics,
    }
}
