//! Characters that nobody sees: soft hyphens, zero-width characters, control characters.
//!
//! They are left by typesetting programs and divide words for searching and for reading aloud. A soft hyphen at a line
//! end is a hyphen that was printed; anywhere else none was. Joiners stay where they have a meaning: in scripts that
//! need them, and in emoji.

use super::draft::Draft;
use super::evidence::Evidence;
use super::recorder::Recorder;
use super::text::{Edit, LINE_BREAK};
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "invisibles",
    phase: Phase::Line,
    about: "takes out soft hyphens, zero-width and control characters",
    example: "con\u{b7}sider (with a soft hyphen) → consider",
    run,
};

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    for line in &mut draft.lines {
        let edits = edits(line.as_str());
        if !edits.is_empty() {
            recorder.apply(&mut line.text, edits);
        }
    }
}

fn edits(text: &str) -> Vec<Edit> {
    if text
        .bytes()
        .all(|byte| (0x20..0x7f).contains(&byte) || byte == b'\t')
    {
        return Vec::new();
    }
    let mut edits = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        let after = text.get(range.end..).unwrap_or_default();
        match c {
            '\u{ad}' if after.trim_start().is_empty() => {
                edits.push(Edit::new(
                    range,
                    "-",
                    100,
                    "a soft hyphen at a line end was printed as a hyphen",
                ));
            }
            '\u{ad}' => edits.push(Edit::new(
                range,
                "",
                100,
                "a soft hyphen inside a line is not printed",
            )),
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{180e}' => {
                edits.push(Edit::new(range, "", 100, "a character without width"));
            }
            '\u{200c}' | '\u{200d}' if joiner_is_idle(before, after.chars().next()) => {
                edits.push(Edit::new(
                    range,
                    "",
                    100,
                    "a joiner between letters that do not join",
                ));
            }
            LINE_BREAK | '\t' => {}
            c if c.is_control() => edits.push(Edit::new(range, "", 100, "a control character")),
            _ => {}
        }
        before = Some(c);
    }
    edits
}

/// Latin, Greek and Cyrillic letters do not join, nor does white space or the end of a line.
fn joiner_is_idle(before: Option<char>, after: Option<char>) -> bool {
    let plain =
        |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || ('\u{20}'..'\u{530}').contains(&c));
    plain(before) && plain(after)
}
