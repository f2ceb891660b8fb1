//! Attribute lists in braces, as pandoc, kramdown and Leanpub write them: `#id .class key=value`, `: .class`,
//! `width: 50%`.

use std::borrow::Cow;

/// An attribute with its value.
pub(in crate::source) type Attribute = (Cow<'static, str>, String);

/// How long a list may be.
const LENGTH_LIMIT: usize = 1000;

/// Words that stand alone and are attributes.
const WORDS: &[&str] = &[
    "decorative",
    "unnumbered",
    "unlisted",
    "landscape",
    "nobreak",
];

/// Reads what stands between the braces. `None` where it is no list of attributes.
pub(in crate::source) fn parse(body: &str) -> Option<Vec<Attribute>> {
    if body.len() > LENGTH_LIMIT {
        return None;
    }
    let body = body.trim();
    let mut rest = body.strip_prefix(':').unwrap_or(body).trim_start();
    let mut classes: Vec<String> = Vec::new();
    let mut list: Vec<Attribute> = Vec::new();
    while !rest.is_empty() {
        rest = match rest.as_bytes().first()? {
            b'#' => {
                let (name, tail) = name(rest.get(1..)?)?;
                list.push(("id".into(), name.to_owned()));
                tail
            }
            b'.' => {
                let (name, tail) = name(rest.get(1..)?)?;
                classes.push(name.to_owned());
                tail
            }
            b'-' if rest == "-" || rest.starts_with("- ") => {
                classes.push("unnumbered".to_owned());
                rest.get(1..)?
            }
            b'=' => {
                let (format, tail) = name(rest.get(1..)?)?;
                list.push(("format".into(), format.to_owned()));
                list.push(("raw".into(), String::new()));
                tail
            }
            _ => pair(rest, &mut classes, &mut list)?,
        };
        rest = rest.trim_start_matches([' ', '\t', ',']);
    }
    if !classes.is_empty() {
        list.push(("class".into(), classes.join(" ")));
    }
    (!list.is_empty()).then_some(list)
}

/// A name, up to white space, a comma or the next `.` or `#`.
fn name(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | '#' | '.' | '=' | '{' | '}' | '"'))
        .unwrap_or(text.len());
    let (name, tail) = text.split_at_checked(end)?;
    (!name.is_empty()).then_some((name, tail))
}

/// `key=value`, `key="a value"`, `key: value`, or a word that stands alone.
fn pair<'a>(
    text: &'a str,
    classes: &mut Vec<String>,
    list: &mut Vec<Attribute>,
) -> Option<&'a str> {
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | ':')) || c == ':')
        .unwrap_or(text.len());
    // `epub:type=…` has a colon in its name.
    let end = if text.get(end..)?.starts_with(":type=") {
        end + 5
    } else {
        end
    };
    let (key, tail) = text.split_at_checked(end)?;
    if key.is_empty() || !key.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let value = tail
        .strip_prefix('=')
        .or_else(|| tail.strip_prefix(": ").map(str::trim_start));
    let Some(value) = value else {
        if WORDS.contains(&key) {
            classes.push(key.to_owned());
            return Some(tail);
        }
        return None;
    };
    let (value, tail) = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inner = value.get(1..)?;
            let end = inner.find(quote)?;
            (inner.get(..end)?, inner.get(end + 1..)?)
        }
        _ => {
            let end = value
                .find(|c: char| c.is_whitespace() || c == ',')
                .unwrap_or(value.len());
            value.split_at_checked(end)?
        }
    };
    if value.contains(['{', '}', '<']) {
        return None;
    }
    match key {
        "class" => classes.extend(value.split_whitespace().map(str::to_owned)),
        _ => list.push((Cow::Owned(key.to_ascii_lowercase()), value.to_owned())),
    }
    Some(tail)
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn outline(text: &str) -> String {
        parse(text).map_or("none".to_owned(), |list| {
            list.iter()
                .map(|(k, v)| format!("{k}={v}"))
                .collect::<Vec<_>>()
                .join(" ")
        })
    }

    #[test]
    fn lists() {
        assert_eq!(outline("#a .b .c lang=fr"), "id=a lang=fr class=b c");
        assert_eq!(outline(": .b#a title=\"x y\""), "id=a title=x y class=b");
        assert_eq!(
            outline("width: 50%, class: wide, alt: 'x y'"),
            "width=50% alt=x y class=wide"
        );
        assert_eq!(
            outline("epub:type=preface -"),
            "epub:type=preface class=unnumbered"
        );
        assert_eq!(outline("=html"), "format=html raw=");
    }

    #[test]
    fn what_is_none() {
        for text in ["", "x", "a b", "x + y", "\"a\": 1", "1", "foo: ", "%s"] {
            assert_eq!(outline(text), "none", "{text}");
        }
    }
}
