//! Counting words, independent of the passes: the two sides of the conservation sum.
//!
//! A word is a run of letters and digits. Everything else parts words, so that markup, quotes and dashes do not
//! matter. In Markdown, what is markup and carries letters (tags, entities, the targets of links) is left out; a
//! construct counts as markup only when it ends on the line it began on, so lines can be counted one by one.

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
    blocks.iter().map(count_block).sum()
}

fn count_block(block: &Block) -> usize {
    match &block.kind {
        BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
            count_inlines(content)
        }
        BlockKind::BlockQuote {
            blocks,
            attribution,
            ..
        } => count_blocks(blocks) + attribution.as_deref().map_or(0, count_inlines),
        BlockKind::List { start, items, .. } => {
            let numbers = if start.is_some() { items.len() } else { 0 };
            numbers
                + items
                    .iter()
                    .map(|item| count_blocks(&item.blocks))
                    .sum::<usize>()
        }
        BlockKind::DefinitionList(definitions) => definitions
            .iter()
            .map(|d| {
                d.terms.iter().map(|t| count_inlines(t)).sum::<usize>()
                    + d.details.iter().map(|d| count_blocks(d)).sum::<usize>()
            })
            .sum(),
        BlockKind::Verse(verse) => {
            let lines = verse
                .stanzas
                .iter()
                .flatten()
                .map(|line| count_inlines(&line.content))
                .sum::<usize>();
            lines + verse.attribution.as_deref().map_or(0, count_inlines)
        }
        BlockKind::Speech(speech) => count_inlines(&speech.speaker) + count_blocks(&speech.blocks),
        BlockKind::Figure(figure) => count_blocks(&figure.blocks) + count_inlines(&figure.caption),
        BlockKind::Table(table) => {
            let rows = table.head.iter().chain(&table.body);
            rows.flat_map(|row| &row.cells)
                .map(|cell| count_blocks(&cell.blocks))
                .sum::<usize>()
                + count_inlines(&table.caption)
        }
        BlockKind::CodeBlock { text, language } => {
            count_plain(text) + language.as_deref().map_or(0, count_plain)
        }
        BlockKind::Math(math) => count_plain(&math.tex),
        BlockKind::Callout { title, blocks, .. } => {
            title.as_deref().map_or(0, count_inlines) + count_blocks(blocks)
        }
        BlockKind::Division {
            summary, blocks, ..
        } => count_inlines(summary) + count_blocks(blocks),
        BlockKind::ThematicBreak | BlockKind::PageBreak(_) | BlockKind::Markup(_) => 0,
    }
}

/// Words in inline content; an element begins and ends a word.
pub(crate) fn count_inlines(inlines: &[Inline]) -> usize {
    inlines.iter().map(count_inline).sum()
}

fn count_inline(inline: &Inline) -> usize {
    match inline {
        Inline::Text(text) | Inline::Code(text) => count_plain(text),
        Inline::Emphasis(content)
        | Inline::Strong(content)
        | Inline::Strikethrough(content)
        | Inline::Superscript(content)
        | Inline::Subscript(content)
        | Inline::SmallCaps(content)
        | Inline::Link { content, .. }
        | Inline::Span { content, .. }
        | Inline::Element { content, .. } => count_inlines(content),
        Inline::Math(math) => count_plain(&math.tex),
        Inline::Image(picture) => picture.alternative.as_deref().map_or(0, count_plain),
        Inline::Ruby(pairs) => pairs
            .iter()
            .map(|(base, reading)| count_inlines(base) + count_inlines(reading))
            .sum(),
        Inline::NoteRef(_) | Inline::PageBreak(_) | Inline::LineBreak | Inline::Markup(_) => 0,
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
