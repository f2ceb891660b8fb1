//! Headings: numbered, titled, both on one or on several lines; by Markdown's signs, by the printed contents, by their
//! numbering and by their form. No heading comes from a drop capital or from a line that is merely short.

mod contents_match;
mod counting;
mod dated;
mod headed;
mod isolated;
mod levels;
mod misread;
mod misread_titles;
mod numbered_titles;
pub(crate) mod numbering;
mod search;
mod sections;
mod sequence;
pub(crate) mod small_capitals;

use super::draft::{Draft, Line, Role, Start};
use super::{Evidence, Pass, Phase, Recorder};
use numbering::{Numbered, bare};
use search::{Search, chapters_with_sections};
use sequence::{join_numbers_and_contents, join_numbers_and_heads};

pub(super) static PASS: Pass = Pass {
    name: "headings",
    phase: Phase::Line,
    about: "headings found by markup, contents, numbering and form, number and title as one, with their levels",
    example: "II / The Landing / It was the last boat… → ## II. The Landing",
    run,
};

/// A heading found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Its first line.
    start: usize,
    /// One past its last line.
    end: usize,
    /// What its text says.
    numbered: Option<Numbered>,
    /// The level of Markdown's signs, if it has them.
    markup: Option<u8>,
    /// The depth in the printed contents, if it stands there.
    contents: Option<u8>,
    /// Whether it is named (Preface) rather than titled.
    named: bool,
    /// Whether it is a section's, below the chapters that carry numbers or names.
    is_section: bool,
    confidence: u8,
    reason: &'static str,
}

impl Found {
    /// A line that is a title and nothing more: without number, name, signs or an entry in the contents.
    fn line(index: usize, confidence: u8, reason: &'static str) -> Found {
        Found {
            start: index,
            end: index + 1,
            numbered: None,
            markup: None,
            contents: None,
            named: false,
            is_section: false,
            confidence,
            reason,
        }
    }
}

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    let mut found = contents_match::find(draft, evidence);
    let taken = taken(&found, draft.lines.len());
    let search = Search {
        lines: &draft.lines,
        evidence,
        taken,
        is_markdown: draft.is_markdown,
        chapters: chapters_with_sections(&draft.lines),
        is_ocr: draft.is_ocr,
        heads: draft.heads.iter().map(|head| head.folded.clone()).collect(),
    };
    search.markup(&mut found);
    found.sort_by_key(|f| f.start);
    let taken = self::taken(&found, draft.lines.len());
    let search = Search { taken, ..search };
    search.numbered_lines(&mut found);
    found.sort_by_key(|f| f.start);
    found.dedup_by(|later, earlier| later.start < earlier.end);
    join_numbers_and_contents(&mut found);
    headed::find(&search, draft, &mut found);
    join_numbers_and_heads(&mut found);
    search.titles(&mut found);
    search.page_tops(&mut found);
    isolated::find(&search, draft.metadata.title.is_some(), &mut found);
    numbered_titles::find(&search, &mut found);
    dated::find(&search, &mut found);
    sections::find(&search, &mut found);
    found.sort_by_key(|f| f.start);
    if !draft.is_markdown {
        misread::mend(&mut found, draft, recorder);
        misread_titles::mend(&found, draft, evidence, recorder);
        small_capitals::mend(&found, draft, evidence, recorder);
    }
    let levels = levels::levels(&found, &draft.lines);
    for (heading, level) in found.iter().zip(levels) {
        set(draft, heading, level, recorder);
    }
}

fn taken(found: &[Found], count: usize) -> Vec<bool> {
    let mut taken = vec![false; count];
    for heading in found {
        for index in heading.start..heading.end {
            if let Some(place) = taken.get_mut(index) {
                *place = true;
            }
        }
    }
    taken
}

/// Gives the lines of a heading their role. What Markdown's signs say anyway is no change.
fn set(draft: &mut Draft, heading: &Found, level: u8, recorder: &mut Recorder) {
    let Some(lines) = draft.lines.get_mut(heading.start..heading.end) else {
        return;
    };
    let text: Vec<&str> = lines.iter().map(Line::as_str).collect();
    let text = text.join(" / ");
    let span = lines
        .iter()
        .fold(crate::report::Span::NONE, |span, line| span.join(line.span));
    let as_written = heading.markup == Some(level) && lines.len() == 1;
    let after = format!(
        "{} {}",
        "#".repeat(usize::from(level)),
        bare(&text.replace(" / ", " "))
    );
    if !as_written && !recorder.propose(span, &text, &after, heading.confidence, heading.reason) {
        return;
    }
    for (index, line) in lines.iter_mut().enumerate() {
        line.role = Role::Heading { level };
        line.start = if index == 0 {
            Start::New
        } else {
            Start::Joined
        };
        line.quote = 0;
        strip_signs(line);
    }
    if let Some(next) = draft
        .lines
        .get_mut(heading.end)
        .filter(|next| next.start == Start::Unknown)
    {
        next.start = Start::New;
    }
}

/// Takes Markdown's heading signs and bold off a heading's line: they are its markup, no words.
fn strip_signs(line: &mut Line) {
    let text = line.text.as_str();
    let start = text.len() - text.trim_start_matches(['#', ' ']).len();
    if start > 0 && text.starts_with('#') {
        line.text = line.text.split_off(start);
    }
    let text = line.text.as_str();
    let core = text.trim_end_matches(['#', ' ']);
    if core.len() < text.len() {
        let cut = core.len();
        line.text.split_off(cut);
    }
    // An anchor of the extractor's may stand before the bold.
    let text = line.text.as_str();
    let anchor = text
        .find("</span>")
        .filter(|_| text.starts_with("<span "))
        .map_or(0, |at| at + "</span>".len());
    let mut title = line.text.split_off(anchor);
    for sign in ["**", "__", "*", "_"] {
        let text = title.as_str();
        let inner = text
            .strip_prefix(sign)
            .and_then(|rest| rest.strip_suffix(sign));
        if inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(sign)) {
            let end = text.len() - sign.len();
            title.split_off(end);
            title = title.split_off(sign.len());
        }
    }
    if anchor == 0 {
        line.text = title;
    } else {
        line.text.append("", title);
    }
}

/// Whether all letters of a text are capitals, with three of them at least.
pub(crate) fn is_capitals(text: &str) -> bool {
    let mut letters = 0;
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if c.is_lowercase() {
            return false;
        }
        letters += 1;
    }
    letters >= 3
}

/// Whether the words of a text begin with capitals, short ones aside.
pub(crate) fn title_case(text: &str) -> bool {
    let mut large = 0;
    let mut small = 0;
    for word in text.split_whitespace() {
        let Some(first) = word.chars().find(|c| c.is_alphabetic()) else {
            continue;
        };
        if first.is_uppercase() {
            large += 1;
        } else if word.chars().count() > 3 {
            small += 1;
        }
    }
    large >= 1 && small * 3 <= large
}
