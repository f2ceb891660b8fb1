//! HTML editions: one page that holds a book, or a folder of pages that lead to each other.
//!
//! No package says what belongs together, so the files themselves do: what a page links to, loads and names must be
//! there. Pages are read as browsers read them; whether their HTML is valid is not judged here.

mod page;
mod tags;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use self::page::{Page, Reference, Use};
use super::publication::bytes;
use super::publication::url::{Target, percent_decode};
use super::{Family, Findings};
use crate::epub::Entry;
use crate::report::{Diagnostic, Location, nearest};

pub(super) static FAMILY: Family = Family {
    name: "editions",
    about: "pages of an HTML edition: links, pictures, names, headings",
    rules: RULES,
    looks: &[],
};

crate::rules! {
    /// A link of a page leads to a file that is not there.
    ///
    /// A reader meets an error page. Correct the link, or add the file to the folder; capital letters count.
    LINK_MISSING = "edition-link-missing", None, Error, "https://html.spec.whatwg.org/multipage/links.html#following-hyperlinks-2";
    /// A link leads to a place that its page does not have.
    ///
    /// The browser opens the page at its top, and the reader searches. Correct what stands behind `#`, or give the place
    /// that id.
    FRAGMENT_MISSING = "edition-fragment-missing", None, Error, "https://html.spec.whatwg.org/multipage/browsing-the-web.html#scrolling-to-a-fragment";
    /// A picture, style sheet, script or sound that a page loads is not there.
    ///
    /// The page is shown without it. Correct the path, or add the file; capital letters count.
    RESOURCE_MISSING = "edition-resource-missing", None, Error, "https://html.spec.whatwg.org/multipage/urls-and-fetching.html";
    /// A link or picture leads to a file of the author's machine.
    ///
    /// It works for nobody else. Copy the file beside the page, and name it by a relative path.
    LOCAL_FILE = "edition-file-url", None, Error, "https://html.spec.whatwg.org/multipage/urls-and-fetching.html";
    /// A link or picture leads out of the folder that was checked.
    ///
    /// What is there was not looked at. Check the folder above, too, or keep the edition in one folder.
    OUTSIDE = "edition-target-outside", None, Note, "https://html.spec.whatwg.org/multipage/urls-and-fetching.html";
    /// An id stands twice in a page.
    ///
    /// Links lead to the first of them only. Give the other a name of its own.
    ID_TWICE = "edition-id-twice", None, Error, "https://html.spec.whatwg.org/multipage/dom.html#the-id-attribute";
    /// An attribute names an id that the page does not have.
    ///
    /// A label, a heading cell or a description is not found by those who need it. Correct the id.
    ID_MISSING = "edition-id-missing", None, Warning, "https://html.spec.whatwg.org/multipage/dom.html#the-id-attribute";
    /// A page has no title.
    ///
    /// Windows, bookmarks and search results show it. Add a `title` to its head.
    TITLE_MISSING = "edition-title-missing", None, Warning, "https://html.spec.whatwg.org/multipage/semantics.html#the-title-element";
    /// A page does not say its language.
    ///
    /// Screen readers choose their voice by it, browsers their hyphenation. Add `lang` to the `html` element.
    LANGUAGE_MISSING = "edition-language-missing", None, Warning, "https://www.w3.org/TR/WCAG22/#language-of-page";
    /// The edition has no heading at all.
    ///
    /// Readers who move by headings find nothing. Mark the titles of chapters as `h1` to `h6`.
    HEADING_MISSING = "edition-heading-missing", None, Warning, "https://www.w3.org/TR/WCAG22/#info-and-relationships";
    /// A heading has no text.
    ///
    /// A screen reader announces a heading and then nothing. Give it words, or take it out.
    HEADING_EMPTY = "edition-heading-empty", None, Warning, "https://www.w3.org/TR/WCAG22/#headings-and-labels";
    /// A heading skips a level.
    ///
    /// Readers who move by headings take a gap for a part that they have missed. Let each level follow the one above it.
    HEADING_SKIPPED = "edition-heading-level-skipped", None, Warning, "https://www.w3.org/TR/WCAG22/#info-and-relationships";
    /// A picture has no alternative text.
    ///
    /// A screen reader then says the name of the file, or nothing. Say in a sentence what the picture shows; a picture that
    /// only adorns gets `alt=""`.
    ALTERNATIVE_MISSING = "edition-alternative-missing", None, Warning, "https://www.w3.org/TR/WCAG22/#non-text-content";
    /// A page is not in the encoding it is taken for.
    ///
    /// Letters beyond ASCII show as wrong signs. Save it as UTF-8, and say `<meta charset="utf-8">` in its head.
    ENCODING = "edition-encoding", None, Error, "https://html.spec.whatwg.org/multipage/semantics.html#charset";
}

/// The files around the pages that are checked.
pub struct Surroundings<'a> {
    /// Whether there is a file or folder of that path.
    pub exists: &'a dyn Fn(&str) -> bool,
    /// The content of a page that is linked to and not checked itself.
    pub read: &'a dyn Fn(&str) -> Option<Arc<[u8]>>,
}

/// Whether a file is an HTML page, by its name.
#[must_use]
pub fn is_page(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["html", "htm", "xhtml"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

/// Checks the pages of an HTML edition.
#[must_use]
pub fn check_edition(pages: &[Entry], around: &Surroundings<'_>) -> Vec<Diagnostic> {
    let read: Vec<(Page, Vec<Diagnostic>)> = pages
        .par_iter()
        .map(|entry| {
            let data = bytes(&entry.data);
            let (text, found) = decode(&entry.path, &data);
            (Page::read(&entry.path, &text), found)
        })
        .collect();
    let mut findings = Findings::default();
    let mut known = BTreeMap::new();
    for (page, found) in &read {
        known.insert(page.path.clone(), page.names.iter().cloned().collect());
        findings.diagnostics.extend(found.iter().cloned());
    }
    let mut edition = Edition {
        known,
        around,
        findings,
    };
    for (page, _) in &read {
        edition.judge(page);
    }
    if read.iter().all(|(page, _)| page.headings.is_empty())
        && let Some((first, _)) = read.first()
    {
        edition.findings.add(
            Diagnostic::new(&HEADING_MISSING, "the edition has no heading")
                .at(first.root.clone())
                .hint("mark the titles of chapters as h1 to h6"),
        );
    }
    super::reading::finish(edition.findings)
}

/// The text of a page, and whether its bytes are what they are said to be.
fn decode<'d>(path: &str, data: &'d [u8]) -> (std::borrow::Cow<'d, str>, Vec<Diagnostic>) {
    let head = String::from_utf8_lossy(data.get(..1024).unwrap_or(data)).to_ascii_lowercase();
    let label = head
        .split_once("charset=")
        .map(|(_, rest)| rest.trim_start_matches(['"', '\'']))
        .and_then(|rest| {
            rest.split(|c: char| !(c.is_alphanumeric() || "-_:".contains(c)))
                .next()
        });
    let stated = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let marked = encoding_rs::Encoding::for_bom(data).map(|(encoding, _)| encoding);
    let encoding = marked.or(stated).unwrap_or(encoding_rs::UTF_8);
    let (text, _, broken) = encoding.decode(data);
    let at = |message: String| {
        vec![
            Diagnostic::new(&ENCODING, message)
                .at(Location::file(path))
                .hint("save it as UTF-8, and say <meta charset=\"utf-8\"> in its head"),
        ]
    };
    let found = if broken {
        at(format!(
            "the page is taken for {} and is not",
            encoding.name()
        ))
    } else if marked.is_none() && label.is_none() && !data.is_ascii() && !head.contains("<?xml") {
        at("the page has letters beyond ASCII and does not say its encoding".to_owned())
    } else {
        Vec::new()
    };
    (text, found)
}

struct Edition<'a> {
    /// The names that links can lead to, by page; read when they are first asked for.
    known: BTreeMap<String, Vec<String>>,
    around: &'a Surroundings<'a>,
    findings: Findings,
}

impl Edition<'_> {
    fn judge(&mut self, page: &Page) {
        self.head(page);
        self.headings(page);
        for (id, place) in &page.twice {
            let message = format!("the id '{id}' stands here a second time");
            let finding = Diagnostic::new(&ID_TWICE, message).at(place.clone());
            self.findings
                .add(finding.hint("give one of them a name of its own"));
        }
        for (attribute, id, place) in &page.by_id {
            if !page.names.contains(id) {
                let message = format!("'{attribute}' names '{id}', and the page has no such id");
                let finding = Diagnostic::new(&ID_MISSING, message).at(place.clone());
                self.findings
                    .add(finding.hint("correct the id, or take the attribute out"));
            }
        }
        for (url, place) in &page.mute_pictures {
            let message = format!("the picture '{}' has no alternative text", shown(url));
            let finding = Diagnostic::new(&ALTERNATIVE_MISSING, message).at(place.clone());
            let hint = "say in a sentence what it shows, or alt=\"\" where it only adorns";
            self.findings.add(finding.hint(hint));
        }
        for reference in &page.references {
            self.reference(page, reference);
        }
    }

    fn head(&mut self, page: &Page) {
        if page.title.as_ref().is_none_or(String::is_empty) {
            let finding = Diagnostic::new(&TITLE_MISSING, "the page has no title");
            let hint = "add a title to its head";
            self.findings.add(finding.at(page.root.clone()).hint(hint));
        }
        if !page.has_language {
            let finding = Diagnostic::new(&LANGUAGE_MISSING, "the page does not say its language");
            let hint = "add lang to the html element";
            self.findings.add(finding.at(page.root.clone()).hint(hint));
        }
    }

    fn headings(&mut self, page: &Page) {
        let mut before = 0;
        for heading in &page.headings {
            if heading.is_empty {
                let message = format!("the heading of level {} has no text", heading.level);
                let finding = Diagnostic::new(&HEADING_EMPTY, message).at(heading.place.clone());
                self.findings
                    .add(finding.hint("give it words, or take it out"));
            }
            // A page may begin at any level: its place in the book says which.
            if before > 0 && heading.level > before + 1 {
                let message = format!(
                    "a heading of level {} follows one of level {before}",
                    heading.level
                );
                let finding = Diagnostic::new(&HEADING_SKIPPED, message).at(heading.place.clone());
                self.findings
                    .add(finding.hint("let each level follow the one above it"));
            }
            before = heading.level;
        }
    }

    fn reference(&mut self, page: &Page, reference: &Reference) {
        let url = reference.url.as_str();
        match page::target(page, url) {
            // `C:\pictures` reads as an address whose scheme is one letter.
            Target::Remote { scheme, .. } if scheme == "file" || scheme.len() == 1 => {
                let message = format!("'{}' is a file of the machine it was made on", shown(url));
                let finding = Diagnostic::new(&LOCAL_FILE, message).at(reference.place.clone());
                let hint = "copy the file beside the page, and name it by a relative path";
                self.findings.add(finding.hint(hint));
            }
            Target::Local { leaks: true, .. } => {
                let message = format!("'{}' leads out of the folder that is checked", shown(url));
                let finding = Diagnostic::new(&OUTSIDE, message).at(reference.place.clone());
                self.findings
                    .add(finding.hint("check the folder above, too, or keep the edition in one"));
            }
            Target::Local { path, fragment, .. } => self.local(page, reference, &path, fragment),
            Target::Remote { .. } | Target::Data { .. } => {}
        }
    }

    fn local(&mut self, page: &Page, reference: &Reference, path: &str, fragment: Option<String>) {
        let url = shown(&reference.url);
        if path != page.path && !(self.around.exists)(path) && !self.known.contains_key(path) {
            let (rule, message) = match reference.usage {
                Use::Link => (
                    &LINK_MISSING,
                    format!("the link leads to '{url}', and there is no such file"),
                ),
                Use::Resource => (
                    &RESOURCE_MISSING,
                    format!("'{url}' is loaded, and there is no such file"),
                ),
            };
            let finding = Diagnostic::new(rule, message).at(reference.place.clone());
            return self
                .findings
                .add(finding.hint("correct the path, or add the file"));
        }
        let Some(fragment) = fragment.filter(|_| reference.usage == Use::Link && is_page(path))
        else {
            return;
        };
        // An empty fragment and `top` are the top of any page; a text fragment is looked for by the browser.
        let name = fragment.split(":~:").next().unwrap_or("");
        if name.is_empty() || name.eq_ignore_ascii_case("top") {
            return;
        }
        let names = self.names(path);
        let decoded = percent_decode(name);
        if names.iter().any(|known| known == name || *known == decoded) {
            return;
        }
        let hint = match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean '#{near}'?"),
            None => "correct what stands behind '#', or give the place that id".to_owned(),
        };
        let message = format!("the link leads to '{url}', and the page has no '{name}'");
        self.findings.add(
            Diagnostic::new(&FRAGMENT_MISSING, message)
                .at(reference.place.clone())
                .hint(hint),
        );
    }

    fn names(&mut self, path: &str) -> &[String] {
        let around = self.around;
        self.known.entry(path.to_owned()).or_insert_with(|| {
            let data = (around.read)(path).unwrap_or_default();
            let (text, _) = decode(path, &data);
            Page::read(path, &text).names.into_iter().collect()
        })
    }
}

/// An address as a message shows it: a long one is cut.
fn shown(url: &str) -> String {
    const LONGEST: usize = 120;
    match url.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", url.get(..at).unwrap_or("")),
        None => url.to_owned(),
    }
}
