//! EPUB Indexes 1.0.

use super::{has_type, is_of_type, members, place};
use crate::check::publication::xml::{Node, ns};
use crate::check::publication::{Document, DocumentKind, Package, Publication, Version};
use crate::check::{Family, Findings, Look};
use crate::report::{Diagnostic, Location};

pub(in crate::check) static FAMILY: Family = Family {
    name: "indexes",
    about: "indexes: entries, groups, collections",
    rules: RULES,
    looks: &[Look::Document(content), Look::Publication(look)],
};

const CLAUSE: &str = "http://idpf.org/epub/idx/epub-indexes.html";

crate::rules! {
    /// A document that is declared as an index has no index.
    ///
    /// Mark the element that holds the entries with `epub:type="index"`.
    MISSING = "index-missing", Some("RSC-005"), Error, CLAUSE;
    /// A manifest item says `index`, and its document has none.
    ///
    /// Remove the property.
    PROPERTY = "index-property-needless", Some("OPF-015"), Error, CLAUSE;
    /// An index, or a group of it, does not hold exactly one list of entries.
    ///
    /// An index is one `index-entry-list`, or one or more `index-group` with a list each.
    CONTENT = "index-content", Some("RSC-005"), Error, CLAUSE;
    /// An entry of an index leads nowhere.
    ///
    /// It needs a locator, a reference to another entry, or entries below it.
    ENTRY = "index-entry-leads-nowhere", Some("RSC-005"), Error, CLAUSE;
    /// A reference to another entry does not name it.
    ///
    /// Mark the name with `epub:type="index-term"`, or `index-term-category`.
    REFERENCE = "index-reference-without-term", Some("RSC-005"), Error, CLAUSE;
    /// A part of an index stands on an element, or inside a part, where it may not be.
    ///
    /// Groups are sections of the index, lists of entries are `ul`, entries are `li`. The message says what is allowed.
    MISPLACED = "index-type-misplaced", Some("RSC-005"), Error, CLAUSE;
    /// A document holds nothing but an index, and its body does not say so.
    ///
    /// Write `epub:type="index"` at the body.
    BODY = "index-body-type-missing", Some("RSC-005"), Error, CLAUSE;
    /// A collection of index documents holds a resource that is no XHTML document.
    ///
    /// Remove the link.
    MEMBER = "index-member-foreign", Some("OPF-071"), Error, CLAUSE;
    /// An `index-group` collection holds another collection.
    ///
    /// Groups are not divided further.
    GROUP_NESTED = "index-group-nested", Some("RSC-005"), Error, CLAUSE;
    /// An `index-group` collection stands outside of an `index` collection.
    ///
    /// Put it into one.
    GROUP_ALONE = "index-group-alone", Some("RSC-005"), Error, CLAUSE;
}

/// A part of an index, the elements that may be it, and the parts that it may stand in (none named: any).
type Part = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

static PARTS: &[Part] = &[
    ("index-entry", &["li"], &[]),
    (
        "index-entry-list",
        &["ul"],
        &["index", "index-group", "index-entry"],
    ),
    (
        "index-group",
        &["section", "article", "aside", "nav", "body"],
        &["index"],
    ),
    (
        "index-headnotes",
        &["header", "section", "article", "aside", "nav", "body"],
        &["index"],
    ),
    (
        "index-legend",
        &["dl", "section", "article", "aside", "nav", "body"],
        &["index-headnotes"],
    ),
    ("index-locator-list", &["ul"], &[]),
];

/// The part of an index that an element stands in: of list items the type may be left out.
fn part_around<'t>(node: Node<'t, '_>) -> Option<&'t str> {
    node.ancestors().find_map(|above| {
        let types = above.attribute_ns(ns::OPS, "type").unwrap_or("");
        let mut types = types.split_ascii_whitespace();
        let part = types.find(|name| *name == "index" || name.starts_with("index-"));
        part.or((above.name() == "li").then_some("index-entry"))
    })
}

/// An index without groups, and each group, holds one list of entries.
fn one_list(document: &Document<'_>, node: Node<'_, '_>, what: &str, findings: &mut Findings) {
    let in_entry = |n: Node<'_, '_>| {
        n.ancestors()
            .any(|a| a.name() == "li" || has_type(a, "index-entry"))
    };
    let lists = node
        .descendants()
        .filter(|n| (has_type(*n, "index-entry-list") || n.is(ns::XHTML, "ul")) && !in_entry(*n))
        .count();
    if lists != 1 {
        let message = format!("the '{what}' holds {lists} lists of entries");
        findings.add(Diagnostic::new(&CONTENT, message).at(document.place(node)));
    }
}

fn parts(document: &Document<'_>, findings: &mut Findings) {
    for node in document.tree.elements() {
        for (part, elements, places) in PARTS.iter().filter(|(part, ..)| has_type(node, part)) {
            let around = part_around(node).unwrap_or("no index");
            let message = if !elements.contains(&node.name()) {
                format!("'{part}' stands on the element '{}'", node.name())
            } else if !places.is_empty() && !places.contains(&around) {
                format!("'{part}' stands in '{around}'")
            } else {
                continue;
            };
            let hint = match places {
                [] => format!("allowed on: {}", elements.join(", ")),
                places => format!(
                    "allowed on: {}; in: {}",
                    elements.join(", "),
                    places.join(", ")
                ),
            };
            let finding = Diagnostic::new(&MISPLACED, message).hint(hint);
            findings.add(finding.at(document.place(node)));
        }
    }
}

/// Whether a document is declared as an index: by its item, by a collection, or by the whole publication.
fn is_declared(package: &Package, document: &Document<'_>) -> bool {
    let in_collection = || {
        let collections = package
            .collections
            .iter()
            .filter(|c| c.roles.iter().any(|r| r == "index" || r == "index-group"));
        collections
            .flat_map(|c| members(package, c))
            .any(|(path, _)| path == document.path)
    };
    document.has_property("index") || in_collection()
}

fn content(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    let Some(package) = document
        .package
        .filter(|_| document.kind == DocumentKind::Xhtml && document.version == Version::Three)
    else {
        return;
    };
    let whole_publication = is_of_type(package, "index");
    let declared = is_declared(package, document);
    if !(declared || whole_publication) || document.fault.is_some() {
        return;
    }
    let indexes: Vec<Node<'_, '_>> = document
        .tree
        .elements()
        .filter(|n| has_type(*n, "index"))
        .collect();
    if indexes.is_empty() && !document.is_navigation() {
        if let Some(root) = document.tree.root() {
            findings.add(
                Diagnostic::new(
                    &MISSING,
                    "the document is declared as an index and has none",
                )
                .at(document.place(root)),
            );
        }
        if document.has_property("index") {
            findings.add(
                Diagnostic::new(
                    &PROPERTY,
                    "the manifest item says 'index', and the document has none",
                )
                .at(document.whole()),
            );
        }
    }
    parts(document, findings);
    if let Some(body) = document.tree.elements().find(|n| n.is(ns::XHTML, "body")) {
        let inside = |node: Node<'_, '_>| {
            has_type(node, "index") || node.ancestors().any(|above| has_type(above, "index"))
        };
        let around = |node: Node<'_, '_>| node.descendants().any(|below| has_type(below, "index"));
        let only = body.descendants().all(|node| inside(node) || around(node));
        if only && !indexes.is_empty() && !has_type(body, "index") {
            let message = "the document is nothing but an index, and its body does not say so";
            findings.add(Diagnostic::new(&BODY, message).at(document.place(body)));
        }
    }
    for index in indexes {
        let is_term =
            |n: Node<'_, '_>| has_type(n, "index-term") || has_type(n, "index-term-category");
        for reference in index
            .descendants()
            .filter(|n| has_type(*n, "index-xref-preferred") || has_type(*n, "index-xref-related"))
        {
            if !reference.descendants().any(is_term) {
                let message = "the reference to another entry does not name it";
                findings.add(Diagnostic::new(&REFERENCE, message).at(document.place(reference)));
            }
        }
        let mut groups = index
            .descendants()
            .filter(|n| has_type(*n, "index-group"))
            .peekable();
        if groups.peek().is_none() {
            one_list(document, index, "index", findings);
        }
        for group in groups {
            one_list(document, group, "index-group", findings);
        }
        for entry in index.descendants().filter(|n| has_type(*n, "index-entry")) {
            let leads = [
                "index-entry-list",
                "index-locator-list",
                "index-locator",
                "index-locator-range",
                "index-editor-note",
                "index-xref-preferred",
                "index-xref-related",
            ];
            let fits = entry
                .descendants()
                .any(|n| n.is(ns::XHTML, "ul") || leads.iter().any(|name| has_type(n, name)));
            if !fits {
                findings.add(
                    Diagnostic::new(&ENTRY, "the entry of the index leads nowhere")
                        .at(document.place(entry)),
                );
            }
        }
    }
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    for package in &publication.packages {
        for collection in &package.collections {
            let is_group = collection.roles.iter().any(|r| r == "index-group");
            if !is_group && !collection.roles.iter().any(|r| r == "index") {
                continue;
            }
            for (path, item) in members(package, collection) {
                if item.is_none_or(|i| i.media_type() != "application/xhtml+xml") {
                    let message = format!(
                        "the resource '{path}' of an index collection is no XHTML document"
                    );
                    findings.add(
                        Diagnostic::new(&MEMBER, message).at(Location::file(package.path.as_str())),
                    );
                }
            }
            if !is_group {
                continue;
            }
            let parent = collection.parent.and_then(|i| package.collections.get(i));
            if parent.is_none_or(|p| !p.roles.iter().any(|r| r == "index")) {
                let message = "the 'index-group' collection is in no 'index' collection";
                findings.add(
                    Diagnostic::new(&GROUP_ALONE, message).at(place(package, collection.position)),
                );
            }
            if package.collections.iter().any(|c| {
                c.parent
                    .and_then(|i| package.collections.get(i))
                    .is_some_and(|p| std::ptr::eq(p, collection))
            }) {
                let message = "the 'index-group' collection holds another collection";
                findings.add(
                    Diagnostic::new(&GROUP_NESTED, message).at(place(package, collection.position)),
                );
            }
        }
    }
}
