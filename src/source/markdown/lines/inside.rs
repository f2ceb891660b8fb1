//! Habits inside lines of text: `[[links]]` of wikis, `\(…\)` and `\[…\]` for mathematics, marks of site generators.

use std::collections::BTreeMap;

use super::containers::escape;
use super::{Line, Writer, gates, head, signs, targets, tex};

/// How far the other end of a mark may be.
const WINDOW: usize = 1000;

impl Writer<'_> {
    /// Writes a line that is not special as a whole. How many lines it took.
    pub(super) fn plain(&mut self, line: &Line, rest: &[Line]) -> usize {
        let content = line.content;
        if let Some(count) = self.display_math(line, rest) {
            return count;
        }
        let has_examples = self.examples.are_in(content);
        let has_signs = gates::holds_marks(content) || has_examples;
        if memchr::memchr3(b'{', b'[', b'\\', content.as_bytes()).is_none() && !has_signs {
            self.copy(line);
            return 1;
        }
        let holds = |mark: &str| content.contains(mark);
        let has_mark = holds("{{") || holds("{%");
        let has_link = holds("[[");
        let has_math = holds("\\(") || holds("\\[");
        let has_targets = targets::may_be_in(content);
        if !(has_mark || has_link || has_math || has_signs || has_targets)
            || (line.is_deep()
                && content.starts_with(|c: char| !c.is_alphanumeric())
                && !["* ", "- ", "+ "]
                    .iter()
                    .any(|mark| content.starts_with(mark)))
        {
            self.copy(line);
            return 1;
        }
        let mut text = content.to_owned();
        let mut count = 1;
        if has_signs {
            // An argument in braces may reach over the line's end.
            while count < 40 && tex::is_open(&text) {
                let Some(next) = rest.get(count).filter(|next| !next.is_blank()) else {
                    break;
                };
                text.push('\n');
                text.push_str(next.prefix);
                text.push_str(next.content);
                count += 1;
            }
            if has_examples {
                text = self.examples.referred_to(&text);
            }
            text = signs::written_out(&text);
        }
        if has_mark {
            // A mark may be wrapped like any other words.
            while count < 10 && is_open_mark(&text) {
                let Some(next) = rest.get(count).filter(|next| !next.is_blank()) else {
                    break;
                };
                text.push(' ');
                text.push_str(next.content);
                count += 1;
            }
            text = self.marks_in_text(line, &text);
        }
        if has_link {
            text = replace_outside_code(&text, "![[", embedded);
            text = replace_outside_code(&text, "[[", wiki_link);
        }
        if has_targets {
            text = replace_outside_code(&text, "](", targets::bracketed);
        }
        if has_math {
            text = replace_outside_code(&text, "\\", inline_math);
        }
        self.place(line.start);
        if self.in_tex && text.ends_with("\\\\") {
            text.pop();
        }
        let end = line
            .whole
            .get(line.prefix.len() + content.len()..)
            .unwrap_or("");
        for piece in [line.prefix, &text, end] {
            self.out.push_str(piece);
        }
        if count > 1 && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        count
    }

    /// `\[` … `\]` or `\\[` … `\\]` on lines of their own.
    fn display_math(&mut self, line: &Line, rest: &[Line]) -> Option<usize> {
        let (open, close) = [("\\\\[", "\\\\]"), ("\\[", "\\]")]
            .into_iter()
            .find(|(open, _)| line.content.starts_with(open))?;
        let mut tex = String::new();
        for (index, line) in rest.iter().take(100).enumerate() {
            let content = if index == 0 {
                line.content.strip_prefix(open)?
            } else {
                line.content
            };
            if line.is_blank() {
                return None;
            }
            if let Some(end) = content.find(close) {
                tex.push_str(content.get(..end)?);
                let tail = content.get(end + close.len()..)?;
                if !tail.trim_matches([' ', '.', ',']).is_empty()
                    || !(open.len() == 3 || is_tex(&tex))
                    || tex.contains('$')
                {
                    return None;
                }
                let first = rest.first()?;
                self.place(first.start);
                let prefix = first.prefix;
                self.out.push_str(&format!(
                    "{prefix}$${}$$\n",
                    tex.trim().replace('\n', &format!("\n{prefix}"))
                ));
                return Some(index + 1);
            }
            tex.push_str(content);
            tex.push('\n');
        }
        None
    }
}

/// Whether a text ends inside a mark of a site generator.
fn is_open_mark(text: &str) -> bool {
    [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")]
        .iter()
        .any(|(open, close)| {
            text.rsplit_once(open)
                .is_some_and(|(_, behind)| !behind.contains(close) && !behind.contains('`'))
        })
}

/// Whether a text looks like TeX and not like words in escaped brackets.
fn is_tex(text: &str) -> bool {
    let mut before = ' ';
    let command = text.chars().any(|c| {
        let is_command = before == '\\' && c.is_ascii_alphabetic();
        before = c;
        is_command
    });
    // A link in escaped brackets has such signs in its address.
    command || text.contains(['^', '=', '_']) && !text.contains("](http")
}

/// What stands for the beginning of a text, and how much of it that takes; the second argument is the character before.
type Replace = fn(&str, Option<char>) -> Option<(String, usize)>;

/// Where the code spans of a line stand, fences and all.
pub(super) struct CodeSpans(Vec<std::ops::Range<usize>>);

impl CodeSpans {
    /// Finds them: a run of backticks ends at the next run of the same length.
    pub(super) fn of(text: &str) -> CodeSpans {
        let bytes = text.as_bytes();
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for at in memchr::memchr_iter(b'`', bytes) {
            match runs.last_mut() {
                Some((start, length)) if *start + *length == at => *length += 1,
                _ => runs.push((at, 1)),
            }
        }
        let mut last_of_length = BTreeMap::new();
        for (index, (_, length)) in runs.iter().enumerate() {
            last_of_length.insert(*length, index);
        }
        let mut spans = Vec::new();
        let mut index = 0;
        while let Some(&(start, full)) = runs.get(index) {
            let slashes = bytes.get(..start).map_or(0, |before| {
                before
                    .iter()
                    .rev()
                    .take_while(|byte| **byte == b'\\')
                    .count()
            });
            let length = full - slashes % 2;
            let end = last_of_length
                .get(&length)
                .filter(|last| **last > index && length > 0)
                .and_then(|last| runs.get(index + 1..=*last))
                .and_then(|later| later.iter().position(|(_, other)| *other == length))
                .map(|offset| index + 1 + offset);
            match end.and_then(|end| runs.get(end).map(|run| (end, run))) {
                Some((end, (at, length))) => {
                    spans.push(start..at + length);
                    index = end + 1;
                }
                None => index += 1,
            }
        }
        CodeSpans(spans)
    }

    /// Whether an offset lies in one.
    pub(super) fn hold(&self, at: usize) -> bool {
        let after = self.0.partition_point(|span| span.end <= at);
        self.0.get(after).is_some_and(|span| span.start <= at)
    }
}

/// Replaces what begins with `mark` outside of code spans, as `replace` gives it: the new text and the length of the old.
pub(super) fn replace_outside_code(text: &str, mark: &str, replace: Replace) -> String {
    let code = CodeSpans::of(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        let (before, here) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let found = if code.hold(text.len() - here.len()) {
            None
        } else {
            replace(here, out.chars().next_back())
        };
        match found {
            Some((new, length)) => {
                out.push_str(&new);
                rest = here.get(length..).unwrap_or("");
            }
            None => {
                // Of a backslash the character after it goes along: `\\` is one.
                let step = if mark == "\\" {
                    here.chars().take(2).map(char::len_utf8).sum()
                } else {
                    mark.len()
                };
                out.push_str(here.get(..step).unwrap_or(here));
                rest = here.get(step..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    out
}

/// `\(x\)` and mdBook's `\\(x\\)` → mathematics; `\\[x\\]` inside a line → `$$x$$`.
fn inline_math(text: &str, _: Option<char>) -> Option<(String, usize)> {
    for (open, close, mark, is_sure) in [
        ("\\\\(", "\\\\)", "$", true),
        ("\\\\[", "\\\\]", "$$", true),
        ("\\(", "\\)", "$", false),
        ("\\[", "\\]", "$$", false),
    ] {
        let Some(body) = text.strip_prefix(open) else {
            continue;
        };
        let end = head(body, WINDOW).find(close)?;
        let tex = body.get(..end)?.trim();
        if tex.is_empty() || tex.len() > 1000 || tex.contains('$') || !(is_sure || is_tex(tex)) {
            return None;
        }
        return Some((math(mark, tex), open.len() + end + close.len()));
    }
    None
}

/// As a tag where it stands in a line: dollar signs would not be read beside a letter (`\(n\)th`).
fn math(mark: &str, tex: &str) -> String {
    if mark == "$" {
        format!("<deckle-math tex=\"{}\"></deckle-math>", escape(tex))
    } else {
        format!("{mark}{tex}{mark}")
    }
}

/// `![[Note]]` → a link to the note; a picture stays one.
fn embedded(text: &str, _: Option<char>) -> Option<(String, usize)> {
    let body = text.strip_prefix('!')?;
    if let Some((picture, length)) = wiki_link(body, Some('!')) {
        return Some((format!("!{picture}"), length + 1));
    }
    let inner = body.get(2..2 + body.get(2..)?.find("]]")?)?;
    let is_other = inner.rsplit_once('.').is_some_and(|(_, end)| {
        (2..=4).contains(&end.len())
            && end.bytes().all(|b| b.is_ascii_alphanumeric())
            && end != "md"
    });
    if is_other {
        // A film, a sound, a document: a link to the file, which is no part of a book.
        let (target, label) = inner.split_once('|').unwrap_or((inner, inner));
        let file = target.split('#').next().unwrap_or(target).trim();
        let link = format!("[{}](<{}>)", label.trim(), file.replace(['<', '>'], ""));
        return Some((link, inner.len() + 5));
    }
    let (link, length) = wiki_link(body, None)?;
    Some((link, length + 1))
}

/// `[[Page#Part|text]]` → a link, `![[picture.png|200]]` → a picture.
fn wiki_link(text: &str, before: Option<char>) -> Option<(String, usize)> {
    let body = text.strip_prefix("[[")?;
    let end = head(body, WINDOW).find("]]")?;
    let inner = body.get(..end)?;
    let after = body.get(end + 2..)?;
    let is_plain =
        !inner.contains(['[', ']', '`', '\n']) && !after.starts_with(['(', '[', ']', ':', '{']);
    let (target, label) = inner.split_once('|').unwrap_or((inner, ""));
    let target = target.trim_end_matches('\\').trim();
    if !is_plain
        || target.is_empty()
        || before == Some('\\')
        // A note's mark in brackets.
        || target.starts_with('^')
        || target
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b' ' | b'-'))
    {
        return None;
    }
    let length = end + 4;
    let address = |target: &str| format!("<{}>", target.replace(['<', '>'], ""));
    let is_picture = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"]
        .iter()
        .any(|end| target.to_ascii_lowercase().ends_with(end));
    if before == Some('!') {
        if !is_picture {
            return None;
        }
        let is_size = !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'x');
        let width = label.split('x').next().unwrap_or("");
        let size = if is_size {
            format!("{{width={width}}}")
        } else {
            String::new()
        };
        let alternative = if is_size { "" } else { label };
        // The exclamation mark before it has been written already.
        return Some((
            format!("[{alternative}]({}){size}", address(target)),
            length,
        ));
    }
    let (page, part) = target.split_once('#').unwrap_or((target, ""));
    let has_extension = page.rsplit_once('.').is_some_and(|(_, end)| {
        (1..=4).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let part = part
        .trim_start_matches('^')
        .to_lowercase()
        .replace(' ', "-");
    let mut path = if page.is_empty() || has_extension {
        page.to_owned()
    } else {
        format!("{page}.md")
    };
    if !part.is_empty() {
        path.push('#');
        path.push_str(&part);
    }
    let words = if label.is_empty() {
        target.trim_start_matches('#').replace('#', " > ")
    } else {
        label.to_owned()
    };
    Some((format!("[{}]({})", words.trim(), address(&path)), length))
}
