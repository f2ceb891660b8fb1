//! How the lines of the book are laid out, and what that says of where paragraphs begin.
//!
//! No book is told in advance whether blank lines, indents, hanging lines or nothing but a short last line part its
//! paragraphs. Line ends whose words alone tell (a short line with a full stop before a capital; a full line that
//! breaks off before a small letter) teach what indents and blank lines mean in this book.

use std::collections::BTreeMap;

use super::extents::{self, Measure};
use super::full_lines::FullLines;
use crate::restore::draft::{Draft, Line, Role};

/// The layout of lines.
#[derive(Debug, Default, Clone)]
pub(crate) struct Shape {
    /// The width of a full line in characters.
    pub(crate) width: usize,
    /// Whether lines are hard-wrapped. If not, lines are whole paragraphs.
    pub(crate) wrapped: bool,
    /// The measure that full lines keep, where enough of them are certain.
    measure: Option<Measure>,
    /// Whether lines are measured by the printed width of their letters, not by their number.
    is_printed: bool,
    /// What full lines before the beginning of a sentence mostly are, where only their length parts paragraphs.
    full_lines: Option<FullLines>,
    /// Whether the book is in verse: its lines begin with capitals wherever the sentence stands.
    pub(crate) is_verse: bool,
    /// Whether lines are filled to the same length: a line that could have held the next word ends its paragraph.
    pub(crate) spread: f32,
    /// How much an inset (indent beyond the margin) speaks for the beginning of a paragraph, in logarithms of odds.
    insets: BTreeMap<i32, f32>,
    /// How much a blank line speaks for the beginning of a paragraph, and its absence.
    gaps: [f32; 2],
    /// The inset of a paragraph's first line, where insets mark paragraphs.
    pub(crate) first_inset: Option<i32>,
    /// The indent of running text, in columns, over the whole book.
    pub(crate) margin: u16,
    /// The indent of a paragraph's first line beyond the margin, where indents mark paragraphs.
    pub(crate) first_indent: Option<u16>,
    /// Whether blank lines part nearly all paragraphs.
    pub(crate) blank_lines: bool,
    /// Whether each line is a paragraph and no blank line parts them, as a word processor exports them.
    whole_lines: bool,
}

/// Lines longer than this hold paragraphs.
const LONGEST_LINE: usize = 130;

/// Measures the lines of all pages and sets each line's margin.
pub(super) fn measure(draft: &mut Draft) -> Shape {
    let mut shape = widths(draft);
    margins(draft, &mut shape);
    if shape.wrapped {
        (shape.is_printed, shape.measure) = extents::extents(draft, shape.width);
        learn(draft, &mut shape);
        shape.is_verse = is_verse(draft);
        let marked = shape.first_inset.is_some() || shape.blank_lines;
        if shape.measure.is_some() && !marked {
            shape.full_lines = Some(FullLines::learn(draft, &shape));
        }
    } else {
        shape.gaps = [-1.5, 2.5];
        shape.whole_lines = is_whole_lines(draft) || has_hardly_blank_lines(draft);
        shape.blank_lines = !shape.whole_lines;
    }
    shape
}

fn length(line: &Line) -> usize {
    line.width as usize
}

fn widths(draft: &Draft) -> Shape {
    let lines = || {
        draft
            .pages
            .iter()
            .flat_map(|page| &page.lines)
            .filter(|line| line.role == Role::Body)
    };
    let mut widths: Vec<usize> = lines().map(length).collect();
    widths.sort_unstable();
    let letters: usize = widths.iter().sum();
    // The width below which half of all characters stand: long lines weigh by what they hold.
    let mut seen = 0;
    let median = widths.iter().copied().find(|w| {
        seen += w;
        seen * 2 >= letters
    });
    let median = median.unwrap_or(0);
    let long = widths
        .iter()
        .filter(|w| **w > LONGEST_LINE.max(median * 2))
        .count();
    let wrapped =
        median > 0 && median <= LONGEST_LINE && long * 12 < widths.len() && !is_whole_lines(draft);
    if !wrapped {
        return Shape {
            width: median.max(1),
            wrapped,
            ..Shape::default()
        };
    }
    let full: Vec<usize> = widths
        .iter()
        .copied()
        .filter(|w| w * 10 >= median * 8 && w * 10 <= median * 13)
        .collect();
    let width = full.get(full.len() / 2).copied().unwrap_or(median);
    let near: Vec<f32> = full
        .iter()
        .map(|w| (*w as f32 - width as f32).abs())
        .collect();
    let spread = (near.iter().sum::<f32>() / near.len().max(1) as f32).clamp(1.5, 8.0);
    Shape {
        width,
        wrapped,
        spread,
        ..Shape::default()
    }
}

/// The margin of a page is the least indent that several of its lines have: first lines may be indented, or hang out.
fn margins(draft: &mut Draft, shape: &mut Shape) {
    let long = |line: &&Line| length(line) * 10 >= shape.width * 5;
    let least = |lines: &mut dyn Iterator<Item = &Line>| {
        let mut indents: BTreeMap<u16, usize> = BTreeMap::new();
        let mut count = 0;
        for line in lines {
            *indents.entry(line.indent).or_default() += 1;
            count += 1;
        }
        let several = |lines: &usize| *lines >= 3 && *lines * 12 >= count;
        indents
            .into_iter()
            .find(|(_, lines)| several(lines))
            .map(|(indent, _)| indent)
    };
    let whole =
        least(&mut draft.pages.iter().flat_map(|page| &page.lines).filter(long)).unwrap_or(0);
    for page in &mut draft.pages {
        let margin = least(&mut page.lines.iter().filter(long)).unwrap_or(whole);
        for line in &mut page.lines {
            line.margin = margin;
        }
    }
    shape.margin = whole;
}

/// Whether lines that follow each other without a blank line are paragraphs: most lines do, and a sentence is over at the
/// end of three in four of them, as it never is in lines that were wrapped.
fn is_whole_lines(draft: &Draft) -> bool {
    let (mut all, mut near, mut over) = (0usize, 0usize, 0usize);
    for page in &draft.pages {
        for (before, line) in page.lines.iter().zip(page.lines.iter().skip(1)) {
            if before.role != Role::Body || line.role != Role::Body {
                continue;
            }
            all += 1;
            if line.gap == 0 && !before.breaks {
                near += 1;
                let ends = matches!(ending(before.as_str()), Ending::Sentence | Ending::Half);
                over += usize::from(ends && beginning(line.as_str()) != Beginning::Small);
            }
        }
    }
    near >= 8 && near * 2 > all && over * 4 >= near * 3
}

/// Whether blank lines are too few to part the paragraphs of a text whose lines hold whole ones.
fn has_hardly_blank_lines(draft: &Draft) -> bool {
    let lines = draft
        .pages
        .iter()
        .flat_map(|page| page.lines.iter().skip(1));
    let body = lines.filter(|line| line.role == Role::Body);
    let (near, apart): (Vec<&Line>, Vec<&Line>) = body.partition(|line| line.gap == 0);
    near.len() >= 8 && near.len() > apart.len() * 3
}

/// Whether nearly all lines begin with a capital although the sentence goes on from the line before.
fn is_verse(draft: &Draft) -> bool {
    let mut open = 0;
    let mut capital = 0;
    for page in &draft.pages {
        for (before, line) in page.lines.iter().zip(page.lines.iter().skip(1)) {
            let inside = before.role == Role::Body
                && line.role == Role::Body
                && line.gap == 0
                && matches!(ending(before.as_str()), Ending::Open | Ending::Comma);
            if inside {
                open += 1;
                capital += usize::from(beginning(line.as_str()) != Beginning::Small);
            }
        }
    }
    open >= 40 && capital * 100 >= open * 78
}

/// What the words alone say of a line end.
#[derive(Clone, Copy, PartialEq)]
enum Plain {
    End,
    Middle,
    Unclear,
}

fn learn(draft: &Draft, shape: &mut Shape) {
    let mut insets: BTreeMap<i32, [f32; 2]> = BTreeMap::new();
    let mut gaps = [[0.5f32; 2]; 2];
    let mut totals = [1.0f32; 2];
    for page in &draft.pages {
        for (before, line) in page.lines.iter().zip(page.lines.iter().skip(1)) {
            if before.role != Role::Body || line.role != Role::Body {
                continue;
            }
            let side = match plain(shape, before, line) {
                Plain::End => 1,
                Plain::Middle => 0,
                Plain::Unclear => continue,
            };
            totals[side] += 1.0;
            insets.entry(inset_class(line)).or_insert([0.0; 2])[side] += 1.0;
            gaps[usize::from(line.gap > 0)][side] += 1.0;
        }
    }
    let weigh = |counts: [f32; 2]| {
        let end = (counts[1] + 0.4) / (totals[1] + 0.8);
        let middle = (counts[0] + 0.4) / (totals[0] + 0.8);
        (end / middle).ln().clamp(-4.0, 4.0)
    };
    if totals[0] < 8.0 || totals[1] < 8.0 {
        shape.gaps = [-0.5, 4.0];
        return;
    }
    shape.blank_lines = gaps[1][1] > totals[1] * 0.8 && gaps[1][0] < totals[0] * 0.3;
    shape.gaps = [weigh(gaps[0]), weigh(gaps[1])];
    let first = insets
        .iter()
        .filter(|(inset, _)| **inset > 0)
        .max_by(|a, b| a.1[1].total_cmp(&b.1[1]));
    shape.first_inset = first
        .filter(|(_, counts)| counts[1] > totals[1] * 0.3 && counts[0] < counts[1] * 0.5)
        .map(|(inset, _)| *inset);
    shape.first_indent = shape
        .first_inset
        .and_then(|inset| u16::try_from(inset).ok());
    shape.insets = insets
        .into_iter()
        .map(|(inset, counts)| (inset, weigh(counts)))
        .collect();
}

fn inset_class(line: &Line) -> i32 {
    line.inset().clamp(-8, 12)
}

fn plain(shape: &Shape, before: &Line, line: &Line) -> Plain {
    let fit = shape.fit(before, line);
    let (ends, begins) = (ending(before.as_str()), beginning(line.as_str()));
    if fit < 0.8 && fit > 0.1 && ends == Ending::Sentence && begins != Beginning::Small {
        return Plain::End;
    }
    if fit > 0.97 && matches!(ends, Ending::Open | Ending::Comma) && begins == Beginning::Small {
        return Plain::Middle;
    }
    Plain::Unclear
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// With what ends a sentence: stop, mark, colon, with closing quotes or brackets after it.
    Sentence,
    /// With a colon, a dash or points, which may end a paragraph.
    Half,
    /// With a comma or semicolon.
    Comma,
    /// With a hyphen.
    Hyphen,
    /// With a word.
    Open,
}

/// How a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// With a small letter or what cannot begin a sentence.
    Small,
    /// With a capital or digit.
    Capital,
    /// With an opening quote or the dash of a speech.
    Speech,
}

/// How a text ends.
pub(crate) fn ending(text: &str) -> Ending {
    let text = text.trim_end_matches(['*', '_', ' ', '\\']);
    let closers: &[char] = &['”', '’', '"', '\'', '»', '«', ')', ']', '“', '›', '*', '_'];
    let core = text.trim_end_matches(closers);
    let had_closers = core.len() < text.len();
    // A reference in brackets behind the sentence: `…of all.” [The Ledger, p. 16]`.
    if text.ends_with([']', ')'])
        && !core.ends_with(['.', '!', '?', '…'])
        && let Some(said) = before_brackets(text)
    {
        return ending(said);
    }
    match core.trim_end().chars().next_back() {
        Some('.' | '!' | '?' | '…') => Ending::Sentence,
        Some(':' | '—' | '–') => {
            if had_closers {
                Ending::Sentence
            } else {
                Ending::Half
            }
        }
        Some(',' | ';') => {
            if had_closers {
                Ending::Half
            } else {
                Ending::Comma
            }
        }
        Some('-' | '\u{2010}' | '\u{ad}' | '¬') => Ending::Hyphen,
        Some('>') if text.ends_with("</sup>") => {
            let head = text
                .rfind("<sup>")
                .and_then(|at| text.get(..at))
                .unwrap_or_default();
            if head.len() < text.len() {
                ending(head)
            } else {
                Ending::Open
            }
        }
        // A raised note number after the stop: `doubt.3`.
        Some(c) if c.is_ascii_digit() => {
            let head = core.trim_end_matches(|c: char| c.is_ascii_digit());
            if head.ends_with(['.', '!', '?', '”', '"'])
                && !head
                    .chars()
                    .rev()
                    .nth(1)
                    .is_some_and(|c| c.is_ascii_digit())
            {
                Ending::Sentence
            } else {
                Ending::Open
            }
        }
        _ => Ending::Open,
    }
}

/// What stands before the brackets that a text ends with, where a sentence ends there.
fn before_brackets(text: &str) -> Option<&str> {
    let open = if text.ends_with(']') { '[' } else { '(' };
    let said = text.get(..text.rfind(open)?)?.trim_end();
    let core = said.trim_end_matches(['”', '’', '"', '\'', '»', '“', '*', '_']);
    core.ends_with(['.', '!', '?', '…']).then_some(said)
}

/// How a text begins.
pub(crate) fn beginning(text: &str) -> Beginning {
    let text = text.trim_start_matches(['*', '_', ' ', '\\']);
    let mut chars = text.chars();
    let first = chars.next().unwrap_or(' ');
    match first {
        '“' | '„' | '«' | '»' | '‹' | '›' | '—' | '–' | '‘' | '"' | '\'' | '¿' | '¡' | '’'
        | '-' => {
            let inner = text.chars().find(|c| c.is_alphanumeric());
            if inner.is_some_and(char::is_lowercase) && !matches!(first, '—' | '–') {
                Beginning::Small
            } else {
                Beginning::Speech
            }
        }
        '(' | '[' => {
            let inner = text.chars().find(|c| c.is_alphanumeric());
            if inner.is_some_and(char::is_lowercase) {
                Beginning::Small
            } else {
                Beginning::Capital
            }
        }
        c if c.is_uppercase() || c.is_numeric() => Beginning::Capital,
        c if c.is_alphabetic() => Beginning::Small,
        ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '…' => Beginning::Small,
        _ => Beginning::Capital,
    }
}

impl Shape {
    /// The share of the width that a line and the first word of the next would fill together: clearly below 1, the break
    /// was not forced by the width. A line made of two by an extractor that rejoins hyphens counts with what its last
    /// part can hold.
    pub(crate) fn fit(&self, before: &Line, line: &Line) -> f32 {
        let (full, usual) = self.measure.map_or_else(
            || (self.width.max(1) as f32, self.width.max(1) as f32),
            |measure| (measure.full, measure.usual),
        );
        let mut held = before.extent;
        while held > usual * 1.25 {
            held -= usual;
        }
        let inset = before.inset().max(0) as f32 * 0.8;
        let word = extents::first_word(line.as_str(), self.is_printed);
        (held + inset + 1.0 + word) / full
    }

    /// The share of the measure that the first word of a line takes.
    pub(crate) fn share_of_next_word(&self, line: &Line) -> f32 {
        let full = self
            .measure
            .map_or(self.width.max(1) as f32, |measure| measure.full);
        (1.0 + extents::first_word(line.as_str(), self.is_printed)) / full.max(1.0)
    }

    /// Whether a line of the book's measure, or the second or a further one, ends inside a word that stands after `before` in
    /// a line made of several; `None` where the measure is not known.
    pub(crate) fn line_ends_in(&self, before: &str, word: &str) -> Option<bool> {
        let measure = self.measure?;
        let start = extents::length(before, self.is_printed);
        let end = start + extents::length(word, self.is_printed) + 1.0;
        let ends = (0..8u8).any(|lines| {
            let above = f32::from(lines) * measure.usual;
            let doubt = measure.full * (0.02 + 0.015 * f32::from(lines));
            start - above < measure.full + doubt && end - above > measure.full - doubt
        });
        Some(ends)
    }

    /// How much speaks for a paragraph's beginning between two lines of running text, in logarithms of odds; above 0 it begins.
    /// `turns`: a page begins between them.
    pub(crate) fn begins(&self, before: &Line, line: &Line, turns: bool) -> f32 {
        let (ends, begins) = (ending(before.as_str()), beginning(line.as_str()));
        if !self.wrapped {
            return self.begins_unwrapped(before, line, turns, ends, begins);
        }
        let mut score = -0.6 + self.words_say(ends, begins);
        let quotes = before
            .as_str()
            .trim_end()
            .ends_with(['”', '»', '’', '"', '“'])
            && begins == Beginning::Speech;
        if quotes && ends == Ending::Sentence {
            score += 1.6;
        }
        let (full, noise) = self
            .measure
            .map_or((self.width as f32, self.spread), |measure| {
                (measure.full, measure.noise)
            });
        let fit = self.fit(before, line);
        let odds = self
            .full_lines
            .as_ref()
            .filter(|_| fit >= 1.0 && line.gap == 0);
        if let Some(odds) = odds.and_then(|full| full.odds(before, line)) {
            return odds;
        }
        let room = (1.0 - fit) * full / noise;
        score += match ends {
            Ending::Sentence | Ending::Half => (room * 0.75).clamp(-2.6, 4.5),
            _ => (room * 0.45).clamp(-3.0, 3.4),
        };
        score += self
            .insets
            .get(&inset_class(line))
            .copied()
            .unwrap_or(if line.inset() == 0 { 0.0 } else { 0.5 });
        if !turns {
            score += self.gaps[usize::from(line.gap > 0)];
        }
        score
    }

    fn words_say(&self, ends: Ending, begins: Beginning) -> f32 {
        let end = match ends {
            Ending::Sentence => 0.6,
            Ending::Half => -0.6,
            Ending::Comma => -2.6,
            Ending::Hyphen => -4.0,
            Ending::Open => -2.2,
        };
        let begin = match begins {
            Beginning::Small => -4.0,
            Beginning::Capital => 0.0,
            Beginning::Speech => 0.8,
        };
        end + begin
    }

    fn begins_unwrapped(
        &self,
        before: &Line,
        line: &Line,
        turns: bool,
        ends: Ending,
        begins: Beginning,
    ) -> f32 {
        if line.gap == 0 && !turns && !self.whole_lines {
            return -1.5;
        }
        let long = length(before) > 160;
        match (ends, begins) {
            (Ending::Hyphen, Beginning::Small | Beginning::Capital) => -3.0,
            (Ending::Open | Ending::Comma, Beginning::Small) => -3.0,
            (Ending::Half | Ending::Sentence, Beginning::Small) if turns => -0.5,
            (Ending::Open | Ending::Comma, _) if long => -1.6,
            _ => 3.0,
        }
    }
}
