//! Markup that does not fit its content model: elements, attributes, text and order, in every kind of document.
//!
//! The models are the tables of [`schema`]; what they cannot say stands in the families of the documents.

use super::publication::xml::Node;
use super::publication::{Document, DocumentKind, Publication, Version};
use super::schema::{self, FaultKind, Schema};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(super) static FAMILY: Family = Family {
    name: "markup",
    about: "elements, attributes and text that their content model does not allow",
    rules: RULES,
    looks: &[Look::Document(check)],
};

const CLAUSE: &str = "https://www.w3.org/TR/epub-33/#sec-xml-constraints";

crate::rules! {
    /// An element stands where it is not allowed, or is not known at all.
    ///
    /// Each element may hold certain others only: a paragraph holds text and inline elements, a list holds items. Move the
    /// element, choose another, or correct its name or namespace.
    ELEMENT_NOT_ALLOWED = "markup-element-not-allowed", Some("RSC-005"), Error, CLAUSE;
    /// An element comes before another that must come first.
    ///
    /// The order is fixed here. Put what is named in the message before it.
    ELEMENT_TOO_EARLY = "markup-element-too-early", Some("RSC-005"), Error, CLAUSE;
    /// An element ends without something that it must hold.
    ///
    /// A list without items, a package without a spine: add what is missing, or remove the element.
    INCOMPLETE = "markup-element-incomplete", Some("RSC-005"), Error, CLAUSE;
    /// Text stands where only elements may be.
    ///
    /// Wrap it in an element that is allowed there, or remove it.
    TEXT_NOT_ALLOWED = "markup-text-not-allowed", Some("RSC-005"), Error, CLAUSE;
    /// The text of an element is not what it must be.
    ///
    /// Some elements hold a value of a certain form, or may not be empty.
    TEXT_INVALID = "markup-text-invalid", Some("RSC-005"), Error, CLAUSE;
    /// An attribute is not known on this element, or not allowed beside the others it has.
    ///
    /// Remove it, or correct its name. Presentation belongs into style sheets.
    ATTRIBUTE_NOT_ALLOWED = "markup-attribute-not-allowed", Some("RSC-005"), Error, CLAUSE;
    /// The value of an attribute is not of the form it must have.
    ///
    /// The hint names what may be written.
    ATTRIBUTE_INVALID = "markup-attribute-invalid", Some("RSC-005"), Error, CLAUSE;
    /// An element lacks an attribute that it must have.
    ///
    /// Add the attribute named in the message.
    ATTRIBUTE_MISSING = "markup-attribute-missing", Some("RSC-005"), Error, CLAUSE;
}

fn rule(kind: FaultKind) -> &'static Rule {
    match kind {
        FaultKind::ElementNotAllowed => &ELEMENT_NOT_ALLOWED,
        FaultKind::ElementTooEarly => &ELEMENT_TOO_EARLY,
        FaultKind::Incomplete => &INCOMPLETE,
        FaultKind::TextNotAllowed => &TEXT_NOT_ALLOWED,
        FaultKind::TextInvalid => &TEXT_INVALID,
        FaultKind::AttributeNotAllowed => &ATTRIBUTE_NOT_ALLOWED,
        FaultKind::AttributeInvalid => &ATTRIBUTE_INVALID,
        FaultKind::AttributeMissing => &ATTRIBUTE_MISSING,
    }
}

/// The content model of a document; none where it is judged by no table.
fn model(kind: DocumentKind, version: Version) -> Option<&'static Schema> {
    Some(match (kind, version) {
        (DocumentKind::Container, _) => schema::container(),
        (DocumentKind::Encryption, _) => schema::encryption(),
        (DocumentKind::Signatures, _) => schema::signatures(),
        (DocumentKind::Package, Version::Three) => schema::package3(),
        (DocumentKind::Package, Version::Two) => schema::package2(),
        (DocumentKind::Xhtml, Version::Three) => schema::xhtml(),
        (DocumentKind::Xhtml, Version::Two) => schema::xhtml11(),
        (DocumentKind::Svg, Version::Three) => schema::svg(),
        (DocumentKind::Ncx, _) => schema::ncx(),
        (DocumentKind::Overlay, Version::Three) => schema::overlay(),
        _ => return None,
    })
}

/// Compiles the content models that every publication of EPUB 3 is held against.
pub(super) fn prepare() {
    for kind in [
        DocumentKind::Xhtml,
        DocumentKind::Package,
        DocumentKind::Ncx,
        DocumentKind::Container,
    ] {
        model(kind, Version::Three);
    }
}

fn check(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if document.kind == DocumentKind::Dtbook {
        return dtbook(document, findings);
    }
    let (Some(schema), Some(root)) = (model(document.kind, document.version), document.tree.root())
    else {
        return;
    };
    // OEB's own dialect was never XHTML, and nobody holds it to a table.
    if document
        .item
        .is_some_and(|item| item.media_type() == "text/x-oeb1-document")
    {
        return;
    }
    if lacks_namespace(document, root) {
        let message = format!("the root element '{}' is in no namespace", root.name());
        let hint = "add xmlns=\"http://www.w3.org/1999/xhtml\"";
        findings.add(
            Diagnostic::new(&ELEMENT_NOT_ALLOWED, message)
                .hint(hint)
                .at(document.place(root)),
        );
        return;
    }
    validate(schema, document.path, root, findings);
}

/// Reads a document against a content model.
pub(super) fn validate(schema: &Schema, path: &str, root: Node<'_, '_>, findings: &mut Findings) {
    schema::validate(schema, root, &|_| true, &mut |fault| {
        let (line, column) = fault.position;
        let mut finding = Diagnostic::new(rule(fault.kind), fault.message);
        finding.hint = fault.hint;
        findings.add(finding.at(Location::at(path, line, column)));
    });
}

/// DTBook is judged by its root alone: that it is no other document by mistake.
fn dtbook(document: &Document<'_>, findings: &mut Findings) {
    let Some(root) = document.tree.root().filter(|root| root.name() != "dtbook") else {
        return;
    };
    let message = format!("the root element '{}' is not 'dtbook'", root.name());
    findings.add(Diagnostic::new(&ELEMENT_NOT_ALLOWED, message).at(document.place(root)));
}

/// Whether an XHTML document names no namespace: only its document type may give it one, and readers do not look there.
fn lacks_namespace(document: &Document<'_>, root: Node<'_, '_>) -> bool {
    document.kind == DocumentKind::Xhtml
        && root.prefix().is_empty()
        && !root
            .declarations()
            .iter()
            .any(|(prefix, _)| prefix.is_empty())
}
