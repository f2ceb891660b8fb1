//! Words run together: `ofthe`, `itwas`.
//!
//! Only where the whole is unknown to the language and to the rest of the book, and falls into two words that are
//! both among the language's most common: there any other reading is unlikely. Compounds and names stay.

use super::draft::{Draft, Kind};
use super::evidence::Evidence;
use super::lexicon::{Lexicon, Vocabulary, tokens};
use super::recorder::Recorder;
use super::text::Edit;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "glued-words",
    phase: Phase::Paragraph,
    about: "parts words that were run together",
    example: "in the middle ofthe night → in the middle of the night",
    run,
};

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let Some(lexicon) = evidence.lexicon else {
        return;
    };
    let found: Vec<Vec<Edit>> = draft
        .blocks
        .iter()
        .map(|block| match block.kind {
            Kind::Code | Kind::Table | Kind::Stanza | Kind::Dropped => Vec::new(),
            _ => edits(block.text.as_str(), lexicon, &evidence.vocabulary),
        })
        .collect();
    // A single case is more likely a word of another language or of the author's.
    if found.iter().map(Vec::len).sum::<usize>() < CASES {
        return;
    }
    for (block, edits) in draft.blocks.iter_mut().zip(found) {
        if !edits.is_empty() {
            recorder.apply(&mut block.text, edits);
        }
    }
}

/// So many cases show that the book has the damage.
const CASES: usize = 3;

fn edits(text: &str, lexicon: &Lexicon, vocabulary: &Vocabulary) -> Vec<Edit> {
    let mut edits = Vec::new();
    for token in tokens(text) {
        let plain =
            token.text.len() >= 5 && !token.is_number && token.text.chars().all(char::is_lowercase);
        // A part of a hyphenated word has its own ways.
        let joined =
            |c: Option<char>| c.is_some_and(|c| matches!(c, '-' | '\u{2010}' | '\u{2011}'));
        let before = text
            .get(..token.start)
            .and_then(|head| head.chars().next_back());
        let after = text.get(token.end()..).and_then(|tail| tail.chars().next());
        if !plain
            || joined(before)
            || joined(after)
            || lexicon.is_known(token.text)
            || vocabulary.count(token.text) > 2
        {
            continue;
        }
        if let Some((at, first, second)) = best_split(token.text, lexicon, vocabulary) {
            let reason = format!(
                "\"{}\" is no word, \"{first}\" and \"{second}\" are among the most common",
                token.text
            );
            edits.push(Edit::new(
                token.start + at..token.start + at,
                " ",
                82,
                reason,
            ));
        }
    }
    edits
}

/// Of a hundred thousand words, so many are it: a word that holds sentences together.
const FUNCTION_WORD: u64 = 100;

fn best_split<'w>(
    word: &'w str,
    lexicon: &Lexicon,
    vocabulary: &Vocabulary,
) -> Option<(usize, &'w str, &'w str)> {
    let share = |part: &str| {
        u64::from(lexicon.frequency(part)) * 100_000 / u64::from(lexicon.size().max(1))
    };
    let mut best: Option<(u64, usize, &str, &str)> = None;
    for (at, _) in word.char_indices().skip(2) {
        let (Some(first), Some(second)) = (word.get(..at), word.get(at..)) else {
            continue;
        };
        if second.chars().count() < 2 || first.chars().count() < 2 {
            continue;
        }
        let (a, b) = (share(first), share(second));
        let in_book = vocabulary.count(first) >= 2 && vocabulary.count(second) >= 2;
        if !in_book || a.min(b) < FUNCTION_WORD {
            continue;
        }
        if best.is_none_or(|(score, ..)| a * b > score) {
            best = Some((a * b, at, first, second));
        }
    }
    best.map(|(_, at, first, second)| (at, first, second))
}
