//! A document under check: its tree, and what the package says of it.

use super::package::{Item, Package, Version};
use super::xml::{Fault, Node, Tree};
use crate::report::Location;

/// What a document is checked as, from its declared media type and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentKind {
    /// `META-INF/container.xml`.
    Container,
    /// `META-INF/encryption.xml`.
    Encryption,
    /// `META-INF/signatures.xml`.
    Signatures,
    /// `META-INF/metadata.xml`.
    MultipleMetadata,
    /// A package document.
    Package,
    /// XHTML content document (or one in OEB's older dialects).
    Xhtml,
    /// SVG content document or picture.
    Svg,
    /// NCX.
    Ncx,
    /// Media overlay.
    Overlay,
    /// DTBook (EPUB 2).
    Dtbook,
    /// Search key map of a dictionary.
    SearchKeyMap,
}

impl DocumentKind {
    /// The kind of a publication resource of that declared media type; `None` where it is no XML.
    pub(crate) fn of_media_type(media_type: &str, version: Version) -> Option<DocumentKind> {
        Some(match media_type {
            "application/xhtml+xml" | "text/x-oeb1-document" => DocumentKind::Xhtml,
            // Not appropriate in EPUB 2, and read all the same.
            "text/html" if version == Version::Two => DocumentKind::Xhtml,
            "image/svg+xml" => DocumentKind::Svg,
            "application/x-dtbncx+xml" => DocumentKind::Ncx,
            "application/smil+xml" => DocumentKind::Overlay,
            "application/x-dtbook+xml" => DocumentKind::Dtbook,
            "application/vnd.epub.search-key-map+xml" => DocumentKind::SearchKeyMap,
            _ => return None,
        })
    }
}

/// A document, while its tree is in memory.
pub(crate) struct Document<'a> {
    /// Its path in the container.
    pub(crate) path: &'a str,
    /// What it is checked as.
    pub(crate) kind: DocumentKind,
    /// The version of the publication.
    pub(crate) version: Version,
    /// The package that names it, where one does.
    pub(crate) package: Option<&'a Package>,
    /// Its manifest item.
    pub(crate) item: Option<&'a Item>,
    /// The tree: up to the fault, where there is one.
    pub(crate) tree: &'a Tree<'a>,
    /// Why it is not well-formed.
    pub(crate) fault: Option<&'a Fault>,
}

impl Document<'_> {
    /// The document as a whole.
    pub(crate) fn whole(&self) -> Location {
        Location::file(self.path)
    }

    /// Behind the start tag of an element.
    pub(crate) fn place(&self, node: Node<'_, '_>) -> Location {
        let (line, column) = node.position();
        Location::at(self.path, line, column)
    }

    /// Behind the end tag of an element, where some faults are only noticed.
    pub(crate) fn place_of_end(&self, node: Node<'_, '_>) -> Location {
        let (line, column) = node.close_position();
        Location::at(self.path, line, column)
    }

    /// Whether the item has that property.
    pub(crate) fn has_property(&self, name: &str) -> bool {
        self.item.is_some_and(|item| item.has_property(name))
    }

    /// Whether it is a navigation document.
    pub(crate) fn is_navigation(&self) -> bool {
        self.kind == DocumentKind::Xhtml && self.has_property("nav")
    }
}

/// A style sheet, while its text is in memory.
pub(crate) struct Stylesheet<'a> {
    /// Its path in the container.
    pub(crate) path: &'a str,
    /// The version of the publication.
    pub(crate) version: Version,
    /// Its manifest item.
    pub(crate) item: Option<&'a Item>,
    /// The bytes: decoding is part of the check.
    pub(crate) data: &'a [u8],
}
