//! The search for headings, line by line: by Markdown's signs, by numbers and names, by titles below bare numbers, by what
//! stands at the top of a page.

use std::collections::{BTreeMap, BTreeSet};

use super::isolated::{is_dated, is_place_and_date};
use super::numbering::{Class, Numbered, bare, is_keyword, is_named, numbered};
use super::sequence::{in_sequence, without_lists};
use super::{Found, is_capitals, taken, title_case};
use crate::restore::Evidence;
use crate::restore::draft::{Line, Role, Seam};
use crate::restore::evidence::{Beginning, Ending, beginning, ending};
use crate::restore::likeness::fold;

/// So often a name stands between sentences where it is a speaker's.
const SPEECHES: usize = 3;

/// Titles in bold are at least so many paragraphs apart, on the average.
const BOLD_APART: usize = 4;

/// What the search for headings looks at.
pub(super) struct Search<'a> {
    pub(super) lines: &'a [Line],
    pub(super) evidence: &'a Evidence,
    /// The lines that belong to a heading already.
    pub(super) taken: Vec<bool>,
    pub(super) is_markdown: bool,
    /// The numbers of chapters whose sections are numbered after them, with the line of their first section (`4.1`).
    pub(super) chapters: BTreeMap<u32, usize>,
    pub(super) is_ocr: bool,
    /// What the running heads said, folded.
    pub(super) heads: BTreeSet<String>,
}

/// The numbers before the point of all first sections (`4.1 Mailing lists`), and where those stand.
pub(super) fn chapters_with_sections(lines: &[Line]) -> BTreeMap<u32, usize> {
    let first = |(index, line): (usize, &Line)| {
        let text = line.as_str();
        let dotted = line.role == Role::Body && text.len() < 120 && text.contains(".1");
        let number = dotted.then(|| numbered(text)).flatten();
        number
            .filter(|n| n.class == Class::Decimal(2) && n.number == 1)
            .map(|n| (n.root, index))
    };
    lines.iter().enumerate().filter_map(first).collect()
}

impl Search<'_> {
    pub(super) fn free(&self, index: usize) -> Option<&Line> {
        let line = self.lines.get(index)?;
        // A large first letter that is joined to its word is no title.
        let drops = line.seam == Seam::Close;
        (line.role == Role::Body && !drops && !self.taken.get(index).copied().unwrap_or(true))
            .then_some(line)
    }

    /// Whether a paragraph begins at a line, as far as its form says.
    fn begins(&self, index: usize) -> bool {
        let Some(line) = self.lines.get(index) else {
            return true;
        };
        let Some(before) = index.checked_sub(1).and_then(|i| self.lines.get(i)) else {
            return true;
        };
        if before.role != Role::Body || line.page.is_some() || line.gap > 0 {
            return true;
        }
        self.evidence.shape.begins(before, line, false) > -1.0
    }

    /// Lines that Markdown's signs make headings, and lines of bold alone.
    pub(super) fn markup(&self, found: &mut Vec<Found>) {
        if !self.is_markdown {
            return;
        }
        for index in 0..self.lines.len() {
            let Some(line) = self.free(index) else {
                continue;
            };
            let text = line.as_str();
            let level = text.bytes().take_while(|b| *b == b'#').count();
            let signs = (1..=6).contains(&level) && text.as_bytes().get(level) == Some(&b' ');
            let name = bare(text);
            if !signs || name.is_empty() {
                continue;
            }
            let letters = name.chars().filter(|c| c.is_alphabetic()).count();
            let numbered = numbered(text);
            // A drop capital set large: one letter that the next line goes on from.
            let drops = letters == 1 && numbered.as_ref().is_none_or(|n| n.titled)
                || name.chars().count() > 220;
            let next = self.lines.get(index + 1);
            let goes_on = letters == 1
                && next.is_some_and(|next| {
                    beginning(next.as_str()) == Beginning::Small
                        || next.as_str().chars().take(3).all(char::is_uppercase)
                });
            if drops || goes_on {
                continue;
            }
            let folded = fold(text);
            found.push(Found {
                numbered,
                markup: u8::try_from(level).ok(),
                named: is_named(&folded),
                ..Found::line(index, 96, "the extractor marked it as a heading")
            });
        }
        self.bold_titles(found);
        self.join_numbers_and_titles(found);
    }

    /// Lines of bold alone, in a text that marks no headings otherwise. What is said in bold ends as a sentence does, and
    /// the name of a speaker comes again.
    fn bold_titles(&self, found: &mut Vec<Found>) {
        if found.len() > 1 {
            return;
        }
        let mut bold: Vec<(usize, String)> = Vec::new();
        for index in 0..self.lines.len() {
            let Some(line) = self.free(index) else {
                continue;
            };
            let core = line.as_str().strip_prefix("**");
            let core = core.and_then(|core| core.strip_suffix("**"));
            let Some(core) = core.filter(|core| !core.contains("**") && line.width <= 80) else {
                continue;
            };
            let next = self.lines.get(index + 1);
            let apart = (line.gap > 0 || line.page.is_some())
                && next.is_some_and(|next| next.gap > 0 || next.page.is_some());
            let stopped = is_capitals(core) && core.ends_with('.');
            let open = ending(core) == Ending::Open || stopped;
            let dated = is_dated(core);
            // Titles below numbers in bold are found with them.
            if numbered(core).is_some() && !dated {
                return;
            }
            if apart && (open && beginning(core) != Beginning::Small || dated) {
                bold.push((index, fold(core)));
            }
        }
        let mut texts: Vec<&str> = bold.iter().map(|(_, text)| text.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        let differ = texts.len() * 10 >= bold.len() * 9;
        if bold.len() < 2 || !differ || bold.len() * BOLD_APART > self.lines.len() {
            return;
        }
        let reason = "bold alone on its line, as the text's other titles";
        found.extend(bold.into_iter().map(|(index, text)| Found {
            named: is_named(&text),
            ..Found::line(index, 84, reason)
        }));
        found.sort_by_key(|f| f.start);
    }

    /// A number and its title marked as two headings one after the other are one.
    fn join_numbers_and_titles(&self, found: &mut Vec<Found>) {
        found.sort_by_key(|f| f.start);
        let mut joined: Vec<Found> = Vec::with_capacity(found.len());
        for heading in found.drain(..) {
            if let Some(last) = joined.last_mut() {
                let bare_number =
                    last.numbered.as_ref().is_some_and(|n| !n.titled) && last.end - last.start == 1;
                let near =
                    heading.start == last.end && heading.numbered.is_none() && !heading.named;
                let same = last.markup.is_some()
                    && heading.markup.is_some()
                    && last.markup.abs_diff_level(heading.markup) <= 1;
                if bare_number
                    && near
                    && same
                    && heading.contents.is_none()
                    && last.contents.is_none()
                {
                    last.end = heading.end;
                    continue;
                }
            }
            joined.push(heading);
        }
        *found = joined;
    }

    /// Lines that are a number of a division, or begin with one, and count on through the book.
    pub(super) fn numbered_lines(&self, found: &mut Vec<Found>) {
        let mut candidates: Vec<(usize, Numbered)> = Vec::new();
        for index in 0..self.lines.len() {
            let Some(line) = self.free(index) else {
                continue;
            };
            let text = line.as_str();
            // Where blank lines part paragraphs, the middle of one is no place to look (nor to spend time).
            let inside = self.evidence.shape.blank_lines
                && line.gap == 0
                && line.page.is_none()
                && index > 0;
            if inside || text.len() > 120 || text.starts_with('|') || line.quote > 0 {
                continue;
            }
            if let Some(numbered) = self.numbered_over(index) {
                if self.could_be_heading(index, &numbered) {
                    candidates.push((index, numbered));
                }
            } else if text.len() < 60
                && is_named(&fold(text))
                // The entries of an index may begin with small letters.
                && (self.stands_alone(index) || line.page.is_some() && self.stands_alone_above(index))
            {
                found.push(Found {
                    named: true,
                    ..Found::line(index, 88, "a part of a book by its name")
                });
            }
        }
        let mut candidates = without_lists(candidates);
        candidates.retain(|(index, numbered)| !self.in_list(*index, numbered));
        self.misread(&mut candidates, found);
        let accepted = in_sequence(&candidates, found);
        for ((index, numbered), accepted) in candidates.into_iter().zip(accepted) {
            if !accepted {
                continue;
            }
            let end = self.wrapped_end(index + self.number_lines(index) - 1);
            found.push(Found {
                end,
                numbered: Some(numbered),
                ..Found::line(index, 90, "its number counts on with the other headings")
            });
        }
    }

    /// How many lines a heading's number takes: `CHAPTER` and `ONE` may stand on two.
    fn number_lines(&self, index: usize) -> usize {
        let parted = self
            .free(index)
            .is_some_and(|line| is_keyword(line.as_str()))
            && self.free(index + 1).is_some_and(|next| {
                next.page.is_none() && next.as_str().split_whitespace().count() == 1
            });
        1 + usize::from(parted)
    }

    /// The number that a line is or begins with, and the line after it where that holds the number.
    fn numbered_over(&self, index: usize) -> Option<Numbered> {
        let line = self.lines.get(index)?;
        if self.number_lines(index) == 1 {
            return numbered(line.as_str());
        }
        let next = self.lines.get(index + 1)?;
        numbered(&format!("{} {}", bare(line.as_str()), bare(next.as_str())))
    }

    /// Whether the line before or after a numbered one counts down or on from it: a list, as the scenes of a play.
    fn in_list(&self, index: usize, numbered: &Numbered) -> bool {
        let number = |at: Option<usize>| {
            let line = self.lines.get(at?)?;
            let near = line.gap == 0 && line.page.is_none();
            let read = self::numbered(line.as_str()).filter(|n| n.class == numbered.class)?;
            Some((near, read.number))
        };
        let above = number(index.checked_sub(1));
        let near = self
            .lines
            .get(index)
            .is_some_and(|line| line.gap == 0 && line.page.is_none());
        near && above.is_some_and(|(_, n)| n + 1 == numbered.number)
            || number(Some(index + 1)).is_some_and(|(near, n)| near && n == numbered.number + 1)
    }

    /// Lines in capitals that stand alone at the top of a page, in a book whose other headings are in capitals.
    pub(super) fn page_tops(&self, found: &mut Vec<Found>) {
        let set_so = |f: &&Found| {
            self.lines
                .get(f.start..f.end)
                .is_some_and(|lines| lines.iter().any(|line| is_capitals(line.as_str())))
        };
        let capitals = found.iter().filter(set_so).count();
        if self.is_markdown || capitals == 0 || capitals * 2 < found.len() {
            return;
        }
        let taken = taken(found, self.lines.len());
        for index in 1..self.lines.len() {
            let Some(line) = self.free(index).filter(|line| line.page.is_some()) else {
                continue;
            };
            let text = line.as_str();
            let words = text.split_whitespace().count();
            let fits = is_capitals(text) && (2..=10).contains(&words) && self.short(line);
            let alone = self
                .lines
                .get(index + 1)
                .is_some_and(|next| next.gap > 0 && next.page.is_none() && next.role == Role::Body);
            let over = self.lines.get(index - 1).is_some_and(|before| {
                before.role != Role::Body
                    || matches!(ending(before.as_str()), Ending::Sentence | Ending::Half)
                    || self.short(before)
            });
            if fits && alone && over && !taken.get(index).copied().unwrap_or(true) {
                let reason = "capitals alone at the top of a page, as the book's other headings";
                found.push(Found {
                    numbered: numbered(text),
                    named: is_named(&fold(text)),
                    ..Found::line(index, 76, reason)
                });
            }
        }
    }

    fn could_be_heading(&self, index: usize, numbered: &Numbered) -> bool {
        let Some(line) = self.lines.get(index) else {
            return false;
        };
        let text = bare(line.as_str());
        let begins = self.begins(index);
        match numbered.class {
            Class::Volume | Class::Part | Class::Chapter | Class::Scene => {
                let sentence = numbered.titled
                    && ending(&text) == Ending::Sentence
                    && text.chars().count() > 60;
                let comma = ending(&text) == Ending::Comma;
                begins && !sentence && !comma && self.begins_body(index + 1)
            }
            // Digits and letters before a title are items and notes as often as headings: only the contents or markup
            // tells, or sections that are numbered after them.
            Class::Digits | Class::Letter => {
                let has_sections = self
                    .chapters
                    .get(&numbered.number)
                    .is_some_and(|section| index < *section);
                let heads = numbered.class == Class::Digits
                    && has_sections
                    && self.titled_numeral(&text)
                    && ending(&text) != Ending::Sentence;
                // Beside chapters with sections, a number that stands alone is a chapter's or none.
                let lone = !numbered.titled
                    && (self.chapters.is_empty()
                        || has_sections
                            && self
                                .title_after(index + 1, self.lines.len())
                                .is_some_and(|offer| !offer.is_stopped));
                (lone || heads) && begins && self.stands_alone(index)
            }
            Class::Decimal(_) => {
                let asks = text.ends_with(['?', '!']);
                let over = ending(&text) == Ending::Sentence && !asks;
                let title = self.titled_numeral(&text) && !over;
                let alone = self.stands_alone(index) || self.runs_over(index);
                begins && (!numbered.titled || title) && alone
            }
            Class::Roman | Class::Word => {
                // Next to a number alone the words tell: where a sentence is over, the next one does not begin with it.
                let apart = !numbered.titled
                    && index
                        .checked_sub(1)
                        .and_then(|before| self.lines.get(before))
                        .is_some_and(|before| ending(before.as_str()) == Ending::Sentence);
                (begins || apart)
                    && if numbered.titled {
                        self.titled_numeral(&text) && self.stands_alone(index)
                    } else {
                        self.stands_alone(index)
                    }
            }
        }
    }

    /// Whether a line that begins with a number of several parts is the first of a title of two lines: it is full, the next
    /// one is short, and a paragraph begins after it.
    fn runs_over(&self, index: usize) -> bool {
        let line = |at: usize| self.free(at).filter(|line| line.quote == 0);
        let (Some(first), Some(second)) = (line(index), line(index + 1)) else {
            return false;
        };
        let numbered = numbered(first.as_str());
        let sections = numbered.is_some_and(|n| matches!(n.class, Class::Decimal(_)) && n.titled);
        let near = second.page.is_none() && second.gap == 0 && self.short(second);
        let ends = matches!(ending(first.as_str()), Ending::Open | Ending::Comma)
            && (ending(second.as_str()) == Ending::Open || second.as_str().ends_with(['?', '!']));
        let over = self.lines.get(index + 2).is_none_or(|third| {
            third.page.is_some()
                || third.gap > 0
                || beginning(third.as_str()) != Beginning::Small && !self.short(third)
        });
        sections && near && ends && !self.short(first) && over
    }

    fn titled_numeral(&self, text: &str) -> bool {
        text.chars().count() < 70 && ending(text) != Ending::Comma && ending(text) != Ending::Hyphen
    }

    /// Whether what follows can be the beginning of a text or another heading.
    fn begins_body(&self, index: usize) -> bool {
        self.lines
            .get(index)
            .is_none_or(|line| beginning(line.as_str()) != Beginning::Small || line.gap > 0)
    }

    /// Whether a line is no part of a paragraph.
    pub(super) fn stands_alone(&self, index: usize) -> bool {
        if index >= self.lines.len() {
            return false;
        }
        let after = self.lines.get(index + 1);
        let above = self.stands_alone_above(index);
        let below = after.is_none_or(|after| {
            after.page.is_some() || after.gap > 0 || beginning(after.as_str()) != Beginning::Small
        });
        above && below
    }

    /// Whether what stands before a line is over.
    pub(super) fn stands_alone_above(&self, index: usize) -> bool {
        let Some(line) = self.lines.get(index) else {
            return false;
        };
        let before = index.checked_sub(1).and_then(|i| self.lines.get(i));
        line.page.is_some()
            || line.gap > 0
            || before.is_none_or(|before| {
                !matches!(
                    ending(before.as_str()),
                    Ending::Comma | Ending::Hyphen | Ending::Open
                ) || before.role != Role::Body
                    || self.short(before)
            })
    }

    pub(super) fn short(&self, line: &Line) -> bool {
        let width = if self.evidence.shape.wrapped {
            self.evidence.shape.width
        } else {
            70
        };
        line.as_str().chars().count() * 10 < width * 7
    }

    /// Whether a line ends clearly before the edge, or is set in: it may be a long title.
    fn leaves_room(&self, line: &Line) -> bool {
        let length = line.as_str().chars().count();
        let width = self.evidence.shape.width;
        self.short(line)
            || self.evidence.shape.wrapped
                && (length * 20 < width * 17 || line.inset() > 4 && length < width)
    }

    /// One past the last line of a heading whose title runs over into a further line.
    fn wrapped_end(&self, index: usize) -> usize {
        if self.runs_over(index) {
            return index + 2;
        }
        let mut end = index + 1;
        while end < index + 4 {
            let (Some(line), Some(before)) = (self.free(end), self.lines.get(end - 1)) else {
                break;
            };
            let (text, above) = (bare(line.as_str()), bare(before.as_str()));
            let capitals = is_capitals(&text) && is_capitals(&above) && above.chars().count() > 12;
            let goes_on = line.gap == 0
                && line.page.is_none()
                && self.short(line)
                && numbered(&text).is_none();
            let centred = line.inset() > 4
                && before.inset() > 4
                && above.chars().count() > 20
                && ending(&above) != Ending::Sentence;
            if !(goes_on && (capitals || (centred && ending(&text) != Ending::Sentence))) {
                break;
            }
            end += 1;
        }
        end
    }

    /// Titles on the lines after a bare number, where the book has them: most numbers have one, or none has.
    pub(super) fn titles(&self, found: &mut [Found]) {
        let mut offers: Vec<Offer> = Vec::new();
        let mut bare_numbers = 0;
        for (position, heading) in found.iter().enumerate() {
            let is_bare = heading.numbered.as_ref().is_some_and(|n| !n.titled)
                && heading.end == heading.start + self.number_lines(heading.start);
            let next_heading = found
                .get(position + 1)
                .map_or(self.lines.len(), |next| next.start);
            if !is_bare || heading.contents.is_some() {
                continue;
            }
            bare_numbers += 1;
            if let Some(offer) = self.title_after(heading.end, next_heading) {
                offers.push(Offer { position, ..offer });
            }
        }
        self.drop_speakers(&mut offers, found);
        // A stop ends a title where it ends them all: else it may be a date, a greeting or a short paragraph.
        let stopped = offers.iter().filter(|offer| offer.is_stopped).count();
        if stopped < 3 || stopped * 5 < bare_numbers * 4 {
            offers.retain(|offer| !offer.is_stopped);
        }
        let strong = offers.iter().filter(|offer| offer.is_strong).count();
        let enough = offers.len() * 2 > bare_numbers;
        // Titles with small letters show by their number: hardly a first line of a paragraph is short and goes on.
        let over_text = |offer: &&Offer| {
            let body = self.lines.get(offer.end);
            body.is_some_and(|line| !self.short(line) || ending(line.as_str()) == Ending::Sentence)
        };
        let consistent = offers.len() >= 3
            && offers.len() * 5 >= bare_numbers * 4
            && offers.iter().filter(over_text).count() * 5 >= offers.len() * 4;
        for offer in offers {
            let taken =
                enough && (offer.is_strong || consistent || strong * 2 >= bare_numbers.min(1));
            if taken && let Some(heading) = found.get_mut(offer.position) {
                heading.end = offer.end;
            }
        }
    }

    /// What stands again and again between whole sentences is who speaks, not a title.
    fn drop_speakers(&self, offers: &mut Vec<Offer>, found: &[Found]) {
        let text = |index: usize| self.lines.get(index).map(|line| fold(line.as_str()));
        let title = |offer: &Offer| text(found.get(offer.position)?.end);
        let mut again: BTreeMap<String, usize> = BTreeMap::new();
        again.extend(offers.iter().filter_map(title).map(|title| (title, 0)));
        if again.is_empty() {
            return;
        }
        for (index, pair) in self.lines.windows(2).enumerate() {
            let [before, line] = pair else { continue };
            let is_body = before.role == Role::Body && line.role == Role::Body;
            if is_body && line.width < 60 && ending(before.as_str()) == Ending::Sentence {
                let times = text(index + 1).and_then(|folded| again.get_mut(&folded));
                times.into_iter().for_each(|times| *times += 1);
            }
        }
        let speaks = |title: String| again.get(&title).is_some_and(|times| *times >= SPEECHES);
        offers.retain(|offer| !title(offer).is_some_and(speaks));
        // Nor is what stands below most numbers: `To the same.`
        let mut said: Vec<String> = offers.iter().filter_map(title).collect();
        said.sort_unstable();
        let count = said.len();
        let mut same = said.chunk_by(|a, b| a == b);
        let usual = same.find(|same| same.len() >= SPEECHES && same.len() * 2 > count);
        let usual = usual.and_then(|same| same.first()).cloned();
        if let Some(usual) = usual {
            offers.retain(|offer| title(offer).is_none_or(|title| title != usual));
        }
    }

    fn title_after(&self, index: usize, limit: usize) -> Option<Offer> {
        let mut end = index;
        let mut strong = true;
        let mut stopped = false;
        while end < limit.min(index + 3) {
            let line = self
                .lines
                .get(end)
                .filter(|line| line.role == Role::Body && line.seam != Seam::Close)
                .filter(|line| line.page.is_none() || end == index)?;
            let text = bare(line.as_str());
            let ends = ending(&text);
            let capitals = is_capitals(&text);
            let question = text.ends_with(['?', '!']) && title_case(&text);
            let apart = self.lines.get(end + 1).is_some_and(|next| next.gap > 0);
            let in_heads = || self.heads.contains(&fold(&text));
            stopped = ends == Ending::Sentence
                && !capitals
                && !question
                && apart
                && is_stopped_title(&text);
            // A stop that the running heads print too belongs to the title.
            let known = stopped && in_heads();
            stopped &= !known;
            // A line in italics alone is a title, whether it has a stop or not.
            let line_text = line.as_str();
            let italic =
                line_text.len() > 2 && line_text.starts_with('_') && line_text.ends_with('_');
            let open =
                matches!(ends, Ending::Open) || capitals || question || stopped || known || italic;
            let fits = text.chars().count() <= 70
                && (self.leaves_room(line) || capitals || line.gap > 0 && apart)
                && beginning(&text) != Beginning::Small;
            if !(open && fits) || numbered(&text).is_some() || is_place_and_date(&text) {
                break;
            }
            let markup = line.as_str().starts_with(['*', '_', '#']);
            strong = strong
                && (!stopped || italic)
                && (capitals || title_case(&text) || line.inset() > 4 || apart || markup);
            end += 1;
            if apart || markup {
                break;
            }
        }
        let body = self.lines.get(end)?;
        if end == index
            || beginning(body.as_str()) == Beginning::Small
            || body.page.is_some() && end - index > 1
        {
            return None;
        }
        Some(Offer {
            position: 0,
            end,
            is_strong: strong,
            is_stopped: stopped,
        })
    }
}

/// A title offered to a heading that is a number.
struct Offer {
    /// Which heading.
    position: usize,
    /// One past the title's last line.
    end: usize,
    /// Whether its form alone says that it is a title.
    is_strong: bool,
    /// Whether it ends with a stop, as a sentence does.
    is_stopped: bool,
}

/// Whether a line that ends with a stop has the words of a title: `Miss Lane to Mrs. Grey.`, no date and no sentence.
fn is_stopped_title(text: &str) -> bool {
    text.ends_with('.')
        && title_case(text)
        && text.chars().count() <= 60
        && !text.contains(|c: char| c.is_ascii_digit())
}

/// The distance of two levels of markup.
trait LevelDistance {
    fn abs_diff_level(self, other: Self) -> u8;
}

impl LevelDistance for Option<u8> {
    fn abs_diff_level(self, other: Option<u8>) -> u8 {
        self.unwrap_or(0).abs_diff(other.unwrap_or(0))
    }
}
