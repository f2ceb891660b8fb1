//! What package metadata say of each other (EPUB 3.3, section 5.5 and appendix D.3): refinements, rendering, modification date.

use std::collections::BTreeMap;

use super::publication::xml::{Node, ns};
use super::publication::{Document, DocumentKind, Publication, Version};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(super) static FAMILY: Family = Family {
    name: "refinements",
    about: "metadata that refine others, rendering properties, the modification date",
    rules: RULES,
    looks: &[Look::Document(look)],
};

const META: &str = "https://www.w3.org/TR/epub-33/#sec-meta-elem";
const VOCABULARY: &str = "https://www.w3.org/TR/epub-33/#app-meta-property-vocab";
const MODIFIED: &str = "https://www.w3.org/TR/epub-33/#sec-metadata-last-modified";
const RENDITION: &str = "https://www.w3.org/TR/epub-33/#sec-rendition-general";

crate::rules! {
    /// The modification date is missing, or given more than once.
    ///
    /// Together with the unique identifier it tells one release from another. Write `dcterms:modified` once.
    MODIFIED_COUNT = "modified-count", Some("RSC-005"), Error, MODIFIED;
    /// The modification date is not of the form `CCYY-MM-DDThh:mm:ssZ`.
    ///
    /// Write it in UTC, without fractions of a second.
    MODIFIED_FORMAT = "modified-format", Some("RSC-005"), Error, MODIFIED;
    /// `refines` leads to nothing.
    ///
    /// What it says then belongs to no element. Name an id of the package document behind `#`.
    REFINES_UNKNOWN = "refines-unknown", Some("RSC-005"), Error, META;
    /// `refines` is not a relative URL.
    ///
    /// It leads to a part of this package document: write `#` and the id.
    REFINES_ABSOLUTE = "refines-absolute", Some("RSC-005"), Error, META;
    /// `refines` names a file instead of its manifest item.
    ///
    /// Reading systems look for the id of an element. Write `#` and the id of the item.
    REFINES_FILE = "refines-without-fragment", Some("RSC-017"), Warning, META;
    /// A property refines something that it cannot refine.
    ///
    /// A role belongs to a creator, a title type to a title, and so on.
    REFINES_WRONG = "refines-wrong-target", Some("RSC-005"), Error, VOCABULARY;
    /// A property that may stand once refines the same element twice.
    ///
    /// Remove one of the two.
    REFINED_TWICE = "refined-twice", Some("RSC-005"), Error, VOCABULARY;
    /// A subject has an authority without a term, or a term without an authority.
    ///
    /// The two only mean something together. Add the other one.
    SUBJECT_PAIR = "subject-authority-term", Some("RSC-005"), Error, VOCABULARY;
    /// Expressions refine each other in a ring.
    ///
    /// None of them says anything of the publication. Let one of them refine what is meant.
    REFINES_RING = "refines-ring", Some("OPF-065"), Error, "https://www.w3.org/TR/epub-33/#attrdef-refines";
    /// The value of `media:duration` is no clock value.
    ///
    /// Write `0:32:29.5`, `32:29.5` or `1949.5s`.
    DURATION = "overlay-duration-format", Some("RSC-005"), Error, "https://www.w3.org/TR/epub-33/#sec-duration";
    /// The value of `source-of` is not `pagination`.
    ///
    /// The property says what of the source this publication keeps, and the page numbers are all there is a word for.
    SOURCE_OF = "source-of-value", Some("RSC-005"), Error, "https://www.w3.org/TR/epub-33/#sec-source-of";
    /// A rendering property that may stand once stands more often.
    ///
    /// Remove all but one.
    RENDITION_TWICE = "rendition-twice", Some("RSC-005"), Error, RENDITION;
    /// A rendering property has a value that is not known.
    ///
    /// The hint names the values that may be written.
    RENDITION_VALUE = "rendition-value", Some("RSC-005"), Error, RENDITION;
    /// A rendering property of the whole publication refines an element.
    ///
    /// For a single document, write the property at its `itemref`.
    RENDITION_REFINES = "rendition-refines", Some("RSC-005"), Error, RENDITION;
    /// Properties of an `itemref` exclude each other.
    ///
    /// Leave one of them.
    SPINE_EXCLUSIVE = "spine-properties-exclusive", Some("RSC-005"), Error, RENDITION;
    /// A class name for media overlays is no single name, or is given more than once, or refines an element.
    ///
    /// Write one class name, without a dot, once for the whole publication.
    OVERLAY_CLASS = "overlay-class", Some("RSC-005"), Error, "https://www.w3.org/TR/epub-33/#sec-docs-assoc-style";
    /// The element `bindings` is deprecated.
    ///
    /// Reading systems do not run handlers any more. Give foreign resources fallbacks.
    BINDINGS = "bindings-deprecated", Some("RSC-017"), Warning, "https://www.w3.org/TR/epub-33/#sec-opf-bindings";
    /// A language tag of the package document is not well-formed.
    ///
    /// Write a tag of BCP 47, such as `en` or `pt-BR`.
    LANGUAGE = "package-language-malformed", Some("OPF-092"), Error, "https://www.w3.org/TR/epub-33/#attrdef-xml-lang";
}

/// Which elements a property may refine: Dublin Core elements, or `meta` of a property.
static TARGETS: &[(&str, &[&str])] = &[
    ("authority", &["subject"]),
    ("term", &["subject"]),
    ("identifier-type", &["identifier", "source"]),
    ("role", &["creator", "contributor", "publisher"]),
    ("title-type", &["title"]),
    ("source-of", &["source"]),
    ("belongs-to-collection", &["meta:belongs-to-collection"]),
    ("collection-type", &["meta:belongs-to-collection"]),
    ("group-position", &["meta:belongs-to-collection", "*"]),
];

/// Properties that may refine the same element only once.
static ONCE: &[&str] = &[
    "collection-type",
    "display-seq",
    "file-as",
    "group-position",
    "identifier-type",
    "source-of",
    "title-type",
];

static EXCLUSIVE: &[&[&str]] = &[
    &["page-spread-left", "page-spread-right"],
    &[
        "rendition:page-spread-left",
        "rendition:page-spread-right",
        "rendition:page-spread-center",
    ],
    &[
        "rendition:layout-reflowable",
        "rendition:layout-pre-paginated",
    ],
    &[
        "rendition:orientation-auto",
        "rendition:orientation-landscape",
        "rendition:orientation-portrait",
    ],
    &[
        "rendition:spread-auto",
        "rendition:spread-both",
        "rendition:spread-landscape",
        "rendition:spread-none",
        "rendition:spread-portrait",
    ],
    &[
        "rendition:flow-auto",
        "rendition:flow-paginated",
        "rendition:flow-scrolled-continuous",
        "rendition:flow-scrolled-doc",
    ],
];

static VALUES: &[(&str, &[&str])] = &[
    ("rendition:layout", &["reflowable", "pre-paginated"]),
    ("rendition:orientation", &["landscape", "portrait", "auto"]),
    (
        "rendition:spread",
        &["none", "landscape", "portrait", "both", "auto"],
    ),
    (
        "rendition:flow",
        &["paginated", "scrolled-continuous", "scrolled-doc", "auto"],
    ),
];

fn look(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if document.kind != DocumentKind::Package || document.fault.is_some() {
        return;
    }
    let Some(root) = document.tree.root() else {
        return;
    };
    if document.version == Version::Three {
        Judge::new(document, findings).package(root);
    }
}

struct Judge<'j, 't> {
    document: &'j Document<'j>,
    findings: &'j mut Findings,
    ids: BTreeMap<&'t str, Node<'t, 't>>,
}

impl<'j> Judge<'j, 'j> {
    fn new(document: &'j Document<'j>, findings: &'j mut Findings) -> Judge<'j, 'j> {
        let ids = document
            .tree
            .elements()
            .filter_map(|n| n.attribute("id").map(|id| (id.trim(), n)))
            .collect();
        Judge {
            document,
            findings,
            ids,
        }
    }

    fn add(&mut self, rule: &'static Rule, place: Location, message: impl Into<String>) {
        self.findings.add(Diagnostic::new(rule, message).at(place));
    }

    fn package(&mut self, root: Node<'j, 'j>) {
        for node in root.descendants() {
            if let Some(tag) = node
                .attribute_ns(ns::XML, "lang")
                .filter(|t| !t.trim().is_empty())
                && !super::metadata::is_language_tag(tag.trim())
            {
                self.add(
                    &LANGUAGE,
                    self.document.place(node),
                    format!("the language tag '{tag}' is not well-formed"),
                );
            }
            if node.is(ns::OPF, "bindings") {
                self.add(
                    &BINDINGS,
                    self.document.place(node),
                    "the element 'bindings' is deprecated",
                );
            }
            if node.is(ns::OPF, "itemref") {
                self.itemref(node);
            }
        }
        let Some(metadata) = root.elements().find(|n| n.is(ns::OPF, "metadata")) else {
            return;
        };
        let metas: Vec<Node<'j, 'j>> = metadata
            .elements()
            .filter(|n| n.is(ns::OPF, "meta") && n.attribute("property").is_some())
            .collect();
        self.modified(root, &metas);
        self.global(metadata, &metas);
        for meta in &metas {
            self.refines(*meta);
        }
        for link in metadata.elements().filter(|n| n.is(ns::OPF, "link")) {
            self.target(link);
        }
        self.once(&metas);
        self.source_of(&metas);
        self.durations(&metas);
        self.rings(&metas);
        self.subjects(metadata, &metas);
    }

    fn modified(&mut self, root: Node<'j, 'j>, metas: &[Node<'j, 'j>]) {
        let all: Vec<_> = metas
            .iter()
            .filter(|m| property(**m) == "dcterms:modified" && m.attribute("refines").is_none())
            .collect();
        if all.len() != 1 {
            let metadata = root
                .elements()
                .find(|n| n.is(ns::OPF, "metadata"))
                .unwrap_or(root);
            let message = format!(
                "'dcterms:modified' stands {} times, and has to stand once",
                all.len()
            );
            self.add(&MODIFIED_COUNT, self.document.place(metadata), message);
        }
        for meta in metas.iter().filter(|m| property(**m) == "dcterms:modified") {
            let value = meta.text_content();
            if !is_modification_date(value.trim()) {
                let message = format!(
                    "the modification date '{}' is not of the form CCYY-MM-DDThh:mm:ssZ",
                    value.trim()
                );
                self.add(&MODIFIED_FORMAT, self.document.place(*meta), message);
            }
        }
    }

    /// Where `refines` leads, and whether it leads anywhere.
    fn target(&mut self, node: Node<'j, 'j>) -> Option<Node<'j, 'j>> {
        let refines = node.attribute("refines")?.trim();
        if super::publication::url::scheme(refines).is_some() || refines.starts_with('/') {
            self.add(
                &REFINES_ABSOLUTE,
                self.document.place(node),
                format!("'{refines}' is not a relative URL"),
            );
            return None;
        }
        let Some(id) = refines.strip_prefix('#') else {
            self.file(node, refines);
            return None;
        };
        let found = self.ids.get(id).copied();
        if found.is_none() {
            self.add(
                &REFINES_UNKNOWN,
                self.document.place(node),
                format!("'{refines}' leads to nothing in the package document"),
            );
        }
        found
    }

    /// `refines` with the address of a manifest item.
    fn file(&mut self, node: Node<'j, 'j>, refines: &str) {
        let mut items = self
            .document
            .tree
            .elements()
            .filter(|n| n.is(ns::OPF, "item"));
        if let Some(item) = items.find(|item| item.attribute("href") == Some(refines)) {
            let id = item.attribute("id").unwrap_or("");
            let message = format!("'refines' names the file '{refines}' instead of its item");
            let finding = Diagnostic::new(&REFINES_FILE, message).at(self.document.place(node));
            self.findings.add(finding.hint(format!("write '#{id}'")));
        }
    }

    fn refines(&mut self, meta: Node<'j, 'j>) {
        let name = property(meta);
        let target = self.target(meta);
        let Some((_, allowed)) = TARGETS.iter().find(|(known, _)| *known == name) else {
            return;
        };
        let refines = meta.attribute("refines").is_some();
        if !refines
            && !matches!(
                name,
                "authority"
                    | "term"
                    | "identifier-type"
                    | "role"
                    | "title-type"
                    | "source-of"
                    | "collection-type"
            )
        {
            return;
        }
        let kind = target.map(|t| {
            if t.namespace() == ns::DC {
                t.name().to_owned()
            } else {
                format!("meta:{}", property(t))
            }
        });
        let fits = kind
            .as_deref()
            .is_some_and(|kind| allowed.iter().any(|a| *a == kind || *a == "*"));
        if !fits && (refines || name == "source-of" || !allowed.contains(&"*")) {
            let message = format!(
                "the property '{name}' refines {}, and can only refine: {}",
                kind.as_deref().unwrap_or("nothing"),
                allowed.join(", ")
            );
            self.add(&REFINES_WRONG, self.document.place(meta), message);
        }
    }

    /// Expressions that refine each other in a ring: none of them says anything of the publication.
    fn rings(&mut self, metas: &[Node<'j, 'j>]) {
        let refines = |node: Node<'j, 'j>| {
            let id = node.attribute("refines")?.trim().strip_prefix('#')?;
            self.ids.get(id).copied()
        };
        let ring = metas.iter().find(|&&start| {
            let mut at = refines(start);
            // A chain is no longer than the list, so a ring is met within it.
            for _ in 0..metas.len() {
                match at {
                    Some(node) if node == start => return true,
                    Some(node) => at = refines(node),
                    None => return false,
                }
            }
            false
        });
        if let Some(meta) = ring {
            let message = format!("'{}' refines itself by way of others", property(*meta));
            self.add(&REFINES_RING, self.document.place(*meta), message);
        }
    }

    fn durations(&mut self, metas: &[Node<'j, 'j>]) {
        for meta in metas.iter().filter(|m| property(**m) == "media:duration") {
            let value = meta.text_content();
            if !super::schema::is_clock(value.trim()) {
                let message = format!("the duration '{}' is no clock value", value.trim());
                self.add(&DURATION, self.document.place(*meta), message);
            }
        }
    }

    fn source_of(&mut self, metas: &[Node<'j, 'j>]) {
        for meta in metas.iter().filter(|m| property(**m) == "source-of") {
            let value = meta.text_content();
            if value.trim() != "pagination" {
                let message = format!(
                    "the value '{}' of 'source-of' is not 'pagination'",
                    value.trim()
                );
                self.add(&SOURCE_OF, self.document.place(*meta), message);
            }
        }
    }

    fn once(&mut self, metas: &[Node<'j, 'j>]) {
        let mut seen: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        for meta in metas {
            let (name, Some(refines)) = (property(*meta), meta.attribute("refines")) else {
                continue;
            };
            if !ONCE.contains(&name) {
                continue;
            }
            let count = seen.entry((name, refines.trim())).or_insert(0);
            *count += 1;
            if *count > 1 {
                self.add(
                    &REFINED_TWICE,
                    self.document.place(*meta),
                    format!("the property '{name}' refines '{refines}' a second time"),
                );
            }
        }
    }

    fn subjects(&mut self, metadata: Node<'j, 'j>, metas: &[Node<'j, 'j>]) {
        for subject in metadata.elements().filter(|n| n.is(ns::DC, "subject")) {
            let Some(id) = subject.attribute("id") else {
                continue;
            };
            let count = |name: &str| {
                let refining = metas.iter().filter(|m| {
                    m.attribute("refines")
                        .map(str::trim)
                        .and_then(|r| r.strip_prefix('#'))
                        == Some(id)
                });
                refining.filter(|m| property(**m) == name).count()
            };
            let (authorities, terms) = (count("authority"), count("term"));
            let place = self.document.place(subject);
            if authorities > 1 || terms > 1 {
                self.add(&REFINED_TWICE, place, format!("the subject '{id}' has {authorities} authorities and {terms} terms, and may have one of each"));
            } else if authorities != terms {
                self.add(
                    &SUBJECT_PAIR,
                    place,
                    format!("the subject '{id}' has {authorities} authorities and {terms} terms"),
                );
            }
        }
    }

    fn global(&mut self, metadata: Node<'j, 'j>, metas: &[Node<'j, 'j>]) {
        let place = self.document.place(metadata);
        for (name, values) in VALUES {
            let all: Vec<_> = metas.iter().filter(|m| property(**m) == *name).collect();
            if all
                .iter()
                .filter(|m| m.attribute("refines").is_none())
                .count()
                > 1
            {
                self.add(
                    &RENDITION_TWICE,
                    place.clone(),
                    format!("the property '{name}' stands more than once"),
                );
            }
            for meta in all {
                let value = meta.text_content();
                if meta.attribute("refines").is_some() {
                    self.add(
                        &RENDITION_REFINES,
                        self.document.place(*meta),
                        format!("the property '{name}' refines an element"),
                    );
                } else if !values.contains(&value.trim()) {
                    let message = format!(
                        "the value '{}' of '{name}' is not one of: {}",
                        value.trim(),
                        values.join(", ")
                    );
                    self.add(&RENDITION_VALUE, self.document.place(*meta), message);
                }
            }
        }
        for meta in metas
            .iter()
            .filter(|m| property(**m) == "rendition:viewport")
        {
            let value = meta.text_content();
            let mut parts = value.split(',').map(|part| {
                part.trim()
                    .split_once('=')
                    .map(|(n, v)| (n.trim(), v.trim()))
            });
            let number = |part: Option<Option<(&str, &str)>>, name: &str| {
                part.flatten().is_some_and(|(n, v)| {
                    n == name && !v.is_empty() && v.bytes().all(|b| b.is_ascii_digit())
                })
            };
            let first = parts.next();
            let second = parts.next();
            let fits = (number(first, "width") && number(second, "height"))
                || (number(first, "height") && number(second, "width"));
            if !fits {
                self.add(
                    &RENDITION_VALUE,
                    self.document.place(*meta),
                    format!("the viewport '{}' is not 'width=x, height=y'", value.trim()),
                );
            }
        }
        for name in ["media:active-class", "media:playback-active-class"] {
            let all: Vec<_> = metas.iter().filter(|m| property(**m) == name).collect();
            if all.len() > 1 {
                self.add(
                    &OVERLAY_CLASS,
                    place.clone(),
                    format!("the property '{name}' stands {} times", all.len()),
                );
            }
            for meta in all {
                let value = meta.text_content();
                if meta.attribute("refines").is_some() {
                    self.add(
                        &OVERLAY_CLASS,
                        self.document.place(*meta),
                        format!("the property '{name}' refines an element"),
                    );
                } else if value.split_whitespace().count() != 1 {
                    self.add(
                        &OVERLAY_CLASS,
                        self.document.place(*meta),
                        format!("'{}' is not a single class name", value.trim()),
                    );
                }
            }
        }
    }

    fn itemref(&mut self, node: Node<'j, 'j>) {
        let properties: Vec<&str> = node
            .attribute("properties")
            .unwrap_or("")
            .split_ascii_whitespace()
            .collect();
        for group in EXCLUSIVE {
            let found: Vec<&str> = properties
                .iter()
                .copied()
                .filter(|p| group.contains(p))
                .collect();
            if found.len() > 1 {
                self.add(
                    &SPINE_EXCLUSIVE,
                    self.document.place(node),
                    format!("the properties '{}' exclude each other", found.join("', '")),
                );
            }
        }
    }
}

fn property<'t>(meta: Node<'t, '_>) -> &'t str {
    meta.attribute("property").unwrap_or("").trim()
}

/// `CCYY-MM-DDThh:mm:ssZ`.
fn is_modification_date(text: &str) -> bool {
    let pattern = "dddd-dd-ddTdd:dd:ddZ";
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(b, p)| {
            if p == b'd' {
                b.is_ascii_digit()
            } else {
                b == p
            }
        })
}

#[cfg(test)]
mod tests {
    use super::is_modification_date;

    #[test]
    fn modification_dates() {
        assert!(is_modification_date("2024-05-17T10:00:00Z"));
        assert!(!is_modification_date("2024-05-17"));
        assert!(!is_modification_date("2024-05-17T10:00:00+01:00"));
    }
}
