//! What has to be unique or the same in the documents around the content: ids, the NCX's identifier, document types.

use std::collections::BTreeMap;

use super::publication::xml::{Node, ns};
use super::publication::{Document, DocumentKind, Publication, Version};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location};

pub(super) static FAMILY: Family = Family {
    name: "identity",
    about: "unique ids, the NCX's identifier, document types",
    rules: RULES,
    looks: &[Look::Document(look)],
};

crate::rules! {
    /// An id stands twice in a document.
    ///
    /// A reference to it could mean either. Change one of them, and the references to it.
    ID_TWICE = "id-twice", Some("RSC-005"), Error, "https://www.w3.org/TR/xml/#id";
    /// The identifier in the NCX is not the publication's.
    ///
    /// Older devices keep bookmarks by it. Make `dtb:uid` the same as the unique identifier.
    NCX_UID = "ncx-identifier", Some("NCX-001"), Error, "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4.1.2";
    /// The document type of a package document is obsolete.
    ///
    /// Remove the `DOCTYPE`; nothing reads it.
    DOCTYPE = "package-doctype", Some("HTM-009"), Error, "https://www.w3.org/TR/epub-33/#sec-xml-constraints";
    /// A document type names a file outside of the publication.
    ///
    /// Reading systems do not fetch it. Remove the public and system identifiers, or the `DOCTYPE`.
    DOCTYPE_EXTERNAL = "doctype-external", Some("OPF-073"), Error, "https://www.w3.org/TR/epub-33/#sec-xml-constraints";
    /// A document is declared as XML 1.1.
    ///
    /// Many parsers of reading systems refuse it, and it gives nothing that a book needs. Declare XML 1.0.
    XML_VERSION = "xml-version", Some("HTM-001"), Error, "https://www.w3.org/TR/epub-33/#sec-xml-constraints";
}

/// The public identifiers that a document of a media type may have.
static DOCTYPES: &[(&str, &str)] = &[
    ("image/svg+xml", "-//W3C//DTD SVG 1.1//EN"),
    ("application/mathml+xml", "-//W3C//DTD MathML 3.0//EN"),
    (
        "application/mathml-content+xml",
        "-//W3C//DTD MathML 3.0//EN",
    ),
    (
        "application/mathml-presentation+xml",
        "-//W3C//DTD MathML 3.0//EN",
    ),
    ("application/x-dtbncx+xml", "-//NISO//DTD ncx 2005-1//EN"),
];

fn look(publication: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    match document.kind {
        DocumentKind::Package | DocumentKind::Ncx | DocumentKind::Overlay => {
            ids(document, "id", findings)
        }
        DocumentKind::Encryption => ids(document, "Id", findings),
        _ => {}
    }
    if document.kind == DocumentKind::Ncx {
        ncx_identifier(document, findings);
    }
    document_type(publication, document, findings);
}

fn ids(document: &Document<'_>, name: &str, findings: &mut Findings) {
    let mut seen: BTreeMap<&str, Vec<Node<'_, '_>>> = BTreeMap::new();
    for node in document.tree.elements() {
        if let Some(id) = node.attribute(name) {
            seen.entry(id.trim()).or_default().push(node);
        }
    }
    for (id, nodes) in seen.into_iter().filter(|(_, nodes)| nodes.len() > 1) {
        for node in nodes {
            let message = format!("the id '{id}' stands twice in the document");
            findings.add(
                Diagnostic::new(&ID_TWICE, message)
                    .at(document.place(node))
                    .hint("change one of them"),
            );
        }
    }
}

fn ncx_identifier(document: &Document<'_>, findings: &mut Findings) {
    let Some(package) = document.package else {
        return;
    };
    let unique = package.unique_identifier.as_deref().map(str::trim);
    let identifier = package.metadata.iter().find(|m| {
        m.dublin_core && m.name == "identifier" && m.attribute("id").map(str::trim) == unique
    });
    let uid = document
        .tree
        .elements()
        .find(|n| n.is(ns::NCX, "meta") && n.attribute("name") == Some("dtb:uid"));
    let (Some(identifier), Some(uid)) = (identifier, uid.and_then(|n| n.attribute("content")))
    else {
        return;
    };
    if !identifier.value.is_empty() && uid.trim() != identifier.value {
        let message = format!(
            "the NCX's identifier '{}' is not the publication's, '{}'",
            uid.trim(),
            identifier.value
        );
        findings.add(
            Diagnostic::new(&NCX_UID, message)
                .at(document.whole())
                .hint("make 'dtb:uid' the unique identifier"),
        );
    }
}

/// The version that an XML declaration says.
fn declared_version(source: &str) -> Option<&str> {
    let declaration = source.strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration
        .split_once("version")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

fn document_type(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if declared_version(document.tree.source()) == Some("1.1") {
        let message = "the document is declared as XML 1.1";
        findings.add(
            Diagnostic::new(&XML_VERSION, message)
                .at(document.whole())
                .hint("write version=\"1.0\" in the XML declaration"),
        );
    }
    let Some(found) = document.tree.document_type() else {
        return;
    };
    let place = || {
        let (line, column) = document.tree.position(found.end);
        Location::at(document.path, line, column)
    };
    let outside = || {
        let named = found.public.or(found.system).unwrap_or("");
        let message = format!("the document type names '{named}', outside of the publication");
        Diagnostic::new(&DOCTYPE_EXTERNAL, message)
            .at(place())
            .hint("remove the identifiers")
    };
    let external = found.public.is_some() || found.system.is_some();
    match document.kind {
        DocumentKind::Package if external && document.version == Version::Three => {
            findings.add(outside());
        }
        DocumentKind::Package if external => {
            let allowed = found
                .public
                .is_some_and(|p| p.starts_with("+//ISBN 0-9673008-1-9//DTD OEB 1.2 Package//EN"));
            if !allowed && document.version == Version::Two {
                let message = format!(
                    "the document type '{}' is obsolete",
                    found.public.or(found.system).unwrap_or(found.name)
                );
                findings.add(
                    Diagnostic::new(&DOCTYPE, message)
                        .at(place())
                        .hint("remove it"),
                );
            }
        }
        DocumentKind::Svg | DocumentKind::Ncx | DocumentKind::Overlay
            if external && document.version == Version::Three =>
        {
            let kind = document.item.map_or("", |item| item.media_type());
            if !DOCTYPES
                .iter()
                .any(|(k, public)| *k == kind && found.public == Some(public))
            {
                findings.add(outside());
            }
        }
        _ => {}
    }
}
