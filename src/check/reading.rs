//! Reading the files of a publication, each once: what cannot be read, is not well-formed or in the wrong encoding.
//!
//! This family drives the others: it opens the container, finds the package documents, reads every document of the
//! manifest in parallel, shows it to all families while it is in memory, and last shows them the publication.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::publication::{
    Anchor, Container, Document, DocumentFacts, DocumentKind, Encoding, Item, Package, Publication,
    ReadFault, Stylesheet, Uses, Version, ZipFault, decode_xml, url, xml,
};
use super::{CheckOptions, FAMILIES, Family, Findings, Look, container};
use crate::epub::Entry;
use crate::limits::LIMITS_HINT;
use crate::report::{Diagnostic, Location};

pub(super) static FAMILY: Family = Family {
    name: "reading",
    about: "files that can be read: whole, well-formed, in UTF-8",
    rules: RULES,
    looks: &[],
};

crate::rules! {
    /// An XML document is not well-formed.
    ///
    /// Reading systems use a strict parser: at the first fault the page shows an error, or nothing. Mend the place
    /// named; the fault is often a little before it (a tag left open, a bare `&`).
    NOT_WELL_FORMED = "xml-not-well-formed", Some("RSC-016"), Fatal, "https://www.w3.org/TR/epub-33/#sec-xml-constraints";
    /// An XML document is in UTF-16.
    ///
    /// It is allowed, and rare enough that not every reading system and tool copes. Save the file as UTF-8.
    UTF16 = "xml-utf16", Some("RSC-027"), Warning, "https://www.w3.org/TR/epub-33/#sec-xml-constraints";
    /// An XML document is neither in UTF-8 nor in UTF-16.
    ///
    /// Publication resources in XML must be encoded in one of the two. Save the file as UTF-8 and declare that.
    ENCODING = "xml-encoding", Some("RSC-028"), Error, "https://www.w3.org/TR/epub-33/#sec-xml-constraints";
    /// An XHTML document is not in UTF-8.
    ///
    /// HTML has to be in UTF-8, whatever XML allows besides. Save the file as UTF-8.
    HTML_ENCODING = "xhtml-encoding", Some("HTM-058"), Error, "https://html.spec.whatwg.org/multipage/semantics.html#charset";
    /// A file of the container cannot be read.
    ///
    /// The bytes are not what the archive says of them: the archive is damaged, or the entry is packed by a method that
    /// EPUB does not allow. Pack the publication again.
    UNREADABLE = "file-unreadable", Some("PKG-008"), Fatal, "https://www.w3.org/TR/epub-33/#sec-zip-container-zipreqs";
    /// A file of the archive is encrypted, or packed by a method that EPUB does not allow.
    ///
    /// Reading systems know stored and deflated files only, and take the whole archive for broken. Pack it again.
    PACKED = "file-method-unknown", Some("PKG-027"), Fatal, "https://www.w3.org/TR/epub-33/#sec-zip-container-zipreqs";
    /// A file inflates to more than the limit.
    ///
    /// Files that grow a thousand times are not made by publishing tools but to bring programs down; reading stops there.
    TOO_LARGE = "file-too-large", Some("PKG-008"), Fatal, "https://www.w3.org/TR/epub-33/#sec-zip-container-zipreqs";
    /// The check sum of a file is another than the archive says.
    ///
    /// Bytes of it were changed after it was packed; some programs refuse to unpack it. Pack the publication again.
    CHECK_SUM = "file-check-sum", None, Note, "https://www.w3.org/TR/epub-33/#sec-zip-container-zipreqs";
    /// The container has no `META-INF/container.xml`.
    ///
    /// Without it no reading system finds the package document, so the publication cannot be opened.
    CONTAINER_FILE_MISSING = "container-file-missing", Some("RSC-002"), Fatal, "https://www.w3.org/TR/epub-33/#sec-container-metainf-container.xml";
    /// No `rootfile` of the container file is a package document.
    ///
    /// A `rootfile` with `media-type="application/oebps-package+xml"` names the package document.
    ROOTFILE_MISSING = "container-rootfile-missing", Some("RSC-003"), Error, "https://www.w3.org/TR/epub-33/#sec-container.xml-rootfile-elem";
    /// A `rootfile` has an empty `full-path`.
    ///
    /// The path leads to the package document, from the root of the container.
    ROOTFILE_PATH_EMPTY = "container-rootfile-path-empty", Some("OPF-017"), Error, "https://www.w3.org/TR/epub-33/#sec-container.xml-rootfile-elem";
    /// The path of a `rootfile` leads out of the container.
    ///
    /// It counts from the root of the container, without a slash before it. Remove the slash or the dots.
    ROOTFILE_PATH_LEAKS = "container-rootfile-path-leaks", Some("RSC-026"), Error, "https://www.w3.org/TR/epub-33/#sec-container.xml-rootfile-elem";
    /// A `rootfile` has no `full-path`.
    ///
    /// The path leads to the package document, from the root of the container.
    ROOTFILE_PATH_MISSING = "container-rootfile-path-missing", Some("OPF-016"), Error, "https://www.w3.org/TR/epub-33/#sec-container.xml-rootfile-elem";
    /// The package document says no version, or one that is not known.
    ///
    /// Reading systems choose by it how to read the publication. Write `version="3.0"` (or `2.0`).
    VERSION = "package-version", Some("OPF-001"), Error, "https://www.w3.org/TR/epub-33/#attrdef-package-version";
    /// The package document that the container names does not exist.
    ///
    /// The path in `full-path` counts from the root of the container, whatever folder the file that names it is in.
    PACKAGE_MISSING = "container-package-missing", Some("OPF-002"), Fatal, "https://www.w3.org/TR/epub-33/#sec-container.xml-rootfile-elem";
}

/// The bytes of an archive that holds its `mimetype`: fewer are no publication.
const SHORTEST: usize = 58;

const CONTAINER_FILE: &str = "META-INF/container.xml";

/// Checks a zip archive.
pub(super) fn check_zip(data: &[u8], options: &CheckOptions) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    match Container::from_zip(data, options.limits) {
        // What was put before an archive hides its first entry, by which it is known.
        Ok(_) if data.len() >= SHORTEST && !data.starts_with(b"PK") => {
            container::report_prefix(&mut findings);
        }
        Ok(container) => {
            // That everything is missing from an archive without files is the same fault.
            if data.len() < SHORTEST {
                container::report_short(data.len(), &mut findings);
            } else {
                check(container, options, &mut findings);
            }
        }
        Err(fault) => {
            if (1..SHORTEST).contains(&data.len()) {
                container::report_short(data.len(), &mut findings);
            }
            container::report_fault(fault, &mut findings);
        }
    }
    finish(findings)
}

/// The most entries that the directory of an archive counts in its 16 bits.
const MOST_ENTRIES: usize = 65_535;

/// Checks files that are not packed.
pub(super) fn check_entries(entries: &[Entry], options: &CheckOptions) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    if entries.len() > options.limits.entries().min(MOST_ENTRIES) {
        container::report_fault(ZipFault::TooManyEntries(entries.len()), &mut findings);
        return finish(findings);
    }
    check(
        Container::from_entries(entries, options.limits),
        options,
        &mut findings,
    );
    finish(findings)
}

/// Findings in the order of their places; findings at one place keep the order of the families.
pub(super) fn finish(findings: Findings) -> Vec<Diagnostic> {
    let mut list = findings.diagnostics;
    list.sort_by(|a, b| a.location.cmp(&b.location));
    // Two attributes of one element may well lead to the same missing file: that is one fault.
    list.dedup_by(|a, b| a.rule == b.rule && a.location == b.location && a.message == b.message);
    list
}

fn check(container: Container<'_>, options: &CheckOptions, findings: &mut Findings) {
    let mut publication = Publication {
        container,
        options,
        encrypted: BTreeSet::new(),
        packages: Vec::new(),
        documents: BTreeMap::new(),
        references: Vec::new(),
    };
    let mut paths = root_files(&publication, findings);
    paths.retain(|path| match read_package(&publication, path, findings) {
        Reading::Package(package) => {
            publication.packages.push(*package);
            true
        }
        Reading::Malformed => true,
        Reading::Refused => false,
    });
    publication.encrypted = encrypted(&publication);
    let jobs = jobs(&publication, &paths);
    let done: Vec<_> = jobs.par_iter().map(|job| job.run(&publication)).collect();
    let mut facts = BTreeMap::new();
    for (job, (fact, found)) in jobs.iter().zip(done) {
        findings.append(found);
        facts.insert(job.path.to_owned(), fact);
    }
    drop(jobs);
    publication.documents = facts;
    publication.references = std::mem::take(&mut findings.references);
    let looks = FAMILIES.iter().flat_map(|family| family.looks);
    let looks: Vec<_> = looks
        .filter_map(|look| match look {
            Look::Publication(look) => Some(look),
            _ => None,
        })
        .collect();
    let found: Vec<Findings> = looks
        .par_iter()
        .with_max_len(1)
        .map(|look| {
            let mut found = Findings::default();
            look(&publication, &mut found);
            found
        })
        .collect();
    found.into_iter().for_each(|found| findings.append(found));
}

/// The files that are encrypted or obfuscated.
fn encrypted(publication: &Publication<'_>) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    if publication.container.contains("META-INF/encryption.xml") {
        with_tree(
            publication,
            "META-INF/encryption.xml",
            &mut Findings::default(),
            |tree, _| {
                let references = tree
                    .elements()
                    .filter(|n| n.is(xml::ns::ENC, "CipherReference"));
                let files = references.filter_map(|n| n.attribute("URI"));
                paths.extend(files.map(|uri| url::percent_decode(uri.trim_start_matches('/'))));
            },
        );
    }
    paths
}

/// The paths of the package documents that the container file names.
fn root_files(publication: &Publication<'_>, findings: &mut Findings) -> Vec<String> {
    if !publication.container.contains(CONTAINER_FILE) {
        let hint = "add META-INF/container.xml with a rootfile that names the package document";
        findings.add(
            Diagnostic::new(
                &CONTAINER_FILE_MISSING,
                "the container has no 'META-INF/container.xml'",
            )
            .hint(hint),
        );
        return Vec::new();
    }
    let mut paths = Vec::new();
    let mut leaks = false;
    let mut quiet = Findings::default();
    with_tree(publication, CONTAINER_FILE, &mut quiet, |tree, _| {
        for node in tree
            .elements()
            .filter(|n| n.is(xml::ns::CONTAINER, "rootfile"))
        {
            let (line, column) = node.position();
            let place = Location::at(CONTAINER_FILE, line, column);
            let is_package = node
                .attribute("media-type")
                .is_some_and(|t| t.trim() == "application/oebps-package+xml");
            match node.attribute("full-path").map(str::trim) {
                None => findings.add(
                    Diagnostic::new(&ROOTFILE_PATH_MISSING, "a rootfile has no 'full-path'")
                        .at(place),
                ),
                Some("") => findings.add(
                    Diagnostic::new(
                        &ROOTFILE_PATH_EMPTY,
                        "the 'full-path' of a rootfile is empty",
                    )
                    .at(place),
                ),
                Some(path) if is_package => match url::resolve("", path) {
                    url::Target::Local { leaks: true, .. } => {
                        leaks = true;
                        let message = format!("the path '{path}' leads out of the container");
                        findings.add(Diagnostic::new(&ROOTFILE_PATH_LEAKS, message).at(place));
                    }
                    url::Target::Local { path, .. } if !paths.contains(&path) => paths.push(path),
                    _ => {}
                },
                Some(_) => {}
            }
        }
    });
    if paths.is_empty() && !leaks {
        let message = "no rootfile with media type 'application/oebps-package+xml'";
        findings
            .add(Diagnostic::new(&ROOTFILE_MISSING, message).at(Location::file(CONTAINER_FILE)));
    }
    paths
}

/// What came of reading a package document.
enum Reading {
    /// It can be checked.
    Package(Box<Package>),
    /// It is only reported as malformed.
    Malformed,
    /// It is not there, or of no version that is known; nothing more is said of it.
    Refused,
}

fn read_package(publication: &Publication<'_>, path: &str, findings: &mut Findings) -> Reading {
    if !publication.container.contains(path) {
        let message = format!("the package document '{path}' is not in the container");
        findings.add(Diagnostic::new(&PACKAGE_MISSING, message).at(Location::file(CONTAINER_FILE)));
        return Reading::Refused;
    }
    let mut package = None;
    let mut malformed = false;
    with_tree(
        publication,
        path,
        &mut Findings::default(),
        |tree, fault| {
            malformed = fault.is_some();
            if fault.is_none() || tree.root().is_some() {
                let mut read = Package::read(path, tree);
                read.complete = fault.is_none();
                package = Some(read);
            }
            // A first look at version and metadata meets the same fault.
            let metadata = tree.elements().find(|n| n.is(xml::ns::OPF, "metadata"));
            if let Some(fault) = fault.filter(|_| metadata.is_none_or(|m| !m.is_closed())) {
                findings.add(
                    Diagnostic::new(&NOT_WELL_FORMED, fault.message.clone())
                        .at(Location::file(path)),
                );
            }
        },
    );
    let version = package.as_ref().and_then(|p| p.version_text.as_deref());
    let known = matches!(version, Some("2.0" | "3.0"));
    if !known {
        let message = match version {
            Some(version) => format!("the version '{version}' is not known"),
            None => "the package document says no version".to_owned(),
        };
        findings.add(
            Diagnostic::new(&VERSION, message)
                .at(Location::file(path))
                .hint("write version=\"3.0\""),
        );
        return if malformed {
            Reading::Malformed
        } else {
            Reading::Refused
        };
    }
    package.map_or(Reading::Refused, |package| {
        Reading::Package(Box::new(package))
    })
}

/// Lends the tree of a file once more, in silence: for the few files that families look up by themselves.
pub(super) fn lend_tree(
    publication: &Publication<'_>,
    path: &str,
    lend: impl FnOnce(&xml::Tree<'_>),
) {
    if publication.container.contains(path) {
        with_tree(publication, path, &mut Findings::default(), |tree, _| {
            lend(tree)
        });
    }
}

/// Reads a file into a tree and lends it; what keeps it from being read is a finding.
fn with_tree(
    publication: &Publication<'_>,
    path: &str,
    findings: &mut Findings,
    lend: impl FnOnce(&xml::Tree<'_>, Option<&xml::Fault>),
) {
    let data = match publication.container.read(path) {
        Ok(data) if data.len() <= publication.container.limits.text() => data,
        Ok(_) => return findings.add(unreadable(path, ReadFault::TooLarge)),
        Err(fault) => return findings.add(unreadable(path, fault)),
    };
    report_sum(publication, path, &data, findings);
    let decoded = decode_xml(&data);
    let is_html = publication
        .item_at(path)
        .is_some_and(|i| i.media_type() == "application/xhtml+xml");
    report_encoding(path, &decoded.encoding, is_html, findings);
    let unknown = matches!(decoded.encoding, Encoding::Unknown(_));
    let text = if unknown { "" } else { decoded.text.as_ref() };
    let (tree, fault) = xml::parse(text, &xml::Options::default());
    if let Some(fault) = &fault {
        report_fault(path, &tree, fault, findings);
    }
    lend(&tree, fault.as_ref());
}

fn report_sum(publication: &Publication<'_>, path: &str, data: &[u8], findings: &mut Findings) {
    let entry = publication.container.entry(path);
    if entry.is_some_and(|entry| entry.sum_differs(data)) {
        let message = format!("the check sum of '{path}' is another than the archive says");
        findings.add(
            Diagnostic::new(&CHECK_SUM, message)
                .at(Location::file(path))
                .hint("pack the publication again"),
        );
    }
}

fn report_encoding(path: &str, encoding: &Encoding, is_html: bool, findings: &mut Findings) {
    let finding = match encoding {
        Encoding::Utf8 => return,
        Encoding::Utf16 if is_html => Diagnostic::new(&HTML_ENCODING, "the document is in UTF-16"),
        Encoding::Utf16 => Diagnostic::new(&UTF16, "the document is in UTF-16"),
        Encoding::Utf32 => Diagnostic::new(&ENCODING, "the document is in UTF-32"),
        Encoding::Legacy(name) => {
            Diagnostic::new(&ENCODING, format!("the document is in '{name}'"))
        }
        Encoding::Unknown(name) => Diagnostic::new(
            &ENCODING,
            format!("the document is in an unknown encoding, '{name}'"),
        ),
    };
    findings.add(finding.at(Location::file(path)).hint("save it as UTF-8"));
}

fn report_fault(path: &str, tree: &xml::Tree<'_>, fault: &xml::Fault, findings: &mut Findings) {
    let place = if tree.source().is_empty() {
        Location::file(path)
    } else {
        let (line, column) = tree.position(fault.offset);
        Location::at(path, line, column)
    };
    findings.add(Diagnostic::new(&NOT_WELL_FORMED, fault.message.clone()).at(place));
}

fn unreadable(path: &str, fault: ReadFault) -> Diagnostic {
    let (rule, message) = match fault {
        ReadFault::Missing => (
            &UNREADABLE,
            format!("the file '{path}' is not in the container"),
        ),
        ReadFault::Broken => (
            &UNREADABLE,
            format!("the file '{path}' is damaged in the archive"),
        ),
        ReadFault::Unsupported => {
            let message = format!(
                "the file '{path}' is encrypted or packed by a method that EPUB does not allow"
            );
            return Diagnostic::new(&PACKED, message)
                .hint("pack the publication again, by deflate");
        }
        ReadFault::TooLarge => {
            let message = format!("the file '{path}' inflates to more than the limit");
            return Diagnostic::new(&TOO_LARGE, message)
                .at(Location::file(path))
                .hint(LIMITS_HINT);
        }
    };
    Diagnostic::new(rule, message)
        .at(Location::file(path))
        .hint("pack the publication again")
}

/// One file to read and to show.
struct Job<'p> {
    path: &'p str,
    kind: Option<DocumentKind>,
    package: Option<&'p Package>,
    item: Option<&'p Item>,
}

/// Every file to read: those of `META-INF`, the package documents, the documents and style sheets of the manifests.
fn jobs<'p>(publication: &'p Publication<'_>, packages: &'p [String]) -> Vec<Job<'p>> {
    let container = &publication.container;
    let mut jobs = Vec::new();
    let mut seen = BTreeSet::new();
    let special = [
        (CONTAINER_FILE, DocumentKind::Container),
        ("META-INF/encryption.xml", DocumentKind::Encryption),
        ("META-INF/signatures.xml", DocumentKind::Signatures),
        ("META-INF/metadata.xml", DocumentKind::MultipleMetadata),
    ];
    let named = packages
        .iter()
        .map(|path| (path.as_str(), DocumentKind::Package));
    for (path, kind) in special.into_iter().chain(named) {
        if container.contains(path) && seen.insert(path) {
            let package = publication.packages.iter().find(|p| p.path == path);
            jobs.push(Job {
                path,
                kind: Some(kind),
                package,
                item: None,
            });
        }
    }
    for package in &publication.packages {
        for item in &package.items {
            let Some(path) = item.path.as_deref().filter(|p| container.contains(p)) else {
                continue;
            };
            let kind = DocumentKind::of_media_type(item.media_type(), package.version());
            let is_style = matches!(item.media_type(), "text/css" | "text/x-oeb1-css");
            let readable = !publication.encrypted.contains(path);
            if (kind.is_some() || is_style) && readable && seen.insert(path) {
                jobs.push(Job {
                    path,
                    kind,
                    package: Some(package),
                    item: Some(item),
                });
            }
        }
    }
    jobs
}

impl Job<'_> {
    fn run(&self, publication: &Publication<'_>) -> (DocumentFacts, Findings) {
        let mut findings = Findings::default();
        let mut facts = DocumentFacts::default();
        let version = self.package.map_or(Version::Three, Package::version);
        let Some(kind) = self.kind else {
            self.run_stylesheet(publication, version, &mut findings);
            facts.complete = true;
            return (facts, findings);
        };
        let mut inner = Findings::default();
        with_tree(publication, self.path, &mut findings, |tree, fault| {
            facts = DocumentFacts::read(tree, fault.is_none());
            let document = Document {
                path: self.path,
                kind,
                version,
                package: self.package,
                item: self.item,
                tree,
                fault,
            };
            for look in FAMILIES.iter().flat_map(|family| family.looks) {
                if let Look::Document(look) = look {
                    look(publication, &document, &mut inner);
                }
            }
        });
        findings.append(inner);
        (facts, findings)
    }

    fn run_stylesheet(
        &self,
        publication: &Publication<'_>,
        version: Version,
        findings: &mut Findings,
    ) {
        let data = match publication.container.read(self.path) {
            Ok(data) => data,
            Err(fault) => return findings.add(unreadable(self.path, fault)),
        };
        report_sum(publication, self.path, &data, findings);
        let sheet = Stylesheet {
            path: self.path,
            version,
            item: self.item,
            data: &data,
        };
        for look in FAMILIES.iter().flat_map(|family| family.looks) {
            if let Look::Stylesheet(look) = look {
                look(publication, &sheet, findings);
            }
        }
    }
}

impl DocumentFacts {
    fn read(tree: &xml::Tree<'_>, complete: bool) -> DocumentFacts {
        let end = tree
            .root()
            .filter(|root| root.is_closed())
            .map(xml::Node::close_position);
        let mut facts = DocumentFacts {
            read: true,
            complete,
            end,
            uses: Uses::of(tree),
            ..DocumentFacts::default()
        };
        for (order, node) in tree.elements().enumerate() {
            let order = u32::try_from(order).unwrap_or(u32::MAX);
            for id in [node.attribute("id"), node.attribute_ns(xml::ns::XML, "id")]
                .into_iter()
                .flatten()
            {
                let anchor = || Anchor {
                    element: match node.namespace() {
                        xml::ns::SVG => format!("svg:{}", node.name()),
                        _ => node.name().to_owned(),
                    },
                    order,
                };
                facts.ids.entry(id.to_owned()).or_insert_with(anchor);
            }
        }
        facts
    }
}
