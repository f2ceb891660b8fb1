//! German and Dutch compounds: a word is known when it falls into known words with the usual letters between them.

use super::{Language, Lexicon};

/// The letters that may stand between the parts, the empty link first.
const GERMAN_LINKS: [&str; 6] = ["", "s", "n", "en", "es", "er"];
const DUTCH_LINKS: [&str; 4] = ["", "s", "en", "e"];

/// The fewest letters of a part. Shorter words are inside everything.
const SHORTEST: usize = 3;
/// The fewest letters of a compound.
const SHORTEST_COMPOUND: usize = 7;
/// The most parts.
const MOST_PARTS: usize = 4;

/// The parts of a compound; a linking letter stays with the part before it. `None` where it does not fall apart.
pub(super) fn split<'w>(lexicon: &Lexicon, word: &'w str) -> Option<Vec<&'w str>> {
    let links: &[&str] = match lexicon.language() {
        Language::German => &GERMAN_LINKS,
        Language::Dutch => &DUTCH_LINKS,
        _ => return None,
    };
    if word.chars().count() < SHORTEST_COMPOUND
        || word.len() > 80
        || !word.chars().all(char::is_alphabetic)
    {
        return None;
    }
    let mut parts = Vec::new();
    fall_apart(lexicon, links, word, MOST_PARTS, &mut parts).then_some(parts)
}

/// Bounded by `parts_left`, not by the word's length.
fn fall_apart<'w>(
    lexicon: &Lexicon,
    links: &[&str],
    word: &'w str,
    parts_left: usize,
    parts: &mut Vec<&'w str>,
) -> bool {
    if !parts.is_empty() && is_part(lexicon, word) {
        parts.push(word);
        return true;
    }
    if parts_left < 2 {
        return false;
    }
    // The longest first part wins: `Haus|tür`, not `Hau|stür`.
    for (at, _) in word.char_indices().rev() {
        let (Some(head), Some(rest)) = (word.get(..at), word.get(at..)) else {
            continue;
        };
        if !long_enough(rest) {
            continue;
        }
        if !long_enough(head) {
            break;
        }
        let known = links.iter().any(|link| {
            head.strip_suffix(link)
                .is_some_and(|stem| is_part(lexicon, stem))
        });
        if known {
            parts.push(head);
            if fall_apart(lexicon, links, rest, parts_left - 1, parts) {
                return true;
            }
            parts.pop();
        }
    }
    false
}

fn long_enough(part: &str) -> bool {
    part.chars().nth(SHORTEST - 1).is_some()
}

/// A part must be a word that is common enough, the more so the shorter it is: rare short words are noise.
fn is_part(lexicon: &Lexicon, part: &str) -> bool {
    let fewest = match part.chars().count() {
        0..SHORTEST => return false,
        3 => 60,
        4 => 15,
        _ => 3,
    };
    lexicon.frequency(part) >= fewest
}
