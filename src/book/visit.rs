//! Walking through blocks and running text, in reading order.

use super::{Block, BlockKind, Inline};

/// What a walk meets. A run is met before the pieces in it, a block before what it holds.
pub enum NodeMut<'a> {
    /// A block.
    Block(&'a mut Block),
    /// A run of text: the content of a paragraph, a heading, a caption, a link, an emphasis …
    Run(&'a mut Vec<Inline>),
}

/// Blocks and runs deeper than this are not entered. Readers stop nesting well before it.
const DEEPEST: usize = 512;

/// Shows every block and every run to `visit`, which may change them: what it leaves is entered next.
pub fn walk_mut(blocks: &mut [Block], visit: &mut dyn FnMut(NodeMut<'_>)) {
    blocks_mut(blocks, visit, 0);
}

/// [`walk_mut`] for a run of text alone.
pub fn walk_run_mut(run: &mut Vec<Inline>, visit: &mut dyn FnMut(NodeMut<'_>)) {
    run_mut(run, visit, 0);
}

fn blocks_mut(blocks: &mut [Block], visit: &mut dyn FnMut(NodeMut<'_>), depth: usize) {
    if depth > DEEPEST {
        return;
    }
    for block in blocks {
        visit(NodeMut::Block(block));
        block_mut(block, visit, depth + 1);
    }
}

fn block_mut(block: &mut Block, visit: &mut dyn FnMut(NodeMut<'_>), depth: usize) {
    match &mut block.kind {
        BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
            run_mut(content, visit, depth)
        }
        BlockKind::BlockQuote {
            blocks,
            attribution,
            ..
        } => {
            blocks_mut(blocks, visit, depth);
            attribution
                .iter_mut()
                .for_each(|run| run_mut(run, visit, depth));
        }
        BlockKind::List { items, .. } => {
            items
                .iter_mut()
                .for_each(|item| blocks_mut(&mut item.blocks, visit, depth));
        }
        BlockKind::DefinitionList(definitions) => {
            for definition in definitions {
                definition
                    .terms
                    .iter_mut()
                    .for_each(|run| run_mut(run, visit, depth));
                definition
                    .details
                    .iter_mut()
                    .for_each(|blocks| blocks_mut(blocks, visit, depth));
            }
        }
        BlockKind::Verse(verse) => {
            for line in verse.stanzas.iter_mut().flatten() {
                run_mut(&mut line.content, visit, depth);
            }
            verse
                .attribution
                .iter_mut()
                .for_each(|run| run_mut(run, visit, depth));
        }
        BlockKind::Speech(speech) => {
            run_mut(&mut speech.speaker, visit, depth);
            blocks_mut(&mut speech.blocks, visit, depth);
        }
        BlockKind::Figure(figure) => {
            blocks_mut(&mut figure.blocks, visit, depth);
            run_mut(&mut figure.caption, visit, depth);
        }
        BlockKind::Table(table) => {
            run_mut(&mut table.caption, visit, depth);
            for row in table.head.iter_mut().chain(&mut table.body) {
                row.cells
                    .iter_mut()
                    .for_each(|cell| blocks_mut(&mut cell.blocks, visit, depth));
            }
        }
        BlockKind::Callout { title, blocks, .. } => {
            title.iter_mut().for_each(|run| run_mut(run, visit, depth));
            blocks_mut(blocks, visit, depth);
        }
        BlockKind::Division {
            summary, blocks, ..
        } => {
            run_mut(summary, visit, depth);
            blocks_mut(blocks, visit, depth);
        }
        BlockKind::ThematicBreak
        | BlockKind::CodeBlock { .. }
        | BlockKind::Math(_)
        | BlockKind::PageBreak(_)
        | BlockKind::Markup(_) => {}
    }
}

fn run_mut(run: &mut Vec<Inline>, visit: &mut dyn FnMut(NodeMut<'_>), depth: usize) {
    if depth > DEEPEST || run.is_empty() {
        return;
    }
    visit(NodeMut::Run(run));
    for inline in run {
        match inline {
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Superscript(content)
            | Inline::Subscript(content)
            | Inline::SmallCaps(content)
            | Inline::Link { content, .. }
            | Inline::Span { content, .. }
            | Inline::Element { content, .. } => run_mut(content, visit, depth + 1),
            Inline::Ruby(pairs) => {
                for (base, reading) in pairs {
                    run_mut(base, visit, depth + 1);
                    run_mut(reading, visit, depth + 1);
                }
            }
            Inline::Text(_)
            | Inline::Code(_)
            | Inline::Math(_)
            | Inline::Image(_)
            | Inline::NoteRef(_)
            | Inline::PageBreak(_)
            | Inline::LineBreak
            | Inline::Markup(_) => {}
        }
    }
}

/// The words of a run without markup: for titles, slugs and comparisons. Line breaks become spaces; pictures give their
/// alternative text; notes, page breaks and readings over a word are left out.
#[must_use]
pub fn plain_text(run: &[Inline]) -> String {
    let mut text = String::new();
    push_text(run, &mut text, 0);
    let trimmed = text.trim();
    if trimmed.len() == text.len() {
        text
    } else {
        trimmed.to_string()
    }
}

fn push_text(run: &[Inline], text: &mut String, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    for inline in run {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Math(math) => text.push_str(&math.tex),
            Inline::LineBreak => text.push(' '),
            Inline::Image(picture) => text.push_str(picture.alternative.as_deref().unwrap_or("")),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Superscript(content)
            | Inline::Subscript(content)
            | Inline::SmallCaps(content)
            | Inline::Link { content, .. }
            | Inline::Span { content, .. }
            | Inline::Element { content, .. } => push_text(content, text, depth + 1),
            Inline::Ruby(pairs) => pairs
                .iter()
                .for_each(|(base, _)| push_text(base, text, depth + 1)),
            Inline::Markup(markup) => text.push_str(markup.alternative.as_deref().unwrap_or("")),
            Inline::NoteRef(_) | Inline::PageBreak(_) => {}
        }
    }
}
