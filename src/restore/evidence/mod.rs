//! What the whole book says, computed once before any pass, in linear time.

mod extents;
mod full_lines;
mod scanned;
mod shape;

pub(crate) use shape::{Beginning, Ending, Shape, beginning, ending};

use super::draft::Draft;
use super::lexicon::{Detected, Lexicon, Vocabulary, detect};

/// The evidence of one text.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// How lines are laid out: width, indents, blank lines.
    pub(crate) shape: Shape,
    /// The book's own words with their counts.
    pub(crate) vocabulary: Vocabulary,
    /// The language, from its words.
    pub(crate) language: Option<Detected>,
    /// The word knowledge of that language.
    pub(crate) lexicon: Option<&'static Lexicon>,
}

/// Looks at the whole text.
pub(super) fn gather(draft: &mut Draft, text: &str) -> Evidence {
    let shape = shape::measure(draft);
    draft.is_ocr |= !draft.is_markdown && shape.wrapped && scanned::is_scanned(draft);
    let lines = || draft.pages.iter().flat_map(|page| &page.lines);
    let language = Some(detect(text)).filter(|found| found.confidence > 0 && found.tag != "und");
    Evidence {
        shape,
        vocabulary: Vocabulary::from_lines(lines().map(|line| line.as_str())),
        language,
        lexicon: language.and_then(|found| Lexicon::for_tag(found.tag)),
    }
}
