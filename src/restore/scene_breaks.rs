//! Scene breaks: a line of stars or other ornaments between two parts of a chapter.
//!
//! Extractors leave them in many forms (`***`, `*   *   *`, `- * *`, `\* \* \*`, `⁂`, `—o—`). A line that has no
//! word and at least two ornaments, or one that is used for nothing else, is a break; at the edges of a heading or of
//! the text it is an ornament and is left out as one.

use super::draft::{Draft, Line, Role, Start};
use super::evidence::{Beginning, Ending, Evidence, beginning, ending};
use super::recorder::Recorder;
use super::text::Edit;
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
    let misread = if draft.is_ocr {
        misread_stars(&draft.lines)
    } else {
        Vec::new()
    };
    for index in misread {
        let Some(line) = draft.lines.get_mut(index) else {
            continue;
        };
        let reason = "a row of stars that was taken for letters";
        let edit = Edit::new(0..line.as_str().len(), "* * *", 84, reason);
        if recorder.apply(&mut line.text, vec![edit]) > 0 {
            line.role = Role::SceneBreak;
            line.start = Start::New;
        }
    }
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

/// What stars are taken for.
const STAR_LETTERS: &str = "okxraeOKXRAE*+";
/// The most letters of a star that was taken for some.
const STAR: usize = 3;

/// Lines alone between two paragraphs that hold nothing but what OCR takes stars for, where several do.
fn misread_stars(lines: &[Line]) -> Vec<usize> {
    let is_row = |text: &str| {
        let words = text.split_whitespace();
        let stars =
            |word: &str| word.len() <= STAR && word.chars().all(|c| STAR_LETTERS.contains(c));
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        (1..=9).contains(&letters) && words.clone().count() <= 5 && words.clone().all(stars)
    };
    let is_alone = |index: usize| {
        let before = index.checked_sub(1).and_then(|at| lines.get(at));
        let (Some(before), Some(line), Some(next)) =
            (before, lines.get(index), lines.get(index + 1))
        else {
            return false;
        };
        let over = before.role == Role::Body && ending(before.as_str()) == Ending::Sentence;
        line.gap > 0 && next.gap > 0 && over && beginning(next.as_str()) != Beginning::Small
    };
    let rows = lines.iter().enumerate().filter(|(index, line)| {
        line.role == Role::Body && is_row(line.as_str()) && is_alone(*index)
    });
    let rows: Vec<usize> = rows.map(|(index, _)| index).collect();
    let several = |index: &&usize| {
        let line = lines.get(**index).map(Line::as_str);
        line.is_some_and(|text| text.split_whitespace().count() >= 2)
    };
    // One word alone may be one; rows of several are none.
    let enough = rows.len() >= 2 && rows.iter().filter(several).count() * 2 >= rows.len();
    if enough { rows } else { Vec::new() }
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
