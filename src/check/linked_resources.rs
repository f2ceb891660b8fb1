//! Linked resources (EPUB 3.3, 5.5.7): what the `link` elements of the metadata and of collections lead to, and what they say
//! of it. Their terms are judged by `vocabularies`.

use super::publication::url::{self, Target};
use super::publication::{
    Collection, Metadata, Package, Position, Publication, Version, url_syntax,
};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(super) static FAMILY: Family = Family {
    name: "linked-resources",
    about: "resources that the package document links to",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const LINK: &str = "https://www.w3.org/TR/epub-33/#sec-link-elem";

crate::rules! {
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
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    let packages = publication.packages.iter();
    for package in packages.filter(|package| package.version() == Version::Three) {
        let mut judge = Judge {
            publication,
            package,
            findings,
        };
        let metadata = package.metadata.iter();
        for link in metadata.filter(|one| one.name == "link" && !one.dublin_core) {
            judge.relations(link);
            judge.address(link);
        }
        for collection in &package.collections {
            judge.collection(collection);
        }
    }
}

struct Judge<'j> {
    publication: &'j Publication<'j>,
    package: &'j Package,
    findings: &'j mut Findings,
}

fn has_relation(link: &Metadata, relation: &str) -> bool {
    relations(link).any(|one| one == relation)
}

fn relations(link: &Metadata) -> impl Iterator<Item = &str> {
    link.attribute("rel").unwrap_or("").split_ascii_whitespace()
}

fn media_type(link: &Metadata) -> Option<&str> {
    link.attribute("media-type").map(str::trim)
}

impl Judge<'_> {
    fn add(&mut self, rule: &'static Rule, (line, column): Position, message: String, hint: &str) {
        let place = Location::at(self.package.path.as_str(), line, column);
        self.findings
            .add(Diagnostic::new(rule, message).at(place).hint(hint));
    }

    /// What the relations ask of the other attributes, and the language.
    fn relations(&mut self, link: &Metadata) {
        let position = link.position;
        if has_relation(link, "alternate") && relations(link).count() > 1 {
            let all: Vec<&str> = relations(link).collect();
            self.add(
                &ALTERNATE_ALONE,
                position,
                format!(
                    "the relation 'alternate' stands with others: '{}'",
                    all.join(" ")
                ),
                "write a link of its own for each",
            );
        }
        let tag = link.attribute("hreflang").map(str::trim);
        let is_malformed = |tag: &&str| !tag.is_empty() && !super::metadata::is_language_tag(tag);
        if let Some(tag) = tag.filter(is_malformed) {
            self.add(
                &LINK_LANGUAGE,
                position,
                format!("the language tag '{tag}' of a link is not well-formed"),
                "write a tag of BCP 47, such as 'en'",
            );
        }
        if has_relation(link, "voicing") {
            self.voicing(link);
        }
        if has_relation(link, "record") && link.attribute("refines").is_some() {
            self.add(
                &RECORD_REFINES,
                position,
                "the 'record' link refines something".to_owned(),
                "remove 'refines'",
            );
        }
    }

    /// The sound of a piece of metadata.
    fn voicing(&mut self, link: &Metadata) {
        let position = link.position;
        match media_type(link) {
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

    fn address(&mut self, link: &Metadata) {
        let Some(href) = link.attribute("href") else {
            return;
        };
        let position = link.position;
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
        match target {
            Target::Remote { scheme, url } => {
                if has_relation(link, "record") && media_type(link).is_none() {
                    self.add(
                        &RECORD_TYPE_MISSING,
                        position,
                        "the 'record' link has no media type".to_owned(),
                        "add 'media-type'",
                    );
                }
                if scheme == "file" {
                    self.add(
                        &LINK_FILE_URL,
                        position,
                        format!("the link leads to the file URL '{url}'"),
                        "put the file into the container",
                    );
                }
            }
            Target::Data { .. } => self.add(
                &LINK_DATA_URL,
                position,
                "the link leads to a data URL".to_owned(),
                "put the resource into the container",
            ),
            Target::Local { path, fragment, .. } => {
                self.local(link, &path, fragment.as_deref());
            }
        }
    }

    /// A link to a file of the container.
    fn local(&mut self, link: &Metadata, path: &str, fragment: Option<&str>) {
        let position = link.position;
        if path == self.package.path {
            self.add(
                &LINK_TO_ITSELF,
                position,
                "the link leads to the package document itself".to_owned(),
                "lead to another resource",
            );
            return;
        }
        if media_type(link).is_none() && !has_relation(link, "voicing") {
            self.add(
                &LINK_TYPE_MISSING,
                position,
                format!("the link to '{path}' has no media type"),
                "add 'media-type'",
            );
        }
        let message = if !self.publication.container.contains(path) {
            format!("the file '{path}' that a link names is not in the container")
        } else if fragment.is_some() && self.package.item_at(path).is_none() {
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

    fn collection(&mut self, collection: &Collection) {
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
}
