//! Listings with places in them: manuals number the remarks on a listing by little pictures inside it, and link between the
//! two. A listing is text, so a picture is its alternative text there, and all its places are the listing itself.

use std::collections::{BTreeMap, BTreeSet};

use super::{Element, Node};

/// Leads the links to places inside listings to the listings.
pub(super) fn anchor(root: &mut Element) {
    let mut wanted = BTreeSet::new();
    collect_links(root, &mut wanted);
    if wanted.is_empty() {
        return;
    }
    let mut renamed = BTreeMap::new();
    name(root, &wanted, &mut renamed);
    if !renamed.is_empty() {
        follow(root, &renamed);
    }
}

/// The fragments that links outside of listings lead to. Depth is bounded by the builder, here and below.
fn collect_links(element: &Element, wanted: &mut BTreeSet<String>) {
    for child in element.elements().filter(|child| child.name != "pre") {
        if let Some(fragment) = child
            .attribute("href")
            .and_then(|href| href.strip_prefix('#'))
            .filter(|_| child.name == "a")
        {
            wanted.insert(fragment.to_owned());
        }
        collect_links(child, wanted);
    }
}

fn name(element: &mut Element, wanted: &BTreeSet<String>, renamed: &mut BTreeMap<String, String>) {
    for node in &mut element.children {
        let Node::Element(child) = node else { continue };
        if child.name != "pre" {
            name(child, wanted, renamed);
            continue;
        }
        let mut inside = Vec::new();
        collect_ids(child, &mut inside);
        inside.retain(|id| wanted.contains(id));
        let own = child.attribute("id").map(str::to_owned);
        let Some(id) = own.clone().or_else(|| inside.first().cloned()) else {
            continue;
        };
        if own.is_none() {
            child.attributes.push(("id".into(), id.clone()));
        }
        let others = inside.into_iter().filter(|other| *other != id);
        renamed.extend(others.map(|other| (other, id.clone())));
    }
}

fn collect_ids(element: &Element, ids: &mut Vec<String>) {
    for child in element.elements() {
        ids.extend(child.attribute("id").map(str::to_owned));
        collect_ids(child, ids);
    }
}

fn follow(element: &mut Element, renamed: &BTreeMap<String, String>) {
    for node in &mut element.children {
        let Node::Element(child) = node else { continue };
        if child.name == "a" {
            for (key, value) in &mut child.attributes {
                let target = value.strip_prefix('#').and_then(|name| renamed.get(name));
                if let Some(target) = target.filter(|_| key == "href") {
                    *value = format!("#{target}");
                }
            }
        }
        follow(child, renamed);
    }
}
