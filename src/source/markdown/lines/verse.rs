//! Line blocks: `| ` before each line keeps its end and its indentation.

use super::{Line, Writer};

impl Writer<'_> {
    /// Lines that begin with a bar and are no table.
    pub(super) fn line_block(
        &mut self,
        line: &Line,
        before: Option<&Line>,
        rest: &[Line],
    ) -> usize {
        if before.is_some_and(|before| {
            !before.is_blank()
                && !before.content.starts_with(":::")
                && !before.content.starts_with('{')
        }) {
            return 0;
        }
        let is_bar = |line: &Line| line.content == "|" || line.content.starts_with("| ");
        // A line that is indented goes on with the one before it.
        let goes_on = |line: &Line| {
            !line.is_blank()
                && line.prefix.starts_with([' ', '\t'])
                && !line.content.starts_with('|')
        };
        let count = rest
            .iter()
            .enumerate()
            .take_while(|(index, line)| is_bar(line) || (*index > 0 && goes_on(line)))
            .count();
        let lines = rest.get(..count).unwrap_or(&[]);
        let is_table = lines
            .iter()
            .all(|line| line.content.len() > 1 && line.content.ends_with('|'))
            || lines.iter().any(|line| is_delimiter_row(line.content))
            || rest
                .get(count)
                .is_some_and(|line| is_delimiter_row(line.content));
        if count == 0 || is_table {
            return 0;
        }
        self.block(line, "<deckle-verse>");
        for (index, line) in lines.iter().enumerate() {
            self.verse_line(line, index);
        }
        if !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.block(line, "</deckle-verse>");
        count
    }

    fn verse_line(&mut self, line: &Line, index: usize) {
        let body = line.content.strip_prefix('|');
        let words = body.unwrap_or(line.content).trim_start();
        let indent = body
            .map_or(0, |body| body.len() - body.trim_start().len())
            .saturating_sub(1)
            / 2;
        let wide = words.chars().take_while(|&c| c == '\u{a0}').count();
        let skipped = line.prefix.len() + line.content.len() - words.len();
        self.place(line.start + skipped);
        if body.is_none() {
            // It goes on with the line before it.
            if index > 0 && self.out.ends_with('\n') {
                self.out.pop();
            }
            self.out.push(' ');
        } else if words.is_empty() {
            self.out.push_str(line.prefix.trim_end());
        } else {
            let indent = (indent + wide / 2).min(9);
            self.out
                .push_str(&format!("{}<deckle-line indent=\"{indent}\">", line.prefix));
            self.place(line.start + skipped);
        }
        self.out.push_str(words);
        self.out.push('\n');
    }
}

/// The row of dashes below the head of a table.
fn is_delimiter_row(content: &str) -> bool {
    content.contains("--")
        && content
            .bytes()
            .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t' | b'+' | b'='))
        || content.contains(":-")
            && content
                .bytes()
                .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '))
        || content.starts_with("|-")
}
