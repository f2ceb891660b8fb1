//! Epigraphs: a motto between a heading and its text, with who wrote it.
//!
//! The name tells a motto: it stands after a dash, on a line of its own or run in behind the quotation's last mark. A
//! dash also opens speech and ends asides, so that the name has to look like one (capitals, an emphasised title, no
//! sentence), and where the book's paragraphs open with dashes no name is believed without a title.

use super::draft::{Draft, Line, Role, Start};
use super::evidence::Shape;
use super::headings::title_case;
use super::line_ends::{
    Ending, begins_capital, begins_quote, begins_small, ending, is_short, letters,
};
use super::recorder::Recorder;
use super::verse::is_attribution;
use super::{Evidence, Pass, Phase};
use crate::book::QuoteKind;

pub(super) static PASS: Pass = Pass {
    name: "epigraphs",
    phase: Phase::Line,
    about: "finds the motto after a heading, with who wrote it",
    example: "# The Tide / “Time waits for none.” —A Proverb → an epigraph and its attribution",
    run,
};

/// The most letters of a motto.
const LONGEST: usize = 1500;
/// The most lines of one.
const MOST_LINES: usize = 30;
/// The most letters of a name with the work it stands in.
const LONGEST_NAME: usize = 90;

const DASHES: [char; 2] = ['—', '–'];

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let dashes_open_speech = dashes_open_speech(&draft.lines);
    let mut places = vec![];
    for index in 0..draft.lines.len() {
        let below_heading = index
            .checked_sub(1)
            .is_none_or(|before| draft.lines.get(before).is_some_and(is_heading));
        if below_heading && draft.lines.get(index).is_some_and(|line| !is_heading(line)) {
            places.extend(find(&draft.lines, index, dashes_open_speech));
        }
    }
    places.extend(without_dashes(&draft.lines, &places));
    places.sort_by_key(|motto| motto.start);
    // From the last on, so that the places of those before it hold when a line is parted.
    for motto in places.into_iter().rev() {
        set(draft, &motto, evidence, recorder);
    }
}

fn is_heading(line: &Line) -> bool {
    matches!(line.role, Role::Heading { .. })
}

/// Whether paragraphs of the book open with a dash, so that a dash before a name may be speech.
fn dashes_open_speech(lines: &[Line]) -> bool {
    let opening = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.role == Role::Body && line.as_str().starts_with(DASHES))
        .filter(|(index, line)| {
            let text = line.as_str();
            let name = text.strip_suffix('.').unwrap_or(text);
            !(reads_as_signature(text) || reads_as_signature(name) && may_sign(lines, *index))
        });
    opening.count() > 5 + lines.len() / 200
}

/// Whether a line behind a dash may sign a motto: a heading stands a few lines above, and no other dash beside it.
fn may_sign(lines: &[Line], index: usize) -> bool {
    let dash = |at: usize| {
        lines
            .get(at)
            .is_some_and(|line| line.as_str().starts_with(DASHES))
    };
    let above = lines
        .get(index.saturating_sub(8)..index)
        .unwrap_or_default();
    above.iter().any(is_heading) && !dash(index + 1) && !index.checked_sub(1).is_some_and(dash)
}

/// A motto found: lines `start..end`, and where the name begins: at this byte of the last of them.
struct Motto {
    start: usize,
    end: usize,
    name: usize,
}

/// The motto that begins at a line, if one does and running text follows it.
fn find(lines: &[Line], start: usize, dashes_open_speech: bool) -> Option<Motto> {
    let mut held = 0;
    for index in start..lines.len().min(start + MOST_LINES) {
        let line = lines.get(index)?;
        let text = line.as_str();
        held += letters(text);
        let goes_on = matches!(line.role, Role::Body | Role::Verse | Role::Attribution)
            && (index == start || line.page.is_none());
        if !goes_on || held > LONGEST || line.breaks && line.role == Role::Body {
            return None;
        }
        let last = lines
            .get(index + 1)
            .is_none_or(|next| next.gap > 0 || next.role != line.role || next.start == Start::New);
        let before = index.checked_sub(1).and_then(|before| lines.get(before));
        let stands_below = line.role == Role::Attribution
            || last && stands_as_name(text)
            || index > start
                && !dashes_open_speech
                && before.is_some_and(|before| is_signed(before, line, lines.get(index + 1)));
        if index > start && stands_below {
            let named = !dashes_open_speech || names_a_work(text);
            return (named && text_follows(lines, index + 1)).then_some(Motto {
                start,
                end: index + 1,
                name: 0,
            });
        }
        if last && line.role == Role::Body {
            let name = run_in(lines, start, index)
                .filter(|at| !dashes_open_speech || text.get(*at..).is_some_and(names_a_work));
            if let Some(name) = name.filter(|_| text_follows(lines, index + 1)) {
                return Some(Motto {
                    start,
                    end: index + 1,
                    name,
                });
            }
        }
    }
    None
}

/// The most lines of a motto that nothing but its place and the name below it shows.
const MOST_PLAIN_LINES: usize = 5;

/// Mottos whose names stand below them without a dash: most headings of the book must have one.
fn without_dashes(lines: &[Line], found: &[Motto]) -> Vec<Motto> {
    let starts = (1..lines.len()).filter(|index| {
        lines.get(index - 1).is_some_and(is_heading)
            && lines
                .get(*index)
                .is_some_and(|line| line.role == Role::Body)
    });
    let starts: Vec<usize> = starts.collect();
    let is_new = |start: &&usize| found.iter().all(|motto| motto.start != **start);
    let mottos: Vec<Motto> = starts
        .iter()
        .filter(is_new)
        .filter_map(|start| named_below(lines, *start))
        .collect();
    if mottos.len() >= 3 && mottos.len() * 2 >= starts.len() {
        mottos
    } else {
        Vec::new()
    }
}

/// The motto of a few lines that begins at a line and ends with a name on a line of its own.
fn named_below(lines: &[Line], start: usize) -> Option<Motto> {
    for index in start + 1..start + MOST_PLAIN_LINES {
        let (before, line) = lines.get(index - 1).zip(lines.get(index))?;
        let text = line.as_str();
        if line.role != Role::Body || line.page.is_some() {
            return None;
        }
        let named = ending(text) == Ending::Open
            && text.chars().next().is_some_and(char::is_uppercase)
            && !text.contains(|c: char| c.is_ascii_digit())
            && text.split_whitespace().count() <= 5
            && letters(text) * 2 <= LONGEST_NAME;
        if named && ending(before.as_str()) == Ending::Closed {
            let next = lines.get(index + 1)?;
            let opens = next.role == Role::Body
                && !begins_small(next.as_str())
                && letters(next.as_str()) > letters(text) * 2;
            return opens.then_some(Motto {
                start,
                end: index + 1,
                name: 0,
            });
        }
    }
    None
}

/// Whether a short line behind a dash signs what ends before it: speech would end as a sentence does.
fn is_signed(before: &Line, line: &Line, next: Option<&Line>) -> bool {
    let goes_on =
        next.is_some_and(|next| begins_small(next.as_str()) && next.inset() >= line.inset());
    !goes_on
        && reads_as_signature(line.as_str())
        && matches!(ending(before.as_str()), Ending::Closed)
}

/// Whether a line has the form of a name behind a dash, and of no sentence.
fn reads_as_signature(text: &str) -> bool {
    let name = text.trim_start_matches(DASHES).trim();
    text.starts_with(DASHES)
        && !name.contains(['.', '!', '?', ';'])
        && name.chars().next().is_some_and(char::is_uppercase)
        && letters(name) * 2 <= LONGEST_NAME
        && name.split_whitespace().count() <= 8
        && name.ends_with(|c: char| c.is_alphabetic() || matches!(c, '”' | '’' | ')'))
}

/// Whether a line is a name behind a dash.
fn stands_as_name(text: &str) -> bool {
    let name = text.trim_start_matches(['*', '_']);
    let bare = name.trim_start_matches(DASHES).trim();
    let stopped = bare.ends_with('.') && !title_case(bare);
    name.starts_with(DASHES)
        && !stopped
        && (is_attribution(text) || names_a_work(text) && is_name(bare))
}

/// Whether running text goes on there: a motto opens something.
fn text_follows(lines: &[Line], index: usize) -> bool {
    lines
        .get(index)
        .is_some_and(|line| line.role == Role::Body || is_heading(line))
}

/// Where in the last line of a motto its name begins, when it is run in after the quotation.
fn run_in(lines: &[Line], start: usize, last: usize) -> Option<usize> {
    let text = lines.get(last)?.as_str();
    let at = text.rfind(DASHES)?;
    let (head, tail) = text.split_at_checked(at)?;
    let name = tail.trim_start_matches(DASHES).trim();
    let said = head.trim_end();
    let closed = said.ends_with(['”', '"', '»', '’', '“']);
    let core = said.trim_end_matches(['”', '"', '»', '’', '“', '*', '_', ')']);
    let stops = core.ends_with(['.', '!', '?', '…', ',']);
    let before = || lines.iter().take(last).skip(start).map(Line::as_str);
    let quoted = closed && one_quotation(before().chain([said]));
    if !stops || letters(name) > LONGEST_NAME || letters(said) < 12 || !is_name(name) {
        return None;
    }
    // `gone.—HOME` without a space ends a sentence as often as it names someone.
    let apart = head.ends_with(' ') || closed;
    let spelled = title_case(name) && name.split_whitespace().count() <= 8;
    (apart && (quoted || spelled && !closed && begins_quote_or_set_apart(lines, start)))
        .then_some(at)
}

/// Whether a paragraph opens as a quotation or is set in, so that a name behind it need not be parted by quotation marks.
fn begins_quote_or_set_apart(lines: &[Line], start: usize) -> bool {
    lines.get(start).is_some_and(|line| {
        begins_quote(line.as_str()) || line.inset() > 3 || line.as_str().starts_with(['*', '_'])
    })
}

/// Whether a text reads as a name with the work it stands in, and as no sentence.
fn is_name(name: &str) -> bool {
    let marks = name.matches(['*', '_']).count();
    let capitals = name
        .split_whitespace()
        .filter(|word| {
            let word = word.trim_start_matches(['*', '_', '“', '"', '(', '«', '‘', '[']);
            word.chars().next().is_some_and(char::is_uppercase)
        })
        .count();
    let words = name.split_whitespace().count();
    let sentence = name.ends_with(['!', '?', ',', ';', ':', '-', '”', '"'])
        && !name.ends_with(['*', '_'])
        || name.contains(['!', ';'])
        || name.contains(['”', '"']) && !name.contains(['“', '"']);
    !sentence && marks.is_multiple_of(2) && words <= 14 && capitals * 3 >= words && capitals > 0
}

/// Whether a name has a title beside it, so that it can be no speech: `—Homer, *Odyssey*`.
fn names_a_work(text: &str) -> bool {
    text.trim_end_matches(['.', ' ']).ends_with(['*', '_']) || text.contains(", ")
}

/// Whether the last mark of a text closes what its beginning opened, or what was never opened.
fn one_quotation<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    let mut depth = 0i32;
    let mut straight = 0usize;
    let mut closed_early = false;
    let mut begins = None;
    for text in lines {
        let text = text.trim_start_matches(['*', '_']);
        begins.get_or_insert(begins_quote(text));
        for c in text.chars() {
            closed_early |= depth < 0
                || depth == 0 && begins == Some(true) && straight == 0 && c.is_alphabetic();
            match c {
                '“' | '«' => depth += 1,
                '”' | '»' => depth -= 1,
                '"' => straight += 1,
                _ => {}
            }
        }
    }
    if straight > 0 && depth == 0 {
        return straight % 2 == 1 || straight == 2 && begins == Some(true);
    }
    match begins {
        Some(true) => depth == 0 && !closed_early,
        _ => depth < 0 && !closed_early,
    }
}

/// Whether the lines of a motto are verse: two at least, each begins with a capital and ends before the edge.
fn is_verse(lines: &[Line], shape: &Shape) -> bool {
    let is_line = |line: &Line| line.role == Role::Body && begins_capital(line.as_str());
    let ends_early = |pair: &[Line]| match pair {
        [line, next] => next.gap == 0 && is_short(line, Some(next), shape),
        _ => false,
    };
    shape.wrapped
        && lines.len() > 1
        && lines.iter().all(is_line)
        && lines.windows(2).all(ends_early)
}

/// Parts the name from the quotation and gives both their place.
fn set(draft: &mut Draft, motto: &Motto, evidence: &Evidence, recorder: &mut Recorder) {
    let Some(lines) = draft.lines.get(motto.start..motto.end) else {
        return;
    };
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return;
    };
    let name = last
        .as_str()
        .get(motto.name..)
        .unwrap_or_default()
        .to_owned();
    let in_verse = motto.name == 0
        && lines
            .split_last()
            .is_some_and(|(_, said)| is_verse(said, &evidence.shape));
    let reason = if motto.name > 0 {
        "a quotation below a heading, its author behind it"
    } else {
        "a quotation below a heading, its author below it"
    };
    let after = format!("an epigraph by {name}");
    if !recorder.propose(
        first.span.join(last.span),
        first.as_str(),
        &after,
        86,
        reason,
    ) {
        return;
    }
    let mut attribution = None;
    if motto.name > 0
        && let Some(last) = draft.lines.get_mut(motto.end - 1)
    {
        let mut line = last.clone();
        line.text = last.text.split_off(motto.name);
        last.text.trim();
        line.page = None;
        line.gap = 0;
        attribution = Some(line);
    }
    let end = motto.end + usize::from(attribution.is_some());
    if let Some(line) = attribution {
        draft.lines.insert(motto.end, line);
    }
    let many = end - motto.start;
    for (offset, line) in draft
        .lines
        .iter_mut()
        .skip(motto.start)
        .take(many)
        .enumerate()
    {
        line.frame = Some(QuoteKind::Epigraph);
        line.quote = 0;
        if in_verse {
            line.role = Role::Verse;
        }
        if offset + 1 == many {
            line.role = Role::Attribution;
            line.start = Start::New;
        } else if offset == 0 {
            line.start = Start::New;
        } else if line.start == Start::Unknown {
            line.start = if line.gap > 0 {
                Start::New
            } else {
                Start::Joined
            };
        }
    }
    if let Some(next) = draft.lines.get_mut(end)
        && next.start == Start::Unknown
    {
        next.start = Start::New;
    }
}
