//! Page numbers left in the text: found where they stand at page edges and count, taken out, kept as the pages' labels.
//!
//! One number proves nothing; a run of numbers that counts with the pages does. In a text without page marks (Markdown of
//! an extractor) a run of lone numbers that counts on through the book is what parts the pages.

use std::collections::HashMap;

use super::draft::{Draft, DraftPage, Line, Role};
use super::headings::numbering::{Class, numbered};
use super::numerals::{digits, roman};
use super::text::Edit;
use super::{Evidence, Pass, Phase, Recorder};
use crate::source::centred;

pub(super) static PASS: Pass = Pass {
    name: "folios",
    phase: Phase::Page,
    about: "page numbers become page breaks: only at page edges, only where they count",
    example: "…in the hall. / – 12 – / She turned… → …in the hall. [page 12 ends] She turned…",
    run,
};

/// A number found at a page's edge.
#[derive(Clone, Copy, Debug)]
struct Found {
    line: usize,
    number: u32,
    roman: bool,
    /// The number's bytes in the line; the rest of the line is a running head or nothing.
    start: usize,
    end: usize,
    alone: bool,
}

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    if draft.pages.len() == 1 {
        part_pages(draft);
    }
    if draft.pages.len() < 3 {
        return;
    }
    let found: Vec<Vec<Found>> = draft.pages.iter().map(edges).collect();
    let mut chosen = choose(&found);
    fill_misread(&found, &mut chosen, &draft.pages);
    for (page, choice) in draft.pages.iter_mut().zip(chosen) {
        let Some(choice) = choice else { continue };
        let Some(line) = page.lines.get_mut(choice.line) else {
            continue;
        };
        let text = line
            .text
            .as_str()
            .get(choice.start..choice.end)
            .unwrap_or_default()
            .to_owned();
        let label = if choice.roman {
            text.to_lowercase()
        } else {
            choice.number.to_string()
        };
        let reason = format!("the number counts on with the pages: page {label}");
        let removed = if choice.alone {
            recorder.remove_line(line, 98, reason)
        } else {
            let range = around(line.text.as_str(), choice.start, choice.end);
            let after = if cuts_word(line.text.as_str(), &range) {
                "-"
            } else {
                ""
            };
            recorder.apply(&mut line.text, vec![Edit::new(range, after, 95, reason)]) > 0
        };
        if removed {
            page.label.get_or_insert(label);
        }
    }
}

/// Whether a number at a line's end took the place of a hyphen.
fn cuts_word(text: &str, range: &std::ops::Range<usize>) -> bool {
    let (head, tail) = text.split_at_checked(range.start).unwrap_or_default();
    let glued = tail.starts_with(|c: char| c.is_ascii_digit());
    glued && range.end == text.len() && head.ends_with(char::is_lowercase)
}

/// The number with the white space that parts it from the rest.
fn around(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let head = text.get(..start).unwrap_or_default();
    let tail = text.get(end..).unwrap_or_default();
    let after = tail.len() - tail.trim_start().len();
    if after > 0 && tail.len() > after {
        start..end + after
    } else {
        head.trim_end().len()..end
    }
}

/// Numbers on the first two and last two lines of a page.
fn edges(page: &DraftPage) -> Vec<Found> {
    let count = page.lines.len();
    let mut found = Vec::new();
    for (index, line) in page.lines.iter().enumerate() {
        if (index > 1 && index + 2 < count) || !matches!(line.role, Role::Body) {
            continue;
        }
        found.extend(
            numbers(line.as_str())
                .into_iter()
                .map(|f| Found { line: index, ..f }),
        );
    }
    found
}

/// The number a line is, or begins or ends with.
fn numbers(text: &str) -> Vec<Found> {
    let found = |number, roman, start, end, alone| Found {
        line: 0,
        number,
        roman,
        start,
        end,
        alone,
    };
    if text.len() > 400 || set_width(text) > 90 || text.starts_with('#') || is_division(text) {
        return Vec::new();
    }
    if let Some((number, is_roman, start, end)) = lone(text) {
        return vec![found(number, is_roman, start, end, true)];
    }
    let ornament = |c: char| {
        matches!(
            c,
            '*' | '_' | '#' | ' ' | '[' | ']' | '|' | '(' | ')' | '-' | '–' | '—' | '·' | '•'
        )
    };
    let mut all = Vec::new();
    let start = text.len() - text.trim_start_matches(ornament).len();
    let first = text
        .get(start..)
        .unwrap_or_default()
        .split(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let first = leading(first.trim_end_matches(ornament));
    if let Some(number) = digits(first).filter(|_| text.len() > start + first.len()) {
        all.push(found(number, false, start, start + first.len(), false));
    }
    let end = text.trim_end_matches(ornament).len();
    let last = text
        .get(..end)
        .unwrap_or_default()
        .split(char::is_whitespace)
        .next_back()
        .unwrap_or_default();
    let last = trailing(last.trim_start_matches(ornament));
    if let Some(number) = digits(last).filter(|_| end > last.len()) {
        all.push(found(number, false, end - last.len(), end, false));
    }
    all.extend(
        between_fields(text)
            .into_iter()
            .map(|(number, start, end)| found(number, false, start, end, false)),
    );
    all
}

/// The number that a word begins with, where a head is set so close to its folio that nothing parts them: `4I`, `12WALDEN`.
fn leading(word: &str) -> &str {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let glued = rest.chars().next().is_some_and(char::is_uppercase);
    if glued {
        word.get(..word.len() - rest.len()).unwrap_or(word)
    } else {
        word
    }
}

/// The number that a word ends with, glued to a head before it, or to the half of a word that the page's end cuts: an
/// extractor that rejoins words takes the hyphen away and runs on into the folio (`pecu26`).
fn trailing(word: &str) -> &str {
    let head = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if head.chars().next_back().is_some_and(char::is_alphabetic) {
        word.get(head.len()..).unwrap_or(word)
    } else {
        word
    }
}

/// Lone numbers between the fields of a foot that are set apart by white space: `The Book      12      March 2021`.
fn between_fields(text: &str) -> Vec<(u32, usize, usize)> {
    let mut fields = Vec::new();
    let mut at = 0;
    for piece in text.split("   ") {
        let start = at + piece.len() - piece.trim_start().len();
        let body = piece.trim();
        at += piece.len() + 3;
        if start > 0
            && start + body.len() < text.len()
            && let Some(number) = digits(body)
        {
            fields.push((number, start, start + body.len()));
        }
    }
    fields
}

/// The length of a text in characters, the white space between its fields counted as one.
pub(super) fn set_width(text: &str) -> usize {
    let mut width = 0;
    let mut blank = false;
    for c in text.chars() {
        let is_blank = c.is_whitespace();
        width += usize::from(!(is_blank && blank));
        blank = is_blank;
    }
    width
}

/// `Chapter 7` counts on through a book as folios do, and is none.
fn is_division(text: &str) -> bool {
    numbered(text).is_some_and(|found| {
        !found.titled
            && matches!(
                found.class,
                Class::Volume | Class::Part | Class::Chapter | Class::Scene
            )
    })
}

/// A line that is nothing but a number with its ornament: `12`, `– 12 –`, `[12]`, `Page 12`, `xiv`.
fn lone(whole: &str) -> Option<(u32, bool, usize, usize)> {
    let word = |c: char| c.is_alphanumeric();
    let text = centred(whole);
    let body = text.trim_matches(|c: char| !word(c));
    if body.len() > 12 || text.chars().count() > 24 {
        return None;
    }
    let lower = body.to_lowercase();
    let bare = [
        "page ", "seite ", "página ", "pagina ", "p. ", "s. ", "pág. ",
    ]
    .iter()
    .find_map(|p| lower.strip_prefix(p));
    let bare_length = bare.unwrap_or(&lower).len();
    let number = body.get(body.len() - bare_length.min(body.len())..)?;
    let start = number.as_ptr() as usize - whole.as_ptr() as usize;
    let value = digits(number)
        .map(|n| (n, false))
        .or_else(|| roman(number).map(|n| (n, true)))?;
    Some((value.0, value.1, start, start + number.len()))
}

/// The number of each page that counts with the pages around it.
fn choose(found: &[Vec<Found>]) -> Vec<Option<Found>> {
    // The difference between a page's number and its place is constant while the pages count on.
    let mut votes: HashMap<(bool, i64), Vec<usize>> = HashMap::new();
    let offset = |page: usize, f: &Found| i64::from(f.number) - i64::try_from(page).unwrap_or(0);
    for (page, all) in found.iter().enumerate() {
        for f in all {
            let pages = votes.entry((f.roman, offset(page, f))).or_default();
            if pages.last() != Some(&page) {
                pages.push(page);
            }
        }
    }
    let supported = |page: usize, f: &Found| -> usize {
        let Some(pages) = votes.get(&(f.roman, offset(page, f))) else {
            return 0;
        };
        // Support is local: numbers that count on within a few pages of here, or a run through the whole text.
        let at = pages.partition_point(|p| *p < page);
        let low = pages.get(at.saturating_sub(4)..at).unwrap_or_default();
        let high = pages
            .get(at + 1..(at + 5).min(pages.len()))
            .unwrap_or_default();
        low.iter()
            .chain(high)
            .filter(|p| p.abs_diff(page) <= 12)
            .count()
    };
    let choice = |(page, all): (usize, &Vec<Found>)| {
        let best =
            all.iter()
                .map(|f| (supported(page, f), f.alone, f))
                .filter(|(support, alone, f)| {
                    let needed = if f.roman {
                        2
                    } else if *alone {
                        1
                    } else {
                        2
                    };
                    *support >= needed.min(found.len().saturating_sub(1).max(1))
                });
        best.max_by_key(|(support, alone, _)| (*support, *alone))
            .map(|(_, _, f)| *f)
    };
    found.iter().enumerate().map(choice).collect()
}

/// Gives a page whose number was misread the one between its neighbours' (`— 10 —`, `— 1—`, `— 12 —`), where all three
/// are set between dashes.
fn fill_misread(found: &[Vec<Found>], chosen: &mut [Option<Found>], pages: &[DraftPage]) {
    let dressed = |page: usize, f: &Found| {
        let line = pages.get(page).and_then(|page| page.lines.get(f.line));
        let dash = ['—', '–', '-'];
        f.alone
            && !f.roman
            && line.is_some_and(|line| {
                line.as_str().starts_with(dash) && line.as_str().ends_with(dash)
            })
    };
    for page in 1..chosen.len().saturating_sub(1) {
        let Some([Some(before), None, Some(after)]) = chosen.get(page - 1..page + 2) else {
            continue;
        };
        let counts = after.number == before.number + 2
            && dressed(page - 1, before)
            && dressed(page + 1, after);
        let number = before.number + 1;
        let own = found
            .get(page)
            .into_iter()
            .flatten()
            .find(|f| dressed(page, f));
        if let (true, Some(own), Some(place)) = (counts, own, chosen.get_mut(page)) {
            *place = Some(Found { number, ..*own });
        }
    }
}

/// Parts a text without page marks at the lines whose numbers count on through it.
fn part_pages(draft: &mut Draft) {
    let Some(page) = draft.pages.first() else {
        return;
    };
    let lines = &page.lines;
    // An extractor that leaves hardly a blank line sets nothing apart: there only a count without a miss is believed.
    let gaps = lines.iter().filter(|line| line.gap > 0).count();
    let is_dense = lines.len() >= 100 && gaps * 20 < lines.len();
    let sides = |i: usize| {
        let before = lines.get(i).is_some_and(|line| line.gap > 0) || i == 0;
        let after = lines.get(i + 1).is_none_or(|next| next.gap > 0);
        usize::from(before) + usize::from(after)
    };
    let of_pages = |chain: &Vec<(usize, Found)>, fewest| is_of_pages(lines, chain, fewest);
    let chain = if is_dense {
        Some(longest_count(lines, 2, |_| true)).filter(|chain| of_pages(chain, 6))
    } else {
        let strict = longest_count(lines, 3, |i| sides(i) == 2);
        // A head may stand right below the last line of the page before it, with space on one side only.
        let loose = || Some(longest_count(lines, 2, |i| sides(i) >= 1));
        Some(strict)
            .filter(|chain| of_pages(chain, 4))
            .or_else(|| loose().filter(|chain| of_pages(chain, 8)))
    };
    if let Some(chain) = chain {
        split(draft, &chain);
    }
}

/// The longest run of numbers that grow by one to `most`, one candidate after the other, among the lines that may hold one.
fn longest_count(lines: &[Line], most: u32, may: impl Fn(usize) -> bool) -> Vec<(usize, Found)> {
    let mut best: HashMap<u32, (usize, usize)> = HashMap::new();
    let mut candidates: Vec<(usize, Found, usize, Option<usize>)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.role != Role::Body
            || !line.as_str().bytes().any(|byte| byte.is_ascii_digit())
            || line.text.as_str().len() > 90 && set_width(line.as_str()) > 70
            || !may(index)
        {
            continue;
        }
        for f in numbers(line.as_str()) {
            if f.roman || (!f.alone && !looks_like_head(line)) {
                continue;
            }
            let before = (1..=most)
                .filter_map(|step| best.get(&f.number.checked_sub(step)?))
                .max_by_key(|(length, _)| *length);
            let (length, from) =
                before.map_or((1, None), |(length, from)| (length + 1, Some(*from)));
            candidates.push((index, f, length, from));
            let entry = best.entry(f.number).or_insert((0, 0));
            if length >= entry.0 {
                *entry = (length, candidates.len() - 1);
            }
        }
    }
    let longest = candidates
        .iter()
        .enumerate()
        .max_by_key(|(_, (_, _, length, _))| *length)
        .map(|(i, _)| i);
    let mut chain = Vec::new();
    let mut next = longest;
    while let Some((index, f, _, from)) = next.and_then(|i| candidates.get(i)) {
        chain.push((*index, *f));
        next = *from;
    }
    chain.reverse();
    chain
}

/// Whether a run of at least `fewest` numbers is that of the pages.
fn is_of_pages(lines: &[Line], chain: &[(usize, Found)], fewest: usize) -> bool {
    // Numbers of verses, of items and of chapters count on as well, but not with pages of text between them.
    let between = lines.len() / chain.len().max(1);
    let letters: usize = lines.iter().map(|line| line.as_str().len()).sum();
    // Nor with chapters of text.
    let page = letters / chain.len().max(1);
    // Not every page need have kept its number.
    let number = |end: Option<&(usize, Found)>| end.map_or(0, |(_, f)| f.number as usize);
    let counted = number(chain.last()).saturating_sub(number(chain.first()));
    let step = (counted / chain.len().saturating_sub(1).max(1)).max(1);
    chain.len() >= fewest && between >= 2 && (400..6000 * step).contains(&page)
}

/// Whether a line with a number in it could be a running head: short, no sentence.
fn looks_like_head(line: &Line) -> bool {
    let text = line.as_str();
    set_width(text) <= 70
        && !text
            .trim_end()
            .ends_with(['.', ',', ';', '!', '?', '”', '»', '"'])
        && !text.starts_with('#')
}

/// Cuts the one page at the numbers: a lone number ends its page, a head with a number begins one.
fn split(draft: &mut Draft, chain: &[(usize, Found)]) {
    let Some(page) = draft.pages.pop() else {
        return;
    };
    let mut cuts: Vec<usize> = chain
        .iter()
        .map(|(index, f)| if f.alone { index + 1 } else { *index })
        .collect();
    // A lone number may also stand at the head of its page, before the head's words: where most lone numbers directly
    // follow another page's last words with their head above them, nothing is lost by the rule above but a label's place.
    cuts.dedup();
    draft.is_joined = true;
    let mut lines = page.lines.into_iter();
    let mut taken = 0;
    for cut in cuts {
        let part: Vec<Line> = lines.by_ref().take(cut - taken).collect();
        taken = cut;
        if !part.is_empty() {
            draft.pages.push(DraftPage {
                label: None,
                lines: part,
            });
        }
    }
    let rest: Vec<Line> = lines.collect();
    if !rest.is_empty() {
        draft.pages.push(DraftPage {
            label: page.label,
            lines: rest,
        });
    }
}
