//! The reading order of an NCX: `playOrder` numbers its targets from 1, without gaps, once each; pages of the
//! page list have numbers of their own.

use std::collections::{BTreeMap, BTreeSet};

use super::publication::xml::{Node, ns};
use super::publication::{Document, DocumentKind, Publication};
use super::{Family, Findings, Look};
use crate::report::Diagnostic;

pub(super) static FAMILY: Family = Family {
    name: "reading-order",
    about: "NCX: the numbers of the reading order and of pages",
    rules: RULES,
    looks: &[Look::Document(look)],
};

const CLAUSE: &str = "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4.1.2";

crate::rules! {
    /// The numbers of the reading order do not begin with 1.
    ///
    /// `playOrder` counts the places of the book as they are read. Count from 1, or leave the attribute out everywhere.
    FIRST = "play-order-first", Some("RSC-005"), Error, CLAUSE;
    /// The numbers of the reading order have a gap.
    ///
    /// Number the entries again in the order of the text, or leave `playOrder` out everywhere.
    GAP = "play-order-gap", Some("RSC-005"), Error, CLAUSE;
    /// Two entries lead to different places and have the same number.
    ///
    /// Number the entries again in the order of the text, or leave `playOrder` out everywhere.
    SAME = "play-order-twice", Some("RSC-005"), Error, CLAUSE;
    /// Two entries lead to the same place and have different numbers.
    ///
    /// A place has one number, whichever list of the NCX names it. Give both the same.
    DIFFERENT = "play-order-different", Some("RSC-005"), Error, CLAUSE;
    /// Two pages of the page list have the same number and kind.
    ///
    /// Who looks for a page finds one of the two. Correct the `value`, or the `type` where front matter counts apart.
    PAGE_TWICE = "page-target-twice", Some("RSC-005"), Error, CLAUSE;
}

/// An entry with a number.
struct Entry<'a, 'input> {
    node: Node<'a, 'input>,
    order: u64,
    target: &'a str,
}

fn look(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if document.kind != DocumentKind::Ncx {
        return;
    }
    pages(document, findings);
    let entries: Vec<Entry<'_, '_>> = document
        .tree
        .elements()
        .filter(|node| {
            node.namespace() == ns::NCX
                && matches!(node.name(), "navPoint" | "navTarget" | "pageTarget")
        })
        .filter_map(|node| {
            let order = node.attribute("playOrder")?.trim().parse().ok()?;
            let content = node.elements().find(|n| n.is(ns::NCX, "content"));
            let target = content.and_then(|n| n.attribute("src")).unwrap_or("");
            Some(Entry {
                node,
                order,
                target,
            })
        })
        .collect();
    let numbers: BTreeSet<u64> = entries.iter().map(|entry| entry.order).collect();
    let mut targets: BTreeMap<u64, BTreeSet<&str>> = BTreeMap::new();
    let mut orders: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for entry in &entries {
        targets.entry(entry.order).or_default().insert(entry.target);
        orders.entry(entry.target).or_default().insert(entry.order);
    }
    for entry in &entries {
        let order = entry.order;
        let mut found = Vec::new();
        if !numbers.contains(&1) {
            found.push((&FIRST, "no entry has the number 1".to_owned()));
        }
        if order > 1 && !numbers.contains(&(order - 1)) {
            found.push((&GAP, format!("no entry comes before number {order}")));
        }
        if targets.get(&order).is_some_and(|all| all.len() > 1) {
            found.push((
                &SAME,
                format!("number {order} stands for another place, too"),
            ));
        }
        if orders.get(entry.target).is_some_and(|all| all.len() > 1) {
            let message = format!("'{}' has another number than {order}, too", entry.target);
            found.push((&DIFFERENT, message));
        }
        for (rule, message) in found {
            findings.add(Diagnostic::new(rule, message).at(document.place(entry.node)));
        }
    }
}

fn pages(document: &Document<'_>, findings: &mut Findings) {
    let mut seen: BTreeMap<(&str, &str), Vec<Node<'_, '_>>> = BTreeMap::new();
    for page in document
        .tree
        .elements()
        .filter(|n| n.is(ns::NCX, "pageTarget"))
    {
        if let Some(value) = page.attribute("value") {
            let kind = page.attribute("type").unwrap_or("");
            seen.entry((kind, value)).or_default().push(page);
        }
    }
    for ((kind, value), pages) in seen.into_iter().filter(|(_, pages)| pages.len() > 1) {
        for page in pages {
            let message = format!("the {kind} page {value} stands twice in the page list");
            let finding = Diagnostic::new(&PAGE_TWICE, message).at(document.place(page));
            findings.add(finding.hint("correct 'value' or 'type'"));
        }
    }
}
