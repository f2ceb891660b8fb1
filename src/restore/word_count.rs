//! Counting words, independent of the passes: the two sides of the conservation sum.
//!
//! A word is a run of letters and digits. Everything else parts words, so that markup, quotes and dashes do not
//! matter. In Markdown, what is markup and carries letters (tags, entities, the targets of links) is left out; a
//! construct counts as markup only when it ends on the line it began on, so lines can be counted one by one.

use crate::book::visit::{Node, walk, walk_run};
use crate::book::{Block, BlockKind, Document, Inline};

/// Words in a text. `is_markdown`: markup is left out.
pub(crate) fn count(text: &str, is_markdown: bool) -> usize {
    if !is_markdown || !text.bytes().any(|b| matches!(b, b'<' | b'&' | b']')) {
        return count_plain(text);
    }
    let mut words = 0;
    super::markup::visible(text, |piece| words += count_plain(piece));
    words
}

/// Whether a character is part of a word.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36F}')
}

fn count_plain(text: &str) -> usize {
    let mut words = 0;
    let mut inside = false;
    for c in text.chars() {
        let now = if c.is_ascii() {
            c.is_ascii_alphanumeric()
        } else {
            is_word(c)
        };
        words += usize::from(now && !inside);
        inside = now;
    }
    words
}

/// Words in a document: what its blocks, notes and the numbers of its ordered lists say.
pub(crate) fn count_document(document: &Document) -> usize {
    let notes: usize = document
        .notes
        .iter()
        .map(|note| count_blocks(&note.blocks))
        .sum();
    count_blocks(&document.blocks) + notes
}

fn count_blocks(blocks: &[Block]) -> usize {
    let mut words = 0;
    walk(blocks, &mut |node| words += count_node(&node));
    words
}

/// Words in inline content; an element begins and ends a word.
pub(crate) fn count_inlines(run: &[Inline]) -> usize {
    let mut words = 0;
    walk_run(run, &mut |node| words += count_node(&node));
    words
}

/// The words of a node itself, without those of what it holds.
fn count_node(node: &Node<'_>) -> usize {
    match node {
        Node::Block(block) => match &block.kind {
            BlockKind::List { start, items, .. } if start.is_some() => items.len(),
            BlockKind::CodeBlock { text, language } => {
                count_plain(text) + language.as_deref().map_or(0, count_plain)
            }
            BlockKind::Math(math) => count_plain(&math.tex),
            _ => 0,
        },
        Node::Piece(Inline::Text(text) | Inline::Code(text)) => count_plain(text),
        Node::Piece(Inline::Math(math)) => count_plain(&math.tex),
        Node::Piece(Inline::Image(picture)) => {
            picture.alternative.as_deref().map_or(0, count_plain)
        }
        Node::Piece(_) | Node::Run(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn leaves_markup_out() {
        assert_eq!(count("middle-class — “don't”", false), 4);
        assert_eq!(
            count(
                "Lassalleans <sup>1</sup>, <br> a&amp;b [here](http://a.b/c) ![pic](x.png)",
                true
            ),
            6
        );
        assert_eq!(count("a < b and c > d", true), 5);
    }
}
