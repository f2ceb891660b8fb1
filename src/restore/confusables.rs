//! Letters that OCR takes for one another: `tbe`, `1n`, `modem` for `modern`, `Tt` for `It`, `fuch` for `such`.
//!
//! A word is touched only when it is unknown to the language and hardly stands in the book, and when a confusion that
//! OCR is known for makes it a word that is common, more so than any other. Names and foreign words are unknown too: a
//! change must be borne out by the book's own words or by a very common one. A text that is not known to come from OCR
//! must show it first, by errors that nothing else makes: figures inside words, words without a vowel, a bar for an `I`.

use std::collections::HashMap;

use super::draft::{Draft, Role};
use super::evidence::Evidence;
use super::lexicon::{Language, Lexicon};
use super::recorder::Recorder;
use super::text::Edit;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "confusables",
    phase: Phase::Line,
    about: "mends letters that OCR took for one another",
    example: "tbe → the, 1n → in, Tt → It",
    run,
};

/// What OCR reads, and what stood there.
const CONFUSIONS: &[(&str, &str)] = &[
    ("b", "h"),
    ("h", "b"),
    ("c", "e"),
    ("e", "c"),
    ("n", "u"),
    ("u", "n"),
    ("rn", "m"),
    ("m", "rn"),
    ("cl", "d"),
    ("d", "cl"),
    ("ii", "n"),
    ("ii", "u"),
    ("li", "h"),
    ("ri", "n"),
    ("vv", "w"),
    ("w", "vv"),
    ("I", "l"),
    ("l", "I"),
    ("1", "l"),
    ("1", "I"),
    ("1", "i"),
    ("|", "I"),
    ("|", "l"),
    ("0", "o"),
    ("0", "O"),
    ("5", "s"),
    ("5", "S"),
    ("8", "B"),
    ("6", "b"),
    ("6", "é"),
    ("f", "s"),
    ("ſ", "s"),
    ("f", "t"),
    ("t", "f"),
    ("T", "I"),
    ("J", "I"),
    ("q", "g"),
    ("g", "q"),
    ("p", "d"),
    ("P", "D"),
    ("x", "k"),
    ("tl", "d"),
    ("fi", "h"),
    ("l", "t"),
    ("t", "l"),
    ("B", "ß"),
    ("ß", "B"),
    ("ii", "ü"),
    ("e", "é"),
    ("e", "è"),
    ("e", "ê"),
    ("a", "à"),
    ("a", "â"),
    ("u", "ü"),
    ("o", "ö"),
    ("a", "ä"),
    ("v", "y"),
    ("$", "S"),
    ("£", "E"),
    ("€", "e"),
    ("rn", "nn"),
    ("in", "m"),
    ("m", "in"),
    ("ni", "m"),
    ("m", "ni"),
    ("H", "ll"),
    ("G", "C"),
    ("O", "Q"),
    ("9", "g"),
];

/// What most often follows `I`, which OCR glues to it: `Iam`.
const AFTER_I: &[&str] = &[
    "am", "had", "have", "was", "do", "did", "could", "would", "should", "will", "shall", "must",
    "can", "may", "might", "saw", "said", "think", "thought", "know", "knew", "never", "went",
    "came", "took", "felt", "heard", "found", "wish", "hope", "suppose", "believe", "asked",
    "told", "want",
];

/// So many unmistakable errors show that a text comes from OCR.
const UNMISTAKABLE: usize = 3;

/// A change must be borne out: the meant word is in the book so often, or common.
const IN_BOOK: u32 = 2;

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let Some(lexicon) = evidence.lexicon else {
        return;
    };
    let mut mender = Mender {
        lexicon,
        evidence,
        known: HashMap::new(),
    };
    if !draft.is_ocr {
        // What shows OCR is told by its form alone: nothing else of a clean text is looked up.
        let plain: usize = mender
            .repairs(draft, is_unmistakable)
            .map(|(_, edits)| edits.len())
            .sum();
        if plain < UNMISTAKABLE || plain * 8_000 < evidence.vocabulary.total() {
            return;
        }
    }
    let found: Vec<(usize, Vec<Edit>)> = mender.repairs(draft, |_| true).collect();
    for (index, edits) in found {
        if let Some(line) = draft.lines.get_mut(index) {
            recorder.apply(&mut line.text, edits);
        }
    }
}

/// What stands at the end of a line that cuts a word.
const HYPHENS: [char; 4] = ['-', '\u{ad}', '\u{2010}', '¬'];

struct Mender<'e> {
    lexicon: &'static Lexicon,
    evidence: &'e Evidence,
    /// What became of a word that was looked at before: a book has few unknown words, but they come again.
    known: HashMap<String, Option<(String, u8, String)>>,
}

impl<'e> Mender<'e> {
    /// The lines with something to mend among the words that are `asked` about.
    fn repairs<'d>(
        &mut self,
        draft: &'d Draft,
        asked: fn(&str) -> bool,
    ) -> impl Iterator<Item = (usize, Vec<Edit>)> + use<'_, 'd, 'e> {
        let mut cut = false;
        draft
            .lines
            .iter()
            .enumerate()
            .filter_map(move |(index, line)| {
                let looked_at = !matches!(line.role, Role::Code | Role::Dropped);
                let edits = if looked_at {
                    self.edits(line.as_str(), cut, asked)
                } else {
                    Vec::new()
                };
                cut = line.as_str().ends_with(HYPHENS);
                (!edits.is_empty()).then_some((index, edits))
            })
    }

    /// `cut`: the line begins with the rest of a word.
    fn edits(&mut self, text: &str, cut: bool, asked: fn(&str) -> bool) -> Vec<Edit> {
        let mut edits = Vec::new();
        let end = text.trim_end().len();
        let cut_after = text.trim_end().ends_with(HYPHENS);
        for (index, (start, word)) in words(text).enumerate() {
            // A word cut at a line end is no word yet.
            let at_end = start + word.len() + 3 >= end && cut_after;
            if at_end || cut && index == 0 || !asked(word) || !self.is_suspect(text, start, word) {
                continue;
            }
            if !self.known.contains_key(word) {
                let mended = self.mend(word);
                self.known.insert(word.to_owned(), mended);
            }
            if let Some(Some((meant, confidence, reason))) = self.known.get(word)
                && !is_in_address(text, start)
            {
                edits.push(Edit::new(
                    start..start + word.len(),
                    meant.clone(),
                    *confidence,
                    reason.clone(),
                ));
            }
        }
        edits
    }

    /// Whether a word is unknown enough to be asked about.
    fn is_suspect(&self, text: &str, start: usize, word: &str) -> bool {
        if matches!(word, "T" | "|" | "l") {
            // For `I`: between spaces, with a word after it.
            let before = text.get(..start).and_then(|head| head.chars().next_back());
            let mut after = text.get(start + word.len()..).unwrap_or_default().chars();
            let alone =
                before.is_none_or(|c| c.is_whitespace() || matches!(c, '“' | '‘' | '"' | '—'));
            let sentence =
                after.next() == Some(' ') && after.next().is_some_and(char::is_lowercase);
            return self.lexicon.language() == Language::English && alone && sentence;
        }
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 1 && word.chars().count() >= 2 && !self.lexicon.is_known(word)
    }

    /// Of a million words, at least 150 are it.
    fn is_common(&self, count: u32) -> bool {
        u64::from(count) * 1_000_000 >= 150 * u64::from(self.lexicon.size())
    }

    fn mend(&self, word: &str) -> Option<(String, u8, String)> {
        if self.lexicon.language() == Language::English && matches!(word, "T" | "|" | "l") {
            return Some((
                "I".to_owned(),
                80,
                format!("\"{word}\" is no word of English, \"I\" is"),
            ));
        }
        if self.lexicon.language() == Language::English
            && let Some(verb) = word.strip_prefix('I').filter(|rest| AFTER_I.contains(rest))
        {
            let reason = format!("\"{word}\" is no word; \"I\" and \"{verb}\" are");
            return Some((format!("I {verb}"), 84, reason));
        }
        let own = self.evidence.vocabulary.count(word);
        let digits = word
            .chars()
            .any(|c| c.is_numeric() || matches!(c, '|' | '!' | '$' | '£'));
        let names = word.starts_with(char::is_uppercase) && !digits;
        let mut best: Option<(u64, String)> = None;
        let mut second = 0;
        for candidate in candidates(word) {
            let common = u64::from(self.lexicon.frequency(&candidate));
            let book = u64::from(self.evidence.vocabulary.count(&candidate));
            if common == 0 && book < 3 || !case_fits(word, &candidate) {
                continue;
            }
            let weight = common + 200 * book;
            let same = best
                .as_ref()
                .is_some_and(|(_, chosen)| chosen.eq_ignore_ascii_case(&candidate));
            match &best {
                // `1n` is `in` rather than `In`.
                Some((most, _))
                    if same && (*most > weight || candidate.starts_with(char::is_uppercase)) => {}
                Some((most, _)) if !same && *most >= weight => second = second.max(weight),
                _ => {
                    if !same {
                        second = best.map_or(0, |(most, _)| most);
                    }
                    best = Some((weight, candidate));
                }
            }
        }
        let (weight, meant) = best?;
        let book = self.evidence.vocabulary.count(&meant);
        let common = self.lexicon.frequency(&meant);
        let short = word.chars().count() <= 3;
        // A word of the author's own stands several times; a name may be anything.
        let borne_out = book >= IN_BOOK || common >= if short { 20_000 } else { 2_000 };
        let own_word = own > 2 && !digits && (book * 3 < own || !self.is_common(common));
        if !borne_out
            || own_word
            || second * 4 > weight
            || short && !digits && common < 5_000 && !names
        {
            return None;
        }
        let confidence = if digits || book >= 5 {
            88
        } else if names {
            72
        } else {
            78
        };
        Some((
            meant.clone(),
            confidence,
            format!(
                "\"{word}\" is no word; \"{meant}\" is, {book} times in the book, and its letters are taken for these"
            ),
        ))
    }
}

/// A bar, a figure inside a word, a word without a vowel, a capital that only OCR doubles.
fn is_unmistakable(word: &str) -> bool {
    let vowel = |c: char| {
        !c.is_ascii() || matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
    };
    matches!(word, "|" | "T")
        || word.chars().any(|c| c.is_numeric() || c == '|')
        || word.chars().count() >= 3 && !word.chars().any(vowel)
        || word == "Tt"
}

/// Runs of letters, digits and the signs that stand for letters, with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let part =
        |c: char| c.is_alphanumeric() || matches!(c, '|' | '$' | '£' | '€' | '\u{300}'..='\u{36f}');
    text.split(move |c: char| !part(c))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Whether a word stands in an address of the web or of mail: there is no dictionary for those.
fn is_in_address(text: &str, start: usize) -> bool {
    let (before, after) = text.split_at_checked(start).unwrap_or((text, ""));
    let before = before.rsplit(char::is_whitespace).next().unwrap_or("");
    let after = after.split(char::is_whitespace).next().unwrap_or("");
    before.contains("://") || before.contains("www.") || before.contains('@') || after.contains('@')
}

/// The word with one or two of its letters taken for what they may have been.
fn candidates(word: &str) -> Vec<String> {
    if word.len() > 40 {
        return Vec::new();
    }
    let mut once = Vec::new();
    substitute(word, &mut once);
    let many_digits = word.chars().filter(|c| c.is_numeric() || *c == '|').count() >= 2;
    if many_digits {
        let mut twice = Vec::new();
        for candidate in &once {
            substitute(candidate, &mut twice);
        }
        once.append(&mut twice);
    }
    once
}

fn substitute(word: &str, into: &mut Vec<String>) {
    for (read, meant) in CONFUSIONS {
        for (at, _) in word.match_indices(read) {
            let (Some(head), Some(tail)) = (word.get(..at), word.get(at + read.len()..)) else {
                continue;
            };
            into.push(format!("{head}{meant}{tail}"));
        }
    }
}

/// Whether the capitals of a candidate are as words have them.
fn case_fits(word: &str, candidate: &str) -> bool {
    let rest_small = candidate.chars().skip(1).all(|c| !c.is_uppercase());
    let all_large = candidate.chars().all(|c| !c.is_lowercase());
    let mixed =
        word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    rest_small || all_large || mixed
}
