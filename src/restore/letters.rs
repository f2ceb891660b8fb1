//! The ends of letters: a closing and a name below it are one paragraph of two lines.

use super::draft::{Draft, Role, Start};
use super::evidence::Evidence;
use super::headings::numbering::numbered;
use super::line_ends::begins_capital;
use super::recorder::Recorder;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "letters",
    phase: Phase::Line,
    about: "keeps the lines of a letter's closing and signature",
    example: "Your affectionate brother, / J. Rower → one paragraph of two lines",
    run,
};

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    for index in 0..draft.lines.len().saturating_sub(1) {
        let (Some(closing), Some(name)) = (draft.lines.get(index), draft.lines.get(index + 1))
        else {
            break;
        };
        let plain = closing.role == Role::Body
            && name.role == Role::Body
            && closing.frame.is_none()
            && name.frame.is_none();
        let apart = closing.start != Start::Joined && name.start != Start::Joined
            || name.gap == 0 && closing.start == Start::New;
        let ends = draft
            .lines
            .get(index + 2)
            .is_none_or(|next| next.start != Start::Joined);
        if !plain
            || !apart
            || !ends
            || closing.breaks
            || name.gap > 1
            || name.page.is_some()
            || !is_closing(closing.as_str())
            || !is_name(name.as_str())
        {
            continue;
        }
        let span = closing.span.join(name.span);
        let (before, after) = (
            format!("{} {}", closing.as_str(), name.as_str()),
            format!("{}\n{}", closing.as_str(), name.as_str()),
        );
        if !recorder.propose(
            span,
            &before,
            &after,
            78,
            "a letter's closing, and a name below it",
        ) {
            continue;
        }
        if let Some(closing) = draft.lines.get_mut(index) {
            closing.breaks = true;
        }
        if let Some(name) = draft.lines.get_mut(index + 1) {
            name.start = Start::Joined;
        }
    }
}

/// `Your affectionate brother,`, `Ever yours,`: a few words that end in a comma, without a verb's sentence before them.
fn is_closing(text: &str) -> bool {
    let text = text.trim_start_matches(['“', '"', '‘', '«', '„', '»', '_', '*']);
    let polite = |word: &str| {
        let word = word
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase();
        POLITE.contains(&word.as_str())
    };
    // The cheapest question first: hardly a line ends in a comma and is short.
    text.trim_end_matches(['_', '*']).ends_with(',')
        && text.split_whitespace().nth(7).is_none()
        && begins_capital(text)
        && text.split_whitespace().any(polite)
}

const POLITE: [&str; 34] = [
    "your",
    "yours",
    "truly",
    "sincerely",
    "faithfully",
    "affectionate",
    "affectionately",
    "loving",
    "respectfully",
    "servant",
    "friend",
    "votre",
    "vôtre",
    "dévoué",
    "respectueusement",
    "amitiés",
    "dein",
    "deine",
    "ihr",
    "ihre",
    "euer",
    "ergebener",
    "grüßen",
    "hochachtungsvoll",
    "suyo",
    "afectísimo",
    "servidor",
    "atentamente",
    "vostro",
    "tuo",
    "affezionato",
    "vosso",
    "amigo",
    "uw",
];

fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=5).contains(&words.len())
        && words.iter().all(|word| {
            begins_capital(word)
                || matches!(
                    *word,
                    "de" | "von" | "of" | "van" | "di" | "da" | "le" | "la" | "du"
                )
        })
        && !text.ends_with([',', ':', ';', '?', '!'])
        && (text.chars().any(char::is_lowercase) || is_name_in_capitals(&words))
}

/// `M. HOLBECHE.`, `ANNE GREY`: a name in capitals has an initial, or two words that are no number.
fn is_name_in_capitals(words: &[&str]) -> bool {
    let letters = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count();
    let initial = words
        .iter()
        .any(|word| letters(word) == 1 && word.ends_with('.'));
    let spelled = words.iter().filter(|word| letters(word) > 2).count();
    spelled >= 1 && initial && numbered(&words.join(" ")).is_none()
}
