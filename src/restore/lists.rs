//! Lists: lines with a bullet or with numbers in order, and the lines that go on with an item.
//!
//! One line with a mark is no list. A dash opens a speech in many languages: where many lines of the book begin with
//! one, dashes are no bullets. Numbers must begin at one (or a) and count on; a number alone may be a year or a note.

use super::draft::{Draft, Line, Role, Start};
use super::evidence::Evidence;
use super::line_ends::{Ending, begins_small, ending, is_short};
use super::recorder::Recorder;
use super::{Pass, Phase};
use super::{bare_lists, item_numbers};

pub(super) static PASS: Pass = Pass {
    name: "lists",
    phase: Phase::Line,
    about: "finds lists by their bullets or numbers",
    example: "• one / • two → a list of two items",
    run,
};

/// A mark at the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Mark {
    kind: Kind,
    /// Bytes of the mark with the space after it.
    length: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Bullet(char),
    /// `1.`, `1)`, `(1)`; the number, and how it is dressed.
    Number(u64, char),
}

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    item_numbers::join(draft, recorder);
    let marks: Vec<Option<Mark>> = draft
        .lines
        .iter()
        .map(|line| {
            if line.role == Role::Body {
                mark(line.as_str())
            } else {
                None
            }
        })
        .collect();
    let speech = speech_marks(&marks, draft);
    let mut index = 0;
    while let Some(mark) = marks.get(index) {
        let Some(first) =
            mark.filter(|mark| !matches!(mark.kind, Kind::Bullet(c) if speech.contains(&c)))
        else {
            index += 1;
            continue;
        };
        let items = items(draft, &marks, index, first, evidence);
        let end = items.last().map_or(index + 1, |item| item.end);
        if is_list(&items, first, draft.is_markdown) {
            set(draft, &marks, &items, recorder);
        }
        index = end;
    }
    bare_lists::find(draft, evidence, recorder);
}

/// An item: its first line, and one past its last.
#[derive(Clone, Copy, Debug)]
struct Item {
    start: usize,
    end: usize,
}

fn mark(text: &str) -> Option<Mark> {
    let first = text.chars().next()?;
    let rest = text.get(first.len_utf8()..)?;
    if matches!(
        first,
        '•' | '·'
            | '▪'
            | '◦'
            | '‣'
            | '●'
            | '○'
            | '■'
            | '□'
            | '➢'
            | '❖'
            | '-'
            | '–'
            | '—'
            | '*'
            | '+'
            | '«'
            | '¢'
            | '°'
    ) {
        let space = rest.len() - rest.trim_start().len();
        let says_something = rest.chars().any(char::is_alphanumeric);
        let mark = Mark {
            kind: Kind::Bullet(first),
            length: first.len_utf8() + space,
        };
        return (space > 0 && says_something).then_some(mark);
    }
    let open = text.strip_prefix('(');
    let body = open.unwrap_or(text);
    let digits = body.chars().take_while(char::is_ascii_digit).count();
    let after = body.get(digits..)?;
    let dress = after.chars().next()?;
    let fits = match open {
        Some(_) => dress == ')',
        None => matches!(dress, '.' | ')'),
    };
    if !(1..=3).contains(&digits) || !fits {
        return None;
    }
    let rest = after.get(1..)?;
    let space = rest.len() - rest.trim_start().len();
    if space == 0 || !rest.chars().any(char::is_alphanumeric) {
        return None;
    }
    let number = body.get(..digits)?.parse().ok()?;
    let dress = if open.is_some() { '(' } else { dress };
    Some(Mark {
        kind: Kind::Number(number, dress),
        length: text.len() - rest.len() + space,
    })
}

/// Dashes that open so many lines that they are speeches.
fn speech_marks(marks: &[Option<Mark>], draft: &Draft) -> Vec<char> {
    // What an extractor writes as Markdown is more likely a bullet.
    let many = (marks.len() / if draft.is_markdown { 8 } else { 40 }).max(12);
    // … but where the speaker is named between dashes (`- Yes, — she said.`), it is what became of the dash of a speech.
    let named = lines_with_asides(marks, &draft.lines);
    ['-', '–', '—', '«', '*']
        .into_iter()
        .filter(|dash| {
            let lines = marks
                .iter()
                .flatten()
                .filter(|mark| mark.kind == Kind::Bullet(*dash))
                .count();
            let asides = *dash == '-' && named >= 3 && named * 5 >= lines;
            *dash == '—' || (*dash == '–' && lines > 3) || lines > many || asides
        })
        .collect()
}

/// How many lines that a hyphen opens have a dash with a small letter behind it.
fn lines_with_asides(marks: &[Option<Mark>], lines: &[Line]) -> usize {
    let has_aside = |text: &str| {
        text.split(['—', '–']).skip(1).any(|behind| {
            behind.starts_with(' ') && behind.trim_start().starts_with(char::is_lowercase)
        })
    };
    marks
        .iter()
        .zip(lines)
        .filter(|(mark, _)| mark.is_some_and(|mark| mark.kind == Kind::Bullet('-')))
        .filter(|(_, line)| has_aside(line.as_str()))
        .count()
}

/// The items from the one at `start` on, as far as they follow each other.
fn items(
    draft: &Draft,
    marks: &[Option<Mark>],
    start: usize,
    first: Mark,
    evidence: &Evidence,
) -> Vec<Item> {
    let mut items = vec![Item {
        start,
        end: start + 1,
    }];
    let mut expected = first.kind;
    for index in start + 1..draft.lines.len() {
        let (Some(line), Some(before)) = (draft.lines.get(index), draft.lines.get(index - 1))
        else {
            break;
        };
        if line.role != Role::Body || line.quote != before.quote {
            break;
        }
        match marks.get(index).copied().flatten() {
            Some(mark) if follows(expected, mark.kind) => {
                expected = mark.kind;
                items.push(Item {
                    start: index,
                    end: index + 1,
                });
            }
            _ if goes_on(
                draft
                    .lines
                    .get(items.last().map_or(start, |item| item.start)),
                before,
                line,
                evidence,
            ) =>
            {
                if let Some(item) = items.last_mut() {
                    item.end = index + 1;
                }
            }
            _ => break,
        }
    }
    items
}

fn follows(before: Kind, kind: Kind) -> bool {
    match (before, kind) {
        // OCR reads one bullet in several ways.
        (Kind::Bullet(a), Kind::Bullet(b)) => {
            a == b
                || matches!(
                    (a, b),
                    (
                        '+' | '«' | '¢' | '°' | '•' | '*',
                        '+' | '«' | '¢' | '°' | '•' | '*'
                    )
                )
        }
        (Kind::Number(a, dress), Kind::Number(b, other)) => dress == other && b == a + 1,
        _ => false,
    }
}

/// Whether a line goes on with the item whose line is `before`.
fn goes_on(item: Option<&Line>, before: &Line, line: &Line, evidence: &Evidence) -> bool {
    if line.start == Start::New {
        return false;
    }
    let hanging =
        item.is_some_and(|item| line.indent > item.indent && line.indent <= item.indent + 8);
    if !evidence.shape.wrapped {
        return hanging && line.gap == 0;
    }
    let full = !is_short(before, Some(line), &evidence.shape);
    if line.gap > 0 {
        return full && begins_small(line.as_str()) && ending(before.as_str()) == Ending::Open;
    }
    (hanging || item.is_some_and(|item| line.indent == item.indent || line.indent == 0))
        && (full || begins_small(line.as_str()) || hanging)
}

fn is_list(items: &[Item], first: Mark, is_markdown: bool) -> bool {
    match first.kind {
        // An extractor that writes Markdown says with `- ` that it saw a bullet.
        Kind::Bullet('-' | '*' | '•') if is_markdown => true,
        Kind::Bullet(_) => items.len() >= 2,
        Kind::Number(number, _) => items.len() >= 2 && number <= 1,
    }
}

fn set(draft: &mut Draft, marks: &[Option<Mark>], items: &[Item], recorder: &mut Recorder) {
    for item in items {
        let Some(mark) = marks.get(item.start).copied().flatten() else {
            continue;
        };
        let number = match mark.kind {
            Kind::Bullet(_) => None,
            Kind::Number(number, _) => Some(number),
        };
        for (offset, line) in draft
            .lines
            .iter_mut()
            .skip(item.start)
            .take(item.end - item.start)
            .enumerate()
        {
            line.role = Role::Item { number };
            line.start = if offset == 0 {
                Start::New
            } else {
                Start::Joined
            };
            if offset > 0 {
                continue;
            }
            match number {
                Some(_) => recorder.renumber(&mut line.text, mark.length),
                // A bullet is no word.
                None => line.text = line.text.split_off(mark.length),
            }
        }
    }
}
