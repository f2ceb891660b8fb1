//! The spine (EPUB 3.3, section 5.7): what it lists, in what way, and whether readers can get there.

use std::collections::BTreeSet;

use super::manifest::hyperlinked;
use super::media_types::is_content_document;
use super::publication::{Item, ItemRef, Package, Publication, Version};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(super) static FAMILY: Family = Family {
    name: "spine",
    about: "the reading order: items, fallbacks, linearity",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const SPINE: &str = "https://www.w3.org/TR/epub-33/#sec-spine-elem";
const ITEMREF: &str = "https://www.w3.org/TR/epub-33/#sec-itemref-elem";

crate::rules! {
    /// The spine names an item that is not in the manifest.
    ///
    /// The document is missing from the reading order. Mend the `idref`, or add the item.
    ITEM_UNKNOWN = "spine-item-unknown", Some("OPF-049"), Error, ITEMREF;
    /// The `idref` of an `itemref` is no manifest item's id.
    ///
    /// It is the schema's word for the same fault. Mend the `idref`, or add the item.
    IDREF_UNRESOLVED = "spine-idref-unresolved", Some("RSC-005"), Error, ITEMREF;
    /// The spine lists an item twice (EPUB 2).
    ///
    /// Reading systems cannot tell at which of the two places the reader is. List it once.
    ITEM_TWICE_2 = "spine-item-twice-epub2", Some("OPF-034"), Error, "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4";
    /// The spine lists an item twice.
    ///
    /// Reading systems cannot tell at which of the two places the reader is. List it once.
    ITEM_TWICE = "spine-item-twice", Some("RSC-005"), Error, ITEMREF;
    /// No item of the spine is linear.
    ///
    /// A reader who pages through the publication would see nothing.
    NONE_LINEAR = "spine-none-linear", Some("OPF-033"), Error, SPINE;
    /// The spine lists a resource that is no content document, and it has no fallback.
    ///
    /// Reading systems can only show XHTML and SVG. Name a `fallback` in its manifest item.
    FOREIGN = "spine-item-foreign", Some("OPF-043"), Error, "https://www.w3.org/TR/epub-33/#sec-foreign-restrictions-manifest";
    /// A picture or style sheet is in the spine of an EPUB 2 publication.
    ///
    /// Its reading systems show documents only. Put the picture into an XHTML document.
    NOT_PERMISSIBLE = "spine-item-not-permissible", Some("OPF-042"), Error, "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4";
    /// The fallback chain of a spine item has no content document.
    ///
    /// Reading systems can only show XHTML and SVG. End the chain at one.
    FOREIGN_FALLBACK = "spine-item-fallback-foreign", Some("OPF-044"), Error, "https://www.w3.org/TR/epub-33/#sec-foreign-restrictions-manifest";
    /// A document outside of the linear reading order is not linked to.
    ///
    /// Readers have no way to get to it. Link to it from a document that is linear.
    UNREACHABLE = "spine-item-unreachable", Some("OPF-096"), Error, SPINE;
    /// `toc` of the spine names an item that is not in the manifest.
    ///
    /// Older devices find no table of contents. Name the id of the NCX.
    TOC_UNKNOWN = "spine-toc-unknown", Some("OPF-049"), Error, "https://www.w3.org/TR/epub-33/#sec-opf2-ncx";
    /// `toc` of the spine names no NCX.
    ///
    /// It is the schema's word for the same fault. Name the id of the NCX.
    TOC_NOT_NCX = "spine-toc-not-ncx", Some("RSC-005"), Error, "https://www.w3.org/TR/epub-33/#sec-opf2-ncx";
    /// A manifest item that `toc` of the spine names is no NCX.
    ///
    /// Reading systems find no table of contents. Name the id of the NCX.
    TOC_ITEM_TYPE = "spine-toc-item-media-type", Some("OPF-050"), Error, "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4.1";
    /// The publication has an NCX that the spine does not name.
    ///
    /// Older devices find no table of contents. Add `toc` with the id of the NCX.
    TOC_MISSING = "spine-toc-missing", Some("RSC-005"), Error, "https://www.w3.org/TR/epub-33/#sec-opf2-ncx";
    /// A data navigation document is in the spine.
    ///
    /// It is data for reading systems, not for readers. Remove it from the spine.
    DATA_NAV = "spine-data-nav", Some("OPF-077"), Warning, "http://idpf.org/epub/renditions/region-nav/#sec-3.2";
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    let linked = hyperlinked(publication);
    for package in &publication.packages {
        let mut judge = Judge {
            publication,
            package,
            findings,
        };
        judge.toc();
        let mut seen = BTreeSet::new();
        for itemref in &package.spine {
            judge.itemref(itemref, &mut seen, &linked);
        }
        if !package.spine.is_empty() && !package.spine.iter().any(|itemref| itemref.linear) {
            let message = "no item of the spine is linear";
            judge.findings.add(
                Diagnostic::new(&NONE_LINEAR, message).at(Location::file(package.path.as_str())),
            );
        }
    }
}

struct Judge<'j> {
    publication: &'j Publication<'j>,
    package: &'j Package,
    findings: &'j mut Findings,
}

impl Judge<'_> {
    fn add(
        &mut self,
        rule: &'static Rule,
        (line, column): (u32, u32),
        message: String,
        hint: &str,
    ) {
        let place = Location::at(self.package.path.as_str(), line, column);
        self.findings
            .add(Diagnostic::new(rule, message).at(place).hint(hint));
    }

    fn toc(&mut self) {
        let Some(position) = self.package.spine_position else {
            return;
        };
        let three = self.package.version() == Version::Three;
        let is_ncx = |item: &Item| item.media_type() == "application/x-dtbncx+xml";
        let Some(toc) = self.package.spine_toc.as_deref().map(str::trim) else {
            let ncx = self.package.items.iter().find(|item| is_ncx(item));
            if let Some(ncx) = ncx.filter(|_| three) {
                self.add(
                    &TOC_MISSING,
                    ncx.position,
                    "the spine does not name the NCX".to_owned(),
                    "add 'toc' with the id of the NCX",
                );
            }
            return;
        };
        let item = self.package.item(toc);
        if item.is_none() {
            self.add(
                &TOC_UNKNOWN,
                position,
                format!("the NCX '{toc}' that the spine names is not in the manifest"),
                "name the id of the NCX",
            );
        }
        let kind = item.map(Item::media_type).unwrap_or("");
        if kind == "application/x-dtbncx+xml" {
            return;
        }
        if three {
            self.add(
                &TOC_NOT_NCX,
                position,
                format!("the item '{toc}' that the spine names is no NCX but '{kind}'"),
                "name the id of the NCX",
            );
        }
        if let Some(item) = item {
            self.add(
                &TOC_ITEM_TYPE,
                item.position,
                format!("the item '{toc}' that the spine names is no NCX but '{kind}'"),
                "name the id of the NCX",
            );
        }
    }

    fn itemref<'p>(
        &mut self,
        itemref: &'p ItemRef,
        seen: &mut BTreeSet<&'p str>,
        linked: &BTreeSet<&str>,
    ) {
        let three = self.package.version() == Version::Three;
        let position = itemref.position;
        let idref = itemref.idref.as_str();
        if idref.is_empty() {
            return;
        }
        if !seen.insert(idref) {
            if three {
                self.add(
                    &ITEM_TWICE,
                    position,
                    format!("the spine lists the item '{idref}' a second time"),
                    "list it once",
                );
            } else {
                let item = self.package.item(idref);
                self.add(
                    &ITEM_TWICE_2,
                    item.map_or(position, |item| item.position),
                    format!("the spine lists the item '{idref}' a second time"),
                    "list it once",
                );
            }
        }
        let Some(item) = self.package.item(idref) else {
            self.add(
                &ITEM_UNKNOWN,
                position,
                format!("the spine item '{idref}' is not in the manifest"),
                "mend the idref, or add the item",
            );
            if three {
                let message = format!("the idref '{idref}' is no manifest item's id");
                self.add(
                    &IDREF_UNRESOLVED,
                    position,
                    message,
                    "mend the idref, or add the item",
                );
            }
            return;
        };
        if item.href.is_none() {
            let message = format!("the spine item '{idref}' has no file");
            self.add(
                &ITEM_UNKNOWN,
                position,
                message,
                "give the manifest item an href",
            );
            return;
        }
        self.media_type(item);
        if item.has_property("data-nav") {
            self.add(
                &DATA_NAV,
                item.position,
                format!("the data navigation document '{idref}' is in the spine"),
                "remove it from the spine",
            );
        }
        let path = item.path.as_deref().unwrap_or("");
        if three
            && !itemref.linear
            && !path.is_empty()
            && !linked.contains(path)
            && !self.publication.documents.values().any(|d| d.uses.scripted)
        {
            self.add(
                &UNREACHABLE,
                item.position,
                format!("the document '{path}' is not linear, and nothing links to it"),
                "link to it",
            );
        }
    }

    fn media_type(&mut self, item: &Item) {
        let version = self.package.version();
        let kind = item.media_type();
        let is_document = |kind: &str| {
            is_content_document(kind, version) || (version == Version::Two && kind == "text/html")
        };
        if is_document(kind) || item.is_passed_over() {
            return;
        }
        let name = if kind.is_empty() { "undefined" } else { kind };
        if version == Version::Two && (kind.starts_with("image/") || kind.starts_with("text/css")) {
            self.add(
                &NOT_PERMISSIBLE,
                item.position,
                format!(
                    "the spine item '{}' is of type '{name}', which may not be read as a page",
                    item.id
                ),
                "put it into an XHTML document",
            );
        } else if item.fallback.is_none() {
            self.add(
                &FOREIGN,
                item.position,
                format!(
                    "the spine item '{}' has the foreign media type '{name}' and no fallback",
                    item.id
                ),
                "give it a fallback",
            );
        } else if !super::fallbacks::chain(self.package, item).any(|i| is_document(i.media_type()))
        {
            let message = format!(
                "the spine item '{}' of type '{name}' falls back to no content document",
                item.id
            );
            self.add(
                &FOREIGN_FALLBACK,
                item.position,
                message,
                "end its fallback chain at an XHTML or SVG document",
            );
        }
    }
}
