//! The page numbers of the printed contents, kept as the pages on which the chapters begin.
//!
//! Where the text has no folios of its own, they are all that is left of the print edition's pages.

use super::draft::{Draft, Line, Role, Start};
use super::likeness::{alike, fold};
use super::numerals::ordinal;
use super::recorder::Recorder;

/// The headings of the text: their first line, and what they say.
pub(super) fn headings(lines: &[Line]) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if !matches!(line.role, Role::Heading { .. }) {
            continue;
        }
        let folded = fold(line.as_str());
        match found.last_mut() {
            Some((_, last)) if line.start == Start::Joined => {
                last.push(' ');
                last.push_str(&folded);
            }
            _ => found.push((index, folded)),
        }
    }
    found
}

/// Puts the page that the contents names before each heading it names, unless the pages have their own numbers.
pub(super) fn keep(draft: &mut Draft, recorder: &mut Recorder) {
    if draft.page_labels.iter().any(Option::is_some) {
        return;
    }
    let mut headings = headings(&draft.lines).into_iter();
    let mut found: Vec<(usize, String)> = Vec::new();
    for entry in &draft.contents {
        let title = fold(&entry.title);
        let mut ahead = headings.clone();
        let Some((line, _)) =
            ahead.find(|(_, heading)| alike(heading, &title) || heading.ends_with(&title))
        else {
            continue;
        };
        headings = ahead;
        let Some(page) = &entry.page else { continue };
        if found.last().is_none_or(|(_, last)| last != page) {
            found.push((line, page.clone()));
        }
    }
    // Numbers that do not grow were misread.
    let counts = found
        .windows(2)
        .all(|pair| matches!(pair, [(_, a), (_, b)] if grows(a, b)));
    if !counts || found.len() < 2 {
        return;
    }
    for (index, page) in found {
        let Some(line) = draft.lines.get_mut(index) else {
            continue;
        };
        let after = format!("[page {page}]");
        let reason = "the printed contents names the page of this heading";
        if !recorder.propose(line.span, "", &after, 88, reason) {
            continue;
        }
        match line.page.and_then(|at| draft.page_labels.get_mut(at)) {
            Some(label) => *label = Some(page),
            None => {
                line.page = Some(draft.page_labels.len());
                draft.page_labels.push(Some(page));
            }
        }
    }
}

/// Puts back the first number below a heading where the page lost it and the contents has it: `I` alone on a line is easily
/// overlooked by OCR. Any other number could stand anywhere.
pub(super) fn put_back(draft: &mut Draft, recorder: &mut Recorder) {
    let entries: Vec<usize> = draft
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.role == Role::Contents)
        .map(|(index, _)| index)
        .collect();
    let found = headings(&draft.lines);
    // From the last on, so that the places of those before it hold.
    for pair in entries.windows(2).rev() {
        let &[above, below] = pair else { continue };
        let text = |at: usize| draft.lines.get(at).map(|line| fold(line.as_str()));
        let (Some(title), Some(number)) = (text(above), text(below)) else {
            continue;
        };
        if ordinal(&number) != Some(1) || ordinal(&title).is_some() {
            continue;
        }
        let Some(at) = found.iter().position(|(_, heading)| alike(heading, &title)) else {
            continue;
        };
        if found.get(at + 1).is_some_and(|(_, next)| *next == number) {
            continue;
        }
        lower(
            draft,
            recorder,
            below,
            found.get(at).map_or(0, |(line, _)| *line),
        );
    }
}

/// Moves a line of the contents below the heading that begins at a line further down.
fn lower(draft: &mut Draft, recorder: &mut Recorder, entry: usize, heading: usize) {
    let Some(Role::Heading { level }) = draft.lines.get(heading).map(|line| line.role) else {
        return;
    };
    let mut end = heading + 1;
    while draft.lines.get(end).is_some_and(|line| {
        matches!(line.role, Role::Heading { .. }) && line.start == Start::Joined
    }) {
        end += 1;
    }
    let Some(line) = draft
        .lines
        .get(entry)
        .filter(|line| entry < heading && line.page.is_none())
    else {
        return;
    };
    let level = (level + 1).min(6);
    let after = format!("{} {}", "#".repeat(usize::from(level)), line.as_str());
    let reason = "the contents has it below that heading, and the page has lost it";
    if !recorder.propose(line.span, line.as_str(), &after, 74, reason) {
        return;
    }
    let mut line = draft.lines.remove(entry);
    line.role = Role::Heading { level };
    line.start = Start::New;
    line.page = None;
    line.gap = 1;
    draft.lines.insert(end - 1, line);
}

/// Whether one page number can come before another: Roman ones before those in digits.
fn grows(a: &str, b: &str) -> bool {
    let roman = |page: &str| !page.starts_with(|c: char| c.is_ascii_digit());
    match (roman(a), roman(b)) {
        (true, false) => true,
        (false, true) => false,
        _ => ordinal(a) < ordinal(b),
    }
}
