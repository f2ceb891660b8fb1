//! Headings that go on in the next line: converters from HTML that wrap their lines break the words of a link there.

use super::{Line, Writer};

/// How many lines such a heading may take.
const LONGEST: usize = 4;

/// Whether the line that a text begins with is a heading with a bracket that it does not close.
pub(super) fn may_be_wrapped(text: &str) -> bool {
    let line = text.lines().next().unwrap_or("");
    line.contains('[') && is_open(line)
}

fn is_open(text: &str) -> bool {
    let depth = text.chars().fold(0_usize, |depth, c| match c {
        '[' => depth + 1,
        ']' => depth.saturating_sub(1),
        _ => depth,
    });
    depth > 0
}

impl Writer<'_> {
    /// `### [Of tides` and `and boats](tides.md)` below it. How many lines it took.
    pub(super) fn wrapped_heading(&mut self, line: &Line, rest: &[Line]) -> usize {
        let words = line.content.trim_start_matches('#');
        if !words.starts_with(' ') || !may_be_wrapped(words) {
            return 0;
        }
        let mut content = line.content.to_owned();
        for (index, next) in rest.iter().enumerate().take(LONGEST).skip(1) {
            if next.is_blank() || next.content.starts_with('#') {
                return 0;
            }
            let is_link = next.content.contains("](");
            content.push(' ');
            content.push_str(next.content);
            if is_open(&content) {
                continue;
            }
            if !is_link {
                return 0;
            }
            let whole = format!("{}{content}\n", line.prefix);
            let joined = Line {
                content: &content,
                whole: &whole,
                ..*line
            };
            self.plain(&joined, &[]);
            return index + 1;
        }
        0
    }
}
