//! The marks of notes, in the text and before the note itself: `1`, `[1]`, `<sup>1</sup>`, `¹`, `[^1]`, `*`, `†`.

use std::ops::Range;

/// A mark found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    /// What it says: `1`, `*`.
    pub(super) label: String,
    /// Where it stands, its brackets and tags with it.
    pub(super) range: Range<usize>,
    /// Whether it can hardly be anything else: raised, or in brackets.
    pub(super) strong: bool,
    /// How it is written.
    pub(super) style: Style,
}

/// How a mark is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `<sup>1</sup>`, `¹`
    Raised,
    /// `[1]`
    Brackets,
    /// `1.`, or `1` after a word.
    Number,
    /// `1` before a capital.
    Bare,
    /// `*`
    Sign,
}

fn style_of(mark: &str) -> Style {
    let mark = mark.trim();
    match mark.chars().next() {
        Some('<') => Style::Raised,
        Some(c) if RAISED.contains(&c) => Style::Raised,
        Some('[') => Style::Brackets,
        Some('0'..='9') if mark.ends_with(['.', ')', ':']) => Style::Number,
        Some('0'..='9') => Style::Bare,
        _ => Style::Sign,
    }
}

const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
const SIGNS: [char; 6] = ['*', '†', '‡', '§', '‖', '¶'];

/// The mark that a line begins with, if the line could be a note: the range covers the white space after it.
pub(super) fn at_start(text: &str) -> Option<Mark> {
    let (label, end, strong) = tagged(text)
        .or_else(|| bracketed(text))
        .or_else(|| raised(text))
        .or_else(|| numbered(text))
        .or_else(|| signed(text))?;
    let rest = text.get(end..)?;
    let body = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ':' | ')'));
    // A note says something.
    body.chars().find(|c| c.is_alphanumeric())?;
    let range = 0..end + (rest.len() - body.len());
    let style = style_of(text.get(range.clone())?);
    Some(Mark {
        label,
        range,
        strong,
        style,
    })
}

/// `<sup>1</sup>`, `<sup>[1]</sup>`: the label, the end and that it is strong.
fn tagged(text: &str) -> Option<(String, usize, bool)> {
    let inner = text.strip_prefix("<sup>")?;
    let close = (0..=12).find(|at| {
        inner
            .get(*at..)
            .is_some_and(|rest| rest.starts_with("</sup>"))
    })?;
    let label = label_of(inner.get(..close)?)?;
    Some((label, "<sup>".len() + close + "</sup>".len(), true))
}

/// `[1]`, `[^1]`, `[*]`.
fn bracketed(text: &str) -> Option<(String, usize, bool)> {
    let inner = text.strip_prefix('[')?;
    let close = inner.bytes().take(7).position(|b| b == b']')?;
    let label = inner.get(..close)?;
    let label = label_of(label.strip_prefix('^').unwrap_or(label))?;
    Some((label, close + 2, true))
}

fn raised(text: &str) -> Option<(String, usize, bool)> {
    let raised = text.chars().take_while(|c| RAISED.contains(c));
    let digits: Vec<char> = raised.take(4).collect();
    if !(1..=3).contains(&digits.len()) {
        return None;
    }
    let label = digits
        .iter()
        .filter_map(|c| RAISED.iter().position(|r| r == c))
        .map(|d| d.to_string())
        .collect();
    Some((label, digits.iter().map(|c| c.len_utf8()).sum(), true))
}

/// `1. `, `1) `, `1 ` before a capital.
fn numbered(text: &str) -> Option<(String, usize, bool)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&digits) || text.starts_with('0') {
        return None;
    }
    let (label, rest) = text.split_at_checked(digits)?;
    let stop = rest.starts_with(['.', ')']);
    let body = rest.get(usize::from(stop)..)?;
    let opens = body
        .trim_start()
        .chars()
        .find(|c| c.is_alphanumeric())
        .is_some_and(char::is_alphabetic);
    let spaced = body.starts_with(char::is_whitespace);
    let capital = body.trim_start().starts_with(|c: char| {
        c.is_uppercase() || matches!(c, '“' | '‘' | '"' | '«' | '„' | '»' | '_' | '*')
    });
    (opens && spaced && (stop || capital)).then(|| (label.to_owned(), digits, false))
}

/// `*`, `**`, `†` before a letter. In Markdown a star may be escaped.
fn signed(text: &str) -> Option<(String, usize, bool)> {
    let plain = text.replace('\\', "");
    let sign = plain.chars().next().filter(|c| SIGNS.contains(c))?;
    let count = plain.chars().take_while(|c| *c == sign).count();
    let rest: String = plain.chars().skip(count).collect();
    let opens = rest.trim_start().starts_with(|c: char| {
        c.is_alphanumeric() || matches!(c, '“' | '‘' | '"' | '«' | '„' | '»' | '_')
    });
    // A star that closes again is emphasis.
    if count > 3 || !opens || sign == '*' && rest.contains('*') {
        return None;
    }
    let end = text
        .char_indices()
        .filter(|(_, c)| *c == sign)
        .nth(count - 1)
        .map(|(at, c)| at + c.len_utf8())?;
    Some((sign.to_string().repeat(count), end, false))
}

/// The label of a mark, without what is around it; `None` where the text is none.
pub(super) fn label_of(text: &str) -> Option<String> {
    let text = text
        .trim()
        .trim_matches(['[', ']', '(', ')', '*', '_', '\\'])
        .trim_end_matches('.');
    let label = if text.is_empty() { "*" } else { text };
    let number = label.len() <= 3 && label.bytes().all(|b| b.is_ascii_digit());
    let sign = label.chars().count() <= 3 && label.chars().all(|c| SIGNS.contains(&c));
    let letter = label.len() == 1 && label.bytes().all(|b| b.is_ascii_alphabetic());
    (number || sign || letter).then(|| label.to_owned())
}

/// The references to notes in running text, in order.
pub(super) fn references(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut before: Option<char> = None;
    let mut stars = 0;
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(c) = rest.chars().next() else { break };
        // Most of a text, and never a mark.
        if c.is_ascii_alphabetic() || c == ' ' {
            before = Some(c);
            at += 1;
            continue;
        }
        let found = match c {
            '<' => tagged(rest),
            '[' if before.is_some() => bracketed(rest),
            _ if RAISED.contains(&c) && before.is_some_and(|b| !b.is_numeric()) => raised(rest),
            '0'..='9' if follows_word(text, at) && !in_a_name(text, at) => glued_number(rest),
            _ if SIGNS.contains(&c) && follows_word(text, at) => {
                // The star that closes an emphasis has one that opens it before.
                glued_sign(rest).filter(|_| c != '*' || stars % 2 == 0)
            }
            _ => None,
        };
        let length = match found {
            Some((label, length, strong)) => {
                let start = at - spaces_before(text, at, strong);
                if !text.get(..start).unwrap_or_default().trim().is_empty() {
                    let style = style_of(text.get(at..at + length).unwrap_or_default());
                    marks.push(Mark {
                        label,
                        range: start..at + length,
                        strong,
                        style,
                    });
                }
                length
            }
            // A number is one thing: its later digits are not looked at.
            None if c.is_ascii_digit() => rest.bytes().take_while(u8::is_ascii_digit).count(),
            None => c.len_utf8(),
        };
        let piece = text.get(at..at + length).unwrap_or_default();
        before = piece.chars().next_back();
        stars += piece.bytes().filter(|b| *b == b'*').count();
        at += length;
    }
    marks
}

/// The space that an extractor puts before a raised mark goes with it.
fn spaces_before(text: &str, at: usize, strong: bool) -> usize {
    let head = text.get(..at).unwrap_or_default();
    if strong {
        head.len() - head.trim_end_matches(' ').len()
    } else {
        0
    }
}

/// Whether a note's mark may stand at this place: directly after a word, or after the stop or quote that ends one.
fn follows_word(text: &str, at: usize) -> bool {
    let mut before = text.get(..at).unwrap_or_default().chars().rev();
    let Some(last) = before.next().filter(|c| ends_word(*c)) else {
        return false;
    };
    // `’20` is a year, `.5` a part of a number.
    last.is_alphabetic()
        || before
            .next()
            .is_some_and(|c| c.is_alphabetic() || (ends_word(c) && !matches!(last, '.' | ',')))
}

/// So far back a name is followed, in bytes.
const LONGEST_NAME: usize = 200;

/// Whether the number belongs to what stands before it: a version, a file, an address (`1.5-3`, `a_b.tar.bz2`).
fn in_a_name(text: &str, at: usize) -> bool {
    let mut start = at.saturating_sub(LONGEST_NAME);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let before = text.get(start..at).unwrap_or_default();
    let token = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let mut last = ' ';
    token.chars().any(|c| {
        let inside = last == '.' && c.is_lowercase();
        last = c;
        inside
            || c.is_ascii_digit()
            || matches!(
                c,
                '_' | '/' | '+' | '=' | '@' | '#' | '<' | '>' | '~' | '\\' | '$' | '%'
            )
    })
}

fn ends_word(c: char) -> bool {
    c.is_alphabetic()
        || matches!(
            c,
            '.' | ','
                | ';'
                | ':'
                | '!'
                | '?'
                | '”'
                | '’'
                | '"'
                | '\''
                | ')'
                | ']'
                | '»'
                | '«'
                | '“'
                | '…'
        )
}

/// A number that follows a word or stop directly: `society3 is`.
fn glued_number(rest: &str) -> Option<(String, usize, bool)> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let label = rest
        .get(..digits)
        .filter(|label| label.len() <= 3 && !label.starts_with('0'))?;
    let next = rest.get(digits..)?.chars().next();
    let ends = next.is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '.' | ',' | ';' | ':' | '!' | '?' | '”' | '’' | '"' | ')' | '»' | '—' | '-'
            )
    });
    ends.then(|| (label.to_owned(), digits, false))
}

/// `word*`, `word.†`.
fn glued_sign(rest: &str) -> Option<(String, usize, bool)> {
    let sign = rest.chars().next()?;
    let count = rest.chars().take(4).take_while(|c| *c == sign).count();
    let length = count * sign.len_utf8();
    let next = rest.get(length..)?.chars().next();
    let ends = next.is_none_or(|c| {
        c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '”' | '"' | ')' | '»')
    });
    (count <= 3 && ends && !matches!(sign, '§' | '¶'))
        .then(|| (sign.to_string().repeat(count), length, false))
}

#[cfg(test)]
mod tests {
    use super::{at_start, references};

    #[test]
    fn marks_before_notes() {
        for (line, label) in [
            ("1. Lassalle personally", Some("1")),
            ("<sup>12</sup> That is", Some("12")),
            ("[3] See above", Some("3")),
            ("¹ Vgl. oben", Some("1")),
            ("* The author's", Some("*")),
            ("†See", Some("†")),
            ("*emphasis* begins", None),
            ("1848 was a year", None),
            ("1.5 miles", None),
            ("12 men came", None),
        ] {
            assert_eq!(
                at_start(line).map(|mark| mark.label).as_deref(),
                label,
                "{line}"
            );
        }
    }

    /// A bracket that never closes was looked for to the text's end, and all stars before each star were counted: these would
    /// take minutes.
    #[test]
    fn a_long_text_is_gone_through_once() {
        assert_eq!(references(&format!("a{}", "[".repeat(2_000_000))).len(), 0);
        assert_eq!(references(&"a*".repeat(500_001)).len(), 1);
        assert_eq!(references(&"a1".repeat(500_000)).len(), 0);
    }

    #[test]
    fn references_in_text() {
        let labels = |text: &str| {
            references(text)
                .into_iter()
                .map(|mark| mark.label)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            labels("all the boats of the harbour3 are the old ones.4 In 1848, 5 men"),
            ["3", "4"]
        );
        assert_eq!(
            labels("guild master <sup>4</sup> and [5] more¹."),
            ["4", "5", "1"]
        );
        assert_eq!(labels("a *word* and another* here"), ["*"]);
        assert_eq!(
            labels("see a_b.tar.bz2. In 1.5-3+deb12u1, and notes.d1 or /etc/rc2"),
            Vec::<String>::new()
        );
        assert_eq!(labels("in 1862,64 or B2B or ’20; 3.5 or so,’12 he"), ["12"]);
    }
}
