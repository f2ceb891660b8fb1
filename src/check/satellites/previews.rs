//! EPUB Previews 1.0.

use super::{is_of_type, members, metadata_place, place};
use crate::check::media_types::is_content_document;
use crate::check::publication::{Publication, Version};
use crate::check::{Family, Findings, Look};
use crate::report::{Diagnostic, Location};

pub(in crate::check) static FAMILY: Family = Family {
    name: "previews",
    about: "previews, embedded and on their own",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const CLAUSE: &str = "http://idpf.org/epub/previews/epub-previews.html";

crate::rules! {
    /// A preview leads to a resource that is no content document.
    ///
    /// A preview is a list of documents that may be read.
    MEMBER = "preview-member-foreign", Some("OPF-075"), Error, CLAUSE;
    /// A preview leads to no document.
    ///
    /// Add a `link` for each document of the preview.
    EMPTY = "preview-empty", Some("RSC-005"), Error, CLAUSE;
    /// A preview has not exactly one manifest.
    ///
    /// A collection of the role `manifest` lists all resources that the preview needs.
    MANIFEST = "preview-manifest", Some("RSC-005"), Error, CLAUSE;
    /// A preview publication does not name the publication that it previews.
    ///
    /// Add a `dc:source` with its identifier.
    SOURCE = "preview-source-missing", Some("RSC-017"), Warning, CLAUSE;
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    for package in &publication.packages {
        if is_of_type(package, "preview")
            && !package
                .metadata
                .iter()
                .any(|m| m.dublin_core && m.name == "source")
        {
            findings.add(
                Diagnostic::new(&SOURCE, "the preview names no 'dc:source'")
                    .at(metadata_place(package)),
            );
        }
        for (index, collection) in package.collections.iter().enumerate() {
            if !collection.roles.iter().any(|r| r == "preview") {
                continue;
            }
            let at = || place(package, collection.position);
            let inside = |c: &&crate::check::publication::Collection| {
                c.parent == Some(index) && c.roles.iter().any(|r| r == "manifest")
            };
            let manifests = package.collections.iter().filter(inside).count();
            if manifests != 1 {
                findings.add(
                    Diagnostic::new(&MANIFEST, format!("the preview has {manifests} manifests"))
                        .at(at()),
                );
            }
            if collection.links.is_empty() {
                findings.add(Diagnostic::new(&EMPTY, "the preview leads to no document").at(at()));
            }
            for (path, item) in members(package, collection) {
                if item.is_none_or(|i| !is_content_document(i.media_type(), Version::Three)) {
                    let message =
                        format!("the preview leads to '{path}', which is no content document");
                    findings.add(
                        Diagnostic::new(&MEMBER, message).at(Location::file(package.path.as_str())),
                    );
                }
            }
        }
    }
}
