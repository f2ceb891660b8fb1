//! What pages of a site carry for readers on the web: links from a heading to itself (`¶`), bars of links to the pages
//! before and after, and links to places on a page that name the page.

use super::{Element, Node};

/// Classes of the links that Sphinx, Texinfo, MkDocs, VuePress, Docusaurus and others put beside a heading to copy.
const PERMALINKS: &[&str] = &[
    "headerlink",
    "header-anchor",
    "hash-link",
    "copiable-anchor",
    "copiable-link",
    "anchorjs-link",
    "heading-anchor",
    "permalink",
];

/// Kinds of links (`rel`) that lead on and back.
const DIRECTIONS: &[&str] = &[
    "next", "prev", "previous", "up", "contents", "index", "start", "first", "last", "top", "home",
];

/// The most letters beside the links of a bar: `Next: , Previous: , Up:   [][]`.
const LETTERS_IN_A_BAR: usize = 60;

/// Takes off permalinks and makes links of a page to itself links within it. Depth is bounded by the builder.
pub(in crate::source) fn settle(root: &mut Element, path: &str) {
    let name = path.rsplit('/').next().unwrap_or(path);
    walk(root, name, false);
}

fn walk(element: &mut Element, name: &str, raised: bool) {
    let raised = raised || element.name == "sup";
    element.children.retain_mut(|node| match node {
        Node::Element(child) if !raised && is_permalink(child) => {
            // Others may lead here.
            let is_place = child.attribute("id").is_some() || child.attribute("name").is_some();
            child.children.clear();
            child
                .attributes
                .retain(|(key, _)| key == "id" || key == "name");
            is_place
        }
        _ => true,
    });
    for node in &mut element.children {
        let Node::Element(child) = node else { continue };
        if child.name == "a" && !name.is_empty() {
            let href = child.attributes.iter_mut().find(|(key, _)| key == "href");
            if let Some((_, href)) = href
                && let Some(fragment) = href.strip_prefix(name).filter(|rest| rest.starts_with('#'))
            {
                *href = fragment.to_owned();
            }
        }
        walk(child, name, raised);
    }
}

/// Whether a link does nothing but name the place where it stands.
fn is_permalink(element: &Element) -> bool {
    let leads_here = |href: &str| href.starts_with('#');
    if element.name != "a" || !element.attribute("href").is_some_and(leads_here) {
        return false;
    }
    let text = element.text();
    let sign = text.trim();
    sign == "¶" || sign.chars().count() < 3 && PERMALINKS.iter().any(|c| element.has_class(c))
}

/// Whether an element is nothing but links to the pages before, after and above, as Texinfo, LaTeX2HTML and DocBook's
/// style sheets put them above and below each page.
pub(super) fn is_bar(element: &Element) -> bool {
    if !matches!(&*element.name, "div" | "table" | "p") {
        return false;
    }
    let mut found = Bar::default();
    look(element, &mut found);
    found.links > 0 && !found.holds_more && found.letters <= LETTERS_IN_A_BAR
}

#[derive(Default)]
struct Bar {
    links: usize,
    letters: usize,
    holds_more: bool,
}

/// Depth is bounded by the builder.
fn look(element: &Element, found: &mut Bar) {
    for node in &element.children {
        match node {
            Node::Text(text) => {
                found.letters += text.chars().filter(|c| !c.is_whitespace()).count();
            }
            Node::Element(child) if child.name == "a" && child.attribute("href").is_some() => {
                let leads_on = |rel: &str| {
                    let mut words = rel.split_ascii_whitespace();
                    words.any(|word| {
                        DIRECTIONS
                            .iter()
                            .any(|known| word.eq_ignore_ascii_case(known))
                    })
                };
                match child.attribute("rel").is_some_and(leads_on) {
                    true => found.links += 1,
                    false => found.holds_more = true,
                }
            }
            Node::Element(child) => match &*child.name {
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "figure" | "svg" | "math" => {
                    found.holds_more = true;
                }
                _ => look(child, found),
            },
        }
    }
}
