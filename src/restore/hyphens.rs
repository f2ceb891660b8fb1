//! Words cut at a line's end, rejoined from evidence: the book's own words first, then the word list of the language, then
//! its hyphenation. A hyphen that belongs to the word stays; in doubt it stays and is listed.
//!
//! An extractor that runs the lines of a paragraph together leaves the hyphens of their ends before a space
//! (`herunterge- laden`); they are judged alike.

use super::assembly::begins_block;
use super::draft::{Draft, Role, Seam};
use super::text::Edit;
use super::{Evidence, Pass, Phase, Recorder};

pub(super) static PASS: Pass = Pass {
    name: "hyphens",
    phase: Phase::Line,
    about: "words cut at line and page ends are rejoined; the hyphens of compounds stay",
    example: "legiti- / macy → legitimacy, middle- / class → middle-class",
    run,
};

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let sign = Sign::of(draft);
    for line in &mut draft.lines {
        let is_text = !matches!(line.role, Role::Code | Role::Dropped | Role::Contents);
        let edits = match is_text {
            true => within(line.as_str(), sign, evidence),
            false => Vec::new(),
        };
        if !edits.is_empty() {
            recorder.apply(&mut line.text, edits);
        }
    }
    // Notes are set aside: the text around them goes on, and so do they.
    let mut last = [None, None];
    for index in 0..draft.lines.len() {
        let Some(line) = draft.lines.get(index) else {
            return;
        };
        let stream = usize::from(line.role == Role::Note);
        let Some(before_index) = last[stream].replace(index) else {
            continue;
        };
        let Some(before) = draft.lines.get(before_index) else {
            continue;
        };
        let joins = matches!(line.role, Role::Body | Role::Item { .. } | Role::Note);
        if !joins || begins_block(before, line) {
            continue;
        }
        let Some(judged) = judge(before.as_str(), line.as_str(), sign, evidence) else {
            continue;
        };
        let span = before.span.join(line.span);
        let shown = format!(
            "{} {}",
            last_word(before.as_str()),
            first_word(line.as_str())
        );
        let made = recorder.propose(span, &shown, &judged.word, judged.confidence, judged.reason);
        let seam = if made { judged.seam } else { Seam::Close };
        if let Some(before) = draft.lines.get_mut(before_index) {
            before.seam = seam;
        }
    }
}

/// Which hyphens the setting put in, where they are another sign than the author's.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    /// They are not told apart.
    One,
    /// The setting's is U+2010, which stands at line ends only; the author's is the one of the keyboard.
    Two,
}

/// So many line ends with the setting's sign show that it is one.
const ENDS: usize = 12;

impl Sign {
    fn of(draft: &Draft) -> Sign {
        let lines = || draft.lines.iter().filter(|line| line.role != Role::Code);
        let ends = lines().filter(|line| line.as_str().ends_with('\u{2010}'));
        let ends = ends.count();
        if ends < ENDS {
            return Sign::One;
        }
        let (mut inside, mut own) = (0, 0);
        for line in lines() {
            let text = line.as_str();
            let bytes = text.as_bytes();
            let letters = bytes.windows(3).filter(
                |w| matches!(w, [a, b'-', b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic()),
            );
            own += letters.count();
            if !text.is_ascii() {
                let body = text.trim_end_matches('\u{2010}');
                inside += body.matches('\u{2010}').count();
            }
        }
        match inside * 20 <= ends && own > inside {
            true => Sign::Two,
            false => Sign::One,
        }
    }
}

/// The hyphens before a space inside a line that a line's end has left there.
fn within(text: &str, sign: Sign, evidence: &Evidence) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, hyphen) in text.char_indices().filter(|(_, c)| HYPHENS.contains(c)) {
        let end = at + hyphen.len_utf8();
        let (Some(before), Some(rest)) = (text.get(..at), text.get(end..)) else {
            continue;
        };
        let Some(rest) = rest.strip_prefix(' ') else {
            continue;
        };
        // The sign on the keyboard may also be a dash: `the boy- he was ten`, and between spaces it is one.
        let stem = match hyphen {
            '-' => before,
            _ => before.strip_suffix(' ').unwrap_or(before),
        };
        if !rest.starts_with(char::is_alphabetic) || !stem.ends_with(char::is_alphabetic) {
            continue;
        }
        let Some(judged) = judge(
            &format!("{}{hyphen}", last_word(stem)),
            rest,
            sign,
            evidence,
        ) else {
            continue;
        };
        let after = match judged.seam {
            Seam::Rejoined => "",
            Seam::Close => "-",
            Seam::Space => continue,
        };
        let confidence = match hyphen {
            '-' if judged.confidence < SURE => continue,
            _ => judged.confidence,
        };
        let range = stem.len()..end + 1;
        edits.push(Edit::new(range, after, confidence, judged.reason));
    }
    edits
}

/// The confidence in a word that the book or the language knows.
const SURE: u8 = 94;

fn last_word(text: &str) -> &str {
    text.split_whitespace().next_back().unwrap_or_default()
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// What becomes of a hyphen at a line's end.
struct Judged {
    seam: Seam,
    confidence: u8,
    reason: String,
    word: String,
}

fn judged(
    seam: Seam,
    confidence: u8,
    reason: impl Into<String>,
    word: impl Into<String>,
) -> Option<Judged> {
    Some(Judged {
        seam,
        confidence,
        reason: reason.into(),
        word: word.into(),
    })
}

const HYPHENS: [char; 5] = ['-', '\u{ad}', '\u{2010}', '\u{2011}', '¬'];

/// Conjunctions after which a hyphen is suspended: `two- and threefold`, `Haupt- und Nebensache`.
const CONJUNCTIONS: &[&str] = &[
    "and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e", "en", "of", "och", "eller",
    "og", "i", "lub", "nebo", "и", "или", "ja", "tai",
];

fn judge(before: &str, line: &str, sign: Sign, evidence: &Evidence) -> Option<Judged> {
    let hyphen = before.chars().next_back()?;
    let next = first_word(line);
    let dashes = dash(before, hyphen, next);
    if dashes.is_some() {
        return dashes;
    }
    if !HYPHENS.contains(&hyphen) {
        return None;
    }
    let stem = before.trim_end_matches(HYPHENS);
    let single = stem.len() + hyphen.len_utf8() == before.len();
    if !single || stem.is_empty() || stem.ends_with(char::is_whitespace) {
        return None;
    }
    let (first, second) = (tail_word(stem), head_word(line));
    if first.is_empty() || second.is_empty() {
        let digit = |c: char| c.is_ascii_digit();
        let numbers = stem.ends_with(digit) && line.starts_with(digit);
        return numbers.then(|| {
            judged(
                Seam::Close,
                95,
                "a hyphen between numbers",
                format!("{}{next}", last_word(before)),
            )
        })?;
    }
    let joined = format!("{first}{second}");
    let kept = format!("{first}-{second}");
    if matches!(hyphen, '\u{ad}' | '¬') {
        return judged(
            Seam::Rejoined,
            99,
            "a soft hyphen at the line's end",
            joined,
        );
    }
    let own_joined = evidence.vocabulary.count(&joined);
    let own_kept = evidence.vocabulary.hyphenated(first, second);
    if sign == Sign::Two && second.starts_with(char::is_lowercase) {
        match hyphen {
            '\u{2010}' => {
                return judged(
                    Seam::Rejoined,
                    97,
                    "the setting's own hyphen, which stands at line ends only",
                    joined,
                );
            }
            '-' if own_joined == 0 && !CONJUNCTIONS.contains(&second.to_lowercase().as_str()) => {
                return judged(
                    Seam::Close,
                    94,
                    "the author's hyphen: the setting's is another sign",
                    kept,
                );
            }
            _ => {}
        }
    }
    if CONJUNCTIONS.contains(&second.to_lowercase().as_str()) && own_joined == 0 {
        let word = format!("{first}- {second}");
        return judged(
            Seam::Space,
            90,
            "a suspended hyphen stands before its conjunction",
            word,
        );
    }
    if second.starts_with(char::is_uppercase) && !first.chars().all(char::is_uppercase) {
        return judged(
            Seam::Close,
            92,
            "a capital follows: two names or words of one compound",
            kept,
        );
    }
    if own_joined + own_kept > 0 {
        let (seam, word, count) = match own_joined >= own_kept {
            true => (Seam::Rejoined, joined, own_joined),
            false => (Seam::Close, kept, own_kept),
        };
        return judged(
            seam,
            98,
            format!("“{word}” stands {count} times in the book"),
            word,
        );
    }
    by_language(first, second, joined, kept, evidence)
}

/// A dash at the line's end or at the next line's head is set without a space where it is set so in the line.
fn dash(before: &str, last: char, next: &str) -> Option<Judged> {
    let word = || format!("{}{next}", last_word(before));
    let reason = "a dash stands without spaces";
    if last == '—' {
        let tight = before
            .chars()
            .rev()
            .nth(1)
            .is_some_and(|c| !c.is_whitespace());
        let goes_on = next.chars().next().is_some_and(char::is_alphanumeric);
        return (tight && goes_on).then(|| judged(Seam::Close, 95, reason, word()))?;
    }
    let tight = next
        .strip_prefix('—')
        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    (tight && last.is_alphanumeric()).then(|| judged(Seam::Close, 90, reason, word()))?
}

fn by_language(
    first: &str,
    second: &str,
    joined: String,
    kept: String,
    evidence: &Evidence,
) -> Option<Judged> {
    let guess = "neither form is known: most hyphens at line ends are put in by the setting";
    let Some(lexicon) = evidence.lexicon else {
        return judged(Seam::Rejoined, 74, guess, joined);
    };
    let known_joined = lexicon.frequency(&joined);
    let known_kept = lexicon.hyphenated(&kept);
    if known_joined > 0 || known_kept > 0 {
        let (seam, word) = if known_joined >= known_kept {
            (Seam::Rejoined, joined)
        } else {
            (Seam::Close, kept)
        };
        return judged(
            seam,
            94,
            format!("“{word}” is a word of the language"),
            word,
        );
    }
    // Two words that both stand on their own, in a language that writes its compounds with hyphens.
    let writes_hyphens = evidence
        .language
        .is_some_and(|found| matches!(found.tag, "en" | "fr" | "pt"));
    let stands = |word: &str| word.chars().count() > 2 && lexicon.frequency(word) >= 20;
    if writes_hyphens && stands(first) && stands(second) {
        return judged(
            Seam::Close,
            76,
            format!("“{first}” and “{second}” are words, “{joined}” is not known"),
            kept,
        );
    }
    if lexicon.compound_parts(&joined).is_some() {
        return judged(
            Seam::Rejoined,
            88,
            format!("“{joined}” is made of words of the language"),
            joined,
        );
    }
    // The line's end cuts the last part of a compound that has its hyphen already: `Unix-pro-` / `gram`.
    if let Some((_, part)) = first.rsplit_once('-') {
        let whole = format!("{part}{second}");
        let is_word = evidence.vocabulary.count(&whole) > 0
            || lexicon.frequency(&whole) > 0
            || lexicon.compound_parts(&whole).is_some();
        if is_word {
            let reason = format!("“{whole}” is a word of the language or of the book");
            return judged(Seam::Rejoined, 84, reason, joined);
        }
    }
    if kept.matches('-').count() > 1 {
        return judged(Seam::Close, 80, "the word has other hyphens", kept);
    }
    judged(Seam::Rejoined, 74, guess, joined)
}

/// The letters at the end of a text, with inner apostrophes.
fn tail_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphabetic() || matches!(c, '’' | '\'' | '-'))
        .last();
    let word = start.and_then(|(at, _)| text.get(at..)).unwrap_or_default();
    word.trim_start_matches(['’', '\'', '-'])
}

/// The letters at the beginning of a text.
fn head_word(text: &str) -> &str {
    let end = text
        .char_indices()
        .find(|(_, c)| !c.is_alphabetic())
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}
