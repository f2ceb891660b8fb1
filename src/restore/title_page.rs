//! The title page: title, author, publisher and source as metadata; a title page or half-title repeated at the end goes.
//!
//! Looked for on the first page, or before the first division where there are no pages. The author is the name after the
//! word for *by* in the book's language, or the name that closes a page that holds nothing but a title and a name.

use super::draft::{Draft, Line, Role};
use super::evidence::{Ending, ending};
use super::headings::{
    numbering::{Class, bare, is_named, numbered},
    title_case,
};
use super::likeness::{alike, fold};
use super::numerals::digits;
use super::{Evidence, Pass, Phase, Recorder};
use crate::book::{Contributor, PrintSource};
use crate::report::nearest;

pub(super) static PASS: Pass = Pass {
    name: "title-page",
    phase: Phase::Line,
    about: "title, author, publisher and source of the title page become metadata; a repeated title page goes",
    example: "# The Ferry / by A. Rower → title and author",
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
    "written by",
    "geschrieben von",
    "escrito por",
    "da",
    "de",
    "van",
];
/// Those that may stand before the name on the same line; the others are too common in names and titles.
const BY_INLINE: usize = 9;
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

/// Why what became metadata leaves the text.
const KEPT: &str = "it stands on the title page: kept as metadata";
/// Why the rest of an imprint leaves it.
const OF_THE_IMPRINT: &str = "it is the imprint of the printed title page";

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
fn names_publisher(lower: &str) -> bool {
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

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    // An extractor that keeps pictures puts the cover before the title.
    let is_picture = |line: &Line| {
        let text = line.as_str();
        draft.is_markdown && text.starts_with("![") && text.ends_with(')')
    };
    let pictures = draft
        .lines
        .iter()
        .take(4)
        .take_while(|line| is_picture(line));
    let pictures = pictures.count();
    let before: Vec<Line> = draft.lines.drain(..pictures).collect();
    read_page(draft, evidence, recorder);
    draft.lines.splice(0..0, before);
}

fn read_page(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let end = front(&draft.lines, evidence);
    let parts: Vec<String> = draft
        .lines
        .iter()
        .take(end)
        .map(|line| bare(line.as_str()).into_owned())
        .collect();
    let Some(read) = read(&parts, draft, evidence) else {
        return;
    };
    let title = draft.metadata.title.get_or_insert(read.title).clone();
    draft.metadata.subtitle = draft.metadata.subtitle.take().or(read.subtitle);
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
    draft.metadata.contributors.extend(read.others);
    draft.metadata.publisher = draft.metadata.publisher.take().or(read.publisher);
    if draft.metadata.source.is_none() {
        draft.metadata.source = read.source.map(|citation| PrintSource {
            citation,
            isbn: None,
        });
    }
    for (line, used) in draft.lines.iter_mut().take(end).zip(read.used) {
        if let Some(reason) = used {
            recorder.remove_line(line, 92, reason);
        }
    }
    repeated(draft, &title, &parts, recorder);
}

/// How many lines at the beginning may be a title page: up to the first division, contents, long line or second page.
fn front(lines: &[Line], evidence: &Evidence) -> usize {
    let mut end = 0;
    for (index, line) in lines.iter().take(24).enumerate() {
        let text = bare(line.as_str());
        let turned = index > 0 && line.page.is_some() && end > 1;
        let division = numbered(&text).is_some_and(|n| !n.titled || line.as_str().starts_with('#'))
            || is_named(&fold(&text));
        // The author set large below the word for *by* is no heading.
        let introduced = index
            .checked_sub(1)
            .and_then(|before| lines.get(before))
            .is_some_and(|before| introduces(&bare(before.as_str())));
        let signs = index > 0
            && !introduced
            && line.as_str().starts_with("##")
            && title_stands(lines, end)
            && !is_marked_name(lines, index, evidence);
        if line.role != Role::Body
            || turned
            || division
            || signs
            || text.chars().count() > 120
            || line.as_str().starts_with('|')
        {
            break;
        }
        end = index + 1;
    }
    end
}

/// Whether a person's name stands there, marked as a heading, below the title and last on its page.
fn is_marked_name(lines: &[Line], index: usize, evidence: &Evidence) -> bool {
    let below_title = index == 1;
    let last = lines.get(index + 1).is_some_and(|next| next.page.is_some());
    let name = lines.get(index).map(|line| bare(line.as_str()));
    below_title && last && name.is_some_and(|name| is_person(&name, evidence))
}

/// Whether a heading of the highest level stands among the first lines: then a deeper one opens the text.
fn title_stands(lines: &[Line], end: usize) -> bool {
    let highest = highest_signs(lines);
    lines
        .iter()
        .take(end)
        .any(|line| signs(line.as_str()) == Some(highest))
}

/// How many of Markdown's signs make a line a heading.
fn signs(text: &str) -> Option<usize> {
    let level = text.bytes().take_while(|b| *b == b'#').count();
    ((1..=6).contains(&level) && text.as_bytes().get(level) == Some(&b' ')).then_some(level)
}

/// The level of the book's highest headings, 1 where there is none: extractors go by the size of the letters, and what
/// was largest may be gone.
fn highest_signs(lines: &[Line]) -> usize {
    let levels = lines
        .iter()
        .filter(|line| !matches!(line.role, Role::Contents | Role::Dropped));
    let levels = levels.filter_map(|line| signs(line.as_str()));
    levels.min().unwrap_or(1)
}

#[derive(Default)]
struct Read {
    title: String,
    subtitle: Option<String>,
    authors: Vec<String>,
    others: Vec<Contributor>,
    publisher: Option<String>,
    source: Option<String>,
    /// Why each line of the title page leaves the text, if it does.
    used: Vec<Option<&'static str>>,
}

/// Whether a line is the word for *by* and nothing else.
fn introduces(text: &str) -> bool {
    let lower = text.to_lowercase();
    BY.contains(&lower.trim_end_matches([':', '.', ' ']))
}

/// Where the author stands: the first line, one past the last, the name.
fn author(parts: &[String]) -> Option<(usize, usize, String)> {
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

fn read(parts: &[String], draft: &Draft, evidence: &Evidence) -> Option<Read> {
    let mut read = Read {
        used: vec![None; parts.len()],
        ..Read::default()
    };
    let first = draft.lines.first()?;
    let by = author(parts)
        .or_else(|| closing_name(parts, draft))
        .or_else(|| name_below_title(parts, draft, evidence))
        .or_else(|| name_below_subtitle(parts, draft, evidence));
    let by = by.or_else(|| name_on_the_title_page(parts, draft, evidence));
    let bare_name = by
        .is_none()
        .then(|| name_in_bare_text(parts, draft, evidence))
        .flatten();
    let has_imprint = bare_name.is_none();
    let by = by.or(bare_name);
    let known = draft.metadata.title.clone();
    let is_heading = signs(first.as_str()) == Some(highest_signs(&draft.lines));
    let by_heads = if by.is_none() {
        title_in_heads(parts, draft)
    } else {
        None
    };
    if by.is_none() && !is_heading && known.is_none() && by_heads.is_none() {
        return None;
    }
    let title_end = match (&by, by_heads) {
        (Some((index, _, _)), _) => (*index).min(6),
        (None, Some(end)) => end,
        (None, None) => wrapped_title(parts, draft),
    };
    let words: Vec<&str> = parts
        .iter()
        .take(title_end)
        .map(|part| part.trim())
        .collect();
    let main = main_title(parts, draft).filter(|main| by.is_some() && *main < words.len());
    let (main, sub) = words.split_at(main.unwrap_or(words.len()));
    let title = joined(main);
    read.subtitle = Some(joined(sub)).filter(|sub| !sub.is_empty());
    let long = title.chars().count() > 160
        || title_end > 4 && words.iter().any(|w| ending(w) == Ending::Sentence);
    if title.is_empty() || long || ending(&title) == Ending::Comma {
        return None;
    }
    if let Some(known) = &known {
        let (known, found) = (fold(known), fold(&title));
        if !alike(&known, &found) && !found.starts_with(&known) && !known.starts_with(&found) {
            return None;
        }
    }
    // A title is marked as one, or followed by its author, or known: a lone heading over a text may be a chapter's.
    if by.is_none() && known.is_none() && by_heads.is_none() && !sole_title(draft) {
        return None;
    }
    read.used
        .iter_mut()
        .take(title_end)
        .for_each(|used| *used = Some(KEPT));
    read.title = title.trim_end_matches('.').to_owned();
    let mut rest = title_end;
    if let Some((from, to, name)) = by {
        read.authors = people(&name);
        read.used
            .iter_mut()
            .take(to)
            .skip(from)
            .for_each(|used| *used = Some(KEPT));
        rest = to;
    }
    // Below a title alone stands what only a person can tell apart: a subtitle, an edition, a team.
    if by_heads.is_none() && has_imprint {
        let marked = draft.lines.get(parts.len());
        let marked = marked.is_some_and(|next| next.as_str().starts_with('#'));
        imprint(
            parts,
            rest,
            marked || is_title_page(parts, draft),
            &mut read,
        );
    }
    Some(read)
}

/// The lines of a title as one.
fn joined(lines: &[&str]) -> String {
    let mut title = String::new();
    for line in lines {
        // A word that the line's end cuts.
        let cut = title.ends_with('-') && line.starts_with(char::is_lowercase);
        if cut {
            title.pop();
        } else if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(line);
    }
    title
}

/// How many of the first lines are the title, where the rest is its subtitle: what the running heads say, what Markdown
/// marks, or what stands above `A Novel`.
fn main_title(parts: &[String], draft: &Draft) -> Option<usize> {
    let marked = draft
        .lines
        .iter()
        .take_while(|line| signs(line.as_str()).is_some())
        .count();
    let is_kind = |part: &String| KINDS_OF_BOOKS.contains(&part.to_lowercase().as_str());
    let kind = || parts.iter().take(4).position(is_kind).filter(|at| *at > 0);
    title_in_heads(parts, draft)
        .or_else(|| (marked > 0).then_some(marked))
        .or_else(kind)
}

/// Whether the first lines end with their page, before the contents or before the first division.
fn is_title_page(parts: &[String], draft: &Draft) -> bool {
    draft.lines.get(parts.len()).is_some_and(|next| {
        next.page.is_some()
            || next.role == Role::Contents
            || numbered(next.as_str())
                .is_some_and(|n| !n.titled || n.class <= Class::Chapter && n.number == 1)
    })
}

/// A person's name below the title, on a page that holds little more.
fn name_on_the_title_page(
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

/// How many of the first lines say what the book's running heads say: they are its title.
fn title_in_heads(parts: &[String], draft: &Draft) -> Option<usize> {
    if !is_title_page(parts, draft) {
        return None;
    }
    (1..=parts.len().min(4)).rev().find(|end| {
        let title = fold(&parts.get(..*end).unwrap_or_default().join(" "));
        title.len() >= 8
            && draft.heads.iter().take(2).any(|head| {
                head.folded == title
                    || head
                        .folded
                        .strip_prefix(&title)
                        .is_some_and(|rest| rest.starts_with(' '))
            })
    })
}

/// Whether the first line is the only heading of the first level.
fn sole_title(draft: &Draft) -> bool {
    let highest = highest_signs(&draft.lines);
    let lines = || {
        draft
            .lines
            .iter()
            .filter(|line| line.role != Role::Contents)
    };
    let levels = || lines().filter_map(|line| signs(line.as_str()));
    levels().filter(|level| *level == highest).count() == 1 && levels().any(|level| level > highest)
}

fn wrapped_title(parts: &[String], draft: &Draft) -> usize {
    let goes_on = |index: usize| {
        let line = draft.lines.get(index)?;
        (line.gap == 0 && line.page.is_none() || line.as_str().starts_with("# ")).then_some(())
    };
    let mut end = 1;
    while end < parts.len().min(4)
        && goes_on(end).is_some()
        && parts
            .get(end)
            .is_some_and(|p| ending(p) != Ending::Sentence)
    {
        end += 1;
    }
    end
}

/// A page that holds nothing but a title and, at its end, a name.
fn closing_name(parts: &[String], draft: &Draft) -> Option<(usize, usize, String)> {
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
fn name_below_title(
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
    let stands = title.as_str().starts_with("# ")
        && line.gap > 0
        && !line.as_str().starts_with(['*', '_'])
        && opens
        && short
        && parts.len() <= 2 + IMPRINT;
    (stands && is_person(name, evidence)).then(|| (1, 2, name.to_owned()))
}

/// What title pages call a book below its title, in the languages deckle knows.
const KINDS_OF_BOOKS: &[&str] = &[
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
fn name_below_subtitle(
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
        KINDS_OF_BOOKS.contains(&lower.as_str()) || names_publisher(&lower)
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
fn name_in_bare_text(
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
fn is_person(text: &str, evidence: &Evidence) -> bool {
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
        letters > 2 && u64::from(lexicon.frequency(word)) * 40_000 < u64::from(lexicon.size())
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

/// What stands below the author: further people, the edition it was taken from, the publisher.
/// On a page that the text goes on from, the last line may be the title of its first division.
fn imprint(parts: &[String], from: usize, is_alone: bool, read: &mut Read) {
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
fn people(text: &str) -> Vec<String> {
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

/// The title page again at the end of the book.
fn repeated(draft: &mut Draft, title: &str, parts: &[String], recorder: &mut Recorder) {
    let title = fold(title);
    let known: Vec<String> = parts
        .iter()
        .map(|part| fold(part))
        .filter(|part| !part.is_empty())
        .collect();
    let whole = known.join(" ");
    let count = draft.lines.len();
    let from = count.saturating_sub(12).max(parts.len());
    let first = known.first().cloned().unwrap_or_default();
    let place = (from..count).find(|index| {
        let folded = draft
            .lines
            .get(*index)
            .map(|line| fold(line.as_str()))
            .unwrap_or_default();
        alike(&folded, &title) || alike(&folded, &first)
    });
    let Some(place) = place else { return };
    let repeats = draft.lines.iter().skip(place).all(|line| {
        let folded = fold(line.as_str());
        known.iter().any(|part| alike(part, &folded)) || whole.contains(&folded)
    });
    if repeats {
        for line in draft.lines.iter_mut().skip(place) {
            recorder.remove_line(line, 92, "the title page again, at the end of the book");
        }
    }
}
