//! Finding a quotation in the source, and what comes nearest to one that is not there.

use std::ops::Range;

use crate::report::SourceFile;

/// Some text of the source, with its line where that is needed to find it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quotation<'q> {
    pub(super) text: &'q str,
    pub(super) line: Option<u32>,
}

/// Where the quotation stands; white space of any kind and length is alike. With a line: the place that begins on it.
pub(super) fn find(source: &SourceFile, quotation: Quotation<'_>) -> Option<Range<usize>> {
    let words: Vec<&str> = quotation.text.split_whitespace().collect();
    let first = words.first()?;
    for (at, _) in source.text.match_indices(first) {
        if quotation
            .line
            .is_some_and(|line| source.line_column(at).0 != line)
        {
            continue;
        }
        if let Some(end) = matches_at(&source.text, at, &words) {
            return Some(at..end);
        }
    }
    None
}

/// One past the end of the words, if they stand at this place with nothing but white space between them.
fn matches_at(text: &str, at: usize, words: &[&str]) -> Option<usize> {
    let mut rest = text.get(at..)?;
    let mut end = at;
    for (index, word) in words.iter().enumerate() {
        let trimmed = rest.trim_start();
        if index > 0 && trimmed.len() == rest.len() {
            return None;
        }
        end += rest.len() - trimmed.len();
        rest = trimmed.strip_prefix(word)?;
        end += word.len();
    }
    Some(end)
}

/// The line that shares most words with a quotation, at least half of them.
pub(super) fn nearest<'s>(source: &'s SourceFile, quotation: &str) -> Option<(usize, &'s str)> {
    let words: Vec<String> = quotation
        .split_whitespace()
        .map(plain)
        .filter(|word| !word.is_empty())
        .collect();
    let mut best: Option<(usize, usize, &str)> = None;
    for (index, line) in source.text.lines().enumerate() {
        let there: Vec<String> = line.split_whitespace().take(200).map(plain).collect();
        let shared = words.iter().filter(|word| there.contains(word)).count();
        if shared * 2 >= words.len().max(1) && best.is_none_or(|(most, ..)| shared > most) {
            best = Some((shared, index + 1, line.trim()));
        }
    }
    best.map(|(_, line, text)| (line, text))
}

fn plain(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
