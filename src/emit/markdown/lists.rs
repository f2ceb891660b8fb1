//! Lists.

use super::writer::Writer;
use crate::book::{Block, BlockKind, ListItem};

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
                writer.item(&item.blocks, tight);
                if !tight && !parted {
                    // Nothing else makes a list of one paragraph a loose one.
                    writer.line("");
                    writer.line("<!-- -->");
                }
            });
        }
    }

    fn item(&mut self, blocks: &[Block], tight: bool) {
        if !tight {
            return self.blocks(blocks);
        }
        let mut before: Option<&Block> = None;
        for block in blocks {
            let paragraphs = before
                .is_some_and(|before| matches!(before.kind, BlockKind::Paragraph(_)))
                && matches!(block.kind, BlockKind::Paragraph(_));
            if paragraphs {
                // A blank line would loosen the list; a quotation of nothing parts them and is nothing.
                self.line(">");
            }
            self.block(block);
            before = Some(block);
        }
    }
}
