//! What stands below the author: further people, the edition a text was taken from, the publisher.

use super::{KEPT, OF_THE_IMPRINT, Read};
use crate::book::Contributor;
use crate::report::nearest;
use crate::restore::evidence::{Ending, ending};
use crate::restore::headings::numbering::numbered;
use crate::restore::numerals::digits;

/// Words that introduce the edition a text was taken from.
const TAKEN_FROM: &[&str] = &[
    "excerpt from",
    "excerpted from",
    "reprinted from",
    "originally published",
    "taken from",
    "extrait de",
    "auszug aus",
    "extracto de",
    "estratto da",
];

/// Words of further people.
const OTHERS: &[(&str, &str)] = &[
    ("translated by", "trl"),
    ("translated from", ""),
    ("edited by", "edt"),
    ("illustrated by", "ill"),
    ("traduit par", "trl"),
    ("übersetzt von", "trl"),
    ("traducido por", "trl"),
    ("traducción de", "trl"),
    ("tradotto da", "trl"),
    ("vertaald door", "trl"),
    ("traduzido por", "trl"),
    ("herausgegeben von", "edt"),
];

/// How words of publishing houses begin, in the languages deckle knows.
const HOUSES: &[&str] = &[
    "press",
    "publish",
    "verlag",
    "books",
    "edition",
    "édition",
    "editor",
    "edizion",
    "edicion",
    "ediçõ",
    "uitgever",
    "imprenta",
    "imprimerie",
    "librair",
    "librer",
    "livrar",
    "company",
    "sons",
    "brothers",
    "house",
    "buchhandlung",
    "presse",
];

/// Whether a line of an imprint says that it is a publisher.
pub(super) fn names_publisher(lower: &str) -> bool {
    let mut words = lower.split(|c: char| !c.is_alphabetic());
    words.any(|word| HOUSES.iter().any(|house| word.starts_with(house)))
        || lower.contains(" & co")
        || lower.contains(" and co")
}

/// Whether a line names the edition a text was taken from. Title pages are set by hand, so that a letter may be wrong in
/// the first of the words.
fn is_taken_from(lower: &str) -> bool {
    if TAKEN_FROM.iter().any(|words| lower.contains(words)) {
        return true;
    }
    let Some((first, rest)) = lower.split_once(' ') else {
        return false;
    };
    TAKEN_FROM.iter().any(|words| {
        words.split_once(' ').is_some_and(|(lead, follow)| {
            first.len() > 5 && rest.starts_with(follow) && nearest(first, [lead]).is_some()
        })
    })
}

/// What stands below the author: further people, the edition it was taken from, the publisher.
/// On a page that the text goes on from, the last line may be the title of its first division.
pub(super) fn read(parts: &[String], from: usize, is_alone: bool, read: &mut Read) {
    let mut index = from;
    let mut first = true;
    let is_imprint = |next: &String| next.chars().count() < 40 && ending(next) == Ending::Open;
    while let Some(part) = parts.get(index) {
        let lower = part.to_lowercase();
        let mut reason = KEPT;
        let person = OTHERS
            .iter()
            .find(|(words, role)| lower.starts_with(words) && !role.is_empty());
        let mut to = index + 1;
        if let Some((words, role)) = person {
            let name = part
                .get(words.len()..)
                .unwrap_or_default()
                .trim()
                .to_owned();
            read.others.push(Contributor {
                name,
                sort: None,
                role: (*role).to_owned(),
            });
        } else if is_taken_from(&lower) {
            let mut citation = part
                .split_once(':')
                .map_or(part.as_str(), |(_, rest)| rest)
                .to_owned();
            while let Some(more) = parts
                .get(to)
                .filter(|more| to < index + 4 && more.chars().count() < 100)
            {
                citation.push(' ');
                citation.push_str(more);
                to += 1;
            }
            let clean = citation.replace(['*', '_', '\\'], "");
            read.source = Some(clean.split_whitespace().collect::<Vec<_>>().join(" "));
        } else if (first || read.publisher.is_none() && names_publisher(&lower))
            && !read.authors.is_empty()
            && part.chars().count() < 60
            && matches!(ending(part), Ending::Open)
            && numbered(part).is_none()
            && (is_alone || names_publisher(&lower) || parts.get(index + 1).is_some_and(is_imprint))
        {
            // The line below the author is the imprint; only what says so is a publisher.
            if names_publisher(&lower) {
                read.publisher = Some(part.trim().to_owned());
            } else {
                reason = OF_THE_IMPRINT;
            }
            first = false;
        } else if !first
            && part.chars().count() < 40
            && ending(part) == Ending::Open
            && numbered(part).is_none_or(|n| n.number > 399 || digits(part).is_some())
        {
            // The place and the year below the publisher.
            reason = OF_THE_IMPRINT;
        } else if part.len() == 4 && digits(part).is_some_and(|year| (1400..2200).contains(&year)) {
        } else {
            index += 1;
            continue;
        }
        read.used
            .iter_mut()
            .take(to)
            .skip(index)
            .for_each(|used| *used = Some(reason));
        index = to;
    }
}
