//! Rows of tables that hold more cells than their head. GitHub's tables drop such cells; here no word is lost: a bar inside
//! code or a link by name was meant as a letter, and for all else the table gets the columns it lacks.

use std::borrow::Cow;

use super::{Line, Writer};

/// How many rows are looked at.
const LONGEST: usize = 2000;

impl Writer<'_> {
    /// A table of which a row is wider than the head. How many lines it took.
    pub(super) fn wide_table(
        &mut self,
        line: &Line,
        before: Option<&Line>,
        rest: &[Line],
    ) -> usize {
        let is_first = before.is_none_or(|before| !before.content.contains('|'));
        let rule = rest.get(1).map_or("", |line| line.content);
        let head = cells(line.content);
        if !is_first || !is_rule(rule) || cells(rule) != head {
            return 0;
        }
        let rows = rest.iter().take(LONGEST);
        let rows: Vec<&Line> = rows.take_while(|row| row.content.contains('|')).collect();
        if rows.iter().all(|row| cells(row.content) <= head) {
            return 0;
        }
        let kept: Vec<Cow<'_, str>> = rows
            .iter()
            .map(|row| match cells(row.content) > head {
                true => Cow::Owned(with_letters(row.content)),
                false => Cow::Borrowed(row.content),
            })
            .collect();
        let columns = kept.iter().map(|row| cells(row)).max().unwrap_or(head);
        for (index, (row, kept)) in rows.iter().zip(&kept).enumerate() {
            let lacking = match index {
                0 | 1 => columns - head,
                _ => 0,
            };
            let cell = if index == 1 { " --- |" } else { " |" };
            let mut content = kept.to_string();
            if lacking > 0 && !content.ends_with('|') {
                content.push_str(" |");
            }
            content.push_str(&cell.repeat(lacking));
            let whole = format!("{}{content}\n", row.prefix);
            let row = Line {
                content: &content,
                whole: &whole,
                ..**row
            };
            self.plain(&row, &[]);
        }
        rows.len()
    }
}

/// The row of dashes below a head.
fn is_rule(content: &str) -> bool {
    content.contains('-')
        && content
            .bytes()
            .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '))
}

/// How many cells a row holds; blank ones at its end do not count.
fn cells(row: &str) -> usize {
    let mut count = 0;
    let mut filled = 0;
    let mut is_blank = true;
    let mut is_escaped = false;
    let row = row.trim();
    for c in row.strip_prefix('|').unwrap_or(row).chars() {
        if c == '|' && !is_escaped {
            count += 1;
            filled = if is_blank { filled } else { count };
            is_blank = true;
        } else {
            is_blank &= c.is_whitespace();
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    if is_blank { filled } else { count + 1 }
}

/// A row whose bars inside code and links by name are letters.
fn with_letters(row: &str) -> String {
    let mut out = String::with_capacity(row.len() + 4);
    let mut rest = row;
    while let Some(at) = rest.find(['`', '[', '\\']) {
        let (plain, found) = rest.split_at(at);
        out.push_str(plain);
        let run = found.len() - found.trim_start_matches('`').len();
        let (inner, mark) = match found.get(..run.max(2)) {
            Some("[[") => (found.get(2..).unwrap_or(""), "]]"),
            _ => (
                found.get(run..).unwrap_or(""),
                found.get(..run).unwrap_or(""),
            ),
        };
        let span = (!mark.is_empty()).then(|| inner.split_once(mark)).flatten();
        rest = match span {
            Some((inside, behind)) => {
                let opened = found.len() - inner.len();
                out.push_str(found.get(..opened).unwrap_or(""));
                out.push_str(&inside.replace("\\|", "|").replace('|', "\\|"));
                out.push_str(mark);
                behind
            }
            None => {
                // A sign of its own, or an escape with what it escapes.
                let length = if found.starts_with('\\') {
                    2
                } else {
                    run.max(1)
                };
                let length = (length..=found.len())
                    .find(|length| found.is_char_boundary(*length))
                    .unwrap_or(found.len());
                out.push_str(found.get(..length).unwrap_or(""));
                found.get(length..).unwrap_or("")
            }
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{cells, with_letters};

    #[test]
    fn cells_are_counted_as_they_are_parted() {
        for (row, count) in [
            ("| a | b |", 2),
            ("a | b", 2),
            ("| a | | c", 3),
            (r"| a \| b | c |", 2),
            ("| a | b | |", 2),
            ("|", 0),
        ] {
            assert_eq!(cells(row), count, "{row}");
        }
    }

    #[test]
    fn bars_in_code_are_letters() {
        for (row, expected) in [
            ("| `a|b` | c |", r"| `a\|b` | c |"),
            ("| [[a|b]] | c |", r"| [[a\|b]] | c |"),
            (r"| ``a`|\|b`` |", r"| ``a`\|\|b`` |"),
            (r"| \ü `a|b`", r"| \ü `a\|b`"),
            ("| `a | b", "| `a | b"),
        ] {
            assert_eq!(with_letters(row), expected);
        }
    }
}
