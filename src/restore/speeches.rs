//! The speeches of a play or an interview: `ALGERNON. How are you?`, `Q: And then?`.
//!
//! A name with a stop or colon at a line's beginning is a speaker's where the book has many such lines, few names take
//! turns at them, and nearly all of them stand where a sentence is over: `Mr.` and the last word of a sentence do not.
//! A speech's further lines may be set in; they are no quotations.

use std::collections::HashMap;

use super::draft::{Draft, Line, Role, Start};
use super::evidence::Shape;
use super::line_ends::{Ending, begins_capital, ending};
use super::{Evidence, Pass, Phase, Recorder, speakers};

pub(super) static PASS: Pass = Pass {
    name: "speeches",
    phase: Phase::Line,
    about: "a play's speeches begin where their speakers are named",
    example: "…at the landing. / ANNA. The boat is late. / MILLER. It always… → a paragraph for each speech",
    run,
};

/// How often a name must stand before a speech.
const FEWEST_TURNS: usize = 3;
/// How many speeches a play has at least.
const FEWEST_SPEECHES: usize = 16;
/// A play has a speech in every so many lines.
const LINES_A_SPEECH: usize = 14;

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    if draft.is_markdown && !evidence.shape.wrapped {
        return;
    }
    let mut speeches = speeches(&draft.lines);
    if draft.is_ocr && !speeches.is_empty() {
        let lines: Vec<usize> = (0..draft.lines.len())
            .filter(|index| is_over(&draft.lines, *index))
            .collect();
        speakers::mend(draft, &lines, evidence, recorder);
        speeches = self::speeches(&draft.lines);
    }
    let hang = hang(&draft.lines, &speeches);
    let in_verse = is_verse(&draft.lines, &speeches);
    for (position, &index) in speeches.iter().enumerate() {
        let Some(line) = draft.lines.get_mut(index) else {
            continue;
        };
        let apart = line.gap > 0 || line.start == Start::New;
        let reason = "the name of a speaker, as at the book's other speeches";
        if apart || recorder.propose(line.span, "", "¶", 92, reason) {
            line.start = Start::New;
        }
        let indent = line.indent;
        let next = speeches.get(position + 1).copied();
        match hang {
            Some(hang) => join_hanging(draft, index + 1, next, indent, hang),
            None if in_verse => keep_lines(draft, index, next, recorder),
            None => join_full(draft, index + 1, next, &evidence.shape),
        }
    }
}

/// Joins the lines of a speech that are set in under its first one. On a further page, where indents are counted anew, the
/// first line says where they stand, if the sentence goes on there.
fn join_hanging(draft: &mut Draft, from: usize, next: Option<usize>, indent: u16, hang: u16) {
    let end = next.unwrap_or(draft.lines.len());
    let mut expected = indent + hang;
    for index in from..end {
        let open = draft
            .lines
            .get(index - 1)
            .is_some_and(|before| ending(before.as_str()) == Ending::Open);
        let Some(line) = draft.lines.get_mut(index) else {
            return;
        };
        let turns = line.page.is_some() && open;
        if turns {
            expected = line.indent;
        }
        let hangs = line.indent.abs_diff(expected) <= 1;
        let apart = line.page.is_some() && !open || line.gap > 0 && !turns;
        if apart || line.role != Role::Body || !hangs {
            return;
        }
        line.start = Start::Joined;
    }
}

/// Joins what follows a full line inside a speech: speeches end with any line, but the next one has its name.
fn join_full(draft: &mut Draft, from: usize, next: Option<usize>, shape: &Shape) {
    let end = next.unwrap_or(from).min(draft.lines.len());
    for index in from..end {
        let Some((head, tail)) = draft.lines.split_at_mut_checked(index) else {
            return;
        };
        let (Some(before), Some(line)) = (head.last(), tail.first_mut()) else {
            return;
        };
        let plain = before.role == Role::Body && line.role == Role::Body && line.gap == 0;
        if plain && line.start == Start::Unknown && shape.fit(before, line) >= 1.0 {
            line.start = Start::Joined;
        }
    }
}

/// Whether the speeches are in verse: of the lines inside their sentences nearly all begin with a capital.
fn is_verse(lines: &[Line], speeches: &[usize]) -> bool {
    let (mut capitals, mut all) = (0, 0);
    for pair in speeches.windows(2) {
        let &[from, to] = pair else { continue };
        for pair in lines.get(from..to).unwrap_or_default().windows(2) {
            let [before, line] = pair else { continue };
            if line.role == Role::Body && ending(before.as_str()) == Ending::Open {
                all += 1;
                capitals += usize::from(begins_capital(line.as_str()));
            }
        }
    }
    all >= FEWEST_SPEECHES && capitals * 10 >= all * 8
}

/// Keeps the lines of a speech in verse as they are, its name with them.
fn keep_lines(draft: &mut Draft, from: usize, next: Option<usize>, recorder: &mut Recorder) {
    let most = next.unwrap_or(draft.lines.len());
    let further = draft.lines.get(from + 1..most).unwrap_or_default();
    let goes_on = |line: &&Line| line.role == Role::Body && line.gap == 0;
    let end = from + 1 + further.iter().take_while(goes_on).count();
    let Some(lines) = draft
        .lines
        .get_mut(from..end)
        .filter(|lines| lines.len() > 1)
    else {
        return;
    };
    let texts: Vec<&str> = lines.iter().take(3).map(Line::as_str).collect();
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return;
    };
    let span = first.span.join(last.span);
    let reason = "the lines of this play's speeches begin with capitals inside their sentences";
    if recorder.propose(span, &texts.join(" "), &texts.join("\n"), 90, reason) {
        for (number, line) in lines.iter_mut().enumerate() {
            line.role = Role::Verse;
            line.start = if number == 0 {
                Start::New
            } else {
                Start::Joined
            };
        }
    }
}

/// How far the second lines of speeches are set in under their first ones, where most are.
fn hang(lines: &[Line], speeches: &[usize]) -> Option<u16> {
    let mut counts: HashMap<u16, usize> = HashMap::new();
    let mut seconds = 0;
    for &index in speeches {
        let (Some(first), Some(second)) = (lines.get(index), lines.get(index + 1)) else {
            continue;
        };
        let goes_on = ending(first.as_str()) == Ending::Open && second.page.is_none();
        if goes_on && second.gap == 0 {
            seconds += 1;
            *counts
                .entry(second.indent.saturating_sub(first.indent))
                .or_default() += 1;
        }
    }
    let (hang, count) = counts
        .into_iter()
        .max_by_key(|(hang, count)| (*count, std::cmp::Reverse(*hang)))?;
    (hang > 0 && count * 2 > seconds).then_some(hang)
}

/// A line that begins with a name.
struct Labelled {
    index: usize,
    name: String,
    /// Whether what stands before it is over.
    over: bool,
    /// Whether it holds nothing else.
    alone: bool,
}

/// The lines that begin a speech, if the text is a play.
fn speeches(lines: &[Line]) -> Vec<usize> {
    let labelled = lines.iter().enumerate().filter_map(|(index, line)| {
        let (name, alone) = label(line.as_str()).filter(|_| line.role == Role::Body)?;
        Some(Labelled {
            index,
            name: name.to_lowercase(),
            over: is_over(lines, index),
            alone,
        })
    });
    let mut labelled: Vec<Labelled> = labelled.collect();
    // Verse may leave off inside a sentence where another takes the word: where the names stand on lines of their own, that
    // is enough.
    let alone = labelled.iter().filter(|one| one.alone).count();
    if alone * 2 > labelled.len() {
        for one in &mut labelled {
            one.over |= one.alone;
        }
    }
    // By name: how often it stands elsewhere, and how often after the end of a sentence.
    let mut names: HashMap<&str, [usize; 2]> = HashMap::new();
    for one in &labelled {
        let places = names.entry(&one.name).or_default();
        if let Some(place) = places.get_mut(usize::from(one.over)) {
            *place += 1;
        }
    }
    names.retain(|_, [inside, over]| *over >= FEWEST_TURNS && *inside * 5 <= *over);
    let begins = |one: &&Labelled| one.over && names.contains_key(one.name.as_str());
    let speeches: Vec<&Labelled> = labelled.iter().filter(begins).collect();
    let turns = speeches
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if a.name != b.name))
        .count();
    let is_play = names.len() >= 2
        && speeches.len() >= FEWEST_SPEECHES
        && speeches.len() * LINES_A_SPEECH >= lines.len()
        && turns * 10 >= speeches.len() * 6;
    if !is_play {
        return Vec::new();
    }
    speeches.iter().map(|one| one.index).collect()
}

/// Whether what stands before a line is over.
fn is_over(lines: &[Line], index: usize) -> bool {
    let (Some(line), Some(before)) = (
        lines.get(index),
        index.checked_sub(1).and_then(|before| lines.get(before)),
    ) else {
        return true;
    };
    line.gap > 0 || before.role != Role::Body || ending(before.as_str()) == Ending::Closed
}

/// The name that a line begins with, its stop or colon after it, and perhaps how it is said: `JACK [Nervously.]`; and
/// whether the line holds nothing else.
fn label(text: &str) -> Option<(&str, bool)> {
    let text = text.trim_start_matches(['*', '_']);
    let at = text
        .char_indices()
        .take(40)
        .find(|(_, c)| matches!(c, '.' | ':' | '(' | '['))
        .map(|(at, _)| at)?;
    let (name, rest) = (text.get(..at)?.trim_end(), text.get(at..)?);
    let mut chars = rest.chars();
    let is_closed = match chars.next()? {
        '.' | ':' => chars
            .find(|c| !matches!(c, '*' | '_'))
            .is_none_or(char::is_whitespace),
        _ => true,
    };
    let alone = rest.trim_end_matches(['*', '_']).len() == 1;
    (is_closed && is_name(name)).then_some((name, alone))
}

/// One to four words with a capital each: `Lady Bracknell`, `First Lord`, `Q`.
pub(super) fn is_name(name: &str) -> bool {
    let mut words = 0;
    for word in name.split(' ') {
        let mut letters = word.chars();
        let capital = letters.next().is_some_and(char::is_uppercase);
        let inner = letters.all(|c| c.is_alphabetic() || matches!(c, '’' | '\'' | '-'));
        let joins = words > 0 && matches!(word, "and" | "of" | "the" | "et" | "und" | "y" | "de");
        if !(inner && (capital || joins)) {
            return false;
        }
        words += 1;
    }
    (1..=4).contains(&words)
}
