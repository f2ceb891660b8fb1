//! Scene breaks: a line of stars or other ornaments between two parts of a chapter.
//!
//! Extractors leave them in many forms (`***`, `*   *   *`, `- * *`, `\* \* \*`, `⁂`, `—o—`). A line that has no
//! word and at least two ornaments, or one that is used for nothing else, is a break; at the edges of a heading or of
//! the text it is an ornament and is left out as one.

use super::draft::{Draft, Role, Start};
use super::evidence::Evidence;
use super::recorder::Recorder;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "scene-breaks",
    phase: Phase::Line,
    about: "finds scene breaks in all their forms",
    example: "a line of its own `*   *   *` → a scene break",
    run,
};

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    let is_markdown = draft.is_markdown;
    for line in &mut draft.lines {
        if line.role != Role::Body || !is_ornament(line.as_str()) {
            continue;
        }
        // What Markdown itself calls a break is none of ours to record.
        let plain = is_markdown && is_rule(line.as_str());
        if plain
            || recorder.propose(
                line.span,
                line.as_str(),
                "* * *",
                95,
                "a line of ornaments and no word",
            )
        {
            line.role = Role::SceneBreak;
            line.start = Start::New;
        }
    }
}

/// CommonMark's thematic break: three or more of one of `*`, `-`, `_`.
fn is_rule(text: &str) -> bool {
    let marks: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    marks.len() >= 3
        && ["*", "-", "_"]
            .iter()
            .any(|mark| marks.trim_matches(|c| mark.contains(c)).is_empty())
}

/// Ornaments that are used for nothing else, alone on their line.
const ALWAYS: [char; 10] = ['⁂', '❦', '❧', '☙', '✻', '✽', '❖', '⁎', '✶', '§'];

fn is_ornament(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > 60 {
        return false;
    }
    let marks: Vec<char> = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\\')
        .collect();
    if marks.iter().all(|c| ALWAYS.contains(c)) {
        return true;
    }
    let letter_between_dashes = matches!(marks.as_slice(), ['-' | '—' | '–', .., '-' | '—' | '–'])
        && marks.iter().filter(|c| c.is_alphabetic()).count() == 1
        && marks.contains(&'o')
        && marks.len() <= 12;
    if letter_between_dashes {
        return true;
    }
    let ornament = |c: &char| {
        matches!(
            c,
            '*' | '•'
                | '·'
                | '~'
                | '#'
                | '∗'
                | '＊'
                | '×'
                | '+'
                | '-'
                | '–'
                | '—'
                | '_'
                | '='
                | '.'
                | '♦'
                | '◆'
                | '■'
                | '●'
                | '°'
                | '«'
                | '»'
        )
    };
    if !marks.iter().all(|c| ornament(c) || ALWAYS.contains(c)) {
        return false;
    }
    let stars = marks
        .iter()
        .filter(|c| {
            matches!(
                c,
                '*' | '•' | '·' | '~' | '∗' | '＊' | '#' | '♦' | '◆' | '■' | '●'
            )
        })
        .count();
    let dashes = marks
        .iter()
        .filter(|c| matches!(c, '-' | '–' | '—' | '_' | '='))
        .count();
    // `...` is an ellipsis, `--` a dash; a rule is longer.
    stars >= 2 || dashes >= 3 && dashes == marks.len()
}
