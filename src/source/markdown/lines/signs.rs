//! Signs inside a line of text: `==marked==`, `++ctrl+c++`, `%%comment%%`, `{++added++}`, icons of sites, names of blocks
//! (`^name`), commands of LaTeX and references.

use super::containers::escape;
use super::inside::CodeSpans;
use super::{directives, head, references, tex};
use crate::book::emoji;

/// How far the other end of a sign may be.
const WINDOW: usize = 600;

/// Writes all signs of a line as what they stand for.
pub(super) fn written_out(text: &str) -> String {
    let mut text = size_of_picture(&label_of_picture(text));
    if text.contains('\\') {
        text = tex::written(&text);
    }
    if references::may_hold(&text) {
        text = references::written_out(&text);
    }
    text = block_name(text);
    for (mark, replace) in [
        ("{", braced as Replace),
        ("==", marked),
        ("++", keys),
        ("%%", comment),
        (":", icon),
    ] {
        if text.contains(mark) {
            text = replaced(&text, mark, replace);
        }
    }
    text
}

/// What a sign stands for, and its length. The second argument is what stands before it.
type Replace = fn(&str, &str) -> Option<(String, usize)>;

fn replaced(text: &str, mark: &str, replace: Replace) -> String {
    let code = CodeSpans::of(text);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut is_math = false;
    while let Some(step) = text.get(at..).and_then(|rest| rest.find(mark)) {
        let here = at + step;
        let before = text.get(at..here).unwrap_or("");
        is_math ^= before.matches('$').count() % 2 == 1;
        out.push_str(before);
        let rest = text.get(here..).unwrap_or("");
        let slashes = out.bytes().rev().take_while(|byte| *byte == b'\\').count();
        let found = if code.hold(here) || is_math || slashes % 2 == 1 || is_in_tag(&out) {
            None
        } else {
            replace(rest, &out)
        };
        match found {
            Some((new, length)) => {
                out.push_str(&new);
                at = here + length;
            }
            None => {
                out.push_str(mark);
                at = here + mark.len();
            }
        }
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// Whether a text ends inside a tag or the target of a link.
fn is_in_tag(before: &str) -> bool {
    let is_tag = before.rfind('<').is_some_and(|open| {
        before.get(open..).is_some_and(|tag| {
            !tag.contains('>')
                && tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        })
    });
    let is_target = before.rfind("](").is_some_and(|open| {
        before
            .get(open..)
            .is_some_and(|target| !target.contains(')'))
    });
    is_tag || is_target
}

/// `![Caption \label{x}](p.png){width=50%}` → the label is the picture's own.
fn label_of_picture(text: &str) -> String {
    let found = || {
        let at = text.find("\\label{")?;
        let open = text.get(..at)?.rfind("![")?;
        if text.get(..at)?.ends_with('\\') {
            return None;
        }
        let (before, rest) = (text.get(..at)?, text.get(at + "\\label{".len()..)?);
        let (label, rest) = rest.split_once('}')?;
        let (words, behind) = rest.split_once("](")?;
        let (target, behind) = behind.split_once(')')?;
        if text.get(open..at)?.contains("](") {
            return None;
        }
        let behind = match behind.trim_start_matches(' ').strip_prefix('{') {
            Some(list) => format!("{{#{label} {list}"),
            None => format!("{{#{label}}}{behind}"),
        };
        Some(format!("{}{words}]({target}){behind}", before.trim_end()))
    };
    found().unwrap_or_else(|| text.to_owned())
}

/// `![A map|300](map.png)` → the number is the picture's width.
fn size_of_picture(text: &str) -> String {
    let found = || {
        let open = text.find("![")?;
        let (words, rest) = text.get(open..)?.split_once("](")?;
        let (words, size) = words.rsplit_once('|')?;
        let width = size.split('x').next().unwrap_or("");
        let (target, rest) = rest.split_once(')')?;
        let is_size = !width.is_empty()
            && size
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'x')
            && !words.ends_with('\\')
            && !rest.starts_with('{');
        let before = text.get(..open)?;
        is_size.then(|| format!("{before}{words}]({target}){{width={width}}}{rest}"))
    };
    found().unwrap_or_else(|| text.to_owned())
}

/// `… ^name` at the end of a paragraph is an anchor.
fn block_name(text: String) -> String {
    let Some((before, name)) = text.rsplit_once(" ^") else {
        return text;
    };
    let is_name = name.len() > 2
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && name.bytes().any(|byte| byte.is_ascii_alphabetic());
    if !is_name || before.matches('$').count() % 2 == 1 || before.matches('`').count() % 2 == 1 {
        return text;
    }
    format!("{before} <a id=\"{name}\"></a>")
}

/// The inside of a passage between two equal marks, that neither begins nor ends with white space.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let body = head(text.strip_prefix(open)?, WINDOW);
    let inner = body.get(..body.find(close)?)?;
    let is_set = !inner.is_empty()
        && !inner.starts_with(char::is_whitespace)
        && !inner.ends_with(char::is_whitespace)
        && !inner.contains("\n\n");
    is_set.then_some(inner)
}

fn marked(text: &str, before: &str) -> Option<(String, usize)> {
    let inner = between(text, "==", "==")?;
    let after = text.get(inner.len() + 4..)?;
    let is_one = !inner.starts_with('=')
        && !before.ends_with('=')
        && !after.starts_with('=')
        // Two comparisons are no marked passage: `a==b and c==d`.
        && !before.ends_with(|c: char| c.is_alphanumeric() && c.is_ascii())
        && !after.starts_with(|c: char| c.is_ascii_alphanumeric());
    is_one.then(|| (format!("<mark>{inner}</mark>"), inner.len() + 4))
}

/// `++ctrl+alt+del++`
fn keys(text: &str, before: &str) -> Option<(String, usize)> {
    let inner = between(text, "++", "++")?;
    let is_key = |key: &str| {
        let word = key.trim_matches('"');
        !word.is_empty()
            && (key.starts_with('"') && key.ends_with('"')
                || word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    };
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '+') || !inner.split('+').all(is_key)
    {
        return None;
    }
    let keys: Vec<String> = inner
        .split('+')
        .map(|key| format!("<kbd>{}</kbd>", key.trim_matches('"')))
        .collect();
    Some((keys.join("+"), inner.len() + 4))
}

fn comment(text: &str, before: &str) -> Option<(String, usize)> {
    let inner = between(text, "%%", "%%")?;
    let after = text.get(inner.len() + 4..)?;
    let is_one = !before.ends_with(|c: char| c.is_alphanumeric() || c == '%')
        && !after.starts_with(|c: char| c.is_alphanumeric() || c == '%');
    is_one.then(|| (String::new(), inner.len() + 4))
}

/// What begins with a brace: a role of MyST, or a mark of an editor.
fn braced(text: &str, before: &str) -> Option<(String, usize)> {
    directives::role(text)
        .filter(|_| !before.ends_with(['`', '}', ')', ']']))
        .or_else(|| edit(text, before))
}

/// Marks of an editor: `{++added++}`, `{--taken out--}`, `{~~old~>new~~}`, `{==marked==}`, `{>>remark<<}`.
fn edit(text: &str, before: &str) -> Option<(String, usize)> {
    if let Some(label) = text
        .strip_prefix("{#eq:")
        .and_then(|rest| rest.split('}').next())
        && before.trim_end().ends_with('$')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':'))
    {
        let anchor = format!("<a id=\"eq:{label}\"></a>");
        return Some((anchor, "{#eq:}".len() + label.len()));
    }
    if let Some(rest) = text.strip_prefix("{i: \"").or(text.strip_prefix("{i:\"")) {
        // Leanpub's entries of an index, which stands in print.
        let end = rest.find("\"}")?;
        return Some((String::new(), text.len() - rest.len() + end + 2));
    }
    if let Some(rest) = text.strip_prefix("{$$}") {
        let tex = head(rest, WINDOW);
        let tex = tex.get(..tex.find("{/$$}")?)?;
        let math = format!("<deckle-math tex=\"{}\"></deckle-math>", escape(tex.trim()));
        return Some((math, tex.len() + 9));
    }
    let inner = |open: &str, close: &str| {
        let body = head(text.strip_prefix(open)?, WINDOW);
        body.get(..body.find(close)?)
    };
    if let Some(words) = inner("{++", "++}") {
        return Some((words.to_owned(), words.len() + 6));
    }
    if let Some(words) = inner("{--", "--}") {
        return Some((format!("<del>{words}</del>"), words.len() + 6));
    }
    if let Some(words) = inner("{==", "==}") {
        return Some((format!("<mark>{words}</mark>"), words.len() + 6));
    }
    if let Some(words) = inner("{>>", "<<}") {
        return Some((String::new(), words.len() + 6));
    }
    let words = inner("{~~", "~~}")?;
    let (old, new) = words.split_once("~>")?;
    Some((format!("<del>{old}</del>{new}"), words.len() + 6))
}

/// Whether a line begins with the name of a character (`:rocket: Start`).
pub(super) fn begins_with_character(line: &str) -> bool {
    line.starts_with(':') && icon(line, "").is_some_and(|(shown, _)| !shown.is_empty())
}

/// `:material-clock:{ .lg }`: a picture of a site's own set; `:warning:`: a character.
fn icon(text: &str, before: &str) -> Option<(String, usize)> {
    let body = head(text.get(1..)?, 80);
    let name = body.get(..body.find(':')?)?;
    if let Some(shown) = emoji(name) {
        let behind = text.get(name.len() + 2..)?;
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, ':' | '/' | '_' | '.');
        let stands_alone = !before.ends_with(is_part)
            && !behind.starts_with(|c: char| c.is_alphanumeric() || c == ':');
        return stands_alone.then(|| (shown.to_owned(), name.len() + 2));
    }
    let is_icon = ["material-", "fontawesome-", "octicons-", "simple-"]
        .iter()
        .any(|set| name.starts_with(set))
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_icon {
        return None;
    }
    let mut length = name.len() + 2;
    let after = text.get(length..)?;
    if let Some(list) = after.strip_prefix('{').and_then(|rest| rest.find('}')) {
        length += list + 2;
    }
    // The space after it goes along, or what follows would stand deeper in a list.
    length += usize::from(text.get(length..)?.starts_with(' '));
    Some((String::new(), length))
}
