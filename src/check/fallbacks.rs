//! Fallback chains of the manifest (EPUB 3.3, section 3.5.1).

use std::collections::BTreeSet;

use super::publication::{Item, Package, Publication, Version};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location};

pub(super) static FAMILY: Family = Family {
    name: "fallbacks",
    about: "fallback chains of the manifest",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const CLAUSE: &str = "https://www.w3.org/TR/epub-33/#sec-manifest-fallbacks";

crate::rules! {
    /// A `fallback` names an item that does not exist.
    ///
    /// Reading systems that cannot show the resource then show nothing. Name the id of a manifest item.
    UNKNOWN = "fallback-unknown", Some("OPF-040"), Error, CLAUSE;
    /// A fallback chain comes back to where it began.
    ///
    /// No resource of the chain is the last resort, so a reading system may find none. Break the circle.
    CIRCULAR = "fallback-circular", Some("OPF-045"), Error, CLAUSE;
    /// A `fallback-style` names an item that does not exist.
    ///
    /// Name the id of the style sheet's manifest item (EPUB 2).
    STYLE_UNKNOWN = "fallback-style-unknown", Some("OPF-041"), Error, "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.3.1.2";
}

/// The items that `item` falls back to, nearest first; ends at a missing item and before a circle closes.
pub(super) fn chain<'p>(package: &'p Package, item: &'p Item) -> impl Iterator<Item = &'p Item> {
    let mut seen = BTreeSet::from([item.id.as_str()]);
    let mut next = item.fallback.as_deref();
    std::iter::from_fn(move || {
        let id = next?;
        if !seen.insert(id) {
            return None;
        }
        let found = package.item(id)?;
        next = found.fallback.as_deref();
        Some(found)
    })
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    for package in &publication.packages {
        for item in &package.items {
            judge(package, item, findings);
        }
    }
}

fn judge(package: &Package, item: &Item, findings: &mut Findings) {
    let place = Location::at(package.path.as_str(), item.position.0, item.position.1);
    if let Some(style) = item
        .fallback_style
        .as_deref()
        .filter(|id| package.version() == Version::Two && package.item(id).is_none())
    {
        let message = format!(
            "the fallback style '{style}' of item '{}' is not in the manifest",
            item.id
        );
        findings.add(Diagnostic::new(&STYLE_UNKNOWN, message).at(place.clone()));
    }
    let Some(fallback) = item.fallback.as_deref().filter(|id| !id.is_empty()) else {
        return;
    };
    if package.item(fallback).is_none() {
        let message = format!(
            "the fallback '{fallback}' of item '{}' is not in the manifest",
            item.id
        );
        findings.add(
            Diagnostic::new(&UNKNOWN, message)
                .at(place)
                .hint("name the id of another item"),
        );
        return;
    }
    let returns = fallback == item.id
        || chain(package, item).any(|i| i.fallback.as_deref() == Some(item.id.as_str()));
    if returns {
        let message = format!("the fallback chain of item '{}' comes back to it", item.id);
        findings.add(
            Diagnostic::new(&CIRCULAR, message)
                .at(place)
                .hint("end the chain at a core media type"),
        );
    }
}
