//! The lenient reader: takes whatever came, gives what could be read of it, and judges as little as possible.

mod container;
mod document;
mod encoding;
mod package;
mod reference;
pub(crate) mod url;
pub(crate) mod url_syntax;
mod uses;
pub(crate) mod xml;
mod zip;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use container::{Container, ReadFault, bytes};
pub(crate) use document::{Document, DocumentKind, Stylesheet};
pub(crate) use encoding::{Encoding, decode_xml};
pub(crate) use package::{Collection, Item, ItemRef, Metadata, Package, Position, Version};
pub(crate) use reference::{Reference, ReferenceKind};
pub(crate) use uses::Uses;
pub(crate) use zip::ZipFault;

use super::CheckOptions;

/// A publication under check.
pub(crate) struct Publication<'d> {
    /// The container.
    pub(crate) container: Container<'d>,
    /// How it is checked.
    pub(crate) options: &'d CheckOptions,
    /// The files that `META-INF/encryption.xml` names: their content is not looked at.
    pub(crate) encrypted: BTreeSet<String>,
    /// The package documents, in the order of the container's root files.
    pub(crate) packages: Vec<Package>,
    /// What is known of each document read, by path. Empty while documents are being read.
    pub(crate) documents: BTreeMap<String, DocumentFacts>,
    /// Every reference found, by file and place. Empty while documents are being read.
    pub(crate) references: Vec<Reference>,
}

/// What stays of a document when its tree is gone.
#[derive(Debug, Default)]
pub(crate) struct DocumentFacts {
    /// Every `id`, with its element.
    pub(crate) ids: BTreeMap<String, Anchor>,
    /// Whether its file could be opened at all.
    pub(crate) read: bool,
    /// Whether it was read to its end.
    pub(crate) complete: bool,
    /// What it uses.
    pub(crate) uses: Uses,
    /// Behind the end tag of the root.
    pub(crate) end: Option<Position>,
}

/// An element that has an `id`.
#[derive(Debug)]
pub(crate) struct Anchor {
    /// The local name of the element, `svg:` in front of SVG's.
    pub(crate) element: String,
    /// The place of the element in document order.
    pub(crate) order: u32,
}

impl Publication<'_> {
    /// The default rendition's package document.
    pub(crate) fn package(&self) -> Option<&Package> {
        self.packages.first()
    }

    /// The version of the publication; EPUB 3 where it does not say.
    pub(crate) fn version(&self) -> Version {
        self.package().map_or(Version::Three, Package::version)
    }

    /// The manifest item of a path, in any rendition.
    pub(crate) fn item_at(&self, path: &str) -> Option<&Item> {
        self.packages
            .iter()
            .find_map(|package| package.item_at(path))
    }
}
