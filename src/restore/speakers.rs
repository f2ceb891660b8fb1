//! Names of speakers that OCR misread, small capitals above all: `Roserr.` and `ROsERT.` for `Robert.`
//!
//! Only in a play, and only a name that stands there once or twice and differs in a few letters from exactly one that
//! speaks all the time.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::evidence::Evidence;
use super::headings::small_capitals::nearest;
use super::likeness::{differ_at_most, fold};
use super::recorder::Recorder;
use super::text::Edit;

/// Who speaks so often is one of the play's persons.
const OFTEN: usize = 6;
/// How much of a name may be misread, in hundredths of its letters.
const MISREAD: usize = 40;

/// Titles before a name.
pub(super) const TITLES: &[&str] = &[
    "mr", "mrs", "dr", "st", "mme", "mlle", "sr", "sra", "dn", "frau", "herr",
];

/// Mends the misread names at the lines that may begin a speech.
pub(super) fn mend(
    draft: &mut Draft,
    lines: &[usize],
    evidence: &Evidence,
    recorder: &mut Recorder,
) {
    let mut names: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    let labels: Vec<(usize, &str)> = lines
        .iter()
        .filter_map(|index| Some((*index, label(draft.lines.get(*index)?.as_str())?)))
        .collect();
    for (_, name) in &labels {
        *names
            .entry(fold(name))
            .or_default()
            .entry(name)
            .or_default() += 1;
    }
    let total = |folded: &str| names.get(folded).map_or(0, |prints| prints.values().sum());
    let persons: Vec<&str> = names
        .keys()
        .map(String::as_str)
        .filter(|name| total(name) >= OFTEN)
        .collect();
    let mut mended: Vec<(usize, Edit)> = Vec::new();
    for (index, name) in labels {
        let folded = fold(name);
        let count: usize = total(&folded);
        let lexicon = evidence.lexicon;
        let is_name = |name: &str| lexicon.is_some_and(|known| known.is_word(name));
        if folded.chars().count() < 4 || is_name(&folded) {
            continue;
        }
        // A misreading may come again and again; then the name is told by being one.
        let mut alike = persons.iter().filter(|person| {
            **person != folded
                && differ_at_most(&folded, person, MISREAD)
                && (total(person) >= count * 4 || is_name(person))
                && folded.split(' ').count() == person.split(' ').count()
                && folded.chars().next() == person.chars().next()
        });
        let (Some(person), None) = (alike.next(), alike.next()) else {
            if let Some(spoken) = spoken_of(name, &folded, evidence) {
                let reason = "misread: a name of which the play speaks, in small capitals";
                mended.push((index, Edit::new(0..name.len(), spoken, 80, reason)));
            }
            continue;
        };
        let prints = names.get(*person).into_iter().flatten();
        let Some((print, _)) = prints.max_by_key(|(_, count)| **count) else {
            continue;
        };
        let reason = "misread: the name of a person of the play, who speaks often";
        mended.push((index, Edit::new(0..name.len(), *print, 86, reason)));
    }
    for (index, edit) in mended {
        if let Some(line) = draft.lines.get_mut(index) {
            recorder.apply(&mut line.text, vec![edit]);
        }
    }
}

/// The name that the text of the play has where a label in small capitals was misread: `Humpurey` for `Humphrey`.
fn spoken_of(name: &str, folded: &str, evidence: &Evidence) -> Option<String> {
    let times = |name: &str| evidence.vocabulary.capitalised(name);
    if folded.contains(' ') || times(name) > 2 {
        return None;
    }
    let (_, (spoken, often)) = nearest(folded, |name| u64::from(times(name)))?;
    let mut letters = spoken.chars();
    let first = letters.next()?.to_uppercase();
    (often >= 2).then(|| first.chain(letters).collect())
}

/// The name that a line begins with, without its stop: also behind a title (`Mrs. Hale.`).
fn label(text: &str) -> Option<&str> {
    let mut from = 0;
    loop {
        let stop = from + text.get(from..)?.find(['.', ':', '(', '['])?;
        let name = text.get(..stop)?.trim_end();
        let words = name.split(' ').count();
        let letters = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '’' | '\'' | '-');
        let fits = name.len() <= 40 && words <= 4 && name.chars().all(letters);
        if !fits || !name.starts_with(char::is_uppercase) {
            return None;
        }
        if TITLES.contains(&fold(name).as_str()) && text.get(stop..)?.starts_with(". ") {
            from = stop + 1;
            continue;
        }
        return Some(name);
    }
}
