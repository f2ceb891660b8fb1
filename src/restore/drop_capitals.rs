//! Drop capitals: the large first letter of a chapter, torn off its word.
//!
//! It stands on a line of its own (`J` / `ohn Stuart Mill was born`), sometimes as a heading, or before a space
//! (`T HE first`, `O nce upon`). The letter and what follows must make a word that is known, and what follows must be
//! none, or a far rarer one. Roman numerals, initials and the words `A`, `I`, `O` stay.

use super::draft::{Draft, Line, Role, Seam, Start};
use super::evidence::Evidence;
use super::lexicon::tokens;
use super::recorder::Recorder;
use super::text::Edit;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "drop-capitals",
    phase: Phase::Line,
    about: "joins a chapter's large first letter to its word",
    example: "T HE first → THE first",
    run,
};

/// The most lines that stand beside a large letter and may be indented by it.
const BESIDE: usize = 3;

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    for index in 0..draft.lines.len() {
        if lone_letter(draft, index, evidence, recorder) {
            continue;
        }
        let begins = index == 0
            || draft
                .lines
                .get(index)
                .is_some_and(|line| line.gap > 0 || line.page.is_some())
            || index
                .checked_sub(1)
                .and_then(|i| draft.lines.get(i))
                .is_some_and(|before| before.as_str().len() < 40);
        if let Some(line) = draft
            .lines
            .get_mut(index)
            .filter(|line| begins && line.role == Role::Body)
            && let Some(edit) = torn_off(line.as_str(), evidence)
        {
            recorder.apply(&mut line.text, vec![edit]);
        }
    }
}

/// The letter on a line of its own: opening quotes, and the capital. Gives its place in the line.
fn letter(text: &str) -> Option<(usize, char)> {
    let inner = text
        .trim_start_matches(['#', ' '])
        .trim_matches(['*', '_', ' ']);
    let letter = inner.trim_start_matches(['“', '"', '‘', '\'', '«', '»', '„', '¿', '¡']);
    let mut chars = letter.chars();
    let first = chars
        .next()
        .filter(|c| c.is_uppercase() && chars.next().is_none())?;
    Some((text.find(inner)?, first))
}

fn lone_letter(
    draft: &mut Draft,
    index: usize,
    evidence: &Evidence,
    recorder: &mut Recorder,
) -> bool {
    let Some((line, next)) = draft.lines.get(index).zip(draft.lines.get(index + 1)) else {
        return false;
    };
    let Some((place, capital)) =
        letter(line.as_str()).filter(|_| matches!(line.role, Role::Body | Role::Heading { .. }))
    else {
        return false;
    };
    let Some(first) = tokens(next.as_str())
        .next()
        .filter(|word| word.start == 0 && next.role == Role::Body)
    else {
        return false;
    };
    let small = first.text.starts_with(char::is_lowercase);
    let close = if !small && !is_torn(capital, first.text, evidence) {
        return false;
    } else if small && !is_torn(capital, first.text, evidence) {
        // `A` / `little while`: the letter is a word by itself.
        if !is_letter_word(capital, evidence) {
            return false;
        }
        false
    } else {
        true
    };
    let joined = if close {
        format!("{capital}{}", first.text)
    } else {
        format!("{capital} {}", first.text)
    };
    let before = format!("{} {}", line.as_str(), first.text);
    let span = line.span.join(next.span);
    if !recorder.propose(
        span,
        &before,
        &joined,
        92,
        "a large first letter, and the rest of its word on the next line",
    ) {
        return false;
    }
    let indent = line.indent;
    if let Some(line) = draft.lines.get_mut(index) {
        line.role = Role::Body;
        line.start = Start::New;
        line.seam = if close { Seam::Close } else { Seam::Space };
        // Hashes and stars are markup, no words.
        line.text = line.text.split_off(place);
        line.text.trim();
        unstyle(line);
    }
    if let Some(next) = draft.lines.get_mut(index + 1) {
        next.start = Start::Joined;
    }
    let margin = evidence.shape.margin;
    for offset in 2..2 + BESIDE {
        let Some((before, line)) = draft
            .lines
            .get(index + offset - 1)
            .zip(draft.lines.get(index + offset))
        else {
            break;
        };
        let beside = line.indent > margin.max(indent)
            && line.role == Role::Body
            && line.gap == 0
            && before.as_str().len() > 20;
        if !beside || !line.as_str().starts_with(char::is_lowercase) {
            break;
        }
        if let Some(line) = draft.lines.get_mut(index + offset) {
            line.start = Start::Joined;
        }
    }
    true
}

/// Takes the stars from around a lone letter: emphasis that would end inside a word.
fn unstyle(line: &mut Line) {
    let kept = line.as_str().trim_end_matches(['*', '_', ' ']).len();
    line.text.split_off(kept);
}

/// Whether the capital and what follows are one word, torn apart.
fn is_torn(capital: char, rest: &str, evidence: &Evidence) -> bool {
    let mut utf8 = [0; 4];
    let head: &str = capital.encode_utf8(&mut utf8);
    let book = evidence.vocabulary.joined(head, rest);
    let Some(lexicon) = evidence.lexicon else {
        return book >= 2;
    };
    let together = lexicon.joined(head, rest).max(book.saturating_mul(20));
    let alone = lexicon.frequency(rest);
    // `I` is a word, `n` is none; `A bout` is rarer than `About` by far.
    // In the middle of a chapter few letters are torn off: what they make must be common.
    together
        >= if evidence.vocabulary.joined(head, rest) > 0 {
            2
        } else {
            200
        }
        && (together >= alone.saturating_mul(100)
            || alone == 0
            || !is_letter_word(capital, evidence) && together >= alone)
}

fn is_letter_word(capital: char, evidence: &Evidence) -> bool {
    let tag = evidence.language.map_or("", |language| language.tag);
    match tag {
        "en" => matches!(capital, 'A' | 'I' | 'O'),
        "fr" => matches!(capital, 'A' | 'À' | 'Ô' | 'O' | 'Y'),
        "es" => matches!(capital, 'A' | 'Y' | 'O' | 'E' | 'U'),
        "it" => matches!(capital, 'A' | 'E' | 'O' | 'È' | 'I'),
        "pt" => matches!(capital, 'A' | 'E' | 'O' | 'É' | 'À'),
        "de" | "nl" => matches!(capital, 'O' | 'U'),
        _ => true,
    }
}

/// `T HE first`, `O nce upon`: the space goes.
fn torn_off(text: &str, evidence: &Evidence) -> Option<Edit> {
    let mut words = tokens(text);
    let (first, second) = (words.next()?, words.next()?);
    let head = text.get(..first.start)?;
    let mut letters = first.text.chars();
    let capital = letters
        .next()
        .filter(|c| c.is_uppercase() && letters.next().is_none())?;
    let opens = head.chars().all(|c| {
        matches!(
            c,
            '“' | '"' | '‘' | '\'' | '«' | '»' | '„' | '*' | '_' | '¿' | '¡'
        )
    });
    let small = second.text.starts_with(char::is_lowercase);
    let shouted = second.text.chars().all(|c| !c.is_lowercase()) && !second.is_number;
    // A single letter after it is letter-spacing.
    if !opens
        || second.text.chars().nth(1).is_none()
            && words
                .next()
                .is_some_and(|third| third.text.chars().nth(1).is_none())
        || text.get(first.end()..second.start) != Some(" ")
        || !(small || shouted)
        || !is_torn(capital, second.text, evidence)
    {
        return None;
    }
    let reason = format!(
        "\"{capital}{}\" is a word, \"{}\" none, or a far rarer one",
        second.text, second.text
    );
    Some(Edit::new(first.end()..second.start, "", 85, reason))
}
