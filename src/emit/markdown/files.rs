//! Which files are written: one with its pictures beside it, or a folder.

use std::collections::BTreeMap;

use super::front_matter::{Extras, front_matter};
use super::links::Links;
use super::manifest::manifest;
use super::sections::{Frame, shared};
use super::writer::Writer;
use crate::book::{Book, Resource, Role, Section};
use crate::emit::content::title_of;
use crate::emit::names::{Names, output_stem};
use crate::emit::{EmitOptions, OutputFile};

/// One file, pictures in a folder beside it.
pub(super) fn single(book: &Book) -> Vec<OutputFile> {
    let stem = output_stem(book);
    let beside = Beside::new(book, &format!("{stem}-files"));
    let links = Links {
        resources: beside.resources.clone(),
        ..Links::default()
    };
    let mut writer = Writer::new(book, &links, "");
    writer
        .out
        .push_str(&front_matter(&book.metadata, &beside.extras(book)));
    writer.whole(&book.sections);
    writer.notes();
    let text = writer.out;
    let mut files = vec![OutputFile {
        path: format!("{stem}.md"),
        data: text.into_bytes().into(),
    }];
    files.extend(beside.files(book, ""));
    files
}

/// A folder that deckle builds again: `book.toml`, a file for each section that begins one.
pub(super) fn folder(book: &Book, options: &EmitOptions<'_>) -> Vec<OutputFile> {
    let stem = output_stem(book);
    let beside = Beside::new(book, "files");
    let mut parts = Vec::new();
    for section in &book.sections {
        let frame = Frame {
            depth: 1,
            level: 1,
            above: Role::Section,
        };
        collect(section, frame, &mut parts);
    }
    name(&mut parts);
    let nowhere = Links {
        resources: beside.resources.clone(),
        ..Links::default()
    };
    let mut anchors = BTreeMap::new();
    for part in &parts {
        for anchor in part.write(book, &nowhere).anchors {
            anchors.entry(anchor).or_insert_with(|| part.path.clone());
        }
    }
    let links = Links {
        files: anchors,
        resources: beside.resources.clone(),
    };
    let paths: Vec<String> = parts.iter().map(|part| part.path.clone()).collect();
    let text = manifest(
        &book.metadata,
        options.settings,
        &paths,
        &beside.extras(book),
    );
    let file = |path: &str, text: String| OutputFile {
        path: format!("{stem}/{path}"),
        data: text.into_bytes().into(),
    };
    let mut files = vec![file("book.toml", text)];
    for part in &parts {
        files.push(file(&part.path, part.write(book, &links).out));
    }
    files.extend(beside.files(book, &format!("{stem}/")));
    files
}

/// A file of a folder: the section that begins it, without those below it that begin their own.
struct Part<'a> {
    section: &'a Section,
    frame: Frame,
    path: String,
}

impl Part<'_> {
    fn write<'w>(&self, book: &'w Book, links: &'w Links) -> Writer<'w> {
        let mut writer = Writer::new(book, links, &self.path);
        writer.part(self.section, self.frame);
        writer.notes();
        writer
    }
}

fn collect<'a>(section: &'a Section, frame: Frame, parts: &mut Vec<Part<'a>>) {
    parts.push(Part {
        section,
        frame,
        path: String::new(),
    });
    for child in shared(&section.children).1 {
        collect(child, frame.below(section), parts);
    }
}

/// Numbers keep the files in order wherever they are listed by name.
fn name(parts: &mut [Part<'_>]) {
    let mut names = Names::default();
    let width = parts.len().to_string().len().max(2);
    for (index, part) in parts.iter_mut().enumerate() {
        let title = names.of_title(&title_of(part.section), "text");
        part.path = format!("{:0width$}-{title}.md", index + 1);
    }
}

/// Files that come along with the text: pictures, the cover, the author's style sheets and fonts.
struct Beside {
    resources: Vec<String>,
    styles: Vec<String>,
    fonts: Vec<String>,
}

impl Beside {
    /// Names of the files in `folder`: their own, made safe.
    fn new(book: &Book, folder: &str) -> Beside {
        let mut names = Names::default();
        let mut path = |resource: &Resource, stand_in: &str| {
            let name = resource.path.rsplit('/').next().unwrap_or_default();
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let name = names.of_title(stem, stand_in);
            format!("{folder}/{name}.{}", resource.media_type.extension())
        };
        let resources = book.resources.iter();
        let resources = resources.map(|picture| path(picture, "picture")).collect();
        let fonts = book.fonts.iter().map(|font| path(font, "font")).collect();
        let styles = (1..=book.styles.len())
            .map(|number| format!("{folder}/style-{number}.css"))
            .collect();
        Beside {
            resources,
            styles,
            fonts,
        }
    }

    fn extras(&self, book: &Book) -> Extras {
        let cover = book
            .cover
            .and_then(|cover| self.resources.get(cover).cloned());
        Extras {
            cover,
            styles: self.styles.clone(),
            fonts: self.fonts.clone(),
        }
    }

    fn files(&self, book: &Book, root: &str) -> Vec<OutputFile> {
        let pictures = book.resources.iter().zip(&self.resources);
        let kept = pictures.chain(book.fonts.iter().zip(&self.fonts));
        let kept = kept.map(|(resource, path)| OutputFile {
            path: format!("{root}{path}"),
            data: resource.data.clone().into(),
        });
        let styles = book.styles.iter().zip(&self.styles);
        // Style sheets and what they name lie in one folder.
        let name = |id: usize| {
            let path = self.resources.get(id).map_or("", String::as_str);
            path.rsplit('/').next().unwrap_or_default().to_owned()
        };
        let styles = styles.map(|(style, path)| OutputFile {
            path: format!("{root}{path}"),
            data: style.written(name).into_bytes().into(),
        });
        kept.chain(styles).collect()
    }
}
