//! Letter-spaced words: `C H A P T E R  I`, `s e h r`.
//!
//! A run of single letters with one space between them is a word set wide when the letters make words that are known,
//! all of them. Lists of letters, initials, rhyme schemes and ciphers do not, and stay.

use super::draft::{Draft, Role};
use super::evidence::Evidence;
use super::recorder::Recorder;
use super::text::Edit;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "letter-spacing",
    phase: Phase::Line,
    about: "closes words that were set with space between their letters",
    example: "C H A P T E R  O N E → CHAPTER ONE",
    run,
};

/// The fewest letters of a run.
const FEWEST: usize = 4;
/// The most letters that are taken apart into words at once.
const MOST: usize = 120;

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    for line in &mut draft.lines {
        if line.role == Role::Code {
            continue;
        }
        let edits = edits(line.as_str(), evidence);
        if !edits.is_empty() {
            recorder.apply(&mut line.text, edits);
        }
    }
}

fn edits(text: &str, evidence: &Evidence) -> Vec<Edit> {
    runs(text)
        .into_iter()
        .filter_map(|range| {
            let piece = text.get(range.clone())?;
            let words = closed(piece, evidence)?;
            let reason = format!("the letters make words: {}", words.to_lowercase());
            Some(Edit::new(range, words, 88, reason))
        })
        .collect()
}

/// Runs of single letters, each parted from the next by one to three spaces.
fn runs(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut runs = Vec::new();
    let mut current: Option<(std::ops::Range<usize>, usize)> = None;
    let mut close = |run: Option<(std::ops::Range<usize>, usize)>| {
        if let Some((range, letters)) = run
            && letters >= FEWEST
        {
            runs.push(range);
        }
    };
    let mut end_before = 0;
    for (start, end) in pieces(text) {
        let single = text.get(start..end).is_some_and(|piece| {
            let mut chars = piece.chars();
            chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
        });
        let near = start.saturating_sub(end_before) <= 3;
        match (&mut current, single) {
            (Some((range, letters)), true) if near => {
                range.end = end;
                *letters += 1;
            }
            (_, true) => close(current.replace((start..end, 1))),
            (_, false) => close(current.take()),
        }
        end_before = end;
    }
    close(current);
    runs
}

/// Start and end of what stands between white space.
fn pieces(text: &str) -> impl Iterator<Item = (usize, usize)> {
    text.split_whitespace().map(|piece| {
        let start = piece.as_ptr() as usize - text.as_ptr() as usize;
        (start, start + piece.len())
    })
}

/// The words of a run, closed: by its wide gaps where it has some, else by what is known.
fn closed(piece: &str, evidence: &Evidence) -> Option<String> {
    let mut words = Vec::new();
    for part in piece
        .split("  ")
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let letters: String = part.chars().filter(|c| !c.is_whitespace()).collect();
        if is_known(&letters, evidence) {
            words.push(letters);
        } else {
            words.extend(fall_apart(&letters, evidence)?);
        }
    }
    // Long words must be there: of single letters and the short words that any letters make a cipher is full as well.
    let letters = |word: &String| word.chars().count();
    let all: usize = words.iter().map(letters).sum();
    let long: usize = words.iter().map(letters).filter(|n| *n >= FEWEST).sum();
    (long * 5 >= all * 3).then(|| words.join(" "))
}

/// Whether the letters of a word are set as a word is: all capitals, or small ones after the first.
fn is_set_as_word(word: &str) -> bool {
    let rest = || word.chars().skip(1);
    rest().all(char::is_lowercase) || word.chars().all(char::is_uppercase)
}

fn is_known(word: &str, evidence: &Evidence) -> bool {
    let letters = word.chars().count();
    if letters <= 4 && is_roman(word) {
        return true;
    }
    let fewest = match letters {
        1 => {
            return matches!(
                word,
                "a" | "A" | "I" | "à" | "À" | "y" | "Y" | "e" | "E" | "o" | "O"
            );
        }
        2 => 2_000,
        3 => 300,
        4 => 20,
        _ => 2,
    };
    let counted = evidence
        .lexicon
        .map_or(0, |lexicon| lexicon.frequency(word));
    // A name that only the book knows begins with a capital; its ciphers stand twice in it as well.
    let is_name = word.chars().next().is_some_and(char::is_uppercase);
    is_set_as_word(word) && (counted >= fewest || is_name && evidence.vocabulary.count(word) >= 2)
}

fn is_roman(word: &str) -> bool {
    word.chars()
        .all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C'))
}

/// The fewest known words that the letters are, in order: least words, the longest first one.
fn fall_apart(letters: &str, evidence: &Evidence) -> Option<Vec<String>> {
    let bounds: Vec<usize> = letters
        .char_indices()
        .map(|(at, _)| at)
        .chain([letters.len()])
        .collect();
    if bounds.len() > MOST {
        return None;
    }
    // best[i]: how many words the first i letters are, and where the last of them begins.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; bounds.len()];
    *best.first_mut()? = Some((0, 0));
    for end in 1..bounds.len() {
        for start in end.saturating_sub(24)..end {
            let Some(Some((words, _))) = best.get(start).copied() else {
                continue;
            };
            let word = letters.get(*bounds.get(start)?..*bounds.get(end)?)?;
            let better = best
                .get(end)
                .copied()
                .flatten()
                .is_none_or(|(fewest, _)| words + 1 < fewest);
            if better
                && is_known(word, evidence)
                && let Some(slot) = best.get_mut(end)
            {
                *slot = Some((words + 1, start));
            }
        }
    }
    let mut words = Vec::new();
    let mut end = bounds.len() - 1;
    while end > 0 {
        let (_, start) = best.get(end).copied().flatten()?;
        words.push(
            letters
                .get(*bounds.get(start)?..*bounds.get(end)?)?
                .to_owned(),
        );
        end = start;
    }
    words.reverse();
    Some(words)
}
