//! Terms of vocabularies in the package document (EPUB 3.3, appendix D): `property`, `scheme`, `rel`, `properties`.

use std::collections::BTreeMap;

use super::prefixes::{RESERVED_PREFIXES, declared};
use super::publication::url::{self, Target};
use super::publication::{
    Collection, Metadata, Package, Position, Publication, Version, url_syntax,
};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(super) static FAMILY: Family = Family {
    name: "vocabularies",
    about: "terms of metadata, links and spine properties",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const CLAUSE: &str = "https://www.w3.org/TR/epub-33/#app-vocabs";
const LINK: &str = "https://www.w3.org/TR/epub-33/#sec-link-elem";

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
    /// A link to a resource of the container has no media type.
    ///
    /// Reading systems cannot tell whether they can use it. Add `media-type`.
    LINK_TYPE_MISSING = "link-media-type-missing", Some("OPF-093"), Error, LINK;
    /// A `voicing` link has no media type.
    ///
    /// It has to say which kind of sound it leads to. Add `media-type`.
    VOICING_TYPE_MISSING = "link-voicing-type-missing", Some("OPF-094"), Error, LINK;
    /// A `voicing` link leads to something that is no sound.
    ///
    /// Its media type has to begin with `audio/`.
    VOICING_TYPE = "link-voicing-type", Some("OPF-095"), Error, LINK;
    /// A `voicing` link refines nothing.
    ///
    /// It is the sound of a piece of metadata; `refines` says of which.
    VOICING_REFINES = "link-voicing-refines-missing", Some("RSC-005"), Error, LINK;
    /// A package link has a fragment of the package document as its target.
    ///
    /// Links lead to other resources.
    LINK_TO_ITSELF = "link-to-package-document", Some("OPF-098"), Error, LINK;
    /// A collection of role `manifest` stands in no other collection.
    ///
    /// It lists the resources of the collection around it. Put it there.
    MANIFEST_COLLECTION = "collection-manifest-not-inside", Some("RSC-005"), Error, "https://www.w3.org/TR/epub-33/#sec-collection-elem";
    /// The relation `alternate` stands with others in one link.
    ///
    /// An alternate of the package document is nothing else besides. Write a link of its own for each relation.
    ALTERNATE_ALONE = "link-alternate-not-alone", Some("OPF-089"), Error, LINK;
    /// The language tag of a link is not well-formed.
    ///
    /// Write a tag of BCP 47, such as `en` or `pt-BR`.
    LINK_LANGUAGE = "link-language-malformed", Some("OPF-092"), Error, LINK;
    /// A `record` link has no media type.
    ///
    /// There are many formats of metadata records. Say by `media-type` which one this is.
    RECORD_TYPE_MISSING = "link-record-type-missing", Some("OPF-094"), Error, LINK;
    /// The address of a link is not a valid URL.
    ///
    /// Reading systems mend it each in their own way. The message says what is wrong.
    LINK_URL = "link-url-invalid", Some("RSC-020"), Error, LINK;
    /// A link of the package leads to a data URL.
    ///
    /// Put the resource into the container, and lead to its file.
    LINK_DATA_URL = "link-to-data-url", Some("RSC-029"), Error, LINK;
    /// A resource that a link names is not in the container.
    ///
    /// Mend the `href`, or add the file.
    LINK_TARGET_MISSING = "link-target-missing", Some("RSC-007w"), Warning, LINK;
    /// A link of the package leads to a file of the author's machine.
    ///
    /// No reader has that file. Put it into the container and write its relative path.
    LINK_FILE_URL = "link-to-file-url", Some("RSC-030"), Error, LINK;
    /// A resource is linked from the metadata and listed in the manifest, too.
    ///
    /// What describes the publication is no part of it, and what is a part needs no link. Remove one of the two.
    LINK_TO_ITEM = "link-to-manifest-item", Some("OPF-067"), Error, LINK;
    /// A link of the package leads to a fragment that its target does not have.
    ///
    /// Mend the fragment, or give the place that `id`.
    LINK_FRAGMENT = "link-fragment-missing", Some("RSC-012"), Error, LINK;
    /// A `record` link refines something.
    ///
    /// A record describes the publication as a whole. Remove `refines`.
    RECORD_REFINES = "link-record-refines", Some("RSC-005"), Error, LINK;
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
            publication,
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
                if super::publication::url_syntax::fault(role).is_some() {
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
    publication: &'j Publication<'j>,
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
        for (href, position) in &collection.links {
            let Target::Local { path, .. } = url::resolve(&self.package.path, href) else {
                continue;
            };
            if !self.publication.container.contains(&path) {
                self.add(
                    &LINK_TARGET_MISSING,
                    *position,
                    format!("the file '{path}' that a collection names is not in the container"),
                    "mend the href, or add the file",
                );
            }
        }
    }

    /// A link to what the manifest lists: to a place in it, or else to what needs no link.
    fn linked_item(&mut self, target: &Target, position: Position) {
        let whole = Location::file(self.package.path.as_str());
        let twice = |name: &str| {
            let message =
                format!("'{name}' is linked from the metadata and listed in the manifest");
            Diagnostic::new(&LINK_TO_ITEM, message)
                .at(whole)
                .hint("remove the link or the item")
        };
        match target {
            Target::Remote { url, .. } => {
                let mut items = self.package.items.iter().filter(|item| item.remote);
                if items.any(|item| item.href.as_deref().map(str::trim) == Some(url)) {
                    self.findings.add(twice(url));
                }
            }
            Target::Local { path, fragment, .. } => {
                let Some(item) = self.package.item_at(path) else {
                    return;
                };
                let Some(fragment) = fragment.as_deref() else {
                    // A document that is read may well be a record, too.
                    if !self.package.spine.iter().any(|i| i.idref == item.id) {
                        self.findings.add(twice(path));
                    }
                    return;
                };
                let facts = self.publication.documents.get(path);
                if facts.is_some_and(|facts| !facts.ids.contains_key(fragment)) {
                    let message = format!("the fragment '{fragment}' is not in '{path}'");
                    self.add(
                        &LINK_FRAGMENT,
                        position,
                        message,
                        "mend the fragment, or give its target that id",
                    );
                }
            }
            Target::Data { .. } => {}
        }
    }

    fn link(&mut self, link: &Metadata) {
        let position = link.position;
        let relations: Vec<&str> = link
            .attribute("rel")
            .unwrap_or("")
            .split_ascii_whitespace()
            .collect();
        if relations.contains(&"alternate") && relations.len() > 1 {
            self.add(
                &ALTERNATE_ALONE,
                position,
                format!(
                    "the relation 'alternate' stands with others: '{}'",
                    relations.join(" ")
                ),
                "write a link of its own for each",
            );
        }
        for relation in &relations {
            self.term(relation, position, RELATIONS, &[]);
            if let Some((_, instead)) = DEPRECATED_RELATIONS
                .iter()
                .find(|(name, _)| name == relation)
            {
                self.add(
                    &DEPRECATED,
                    position,
                    format!("the relation '{relation}' is deprecated"),
                    &format!("write {instead}"),
                );
            }
        }
        for property in link
            .attribute("properties")
            .unwrap_or("")
            .split_ascii_whitespace()
        {
            self.term(property, position, &["onix", "xmp"], &[]);
        }
        let media_type = link.attribute("media-type").map(str::trim);
        let tag = link.attribute("hreflang").map(str::trim);
        if let Some(tag) =
            tag.filter(|tag| !tag.is_empty() && !super::metadata::is_language_tag(tag))
        {
            self.add(
                &LINK_LANGUAGE,
                position,
                format!("the language tag '{tag}' of a link is not well-formed"),
                "write a tag of BCP 47, such as 'en'",
            );
        }
        if relations.contains(&"voicing") {
            match media_type {
                None => self.add(
                    &VOICING_TYPE_MISSING,
                    position,
                    "the 'voicing' link has no media type".to_owned(),
                    "add 'media-type'",
                ),
                Some(kind) if !kind.starts_with("audio/") => {
                    self.add(
                        &VOICING_TYPE,
                        position,
                        format!("the 'voicing' link leads to '{kind}', which is no sound"),
                        "lead to a sound",
                    );
                }
                Some(_) => {}
            }
            if link.attribute("refines").is_none() {
                self.add(
                    &VOICING_REFINES,
                    position,
                    "the 'voicing' link refines nothing".to_owned(),
                    "add 'refines'",
                );
            }
        }
        if relations.contains(&"record") && link.attribute("refines").is_some() {
            self.add(
                &RECORD_REFINES,
                position,
                "the 'record' link refines something".to_owned(),
                "remove 'refines'",
            );
        }
        let Some(href) = link.attribute("href") else {
            return;
        };
        if let Some(fault) = url_syntax::fault(href) {
            self.add(
                &LINK_URL,
                position,
                format!("'{href}' is not a valid URL: {fault}"),
                "write it as the URL standard wants it",
            );
        }
        let target = url::resolve(&self.package.path, href);
        self.linked_item(&target, position);
        if matches!(target, Target::Remote { .. })
            && relations.contains(&"record")
            && media_type.is_none()
        {
            self.add(
                &RECORD_TYPE_MISSING,
                position,
                "the 'record' link has no media type".to_owned(),
                "add 'media-type'",
            );
        }
        if matches!(target, Target::Data { .. }) {
            self.add(
                &LINK_DATA_URL,
                position,
                "the link leads to a data URL".to_owned(),
                "put the resource into the container",
            );
        }
        if let Target::Remote { scheme, url } = &target
            && scheme == "file"
        {
            let message = format!("the link leads to the file URL '{url}'");
            self.add(
                &LINK_FILE_URL,
                position,
                message,
                "put the file into the container",
            );
        }
        if let Target::Local { path, fragment, .. } = target {
            if path == self.package.path {
                let message = "the link leads to the package document itself".to_owned();
                self.add(
                    &LINK_TO_ITSELF,
                    position,
                    message,
                    "lead to another resource",
                );
                return;
            }
            if media_type.is_none() && !relations.contains(&"voicing") {
                self.add(
                    &LINK_TYPE_MISSING,
                    position,
                    format!("the link to '{path}' has no media type"),
                    "add 'media-type'",
                );
            }
            let message = if !self.publication.container.contains(&path) {
                format!("the file '{path}' that a link names is not in the container")
            } else if fragment.is_some() && self.package.item_at(&path).is_none() {
                // Without an item the file is not read, so no fragment of it is known.
                format!("the file '{path}' is not in the manifest, so its fragments lead nowhere")
            } else {
                return;
            };
            self.add(
                &LINK_TARGET_MISSING,
                position,
                message,
                "mend the href, or add the file",
            );
        }
    }
}
