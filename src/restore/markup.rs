//! The markup that extractors leave inside Markdown lines, seen letter by letter: tags, entities, targets of links.
//!
//! What is markup here is decided without context, within one line, so that the same text gives the same words
//! whether it is looked at line by line or paragraph by paragraph.

/// Names of tags that are markup; any other `<…>` is text.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// A token of a Markdown line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Token<'a> {
    /// Text that is printed.
    Text(&'a str),
    /// A tag: its name in lower case where it is known, whether it closes, and the whole of it.
    Tag {
        /// The name.
        name: &'static str,
        /// Whether it is an end tag.
        closes: bool,
    },
    /// A character reference, decoded.
    Entity(char),
    /// `](…)`: the target of a link or picture, with its parentheses.
    Target(&'a str),
    /// A comment.
    Comment,
}

/// Calls `each` with every piece of `text` that is printed.
pub(crate) fn visible<'a>(text: &'a str, mut each: impl FnMut(&'a str)) {
    let mut rest = text;
    while !rest.is_empty() {
        let (token, length) = next_token(rest);
        if let Token::Text(piece) = token {
            each(piece);
        }
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// The first token of a text that is not empty, and its length in bytes (at least 1).
pub(crate) fn next_token(text: &str) -> (Token<'_>, usize) {
    let bytes = text.as_bytes();
    let special = bytes.first().and_then(|first| match first {
        b'<' => tag(text).or_else(|| comment(text)),
        b'&' => entity(text),
        b']' => target(text),
        _ => None,
    });
    if let Some(found) = special {
        return found;
    }
    let mut at = 1;
    while at < bytes.len() && !matches!(bytes.get(at), Some(b'<' | b'&' | b']')) {
        at += 1;
    }
    (Token::Text(text.get(..at).unwrap_or(text)), at)
}

/// The longest tag, target or comment that is looked for: bounds the search on hostile text.
const LONGEST: usize = 2000;

fn line_part(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let part = text.get(..end).unwrap_or_default();
    part.split(['\n', super::text::LINE_BREAK])
        .next()
        .unwrap_or_default()
}

fn tag(text: &str) -> Option<(Token<'_>, usize)> {
    let after = text.get(1..)?;
    let closes = after.starts_with('/');
    let name_part = if closes { after.get(1..)? } else { after };
    let length = name_part
        .bytes()
        .take(11)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let written = name_part.get(..length)?;
    let name = TAGS
        .iter()
        .find(|name| name.eq_ignore_ascii_case(written))?;
    let attributes = line_part(name_part.get(length..)?);
    let end = attributes.find('>')?;
    let inside = attributes.get(..end)?;
    if inside.contains('<') || !(inside.is_empty() || inside.starts_with([' ', '\t', '/'])) {
        return None;
    }
    Some((
        Token::Tag { name, closes },
        1 + usize::from(closes) + length + end + 1,
    ))
}

fn comment(text: &str) -> Option<(Token<'_>, usize)> {
    let end = line_part(text.strip_prefix("<!--")?).find("-->")?;
    Some((Token::Comment, 4 + end + 3))
}

fn entity(text: &str) -> Option<(Token<'_>, usize)> {
    let mut end = text.len().min(12);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let end = text.get(..end)?.find(';')?;
    let name = text.get(1..end)?;
    let decoded = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "shy" => '\u{ad}',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "emsp" | "ensp" | "thinsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            // A reference to a letter is text that prints: it stays as written rather than being miscounted.
            char::from_u32(code).filter(|c| !super::word_count::is_word(*c) && !c.is_control())?
        }
    };
    Some((Token::Entity(decoded), end + 1))
}

fn target(text: &str) -> Option<(Token<'_>, usize)> {
    let inside = line_part(text.strip_prefix("](")?);
    let end = inside.find([')', '('])?;
    if inside.get(end..)?.starts_with('(') {
        return None;
    }
    let destination = inside.get(..end)?;
    let address = destination.split(' ').next().unwrap_or_default();
    // `](` in running text is rarer than a sentence in parentheses after a bracket: a target has no spaces but before a title.
    if destination.contains(' ')
        && !destination
            .get(address.len()..)?
            .trim_start()
            .starts_with(['"', '\''])
    {
        return None;
    }
    Some((Token::Target(destination), 2 + end + 1))
}
