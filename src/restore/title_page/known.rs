//! The title page of a book whose title and author an archive's header has named: what it says of them, and the imprint
//! around them. What else stands there (a dedication, a motto) stays.

use super::imprint::names_publisher;
use super::names::{KINDS_OF_BOOKS, introduces};
use super::{KEPT, OF_THE_IMPRINT};
use crate::restore::draft::Draft;
use crate::restore::evidence::{Ending, ending};
use crate::restore::likeness::{alike, fold};
use crate::restore::numerals::digits;

/// How a line begins that speaks of the edition or of the author's other books, in lower case.
const OPENINGS: &[&str] = &[
    "author of ",
    "by the author of ",
    "by the same author",
    "auteur de ",
    "autor de ",
    "autore di ",
    "verfasser von ",
    "copyright",
    "all rights reserved",
    "tous droits réservés",
    "alle rechte vorbehalten",
    "printed in ",
    "printed by ",
    "illustrated",
    "with illustrations",
    "with numerous illustrations",
    "first published",
    "published by",
];

/// The longest line of an imprint in characters.
const LONGEST: usize = 60;

/// Why each line of the title page leaves the text, if it does; nothing where the page names neither its author nor its
/// publisher beside the title.
pub(super) fn used(parts: &[String], draft: &Draft) -> Vec<Option<&'static str>> {
    let mut used = vec![None; parts.len()];
    let Some(title) = draft.metadata.title.as_deref().map(fold) else {
        return used;
    };
    let people = draft.metadata.contributors.iter();
    let names: Vec<String> = people.map(|person| fold(&person.name)).collect();
    let folded: Vec<String> = parts.iter().map(|part| fold(part)).collect();
    let titles = title_lines(&folded, &title);
    let is_name = |text: &str| {
        names.iter().any(|name| {
            alike(text, name)
                || text
                    .strip_suffix(name.as_str())
                    .is_some_and(|by| by.split(' ').count() <= 3)
        })
    };
    let imprint: Vec<bool> = parts.iter().map(|part| is_of_the_imprint(part)).collect();
    let by_name = folded.iter().any(|text| is_name(text));
    if titles.is_empty() || !by_name && !imprint.contains(&true) {
        return used;
    }
    // The place and the address stand directly above or below the publisher and the year.
    let joined = |index: usize| draft.lines.get(index).is_some_and(|line| line.gap == 0);
    let of_it = |index: Option<usize>| index.is_some_and(|at| imprint.get(at) == Some(&true));
    for (index, (part, text)) in parts.iter().zip(&folded).enumerate() {
        let short = part.chars().count() <= LONGEST && ending(part) != Ending::Sentence;
        let beside = joined(index) && of_it(index.checked_sub(1))
            || joined(index + 1) && of_it(Some(index + 1));
        let lower = part.to_lowercase();
        let lower = lower.trim_matches(|c: char| !c.is_alphanumeric());
        let reason = if titles.contains(&index) || is_name(text) || introduces(part) {
            Some(KEPT)
        } else if imprint.get(index) == Some(&true)
            || short && beside
            || KINDS_OF_BOOKS.contains(&lower)
        {
            Some(OF_THE_IMPRINT)
        } else {
            None
        };
        if let Some(place) = used.get_mut(index) {
            *place = reason;
        }
    }
    used
}

/// The lines that say the title, on one or several lines, wherever it stands.
fn title_lines(folded: &[String], title: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    for start in 0..folded.len() {
        let mut said = String::new();
        for end in start..folded.len().min(start + 4) {
            let Some(line) = folded.get(end).filter(|line| !line.is_empty()) else {
                break;
            };
            if !said.is_empty() {
                said.push(' ');
            }
            said.push_str(line);
            if said.len() >= 4 && (said == title || alike(&said, title)) {
                lines.extend(start..=end);
            }
        }
    }
    lines
}

fn is_of_the_imprint(part: &str) -> bool {
    let lower = part.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let year = digits(bare).is_some_and(|year| (1400..2200).contains(&year));
    let house = names_publisher(&lower)
        && part.chars().count() <= LONGEST
        && ending(part) != Ending::Sentence;
    let said = OPENINGS.iter().any(|words| bare.starts_with(words)) && part.chars().count() <= 90;
    year || house || said
}
