//! How lines end: whether there was room for more, and whether a sentence ends there. Shared by the passes that tell
//! lines set apart (verse, addresses, lists) from lines that only ran out of room.

use super::draft::Line;
use super::evidence::Shape;

/// The most letters of a line that stands by itself in text that is not hard-wrapped.
const LONGEST_LINE: usize = 76;

/// Whether a line ends although the next line's first word had room on it.
pub(super) fn is_short(line: &Line, next: Option<&Line>, shape: &Shape) -> bool {
    let letters = letters(line.as_str());
    if !shape.wrapped {
        return letters <= LONGEST_LINE;
    }
    let edge = letters + usize::from(line.indent.saturating_sub(shape.margin));
    let word = next.map_or(0, |next| first_word(next.as_str()));
    // Letters differ in width: a full line holds up to a tenth fewer than the widest.
    edge + 1 + word <= shape.width.saturating_sub(shape.width / 9)
}

/// Letters of a line, as far as they matter for its width.
pub(super) fn letters(text: &str) -> usize {
    text.chars()
        .filter(|c| !matches!(c, '*' | '_'))
        .take(400)
        .count()
}

fn first_word(text: &str) -> usize {
    text.split_whitespace()
        .next()
        .map_or(0, |word| letters(word).min(12))
}

/// How the last word of a line leaves the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// In the middle: a word, a comma, a semicolon.
    Open,
    /// Something is announced: a colon, a dash after it.
    Announcing,
    /// The sentence ends.
    Closed,
}

/// How a line ends, its closing quotes, brackets, emphasis and note marks aside.
pub(super) fn ending(text: &str) -> Ending {
    let text = without_note_mark(text.trim_end());
    let core = text.trim_end_matches(|c: char| {
        matches!(
            c,
            '"' | '\u{201d}'
                | '\u{2019}'
                | '\''
                | '\u{201c}'
                | '»'
                | '«'
                | ')'
                | ']'
                | '*'
                | '_'
                | '\u{2018}'
        ) || c.is_whitespace()
    });
    match core.chars().next_back() {
        Some('.' | '!' | '?' | '\u{2026}') => Ending::Closed,
        Some(':') => Ending::Announcing,
        Some('\u{2014}' | '\u{2013}' | '-') => {
            let before = core
                .trim_end_matches(['\u{2014}', '\u{2013}', '-'])
                .chars()
                .next_back();
            if before == Some(':') {
                Ending::Announcing
            } else {
                Ending::Closed
            }
        }
        // A quotation that closes after a comma goes on with who said it; one that closes after a word ends there.
        Some(',' | ';') => Ending::Open,
        _ if core.len() < text.len() && text.ends_with(['"', '\u{201d}', '»', ']']) => {
            Ending::Closed
        }
        _ => Ending::Open,
    }
}

/// A line without the mark of a note at its end: `word.12`, `word.<sup>3</sup>`.
fn without_note_mark(text: &str) -> &str {
    if let Some(head) = text.strip_suffix("</sup>") {
        return head
            .rfind("<sup>")
            .and_then(|at| head.get(..at))
            .unwrap_or(head)
            .trim_end();
    }
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '*' | '†' | '‡'));
    let digits = text.len() - head.len();
    let after_mark = head.ends_with(['.', ',', ';', '!', '?', '\u{201d}', '\u{2019}', '"']);
    if (1..=3).contains(&digits) && after_mark {
        head
    } else {
        text
    }
}

/// Whether the first letter of a line is a capital (or a figure), opening quotes and brackets aside.
pub(super) fn begins_capital(text: &str) -> bool {
    first_letter(text).is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

/// Whether the first letter of a line is a small one.
pub(super) fn begins_small(text: &str) -> bool {
    first_letter(text).is_some_and(char::is_lowercase)
}

fn first_letter(text: &str) -> Option<char> {
    text.chars().find(|c| c.is_alphanumeric())
}

/// Whether a line begins with an opening quotation mark.
pub(super) fn begins_quote(text: &str) -> bool {
    let text = text.trim_start_matches(['*', '_', '(']);
    text.starts_with([
        '\u{201c}', '\u{2018}', '"', '\'', '«', '»', '„', '‚', '›', '‹',
    ])
}
