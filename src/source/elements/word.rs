//! What word processors leave when they save a page: Word's lists are paragraphs that only say which list they belong to
//! (`mso-list: l0 level2 lfo1`), with the mark that was printed before them; its quotations are paragraphs of a class.

use super::attributes::style;
use super::{Element, Node, is_space};

/// How deep lists may nest.
const DEEPEST: usize = 9;

/// Makes lists and quotations of such paragraphs. Depth is bounded by the builder.
pub(super) fn recognise(element: &mut Element) {
    let is_of_word = |node: &Node| match node {
        Node::Element(child) => level(child).is_some() || is_quotation(child),
        Node::Text(_) => false,
    };
    if element.children.iter().any(is_of_word) {
        let nodes = std::mem::take(&mut element.children);
        element.children = gathered(nodes);
    }
    for node in &mut element.children {
        if let Node::Element(child) = node {
            recognise(child);
        }
    }
}

fn is_quotation(element: &Element) -> bool {
    element.name == "p"
        && ["MsoQuote", "MsoIntenseQuote"]
            .iter()
            .any(|class| element.has_class(class))
}

/// How deep in a list a paragraph stands, from 1.
fn level(element: &Element) -> Option<usize> {
    if element.name != "p" {
        return None;
    }
    let list = style(element, "mso-list")?;
    let level = list
        .split_whitespace()
        .find_map(|word| word.strip_prefix("level"))?
        .parse::<usize>()
        .ok()?;
    (1..=DEEPEST).contains(&level).then_some(level)
}

/// The number of the list that a paragraph belongs to.
fn list(element: &Element) -> &str {
    style(element, "mso-list")
        .and_then(|list| list.split_whitespace().next())
        .unwrap_or("")
}

fn gathered(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::new();
    // Lists that are open: their level, the list they are of, and what they hold.
    let mut open: Vec<(usize, String, Element)> = Vec::new();
    let mut quotation: Option<Element> = None;
    for node in nodes {
        let mut child = match node {
            Node::Text(text) if is_space(&text) && !(open.is_empty() && quotation.is_none()) => {
                continue;
            }
            Node::Element(child) if level(&child).is_some() || is_quotation(&child) => child,
            other => {
                close(&mut open, &mut out, 0);
                out.extend(quotation.take().map(Node::Element));
                out.push(other);
                continue;
            }
        };
        let (found, of) = (level(&child), list(&child).to_owned());
        // It is known for what it is now, and nothing else.
        child
            .attributes
            .retain(|(name, _)| !matches!(&**name, "class" | "style"));
        let Some(level) = found else {
            close(&mut open, &mut out, 0);
            let span = child.span;
            quotation
                .get_or_insert_with(|| Element::new("blockquote", span))
                .children
                .push(Node::Element(child));
            continue;
        };
        out.extend(quotation.take().map(Node::Element));
        let mark = take_mark(&mut child).unwrap_or_default();
        let is_other = |(at, known, _): &(usize, String, Element)| {
            *at > level || *at == level && (level == 1 && *known != of)
        };
        while open.last().is_some_and(is_other) {
            let at = open.last().map_or(0, |(at, ..)| *at);
            close(&mut open, &mut out, at);
        }
        if open.last().is_none_or(|(at, ..)| *at < level) {
            open.push((level, of, container(&mark, child.span)));
        }
        if let Some((.., list)) = open.last_mut() {
            let mut item = Element::new("li", child.span);
            item.children = vec![Node::Element(child)];
            list.children.push(Node::Element(item));
        }
    }
    close(&mut open, &mut out, 0);
    out.extend(quotation.map(Node::Element));
    out
}

/// Closes the lists down to a level; each goes into the last item of the one around it.
fn close(open: &mut Vec<(usize, String, Element)>, out: &mut Vec<Node>, level: usize) {
    while let Some((.., list)) = open.pop_if(|(at, ..)| *at >= level) {
        let item = open
            .last_mut()
            .and_then(|(.., outer)| outer.children.last_mut());
        match item {
            Some(Node::Element(item)) => item.children.push(Node::Element(list)),
            _ => out.push(Node::Element(list)),
        }
    }
}

/// The list that a mark begins: numbers, letters and Roman numerals count, all other signs do not.
fn container(mark: &str, span: crate::report::Span) -> Element {
    let word = mark.trim_matches(|c: char| !c.is_alphanumeric());
    let ends = mark.ends_with(['.', ')']);
    if let Ok(number) = word.parse::<u32>() {
        let list = Element::new("ol", span).with("deckle-tight", "");
        return match number {
            1 => list,
            number => list.with("start", number.to_string()),
        };
    }
    let kind = match word {
        "a" => "a",
        "A" => "A",
        "i" => "i",
        "I" => "I",
        _ => return Element::new("ul", span).with("deckle-tight", ""),
    };
    if !ends {
        return Element::new("ul", span).with("deckle-tight", "");
    }
    Element::new("ol", span)
        .with("type", kind)
        .with("deckle-tight", "")
}

/// Takes the printed mark off a paragraph.
fn take_mark(element: &mut Element) -> Option<String> {
    for (index, node) in element.children.iter_mut().enumerate() {
        let Node::Element(child) = node else { continue };
        if style(child, "mso-list").is_some_and(|list| list.eq_ignore_ascii_case("ignore")) {
            let mark = child.text();
            element.children.remove(index);
            return Some(
                mark.trim_matches([' ', '\u{a0}', '\n', '\r', '\t'])
                    .to_owned(),
            );
        }
        if let Some(mark) = take_mark(child) {
            return Some(mark);
        }
    }
    None
}
