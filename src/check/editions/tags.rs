//! The tags of an HTML page, as a browser's tokenizer finds them: lenient, in one walk, with the place of each.
//!
//! The XML parser of the checker stops at the first fault, and pages in the wild are no XML. Only what a page refers to,
//! names and calls itself is wanted, so no tree is built.

/// What the walk meets.
pub(super) enum Token<'t> {
    /// A start tag.
    Start(Tag<'t>),
    /// An end tag, by its name in lower case.
    End(String),
    /// Text between tags, or inside an element that holds text only.
    Text(&'t str),
}

/// A start tag.
pub(super) struct Tag<'t> {
    /// The name in lower case.
    pub(super) name: String,
    /// Where its `<` stands.
    pub(super) offset: usize,
    attributes: Vec<(String, &'t str)>,
}

impl Tag<'_> {
    /// The value of an attribute, character references resolved; the first of that name counts.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let (_, value) = self.attributes.iter().find(|(known, _)| known == name)?;
        Some(decode(value))
    }
}

/// Elements whose content is text up to their own end tag.
const TEXT_ONLY: [&str; 8] = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
];

/// Walks over a page.
pub(super) struct Tags<'t> {
    text: &'t str,
    at: usize,
    /// The element whose text comes next.
    within: Option<String>,
}

impl<'t> Tags<'t> {
    pub(super) fn new(text: &'t str) -> Tags<'t> {
        Tags {
            text,
            at: 0,
            within: None,
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn take(&mut self, length: usize) -> &'t str {
        let taken = self.rest().get(..length).unwrap_or(self.rest());
        self.at += taken.len();
        taken
    }

    /// Goes behind the next `end`, or to the end of the page.
    fn skip_past(&mut self, end: &str) {
        let rest = self.rest();
        let length = rest.find(end).map_or(rest.len(), |at| at + end.len());
        self.at += length;
    }

    fn start(&mut self) -> Tag<'t> {
        let offset = self.at;
        self.at += 1;
        let name = self.name(|c| c.is_whitespace() || c == '/' || c == '>');
        let mut attributes = Vec::new();
        loop {
            let rest = self.rest();
            self.at += rest.len()
                - rest
                    .trim_start_matches(|c: char| c.is_whitespace() || c == '/')
                    .len();
            match self.rest().chars().next() {
                None => break,
                Some('>') => {
                    self.at += 1;
                    break;
                }
                Some('=') => self.at += 1,
                Some(_) => {
                    let name = self.name(|c| c.is_whitespace() || matches!(c, '/' | '>' | '='));
                    attributes.push((name, self.value()));
                }
            }
        }
        Tag {
            name,
            offset,
            attributes,
        }
    }

    fn name(&mut self, ends: impl Fn(char) -> bool) -> String {
        let rest = self.rest();
        let length = rest.find(ends).unwrap_or(rest.len());
        self.take(length).to_ascii_lowercase()
    }

    /// The value behind an attribute's name; empty where there is none.
    fn value(&mut self) -> &'t str {
        let rest = self.rest();
        let Some(value) = rest.trim_start().strip_prefix('=') else {
            return "";
        };
        let value = value.trim_start();
        self.at += rest.len() - value.len();
        match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                self.at += 1;
                let rest = self.rest();
                let length = rest.find(quote).unwrap_or(rest.len());
                let value = self.take(length);
                self.at = (self.at + 1).min(self.text.len());
                value
            }
            _ => {
                let length = value
                    .find(|c: char| c.is_whitespace() || c == '>')
                    .unwrap_or(value.len());
                self.take(length)
            }
        }
    }

    /// The text of an element that holds text only.
    fn text_of(&mut self, name: &str) -> &'t str {
        let rest = self.rest();
        let ends = |at: usize| {
            let name_of = rest.get(at + 2..at + 2 + name.len());
            name_of.is_some_and(|found| found.eq_ignore_ascii_case(name))
        };
        let length = rest
            .match_indices("</")
            .map(|(at, _)| at)
            .find(|&at| ends(at))
            .unwrap_or(rest.len());
        self.take(length)
    }
}

impl<'t> Iterator for Tags<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        if let Some(name) = self.within.take() {
            return Some(Token::Text(self.text_of(&name)));
        }
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return None;
            }
            if rest.starts_with("<!--") {
                self.skip_past("-->");
            } else if let Some(data) = rest.strip_prefix("<![CDATA[") {
                let length = data.find("]]>").unwrap_or(data.len());
                self.at += rest.len() - data.len();
                let text = self.take(length);
                self.skip_past("]]>");
                return Some(Token::Text(text));
            } else if rest.starts_with("<!") || rest.starts_with("<?") {
                self.skip_past(">");
            } else if let Some(end) = rest.strip_prefix("</") {
                self.at += 2;
                if !end.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    self.skip_past(">");
                    continue;
                }
                let name = self.name(|c| c.is_whitespace() || c == '/' || c == '>');
                self.skip_past(">");
                return Some(Token::End(name));
            } else if rest
                .strip_prefix('<')
                .is_some_and(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic()))
            {
                let tag = self.start();
                let closed = self.text.get(..self.at).is_some_and(|t| t.ends_with("/>"));
                if TEXT_ONLY.contains(&tag.name.as_str()) && !closed {
                    self.within = Some(tag.name.clone());
                }
                return Some(Token::Start(tag));
            } else {
                // A `<` that begins no tag is text.
                let length = rest
                    .char_indices()
                    .skip(1)
                    .find(|&(_, c)| c == '<')
                    .map_or(rest.len(), |(at, _)| at);
                return Some(Token::Text(self.take(length)));
            }
        }
    }
}

/// Resolves the character references that addresses and names hold: numbers, and the five of XML.
fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(rest.get(..at).unwrap_or(""));
        let tail = rest.get(at + 1..).unwrap_or("");
        let found = tail
            .find(';')
            .filter(|&end| end <= 10)
            .and_then(|end| Some((character(tail.get(..end)?)?, tail.get(end + 1..)?)));
        match found {
            Some((c, after)) => {
                decoded.push(c);
                rest = after;
            }
            None => {
                decoded.push('&');
                rest = tail;
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => None,
    }
}
