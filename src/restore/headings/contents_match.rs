//! The entries of the printed contents looked for in the text, in order: the surest headings.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::numbering::{Class, is_named, keyword, numbered};
use super::{Found, bare};
use crate::restore::draft::{Draft, Line, Role};
use crate::restore::likeness::{alike, fold, fold_into};
use crate::restore::numerals::{digits, ordinal, roman};
use crate::restore::{
    Evidence,
    evidence::{Ending, ending},
};

/// The most lines a heading may stand on.
const MOST_LINES: usize = 4;

/// How often each run may be looked at for what resembles an entry, on the average.
const LOOKS_PER_RUN: usize = 400;

/// A run of short lines that could be a heading.
struct Run {
    start: usize,
    end: usize,
}

/// The entries that stand in the text as headings.
pub(super) fn find(draft: &Draft, evidence: &Evidence) -> Vec<Found> {
    if draft.contents.is_empty() {
        return Vec::new();
    }
    let titles: Vec<String> = draft.contents.iter().map(|e| fold(&e.title)).collect();
    // What is half as long again as every entry resembles none, nor does what it begins.
    let longest = titles.iter().map(String::len).max().unwrap_or(0);
    let longest = (longest + longest / 2).min(200);
    let bare_titles: Vec<&str> = titles.iter().map(|title| without_number(title)).collect();
    let mut exact: RunsByText<'_> = titles.iter().map(|t| (t.as_str(), Vec::new())).collect();
    exact.extend(bare_titles.iter().map(|title| (*title, Vec::new())));
    let mut count = 0;
    runs(draft, evidence, longest, |text, run| {
        count += 1;
        if let Some(runs) = exact.get_mut(text) {
            runs.push(run);
        }
    });
    // What resembles an entry is looked for only where one stands nowhere as it is: in a book without errors, never.
    let resembling = OnceCell::new();
    let loose = || {
        resembling.get_or_init(|| {
            let mut all: Vec<(String, Run)> = Vec::new();
            runs(draft, evidence, longest, |text, run| {
                if text.len() >= 5 {
                    all.push((text.to_owned(), run));
                }
            });
            all
        })
    };
    let mut found: Vec<Found> = Vec::new();
    let mut from = 0;
    // So that a long list over a long text takes no more than a while.
    let mut budget = LOOKS_PER_RUN.saturating_mul(count);
    for (position, (entry, folded)) in draft.contents.iter().zip(&titles).enumerate() {
        if folded.is_empty() {
            continue;
        }
        let later = |text: &str| {
            let runs = exact.get(text)?;
            runs.get(runs.partition_point(|run| run.start < from))
        };
        let run = later(folded);
        // A far match may be a later namesake: one that lies past what the next entries find nearby is not taken.
        let next = titles.iter().skip(position + 1).take(3);
        let nearby = next.filter_map(|next| later(next).map(|run| run.start));
        let horizon = nearby.min().unwrap_or(usize::MAX);
        let run = run.filter(|run| run.start <= horizon || folded.split(' ').count() > 2);
        // A contents may count what the text only names.
        let run = run.or_else(|| {
            let bare = bare_titles
                .get(position)
                .filter(|bare| bare.len() >= LETTERS)?;
            later(bare).filter(|run| run.start <= horizon)
        });
        let run = run.or_else(|| {
            let loose = loose();
            let first = loose.partition_point(|(_, run)| run.start < from);
            let ahead = loose.get(first..).unwrap_or_default().iter();
            let near = ahead
                .take_while(|(_, run)| run.start <= horizon)
                .take(budget)
                .inspect(|_| budget -= 1)
                .filter(|(text, _)| {
                    text.len().abs_diff(folded.len()) * 3 <= text.len().max(folded.len())
                });
            near.take(3000)
                .find(|(text, _)| alike(text, folded))
                .map(|(_, run)| run)
        });
        let Some(run) = run else { continue };
        let first = draft
            .lines
            .get(run.start)
            .map(Line::as_str)
            .unwrap_or_default();
        let level = first.bytes().take_while(|b| *b == b'#').count();
        // An entry that lost its number does not know how deep it stands; the heading does.
        let number = numbered(&entry.title);
        let own = numbered(first).filter(|own| matches!(own.class, Class::Decimal(_)));
        let lost = number.is_none() && own.is_some();
        found.push(Found {
            start: run.start,
            end: run.end,
            numbered: number.or(own),
            markup: u8::try_from(level).ok().filter(|level| *level > 0),
            contents: Some(entry.depth).filter(|_| !lost),
            named: is_named(folded),
            is_section: false,
            confidence: 97,
            reason: "it stands in the printed contents",
        });
        from = run.end;
    }
    found
}

/// A title without its number is found by as many letters at least.
const LETTERS: usize = 5;

/// A folded title without the number it begins with: `the coast` of `ii the coast`.
fn without_number(folded: &str) -> &str {
    let Some((first, rest)) = folded.split_once(' ') else {
        return folded;
    };
    match keyword(first).and_then(|_| rest.split_once(' ')) {
        Some((number, title)) if ordinal(number).is_some() => title,
        None if digits(first).or_else(|| roman(first)).is_some() => rest,
        _ => folded,
    }
}

/// Runs by their folded text.
type RunsByText<'t> = HashMap<&'t str, Vec<Run>>;

/// Shows the runs of one to four lines that could be headings of at most `longest` bytes, with what they say, in order.
fn runs(draft: &Draft, evidence: &Evidence, longest: usize, mut show: impl FnMut(&str, Run)) {
    let mut text = String::new();
    let mut folded = String::new();
    let lines = &draft.lines;
    for start in 0..lines.len() {
        let Some(first) = lines.get(start) else {
            continue;
        };
        if !stands(lines, start, evidence) || !could_stand(first) {
            continue;
        }
        text.clear();
        for end in start + 1..=(start + MOST_LINES).min(lines.len()) {
            let Some(line) = lines
                .get(end - 1)
                .filter(|line| could_stand(line) && (end == start + 1 || line.page.is_none()))
            else {
                break;
            };
            folded.clear();
            fold_into(&mut folded, line.as_str());
            // A picture, a line of stars: what says nothing begins no heading.
            if folded.is_empty() && end == start + 1 {
                break;
            }
            if !text.is_empty() && !folded.is_empty() {
                text.push(' ');
            }
            text.push_str(&folded);
            if text.len() > longest {
                break;
            }
            let open = evidence.shape.blank_lines
                && lines
                    .get(end)
                    .is_some_and(|next| next.gap == 0 && next.page.is_none());
            if open || text.is_empty() || !ends(lines, end) {
                continue;
            }
            show(&text, Run { start, end });
        }
    }
}

fn could_stand(line: &Line) -> bool {
    let text = line.as_str();
    line.role == Role::Body
        && line.quote == 0
        && text.len() < 300
        && (text.len() <= 110 || bare(text).chars().count() <= 110)
}

/// Whether a heading can begin at a line: what stands before it is over.
fn stands(lines: &[Line], start: usize, evidence: &Evidence) -> bool {
    let (Some(line), Some(before)) = (
        lines.get(start),
        start.checked_sub(1).and_then(|i| lines.get(i)),
    ) else {
        return true;
    };
    if evidence.shape.blank_lines && line.gap == 0 && line.page.is_none() {
        return false;
    }
    if line.page.is_some()
        || line.gap > 0
        || before.role != Role::Body
        || line.as_str().starts_with('#')
    {
        return true;
    }
    let over = matches!(ending(before.as_str()), Ending::Sentence | Ending::Half);
    over || before.as_str().chars().count() * 10 < evidence.shape.width.min(90) * 7
}

/// Whether a heading can end before a line: it does not go on there.
fn ends(lines: &[Line], end: usize) -> bool {
    let Some(next) = lines.get(end) else {
        return true;
    };
    next.gap > 0
        || next.page.is_some()
        || next
            .as_str()
            .chars()
            .find(|c| c.is_alphanumeric())
            .is_none_or(|c| !c.is_lowercase())
}
