//! The package document as data: what the other families look things up in. Nothing here judges.

use std::collections::BTreeMap;

use super::url::{self, Target};
use super::xml::{Node, Tree, ns};

/// Which EPUB a publication says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    /// EPUB 2.
    Two,
    /// EPUB 3.
    Three,
}

/// Line and column, both from 1.
pub(crate) type Position = (u32, u32);

/// A package document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Package {
    /// Its path in the container.
    pub(crate) path: String,
    /// Whether it is well-formed: of one that is not, only a part is known.
    pub(crate) complete: bool,
    /// The `version` attribute, as written.
    pub(crate) version_text: Option<String>,
    /// The `unique-identifier` attribute.
    pub(crate) unique_identifier: Option<String>,
    /// The `prefix` attribute.
    pub(crate) prefix: Option<String>,
    /// Behind the start tag of the root.
    pub(crate) position: Position,
    /// Behind the start tag of the manifest, where there is one.
    pub(crate) manifest_position: Option<Position>,
    /// Behind the start tag of the metadata, where there are any.
    pub(crate) metadata_position: Option<Position>,
    /// The children of `metadata`, in order.
    pub(crate) metadata: Vec<Metadata>,
    /// The manifest.
    pub(crate) items: Vec<Item>,
    /// The spine.
    pub(crate) spine: Vec<ItemRef>,
    /// The `toc` attribute of the spine.
    pub(crate) spine_toc: Option<String>,
    /// Behind the start tag of the spine, where there is one.
    pub(crate) spine_position: Option<Position>,
    /// The guide.
    pub(crate) guide: Vec<GuideReference>,
    by_id: BTreeMap<String, usize>,
    by_path: BTreeMap<String, usize>,
    by_idref: BTreeMap<String, usize>,
    /// The collections, inner ones included, outer ones first.
    pub(crate) collections: Vec<Collection>,
}

/// A child of `metadata`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Metadata {
    /// Local name: `title`, `meta`, `link`.
    pub(crate) name: String,
    /// Whether it is a Dublin Core element.
    pub(crate) dublin_core: bool,
    /// The text, white space at the ends removed.
    pub(crate) value: String,
    /// The attributes: local name and value, in the order written.
    pub(crate) attributes: Vec<(String, String)>,
    /// Behind the start tag.
    pub(crate) position: Position,
    /// Behind the end tag.
    pub(crate) close: Position,
}

/// A manifest item.
#[derive(Debug, Clone, Default)]
pub(crate) struct Item {
    /// `id`; empty where it is missing.
    pub(crate) id: String,
    /// `href` as written; `None` where it is missing.
    pub(crate) href: Option<String>,
    /// The path in the container, where the `href` leads to one.
    pub(crate) path: Option<String>,
    /// Whether the `href` leads to another host.
    pub(crate) remote: bool,
    /// `media-type` as written; `None` where it is missing.
    pub(crate) media_type: Option<String>,
    /// The words of `properties`.
    pub(crate) properties: Vec<String>,
    /// `fallback`.
    pub(crate) fallback: Option<String>,
    /// `fallback-style` (EPUB 2).
    pub(crate) fallback_style: Option<String>,
    /// `media-overlay`.
    pub(crate) media_overlay: Option<String>,
    /// Behind the start tag.
    pub(crate) position: Position,
}

/// An `itemref` of the spine.
#[derive(Debug, Clone, Default)]
pub(crate) struct ItemRef {
    /// `idref`; empty where it is missing.
    pub(crate) idref: String,
    /// Whether it is in the linear reading order.
    pub(crate) linear: bool,
    /// The words of `properties`.
    pub(crate) properties: Vec<String>,
    /// Behind the start tag.
    pub(crate) position: Position,
}

/// A `reference` of the guide.
#[derive(Debug, Clone, Default)]
pub(crate) struct GuideReference {
    /// `type`.
    pub(crate) kind: String,
    /// `href` as written.
    pub(crate) href: String,
    /// Behind the start tag.
    pub(crate) position: Position,
}

/// A `collection`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Collection {
    /// The words of `role`.
    pub(crate) roles: Vec<String>,
    /// Its own metadata.
    pub(crate) metadata: Vec<Metadata>,
    /// The links: `href` as written and place.
    pub(crate) links: Vec<(String, Position)>,
    /// The index of the collection around it in the package's list.
    pub(crate) parent: Option<usize>,
    /// Behind the start tag.
    pub(crate) position: Position,
}

fn words(text: Option<&str>) -> Vec<String> {
    text.unwrap_or("")
        .split_ascii_whitespace()
        .map(str::to_owned)
        .collect()
}

impl Package {
    /// Reads the model from a tree; what is not there is left empty.
    pub(crate) fn read(path: &str, tree: &Tree<'_>) -> Package {
        let mut package = Package {
            path: path.to_owned(),
            ..Package::default()
        };
        let Some(root) = tree.root() else {
            return package;
        };
        package.version_text = root.attribute("version").map(str::to_owned);
        package.unique_identifier = root.attribute("unique-identifier").map(str::to_owned);
        package.prefix = root.attribute("prefix").map(str::to_owned);
        package.position = root.position();
        // Wherever they stand: a misplaced manifest is one fault, and not one more for each of its items.
        for node in root.descendants().filter(|n| n.namespace() == ns::OPF) {
            match node.name() {
                "metadata" if node.parent().is_none_or(|p| p.name() != "collection") => {
                    package.read_metadata(node)
                }
                "manifest" => package.manifest_position = Some(node.position()),
                "item" => package.items.push(item(path, node)),
                "spine" => package.read_spine(node),
                "itemref" => package.spine.push(item_reference(node)),
                "reference" if node.parent().is_some_and(|p| p.name() == "guide") => {
                    package.guide.push(guide_reference(node));
                }
                _ => {}
            }
        }
        package.index();
        package.read_collections(root);
        package
    }

    /// The version it is checked as.
    pub(crate) fn version(&self) -> Version {
        if self
            .version_text
            .as_deref()
            .is_some_and(|v| v.trim().starts_with('2'))
        {
            Version::Two
        } else {
            Version::Three
        }
    }

    /// The item of that id.
    pub(crate) fn item(&self, id: &str) -> Option<&Item> {
        self.by_id.get(id).and_then(|&i| self.items.get(i))
    }

    /// The item whose file is at that path.
    pub(crate) fn item_at(&self, path: &str) -> Option<&Item> {
        self.by_path.get(path).and_then(|&i| self.items.get(i))
    }

    /// The first `itemref` of the spine that names that id.
    pub(crate) fn itemref(&self, id: &str) -> Option<&ItemRef> {
        self.by_idref.get(id).and_then(|&i| self.spine.get(i))
    }

    /// Of two items with the same id the later one counts, as in the reference implementation; of two with the same path
    /// the first.
    fn index(&mut self) {
        for (i, item) in self.items.iter().enumerate() {
            self.by_id.insert(item.id.clone(), i);
        }
        let last =
            |item: &Item, i: usize| item.id.is_empty() || self.by_id.get(&item.id) == Some(&i);
        let kept: Vec<bool> = self
            .items
            .iter()
            .enumerate()
            .map(|(i, item)| last(item, i))
            .collect();
        let mut keep = kept.iter();
        self.items.retain(|_| keep.next().copied().unwrap_or(true));
        self.by_id.clear();
        for (i, item) in self.items.iter().enumerate() {
            self.by_id.insert(item.id.clone(), i);
            if let Some(path) = &item.path {
                self.by_path.entry(path.clone()).or_insert(i);
            }
        }
        for (i, itemref) in self.spine.iter().enumerate() {
            self.by_idref.entry(itemref.idref.clone()).or_insert(i);
        }
    }

    fn read_metadata(&mut self, parent: Node<'_, '_>) {
        self.metadata_position.get_or_insert(parent.position());
        for child in parent.elements() {
            // EPUB 2 still knows the wrappers of OEB 1.2.
            if child.namespace() == ns::OPF && matches!(child.name(), "dc-metadata" | "x-metadata")
            {
                self.metadata.extend(child.elements().map(metadata));
            } else {
                self.metadata.push(metadata(child));
            }
        }
    }

    fn read_spine(&mut self, spine: Node<'_, '_>) {
        self.spine_toc = spine.attribute("toc").map(str::to_owned);
        self.spine_position = Some(spine.position());
    }

    fn read_collections(&mut self, root: Node<'_, '_>) {
        let mut numbers: Vec<(u32, usize)> = Vec::new();
        for node in root.descendants().filter(|n| n.is(ns::OPF, "collection")) {
            let above = node.parent().map(|p| p.id());
            let parent = numbers
                .iter()
                .find(|(id, _)| Some(*id) == above)
                .map(|&(_, i)| i);
            numbers.push((node.id(), self.collections.len()));
            let links = node.elements().filter(|e| e.is(ns::OPF, "link"));
            self.collections.push(Collection {
                roles: words(node.attribute("role")),
                links: links
                    .map(|l| (l.attribute("href").unwrap_or("").to_owned(), l.position()))
                    .collect(),
                parent,
                metadata: node
                    .elements()
                    .filter(|e| e.is(ns::OPF, "metadata"))
                    .flat_map(Node::elements)
                    .map(metadata)
                    .collect(),
                position: node.position(),
            });
        }
    }
}

fn item_reference(node: Node<'_, '_>) -> ItemRef {
    ItemRef {
        idref: node.attribute("idref").unwrap_or("").trim().to_owned(),
        linear: node.attribute("linear").is_none_or(|l| l.trim() != "no"),
        properties: words(node.attribute("properties")),
        position: node.position(),
    }
}

fn metadata(node: Node<'_, '_>) -> Metadata {
    Metadata {
        name: node.name().to_owned(),
        dublin_core: node.namespace() == ns::DC,
        value: node.text_content().trim().to_owned(),
        attributes: node
            .attributes()
            .iter()
            .map(|a| (a.local.to_owned(), a.value.to_string()))
            .collect(),
        position: node.position(),
        close: node.close_position(),
    }
}

impl Metadata {
    /// The value of an attribute, whatever its prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }
}

fn item(base: &str, node: Node<'_, '_>) -> Item {
    let href = node.attribute("href");
    let target = href.map(|href| url::resolve(base, href));
    Item {
        id: node.attribute("id").unwrap_or("").trim().to_owned(),
        href: href.map(str::to_owned),
        path: match &target {
            // An item has to be a whole file; the reference implementation takes the fragment for a part of its name.
            Some(Target::Local {
                path,
                fragment: Some(fragment),
                ..
            }) => Some(format!("{path}#{fragment}")),
            Some(Target::Local { path, .. }) => Some(path.clone()),
            _ => None,
        },
        remote: matches!(target, Some(Target::Remote { .. })),
        media_type: node.attribute("media-type").map(|t| t.trim().to_owned()),
        properties: words(node.attribute("properties")),
        fallback: node.attribute("fallback").map(|f| f.trim().to_owned()),
        fallback_style: node
            .attribute("fallback-style")
            .map(|f| f.trim().to_owned()),
        media_overlay: node.attribute("media-overlay").map(|f| f.trim().to_owned()),
        position: node.position(),
    }
}

impl Item {
    /// Whether nothing more is said of it: it lacks a media type, which is a fault already, and the reference
    /// implementation looks no further where it has properties besides.
    pub(crate) fn is_passed_over(&self) -> bool {
        self.media_type().is_empty() && !self.properties.is_empty()
    }

    /// The declared media type, empty where it is missing.
    pub(crate) fn media_type(&self) -> &str {
        self.media_type.as_deref().unwrap_or("")
    }

    /// Whether it has that property.
    pub(crate) fn has_property(&self, name: &str) -> bool {
        self.properties.iter().any(|p| p == name)
    }
}

fn guide_reference(node: Node<'_, '_>) -> GuideReference {
    GuideReference {
        kind: node.attribute("type").unwrap_or("").to_owned(),
        href: node.attribute("href").unwrap_or("").to_owned(),
        position: node.position(),
    }
}
