//! The manifest (EPUB 3.3, section 5.6): its items, their files, types and properties.

use std::collections::{BTreeMap, BTreeSet};

use super::media_types::is_font;
use super::publication::url::{self, Target};
use super::publication::{Item, Package, Publication, ReferenceKind, Version, url_syntax};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule, Severity};

pub(super) static FAMILY: Family = Family {
    name: "manifest",
    about: "manifest items: files, media types, properties",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const ITEM: &str = "https://www.w3.org/TR/epub-33/#sec-item-elem";
const PROPERTIES: &str = "https://www.w3.org/TR/epub-33/#sec-item-resource-properties";
const MANIFEST: &str = "https://www.w3.org/TR/epub-33/#sec-manifest-elem";

crate::rules! {
    /// The file of a manifest item is not in the container.
    ///
    /// Reading systems show a gap, or refuse the publication. Add the file, or remove the item.
    FILE_MISSING = "item-file-missing", Some("RSC-001"), Error, ITEM;
    /// Two manifest items have the same file.
    ///
    /// A file has one item; what it is must not be said twice. Remove one of them.
    FILE_TWICE = "item-file-twice", Some("OPF-074"), Error, ITEM;
    /// The `href` of a manifest item has a fragment.
    ///
    /// An item stands for a whole file. Remove the fragment.
    HREF_FRAGMENT = "item-href-fragment", Some("OPF-091"), Error, ITEM;
    /// The `href` of a manifest item is not a valid URL.
    ///
    /// Percent-encode what must not stand in a URL (a space is `%20`), and separate folders by `/`.
    HREF_INVALID = "item-href-invalid", Some("RSC-020"), Error, ITEM;
    /// The `href` of a manifest item leads out of the container.
    ///
    /// Write a path relative to the package document that stays inside of the container.
    HREF_LEAKS = "item-href-leaks", Some("RSC-026"), Error, ITEM;
    /// The `href` of a manifest item has a query.
    ///
    /// Files of a container do not take queries. Remove it.
    HREF_QUERY = "item-href-query", Some("RSC-033"), Error, ITEM;
    /// The `href` of a manifest item is a `file:` URL.
    ///
    /// No reader has that file. Put it into the container and write its relative path.
    HREF_FILE_URL = "item-href-file-url", Some("RSC-030"), Error, ITEM;
    /// The `href` of a manifest item is a `data:` URL.
    ///
    /// Put the data into a file of the container.
    HREF_DATA_URL = "item-href-data-url", Some("RSC-029"), Error, "https://www.w3.org/TR/epub-33/#sec-data-urls";
    /// A manifest item that has to be in the container is remote.
    ///
    /// Only sound, film and fonts may be remote, and what scripts fetch. Put the file into the container.
    REMOTE = "item-remote-not-allowed", Some("RSC-006"), Error, "https://www.w3.org/TR/epub-33/#sec-resource-locations";
    /// A publication resource is in the folder `META-INF`.
    ///
    /// The folder is for files about the container. Move the resource to another folder.
    IN_META_INF = "item-in-meta-inf", Some("PKG-025"), Error, "https://www.w3.org/TR/epub-33/#sec-container-metainf";
    /// The package document lists itself in its manifest.
    ///
    /// The manifest lists the resources, not the package document. Remove the item.
    ITSELF = "item-is-package-document", Some("OPF-099"), Error, MANIFEST;
    /// A property of a manifest item is not defined.
    ///
    /// Reading systems ignore it; it is often misspelt, or a property of the spine.
    PROPERTY_UNKNOWN = "item-property-unknown", Some("OPF-027"), Error, PROPERTIES;
    /// A property of a manifest item does not go with its media type.
    ///
    /// `nav` is for an XHTML document, `cover-image` for a picture, and so on.
    PROPERTY_TYPE = "item-property-media-type", Some("OPF-012"), Error, PROPERTIES;
    /// An XHTML document of an EPUB 2 publication is declared as `text/html`.
    ///
    /// Reading systems then may not take it for a document of the publication. Write `application/xhtml+xml`.
    TYPE_HTML = "item-media-type-html", Some("OPF-035"), Warning, "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.3";
    /// A media type of OEB 1.2 that has gone out of use.
    ///
    /// Write `text/css` for style sheets and `application/xhtml+xml` for documents.
    TYPE_DEPRECATED = "item-media-type-deprecated", Some("OPF-037"), Warning, "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.3";
    /// The manifest must name exactly one navigation document.
    ///
    /// It is where readers get the table of contents from. Give one XHTML item the property `nav`.
    NAV_COUNT = "manifest-nav-count", Some("RSC-005"), Error, "https://www.w3.org/TR/epub-33/#sec-nav-prop";
    /// The navigation document is not XHTML.
    ///
    /// Only an XHTML content document can be the navigation document.
    NAV_TYPE = "manifest-nav-media-type", Some("RSC-005"), Error, "https://www.w3.org/TR/epub-33/#sec-nav-prop";
    /// More than one item is the cover picture.
    ///
    /// Leave the property `cover-image` at one of them.
    COVER_COUNT = "manifest-cover-image-count", Some("RSC-005"), Error, "https://www.w3.org/TR/epub-33/#sec-cover-image";
    /// More than one item is a data navigation document.
    ///
    /// Leave the property `data-nav` at one of them.
    DATA_NAV_COUNT = "manifest-data-nav-count", Some("RSC-005"), Error, "http://idpf.org/epub/renditions/region-nav/#sec-3.2";
}

/// The properties of items and the media types that they go with (none named: any).
static ITEM_PROPERTIES: &[(&str, &[&str])] = &[
    ("cover-image", &["image/"]),
    ("data-nav", &["application/xhtml+xml"]),
    ("dictionary", &["application/vnd.epub.search-key-map+xml"]),
    (
        "glossary",
        &[
            "application/vnd.epub.search-key-map+xml",
            "application/xhtml+xml",
        ],
    ),
    ("index", &["application/xhtml+xml"]),
    ("mathml", &["application/xhtml+xml"]),
    ("nav", &["application/xhtml+xml"]),
    (
        "remote-resources",
        &[
            "application/xhtml+xml",
            "image/svg+xml",
            "text/css",
            "application/smil+xml",
        ],
    ),
    ("scripted", &["application/xhtml+xml", "image/svg+xml"]),
    (
        "search-key-map",
        &["application/vnd.epub.search-key-map+xml"],
    ),
    ("svg", &["application/xhtml+xml"]),
    ("switch", &["application/xhtml+xml"]),
];

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    for package in &publication.packages {
        let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
        for item in &package.items {
            let mut judge = Judge {
                publication,
                package,
                item,
                findings,
            };
            judge.href();
            judge.file();
            judge.properties();
            judge.deprecated_type();
            if let Some(path) = item.path.as_deref()
                && seen.insert(path, ()).is_some()
            {
                judge.add(
                    &FILE_TWICE,
                    format!("the file '{path}' has a manifest item already"),
                    "remove one of the two items",
                );
            }
        }
        if package.version() == Version::Three && package.complete {
            counts(package, findings);
        }
    }
}

struct Judge<'j> {
    publication: &'j Publication<'j>,
    package: &'j Package,
    item: &'j Item,
    findings: &'j mut Findings,
}

impl Judge<'_> {
    fn add(&mut self, rule: &'static Rule, message: String, hint: &str) {
        let place = Location::at(
            self.package.path.as_str(),
            self.item.position.0,
            self.item.position.1,
        );
        self.findings
            .add(Diagnostic::new(rule, message).at(place).hint(hint));
    }

    fn add_as(&mut self, severity: Severity, rule: &'static Rule, message: String, hint: &str) {
        let place = Location::at(
            self.package.path.as_str(),
            self.item.position.0,
            self.item.position.1,
        );
        self.findings.add(Diagnostic {
            severity,
            ..Diagnostic::new(rule, message).at(place).hint(hint)
        });
    }

    /// The reference implementation takes no offence where a remote link stands in the metadata; so it is only noted.
    fn leak_severity(&self) -> Severity {
        let remote = |href: &str| {
            matches!(
                url::resolve(&self.package.path, href),
                Target::Remote { .. }
            )
        };
        let links = self.package.metadata.iter().filter(|m| m.name == "link");
        let masked = links.filter_map(|link| link.attribute("href")).any(remote);
        if masked {
            Severity::Note
        } else {
            Severity::Error
        }
    }

    fn href(&mut self) {
        let Some(href) = self.item.href.as_deref() else {
            return;
        };
        if let Some(fault) = url_syntax::fault(href) {
            self.add(
                &HREF_INVALID,
                format!(
                    "the href '{href}' of item '{}' is not a valid URL: {fault}",
                    self.item.id
                ),
                "mend the URL",
            );
        }
        match url::resolve(&self.package.path, href) {
            Target::Data { .. } => self.add(
                &HREF_DATA_URL,
                format!("item '{}' is a 'data:' URL", self.item.id),
                "put the data into a file",
            ),
            Target::Remote { scheme, .. } if scheme == "file" => {
                self.add(
                    &HREF_FILE_URL,
                    format!("the href '{href}' of item '{}' is a file URL", self.item.id),
                    "put the file into the container",
                );
                self.remote(href);
            }
            Target::Remote { .. } => self.remote(href),
            Target::Local {
                fragment,
                query,
                leaks,
                path,
            } => {
                if fragment.is_some() {
                    self.add(
                        &HREF_FRAGMENT,
                        format!(
                            "the href '{href}' of item '{}' has a fragment",
                            self.item.id
                        ),
                        "remove the fragment",
                    );
                }
                if query {
                    self.add(
                        &HREF_QUERY,
                        format!("the href '{href}' of item '{}' has a query", self.item.id),
                        "remove the query",
                    );
                }
                if leaks {
                    let severity = self.leak_severity();
                    self.add_as(
                        severity,
                        &HREF_LEAKS,
                        format!(
                            "the href '{href}' of item '{}' leads out of the container",
                            self.item.id
                        ),
                        "write a relative path",
                    );
                }
                if path.starts_with("META-INF/") {
                    self.add(
                        &IN_META_INF,
                        format!("the resource '{path}' is in the folder 'META-INF'"),
                        "move it to another folder",
                    );
                }
                if path == self.package.path {
                    self.add(
                        &ITSELF,
                        "the package document lists itself in its manifest".to_owned(),
                        "remove the item",
                    );
                }
            }
        }
    }

    /// A remote item may be sound, film, a font, or what a script fetches; what documents embed is judged there.
    fn remote(&mut self, href: &str) {
        let kind = self.item.media_type();
        let allowed = kind.starts_with("audio/")
            || kind.starts_with("video/")
            || is_font(kind)
            || kind == "application/x-shockwave-flash";
        let mut used = self
            .publication
            .references
            .iter()
            .filter(|r| r.is_embedded());
        let is_embedded = used.any(|r| matches!(&r.target, Target::Remote { url, .. } if url.split('#').next() == Some(href.trim())));
        let by_script = self
            .publication
            .documents
            .values()
            .any(|facts| facts.uses.scripted);
        let three = self.package.version() == Version::Three;
        if three && !allowed && !is_embedded && !by_script {
            self.add(
                &REMOTE,
                format!("item '{}' of type '{kind}' is remote", self.item.id),
                "put the file into the container",
            );
        }
    }

    fn file(&mut self) {
        let Some(path) = self.item.path.as_deref() else {
            return;
        };
        if !self.publication.container.contains(path) {
            let message = format!(
                "the file '{path}' of item '{}' is not in the container",
                self.item.id
            );
            self.findings.add(
                Diagnostic::new(&FILE_MISSING, message)
                    .at(Location::file(path))
                    .hint("add the file, or remove the item"),
            );
        }
    }

    fn properties(&mut self) {
        if self.package.version() == Version::Two {
            return;
        }
        for property in &self.item.properties {
            // What has a prefix is judged with the vocabularies.
            if property.contains(':') {
                continue;
            }
            let Some((_, types)) = ITEM_PROPERTIES.iter().find(|(name, _)| name == property) else {
                self.add(
                    &PROPERTY_UNKNOWN,
                    format!(
                        "the property '{property}' of item '{}' is not defined",
                        self.item.id
                    ),
                    "remove it, or mend its spelling",
                );
                continue;
            };
            let kind = self.item.media_type();
            if !kind.is_empty()
                && !types
                    .iter()
                    .any(|t| kind == *t || t.ends_with('/') && kind.starts_with(t))
            {
                let message = format!(
                    "the property '{property}' of item '{}' does not go with the media type '{kind}'",
                    self.item.id
                );
                self.add(
                    &PROPERTY_TYPE,
                    message,
                    "remove the property, or put it where it belongs",
                );
            }
        }
    }

    fn deprecated_type(&mut self) {
        if self.package.version() == Version::Three {
            return;
        }
        let kind = self.item.media_type();
        match kind {
            "text/html" => self.add(
                &TYPE_HTML,
                format!("item '{}' has the media type 'text/html'", self.item.id),
                "write 'application/xhtml+xml'",
            ),
            "text/x-oeb1-document" | "text/x-oeb1-css" => {
                self.add(
                    &TYPE_DEPRECATED,
                    format!(
                        "item '{}' has the deprecated media type '{kind}'",
                        self.item.id
                    ),
                    "write the type that is in use now",
                );
            }
            _ => {}
        }
    }
}

fn counts(package: &Package, findings: &mut Findings) {
    let with = |name: &'static str| {
        package
            .items
            .iter()
            .filter(move |item| item.has_property(name))
    };
    let place = package.manifest_position.map_or_else(
        || Location::file(package.path.as_str()),
        |(line, column)| Location::at(package.path.as_str(), line, column),
    );
    let navs = with("nav").count();
    if navs != 1 {
        let message = format!("{navs} manifest items have the property 'nav'");
        findings.add(
            Diagnostic::new(&NAV_COUNT, message)
                .at(place.clone())
                .hint("give it to exactly one XHTML item"),
        );
    }
    for item in with("nav").filter(|i| i.media_type() != "application/xhtml+xml") {
        let message = format!(
            "the navigation document '{}' has the media type '{}'",
            item.id,
            item.media_type()
        );
        let place = Location::at(package.path.as_str(), item.position.0, item.position.1);
        findings.add(
            Diagnostic::new(&NAV_TYPE, message)
                .at(place)
                .hint("it has to be 'application/xhtml+xml'"),
        );
    }
    for (name, rule) in [("cover-image", &COVER_COUNT), ("data-nav", &DATA_NAV_COUNT)] {
        let count = with(name).count();
        if count > 1 {
            let message = format!("{count} manifest items have the property '{name}'");
            findings.add(
                Diagnostic::new(rule, message)
                    .at(place.clone())
                    .hint("leave it at one of them"),
            );
        }
    }
}

/// Files that references reach, for what must be reachable.
pub(super) fn hyperlinked<'p>(publication: &'p Publication<'_>) -> BTreeSet<&'p str> {
    let links = publication
        .references
        .iter()
        .filter(|r| r.is_hyperlink() && r.kind != ReferenceKind::SearchKey);
    links
        .filter_map(|r| match &r.target {
            Target::Local { path, .. } => Some(path.as_str()),
            _ => None,
        })
        .collect()
}
