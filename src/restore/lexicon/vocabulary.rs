//! The book's own words: how often each stands in it, before any repair.

use std::collections::HashMap;

use super::tokens::{fold, tokens, with_folded, with_folded_pair};

/// Counts of the words of one book by their folded form, hyphenated words (`drawing-room`) beside plain ones.
///
/// Words cut at a line end (`legiti-`, and what the next line begins with) are not counted: they are what it is asked about.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    counts: HashMap<Vec<u8>, Count>,
    total: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    all: u32,
    capitalised: u32,
}

impl Vocabulary {
    /// Counts the words of a book, given line by line in reading order.
    pub fn from_lines<'t>(lines: impl IntoIterator<Item = &'t str>) -> Vocabulary {
        let mut written: HashMap<&'t str, u32> = HashMap::new();
        let mut cut = false;
        for line in lines {
            if line.trim().is_empty() {
                continue;
            }
            cut = count_line(line, cut, &mut written);
        }
        let mut vocabulary = Vocabulary::default();
        // Folding once per spelling, not once per word: a book has few spellings.
        written
            .into_iter()
            .for_each(|(word, times)| vocabulary.add(word, times));
        vocabulary
    }

    fn add(&mut self, word: &str, times: u32) {
        self.total += times as usize;
        let capitalised = if word.chars().next().is_some_and(char::is_uppercase) {
            times
        } else {
            0
        };
        let count = self.counts.entry(fold(word).into_bytes()).or_default();
        count.all = count.all.saturating_add(times);
        count.capitalised = count.capitalised.saturating_add(capitalised);
    }

    /// How often a word stands in the book, in any case.
    #[must_use]
    pub fn count(&self, word: &str) -> u32 {
        with_folded(word, |key| {
            self.counts.get(key).map_or(0, |count| count.all)
        })
    }

    /// How often a word stands in the book with a capital.
    #[must_use]
    pub fn capitalised(&self, word: &str) -> u32 {
        with_folded(word, |key| {
            self.counts.get(key).map_or(0, |count| count.capitalised)
        })
    }

    /// How often two pieces stand in the book as one word.
    #[must_use]
    pub fn joined(&self, first: &str, second: &str) -> u32 {
        with_folded_pair(first, None, second, |key| {
            self.counts.get(key).map_or(0, |count| count.all)
        })
    }

    /// How often two pieces stand in the book with a hyphen between them.
    #[must_use]
    pub fn hyphenated(&self, first: &str, second: &str) -> u32 {
        with_folded_pair(first, Some(b'-'), second, |key| {
            self.counts.get(key).map_or(0, |count| count.all)
        })
    }

    /// How many words the book has.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// How many different words the book has.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.counts.len()
    }
}

fn is_hyphen(text: &str) -> bool {
    matches!(text, "-" | "\u{2010}" | "\u{2011}")
}

/// Counts the words of a line; says whether its last word is cut. `cut`: the first word is the rest of one.
fn count_line<'t>(line: &'t str, cut: bool, written: &mut HashMap<&'t str, u32>) -> bool {
    let mut skip = cut;
    let mut chain: Option<(usize, usize)> = None; // a hyphenated word: first byte, end so far
    let mut iterator = tokens(line).peekable();
    while let Some(token) = iterator.next() {
        if token.is_number {
            skip = false;
            chain = None;
            continue;
        }
        let between = iterator.peek().map_or(line.get(token.end()..), |next| {
            line.get(token.end()..next.start)
        });
        let between = between.unwrap_or("");
        let next_is_word = iterator.peek().is_some_and(|next| !next.is_number);
        let last = iterator.peek().is_none();
        let cut_here = last && is_hyphen(between.trim_end());
        let joins = is_hyphen(between) && next_is_word;
        let start = chain.map_or(token.start, |(start, _)| start);
        if joins && !skip {
            chain = Some((start, token.end()));
        } else {
            if !skip && !cut_here {
                let word = if chain.is_some() {
                    line.get(start..token.end())
                } else {
                    Some(token.text)
                };
                *written.entry(word.unwrap_or(token.text)).or_default() += 1;
            }
            chain = None;
        }
        if cut_here {
            return true;
        }
        skip = skip && joins;
    }
    false
}
