//! The title page: title, author, publisher and source as metadata; a title page repeated at the end goes.

use super::draft::{Block, Draft, Kind};
use super::evidence::{Ending, ending};
use super::headings::{
    is_capitals,
    numbering::{bare, is_named, numbered},
};
use super::likeness::{alike, fold};
use super::text::LINE_BREAK;
use super::{Evidence, Pass, Phase, Recorder};
use crate::book::{Contributor, PrintSource};

pub(super) static PASS: Pass = Pass {
    name: "title-page",
    phase: Phase::Structure,
    about: "title, author, publisher and source of the title page become metadata; a repeated title page goes",
    example: "# Walden / by Henry David Thoreau → title and author",
    run,
};

/// Words that introduce the author, in the languages deckle knows.
const BY: &[&str] = &[
    "by",
    "von",
    "par",
    "por",
    "di",
    "door",
    "de",
    "written by",
    "geschrieben von",
    "da",
    "van",
];

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    let end = front(&draft.blocks);
    if end == 0 {
        return;
    }
    let parts: Vec<String> = draft
        .blocks
        .iter()
        .take(end)
        .map(|block| plain(block))
        .collect();
    let read = read(&parts, draft);
    let Some(read) = read else { return };
    let title = draft.metadata.title.get_or_insert(read.title).clone();
    if draft
        .metadata
        .contributors
        .iter()
        .all(|person| person.role != "aut")
    {
        for name in read.authors {
            draft.metadata.contributors.push(Contributor {
                name,
                sort: None,
                role: "aut".to_owned(),
            });
        }
    }
    if draft.metadata.publisher.is_none() {
        draft.metadata.publisher = read.publisher;
    }
    if draft.metadata.source.is_none() {
        draft.metadata.source = read.source.map(|citation| PrintSource {
            citation,
            isbn: None,
        });
    }
    for (block, used) in draft.blocks.iter_mut().take(end).zip(read.used) {
        if used {
            recorder.remove_block(block, 92, "it stands on the title page: kept as metadata");
        }
    }
    repeated(draft, &title, &parts, recorder);
}

fn plain(block: &Block) -> String {
    bare(&block.text.as_str().replace(LINE_BREAK, " ")).replace('\n', " ")
}

/// How many blocks at the beginning may be a title page: up to the first heading of a division or long paragraph.
fn front(blocks: &[Block]) -> usize {
    let mut end = 0;
    for (index, block) in blocks.iter().take(14).enumerate() {
        let text = plain(block);
        let division = matches!(block.kind, Kind::Heading { .. })
            && index > 0
            && (numbered(&text).is_some() || is_named(&fold(&text)));
        let first_division =
            index == 0 && (numbered(&text).is_some_and(|n| !n.titled) || is_named(&fold(&text)));
        if division
            || first_division
            || text.chars().count() > 160
            || !matches!(
                block.kind,
                Kind::Heading { .. } | Kind::Paragraph | Kind::Stanza | Kind::Attribution
            )
        {
            break;
        }
        end = index + 1;
    }
    end
}

struct Read {
    title: String,
    authors: Vec<String>,
    publisher: Option<String>,
    source: Option<String>,
    used: Vec<bool>,
}

fn read(parts: &[String], draft: &Draft) -> Option<Read> {
    let mut used = vec![false; parts.len()];
    let mut take = |index: usize| {
        if let Some(place) = used.get_mut(index) {
            *place = true;
        }
    };
    // The line with the author, or the word before it.
    let mut by = None;
    for (index, part) in parts.iter().enumerate().skip(1) {
        let lower = part.to_lowercase();
        let lower = lower.trim_end_matches([':', '.']);
        if BY.contains(&lower) {
            by = Some((index, parts.get(index + 1).cloned().unwrap_or_default(), 2));
            break;
        }
        let named = BY.iter().take(6).chain(["van"].iter()).find_map(|word| {
            let rest = lower.strip_prefix(word)?;
            (rest.starts_with(' ') && part.chars().count() < 80).then(|| {
                part.get(part.len() - rest.trim_start().len()..)
                    .unwrap_or_default()
                    .to_owned()
            })
        });
        if let Some(name) = named.filter(|name| is_name(name)) {
            by = Some((index, name, 1));
            break;
        }
    }
    let known = draft.metadata.title.clone();
    let title_end = by.as_ref().map_or(1, |(index, _, _)| *index).min(4);
    let title_parts: Vec<&str> = parts
        .iter()
        .take(title_end)
        .map(|part| part.trim())
        .collect();
    let title = title_parts.join(" ");
    let is_heading = draft
        .blocks
        .first()
        .is_some_and(|block| matches!(block.kind, Kind::Heading { .. }));
    if by.is_none() && !is_heading && known.is_none() {
        return None;
    }
    if title.chars().count() > 140 || ending(&title) == Ending::Comma {
        return None;
    }
    if let Some(known) = &known {
        if !alike(&fold(known), &fold(&title)) && !fold(&title).starts_with(&fold(known)) {
            return None;
        }
    }
    for index in 0..title_end {
        take(index);
    }
    let mut authors = Vec::new();
    let mut publisher = None;
    let mut source = None;
    if let Some((index, name, length)) = by {
        authors = people(&name);
        for at in index..index + length {
            take(at);
        }
        for (at, part) in parts.iter().enumerate().skip(index + length) {
            let lower = part.to_lowercase();
            if [
                "excerpt from",
                "exerpt from",
                "from:",
                "reprinted from",
                "originally published",
                "taken from",
                "extrait de",
                "aus:",
            ]
            .iter()
            .any(|word| lower.contains(word))
            {
                let citation = part.split_once(':').map_or(part.as_str(), |(_, rest)| rest);
                source = Some(
                    citation
                        .trim()
                        .replace(['*', '_'], "")
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" "),
                );
                take(at);
            } else if publisher.is_none()
                && part.chars().count() < 60
                && ending(part) == Ending::Open
            {
                publisher = Some(part.trim().to_owned());
                take(at);
            }
        }
    }
    let title = if is_capitals(&title) {
        title
    } else {
        title.trim_end_matches('.').to_owned()
    };
    Some(Read {
        title,
        authors,
        publisher,
        source,
        used,
    })
}

/// Whether a text could be the name of a person: capitals at the beginning of its words.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    !words.is_empty()
        && words.len() <= 12
        && words
            .iter()
            .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
            .count()
            * 2
            >= words.len()
}

/// Names joined by `and`, `und`, `et` …
fn people(text: &str) -> Vec<String> {
    let mut names = vec![text.trim().trim_end_matches(',').to_owned()];
    for joint in [" and ", " und ", " et ", " y ", " e ", " en ", " & "] {
        names = names
            .iter()
            .flat_map(|name| name.split(joint).map(str::to_owned).collect::<Vec<_>>())
            .collect();
    }
    names.retain(|name| !name.trim().is_empty());
    names
}

/// The title page again at the end of the book.
fn repeated(draft: &mut Draft, title: &str, parts: &[String], recorder: &mut Recorder) {
    let title = fold(title);
    let known: Vec<String> = parts.iter().map(|part| fold(part)).collect();
    let count = draft.blocks.len();
    let from = count.saturating_sub(8);
    let place = draft
        .blocks
        .iter()
        .enumerate()
        .skip(from.max(12))
        .find(|(_, block)| alike(&fold(&plain(block)), &title))
        .map(|(index, _)| index);
    let Some(place) = place else { return };
    let repeats = draft.blocks.iter().skip(place).all(|block| {
        let folded = fold(&plain(block));
        known.iter().any(|part| {
            alike(part, &folded) || part.contains(&folded) || folded.contains(part.as_str())
        })
    });
    if repeats {
        for block in draft.blocks.iter_mut().skip(place) {
            recorder.remove_block(block, 92, "the title page again, at the end of the book");
        }
    }
}
