//! The guide of EPUB 2 (OPF 2.0.1, section 2.6), which EPUB 3 still allows.

use super::fallbacks::chain;
use super::media_types::is_core;
use super::publication::url::{self, Target};
use super::publication::{Item, Publication, Version};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location};

pub(super) static FAMILY: Family = Family {
    name: "guide",
    about: "the guide of EPUB 2",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const CLAUSE: &str = "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.6";

crate::rules! {
    /// The guide leads to a file that is not in the manifest.
    ///
    /// Devices that begin reading where the guide says find nothing there. Mend the `href`.
    TARGET_UNKNOWN = "guide-target-unknown", Some("OPF-031"), Error, CLAUSE;
    /// The guide leads to a place that its document does not have.
    ///
    /// Mend the fragment, or give the place that id.
    FRAGMENT_MISSING = "guide-fragment-missing", Some("RSC-012"), Error, "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.6";
    /// The guide leads to a resource that is no document.
    ///
    /// It names documents and places in them. Lead to the page that shows the resource.
    TARGET_NO_DOCUMENT = "guide-target-no-document", Some("OPF-032"), Error, CLAUSE;
    /// The guide leads to a file that is not in the container.
    ///
    /// Devices that begin reading where the guide says find nothing there. Mend the `href`.
    TARGET_MISSING = "guide-target-missing", Some("RSC-007"), Error, CLAUSE;
    /// The guide leads to a file that the manifest does not list.
    ///
    /// Reading systems need not unpack it. Add an item for the file.
    TARGET_UNDECLARED = "guide-target-undeclared", Some("RSC-008"), Error, CLAUSE;
    /// The guide leads to a resource that reading systems need not support.
    ///
    /// Lead to a document of the publication.
    TARGET_FOREIGN = "guide-target-foreign", Some("RSC-032"), Error, CLAUSE;
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    for package in &publication.packages {
        for reference in package.guide.iter().filter(|r| !r.href.is_empty()) {
            let place = Location::at(
                package.path.as_str(),
                reference.position.0,
                reference.position.1,
            );
            let Target::Local { path, fragment, .. } = url::resolve(&package.path, &reference.href)
            else {
                continue;
            };
            let hint = "mend the href of the reference";
            let exists = publication.container.contains(&path);
            let Some(item) = package.item_at(&path) else {
                let message = format!(
                    "the guide's reference '{}' leads to '{path}', which is not in the manifest",
                    reference.kind
                );
                findings.add(
                    Diagnostic::new(&TARGET_UNKNOWN, message)
                        .at(place.clone())
                        .hint(hint),
                );
                let rule = if exists && fragment.is_none() {
                    &TARGET_UNDECLARED
                } else {
                    &TARGET_MISSING
                };
                let message = format!(
                    "'{path}' {}",
                    if exists {
                        "is not in the manifest"
                    } else {
                        "is not in the container"
                    }
                );
                findings.add(Diagnostic::new(rule, message).at(place).hint(hint));
                continue;
            };
            let facts = publication.documents.get(&path);
            let missing = fragment
                .as_deref()
                .filter(|name| !name.is_empty())
                .filter(|name| facts.is_some_and(|facts| !facts.ids.contains_key(*name)));
            if let Some(name) = missing {
                let message = format!("the guide leads to '{name}', which is not in '{path}'");
                findings.add(
                    Diagnostic::new(&FRAGMENT_MISSING, message)
                        .at(place.clone())
                        .hint(hint),
                );
            }
            let kind = item.media_type();
            if package.version() == Version::Two {
                let supported = |item: &Item| is_core(item.media_type(), Version::Three);
                if !kind.is_empty() && !supported(item) && !chain(package, item).any(supported) {
                    let message =
                        format!("the guide leads to '{path}' of the foreign type '{kind}'");
                    findings.add(
                        Diagnostic::new(&TARGET_FOREIGN, message)
                            .at(place.clone())
                            .hint(hint),
                    );
                }
                if !matches!(
                    kind,
                    "application/xhtml+xml"
                        | "application/x-dtbook+xml"
                        | "text/x-oeb1-document"
                        | "text/html"
                        | ""
                ) {
                    let message = format!(
                        "the guide leads to '{path}' of type '{kind}', which is no document"
                    );
                    findings.add(
                        Diagnostic::new(&TARGET_NO_DOCUMENT, message)
                            .at(place)
                            .hint(hint),
                    );
                }
            }
        }
    }
}
