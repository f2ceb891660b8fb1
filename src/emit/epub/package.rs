//! The package document: metadata, manifest, spine, guide (EPUB 3.3, section 5).

use super::accessibility::Evidence;
use super::assembly::Item;
use super::content::Shared;
use super::metadata;
use super::navigation::Landmark;
use crate::book::{Progression, WritingMode};
use crate::emit::xml::Xml;

/// What the package document says.
pub(crate) struct Package<'a> {
    pub(crate) shared: &'a Shared<'a>,
    pub(crate) manifest: &'a [Item],
    /// Manifest ids in reading order.
    pub(crate) spine: &'a [String],
    pub(crate) landmarks: &'a [Landmark],
    pub(crate) evidence: &'a Evidence,
    /// Manifest ids of fonts with their licences.
    pub(crate) licences: &'a [(String, String)],
    pub(crate) modified: &'a str,
    pub(crate) identifier: &'a str,
}

/// Writes it.
pub(crate) fn write(package: &Package<'_>) -> Vec<u8> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let mut xml = Xml::new(head, 4096 + package.manifest.len() * 200);
    xml.collapse_empty(true);
    xml.open("package")
        .attr("xmlns", "http://www.idpf.org/2007/opf")
        .attr("version", "3.0")
        .attr("unique-identifier", "book-id")
        .attr("xml:lang", package.shared.language)
        .attr_some("dir", package.shared.rtl.then_some("rtl"))
        .newline();
    metadata::write(&mut xml, package);
    manifest(&mut xml, package);
    spine(&mut xml, package);
    guide(&mut xml, package);
    xml.finish()
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
    let metadata = &package.shared.book.metadata;
    let is_vertical = metadata.writing_mode == Some(WritingMode::VerticalRl);
    let progression = match metadata.progression {
        Some(Progression::Rtl) => Some("rtl"),
        Some(Progression::Ltr) => Some("ltr"),
        None => (package.shared.rtl || is_vertical).then_some("rtl"),
    };
    xml.open("spine")
        .attr("toc", "ncx")
        .attr_some("page-progression-direction", progression)
        .newline();
    for id in package.spine {
        xml.open("itemref").attr("idref", id).close().newline();
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
