//! Spaces inside words: `legiti macy`, `of ten`, `fi nd`.
//!
//! Two neighbours are one word when together they are known and apart they are not: by the words of the language, by
//! the book's own words, and by how often the two stand side by side in that language. Where a part is no word at
//! all the case is clear. Where both are words it is clear only if the two are never seen together; else the sentence
//! must rule the reading out, and what it leaves open is listed as a doubt, in books where the damage is certain elsewhere.

use super::draft::{Draft, Kind};
use super::evidence::Evidence;
use super::lexicon::{Language, Lexicon, Token, Vocabulary, tokens};
use super::recorder::Recorder;
use super::text::Edit;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "stray-spaces",
    phase: Phase::Paragraph,
    about: "closes spaces inside words",
    example: "fishermen of ten stay on land → fishermen often stay on land",
    run,
};

/// So many clear cases show that the book has the damage.
const CLEAR_CASES: usize = 3;

/// A repair, and whether it is one only in a book that has the damage.
struct Found {
    edit: Edit,
    needs_damage: bool,
}

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let judge = Judge {
        lexicon: evidence.lexicon,
        vocabulary: &evidence.vocabulary,
    };
    let found: Vec<(usize, Vec<Found>)> = draft
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| !matches!(block.kind, Kind::Code | Kind::Dropped))
        .map(|(index, block)| (index, judge.repairs(block.text.as_str())))
        .filter(|(_, repairs)| !repairs.is_empty())
        .collect();
    let clear = found
        .iter()
        .flat_map(|(_, repairs)| repairs)
        .filter(|repair| !repair.needs_damage)
        .count();
    for (index, mut repairs) in found {
        repairs.retain(|repair| !repair.needs_damage || clear >= CLEAR_CASES);
        if let Some(block) = draft.blocks.get_mut(index)
            && !repairs.is_empty()
        {
            recorder.apply(
                &mut block.text,
                repairs.into_iter().map(|repair| repair.edit).collect(),
            );
        }
    }
}

/// What decides.
struct Judge<'e> {
    lexicon: Option<&'static Lexicon>,
    vocabulary: &'e Vocabulary,
}

/// The words of a text, and which of them could be one with the next.
struct Line<'t> {
    text: &'t str,
    words: Vec<Token<'t>>,
    may_join: Vec<bool>,
}

impl<'t> Line<'t> {
    fn of(text: &'t str) -> Line<'t> {
        let words: Vec<Token<'t>> = tokens(text).collect();
        let pairs = words.windows(2);
        let may_join =
            pairs.map(|pair| matches!(pair, [first, second] if may_join(text, first, second)));
        Line {
            text,
            may_join: may_join.collect(),
            words,
        }
    }

    fn may_join(&self, index: usize) -> bool {
        self.may_join.get(index).copied().unwrap_or(false)
    }

    fn pair(&self, index: usize) -> Option<(&Token<'t>, &Token<'t>)> {
        self.words.get(index).zip(self.words.get(index + 1))
    }
}

/// How much of a word a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// It is none.
    Fragment,
    /// It is in the tables, but so rarely that it may be noise.
    Rare,
    /// It is one.
    Word,
}

impl Judge<'_> {
    fn repairs(&self, text: &str) -> Vec<Found> {
        let line = Line::of(text);
        let mut found: Vec<Found> = Vec::new();
        let mut taken = 0;
        for index in 0..line.words.len() {
            if index < taken || !line.may_join(index) {
                continue;
            }
            if let Some((repair, used)) =
                self.three(&line, index).or_else(|| self.two(&line, index))
            {
                // A fragment that would join to either side joins where the word is surer.
                let next = self.two(&line, index + 1).filter(|_| used == 2);
                if next.is_some_and(|(next, _)| next.edit.confidence > repair.edit.confidence) {
                    continue;
                }
                found.push(repair);
                taken = index + used;
            }
        }
        found
    }

    /// A word in three pieces, none of them one: `con fi dent`.
    fn three(&self, line: &Line<'_>, index: usize) -> Option<(Found, usize)> {
        let [first, second, third] = line.words.get(index..index + 3)? else {
            return None;
        };
        if !line.may_join(index + 1) || self.standing(second.text) == Standing::Word {
            return None;
        }
        if self.standing(first.text) == Standing::Word
            && self.standing(third.text) == Standing::Word
        {
            return None;
        }
        let (head, tail) = (self.stem(first.text)?, self.root(third.text)?);
        let joined = format!("{head}{}{tail}", second.text);
        let count = self.count(&joined);
        // Two of the three must not be a word that leaves the third one over.
        if count < 5
            || self.joined(head, second.text) > count
            || self.joined(second.text, tail) > count
        {
            return None;
        }
        let edit = Edit::new(
            first.start..third.end(),
            replaced(line.text, first, third),
            92,
            format!("\"{joined}\" is a word, its pieces are not"),
        );
        Some((
            Found {
                edit,
                needs_damage: false,
            },
            3,
        ))
    }

    fn two(&self, line: &Line<'_>, index: usize) -> Option<(Found, usize)> {
        let (first, second) = line.pair(index)?;
        if !line.may_join(index) {
            return None;
        }
        let (head, tail) = (self.stem(first.text)?, self.root(second.text)?);
        let together = self.joined(head, tail);
        let compound = together == 0 && self.is_german_compound(first.text, second.text);
        if together < 2 && !compound {
            return None;
        }
        let standings = (self.standing(head), self.standing(tail));
        let (confidence, needs_damage, reason) = if compound {
            let reason = format!(
                "\"{tail}\" as a word of its own has a capital; \"{head}{tail}\" is a compound"
            );
            (80, true, reason)
        } else if standings == (Standing::Word, Standing::Word) {
            self.weigh_words(line, index, together)?
        } else {
            self.weigh_fragment(head, tail, standings, together)?
        };
        let edit = Edit::new(
            first.start..second.end(),
            replaced(line.text, first, second),
            confidence,
            reason,
        );
        Some((Found { edit, needs_damage }, 2))
    }

    /// At least one piece is no word. Gives the confidence and whether it holds only in a book with the damage.
    fn weigh_fragment(
        &self,
        head: &str,
        tail: &str,
        standings: (Standing, Standing),
        together: u32,
    ) -> Option<(u8, bool, String)> {
        let fragment = if standings.0 <= standings.1 {
            head
        } else {
            tail
        };
        let reason = format!("\"{head}{tail}\" is a word, \"{fragment}\" is none");
        let both = standings.0.max(standings.1) < Standing::Word;
        // What stands several times in the book by itself is a name or a word of its author's.
        let own = self.vocabulary.count(fragment);
        let own = if both {
            own.min(self.vocabulary.count(head))
                .min(self.vocabulary.count(tail))
        } else {
            own
        };
        let by_itself = own.saturating_sub(1) * 3;
        if by_itself > 3 && by_itself >= together {
            return None;
        }
        let rare = standings.0.min(standings.1) == Standing::Rare;
        if rare && together < 40 {
            return None;
        }
        let single = !both && fragment.chars().nth(1).is_none();
        let unheard = self
            .lexicon
            .is_some_and(|lexicon| !lexicon.is_word(fragment))
            && own <= 1;
        // A word that nobody counted, if it ends as words do, stands before `of` or `the` more often than it is half of one.
        let before_common = standings.0 < standings.1
            && head.ends_with(|c: char| "aeiouáéíóúàèìòùâêîôûãõ".contains(c))
            && self.lexicon.is_some_and(|lexicon| {
                u64::from(lexicon.frequency(tail)) * 500 >= u64::from(lexicon.size())
            });
        Some(match together {
            0..100 if before_common => (50, true, reason),
            _ if single => (if together >= 100 { 72 } else { 50 }, true, reason),
            _ if own > 4 && together < 60 * own => (50, true, reason),
            0..5 if both => (85, false, reason),
            0..5 => (60, true, reason),
            _ if rare => (80, true, reason),
            _ => (95, !both && !unheard, reason),
        })
    }

    /// Both pieces are words.
    fn weigh_words(
        &self,
        line: &Line<'_>,
        index: usize,
        together: u32,
    ) -> Option<(u8, bool, String)> {
        let lexicon = self.lexicon?;
        let (first, second) = line.pair(index)?;
        let counted = lexicon.joined(first.text, second.text);
        if counted < 20 {
            return None; // Pairs were counted only for words that are this common.
        }
        let apart = lexicon.pair(first.text, second.text);
        let joined = format!("{}{}", first.text, second.text);
        let ratio = together.checked_div(apart);
        if ratio.is_none_or(|ratio| ratio >= 15)
            && self.sentence_rules_out(line, index, lexicon.language())
        {
            let reason = format!(
                "\"{joined}\" is a word ({counted} times in books, \"{} {}\" {apart} times), and the sentence wants one",
                first.text, second.text
            );
            return Some((76, false, reason));
        }
        let Some(ratio) = ratio else {
            // Single letters make words with everything.
            let short = first.text.chars().count().min(second.text.chars().count()) < 2;
            let confidence = if short || counted < 30 { 60 } else { 78 };
            return Some((
                confidence,
                true,
                format!("\"{joined}\" is a word, the two side by side are not seen"),
            ));
        };
        let reason = format!("\"{joined}\" is {ratio} times as common as the two words");
        match ratio {
            0..60 => None,
            60..150 => Some((45, true, reason)),
            _ => Some((72, true, reason)),
        }
    }

    /// Whether two words cannot stand here as two words, by what follows or goes before.
    fn sentence_rules_out(&self, line: &Line<'_>, index: usize, language: Language) -> bool {
        let Some((first, second)) = line.pair(index) else {
            return false;
        };
        if language != Language::English {
            return false;
        }
        let before = index
            .checked_sub(1)
            .and_then(|i| line.words.get(i))
            .filter(|word| is_space(line.text, word.end(), first.start));
        if PREPOSITIONS.contains(&first.text)
            && before.is_some_and(|word| ARTICLES.contains(&word.text))
        {
            return true;
        }
        NUMBERS.contains(&second.text) && !counts_something(line, index + 1)
    }

    /// German writes a noun with a capital: `Schwindel anfall` is one word.
    fn is_german_compound(&self, first: &str, second: &str) -> bool {
        let Some(lexicon) = self
            .lexicon
            .filter(|lexicon| lexicon.language() == Language::German)
        else {
            return false;
        };
        let lower = second.chars().next().is_some_and(char::is_lowercase);
        let upper = first.chars().next().is_some_and(char::is_uppercase);
        let noun = lower
            && lexicon.is_capitalised(second)
            && lexicon.frequency(second) >= 5
            && second.chars().count() >= 4;
        noun && upper
            && self.vocabulary.count(second) <= 2 + self.vocabulary.capitalised(second)
            && lexicon.is_capitalised(first)
    }

    /// A word without what is elided before it: `hom` of `l'hom`. `None` for one with another apostrophe in it: `it's`.
    fn stem<'w>(&self, word: &'w str) -> Option<&'w str> {
        let Some((at, mark)) = word
            .char_indices()
            .find(|(_, c)| matches!(c, '\'' | '\u{2019}'))
        else {
            return Some(word);
        };
        let after = at + mark.len_utf8();
        let elided = word
            .get(..after)
            .is_some_and(|head| self.lexicon.is_some_and(|lexicon| lexicon.is_word(head)));
        word.get(after..)
            .filter(|rest| elided && !rest.contains(['\'', '\u{2019}']))
    }

    /// A word without its ending after an apostrophe: `band` of `band's`. `None` for an elision: `l'homme`.
    fn root<'w>(&self, word: &'w str) -> Option<&'w str> {
        let Some((at, mark)) = word
            .char_indices()
            .find(|(_, c)| matches!(c, '\'' | '\u{2019}'))
        else {
            return Some(word);
        };
        let head = word.get(..at + mark.len_utf8())?;
        word.get(..at).filter(|root| {
            root.len() > 1 && !self.lexicon.is_some_and(|lexicon| lexicon.is_word(head))
        })
    }

    fn joined(&self, first: &str, second: &str) -> u32 {
        let book = self.vocabulary.joined(first, second).saturating_mul(3);
        self.lexicon
            .map_or(0, |lexicon| lexicon.joined(first, second))
            .saturating_add(book)
    }

    fn count(&self, word: &str) -> u32 {
        let book = self.vocabulary.count(word).saturating_mul(3);
        self.lexicon
            .map_or(0, |lexicon| lexicon.frequency(word))
            .saturating_add(book)
    }

    fn standing(&self, word: &str) -> Standing {
        let letters = word.chars().count();
        let Some(lexicon) = self.lexicon else {
            // Without word knowledge: what stands in the book several times is a word.
            return if self.vocabulary.count(word) >= 4 {
                Standing::Word
            } else {
                Standing::Fragment
            };
        };
        let count = u64::from(lexicon.frequency(word));
        let per_hundred_million = count * 100_000_000 / u64::from(lexicon.size().max(1));
        let (word_from, rare_from) = match letters {
            0..=2 => (12_000, 400),
            3 => (1_200, 150),
            4 => (250, 60),
            _ => (60, 20),
        };
        match per_hundred_million {
            n if n >= word_from => Standing::Word,
            n if n >= rare_from => Standing::Rare,
            _ => Standing::Fragment,
        }
    }
}

const ARTICLES: [&str; 8] = ["a", "an", "the", "this", "that", "every", "his", "its"];
const PREPOSITIONS: [&str; 12] = [
    "by", "of", "with", "from", "at", "into", "onto", "to", "for", "and", "or", "if",
];
const NUMBERS: [&str; 14] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty",
    "thirty", "hundred", "thousand",
];
const COUNT_ON: [&str; 14] = [
    "or", "and", "to", "per", "of", "million", "each", "odd", "was", "is", "had", "would", "who",
    "that",
];

fn is_space(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to) == Some(" ")
}

/// Whether what follows a number can be counted by it: a plural or a further number within three words, or the
/// end of the clause.
fn counts_something(line: &Line<'_>, number: usize) -> bool {
    let mut end = line.words.get(number).map_or(0, Token::end);
    for step in 1..=3 {
        let Some(word) = line.words.get(number + step) else {
            return true;
        };
        if !is_space(line.text, end, word.start) {
            return true;
        }
        let lower = word.text;
        let plural = lower.ends_with('s')
            || lower.ends_with("en")
            || lower.ends_with("ple")
            || lower.ends_with("ree");
        if plural || word.is_number || NUMBERS.contains(&lower) || COUNT_ON.contains(&lower) {
            return true;
        }
        end = word.end();
    }
    false
}

/// Whether nothing but a space parts two words, and their letters could be one word's.
fn may_join(text: &str, first: &Token<'_>, second: &Token<'_>) -> bool {
    if first.is_number || second.is_number || !is_space(text, first.end(), second.start) {
        return false;
    }
    // What breaks off at a dash is stammered or suspended: `the m—`.
    let before = text
        .get(..first.start)
        .and_then(|head| head.chars().next_back());
    let after = text
        .get(second.end()..)
        .and_then(|tail| tail.chars().next());
    let bound = |c: char| {
        matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2026}' | '_' | '\'') || c.is_numeric()
    };
    if [before, after].into_iter().flatten().any(bound) || before == Some('\u{2019}') {
        return false;
    }
    let letters = first.text.len() + second.text.len();
    if !(3..=40).contains(&letters) {
        return false;
    }
    let begins_small = second.text.chars().next().is_some_and(char::is_lowercase);
    let all_capitals = |word: &str| word.chars().all(|c| !c.is_lowercase());
    begins_small && !(first.text.chars().count() > 1 && all_capitals(first.text))
        || all_capitals(first.text) && all_capitals(second.text)
}

/// The text from the first to the last word without its spaces.
fn replaced(text: &str, first: &Token<'_>, last: &Token<'_>) -> String {
    text.get(first.start..last.end())
        .unwrap_or_default()
        .replace(' ', "")
}
