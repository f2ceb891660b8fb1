//! Listings with places in them: manuals number the remarks on a listing by little pictures inside it, and link between the
//! two; the code of a program has a place for each of its parts. A listing is text, so a picture is its alternative text there,
//! and all its places are the listing itself.

use std::collections::BTreeSet;

use super::attributes::{self, ALIASES};
use super::{Element, Node, preformatted};

/// Gives listings the names of the places inside them.
pub(super) fn anchor(root: &mut Element) {
    let mut wanted = BTreeSet::new();
    collect_links(root, &mut wanted);
    name(root, &wanted);
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

fn name(element: &mut Element, wanted: &BTreeSet<String>) {
    for node in &mut element.children {
        let Node::Element(child) = node else { continue };
        if child.name != "pre" {
            name(child, wanted);
            continue;
        }
        if preformatted::is_text(child) {
            continue;
        }
        let mut inside = Vec::new();
        collect_ids(child, wanted, &mut inside);
        if child.attribute("id").is_none() && !inside.is_empty() {
            child.attributes.push(("id".into(), inside.remove(0)));
        }
        if !inside.is_empty() {
            child.attributes.push((ALIASES.into(), inside.join("\n")));
        }
    }
}

/// The places in a listing that links may lead to. Programs that colour code name every line of it: such a name counts where
/// the page itself links to it.
fn collect_ids(element: &Element, wanted: &BTreeSet<String>, ids: &mut Vec<String>) {
    for child in element.elements() {
        let is_place = |id: &String| {
            child.name == "div"
                || child.name == "a" && child.attribute("href").is_none()
                || wanted.contains(id)
        };
        ids.extend(attributes::id(child).filter(is_place));
        collect_ids(child, wanted, ids);
    }
}
