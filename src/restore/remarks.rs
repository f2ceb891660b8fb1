//! What a model says around the pages that it read: `Here is the transcription of the page:`.
//!
//! Such a line stands alone, speaks of a transcription or of an image, and opens the text or comes again.

use super::draft::{Draft, Line, Role};
use super::recorder::Recorder;

/// The most letters of one.
const LONGEST: usize = 180;

/// How they begin.
const OPENINGS: &[&str] = &[
    "here is ",
    "here's ",
    "here’s ",
    "here are ",
    "below is ",
    "the following is ",
    "this is ",
    "sure",
    "certainly",
    "of course",
    "i have transcribed ",
    "i've transcribed ",
    "i’ve transcribed ",
    "voici ",
    "hier ist ",
    "hier sind ",
    "aquí está ",
    "aquí tienes ",
    "ecco ",
    "segue ",
    "aqui está ",
];

/// What they speak of.
const SUBJECTS: &[&str] = &[
    "transcri",
    "transkri",
    "trascri",
    "extracted text",
    "text extracted",
    "extracted from",
    "ocr ",
    "text from the image",
    "text in the image",
    "text of the image",
    "text from the page",
    "markdown",
    "text on the page",
    "texte de l'image",
    "texte extrait",
    "text aus dem bild",
    "texto de la imagen",
    "texto extraído",
    "testo estratto",
];

/// How those at a text's end begin.
const CLOSINGS: &[&str] = &[
    "let me know if ",
    "please let me know ",
    "i hope this helps",
    "if you need ",
    "if you have any ",
    "note: the image ",
];

/// Takes the remarks out.
pub(super) fn take_out(draft: &mut Draft, recorder: &mut Recorder) {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut opens = false;
    for (number, page) in draft.pages.iter().enumerate() {
        for (index, line) in page.lines.iter().enumerate() {
            let alone = (index == 0 || line.gap > 0)
                && page.lines.get(index + 1).is_none_or(|next| next.gap > 0);
            if alone && line.role == Role::Body && is_remark(line) {
                opens |= number == 0 && index == 0;
                found.push((number, index));
            }
        }
    }
    if found.len() < 2 && !opens {
        return;
    }
    for (number, index) in found {
        let page = draft.pages.get_mut(number);
        if let Some(line) = page.and_then(|page| page.lines.get_mut(index)) {
            recorder.remove_line(line, 92, "what a model says of the page that it read");
        }
    }
}

fn is_remark(line: &Line) -> bool {
    let text = line.as_str();
    if text.len() > LONGEST || !text.ends_with([':', '.', '!', '*']) {
        return false;
    }
    let lower = text.trim_matches(['*', '_', ' ']).to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    begins(OPENINGS) && any(SUBJECTS) || begins(CLOSINGS)
}
