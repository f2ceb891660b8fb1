//! Titles in small capitals, which OCR reads as small letters of the same height: `Tue Low Roap` for `The Low Road`.
//!
//! Capitals are taken for the small letters that look like them at that size: `H` for `u`, `D` for `p`, `F` and `T` for
//! `r`. A word of a heading is touched only when it is no word, and when a few such letters taken back make it exactly one
//! that the language or the book has, or one that is far more common than any other.

use std::collections::BTreeMap;

use super::Found;
use crate::restore::Evidence;
use crate::restore::draft::{Draft, Role};
use crate::restore::lexicon::Lexicon;
use crate::restore::recorder::Recorder;
use crate::restore::text::Edit;

/// What is read, and what stood there.
const CONFUSIONS: &[(&str, &str)] = &[
    ("u", "h"),
    ("p", "d"),
    ("r", "t"),
    ("r", "f"),
    ("rr", "tt"),
    ("rr", "it"),
    ("rr", "ti"),
    ("tr", "tt"),
    ("c", "g"),
    ("c", "l"),
    ("s", "b"),
    ("r", "i"),
    ("n", "h"),
    ("o", "d"),
    ("v", "y"),
    ("r", "e"),
    ("k", "e"),
    ("t", "l"),
    ("l", "i"),
    ("1", "i"),
    ("0", "o"),
    ("7", "t"),
];

/// How many places of a word may be misread.
const PLACES: usize = 4;
/// The most readings of a word that are tried.
const READINGS: usize = 4_000;
/// How much more common a word must be than another that needs as much taken back.
const AHEAD: u64 = 6;

/// Mends the words of the headings found.
pub(super) fn mend(
    found: &[Found],
    draft: &mut Draft,
    evidence: &Evidence,
    recorder: &mut Recorder,
) {
    let Some(lexicon) = evidence.lexicon.filter(|_| draft.is_ocr) else {
        return;
    };
    for index in found.iter().flat_map(|heading| heading.start..heading.end) {
        let Some(line) = draft.lines.get_mut(index) else {
            continue;
        };
        if line.role == Role::Body {
            let edits = edits(line.as_str(), lexicon, evidence);
            recorder.apply(&mut line.text, edits);
        }
    }
}

/// What is to be changed in a title: its small words too, where its long ones show that it was misread.
fn edits(text: &str, lexicon: &Lexicon, evidence: &Evidence) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut small: Vec<Edit> = Vec::new();
    for (start, word) in words(text) {
        let Some((meant, sure)) = meant(word, lexicon) else {
            continue;
        };
        // A name is no word either: it stands elsewhere in the book, and what it looks like does not.
        let (own, other) = (
            evidence.vocabulary.count(word),
            evidence.vocabulary.count(&meant),
        );
        if other == 0 && (own > 1 || !sure) {
            continue;
        }
        let reason = format!("\"{word}\" is no word; in small capitals \"{meant}\" looks like it");
        let edit = Edit::new(start..start + word.len(), meant, 80, reason);
        if word.chars().count() > 3 {
            edits.push(edit);
        } else {
            small.push(edit);
        }
    }
    if !edits.is_empty() || small.len() > 1 {
        edits.append(&mut small);
    }
    edits
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let pieces = text.split(|c: char| !c.is_alphanumeric());
    pieces
        .filter(|word| word.len() > 1)
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// The word that a misread one was, and whether that is a common one.
fn meant(word: &str, lexicon: &Lexicon) -> Option<(String, bool)> {
    let mut letters = word.chars();
    let first = letters.next()?;
    // The word `TO` is read as `70`; no other number is made of signs that stand for letters of a common word.
    let is_number = word.chars().all(|c| c.is_ascii_digit()) && word != "70";
    let is_capitals = letters.clone().all(|c| !c.is_lowercase()) && first.is_alphabetic();
    let is_roman = word.chars().all(|c| "IVXLCDM".contains(c));
    if is_number || is_roman || is_capitals && letters.clone().count() > 0 {
        return None;
    }
    let lower = word.to_lowercase();
    if lexicon.is_known(&lower) || lexicon.is_known(word) {
        return None;
    }
    let (places, best) = nearest(&lower, |word| u64::from(lexicon.frequency(word)))?;
    // The more is taken back, the surer the word must be.
    let sure = best.1 >= if places == 1 { 200 } else { 800 };
    let large = |word: String| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect::<String>()
    };
    let meant = if first.is_uppercase() {
        large(best.0)
    } else {
        best.0
    };
    Some((meant, sure))
}

/// The word that the fewest places taken back make, with how many they are and how common it is.
pub(crate) fn nearest(word: &str, common: impl Fn(&str) -> u64) -> Option<(usize, (String, u64))> {
    let mut readings: Vec<(String, usize)> = vec![(word.to_owned(), 0)];
    let mut tried = 0;
    for places in 1..=PLACES {
        let mut next: BTreeMap<String, usize> = BTreeMap::new();
        for (reading, from) in &readings {
            for (read, meant) in CONFUSIONS {
                for (at, _) in reading.match_indices(read).filter(|(at, _)| at >= from) {
                    let (Some(head), Some(tail)) =
                        (reading.get(..at), reading.get(at + read.len()..))
                    else {
                        continue;
                    };
                    next.insert(format!("{head}{meant}{tail}"), at + meant.len());
                    tried += 1;
                }
            }
            if tried > READINGS {
                return None;
            }
        }
        let mut known: Vec<(String, u64)> = next
            .keys()
            .map(|word| (word.clone(), common(word)))
            .filter(|(_, common)| *common > 0)
            .collect();
        known.sort_by_key(|(_, common)| std::cmp::Reverse(*common));
        let mut known = known.into_iter();
        if let Some(best) = known.next() {
            let ahead = known.next().is_none_or(|second| second.1 * AHEAD <= best.1);
            return ahead.then_some((places, best));
        }
        readings = next.into_iter().collect();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::restore::lexicon::Language;

    #[test]
    fn words_in_small_capitals_are_read_back() {
        let Some(lexicon) = Lexicon::of(Language::English) else {
            return;
        };
        let read = |word: &str| meant(word, lexicon).map(|(meant, _)| meant);
        for (misread, word) in [
            ("Roap", "Road"),
            ("Visrrors", "Visitors"),
            ("Wuat", "What"),
            ("Berore", "Before"),
            ("Breakrast", "Breakfast"),
            ("Serrcement", "Settlement"),
            ("Tue", "The"),
        ] {
            assert_eq!(read(misread).as_deref(), Some(word), "{misread}");
        }
        for word in ["Garnet", "Road", "XIV", "1815", "Exeter", "MAIL", "Xanthe"] {
            assert_eq!(read(word), None, "{word}");
        }
    }
}
