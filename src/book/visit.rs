//! Walking through blocks and running text, in reading order.

use super::{Block, BlockKind, Inline};

/// What a walk meets. A block is met before what it holds, a run before the pieces in it, a piece before what is inside.
pub enum Node<'a> {
    /// A block.
    Block(&'a Block),
    /// A run of text: the content of a paragraph, a heading, a caption, a link, an emphasis …
    Run(&'a [Inline]),
    /// A piece of a run. Pieces come in the order of reading, whatever they stand in.
    Piece(&'a Inline),
}

/// What a walk meets that may change it: what `visit` leaves is entered next.
pub enum NodeMut<'a> {
    /// As [`Node::Block`].
    Block(&'a mut Block),
    /// As [`Node::Run`].
    Run(&'a mut Vec<Inline>),
    /// As [`Node::Piece`].
    Piece(&'a mut Inline),
}

/// Blocks and runs deeper than this are not entered. Readers stop nesting well before it.
const DEEPEST: usize = 512;

/// A walk over blocks and one over a run, for reading or for changing: the same walk, with other references.
macro_rules! walks {
    ($(#[$doc:meta])* $walk:ident, $(#[$run_doc:meta])* $walk_run:ident, $node:ident, $run_type:ty, ($blocks:ident, $block:ident, $run:ident, $piece:ident), $iter:ident $(, $mut:tt)?) => {
        $(#[$doc])*
        pub fn $walk(blocks: &$($mut)? [Block], visit: &mut dyn FnMut($node<'_>)) {
            $blocks(blocks, visit, 0);
        }

        $(#[$run_doc])*
        pub fn $walk_run(run: &$($mut)? $run_type, visit: &mut dyn FnMut($node<'_>)) {
            $run(run, visit, 0);
        }

        fn $blocks(blocks: &$($mut)? [Block], visit: &mut dyn FnMut($node<'_>), depth: usize) {
            if depth > DEEPEST {
                return;
            }
            for block in blocks {
                visit($node::Block(block));
                $block(block, visit, depth + 1);
            }
        }

        fn $block(block: &$($mut)? Block, visit: &mut dyn FnMut($node<'_>), depth: usize) {
            match &$($mut)? block.kind {
                BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
                    $run(content, visit, depth)
                }
                BlockKind::BlockQuote { blocks, attribution, .. } => {
                    $blocks(blocks, visit, depth);
                    attribution.$iter().for_each(|run| $run(run, visit, depth));
                }
                BlockKind::List { items, .. } => {
                    items.$iter().for_each(|item| $blocks(&$($mut)? item.blocks, visit, depth));
                }
                BlockKind::DefinitionList(definitions) => {
                    for definition in definitions {
                        definition.terms.$iter().for_each(|run| $run(run, visit, depth));
                        definition.details.$iter().for_each(|blocks| $blocks(blocks, visit, depth));
                    }
                }
                BlockKind::Verse(verse) => {
                    for line in verse.stanzas.$iter().flatten() {
                        $run(&$($mut)? line.content, visit, depth);
                    }
                    verse.attribution.$iter().for_each(|run| $run(run, visit, depth));
                }
                BlockKind::Speech(speech) => {
                    $run(&$($mut)? speech.speaker, visit, depth);
                    $blocks(&$($mut)? speech.blocks, visit, depth);
                }
                BlockKind::Figure(figure) => {
                    $blocks(&$($mut)? figure.blocks, visit, depth);
                    $run(&$($mut)? figure.caption, visit, depth);
                }
                BlockKind::Table(table) => {
                    $run(&$($mut)? table.caption, visit, depth);
                    for row in table.head.$iter().chain(table.body.$iter()) {
                        row.cells.$iter().for_each(|cell| $blocks(&$($mut)? cell.blocks, visit, depth));
                    }
                }
                BlockKind::Callout { title, blocks, .. } => {
                    title.$iter().for_each(|run| $run(run, visit, depth));
                    $blocks(blocks, visit, depth);
                }
                BlockKind::Division { summary, blocks, .. } => {
                    $run(summary, visit, depth);
                    $blocks(blocks, visit, depth);
                }
                BlockKind::ThematicBreak
                | BlockKind::CodeBlock { .. }
                | BlockKind::Math(_)
                | BlockKind::PageBreak(_)
                | BlockKind::Markup(_) => {}
            }
        }

        fn $run(run: &$($mut)? $run_type, visit: &mut dyn FnMut($node<'_>), depth: usize) {
            if depth > DEEPEST || run.is_empty() {
                return;
            }
            visit($node::Run(run));
            for inline in run {
                visit($node::Piece(inline));
                $piece(inline, visit, depth + 1);
            }
        }

        fn $piece(inline: &$($mut)? Inline, visit: &mut dyn FnMut($node<'_>), depth: usize) {
            match inline {
                Inline::Emphasis(content)
                | Inline::Strong(content)
                | Inline::Strikethrough(content)
                | Inline::Superscript(content)
                | Inline::Subscript(content)
                | Inline::SmallCaps(content)
                | Inline::Span { content, .. } => $run(content, visit, depth),
                Inline::Link(link) => $run(&$($mut)? link.content, visit, depth),
                Inline::Element(element) => $run(&$($mut)? element.content, visit, depth),
                Inline::Ruby(pairs) => {
                    for (base, reading) in pairs {
                        $run(base, visit, depth);
                        $run(reading, visit, depth);
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
    };
}

walks! {
    /// Shows every block, every run and every piece to `visit`.
    walk,
    /// [`walk`] for a run of text alone.
    walk_run,
    Node, [Inline], (blocks, block, run, piece), iter
}

walks! {
    /// Shows every block, every run and every piece to `visit`, which may change them: what it leaves is entered next.
    walk_mut,
    /// [`walk_mut`] for a run of text alone.
    walk_run_mut,
    NodeMut, Vec<Inline>, (blocks_mut, block_mut, run_mut, piece_mut), iter_mut, mut
}

/// Whether a run prints nothing but blanks and line breaks.
#[must_use]
pub fn is_blank(run: &[Inline]) -> bool {
    let mut blank = true;
    walk_run(run, &mut |node| {
        if let Node::Piece(piece) = node {
            blank &= match piece {
                Inline::Text(text) => text.trim().is_empty(),
                Inline::LineBreak
                | Inline::Emphasis(_)
                | Inline::Strong(_)
                | Inline::Strikethrough(_)
                | Inline::Superscript(_)
                | Inline::Subscript(_)
                | Inline::SmallCaps(_)
                | Inline::Span { .. }
                | Inline::Element(_) => true,
                _ => false,
            };
        }
    });
    blank
}

/// The words of a run without markup: for titles, slugs and comparisons. Line breaks become spaces; pictures give their
/// alternative text; notes, page breaks and readings over a word are left out.
#[must_use]
pub fn plain_text(run: &[Inline]) -> String {
    let mut text = String::new();
    push_text(run, ' ', &mut text, 0);
    let trimmed = text.trim();
    if trimmed.len() == text.len() {
        text
    } else {
        trimmed.to_string()
    }
}

/// What parts the lines of a label until they are joined: no text has it.
const LINE: char = '\u{2028}';

/// The words of a heading on one line: for contents, titles and labels. A line break parts a number from its title: a colon
/// joins them, unless the number brings its own mark.
#[must_use]
pub fn label(run: &[Inline]) -> String {
    let mut text = String::new();
    push_text(run, LINE, &mut text, 0);
    let mut out = String::new();
    for line in text.split(LINE).filter(|line| !line.trim().is_empty()) {
        if out.ends_with(|c: char| c.is_alphanumeric() || c == ')') {
            out.push(':');
        }
        for word in line.split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

fn push_text(run: &[Inline], line_break: char, text: &mut String, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    for inline in run {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Math(math) => text.push_str(&math.tex),
            Inline::LineBreak => text.push(line_break),
            Inline::Image(picture) => text.push_str(picture.alternative.as_deref().unwrap_or("")),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Superscript(content)
            | Inline::Subscript(content)
            | Inline::SmallCaps(content)
            | Inline::Span { content, .. } => push_text(content, line_break, text, depth + 1),
            Inline::Link(link) => push_text(&link.content, line_break, text, depth + 1),
            Inline::Element(element) => push_text(&element.content, line_break, text, depth + 1),
            Inline::Ruby(pairs) => pairs
                .iter()
                .for_each(|(base, _)| push_text(base, line_break, text, depth + 1)),
            Inline::Markup(markup) => text.push_str(markup.alternative.as_deref().unwrap_or("")),
            Inline::NoteRef(_) | Inline::PageBreak(_) => {}
        }
    }
}
