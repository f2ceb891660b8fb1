//! Headings one after the other: numbers that count on, numbers that are a list, a number and its title.

use super::Found;
use super::headed::is_by_head;
use super::numbering::{Class, Numbered};

/// A number directly before the title that the printed contents has is its number: `CHAPTER ONE` / `Scope`.
pub(super) fn join_numbers_and_contents(found: &mut Vec<Found>) {
    join_numbers(found, |number, title| {
        title.contents.is_some()
            // The contents may print the number before the title that the text has above it.
            && title.numbered.as_ref().is_none_or(|own| {
                own.titled && number.numbered.as_ref().is_some_and(|n| n.number == own.number)
            })
    });
}

/// A number directly before the title that the running heads name is its number.
pub(super) fn join_numbers_and_heads(found: &mut Vec<Found>) {
    join_numbers(found, |number, title| {
        number.markup.is_none() && is_by_head(title) && title.numbered.is_none()
    });
}

/// Makes one heading of a number and the title directly after it, where they belong together; what is known of the title is
/// known of both.
fn join_numbers(found: &mut Vec<Found>, belong: impl Fn(&Found, &Found) -> bool) {
    let mut joined: Vec<Found> = Vec::with_capacity(found.len());
    for heading in found.drain(..) {
        if let Some(last) = joined.last_mut()
            && last.end == heading.start
            && last.contents.is_none()
            && last.numbered.as_ref().is_some_and(|n| !n.titled)
            && !heading.named
            && belong(last, &heading)
        {
            last.end = heading.end;
            last.contents = heading.contents;
            last.confidence = heading.confidence;
            last.reason = heading.reason;
            continue;
        }
        joined.push(heading);
    }
    *found = joined;
}

/// Numbered lines one directly after the other are a list (the scenes of a play, a contents), no headings.
pub(super) fn without_lists(candidates: Vec<(usize, Numbered)>) -> Vec<(usize, Numbered)> {
    let follows = |a: &(usize, Numbered), b: &(usize, Numbered)| {
        a.0 + 2 >= b.0 && a.1.class == b.1.class && a.1.number + 1 == b.1.number
    };
    let in_list = |index: usize| {
        let this = candidates.get(index);
        let before = index.checked_sub(1).and_then(|i| candidates.get(i));
        let after = candidates.get(index + 1);
        this.is_some_and(|this| {
            before.is_some_and(|b| follows(b, this)) || after.is_some_and(|a| follows(this, a))
        })
    };
    let keep: Vec<bool> = (0..candidates.len()).map(|index| !in_list(index)).collect();
    candidates
        .into_iter()
        .zip(keep)
        .filter(|(_, keep)| *keep)
        .map(|(candidate, _)| candidate)
        .collect()
}

/// Whether numbers count on: after its predecessor of the same class, or a first one with a second or another first.
pub(super) fn in_sequence(candidates: &[(usize, Numbered)], found: &[Found]) -> Vec<bool> {
    let mut accepted = vec![false; candidates.len()];
    let mut classes: Vec<Class> = candidates.iter().map(|(_, n)| n.class).collect();
    classes.sort_unstable();
    classes.dedup();
    for class in classes {
        // What markup or contents already showed counts as well.
        let mut all: Vec<(usize, u32, Option<usize>)> = candidates
            .iter()
            .enumerate()
            .filter(|(_, (_, n))| n.class == class)
            .map(|(c, (i, n))| (*i, n.number, Some(c)))
            .collect();
        all.extend(found.iter().filter_map(|f| {
            f.numbered
                .as_ref()
                .filter(|n| n.class == class)
                .map(|n| (f.start, n.number, None))
        }));
        all.sort_unstable();
        let keyword = matches!(
            class,
            Class::Volume | Class::Part | Class::Chapter | Class::Scene | Class::Decimal(_)
        );
        let mut expected = 0;
        let count = all.len();
        for (position, (_, number, candidate)) in all.iter().enumerate() {
            let near = *number > expected && *number <= expected + 3;
            let next = all
                .get(position + 1..)
                .unwrap_or_default()
                .iter()
                .take(3)
                .any(|(_, next, _)| *next == number + 1);
            // One that is missing does not end the count, where the next ones go on with it.
            let counts_on = *number == expected + 1 || near && (keyword || expected > 0 && next);
            // Its first numbers may be lost: where two more follow one by one, the count is one.
            let after = all.get(position + 1..position + 3).unwrap_or_default();
            let opens = expected == 0
                && (2..=4).contains(number)
                && after.len() == 2
                && after
                    .iter()
                    .zip(1..)
                    .all(|((_, next, _), step)| *next == number + step);
            let ends = near && expected > 2 && position + 1 == count;
            let restarts = *number == 1 && (next || keyword);
            let alone = keyword && count <= 2 && !matches!(class, Class::Decimal(_));
            if (counts_on && (expected > 0 || next || keyword))
                || restarts
                || opens
                || ends
                || alone
                || (keyword && next)
            {
                expected = *number;
                if let Some(place) = candidate.and_then(|c| accepted.get_mut(c)) {
                    *place = true;
                }
            }
        }
    }
    accepted
}
