//! Which references a document makes: gathered from XHTML, SVG, NCX, media overlays and search key maps, with what
//! each is for. The families `resources` and `navigation` judge them when every document is known.

use std::sync::Arc;

use super::publication::url::Base;
use super::publication::xml::{Node, ns};
use super::publication::{
    Document, DocumentKind, Publication, Reference, ReferenceKind as Kind, Version,
};
use super::{Family, Findings, Look};

pub(super) static FAMILY: Family = Family {
    name: "links",
    about: "gathers the references of documents",
    rules: &[],
    looks: &[Look::Document(look)],
};

fn look(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    let source: Arc<str> = Arc::from(document.path);
    let mut gather = Gather {
        source: &source,
        bases: vec![(0, u32::MAX, Base::Local(document.path.to_owned()))],
        version: document.version,
        findings,
    };
    match document.kind {
        DocumentKind::Xhtml | DocumentKind::Svg | DocumentKind::Dtbook => gather.content(document),
        DocumentKind::Ncx => gather.ncx(document),
        DocumentKind::Overlay => gather.overlay(document),
        DocumentKind::SearchKeyMap => gather.search_keys(document),
        _ => {}
    }
}

struct Gather<'g> {
    source: &'g Arc<str>,
    /// The bases in force: first and last node of the subtree, innermost last.
    bases: Vec<(u32, u32, Base)>,
    version: Version,
    findings: &'g mut Findings,
}

impl Gather<'_> {
    fn refer(&mut self, node: Node<'_, '_>, url: &str, kind: Kind) {
        self.refer_with(node, url, kind, false, None);
    }

    fn refer_with(
        &mut self,
        node: Node<'_, '_>,
        url: &str,
        kind: Kind,
        own_fallback: bool,
        media_type: Option<&str>,
    ) {
        let Some((_, _, base)) = self.bases.last() else {
            return;
        };
        let reference = Reference::based(self.source, base, node.position(), url, kind);
        self.findings.refer(Reference {
            own_fallback,
            media_type: media_type.map(str::to_owned),
            ..reference
        });
    }

    fn enter(&mut self, node: Node<'_, '_>) {
        while self
            .bases
            .last()
            .is_some_and(|(_, last, _)| *last < node.id())
        {
            self.bases.pop();
        }
        if let (Some(url), Some((_, _, base))) =
            (node.attribute_ns(ns::XML, "base"), self.bases.last())
        {
            let base = base.join(url);
            self.bases.push((node.id(), node.last_descendant(), base));
        }
    }

    fn content(&mut self, document: &Document<'_>) {
        self.stylesheet_instructions(document);
        let navs = navs(document);
        for node in document.tree.elements() {
            self.enter(node);
            match node.namespace() {
                ns::XHTML => self.xhtml(node, &navs),
                ns::SVG => self.svg(node),
                ns::MATHML => {
                    if let Some(url) = node.attribute("altimg") {
                        self.refer(node, url, Kind::Image);
                    }
                }
                _ if document.kind == DocumentKind::Dtbook => self.dtbook(node),
                _ => {}
            }
        }
    }

    fn stylesheet_instructions(&mut self, document: &Document<'_>) {
        for node in document.tree.document().children() {
            let Some(("xml-stylesheet", data)) = node.instruction() else {
                continue;
            };
            let value = |name: &str| pseudo_attribute(data, name);
            let is_css = value("type").is_none_or(|t| t == "text/css");
            if let (Some(url), true) = (value("href"), is_css) {
                self.refer(node, url, Kind::Stylesheet);
            }
        }
    }

    fn xhtml(&mut self, node: Node<'_, '_>, navs: &[(u32, u32, Kind)]) {
        let attribute = |name| node.attribute(name);
        let cite = attribute("cite");
        if let (Some(url), "blockquote" | "q" | "ins" | "del", Version::Three) =
            (cite, node.name(), self.version)
        {
            self.refer(node, url, Kind::Cite);
        }
        match node.name() {
            "a" | "area" => {
                if let Some(url) = attribute("href") {
                    let inside = |&&(first, last, _): &&(u32, u32, Kind)| {
                        (first..=last).contains(&node.id())
                    };
                    let kind = navs
                        .iter()
                        .find(inside)
                        .map_or(Kind::Hyperlink, |&(_, _, kind)| kind);
                    self.refer(node, url, kind);
                }
            }
            "base" => {
                if let (Some(url), Some((_, _, base))) = (attribute("href"), self.bases.first()) {
                    let base = base.join(url);
                    self.bases.push((0, u32::MAX, base));
                }
            }
            "img" => self.image(node),
            "link" => self.link(node),
            "script" => self.simple(node, "src", Kind::Script),
            "iframe" | "frame" => self.simple(node, "src", Kind::Frame),
            "embed" => self.embedded(node, "src", Kind::Object, false),
            "object" => {
                let content = node.children().any(|c| {
                    c.is_element() && c.name() != "param"
                        || c.text().is_some_and(|t| !t.trim().is_empty())
                });
                self.embedded(node, "data", Kind::Object, content);
            }
            "audio" => self.simple(node, "src", Kind::Audio),
            "video" => {
                self.simple(node, "src", Kind::Video);
                self.simple(node, "poster", Kind::Image);
            }
            "source" => self.source_element(node),
            "track" => self.simple(node, "src", Kind::Track),
            "input" => self.simple(node, "src", Kind::Image),
            _ => {}
        }
    }

    fn simple(&mut self, node: Node<'_, '_>, attribute: &str, kind: Kind) {
        if let Some(url) = node.attribute(attribute) {
            self.refer(node, url, kind);
        }
    }

    fn embedded(&mut self, node: Node<'_, '_>, attribute: &str, kind: Kind, own_fallback: bool) {
        if let Some(url) = node.attribute(attribute) {
            self.refer_with(node, url, kind, own_fallback, node.attribute("type"));
        }
    }

    fn link(&mut self, node: Node<'_, '_>) {
        let rel = node.attribute("rel").unwrap_or("");
        let is_sheet = rel
            .split_ascii_whitespace()
            .any(|word| word.eq_ignore_ascii_case("stylesheet"));
        let kind = if is_sheet {
            Kind::Stylesheet
        } else {
            Kind::Related
        };
        self.simple(node, "href", kind);
    }

    fn image(&mut self, node: Node<'_, '_>) {
        let in_picture = node.parent().is_some_and(|p| p.is(ns::XHTML, "picture"));
        let kind = if in_picture {
            Kind::PictureImage
        } else {
            Kind::Image
        };
        if let Some(url) = node.attribute("src") {
            self.refer(node, url, kind);
        }
        for url in srcset(node.attribute("srcset").unwrap_or("")) {
            self.refer(node, url, kind);
        }
    }

    fn source_element(&mut self, node: Node<'_, '_>) {
        let media_type = node.attribute("type");
        match node.parent().map(|p| p.name()) {
            Some("picture") => {
                for url in srcset(node.attribute("srcset").unwrap_or("")) {
                    self.refer_with(
                        node,
                        url,
                        Kind::PictureSource,
                        false,
                        Some(media_type.unwrap_or("")),
                    );
                }
            }
            Some(parent) => {
                let kind = if parent == "video" {
                    Kind::Video
                } else {
                    Kind::Audio
                };
                if let Some(url) = node.attribute("src") {
                    self.refer_with(node, url, kind, false, media_type);
                }
            }
            None => {}
        }
    }

    fn svg(&mut self, node: Node<'_, '_>) {
        if let Some(url) = node.attribute_ns(ns::XLINK, "href") {
            match node.name() {
                "a" => self.refer(node, url, Kind::Hyperlink),
                "image" => self.refer(node, url, Kind::Image),
                "use" => self.refer(node, url, Kind::SvgUse),
                "font-face-uri" => self.refer(node, url, Kind::Font),
                _ => {}
            }
        }
        for name in ["fill", "stroke"] {
            let paint = node
                .attribute(name)
                .and_then(|value| value.trim().strip_prefix("url("));
            if let Some(url) = paint.and_then(|rest| rest.split(')').next()) {
                self.refer(node, url.trim_matches([' ', '"', '\'']), Kind::SvgPaint);
            }
        }
    }

    fn dtbook(&mut self, node: Node<'_, '_>) {
        match node.name() {
            "a" => self.simple(node, "href", Kind::Hyperlink),
            "img" => self.simple(node, "src", Kind::Image),
            "link" => self.simple(node, "href", Kind::Stylesheet),
            _ => {}
        }
    }

    fn ncx(&mut self, document: &Document<'_>) {
        for node in document
            .tree
            .elements()
            .filter(|n| n.is(ns::NCX, "content"))
        {
            self.enter(node);
            self.simple(node, "src", Kind::Ncx);
        }
    }

    fn overlay(&mut self, document: &Document<'_>) {
        for node in document
            .tree
            .elements()
            .filter(|n| n.namespace() == ns::SMIL)
        {
            self.enter(node);
            match node.name() {
                "text" => self.simple(node, "src", Kind::OverlayText),
                "audio" => self.simple(node, "src", Kind::OverlayAudio),
                _ => {}
            }
            if let Some(url) = node.attribute_ns(ns::OPS, "textref") {
                self.refer(node, url, Kind::OverlayText);
            }
        }
    }

    fn search_keys(&mut self, document: &Document<'_>) {
        for node in document.tree.elements() {
            if matches!(node.name(), "match" | "search-key-group") {
                self.simple(node, "href", Kind::SearchKey);
            }
        }
    }
}

/// The navs of a navigation document: first and last node, and what their links are for.
fn navs(document: &Document<'_>) -> Vec<(u32, u32, Kind)> {
    if !document.is_navigation() {
        return Vec::new();
    }
    let navs = document.tree.elements().filter(|n| n.is(ns::XHTML, "nav"));
    navs.map(|nav| {
        let types = nav.attribute_ns(ns::OPS, "type").unwrap_or("");
        let has = |name: &str| types.split_ascii_whitespace().any(|t| t == name);
        let kind = match () {
            () if has("toc") => Kind::NavToc,
            () if has("page-list") => Kind::NavPageList,
            () if has("landmarks") => Kind::NavLandmarks,
            () => Kind::NavOther,
        };
        (nav.id(), nav.last_descendant(), kind)
    })
    .collect()
}

/// A value of an `xml-stylesheet` instruction.
fn pseudo_attribute<'d>(data: &'d str, name: &str) -> Option<&'d str> {
    let mut rest = data;
    while let Some(at) = rest.find(name) {
        let before = rest.get(..at).unwrap_or("");
        rest = rest.get(at + name.len()..).unwrap_or("");
        if before.is_empty() || before.ends_with(char::is_whitespace) {
            let value = rest.trim_start().strip_prefix('=')?.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value.get(1..)?.split(quote).next();
        }
    }
    None
}

/// The URLs of a `srcset`.
fn srcset(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = value;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let (url, tail) = rest.split_at_checked(end)?;
        if url.starts_with("data:") && url.ends_with(',') {
            // White space inside of the data: the rest cannot be told from further candidates.
            rest = "";
            return Some(url);
        }
        if url.ends_with(',') {
            rest = tail;
            return Some(url.trim_end_matches(','));
        }
        rest = tail.split_once(',').map_or("", |(_, next)| next);
        Some(url)
    })
}
