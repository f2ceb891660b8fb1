//! Tables.

use super::Writer;
use crate::book::{Alignment, Attributes, Cell, Row, Table};

impl Writer<'_> {
    /// Writes a table. Head cells say whether they head a column or a row.
    pub(super) fn table(&mut self, attributes: &Attributes, table: &Table) {
        self.facts.tables = true;
        let framed = !self.xhtml();
        if framed {
            // A wide table scrolls inside its frame; the page never does.
            self.out.push_str("<div class=\"table\">");
        }
        self.open("table", "", attributes);
        self.out.push('\n');
        if !table.caption.is_empty() {
            self.out.push_str("<caption>");
            self.inlines(&table.caption);
            self.out.push_str("</caption>\n");
        }
        self.rows("thead", "col", &table.head, &table.alignments);
        self.rows("tbody", "row", &table.body, &table.alignments);
        self.close("table");
        if framed {
            self.close("div");
        }
    }

    fn rows(&mut self, group: &str, scope: &str, rows: &[Row], alignments: &[Alignment]) {
        if rows.is_empty() {
            return;
        }
        self.out.push('<');
        self.out.push_str(group);
        self.out.push_str(">\n");
        for row in rows {
            self.out.push_str("<tr>");
            let mut column = 0;
            for cell in &row.cells {
                self.cell(
                    cell,
                    scope,
                    alignments.get(column).copied().unwrap_or_default(),
                );
                column += usize::from(cell.columns.max(1));
            }
            self.out.push_str("</tr>\n");
        }
        self.close(group);
        self.out.push('\n');
    }

    fn cell(&mut self, cell: &Cell, scope: &str, alignment: Alignment) {
        let name = if cell.heading { "th" } else { "td" };
        self.out.push('<');
        self.out.push_str(name);
        if cell.heading {
            self.attribute("scope", scope);
        }
        if cell.columns > 1 {
            self.attribute("colspan", &cell.columns.to_string());
        }
        if cell.rows > 1 {
            self.attribute("rowspan", &cell.rows.to_string());
        }
        match alignment {
            Alignment::None => {}
            Alignment::Left => self.attribute("class", "left"),
            Alignment::Center => self.attribute("class", "center"),
            Alignment::Right => self.attribute("class", "right"),
        }
        self.out.push('>');
        self.contained(&cell.blocks, cell.blocks.len() == 1);
        self.close(name);
    }
}
