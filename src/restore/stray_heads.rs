//! Running heads in text without pages: lines that an extractor left between the pages it joined.
//!
//! Such a line says what the title says, or stands several times, and cuts sentences in two. A refrain, a line of
//! dialogue that comes again and the title quoted in the text cut none.

use std::collections::BTreeMap;

use super::draft::{Draft, Line, Role};
use super::evidence::{Beginning, Ending, beginning, ending};
use super::likeness::fold;
use super::recorder::Recorder;

/// The most letters of a head.
const LONGEST: usize = 70;
/// Lines at either end of the text where a title page may stand, or stand again.
const FRONT: usize = 12;
/// What is no title must stand so often.
const OFTEN: usize = 3;

/// Takes out the heads that stand alone between the lines of a text in one piece.
pub(super) fn take_out(draft: &mut Draft, recorder: &mut Recorder) {
    let title = draft
        .pages
        .iter()
        .flat_map(|page| &page.lines)
        .next()
        .map(|line| fold(line.as_str()))
        .unwrap_or_default();
    for page in &mut draft.pages {
        for (index, reason) in heads(&page.lines, &title) {
            if let Some(line) = page.lines.get_mut(index) {
                recorder.remove_line(line, 88, reason);
            }
        }
    }
}

fn heads(lines: &[Line], title: &str) -> Vec<(usize, String)> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for index in FRONT..lines.len().saturating_sub(FRONT) {
        if stands_alone(lines, index) {
            let folded = lines.get(index).map(|line| fold(line.as_str()));
            groups
                .entry(folded.unwrap_or_default())
                .or_default()
                .push(index);
        }
    }
    let mut found = Vec::new();
    for (folded, members) in groups {
        let is_title = !title.is_empty() && folded == title;
        if !folded.chars().any(char::is_alphabetic) || members.len() < OFTEN && !is_title {
            continue;
        }
        let cutting: Vec<usize> = members
            .iter()
            .copied()
            .filter(|index| cuts(lines, *index))
            .collect();
        // Pages often end with a paragraph, so that not every head cuts one.
        let all = is_title && !cutting.is_empty() || cutting.len() * 3 >= members.len();
        let taken = if all { &members } else { &cutting };
        let least = if is_title { 1 } else { 2 };
        if cutting.len() < least {
            continue;
        }
        let reason = match members.len() {
            1 => "it repeats the title in the middle of a sentence".to_owned(),
            many => format!("it stands alone {many} times, and cuts sentences"),
        };
        found.extend(taken.iter().map(|index| (*index, reason.clone())));
    }
    found.sort();
    found
}

/// Whether a line without signs of its own has blank lines around it.
fn stands_alone(lines: &[Line], index: usize) -> bool {
    let (Some(line), Some(next)) = (lines.get(index), lines.get(index + 1)) else {
        return false;
    };
    let text = line.as_str();
    line.role == Role::Body
        && line.quote == 0
        && line.gap > 0
        && next.gap > 0
        && text.len() <= LONGEST * 3
        && text.chars().count() <= LONGEST
        && !text.starts_with(['#', '|', '-', '>', '<', '!'])
        && ending(text) == Ending::Open
        && beginning(text) == Beginning::Capital
}

/// Whether a sentence goes on over a line.
fn cuts(lines: &[Line], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|before| lines.get(before));
    let (Some(before), Some(after)) = (before, lines.get(index + 1)) else {
        return false;
    };
    let open = matches!(
        ending(before.as_str()),
        Ending::Open | Ending::Comma | Ending::Hyphen
    );
    before.role == Role::Body
        && after.role == Role::Body
        && open
        && before.as_str().chars().count() > LONGEST
        && !before.as_str().starts_with('#')
        && (beginning(after.as_str()) == Beginning::Small
            || ending(before.as_str()) != Ending::Open && after.as_str().chars().count() > LONGEST)
}
