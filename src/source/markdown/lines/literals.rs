//! Data that stands in the attributes of components: lists and records in JavaScript's notation, as the tables of properties
//! in manuals of programs are written.

use super::containers::escape;

/// How deep lists and records may nest.
const DEEPEST: usize = 24;

/// A value as a program would have it.
#[derive(Debug, PartialEq)]
pub(super) enum Literal {
    /// Words between quotation marks.
    Text(String),
    /// A number, `true`, a name.
    Word(String),
    List(Vec<Literal>),
    Record(Vec<(String, Literal)>),
}

/// The value that a text is; `None` where it is more than data.
pub(super) fn read(text: &str) -> Option<Literal> {
    let (value, rest) = value(skip(text), 0)?;
    skip(rest).is_empty().then_some(value)
}

/// What a value says to readers, as a list of names and what is said of them; `None` where it is no list of records.
pub(super) fn described(value: &Literal) -> Option<String> {
    let mut out = String::new();
    match value {
        Literal::List(items) => items.iter().for_each(|item| describe(item, None, &mut out)),
        Literal::Record(pairs)
            if pairs
                .iter()
                .all(|(_, value)| matches!(value, Literal::Record(_))) =>
        {
            for (name, value) in pairs {
                describe(value, Some(name), &mut out);
            }
        }
        _ => {}
    }
    (!out.is_empty()).then(|| format!("<dl>{out}</dl>"))
}

fn describe(item: &Literal, name: Option<&str>, out: &mut String) {
    let Literal::Record(pairs) = item else { return };
    let mut said = pairs.iter().filter_map(|(key, value)| match value {
        Literal::Text(text) if !text.trim().is_empty() => Some((key.as_str(), text.as_str(), true)),
        Literal::Word(word) => Some((key.as_str(), word.as_str(), false)),
        _ => None,
    });
    let nested = pairs.iter().filter_map(|(_, value)| match value {
        Literal::List(items) => Some(items),
        _ => None,
    });
    let Some(name) = name.or_else(|| said.next().map(|(_, text, _)| text)) else {
        // A record that only holds others together.
        nested.flatten().for_each(|item| describe(item, None, out));
        return;
    };
    let mut facts = String::new();
    let mut prose = String::new();
    for (key, text, is_text) in said {
        if is_text && matches!(key, "description" | "children" | "content" | "text") {
            prose.push_str(&format!("<p>{}</p>", with_code(text)));
            continue;
        }
        let gap = if facts.is_empty() { "" } else { "; " };
        facts.push_str(&format!("{gap}{}: {}", escape(key), with_code(text)));
    }
    out.push_str(&format!("<dt>{}</dt><dd>", with_code(name)));
    if !facts.is_empty() {
        out.push_str(&format!("<p>{facts}</p>"));
    }
    out.push_str(&prose);
    let mut below = String::new();
    nested
        .flatten()
        .for_each(|item| describe(item, None, &mut below));
    if !below.is_empty() {
        out.push_str(&format!("<dl>{below}</dl>"));
    }
    out.push_str("</dd>");
}

/// A text with its pieces between backticks as code.
fn with_code(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return escape(text);
    }
    let pieces = pieces.iter().enumerate().map(|(index, piece)| {
        let piece = escape(piece);
        match index % 2 {
            0 => piece,
            _ => format!("<code>{piece}</code>"),
        }
    });
    pieces.collect()
}

/// Past white space and remarks.
fn skip(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let behind = if let Some(remark) = rest.strip_prefix("//") {
            remark.split_once('\n').map_or("", |(_, behind)| behind)
        } else if let Some((_, behind)) = rest
            .strip_prefix("/*")
            .and_then(|remark| remark.split_once("*/"))
        {
            behind
        } else {
            return rest;
        };
        rest = behind.trim_start();
    }
}

fn value(text: &str, depth: usize) -> Option<(Literal, &str)> {
    if depth > DEEPEST {
        return None;
    }
    match text.chars().next()? {
        '"' | '\'' | '`' => {
            let (mut said, mut rest) = quoted(text)?;
            // Long texts are put together.
            while let Some(more) = skip(rest).strip_prefix('+') {
                let (next, behind) = quoted(skip(more))?;
                said.push_str(&next);
                rest = behind;
            }
            Some((Literal::Text(said), rest))
        }
        '[' => {
            let mut items = Vec::new();
            let mut rest = skip(text.get(1..)?);
            while !rest.starts_with(']') {
                let (item, behind) = value(rest, depth + 1)?;
                items.push(item);
                rest = separated(behind, ']')?;
            }
            Some((Literal::List(items), rest.get(1..)?))
        }
        '{' => {
            let mut pairs = Vec::new();
            let mut rest = skip(text.get(1..)?);
            while !rest.starts_with('}') {
                let (key, behind) = match rest.starts_with(['"', '\'']) {
                    true => quoted(rest)?,
                    false => word(rest).map(|(key, behind)| (key.to_owned(), behind))?,
                };
                let (item, behind) = value(skip(skip(behind).strip_prefix(':')?), depth + 1)?;
                pairs.push((key, item));
                rest = separated(behind, '}')?;
            }
            Some((Literal::Record(pairs), rest.get(1..)?))
        }
        _ => {
            let (word, rest) = word(text)?;
            Some((Literal::Word(word.to_owned()), rest))
        }
    }
}

/// Past the comma behind an item; what closes the list may follow without one.
fn separated(rest: &str, end: char) -> Option<&str> {
    let rest = skip(rest);
    match rest.strip_prefix(',') {
        Some(behind) => Some(skip(behind)),
        None => rest.starts_with(end).then_some(rest),
    }
}

fn word(text: &str) -> Option<(&str, &str)> {
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '-');
    let end = text.find(|c| !is_of_word(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at_checked(end)).flatten()
}

/// The words between quotation marks, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let quote = text
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let mut said = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next()?.1 {
                'n' | 't' | 'r' | '\n' => said.push(' '),
                other => said.push(other),
            },
            c if c == quote => return Some((said, text.get(at + 1..)?)),
            '\n' if quote != '`' => return None,
            '\n' => said.push(' '),
            c => said.push(c),
        }
    }
    None
}

/// The end of a value in braces: the byte behind the brace that closes one before the text. Braces in quotation marks are
/// letters, unless the marks do not fit together, as the apostrophes of running text.
pub(super) fn behind_braces(text: &str) -> Option<(&str, &str)> {
    closing_brace(text, true).or_else(|| closing_brace(text, false))
}

fn closing_brace(text: &str, knows_quotes: bool) -> Option<(&str, &str)> {
    let mut depth = 1;
    let mut rest = text;
    loop {
        let at = rest.find(['{', '}', '"', '\'', '`'])?;
        let found = rest.get(at..)?;
        match found.chars().next()? {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if knows_quotes => {
                rest = quoted(found)?.1;
                continue;
            }
            _ => {}
        }
        rest = found.get(1..)?;
        if depth == 0 {
            let end = text.len() - found.len();
            return Some((text.get(..end)?, rest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_data_is_refused() {
        for text in ["{a: <b/>}", "[1, 2", "f(x)", "'open", "{a 1}", ""] {
            assert_eq!(read(text), None, "{text}");
        }
        let text = format!("{}{}", "[".repeat(100), "]".repeat(100));
        assert_eq!(read(&text), None);
    }

    #[test]
    fn braces_in_quotation_marks_are_letters() {
        assert_eq!(behind_braces("['{'] } x"), Some(("['{'] ", " x")));
        assert_eq!(behind_braces("don't } x"), Some(("don't ", " x")));
        assert_eq!(behind_braces("{ x"), None);
    }
}
