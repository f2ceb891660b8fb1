//! The pictures of a book in its container: one name for each, stored once however often it is used.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::container::Packer;
use crate::book::{Book, Resource, ResourceId};
use crate::emit::names::{Names, slug};
use crate::emit::pictures::{Prepared, prepare};
use crate::epub::{Entry, MediaType};
use crate::limits::Limits;
use crate::report::{Diagnostic, Span};

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
    /// Whether it moves.
    pub(crate) moving: bool,
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

/// Prepares and names the pictures that are shown somewhere. `shown` says where each resource is, if it is.
pub(crate) fn gather(
    book: &Book,
    shown: &[Option<Span>],
    limits: Limits,
) -> (Pictures, Vec<Diagnostic>) {
    let wanted: Vec<(ResourceId, &Resource, Span)> = book
        .resources
        .iter()
        .enumerate()
        .filter_map(|(id, resource)| Some((id, resource, (*shown.get(id)?)?)))
        .collect();
    let prepared: Vec<_> = wanted
        .par_iter()
        .map(|(_, resource, span)| prepare(resource, *span, limits))
        .collect();
    let mut pictures = Pictures {
        files: Vec::new(),
        by_resource: vec![None; book.resources.len()],
    };
    let mut diagnostics = Vec::new();
    let mut names = Names::default();
    // By length: few are equally long, and only those are compared.
    let mut same: HashMap<usize, Vec<usize>> = HashMap::new();
    for ((id, resource, _), (picture, findings)) in wanted.into_iter().zip(prepared) {
        diagnostics.extend(findings);
        let Some(picture) = picture else { continue };
        let files = &mut pictures.files;
        let as_long = same.entry(picture.data.len()).or_default();
        let is_same = |&&index: &&usize| {
            files
                .get(index)
                .is_some_and(|file| file.data == picture.data)
        };
        let index = match as_long.iter().find(is_same) {
            Some(&index) => index,
            None => {
                as_long.push(files.len());
                files.push(PictureFile::new(&mut names, &resource.path, picture));
                files.len() - 1
            }
        };
        if let Some(slot) = pictures.by_resource.get_mut(id) {
            *slot = Some(index);
        }
    }
    (pictures, diagnostics)
}

impl PictureFile {
    /// A picture with a name made from its own.
    fn new(names: &mut Names, path: &str, picture: Prepared) -> PictureFile {
        let stem = path.rsplit('/').next().unwrap_or_default();
        let stem = slug(stem.rsplit_once('.').map_or(stem, |(stem, _)| stem));
        let stem = names.unique(match stem.as_str() {
            "" => "picture",
            // The name of the cover's file.
            "cover" => "cover-picture",
            stem => stem,
        });
        PictureFile {
            path: format!("pictures/{stem}.{}", picture.media_type.extension()),
            media_type: picture.media_type,
            data: picture.data,
            size: picture.size,
            moving: picture.moving,
        }
    }

    /// The entry in the container. What is compressed already is stored.
    pub(crate) fn entry(&self, folder: &str, packer: &mut Packer) -> Entry {
        let path = format!("{folder}/{}", self.path);
        if self.media_type == MediaType::Svg {
            packer.entry(&path, &self.data)
        } else {
            Entry::plain(path, Arc::clone(&self.data))
        }
    }
}
