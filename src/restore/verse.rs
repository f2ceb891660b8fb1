//! Verse: lines that end where their author ended them.
//!
//! No one sign tells verse: the signs are lines that end early although the next word had room, in the middle of a
//! sentence, that begin with capitals, are set in or apart, and come several at once. Two lines need a further sign:
//! what announces them, or space around them. Where nearly all lines of a book begin with capitals it is a book of verse, and
//! its longest lines are no measure. A poem's lines may each be followed by a blank line (vision models do
//! that); then a longer gap, a quotation mark that opens again, or four lines each parts the stanzas.

use std::collections::HashMap;

use super::draft::{Draft, Line, Role, Start};
use super::evidence::{Evidence, Shape};
use super::headings::is_capitals;
use super::likeness::fold;
use super::line_ends::{
    Ending, begins_capital, begins_quote, begins_small, ending, is_short, letters,
};
use super::recorder::Recorder;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "verse",
    phase: Phase::Line,
    about: "keeps the lines and stanzas of verse",
    example: "The tide came in at half past nine / / and took the boat away, → a stanza of two lines",
    run,
};

/// So often a name stands alone where it is a speaker's.
const SPEECHES: usize = 3;

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let shape = &evidence.shape;
    let view = View::new(&draft.lines, shape);
    let poems = view.poems();
    let speakers = speaker_lines(&draft.lines);
    for poem in poems {
        let first = poem.start;
        let Some(line) = draft.lines.get(first) else {
            continue;
        };
        let span = draft
            .lines
            .get(poem.end - 1)
            .map_or(line.span, |last| line.span.join(last.span));
        let sample: Vec<&str> = draft
            .lines
            .iter()
            .skip(first)
            .take(3)
            .map(Line::as_str)
            .collect();
        let reason = format!(
            "{} lines that end early, {} of them inside a sentence",
            poem.end - first,
            poem.open
        );
        if !recorder.propose(
            span,
            &sample.join(" "),
            &sample.join("\n"),
            poem.confidence,
            reason,
        ) {
            continue;
        }
        for (index, line) in draft
            .lines
            .iter_mut()
            .enumerate()
            .skip(first)
            .take(poem.end - first)
        {
            line.role = Role::Verse;
            line.start = if index == first
                || poem.stanzas.contains(&index)
                || speakers.get(index).copied().unwrap_or(false)
            {
                Start::New
            } else {
                Start::Joined
            };
        }
        if let Some(line) = draft.lines.get_mut(poem.end)
            && line.role == Role::Body
            && is_attribution(line.as_str())
        {
            line.role = Role::Attribution;
            line.start = Start::New;
        }
    }
}

/// The lines that name who speaks below them: capitals alone on their line that come again and again.
fn speaker_lines(lines: &[Line]) -> Vec<bool> {
    let name = |line: &Line| {
        let text = line.as_str();
        let fits = line.role == Role::Body && line.width <= 40 && is_capitals(text);
        (fits && text.split(' ').count() <= 4).then(|| fold(text))
    };
    let names: Vec<Option<String>> = lines.iter().map(name).collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for name in names.iter().flatten() {
        *times.entry(name).or_default() += 1;
    }
    let speaks = |name: &Option<String>| {
        let name = name.as_deref().unwrap_or_default();
        times.get(name).is_some_and(|times| *times >= SPEECHES)
    };
    let several = times.values().filter(|times| **times >= SPEECHES).count() >= 2;
    names.iter().map(|name| several && speaks(name)).collect()
}

/// `—Name`: who wrote it.
pub(super) fn is_attribution(text: &str) -> bool {
    let text = text.trim_start_matches(['*', '_']);
    let rest = text.trim_start_matches(['—', '–', '-', ' ', '*', '_']);
    text.starts_with(['—', '–'])
        && letters(rest) <= 60
        && begins_capital(rest)
        && !rest.contains(['—', '!', '?'])
}

/// A poem found: lines `start..end`.
struct Poem {
    start: usize,
    end: usize,
    stanzas: Vec<usize>,
    open: usize,
    confidence: u8,
}

/// The lines with what was measured of them once.
struct View<'d> {
    lines: &'d [Line],
    shape: &'d Shape,
    /// Whether a line could be one of verse: running text that ends early.
    short: Vec<bool>,
}

impl<'d> View<'d> {
    fn new(lines: &'d [Line], shape: &'d Shape) -> View<'d> {
        let from = if shape.is_verse {
            0
        } else {
            body_start(lines, shape)
        };
        let short = lines
            .iter()
            .enumerate()
            .map(|(index, line)| {
                index >= from
                    && line.role == Role::Body
                    && line.start != Start::Joined
                    && !line.breaks
                    && line.quote == 0
                    && !index
                        .checked_sub(1)
                        .and_then(|before| lines.get(before))
                        .is_some_and(|before| before.breaks)
                    && !is_other(line.as_str())
                    && (shape.is_verse && letters(line.as_str()) <= LONGEST_OF_VERSE
                        || is_short(line, lines.get(index + 1), shape))
            })
            .collect();
        View {
            lines,
            shape,
            short,
        }
    }

    fn is_candidate(&self, index: usize) -> bool {
        self.short.get(index).copied().unwrap_or(false)
    }

    fn text(&self, index: usize) -> &'d str {
        self.lines.get(index).map_or("", Line::as_str)
    }

    fn gap(&self, index: usize) -> u8 {
        self.lines.get(index).map_or(0, |line| line.gap)
    }

    /// The blank lines that may stand between two lines of one stanza.
    fn usual_gap(&self) -> u8 {
        u8::from(!self.shape.wrapped)
    }

    /// In a book of verse every run of lines that begin with capitals is a stanza.
    fn stanzas_throughout(&self) -> Vec<Poem> {
        let mut poems: Vec<Poem> = Vec::new();
        let mut start = 0;
        while start < self.lines.len() {
            let mut end = start;
            while self.is_candidate(end) && (end == start || self.goes_on(end)) {
                end += 1;
            }
            if self.is_stanza(start, end) {
                let open = (start..end)
                    .filter(|index| ending(self.text(*index)) == Ending::Open)
                    .count();
                match poems.last_mut() {
                    Some(before) if before.end == start => {
                        before.stanzas.push(start);
                        before.open += open;
                        before.end = end;
                    }
                    _ => poems.push(Poem {
                        start,
                        end,
                        stanzas: Vec::new(),
                        open,
                        confidence: 90,
                    }),
                }
            }
            start = end.max(start + 1);
        }
        poems
    }

    /// Whether a line goes on with the stanza of the line before it: no gap, no further indent after a sentence's end.
    fn goes_on(&self, index: usize) -> bool {
        let (Some(line), Some(before)) = (self.lines.get(index), self.lines.get(index - 1)) else {
            return false;
        };
        let first = self
            .shape
            .first_inset
            .is_some_and(|inset| line.inset() == inset);
        line.gap <= self.usual_gap()
            && line.start != Start::New
            && !(first && ending(before.as_str()) != Ending::Open)
    }

    fn is_stanza(&self, start: usize, end: usize) -> bool {
        let count = end.saturating_sub(start);
        let texts = || (start..end).map(|index| self.text(index));
        let capitals = texts().filter(|text| begins_capital(text)).count();
        let open = texts().filter(|text| ending(text) == Ending::Open).count();
        count >= 2 && capitals * 10 >= count * 7 && (open > 0 || count >= 4)
    }

    fn poems(&self) -> Vec<Poem> {
        if self.shape.is_verse {
            return self.stanzas_throughout();
        }
        let mut poems: Vec<Poem> = Vec::new();
        let mut index = 0;
        while index < self.lines.len() {
            let end = self.strong_run(index);
            if end < index + 2 {
                index += 1;
                continue;
            }
            let floor = poems.last().map_or(0, |poem| poem.end);
            match self.poem(index, end, floor) {
                Some(poem) => {
                    index = poem.end;
                    match poems.last_mut() {
                        Some(before) if before.end == poem.start && self.gap(poem.start) <= 2 => {
                            before.stanzas.push(poem.start);
                            before.stanzas.extend(poem.stanzas);
                            before.open += poem.open;
                            before.end = poem.end;
                            before.confidence = before.confidence.max(poem.confidence);
                        }
                        _ => poems.push(poem),
                    }
                }
                None => index = end,
            }
        }
        poems
    }

    /// One past the last line of the run from `index` on in which each line ends inside a sentence.
    fn strong_run(&self, index: usize) -> usize {
        let mut end = index;
        while self.is_candidate(end) {
            end += 1;
            let linked = self.is_candidate(end)
                && self.gap(end) <= self.usual_gap()
                && ending(self.text(end - 1)) == Ending::Open
                && self.continues(end - 1, end);
            if !linked {
                break;
            }
        }
        end
    }

    /// Whether the next line's form allows that it is the next of a stanza, and no cut paragraph.
    fn continues(&self, line: usize, next: usize) -> bool {
        if self.shape.wrapped {
            return true;
        }
        // Between whole paragraphs a small letter goes on with a paragraph that was cut.
        !begins_small(self.text(next)) || letters(self.text(line)) <= 40
    }

    /// Judges the run `start..end` and grows it by lines that belong to it.
    fn poem(&self, start: usize, end: usize, floor: usize) -> Option<Poem> {
        let count = end - start;
        let range = || (start..end).map(|index| self.text(index));
        let capitals = range().filter(|text| begins_capital(text)).count();
        let figures = range()
            .filter(|text| text.trim_end().ends_with(char::is_numeric))
            .count();
        let shouted = range()
            .filter(|text| !text.chars().any(char::is_lowercase))
            .count();
        let mean = range().map(letters).sum::<usize>() / count.max(1);
        if figures * 2 >= count || shouted * 2 >= count || mean < 6 {
            return None;
        }
        // Lines of one length that begin small are a narrow paragraph.
        let full = range()
            .take(count - 1)
            .all(|text| letters(text) * 100 >= range().map(letters).max().unwrap_or(0) * 82);
        if self.shape.wrapped && full && capitals * 10 < count * 6 {
            return None;
        }
        let before = start
            .checked_sub(1)
            .map(|index| self.text(index))
            .unwrap_or_default();
        let announced =
            ending(before) == Ending::Announcing || before.trim_end().ends_with(['—', '–']);
        let inset = self.is_inset(start, end);
        let apart = self.gap(start) > self.usual_gap() && self.gap(end) > self.usual_gap();
        let confidence = match count {
            2 if capitals < 2 => return None,
            2 if announced && (inset || apart || !self.shape.wrapped) => 85,
            2 if announced || inset && self.shape.wrapped => 74,
            2 => return None,
            3 if capitals < 2 && !inset => return None,
            3 if announced || inset || apart => 85,
            3 => 72,
            _ if capitals * 10 >= count * 6 => 92,
            _ if inset || count >= 8 => 80,
            _ => return None,
        };
        if is_address(&range().collect::<Vec<_>>()) {
            return None;
        }
        let (start, end) = self.grown(start, end, floor, mean);
        let open = (start..end)
            .filter(|index| ending(self.text(*index)) == Ending::Open)
            .count();
        let stanzas = self.stanzas(start, end);
        Some(Poem {
            start,
            end,
            stanzas,
            open,
            confidence,
        })
    }

    /// Whether all lines are set in further than a paragraph's first line.
    fn is_inset(&self, start: usize, end: usize) -> bool {
        let least = self.shape.margin + self.shape.first_indent.unwrap_or(0) + 1;
        let deeper = |line: &Line| line.indent >= least;
        self.shape.wrapped && self.lines.iter().skip(start).take(end - start).all(deeper)
    }

    /// Takes in neighbours that end with a sentence but look like the poem's lines.
    fn grown(&self, mut start: usize, mut end: usize, floor: usize, mean: usize) -> (usize, usize) {
        let indent = self.lines.get(start).map_or(0, |line| line.indent);
        let quoted = begins_quote(self.text(start));
        let alike = |index: usize, gap: u8| {
            let length = letters(self.text(index));
            self.is_candidate(index)
                && gap <= self.usual_gap()
                && self
                    .lines
                    .get(index)
                    .is_some_and(|line| line.indent.abs_diff(indent) <= 6)
                && begins_capital(self.text(index))
                && length * 2 >= mean
                && length <= mean * 2
                && ending(self.text(index)) != Ending::Announcing
        };
        while start > floor && alike(start - 1, self.gap(start)) && !begins_quote(self.text(start))
        {
            // The last line of a paragraph follows a full one; a line of the poem follows a short one, or space.
            let apart = self.gap(start - 1) > self.usual_gap()
                || start >= 2 && self.is_candidate(start - 2) && self.shape.wrapped;
            if !apart {
                break;
            }
            start -= 1;
        }
        // Between one-line paragraphs of a dialogue nothing tells a poem's line that ends its sentence.
        while end - start >= 4
            && alike(end, self.gap(end))
            && (quoted || !begins_quote(self.text(end)))
        {
            let more = self.strong_run(end) >= end + 2;
            if !more && self.shape.first_indent.is_none() && !self.shape.wrapped {
                break;
            }
            end += 1;
            if more {
                end = self.strong_run(end - 1);
            }
        }
        (start, end)
    }

    /// Where stanzas begin inside `start..end`.
    fn stanzas(&self, start: usize, end: usize) -> Vec<usize> {
        let closed = |index: usize| ending(self.text(index)) != Ending::Open;
        let begins =
            |index: usize| matches!(self.lines.get(index), Some(line) if line.start == Start::New);
        let by_gap: Vec<usize> = (start + 1..end)
            .filter(|&index| begins(index) || self.gap(index) > self.usual_gap())
            .collect();
        if !by_gap.is_empty() {
            return by_gap;
        }
        let by_quote: Vec<usize> = (start + 1..end)
            .filter(|&index| {
                closed(index - 1)
                    && begins_quote(self.text(index))
                    && begins_quote(self.text(start))
            })
            .collect();
        if !by_quote.is_empty() {
            return by_quote;
        }
        let count = end - start;
        let fours: Vec<usize> = (start + 4..end).step_by(4).collect();
        let regular =
            count >= 8 && count.is_multiple_of(4) && fours.iter().all(|&index| closed(index - 1));
        let closed_lines = (start..end).filter(|&index| closed(index)).count();
        if regular && closed_lines <= fours.len() + 2 {
            fours
        } else {
            Vec::new()
        }
    }
}

/// The longest line of verse in letters.
const LONGEST_OF_VERSE: usize = 76;

/// Headings, tables, pictures and the like.
fn is_other(text: &str) -> bool {
    text.starts_with(['#', '|', '<', '!'])
        || text.contains(". . .")
        || text.contains("...") && text.contains('\t')
}

/// A name and a closing, or an address: its lines are kept, but it is no verse.
pub(super) fn is_address(lines: &[&str]) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    if lines.len() > 6 || lines.iter().any(|line| words(line) > 7) {
        return false;
    }
    let name = |text: &str| {
        let capital = text
            .split_whitespace()
            .filter(|word| begins_capital(word))
            .count();
        words(text) <= 5 && capital == words(text)
    };
    let commas = lines
        .iter()
        .filter(|line| line.trim_end().ends_with(','))
        .count();
    let names = lines.iter().filter(|line| name(line)).count();
    let signed = lines.last().is_some_and(|last| name(last)) && commas >= 1 && lines.len() <= 4;
    signed || names * 3 >= lines.len() * 2 && commas * 2 >= lines.len()
}

/// The first line of the body: what stands before the first running text is a title page.
fn body_start(lines: &[Line], shape: &Shape) -> usize {
    let full = |index: usize, line: &Line| {
        if shape.wrapped {
            !is_short(line, lines.get(index + 1), shape)
        } else {
            letters(line.as_str()) > 150
        }
    };
    let enough = if shape.wrapped { 3 } else { 1 };
    let mut run = 0;
    for (index, line) in lines.iter().enumerate() {
        run = if line.role == Role::Body && full(index, line) {
            run + 1
        } else {
            0
        };
        if run >= enough {
            return index + 1;
        }
    }
    lines.len()
}
