//! The title page: title, author, publisher and source as metadata; a title page or half-title repeated at the end goes.
//!
//! Looked for on the first page, or before the first division where there are no pages. The author is the name after the
//! word for *by* in the book's language, or the name that closes a page that holds nothing but a title and a name.

mod imprint;
mod known;
mod names;

use names::{
    KINDS_OF_BOOKS, author, closing_name, introduces, is_person, name_below_subtitle,
    name_below_title, name_in_bare_text, name_on_the_title_page, people, without_rank,
};

use super::draft::{Draft, Line, Role};
use super::evidence::{Ending, ending};
use super::headings::numbering::{Class, bare, is_named, numbered};
use super::likeness::{alike, fold};
use super::{Evidence, Pass, Phase, Recorder};
use crate::book::{Contributor, PrintSource};

pub(super) static PASS: Pass = Pass {
    name: "title-page",
    phase: Phase::Line,
    about: "title, author, publisher and source of the title page become metadata; a repeated title page goes",
    example: "# The Ferry / by A. Rower → title and author",
    run,
};

/// Why the rest of an imprint leaves the text.
const OF_THE_IMPRINT: &str = "it is the imprint of the printed title page";

/// Why what became metadata leaves the text.
const KEPT: &str = "it stands on the title page: kept as metadata";

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
    let known = known::used(&parts, draft);
    let Some(read) = read(&parts, draft, evidence) else {
        take_out(draft, known, recorder);
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
    let used = read.used.into_iter().zip(known);
    take_out(draft, used.map(|(read, known)| read.or(known)), recorder);
    repeated(draft, &title, &parts, recorder);
}

/// Takes out the lines of the title page for which there is a reason.
fn take_out(
    draft: &mut Draft,
    reasons: impl IntoIterator<Item = Option<&'static str>>,
    recorder: &mut Recorder,
) {
    for (line, reason) in draft.lines.iter_mut().zip(reasons) {
        if let Some(reason) = reason {
            recorder.remove_line(line, 92, reason);
        }
    }
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
        // Where all headings have one level, the first chapter opens below the author.
        let below_author = index > 1
            && line.as_str().starts_with("# ")
            && title_stands(lines, end)
            && is_author_below(lines, index, evidence);
        if line.role != Role::Body
            || below_author
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

/// Whether the line before one is the name of a person, not marked as a heading, below the title.
fn is_author_below(lines: &[Line], index: usize, evidence: &Evidence) -> bool {
    let before = index.checked_sub(1).and_then(|before| lines.get(before));
    before.is_some_and(|line| {
        let name = bare(line.as_str());
        signs(line.as_str()).is_none() && is_person(without_rank(&name), evidence)
    })
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
        imprint::read(
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
