//! Hyphens of compounds that an extractor took away when it rejoined a word at a line end: `illjudged`.
//!
//! Such an extractor runs the two lines into one, so the word stands where the line would have ended, in a line far longer
//! than the book's. There, a word that nobody writes without its hyphen, and that falls into two words, gets it back.

use super::draft::{Draft, Line, Role};
use super::evidence::{Evidence, Shape};
use super::lexicon::{Language, Lexicon, Token, Vocabulary, tokens};
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
    last_words(draft, evidence, recorder);
    let Some(lexicon) = evidence.lexicon.filter(|_| evidence.shape.wrapped) else {
        return;
    };
    let width = evidence.shape.width;
    let mut chance = Chance::default();
    let mut found: Vec<(usize, Vec<Edit>)> = Vec::new();
    let is_long = |text: &str| text.len() * 5 >= width * 6 && text.chars().count() * 5 >= width * 6;
    let is_text = |line: &&Line| line.role != Role::Code;
    for (index, line) in draft.lines.iter().enumerate() {
        if !is_text(&line) || !is_long(line.as_str()) {
            continue;
        }
        let edits = edits(
            line.as_str(),
            &evidence.shape,
            lexicon,
            &evidence.vocabulary,
            &mut chance,
        );
        if !edits.is_empty() {
            found.push((index, edits));
        }
    }
    // What the other lines hold is asked only where there is a word that it decides about.
    if chance.at_ends > 0 {
        let others = draft.lines.iter().filter(is_text).map(Line::as_str);
        for text in others.filter(|text| !is_long(text)) {
            chance.count_elsewhere(text, lexicon, &evidence.vocabulary);
        }
    }
    let believed = chance.is_small();
    for (index, mut edits) in found {
        for edit in &mut edits {
            if !believed && edit.confidence == LIKELY {
                edit.confidence = BY_CHANCE;
            }
        }
        if let Some(line) = draft.lines.get_mut(index) {
            recorder.apply(&mut line.text, edits);
        }
    }
}

/// Words at the ends of full lines that the book writes with a hyphen elsewhere: the rest of the word was all that stood on
/// the next line, or its line was not run on.
fn last_words(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let shape = &evidence.shape;
    if !shape.wrapped {
        return;
    }
    for line in &mut draft.lines {
        let text = line.as_str();
        if line.role == Role::Code || text.chars().count() * 100 < shape.width * 85 {
            continue;
        }
        // Words end at spaces: what stands before the last one holds no part of the last word.
        let trimmed = text.trim_end();
        let last = trimmed.rsplit(char::is_whitespace).next();
        let from = trimmed.len() - last.map_or(0, str::len);
        let tail = text.get(from..).unwrap_or_default();
        let Some(last) = tokens(tail).last().filter(|token| !token.is_number) else {
            continue;
        };
        let ends = tail
            .get(last.end()..)
            .is_some_and(|rest| !rest.contains(char::is_alphanumeric));
        let place = ends
            .then(|| written_with_hyphen(last.text, evidence))
            .flatten();
        if let Some(place) = place {
            let at = from + last.start + place;
            let reason = format!(
                "\"{}\" stands at the end of a full line, and elsewhere with its hyphen",
                last.text
            );
            recorder.apply(&mut line.text, vec![Edit::new(at..at, "-", 90, reason)]);
        }
    }
}

/// What French sets behind a verb or a pronoun with a hyphen, and never without one.
const FRENCH_TAILS: &[&str] = &[
    "je", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles", "ce", "là", "ci", "même",
    "mêmes", "moi", "toi", "le", "la", "les", "lui", "leur",
];

/// Where the hyphen of a word is that the book writes with one elsewhere, and hardly without.
fn written_with_hyphen(word: &str, evidence: &Evidence) -> Option<usize> {
    let lexicon = evidence.lexicon;
    if word.chars().count() < 5 || lexicon.is_some_and(|known| known.is_known(word)) {
        return None;
    }
    let closed = evidence.vocabulary.count(word);
    let is_french = lexicon.is_some_and(|known| known.language() == Language::French);
    let places = word.char_indices().skip(2).map(|(at, _)| at);
    places.into_iter().find(|at| {
        word.split_at_checked(*at).is_some_and(|(head, tail)| {
            let open = evidence.vocabulary.hyphenated(head, tail);
            let by_language = || {
                let pair = format!("{head}-{tail}");
                is_french
                    && closed <= 2
                    && FRENCH_TAILS.contains(&tail)
                    && lexicon.is_some_and(|known| known.hyphenated(&pair) > 0)
            };
            tail.chars().count() > 1 && (open > closed || by_language())
        })
    })
}

/// The confidence in a hyphen that only the two words speak for.
const LIKELY: u8 = 76;

/// The same where such words stand in all places of the book's lines.
const BY_CHANCE: u8 = 55;

/// Words that fall into two others: in lines that were not rejoined, and where a rejoined line ended.
#[derive(Default)]
struct Chance {
    elsewhere: usize,
    words_elsewhere: usize,
    at_ends: usize,
    words_at_ends: usize,
}

impl Chance {
    fn count_elsewhere(&mut self, text: &str, lexicon: &Lexicon, vocabulary: &Vocabulary) {
        for token in tokens(text) {
            self.words_elsewhere += 1;
            let parts = is_new(&token, lexicon, vocabulary)
                && place(token.text, lexicon, vocabulary).is_some_and(|(_, known)| !known);
            self.elsewhere += usize::from(parts);
        }
    }

    /// Whether at most a quarter of those at line ends are to be expected there anyway.
    fn is_small(&self) -> bool {
        let expected = self.elsewhere * self.words_at_ends * 4;
        expected <= self.at_ends * self.words_elsewhere
    }
}

/// Whether a word is none that the language or the book knows.
fn is_new(token: &Token<'_>, lexicon: &Lexicon, vocabulary: &Vocabulary) -> bool {
    !token.is_number
        && token.text.chars().count() >= 6
        && !lexicon.is_known(token.text)
        && vocabulary.count(token.text) <= 2
}

fn edits(
    text: &str,
    shape: &Shape,
    lexicon: &Lexicon,
    vocabulary: &Vocabulary,
    chance: &mut Chance,
) -> Vec<Edit> {
    let width = shape.width;
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
        let head = text.get(..token.start).unwrap_or_default();
        let near = near && shape.line_ends_in(head, token.text).unwrap_or(true);
        chance.words_at_ends += usize::from(near);
        if near
            && is_new(&token, lexicon, vocabulary)
            && let Some((place, known)) = place(token.text, lexicon, vocabulary)
            // What stands closed elsewhere in the book is written so.
            && (known || vocabulary.count(token.text) <= 1)
        {
            let (head, tail) = token.text.split_at_checked(place).unwrap_or_default();
            chance.at_ends += usize::from(!known);
            let reason = format!(
                "\"{}\" is no word, and stands where a line ended; \"{head}\" and \"{tail}\" are",
                token.text
            );
            edits.push(Edit::new(
                token.start + place..token.start + place,
                "-",
                if known { 90 } else { LIKELY },
                reason,
            ));
        }
    }
    edits
}

/// Where the hyphen was, and whether the word is known with it.
fn place(word: &str, lexicon: &Lexicon, vocabulary: &Vocabulary) -> Option<(usize, bool)> {
    // German and Dutch write compounds without a hyphen, but before a name: `DebianPakete`.
    if matches!(lexicon.language(), Language::German | Language::Dutch) {
        return before_capital(word, lexicon, vocabulary);
    }
    let mut likely: Option<(u64, usize)> = None;
    for (at, _) in word.char_indices().skip(2) {
        let (head, tail) = word.split_at_checked(at)?;
        let portuguese = lexicon.language() == Language::Portuguese;
        if tail.chars().count() < 2 && !portuguese {
            break;
        }
        if lexicon.hyphenated(&format!("{head}-{tail}")) > 0
            || vocabulary.hyphenated(head, tail) > 0
        {
            return Some((at, true));
        }
        if portuguese && has_pronoun(head, tail, lexicon) {
            likely = Some((u64::MAX, at));
            continue;
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

/// Where two words that the language or the book knows meet inside one, the second with a capital.
fn before_capital(word: &str, lexicon: &Lexicon, vocabulary: &Vocabulary) -> Option<(usize, bool)> {
    let known = |part: &str| {
        part.chars().count() >= 3 && (lexicon.is_known(part) || vocabulary.count(part) > 0)
    };
    let mut before = ' ';
    for (at, letter) in word.char_indices() {
        let (head, tail) = word.split_at_checked(at)?;
        if before.is_lowercase() && letter.is_uppercase() && known(head) && known(tail) {
            return Some((at, true));
        }
        before = letter;
    }
    None
}

/// Whether a word is a Portuguese verb with a pronoun behind it: `disse-lhe`, `vê-la`, `trazia-o`.
fn has_pronoun(head: &str, tail: &str, lexicon: &Lexicon) -> bool {
    const PRONOUNS: [&str; 7] = ["me", "te", "se", "lhe", "lhes", "nos", "vos"];
    let letters = head.chars().count();
    let last = head.chars().next_back();
    let vowel = last.is_some_and(|c| "aeiouáéíóúãõâêô".contains(c));
    match tail {
        // The infinitive loses its `r` and gets an accent: `descê-la`, `consertá-lo`, `abri-los`.
        "lo" | "la" | "los" | "las" => {
            let infinitive = match last {
                Some('á') => Some('a'),
                Some('ê') => Some('e'),
                Some('ô') => Some('o'),
                Some('i' | 'í') => Some('i'),
                _ => None,
            };
            infinitive.is_some_and(|ending| {
                let mut stem: String = head.chars().take(letters.saturating_sub(1)).collect();
                stem.push(ending);
                stem.push('r');
                lexicon.is_known(&stem)
            })
        }
        "o" | "a" | "os" | "as" => letters >= 4 && vowel && lexicon.is_known(head),
        _ => PRONOUNS.contains(&tail) && letters >= 3 && lexicon.is_known(head),
    }
}
