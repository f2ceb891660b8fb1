//! The language of a text: by the common words of each table, with the shapes of its letters as a second opinion.

use whichlang::Lang;

use super::{Language, Lexicon, tokens};

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// Its tag (`en`), or `und` where the evidence is too thin.
    pub tag: &'static str,
    /// How sure, in hundredths.
    pub confidence: u8,
}

const UNDETERMINED: Detected = Detected {
    tag: "und",
    confidence: 0,
};

/// The most bytes that are read of a text: three stretches, from its beginning, middle and end.
const SAMPLE: usize = 24 * 1024;
/// The fewest words that say anything.
const FEWEST: usize = 8;
/// A word is common when one word in so many is it. The tables were counted over 1.5 to 8.6 million words.
const COMMON: u64 = 2_000;

/// Finds the language of a text. `und` for a text that is too short, or in a language deckle cannot tell.
#[must_use]
pub fn detect(text: &str) -> Detected {
    let sample = sample(text);
    let words: Vec<&str> = sample
        .iter()
        .flat_map(|part| tokens(part))
        .filter(|t| !t.is_number)
        .map(|t| t.text)
        .collect();
    if words.len() < FEWEST {
        return UNDETERMINED;
    }
    let mut shares: Vec<(u32, Language)> = Language::ALL
        .into_iter()
        .filter_map(|language| Some((share(&words, Lexicon::of(language)?), language)))
        .collect();
    shares.sort_by_key(|&(share, language)| (std::cmp::Reverse(share), language));
    let guess = whichlang::detect_language(&sample.concat());
    let (Some(&(best, language)), Some(&(second, _))) = (shares.first(), shares.get(1)) else {
        return UNDETERMINED;
    };
    let agree = tag_of(guess) == Some(language.tag());
    let lead = best.saturating_sub(second);
    match best {
        400.. if agree => Detected {
            tag: language.tag(),
            confidence: 99,
        },
        280.. if agree && lead >= 40 => Detected {
            tag: language.tag(),
            confidence: 95,
        },
        400.. if lead >= 150 => Detected {
            tag: language.tag(),
            confidence: 90,
        },
        0..280 => other_language(guess, &words),
        _ => UNDETERMINED,
    }
}

/// Of a thousand words, how many are common ones of the language.
fn share(words: &[&str], lexicon: &Lexicon) -> u32 {
    let total = u64::from(lexicon.size());
    let common = words
        .iter()
        .filter(|word| u64::from(lexicon.frequency(word)) * COMMON >= total)
        .count();
    u32::try_from(common * 1000 / words.len().max(1)).unwrap_or(0)
}

/// A language without a table: only one whose letters alone tell it.
fn other_language(guess: Lang, words: &[&str]) -> Detected {
    let within = |range: std::ops::RangeInclusive<char>| {
        let fits = words
            .iter()
            .filter(|word| word.chars().all(|c| range.contains(&c)))
            .count();
        fits * 10 >= words.len() * 8
    };
    match guess {
        Lang::Jpn
            if words
                .iter()
                .any(|word| word.chars().any(|c| ('\u{3040}'..='\u{30ff}').contains(&c))) =>
        {
            found("ja")
        }
        Lang::Kor if within('\u{ac00}'..='\u{d7a3}') => found("ko"),
        Lang::Cmn if within('\u{3400}'..='\u{9fff}') => found("zh"),
        Lang::Swe if has_words(words, &["och", "att", "det", "som", "inte", "var", "hade"]) => {
            found("sv")
        }
        // Ukrainian, Bulgarian and Serbian are not told apart by the guess; a common word of Russian is.
        Lang::Rus
            if has_words(words, &["и", "что", "не", "на", "он", "как", "это", "был"])
                && !words.iter().any(|w| w.contains(['і', 'ї', 'є', 'ј'])) =>
        {
            found("ru")
        }
        _ => UNDETERMINED,
    }
}

fn found(tag: &'static str) -> Detected {
    Detected {
        tag,
        confidence: 90,
    }
}

fn has_words(words: &[&str], common: &[&str]) -> bool {
    let hits = words
        .iter()
        .filter(|word| common.contains(&word.to_lowercase().as_str()))
        .count();
    hits * 20 >= words.len()
}

fn tag_of(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        _ => return None,
    })
}

/// Three stretches of the text; the first may be a licence, the last an index.
fn sample(text: &str) -> Vec<&str> {
    if text.len() <= SAMPLE {
        return vec![text];
    }
    let part = SAMPLE / 3;
    let starts = [
        text.len() / 8,
        text.len() / 2,
        text.len() - text.len() / 8 - part,
    ];
    starts
        .into_iter()
        .filter_map(|start| stretch(text, start, part))
        .collect()
}

fn stretch(text: &str, start: usize, len: usize) -> Option<&str> {
    let start = (start..text.len()).find(|&at| text.is_char_boundary(at))?;
    let end = (start + len..=text.len()).find(|&at| text.is_char_boundary(at))?;
    text.get(start..end)
}
