//! EPUB Multiple-Rendition Publications 1.1: how renditions are chosen and mapped.

use crate::check::publication::url::{self, Target};
use crate::check::publication::xml::{Node, Tree, ns};
use crate::check::publication::{Publication, Version};
use crate::check::{Family, Findings, Look};
use crate::check::{markup, schema};
use crate::report::{Diagnostic, Location, Rule};

pub(in crate::check) static FAMILY: Family = Family {
    name: "renditions",
    about: "publications of several renditions",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const CLAUSE: &str = "http://idpf.org/epub/renditions/multiple/";
const CONTAINER: &str = "META-INF/container.xml";
const METADATA: &str = "META-INF/metadata.xml";
const RENDITION: &str = "http://www.idpf.org/2013/rendition";

crate::rules! {
    /// A rendition does not say when it is to be chosen.
    ///
    /// Reading systems always take the first one. Add an attribute such as `rendition:media` to its `rootfile`.
    SELECTION = "rendition-selection-missing", Some("RSC-017"), Warning, CLAUSE;
    /// The document that maps renditions to each other is not XHTML.
    ///
    /// Its media type has to be `application/xhtml+xml`.
    MAPPING_TYPE = "rendition-mapping-media-type", Some("RSC-005"), Error, CLAUSE;
    /// The document that maps renditions does not say its version.
    ///
    /// Add `<meta name="epub.multiple.renditions.version" content="1.0"/>`.
    MAPPING_VERSION = "rendition-mapping-version", Some("RSC-005"), Error, CLAUSE;
    /// The document that maps renditions has not exactly one `resource-map` nav.
    ///
    /// It holds the lists of places that are the same in all renditions.
    MAPPING_MAP = "rendition-mapping-resource-map", Some("RSC-005"), Error, CLAUSE;
    /// A nav of the document that maps renditions does not say what it is.
    ///
    /// Add its `epub:type`.
    MAPPING_NAV = "rendition-mapping-nav-type", Some("RSC-005"), Error, CLAUSE;
    /// The metadata of a publication of several renditions have no modification date, or more than one.
    ///
    /// Write `dcterms:modified` once.
    MODIFIED = "rendition-modified-count", Some("RSC-005"), Error, CLAUSE;
    /// An EPUB 2 publication has more than one package document.
    ///
    /// Reading systems only open the first. Leave one.
    TWO_PACKAGES = "package-document-twice", Some("PKG-013"), Error, "https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm";
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    if publication.packages.len() < 2 {
        return;
    }
    if publication.version() == Version::Two {
        let message = format!(
            "the publication has {} package documents",
            publication.packages.len()
        );
        findings.add(Diagnostic::new(&TWO_PACKAGES, message).at(Location::file(CONTAINER)));
        return;
    }
    let mut mappings = Vec::new();
    crate::check::reading::lend_tree(publication, CONTAINER, |tree| {
        container(tree, &mut mappings, findings)
    });
    for path in mappings {
        crate::check::reading::lend_tree(publication, &path, |tree| mapping(&path, tree, findings));
    }
    if publication.container.contains(METADATA) {
        crate::check::reading::lend_tree(publication, METADATA, |tree| metadata(tree, findings));
    }
}

fn add(
    findings: &mut Findings,
    rule: &'static Rule,
    path: &str,
    node: Node<'_, '_>,
    message: &str,
) {
    let (line, column) = node.position();
    findings.add(Diagnostic::new(rule, message).at(Location::at(path, line, column)));
}

fn container(tree: &Tree<'_>, mappings: &mut Vec<String>, findings: &mut Findings) {
    for (i, root_file) in tree
        .elements()
        .filter(|n| n.is(ns::CONTAINER, "rootfile"))
        .enumerate()
    {
        let selects = root_file
            .attributes()
            .iter()
            .any(|a| root_file.attribute_namespace(a) == RENDITION);
        if !selects && i > 0 {
            add(
                findings,
                &SELECTION,
                CONTAINER,
                root_file,
                "the rendition does not say when it is to be chosen",
            );
        }
    }
    for link in tree.elements().filter(|n| n.is(ns::CONTAINER, "link")) {
        if !link
            .attribute("rel")
            .is_some_and(|rel| rel.split_ascii_whitespace().any(|r| r == "mapping"))
        {
            continue;
        }
        if link.attribute("media-type") != Some("application/xhtml+xml") {
            add(
                findings,
                &MAPPING_TYPE,
                CONTAINER,
                link,
                "the document that maps renditions is not XHTML",
            );
        } else if let Target::Local { path, .. } =
            url::resolve("", link.attribute("href").unwrap_or(""))
        {
            mappings.push(path);
        }
    }
}

fn mapping(path: &str, tree: &Tree<'_>, findings: &mut Findings) {
    let Some(root) = tree.root() else { return };
    markup::validate(schema::mapping(), path, root, findings);
    let child = |name: &str| {
        root.elements()
            .find(|n| n.is(ns::XHTML, name))
            .unwrap_or(root)
    };
    let head = child("head");
    let version = head.elements().any(|n| {
        n.attribute("name") == Some("epub.multiple.renditions.version")
            && n.attribute("content") == Some("1.0")
    });
    if !version {
        add(
            findings,
            &MAPPING_VERSION,
            path,
            head,
            "the version of the mapping is missing",
        );
    }
    let navs: Vec<Node<'_, '_>> = tree.elements().filter(|n| n.is(ns::XHTML, "nav")).collect();
    let untyped: Vec<_> = navs
        .iter()
        .filter(|n| n.attribute_ns(ns::OPS, "type").is_none())
        .collect();
    for _ in &untyped {
        add(
            findings,
            &MAPPING_NAV,
            path,
            child("body"),
            "the nav does not say its 'epub:type'",
        );
    }
    let maps = navs
        .iter()
        .filter(|n| super::has_type(**n, "resource-map"))
        .count();
    if maps != 1 {
        add(
            findings,
            &MAPPING_MAP,
            path,
            child("body"),
            &format!("the mapping has {maps} 'resource-map' navs"),
        );
    }
}

fn metadata(tree: &Tree<'_>, findings: &mut Findings) {
    let Some(root) = tree.root() else { return };
    let dates = tree
        .elements()
        .filter(|n| n.name() == "meta" && n.attribute("property") == Some("dcterms:modified"))
        .count();
    if dates != 1 {
        add(
            findings,
            &MODIFIED,
            METADATA,
            root,
            &format!("'dcterms:modified' stands {dates} times"),
        );
    }
}
