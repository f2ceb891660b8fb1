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

/// Whether one page number can come before another: Roman ones before those in digits.
fn grows(a: &str, b: &str) -> bool {
    let roman = |page: &str| !page.starts_with(|c: char| c.is_ascii_digit());
    match (roman(a), roman(b)) {
        (true, false) => true,
        (false, true) => false,
        _ => ordinal(a) < ordinal(b),
    }
}
