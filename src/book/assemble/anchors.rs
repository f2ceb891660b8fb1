//! Anchors: unique in the book, stable, and made from headings the way GitHub and mdBook make them.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::paths::decode;
use super::tree::says;
use super::{Component, markup_ids};
use crate::book::visit::{NodeMut, plain_text, walk_mut};
use crate::book::{Attributes, BlockKind, Document, Inline};

/// The anchors given so far. Each base knows the number to try next, so a thousand equal headings cost no more than a
/// thousand different ones.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    next: HashMap<String, usize>,
}

impl Anchors {
    /// The wish itself where it is free, else with the first free `-1`, `-2` …
    pub(super) fn unique(&mut self, wish: &str) -> String {
        let base = xml_name(wish);
        let Some(&next) = self.next.get(&base) else {
            self.next.insert(base.clone(), 1);
            return base;
        };
        let mut number = next;
        loop {
            let id = format!("{base}-{number}");
            number += 1;
            if !self.next.contains_key(&id) {
                self.next.insert(base, number);
                self.next.insert(id.clone(), 1);
                return id;
            }
        }
    }
}

/// The anchors of one document: what the author may call them, and what they are in the book.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The document's path.
    pub(super) path: String,
    /// Other names of the document.
    pub(super) aliases: Vec<String>,
    /// The anchor of its beginning.
    pub(super) start: String,
    /// Names as authors write them, in order, with their anchors.
    names: Vec<(String, String)>,
    by_name: HashMap<String, usize>,
    /// How often a heading's slug was given: equal headings get `-1`, `-2` … within their document.
    slugs: HashMap<String, usize>,
    /// Names without all but letters and digits, made when first asked for.
    loose: OnceLock<HashMap<String, usize>>,
}

impl Names {
    /// The anchor of a fragment, by its exact name first, then by its letters and digits alone: generators of heading
    /// anchors differ in what they make of spaces and signs.
    pub(super) fn find(&self, fragment: &str) -> Option<&str> {
        let exact = |name: &str| self.by_name.get(name).copied();
        let index = exact(fragment)
            .or_else(|| exact(&decode(fragment)))
            .or_else(|| exact(fragment.strip_prefix("user-content-")?))
            // Redcarpet's.
            .or_else(|| exact(fragment.strip_prefix("toc_")?))
            .or_else(|| {
                // Old versions of mdBook let no anchor begin with a digit: `a1-setup`.
                let rest = fragment.strip_prefix('a')?;
                let begins = rest.starts_with(|c: char| c.is_ascii_digit());
                begins.then(|| exact(rest)).flatten()
            })
            .or_else(|| {
                let wanted = loose(fragment);
                let map = self.loose.get_or_init(|| {
                    let mut map = HashMap::with_capacity(self.names.len());
                    for (index, (name, _)) in self.names.iter().enumerate() {
                        map.entry(loose(name)).or_insert(index);
                    }
                    map
                });
                (!wanted.is_empty())
                    .then(|| map.get(&wanted).copied())
                    .flatten()
            })?;
        self.names.get(index).map(|(_, anchor)| anchor.as_str())
    }

    /// The anchor of exactly that name.
    pub(super) fn exact(&self, name: &str) -> Option<&str> {
        let index = self.by_name.get(name)?;
        self.names.get(*index).map(|(_, anchor)| anchor.as_str())
    }

    /// All names, in order: for hints.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    /// Another name for the beginning.
    pub(super) fn alias(&mut self, name: String) {
        let anchor = self.start.clone();
        self.add(name, anchor);
    }

    fn add(&mut self, name: String, anchor: String) {
        self.by_name.entry(name.clone()).or_insert(self.names.len());
        self.names.push((name, anchor));
    }

    /// The slug of a heading within its document.
    fn slug(&mut self, heading: &str) -> String {
        let slug = slug(heading);
        let count = self.slugs.entry(slug.clone()).or_insert(0);
        *count += 1;
        if *count == 1 {
            slug
        } else {
            format!("{slug}-{}", *count - 1)
        }
    }
}

fn loose(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Gives everything that can be linked to its anchor: first what authors named, so that their names stay as they are,
/// then headings and pages. The names come in the order of the documents.
pub(super) fn name(components: &mut [Component], anchors: &mut Anchors) -> Vec<Names> {
    let mut names = Vec::new();
    each(components, 0, &mut |component| {
        let Some(document) = &mut component.document else {
            return;
        };
        let mut found = Names {
            path: document.path.clone(),
            aliases: std::mem::take(&mut document.names),
            ..Names::default()
        };
        named_by_author(document, anchors, &mut found);
        names.push(found);
    });
    let mut rest = names.iter_mut();
    each(components, 0, &mut |component| {
        let title = component.title.as_deref();
        let prints_title = component.prints_title;
        let Some(document) = &mut component.document else {
            return;
        };
        let Some(found) = rest.next() else { return };
        named_by_heading(document, anchors, found);
        let first = document
            .blocks
            .iter()
            .find(|block| !matches!(block.kind, BlockKind::PageBreak(_)));
        // A title that is printed above the first heading begins the document in its place.
        let is_below_title =
            |heading: &[Inline]| prints_title && title.is_some_and(|title| !says(heading, title));
        found.start = match first.map(|block| (&block.kind, &block.attributes.id)) {
            Some((BlockKind::Heading { content, .. }, Some(id))) if !is_below_title(content) => {
                id.clone()
            }
            _ => anchors.unique(&slug(title.unwrap_or_else(|| stem(&document.path)))),
        };
    });
    names
}

/// The name of a file without folder and extension.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.is_empty() || stem.starts_with('<') {
        "text"
    } else {
        stem
    }
}

/// Shows every component, a parent before its children.
pub(super) fn each(
    components: &mut [Component],
    depth: usize,
    visit: &mut dyn FnMut(&mut Component),
) {
    for component in components {
        visit(component);
        if depth < super::DEEPEST {
            each(&mut component.children, depth + 1, visit);
        }
    }
}

fn named_by_author(document: &mut Document, anchors: &mut Anchors, names: &mut Names) {
    let mut give = |attributes: &mut Attributes, anchors: &mut Anchors| {
        if let Some(written) = attributes.take_id() {
            let anchor = anchors.unique(&written);
            names.add(written, anchor.clone());
            for alias in attributes.take_aliases() {
                names.add(alias, anchor.clone());
            }
            attributes.id = Some(anchor);
        }
    };
    let mut visit = |node: NodeMut<'_>| match node {
        NodeMut::Block(block) => {
            give(&mut block.attributes, anchors);
            if let BlockKind::Markup(markup) = &mut block.kind {
                markup_ids::name(&mut markup.root, anchors);
            }
        }
        NodeMut::Piece(Inline::Markup(markup)) => markup_ids::name(&mut markup.root, anchors),
        NodeMut::Piece(Inline::Span { attributes, .. }) => give(attributes, anchors),
        NodeMut::Piece(Inline::Element(element)) => give(&mut element.attributes, anchors),
        NodeMut::Piece(Inline::Image(picture)) => give(&mut picture.attributes, anchors),
        _ => {}
    };
    walk_mut(&mut document.blocks, &mut visit);
    for note in &mut document.notes {
        walk_mut(&mut note.blocks, &mut visit);
    }
}

fn named_by_heading(document: &mut Document, anchors: &mut Anchors, names: &mut Names) {
    let page = |label: &str, id: &mut String, anchors: &mut Anchors, names: &mut Names| {
        *id = anchors.unique(&format!("page-{}", slug(label)));
        names.add(format!("page-{label}"), id.clone());
    };
    walk_mut(&mut document.blocks, &mut |node| match node {
        NodeMut::Block(block) => match &mut block.kind {
            BlockKind::Heading { content, .. } => {
                let name = names.slug(&plain_text(content));
                match &block.attributes.id {
                    // A heading that has a name of its own is known by its words all the same.
                    Some(id) => names.add(name, id.clone()),
                    None => {
                        let anchor =
                            anchors.unique(if name.is_empty() { "section" } else { &name });
                        names.add(name, anchor.clone());
                        block.attributes.id = Some(anchor);
                    }
                }
            }
            BlockKind::PageBreak(found) => page(&found.label, &mut found.id, anchors, names),
            _ => {}
        },
        NodeMut::Piece(Inline::PageBreak(found)) => {
            page(&found.label, &mut found.id, anchors, names)
        }
        _ => {}
    });
}

/// The anchor that GitHub and mdBook give a heading: lower case, letters, digits, `-` and `_` kept, white space to `-`,
/// all else left out.
#[must_use]
pub fn slug(heading: &str) -> String {
    let mut slug = String::with_capacity(heading.len());
    for c in heading.trim().chars() {
        if c.is_alphanumeric() || c == '-' || c == '_' {
            slug.extend(c.to_lowercase());
        } else if c.is_whitespace() {
            slug.push('-');
        }
    }
    slug
}

/// A name that XML takes as an `id`: begins with a letter or `_`, and holds no white space, colon or punctuation.
fn xml_name(wish: &str) -> String {
    let mut name = String::with_capacity(wish.len());
    for c in wish.chars() {
        // XML's names leave out some letters that Unicode added later; those beyond ASCII that are letters and no
        // compatibility forms are safe.
        let fits = c.is_ascii_alphanumeric()
            || matches!(c, '-' | '_' | '.')
            || (c > '\u{bf}' && c.is_alphabetic() && !matches!(c, '×' | '÷'));
        name.push(if fits { c } else { '-' });
    }
    if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        name.insert_str(0, "s-");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_github() {
        for (heading, expected) in [
            ("Hello, World!", "hello-world"),
            ("Foo & Bar", "foo--bar"),
            ("`Vec<T>` and you", "vect-and-you"),
            ("Über uns", "über-uns"),
            ("第一章", "第一章"),
            ("1.2 Setup_it", "12-setup_it"),
        ] {
            assert_eq!(slug(heading), expected);
        }
    }

    #[test]
    fn equal_wishes_are_told_apart_in_linear_time() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.unique("a"), "a");
        assert_eq!(anchors.unique("a-1"), "a-1");
        assert_eq!(anchors.unique("a"), "a-2");
        assert_eq!(anchors.unique("a"), "a-3");
        assert_eq!(anchors.unique("1 b"), "s-1-b");
        for _ in 0..100_000 {
            anchors.unique("chapter-i");
        }
    }
}
