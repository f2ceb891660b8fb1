//! EPUB for Education (EDUPUB): metadata, pagination, headings.

use super::{is_of_type, metadata_place, place};
use crate::check::layout::is_fixed;
use crate::check::publication::xml::{Node, ns};
use crate::check::publication::{Document, DocumentKind, Package, Publication};
use crate::check::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(in crate::check) static FAMILY: Family = Family {
    name: "education",
    about: "EPUB for Education: metadata, page list, headings",
    rules: RULES,
    looks: &[Look::Document(content), Look::Publication(look)],
};

const CLAUSE: &str = "http://idpf.org/epub/profiles/edu/structure/";

crate::rules! {
    /// The publication declares no accessibility feature.
    ///
    /// Add `schema:accessibilityFeature`, at least with the value `tableOfContents`.
    FEATURE_MISSING = "education-feature-missing", Some("RSC-005"), Error, CLAUSE;
    /// The accessibility feature `none` is not valid here.
    ///
    /// Write `tableOfContents` where nothing else applies.
    FEATURE_NONE = "education-feature-none", Some("RSC-005"), Error, CLAUSE;
    /// A rendition, or the publication as a whole, does not say the type `edupub`.
    ///
    /// Where one says it, all have to: add `<dc:type>edupub</dc:type>`.
    TYPE_MISSING = "education-type-missing", Some("RSC-005"), Error, CLAUSE;
    /// A teacher's edition does not name the edition for students.
    ///
    /// Add a `dc:source` with its identifier.
    TEACHER_SOURCE = "education-teacher-source-missing", Some("RSC-017"), Warning, CLAUSE;
    /// Documents have page breaks, and the navigation document has no page list.
    ///
    /// Add `<nav epub:type="page-list">`.
    PAGE_LIST = "education-page-list-missing", Some("NAV-003"), Error, CLAUSE;
    /// Documents have page breaks, and no metadata say of which printed book they are.
    ///
    /// Add a `dc:source`, and `source-of` with the value `pagination` that refines it.
    PAGE_SOURCE = "education-page-source-missing", Some("OPF-066"), Error, CLAUSE;
    /// The body is a section without a heading.
    ///
    /// Give it a heading, or `aria-label`.
    BODY_HEADING = "education-body-heading-missing", Some("RSC-005"), Error, CLAUSE;
    /// The rank of a heading is not the depth of its section.
    ///
    /// Write the rank that the nesting of sections gives.
    HEADING_RANK = "education-heading-rank", Some("RSC-005"), Error, CLAUSE;
    /// Something else than a section stands between or behind sections.
    ///
    /// Readers cannot tell to which section it belongs. Put it before the first section, or into one.
    AFTER_SECTION = "education-content-after-section", Some("RSC-005"), Error, CLAUSE;
    /// The label of a section repeats its heading.
    ///
    /// Listeners hear it twice. Remove `aria-label`.
    LABEL = "education-label-repeats-heading", Some("RSC-005"), Error, CLAUSE;
}

/// Whether any rendition says the type: then all have to be so.
fn is_schoolbook(publication: &Publication<'_>) -> bool {
    publication.packages.iter().any(|p| is_of_type(p, "edupub"))
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    if !is_schoolbook(publication) {
        return;
    }
    for package in &publication.packages {
        metadata(package, findings);
        pages(publication, package, findings);
        if !is_of_type(package, "edupub") {
            findings.add(
                Diagnostic::new(&TYPE_MISSING, "the rendition does not say 'dc:type' edupub")
                    .at(metadata_place(package)),
            );
        }
    }
    if publication.container.contains("META-INF/metadata.xml") {
        crate::check::reading::lend_tree(publication, "META-INF/metadata.xml", |tree| {
            let says = tree
                .elements()
                .any(|n| n.is(ns::DC, "type") && n.text_content().trim() == "edupub");
            if let Some(root) = tree.root().filter(|_| !says) {
                let (line, column) = root.position();
                let place = Location::at("META-INF/metadata.xml", line, column);
                findings.add(
                    Diagnostic::new(
                        &TYPE_MISSING,
                        "the publication does not say 'dc:type' edupub",
                    )
                    .at(place),
                );
            }
        });
    }
}

fn metadata(package: &Package, findings: &mut Findings) {
    let mut add = |rule: &'static Rule, place: Location, message: &str| {
        findings.add(Diagnostic::new(rule, message).at(place))
    };
    let features: Vec<&str> = package
        .metadata
        .iter()
        .filter(|m| m.attribute("property") == Some("schema:accessibilityFeature"))
        .map(|m| m.value.as_str())
        .collect();
    if features.is_empty() {
        add(
            &FEATURE_MISSING,
            metadata_place(package),
            "no accessibility feature is declared",
        );
    } else if features.contains(&"none") {
        add(
            &FEATURE_NONE,
            metadata_place(package),
            "the accessibility feature 'none' is declared",
        );
    }
    let teacher = package
        .metadata
        .iter()
        .find(|m| m.dublin_core && m.name == "type" && m.value == "teacher-edition");
    let source = package
        .metadata
        .iter()
        .any(|m| m.dublin_core && m.name == "source");
    if let Some(teacher) = teacher.filter(|_| !source) {
        add(
            &TEACHER_SOURCE,
            place(package, teacher.position),
            "the teacher's edition names no 'dc:source'",
        );
    }
}

fn pages(publication: &Publication<'_>, package: &Package, findings: &mut Findings) {
    let facts = |path: &str| {
        publication
            .documents
            .get(path)
            .map(|f| f.uses)
            .unwrap_or_default()
    };
    let paths = || {
        package
            .items
            .iter()
            .filter_map(|i| i.path.as_deref().map(|path| (i, path)))
    };
    if !paths().any(|(_, path)| facts(path).page_break) {
        return;
    }
    let whole = Location::file(package.path.as_str());
    if !paths().any(|(item, path)| item.has_property("nav") && facts(path).page_list) {
        findings.add(
            Diagnostic::new(
                &PAGE_LIST,
                "documents have page breaks, and there is no page list",
            )
            .at(whole.clone()),
        );
    }
    let source = package
        .metadata
        .iter()
        .any(|m| m.dublin_core && m.name == "source");
    let pagination = package
        .metadata
        .iter()
        .any(|m| m.attribute("property") == Some("source-of") && m.value == "pagination");
    if !(source && pagination) {
        findings.add(
            Diagnostic::new(
                &PAGE_SOURCE,
                "documents have page breaks, and no metadata say whose pages they are",
            )
            .at(whole),
        );
    }
}

fn is_sectioning(node: Node<'_, '_>) -> bool {
    node.namespace() == ns::XHTML && matches!(node.name(), "section" | "article" | "nav" | "aside")
}

fn rank(node: Node<'_, '_>) -> Option<u32> {
    let digit = node
        .name()
        .strip_prefix('h')
        .filter(|_| node.namespace() == ns::XHTML)?;
    digit.parse().ok().filter(|rank| (1..=6).contains(rank))
}

/// The heading of a section: a child, or a child of its `header`.
fn heading<'t, 's>(section: Node<'t, 's>) -> Option<Node<'t, 's>> {
    section.elements().find_map(|child| {
        if rank(child).is_some() {
            Some(child)
        } else if child.is(ns::XHTML, "header") || child.is(ns::XHTML, "hgroup") {
            child.elements().find(|n| rank(*n).is_some())
        } else {
            None
        }
    })
}

fn content(publication: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    let (Some(package), Some(item)) = (document.package, document.item) else {
        return;
    };
    // What stands outside of the reading order (answers, notes) needs no headings of its own.
    let is_aside = || {
        let mut spine = package.spine.iter();
        spine.any(|itemref| itemref.idref == item.id && !itemref.linear)
    };
    let applies = document.kind == DocumentKind::Xhtml
        && is_schoolbook(publication)
        && !is_aside()
        && !document.is_navigation()
        && !is_fixed(package, &item.id);
    let body = document
        .tree
        .root()
        .and_then(|root| root.elements().find(|n| n.is(ns::XHTML, "body")));
    let Some(body) = body.filter(|_| applies && document.fault.is_none()) else {
        return;
    };
    let mut add = |rule: &'static Rule, node: Node<'_, '_>, message: String| {
        findings.add(Diagnostic::new(rule, message).at(document.place(node)));
    };
    for parent in std::iter::once(body).chain(body.descendants().filter(|n| is_sectioning(*n))) {
        let is_section = |node: &Node<'_, '_>| node.is(ns::XHTML, "section");
        let behind = parent.elements().skip_while(|child| !is_section(child));
        for child in behind.filter(|child| !is_section(child)) {
            let message = format!("the element '{}' stands behind a section", child.name());
            add(&AFTER_SECTION, child, message);
        }
    }
    let own = heading(body);
    let labelled = body.attribute("aria-label").is_some();
    let implied = body.elements().any(|n| !is_sectioning(n));
    let by_role = body
        .elements()
        .any(|n| n.attribute("role") == Some("heading"));
    if implied && own.is_none() && !labelled && !by_role {
        return add(
            &BODY_HEADING,
            body,
            "the body is a section without a heading".to_owned(),
        );
    }
    // A body of sections only has no level of its own: the first of them sets it.
    let first = body
        .descendants()
        .filter(|n| is_sectioning(*n))
        .find_map(|n| heading(n).and_then(rank))
        .filter(|_| !implied);
    let base = own
        .and_then(rank)
        .or(if labelled || by_role {
            Some(1)
        } else {
            first.map(|r| r.saturating_sub(1))
        })
        .unwrap_or(0);
    for section in body.descendants().filter(|n| is_sectioning(*n)) {
        let depth = u32::try_from(section.ancestors().filter(|a| is_sectioning(*a)).count())
            .unwrap_or(6)
            + 1;
        let level = (base + depth).min(6);
        if let Some((node, rank)) =
            heading(section).and_then(|node| rank(node).map(|rank| (node, rank)))
            && rank != level
        {
            add(
                &HEADING_RANK,
                node,
                format!("the heading is h{rank}, and its section is {level} deep"),
            );
        }
    }
    for section in std::iter::once(body).chain(body.descendants().filter(|n| is_sectioning(*n))) {
        let text = heading(section).map(|h| h.text_content().trim().to_owned());
        if let (Some(label), Some(text)) = (section.attribute("aria-label"), text)
            && label.trim() == text
        {
            add(
                &LABEL,
                section,
                format!("the label '{text}' repeats the heading"),
            );
        }
    }
}
