//! Which files are written: one with its pictures beside it, or a folder.

use super::front_matter::front_matter;
use super::links::Links;
use super::writer::Writer;
use crate::book::assemble::slug;
use crate::book::visit::plain_text;
use crate::book::{Book, Role, Section};
use crate::emit::names::{Names, output_stem};
use crate::emit::{EmitOptions, OutputFile};

/// One file, pictures in a folder beside it.
pub(super) fn single(book: &Book, options: &EmitOptions<'_>) -> Vec<OutputFile> {
    let _ = options;
    let stem = output_stem(book);
    let links = Links {
        resources: resource_paths(book, &format!("{stem}-files")),
        ..Links::default()
    };
    let mut writer = Writer::new(book, &links, "");
    writer.out.push_str(&front_matter(&book.metadata));
    for section in &book.sections {
        writer.section(section, 1);
    }
    writer.notes();
    let text = writer.out;
    let mut files = vec![OutputFile {
        path: format!("{stem}.md"),
        data: text.into_bytes().into(),
    }];
    for (resource, path) in book.resources.iter().zip(&links.resources) {
        files.push(OutputFile {
            path: path.clone(),
            data: resource.data.clone(),
        });
    }
    files
}

/// A folder that deckle builds again.
pub(super) fn folder(book: &Book, options: &EmitOptions<'_>) -> Vec<OutputFile> {
    single(book, options)
}

/// Names of the pictures in `folder`: their own, made safe.
fn resource_paths(book: &Book, folder: &str) -> Vec<String> {
    let mut names = Names::default();
    book.resources
        .iter()
        .map(|resource| {
            let name = resource.path.rsplit('/').next().unwrap_or_default();
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            format!(
                "{folder}/{}.{}",
                names.from_title(stem, "picture"),
                resource.media_type.extension()
            )
        })
        .collect()
}

impl Writer<'_> {
    /// Writes a section with everything below it.
    fn section(&mut self, section: &Section, level: u8) {
        if !self.is_fresh() {
            self.line("");
        }
        let mut attributes = section.attributes.clone();
        // The anchor that the heading's own words give need not be said.
        attributes.id = attributes
            .id
            .filter(|id| *id != slug(&plain_text(&section.heading)));
        let mut braces = super::attributes::in_braces("", &attributes);
        let usual = if level == 1 {
            Role::Chapter
        } else {
            Role::Section
        };
        if section.role != usual {
            braces.push_str(&format!(" role={}", section.role.name()));
        }
        self.heading(level, braces.trim_start(), &section.heading);
        if !section.blocks.is_empty() {
            self.line("");
            self.blocks(&section.blocks);
        }
        for child in &section.children {
            self.section(child, level.saturating_add(1));
        }
    }

    /// Writes the notes that were referred to, and those that they refer to.
    fn notes(&mut self) {
        let mut next = 0;
        while let Some(&index) = self.notes.get(next) {
            next += 1;
            let Some(note) = self.book.notes.get(index) else {
                continue;
            };
            self.line("");
            self.contained(&format!("[^{}]: ", index + 1), "    ", |writer| {
                writer.blocks(&note.blocks)
            });
        }
    }
}
