//! Running heads in text without pages: lines that an extractor left between the pages it joined.
//!
//! Such a line says what the title says, or stands several times, and cuts sentences in two. A refrain, a line of
//! dialogue that comes again and the title quoted in the text cut none.

use std::collections::BTreeMap;

use super::draft::{Draft, Line, Role, RunningHead};
use super::evidence::{Beginning, Ending, Evidence, beginning, ending};
use super::headings::numbering::numbered;
use super::likeness::{differ_at_most, fold};
use super::recorder::Recorder;
use super::running_heads::{is_misreading, merge};

/// The most letters of a head.
const LONGEST: usize = 70;
/// Lines at either end of the text where a title page may stand, or stand again.
const FRONT: usize = 12;
/// So many where the lines are whole paragraphs.
const MARKED_FRONT: usize = 1;
/// A title page of two lines may stand again at the end.
const BACK: usize = 3;
/// What is no title must stand so often.
const OFTEN: usize = 3;
/// The most lines from a heading to the head of its second page.
const PAGE: usize = 90;

/// Takes out the heads that stand alone between the lines of a text in one piece.
pub(super) fn take_out(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let title = draft
        .pages
        .iter()
        .flat_map(|page| &page.lines)
        .next()
        .map(|line| fold(line.as_str()))
        .unwrap_or_default();
    let is_ocr = &mut draft.is_ocr;
    for (number, page) in draft.pages.iter_mut().enumerate() {
        for (index, reason) in heads(&page.lines, &title, evidence, is_ocr) {
            let Some(line) = page.lines.get_mut(index) else {
                continue;
            };
            let printed = line.as_str().trim_matches(['#', ' ']).to_owned();
            if recorder.remove_line(line, 88, reason) {
                draft.heads.push(RunningHead {
                    folded: fold(&printed),
                    printed,
                    first: number,
                });
            }
        }
    }
}

fn heads(
    lines: &[Line],
    title: &str,
    evidence: &Evidence,
    is_ocr: &mut bool,
) -> Vec<(usize, String)> {
    let mut texts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for index in 0..lines.len() {
        if stands_alone(lines, index) {
            let folded = lines.get(index).map(|line| fold(line.as_str()));
            let members = texts.entry(folded.unwrap_or_default()).or_default();
            members.push(index);
        }
    }
    let texts: BTreeMap<&str, Vec<usize>> = texts
        .iter()
        .map(|(folded, members)| (folded.as_str(), members.clone()))
        .collect();
    let leaders = merge(&texts);
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (folded, members) in &texts {
        let leader = leaders.get(folded).copied().unwrap_or(folded);
        groups.entry(leader).or_default().extend(members);
    }
    let mut found = Vec::new();
    let shape = &evidence.shape;
    let full = if shape.wrapped {
        shape.width * 7 / 10
    } else {
        LONGEST
    };
    for (folded, mut members) in groups {
        let marked = |index: &usize| {
            lines
                .get(*index)
                .is_some_and(|line| line.as_str().starts_with('#'))
        };
        let is_title = folded == title || title.len() >= 8 && differ_at_most(folded, title, 34);
        // A chapter may be called as the book is, but not many of them.
        let is_marked = members.iter().any(marked);
        let is_title = is_title && (!is_marked || members.len() > OFTEN);
        if !folded.chars().any(char::is_alphabetic) {
            continue;
        }
        members.sort_unstable();
        // At the ends of the text a title page may stand.
        let front = if is_marked { MARKED_FRONT } else { FRONT };
        let inner = front..lines.len().saturating_sub(front.max(BACK));
        let taken = heads_of(lines, &members, is_title, full);
        let taken = taken.into_iter().filter(|index| inner.contains(index));
        let taken: Vec<usize> = taken.collect();
        let is_variant = is_title && folded != title && !taken.is_empty();
        *is_ocr |= is_variant && is_misreading(folded, title, evidence);
        let reason = match members.len() {
            1 => "it repeats the title in the middle of a sentence".to_owned(),
            many => format!("it stands alone {many} times, and cuts sentences"),
        };
        found.extend(taken.into_iter().map(|index| (index, reason.clone())));
    }
    found.sort();
    found
}

/// The heads among lines that say the same.
fn heads_of(lines: &[Line], members: &[usize], is_title: bool, full: usize) -> Vec<usize> {
    let cutting = members.iter().copied();
    let cutting: Vec<usize> = cutting.filter(|index| cuts(lines, *index, full)).collect();
    if members.len() < OFTEN && !is_title {
        // A heading, and the head of its own page or of the one after it.
        return match (members, cutting.as_slice()) {
            ([first, second], [_]) if second - first < PAGE => cutting,
            _ => Vec::new(),
        };
    }
    // Pages often end with a paragraph, so that not every head cuts one.
    let all = is_title && !cutting.is_empty() || cutting.len() * 3 >= members.len();
    if cutting.len() < if is_title { 1 } else { 2 } {
        Vec::new()
    } else if all {
        // Of what has a number, the first one that cuts nothing is the heading.
        let is_numbered = |index: &usize| {
            let line = lines.get(*index);
            line.is_some_and(|line| numbered(line.as_str()).is_some())
        };
        let heading = members.iter().find(|index| !cutting.contains(index));
        let heading = heading.filter(|index| is_numbered(index));
        let heads = members.iter().filter(|index| Some(*index) != heading);
        heads.copied().collect()
    } else {
        cutting
    }
}

/// Whether a line without signs of its own has blank lines around it.
fn stands_alone(lines: &[Line], index: usize) -> bool {
    let (Some(line), Some(next)) = (lines.get(index), lines.get(index + 1)) else {
        return false;
    };
    let text = line.as_str().trim_start_matches(['#', ' ']);
    line.role == Role::Body
        && line.quote == 0
        && line.gap > 0
        && next.gap > 0
        && text.len() <= LONGEST * 3
        && text.chars().count() <= LONGEST
        && !text.starts_with(['|', '-', '>', '<', '!'])
        && ending(text) == Ending::Open
        && beginning(text) == Beginning::Capital
}

/// Whether a sentence goes on over a line: it breaks off in a line of more than `full` letters.
fn cuts(lines: &[Line], index: usize, full: usize) -> bool {
    let before = index.checked_sub(1).and_then(|before| lines.get(before));
    let (Some(before), Some(after)) = (before, lines.get(index + 1)) else {
        return false;
    };
    // What is marked as a heading may open a section anywhere, but not in the middle of a sentence.
    let marked = lines
        .get(index)
        .is_some_and(|line| line.as_str().starts_with('#'));
    if marked && beginning(after.as_str()) != Beginning::Small {
        return false;
    }
    let open = matches!(
        ending(before.as_str()),
        Ending::Open | Ending::Comma | Ending::Hyphen
    );
    before.role == Role::Body
        && after.role == Role::Body
        && open
        && before.as_str().chars().count() > full.min(LONGEST)
        && !before.as_str().starts_with('#')
        && (beginning(after.as_str()) == Beginning::Small
            || ending(before.as_str()) != Ending::Open
                && after.as_str().chars().count() > full.min(LONGEST))
}
