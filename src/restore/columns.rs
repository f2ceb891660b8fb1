//! Two columns of running text, set side by side as an extractor that keeps the layout leaves them: on each page the left
//! column comes first, then the right one. A line across both (a head, a title, a folio) parts what stands above it from
//! what stands below.
//!
//! A gutter is believed where half of a page's lines have one at the same place with text on both sides, and where a third
//! of the book's pages have one. Tables have short cells; a contents has numbers on its right.

use std::collections::BTreeMap;

use super::draft::{Draft, DraftPage, Line, Role};
use super::{Evidence, Pass, Phase, Recorder};

pub(super) static PASS: Pass = Pass {
    name: "columns",
    phase: Phase::Layout,
    about: "two columns side by side are put one after the other",
    example: "the boats had been    of the lamps that → the boats had been … of the lamps that",
    run,
};

/// The fewest letters of a line's half that is running text.
const FEWEST: usize = 15;
/// The deepest indent of a paragraph in a column.
const INDENT: usize = 6;
/// So deep a column begins at least, where no line has both.
const DEEPEST: usize = 30;
/// The fewest lines with text on both sides that show a gutter.
const FEWEST_LINES: usize = 8;

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    if draft.is_markdown {
        return;
    }
    let gutters = draft
        .pages
        .iter()
        .map(|page| gutter(page).or_else(|| gutter_between_lines(page)));
    let gutters: Vec<Option<usize>> = gutters.collect();
    let full = draft
        .pages
        .iter()
        .filter(|page| page.lines.len() >= FEWEST_LINES)
        .count();
    let with_gutter = gutters.iter().flatten().count();
    if with_gutter == 0 || with_gutter * 3 < full {
        return;
    }
    for (page, gutter) in draft.pages.iter_mut().zip(gutters) {
        if let Some(gutter) = gutter {
            part(page, gutter, recorder);
        }
    }
}

/// Wide spaces inside a line: the byte where each begins, where the text behind it begins, and the column of that.
fn wide_spaces(line: &Line) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    let mut begun: Option<usize> = None;
    let mut spaces = 0;
    let columns = usize::from(line.indent)..;
    for (column, (at, c)) in columns.zip(line.as_str().char_indices()) {
        if c.is_whitespace() {
            begun.get_or_insert(at);
            spaces += 1;
        } else {
            if let Some(start) = begun.take().filter(|_| spaces >= 2) {
                found.push((start, at, column));
            }
            spaces = 0;
        }
    }
    found
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Whether text stands on both sides of a wide space.
fn is_text_on_both_sides(line: &Line, space: (usize, usize, usize)) -> bool {
    let text = line.as_str();
    let side = |part: Option<&str>| part.is_some_and(|part| letters(part) >= FEWEST);
    side(text.get(..space.0)) && side(text.get(space.1..))
}

/// The column where the right half of a page's lines begins.
fn gutter(page: &DraftPage) -> Option<usize> {
    let mut begins: BTreeMap<usize, usize> = BTreeMap::new();
    for line in page.lines.iter().filter(|line| line.role == Role::Body) {
        for space in wide_spaces(line) {
            if is_text_on_both_sides(line, space) {
                *begins.entry(space.2).or_default() += 1;
            }
        }
    }
    let (right, _) = begins
        .iter()
        .max_by_key(|(column, lines)| (**lines, std::cmp::Reverse(**column)))?;
    let (mut both, mut across) = (0, 0);
    let last = page.lines.len().saturating_sub(1);
    for (index, line) in page.lines.iter().enumerate() {
        let is_edge = index == 0 || index == last;
        match place_on_page(line, *right, is_edge) {
            Place::Both(..) => both += 1,
            Place::Across => across += usize::from(!is_edge),
            Place::Left | Place::Right => {}
        }
    }
    let believed = both >= FEWEST_LINES && both * 2 >= page.lines.len() && across * 6 <= both;
    believed.then_some(*right)
}

/// The gutter of a page whose columns stand half a line apart, so that each of its lines is of one of them: many lines are
/// set in as deep, and the others end before that.
fn gutter_between_lines(page: &DraftPage) -> Option<usize> {
    let edges = |line: &Line| {
        let start = usize::from(line.indent);
        (start, start + line.as_str().chars().count())
    };
    let mut starts: BTreeMap<usize, usize> = BTreeMap::new();
    // Most texts have no line that is set in so deep.
    let deep = page
        .lines
        .iter()
        .filter(|line| usize::from(line.indent) >= DEEPEST && letters(line.as_str()) >= FEWEST);
    for line in deep {
        *starts.entry(usize::from(line.indent)).or_default() += 1;
    }
    let count = page.lines.len();
    let (right, _) = starts
        .iter()
        .filter(|(_, lines)| **lines * 6 >= count)
        .max_by_key(|(_, lines)| **lines)?;
    let (mut left, mut other, mut both, mut across) = (0, 0, 0, 0);
    for line in &page.lines {
        match edges(line) {
            (start, _) if start + 1 >= *right => other += 1,
            (_, end) if end <= *right => left += 1,
            _ if matches!(place(line, *right), Place::Both(..)) => both += 1,
            _ => across += 1,
        }
    }
    let fewest = (count / 4).max(FEWEST_LINES);
    (left + both >= fewest && other + both >= fewest && across * 8 <= count).then_some(*right)
}

/// Where a line stands in a page of two columns.
enum Place {
    Left,
    Right,
    /// In both: the left one's end and the right one's beginning in bytes, and the column of that.
    Both(usize, usize, usize),
    /// Across the gutter.
    Across,
}

/// Where a line stands; a folio or head in the middle of the page belongs to no column.
fn place_on_page(line: &Line, right: usize, is_edge: bool) -> Place {
    let middle = usize::from(line.indent) * 5 > right * 4;
    match place(line, right) {
        Place::Left if is_edge && middle => Place::Across,
        Place::Right if is_edge && letters(line.as_str()) == 0 => Place::Across,
        place => place,
    }
}

fn place(line: &Line, right: usize) -> Place {
    let start = usize::from(line.indent);
    let end = start + line.as_str().chars().count();
    if start + 1 >= right {
        return Place::Right;
    }
    if end + 1 < right {
        return Place::Left;
    }
    wide_spaces(line)
        .into_iter()
        .find(|(_, _, column)| column + 1 >= right && *column <= right + INDENT)
        .map_or(Place::Across, |(start, at, column)| {
            Place::Both(start, at, column)
        })
}

/// A column while it is filled: its lines, each with its row on the page.
type Column = Vec<(usize, Line)>;

fn part(page: &mut DraftPage, right: usize, recorder: &mut Recorder) {
    let mut lines: Vec<Line> = Vec::with_capacity(page.lines.len() * 2);
    let (mut left, mut other): (Column, Column) = (Vec::new(), Vec::new());
    let mut row = 0;
    let mut noted = false;
    let last = page.lines.len().saturating_sub(1);
    for (index, mut line) in std::mem::take(&mut page.lines).into_iter().enumerate() {
        row += 1 + usize::from(line.gap);
        match place_on_page(&line, right, index == 0 || index == last) {
            Place::Left => left.push((row, line)),
            Place::Right => other.push((row, moved(line, right))),
            Place::Across => {
                close(&mut lines, &mut left, &mut other);
                lines.push(line);
            }
            Place::Both(end, start, column) => {
                if !noted {
                    let before = line.as_str().to_owned();
                    let after = before.get(..end).unwrap_or_default();
                    noted = recorder.propose(
                        line.span,
                        &before,
                        after,
                        90,
                        "the page has two columns: the right one follows the left one",
                    );
                }
                let mut half = line.clone();
                half.text = line.text.split_off(start);
                line.text.trim();
                line.width = width(&line);
                half.width = width(&half);
                half.indent = u16::try_from(column).unwrap_or(u16::MAX);
                left.push((row, line));
                other.push((row, moved(half, right)));
            }
        }
    }
    close(&mut lines, &mut left, &mut other);
    page.lines = lines;
}

fn width(line: &Line) -> u32 {
    u32::try_from(line.as_str().chars().count()).unwrap_or(u32::MAX)
}

/// A line of the right column with the indent that it has in its column.
fn moved(mut line: Line, right: usize) -> Line {
    let edge = u16::try_from(right).unwrap_or(u16::MAX);
    line.indent = line.indent.saturating_sub(edge);
    line
}

/// How many rows of the page a line of a column mostly takes: two where the columns stand half a line apart.
fn usual_step(column: &Column) -> usize {
    let pairs = || column.iter().zip(column.iter().skip(1));
    let single = pairs().filter(|((a, _), (b, _))| *b == a + 1).count();
    let double = pairs().filter(|((a, _), (b, _))| *b == a + 2).count();
    1 + usize::from(double > single * 2)
}

/// Puts the two columns one after the other. Blank lines are counted in each; the right one goes on with the left one.
fn close(lines: &mut Vec<Line>, left: &mut Column, right: &mut Column) {
    for (number, column) in [left, right].into_iter().enumerate() {
        let step = usual_step(column);
        let mut before: Option<usize> = None;
        for (row, mut line) in column.drain(..) {
            match before.replace(row) {
                Some(before) => {
                    let gap = row.saturating_sub(before + step);
                    line.gap = u8::try_from(gap).unwrap_or(u8::MAX);
                }
                None if number == 1 => line.gap = 0,
                None => {}
            }
            lines.push(line);
        }
    }
}
