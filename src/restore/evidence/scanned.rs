//! Whether a machine read the letters from a picture, told by what no typesetter and no extractor of text makes.
//!
//! One book has one kind of apostrophe; a reader of pictures takes now the one and now the other. Texts of which each has
//! its own kind, put one behind the other, change less often than they have apostrophes of the rarer kind.

use super::super::draft::{Draft, Line, Role};

/// Apostrophes change so often from one kind to the other.
const CHANGES: usize = 4;
/// The rarer kind is at least one in so many of the other.
const RARER: usize = 20;

/// Only lines of so many characters are looked at.
const FULL: u32 = 40;

/// Whether the text of a draft shows it.
pub(super) fn is_scanned(draft: &Draft) -> bool {
    let lines = draft.pages.iter().flat_map(|page| &page.lines);
    // Running heads may be typed by another hand than the text.
    let lines = lines.filter(|line| line.role == Role::Body && line.width >= FULL);
    // Most lines have none; the curly one begins with this byte.
    let may_hold = |line: &&Line| memchr::memchr2(b'\'', 0xE2, line.as_str().as_bytes()).is_some();
    let lines = lines.filter(may_hold);
    let (mut curly, mut straight, mut changes) = (0, 0, 0);
    let mut last = None;
    for apostrophe in lines.flat_map(|line| apostrophes(line.as_str())) {
        if apostrophe == '’' {
            curly += 1;
        } else {
            straight += 1;
        }
        changes += usize::from(last.is_some_and(|last| last != apostrophe));
        last = Some(apostrophe);
    }
    let rarer = curly.min(straight);
    changes >= CHANGES.max(rarer) && rarer * RARER >= curly.max(straight)
}

/// The apostrophes between the letters of a line.
fn apostrophes(text: &str) -> impl Iterator<Item = char> {
    let signs = text.char_indices().filter(|(_, c)| matches!(c, '\'' | '’'));
    signs.filter_map(|(at, sign)| {
        let (before, after) = text.split_at_checked(at)?;
        let before = before.chars().next_back()?;
        let after = after.chars().nth(1)?;
        (before.is_alphabetic() && after.is_alphabetic()).then_some(sign)
    })
}
