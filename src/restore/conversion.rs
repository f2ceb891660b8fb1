//! From the draft to the document: blocks grouped into quotations, lists and poems, text into inline content.

use super::draft::{Block as Draught, Draft, Kind};
use super::inlines::{Syntax, inlines};
use super::tables;
use super::text::{LINE_BREAK, MarkKind, Text};
use super::word_count::{count, count_inlines};
use crate::book::{
    Block, BlockKind, Cell, Document, Inline, ListItem, Note, PageBreak, QuoteKind, Row, Speech,
    Table, Verse, VerseLine,
};
use crate::source::begins_with_dash;

/// The document of a draft.
pub(super) fn convert(mut draft: Draft, path: &str, syntax: Syntax) -> Document {
    let labels = draft.page_labels;
    let converter = Converter {
        labels: &labels,
        syntax,
    };
    let notes = draft.notes.iter_mut().map(|note| Note {
        label: std::mem::take(&mut note.label),
        blocks: converter.blocks(&mut note.blocks),
        span: note.span,
        ..Note::default()
    });
    let notes = notes.collect();
    let span = draft
        .blocks
        .iter()
        .fold(crate::report::Span::NONE, |span, block| {
            span.join(block.span)
        });
    Document {
        path: path.to_owned(),
        metadata: draft.metadata,
        blocks: converter.blocks(&mut draft.blocks),
        notes,
        span,
        is_restored: true,
        names: Vec::new(),
    }
}

struct Converter<'a> {
    labels: &'a [Option<String>],
    syntax: Syntax,
}

impl Converter<'_> {
    /// Converts all blocks; the text of each goes once it is converted, or a book would be there twice.
    fn blocks(&self, draughts: &mut [Draught]) -> Vec<Block> {
        let mut blocks = Vec::with_capacity(draughts.len());
        let mut rest = draughts;
        while let Some(first) = rest.first() {
            let length = match first.frame {
                Some(kind) => {
                    let length = rest.iter().take_while(|b| b.frame == first.frame).count();
                    let (inside, _) = rest.split_at(length);
                    blocks.push(self.quotation(kind, inside, &mut Vec::new()));
                    length
                }
                None => self.group(rest, &mut blocks),
            };
            let (done, others) = rest.split_at_mut(length.clamp(1, rest.len()));
            done.iter_mut()
                .for_each(|block| block.text = Text::default());
            rest = others;
        }
        blocks
    }

    fn quotation(&self, kind: QuoteKind, inside: &[Draught], scratch: &mut Vec<Block>) -> Block {
        let span = inside
            .iter()
            .fold(crate::report::Span::NONE, |span, block| {
                span.join(block.span)
            });
        let (inside, attribution) = match inside.split_last() {
            Some((last, before))
                if last.kind == Kind::Attribution
                    && before.iter().all(|b| b.kind != Kind::Stanza) =>
            {
                (before, Some(self.text(&last.text, last.span)))
            }
            // Written as Markdown and read again, such a paragraph signs the quotation.
            Some((last, before)) if last.kind == Kind::Paragraph && !before.is_empty() => {
                let content = self.text(&last.text, last.span);
                if begins_with_dash(&content) {
                    (before, Some(content))
                } else {
                    (inside, None)
                }
            }
            _ => (inside, None),
        };
        let mut rest = inside;
        while !rest.is_empty() {
            let length = self.group(rest, scratch);
            rest = rest.get(length.max(1)..).unwrap_or_default();
        }
        Block::new(
            BlockKind::BlockQuote {
                kind,
                blocks: std::mem::take(scratch),
                attribution,
            },
            span,
        )
    }

    /// Converts the first block with those that belong to it; gives how many.
    fn group(&self, rest: &[Draught], blocks: &mut Vec<Block>) -> usize {
        let Some(first) = rest.first() else { return 0 };
        let frame = first.frame;
        match first.kind {
            Kind::Stanza if first.speaker > 0 => {
                self.hoist(&first.text, blocks, true);
                blocks.push(Block::new(self.speech(first), first.span));
                1
            }
            Kind::Stanza => {
                let length = rest
                    .iter()
                    .take_while(|b| b.kind == Kind::Stanza && b.frame == frame && b.speaker == 0)
                    .count();
                let (stanzas, after) = rest.split_at(length);
                let attribution = after
                    .first()
                    .filter(|b| b.kind == Kind::Attribution && b.frame == frame);
                self.verse(stanzas, attribution, blocks);
                length + usize::from(attribution.is_some())
            }
            Kind::Item { number } => {
                let ordered = number.is_some();
                let belongs = |b: &&Draught| {
                    matches!(b.kind, Kind::Item { number } if number.is_some() == ordered)
                        && b.frame == frame
                };
                let length = rest.iter().take_while(belongs).count();
                let (items, _) = rest.split_at(length);
                self.list(items, number, blocks);
                length
            }
            _ => {
                self.single(first, blocks);
                1
            }
        }
    }

    fn single(&self, block: &Draught, blocks: &mut Vec<Block>) {
        let kind = match block.kind {
            Kind::Heading { level } => {
                self.hoist(&block.text, blocks, false);
                let mut text = Text::default();
                text.append("", block.text.clone());
                BlockKind::Heading {
                    level: level.clamp(1, 6),
                    content: without_page_breaks(self.text(&text, block.span)),
                }
            }
            Kind::SceneBreak => {
                self.hoist(&block.text, blocks, false);
                BlockKind::ThematicBreak
            }
            Kind::Code => {
                self.hoist(&block.text, blocks, false);
                code(block.text.as_str())
            }
            Kind::Table => {
                self.hoist(&block.text, blocks, true);
                self.table(block)
            }
            Kind::Paragraph
            | Kind::Note
            | Kind::Attribution
            | Kind::Dropped
            | Kind::Stanza
            | Kind::Item { .. } => {
                self.hoist(&block.text, blocks, true);
                let content = self.text(&block.text, block.span);
                match block.text.as_str().is_char_boundary(block.speaker) && block.speaker > 0 {
                    true => self.speech(block),
                    false => BlockKind::Paragraph(without_leading_page_breaks(content)),
                }
            }
        };
        blocks.push(Block::new(kind, block.span));
    }

    fn table(&self, block: &Draught) -> BlockKind {
        let mut rows = tables::rows(&block.text);
        let dashes = block.text.as_str().split(LINE_BREAK).nth(1);
        let alignments = dashes.and_then(tables::alignments).unwrap_or_default();
        if rows.len() > 1 {
            rows.remove(1);
        }
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut rows = rows.into_iter().enumerate().map(|(index, mut row)| {
            row.resize_with(columns, Text::default);
            let cells = row.into_iter().map(|text| {
                let content = without_leading_page_breaks(self.text(&text, block.span));
                Cell {
                    heading: index == 0,
                    columns: 1,
                    rows: 1,
                    blocks: vec![Block::new(BlockKind::Paragraph(content), block.span)],
                }
            });
            Row {
                cells: cells.collect(),
            }
        });
        let mut table = Table {
            head: rows.by_ref().take(1).collect(),
            ..Table::default()
        };
        table.body = rows.collect();
        table.alignments = alignments;
        table.alignments.resize_with(columns, Default::default);
        BlockKind::Table(Box::new(table))
    }

    /// A speech: its speaker, and what is said in prose or in verse. A line break behind the speaker stays.
    fn speech(&self, block: &Draught) -> BlockKind {
        let mut speaker = block.text.clone();
        let mut words = speaker.split_off(block.speaker);
        let mut blocks = Vec::new();
        if block.kind == Kind::Stanza {
            words.trim();
            let stanza = Draught {
                kind: Kind::Stanza,
                text: words,
                span: block.span,
                ..Draught::default()
            };
            self.verse(&[stanza], None, &mut blocks);
        } else {
            let mut content = self.text(&words, block.span);
            if let Some(Inline::Text(first)) = content.first_mut() {
                *first = first.trim_start().to_owned();
            }
            content.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
            if words.as_str().starts_with(LINE_BREAK) {
                content.insert(0, Inline::LineBreak);
            }
            blocks.push(Block::new(BlockKind::Paragraph(content), block.span));
        }
        BlockKind::Speech(Speech {
            speaker: without_leading_page_breaks(self.text(&speaker, block.span)),
            blocks,
        })
    }

    /// Page breaks that stand at the beginning of a block (or anywhere in it, where its content can hold none) go before it.
    fn hoist(&self, text: &Text, blocks: &mut Vec<Block>, at_start_only: bool) {
        for mark in text.marks() {
            let MarkKind::Page(page) = mark.kind else {
                continue;
            };
            if at_start_only && mark.at > 0 {
                continue;
            }
            if let Some(label) = self.labels.get(page).and_then(Option::as_ref) {
                let page_break = PageBreak {
                    label: label.clone(),
                    id: String::new(),
                };
                blocks.push(Block::new(
                    BlockKind::PageBreak(page_break),
                    crate::report::Span::NONE,
                ));
            }
        }
    }

    /// Inline content that has all words of the text: markup that parts or joins words otherwise than it was counted
    /// (`a</b>a`) is printed plainly.
    fn text(&self, text: &Text, span: crate::report::Span) -> Vec<Inline> {
        let content = inlines(text, self.syntax, self.labels, span);
        let is_markdown = self.syntax == Syntax::Markdown;
        if is_markdown && count_inlines(&content) != count(text.as_str(), true) {
            return literal(text, self.labels);
        }
        content
    }

    fn verse(&self, stanzas: &[Draught], attribution: Option<&Draught>, blocks: &mut Vec<Block>) {
        let mut verse = Verse {
            attribution: attribution.map(|b| self.text(&b.text, b.span)),
            ..Verse::default()
        };
        let lines = || {
            stanzas
                .iter()
                .flat_map(|stanza| stanza.text.as_str().split(LINE_BREAK))
        };
        let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let least = lines()
            .filter(|line| !line.trim().is_empty())
            .map(indent)
            .min()
            .unwrap_or(0);
        let mut steps: Vec<usize> = lines()
            .map(|line| indent(line).saturating_sub(least))
            .collect();
        steps.sort_unstable();
        steps.dedup();
        let step = steps
            .iter()
            .copied()
            .find(|s| *s > 0)
            .unwrap_or(1)
            .clamp(1, 4);
        for stanza in stanzas {
            self.hoist(&stanza.text, blocks, true);
            let mut lines = Vec::new();
            for mut text in stanza.text.clone().into_lines() {
                let depth = indent(text.as_str()).saturating_sub(least) / step;
                // A page mark before the spaces of the line would keep them.
                text.trim();
                let content = self.text(&text, stanza.span);
                lines.push(VerseLine {
                    indent: u8::try_from(depth.min(9)).unwrap_or(9),
                    content: if lines.is_empty() {
                        without_leading_page_breaks(content)
                    } else {
                        content
                    },
                });
            }
            verse.stanzas.push(lines);
        }
        let span = stanzas
            .iter()
            .fold(crate::report::Span::NONE, |span, block| {
                span.join(block.span)
            });
        blocks.push(Block::new(BlockKind::Verse(verse), span));
    }

    fn list(&self, items: &[Draught], start: Option<u64>, blocks: &mut Vec<Block>) {
        let span = items.iter().fold(crate::report::Span::NONE, |span, block| {
            span.join(block.span)
        });
        let items = items.iter().map(|item| {
            let mut inner = Vec::new();
            self.hoist(&item.text, &mut inner, true);
            let content = without_leading_page_breaks(self.text(&item.text, item.span));
            inner.push(Block::new(BlockKind::Paragraph(content), item.span));
            ListItem {
                task: None,
                blocks: inner,
            }
        });
        let items = items.collect();
        blocks.push(Block::new(
            BlockKind::List {
                start,
                tight: true,
                items,
            },
            span,
        ));
    }
}

/// What a text prints, piece by piece, without its markup; marks at its end.
fn literal(text: &Text, labels: &[Option<String>]) -> Vec<Inline> {
    let mut content = Vec::new();
    super::markup::visible(text.as_str(), |piece| {
        content.push(Inline::Text(piece.replace([LINE_BREAK, '\n'], " ")));
    });
    for mark in text.marks() {
        match mark.kind {
            MarkKind::Note(index) => content.push(Inline::NoteRef(index)),
            MarkKind::Page(page) => {
                let label = labels.get(page).and_then(Option::as_ref).cloned();
                content.extend(label.map(|label| {
                    Inline::PageBreak(Box::new(PageBreak {
                        label,
                        id: String::new(),
                    }))
                }));
            }
        }
    }
    content
}

fn without_page_breaks(mut content: Vec<Inline>) -> Vec<Inline> {
    content.retain(|inline| !matches!(inline, Inline::PageBreak(_)));
    content
}

fn without_leading_page_breaks(mut content: Vec<Inline>) -> Vec<Inline> {
    let leading = content
        .iter()
        .take_while(|inline| matches!(inline, Inline::PageBreak(_)))
        .count();
    content.drain(..leading);
    if leading > 0
        && let Some(Inline::Text(text)) = content.first_mut()
    {
        // What stood between the mark and the words is no indentation.
        *text = text.trim_start().to_owned();
    }
    content
}

fn code(text: &str) -> BlockKind {
    let mut lines: Vec<&str> = text.split(LINE_BREAK).collect();
    let info = lines
        .first()
        .map(|line| line.trim().trim_start_matches(['`', '~']).trim())
        .unwrap_or_default();
    let language = Some(info.to_owned()).filter(|info| !info.is_empty());
    if !lines.is_empty() {
        lines.remove(0);
    }
    if lines.last().is_some_and(|line| {
        !line.trim().is_empty() && line.trim().chars().all(|c| matches!(c, '`' | '~'))
    }) {
        lines.pop();
    }
    BlockKind::CodeBlock {
        language,
        text: lines.join("\n"),
    }
}
