//! Properties of manifest items that say what a document uses (EPUB 3.3, section 3.4.2 and appendix D.2).

use std::collections::{BTreeMap, BTreeSet};

use super::publication::url::Target;
use super::publication::{Publication, Reference, ReferenceKind, Version};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location};

pub(super) static FAMILY: Family = Family {
    name: "properties",
    about: "manifest properties that say what a document uses",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const CLAUSE: &str = "https://www.w3.org/TR/epub-33/#sec-item-resource-properties";

crate::rules! {
    /// A document uses something that its manifest item does not say.
    ///
    /// Reading systems prepare for scripts, MathML, SVG and remote resources by the item's `properties`. Add the property.
    MISSING = "item-property-missing", Some("OPF-014"), Error, CLAUSE;
    /// A manifest item says that its document uses something which it does not.
    ///
    /// Reading systems may treat the document worse for it (a script property can switch features off). Remove the property.
    NEEDLESS = "item-property-needless", Some("OPF-015"), Error, CLAUSE;
    /// A manifest item says that its document uses remote resources, and none is found.
    ///
    /// It may ask readers for leave to use the network without need. Remove the property.
    REMOTE_NEEDLESS = "item-property-remote-needless", Some("OPF-018"), Warning, CLAUSE;
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    let mut remote: BTreeSet<&str> = BTreeSet::new();
    for reference in publication.references.iter().filter(|r| is_remote(r)) {
        remote.insert(reference.source.as_ref());
    }
    for package in &publication.packages {
        for item in &package.items {
            let Some(path) = item.path.as_deref() else {
                continue;
            };
            let Some(facts) = publication.documents.get(path).filter(|_| {
                publication
                    .item_at(path)
                    .is_some_and(|i| std::ptr::eq(i, item))
            }) else {
                continue;
            };
            let place = || Location::file(path);
            let mut used: BTreeMap<&str, bool> = BTreeMap::new();
            if package.version() == Version::Three {
                let is_xhtml = item.media_type() == "application/xhtml+xml";
                for (name, uses, xhtml_only) in [
                    ("mathml", facts.uses.mathml, true),
                    ("scripted", facts.uses.scripted, false),
                    ("svg", facts.uses.svg, true),
                    ("switch", facts.uses.switch, true),
                ] {
                    if is_xhtml || (!xhtml_only && item.media_type() == "image/svg+xml") {
                        used.insert(name, uses);
                    }
                }
            }
            for (name, _) in used
                .iter()
                .filter(|(name, uses)| **uses && !item.has_property(name))
            {
                let message = format!(
                    "the document uses what the property '{name}' stands for, and its manifest item does not say so"
                );
                findings.add(
                    Diagnostic::new(&MISSING, message)
                        .at(place())
                        .hint(format!("add '{name}' to the item's properties")),
                );
            }
            let needless: Vec<&str> = used
                .iter()
                .filter(|(name, uses)| !**uses && item.has_property(name))
                .map(|(name, _)| *name)
                .collect();
            if !needless.is_empty() && facts.complete {
                let message = format!(
                    "the manifest item says '{}', which the document does not use",
                    needless.join(", ")
                );
                findings.add(
                    Diagnostic::new(&NEEDLESS, message)
                        .at(place())
                        .hint("remove it from the item's properties"),
                );
            }
            let says_remote = item.has_property("remote-resources");
            let asked = package.version() == Version::Three || item.media_type() == "text/css";
            if asked && remote.contains(path) && !says_remote {
                let message =
                    "the document uses remote resources, and its manifest item does not say so";
                findings.add(
                    Diagnostic::new(&MISSING, message)
                        .at(place())
                        .hint("add 'remote-resources' to the item's properties"),
                );
            } else if says_remote
                && !remote.contains(path)
                && !facts.uses.scripted
                && facts.complete
            {
                let message = "the manifest item says 'remote-resources', and no remote resource is referred to";
                let end = facts
                    .end
                    .map_or_else(place, |(line, column)| Location::at(path, line, column));
                findings.add(
                    Diagnostic::new(&REMOTE_NEEDLESS, message)
                        .at(end)
                        .hint("remove it from the item's properties"),
                );
            }
        }
    }
}

fn is_remote(reference: &Reference) -> bool {
    // A remote style sheet is a fault of its own and no remote resource in the sense of the property.
    let counts = reference.is_embedded()
        && !matches!(
            reference.kind,
            ReferenceKind::Stylesheet | ReferenceKind::SvgUse
        );
    counts && matches!(reference.target, Target::Remote { .. })
}
