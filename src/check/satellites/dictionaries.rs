//! EPUB Dictionaries and Glossaries 1.0.

use std::collections::BTreeMap;

use super::{has_type, is_of_type, members, place};
use crate::check::publication::xml::ns;
use crate::check::publication::{
    Collection, Document, DocumentKind, Item, Metadata, Package, Publication, Version,
};
use crate::check::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(in crate::check) static FAMILY: Family = Family {
    name: "dictionaries",
    about: "dictionaries: content, search key maps, languages",
    rules: RULES,
    looks: &[Look::Document(content), Look::Publication(look)],
};

const CLAUSE: &str = "http://idpf.org/epub/dict/epub-dict.html";

crate::rules! {
    /// A dictionary has no document with dictionary content.
    ///
    /// Mark the element that holds the entries with `epub:type="dictionary"`.
    NO_CONTENT = "dictionary-content-missing", Some("OPF-078"), Error, CLAUSE;
    /// A publication with dictionary content does not say that it is a dictionary.
    ///
    /// Add `<dc:type>dictionary</dc:type>`, so that reading systems offer it for looking up words.
    NOT_DECLARED = "dictionary-not-declared", Some("OPF-079"), Warning, CLAUSE;
    /// The file of a search key map has no extension `.xml`.
    ///
    /// Rename the file.
    SEARCH_MAP_EXTENSION = "search-key-map-extension", Some("OPF-080"), Warning, CLAUSE;
    /// A resource that a dictionary's collection names does not exist.
    ///
    /// Mend the link, or add the resource to the manifest.
    MEMBER_MISSING = "dictionary-member-missing", Some("OPF-081"), Error, CLAUSE;
    /// A dictionary has more than one search key map.
    ///
    /// Join them.
    SEARCH_MAPS = "dictionary-search-key-map-twice", Some("OPF-082"), Error, CLAUSE;
    /// A dictionary has no search key map.
    ///
    /// Reading systems look words up in it. Link one in the collection.
    SEARCH_MAP_MISSING = "dictionary-search-key-map-missing", Some("OPF-083"), Error, CLAUSE;
    /// A dictionary's collection names a resource that is neither a document nor a search key map.
    ///
    /// Remove the link.
    MEMBER_FOREIGN = "dictionary-member-foreign", Some("OPF-084"), Error, CLAUSE;
    /// A search key map belongs to more than one dictionary.
    ///
    /// Each dictionary has its own.
    SEARCH_MAP_SHARED = "search-key-map-shared", Some("RSC-005"), Error, CLAUSE;
    /// A dictionary's collection holds another collection.
    ///
    /// Remove the inner one.
    NESTED = "dictionary-nested", Some("RSC-005"), Error, CLAUSE;
    /// A dictionary says more than one source language.
    ///
    /// A dictionary explains the words of one language.
    SOURCE_LANGUAGES = "dictionary-source-languages", Some("RSC-005"), Error, CLAUSE;
    /// A dictionary does not say from which language into which it leads.
    ///
    /// Reading systems choose the dictionary by it. Add `source-language` and `target-language`.
    LANGUAGE_MISSING = "dictionary-language-missing", Some("RSC-005"), Error, CLAUSE;
    /// A language of a dictionary is not a language of the publication.
    ///
    /// Add a `dc:language` for it.
    LANGUAGE_UNDECLARED = "dictionary-language-undeclared", Some("RSC-005"), Error, CLAUSE;
    /// A publication that is a single dictionary has not exactly one search key map for it.
    ///
    /// Give one manifest item the properties `search-key-map dictionary`.
    SINGLE_SEARCH_MAP = "dictionary-single-search-key-map", Some("RSC-005"), Error, CLAUSE;
    /// A dictionary has no entries.
    ///
    /// Each entry is an `article`.
    NO_ENTRIES = "dictionary-without-entries", Some("RSC-005"), Error, CLAUSE;
    /// An entry of a dictionary does not say which word it explains.
    ///
    /// Put the word into a `dfn`.
    NO_WORD = "dictionary-entry-without-word", Some("RSC-005"), Error, CLAUSE;
}

fn content(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    let Some(package) = document
        .package
        .filter(|_| document.kind == DocumentKind::Xhtml && document.version == Version::Three)
    else {
        return;
    };
    for dictionary in document
        .tree
        .elements()
        .filter(|n| has_type(*n, "dictionary"))
    {
        if !is_of_type(package, "dictionary") {
            let message =
                "the publication has dictionary content and does not say 'dc:type' dictionary";
            findings.add(Diagnostic::new(&NOT_DECLARED, message).at(document.place(dictionary)));
            continue;
        }
        let mut entries = dictionary
            .elements()
            .filter(|n| n.is(ns::XHTML, "article"))
            .peekable();
        if entries.peek().is_none() {
            findings.add(
                Diagnostic::new(&NO_ENTRIES, "the dictionary has no 'article'")
                    .at(document.place(dictionary)),
            );
        }
        for entry in entries {
            if !entry.descendants().any(|n| n.is(ns::XHTML, "dfn")) {
                findings.add(
                    Diagnostic::new(&NO_WORD, "the entry has no 'dfn'").at(document.place(entry)),
                );
            }
        }
    }
}

fn is_search_map(item: &Item) -> bool {
    item.media_type() == "application/vnd.epub.search-key-map+xml"
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    for package in &publication.packages {
        for item in package.items.iter().filter(|i| is_search_map(i)) {
            if let Some(path) = item.path.as_deref().filter(|p| !p.ends_with(".xml")) {
                findings.add(
                    Diagnostic::new(
                        &SEARCH_MAP_EXTENSION,
                        format!("the search key map '{path}' has no extension '.xml'"),
                    )
                    .at(Location::file(path)),
                );
            }
        }
        if is_of_type(package, "dictionary") {
            Judge {
                publication,
                package,
                findings,
            }
            .dictionary();
        }
    }
}

struct Judge<'j> {
    publication: &'j Publication<'j>,
    package: &'j Package,
    findings: &'j mut Findings,
}

impl Judge<'_> {
    fn add(&mut self, rule: &'static Rule, place: Location, message: String) {
        self.findings.add(Diagnostic::new(rule, message).at(place));
    }

    fn whole(&self) -> Location {
        Location::file(self.package.path.as_str())
    }

    fn has_content(&self, item: &Item) -> bool {
        let facts = item
            .path
            .as_deref()
            .and_then(|path| self.publication.documents.get(path));
        item.media_type() == "application/xhtml+xml" && facts.is_some_and(|f| f.uses.dictionary)
    }

    fn dictionary(&mut self) {
        let collections: Vec<&Collection> = self
            .package
            .collections
            .iter()
            .filter(|c| c.roles.iter().any(|r| r == "dictionary"))
            .collect();
        let mut maps: BTreeMap<&str, usize> = BTreeMap::new();
        for collection in &collections {
            for (_, item) in members(self.package, collection) {
                if let Some(item) = item.filter(|i| is_search_map(i)) {
                    *maps.entry(item.id.as_str()).or_default() += 1;
                }
            }
            self.collection(collection);
        }
        for item in &self.package.items {
            if maps.get(item.id.as_str()).is_some_and(|&count| count > 1) {
                let message = format!(
                    "the search key map '{}' belongs to more than one dictionary",
                    item.id
                );
                self.add(
                    &SEARCH_MAP_SHARED,
                    place(self.package, item.position),
                    message,
                );
            }
        }
        if collections.is_empty() {
            if !self.package.items.iter().any(|i| self.has_content(i)) {
                self.add(
                    &NO_CONTENT,
                    self.whole(),
                    "no document has dictionary content".to_owned(),
                );
            }
            self.languages(&[], self.package.position);
        }
        if collections.len() < 2 {
            let count = self
                .package
                .items
                .iter()
                .filter(|i| i.has_property("search-key-map") && i.has_property("dictionary"))
                .count();
            if count != 1 {
                let message = format!(
                    "{count} manifest items have the properties 'search-key-map dictionary'"
                );
                self.add(
                    &SINGLE_SEARCH_MAP,
                    place(self.package, self.package.position),
                    message,
                );
            }
        }
        let sources = self
            .package
            .metadata
            .iter()
            .filter(|m| m.attribute("property") == Some("source-language"))
            .count();
        if sources > 1 {
            self.add(
                &SOURCE_LANGUAGES,
                place(self.package, self.package.position),
                format!("the dictionary has {sources} source languages"),
            );
        }
    }

    /// Both languages are said by the dictionary itself, or for all of the publication.
    fn languages(&mut self, own: &[Metadata], position: (u32, u32)) {
        for name in ["source-language", "target-language"] {
            let mut metadata = own.iter().chain(&self.package.metadata);
            if !metadata.any(|m| m.attribute("property").map(str::trim) == Some(name)) {
                self.add(
                    &LANGUAGE_MISSING,
                    place(self.package, position),
                    format!("the dictionary has no '{name}'"),
                );
            }
        }
    }

    fn collection(&mut self, collection: &Collection) {
        self.languages(&collection.metadata, collection.position);
        let members = members(self.package, collection);
        for (path, item) in &members {
            match item {
                None => self.add(
                    &MEMBER_MISSING,
                    self.whole(),
                    format!("the resource '{path}' of a dictionary is not in the manifest"),
                ),
                Some(item)
                    if !is_search_map(item) && item.media_type() != "application/xhtml+xml" =>
                {
                    self.add(
                        &MEMBER_FOREIGN,
                        self.whole(),
                        format!(
                            "the resource '{path}' of a dictionary is of type '{}'",
                            item.media_type()
                        ),
                    );
                }
                Some(_) => {}
            }
        }
        let maps = members
            .iter()
            .filter(|(_, item)| item.is_some_and(is_search_map))
            .count();
        match maps {
            0 => self.add(
                &SEARCH_MAP_MISSING,
                self.whole(),
                "a dictionary has no search key map".to_owned(),
            ),
            1 => {}
            _ => self.add(
                &SEARCH_MAPS,
                self.whole(),
                format!("a dictionary has {maps} search key maps"),
            ),
        }
        if !members
            .iter()
            .any(|(_, item)| item.is_some_and(|i| self.has_content(i)))
        {
            self.add(
                &NO_CONTENT,
                self.whole(),
                "no document of a dictionary has dictionary content".to_owned(),
            );
        }
        if self.package.collections.iter().any(|c| {
            c.parent
                .and_then(|i| self.package.collections.get(i))
                .is_some_and(|p| std::ptr::eq(p, collection))
        }) {
            self.add(
                &NESTED,
                place(self.package, collection.position),
                "a dictionary's collection holds another collection".to_owned(),
            );
        }
        for meta in &collection.metadata {
            let is_language = matches!(
                meta.attribute("property"),
                Some("source-language" | "target-language")
            );
            let declared = self
                .package
                .metadata
                .iter()
                .any(|m| m.dublin_core && m.name == "language" && m.value == meta.value);
            if is_language && !declared {
                let message = format!(
                    "the language '{}' of a dictionary is not a language of the publication",
                    meta.value
                );
                self.add(
                    &LANGUAGE_UNDECLARED,
                    place(self.package, meta.position),
                    message,
                );
            }
        }
    }
}
