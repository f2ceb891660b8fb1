//! What those who copied a book for an archive wrote into it: notes on their copy, and signs where its pictures stood.
//!
//! `[Transcriber's Note: …]` speaks of the file and goes. `[Illustration]` says where a picture was and goes; of
//! `[Illustration: The mill in winter]` the picture's caption stays. All of them begin a paragraph and close at a line's end.

use super::brackets::closing_line;
use super::draft::{Draft, Line, Role};
use super::recorder::Recorder;
use super::text::Edit;

/// How a note of theirs begins, in lower case.
const NOTES: &[&str] = &[
    "transcriber's note",
    "transcriber’s note",
    "transcribers' note",
    "transcribers’ note",
    "transcriber note",
    "transcribers note",
    "transcription note",
    "note sur la transcription",
    "notes sur la transcription",
    "note de transcription",
    "notes de transcription",
    "note du transcripteur",
    "notes du transcripteur",
    "note au lecteur de ce fichier",
    "anmerkung zur transkription",
    "anmerkungen zur transkription",
    "anmerkungen des bearbeiters",
    "nota del transcriptor",
    "notas del transcriptor",
    "nota de transcripción",
    "notas de transcripción",
    "nota del trascrittore",
    "note del trascrittore",
    "nota di trascrizione",
    "nota de transcrição",
    "notas de transcrição",
    "nota do transcritor",
    "notas do transcritor",
    "opmerkingen van de bewerker",
    "opmerking van de bewerker",
    "opmerkingen van de transcribent",
    "avskrivarens anmärkning",
    "uwagi do transkrypcji",
];

/// The words for a picture.
const PICTURES: &[&str] = &[
    "illustration",
    "illustrations",
    "ilustración",
    "ilustracion",
    "ilustração",
    "illustrazione",
    "illustratie",
    "afbeelding",
    "abbildung",
    "ilustracja",
    "kuva",
];

/// So many lines a note or a caption may have.
const LONGEST: usize = 90;

/// So many lines may follow the beginning of a note that ends the book: a list of mended errors is long.
const LONGEST_AT_BACK: usize = 250;

/// A note without brackets stands among so many lines of the beginning or among the last of the book: one in `SHARE` of all
/// and a few more.
const FRONT: usize = 150;
const SHARE: usize = 8;
const FEW: usize = 4;

/// Takes them out of the pages.
pub(super) fn take_out(draft: &mut Draft, recorder: &mut Recorder) {
    for page in &mut draft.pages {
        in_brackets(&mut page.lines, recorder);
    }
    let mut lines: Vec<&mut Line> = draft
        .pages
        .iter_mut()
        .flat_map(|page| &mut page.lines)
        .filter(|line| line.role != Role::Dropped)
        .collect();
    in_the_open(&mut lines, recorder);
}

fn in_brackets(lines: &mut [Line], recorder: &mut Recorder) {
    let mut index = 0;
    while index < lines.len() {
        let begins = index == 0 || lines.get(index).is_some_and(|line| line.gap > 0);
        let found = begins.then(|| bracketed(lines, index)).flatten();
        let Some((what, end)) = found else {
            index += 1;
            continue;
        };
        match what {
            What::Note => {
                for line in lines.iter_mut().take(end).skip(index) {
                    recorder.remove_line(line, 95, "a note of those who copied the book");
                }
            }
            What::Picture(caption) => caption_of(lines, index..end, caption, recorder),
        }
        index = end;
    }
}

enum What {
    Note,
    /// Where its caption begins in the first line; `None` where it has none.
    Picture(Option<usize>),
}

/// What begins at a line, and one past the line where its bracket closes.
fn bracketed(lines: &[Line], index: usize) -> Option<(What, usize)> {
    let text = lines.get(index)?.as_str();
    let inner = text.strip_prefix('[')?;
    let lower = inner.to_lowercase();
    let is_note = NOTES
        .iter()
        .any(|note| lower.trim_start().starts_with(note));
    let what = if is_note {
        What::Note
    } else {
        let word: String = lower.chars().take_while(|c| c.is_alphabetic()).collect();
        if !PICTURES.contains(&word.as_str()) {
            return None;
        }
        let after = 1 + inner.find(|c: char| !c.is_alphabetic())?;
        let rest = text.get(after..)?;
        if rest.starts_with(']') {
            What::Picture(None)
        } else {
            let caption = rest.strip_prefix(':')?.trim_start();
            What::Picture(Some(text.len() - caption.len()))
        }
    };
    let is_bare = matches!(what, What::Picture(None));
    let end = closing_line(lines, index, LONGEST, |at, line| {
        line.role == Role::Body && !(is_bare && at > index && line.gap > 0)
    })?;
    let apart = lines.get(end).is_none_or(|next| next.gap > 0);
    apart.then_some((what, end))
}

/// Leaves of a picture's lines its caption; all of them go where there is none.
fn caption_of(
    lines: &mut [Line],
    range: std::ops::Range<usize>,
    caption: Option<usize>,
    recorder: &mut Recorder,
) {
    const REASON: &str = "the sign of those who copied the book for a picture";
    let last = range.end - 1;
    let empty = |line: &Line| !line.as_str().chars().any(char::is_alphanumeric);
    let Some(caption) = caption else {
        for line in lines.iter_mut().take(range.end).skip(range.start) {
            recorder.remove_line(line, 95, REASON);
        }
        return;
    };
    if let Some(line) = lines.get_mut(last) {
        let end = line.as_str().len();
        recorder.apply(
            &mut line.text,
            vec![Edit::new(end - 1..end, "", 95, REASON)],
        );
    }
    if let Some(line) = lines.get_mut(range.start) {
        recorder.apply(&mut line.text, vec![Edit::new(0..caption, "", 95, REASON)]);
    }
    for line in lines.iter_mut().take(range.end).skip(range.start) {
        if empty(line) {
            recorder.remove_line(line, 95, REASON);
        }
    }
}

/// Notes without brackets: in a box of dashes, or a paragraph or a section of their own at an end of the book.
fn in_the_open(lines: &mut [&mut Line], recorder: &mut Recorder) {
    let count = lines.len();
    let mut index = 0;
    while index < count {
        let at_front = index < FRONT.min(count / 2);
        let at_back = index + count / SHARE + FEW >= count;
        if !at_front && !at_back {
            index += 1;
            continue;
        }
        let end = match lines.get(index).map(|line| line.as_str()) {
            Some(text) if is_box_edge(text) => box_end(lines, index),
            Some(text) if is_note(text) && (index == 0 || gap(lines, index) > 0) => {
                Some(note_end(lines, index, at_back))
            }
            _ => None,
        };
        let Some(end) = end else {
            index += 1;
            continue;
        };
        for line in lines.iter_mut().take(end).skip(index) {
            recorder.remove_line(line, 90, "a note of those who copied the book");
        }
        index = end;
    }
}

fn gap(lines: &[&mut Line], index: usize) -> u8 {
    lines.get(index).map_or(u8::MAX, |line| line.gap)
}

fn is_note(text: &str) -> bool {
    let lower = text
        .trim_start_matches(['_', '=', '*', ' ', '|'])
        .to_lowercase();
    NOTES.iter().any(|note| lower.starts_with(note))
}

fn is_box_edge(text: &str) -> bool {
    text.len() > 10
        && text.starts_with('+')
        && text.ends_with('+')
        && text.contains("---")
        && text.chars().all(|c| matches!(c, '+' | '-'))
}

/// One past the lower edge of a box that holds a note.
fn box_end(lines: &[&mut Line], index: usize) -> Option<usize> {
    let inside = lines.iter().skip(index + 1).take(LONGEST);
    let height = inside.clone().position(|line| is_box_edge(line.as_str()))?;
    let holds = inside
        .take(height)
        .any(|line| is_note(line.as_str().trim_start_matches(['|', ' '])));
    holds.then_some(index + height + 2)
}

/// One past the last line of a note: the first wide gap after its first paragraph ends it; at the back it goes on to the end
/// of the book, unless that is further than notes are long: what comes there may be the author's.
fn note_end(lines: &[&mut Line], index: usize, at_back: bool) -> usize {
    if at_back && index + LONGEST_AT_BACK >= lines.len() {
        return lines.len();
    }
    // A title of its own is not yet the note.
    let title = lines
        .get(index)
        .is_some_and(|line| line.as_str().chars().count() < 45 && gap(lines, index + 1) > 0);
    let mut end = index + 1 + usize::from(title);
    while end < lines.len() && end < index + LONGEST && gap(lines, end) < 2 {
        end += 1;
    }
    end
}
