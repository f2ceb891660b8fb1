//! The addresses of a style sheet, by the tokens of CSS Syntax 3: comments and strings are passed over, `url(…)` is found
//! wherever it stands, `@import` with all that belongs to it.

use std::ops::Range;

/// An address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding<'t> {
    /// An `@import` with its semicolon, or a whole `url(…)`.
    pub(super) range: Range<usize>,
    /// What it says, without quotation marks and escapes.
    pub(super) address: String,
    pub(super) kind: Kind<'t>,
}

/// What an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// Another style sheet, under a condition or (empty) under none.
    Import {
        /// As written.
        condition: &'t str,
    },
    /// A file.
    Url,
}

/// All addresses in the order of the text.
pub(super) fn scan(text: &str) -> Vec<Finding<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    // An address of a namespace leads nowhere.
    let mut namespace = false;
    let mut in_name = false;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(length) = space(rest).or_else(|| quoted(rest)) {
            at += length;
            in_name = false;
        } else if !in_name && starts(rest, "@import") {
            let (finding, end) = import(text, at);
            found.extend(finding);
            at = end;
        } else if !in_name && starts(rest, "url(") {
            let (address, length) = url(rest);
            if !namespace {
                found.push(Finding {
                    range: at..at + length,
                    address,
                    kind: Kind::Url,
                });
            }
            at += length;
        } else {
            namespace |= starts(rest, "@namespace");
            let first = rest.chars().next().unwrap_or(' ');
            namespace &= first != ';';
            in_name = is_name(first);
            at += first.len_utf8();
        }
    }
    found
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '\\') || !c.is_ascii()
}

fn starts(text: &str, word: &str) -> bool {
    let head = text.get(..word.len());
    let ends = word.ends_with('(')
        || !text
            .get(word.len()..)
            .is_some_and(|rest| rest.starts_with(is_name));
    head.is_some_and(|head| head.eq_ignore_ascii_case(word)) && ends
}

/// The length of white space and comments at the start.
fn space(text: &str) -> Option<usize> {
    if let Some(inside) = text.strip_prefix("/*") {
        return Some(inside.find("*/").map_or(text.len(), |end| end + 4));
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_whitespace());
    (rest.len() < text.len()).then(|| text.len() - rest.len())
}

/// The length of a string at the start. One that is not closed ends with its line.
fn quoted(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut escaped = false;
    for (index, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return Some(index),
            c if c == quote => return Some(index + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// The address of a `url(` at the start, and the length of the whole.
fn url(text: &str) -> (String, usize) {
    let open = "url(".len();
    let inside = text.get(open..).unwrap_or_default();
    let skipped = inside.len() - inside.trim_start().len();
    let inside = inside.trim_start();
    let length = quoted(inside);
    let close = |text: &str, from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.find(')').map_or(text.len(), |end| from + end + 1)
    };
    let (content, end) = match length {
        Some(length) => (
            inside.get(..length).unwrap_or_default(),
            close(inside, length),
        ),
        None => {
            let end = close(inside, 0);
            (
                inside.get(..end).unwrap_or_default().trim_end_matches(')'),
                end,
            )
        }
    };
    (plain(content), open + skipped + end)
}

/// The import at `at`, and where it ends. What is no import in the end is passed over.
fn import(text: &str, at: usize) -> (Option<Finding<'_>>, usize) {
    let mut from = at + "@import".len();
    let rest = |from: usize| text.get(from..).unwrap_or_default();
    while let Some(length) = space(rest(from)) {
        from += length;
    }
    let (address, length) = if starts(rest(from), "url(") {
        url(rest(from))
    } else if let Some(length) = quoted(rest(from)) {
        (plain(rest(from).get(..length).unwrap_or_default()), length)
    } else {
        return (None, from);
    };
    from += length;
    let tail = rest(from);
    let end = tail.find([';', '{', '}']).unwrap_or(tail.len());
    let condition = tail.get(..end).unwrap_or_default().trim();
    let semicolon = usize::from(tail.get(end..).is_some_and(|rest| rest.starts_with(';')));
    let finding = Finding {
        range: at..from + end + semicolon,
        address,
        kind: Kind::Import { condition },
    };
    (Some(finding), from + end + semicolon)
}

/// An address without its quotation marks and escapes.
fn plain(written: &str) -> String {
    let written = written.trim();
    let unquoted = ['"', '\''].iter().find_map(|&quote| {
        written
            .strip_prefix(quote)
            .map(|rest| rest.trim_end_matches(quote))
    });
    let written = unquoted.unwrap_or(written);
    let mut out = String::with_capacity(written.len());
    let mut letters = written.chars().peekable();
    while let Some(c) = letters.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let mut digits = String::new();
        while digits.len() < 6
            && let Some(digit) = letters.next_if(char::is_ascii_hexdigit)
        {
            digits.push(digit);
        }
        if digits.is_empty() {
            // An escaped line end is none.
            out.extend(letters.next().filter(|&c| c != '\n'));
        } else {
            letters.next_if(char::is_ascii_whitespace);
            let code = u32::from_str_radix(&digits, 16).ok();
            out.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Kind, scan};

    #[test]
    fn addresses_are_found_where_they_are_and_nowhere_else() {
        let text = "@charset \"utf-8\";\n@import 'a b.css';\n@import url(\"c.css\") print;\n/* url(no.png) */\n\
            p { background: URL( p.png ); content: 'url(no.png)' }\n@font-face { src: url('f\\29 .otf') format('opentype') }\n\
            q { background: curl(x) } @namespace svg url(http://www.w3.org/2000/svg); r { cursor: url(\"r.svg#x\") }";
        let found = scan(text);
        let seen: Vec<_> = found
            .iter()
            .map(|f| (f.address.as_str(), f.kind, &text[f.range.clone()]))
            .collect();
        let import = |condition| Kind::Import { condition };
        assert_eq!(
            seen,
            [
                ("a b.css", import(""), "@import 'a b.css';"),
                ("c.css", import("print"), "@import url(\"c.css\") print;"),
                ("p.png", Kind::Url, "URL( p.png )"),
                ("f).otf", Kind::Url, "url('f\\29 .otf')"),
                ("r.svg#x", Kind::Url, "url(\"r.svg#x\")"),
            ]
        );
    }

    #[test]
    fn whatever_the_text_the_end_is_reached() {
        for text in [
            "url(",
            "@import",
            "@import url('",
            "'",
            "\\",
            "/*",
            "@import 'a",
            "url(\"a\nb",
        ] {
            let found = scan(text);
            assert!(found.iter().all(|f| f.range.end <= text.len()), "{text}");
        }
    }
}
