//! Tables as Markdown writes them: rows between bars, a row of dashes below the first.
//!
//! Extractors write tables where there are none as well: the printed contents (which has been found before), a paragraph in
//! one cell. A table has two columns at least, and rows that have as many.

use super::draft::{Draft, Line, Role, Start};
use super::recorder::Recorder;
use super::text::Text;
use super::{Evidence, Pass, Phase};
use crate::book::Alignment;

pub(super) static PASS: Pass = Pass {
    name: "tables",
    phase: Phase::Line,
    about: "keeps the tables that an extractor wrote in Markdown",
    example: "|Rice|1.73| / |---|---| → a table",
    run,
};

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    if !draft.is_markdown {
        return;
    }
    let mut index = 0;
    while index < draft.lines.len() {
        let end = end(&draft.lines, index);
        let Some(rows) = draft.lines.get(index..end).filter(|rows| is_table(rows)) else {
            index = end.max(index + 1);
            continue;
        };
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            break;
        };
        let span = first.span.join(last.span);
        let after = format!("a table of {} rows", rows.len() - 1);
        let reason = "rows between bars, with dashes below the first";
        if recorder.propose(span, first.as_str(), &after, 90, reason) {
            for (offset, line) in draft.lines.iter_mut().take(end).skip(index).enumerate() {
                line.role = Role::Table;
                line.start = if offset == 0 {
                    Start::New
                } else {
                    Start::Joined
                };
            }
        }
        index = end;
    }
}

/// One past the last row of the rows that begin at a line.
fn end(lines: &[Line], start: usize) -> usize {
    let row = |index: usize| {
        lines.get(index).is_some_and(|line| {
            line.role == Role::Body
                && line.quote == 0
                && line.as_str().starts_with('|')
                && (index == start || line.gap == 0 && line.page.is_none())
        })
    };
    let mut end = start;
    while row(end) {
        end += 1;
    }
    end
}

fn is_table(rows: &[Line]) -> bool {
    let Some([first, dashes, rest @ ..]) = rows.get(..) else {
        return false;
    };
    let columns = bars(first.as_str()).len().saturating_sub(1);
    let alike = rest
        .iter()
        .filter(|row| bars(row.as_str()).len() == columns + 1)
        .count();
    columns >= 2
        && alignments(dashes.as_str()).is_some_and(|a| a.len() == columns)
        && !rest.is_empty()
        && alike * 4 >= rest.len() * 3
}

/// The places of the bars of a row that part cells, one at its end added where it has none.
fn bars(row: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut escaped = false;
    for (at, c) in row.char_indices() {
        if c == '|' && !escaped {
            found.push(at);
        }
        escaped = c == '\\' && !escaped;
    }
    if !row.trim_end().ends_with('|') {
        found.push(row.len());
    }
    found
}

/// The columns of a row of dashes.
pub(super) fn alignments(row: &str) -> Option<Vec<Alignment>> {
    let inner = row.trim().strip_prefix('|')?;
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    inner
        .split('|')
        .map(|cell| {
            let cell = cell.trim();
            let dashes = cell.trim_matches(':');
            if dashes.is_empty() || !dashes.bytes().all(|b| b == b'-') {
                return None;
            }
            Some(match (cell.starts_with(':'), cell.ends_with(':')) {
                (true, true) => Alignment::Center,
                (true, false) => Alignment::Left,
                (false, true) => Alignment::Right,
                (false, false) => Alignment::default(),
            })
        })
        .collect()
}

/// The rows of a table's block, each parted into its cells.
pub(super) fn rows(text: &Text) -> Vec<Vec<Text>> {
    text.clone().into_lines().into_iter().map(cells).collect()
}

fn cells(mut row: Text) -> Vec<Text> {
    let bars = bars(row.as_str());
    let mut cells = Vec::new();
    for pair in bars.windows(2).rev() {
        let &[from, to] = pair else { continue };
        row.split_off(to);
        let mut cell = row.split_off(from);
        cell = cell.split_off("|".len());
        cell.trim();
        cells.push(cell);
    }
    cells.reverse();
    cells
}
