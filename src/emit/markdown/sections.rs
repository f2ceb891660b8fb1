//! Sections: headings with what their words alone do not say.

use super::attributes::in_braces;
use super::writer::Writer;
use crate::book::assemble::{same, slug, usual};
use crate::book::visit::plain_text;
use crate::book::{Attributes, Inline, Role, Section};

/// Levels that the contents show unless the book's settings say otherwise.
const CONTENTS_DEPTH: u8 = 3;

/// How deep sections are looked into.
const DEEPEST: usize = 512;

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
        let is_named_by_file = self.is_named_by_file(section.attributes.id.as_deref());
        if frame.depth == 1 && is_named_by_file && is_preamble(section, self.title_of(section)) {
            self.anchor(section.attributes.id.as_deref());
            return self.blocks(&section.blocks);
        }
        self.title(section, frame, true);
        if !section.blocks.is_empty() {
            self.line("");
            self.blocks(&section.blocks);
        }
        for child in shared(&section.children).0 {
            self.section(child, frame.below(section));
        }
    }

    /// Whether an anchor is the one that a file without a heading gets from its name; XML takes no digit first.
    fn is_named_by_file(&self, id: Option<&str>) -> bool {
        let name = self.file.rsplit('/').next().unwrap_or("");
        let given = slug(name.strip_suffix(".md").unwrap_or(name));
        id.is_none_or(|id| id == given || id.strip_prefix("s-") == Some(&given))
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
            if index == 0 && !crowned && is_preamble(section, self.title_of(section)) {
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

    /// The title that a section has of itself.
    fn title_of<'s>(&self, section: &'s Section) -> Option<&'s str> {
        section
            .title
            .as_deref()
            .filter(|_| !self.lends_title(section))
    }

    /// Whether a section has the book's title because a book without any heading needs one entry in its contents.
    fn lends_title(&self, section: &Section) -> bool {
        let is_first = self
            .book
            .sections
            .first()
            .is_some_and(|first| std::ptr::eq(first, section));
        is_first
            && section.title.is_some()
            && section.title == self.book.metadata.title
            && !lists_another(&self.book.sections)
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
        if !given.is_empty() && attributes.id.as_ref() == Some(&given) {
            attributes.take_id();
        }
        let mut heading = section.heading.clone();
        if let Some(title) = self.title_of(section) {
            if !heading.is_empty() {
                heading.push(Inline::Text(" ".to_owned()));
            }
            heading.push(Inline::Span {
                attributes: Attributes::with_class("nav-title"),
                content: vec![Inline::Text(title.to_owned())],
            });
        }
        if heading.is_empty() {
            heading.push(Inline::Text("…".to_owned()));
            attributes.classes.push("untitled".to_owned());
        }
        let named = !section.heading.is_empty() || self.title_of(section).is_some();
        let in_contents = section.in_contents && !self.lends_title(section);
        let (role, starts_file) = usual(section, self.title_of(section), frame.depth, frame.above);
        let deepest = CONTENTS_DEPTH + u8::from(matches!(frame.above, Role::Part | Role::Volume));
        if named && frame.depth <= deepest && !in_contents {
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

/// Which subsections share a file with the section above them, and which begin their own: those at the end, so that the
/// order of the files is that of the sections.
pub(super) fn shared(children: &[Section]) -> (&[Section], &[Section]) {
    let first = children
        .iter()
        .position(|child| child.starts_file)
        .unwrap_or(children.len());
    let (before, after) = children.split_at(first);
    if after.iter().all(|child| child.starts_file) {
        (before, after)
    } else {
        (children, &[])
    }
}

/// Whether the contents show a section that is not the first one.
fn lists_another(sections: &[Section]) -> bool {
    let (first, others) = match sections.split_first() {
        Some((first, others)) => (first.children.as_slice(), others),
        None => return false,
    };
    fn listed(sections: &[Section], depth: usize) -> bool {
        sections.iter().any(|section| {
            section.in_contents || depth < DEEPEST && listed(&section.children, depth + 1)
        })
    }
    listed(first, 0) || listed(others, 0)
}

/// Whether a section is what stands before the first heading, and nothing more.
fn is_preamble(section: &Section, title: Option<&str>) -> bool {
    section.heading.is_empty()
        && title.is_none()
        && section.role == Role::Section
        && section.children.is_empty()
        && !section.blocks.is_empty()
        && section.attributes.without_id().is_empty()
}
