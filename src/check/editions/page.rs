//! What one page of an HTML edition names, refers to and calls itself.

use std::collections::{BTreeMap, BTreeSet};

use super::tags::{Tag, Tags, Token};
use crate::check::publication::url::{Base, resolve};
use crate::check::publication::xml::Lines;
use crate::report::Location;

/// What a reference is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// A reader follows it.
    Link,
    /// A browser loads it: a picture, a style sheet, a script, a sound.
    Resource,
}

/// A reference as written.
pub(super) struct Reference {
    pub(super) usage: Use,
    pub(super) url: String,
    pub(super) place: Location,
}

/// A heading.
pub(super) struct Heading {
    pub(super) level: u8,
    pub(super) is_empty: bool,
    pub(super) place: Location,
}

/// What was found in a page.
pub(super) struct Page {
    pub(super) path: String,
    /// What relative references count from.
    pub(super) base: Base,
    /// The title; `None` where there is no `title` element.
    pub(super) title: Option<String>,
    pub(super) has_language: bool,
    /// The place of the `html` tag, or of the file.
    pub(super) root: Location,
    /// Names that links can lead to.
    pub(super) names: BTreeSet<String>,
    /// Ids that stand there a second time.
    pub(super) twice: Vec<(String, Location)>,
    pub(super) references: Vec<Reference>,
    /// References by id within the page, with the attribute that makes them.
    pub(super) by_id: Vec<(&'static str, String, Location)>,
    pub(super) headings: Vec<Heading>,
    /// Pictures without `alt`, by their address.
    pub(super) mute_pictures: Vec<(String, Location)>,
}

/// Attributes that hold one address, with their elements; none: on every element.
const ADDRESSES: &[(&str, &str, Use)] = &[
    ("a", "href", Use::Link),
    ("area", "href", Use::Link),
    ("img", "src", Use::Resource),
    ("script", "src", Use::Resource),
    ("audio", "src", Use::Resource),
    ("video", "src", Use::Resource),
    ("video", "poster", Use::Resource),
    ("source", "src", Use::Resource),
    ("track", "src", Use::Resource),
    ("embed", "src", Use::Resource),
    ("iframe", "src", Use::Resource),
    ("input", "src", Use::Resource),
    ("object", "data", Use::Resource),
    ("image", "href", Use::Resource),
    ("image", "xlink:href", Use::Resource),
];

/// Attributes that hold ids of the same page.
const IDS: [&str; 5] = [
    "for",
    "headers",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
];

/// What `link` elements load, by their `rel`; the others lead to places that need not be there to read the page.
const LOADED: [&str; 4] = ["stylesheet", "icon", "preload", "modulepreload"];

impl Page {
    /// Reads a page.
    pub(super) fn read(path: &str, text: &str) -> Page {
        let mut reader = Reader {
            lines: Lines::new(text),
            text,
            seen: BTreeMap::new(),
            titles: false,
            heading: None,
            depth_of_svg: 0,
            page: Page {
                path: path.to_owned(),
                base: Base::Local(path.to_owned()),
                title: None,
                has_language: false,
                root: Location::file(path),
                names: BTreeSet::new(),
                twice: Vec::new(),
                references: Vec::new(),
                by_id: Vec::new(),
                headings: Vec::new(),
                mute_pictures: Vec::new(),
            },
        };
        for token in Tags::new(text) {
            match token {
                Token::Start(tag) => reader.start(&tag),
                Token::End(name) => reader.end(&name),
                Token::Text(text) => reader.text(text),
            }
        }
        reader.page
    }
}

struct Reader<'t> {
    text: &'t str,
    lines: Lines,
    seen: BTreeMap<String, ()>,
    /// Whether the next text is the page's title.
    titles: bool,
    /// The heading that is open, by its place in the list.
    heading: Option<usize>,
    depth_of_svg: usize,
    page: Page,
}

impl Reader<'_> {
    fn place(&self, tag: &Tag<'_>) -> Location {
        let (line, column) = self.lines.position(self.text, tag.offset);
        Location::at(self.page.path.as_str(), line, column)
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let place = self.place(tag);
        self.identity(tag, &place);
        match tag.name.as_str() {
            "html" => {
                let language = tag.attribute("lang").or_else(|| tag.attribute("xml:lang"));
                self.page.has_language = language.is_some_and(|tag| !tag.trim().is_empty());
                self.page.root = place.clone();
            }
            "svg" => self.depth_of_svg += 1,
            "title" => self.titles = self.depth_of_svg == 0 && self.page.title.is_none(),
            "base" => {
                if let Some(url) = tag.attribute("href") {
                    self.page.base = self.page.base.join(&url);
                }
            }
            "link" => self.link(tag, &place),
            "img" => self.picture(tag, &place),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(tag, place.clone()),
            _ => {}
        }
        self.addresses(tag, &place);
        for name in IDS {
            let Some(ids) = tag.attribute(name) else {
                continue;
            };
            for id in ids.split_ascii_whitespace() {
                self.page.by_id.push((name, id.to_owned(), place.clone()));
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "svg" => self.depth_of_svg = self.depth_of_svg.saturating_sub(1),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = None,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if std::mem::take(&mut self.titles) {
            self.page.title = Some(text.trim().to_owned());
        }
        if !text.trim().is_empty() {
            self.fill_heading();
        }
    }

    fn fill_heading(&mut self) {
        if let Some(heading) = self.heading.and_then(|at| self.page.headings.get_mut(at)) {
            heading.is_empty = false;
        }
    }

    fn identity(&mut self, tag: &Tag<'_>, place: &Location) {
        if let Some(id) = tag.attribute("id").filter(|id| !id.is_empty()) {
            if self.seen.insert(id.clone(), ()).is_some() {
                self.page.twice.push((id.clone(), place.clone()));
            }
            self.page.names.insert(id);
        }
        if tag.name == "a"
            && let Some(name) = tag.attribute("name")
        {
            self.page.names.insert(name);
        }
    }

    fn addresses(&mut self, tag: &Tag<'_>, place: &Location) {
        for (element, name, usage) in ADDRESSES {
            if tag.name == *element
                && let Some(url) = tag.attribute(name)
            {
                self.refer(*usage, url, place);
            }
        }
        if matches!(tag.name.as_str(), "img" | "source")
            && let Some(candidates) = tag.attribute("srcset")
        {
            for url in candidate_urls(&candidates) {
                self.refer(Use::Resource, url, place);
            }
        }
    }

    fn refer(&mut self, usage: Use, url: String, place: &Location) {
        self.page.references.push(Reference {
            usage,
            url,
            place: place.clone(),
        });
    }

    fn link(&mut self, tag: &Tag<'_>, place: &Location) {
        let kinds = tag
            .attribute("rel")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let loads = kinds
            .split_ascii_whitespace()
            .any(|kind| LOADED.contains(&kind));
        if let (true, Some(url)) = (loads, tag.attribute("href")) {
            self.refer(Use::Resource, url, place);
        }
    }

    fn picture(&mut self, tag: &Tag<'_>, place: &Location) {
        let silent = matches!(
            tag.attribute("role").as_deref(),
            Some("presentation" | "none")
        ) || tag.attribute("aria-hidden").as_deref() == Some("true");
        let named = ["alt", "aria-label", "aria-labelledby", "title"]
            .iter()
            .filter_map(|name| tag.attribute(name))
            .collect::<Vec<_>>();
        if named.iter().any(|text| !text.trim().is_empty()) {
            self.fill_heading();
        }
        if !silent && named.is_empty() {
            let url = tag.attribute("src").unwrap_or_default();
            self.page.mute_pictures.push((url, place.clone()));
        }
    }

    fn heading(&mut self, tag: &Tag<'_>, place: Location) {
        let level = tag
            .name
            .as_bytes()
            .get(1)
            .map_or(1, |digit| digit.saturating_sub(b'0'));
        let named = tag
            .attribute("aria-label")
            .is_some_and(|text| !text.trim().is_empty());
        self.heading = Some(self.page.headings.len());
        self.page.headings.push(Heading {
            level,
            is_empty: !named,
            place,
        });
    }
}

/// The addresses of a `srcset`: each candidate is an address and a descriptor, with commas between.
fn candidate_urls(text: &str) -> Vec<String> {
    let mut urls = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.is_empty() {
            return urls;
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (url, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let bare = url.trim_end_matches(',');
        urls.push(bare.to_owned());
        // A comma at the address's end closes the candidate; else its descriptor goes on to the next comma.
        rest = if bare.len() < url.len() {
            tail
        } else {
            tail.find(',').and_then(|at| tail.get(at..)).unwrap_or("")
        };
    }
}

/// The target of a reference, counted from the page's base.
pub(super) fn target(page: &Page, url: &str) -> crate::check::publication::url::Target {
    match &page.base {
        Base::Local(path) => resolve(path, url),
        remote @ Base::Remote(_) => remote.resolve(url),
    }
}
