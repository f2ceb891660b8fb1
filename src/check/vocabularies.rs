//! Terms of vocabularies in the package document (EPUB 3.3, appendix D): `property`, `scheme`, `rel`, `properties`.

use std::collections::BTreeMap;

use super::prefixes::{RESERVED_PREFIXES, declared};
use super::publication::{
    Collection, Metadata, Package, Position, Publication, Version, url_syntax,
};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(super) static FAMILY: Family = Family {
    name: "vocabularies",
    about: "terms of metadata, links and spine properties, roles of collections",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const CLAUSE: &str = "https://www.w3.org/TR/epub-33/#app-vocabs";

crate::rules! {
    /// A property is not defined in its vocabulary.
    ///
    /// Reading systems ignore it; it is often misspelt. Mend it, or write it with a prefix of your own.
    UNDEFINED = "property-undefined", Some("OPF-027"), Error, CLAUSE;
    /// A prefix is used that is not declared.
    ///
    /// Declare it in the `prefix` attribute of the package element.
    UNDECLARED = "prefix-undeclared", Some("OPF-028"), Error, "https://www.w3.org/TR/epub-33/#sec-prefix-attr";
    /// A property is not written as `prefix:reference`.
    ///
    /// Something is missing on one side of the colon.
    MALFORMED = "property-malformed", Some("OPF-026"), Error, CLAUSE;
    /// A list of properties stands where one is allowed.
    ///
    /// Write one element for each.
    LIST = "property-list", Some("OPF-025"), Error, CLAUSE;
    /// A property is deprecated.
    ///
    /// Reading systems may stop to know it. Write what has taken its place.
    DEPRECATED = "property-deprecated", Some("OPF-086"), Warning, CLAUSE;
    /// The property `meta-auth` is deprecated.
    ///
    /// Describe metadata records with a `link` of the relation `record`.
    META_AUTH = "property-meta-auth", Some("RSC-017"), Warning, CLAUSE;
    /// A collection of role `manifest` stands in no other collection.
    ///
    /// It lists the resources of the collection around it. Put it there.
    MANIFEST_COLLECTION = "collection-manifest-not-inside", Some("RSC-005"), Error, "https://www.w3.org/TR/epub-33/#sec-collection-elem";
    /// The role of a collection is a URL that is not valid.
    ///
    /// Roles of your own are absolute URLs.
    ROLE_URL = "collection-role-url", Some("OPF-070"), Warning, "https://www.w3.org/TR/epub-33/#sec-collection-elem";
}

static META: &[&str] = &[
    "alternate-script",
    "authority",
    "belongs-to-collection",
    "collection-type",
    "dictionary-type",
    "display-seq",
    "file-as",
    "group-position",
    "identifier-type",
    "meta-auth",
    "pageBreakSource",
    "role",
    "source-language",
    "source-of",
    "target-language",
    "term",
    "title-type",
];
static RENDITION: &[&str] = &["flow", "layout", "orientation", "spread", "viewport"];
static MEDIA: &[&str] = &[
    "active-class",
    "duration",
    "narrator",
    "playback-active-class",
];
static A11Y: &[&str] = &[
    "certifiedBy",
    "certifierCredential",
    "exemption",
    "contact",
    "pageBreakSource",
];
static RELATIONS: &[&str] = &[
    "acquire",
    "alternate",
    "marc21xml-record",
    "mods-record",
    "onix-record",
    "record",
    "voicing",
    "xml-signature",
    "xmp-record",
];
static DEPRECATED_RELATIONS: &[(&str, &str)] = &[
    (
        "marc21xml-record",
        "the relation 'record' and the media type 'application/marcxml+xml'",
    ),
    (
        "mods-record",
        "the relation 'record' and the media type 'application/mods+xml'",
    ),
    (
        "onix-record",
        "the relation 'record' and the property 'onix'",
    ),
    ("xmp-record", "the relation 'record' and the property 'xmp'"),
    ("xml-signature", "no link to signatures"),
];
static ITEMREF: &[&str] = &["page-spread-left", "page-spread-right"];
static ITEMREF_RENDITION: &[&str] = &[
    "align-x-center",
    "flow-auto",
    "flow-paginated",
    "flow-scrolled-continuous",
    "flow-scrolled-doc",
    "layout-pre-paginated",
    "layout-reflowable",
    "orientation-auto",
    "orientation-landscape",
    "orientation-portrait",
    "page-spread-center",
    "page-spread-left",
    "page-spread-right",
    "spread-auto",
    "spread-both",
    "spread-landscape",
    "spread-none",
    "spread-portrait",
];

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    for package in publication
        .packages
        .iter()
        .filter(|p| p.version() == Version::Three)
    {
        let prefixes = declared(
            package.prefix.as_deref().unwrap_or(""),
            &Location::default(),
            RESERVED_PREFIXES,
            &mut Findings::default(),
        );
        let mut judge = Judge {
            package,
            prefixes,
            findings,
        };
        for metadata in &package.metadata {
            match metadata.name.as_str() {
                "meta" if !metadata.dublin_core => judge.meta(metadata),
                "link" if !metadata.dublin_core => judge.link(metadata),
                _ => {}
            }
        }
        let inner = package.collections.iter().flat_map(|c| &c.metadata);
        for meta in inner.filter(|m| m.name == "meta" && !m.dublin_core) {
            judge.meta(meta);
        }
        for item in &package.items {
            for property in item.properties.iter().filter(|p| p.contains(':')) {
                judge.term(property, item.position, &[], &[("rendition", &[])]);
            }
        }
        for itemref in &package.spine {
            for property in &itemref.properties {
                judge.term(
                    property,
                    itemref.position,
                    ITEMREF,
                    &[("rendition", ITEMREF_RENDITION)],
                );
                if property == "rendition:spread-portrait" {
                    judge.add(
                        &DEPRECATED,
                        itemref.position,
                        format!("the property '{property}' is deprecated"),
                        "write 'rendition:spread-both'",
                    );
                }
            }
        }
        for collection in &package.collections {
            judge.collection(collection);
            for role in collection.roles.iter().filter(|role| role.contains("//")) {
                if url_syntax::fault(role).is_some() {
                    judge.add(
                        &ROLE_URL,
                        collection.position,
                        format!("the collection's role '{role}' is not a valid URL"),
                        "mend the URL",
                    );
                }
            }
        }
    }
}

struct Judge<'j> {
    package: &'j Package,
    prefixes: BTreeMap<String, String>,
    findings: &'j mut Findings,
}

type Vocabulary = (&'static str, &'static [&'static str]);

impl Judge<'_> {
    fn add(&mut self, rule: &'static Rule, (line, column): Position, message: String, hint: &str) {
        let place = Location::at(self.package.path.as_str(), line, column);
        self.findings
            .add(Diagnostic::new(rule, message).at(place).hint(hint));
    }

    /// A term: one of the default vocabulary, or `prefix:reference` with a known prefix.
    fn term(&mut self, term: &str, position: Position, default: &[&str], closed: &[Vocabulary]) {
        let Some((prefix, reference)) = term.split_once(':') else {
            if !default.contains(&term) {
                self.add(
                    &UNDEFINED,
                    position,
                    format!("the property '{term}' is not defined"),
                    "mend its spelling, or give it a prefix",
                );
            }
            return;
        };
        if prefix.is_empty() || reference.is_empty() {
            self.add(
                &MALFORMED,
                position,
                format!("the property '{term}' is malformed"),
                "write 'prefix:reference'",
            );
            return;
        }
        let reserved = RESERVED_PREFIXES.iter().any(|(known, _)| *known == prefix);
        if !reserved && !self.prefixes.contains_key(prefix) {
            self.add(
                &UNDECLARED,
                position,
                format!("the prefix '{prefix}' of '{term}' is not declared"),
                "declare it in the prefix attribute",
            );
            return;
        }
        let overridden = self.prefixes.contains_key(prefix);
        let unknown = closed
            .iter()
            .any(|(known, terms)| *known == prefix && !terms.contains(&reference));
        if unknown && !overridden {
            self.add(
                &UNDEFINED,
                position,
                format!("the property '{term}' is not defined"),
                "mend its spelling",
            );
        }
    }

    fn meta(&mut self, meta: &Metadata) {
        let Some(property) = meta.attribute("property").map(str::trim) else {
            return;
        };
        let position = meta.position;
        if property.split_ascii_whitespace().count() > 1 {
            self.add(
                &LIST,
                position,
                format!("'{property}' is a list, and one property is allowed"),
                "write an element for each",
            );
        } else if !property.is_empty() {
            self.term(
                property,
                position,
                META,
                &[("rendition", RENDITION), ("media", MEDIA), ("a11y", A11Y)],
            );
        }
        if property == "meta-auth" {
            self.add(
                &META_AUTH,
                position,
                "the property 'meta-auth' is deprecated".to_owned(),
                "link to a metadata record",
            );
        }
        if property == "rendition:viewport" {
            self.add(
                &DEPRECATED,
                position,
                "the property 'rendition:viewport' is deprecated".to_owned(),
                "give each document a viewport",
            );
        }
        if property == "rendition:spread" && meta.value == "portrait" {
            self.add(
                &DEPRECATED,
                position,
                "the value 'portrait' of 'rendition:spread' is deprecated".to_owned(),
                "write 'both'",
            );
        }
        if let Some(scheme) = meta.attribute("scheme").map(str::trim) {
            if scheme.split_ascii_whitespace().count() > 1 {
                self.add(
                    &LIST,
                    position,
                    format!("'{scheme}' is a list, and one scheme is allowed"),
                    "leave one of them",
                );
            } else if !scheme.is_empty() {
                self.term(scheme, position, &[], &[]);
            }
        }
    }

    fn collection(&mut self, collection: &Collection) {
        let has = |role: &str| collection.roles.iter().any(|known| known == role);
        if has("manifest") && collection.parent.is_none() {
            self.add(
                &MANIFEST_COLLECTION,
                collection.position,
                "a collection of role 'manifest' stands in no other collection".to_owned(),
                "put it into the collection whose resources it lists",
            );
        }
    }

    /// The relations and properties of a link.
    fn link(&mut self, link: &Metadata) {
        for relation in words(link, "rel") {
            self.term(relation, link.position, RELATIONS, &[]);
            let deprecated = DEPRECATED_RELATIONS.iter();
            if let Some((_, instead)) = deprecated.copied().find(|(name, _)| *name == relation) {
                self.add(
                    &DEPRECATED,
                    link.position,
                    format!("the relation '{relation}' is deprecated"),
                    &format!("write {instead}"),
                );
            }
        }
        for property in words(link, "properties") {
            self.term(property, link.position, &["onix", "xmp"], &[]);
        }
    }
}

fn words<'m>(metadata: &'m Metadata, attribute: &str) -> impl Iterator<Item = &'m str> {
    let value = metadata.attribute(attribute).unwrap_or("");
    value.split_ascii_whitespace()
}
