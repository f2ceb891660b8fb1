//! EPUB Region-Based Navigation 1.0: data navigation documents.

use super::has_type;
use crate::check::layout::is_fixed;
use crate::check::publication::url::{self, Target};
use crate::check::publication::xml::{Node, ns};
use crate::check::publication::{Document, DocumentKind, Publication, Version};
use crate::check::{Family, Findings, Look};
use crate::report::{Diagnostic, Rule};

pub(in crate::check) static FAMILY: Family = Family {
    name: "regions",
    about: "data navigation documents and region-based navigation",
    rules: RULES,
    looks: &[Look::Document(look)],
};

const CLAUSE: &str = "http://idpf.org/epub/renditions/region-nav/";

crate::rules! {
    /// A nav of a data navigation document does not say what it is.
    ///
    /// Add its `epub:type`.
    TYPE = "data-nav-type-missing", Some("RSC-005"), Error, CLAUSE;
    /// Region-based navigation stands outside of a data navigation document.
    ///
    /// Reading systems only look for it there.
    PLACE = "region-nav-misplaced", Some("HTM-052"), Error, CLAUSE;
    /// A region-based nav is not one list and nothing else.
    ///
    /// It has no heading: readers never see it.
    LIST = "region-nav-list", Some("RSC-005"), Error, CLAUSE;
    /// An item of a region-based nav does not begin with a link or a `span`.
    ///
    /// A link leads to a region, a `span` holds two links to the parts of a region on two pages.
    ITEM = "region-nav-item", Some("RSC-005"), Error, CLAUSE;
    /// More than a list follows the link of an item.
    ///
    /// An item is a link or a `span`, and at most one list.
    FOLLOWS = "region-nav-item-follows", Some("RSC-005"), Error, CLAUSE;
    /// A `span` of a region-based nav does not hold two links.
    ///
    /// It stands for a region on two pages.
    SPAN = "region-nav-span", Some("RSC-005"), Error, CLAUSE;
    /// A link of a region-based nav leads to a document that has no fixed layout.
    ///
    /// Regions are places on a page of a known size. Lead to a fixed-layout document.
    REFLOWABLE = "region-nav-target-reflowable", Some("NAV-009"), Error, CLAUSE;
    /// A link of a region-based nav has text.
    ///
    /// Readers never see it. Remove it.
    TEXT = "region-nav-text", Some("RSC-017"), Warning, CLAUSE;
}

fn look(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if document.kind != DocumentKind::Xhtml || document.version != Version::Three {
        return;
    }
    let is_data = document.has_property("data-nav");
    let mut add = |rule: &'static Rule, node: Node<'_, '_>, message: &str| {
        findings.add(Diagnostic::new(rule, message).at(document.place(node)))
    };
    for node in document.tree.elements() {
        let is_nav = node.is(ns::XHTML, "nav");
        if has_type(node, "region-based") && !(is_nav && is_data) {
            add(
                &PLACE,
                node,
                "region-based navigation stands outside of a data navigation document",
            );
        } else if is_nav && is_data {
            if node.attribute_ns(ns::OPS, "type").is_none() {
                add(&TYPE, node, "the nav does not say its 'epub:type'");
            } else if has_type(node, "region-based") {
                region_nav(node, &mut add);
                for link in node.descendants().filter(|n| n.is(ns::XHTML, "a")) {
                    if leads_to_reflowable(document, link) {
                        let message = "the link leads to a document without fixed layout";
                        add(&REFLOWABLE, link, message);
                    }
                }
            }
        }
    }
}

fn leads_to_reflowable(document: &Document<'_>, link: Node<'_, '_>) -> bool {
    let Some(package) = document.package else {
        return false;
    };
    let target = link
        .attribute("href")
        .map(|href| url::resolve(document.path, href));
    let Some(Target::Local { path, .. }) = target else {
        return false;
    };
    package
        .item_at(&path)
        .is_some_and(|item| !is_fixed(package, &item.id))
}

fn region_nav(nav: Node<'_, '_>, add: &mut impl FnMut(&'static Rule, Node<'_, '_>, &str)) {
    let children: Vec<Node<'_, '_>> = nav.elements().collect();
    if children.len() != 1 || !children.iter().all(|n| n.is(ns::XHTML, "ol")) {
        add(
            &LIST,
            nav,
            "the region-based nav is not one list and nothing else",
        );
    }
    for item in nav.descendants().filter(|n| n.is(ns::XHTML, "li")) {
        let mut children = item.elements();
        match children.next() {
            Some(first) if matches!(first.name(), "a" | "span") => {
                let rest: Vec<_> = children.collect();
                if rest.len() > 1 || !rest.iter().all(|n| n.is(ns::XHTML, "ol")) {
                    add(
                        &FOLLOWS,
                        item,
                        "more than a list follows the first link of the item",
                    );
                }
            }
            _ => add(
                &ITEM,
                item,
                "the item does not begin with a link or a 'span'",
            ),
        }
    }
    for node in nav.descendants() {
        if node.is(ns::XHTML, "span")
            && node.elements().filter(|n| n.is(ns::XHTML, "a")).count() != 2
        {
            add(&SPAN, node, "the 'span' does not hold two links");
        }
        if node.is(ns::XHTML, "a") && !node.text_content().trim().is_empty() {
            add(&TEXT, node, "the link of a region has text");
        }
    }
}
