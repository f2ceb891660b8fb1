//! The pictures of a book in its container: one name for each, stored once however often it is used.

use std::collections::HashMap;
use std::sync::Arc;

use crate::book::{Book, ResourceId};
use crate::emit::names::{Names, slug};
use crate::epub::{Entry, LineMap, MediaType};

/// The pictures as they are written.
#[derive(Default)]
pub(crate) struct Pictures {
    /// In order of their first resource.
    pub(crate) files: Vec<PictureFile>,
    /// For each resource of the book, the index in `files`.
    by_resource: Vec<Option<usize>>,
}

/// A picture file.
pub(crate) struct PictureFile {
    /// Relative to the package document.
    pub(crate) path: String,
    pub(crate) media_type: MediaType,
    pub(crate) data: Arc<[u8]>,
    /// Width and height in pixels, where they are known.
    pub(crate) size: Option<(u32, u32)>,
}

impl Pictures {
    /// The path of a resource, relative to the package document.
    pub(crate) fn path(&self, resource: ResourceId) -> Option<&str> {
        self.file(resource).map(|file| file.path.as_str())
    }

    /// The file of a resource.
    pub(crate) fn file(&self, resource: ResourceId) -> Option<&PictureFile> {
        self.files
            .get(self.by_resource.get(resource).copied().flatten()?)
    }
}

/// Names the pictures of a book.
pub(crate) fn gather(book: &Book) -> Pictures {
    let mut pictures = Pictures::default();
    let mut names = Names::default();
    let mut same: HashMap<&[u8], usize> = HashMap::new();
    for resource in &book.resources {
        if !resource.media_type.is_picture() {
            pictures.by_resource.push(None);
            continue;
        }
        let index = *same.entry(&resource.data).or_insert_with(|| {
            let stem = resource.path.rsplit('/').next().unwrap_or_default();
            let stem = slug(stem.rsplit_once('.').map_or(stem, |(stem, _)| stem));
            let stem = names.unique(if stem.is_empty() { "picture" } else { &stem });
            pictures.files.push(PictureFile {
                path: format!("pictures/{stem}.{}", resource.media_type.extension()),
                media_type: resource.media_type,
                data: Arc::clone(&resource.data),
                size: crate::emit::pixels(resource),
            });
            pictures.files.len() - 1
        });
        pictures.by_resource.push(Some(index));
    }
    pictures
}

impl PictureFile {
    /// The entry in the container. What is compressed already is stored.
    pub(crate) fn entry(&self, folder: &str) -> Entry {
        Entry {
            path: format!("{folder}/{}", self.path),
            data: Arc::clone(&self.data),
            stored: self.media_type != MediaType::Svg,
            lines: LineMap::default(),
        }
    }
}
