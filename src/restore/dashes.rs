//! Dashes typed as two hyphens: `word--word`.
//!
//! They become a dash where they stand between words, as typewriters and old archives write it. Options of programs
//! (`--help`), rules of three and more, and code stay.

use super::draft::{Draft, Kind};
use super::evidence::Evidence;
use super::recorder::Recorder;
use super::text::Edit;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "dashes",
    phase: Phase::Paragraph,
    about: "makes a dash of two hyphens between words",
    example: "a word--and another → a word—and another",
    run,
};

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    let is_markdown = draft.is_markdown;
    for block in &mut draft.blocks {
        let text = block.text.as_str();
        if matches!(block.kind, Kind::Code | Kind::Table | Kind::Dropped)
            || !text.contains("--")
            || is_markdown && text.contains(['`', '<'])
        {
            continue;
        }
        let edits = edits(text);
        if !edits.is_empty() {
            recorder.apply(&mut block.text, edits);
        }
    }
}

fn edits(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("--")) {
        let start = at + found;
        let length = text
            .get(start..)
            .map_or(2, |rest| rest.bytes().take_while(|b| *b == b'-').count());
        let before = text.get(..start).and_then(|head| head.chars().next_back());
        let after = text
            .get(start + length..)
            .and_then(|tail| tail.chars().next());
        let option =
            before.is_none_or(char::is_whitespace) && after.is_some_and(char::is_alphanumeric);
        let alone = before.is_none() && after.is_none();
        // Four hyphens stand for a name that is not said.
        let meant = match length {
            2 => "—",
            4 => "⸺",
            _ => "",
        };
        if !option && !alone && !meant.is_empty() {
            edits.push(Edit::new(
                start..start + length,
                meant,
                90,
                "hyphens for a dash between words",
            ));
        }
        at = start + length;
    }
    edits
}
