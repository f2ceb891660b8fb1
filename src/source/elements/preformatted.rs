//! Texts between the tags of a listing: help files, manual pages and letters that converters put there to keep their lines,
//! with links in them. A listing is letters only, so such a text is paragraphs that keep their line ends and spaces.

use super::document::Context;
use super::{Element, Node, attributes, blocks};
use crate::book::{Block, BlockKind};
use crate::report::Span;

/// The class of such paragraphs.
const CLASS: &str = "preformatted";

/// A tab leads to the next column that this divides.
const TAB: usize = 8;

/// Whether the content of a `pre` is text with links, and no code.
pub(super) fn is_text(pre: &Element) -> bool {
    let is_code = |classes: &str| {
        let mut classes = classes.split_ascii_whitespace();
        classes.any(|class| {
            class.starts_with("language-") || class.starts_with("lang-") || class == "sourceCode"
        })
    };
    pre.name == "pre" && !pre.attribute("class").is_some_and(is_code) && links(pre) == Some(true)
}

/// Whether there are links; `None` where something in it tells that it is code. Depth is bounded by the builder.
fn links(element: &Element) -> Option<bool> {
    let mut found = false;
    for child in element.elements() {
        let is_inline = matches!(
            &*child.name,
            "a" | "b" | "i" | "u" | "em" | "strong" | "font" | "tt" | "span" | "small" | "big"
        );
        if !is_inline || child.name == "span" && child.attribute("class").is_some() {
            return None;
        }
        let is_link = child.name == "a" && child.attribute("href").is_some();
        found |= is_link && says_words(child) || links(child)?;
    }
    Some(found)
}

/// Whether an element holds a word, and not a sign or a number alone.
fn says_words(element: &Element) -> bool {
    element.children.iter().any(|node| match node {
        Node::Text(text) => text.chars().filter(|c| c.is_alphabetic()).nth(1).is_some(),
        Node::Element(child) => says_words(child),
    })
}

/// The paragraphs of such a text.
pub(super) fn paragraphs(pre: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let span = pre.span;
    let id = attributes::id(&pre);
    let mut lines = Lines {
        span,
        ..Lines::default()
    };
    let mut pieces = vec![Vec::new()];
    for node in pre.children {
        match node {
            Node::Text(text) => {
                for c in text.chars() {
                    if !c.is_whitespace() && lines.ends > 1 {
                        lines.begin(&mut pieces);
                    }
                    if let Some(piece) = pieces.last_mut() {
                        lines.letter(c, piece);
                    }
                }
            }
            Node::Element(element) => {
                if lines.ends > 1 {
                    lines.begin(&mut pieces);
                }
                if let Some(piece) = pieces.last_mut() {
                    lines.element(element, piece);
                }
            }
        }
    }
    let pieces = pieces.into_iter().map(|children| {
        let mut paragraph = Element::new("p", span);
        paragraph.children = children;
        Node::Element(paragraph)
    });
    let mut made = blocks::flow(pieces.collect(), span, cx);
    for block in &mut made {
        if matches!(block.kind, BlockKind::Paragraph(_)) {
            block.attributes.classes.push(CLASS.to_owned());
        }
    }
    if let (Some(id), Some(first)) = (id, made.first_mut()) {
        blocks::add_anchor(first, id);
    }
    out.append(&mut made);
}

/// What stands between two letters of the text.
#[derive(Default)]
struct Lines {
    /// Line ends that were passed since the last letter.
    ends: usize,
    /// Blank columns since the last letter or line end.
    blanks: usize,
    column: usize,
    has_letters: bool,
    span: Span,
}

impl Lines {
    /// Begins a paragraph.
    fn begin(&mut self, pieces: &mut Vec<Vec<Node>>) {
        if self.has_letters {
            pieces.push(Vec::new());
        }
        self.ends = 0;
        self.has_letters = false;
    }

    fn letter(&mut self, c: char, out: &mut Vec<Node>) {
        match c {
            '\n' => {
                self.ends += 1;
                (self.blanks, self.column) = (0, 0);
            }
            '\t' => {
                let wide = TAB - self.column % TAB;
                self.blanks += wide;
                self.column += wide;
            }
            c if c.is_whitespace() && c != '\u{a0}' => {
                self.blanks += usize::from(c == ' ');
                self.column += usize::from(c == ' ');
            }
            c => {
                self.settle(out);
                push(c, out);
                self.column += 1;
                self.has_letters = true;
            }
        }
    }

    /// Writes what was passed since the last letter: spaces that count do not fold.
    fn settle(&mut self, out: &mut Vec<Node>) {
        let begins = self.ends > 0 || !self.has_letters;
        if self.has_letters {
            for _ in 0..self.ends {
                out.push(Node::Element(Element::new("br", self.span)));
            }
        }
        let hard = match begins {
            true => self.blanks,
            false => self.blanks.saturating_sub(1),
        };
        (0..hard).for_each(|_| push('\u{a0}', out));
        if self.blanks > hard {
            push(' ', out);
        }
        (self.ends, self.blanks) = (0, 0);
    }

    /// An element in a line. Depth is bounded by the builder.
    fn element(&mut self, mut element: Element, out: &mut Vec<Node>) {
        self.settle(out);
        for node in std::mem::take(&mut element.children) {
            match node {
                Node::Text(text) => {
                    text.chars()
                        .for_each(|c| self.letter(c, &mut element.children));
                }
                Node::Element(child) => self.element(child, &mut element.children),
            }
        }
        out.push(Node::Element(element));
    }
}

fn push(c: char, out: &mut Vec<Node>) {
    match out.last_mut() {
        Some(Node::Text(text)) => text.push(c),
        _ => out.push(Node::Text(c.to_string())),
    }
}
