//! Titles that OCR misread, small capitals above all: `Or Bripces` for `Of Bridges`. What prints the same title in other
//! type, the running heads of its pages and the printed contents, tells the words.
//!
//! A word is taken from there only where it is known and the one in the title is not, or where a letter differs in a title
//! that is misread anyway.

use super::Found;
use super::headed::MISREAD_REASON;
use crate::restore::Evidence;
use crate::restore::draft::{Draft, Role};
use crate::restore::likeness::{difference, fold};
use crate::restore::numerals::ordinal;
use crate::restore::recorder::Recorder;
use crate::restore::text::Edit;

/// How many pages after its own the heads of a title begin at most.
const PAGES_AFTER: usize = 6;
/// How much of a word may be misread, in hundredths of its letters.
const MOST: usize = 60;
/// How much of a title may be misread.
const MOST_OF_TITLE: usize = 40;
/// Numbers and keywords that stand on one side only.
const MOST_BEFORE: usize = 2;

/// A word with its place.
struct Word<'t> {
    start: usize,
    text: &'t str,
    folded: String,
}

/// Mends the words of the headings found, where what else prints them tells.
pub(super) fn mend(
    found: &[Found],
    draft: &mut Draft,
    evidence: &Evidence,
    recorder: &mut Recorder,
) {
    let prints = draft.heads.len() + draft.contents.len();
    let misread = |heading: &Found| heading.reason == MISREAD_REASON;
    if prints == 0 || !draft.is_ocr && !found.iter().any(misread) {
        return;
    }
    let heads = draft.heads.iter();
    let heads: Vec<_> = heads
        .map(|head| (head.first, words(&head.printed)))
        .collect();
    let entries = draft.contents.iter();
    let entries: Vec<_> = entries.map(|entry| words(&entry.title)).collect();
    let mut mended: Vec<(usize, Vec<Edit>)> = Vec::new();
    let mut page = 0;
    let mut from = 0;
    for heading in found {
        for line in draft.lines.get(from..heading.end).unwrap_or_default() {
            page = line.page.unwrap_or(page);
        }
        from = heading.end.max(from);
        for index in heading.start..heading.end {
            let Some(text) = draft.lines.get(index).map(|line| line.as_str()) else {
                continue;
            };
            let title = words(text);
            let near = |first: usize| page <= first + 1 && first <= page + PAGES_AFTER;
            let heads = heads.iter().filter(|(first, _)| near(*first));
            let heads = heads.map(|(_, head)| head);
            let edits = heads
                .chain(&entries)
                .find_map(|other| edits(&title, other, evidence));
            mended.extend(edits.map(|edits| (index, edits)));
        }
    }
    for (index, edits) in mended {
        if let Some(line) = draft.lines.get_mut(index).filter(|l| l.role == Role::Body) {
            recorder.apply(&mut line.text, edits);
        }
    }
}

fn words(text: &str) -> Vec<Word<'_>> {
    let outer = |c: char| !c.is_alphanumeric();
    let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '—' | '–'));
    pieces
        .map(|piece| piece.trim_matches(outer))
        .filter(|word| !word.is_empty())
        .map(|word| Word {
            start: word.as_ptr() as usize - text.as_ptr() as usize,
            text: word,
            folded: fold(word),
        })
        .collect()
}

/// What is to be changed in a title that was misread, by another print of it; nothing where that is no print of it.
fn edits(title: &[Word<'_>], other: &[Word<'_>], evidence: &Evidence) -> Option<Vec<Edit>> {
    let pairs = aligned(title, other)?;
    let is_known = |word: &Word<'_>| {
        word.folded.chars().all(|c| c.is_ascii_digit())
            || evidence
                .lexicon
                .is_some_and(|l| l.is_known(&word.folded) || l.is_known(word.text))
            || evidence.vocabulary.count(word.text) > 2
    };
    let differing: Vec<_> = pairs
        .into_iter()
        .filter(|(word, other)| word.folded != other.folded)
        .collect();
    let misread = differing
        .iter()
        .any(|(word, other)| !is_known(word) && is_known(other));
    let is_number = |word: &Word<'_>| ordinal(&word.folded).is_some();
    // Another number is another heading.
    let other_title = differing
        .iter()
        .any(|(word, other)| !is_known(other) || is_number(word) && is_number(other));
    if !misread || other_title {
        return None;
    }
    let reason = "misread: the running head or the contents prints the title so";
    let edits = differing.into_iter().map(|(word, other)| {
        let capitals = word.text.chars().all(|c| !c.is_lowercase());
        let after = if capitals {
            other.text.to_uppercase()
        } else {
            other.text.to_owned()
        };
        Edit::new(word.start..word.start + word.text.len(), after, 84, reason)
    });
    Some(edits.collect())
}

/// The words of two prints of a title side by side: as many of them, but for a number before one of the two, and alike.
fn aligned<'w, 't>(
    title: &'w [Word<'t>],
    other: &'w [Word<'t>],
) -> Option<Vec<(&'w Word<'t>, &'w Word<'t>)>> {
    let (more, less) = (title.len().max(other.len()), title.len().min(other.len()));
    if less == 0 || more - less > MOST_BEFORE {
        return None;
    }
    let title = title.get(title.len() - less..)?;
    let other = other.get(other.len() - less..)?;
    let text = |words: &[Word<'_>]| {
        let words: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
        words.join(" ")
    };
    let (whole, print) = (text(title), text(other));
    let alike = print.chars().count() >= 6 && difference(&whole, &print) <= MOST_OF_TITLE;
    let pairs: Vec<_> = title.iter().zip(other).collect();
    let near = |(word, other): &(&Word<'_>, &Word<'_>)| {
        word.folded == other.folded || difference(&word.folded, &other.folded) <= MOST
    };
    (alike && pairs.iter().all(near)).then_some(pairs)
}
