//! The report: each requirement as a statement that holds, fails, or waits for a person.

use super::{FAILS, HOLDS, METADATA_MISSING, METADATA_UNTRUE, PAGE_SOURCE_MISSING, PERSON};
use crate::check::Findings;
use crate::check::publication::{Package, Publication, ReferenceKind};
use crate::report::{Diagnostic, Location};

/// Fields that EPUB Accessibility 1.1 requires or recommends in the package metadata.
const FIELDS: &[(&str, &str)] = &[
    (
        "schema:accessMode",
        "the ways of perceiving that the book needs",
    ),
    (
        "schema:accessModeSufficient",
        "the ways of perceiving that suffice",
    ),
    ("schema:accessibilityFeature", "the features it has"),
    ("schema:accessibilityHazard", "the hazards it has or lacks"),
    (
        "schema:accessibilitySummary",
        "the state of its accessibility in words",
    ),
];

pub(super) fn judge(publication: &Publication<'_>, findings: &mut Findings) {
    let Some(package) = publication.package() else {
        return;
    };
    metadata(package, findings);
    claims(publication, package, findings);
    page_source(publication, package, findings);
    let count = |findings: &Findings, names: &[&str]| {
        findings
            .diagnostics
            .iter()
            .filter(|finding| names.contains(&finding.rule.name))
            .count()
    };
    let pictures = count(
        findings,
        &[
            "accessibility-alternative-missing",
            "accessibility-alternative-empty-of-meaning",
            "accessibility-maths-alternative-missing",
        ],
    );
    let structure = count(
        findings,
        &[
            "accessibility-heading-level-skipped",
            "accessibility-table-headings-missing",
            "accessibility-link-text-missing",
            "accessibility-language-missing",
        ],
    );
    let discovery = count(
        findings,
        &[
            "accessibility-metadata-missing",
            "accessibility-metadata-untrue",
        ],
    );
    let sound = package.items.iter().any(|item| {
        item.media_type().starts_with("audio/") || item.media_type().starts_with("video/")
    });
    let overlays = package
        .items
        .iter()
        .any(|item| item.media_type() == "application/smil+xml");
    let locked = publication.container.contains("META-INF/rights.xml")
        || publication.container.contains("META-INF/license.lcpl");
    let has_navigation =
        package.items.iter().any(|item| item.has_property("nav")) || package.spine_toc.is_some();

    let mut say = |holds: Option<bool>, words: &str| statement(package, holds, words, findings);
    say(
        Some(pictures == 0),
        "pictures and mathematics have a text in their place (EAA annex I, IV (f) iv; WCAG 1.1.1)",
    );
    say(
        Some(structure == 0),
        "the structure is there for assistive technology: headings, tables, links, languages (IV (f) iii; WCAG 1.3.1, 2.4.4, 3.1.1)",
    );
    say(
        Some(has_navigation),
        "the contents can be navigated (IV (f) iii; WCAG 2.4.5)",
    );
    say(
        Some(discovery == 0),
        "the metadata say how accessible the book is (IV (f) v; EPUB Accessibility 1.1, 2)",
    );
    say(
        Some(!locked),
        "no protection keeps assistive technology out of the text (IV (f) ii, vi)",
    );
    match (sound, overlays) {
        (false, _) => say(
            Some(true),
            "there is no sound or film that would need a text beside it (IV (f) i)",
        ),
        (true, true) => say(
            None,
            "text and sound run together: listen whether the overlay follows the words (IV (f) i)",
        ),
        (true, false) => say(
            None,
            "there is sound or film: judge whether all it says can be read (IV (f) i; WCAG 1.2)",
        ),
    }
    say(
        None,
        "whether each alternative text says what its picture means to this book (WCAG 1.1.1)",
    );
    say(
        None,
        "whether the order of reading is the order of meaning (WCAG 1.3.2)",
    );
    say(
        None,
        "whether passages in other languages are marked (WCAG 3.1.2)",
    );
    say(
        None,
        "whether colour alone carries meaning in pictures (WCAG 1.4.1)",
    );
}

fn statement(package: &Package, holds: Option<bool>, words: &str, findings: &mut Findings) {
    let (rule, lead) = match holds {
        Some(true) => (&HOLDS, "holds"),
        Some(false) => (&FAILS, "does not hold"),
        None => (&PERSON, "for a person to judge"),
    };
    findings
        .add(Diagnostic::new(rule, format!("{lead}: {words}")).at(Location::file(&package.path)));
}

/// The values of a metadata property, EPUB 3's way or EPUB 2's.
fn values<'p>(package: &'p Package, name: &'p str) -> impl Iterator<Item = &'p str> {
    package.metadata.iter().filter_map(move |meta| {
        if meta.attribute("property") == Some(name) {
            return Some(meta.value.as_str());
        }
        if meta.attribute("name") == Some(name) {
            meta.attribute("content")
        } else {
            None
        }
    })
}

fn metadata(package: &Package, findings: &mut Findings) {
    for (name, what) in FIELDS {
        if values(package, name).next().is_none() {
            let message = format!("the metadata have no '{name}': {what}");
            findings
                .add(Diagnostic::new(&METADATA_MISSING, message).at(Location::file(&package.path)));
        }
    }
}

/// Claims that the content contradicts.
fn claims(publication: &Publication<'_>, package: &Package, findings: &mut Findings) {
    let claimed = |value: &str| {
        values(package, "schema:accessibilityFeature").any(|feature| feature == value)
    };
    let lacks_text = findings
        .diagnostics
        .iter()
        .any(|finding| finding.rule.name == "accessibility-alternative-missing");
    if claimed("alternativeText") && lacks_text {
        let message = "'alternativeText' is claimed, and there are pictures without one";
        findings.add(Diagnostic::new(&METADATA_UNTRUE, message).at(Location::file(&package.path)));
    }
    let has_page_list = publication
        .references
        .iter()
        .any(|reference| reference.kind == ReferenceKind::NavPageList);
    if claimed("pageNavigation") && !has_page_list {
        let message = "'pageNavigation' is claimed, and there is no page list";
        findings.add(Diagnostic::new(&METADATA_UNTRUE, message).at(Location::file(&package.path)));
    }
}

fn page_source(publication: &Publication<'_>, package: &Package, findings: &mut Findings) {
    let sourced = values(package, "pageBreakSource").next().is_some()
        || values(package, "a11y:pageBreakSource").next().is_some()
        || package
            .metadata
            .iter()
            .any(|meta| meta.value == "pagination");
    let has_page_list = publication
        .references
        .iter()
        .any(|reference| reference.kind == ReferenceKind::NavPageList);
    if has_page_list && !sourced {
        let message = "the page list names pages of an edition that the metadata do not name";
        findings.add(
            Diagnostic::new(&PAGE_SOURCE_MISSING, message)
                .hint("add 'pageBreakSource'")
                .at(Location::file(&package.path)),
        );
    }
}
