//! Sections: headings with what their words alone do not say.

use super::attributes::in_braces;
use super::writer::Writer;
use crate::book::assemble::{slug, usual};
use crate::book::visit::plain_text;
use crate::book::{Attributes, Inline, Role, Section};

/// Levels that the contents show unless the book's settings say otherwise.
const CONTENTS_DEPTH: u8 = 3;

/// Where a section stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// How deep, from 1.
    pub(super) depth: u8,
    /// The level of its heading, from 1.
    pub(super) level: u8,
    /// The role of the section it stands in.
    pub(super) above: Role,
}

impl Frame {
    /// Where the children of `section` stand, which stands here.
    pub(super) fn below(self, section: &Section) -> Frame {
        Frame {
            depth: self.depth.saturating_add(1),
            level: self.level.saturating_add(1),
            above: section.role,
        }
    }
}

impl Writer<'_> {
    /// Writes a section that begins a file, without those below it that begin their own.
    pub(super) fn part(&mut self, section: &Section, frame: Frame) {
        if frame.depth == 1 && is_preamble(section, "") {
            self.anchor(section.attributes.id.as_deref());
            return self.blocks(&section.blocks);
        }
        self.title(section, frame, true);
        if !section.blocks.is_empty() {
            self.line("");
            self.blocks(&section.blocks);
        }
        for child in section.children.iter().filter(|child| !child.starts_file) {
            self.section(child, frame.below(section));
        }
    }

    /// Writes all sections into one file.
    pub(super) fn whole(&mut self, sections: &[Section]) {
        let title = self.book.metadata.title.as_deref().unwrap_or_default();
        // A single heading over all others, with the title's words, is read as the title: then the title stands over it.
        let crowned = match sections {
            [only] => !only.children.is_empty() && same(&plain_text(&only.heading), title),
            _ => false,
        };
        if crowned {
            self.start();
            let text = self.line_of(&[Inline::Text(title.to_owned())]);
            self.line(&format!("# {text}"));
        }
        let level = if crowned { 2 } else { 1 };
        for (index, section) in sections.iter().enumerate() {
            let frame = Frame {
                depth: 1,
                level,
                above: Role::Section,
            };
            if index == 0 && !crowned && is_preamble(section, title) {
                self.start();
                self.blocks(&section.blocks);
                self.children(section, frame);
            } else {
                self.section(section, frame);
            }
        }
    }

    /// Writes a section with everything below it.
    pub(super) fn section(&mut self, section: &Section, frame: Frame) {
        self.start();
        self.title(section, frame, false);
        if !section.blocks.is_empty() {
            self.line("");
            self.blocks(&section.blocks);
        }
        self.children(section, frame);
    }

    fn children(&mut self, section: &Section, frame: Frame) {
        for child in &section.children {
            self.section(child, frame.below(section));
        }
    }

    /// A blank line, unless nothing stands before it.
    fn start(&mut self) {
        if !self.is_fresh() {
            self.line("");
        }
    }

    /// Writes the heading. `opens_file`: the file says by itself that a file begins.
    fn title(&mut self, section: &Section, frame: Frame, opens_file: bool) {
        self.anchor(section.attributes.id.as_deref());
        let mut attributes = section.attributes.clone();
        // The anchor that the heading's own words give need not be said.
        let words = plain_text(&section.heading);
        let given = slug(&words);
        attributes.id = attributes.id.filter(|id| *id != given || given.is_empty());
        let mut heading = section.heading.clone();
        if let Some(title) = &section.title {
            let classes = vec!["nav-title".to_owned()];
            if !heading.is_empty() {
                heading.push(Inline::Text(" ".to_owned()));
            }
            heading.push(Inline::Span {
                attributes: Attributes {
                    classes,
                    ..Attributes::default()
                },
                content: vec![Inline::Text(title.clone())],
            });
        }
        if heading.is_empty() {
            heading.push(Inline::Text("…".to_owned()));
            attributes.classes.push("untitled".to_owned());
        }
        let named = !section.heading.is_empty() || section.title.is_some();
        let (role, starts_file) = usual(section, frame.depth, frame.above);
        let deepest = CONTENTS_DEPTH + u8::from(matches!(frame.above, Role::Part | Role::Volume));
        if named && frame.depth <= deepest && !section.in_contents {
            attributes.classes.push("unlisted".to_owned());
        }
        if opens_file && frame.depth > 1 {
            attributes.classes.push(format!("depth-{}", frame.depth));
        }
        if section.starts_file && !starts_file && !opens_file {
            attributes.classes.push("new-file".to_owned());
        }
        let mut braces = in_braces("", &attributes);
        if section.role != role && section.role != Role::Section {
            braces.push_str(&format!(" role={}", section.role.name()));
        }
        self.heading(frame.level, braces.trim_start(), &heading);
    }

    /// Writes the notes that were referred to, and those that they refer to.
    pub(super) fn notes(&mut self) {
        let mut next = 0;
        while let Some(&index) = self.notes.get(next) {
            next += 1;
            let Some(note) = self.book.notes.get(index) else {
                continue;
            };
            self.line("");
            self.contained(&format!("[^{}]: ", index + 1), "    ", |writer| {
                writer.blocks(&note.blocks);
            });
        }
    }
}

/// Whether a section is what stands before the first heading, and nothing more.
fn is_preamble(section: &Section, title: &str) -> bool {
    section.heading.is_empty()
        && section.title.as_deref().is_none_or(|own| own == title)
        && section.role == Role::Section
        && section.children.is_empty()
        && !section.blocks.is_empty()
        && Attributes {
            id: None,
            ..section.attributes.clone()
        }
        .is_empty()
}

/// Whether two titles have the same letters and digits.
fn same(a: &str, b: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    bare(a) == bare(b)
}
