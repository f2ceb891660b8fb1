//! Lists.

use super::writer::Writer;
use crate::book::{Block, BlockKind, ListItem, QuoteKind};

impl Writer<'_> {
    /// Writes a list.
    pub(super) fn list(&mut self, start: Option<u64>, tight: bool, items: &[ListItem]) {
        let parted = items.len() > 1 || items.iter().any(|item| item.blocks.len() > 1);
        // Three dashes in a row would be a rule.
        let bullet = if self.begins_item() { "+ " } else { "- " };
        for (index, item) in items.iter().enumerate() {
            if index > 0 && !tight {
                self.line("");
            }
            let number = start.map(|start| start.saturating_add(u64::try_from(index).unwrap_or(0)));
            let marker = match number {
                Some(number) => format!("{}. ", number.min(999_999_999)),
                None => bullet.to_owned(),
            };
            let indent = " ".repeat(marker.len());
            let task = match item.task {
                Some(true) => "[x] ",
                Some(false) => "[ ] ",
                None => "",
            };
            // The box is part of the first line only; the lines after it stand under the marker.
            self.contained(&format!("{marker}{task}"), &indent, |writer| {
                if item.task.is_some() && !opens_with_text(item) {
                    writer.line("<!-- -->");
                    if !tight {
                        writer.line("");
                    }
                }
                if tight {
                    item.blocks.iter().for_each(|block| writer.block(block));
                } else {
                    writer.blocks(&item.blocks);
                }
                if !tight && !parted {
                    // Nothing else makes a list of one paragraph a loose one.
                    writer.line("");
                    writer.line("<!-- -->");
                }
            });
        }
    }
}

/// What a list must say of itself: `tight` where blank lines between the blocks of its items would make it a loose one,
/// `loose` where they stand too deep to make it one.
pub(super) fn says(tight: bool, items: &[ListItem]) -> Option<&'static str> {
    let hides_it = |item: &ListItem| {
        let first = item.blocks.first().map(|block| &block.kind);
        matches!(
            first,
            Some(BlockKind::List { .. } | BlockKind::DefinitionList(_))
        )
    };
    if !tight {
        return items.iter().any(hides_it).then_some("loose");
    }

    let is_text = |block: &Block| {
        block.attributes.is_empty() && matches!(block.kind, BlockKind::Paragraph(_))
    };
    let needs_no_line = |block: &Block| {
        block.attributes.is_empty()
            && match &block.kind {
                BlockKind::List {
                    start,
                    tight,
                    items,
                } => start.is_none_or(|start| start == 1) && says(*tight, items).is_none(),
                BlockKind::Paragraph(_)
                | BlockKind::Heading { .. }
                | BlockKind::ThematicBreak
                | BlockKind::CodeBlock { .. }
                | BlockKind::PageBreak(_)
                | BlockKind::BlockQuote {
                    kind: QuoteKind::Quotation,
                    ..
                } => true,
                _ => false,
            }
    };
    let is_plain = |item: &ListItem| match item.blocks.as_slice() {
        _ if item.task.is_some() && !opens_with_text(item) => false,
        [] => true,
        [only] => needs_no_line(only),
        [first, second] => {
            is_text(first) && matches!(second.kind, BlockKind::List { .. }) && needs_no_line(second)
        }
        _ => false,
    };
    (!items.iter().all(is_plain)).then_some("tight")
}

/// Whether an item begins with text, as a box must that is ticked.
fn opens_with_text(item: &ListItem) -> bool {
    matches!(item.blocks.first().map(|block| &block.kind), Some(BlockKind::Paragraph(content)) if !content.is_empty())
}
