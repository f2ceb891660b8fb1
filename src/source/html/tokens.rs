//! HTML and XHTML → tags, text and comments, each with its place.
//!
//! The tokenizer takes what authors, converters and other makers' books hold: attributes without quotes, `<` that opens
//! nothing, tags that never end, references without their semicolon. Every byte is part of one token, and the cost is
//! linear: what has been looked for and not found once is not looked for again.

use std::borrow::Cow;
use std::ops::Range;

use super::references;

/// A piece of HTML.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::source) enum Token<'a> {
    /// Characters, with their references resolved.
    Text(Cow<'a, str>),
    /// A start tag.
    Start(Tag<'a>),
    /// An end tag with its name as written.
    End(&'a str),
    /// A comment, without its marks.
    Comment(&'a str),
    /// A document type, a processing instruction and the like.
    Other,
}

/// A start tag.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::source) struct Tag<'a> {
    /// The name as written.
    pub(in crate::source) name: &'a str,
    /// Names as written, values with their references resolved. Of equal names the first counts.
    pub(in crate::source) attributes: Vec<(&'a str, Cow<'a, str>)>,
    /// Whether it ends in `/>`.
    pub(in crate::source) closes_itself: bool,
}

/// The tokens of a text, each with its range.
#[derive(Debug)]
pub(in crate::source) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// The element whose content is letters and not tags.
    raw: Option<&'a str>,
    /// Whether quotes in tags are believed: no longer once one ran to the end of the text.
    believes_quotes: bool,
    last_end: Option<usize>,
    /// Searches that found nothing and need not be made again.
    no_comment_end: bool,
    no_raw_end: Vec<&'a str>,
}

/// Elements whose content is letters.
fn is_raw(name: &str) -> bool {
    [
        "script", "style", "textarea", "title", "xmp", "iframe", "noembed",
    ]
    .iter()
    .any(|raw| name.eq_ignore_ascii_case(raw))
}

impl<'a> Tokens<'a> {
    pub(in crate::source) fn new(text: &'a str) -> Tokens<'a> {
        let last_end = memchr::memrchr(b'>', text.as_bytes());
        Tokens {
            text,
            at: 0,
            raw: None,
            believes_quotes: true,
            last_end,
            no_comment_end: false,
            no_raw_end: Vec::new(),
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The text up to `end`, an offset into the whole text.
    fn take_text(&mut self, end: usize) -> (Token<'a>, Range<usize>) {
        let range = self.at..end;
        let text = self.text.get(range.clone()).unwrap_or("");
        self.at = end;
        (Token::Text(references::resolve(text, false)), range)
    }

    fn raw_text(&mut self, name: &'a str) -> Option<(Token<'a>, Range<usize>)> {
        if self.no_raw_end.contains(&name) {
            return None;
        }
        let Some(length) = find_end_tag(self.rest(), name) else {
            self.no_raw_end.push(name);
            return None;
        };
        if length == 0 {
            return None;
        }
        let range = self.at..self.at + length;
        let text = self.text.get(range.clone()).unwrap_or("");
        self.at = range.end;
        let is_code = ["script", "style", "xmp"]
            .iter()
            .any(|raw| name.eq_ignore_ascii_case(raw));
        let text = if is_code {
            Cow::Borrowed(text)
        } else {
            references::resolve(text, false)
        };
        Some((Token::Text(text), range))
    }

    /// `<!…>` and `<?…>`.
    fn declaration(&mut self) -> Option<(Token<'a>, Range<usize>)> {
        let rest = self.rest();
        let start = self.at;
        if let Some(body) = rest.strip_prefix("<!--") {
            if self.no_comment_end {
                return None;
            }
            // `<!-->` and `<!--->` are empty comments.
            for short in [">", "->"] {
                if body.starts_with(short) {
                    self.at += 4 + short.len();
                    return Some((Token::Comment(""), start..self.at));
                }
            }
            let Some(length) = memchr::memmem::find(body.as_bytes(), b"-->") else {
                self.no_comment_end = true;
                return None;
            };
            self.at += 4 + length + 3;
            return Some((
                Token::Comment(body.get(..length).unwrap_or("")),
                start..self.at,
            ));
        }
        if let Some(body) = rest.strip_prefix("<![CDATA[") {
            let length = memchr::memmem::find(body.as_bytes(), b"]]>");
            let end = length.unwrap_or(body.len());
            self.at += 9 + end + if length.is_some() { 3 } else { 0 };
            return Some((
                Token::Text(Cow::Borrowed(body.get(..end).unwrap_or(""))),
                start..self.at,
            ));
        }
        // A document type may hold declarations in brackets.
        let is_doctype = rest
            .get(..9)
            .is_some_and(|head| head.eq_ignore_ascii_case("<!doctype"));
        let end = if is_doctype {
            let bracket = rest
                .find(['[', '>'])
                .filter(|&at| rest.as_bytes().get(at) == Some(&b'['));
            match bracket
                .and_then(|at| rest.get(at..))
                .and_then(|inner| inner.find("]").map(|end| (inner, end)))
            {
                Some((inner, end)) => inner
                    .get(end..)
                    .and_then(|tail| tail.find('>'))
                    .map(|tail| rest.len() - inner.len() + end + tail),
                None => rest.find('>'),
            }
        } else {
            rest.find('>')
        }?;
        self.at += end + 1;
        Some((Token::Other, start..self.at))
    }

    fn end_tag(&mut self) -> Option<(Token<'a>, Range<usize>)> {
        let start = self.at;
        let rest = self.rest();
        let body = rest.strip_prefix("</")?;
        if !body.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let name = name_at(body);
        let length = memchr::memchr(b'>', body.as_bytes())?;
        self.at += 2 + length + 1;
        Some((Token::End(name), start..self.at))
    }

    fn start_tag(&mut self) -> Option<(Token<'a>, Range<usize>)> {
        let start = self.at;
        let rest = self.rest();
        let body = rest.strip_prefix('<')?;
        if !body.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let parsed = parse_tag(body, self.believes_quotes);
        let (tag, length) = match parsed {
            Some(found) => found,
            None if self.believes_quotes => {
                self.believes_quotes = false;
                parse_tag(body, false)?
            }
            None => return None,
        };
        self.at += 1 + length;
        if is_raw(tag.name) && !tag.closes_itself {
            self.raw = Some(tag.name);
        }
        Some((Token::Start(tag), start..self.at))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (Token<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        if let Some(name) = self.raw.take()
            && let Some(found) = self.raw_text(name)
        {
            return Some(found);
        }
        let rest = self.rest();
        // Past the last `>` no tag can end.
        if self.last_end.is_none_or(|last| last < self.at) {
            return Some(self.take_text(self.text.len()));
        }
        if rest.starts_with('<') {
            let found = match rest.as_bytes().get(1) {
                Some(b'!' | b'?') => self.declaration(),
                Some(b'/') => self.end_tag(),
                _ => self.start_tag(),
            };
            if found.is_some() {
                return found;
            }
        }
        let skip = usize::from(rest.starts_with('<'));
        let next = memchr::memchr(b'<', rest.as_bytes().get(skip..).unwrap_or(&[]));
        let end = next.map_or(self.text.len(), |at| self.at + skip + at);
        Some(self.take_text(end))
    }
}

/// The offset of `</name` in a text.
fn find_end_tag(text: &str, name: &str) -> Option<usize> {
    memchr::memmem::find_iter(text.as_bytes(), b"</").find(|at| {
        text.get(at + 2..at + 2 + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name))
    })
}

fn name_at(text: &str) -> &str {
    let end = text
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
        .unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// A start tag after its `<`, and how long it is with its `>`. Without belief in quotes it ends at the first `>`.
fn parse_tag(body: &str, believes_quotes: bool) -> Option<(Tag<'_>, usize)> {
    let name = name_at(body);
    let body = if believes_quotes {
        body
    } else {
        body.get(..=memchr::memchr(b'>', body.as_bytes())?)?
    };
    let mut tag = Tag {
        name,
        attributes: Vec::new(),
        closes_itself: false,
    };
    let mut at = name.len();
    loop {
        let rest = body.get(at..)?;
        let skipped = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_whitespace())
                .len();
        at += skipped;
        let rest = body.get(at..)?;
        match rest.as_bytes().first()? {
            b'>' => return Some((tag, at + 1)),
            b'/' => {
                if rest.starts_with("/>") {
                    tag.closes_itself = true;
                    return Some((tag, at + 2));
                }
                at += 1;
            }
            _ => {
                let (name, value, length) = parse_attribute(rest)?;
                at += length;
                if !tag.attributes.iter().any(|(other, _)| *other == name)
                    && tag.attributes.len() < 256
                {
                    tag.attributes.push((name, value));
                }
            }
        }
    }
}

/// An attribute, and how long it is.
fn parse_attribute(text: &str) -> Option<(&str, Cow<'_, str>, usize)> {
    // An equals sign at the beginning is part of the name.
    let first = text.chars().next()?.len_utf8();
    let end = text
        .get(first..)?
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
        .map_or(text.len(), |at| at + first);
    let name = text.get(..end)?;
    let after = text
        .get(end..)?
        .trim_start_matches(|c: char| c.is_ascii_whitespace());
    let Some(value) = after.strip_prefix('=') else {
        return Some((name, Cow::Borrowed(""), end));
    };
    let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let start = text.len() - value.len();
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            let length = memchr::memchr(quote as u8, inner.as_bytes())?;
            let value = references::resolve(inner.get(..length)?, true);
            return Some((name, value, start + 1 + length + 1));
        }
    }
    let length = value
        .find(|c: char| c.is_ascii_whitespace() || c == '>')
        .unwrap_or(value.len());
    let mut bare = value.get(..length)?;
    // `<br class=x/>`: the slash ends the tag.
    if value
        .get(length..)
        .is_some_and(|rest| rest.starts_with('>'))
        && bare.ends_with('/')
        && !bare.contains("//")
    {
        bare = bare.get(..bare.len() - 1)?;
    }
    Some((name, references::resolve(bare, true), start + bare.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> String {
        let piece = |token: Token| match token {
            Token::Text(text) => format!("\"{text}\""),
            Token::Start(tag) => {
                let attributes: String = tag
                    .attributes
                    .iter()
                    .map(|(k, v)| format!(" {k}={v}"))
                    .collect();
                format!(
                    "<{}{attributes}{}>",
                    tag.name,
                    if tag.closes_itself { "/" } else { "" }
                )
            }
            Token::End(name) => format!("</{name}>"),
            Token::Comment(text) => format!("#{text}#"),
            Token::Other => "?".to_owned(),
        };
        Tokens::new(text)
            .map(|(token, _)| piece(token))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn tags_attributes_and_comments() {
        assert_eq!(
            outline("a<b c=d e='f' G=\"h>i\" j>k</b >"),
            "\"a\" <b c=d e=f G=h>i j=> \"k\" </b>"
        );
        assert_eq!(
            outline("<br/><img src=x.png/><a href=http://x/>"),
            "<br/> <img src=x.png/> <a href=http://x/>"
        );
        assert_eq!(outline("<!-- a -- b --><!--><p>"), "# a -- b # ## <p>");
        assert_eq!(
            outline("<!DOCTYPE html [<!ENTITY x 'y'>]><?xml?><p>"),
            "? ? <p>"
        );
    }

    #[test]
    fn what_is_no_tag_is_text() {
        assert_eq!(outline("1 < 2 and 3 > 2"), "\"1 \" \"< 2 and 3 > 2\"");
        assert_eq!(
            outline("<a href=\"x>text</a> more"),
            "\"<a href=\"x>text\" </a> \" more\""
        );
        assert_eq!(outline("<p>open <b"), "<p> \"open <b\"");
    }

    #[test]
    fn raw_text_and_sections() {
        assert_eq!(
            outline("<script>if (a<b) {}</script>x"),
            "<script> \"if (a<b) {}\" </script> \"x\""
        );
        assert_eq!(outline("<title/>x<p>"), "<title/> \"x\" <p>");
        assert_eq!(outline("<![CDATA[a<b]]>c<p>"), "\"a<b\" \"c\" <p>");
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for piece in [
            "<a ",
            "<a x=\"",
            "<!--",
            "<title>",
            "</",
            "<a x='>",
            "<![CDATA[",
        ] {
            let text = piece.repeat(100_000) + ">";
            assert!(Tokens::new(&text).count() > 0);
        }
    }
}
