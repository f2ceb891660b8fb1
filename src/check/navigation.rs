//! The navigation document (EPUB 3.3, section 7): its navs, their lists, and the order of what they lead to.

use std::collections::{BTreeMap, BTreeSet};

use super::publication::url::{self, Target};
use super::publication::xml::{Node, ns};
use super::publication::{
    Document, DocumentFacts, Package, Publication, Reference, ReferenceKind, Version,
};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(super) static FAMILY: Family = Family {
    name: "navigation",
    about: "the navigation document: toc, page list, landmarks",
    rules: RULES,
    looks: &[Look::Document(look), Look::Publication(targets)],
};

const NAV: &str = "https://www.w3.org/TR/epub-33/#sec-nav-def-model";
const TOC: &str = "https://www.w3.org/TR/epub-33/#sec-nav-toc";
const LANDMARKS: &str = "https://www.w3.org/TR/epub-33/#sec-nav-landmarks";
const PAGE_LIST: &str = "https://www.w3.org/TR/epub-33/#sec-nav-pagelist";

crate::rules! {
    /// The navigation document has no `toc` nav, or more than one.
    ///
    /// Reading systems build their table of contents from it. Leave exactly one `<nav epub:type="toc">`.
    TOC_COUNT = "nav-toc-count", Some("RSC-005"), Error, TOC;
    /// The navigation document has more than one page list.
    ///
    /// Reading systems show one. Join them.
    PAGE_LIST_COUNT = "nav-page-list-count", Some("RSC-005"), Error, PAGE_LIST;
    /// The navigation document has more than one `landmarks` nav.
    ///
    /// Reading systems use one. Join them.
    LANDMARKS_COUNT = "nav-landmarks-count", Some("RSC-005"), Error, LANDMARKS;
    /// A nav that is no toc, page list or landmarks has no heading.
    ///
    /// Readers cannot tell what the list is. Begin it with a heading.
    HEADING_MISSING = "nav-heading-missing", Some("RSC-005"), Error, NAV;
    /// A heading in a nav is empty.
    ///
    /// Write its text, or remove it.
    HEADING_EMPTY = "nav-heading-empty", Some("RSC-005"), Error, NAV;
    /// A link in a nav has no text.
    ///
    /// Readers see an empty line. Write its text, or the `alt` of its picture.
    LINK_EMPTY = "nav-link-empty", Some("RSC-005"), Error, NAV;
    /// A `span` in a nav has no text.
    ///
    /// Readers see an empty line. Write its text.
    SPAN_EMPTY = "nav-span-empty", Some("RSC-005"), Error, NAV;
    /// A nav holds an element that does not belong there.
    ///
    /// A nav is a heading and an ordered list; an item is a link, or a `span` and a list below it.
    ELEMENT = "nav-element-not-allowed", Some("RSC-005"), Error, NAV;
    /// A nav holds text outside of its links and headings.
    ///
    /// Put it into a link or a `span`.
    TEXT = "nav-text-not-allowed", Some("RSC-005"), Error, NAV;
    /// Something is missing in a nav: its list, an item, the link of an item.
    ///
    /// A nav is a heading and an ordered list; an item is a link, or a `span` and a list below it.
    INCOMPLETE = "nav-incomplete", Some("RSC-005"), Error, NAV;
    /// A landmark does not say what it leads to.
    ///
    /// Reading systems use landmarks by their `epub:type`. Add it.
    LANDMARK_TYPE = "landmark-type-missing", Some("RSC-005"), Error, LANDMARKS;
    /// Two landmarks have the same type and lead to the same place.
    ///
    /// Remove one of them.
    LANDMARK_TWICE = "landmark-twice", Some("RSC-005"), Error, LANDMARKS;
    /// The page list or the landmarks are nested.
    ///
    /// They are flat lists. Put all items into one list.
    NESTED = "nav-nested", Some("RSC-017"), Warning, PAGE_LIST;
    /// A nav leads to a place outside of the publication.
    ///
    /// The table of contents, the page list and the landmarks lead through the publication itself.
    REMOTE = "nav-link-remote", Some("NAV-010"), Error, NAV;
    /// The table of contents does not follow the reading order.
    ///
    /// Readers expect to go forward. Put its entries in the order of the spine, and of the documents.
    ORDER = "nav-order", Some("NAV-011"), Warning, TOC;
}

fn look(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if !document.is_navigation() || document.version != Version::Three {
        return;
    }
    let navs: Vec<Node<'_, '_>> = document
        .tree
        .elements()
        .filter(|n| n.is(ns::XHTML, "nav"))
        .collect();
    let mut judge = Judge { document, findings };
    if document.fault.is_none() {
        judge.counts(&navs);
    }
    for nav in navs {
        if nav.attribute_ns(ns::OPS, "type").is_some() {
            judge.nav(nav);
        }
    }
}

fn has_type(node: Node<'_, '_>, name: &str) -> bool {
    node.attribute_ns(ns::OPS, "type")
        .is_some_and(|types| types.split_ascii_whitespace().any(|t| t == name))
}

fn is_heading(node: Node<'_, '_>) -> bool {
    node.namespace() == ns::XHTML
        && matches!(
            node.name(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hgroup"
        )
}

/// The text that readers see or hear of an element: its own, and that of its pictures.
fn has_text(node: Node<'_, '_>) -> bool {
    node.descendant_nodes().any(|n| {
        n.text().is_some_and(|t| !t.trim().is_empty())
            || n.attribute("alt").is_some_and(|alt| !alt.trim().is_empty())
            || n.attribute("aria-label")
                .is_some_and(|label| !label.trim().is_empty())
    })
}

struct Judge<'j> {
    document: &'j Document<'j>,
    findings: &'j mut Findings,
}

impl Judge<'_> {
    fn add(&mut self, rule: &'static Rule, place: Location, message: impl Into<String>) {
        self.findings.add(Diagnostic::new(rule, message).at(place));
    }

    fn counts(&mut self, navs: &[Node<'_, '_>]) {
        let Some(root) = self.document.tree.root() else {
            return;
        };
        let body = root
            .elements()
            .find(|n| n.is(ns::XHTML, "body"))
            .unwrap_or(root);
        let place = self.document.place(body);
        let count = |name: &str| navs.iter().filter(|nav| has_type(**nav, name)).count();
        let tocs = count("toc");
        if tocs != 1 {
            self.add(
                &TOC_COUNT,
                place.clone(),
                format!("the navigation document has {tocs} 'toc' navs, and exactly one is needed"),
            );
        }
        for (name, rule) in [
            ("page-list", &PAGE_LIST_COUNT),
            ("landmarks", &LANDMARKS_COUNT),
        ] {
            if count(name) > 1 {
                self.add(
                    rule,
                    place.clone(),
                    format!("the navigation document has {} '{name}' navs", count(name)),
                );
            }
        }
    }

    fn nav(&mut self, nav: Node<'_, '_>) {
        let known = ["toc", "page-list", "landmarks"]
            .iter()
            .any(|name| has_type(nav, name));
        let first = nav.elements().next();
        if !known && first.is_none_or(|n| !is_heading(n)) {
            self.add(
                &HEADING_MISSING,
                self.document.place(nav),
                "a nav of its own kind has no heading",
            );
        }
        self.children(nav);
        for node in nav.descendants().filter(|n| n.namespace() == ns::XHTML) {
            match node.name() {
                "a" if !has_text(node) => self.add(
                    &LINK_EMPTY,
                    self.document.place(node),
                    "a link of a nav has no text",
                ),
                "span" if !has_text(node) => self.add(
                    &SPAN_EMPTY,
                    self.document.place(node),
                    "a 'span' of a nav has no text",
                ),
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !has_text(node) => {
                    self.add(
                        &HEADING_EMPTY,
                        self.document.place(node),
                        "a heading of a nav is empty",
                    );
                }
                _ => {}
            }
        }
        for name in ["page-list", "landmarks"] {
            let lists = nav.descendants().filter(|n| n.is(ns::XHTML, "ol")).count();
            if has_type(nav, name) && lists != 1 {
                self.add(
                    &NESTED,
                    self.document.place(nav),
                    format!("the '{name}' nav is not one flat list: it has {lists} lists"),
                );
            }
        }
        if has_type(nav, "landmarks") {
            self.landmarks(nav);
        }
    }

    /// Text where only elements may stand; its place is where it ends.
    fn stray_text(&mut self, parent: Node<'_, '_>) {
        for text in parent.children() {
            if text.text().is_some_and(|t| !t.trim().is_empty()) {
                self.add(
                    &TEXT,
                    self.document.place(text),
                    format!("text stands in '{}' outside of a link", parent.name()),
                );
            }
        }
    }

    fn not_allowed(&mut self, node: Node<'_, '_>, parent: &str) {
        let message = format!(
            "the element '{}' is not allowed in '{parent}' here",
            node.qualified_name()
        );
        self.add(&ELEMENT, self.document.place(node), message);
    }

    fn missing(&mut self, node: Node<'_, '_>, what: &str) {
        if node.is_closed() {
            self.add(
                &INCOMPLETE,
                self.document.place_of_end(node),
                format!("'{}' lacks {what}", node.name()),
            );
        }
    }

    /// A heading, or none, and one ordered list. Lists are gone through without recursion.
    fn children(&mut self, nav: Node<'_, '_>) {
        self.stray_text(nav);
        let mut lists = Vec::new();
        let mut headed = false;
        for child in nav.elements() {
            if child.is(ns::XHTML, "ol") && lists.is_empty() {
                lists.push(child);
            } else if is_heading(child) && !headed && lists.is_empty() {
                headed = true;
            } else {
                self.not_allowed(child, "nav");
            }
        }
        if lists.is_empty() {
            self.missing(nav, "an 'ol'");
        }
        while let Some(list) = lists.pop() {
            self.stray_text(list);
            let mut items = 0;
            for item in list.elements() {
                if item.is(ns::XHTML, "li") {
                    items += 1;
                    lists.extend(self.item(item));
                } else {
                    self.not_allowed(item, "ol");
                }
            }
            if items == 0 {
                self.missing(list, "an 'li'");
            }
        }
    }

    /// A link, or a `span`, and a list below it, which a `span` needs. Gives the list back.
    fn item<'t, 's>(&mut self, item: Node<'t, 's>) -> Option<Node<'t, 's>> {
        self.stray_text(item);
        let mut label: Option<Node<'_, '_>> = None;
        let mut list = None;
        for child in item.elements() {
            if matches!(child.name(), "a" | "span")
                && child.namespace() == ns::XHTML
                && label.is_none()
                && list.is_none()
            {
                label = Some(child);
            } else if child.is(ns::XHTML, "ol") && list.is_none() {
                if label.is_none() {
                    self.add(
                        &ELEMENT,
                        self.document.place(child),
                        "the list comes before the link or 'span' of its item",
                    );
                }
                list = Some(child);
            } else {
                self.not_allowed(child, "li");
            }
        }
        match label {
            None if list.is_none() => self.missing(item, "an 'a' or a 'span'"),
            Some(label) if label.name() == "span" && list.is_none() => {
                self.missing(item, "the list that its 'span' heads")
            }
            _ => {}
        }
        list
    }

    fn landmarks(&mut self, nav: Node<'_, '_>) {
        let mut seen: BTreeMap<(String, String), Vec<Node<'_, '_>>> = BTreeMap::new();
        for link in nav.descendants().filter(|n| n.is(ns::XHTML, "a")) {
            let Some(types) = link.attribute_ns(ns::OPS, "type") else {
                self.add(
                    &LANDMARK_TYPE,
                    self.document.place(link),
                    "a landmark does not say its 'epub:type'",
                );
                continue;
            };
            let href = link.attribute("href").unwrap_or("");
            for name in types.split_ascii_whitespace() {
                seen.entry((name.to_owned(), href.to_owned()))
                    .or_default()
                    .push(link);
            }
        }
        let mut told = BTreeSet::new();
        for ((name, href), links) in seen.into_iter().filter(|(_, links)| links.len() > 1) {
            for link in links.into_iter().filter(|link| told.insert(link.id())) {
                self.add(
                    &LANDMARK_TWICE,
                    self.document.place(link),
                    format!("two landmarks of the type '{name}' lead to '{href}'"),
                );
            }
        }
    }
}

fn targets(publication: &Publication<'_>, findings: &mut Findings) {
    for package in publication
        .packages
        .iter()
        .filter(|p| p.version() == Version::Three)
    {
        let navs = package
            .items
            .iter()
            .filter(|i| i.has_property("nav") && i.media_type() == "application/xhtml+xml");
        for path in navs.filter_map(|item| item.path.as_deref()) {
            let references = publication
                .references
                .iter()
                .filter(|r| r.source.as_ref() == path);
            order(publication, package, references, findings);
        }
    }
}

fn order<'r>(
    publication: &Publication<'_>,
    package: &Package,
    references: impl Iterator<Item = &'r Reference>,
    findings: &mut Findings,
) {
    let mut spine: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, itemref) in package.spine.iter().enumerate() {
        if let Some(path) = package
            .item(&itemref.idref)
            .and_then(|item| item.path.as_deref())
        {
            // Of an item that is listed twice the later place counts, as in the reference implementation.
            spine.insert(path, i);
        }
    }
    let mut last: Option<(usize, Option<u32>)> = None;
    for reference in references {
        let place = Location::at(
            reference.source.as_ref(),
            reference.position.0,
            reference.position.1,
        );
        let restricted = matches!(
            reference.kind,
            ReferenceKind::NavToc | ReferenceKind::NavPageList | ReferenceKind::NavLandmarks
        );
        match &reference.target {
            Target::Remote { url, .. } if restricted => {
                findings.add(
                    Diagnostic::new(
                        &REMOTE,
                        format!("the nav leads out of the publication, to '{url}'"),
                    )
                    .at(place),
                );
            }
            Target::Local { path, fragment, .. } if reference.kind == ReferenceKind::NavToc => {
                let Some(&document) = spine.get(path.as_str()) else {
                    continue;
                };
                let place_in = |facts: &DocumentFacts| {
                    let fragment = fragment.as_deref().filter(|f| !f.is_empty())?;
                    let ids = &facts.ids;
                    let anchor = ids
                        .get(fragment)
                        .or_else(|| ids.get(&url::percent_decode(fragment)));
                    anchor.map(|anchor| anchor.order)
                };
                let element = publication.documents.get(path).and_then(place_in);
                let here = (
                    document,
                    element.or(fragment
                        .as_deref()
                        .filter(|f| !f.is_empty())
                        .is_none()
                        .then_some(0)),
                );
                let before = last.is_some_and(|(d, e)| {
                    here.0 < d
                        || (here.0 == d && matches!((here.1, e), (Some(h), Some(l)) if h < l))
                });
                if before {
                    let message = format!(
                        "the entry leads to '{}', which comes before the target of the entry above it",
                        reference.url
                    );
                    findings.add(
                        Diagnostic::new(&ORDER, message)
                            .at(place)
                            .hint("put the entries in reading order"),
                    );
                }
                last = Some(here);
            }
            _ => {}
        }
    }
}
