//! The package document: metadata, manifest, spine, guide.

use std::collections::BTreeMap;

use roxmltree::{Node, ParsingOptions};

use super::metadata;
use crate::book::assemble::{decode, join};
use crate::book::{Metadata, Progression, Role};
use crate::source::{Files, MemoryFiles};

/// What a package document says.
#[derive(Debug, Default)]
pub(super) struct Package {
    pub(super) version: String,
    pub(super) metadata: Metadata,
    /// Paths of the documents in reading order.
    pub(super) spine: Vec<String>,
    /// Path of the cover picture.
    pub(super) cover: Option<String>,
    /// Path of the navigation document.
    pub(super) navigation: Option<String>,
    /// Path of the NCX.
    pub(super) ncx: Option<String>,
    /// What documents are, as the guide of EPUB 2 says.
    pub(super) roles: BTreeMap<String, Role>,
}

/// An item of the manifest.
struct Item<'a> {
    path: String,
    media_type: &'a str,
    properties: &'a str,
}

/// Parses XML, with a document type but within bounds.
pub(super) fn parse(text: &str) -> Result<roxmltree::Document<'_>, String> {
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: 2_000_000,
        ..ParsingOptions::default()
    };
    roxmltree::Document::parse_with_options(text, options).map_err(|error| error.to_string())
}

/// The text of a package document with the prefixes that it uses and does not declare (`opf:role`): old programs wrote such.
fn with_prefixes(mut text: String) -> String {
    const KNOWN: &[(&str, &str)] = &[
        ("opf", "http://www.idpf.org/2007/opf"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("dcterms", "http://purl.org/dc/terms/"),
        ("xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("calibre", "http://calibre.kovidgoyal.net/2009/metadata"),
    ];
    for _ in 0..KNOWN.len() {
        let Err(roxmltree::Error::UnknownNamespace(prefix, _)) = roxmltree::Document::parse(&text)
        else {
            break;
        };
        let known = KNOWN.iter().find(|(known, _)| *known == prefix);
        let Some(((_, uri), at)) = known.zip(text.find("package")) else {
            break;
        };
        text.insert_str(at + "package".len(), &format!(" xmlns:{prefix}=\"{uri}\""));
    }
    text
}

/// A file of the container as text.
pub(super) fn text(files: &MemoryFiles, path: &str) -> Option<String> {
    let data = files.read(path).ok()?;
    crate::source::encoding::decode(&data, None)
        .ok()
        .map(|decoded| decoded.text)
}

pub(super) fn read(files: &MemoryFiles) -> Result<Package, String> {
    let path = package_path(files)?;
    let text = text(files, &path)
        .ok_or_else(|| format!("the package document '{path}' cannot be read"))?;
    let text = with_prefixes(text);
    let document =
        parse(&text).map_err(|error| format!("the package document is no XML ({error})"))?;
    let root = document.root_element();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let child = |name: &str| root.children().find(|node| node.tag_name().name() == name);
    let mut package = Package {
        version: root.attribute("version").unwrap_or("").to_string(),
        ..Package::default()
    };
    let items: BTreeMap<&str, Item<'_>> = child("manifest")
        .into_iter()
        .flat_map(|manifest| {
            manifest
                .children()
                .filter(|node| node.tag_name().name() == "item")
        })
        .filter_map(|node| {
            // Some makers list a document once for each of its sections.
            let href = node.attribute("href")?.split('#').next()?;
            let path = join(folder, &decode(href))?;
            let media_type = node.attribute("media-type").unwrap_or("");
            Some((
                node.attribute("id")?,
                Item {
                    path,
                    media_type,
                    properties: node.attribute("properties").unwrap_or(""),
                },
            ))
        })
        .collect();
    let has = |item: &Item<'_>, property: &str| {
        item.properties
            .split_whitespace()
            .any(|found| found == property)
    };
    if let Some(node) = child("metadata") {
        package.metadata = metadata::read(node, root.attribute("unique-identifier"));
        package.cover = old_cover(node)
            .and_then(|id| items.get(id))
            .map(|item| item.path.clone());
    }
    if let Some(item) = items.values().find(|item| has(item, "cover-image")) {
        package.cover = Some(item.path.clone());
    }
    package.cover = package.cover.filter(|path| files.exists(path));
    package.navigation = items
        .values()
        .find(|item| has(item, "nav"))
        .map(|item| item.path.clone());
    let spine = child("spine");
    let ncx = spine
        .and_then(|node| node.attribute("toc"))
        .and_then(|id| items.get(id));
    let ncx = ncx.or_else(|| {
        items
            .values()
            .find(|item| item.media_type == "application/x-dtbncx+xml")
    });
    package.ncx = ncx.map(|item| item.path.clone());
    if let Some(spine) = spine {
        package.metadata.progression = match spine.attribute("page-progression-direction") {
            Some("rtl") => Some(Progression::Rtl),
            Some("ltr") => Some(Progression::Ltr),
            _ => None,
        };
        let documents = spine
            .children()
            .filter_map(|node| items.get(node.attribute("idref")?));
        let documents = documents
            .filter(|item| item.media_type.contains("html") || item.media_type.contains("dtbook"));
        for item in documents {
            if !package.spine.contains(&item.path) {
                package.spine.push(item.path.clone());
            }
        }
    }
    if package.spine.is_empty() {
        return Err("its spine names no document".to_string());
    }
    for node in child("guide")
        .into_iter()
        .flat_map(|guide| guide.children().filter(Node::is_element))
    {
        let (Some(kind), Some(href)) = (node.attribute("type"), node.attribute("href")) else {
            continue;
        };
        let href = decode(href.split('#').next().unwrap_or(""));
        if let (Some(path), Some(role)) = (join(folder, &href), role(kind)) {
            package.roles.entry(path).or_insert(role);
        }
    }
    Ok(package)
}

/// The role that a guide or a landmark names.
pub(super) fn role(kind: &str) -> Option<Role> {
    match kind {
        "title-page" => Some(Role::TitlePage),
        "acknowledgements" => Some(Role::Acknowledgments),
        "notes" | "footnotes" => Some(Role::Endnotes),
        "toc" | "cover" | "text" | "bodymatter" | "" => None,
        other => Role::from_name(other),
    }
}

fn package_path(files: &MemoryFiles) -> Result<String, String> {
    if let Some(text) = text(files, "META-INF/container.xml") {
        let document =
            parse(&text).map_err(|error| format!("META-INF/container.xml is no XML ({error})"))?;
        let root = document
            .descendants()
            .filter(|node| node.tag_name().name() == "rootfile")
            // There may be others, for other kinds of readers.
            .max_by_key(|node| {
                let is_package =
                    node.attribute("media-type") == Some("application/oebps-package+xml");
                (is_package, std::cmp::Reverse(node.range().start))
            });
        if let Some(path) = root.and_then(|node| node.attribute("full-path")) {
            let found = [path.to_string(), decode(path)]
                .into_iter()
                .find(|path| files.exists(path));
            return found
                .ok_or_else(|| format!("the package document '{path}' is not in the container"));
        }
    }
    let found = files.files.keys().find(|path| path.ends_with(".opf"));
    found
        .cloned()
        .ok_or_else(|| "it names no package document".to_string())
}

/// EPUB 2's way to name the cover.
fn old_cover<'a>(metadata: Node<'a, '_>) -> Option<&'a str> {
    let meta = metadata
        .children()
        .find(|node| node.attribute("name") == Some("cover"))?;
    meta.attribute("content")
}
