//! References judged: does the target exist, is it declared, may it be remote, has it a fallback, is its fragment there.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::media_types::{is_content_document, is_core, is_font};
use super::publication::url::Target;
use super::publication::{
    Item, Package, Publication, Reference, ReferenceKind as Kind, Version, url_syntax,
};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location};

pub(super) static FAMILY: Family = Family {
    name: "resources",
    about: "references between files: targets, fragments, remote resources, fallbacks",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const URLS: &str = "https://www.w3.org/TR/epub-33/#sec-container-iri";
const MANIFEST: &str = "https://www.w3.org/TR/epub-33/#sec-manifest-elem";
const REMOTE: &str = "https://www.w3.org/TR/epub-33/#sec-resource-locations";
const FOREIGN: &str = "https://www.w3.org/TR/epub-33/#sec-foreign-restrictions";
const LINKED: &str = "https://www.w3.org/TR/epub-33/#sec-spine-elem";

crate::rules! {
    /// A reference leads to a file that is not in the container.
    ///
    /// Readers see a broken picture, or a link that goes nowhere. Mend the path, or add the file and its manifest item.
    TARGET_MISSING = "reference-target-missing", Some("RSC-007"), Error, URLS;
    /// A reference leads to a file that the manifest does not list.
    ///
    /// Reading systems need not unpack what the manifest does not list. Add an item for the file.
    TARGET_UNDECLARED = "reference-target-undeclared", Some("RSC-008"), Error, MANIFEST;
    /// A reference leads to a fragment that its target does not have.
    ///
    /// The reader opens the document at its start, or not at all. Mend the fragment, or give the place that `id`.
    FRAGMENT_MISSING = "reference-fragment-missing", Some("RSC-012"), Error, URLS;
    /// A reference to a style sheet has a fragment.
    ///
    /// A style sheet applies as a whole. Remove the fragment.
    FRAGMENT_OF_STYLESHEET = "reference-fragment-of-stylesheet", Some("RSC-013"), Error, URLS;
    /// A fragment leads to something that cannot be used in this place.
    ///
    /// A link leads to a part of a document; `use` draws a part of an SVG. The target is neither.
    FRAGMENT_INCOMPATIBLE = "reference-fragment-incompatible", Some("RSC-014"), Error, URLS;
    /// An SVG `use` has no fragment.
    ///
    /// `use` draws the element that the fragment names. Add the fragment.
    USE_WITHOUT_FRAGMENT = "svg-use-without-fragment", Some("RSC-015"), Error, "https://www.w3.org/TR/SVG11/struct.html#UseElement";
    /// A picture that is no SVG is referred to with a fragment.
    ///
    /// Fragments only mean something in SVG pictures. Remove it.
    FRAGMENT_OF_PICTURE = "reference-fragment-of-picture", Some("RSC-009"), Warning, URLS;
    /// A link leads to a resource that is no content document.
    ///
    /// Reading systems open content documents; for others a fallback to one is needed. Link to a document that shows it.
    LINK_TO_FOREIGN = "link-to-foreign-resource", Some("RSC-010"), Error, FOREIGN;
    /// A link leads to a document that is not in the spine.
    ///
    /// Reading systems can only show what is in the spine. Add the document there, with `linear="no"` if it is an aside.
    LINK_OUTSIDE_SPINE = "link-target-outside-spine", Some("RSC-011"), Error, LINKED;
    /// A resource that has to be in the container is remote.
    ///
    /// Only sound, film and fonts may be remote. Put the file into the container.
    REMOTE_NOT_ALLOWED = "remote-resource-not-allowed", Some("RSC-006"), Error, REMOTE;
    /// A remote resource is not fetched over HTTPS.
    ///
    /// What is fetched over HTTP can be changed on its way, and is blocked by many systems. Write `https:`.
    REMOTE_NOT_HTTPS = "remote-resource-not-https", Some("RSC-031"), Warning, REMOTE;
    /// A URL leads to a file of the author's machine.
    ///
    /// No reader has that file. Put it into the container and refer to it by its relative path.
    FILE_URL = "file-url", Some("RSC-030"), Error, URLS;
    /// A `data:` URL stands where it is not allowed.
    ///
    /// Top-level documents and links must not be `data:` URLs. Put the data into a file of the container.
    DATA_URL = "data-url-not-allowed", Some("RSC-029"), Error, "https://www.w3.org/TR/epub-33/#sec-data-urls";
    /// A URL is not written as the URL standard wants it.
    ///
    /// Reading systems differ in what they make of it. Percent-encode what must not stand in a URL (a space is `%20`).
    URL_INVALID = "url-invalid", Some("RSC-020"), Error, URLS;
    /// A URL leads out of the container.
    ///
    /// Absolute paths, and more `..` than there are folders, lead nowhere. Write a path relative to the file it stands in.
    URL_LEAKS = "url-leaks", Some("RSC-026"), Error, URLS;
    /// A relative URL has a query.
    ///
    /// Files of a container do not take queries. Remove it.
    URL_QUERY = "url-query", Some("RSC-033"), Error, URLS;
    /// A resource of a foreign media type has no fallback.
    ///
    /// Reading systems need not support it. Name a `fallback` in its manifest item, or bring one in the document.
    FALLBACK_MISSING = "fallback-missing", Some("RSC-032"), Error, FOREIGN;
    /// The media type that an element says is not the one in the manifest.
    ///
    /// Reading systems choose by one or by the other, so readers see different things. Make them the same.
    TYPE_MISMATCH = "media-type-mismatch", Some("OPF-013"), Warning, MANIFEST;
    /// The `img` of a `picture` is of a foreign media type.
    ///
    /// It is the fallback of the other sources, so every reading system has to support it.
    PICTURE_IMAGE_FOREIGN = "picture-image-foreign", Some("MED-003"), Error, FOREIGN;
    /// A `source` of a `picture` with a foreign media type does not say its `type`.
    ///
    /// Without it reading systems cannot know that they have to take another source.
    PICTURE_SOURCE_TYPE = "picture-source-type-missing", Some("MED-007"), Error, FOREIGN;
    /// A link has a URL scheme that is not registered.
    ///
    /// Reading systems do not know what to do with it; it is often a mistake in writing.
    SCHEME_UNKNOWN = "link-scheme-unknown", Some("HTM-025"), Warning, "https://www.iana.org/assignments/uri-schemes/";
    /// A search key map leads to a document that is not in the spine.
    ///
    /// What is found has to be a place that can be read.
    SEARCH_KEY_OUTSIDE_SPINE = "search-key-outside-spine", Some("RSC-021"), Error, "http://idpf.org/epub/dict/epub-dict.html#sec-2.6";
}

/// Media fragments and pointers into documents: not identifiers. Those into SVG have a known form.
fn is_pointer(fragment: &str, is_svg: bool) -> bool {
    if is_svg && fragment.contains('(') {
        return super::overlays::is_svg_pointer(fragment);
    }
    fragment.contains(['=', '(']) || fragment.starts_with(":~:")
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    let judge = Judge::new(publication);
    let some = publication.references.par_chunks(AT_ONCE);
    let found: Vec<Findings> = some
        .map(|references| {
            let mut found = Findings::default();
            for reference in references {
                judge.reference(reference, &mut found);
            }
            found
        })
        .collect();
    found.into_iter().for_each(|found| findings.append(found));
}

/// How many references are judged in one go.
const AT_ONCE: usize = 256;

/// What is looked up for every reference.
struct Judge<'p> {
    publication: &'p Publication<'p>,
    version: Version,
    by_path: BTreeMap<&'p str, (&'p Package, &'p Item)>,
    by_url: BTreeMap<&'p str, &'p Item>,
    spine: BTreeSet<&'p str>,
}

impl<'p> Judge<'p> {
    fn new(publication: &'p Publication<'p>) -> Judge<'p> {
        let mut judge = Judge {
            publication,
            version: publication.version(),
            by_path: BTreeMap::new(),
            by_url: BTreeMap::new(),
            spine: BTreeSet::new(),
        };
        for package in &publication.packages {
            for item in &package.items {
                if let Some(path) = item.path.as_deref() {
                    judge.by_path.entry(path).or_insert((package, item));
                }
                if item.remote {
                    judge
                        .by_url
                        .entry(item.href.as_deref().unwrap_or("").trim())
                        .or_insert(item);
                }
            }
            let ids: BTreeSet<&str> = package
                .spine
                .iter()
                .map(|itemref| itemref.idref.as_str())
                .collect();
            judge.spine.extend(
                package
                    .items
                    .iter()
                    .filter(|i| ids.contains(i.id.as_str()))
                    .filter_map(|i| i.path.as_deref()),
            );
        }
        judge
    }

    fn reference(&self, reference: &Reference, findings: &mut Findings) {
        let mut found = Found {
            reference,
            findings,
        };
        let fault = url_syntax::fault(&reference.url);
        if let Some(fault) = &fault {
            found.add(
                &URL_INVALID,
                format!("'{}' is not a valid URL: {fault}", reference.url),
                "write it as the URL standard wants it",
            );
        }
        if reference.kind == Kind::Related {
            return;
        }
        match &reference.target {
            Target::Data { media_type } => self.data(media_type, &mut found),
            Target::Remote { scheme, url } => self.remote(scheme, url, fault.is_some(), &mut found),
            Target::Local {
                path,
                fragment,
                query,
                leaks,
            } => {
                if *leaks {
                    found.add(
                        &URL_LEAKS,
                        format!("the URL '{}' leads out of the container", reference.url),
                        "write a relative path that stays inside",
                    );
                }
                if *query {
                    found.add(
                        &URL_QUERY,
                        format!("the relative URL '{}' has a query", reference.url),
                        "remove the query",
                    );
                }
                self.local(path, fragment.as_deref(), &mut found);
            }
        }
    }

    fn data(&self, media_type: &str, found: &mut Found<'_>) {
        if found.reference.is_hyperlink() {
            found.add(
                &DATA_URL,
                "a link is a 'data:' URL".to_owned(),
                "put the data into a file of the container",
            );
            if is_content_document(media_type, self.version) || media_type == "text/html" {
                found.add(
                    &LINK_OUTSIDE_SPINE,
                    "the target of the link, a 'data:' URL, is not in the spine".to_owned(),
                    "put the document into the spine",
                );
            } else {
                found.add(
                    &LINK_TO_FOREIGN,
                    format!("the link leads to a resource of type '{media_type}'"),
                    "link to a content document",
                );
            }
        } else {
            self.foreign("data URL", media_type, None, found);
        }
    }

    fn remote(&self, scheme: &str, url: &str, faulty: bool, found: &mut Found<'_>) {
        if scheme == "file" {
            found.add(
                &FILE_URL,
                format!("'{url}' is a file URL"),
                "put the file into the container",
            );
        }
        if !found.reference.is_embedded() {
            let a_link = found.reference.kind == Kind::Hyperlink;
            if a_link && !super::uri_schemes::is_registered(scheme) {
                found.add(
                    &SCHEME_UNKNOWN,
                    format!("the scheme '{scheme}' of the link '{url}' is not registered"),
                    "check the address",
                );
            }
            if found.reference.kind == Kind::Cite && scheme == "http" {
                found.not_https(url);
            }
            return;
        }
        if faulty {
            return;
        }
        let item = self
            .by_url
            .get(url.split('#').next().unwrap_or(url))
            .copied();
        let media_type = item.map(Item::media_type).unwrap_or("");
        let may_be_remote = matches!(
            found.reference.kind,
            Kind::Audio | Kind::OverlayAudio | Kind::Video | Kind::Font
        );
        if let Some(item) = item {
            self.foreign(url, media_type, Some(item), found);
        }
        if !may_be_remote {
            found.add(
                &REMOTE_NOT_ALLOWED,
                format!("the resource '{url}' is remote, which is not allowed in this place"),
                "put the file into the container",
            );
            return;
        }
        if scheme == "file" {
            return;
        }
        if scheme == "http" {
            found.not_https(url);
        }
        if item.is_none() {
            found.add(
                &TARGET_UNDECLARED,
                format!("the remote resource '{url}' is not in the manifest"),
                "add a manifest item with its address",
            );
        }
    }

    fn local(&self, path: &str, fragment: Option<&str>, found: &mut Found<'_>) {
        let kind = found.reference.kind;
        // An empty fragment leads to the top of a document; of a picture it means as little as any other.
        let is_picture = matches!(kind, Kind::Image | Kind::PictureImage | Kind::PictureSource);
        let fragment = fragment.filter(|f| !f.is_empty() || is_picture);
        let item = self.by_path.get(path).copied();
        if fragment.is_some() && kind == Kind::Stylesheet {
            found.add(
                &FRAGMENT_OF_STYLESHEET,
                format!(
                    "the reference '{}' to a style sheet has a fragment",
                    found.reference.url
                ),
                "remove the fragment",
            );
            return;
        }
        if fragment.is_none() && kind == Kind::SvgUse {
            found.add(
                &USE_WITHOUT_FRAGMENT,
                format!(
                    "'{}' has no fragment, and 'use' needs one",
                    found.reference.url
                ),
                "name the element to draw",
            );
            return;
        }
        let Some((package, item)) = item else {
            let exists = self.publication.container.contains(path);
            let is_itself = path == found.reference.source.as_ref();
            if !exists {
                found.add(
                    &TARGET_MISSING,
                    format!("the file '{path}' is not in the container"),
                    "mend the path, or add the file",
                );
            } else if !is_itself && fragment.is_some() {
                // Without an item the document is not read, so no fragment of it is known.
                found.add(
                    &TARGET_MISSING,
                    format!(
                        "the file '{path}' is not in the manifest, so its fragments lead nowhere"
                    ),
                    "add a manifest item for it",
                );
            } else if !is_itself {
                found.add(
                    &TARGET_UNDECLARED,
                    format!("the file '{path}' is not in the manifest"),
                    "add a manifest item for it",
                );
            }
            return;
        };
        if !self.publication.container.contains(path) {
            return;
        }
        if found.reference.is_hyperlink() {
            self.hyperlink(package, item, path, found);
        } else {
            self.foreign(path, item.media_type(), Some(item), found);
        }
        if let Some(fragment) = fragment {
            self.fragment(item, path, fragment, found);
        }
    }

    fn hyperlink(&self, package: &Package, item: &Item, path: &str, found: &mut Found<'_>) {
        let kind = found.reference.kind;
        if kind == Kind::SearchKey {
            if !self.spine.contains(path) {
                found.add(
                    &SEARCH_KEY_OUTSIDE_SPINE,
                    format!("the search key leads to '{path}', which is not in the spine"),
                    "lead to a content document of the spine",
                );
            }
            return;
        }
        if !self.shows_as_document(package, item) {
            let message = format!(
                "the link leads to '{path}' of type '{}', which is no content document",
                item.media_type()
            );
            found.add(
                &LINK_TO_FOREIGN,
                message,
                "link to a content document, or give the item a fallback to one",
            );
        } else if !self.spine.contains(path) {
            found.add(
                &LINK_OUTSIDE_SPINE,
                format!("the link leads to '{path}', which is not in the spine"),
                "add it to the spine",
            );
        }
    }

    /// Whether the item, or an item of its fallback chain, is a content document.
    fn shows_as_document(&self, package: &Package, item: &Item) -> bool {
        let chain = super::fallbacks::chain(package, item);
        std::iter::once(item).chain(chain).any(|i| {
            is_content_document(i.media_type(), self.version)
                || is_deprecated_document(i.media_type())
                || i.is_passed_over()
        })
    }

    fn foreign(&self, name: &str, media_type: &str, item: Option<&Item>, found: &mut Found<'_>) {
        let reference = found.reference;
        if let (Some(said), true) = (&reference.media_type, !media_type.is_empty()) {
            let is_picture_source = reference.kind == Kind::PictureSource;
            let foreign = !is_core(media_type, self.version) || !media_type.starts_with("image/");
            if is_picture_source && said.is_empty() && foreign {
                found.add(
                    &PICTURE_SOURCE_TYPE,
                    format!("the source '{name}' of type '{media_type}' does not say its type"),
                    "add the 'type' attribute",
                );
            } else if !same_type(said, media_type) {
                let message = format!(
                    "'{name}' is said to be of type '{said}', and is '{media_type}' in the manifest"
                );
                found.add(&TYPE_MISMATCH, message, "make the two types the same");
                return;
            }
        }
        if reference.kind == Kind::PictureImage
            && !(media_type.starts_with("image/") && is_core(media_type, self.version))
        {
            found.add(
                &PICTURE_IMAGE_FOREIGN,
                format!("the picture '{name}' is of the foreign type '{media_type}'"),
                "use a core media type",
            );
            return;
        }
        use Kind as K;
        let needs = matches!(
            reference.kind,
            K::Image | K::Audio | K::Video | K::Frame | K::Object | K::Script
        );
        let exempt = reference.own_fallback
            || is_core(media_type, self.version)
            || is_font(media_type)
            || media_type.starts_with("video/")
            || item
                .is_some_and(|item| item.remote && !matches!(reference.kind, K::Audio | K::Video));
        let fallback = item.is_some_and(|item| {
            let package = self
                .publication
                .packages
                .iter()
                .find(|p| p.items.iter().any(|i| std::ptr::eq(i, item)));
            package.is_some_and(|p| {
                super::fallbacks::chain(p, item).any(|i| is_core(i.media_type(), self.version))
            })
        });
        if needs && !exempt && !fallback {
            let message =
                format!("the foreign resource '{name}' of type '{media_type}' has no fallback");
            found.add(
                &FALLBACK_MISSING,
                message,
                "give its manifest item a fallback, or use a core media type",
            );
        }
    }

    fn fragment(&self, item: &Item, path: &str, fragment: &str, found: &mut Found<'_>) {
        let reference = found.reference;
        let is_svg = item.media_type() == "image/svg+xml";
        let is_image = matches!(
            reference.kind,
            Kind::Image | Kind::PictureImage | Kind::PictureSource
        );
        if is_image && !is_svg {
            found.add(
                &FRAGMENT_OF_PICTURE,
                format!("the picture '{path}' is referred to with a fragment"),
                "remove the fragment",
            );
            return;
        }
        if is_pointer(fragment, is_svg) {
            return;
        }
        let facts = self
            .publication
            .documents
            .get(path)
            .filter(|_| is_svg || is_document(item.media_type(), self.version));
        let decoded = || super::publication::url::percent_decode(fragment);
        let anchor = facts.and_then(|f| f.ids.get(fragment).or_else(|| f.ids.get(&decoded())));
        let element = anchor.map(|anchor| &anchor.element);
        let incompatible = |found: &mut Found<'_>| {
            let message = format!(
                "the fragment '{fragment}' of '{path}' leads to nothing that can be used here"
            );
            found.add(
                &FRAGMENT_INCOMPATIBLE,
                message,
                "lead to a part of a document",
            );
        };
        match (facts, element) {
            (None, _) if is_document(item.media_type(), self.version) => {
                let message = format!(
                    "the fragment '{fragment}' cannot be found in '{path}', which is not readable"
                );
                found.add(&FRAGMENT_MISSING, message, "mend the document");
            }
            (None, _) if reference.is_hyperlink() || reference.kind == Kind::SvgUse => {
                incompatible(found)
            }
            (None, _) => {}
            // What could not be opened is reported once, and not for all that leads to it.
            (Some(facts), None) if !facts.read => {}
            (Some(_), None) => {
                found.add(
                    &FRAGMENT_MISSING,
                    format!("the fragment '{fragment}' is not in '{path}'"),
                    "mend the fragment, or give its target that id",
                );
            }
            (Some(_), Some(element)) => {
                let drawn = matches!(
                    element.as_str(),
                    "svg:symbol"
                        | "svg:linearGradient"
                        | "svg:radialGradient"
                        | "svg:pattern"
                        | "svg:clipPath"
                );
                if drawn && reference.is_hyperlink() {
                    incompatible(found);
                }
            }
        }
    }
}

/// Types that stand for documents although they should not be used.
fn is_deprecated_document(media_type: &str) -> bool {
    matches!(media_type, "text/x-oeb1-document" | "text/html")
}

fn is_document(media_type: &str, version: Version) -> bool {
    media_type == "text/html" && version == Version::Two
        || matches!(
            media_type,
            "application/xhtml+xml" | "application/x-dtbook+xml" | "text/x-oeb1-document"
        )
}

fn same_type(said: &str, declared: &str) -> bool {
    let bare = |text: &str| {
        text.split(';')
            .next()
            .unwrap_or("")
            .trim()
            .to_ascii_lowercase()
    };
    bare(said) == bare(declared)
}

/// A reference and where its findings go.
struct Found<'f> {
    reference: &'f Reference,
    findings: &'f mut Findings,
}

impl Found<'_> {
    fn not_https(&mut self, url: &str) {
        self.add(
            &REMOTE_NOT_HTTPS,
            format!("the remote resource '{url}' is not fetched over HTTPS"),
            "write 'https:'",
        );
    }

    fn add(&mut self, rule: &'static crate::report::Rule, message: String, hint: &str) {
        let (line, column) = self.reference.position;
        let place = Location::at(self.reference.source.as_ref(), line, column);
        self.findings
            .add(Diagnostic::new(rule, message).at(place).hint(hint));
    }
}
