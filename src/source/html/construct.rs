//! Tags → the tree: which elements end by themselves, which tags open nothing, what is unknown.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::references::reference;
use super::tokens::{Tag, Token, Tokens};
use crate::report::Span;
use crate::source::elements::{
    Builder, DEPTH_LIMIT, ELEMENT_UNKNOWN, Element, Findings, Kind, Node, Origin, known,
};

/// How tags are read.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::source) struct Manner {
    /// XML: `<a/>` is a whole element, and nothing ends by itself.
    pub(in crate::source) is_xml: bool,
    /// Tags of unknown names are letters that the author typed, unless their end tag is somewhere.
    pub(in crate::source) keeps_unknown: bool,
}

/// Reads tags into a tree, over one or more pieces of text.
#[derive(Clone, Debug, Default)]
pub(in crate::source) struct Constructor {
    manner: Manner,
    /// How deep inside `svg` or `math` we are: names of open foreign elements.
    foreign: Vec<String>,
    /// The element whose content is left out, and how many of its name are open.
    skipping: Option<(String, usize)>,
    /// Lower-case names of all end tags of the text, for unknown names.
    end_tags: Arc<BTreeSet<String>>,
}

impl Constructor {
    /// A constructor for pieces of `whole`.
    pub(in crate::source) fn new(manner: Manner, whole: &str) -> Constructor {
        let mut end_tags = BTreeSet::new();
        if manner.keeps_unknown {
            for at in memchr::memmem::find_iter(whole.as_bytes(), b"</") {
                let rest = whole.get(at + 2..).unwrap_or("");
                let name: String = rest
                    .chars()
                    .take(64)
                    .take_while(|c| is_name_char(*c))
                    .collect();
                if !name.is_empty() {
                    end_tags.insert(name.to_ascii_lowercase());
                }
            }
        }
        Constructor {
            manner,
            end_tags: Arc::new(end_tags),
            ..Constructor::default()
        }
    }

    /// Reads a piece. `place` gives the span of a range of the piece. Comments are handed to `comment`.
    pub(in crate::source) fn read(
        &mut self,
        text: &str,
        builder: &mut Builder,
        findings: &mut Findings,
        place: &dyn Fn(std::ops::Range<usize>) -> Span,
        comment: &mut dyn FnMut(&mut Builder, &str, Span),
    ) {
        for (token, range) in Tokens::new(text) {
            let span = place(range.clone());
            match token {
                Token::Start(tag) => {
                    self.start(&tag, text.get(range).unwrap_or(""), span, builder, findings)
                }
                Token::End(name) => self.end(name, text.get(range).unwrap_or(""), span, builder),
                Token::Text(Cow::Owned(_))
                    if self.manner.keeps_unknown
                        && self.skipping.is_none()
                        && self.foreign.is_empty() =>
                {
                    literals(text.get(range).unwrap_or(""), span, builder)
                }
                Token::Text(text) if self.skipping.is_none() => builder.text(&text),
                Token::Comment(text) if self.skipping.is_none() => comment(builder, text, span),
                _ => {}
            }
        }
    }

    fn start(
        &mut self,
        tag: &Tag,
        written: &str,
        span: Span,
        builder: &mut Builder,
        findings: &mut Findings,
    ) {
        let lower = local_name(tag.name);
        if let Some((name, depth)) = &mut self.skipping {
            if *name == lower && !tag.closes_itself {
                *depth += 1;
            }
            return;
        }
        if !self.foreign.is_empty() {
            return self.start_foreign(tag, span, builder);
        }
        let Some((name, kind)) = known(&lower) else {
            return self.start_unknown(tag, &lower, written, span, builder, findings);
        };
        if !self.manner.is_xml {
            close_implied(name, builder, span);
        }
        let element = element(Cow::Borrowed(name), tag, span);
        match kind {
            Kind::Foreign => {
                builder.open(foreign_element(tag, span), Origin::Html);
                if tag.closes_itself {
                    builder.close_html(name, span);
                } else {
                    self.foreign.push(lower);
                }
            }
            Kind::Removed => {
                builder.push(element);
                if !tag.closes_itself && !crate::source::html::is_void(name) {
                    self.skipping = Some((lower, 1));
                }
            }
            _ => {
                builder.open(element, Origin::Html);
                if tag.closes_itself && self.manner.is_xml && !crate::source::html::is_void(name) {
                    builder.close_html(name, span);
                }
            }
        }
    }

    fn start_foreign(&mut self, tag: &Tag, span: Span, builder: &mut Builder) {
        builder.open(foreign_element(tag, span), Origin::Html);
        if tag.closes_itself {
            builder.close_html(foreign_name(tag.name), span);
        } else if self.foreign.len() < DEPTH_LIMIT {
            self.foreign.push(local_name(tag.name));
        }
    }

    /// `<T>` in prose is text. A component of a framework is left out, and its content kept.
    fn start_unknown(
        &mut self,
        tag: &Tag,
        lower: &str,
        written: &str,
        span: Span,
        builder: &mut Builder,
        findings: &mut Findings,
    ) {
        let is_component = tag.closes_itself
            || self.end_tags.contains(lower)
            || tag.attributes.iter().any(|(_, value)| !value.is_empty());
        if self.manner.keeps_unknown && !is_component {
            builder.text(written);
            return;
        }
        if let Some(sign) = sign_of(tag.name).filter(|_| self.manner.keeps_unknown) {
            builder.text(sign);
            return;
        }
        // Names with a colon are of other vocabularies of XML, such as `o:p` of word processors.
        if !tag.name.contains(':') {
            let message = format!("'{}' is no element of HTML; its content was kept", tag.name);
            findings.add_with_hint(
                &ELEMENT_UNKNOWN,
                lower,
                span,
                message,
                "write '\\<' where letters in angle brackets are meant",
            );
        }
    }

    fn end(&mut self, written_name: &str, written: &str, span: Span, builder: &mut Builder) {
        let lower = local_name(written_name);
        if let Some((name, depth)) = &mut self.skipping {
            if *name == lower {
                *depth -= 1;
                if *depth == 0 {
                    self.skipping = None;
                }
            }
            return;
        }
        if !self.foreign.is_empty() {
            if let Some(at) = self.foreign.iter().rposition(|open| *open == lower) {
                // What is left open inside goes with it.
                self.foreign.truncate(at);
                let name = if at == 0 {
                    lower.as_str()
                } else {
                    foreign_name(written_name)
                };
                builder.close_html(name, span);
                return;
            }
            if !known(&lower).is_some_and(|(_, kind)| kind.is_block()) {
                return;
            }
            self.settle(builder, span);
        }
        if known(&lower).is_none() {
            if self.manner.keeps_unknown && !self.end_tags.contains(&lower) {
                builder.text(written);
            }
            return;
        }
        if !builder.close_html(&lower, span) && lower == "br" && !self.manner.is_xml {
            builder.push(Element::new("br", span));
        }
    }

    /// Whether we are inside a drawing or an element that is left out.
    pub(in crate::source) fn is_inside(&self) -> bool {
        self.skipping.is_some() || !self.foreign.is_empty()
    }

    /// Whether we are inside an element that is left out with its content.
    pub(in crate::source) fn is_skipping(&self) -> bool {
        self.skipping.is_some()
    }

    /// Leaves drawings and left-out elements that were never closed.
    pub(in crate::source) fn settle(&mut self, builder: &mut Builder, span: Span) {
        self.skipping = None;
        if let Some(root) = self.foreign.first() {
            builder.close_html(root, span);
        }
        self.foreign.clear();
    }
}

/// Text of tags in Markdown: what the author wrote as a reference stands for itself and is no mark of Markdown.
fn literals(written: &str, span: Span, builder: &mut Builder) {
    let mut rest = written;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, here) = rest.split_at_checked(at).unwrap_or((rest, ""));
        builder.text(before);
        let Some((resolved, length)) = reference(here, false) else {
            builder.text("&");
            rest = here.get(1..).unwrap_or("");
            continue;
        };
        if matches!(resolved.as_str(), "[" | "]" | "^" | "~" | "{" | "}") {
            let mut literal = Element::new("deckle-literal", span);
            literal.children.push(Node::Text(resolved));
            builder.push(literal);
        } else {
            builder.text(&resolved);
        }
        rest = here.get(length..).unwrap_or("");
    }
    builder.text(rest);
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')
}

/// The name in lower case, without the prefix that some XHTML gives HTML's own elements.
fn local_name(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    match lower.split_once(':') {
        Some(("html" | "xhtml" | "h" | "svg" | "m" | "mml" | "math", local))
            if known(local).is_some() || !local.is_empty() =>
        {
            local.to_owned()
        }
        _ => lower,
    }
}

fn foreign_name(name: &str) -> &str {
    match name.split_once(':') {
        Some(("svg" | "m" | "mml" | "math", local)) => local,
        _ => name,
    }
}

/// An element of SVG or MathML: names as written, but for the roots.
fn foreign_element(tag: &Tag, span: Span) -> Element {
    let name = foreign_name(tag.name);
    let is_root = known(&name.to_ascii_lowercase()).is_some_and(|(_, kind)| kind == Kind::Foreign);
    let name = if is_root {
        name.to_ascii_lowercase()
    } else {
        name.to_owned()
    };
    let mut element = Element::new(name, span);
    element.attributes = tag
        .attributes
        .iter()
        .map(|(name, value)| (Cow::Owned((*name).to_owned()), value.to_string()))
        .collect();
    element
}

/// An element with its attributes, names in lower case.
fn element(name: Cow<'static, str>, tag: &Tag, span: Span) -> Element {
    let mut element = Element::new(name, span);
    element.attributes = tag
        .attributes
        .iter()
        .map(|(name, value)| (Cow::Owned(name.to_ascii_lowercase()), value.to_string()))
        .collect();
    element
}

/// Closes what cannot hold the element that begins.
fn close_implied(name: &str, builder: &mut Builder, span: Span) {
    const CELLS: &[&str] = &["table", "td", "th", "caption"];
    match name {
        "li" => builder.close_implied(&["li"], &["ul", "ol", "menu", "dir", "table", "td"], span),
        "dt" | "dd" => builder.close_implied(&["dt", "dd"], &["dl", "table", "td"], span),
        "tr" => builder.close_implied(&["tr", "caption", "colgroup"], &["table"], span),
        "td" | "th" => builder.close_implied(&["td", "th"], &["tr", "table"], span),
        "thead" | "tbody" | "tfoot" => builder.close_implied(
            &["thead", "tbody", "tfoot", "caption", "colgroup"],
            &["table"],
            span,
        ),
        "rt" | "rp" | "rb" => builder.close_implied(&["rt", "rp", "rb"], &["ruby"], span),
        "option" | "optgroup" => builder.close_implied(&["option"], &["select"], span),
        "body" => builder.close_implied(&["head"], &[], span),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            builder.close_implied(
                &["h1", "h2", "h3", "h4", "h5", "h6"],
                &["div", "section", "article", "td", "blockquote", "li"],
                span,
            );
        }
        "a" => builder.close_implied(&["a"], &["td", "th", "div", "p", "li", "section"], span),
        _ => {}
    }
    let ends_paragraph = known(name).is_some_and(|(_, kind)| kind.is_block())
        && !matches!(name, "title" | "meta" | "link" | "base" | "legend");
    if ends_paragraph && !name.starts_with("deckle-") {
        builder.close_implied(&["p"], CELLS, span);
        let belongs_to_body = !matches!(name, "head" | "title" | "meta" | "link" | "base" | "html");
        if belongs_to_body {
            builder.close_implied(&["head"], &["body"], span);
        }
    }
}

/// What a component draws that stands for yes or no: tables of features say nothing without it.
fn sign_of(name: &str) -> Option<&'static str> {
    match name {
        "Check" | "CheckIcon" | "CheckMark" | "Yes" => Some("✓"),
        "Cross" | "CrossIcon" | "CrossMark" | "No" => Some("✗"),
        _ => None,
    }
}
