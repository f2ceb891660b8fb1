//! Quotation marks: one style for the book, and each mark the way it must point.
//!
//! Straight and typographic marks side by side are an extractor's doing: the straight ones become what the rest of the
//! book has, by language and use. A mark that points the wrong way is turned where only one way is possible. A book
//! with straight marks alone is left alone; so are feet, inches, minutes and code.

use super::draft::{Draft, Kind};
use super::evidence::Evidence;
use super::recorder::Recorder;
use super::text::Edit;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "quotes",
    phase: Phase::Paragraph,
    about: "brings quotation marks to one style and turns those that point the wrong way",
    example: "\"Yes,” he said → “Yes,” he said",
    run,
};

/// The marks that a book opens and closes its speech with.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Style {
    open: char,
    close: char,
}

const STYLES: [Style; 4] = [
    Style {
        open: '“',
        close: '”',
    },
    Style {
        open: '„',
        close: '“',
    },
    Style {
        open: '«',
        close: '»',
    },
    Style {
        open: '»',
        close: '«',
    },
];

/// So many typographic marks make a style.
const FEWEST: usize = 6;

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    let Some(style) = style(draft) else { return };
    let is_markdown = draft.is_markdown;
    let apostrophes = count(draft, '’') > 3;
    for block in &mut draft.blocks {
        let text = block.text.as_str();
        let skip = matches!(block.kind, Kind::Code | Kind::Dropped);
        if skip || is_markdown && text.contains(['`', '<', '=']) {
            continue;
        }
        let edits = edits(text, style, apostrophes);
        if !edits.is_empty() {
            recorder.apply(&mut block.text, edits);
        }
    }
}

fn count(draft: &Draft, mark: char) -> usize {
    draft
        .blocks
        .iter()
        .map(|block| block.text.as_str().matches(mark).count())
        .sum()
}

fn style(draft: &Draft) -> Option<Style> {
    let low = count(draft, '„');
    let (guillemet_first, guillemet_last) = guillemets(draft);
    let curly = count(draft, '”');
    let counts = [curly, low, guillemet_first, guillemet_last];
    let (most, style) = counts
        .into_iter()
        .zip(STYLES)
        .max_by_key(|(count, _)| *count)?;
    (most >= FEWEST).then_some(style)
}

/// How often `«` opens, and how often `»` does.
fn guillemets(draft: &Draft) -> (usize, usize) {
    let opens = |mark: char| {
        let at_start = |text: &str| {
            text.match_indices(mark)
                .filter(|(at, _)| opens_here(text, *at, mark))
                .count()
        };
        draft
            .blocks
            .iter()
            .map(|block| at_start(block.text.as_str()))
            .sum()
    };
    (opens('«'), opens('»'))
}

/// Whether a mark at this place can only open: space before it, a letter after it.
fn opens_here(text: &str, at: usize, mark: char) -> bool {
    let (before, after) = around(text, at, mark);
    before.is_none_or(is_outside) && after.is_some_and(|c| c.is_alphanumeric())
}

/// Whether it can only close: a word or stop before it, space or a stop after it.
fn closes_here(text: &str, at: usize, mark: char) -> bool {
    let (before, after) = around(text, at, mark);
    before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '!' | '?' | ';' | '…'))
        && after.is_none_or(|c| {
            c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '—')
        })
}

fn is_outside(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–')
}

fn around(text: &str, at: usize, mark: char) -> (Option<char>, Option<char>) {
    let before = text.get(..at).and_then(|head| head.chars().next_back());
    let after = text
        .get(at + mark.len_utf8()..)
        .and_then(|tail| tail.chars().next());
    (before, after)
}

fn edits(text: &str, style: Style, apostrophes: bool) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut inside = false;
    for (at, mark) in text.char_indices() {
        let range = at..at + mark.len_utf8();
        let (before, after) = around(text, at, mark);
        match mark {
            '"' => {
                // Inches and minutes stand after a figure; what closes a speech may too.
                if before.is_some_and(char::is_numeric) && !inside {
                    continue;
                }
                let opens = if opens_here(text, at, mark) {
                    true
                } else if closes_here(text, at, mark) {
                    false
                } else {
                    !inside && before.is_none_or(is_outside)
                };
                inside = opens;
                let meant = if opens { style.open } else { style.close };
                edits.push(Edit::new(
                    range,
                    meant.to_string(),
                    90,
                    "the book's other quotation marks are typographic",
                ));
            }
            '\'' if apostrophes => {
                let inner = before.is_some_and(char::is_alphabetic)
                    && after.is_some_and(char::is_alphabetic);
                if inner {
                    edits.push(Edit::new(
                        range,
                        "’",
                        92,
                        "the book's other apostrophes are typographic",
                    ));
                }
            }
            _ if mark == style.open
                && mark != style.close
                && style.open != '»'
                && style.open != '«' =>
            {
                let turned = closes_here(text, at, mark) && inside;
                inside = !turned;
                if turned {
                    edits.push(Edit::new(
                        range,
                        style.close.to_string(),
                        85,
                        "the mark opens where only one that closes can stand",
                    ));
                }
            }
            _ if mark == style.close && style.open == '“' => {
                let turned = opens_here(text, at, mark) && !inside;
                inside = turned;
                if turned {
                    edits.push(Edit::new(
                        range,
                        style.open.to_string(),
                        85,
                        "the mark closes where only one that opens can stand",
                    ));
                }
            }
            _ => {}
        }
    }
    edits
}
