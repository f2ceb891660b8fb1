//! Verse: stanzas of lines, from line blocks, `::: verse`, and the forms that HTML documents use.

use super::attributes::attributes;
use super::document::Context;
use super::{Element, Node, containers, inlines, is_space, marks};
use crate::book::{Attributes, Block, BlockKind, Inline, Verse, VerseLine};

/// Steps of indentation that are told apart.
const INDENT_LIMIT: u8 = 9;

/// Whether an element says that it is verse.
pub(super) fn is_verse(element: &Element) -> bool {
    element.name != "pre"
        && (["verse", "poem", "poetry", "line-block"]
            .iter()
            .any(|class| element.has_class(class))
            || element.has_type("z3998:verse")
            || element.has_type("verse")
            || element.has_type("poem"))
}

/// Maps an element of verse. What is no line (a heading, a picture) ends the verse and stands by itself.
pub(super) fn verse(mut element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let mut attributes = attributes(&element, cx);
    attributes.classes.retain(|class| class != "verse");
    let span = element.span;
    let mut stanzas = Stanzas {
        done: Vec::new(),
        open: Vec::new(),
        others: Vec::new(),
        attribution: None,
    };
    let nodes = std::mem::take(&mut element.children);
    gather(nodes, &mut stanzas, cx);
    stanzas.end();
    let Stanzas {
        done,
        others,
        attribution,
        ..
    } = stanzas;
    // Headings and the like before the lines: they come first, and the poem after them.
    out.extend(others);
    if !done.is_empty() {
        out.push(Block {
            kind: BlockKind::Verse(Verse {
                stanzas: done,
                attribution,
            }),
            attributes,
            span,
        });
    } else if let Some(content) = attribution {
        out.push(Block {
            kind: BlockKind::Paragraph(content),
            attributes,
            span,
        });
    }
}

struct Stanzas {
    done: Vec<Vec<VerseLine>>,
    open: Vec<VerseLine>,
    others: Vec<Block>,
    attribution: Option<Vec<Inline>>,
}

impl Stanzas {
    fn end(&mut self) {
        if !self.open.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
        }
    }

    fn line(&mut self, indent: u8, mut content: Vec<Inline>) {
        inlines::tidy(&mut content);
        if content.is_empty() {
            return;
        }
        if let [
            Inline::Span {
                attributes,
                content,
            },
        ] = content.as_mut_slice()
            && attributes.classes == ["attribution"]
        {
            self.attribution = Some(std::mem::take(content));
            return;
        }
        self.open.push(VerseLine {
            indent: indent.min(INDENT_LIMIT),
            content,
        });
    }
}

/// Depth is bounded by the builder.
fn gather(nodes: Vec<Node>, stanzas: &mut Stanzas, cx: &mut Context) {
    let mut run = Vec::new();
    for node in nodes {
        match node {
            Node::Element(child) if child.is_block() || is_line(&child) => {
                end_run(&mut run, stanzas, cx);
                block(child, stanzas, cx);
            }
            node => run.push(node),
        }
    }
    end_run(&mut run, stanzas, cx);
}

fn block(mut element: Element, stanzas: &mut Stanzas, cx: &mut Context) {
    if is_line(&element) {
        let indent = line_indent(&element);
        let content = inlines::raw(std::mem::take(&mut element.children), cx);
        stanzas.line(indent, content);
        return;
    }
    if element.has_class("attribution") || matches!(&*element.name, "footer" | "cite") {
        stanzas.attribution = Some(inlines::inlines(element.children, cx));
        return;
    }
    match &*element.name {
        "p" | "div" | "blockquote" | "section" | "figure" | "ul" | "ol" | "li" | "deckle-verse"
        | "deckle-division" | "dl" | "dd" | "article" => {
            // In a poem whose lines are paragraphs, the stanzas are the divisions.
            let was_line = element.name == "p"
                && !element.holds_blocks
                && is_single_line(&element)
                && is_telling_line(&element);
            if was_line {
                let indent = line_indent(&element);
                let content = inlines::raw(element.children, cx);
                stanzas.line(indent, content);
                return;
            }
            stanzas.end();
            gather(element.children, stanzas, cx);
            stanzas.end();
        }
        "hr" => stanzas.end(),
        _ => {
            stanzas.end();
            let mut blocks =
                super::blocks::flow(vec![Node::Element(element)], crate::report::Span::NONE, cx);
            if let Some(content) = containers::take_attribution(&mut blocks) {
                stanzas.attribution = Some(content);
            }
            stanzas.others.extend(blocks);
        }
    }
}

/// An element that is one line: `span`, `div` or `p` of class `line`, `l`, `verseline`, `i2` …
fn is_line(element: &Element) -> bool {
    !element.holds_blocks
        && element.attribute("class").is_some_and(|classes| {
            classes.split_ascii_whitespace().any(|class| {
                matches!(
                    class,
                    "line" | "l" | "verseline" | "verse-line" | "poemline" | "v"
                ) || class.strip_prefix("i").is_some_and(|rest| {
                    !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit())
                })
            })
        })
}

/// A paragraph with a class of its own inside a stanza is a line.
fn is_telling_line(element: &Element) -> bool {
    element.attribute("class").is_some()
}

fn is_single_line(element: &Element) -> bool {
    !element
        .elements()
        .any(|child| matches!(&*child.name, "br" | "deckle-line"))
}

/// Steps of indentation: a class that counts (`i2`, `indent1`), or an attribute.
fn line_indent(element: &Element) -> u8 {
    if let Some(stated) = element.attribute("indent") {
        return stated.parse().unwrap_or(0);
    }
    let classes = element.attribute("class").unwrap_or("");
    classes
        .split_ascii_whitespace()
        .find_map(|class| {
            let digits = class
                .strip_prefix("indent")
                .or_else(|| class.strip_prefix('i'))?
                .trim_start_matches('-');
            let number: u8 = digits.parse().ok()?;
            // Archive texts count in half ems: `i2`, `i4` are one and two steps.
            Some(if class.starts_with("indent") {
                number
            } else {
                number / 2
            })
        })
        .unwrap_or(0)
}

/// Running text: its lines end at `br`, `deckle-line` and, outside HTML, at line ends of the source.
fn end_run(run: &mut Vec<Node>, stanzas: &mut Stanzas, cx: &mut Context) {
    let nodes = std::mem::take(run);
    if nodes
        .iter()
        .all(|node| matches!(node, Node::Text(text) if is_space(text)))
    {
        return;
    }
    let nodes = if cx.dialect.is_html {
        nodes
    } else {
        marks::apply(nodes)
    };
    let mut indent = 0;
    let mut line: Vec<Inline> = Vec::new();
    let mut previous_break = false;
    for node in nodes {
        match node {
            Node::Element(element) if element.name == "deckle-line" => {
                stanzas.line(indent, std::mem::take(&mut line));
                indent = element
                    .attribute("indent")
                    .and_then(|value| value.parse().ok())
                    .unwrap_or(0);
                previous_break = false;
            }
            Node::Element(element) if element.name == "br" => {
                // Two in a row part stanzas.
                if previous_break {
                    stanzas.end();
                }
                stanzas.line(indent, std::mem::take(&mut line));
                indent = 0;
                previous_break = true;
            }
            Node::Text(text) => text_lines(
                &text,
                &mut line,
                &mut indent,
                stanzas,
                &mut previous_break,
                cx,
            ),
            node => {
                previous_break = false;
                line.extend(inlines::raw(vec![node], cx));
            }
        }
    }
    stanzas.line(indent, line);
}

fn text_lines(
    text: &str,
    line: &mut Vec<Inline>,
    indent: &mut u8,
    stanzas: &mut Stanzas,
    previous_break: &mut bool,
    cx: &mut Context,
) {
    let ends_lines = !cx.dialect.is_html;
    let mut pieces = text.split('\n').peekable();
    while let Some(piece) = pieces.next() {
        let is_last = pieces.peek().is_none();
        if line.is_empty() && *indent == 0 {
            let wide = piece
                .chars()
                .take_while(|&c| c == '\u{a0}' || c == '\u{2003}')
                .count();
            *indent = u8::try_from(wide / 2).unwrap_or(INDENT_LIMIT);
        }
        let piece_text = if line.is_empty() {
            piece.trim_start_matches([' ', '\u{a0}', '\u{2003}', '\t'])
        } else {
            piece
        };
        if !piece_text.is_empty() {
            *previous_break &= is_space(piece_text);
            line.push(Inline::Text(inlines::clean(piece_text.to_owned(), cx)));
        }
        if is_last {
            break;
        }
        if ends_lines {
            stanzas.line(*indent, std::mem::take(line));
            *indent = 0;
        } else {
            line.push(Inline::Text(" ".to_owned()));
        }
    }
}

/// The lines of a listing that is verse: blank lines part stanzas, leading spaces are indentation.
pub(super) fn from_text(text: &str) -> Vec<Vec<VerseLine>> {
    let mut stanzas: Vec<Vec<VerseLine>> = vec![Vec::new()];
    for line in text.lines() {
        let words = line.trim();
        if words.is_empty() {
            if stanzas.last().is_some_and(|stanza| !stanza.is_empty()) {
                stanzas.push(Vec::new());
            }
            continue;
        }
        let spaces = line.len() - line.trim_start().len();
        let indent = u8::try_from(spaces / 2)
            .unwrap_or(INDENT_LIMIT)
            .min(INDENT_LIMIT);
        let line = VerseLine {
            indent,
            content: vec![Inline::Text(words.to_owned())],
        };
        if let Some(stanza) = stanzas.last_mut() {
            stanza.push(line);
        }
    }
    stanzas.retain(|stanza| !stanza.is_empty());
    stanzas
}

/// A block of verse from a listing.
pub(super) fn listing(
    text: &str,
    attributes: Attributes,
    span: crate::report::Span,
) -> Option<Block> {
    let stanzas = from_text(text);
    (!stanzas.is_empty()).then_some(Block {
        kind: BlockKind::Verse(Verse {
            stanzas,
            attribution: None,
        }),
        attributes,
        span,
    })
}
