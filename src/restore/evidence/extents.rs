//! How long lines are as printed. Letters differ in width: a line of `illiterate` holds more of them than one of
//! `mammoth`, and only their printed widths tell a line that ends where its paragraph does from one that is full.
//!
//! A typewriter's file, or one wrapped at a number of characters, is measured in characters. Which of the two it is the
//! lines say that certainly were broken because they were full: with the next word they are longer than the measure.

use crate::restore::draft::{Draft, Line, Role};

use super::shape::{Beginning, Ending, beginning, ending};

/// The measure of the book's lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    /// The length of the longest full lines.
    pub(super) full: f32,
    /// The usual length of a full line: spaces are stretched to fill it up.
    pub(super) usual: f32,
    /// By how much lengths are uncertain.
    pub(super) noise: f32,
}

/// The width of a letter in a book's type, against that of the average letter of running text.
fn glyph(c: char) -> f32 {
    let thousandths = match c {
        'a' | 'c' | 'e' | 'z' | 'ç' | 'à'..='å' | 'è'..='ë' => 444,
        'f'
        | 'r'
        | 'I'
        | 'ſ'
        | '-'
        | '('
        | ')'
        | '['
        | ']'
        | '!'
        | '\u{2010}'
        | '\''
        | '’'
        | '‘'
        | '\u{cc}'..='\u{cf}' => 333,
        'i' | 'j' | 'l' | 't' | ':' | ';' | '\u{ec}'..='\u{ef}' => 278,
        's' | 'J' | 'š' => 389,
        ' ' | ',' | '.' => 250,
        'm' | 'M' | 'Æ' => 800,
        'w'
        | 'A'
        | 'D'
        | 'G'
        | 'H'
        | 'K'
        | 'N'
        | 'O'
        | 'Q'
        | 'U'
        | 'V'
        | 'X'
        | 'Y'
        | 'æ'
        | 'œ'
        | '\u{c0}'..='\u{c5}'
        | 'Ñ'
        | 'Ò'..='Ö'
        | 'Ø'..='Ü' => 715,
        'B' | 'C' | 'R' | 'Ç' => 667,
        'E' | 'L' | 'T' | 'Z' | 'F' | 'P' | 'S' | '\u{c8}'..='\u{cb}' => 590,
        'W' | '—' | '…' => 960,
        '“' | '”' | '„' | '"' | '?' => 444,
        _ => 500,
    };
    thousandths as f32 / AVERAGE
}

/// The width of the average letter of running text, in thousandths of an em.
const AVERAGE: f32 = 410.0;
/// Line ends that must be certain before they tell anything.
const ENOUGH: usize = 12;
/// Lengths within this of the measure are full.
const TOLERANCE: f32 = 0.985;

/// The printed length of a text.
fn printed(text: &str) -> f32 {
    text.chars().map(glyph).sum()
}

fn counted(text: &str) -> f32 {
    text.chars().count() as f32
}

/// The length of a text, as [`extents`] measures.
pub(super) fn length(text: &str, is_printed: bool) -> f32 {
    if is_printed {
        printed(text)
    } else {
        counted(text)
    }
}

/// The length of the first word of a text, as [`extents`] measures.
pub(super) fn first_word(text: &str, is_printed: bool) -> f32 {
    let word = text.split_whitespace().next().unwrap_or_default();
    if is_printed {
        printed(word)
    } else {
        counted(word)
    }
}

/// Measures all lines; whether by printed width, and the measure, where enough lines are certainly full.
pub(super) fn extents(draft: &mut Draft, width: usize) -> (bool, Option<Measure>) {
    let by_count = trial(draft, width, counted, false);
    let by_print = trial(draft, width, printed, true);
    let is_printed = match (by_count, by_print) {
        (Some((_, a)), Some((_, b))) => b < a,
        _ => false,
    };
    let length = if is_printed { printed } else { counted };
    for line in draft.pages.iter_mut().flat_map(|page| &mut page.lines) {
        line.extent = length(line.text.as_str());
    }
    let chosen = if is_printed { by_print } else { by_count };
    (is_printed, chosen.map(|(measure, _)| measure))
}

/// The measure by one way of measuring, and the share of full lines that contradict it.
fn trial(
    draft: &Draft,
    width: usize,
    length: fn(&str) -> f32,
    is_printed: bool,
) -> Option<(Measure, f32)> {
    let mut full: Vec<(f32, f32)> = Vec::new();
    for page in &draft.pages {
        for (before, line) in page.lines.iter().zip(page.lines.iter().skip(1)) {
            let held = before.width as usize;
            let is_full = held * 10 >= width * 8 && held * 10 <= width * 12;
            if is_full && is_middle(before, line) {
                let held = length(before.text.as_str());
                full.push((held, held + 1.0 + first_word(line.as_str(), is_printed)));
            }
        }
    }
    if full.len() < ENOUGH {
        return None;
    }
    full.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: usize| {
        full.get((full.len() - 1) * share / 100)
            .map_or(0.0, |f| f.0)
    };
    let (measure, usual) = (at(95), at(50));
    let short = |(_, with_next): &(f32, f32)| *with_next < measure * TOLERANCE;
    let against = full.iter().filter(|f| short(f)).count() as f32 / full.len() as f32;
    let lacking: f32 = full
        .iter()
        .map(|(_, with_next)| (measure - with_next).max(0.0))
        .sum();
    let noise = (0.8 + lacking / full.len() as f32 * 4.0).clamp(1.0, 6.0);
    let measure = Measure {
        full: measure,
        usual,
        noise,
    };
    Some((measure, against))
}

/// Whether the words alone say that a line was broken in the middle of a sentence.
fn is_middle(before: &Line, line: &Line) -> bool {
    before.role == Role::Body
        && line.role == Role::Body
        && matches!(ending(before.as_str()), Ending::Open | Ending::Comma)
        && beginning(line.as_str()) == Beginning::Small
}
