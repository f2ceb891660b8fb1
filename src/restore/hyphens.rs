//! Words cut at a line's end, rejoined from evidence: the book's own words first, then the word list of the language, then
//! its hyphenation. A hyphen that belongs to the word stays; in doubt it stays and is listed.

use super::assembly::begins_block;
use super::draft::{Draft, Role, Seam};
use super::{Evidence, Pass, Phase, Recorder};

pub(super) static PASS: Pass = Pass {
    name: "hyphens",
    phase: Phase::Line,
    about: "words cut at line and page ends are rejoined; the hyphens of compounds stay",
    example: "legiti- / macy → legitimacy, middle- / class → middle-class",
    run,
};

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let mut last: Option<usize> = None;
    for index in 0..draft.lines.len() {
        let Some(line) = draft.lines.get(index) else {
            return;
        };
        if matches!(line.role, Role::Note | Role::Code | Role::Table)
            && last.is_some_and(|l| draft.lines.get(l).is_some_and(|b| b.role != line.role))
        {
            continue;
        }
        let Some(before_index) = last.replace(index) else {
            continue;
        };
        let Some(before) = draft.lines.get(before_index) else {
            continue;
        };
        if !matches!(line.role, Role::Body | Role::Item { .. } | Role::Note)
            || begins_block(before, line)
        {
            continue;
        }
        let Some((seam, confidence, reason, joined)) =
            judge(before.as_str(), line.as_str(), evidence)
        else {
            continue;
        };
        let span = before.span.join(line.span);
        let shown = format!(
            "{} {}",
            last_word(before.as_str()),
            first_word(line.as_str())
        );
        let made = recorder.propose(span, &shown, &joined, confidence, reason);
        let seam = if made { seam } else { Seam::Close };
        if let Some(before) = draft.lines.get_mut(before_index) {
            before.seam = seam;
        }
    }
}

fn last_word(text: &str) -> &str {
    text.split_whitespace().next_back().unwrap_or_default()
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

type Judged = (Seam, u8, String, String);

fn judge(before: &str, line: &str, evidence: &Evidence) -> Option<Judged> {
    let hyphen = before.chars().next_back()?;
    let next = first_word(line);
    if matches!(hyphen, '—' | '–') {
        // A dash at the line's end is set without a space where the book sets its dashes so.
        let close = before
            .chars()
            .rev()
            .nth(1)
            .is_some_and(|c| !c.is_whitespace())
            && next.chars().next().is_some_and(char::is_alphanumeric)
            && hyphen == '—';
        return close.then(|| {
            (
                Seam::Close,
                95,
                "a dash stands without spaces".to_owned(),
                format!("{}{next}", last_word(before)),
            )
        });
    }
    if next.starts_with('—')
        && before
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
    {
        return Some((
            Seam::Close,
            90,
            "a dash stands without spaces".to_owned(),
            format!("{}{next}", last_word(before)),
        ));
    }
    if !matches!(hyphen, '-' | '\u{ad}' | '\u{2010}' | '\u{2011}' | '¬') {
        return None;
    }
    let stem = before.trim_end_matches(['-', '\u{ad}', '\u{2010}', '\u{2011}', '¬']);
    if stem.len() + hyphen.len_utf8() < before.len()
        || stem.ends_with(char::is_whitespace)
        || stem.is_empty()
    {
        return None;
    }
    let first = tail_word(stem);
    let second = head_word(line);
    if first.is_empty() || second.is_empty() {
        let digits = stem.ends_with(|c: char| c.is_ascii_digit())
            && line.starts_with(|c: char| c.is_ascii_digit());
        return digits.then(|| {
            (
                Seam::Close,
                95,
                "a hyphen between numbers".to_owned(),
                format!("{}{next}", last_word(before)),
            )
        });
    }
    let joined = format!("{first}{second}");
    let kept = format!("{first}-{second}");
    let whole = |word: &str| word.to_owned();
    if hyphen == '\u{ad}' || hyphen == '¬' {
        return Some((
            Seam::Rejoined,
            99,
            "a soft hyphen at the line's end".to_owned(),
            whole(&joined),
        ));
    }
    // A suspended hyphen: `two- and three-fold`, `Haupt- und Nebensache`.
    if matches!(
        second.to_lowercase().as_str(),
        "and" | "or" | "und" | "oder" | "et" | "ou" | "y" | "o" | "e" | "en" | "of" | "bis" | "to"
    ) {
        let own = evidence.vocabulary.count(&joined);
        if own == 0 {
            return Some((
                Seam::Space,
                90,
                "a suspended hyphen stands before its conjunction".to_owned(),
                format!("{first}- {second}"),
            ));
        }
    }
    if second.starts_with(char::is_uppercase) && !first.chars().all(char::is_uppercase) {
        let reason = "a capital follows: two names or words of one compound".to_owned();
        return Some((Seam::Close, 92, reason, kept));
    }
    let own_joined = evidence.vocabulary.count(&joined);
    let own_kept = evidence.vocabulary.hyphenated(first, second);
    if own_joined + own_kept > 0 {
        let (seam, word, count) = if own_joined >= own_kept {
            (Seam::Rejoined, &joined, own_joined)
        } else {
            (Seam::Close, &kept, own_kept)
        };
        return Some((
            seam,
            98,
            format!("“{word}” stands {count} times in the book"),
            whole(word),
        ));
    }
    judge_by_language(first, second, &joined, &kept, evidence)
}

fn judge_by_language(
    first: &str,
    second: &str,
    joined: &str,
    kept: &str,
    evidence: &Evidence,
) -> Option<Judged> {
    let Some(lexicon) = evidence.lexicon else {
        return Some((
            Seam::Rejoined,
            75,
            "most hyphens at line ends are put in by the setting".to_owned(),
            joined.to_owned(),
        ));
    };
    let known_joined = lexicon.frequency(joined);
    let known_kept = lexicon.hyphenated(&format!("{first}-{second}"));
    if known_joined > 0 || known_kept > 0 {
        let (seam, word) = if known_joined >= known_kept {
            (Seam::Rejoined, joined)
        } else {
            (Seam::Close, kept)
        };
        return Some((
            seam,
            94,
            format!("“{word}” is a word of the language"),
            word.to_owned(),
        ));
    }
    if lexicon.compound_parts(joined).is_some() {
        return Some((
            Seam::Rejoined,
            88,
            format!("“{joined}” is made of words of the language"),
            joined.to_owned(),
        ));
    }
    // Two words that both stand on their own, of a language that writes compounds with hyphens.
    let compounds = evidence
        .language
        .is_some_and(|l| matches!(l.tag, "en" | "fr" | "pt"));
    let both = lexicon.frequency(first) >= 20
        && lexicon.frequency(second) >= 20
        && first.chars().count() > 2
        && second.chars().count() > 2;
    if compounds && both {
        return Some((
            Seam::Close,
            76,
            format!("“{first}” and “{second}” are words, “{joined}” is not"),
            kept.to_owned(),
        ));
    }
    if kept.matches('-').count() > 1 {
        return Some((
            Seam::Close,
            80,
            "the word has other hyphens".to_owned(),
            kept.to_owned(),
        ));
    }
    let reason = "neither form is known: most hyphens at line ends are put in by the setting";
    Some((Seam::Rejoined, 74, reason.to_owned(), joined.to_owned()))
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
