//! Notes: references that lead to them, and the notes with their way back.

use super::{Writer, push_text};
use crate::book::{Block, BlockKind};

impl Writer<'_> {
    /// The anchor of the `count`th reference to a note.
    fn reference_id(&self, note: usize, count: u32) -> String {
        let id = self
            .book
            .notes
            .get(note)
            .map_or("", |note| note.id.as_str());
        if count < 2 {
            format!("{id}-ref")
        } else {
            format!("{id}-ref-{count}")
        }
    }

    /// Writes a reference to a note.
    pub(super) fn note_reference(&mut self, index: usize) {
        let Some(note) = self.book.notes.get(index) else {
            return;
        };
        if self.noted.insert(index)
            && !self.written.contains(&index)
            && self.places.holds_note(index)
        {
            self.referenced.push(index);
        }
        if self.in_link {
            self.out.push_str("<sup>");
            push_text(&mut self.out, &note.label);
            return self.close("sup");
        }
        let count = self.references.get(&index).copied().unwrap_or(0) + 1;
        self.references.insert(index, count);
        let href = self.places.anchor(&note.id);
        let id = self.reference_id(index, count);
        self.out.push_str("<sup><a");
        self.epub_type("noteref");
        self.attribute("role", "doc-noteref");
        self.id(Some(&id));
        self.attribute("class", "note-ref");
        self.attribute("href", &href);
        self.out.push('>');
        push_text(&mut self.out, &note.label);
        self.out.push_str("</a></sup>");
    }

    /// Writes the notes referred to in this file since the last call, each with its way back. Notes that notes refer to
    /// come after them.
    pub(crate) fn notes(&mut self, title: &str) {
        if self.referenced.is_empty() {
            return;
        }
        self.out
            .push_str("<section role=\"doc-endnotes\" class=\"notes\"");
        self.attribute("aria-label", title);
        self.out.push_str(">\n");
        let mut next = 0;
        while let Some(&index) = self.referenced.get(next) {
            self.written.insert(index);
            self.note(index);
            next += 1;
        }
        self.referenced.clear();
        self.out.push_str("</section>\n");
    }

    fn note(&mut self, index: usize) {
        let Some(note) = self.book.notes.get(index) else {
            return;
        };
        self.mark(note.span);
        if self.xhtml() {
            self.out
                .push_str("<aside epub:type=\"footnote\" role=\"doc-footnote\"");
        } else {
            self.out.push_str("<div role=\"doc-footnote\"");
        }
        self.id(Some(&note.id));
        self.attribute("class", "note");
        self.out.push_str(">\n<p");
        let mut rest = note.blocks.as_slice();
        let first = match rest.split_first() {
            Some((
                Block {
                    kind: BlockKind::Paragraph(content),
                    attributes,
                    ..
                },
                others,
            )) => {
                rest = others;
                self.attributes("", attributes);
                content.as_slice()
            }
            _ => &[],
        };
        self.out.push('>');
        // A reference inside a link is none that one could go back to.
        if self.references.contains_key(&index) {
            self.out
                .push_str("<a role=\"doc-backlink\" class=\"note-label\"");
            let back = self.places.anchor(&self.reference_id(index, 1));
            self.attribute("href", &back);
            self.out.push('>');
            push_text(&mut self.out, &note.label);
            self.close("a");
        } else {
            push_text(&mut self.out, &note.label);
        }
        if !first.is_empty() {
            self.out.push(' ');
            self.inlines(first);
        }
        self.out.push_str("</p>\n");
        self.blocks(rest);
        self.out.push_str(if self.xhtml() {
            "</aside>\n"
        } else {
            "</div>\n"
        });
    }
}
