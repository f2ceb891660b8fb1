//! The entries that a person adds: headings, verse, joins and splits on lines, replacements in paragraphs, the title.

use std::ops::Range;

use super::super::draft::{Draft, Line, Role, Start};
use super::super::evidence::Evidence;
use super::super::recorder::Recorder;
use super::super::text::Edit;
use super::super::{Pass, Phase};
use super::{Wish, overlap};

pub(in crate::restore) static PASS: Pass = Pass {
    name: "corrections",
    phase: Phase::Line,
    about: "does what the corrections file says of headings, verse and paragraphs",
    example: "[[heading]] text = \"Coming home\" → a heading",
    run: lines,
};

pub(in crate::restore) static REPLACEMENTS: Pass = Pass {
    name: "replacements",
    phase: Phase::Paragraph,
    about: "puts what the corrections file says in the place of what it quotes",
    example: "[[replace]] text = \"recieve\", with = \"receive\" → receive",
    run: replacements,
};

const REASON: &str = "the corrections file says so";

fn lines(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    if let Some(title) = recorder.corrections.title.clone() {
        draft.metadata.title = Some(title);
    }
    for index in 0..recorder.corrections.entries.len() {
        let Some(entry) = recorder.corrections.entries.get(index).cloned() else {
            continue;
        };
        if matches!(
            entry.wish,
            Wish::Accept | Wish::Refuse(_) | Wish::Replace(_)
        ) {
            continue;
        }
        let end = match &entry.wish {
            Wish::Verse(Some(end)) => end.end.max(entry.place.end),
            _ => entry.place.end,
        };
        let found: Vec<usize> = on(draft, &(entry.place.start..end));
        let (Some(&first), Some(&last)) = (found.first(), found.last()) else {
            continue;
        };
        let Some(span) = draft.lines.get(first).map(|line| line.span) else {
            continue;
        };
        set(draft, &entry.wish, entry.place.start, first, last);
        if let Some(entry) = recorder.corrections.entries.get_mut(index) {
            entry.used = true;
        }
        recorder.by_hand(span, &entry.text, &entry.text, REASON);
    }
}

/// The lines that a place touches.
fn on(draft: &Draft, place: &Range<usize>) -> Vec<usize> {
    let touched = draft
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| overlap(&line.span.range(), place));
    touched.map(|(index, _)| index).collect()
}

fn set(draft: &mut Draft, wish: &Wish, place: usize, first: usize, last: usize) {
    match wish {
        Wish::Heading(level) => each(draft, first, last, Role::Heading { level: *level }),
        Wish::Paragraph => each(draft, first, last, Role::Body),
        Wish::Verse(_) => {
            each(draft, first, last, Role::Verse);
            for line in draft.lines.iter_mut().skip(first + 1).take(last - first) {
                line.start = if line.gap > 1 {
                    Start::New
                } else {
                    Start::Joined
                };
            }
        }
        Wish::Join => {
            let role = draft.lines.get(last).map_or(Role::Body, |line| line.role);
            if let Some(next) = draft.lines.get_mut(last + 1) {
                next.role = role;
                next.start = Start::Joined;
            }
        }
        Wish::Split => split(draft, place, first),
        Wish::Accept | Wish::Refuse(_) | Wish::Replace(_) => {}
    }
}

fn each(draft: &mut Draft, first: usize, last: usize, role: Role) {
    for (offset, line) in draft
        .lines
        .iter_mut()
        .skip(first)
        .take(last + 1 - first)
        .enumerate()
    {
        line.role = role;
        line.start = if offset == 0 {
            Start::New
        } else {
            Start::Joined
        };
    }
    if let Some(next) = draft.lines.get_mut(last + 1)
        && next.role == Role::Body
    {
        next.start = Start::New;
    }
}

/// A paragraph begins at the quotation: at its line, or inside it.
fn split(draft: &mut Draft, place: usize, index: usize) {
    let Some(line) = draft.lines.get_mut(index) else {
        return;
    };
    let at = (0..line.text.as_str().len())
        .find(|&at| line.text.as_str().is_char_boundary(at) && line.text.source_of(at) >= place)
        .unwrap_or(0);
    if line
        .as_str()
        .get(..at)
        .unwrap_or_default()
        .trim()
        .is_empty()
    {
        line.start = Start::New;
        return;
    }
    let mut rest = Line {
        text: line.text.split_off(at),
        gap: 0,
        start: Start::New,
        page: None,
        ..line.clone()
    };
    rest.text.trim();
    line.text.trim();
    line.breaks = false;
    draft.lines.insert(index + 1, rest);
}

fn replacements(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    for index in 0..recorder.corrections.entries.len() {
        let Some(entry) = recorder.corrections.entries.get(index).cloned() else {
            continue;
        };
        let Wish::Replace(with) = &entry.wish else {
            continue;
        };
        for block in draft
            .blocks
            .iter_mut()
            .filter(|block| overlap(&block.span.range(), &entry.place))
        {
            let Some(range) = inside(block.text.as_str(), &entry.text, |at| {
                block.text.source_of(at) >= entry.place.start
            }) else {
                continue;
            };
            let mut edit = Edit::new(range, with.clone(), 100, REASON);
            edit.by_hand = true;
            recorder.apply(&mut block.text, vec![edit]);
            if let Some(entry) = recorder.corrections.entries.get_mut(index) {
                entry.used = true;
            }
            break;
        }
    }
}

/// Where a quotation stands in a block, from its place in the source on; white space is alike.
fn inside(text: &str, quotation: &str, from: impl Fn(usize) -> bool) -> Option<Range<usize>> {
    let words: Vec<&str> = quotation.split_whitespace().collect();
    let first = words.first()?;
    let starts = text
        .match_indices(first)
        .map(|(at, _)| at)
        .filter(|at| from(*at));
    starts
        .filter_map(|at| {
            let mut rest = text.get(at..)?;
            let mut end = at;
            for (index, word) in words.iter().enumerate() {
                let trimmed = rest.trim_start();
                if index > 0 && trimmed.len() == rest.len() {
                    return None;
                }
                end += rest.len() - trimmed.len() + word.len();
                rest = trimmed.strip_prefix(word)?;
            }
            Some(at..end)
        })
        .next()
}
