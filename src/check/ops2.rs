//! XHTML content documents of EPUB 2: what their content model cannot say, and the ids of documents that are no HTML.

use std::collections::HashMap;

use super::publication::xml::{Node, ns};
use super::publication::{Document, DocumentKind, Publication, Version};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location};

pub(super) static FAMILY: Family = Family {
    name: "ops2",
    about: "XHTML 1.1 of EPUB 2: nesting and document type; its ids, and those of SVG",
    rules: RULES,
    looks: &[Look::Document(check), Look::Document(ids)],
};

crate::rules! {
    /// An element of XHTML 1.1 stands inside another that it may not be in, at any depth.
    ///
    /// A link in a link is the usual case. Close the outer element before the inner one begins.
    NESTING = "ops2-nesting", Some("RSC-005"), Error, "https://www.w3.org/TR/xhtml1/#prohibitions";
    /// The document type of an EPUB 2 content document is not XHTML 1.1.
    ///
    /// Without a document type all is well; with one it has to be that of XHTML 1.1, since it says which entities exist.
    DOCTYPE = "ops2-doctype", Some("HTM-004"), Error, "https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm#Section2.2";
    /// Two elements of a document have the same id.
    ///
    /// What refers to the id finds one of them only.
    ID_DUPLICATE = "id-duplicate", Some("RSC-005"), Error, "https://www.w3.org/TR/xml-id/#id-avn";
}

/// XHTML 1.0, appendix B: what may not be inside of what.
const PROHIBITIONS: &[(&str, &[&str])] = &[
    ("a", &["a"]),
    ("pre", &["img", "object", "big", "small", "sub", "sup"]),
];

fn check(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if document.kind != DocumentKind::Xhtml || document.version != Version::Two {
        return;
    }
    if let Some(declared) = document.tree.document_type() {
        let fits = declared.public == Some("-//W3C//DTD XHTML 1.1//EN")
            || (declared.public.is_none() && declared.system.is_some());
        if !fits {
            let (line, column) = document.tree.position(declared.end);
            let message = format!(
                "the document type '{}' is not XHTML 1.1's",
                declared.public.unwrap_or("")
            );
            findings.add(Diagnostic::new(&DOCTYPE, message).at(Location::at(
                document.path,
                line,
                column,
            )));
        }
    }
    for node in document
        .tree
        .elements()
        .filter(|node| node.namespace() == ns::XHTML)
    {
        for (outer, inner) in PROHIBITIONS {
            let inside = || node.ancestors().any(|above| above.is(ns::XHTML, outer));
            if inner.contains(&node.name()) && inside() {
                let message = format!(
                    "the element '{}' stands inside the element '{outer}'",
                    node.name()
                );
                findings.add(Diagnostic::new(&NESTING, message).at(document.place(node)));
            }
        }
    }
}

/// The name of the attribute that is an id in a kind of document, where no other family looks at it.
fn id_attribute(document: &Document<'_>) -> Option<&'static str> {
    match (document.kind, document.version) {
        (DocumentKind::Xhtml, Version::Two) | (DocumentKind::Svg, _) => Some("id"),
        (DocumentKind::Signatures, _) => Some("Id"),
        _ => None,
    }
}

fn ids(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    let Some(attribute) = id_attribute(document) else {
        return;
    };
    let id = |node: Node<'_, '_>| node.attribute(attribute).map(|id| id.trim().to_owned());
    let mut counts: HashMap<String, usize> = HashMap::new();
    for id in document.tree.elements().filter_map(id) {
        *counts.entry(id).or_insert(0) += 1;
    }
    if counts.values().all(|&count| count < 2) {
        return;
    }
    for node in document.tree.elements() {
        if let Some(id) = id(node).filter(|id| counts.get(id).is_some_and(|&count| count > 1)) {
            let message = format!("the id '{id}' is used more than once");
            findings.add(Diagnostic::new(&ID_DUPLICATE, message).at(document.place(node)));
        }
    }
}
