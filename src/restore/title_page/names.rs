//! The author on a title page: the name behind the word for *by*, or the one that stands where authors do.

use super::imprint::names_publisher;
use super::{highest_signs, is_title_page, signs, sole_title, title_in_heads};
use crate::restore::Evidence;
use crate::restore::draft::{Draft, Line, Role};
use crate::restore::evidence::{Ending, ending};
use crate::restore::headings::{is_capitals, title_case};
use crate::restore::lexicon::Language;
use crate::restore::likeness::fold;
use crate::restore::numerals::digits;

/// Words that introduce the author, in the languages deckle knows.
const BY: &[&str] = &[
    "by",
    "von",
    "par",
    "por",
    "di",
    "door",
    "written by",
    "by the",
    "geschrieben von",
    "escrito por",
    "da",
    "de",
    "van",
];

/// Those that may stand before the name on the same line; the others are too common in names and titles.
const BY_INLINE: usize = 10;

/// Whether a line is the word for *by* and nothing else.
pub(super) fn introduces(text: &str) -> bool {
    let lower = text.to_lowercase();
    BY.contains(&lower.trim_end_matches([':', '.', ' ']))
}

/// Where the author stands: the first line, one past the last, the name.
pub(super) fn author(parts: &[String]) -> Option<(usize, usize, String)> {
    for (index, part) in parts.iter().enumerate().skip(1) {
        let lower = part.to_lowercase();
        if introduces(part) {
            let name = parts.get(index + 1).filter(|name| is_name(name))?;
            return Some((index, index + 2, name.trim().to_owned()));
        }
        let inline = BY.iter().take(BY_INLINE).find_map(|by| {
            let rest = lower.strip_prefix(by)?.strip_prefix(' ')?;
            part.get(part.len().checked_sub(rest.len())?..)
        });
        if let Some(name) = inline.filter(|name| is_name(name) && part.chars().count() < 80) {
            return Some((index, index + 1, name.trim().to_owned()));
        }
    }
    None
}

/// A person's name below the title, on a page that holds little more.
pub(super) fn name_on_the_title_page(
    parts: &[String],
    draft: &Draft,
    evidence: &Evidence,
) -> Option<(usize, usize, String)> {
    if draft.is_markdown || !is_title_page(parts, draft) || parts.len() > 6 {
        return None;
    }
    let title = parts.first()?;
    let in_heads = title_in_heads(parts, draft).filter(|end| *end < parts.len());
    let index = in_heads.unwrap_or(1);
    let name = parts.get(index)?.trim();
    let head = |text: &str| draft.heads.iter().any(|head| head.folded == fold(text));
    let last = in_heads.is_some_and(|end| parts.len() == end + 1);
    let unknown = evidence.lexicon.is_none() && last && title_case(name);
    let turns = draft
        .lines
        .get(parts.len())
        .is_some_and(|next| next.page.is_some());
    let is_author = is_person_only(name, evidence)
        || turns && is_person(name, evidence)
        || in_heads.is_some() && head(name)
        || unknown;
    let fits = title.chars().count() <= 80 && ending(title) == Ending::Open;
    (is_author && fits).then(|| (index, index + 1, name.to_owned()))
}

/// A page that holds nothing but a title and, at its end, a name.
pub(super) fn closing_name(parts: &[String], draft: &Draft) -> Option<(usize, usize, String)> {
    let page_ends = draft
        .lines
        .get(parts.len())
        .is_some_and(|next| next.page.is_some());
    if !page_ends || parts.len() < 2 || parts.len() > 6 {
        return None;
    }
    let index = parts.len() - 1;
    let name = parts.get(index)?;
    let words = name.split_whitespace().count();
    ((2..=5).contains(&words) && all_large(name) && title_case(name))
        .then(|| (index, index + 1, name.trim().to_owned()))
}

/// Small words inside names.
const PARTICLES: &[&str] = &[
    "de", "du", "des", "di", "da", "del", "von", "van", "der", "den", "zu", "la", "le", "y",
];

/// Whether each word begins with a capital, the small words inside names aside.
fn all_large(name: &str) -> bool {
    name.split_whitespace().all(|word| {
        word.chars().next().is_some_and(char::is_uppercase) || PARTICLES.contains(&word)
    })
}

/// The most lines of an imprint below the author.
const IMPRINT: usize = 3;

/// The first line, the second one, and what the second one says.
fn title_and_name<'d>(
    parts: &'d [String],
    draft: &'d Draft,
) -> Option<(&'d Line, &'d Line, &'d str)> {
    let [title, line, ..] = draft.lines.as_slice() else {
        return None;
    };
    Some((title, line, parts.get(1)?.trim()))
}

/// A person's name on the line below a title that Markdown marks, with nothing but an imprint between it and the text.
pub(super) fn name_below_title(
    parts: &[String],
    draft: &Draft,
    evidence: &Evidence,
) -> Option<(usize, usize, String)> {
    let (title, line, name) = title_and_name(parts, draft)?;
    let next = draft.lines.get(parts.len())?;
    let opens = next.role == Role::Contents
        || next.as_str().starts_with('#')
        || next.page.is_some() && line.as_str().starts_with('#');
    let short = parts.iter().skip(2).all(|part| {
        part.chars().count() < 60 && !matches!(ending(part), Ending::Sentence | Ending::Comma)
    });
    let is_marked = title.as_str().starts_with("# ");
    // Where nothing is marked as the title, all of it is bold or in capitals, above a heading.
    let is_set = draft.is_markdown
        && next.as_str().starts_with('#')
        && (is_bold(title.as_str()) || is_capitals(title.as_str()));
    let stands = (is_marked && !line.as_str().starts_with(['*', '_']) || is_set)
        && line.gap > 0
        && opens
        && short
        && parts.len() <= 2 + IMPRINT;
    (stands && is_person(without_rank(name), evidence)).then(|| (1, 2, name.to_owned()))
}

/// Whether all of a line is bold.
fn is_bold(text: &str) -> bool {
    let core = text.strip_prefix("**").and_then(|t| t.strip_suffix("**"));
    core.is_some_and(|core| !core.is_empty() && !core.contains("**"))
}

/// A name without what is short for a rank or a degree behind it: `Anne Lane, M.A.`
pub(super) fn without_rank(name: &str) -> &str {
    match name.split_once(", ") {
        Some((person, rank)) if rank.len() <= 8 && rank.ends_with('.') => person,
        _ => name,
    }
}

/// What title pages call a book below its title, in the languages deckle knows.
pub(super) const KINDS_OF_BOOKS: &[&str] = &[
    "a novel",
    "novel",
    "stories",
    "tales",
    "poems",
    "essays",
    "a memoir",
    "a play",
    "a romance",
    "roman",
    "récit",
    "nouvelles",
    "poèmes",
    "essai",
    "contes",
    "théâtre",
    "erzählung",
    "erzählungen",
    "novelle",
    "novellen",
    "gedichte",
    "märchen",
    "novela",
    "cuentos",
    "poesías",
    "poemas",
    "ensayos",
    "ensayo",
    "romanzo",
    "racconti",
    "poesie",
    "saggi",
    "saggio",
    "novelle",
    "romance",
    "contos",
    "crônicas",
    "ensaios",
    "verhalen",
    "gedichten",
    "noveller",
    "dikter",
    "fortellinger",
    "romaani",
    "novelleja",
    "powieść",
    "opowiadania",
    "wiersze",
    "román",
    "povídky",
    "роман",
    "повесть",
    "рассказы",
    "стихи",
    "regény",
];

/// A person's name below a title and its subtitle, on a page of short lines; the book's heads may say either.
pub(super) fn name_below_subtitle(
    parts: &[String],
    draft: &Draft,
    evidence: &Evidence,
) -> Option<(usize, usize, String)> {
    const ARTICLES: [&str; 14] = [
        "A", "An", "The", "Ein", "Eine", "Der", "Die", "Das", "Un", "Une", "Una", "Il", "Het",
        "Een",
    ];
    let first = draft.lines.first()?;
    let in_heads = title_in_heads(parts, draft).is_some();
    let is_marked = signs(first.as_str()) == Some(highest_signs(&draft.lines)) && sole_title(draft);
    // A page that says what kind of book it is, or who printed it, is a title page.
    let tells = parts.iter().skip(1).any(|part| {
        let lower = part.to_lowercase();
        let last = lower.split_whitespace().next_back().and_then(digits);
        let dated = last.is_some_and(|year| (1400..2200).contains(&year));
        KINDS_OF_BOOKS.contains(&lower.as_str()) || names_publisher(&lower) || dated
    });
    let is_printed = !draft.is_markdown && tells && is_title_page(parts, draft);
    let ends = is_title_page(parts, draft)
        || draft
            .lines
            .get(parts.len())
            .is_some_and(|next| signs(next.as_str()).is_some());
    let short = parts.iter().all(|part| {
        part.chars().count() < 70 && !matches!(ending(part), Ending::Sentence | Ending::Comma)
    });
    let stands = in_heads || is_marked || is_printed;
    if !ends || !short || !(3..=7).contains(&parts.len()) || !stands {
        return None;
    }
    let head = |text: &str| draft.heads.iter().any(|head| head.folded == fold(text));
    let names = (1..parts.len().min(4)).filter_map(|index| Some((index, parts.get(index)?.trim())));
    let mut names = names.filter(|(_, name)| {
        let article = name
            .split(' ')
            .next()
            .is_some_and(|word| ARTICLES.contains(&word));
        let words = (2..=5).contains(&name.split_whitespace().count());
        // Where no dictionary tells, a name is what has capitals throughout, above a publisher or a place.
        let unknown = evidence.lexicon.is_none() && (in_heads || is_printed);
        let person = head(name) || is_person(name, evidence) || unknown && all_large(name);
        words && title_case(name) && !article && person && !names_publisher(&name.to_lowercase())
    });
    let (index, name) = names.next()?;
    Some((index, index + 1, name.to_owned()))
}

/// A person's name directly below the first line of a text without pages, with a blank line after it: what a word
/// processor exports begins so.
pub(super) fn name_in_bare_text(
    parts: &[String],
    draft: &Draft,
    evidence: &Evidence,
) -> Option<(usize, usize, String)> {
    let (title, line, name) = title_and_name(parts, draft)?;
    let next = draft.lines.get(2)?;
    let text = title.as_str();
    let stands = !draft.is_markdown
        && draft.page_labels.len() < 2
        && line.gap == 0
        && next.gap > 0
        && text.chars().count() <= 80
        && ending(text) != Ending::Sentence
        && text.chars().next().is_some_and(char::is_uppercase);
    (stands && is_person_only(name, evidence)).then(|| (1, 2, name.to_owned()))
}

/// Whether a text is a person's name and nothing else: two lines of words may as well be a title and its subtitle.
fn is_person_only(text: &str, evidence: &Evidence) -> bool {
    let unknown = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphabetic());
        word.chars().count() > 2 && evidence.lexicon.is_some_and(|known| !known.is_known(word))
    };
    is_person(text, evidence) && text.split_whitespace().any(unknown)
}

/// Whether a text is a person's name: a few words with capitals, particles aside, one of which no dictionary has or
/// hardly. Subtitles (`Collected Stories`) are made of words.
pub(super) fn is_person(text: &str, evidence: &Evidence) -> bool {
    const PARTICLES: [&str; 14] = [
        "de", "von", "van", "der", "den", "la", "du", "di", "da", "dos", "y", "e", "zu", "of",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some(lexicon) = evidence.lexicon else {
        return false;
    };
    let rare = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let letters = word.chars().count();
        // A common name is no word in small letters, but in German, where every noun has a capital.
        let only_name = || lexicon.language() != Language::German && lexicon.is_capitalised(word);
        let hardly = u64::from(lexicon.frequency(word)) * 40_000 < u64::from(lexicon.size());
        letters > 2 && (hardly || only_name())
    };
    let named = words.iter().all(|word| {
        PARTICLES.contains(word)
            || word.chars().next().is_some_and(char::is_uppercase)
                && word
                    .chars()
                    .all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '’' | '\''))
    });
    let last = words.last().is_some_and(|word| !PARTICLES.contains(word));
    (2..=5).contains(&words.len()) && named && last && words.iter().any(rare)
}

/// Whether a text could name people: most of its words begin with capitals.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let large = words
        .iter()
        .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
        .count();
    !words.is_empty() && words.len() <= 12 && large * 2 >= words.len()
}

/// Names joined by `and`, `und`, `et` …
pub(super) fn people(text: &str) -> Vec<String> {
    let mut names = vec![text.trim().trim_end_matches(',').to_owned()];
    for joint in [" and ", " und ", " et ", " y ", " e ", " en ", " & "] {
        names = names
            .iter()
            .flat_map(|name| {
                name.split(joint)
                    .map(|n| n.trim().to_owned())
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    names.retain(|name| !name.is_empty());
    names
}
