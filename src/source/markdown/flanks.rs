//! Emphasis in Chinese, Japanese and Korean.
//!
//! By CommonMark a closing `**` after a full stop and before a letter closes nothing, for it was made with words between
//! spaces in mind: `**中文。**后` shows its stars. The amendment that Markdown tools for these languages have agreed on counts
//! their punctuation as letters, and other punctuation too where the sign on the other side of the stars is theirs. That is
//! what a letter between stars and punctuation does, so one is put there for the parser, and taken off by [`bare`].

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

use super::Places;

/// A sign that no text has (a noncharacter), and that is neither white space nor punctuation.
const LETTER: char = '\u{fdd0}';

/// The text with letters between stars and punctuation, and where it then stands in the source; `None` where none is needed.
/// The text begins at `start` of the one that `places` are of.
pub(super) fn eased(text: &str, places: &Places, start: usize) -> Option<(String, Places)> {
    let mut out = String::new();
    let mut pairs = Vec::new();
    let mut from = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(run) = next_run(bytes, at) {
        let mark = bytes.get(run).copied().unwrap_or(b'*');
        let tail = bytes.get(run..).unwrap_or_default();
        let end = run + tail.iter().take_while(|&&byte| byte == mark).count();
        at = end;
        if mark == b'~' && end - run != 2 {
            continue;
        }
        let before = text.get(..run).and_then(|text| text.chars().next_back());
        let after = text.get(end..).and_then(|text| text.chars().next());
        let (Some(before), Some(after)) = (before, after) else {
            continue;
        };
        let is_theirs = is_east_asian(before) || is_east_asian(after);
        if !is_theirs {
            continue;
        }
        // Beside a letter an underscore opens and closes nothing.
        let places_of = [
            (is_punctuation(before) && !matches!(before, '\\' | '_')).then_some(run),
            (is_punctuation(after) && after != '_').then_some(end),
        ];
        for place in places_of.into_iter().flatten() {
            out.push_str(text.get(from..place).unwrap_or_default());
            out.push(LETTER);
            pairs.push((out.len(), place));
            from = place;
        }
    }
    if pairs.is_empty() {
        return None;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    let places = places.tail(start).with_inserted(&pairs);
    Some((out, places))
}

/// Whether a text has letters of [`eased`].
pub(super) fn is_eased(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), "\u{fdd0}".as_bytes()).is_some()
}

/// The text without the letters of [`eased`].
pub(super) fn bare(text: &str) -> Cow<'_, str> {
    if is_eased(text) {
        Cow::Owned(text.replace(LETTER, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// The next star or tilde that stands beside a sign beyond ASCII: all others can be passed over.
fn next_run(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    memchr::memchr2(b'*', b'~', rest).map(|at| from + at)
}

/// White space is no punctuation, and marks belong to the letter before them.
fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control() && !is_combining_mark(c)
}

/// Signs of Chinese, Japanese and Korean, punctuation and wide forms among them.
fn is_east_asian(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x11FF | 0x2E80..=0x33FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xA960..=0xA97F | 0xAC00..=0xD7FF
        | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF01..=0xFFEF | 0x1AFF0..=0x1B16F | 0x20000..=0x3FFFD)
}
