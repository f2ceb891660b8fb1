//! The `prefix` attribute (EPUB 3.3, appendix D.1.4): declared prefixes, and what is wrong with a declaration.

use std::collections::BTreeMap;

use super::publication::xml::{is_name, ns};
use super::publication::{Document, DocumentKind, Publication, Version};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(super) static FAMILY: Family = Family {
    name: "prefixes",
    about: "declared prefixes of vocabularies",
    rules: RULES,
    looks: &[Look::Publication(look), Look::Document(document)],
};

const CLAUSE: &str = "https://www.w3.org/TR/epub-33/#sec-prefix-attr";

crate::rules! {
    /// A `prefix` attribute begins or ends with white space.
    ///
    /// Strict readers of the attribute may not take it. Remove the white space.
    OUTER_SPACE = "prefix-outer-space", Some("OPF-004"), Warning, CLAUSE;
    /// A declared prefix has no name.
    ///
    /// Write a name in front of the colon.
    EMPTY = "prefix-empty", Some("OPF-004a"), Error, CLAUSE;
    /// A declared prefix is not a name.
    ///
    /// It has to begin with a letter or an underscore.
    NOT_A_NAME = "prefix-not-a-name", Some("OPF-004b"), Error, CLAUSE;
    /// A declared prefix is not followed by a colon.
    ///
    /// Write `prefix: url`, the colon right behind the prefix.
    NO_COLON = "prefix-no-colon", Some("OPF-004c"), Error, CLAUSE;
    /// No space stands between a prefix and its URL.
    ///
    /// Write `prefix: url`, a space behind the colon.
    NO_SPACE = "prefix-no-space", Some("OPF-004d"), Error, CLAUSE;
    /// White space that is not allowed stands between two declarations of prefixes.
    ///
    /// Only spaces, tabs and line ends separate them.
    GAP = "prefix-gap", Some("OPF-004f"), Warning, CLAUSE;
    /// A declared prefix has no URL.
    ///
    /// Write the URL of the vocabulary behind it.
    NO_URL = "prefix-no-url", Some("OPF-005"), Error, CLAUSE;
    /// The URL of a declared prefix is not valid.
    ///
    /// Write the URL of the vocabulary as the URL standard wants it.
    URL_INVALID = "prefix-url-invalid", Some("OPF-006"), Error, CLAUSE;
    /// A reserved prefix is declared for another vocabulary.
    ///
    /// Reading systems that know the reserved one may be misled. Choose another prefix.
    RESERVED = "prefix-reserved", Some("OPF-007"), Warning, "https://www.w3.org/TR/epub-33/#sec-reserved-prefixes";
    /// The prefix `_` is declared.
    ///
    /// It is reserved for RDF's blank nodes. Choose another prefix.
    UNDERSCORE = "prefix-underscore", Some("OPF-007a"), Error, CLAUSE;
    /// A default vocabulary is given a prefix.
    ///
    /// Its terms are written without one.
    DEFAULT_VOCABULARY = "prefix-of-default-vocabulary", Some("OPF-007b"), Error, CLAUSE;
    /// A document uses a prefix in `epub:type` that it does not declare.
    ///
    /// Declare it in the `epub:prefix` attribute of the root element.
    UNDECLARED_IN_DOCUMENT = "prefix-undeclared-in-document", Some("OPF-028"), Error, CLAUSE;
    /// A prefix is declared for Dublin Core's elements.
    ///
    /// Metadata of that vocabulary are written as elements. Use the `dcterms` prefix, or the elements.
    DUBLIN_CORE = "prefix-of-dublin-core", Some("OPF-007c"), Error, CLAUSE;
}

/// The prefixes that need no declaration, and their vocabularies.
pub(super) static RESERVED_PREFIXES: &[(&str, &str)] = &[
    ("a11y", "http://www.idpf.org/epub/vocab/package/a11y/#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("marc", "http://id.loc.gov/vocabulary/"),
    ("media", "http://www.idpf.org/epub/vocab/overlays/#"),
    (
        "onix",
        "http://www.editeur.org/ONIX/book/codelists/current.html#",
    ),
    ("rendition", "http://www.idpf.org/vocab/rendition/#"),
    ("schema", "http://schema.org/"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Reserved for documents, beside those of the package.
pub(super) static RESERVED_IN_DOCUMENTS: &[(&str, &str)] = &[
    ("msv", "http://www.idpf.org/epub/vocab/structure/magazine/#"),
    (
        "prism",
        "http://www.prismstandard.org/specifications/3.0/PRISM_CV_Spec_3.0.htm#",
    ),
];

static DEFAULT_VOCABULARIES: &[&str] = &[
    "http://idpf.org/epub/vocab/package/meta/#",
    "http://idpf.org/epub/vocab/package/link/#",
    "http://idpf.org/epub/vocab/package/item/#",
    "http://idpf.org/epub/vocab/package/itemref/#",
    "http://www.idpf.org/2007/ops",
    "http://idpf.org/epub/vocab/structure/#",
];

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    for package in &publication.packages {
        if let Some(value) = &package.prefix {
            let (line, column) = package.position;
            declared(
                value,
                &Location::at(package.path.as_str(), line, column),
                RESERVED_PREFIXES,
                findings,
            );
        }
    }
}

/// The prefixes that content documents and media overlays declare and use.
fn document(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    let kinds = [
        DocumentKind::Xhtml,
        DocumentKind::Svg,
        DocumentKind::Overlay,
    ];
    let Some(root) = document.tree.root() else {
        return;
    };
    if document.version != Version::Three || !kinds.contains(&document.kind) {
        return;
    }
    let prefixes = match root.attribute_ns(ns::OPS, "prefix") {
        Some(value) => declared(value, &document.place(root), RESERVED_PREFIXES, findings),
        None => BTreeMap::new(),
    };
    for node in document.tree.elements() {
        let types = node.attribute_ns(ns::OPS, "type").unwrap_or("");
        for (prefix, _) in types
            .split_ascii_whitespace()
            .filter_map(|t| t.split_once(':'))
        {
            let mut reserved = RESERVED_PREFIXES.iter().chain(RESERVED_IN_DOCUMENTS);
            if !prefixes.contains_key(prefix) && !reserved.any(|(known, _)| *known == prefix) {
                let message = format!("the prefix '{prefix}' in '{types}' is not declared");
                let finding = Diagnostic::new(&UNDECLARED_IN_DOCUMENT, message);
                findings.add(
                    finding
                        .at(document.place(node))
                        .hint("declare it in 'epub:prefix' of the root"),
                );
            }
        }
    }
}

/// The prefixes that an attribute declares, with their URLs; what is wrong with it is found at `place`.
pub(super) fn declared(
    value: &str,
    place: &Location,
    reserved: &[(&str, &str)],
    findings: &mut Findings,
) -> BTreeMap<String, String> {
    let mut add = |rule: &'static Rule, message: String| {
        findings.add(Diagnostic::new(rule, message).at(place.clone()))
    };
    let is_space = |c: char| c.is_ascii_whitespace();
    if value.starts_with(is_space) || value.ends_with(is_space) {
        add(
            &OUTER_SPACE,
            "the prefix declaration begins or ends with white space".to_owned(),
        );
    }
    let mut prefixes = BTreeMap::new();
    if value.chars().any(|c| c.is_whitespace() && !is_space(c)) {
        add(
            &GAP,
            "white space that is not allowed stands between two prefixes".to_owned(),
        );
    }
    let mut words = value.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let Some(name) = word.strip_suffix(':') else {
            match word.split_once(':') {
                Some((name, url)) if !url.starts_with("//") => {
                    add(
                        &NO_SPACE,
                        format!("no space stands between the prefix '{name}' and its URL"),
                    );
                }
                _ if words.peek().is_none() => {
                    if !is_name(word) {
                        add(&NOT_A_NAME, format!("the prefix '{word}' is not a name"));
                    }
                    add(&NO_URL, format!("the prefix '{word}' has no URL"));
                }
                _ => {
                    add(
                        &NO_COLON,
                        format!("the prefix '{word}' is not followed by a colon"),
                    );
                    words.next_if_eq(&":");
                    words.next();
                }
            }
            continue;
        };
        let url = words.next_if(|next| !next.ends_with(':'));
        if name.is_empty() {
            add(&EMPTY, "a prefix has no name".to_owned());
        } else if !is_name(name) {
            add(&NOT_A_NAME, format!("the prefix '{name}' is not a name"));
        } else if name == "_" {
            add(&UNDERSCORE, "the prefix '_' is declared".to_owned());
        }
        let Some(url) = url else {
            add(&NO_URL, format!("the prefix '{name}' has no URL"));
            continue;
        };
        if !is_uri(url) {
            add(
                &URL_INVALID,
                format!("'{url}' of the prefix '{name}' is not a valid URL"),
            );
            continue;
        }
        if reserved
            .iter()
            .any(|(known, vocabulary)| *known == name && *vocabulary != url)
        {
            add(
                &RESERVED,
                format!("the reserved prefix '{name}' is declared as '{url}'"),
            );
        }
        if DEFAULT_VOCABULARIES.contains(&url) {
            add(
                &DEFAULT_VOCABULARY,
                format!("the prefix '{name}' is declared for the default vocabulary '{url}'"),
            );
        } else if url == "http://purl.org/dc/elements/1.1/" {
            add(
                &DUBLIN_CORE,
                format!("the prefix '{name}' is declared for the elements of Dublin Core"),
            );
        }
        prefixes.insert(name.to_owned(), url.to_owned());
    }
    prefixes
}

/// Whether a URL has the syntax of RFC 3986, whatever its host and port: a vocabulary's name is never fetched.
fn is_uri(url: &str) -> bool {
    let after_scheme = url.split_once("//").map(|(_, rest)| rest);
    let authority = after_scheme.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or(""));
    let literal = authority
        .and_then(|host| host.strip_prefix('['))
        .and_then(|host| host.split(']').next());
    let brackets = match literal {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !url.contains(['[', ']']),
    };
    let escaped = url.split('%').skip(1).all(|rest| {
        rest.get(..2)
            .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
    });
    let allowed = |c: char| !c.is_control() && !"\"<>\\^`{|}".contains(c);
    after_scheme != Some("") && brackets && escaped && url.chars().all(allowed)
}
