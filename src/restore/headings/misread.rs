//! Numerals of headings that OCR misread: `Il`, `IL` and `TI` for `II`, `Vv` for `V`.
//!
//! The letters alone prove nothing (`Il` is French, `Ill` English): a numeral is believed where it stands as one and its
//! number is the one that the count wants next.

use super::counting;
use super::numbering::{Class, Numbered, keyword};
use super::{Found, Search};
use crate::restore::draft::{Draft, Line};
use crate::restore::numerals::{digits, roman, write_roman};
use crate::restore::recorder::Recorder;
use crate::restore::text::Edit;

/// The longest misread numeral in characters.
const LONGEST: usize = 7;

/// A numeral that may be misread, where a heading has its number.
pub(super) struct Reading {
    pub(super) class: Class,
    /// Its bytes in the line.
    pub(super) range: std::ops::Range<usize>,
    /// What it may have been.
    pub(super) numbers: Vec<u32>,
    pub(super) titled: bool,
}

/// Reads a line as a heading with a misread numeral: alone, before a title (`Il. The Mail`) or behind a keyword (`Chapter Il`).
pub(super) fn read(text: &str) -> Option<Reading> {
    if text.len() > 120 {
        return None;
    }
    let mut words = text.split_whitespace();
    let first = words.next()?;
    let lower = first.trim_end_matches(['.', ':', ',']).to_lowercase();
    let glued = glued_to_keyword(first);
    let class = keyword(&lower).or(glued.map(|(class, _)| class));
    let token = match glued {
        Some((_, token)) => token,
        None if class.is_some() => words.next()?,
        None => first,
    };
    let titled = words.next().is_some();
    if class.is_none() && titled && !token.ends_with(['.', ':', ')']) {
        return None;
    }
    let core = token.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '|' | '!'));
    let core = core.trim_end_matches('!');
    let ones = !core.is_empty() && core.bytes().all(|b| b == b'1');
    let known = roman(core).is_some_and(|_| !core.contains(|c: char| c.is_ascii_lowercase()));
    // `T. S. Eliot`: a letter before a name is an initial.
    let initial = class.is_none() && titled && core.chars().count() == 1;
    let figures = digits(core).is_some() && (!ones || class.is_some());
    if core.is_empty() || known && glued.is_none() || initial || figures {
        return None;
    }
    let numbers = numbers(core);
    let start = core.as_ptr() as usize - text.as_ptr() as usize;
    (!numbers.is_empty()).then(|| Reading {
        class: class.unwrap_or(Class::Roman),
        range: start..start + core.len(),
        numbers,
        titled,
    })
}

/// The bytes of a well read Roman numeral that follows a keyword: `Chapter IV.`
fn numeral_behind_keyword(text: &str) -> Option<std::ops::Range<usize>> {
    let mut words = text.split_whitespace();
    keyword(
        &words
            .next()?
            .trim_end_matches(['.', ':', ','])
            .to_lowercase(),
    )?;
    let numeral = words.next()?.trim_end_matches(['.', ':', ',']);
    let capitals = numeral.bytes().all(|b| b.is_ascii_uppercase());
    let start = numeral.as_ptr() as usize - text.as_ptr() as usize;
    (capitals && roman(numeral).is_some()).then_some(start..start + numeral.len())
}

/// A keyword in capitals with the numeral that OCR ran into it: `LETTERI.`, `CHAPTERIV`.
fn glued_to_keyword(word: &str) -> Option<(Class, &str)> {
    let core = word.trim_end_matches(['.', ':', ',']);
    if !core.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let mut cuts = (4..core.len()).filter_map(|at| {
        let (name, numeral) = core.split_at_checked(at)?;
        roman(numeral)?;
        Some((keyword(&name.to_lowercase())?, word.get(at..)?))
    });
    cuts.next()
}

/// Whether the first number behind a keyword is a word: `CHAPITRE PREMIER`, `CHAPTER THE FIRST`.
fn counts_in_words(text: &str, found: &Numbered) -> bool {
    let mut words = text.split_whitespace();
    let keyed = words.next().is_some_and(|first| {
        keyword(&first.trim_end_matches(['.', ':', ',']).to_lowercase()).is_some()
    });
    keyed
        && found.number == 1
        && words.next().is_some_and(|number| {
            !number.contains(|c: char| c.is_ascii_digit()) && roman(number).is_none()
        })
}

/// A line without the stops and ornaments around its numeral.
pub(super) fn core(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric() && c != '|')
}

/// What numerals a word may have been before it was misread.
fn numbers(word: &str) -> Vec<u32> {
    if word.chars().count() > LONGEST {
        return Vec::new();
    }
    // An `L` is one, or an `I` with its foot.
    let mut found: Vec<u32> = [false, true]
        .into_iter()
        .filter_map(|feet| roman(&printed(word, feet)?))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

pub(super) fn printed(word: &str, feet: bool) -> Option<String> {
    let mut text = String::new();
    let mut before = None;
    for c in word.chars() {
        let doubled = before.is_some_and(|b: char| b != c && b.eq_ignore_ascii_case(&c));
        before = Some(c);
        match c {
            // `Vv`: one letter, read twice.
            'v' | 'V' | 'x' | 'X' if doubled => {}
            'I' | 'l' | '1' | '|' | 'i' | 'T' | 't' | 'J' | 'j' | '!' => text.push('I'),
            'H' | 'U' | 'u' => text.push_str("II"),
            'V' | 'v' | 'Y' => text.push('V'),
            'X' | 'x' | 'K' => text.push('X'),
            'L' if feet => text.push('I'),
            'L' => text.push('L'),
            'C' => text.push('C'),
            _ => return None,
        }
    }
    Some(text)
}

impl Search<'_> {
    /// Adds the numerals that were misread.
    pub(super) fn misread(&self, candidates: &mut Vec<(usize, Numbered)>, found: &mut [Found]) {
        if self.is_markdown {
            return;
        }
        if self.is_ocr {
            self.counted(candidates, found);
            self.counted_behind_keywords(candidates);
        }
        let mut sure: Vec<(usize, Class, u32)> = candidates
            .iter()
            .map(|(index, n)| (*index, n.class, n.number))
            .chain(found.iter().filter_map(|f| {
                let numbered = f.numbered.as_ref()?;
                Some((f.start, numbered.class, numbered.number))
            }))
            .collect();
        sure.sort_unstable();
        for (index, reading, number) in self.misread_lines(&sure) {
            candidates.push((
                index,
                Numbered {
                    class: reading.class,
                    number,
                    root: number,
                    titled: reading.titled,
                },
            ));
        }
        candidates.sort_by_key(|(index, _)| *index);
    }

    /// Gives lone Roman numerals the numbers that they have in their count, from one stronger heading to the next.
    fn counted(&self, candidates: &mut Vec<(usize, Numbered)>, found: &mut [Found]) {
        let mut bounds: Vec<usize> = candidates
            .iter()
            .filter(|(_, n)| n.class < Class::Roman)
            .map(|(index, _)| *index)
            .collect();
        // What the contents named already holds the count where it is.
        let mut lone: Vec<(usize, String)> = Vec::new();
        for heading in found.iter() {
            match &heading.numbered {
                Some(n) if n.class == Class::Roman => {
                    lone.push((heading.start, write_roman(n.number)));
                }
                None if self.is_misread(heading.start) => {
                    lone.push((heading.start, self.core(heading.start)));
                }
                _ => bounds.push(heading.start),
            }
        }
        bounds.sort_unstable();
        let is_lone = |n: &Numbered| n.class == Class::Roman && !n.titled;
        let known = candidates.iter().filter(|(_, n)| is_lone(n));
        lone.extend(known.map(|(index, _)| (*index, self.core(*index))));
        let others = (0..self.lines.len()).filter(|index| self.is_lone_numeral(*index));
        lone.extend(others.map(|index| (index, self.core(index))));
        lone.sort();
        lone.dedup_by_key(|(index, _)| *index);
        let section = |index: usize| bounds.partition_point(|bound| *bound <= index);
        for lines in lone.chunk_by(|(a, _), (b, _)| section(*a) == section(*b)) {
            let texts: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
            for ((index, _), number) in lines.iter().zip(counting::count(&texts)) {
                let Some(number) = number else { continue };
                let numbered = Numbered {
                    class: Class::Roman,
                    number,
                    root: number,
                    titled: false,
                };
                if let Some(heading) = found.iter_mut().find(|f| f.start == *index) {
                    heading.numbered.get_or_insert(numbered);
                } else if let Some((_, known)) = candidates.iter_mut().find(|(at, _)| at == index) {
                    known.number = number;
                } else {
                    candidates.push((*index, numbered));
                }
            }
        }
        candidates.sort_by_key(|(index, _)| *index);
    }

    /// Gives the Roman numerals behind keywords (`Chapter I`, `Chapter I`, `Chapter III`) the numbers that they have in
    /// their count.
    fn counted_behind_keywords(&self, candidates: &mut [(usize, Numbered)]) {
        let mut counts: Vec<(Class, Vec<(usize, String)>)> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for (at, (index, found)) in candidates.iter().enumerate() {
            let text = self.lines.get(*index).map_or("", Line::as_str);
            // What stands higher begins the count of what is below it again.
            open.retain(|count| {
                counts
                    .get(*count)
                    .is_some_and(|(class, _)| *class <= found.class)
            });
            let numeral = match numeral_behind_keyword(text) {
                Some(range) => text.get(range).unwrap_or_default().to_owned(),
                // The first of them may be a word: `CHAPITRE PREMIER`.
                None if counts_in_words(text, found) => write_roman(found.number),
                None => continue,
            };
            let same = |count: &usize| {
                counts
                    .get(*count)
                    .is_some_and(|(class, _)| *class == found.class)
            };
            let count = open.iter().copied().find(same).unwrap_or_else(|| {
                counts.push((found.class, Vec::new()));
                open.push(counts.len() - 1);
                counts.len() - 1
            });
            if let Some((_, lines)) = counts.get_mut(count) {
                lines.push((at, numeral));
            }
        }
        for (_, lines) in counts.iter().filter(|(_, lines)| lines.len() > 2) {
            let texts: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
            for ((at, _), number) in lines.iter().zip(counting::count(&texts)) {
                if let (Some((_, found)), Some(number)) = (candidates.get_mut(*at), number) {
                    found.root = number;
                    found.number = number;
                }
            }
        }
    }

    /// A line without the stops and ornaments around its numeral.
    fn core(&self, index: usize) -> String {
        let text = self.lines.get(index).map_or("", Line::as_str);
        core(text).to_owned()
    }

    /// Whether a line is nothing but a numeral that was misread.
    fn is_misread(&self, index: usize) -> bool {
        let reading = self.lines.get(index).and_then(|line| read(line.as_str()));
        reading.is_some_and(|reading| reading.class == Class::Roman && !reading.titled)
    }

    /// Whether a line stands by itself and may be a numeral that was misread.
    fn is_lone_numeral(&self, index: usize) -> bool {
        self.free(index).is_some_and(|line| {
            (line.gap > 0 || line.page.is_some())
                && self.stands_alone(index)
                && self.is_misread(index)
        })
    }

    /// Lines whose misread numeral is the one wanted between those that were read.
    fn misread_lines(&self, sure: &[(usize, Class, u32)]) -> Vec<(usize, Reading, u32)> {
        let mut found: Vec<(usize, Reading, u32)> = Vec::new();
        let mut sure = sure.iter().peekable();
        let mut last: Vec<(Class, u32)> = Vec::new();
        let count = |last: &mut Vec<(Class, u32)>, class: Class, number: u32| {
            // A part begins the count of its chapters again.
            last.retain(|(other, _)| *other < class);
            last.push((class, number));
        };
        for index in 0..self.lines.len() {
            if let Some((_, class, number)) = sure.next_if(|(at, _, _)| *at == index) {
                count(&mut last, *class, *number);
                continue;
            }
            let Some(line) = self.free(index) else {
                continue;
            };
            let Some(reading) = read(line.as_str()) else {
                continue;
            };
            let apart = line.gap > 0 || line.page.is_some() || index == 0;
            if !apart || !self.stands_alone(index) || reading.titled && !self.short(line) {
                continue;
            }
            let before = last
                .iter()
                .find(|(class, _)| *class == reading.class)
                .map_or(0, |(_, number)| *number);
            let wanted = before + 1;
            let mut goes_on = || {
                sure.peek().is_some_and(|(_, class, number)| {
                    *class == reading.class && *number == wanted + 1
                })
            };
            // The first one has nothing before it, and figures may be a page's: the next must follow.
            let figures = line.as_str().contains(|c: char| c.is_ascii_digit());
            // Behind its keyword a word is a number, whatever it looks like.
            let named = reading.class != Class::Roman && !reading.titled;
            let alone = (self.is_ocr || named) && before > 0 && !figures;
            if reading.numbers.contains(&wanted) && (alone || goes_on()) {
                count(&mut last, reading.class, wanted);
                found.push((index, reading, wanted));
            }
        }
        found
    }
}

/// Writes the numerals of the headings found as the count wants them.
pub(super) fn mend(found: &mut [Found], draft: &mut Draft, recorder: &mut Recorder) {
    let is_ocr = draft.is_ocr;
    let mut last: Vec<(Class, u32)> = Vec::new();
    for heading in found {
        let Some(line) = draft.lines.get_mut(heading.start) else {
            continue;
        };
        let read_well = heading.numbered.as_ref().map(|n| (n.class, n.number));
        // A `1` that counts with figures is one.
        let figures = matches!(read_well, Some((Class::Digits, _)));
        let reading = read(line.as_str()).filter(|_| !figures);
        let (class, number) = match (&reading, read_well) {
            (Some(reading), known) => {
                let before = last
                    .iter()
                    .find(|(class, _)| *class == reading.class)
                    .map_or(0, |(_, number)| *number);
                let number = known
                    .filter(|(class, number)| {
                        // What stands alone was counted with all others.
                        *class == reading.class
                            && (!reading.titled || reading.numbers.contains(number))
                    })
                    .map_or(before + 1, |(_, number)| number);
                if known.is_none() && !reading.numbers.contains(&number) {
                    continue;
                }
                (reading.class, number)
            }
            (None, Some(known)) => known,
            (None, None) => continue,
        };
        last.retain(|(other, _)| *other < class);
        last.push((class, number));
        let lone = || {
            // `I` for `II`: well read, but not the number that the count has here.
            let text = line.as_str();
            let behind = numeral_behind_keyword(text).filter(|_| is_ocr);
            let range = behind.or_else(|| {
                let core = core(text);
                let start = core.as_ptr() as usize - text.as_ptr() as usize;
                (class == Class::Roman).then_some(start..start + core.len())
            })?;
            let other = roman(text.get(range.clone())?).is_some_and(|n| n != number);
            other.then(|| Reading {
                class,
                range,
                numbers: vec![number],
                titled: heading.numbered.as_ref().is_some_and(|n| n.titled),
            })
        };
        let Some(reading) = reading.or_else(lone) else {
            continue;
        };
        let glued = line
            .as_str()
            .get(..reading.range.start)
            .is_some_and(|before| before.ends_with(char::is_alphabetic));
        let numeral = write_roman(number);
        let edit = Edit::new(
            reading.range,
            if glued {
                format!(" {numeral}")
            } else {
                numeral
            },
            86,
            "a misread numeral: the headings count on with it",
        );
        if recorder.apply(&mut line.text, vec![edit]) > 0 {
            let titled = reading.titled;
            heading.numbered = Some(Numbered {
                class,
                number,
                root: number,
                titled,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_misread_numerals() {
        let numbers = |text| read(text).map(|r| r.numbers).unwrap_or_default();
        assert_eq!(numbers("Il"), [2]);
        assert_eq!(numbers("IL."), [2]);
        assert_eq!(numbers("Ill"), [3]);
        assert_eq!(numbers("TI"), [2]);
        assert_eq!(numbers("Vv"), [5]);
        assert_eq!(numbers("VUI"), [8]);
        assert_eq!(numbers("CHAPTER XIL."), [12]);
        assert_eq!(numbers("Il. The Mail"), [2]);
        assert_eq!(numbers("LETTERI."), [1]);
        assert_eq!(numbers("CHAPTERIV"), [4]);
        assert_eq!(numbers("LETTERS"), [] as [u32; 0]);
        assert_eq!(numbers("Il fait froid"), [] as [u32; 0]);
        assert_eq!(numbers("XII"), [] as [u32; 0]);
        assert_eq!(numbers("Hill"), [] as [u32; 0]);
        assert_eq!(numbers("T. S. Eliot"), [] as [u32; 0]);
        assert_eq!(numbers("12"), [] as [u32; 0]);
        assert_eq!(numbers("Chapter 11"), [] as [u32; 0]);
    }
}
