//! The package document: metadata, manifest, spine, guide (EPUB 3.3, section 5).

use super::metadata;
use super::navigation::Landmark;
use super::{Item, SpineItem};
use crate::book::{Book, Progression};
use crate::emit::xml::Xml;

/// What the package document says besides the book's own metadata.
pub(crate) struct Package<'a> {
    pub(crate) book: &'a Book,
    pub(crate) manifest: &'a [Item],
    pub(crate) spine: &'a [SpineItem],
    pub(crate) landmarks: &'a [Landmark],
    pub(crate) language: &'a str,
    pub(crate) rtl: bool,
    /// The manifest id of the cover picture.
    pub(crate) cover: Option<&'a str>,
    /// Properties computed from the content (accessibility), in order.
    pub(crate) accessibility: &'a [metadata::Property],
    pub(crate) modified: &'a str,
    pub(crate) identifier: &'a str,
}

/// Writes it.
pub(crate) fn write(package: &Package<'_>) -> Vec<u8> {
    let mut xml = Xml::new(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        4096 + package.manifest.len() * 200,
    );
    xml.collapse_empty(true);
    xml.open("package")
        .attr("xmlns", "http://www.idpf.org/2007/opf")
        .attr("version", "3.0")
        .attr("unique-identifier", "book-id")
        .attr("xml:lang", package.language)
        .attr_some("dir", package.rtl.then_some("rtl"));
    xml.newline();
    metadata::write(&mut xml, package);
    manifest(&mut xml, package);
    spine(&mut xml, package);
    guide(&mut xml, package);
    xml.finish().0
}

fn manifest(xml: &mut Xml, package: &Package<'_>) {
    xml.open("manifest").newline();
    for item in package.manifest {
        xml.open("item")
            .attr("id", &item.id)
            .attr("href", &item.href)
            .attr("media-type", item.media_type.name())
            .attr_some(
                "properties",
                Some(item.properties.join(" ").as_str()).filter(|list| !list.is_empty()),
            )
            .close()
            .newline();
    }
    xml.close().newline();
}

fn spine(xml: &mut Xml, package: &Package<'_>) {
    let progression = match package.book.metadata.progression {
        Some(Progression::Rtl) => Some("rtl"),
        Some(Progression::Ltr) => Some("ltr"),
        None => package.rtl.then_some("rtl"),
    };
    xml.open("spine")
        .attr("toc", "ncx")
        .attr_some("page-progression-direction", progression)
        .newline();
    for item in package.spine {
        xml.open("itemref")
            .attr("idref", &item.id)
            .attr_some("linear", (!item.linear).then_some("no"))
            .close()
            .newline();
    }
    xml.close().newline();
}

/// The guide of EPUB 2: where the first readers of Kindle and Sony look for cover, contents and text.
fn guide(xml: &mut Xml, package: &Package<'_>) {
    let known = |kind: &str| match kind {
        "cover" => Some("cover"),
        "toc" => Some("toc"),
        "titlepage" => Some("title-page"),
        "bodymatter" => Some("text"),
        _ => None,
    };
    let references: Vec<_> = package
        .landmarks
        .iter()
        .filter_map(|landmark| known(landmark.kind).map(|kind| (kind, landmark)))
        .collect();
    if references.is_empty() {
        return;
    }
    xml.open("guide").newline();
    for (kind, landmark) in references {
        xml.open("reference")
            .attr("type", kind)
            .attr("title", &landmark.title)
            .attr("href", &landmark.href)
            .close()
            .newline();
    }
    xml.close().newline();
}
