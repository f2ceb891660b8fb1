//! Hyphens of compounds that an extractor took away when it rejoined a word at a line end: `illjudged`.
//!
//! Such an extractor runs the two lines into one, so the word stands where the line would have ended, in a line far longer
//! than the book's. There, a word that nobody writes without its hyphen, and that falls into two words, gets it back.

use super::draft::{Draft, Role};
use super::evidence::Evidence;
use super::lexicon::{Language, Lexicon, Vocabulary, tokens};
use super::recorder::Recorder;
use super::text::Edit;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "lost-hyphens",
    phase: Phase::Line,
    about: "gives compounds the hyphen back that an extractor took away at a line end",
    example: "illjudged → ill-judged",
    run,
};

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let Some(lexicon) = evidence.lexicon.filter(|_| evidence.shape.wrapped) else {
        return;
    };
    // German and Dutch write compounds without a hyphen.
    if matches!(lexicon.language(), Language::German | Language::Dutch) {
        return;
    }
    let width = evidence.shape.width;
    for line in &mut draft.lines {
        let letters = line.as_str().chars().count();
        if line.role == Role::Code || letters * 5 < width * 6 {
            continue;
        }
        let edits = edits(line.as_str(), width, lexicon, &evidence.vocabulary);
        if !edits.is_empty() {
            recorder.apply(&mut line.text, edits);
        }
    }
}

fn edits(text: &str, width: usize, lexicon: &Lexicon, vocabulary: &Vocabulary) -> Vec<Edit> {
    let mut edits = Vec::new();
    let (mut at, mut letters) = (0, 0);
    for token in tokens(text) {
        letters += text
            .get(at..token.start)
            .map_or(0, |between| between.chars().count());
        at = token.start;
        let length = token.text.chars().count();
        // Each line end that was undone lies where a line of the book's width ends, or two, or three.
        let near = (1..=8).any(|line| {
            letters * 100 <= line * width * 108 && (letters + length) * 100 >= line * width * 72
        });
        if near
            && !token.is_number
            && length >= 6
            && vocabulary.count(token.text) <= 2
            && !lexicon.is_known(token.text)
            && let Some((place, known)) = place(token.text, lexicon, vocabulary)
        {
            let (head, tail) = token.text.split_at_checked(place).unwrap_or_default();
            let reason = format!(
                "\"{}\" is no word, and stands where a line ended; \"{head}\" and \"{tail}\" are",
                token.text
            );
            edits.push(Edit::new(
                token.start + place..token.start + place,
                "-",
                if known { 90 } else { 76 },
                reason,
            ));
        }
    }
    edits
}

/// Where the hyphen was, and whether the word is known with it.
fn place(word: &str, lexicon: &Lexicon, vocabulary: &Vocabulary) -> Option<(usize, bool)> {
    let mut likely: Option<(u64, usize)> = None;
    for (at, _) in word.char_indices().skip(2) {
        let (head, tail) = word.split_at_checked(at)?;
        if tail.chars().count() < 2 {
            break;
        }
        if lexicon.hyphenated(&format!("{head}-{tail}")) > 0
            || vocabulary.hyphenated(head, tail) > 0
        {
            return Some((at, true));
        }
        let long = head.chars().count() >= 3
            && tail.chars().count() >= 3
            && tail.starts_with(char::is_lowercase);
        let share = |part: &str| {
            u64::from(lexicon.frequency(part)) * 1_000_000 / u64::from(lexicon.size().max(1))
        };
        let least = share(head).min(share(tail));
        if long && least >= 2 && likely.is_none_or(|(most, _)| least > most) {
            likely = Some((least, at));
        }
    }
    likely.map(|(_, at)| (at, false))
}
