//! The satellite specifications of EPUB 3: dictionaries, indexes, previews, education, regions, multiple renditions.

mod dictionaries;
mod education;
mod indexes;
mod previews;
mod regions;
mod renditions;

pub(super) use dictionaries::FAMILY as DICTIONARIES;
pub(super) use education::FAMILY as EDUCATION;
pub(super) use indexes::FAMILY as INDEXES;
pub(super) use previews::FAMILY as PREVIEWS;
pub(super) use regions::FAMILY as REGIONS;
pub(super) use renditions::FAMILY as RENDITIONS;

use super::publication::xml::{Node, ns};
use super::publication::{Collection, Item, Package};
use crate::report::Location;

/// Whether the package says that it is of that type.
fn is_of_type(package: &Package, name: &str) -> bool {
    package
        .metadata
        .iter()
        .any(|m| m.dublin_core && m.name == "type" && m.value == name)
}

/// Whether an element has that structural type.
fn has_type(node: Node<'_, '_>, name: &str) -> bool {
    node.attribute_ns(ns::OPS, "type")
        .is_some_and(|types| types.split_ascii_whitespace().any(|t| t == name))
}

fn place(package: &Package, (line, column): (u32, u32)) -> Location {
    Location::at(package.path.as_str(), line, column)
}

fn metadata_place(package: &Package) -> Location {
    place(
        package,
        package.metadata_position.unwrap_or(package.position),
    )
}

/// The paths that a collection's links lead to, and the items there.
fn members<'p>(package: &'p Package, collection: &Collection) -> Vec<(String, Option<&'p Item>)> {
    let paths = collection.links.iter().filter_map(|(href, _)| {
        match super::publication::url::resolve(&package.path, href) {
            super::publication::url::Target::Local { path, .. } => Some(path),
            _ => None,
        }
    });
    paths
        .map(|path| (path.clone(), package.item_at(&path)))
        .collect()
}
