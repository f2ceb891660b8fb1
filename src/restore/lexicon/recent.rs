//! The words looked up last: running text asks for the same few thousand again and again, and finding one here takes a
//! tenth of the time that the map does.
//!
//! A word has one slot, by its bytes; another that falls on it takes its place. What is found is what the map says.

use std::cell::RefCell;

use super::{Language, Place};

/// How many words are kept, for each thread.
const SLOTS: usize = 1 << 13;

/// The longest word that is kept, in bytes; a slot then fills 36.
const LONGEST: usize = 22;

#[derive(Clone, Copy)]
struct Slot {
    language: Language,
    /// Bytes of the word; none is kept where it is 0.
    length: u8,
    word: [u8; LONGEST],
    place: Option<Place>,
}

const EMPTY: Slot = Slot {
    language: Language::English,
    length: 0,
    word: [0; LONGEST],
    place: None,
};

thread_local! {
    static RECENT: RefCell<Vec<Slot>> = const { RefCell::new(Vec::new()) };
}

/// Where `find` says that a word leads, or said not long ago. A word that is empty or too long leads nowhere.
pub(super) fn place(
    language: Language,
    word: &[u8],
    find: impl FnOnce() -> Option<Place>,
) -> Option<Place> {
    if word.is_empty() {
        return None;
    }
    let (Ok(length), 1..=LONGEST) = (u8::try_from(word.len()), word.len()) else {
        return find();
    };
    RECENT.with_borrow_mut(|slots| {
        if slots.is_empty() {
            slots.resize(SLOTS, EMPTY);
        }
        let Some(slot) = slots.get_mut(slot_of(language, word)) else {
            return find();
        };
        let is_kept = slot.length == length
            && slot.language == language
            && slot.word.get(..word.len()) == Some(word);
        if !is_kept {
            slot.language = language;
            slot.length = length;
            slot.word = std::array::from_fn(|at| word.get(at).copied().unwrap_or(0));
            slot.place = find();
        }
        slot.place
    })
}

/// The slot of a word (the hash of Fowler, Noll and Vo).
fn slot_of(language: Language, word: &[u8]) -> usize {
    let start = 0xcbf2_9ce4_8422_2325 ^ language as u64;
    let hash = word.iter().fold(start, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    usize::try_from(hash >> 40).unwrap_or(0) % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_what_was_found() {
        let expected =
            |word: &str| Place::new(word.len(), 1).filter(|_| !word.len().is_multiple_of(3));
        for round in 0..3 {
            for number in 0..20_000 {
                let word = format!("{}{number}", "w".repeat(number % 25));
                for language in [Language::English, Language::Dutch] {
                    let found = place(language, word.as_bytes(), || expected(&word));
                    assert_eq!(found, expected(&word), "{word} in round {round}");
                }
            }
        }
        let seven = Place::new(7, 0);
        assert_eq!(place(Language::French, b"w0", || seven), seven);
        assert_eq!(place(Language::French, b"w0", || None), seven);
        assert_eq!(place(Language::French, b"", || seven), None);
    }
}
