//! Tables drawn with signs, as pandoc's authors write them: in a grid of `+`, `-` and `|`, or with columns under dashes. They
//! become tags, with the Markdown of each cell between them.

use super::containers::tag;
use super::{Line, Writer};
use crate::source::elements::Attribute;

/// How many lines a table may have.
const LINES_LIMIT: usize = 2000;

/// The lines of a cell, with where each begins in the text.
type CellLines<'a> = Vec<(usize, &'a str)>;

/// A cell: its lines and how many columns it spans.
struct Cell<'a> {
    lines: CellLines<'a>,
    columns: usize,
}

/// A table as it is drawn.
#[derive(Default)]
struct Drawn<'a> {
    head: Vec<Vec<Cell<'a>>>,
    body: Vec<Vec<Cell<'a>>>,
    alignments: Vec<&'static str>,
}

impl Writer<'_> {
    /// A table in a grid. How many lines it took.
    pub(super) fn grid_table(&mut self, line: &Line, rest: &[Line]) -> usize {
        let count = rest
            .iter()
            .take(LINES_LIMIT)
            .take_while(|line| line.content.starts_with(['+', '|']))
            .count();
        let lines = rest.get(..count).unwrap_or(&[]);
        let Some(drawn) = grid(lines) else { return 0 };
        self.drawn(line, &drawn);
        count
    }

    /// A table with its columns under dashes. How many lines it took.
    pub(super) fn dashed_table(
        &mut self,
        line: &Line,
        before: Option<&Line>,
        rest: &[Line],
    ) -> usize {
        if !before.is_none_or(Line::is_blank) || line.prefix.contains(['>', '\t']) {
            return 0;
        }
        match dashed(rest) {
            Some((drawn, count)) => {
                self.drawn(line, &drawn);
                count
            }
            None => 0,
        }
    }

    fn drawn(&mut self, line: &Line, drawn: &Drawn<'_>) {
        self.block(line, "<table>");
        for (part, cell, rows) in [("thead", "th", &drawn.head), ("tbody", "td", &drawn.body)] {
            if rows.is_empty() {
                continue;
            }
            self.block(line, &format!("<{part}>"));
            for row in rows {
                self.block(line, "<tr>");
                let mut column = 0;
                for content in row {
                    let mut attributes: Vec<Attribute> = Vec::new();
                    if content.columns > 1 {
                        attributes.push(("colspan".into(), content.columns.to_string()));
                    }
                    if let Some(side) = drawn.alignments.get(column).filter(|side| !side.is_empty())
                    {
                        attributes.push(("align".into(), (*side).to_owned()));
                    }
                    column += content.columns;
                    self.block(line, &tag(cell, &attributes));
                    for (at, text) in &content.lines {
                        self.place(*at);
                        self.out.push_str(line.prefix);
                        self.out.push_str(text);
                        self.out.push('\n');
                    }
                    self.block(line, &format!("</{cell}>"));
                }
                self.block(line, "</tr>");
            }
            self.block(line, &format!("</{part}>"));
        }
        self.block(line, "</table>");
    }
}

/// How many columns a letter takes where all letters have one width.
fn width(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36F}' => 0,
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{1F300}'..='\u{1FAFF}'
        | '\u{20000}'..='\u{3FFFD}' => 2,
        _ => 1,
    }
}

/// The byte at which a column begins, or the end of the text.
fn byte_of(text: &str, column: usize) -> usize {
    let mut at = 0;
    for (byte, c) in text.char_indices() {
        if at >= column {
            return byte;
        }
        at += width(c);
    }
    text.len()
}

fn at_column(text: &str, column: usize) -> Option<char> {
    let mut at = 0;
    text.chars().find(|c| {
        let here = at;
        at += width(*c);
        here == column
    })
}

/// A part of a line between two columns, with its offset in the text; white space around it is taken off.
fn part(start: usize, text: &str, from: usize, to: usize) -> (usize, &str) {
    let (from, to) = (byte_of(text, from), byte_of(text, to));
    let found = text.get(from..to.max(from)).unwrap_or("").trim_end();
    (start + from, found)
}

/// Takes the white space off that all lines of a cell begin with.
fn dedented(lines: CellLines<'_>) -> CellLines<'_> {
    let margin = lines
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(_, text)| text.len() - text.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    lines
        .into_iter()
        .map(|(at, text)| {
            let margin = margin.min(text.len());
            (at + margin, text.get(margin..).unwrap_or(""))
        })
        .collect()
}

fn is_grid_rule(text: &str) -> bool {
    text.len() > 2
        && text.starts_with('+')
        && text.ends_with('+')
        && text
            .bytes()
            .all(|byte| matches!(byte, b'+' | b'-' | b'=' | b':'))
        && text.contains(['-', '='])
}

fn grid<'a>(lines: &[Line<'a>]) -> Option<Drawn<'a>> {
    let first = lines.first()?.content;
    if !is_grid_rule(first) || !is_grid_rule(lines.last()?.content) || lines.len() < 3 {
        return None;
    }
    let bounds: Vec<usize> = first
        .bytes()
        .enumerate()
        .filter(|(_, byte)| *byte == b'+')
        .map(|(at, _)| at)
        .collect();
    let mut drawn = Drawn {
        alignments: sides(first, &bounds),
        ..Drawn::default()
    };
    let mut rows = Vec::new();
    let mut open: Vec<&Line> = Vec::new();
    for line in lines.iter().skip(1) {
        if !line.content.starts_with('+') {
            open.push(line);
            continue;
        }
        if !is_grid_rule(line.content) {
            return None;
        }
        rows.push(grid_row(&open, &bounds)?);
        open.clear();
        if line.content.contains('=') && drawn.head.is_empty() {
            drawn.head = std::mem::take(&mut rows);
            drawn.alignments = sides(line.content, &bounds);
        }
    }
    drawn.body = rows;
    Some(drawn)
}

fn grid_row<'a>(lines: &[&Line<'a>], bounds: &[usize]) -> Option<Vec<Cell<'a>>> {
    let is_bound = |column: &usize| {
        lines
            .iter()
            .all(|line| at_column(line.content, *column) == Some('|'))
    };
    let here: Vec<(usize, usize)> = bounds
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, column)| is_bound(column))
        .collect();
    let is_closed = here.first().map(|(index, _)| *index) == Some(0)
        && here.last().map(|(index, _)| *index) == bounds.len().checked_sub(1);
    if lines.is_empty() || !is_closed {
        return None;
    }
    let cells = here.windows(2).filter_map(|pair| match pair {
        [(first, from), (last, to)] => Some(Cell {
            lines: dedented(
                lines
                    .iter()
                    .map(|line| part(line.start + line.prefix.len(), line.content, from + 1, *to))
                    .collect(),
            ),
            columns: last - first,
        }),
        _ => None,
    });
    Some(cells.collect())
}

/// The sides that colons in a rule set for the columns.
fn sides(rule: &str, bounds: &[usize]) -> Vec<&'static str> {
    bounds
        .windows(2)
        .map(|pair| match pair {
            [from, to] => {
                let piece = rule.get(from + 1..*to).unwrap_or("");
                match (piece.starts_with(':'), piece.ends_with(':')) {
                    (true, true) => "center",
                    (false, true) => "right",
                    (true, false) => "left",
                    (false, false) => "",
                }
            }
            _ => "",
        })
        .collect()
}

/// Where the runs of dashes stand in a line that is nothing else.
fn runs(text: &str) -> Vec<(usize, usize)> {
    let text = text.trim_end();
    if text.is_empty() || !text.bytes().all(|byte| matches!(byte, b'-' | b' ')) {
        return Vec::new();
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        if byte != b'-' {
            continue;
        }
        match found.last_mut() {
            Some((_, end)) if *end == at => *end = at + 1,
            _ => found.push((at, at + 1)),
        }
    }
    found
}

/// The columns under dashes: at least two, each of some width, so that `- - -` stays a break.
fn columns(line: Option<&Line>) -> Option<Vec<(usize, usize)>> {
    let found = runs(line?.whole);
    let is_wide = found.len() > 1 && found.iter().all(|(start, end)| end - start > 1);
    is_wide.then_some(found)
}

fn is_whole_rule(line: &Line) -> bool {
    matches!(runs(line.whole).as_slice(), [(start, end)] if end - start >= 10)
}

fn dashed<'a>(rest: &[Line<'a>]) -> Option<(Drawn<'a>, usize)> {
    let first = rest.first()?;
    // The rule above, the heads, the dashes of the columns.
    let is_framed = is_whole_rule(first);
    let from = usize::from(is_framed);
    let at = (from..from + 6).find(|at| columns(rest.get(*at)).is_some())?;
    if !is_framed && at > 1 || rest.get(from..at)?.iter().any(Line::is_blank) {
        return None;
    }
    let columns = columns(rest.get(at))?;
    let heads = rest.get(from..at)?;
    let body = rest.get(at + 1..)?;
    let ends = |line: &Line| is_whole_rule(line) || runs(line.whole).len() == columns.len();
    let has_end = is_framed || heads.is_empty();
    let length = body
        .iter()
        .take(LINES_LIMIT)
        .position(|line| ends(line) || !has_end && line.is_blank());
    let length = match length {
        Some(length) => length,
        None if has_end => return None,
        None => body.len(),
    };
    let lines = body.get(..length)?;
    if lines.is_empty() || lines.iter().all(Line::is_blank) {
        return None;
    }
    let by_blank = lines.iter().any(Line::is_blank) || is_framed;
    let mut rows: Vec<Vec<&Line>> = vec![Vec::new()];
    for line in lines {
        match rows.last_mut() {
            Some(_) if by_blank && line.is_blank() => rows.push(Vec::new()),
            Some(row) if by_blank || row.is_empty() => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    let drawn = Drawn {
        head: if heads.is_empty() {
            Vec::new()
        } else {
            vec![dashed_row(&heads.iter().collect::<Vec<_>>(), &columns)]
        },
        alignments: columns.iter().map(|run| side(heads, *run)).collect(),
        body: rows
            .iter()
            .filter(|row| !row.is_empty())
            .map(|row| dashed_row(row, &columns))
            .collect(),
    };
    let closes = body.get(length).is_some_and(ends);
    Some((drawn, at + 1 + length + usize::from(closes)))
}

fn dashed_row<'a>(lines: &[&Line<'a>], columns: &[(usize, usize)]) -> Vec<Cell<'a>> {
    columns
        .iter()
        .enumerate()
        .map(|(index, (start, _))| {
            let from = if index == 0 { 0 } else { *start };
            let to = columns.get(index + 1).map_or(usize::MAX, |(next, _)| *next);
            Cell {
                lines: lines
                    .iter()
                    .map(|line| {
                        let (at, text) = part(line.start, line.whole.trim_end(), from, to);
                        let trimmed = text.trim_start();
                        (at + text.len() - trimmed.len(), trimmed)
                    })
                    .filter(|(_, text)| !text.is_empty())
                    .collect(),
                columns: 1,
            }
        })
        .collect()
}

/// The side on which the first head stands against its dashes.
fn side(heads: &[Line], (start, end): (usize, usize)) -> &'static str {
    let Some(head) = heads.first() else { return "" };
    let text = head.whole.trim_end();
    let is_blank = |column: usize| at_column(text, column).is_none_or(char::is_whitespace);
    match (is_blank(start), is_blank(end.saturating_sub(1))) {
        (true, true) => "center",
        (true, false) => "right",
        (false, true) => "left",
        (false, false) => "",
    }
}
