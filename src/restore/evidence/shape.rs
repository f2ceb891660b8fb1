//! How the lines of the book are laid out.

use crate::restore::draft::Draft;

/// The layout of lines.
#[derive(Debug, Default, Clone)]
pub(crate) struct Shape {
    /// The width of a full line in characters; `usize::MAX` where lines are whole paragraphs.
    pub(crate) width: usize,
    /// Whether lines are hard-wrapped.
    pub(crate) wrapped: bool,
    /// The indent of running text, in columns.
    pub(crate) margin: u16,
    /// The indent of a paragraph's first line beyond the margin, where indents mark paragraphs.
    pub(crate) first_indent: Option<u16>,
    /// Whether blank lines stand between most paragraphs.
    pub(crate) blank_lines: bool,
}

/// Measures the lines of all pages.
pub(super) fn measure(draft: &Draft) -> Shape {
    let lines = || draft.pages.iter().flat_map(|page| &page.lines);
    let mut widths: Vec<usize> = lines()
        .map(|line| line.as_str().chars().take(2000).count())
        .collect();
    let letters: usize = widths.iter().sum();
    widths.sort_unstable();
    // The width below which half of all characters stand: long lines weigh by what they hold.
    let mut seen = 0;
    let median = widths.iter().copied().find(|w| {
        seen += w;
        seen * 2 >= letters
    });
    let median = median.unwrap_or(0);
    let wrapped = median > 0 && median < 130;
    let near = widths.iter().filter(|w| **w > median + median / 2).count();
    let wrapped = wrapped && near * 20 < widths.len();
    // An extractor that rejoins hyphens runs two lines together now and then: such lines say nothing of the width.
    let mode = mode(&widths, median);
    let full: Vec<usize> = widths
        .iter()
        .copied()
        .filter(|w| *w * 10 >= mode * 8 && *w * 10 <= mode * 12)
        .collect();
    let width = if wrapped {
        full.get(full.len() * 95 / 100).copied().unwrap_or(median)
    } else {
        usize::MAX
    };
    let mut indents = std::collections::BTreeMap::new();
    for line in lines() {
        let count = line.as_str().chars().take(2000).count();
        if count * 10 >= median * 7 {
            *indents.entry(line.indent).or_insert(0usize) += 1;
        }
    }
    let margin = indents
        .iter()
        .max_by_key(|(indent, count)| (**count, std::cmp::Reverse(**indent)))
        .map_or(0, |(i, _)| *i);
    let all: usize = indents.values().sum();
    let first_indent = indents
        .iter()
        .filter(|(indent, _)| **indent > margin && **indent <= margin + 12)
        .max_by_key(|(_, count)| **count)
        .filter(|(_, count)| **count * 50 > all)
        .map(|(indent, _)| indent - margin);
    let gaps = lines().filter(|line| line.gap > 0).count();
    Shape {
        width,
        wrapped,
        margin,
        first_indent,
        blank_lines: gaps * 12 > widths.len(),
    }
}

/// The length that most lines have, give or take two characters, among those longer than half of `median`.
fn mode(widths: &[usize], median: usize) -> usize {
    let mut counts = vec![0usize; median * 2 + 3];
    for width in widths.iter().filter(|width| **width * 2 >= median) {
        if let Some(count) = counts.get_mut(*width) {
            *count += 1;
        }
    }
    let around = |at: usize| {
        counts
            .iter()
            .skip(at.saturating_sub(2))
            .take(5)
            .sum::<usize>()
    };
    (0..=median * 2)
        .max_by_key(|at| (around(*at), *at))
        .filter(|at| around(*at) > 0)
        .unwrap_or(median)
}
