//! The words looked up last: running text asks for the same few thousand again and again, and finding one here takes a
//! tenth of the time that the map does.
//!
//! A word has one slot, by its bytes; another that falls on it takes its place. What is found is what the map says.

use std::cell::RefCell;

use super::Language;

/// How many words are kept, for each thread.
const SLOTS: usize = 1 << 13;

/// The longest word that is kept, in bytes; a slot then fills 40.
const LONGEST: usize = 22;

#[derive(Clone, Copy)]
struct Slot {
    language: Language,
    /// Bytes of the word; none is kept where it is 0.
    length: u8,
    word: [u8; LONGEST],
    value: Option<u64>,
}

const EMPTY: Slot = Slot {
    language: Language::English,
    length: 0,
    word: [0; LONGEST],
    value: None,
};

thread_local! {
    static RECENT: RefCell<Vec<Slot>> = const { RefCell::new(Vec::new()) };
}

/// What `find` says of a word, or said of it not long ago.
pub(super) fn value(
    language: Language,
    word: &[u8],
    find: impl FnOnce() -> Option<u64>,
) -> Option<u64> {
    let (Ok(length), 1..=LONGEST) = (u8::try_from(word.len()), word.len()) else {
        return find();
    };
    RECENT.with_borrow_mut(|slots| {
        if slots.is_empty() {
            slots.resize(SLOTS, EMPTY);
        }
        let Some(slot) = slots.get_mut(place(language, word)) else {
            return find();
        };
        let is_kept = slot.length == length
            && slot.language == language
            && slot.word.get(..word.len()) == Some(word);
        if !is_kept {
            slot.language = language;
            slot.length = length;
            slot.word = std::array::from_fn(|at| word.get(at).copied().unwrap_or(0));
            slot.value = find();
        }
        slot.value
    })
}

/// The slot of a word (the hash of Fowler, Noll and Vo).
fn place(language: Language, word: &[u8]) -> usize {
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
        let expected = |word: &str| (!word.len().is_multiple_of(3)).then_some(word.len() as u64);
        for round in 0..3 {
            for number in 0..20_000 {
                let word = format!("{}{number}", "w".repeat(number % 25));
                for language in [Language::English, Language::Dutch] {
                    let found = value(language, word.as_bytes(), || expected(&word));
                    assert_eq!(found, expected(&word), "{word} in round {round}");
                }
            }
        }
        assert_eq!(value(Language::French, b"w0", || Some(7)), Some(7));
        assert_eq!(value(Language::French, b"w0", || None), Some(7));
    }
}
