//! Lone Roman numerals that OCR misread, told by their count: `I`, `I`, `TI`, `IV` are one to four.
//!
//! Each line may be several numbers at a cost, or no numeral at all; the cheapest count through all of them is taken.

use super::misread::printed;
use crate::restore::numerals::{roman, write_roman};

/// What it costs that a stroke was lost or added.
const STROKE: u32 = 6;
/// A letter taken for another.
const LETTER: u32 = 2;
/// A number that is missing altogether.
const GAP: u32 = 4;
/// The count begins again without a heading that would let it.
const AGAIN: u32 = 8;
/// A line is no numeral: one that reads well, and one that does not.
const NONE: [u32; 2] = [8, 6];
/// The most numbers that may be missing in a row.
const MOST_MISSING: u32 = 3;
/// Lines beyond this many are not counted.
const MOST_LINES: usize = 3000;

/// The state of a count: its last number, what it has cost, and the step that led there.
#[derive(Clone, Copy)]
struct State {
    number: u32,
    cost: u32,
    step: Option<usize>,
}

/// A line taken as a number, and the step before.
struct Step {
    line: usize,
    number: u32,
    before: Option<usize>,
}

/// The number of each line of one count, where it is a numeral.
pub(super) fn count(lines: &[&str]) -> Vec<Option<u32>> {
    let mut numbers = vec![None; lines.len()];
    let mut steps: Vec<Step> = Vec::new();
    let mut states = vec![State {
        number: 0,
        cost: 0,
        step: None,
    }];
    for (line, text) in lines.iter().enumerate().take(MOST_LINES) {
        let well = roman(text).is_some();
        let mut next: Vec<State> = Vec::new();
        for state in &states {
            let skipped = State {
                cost: state.cost + NONE.get(usize::from(!well)).copied().unwrap_or(0),
                ..*state
            };
            put(&mut next, skipped);
        }
        for number in possible(text, &states) {
            let Some(reading) = reading_cost(text, number) else {
                continue;
            };
            let best = states
                .iter()
                .filter_map(|state| {
                    Some((state.cost + step_cost(state.number, number)?, state.step))
                })
                .min_by_key(|(cost, _)| *cost);
            let Some((cost, before)) = best else { continue };
            steps.push(Step {
                line,
                number,
                before,
            });
            let state = State {
                number,
                cost: cost + reading,
                step: Some(steps.len() - 1),
            };
            put(&mut next, state);
        }
        states = next;
    }
    let mut at = states
        .iter()
        .min_by_key(|state| state.cost)
        .and_then(|state| state.step);
    while let Some(step) = at.and_then(|at| steps.get(at)) {
        if let Some(place) = numbers.get_mut(step.line) {
            *place = Some(step.number);
        }
        at = step.before;
    }
    numbers
}

/// Keeps the cheapest state of each number.
fn put(states: &mut Vec<State>, state: State) {
    match states.iter_mut().find(|other| other.number == state.number) {
        Some(other) if other.cost > state.cost => *other = state,
        Some(_) => {}
        None => states.push(state),
    }
}

/// The numbers a line can be in a count that stands at these states.
fn possible(text: &str, states: &[State]) -> Vec<u32> {
    let mut numbers: Vec<u32> = roman(&text.to_ascii_uppercase()).into_iter().collect();
    numbers.push(1);
    for state in states {
        numbers.extend(state.number + 1..=state.number + 1 + MOST_MISSING);
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// What it costs that one number follows another; nothing where it cannot.
fn step_cost(before: u32, number: u32) -> Option<u32> {
    match number {
        _ if number == before + 1 => Some(0),
        // A text may begin anywhere in a book.
        _ if before == 0 => Some((number - 1).min(GAP)),
        _ if number > before && number - before - 1 <= MOST_MISSING => {
            Some((number - before - 1) * GAP)
        }
        1 => Some(AGAIN),
        _ => None,
    }
}

/// What it costs to read a text as a number; nothing where it cannot be.
fn reading_cost(text: &str, number: u32) -> Option<u32> {
    let wanted = write_roman(number);
    if text == wanted {
        return Some(0);
    }
    [false, true]
        .into_iter()
        .filter_map(|feet| printed(text, feet))
        .filter_map(|read| {
            if read == wanted {
                return Some(LETTER);
            }
            stroke_apart(&read, &wanted).then_some(STROKE)
        })
        .min()
}

/// Whether one of two numerals has one `I` more than the other and is else the same.
fn stroke_apart(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() > b.len() { (a, b) } else { (b, a) };
    long.len() == short.len() + 1
        && long.bytes().enumerate().any(|(at, letter)| {
            letter == b'I'
                && long.get(..at) == short.get(..at)
                && long.get(at + 1..) == short.get(at..)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_misread_numerals() {
        let read = |lines: &[&str]| {
            count(lines)
                .into_iter()
                .map(|n| n.unwrap_or(0))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            read(&["I", "I", "TI", "IV", "V", "vI", "vu"]),
            [1, 2, 3, 4, 5, 6, 7]
        );
        assert_eq!(read(&["I", "Il", "Ill", "IV", "Vv"]), [1, 2, 3, 4, 5]);
        assert_eq!(read(&["I", "II", "III", "I", "II"]), [1, 2, 3, 1, 2]);
        assert_eq!(read(&["I", "II", "X", "III"]), [1, 2, 0, 3]);
        assert_eq!(read(&["I", "III", "IV"]), [1, 3, 4]);
        assert_eq!(read(&["II"]), [2]);
        assert_eq!(read(&["V", "VI"]), [5, 6]);
    }
}
