//! The table of contents: the `toc` of the navigation document, or the NCX.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::metadata::words;
use super::package::{Package, parse, text};
use crate::book::assemble::{decode, join};
use crate::source::MemoryFiles;

/// How a document stands in the contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) title: String,
    /// 1 for the top.
    pub(super) depth: usize,
}

/// Contents nest no deeper than this.
const DEEPEST: usize = 32;

/// The first entry of each document. Entries for places inside a document are its own headings.
pub(super) fn read(files: &MemoryFiles, package: &Package) -> BTreeMap<String, Entry> {
    let mut entries = BTreeMap::new();
    if let Some(path) = &package.navigation
        && let Some(content) = text(files, path)
        && let Ok(document) = parse(&content)
    {
        let is_toc = |node: &Node<'_, '_>| {
            node.tag_name().name() == "nav"
                && node.attributes().any(|a| {
                    a.name() == "type" && a.value().split_whitespace().any(|kind| kind == "toc")
                })
        };
        if let Some(nav) = document.descendants().find(is_toc) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for list in nav.children().filter(|node| node.tag_name().name() == "ol") {
                items(list, folder, 1, &mut entries);
            }
        }
    }
    if entries.is_empty()
        && let Some(path) = &package.ncx
        && let Some(content) = text(files, path)
        && let Ok(document) = parse(&content)
        && let Some(map) = document
            .descendants()
            .find(|node| node.tag_name().name() == "navMap")
    {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        points(map, folder, 1, &mut entries);
    }
    entries
}

fn items(list: Node<'_, '_>, folder: &str, depth: usize, entries: &mut BTreeMap<String, Entry>) {
    for item in list
        .children()
        .filter(|node| node.tag_name().name() == "li")
    {
        for child in item.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "a" => add(
                    child.attribute("href"),
                    words(child),
                    folder,
                    depth,
                    entries,
                ),
                "ol" if depth < DEEPEST => items(child, folder, depth + 1, entries),
                _ => {}
            }
        }
    }
}

fn points(parent: Node<'_, '_>, folder: &str, depth: usize, entries: &mut BTreeMap<String, Entry>) {
    for point in parent
        .children()
        .filter(|node| node.tag_name().name() == "navPoint")
    {
        let child = |name: &str| point.children().find(|node| node.tag_name().name() == name);
        let title = child("navLabel").map(words).unwrap_or_default();
        add(
            child("content").and_then(|content| content.attribute("src")),
            title,
            folder,
            depth,
            entries,
        );
        if depth < DEEPEST {
            points(point, folder, depth + 1, entries);
        }
    }
}

fn add(
    href: Option<&str>,
    title: String,
    folder: &str,
    depth: usize,
    entries: &mut BTreeMap<String, Entry>,
) {
    let Some(href) = href else { return };
    let Some(path) = join(folder, &decode(href.split('#').next().unwrap_or(""))) else {
        return;
    };
    if !title.is_empty() {
        entries.entry(path).or_insert(Entry { title, depth });
    }
}
