//! Marks inside running text that CommonMark does not know: `[text]{.class}`, attributes after a picture or a link,
//! `x^2^` and `H~2~O` inside words, `^[a note in its place]`.

use super::attribute_list::{self, Attribute};
use super::{Element, Node};
use crate::report::Span;

/// How deep brackets may stand in each other.
const DEPTH_LIMIT: usize = 16;

/// Finds the marks in a run of nodes. What only looks like one stays text.
pub(super) fn apply(nodes: Vec<Node>) -> Vec<Node> {
    if !nodes
        .iter()
        .any(|node| matches!(node, Node::Text(text) if may_hold(text)))
    {
        return nodes;
    }
    let mut marks = Marks {
        out: Vec::with_capacity(nodes.len()),
        open: Vec::new(),
    };
    for node in nodes {
        match node {
            Node::Text(text) => marks.text(&text),
            element => marks.out.push(element),
        }
    }
    marks.out
}

fn may_hold(text: &str) -> bool {
    memchr::memchr3(b'^', b'~', b'{', text.as_bytes()).is_some()
}

struct Marks {
    out: Vec<Node>,
    /// Open brackets: where they stand in `out`, and whether they open a note.
    open: Vec<(usize, bool)>,
}

impl Marks {
    fn plain(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        // A bracket's own node stays alone: it may go.
        let is_bracket = self
            .open
            .last()
            .is_some_and(|&(at, _)| at + 1 == self.out.len());
        match self.out.last_mut() {
            Some(Node::Text(last)) if !is_bracket => last.push_str(text),
            _ => self.out.push(Node::Text(text.to_owned())),
        }
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        if let Some(tail) = self.attach(rest) {
            rest = tail;
        }
        while let Some(at) = rest.find(['[', ']', '^', '~']) {
            let (before, here) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.plain(before);
            rest = match here.as_bytes().first() {
                Some(b'^') if here.starts_with("^[") => self.open_bracket(here, 2, true),
                Some(b'[') => self.open_bracket(here, 1, false),
                Some(b']') => self.close_bracket(here),
                _ => self.raised_or_lowered(here),
            };
        }
        self.plain(rest);
    }

    fn open_bracket<'t>(&mut self, text: &'t str, length: usize, is_note: bool) -> &'t str {
        let (mark, rest) = text.split_at_checked(length).unwrap_or((text, ""));
        if self.open.len() < DEPTH_LIMIT {
            self.open.push((self.out.len(), is_note));
            self.out.push(Node::Text(mark.to_owned()));
        } else {
            self.plain(mark);
        }
        rest
    }

    fn close_bracket<'t>(&mut self, text: &'t str) -> &'t str {
        let rest = text.get(1..).unwrap_or("");
        let Some((at, is_note)) = self.open.pop() else {
            self.plain("]");
            return rest;
        };
        if is_note {
            let mut note = Element::new("deckle-inline-note", Span::NONE);
            note.children = self.out.split_off((at + 1).min(self.out.len()));
            self.out.pop();
            self.out.push(Node::Element(note));
            return rest;
        }
        let Some((attributes, tail)) = braces(rest) else {
            self.plain("]");
            return rest;
        };
        let mut span = Element::new("span", Span::NONE);
        span.children = self.out.split_off((at + 1).min(self.out.len()));
        self.out.pop();
        span.attributes = attributes;
        name_span(&mut span);
        self.out.push(Node::Element(span));
        tail
    }

    /// `{…}` right after an element: its attributes.
    fn attach<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let Some(Node::Element(element)) = self.out.last_mut() else {
            return None;
        };
        if !matches!(
            &*element.name,
            "img" | "a" | "code" | "em" | "strong" | "del" | "deckle-math" | "span"
        ) {
            return None;
        }
        let (attributes, tail) = braces(text)?;
        if attributes.iter().any(|(name, _)| name == "raw") {
            if element.name == "code" {
                element.name = "deckle-raw".into();
                element.attributes = attributes;
                return Some(tail);
            }
            return None;
        }
        add(element, attributes);
        Some(tail)
    }

    /// `^2^` and `~2~`: no white space inside, and a letter or digit.
    fn raised_or_lowered<'t>(&mut self, text: &'t str) -> &'t str {
        let (mark, name) = if text.starts_with('^') {
            ('^', "sup")
        } else {
            ('~', "sub")
        };
        let rest = text.get(1..).unwrap_or("");
        let end = rest.char_indices().take(24).find(|&(_, c)| {
            c == mark
                || !(c.is_alphanumeric()
                    || matches!(
                        c,
                        '+' | '-' | '−' | '.' | ',' | '(' | ')' | '*' | '′' | '=' | '\u{a0}'
                    ))
        });
        let content = match end {
            Some((at, c)) if c == mark => rest.get(..at).unwrap_or(""),
            _ => "",
        };
        let follows = rest
            .get(content.len() + 1..)
            .is_some_and(|tail| tail.starts_with(mark));
        if !content.chars().any(char::is_alphanumeric) || follows {
            self.plain(text.get(..1).unwrap_or(""));
            return rest;
        }
        let mut element = Element::new(name, Span::NONE);
        element.children.push(Node::Text(content.to_owned()));
        self.out.push(Node::Element(element));
        rest.get(content.len() + 1..).unwrap_or("")
    }
}

/// An attribute list in braces at the beginning of a text, and what follows it.
fn braces(text: &str) -> Option<(Vec<Attribute>, &str)> {
    let body = text.strip_prefix('{')?;
    let end = body
        .char_indices()
        .take(1000)
        .find(|&(_, c)| matches!(c, '}' | '{'))?;
    if end.1 != '}' {
        return None;
    }
    let attributes = attribute_list::parse(body.get(..end.0)?)?;
    Some((attributes, body.get(end.0 + 1..)?))
}

/// Adds attributes to an element; what it has already stays.
fn add(element: &mut Element, attributes: Vec<Attribute>) {
    for (name, value) in attributes {
        match element
            .attributes
            .iter_mut()
            .find(|(other, _)| *other == name)
        {
            Some((_, classes)) if name == "class" => {
                classes.push(' ');
                classes.push_str(&value);
            }
            Some(_) => {}
            None => element.attributes.push((name, value)),
        }
    }
}

/// Some classes of pandoc's are elements of HTML.
fn name_span(span: &mut Element) {
    for (class, name) in [
        ("underline", "u"),
        ("ul", "u"),
        ("mark", "mark"),
        ("kbd", "kbd"),
    ] {
        if span.attribute("class") == Some(class) {
            span.name = name.into();
            span.attributes.retain(|(key, _)| key != "class");
        }
    }
}
