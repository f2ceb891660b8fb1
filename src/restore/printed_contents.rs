//! The printed contents: found by its title and by lines that end in page numbers; the map of the tree; dropped when its
//! entries were found as headings.

use super::contents_pages;
use super::draft::{ContentsEntry, Draft, Role};
use super::headings::numbering::{Class, Numbered, is_named, numbered};
use super::likeness::fold;
use super::numerals::{digits, ordinal, roman};
use super::recorder::THRESHOLD;
use super::{Evidence, Line, Pass, Phase, Recorder};

pub(super) static PASS: Pass = Pass {
    name: "printed-contents",
    phase: Phase::Line,
    about: "a contents page becomes the map of the chapters, and goes once its entries are found as headings",
    example: "The Ferry . . . . . 79 → (an entry of the navigation)",
    run,
};

/// What a printed contents is called.
const TITLES: &[&str] = &[
    "contents",
    "table of contents",
    "the contents",
    "content",
    "inhalt",
    "inhaltsverzeichnis",
    "inhaltsübersicht",
    "verzeichnis",
    "table des matières",
    "table des matieres",
    "table",
    "sommaire",
    "índice",
    "indice",
    "tabla de contenido",
    "contenido",
    "sommario",
    "indice generale",
    "sumário",
    "conteúdo",
    "inhoud",
    "inhoudsopgave",
    "index des chapitres",
    "table des chapitres",
    "índice de capítulos",
    "list of chapters",
    "spis treści",
    "spis rozdziałów",
    "содержание",
    "оглавление",
    "obsah",
    "innehåll",
    "indhold",
    "innhold",
    "index capitum",
    "sisällys",
    "sisällysluettelo",
    "innehållsförteckning",
    "indholdsfortegnelse",
    "innholdsfortegnelse",
    "tartalom",
    "tartalomjegyzék",
    "cuprins",
    "içindekiler",
    "περιεχόμενα",
    "зміст",
    "sadržaj",
    "kazalo",
    "índex",
    "taula",
    "daftar isi",
];

/// Whether folded text is the title of a printed contents.
pub(crate) fn is_title(folded: &str) -> bool {
    TITLES.contains(&folded)
}

/// A line of a contents, read.
#[derive(Debug)]
struct Read {
    title: String,
    page: Option<String>,
    leader: bool,
}

/// Before the passes: lines of the printed contents get their role, its entries are read. Nothing is changed yet.
pub(super) fn find(draft: &mut Draft) {
    join_leaders(draft);
    let total: usize = draft.pages.iter().map(|page| page.lines.len()).sum();
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (p, page) in draft.pages.iter().enumerate() {
        places.extend((0..page.lines.len()).map(|l| (p, l)));
    }
    // What a listing shows is no contents of the book.
    let line = |at: usize| {
        places
            .get(at)
            .and_then(|(p, l)| draft.pages.get(*p)?.lines.get(*l))
            .filter(|line| line.role != Role::Code)
    };
    // A contents stands before a third of the book is over, or in its last tenth.
    let mut found = None;
    for at in 0..total {
        if at > total / 3 + 60 && at < total - total / 10 {
            continue;
        }
        let Some(candidate) = line(at) else { continue };
        let text = candidate.as_str();
        if text.len() > 60 || !is_title(&fold(text)) {
            continue;
        }
        if let Some(end) = extent(at + 1, total, &line, &places) {
            found = Some((at, end));
            break;
        }
    }
    let Some((start, end)) = found else { return };
    let mut entries = Vec::new();
    let mut pending: Option<(String, u16, usize)> = None;
    for at in start + 1..end {
        let Some(line) = line(at) else { continue };
        read_into(line, draft, &mut entries, &mut pending);
    }
    if let Some((title, indent, _)) = pending {
        entries.push((
            ContentsEntry {
                title,
                page: None,
                depth: 0,
            },
            indent,
        ));
    }
    depths(&mut entries);
    // Where the numbers stand in a column apart from the titles, nothing says which belongs to which.
    let apart = (start + 1..end)
        .filter_map(line)
        .any(|line| ends_in_leader(line.as_str()));
    if apart {
        for (entry, _) in &mut entries {
            entry.page = None;
        }
    }
    draft.contents = entries
        .into_iter()
        .map(|(entry, _)| entry)
        .filter(|entry| !fold(&entry.title).is_empty())
        .collect();
    for at in start..end {
        let Some((p, l)) = places.get(at) else {
            continue;
        };
        if let Some(line) = draft
            .pages
            .get_mut(*p)
            .and_then(|page| page.lines.get_mut(*l))
        {
            line.role = Role::Contents;
        }
    }
}

/// So many points on lines of their own are a leader.
const LEADER: usize = 4;

/// Puts the points of a leader that an extractor set on lines of their own, and the page number after them, behind their
/// title. No word is touched.
fn join_leaders(draft: &mut Draft) {
    let is_point = |line: &Line| {
        line.as_str().len() <= 12
            && line
                .as_str()
                .chars()
                .all(|c| matches!(c, '.' | '·' | '…' | ' '))
    };
    for page in &mut draft.pages {
        let points = page.lines.iter().filter(|line| is_point(line)).count();
        if points < LEADER * 2 {
            continue;
        }
        let lines = std::mem::take(&mut page.lines);
        let mut lines = lines.into_iter().peekable();
        while let Some(line) = lines.next() {
            let mut count = 0;
            let mut points = Vec::new();
            if !is_point(&line) {
                while let Some(point) = lines.next_if(is_point) {
                    count += 1;
                    points.push(point);
                }
            }
            page.lines.push(line);
            if count < LEADER {
                page.lines.append(&mut points);
                continue;
            }
            let number = lines.next_if(|next| {
                let number = next.as_str().trim_matches(['.', ' ']);
                digits(number).is_some() || roman(number).is_some()
            });
            let Some(title) = page.lines.last_mut() else {
                continue;
            };
            for text in points
                .into_iter()
                .chain(number)
                .map(|line| (line.text, line.span))
            {
                title.text.append(" ", text.0);
                title.span = title.span.join(text.1);
            }
        }
    }
}

/// Where the contents that begins at `start` ends, if it is one.
fn extent<'a>(
    start: usize,
    total: usize,
    line: &impl Fn(usize) -> Option<&'a Line>,
    places: &[(usize, usize)],
) -> Option<usize> {
    let page = |at: usize| places.get(at).map(|place| place.0);
    with_numbers(start, total, line, &page).or_else(|| without_numbers(start, total, line, &page))
}

/// A line of more characters is a full one.
const FULL: usize = 48;
/// The most full lines that a title takes before the one with its page.
const MOST_FULL: usize = 3;

/// A contents with page numbers: it ends with its last number.
fn with_numbers<'a>(
    start: usize,
    total: usize,
    line: &impl Fn(usize) -> Option<&'a Line>,
    page: &impl Fn(usize) -> Option<usize>,
) -> Option<usize> {
    let (mut numbered, mut leaders, mut loose, mut highest) = (0, 0, 0, 0);
    let mut running = 0;
    let mut end = start;
    for at in start..total.min(start + 3000) {
        let Some(current) = line(at) else { break };
        let text = current.as_str();
        let turns = at > start && page(at) != page(at - 1);
        if turns && numbered > 0 {
            // Where all entries so far had leaders, a line that ends in a number is none.
            let led = leaders == numbered;
            let ahead = (at..at + 8)
                .filter_map(line)
                .filter(|l| is_entry(l.as_str()) && (!led || read(l.as_str()).leader))
                .count();
            if ahead < if led { 1 } else { 2 } {
                break;
            }
        }
        if text.starts_with('#') && numbered + loose > 0 && !is_entry(text) {
            break;
        }
        if is_entry(text) {
            let read = read(text);
            // Numbers that an extractor set apart from their titles stand in a column of their own, in no order.
            let page = read.page.as_deref().and_then(digits);
            if let Some(page) = page.filter(|_| !read.title.is_empty()) {
                // Behind points a number that does not count on was misread.
                let points = [". .", "...", "…", "··"];
                let led = points.iter().any(|points| text.contains(points));
                if page < highest && !led {
                    break;
                }
                highest = page.max(highest);
            }
            numbered += 1;
            leaders += usize::from(read.leader);
            end = at + 1;
            running = 0;
        } else if text.chars().count() > 110 || is_sentence(text) && !goes_on(at, line) {
            break;
        } else {
            loose += 1;
            // Full lines one after the other are the text itself, which may have its chapters' numbers further on.
            running += usize::from(text.chars().count() > FULL);
            if running > MOST_FULL {
                break;
            }
        }
    }
    let enough = numbered >= 2 && (leaders * 2 >= numbered || numbered * 2 >= loose);
    // A book of one division has one entry, alone on its page.
    let single = numbered == 1 && leaders == 1 && loose == 0 && page(end) != page(end - 1);
    (enough || single).then_some(end)
}

/// A contents without page numbers: short lines that are no sentences. It ends where its first entry stands again, as the
/// first heading, or with its page, or before the widest gap.
fn without_numbers<'a>(
    start: usize,
    total: usize,
    line: &impl Fn(usize) -> Option<&'a Line>,
    page: &impl Fn(usize) -> Option<usize>,
) -> Option<usize> {
    let mut at = start;
    while at < total.min(start + 3000) && line(at).is_some_and(|l| is_bare_entry(l.as_str())) {
        at += 1;
    }
    let page_end = (start..=at)
        .find(|i| page(*i) != page(start.saturating_sub(1)))
        .unwrap_or(at);
    let has_pages = page(total.saturating_sub(1)).is_some_and(|last| last > 2);
    if has_pages {
        // The entries were lost, or the page holds them all.
        return (page_end <= at).then_some(page_end);
    }
    if at < start + 3 {
        return None;
    }
    let first = line(start).map(|l| fold(l.as_str()))?;
    let again = (start + 1..at + 1)
        .rev()
        .find(|i| line(*i).is_some_and(|l| fold(l.as_str()) == first));
    // Or where the count of its entries begins again.
    let number = |i: usize| line(i).and_then(|l| numbered(l.as_str()));
    let restart = number(start).and_then(|opens| {
        let counts =
            number(start + 1).is_some_and(|n| n.class == opens.class && n.number > opens.number);
        let again = |n: Numbered| n.class == opens.class && n.number <= opens.number;
        (start + 3..at + 1).find(|i| counts && number(*i).is_some_and(again))
    });
    again
        .or(restart)
        .filter(|end| end - start >= 2)
        .or_else(|| {
            let gaps = (start + 2..at + 1).filter_map(|i| line(i).map(|l| (l.gap, i)));
            gaps.max_by_key(|(gap, i)| (*gap, *i))
                .filter(|(gap, _)| *gap >= 3)
                .map(|(_, i)| i)
        })
}

/// Whether a line could be an entry without a page number.
fn is_bare_entry(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let stopped = text
        .trim_end()
        .ends_with(['.', '!', '?', ',', ';', '”', '"', '»'])
        // What is left of a leader.
        && !text.trim_end().ends_with(" .")
        && words > 5;
    let small = text
        .chars()
        .find(|c| c.is_alphanumeric())
        .is_some_and(char::is_lowercase);
    text.chars().count() <= 90 && !stopped && !(small && words > 3)
}

/// Whether a line is the beginning of a long title, the end of which has the leader and the page.
fn goes_on<'a>(at: usize, line: &impl Fn(usize) -> Option<&'a Line>) -> bool {
    let ends = |next: &Line| {
        let read = read(next.as_str());
        next.gap == 0 && read.leader && read.page.is_some()
    };
    (at + 1..at + 3)
        .map_while(line)
        .find(|next| next.gap > 0 || is_entry(next.as_str()))
        .is_some_and(ends)
}

fn is_sentence(text: &str) -> bool {
    text.chars().count() > 70
        && text
            .trim_end()
            .ends_with(['.', '!', '?', '”', '»', ',', ';', '-'])
}

/// Whether a line ends in a page number as contents print it.
fn is_entry(text: &str) -> bool {
    let read = read(text);
    // `Letter 1` is a title.
    if !read.leader && numbered(text).is_some_and(|n| !n.titled && n.class <= Class::Chapter) {
        return false;
    }
    ends_in_leader(text)
        || read.page.is_some()
            && (read.leader || read.title.is_empty() || read.title.chars().count() < 90)
}

/// Whether a line ends in the points that lead to a page number; the number itself may stand elsewhere.
fn ends_in_leader(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(". . . .") || text.ends_with(".....")
}

/// A line of a contents, parted.
fn read(text: &str) -> Read {
    let mut plain = String::with_capacity(text.len());
    super::markup::visible(text, |piece| {
        plain.push_str(piece);
        plain.push(' ');
    });
    let stripped: String = plain
        .chars()
        .map(|c| {
            if matches!(c, '|' | '*' | '_' | '#' | '\t' | '\u{a0}') {
                ' '
            } else {
                c
            }
        })
        .collect();
    let stripped = stripped.trim();
    let stripped = stripped.strip_prefix("- ").unwrap_or(stripped).trim();
    let last = stripped
        .rsplit([' ', '.', '…', '·', '_'])
        .next()
        .unwrap_or_default();
    let is_page = digits(last).is_some()
        || (roman(last).is_some() && last.bytes().all(|b| b.is_ascii_lowercase()));
    let head = stripped
        .get(..stripped.len() - last.len())
        .unwrap_or_default();
    let leader = head.contains(". .")
        || head.contains("...")
        || head.contains("…")
        || head.contains(". . ")
        || head.contains("··")
        || text.contains('\t')
        || head.ends_with("  ")
        || text.starts_with('|');
    let title_of = |head: &str| {
        let cut = leader_of(head).unwrap_or(head.len());
        let title = head
            .get(..cut)
            .unwrap_or(head)
            .trim()
            .trim_end_matches(['…', '·', '_', ' ']);
        let title = without_misread_leader(title);
        let title = if title.ends_with(" .") {
            title.trim_end_matches(['.', ' '])
        } else {
            title
        };
        title.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    if is_page && (leader || head.is_empty() || head.ends_with(' ')) {
        return Read {
            title: title_of(head),
            page: Some(last.to_owned()),
            leader,
        };
    }
    Read {
        title: title_of(stripped),
        page: None,
        leader,
    }
}

/// Where the leader begins: at the first points after which no word stands but what OCR makes of points. Points inside a
/// title (`And then...`) have its other words after them.
fn leader_of(head: &str) -> Option<usize> {
    let is_word = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 3
            && word
                .chars()
                .any(|c| c.is_alphabetic() && !"ceosarnu".contains(c))
    };
    let after_words = head
        .split_whitespace()
        .rfind(|word| is_word(word))
        .map_or(0, |word| {
            let end = word.trim_end_matches(['.', '…', '·', '_']).len();
            word.as_ptr() as usize - head.as_ptr() as usize + end
        });
    let tail = head.get(after_words..)?;
    [" . .", "...", ". . ."]
        .iter()
        .filter_map(|leader| tail.find(leader))
        .min()
        .map(|at| after_words + at)
}

/// The title before a leader that OCR took for figures: `The Period 2.0.0.0`, `The Mail 0.2.6.6.`.
fn without_misread_leader(title: &str) -> &str {
    let leader =
        |word: &str| word.matches('.').count() >= 2 && !word.contains(|c: char| c.is_alphabetic());
    let cut = title
        .split_whitespace()
        .skip(1)
        .find(|word| leader(word))
        .map(|word| word.as_ptr() as usize - title.as_ptr() as usize);
    cut.and_then(|cut| title.get(..cut))
        .unwrap_or(title)
        .trim_end()
}

type Pending = Option<(String, u16, usize)>;

fn read_into(
    line: &Line,
    draft: &Draft,
    entries: &mut Vec<(ContentsEntry, u16)>,
    pending: &mut Pending,
) {
    let text = line.as_str();
    // A row of a table may hold several entries, in two columns.
    let columns: Vec<&str> = if text.starts_with('|') {
        vec![text]
    } else {
        split_columns(text)
    };
    for column in columns {
        let read = read(column);
        if read.title.is_empty() && read.page.is_none() {
            continue;
        }
        if read.title.chars().all(|c| matches!(c, '-' | ':' | ' ')) && read.page.is_none() {
            continue;
        }
        // The points of a leader end a title: the next line is another one.
        let length = if ends_in_leader(column) {
            0
        } else {
            text.chars().count()
        };
        match (pending.take(), read.page) {
            (None, None) => *pending = Some((read.title, line.indent, length)),
            (None, Some(page)) => {
                entries.push((
                    ContentsEntry {
                        title: read.title,
                        page: Some(page),
                        depth: 0,
                    },
                    line.indent,
                ));
            }
            // A numbered title of three lines or more: what follows has no number.
            (Some((title, indent, before)), None)
                if before > 30
                    && line.gap == 0
                    && numbered(&title).is_some_and(|n| n.titled)
                    && numbered(&read.title).is_none() =>
            {
                *pending = Some((format!("{title} {}", read.title), indent, length));
            }
            (Some((title, indent, _)), None) => {
                // Two lines without a page: two entries, unless the first was cut at the line's end.
                entries.push((
                    ContentsEntry {
                        title,
                        page: None,
                        depth: 0,
                    },
                    indent,
                ));
                *pending = Some((read.title, line.indent, length));
            }
            (Some((title, indent, before)), Some(page)) => {
                let wraps = before > 30
                    && !read.title.is_empty()
                    && ordinal(read.title.split_whitespace().next().unwrap_or_default()).is_none();
                if read.title.is_empty() || (wraps && line.gap == 0) {
                    let title = format!("{title} {}", read.title).trim().to_owned();
                    entries.push((
                        ContentsEntry {
                            title,
                            page: Some(page),
                            depth: 0,
                        },
                        indent,
                    ));
                } else {
                    entries.push((
                        ContentsEntry {
                            title,
                            page: None,
                            depth: 0,
                        },
                        indent,
                    ));
                    entries.push((
                        ContentsEntry {
                            title: read.title,
                            page: Some(page),
                            depth: 0,
                        },
                        line.indent,
                    ));
                }
            }
        }
    }
    let _ = draft;
}

/// Two entries side by side: `I. The Ferry . . . 4      V. The Landing . . . 79`.
fn split_columns(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("   ")) {
        let cut = at + found;
        let before = bytes
            .get(cut.wrapping_sub(1))
            .is_some_and(u8::is_ascii_digit);
        let after = text.get(cut..).unwrap_or_default().trim_start();
        if before
            && after.len() > 6
            && after.chars().next().is_some_and(char::is_alphabetic)
            && after.ends_with(|c: char| c.is_ascii_digit())
        {
            return vec![text.get(..cut).unwrap_or_default(), after];
        }
        at = cut + 3;
    }
    vec![text]
}

/// Numbers that end in one column begin in several: their indents say nothing of depth.
fn align_numbers(entries: &mut [(ContentsEntry, u16)]) {
    let edge = |(entry, indent): &(ContentsEntry, u16)| {
        let number = entry.title.split(' ').next()?;
        let counts = numbered(&entry.title)
            .is_some_and(|n| n.titled && matches!(n.class, Class::Roman | Class::Digits));
        counts.then(|| usize::from(*indent) + number.chars().count())
    };
    let mut edges = entries.iter().filter_map(edge);
    let first = edges.next();
    if edges.next().is_none() || !entries.iter().filter_map(edge).all(|e| Some(e) == first) {
        return;
    }
    let numbers = || entries.iter().filter(|entry| edge(entry).is_some());
    let Some(least) = numbers().map(|(_, indent)| *indent).min() else {
        return;
    };
    for entry in entries.iter_mut().filter(|entry| edge(entry).is_some()) {
        entry.1 = least;
    }
}

/// Depths from indents, where they are more than noise.
fn depths(entries: &mut [(ContentsEntry, u16)]) {
    align_numbers(entries);
    let mut indents: Vec<u16> = entries.iter().map(|(_, indent)| *indent).collect();
    indents.sort_unstable();
    indents.dedup();
    let mut steps: Vec<u16> = Vec::new();
    for indent in indents {
        if steps.last().is_none_or(|last| indent >= last + 2) {
            steps.push(indent);
        }
    }
    if steps.len() < 2 {
        return depths_by_numbers(entries);
    }
    for (entry, indent) in entries {
        let depth = steps.iter().rposition(|step| *step <= *indent).unwrap_or(0);
        entry.depth = u8::try_from(depth.min(5)).unwrap_or(5);
    }
}

/// Depths from numbers of several parts, where the indents are lost: `2.1` stands under 2; so does what stands between
/// `2.1` and `2.2` without a number, and what stands directly before `2.1` is their chapter.
fn depths_by_numbers(entries: &mut [(ContentsEntry, u16)]) {
    // Read from the end: what comes after an entry tells whether it lies inside a chapter. The depth of the next number,
    // and whether it is the first of its kind and stands directly after.
    let mut next: Option<(u8, bool)> = None;
    for (entry, _) in entries.iter_mut().rev() {
        let number = numbered(&entry.title);
        entry.depth = match (&number, next) {
            (Some(n), _) => match n.class {
                Class::Decimal(parts) => parts.min(6) - 1,
                _ => 0,
            },
            (None, Some((depth, true))) => depth - 1,
            (None, Some((depth, false))) if !is_named(&fold(&entry.title)) => depth + 1,
            (None, _) => 0,
        };
        next = match number {
            Some(n) => match n.class {
                Class::Decimal(parts) => Some((parts.clamp(2, 5) - 1, n.number == 1)),
                _ => None,
            },
            None => next.filter(|(_, first)| !first),
        };
    }
}

/// Drops the contents if most of its entries were found as headings and it is small against the book.
fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    let lines = draft
        .lines
        .iter()
        .filter(|line| line.role == Role::Contents)
        .count();
    if lines == 0 {
        return;
    }
    let headings: Vec<String> = contents_pages::headings(&draft.lines)
        .into_iter()
        .map(|(_, title)| title)
        .collect();
    let entries: Vec<String> = draft
        .contents
        .iter()
        .map(|entry| fold(&entry.title))
        .collect();
    let known: std::collections::HashSet<&str> = headings.iter().map(String::as_str).collect();
    let matched = entries.iter().filter(|entry| {
        known.contains(entry.as_str())
            || (known.len() < 400
                && known.iter().any(|heading| {
                    super::likeness::alike(heading, entry) || heading.contains(entry.as_str())
                }))
    });
    let matched = matched.count();
    let small = lines * 4 < draft.lines.len().max(1) || lines < 40;
    let confidence = match (matched * 2 >= entries.len().max(1) || matched >= 12, small) {
        (true, true) => 96,
        // The title of a contents whose entries an extractor lost.
        (false, true) if entries.is_empty() && lines == 1 && draft.page_labels.len() > 1 => 80,
        // A contents longer than what was taken from the book: leaders and page numbers are proof enough.
        (false, true)
            if draft
                .contents
                .iter()
                .filter(|entry| entry.page.is_some())
                .count()
                >= 3 =>
        {
            80
        }
        _ => 40,
    };
    if confidence >= THRESHOLD && draft.is_ocr {
        contents_pages::put_back(draft, recorder);
    }
    let mut removed = false;
    for line in &mut draft.lines {
        if line.role == Role::Contents {
            let reason = format!(
                "{matched} of {} entries of the printed contents stand as headings",
                entries.len()
            );
            if recorder.remove_line(line, confidence, reason) {
                removed = true;
            } else {
                line.role = Role::Body;
            }
        }
    }
    if removed {
        contents_pages::keep(draft, recorder);
    }
}
