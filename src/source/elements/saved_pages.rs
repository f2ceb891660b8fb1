//! What pages of a site carry for readers on the web: links from a heading to itself (`¶`), bars of links to the pages
//! before and after, links to a page's source, links to places on a page that name the page, and pictures in `object`.

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
        Node::Element(child) => !is_link_to_source(child),
        Node::Text(_) => true,
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
        shown_as_picture(child);
        walk(child, name, raised);
    }
}

/// Sphinx's link to the text that a page was made from.
fn is_link_to_source(element: &Element) -> bool {
    element.name == "a"
        && element.attribute("rel") == Some("nofollow")
        && element
            .attribute("href")
            .is_some_and(|href| href.starts_with("_sources/") || href.contains("/_sources/"))
}

/// `<object data="drawing.svg">words</object>` and `<embed src="drawing.svg">` are pictures with their words.
fn shown_as_picture(element: &mut Element) {
    let source = match &*element.name {
        "object" => "data",
        "embed" => "src",
        _ => return,
    };
    let Some(path) = element.attribute(source) else {
        return;
    };
    let name = path.split(['?', '#']).next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_picture = ["svg", "png", "jpg", "jpeg", "gif"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known));
    if !is_picture {
        return;
    }
    let path = path.to_owned();
    let words = element.text();
    let words: Vec<&str> = words.split_whitespace().collect();
    let id = element.attribute("id").map(str::to_owned);
    let mut picture = Element::new("img", element.span).with("src", path);
    if !words.is_empty() {
        picture = picture.with("alt", words.join(" "));
    }
    if let Some(id) = id {
        picture = picture.with("id", id);
    }
    *element = picture;
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
    if found.holds_more || found.letters > LETTERS_IN_A_BAR {
        return false;
    }
    // Texinfo does not say of every link where it leads, but labels each: `Next: …, Up: …`.
    let is_labelled = || {
        let is_head = ["header", "node", "nav-panel"]
            .iter()
            .any(|class| element.has_class(class));
        is_head && found.labels > 0 && found.labels == found.words
    };
    found.links > 0 && (found.others == 0 || is_labelled())
}

#[derive(Default)]
struct Bar {
    /// Links that say that they lead on or back, and links that do not.
    links: usize,
    others: usize,
    letters: usize,
    /// Words beside the links, and how many of them are labels (`Next:`).
    words: usize,
    labels: usize,
    holds_more: bool,
}

/// Depth is bounded by the builder.
fn look(element: &Element, found: &mut Bar) {
    for node in &element.children {
        match node {
            Node::Text(text) => {
                found.letters += text.chars().filter(|c| !c.is_whitespace()).count();
                for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']'))
                {
                    if word.contains(char::is_alphanumeric) {
                        found.words += 1;
                        found.labels += usize::from(word.ends_with(':'));
                    }
                }
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
                    false => found.others += 1,
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
