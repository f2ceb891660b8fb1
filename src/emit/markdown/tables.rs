//! Tables: with pipes where every cell is text and there is one row of headings, else in HTML tags.

use super::attributes::{in_tag, push};
use super::writer::Writer;
use crate::book::visit::is_blank;
use crate::book::{Alignment, Attributes, Block, BlockKind, Cell, Inline, Row, Table};

impl Writer<'_> {
    /// Writes a table.
    pub(super) fn table(&mut self, attributes: &Attributes, table: &Table) {
        if is_plain(table) {
            self.braces(attributes);
            self.pipe_table(table);
            // A caption of nothing but line breaks says nothing, and would be read as a paragraph.
            if !is_blank(&table.caption) {
                let text = self.line_of(&table.caption);
                self.line("");
                self.line(&format!("Table: {text}"));
            }
        } else {
            self.html_table(attributes, table);
        }
    }

    fn pipe_table(&mut self, table: &Table) {
        for row in &table.head {
            self.pipe_row(row);
        }
        let rule: Vec<&str> = table
            .alignments
            .iter()
            .map(|alignment| match alignment {
                Alignment::None => "---",
                Alignment::Left => ":--",
                Alignment::Center => ":-:",
                Alignment::Right => "--:",
            })
            .collect();
        self.line(&format!("| {} |", rule.join(" | ")));
        for row in &table.body {
            self.pipe_row(row);
        }
    }

    fn pipe_row(&mut self, row: &Row) {
        let texts: Vec<&[Inline]> = row
            .cells
            .iter()
            .map(|cell| text_of(cell).unwrap_or_default())
            .collect();
        let cells = self.cells_of(&texts);
        self.line(&format!("| {} |", cells.join(" | ")));
    }

    fn html_table(&mut self, attributes: &Attributes, table: &Table) {
        self.anchor(attributes.id.as_deref());
        self.line(&format!("<table{}>", in_tag("", attributes)));
        if !table.caption.is_empty() {
            self.enclosed_text("caption", &table.caption);
        }
        self.html_rows("thead", &table.head, &table.alignments);
        self.html_rows("tbody", &table.body, &table.alignments);
        self.line("</table>");
    }

    fn html_rows(&mut self, group: &str, rows: &[Row], alignments: &[Alignment]) {
        if rows.is_empty() {
            return;
        }
        self.line(&format!("<{group}>"));
        for row in rows {
            self.line("<tr>");
            let mut column = 0;
            for cell in &row.cells {
                let mut tag = String::new();
                for (name, value) in [("colspan", cell.columns), ("rowspan", cell.rows)] {
                    if value > 1 {
                        push(&mut tag, name, &value.to_string());
                    }
                }
                match alignments.get(column).copied().unwrap_or_default() {
                    Alignment::None => {}
                    Alignment::Left => push(&mut tag, "align", "left"),
                    Alignment::Center => push(&mut tag, "align", "center"),
                    Alignment::Right => push(&mut tag, "align", "right"),
                }
                column += usize::from(cell.columns.max(1));
                let name = if cell.heading { "th" } else { "td" };
                match text_of(cell) {
                    // A few words need no blank lines around them.
                    Some([Inline::Text(text)]) => {
                        let mut line = format!("<{name}{tag}>");
                        super::html::push_text(&mut line, text);
                        self.line(&format!("{line}</{name}>"));
                    }
                    _ => self.enclosed(name, &tag, &cell.blocks),
                }
            }
            self.line("</tr>");
        }
        self.line(&format!("</{group}>"));
    }
}

/// Whether pipes can hold the table.
fn is_plain(table: &Table) -> bool {
    let columns = table.alignments.len();
    let row = |row: &Row, heading: bool| {
        row.cells.len() == columns
            && row.cells.iter().all(|cell| {
                cell.heading == heading
                    && cell.columns <= 1
                    && cell.rows <= 1
                    && text_of(cell).is_some()
            })
    };
    columns > 0
        && matches!(table.head.as_slice(), [head] if row(head, true))
        && table.body.iter().all(|cells| row(cells, false))
}

/// The text of a cell that holds nothing else.
fn text_of(cell: &Cell) -> Option<&[Inline]> {
    match cell.blocks.as_slice() {
        [] => Some(&[]),
        [
            Block {
                kind: BlockKind::Paragraph(content),
                attributes,
                ..
            },
        ] if attributes.is_empty() => Some(content),
        _ => None,
    }
}
