//! Which files are written: one with its pictures beside it, or a folder.

use super::front_matter::front_matter;
use super::links::Links;
use super::writer::Writer;
use crate::book::Book;
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
    writer.whole(&book.sections);
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
