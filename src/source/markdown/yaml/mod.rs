//! The part of YAML that front matter is written in: mappings, sequences (by lines and in brackets), plain, quoted and
//! block scalars, comments. Every value knows its line.
//!
//! A reader of our own, because the well-kept crates either build on a C library's port or drop the places of values,
//! and because front matter has no use for anchors, tags and merge keys: they are reported, not followed, so nothing
//! can grow beyond its text. Numbers, dates and booleans are text: `1.10` and `no` stay what the author typed.

mod flow;

use std::ops::Range;

use flow::{Flow, is_flow_closed, is_quote_closed, strip_comment, unquote};

use crate::report::Rule;
use crate::source::elements::{METADATA_MALFORMED, METADATA_REPEATED};

/// How deep values may nest.
const DEPTH_LIMIT: usize = 24;

/// A value and where it begins.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::source) struct Value {
    pub(in crate::source) kind: Kind,
    pub(super) at: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::source) enum Kind {
    Null,
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The text of a scalar.
    pub(in crate::source) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a key of a mapping.
    pub(in crate::source) fn get(&self, key: &str) -> Option<&Value> {
        match &self.kind {
            Kind::Map(entries) => entries
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key))
                .map(|(_, value)| value),
            _ => None,
        }
    }
}

/// What is wrong, and where (an offset into the text).
pub(in crate::source) struct Problem {
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) rule: &'static Rule,
}

/// Reads the text between the `---` lines. What cannot be read is left out and reported.
pub(in crate::source) fn parse(text: &str) -> (Value, Vec<Problem>) {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        lines.push(at..at + content.len());
        at += line.len();
    }
    let mut parser = Parser {
        text,
        lines,
        next: 0,
        problems: Vec::new(),
    };
    let value = parser.node(0, 0);
    while let Some((_, content, at)) = parser.peek() {
        parser.malformed(at, format!("'{content}' is not of the form 'key: value'"));
        parser.next += 1;
    }
    (value, parser.problems)
}

struct Parser<'a> {
    text: &'a str,
    lines: Vec<Range<usize>>,
    next: usize,
    problems: Vec<Problem>,
}

impl<'a> Parser<'a> {
    fn malformed(&mut self, at: usize, message: String) {
        self.problems.push(Problem {
            at,
            message,
            rule: &METADATA_MALFORMED,
        });
    }

    fn line(&self, index: usize) -> Option<(usize, &'a str, usize)> {
        let range = self.lines.get(index)?.clone();
        let start = range.start;
        let line = self.text.get(range)?;
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        Some((indent, content.trim_end(), start + indent))
    }

    /// The next line that says something: its indentation, its content, where that begins.
    fn peek(&mut self) -> Option<(usize, &'a str, usize)> {
        loop {
            let line = self.line(self.next)?;
            if line.1.is_empty() || line.1.starts_with('#') {
                self.next += 1;
            } else {
                return Some(line);
            }
        }
    }

    fn null(&self) -> Value {
        let at = self
            .lines
            .get(self.next)
            .or(self.lines.last())
            .map_or(0, |range| range.start);
        Value {
            kind: Kind::Null,
            at,
        }
    }

    /// The value that begins on the next line, if that is indented by `min` at least.
    fn node(&mut self, min: usize, depth: usize) -> Value {
        let Some((indent, content, at)) = self.peek() else {
            return self.null();
        };
        if indent < min {
            return self.null();
        }
        if depth > DEPTH_LIMIT {
            self.malformed(at, format!("values nest deeper than {DEPTH_LIMIT} levels"));
            self.next = self.lines.len();
            return self.null();
        }
        if is_item(content) {
            return self.sequence(indent, depth);
        }
        if key(content).is_some() && !content.starts_with(['[', '{']) {
            return self.mapping(indent, at, content, depth);
        }
        self.next += 1;
        self.scalar(content, at, min.saturating_sub(1), depth)
    }

    fn sequence(&mut self, indent: usize, depth: usize) -> Value {
        let start = self.peek().map_or(0, |line| line.2);
        let mut items = Vec::new();
        while let Some((here, content, at)) = self.peek() {
            if here != indent || !is_item(content) {
                break;
            }
            self.next += 1;
            let rest = content.get(1..).unwrap_or("").trim_start();
            let offset = content.len() - rest.len();
            let item = if rest.is_empty() || rest.starts_with('#') {
                self.node(indent + 1, depth + 1)
            } else if is_item(rest) {
                self.malformed(at, "a list directly inside a list".to_owned());
                Value {
                    kind: Kind::Text(rest.to_owned()),
                    at: at + offset,
                }
            } else if key(rest).is_some() && !rest.starts_with(['[', '{', '"', '\'']) {
                self.mapping_from(indent + offset, at + offset, rest, depth + 1)
            } else {
                self.scalar(rest, at + offset, indent, depth + 1)
            };
            items.push(item);
        }
        Value {
            kind: Kind::List(items),
            at: start,
        }
    }

    /// A mapping whose first line is the next one.
    fn mapping(&mut self, indent: usize, at: usize, content: &'a str, depth: usize) -> Value {
        self.next += 1;
        self.mapping_from(indent, at, content, depth)
    }

    /// A mapping whose first entry has been read off the current line.
    fn mapping_from(&mut self, indent: usize, start: usize, first: &'a str, depth: usize) -> Value {
        let mut entries = Vec::new();
        self.entry(first, start, indent, depth, &mut entries);
        while let Some((here, content, at)) = self.peek() {
            if here < indent || is_item(content) {
                break;
            }
            self.next += 1;
            if here > indent || key(content).is_none() {
                self.malformed(at, format!("'{content}' is not of the form 'key: value', or not indented as its neighbours"));
                continue;
            }
            self.entry(content, at, indent, depth, &mut entries);
        }
        Value {
            kind: Kind::Map(entries),
            at: start,
        }
    }

    fn entry(
        &mut self,
        content: &'a str,
        at: usize,
        indent: usize,
        depth: usize,
        entries: &mut Vec<(String, Value)>,
    ) {
        let Some((name, rest)) = key(content) else {
            return;
        };
        let offset = content.len() - rest.len();
        let value = if rest.is_empty() || rest.starts_with('#') {
            match self.peek() {
                // A list may stand under its key without indentation.
                Some((here, next, _)) if here == indent && is_item(next) => {
                    self.sequence(indent, depth + 1)
                }
                _ => self.node(indent + 1, depth + 1),
            }
        } else {
            self.scalar(rest, at + offset, indent, depth + 1)
        };
        // Past a thousand keys nobody is helped by the comparison, and it would not be linear.
        if entries.len() < 1000 && entries.iter().any(|(other, _)| *other == name) {
            self.problems.push(Problem {
                at,
                message: format!("'{name}' is set twice; the first counts"),
                rule: &METADATA_REPEATED,
            });
            return;
        }
        entries.push((name, value));
    }

    /// A value that begins in the middle of a line; what goes on stands on lines indented deeper than `indent`.
    fn scalar(&mut self, rest: &'a str, at: usize, indent: usize, depth: usize) -> Value {
        let text = |text: String| Value {
            kind: Kind::Text(text),
            at,
        };
        match rest.as_bytes().first() {
            Some(b'|' | b'>') => text(self.block_scalar(rest, indent)),
            Some(b'"' | b'\'') => {
                let whole = self.gather(rest, indent, is_quote_closed);
                match unquote(&whole) {
                    Some(value) => text(value),
                    None => {
                        self.malformed(
                            at,
                            format!(
                                "the quote before '{}' is not closed",
                                shorten(rest.get(1..).unwrap_or(""))
                            ),
                        );
                        text(whole.trim_matches(['"', '\'']).to_owned())
                    }
                }
            }
            Some(b'[' | b'{') => {
                let whole = self.gather(rest, indent, is_flow_closed);
                let mut flow = Flow {
                    rest: &whole,
                    at,
                    depth,
                };
                match flow.value() {
                    Some(value) => value,
                    None => {
                        self.malformed(
                            at,
                            format!(
                                "the bracket in '{}' is not closed, or something is missing in it",
                                shorten(rest)
                            ),
                        );
                        text(whole)
                    }
                }
            }
            Some(b'&' | b'*' | b'!') => {
                let (mark, tail) = rest.split_once(' ').unwrap_or((rest, ""));
                if !mark.starts_with("!!") {
                    self.malformed(
                        at,
                        format!("'{mark}': anchors, aliases and tags are not followed"),
                    );
                }
                if tail.trim().is_empty() {
                    Value {
                        kind: Kind::Null,
                        at,
                    }
                } else {
                    self.scalar(tail.trim_start(), at, indent, depth)
                }
            }
            _ => {
                let mut value = strip_comment(rest).to_owned();
                while let Some((_, content, _)) = self.peek_continuation(indent) {
                    value.push(' ');
                    value.push_str(strip_comment(content));
                    self.next += 1;
                }
                if matches!(value.as_str(), "~" | "null" | "Null" | "NULL" | "") {
                    return Value {
                        kind: Kind::Null,
                        at,
                    };
                }
                text(value)
            }
        }
    }

    /// The next line, if it goes on with a plain scalar: indented deeper and no entry of its own.
    fn peek_continuation(&mut self, indent: usize) -> Option<(usize, &'a str, usize)> {
        let line = self.line(self.next)?;
        let goes_on = line.0 > indent
            && !line.1.is_empty()
            && !line.1.starts_with('#')
            && !is_item(line.1)
            && key(line.1).is_none();
        goes_on.then_some(line)
    }

    /// The text of a value that may run over several lines, folded, up to where it is closed.
    fn gather(&mut self, first: &str, indent: usize, is_closed: fn(&str) -> bool) -> String {
        let mut whole = first.to_owned();
        let mut checked = 0;
        while !is_closed(&whole) && checked < 200 {
            checked += 1;
            let Some((here, content, _)) = self.line(self.next) else {
                break;
            };
            if here <= indent && !content.is_empty() && !content.starts_with([']', '}']) {
                break;
            }
            whole.push(if content.is_empty() { '\n' } else { ' ' });
            whole.push_str(content);
            self.next += 1;
        }
        whole
    }

    /// `|` keeps line ends, `>` folds them; `-` and `+` after it are about the last one, which is never kept.
    fn block_scalar(&mut self, header: &str, indent: usize) -> String {
        let folds = header.starts_with('>');
        let mut out = String::new();
        let mut margin = None;
        let mut blank = 0;
        while let Some((here, content, _)) = self.line(self.next) {
            if content.is_empty() {
                blank += 1;
                self.next += 1;
                continue;
            }
            if here <= indent {
                break;
            }
            let margin = *margin.get_or_insert(here);
            if !out.is_empty() {
                let ends = if folds { blank } else { blank + 1 };
                if folds && blank == 0 {
                    out.push(' ')
                } else {
                    out.extend(std::iter::repeat_n('\n', ends))
                }
            }
            blank = 0;
            out.extend(std::iter::repeat_n(
                ' ',
                if folds {
                    0
                } else {
                    here.saturating_sub(margin)
                },
            ));
            out.push_str(content);
            self.next += 1;
        }
        out
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(30).collect()
}

fn is_item(content: &str) -> bool {
    content == "-" || content.starts_with("- ")
}

/// The key that a line begins with, and what follows its colon.
fn key(content: &str) -> Option<(String, &str)> {
    for quote in ['"', '\''] {
        if let Some(inner) = content.strip_prefix(quote) {
            let (name, tail) = inner.split_once(quote)?;
            let rest = tail.trim_start().strip_prefix(':')?;
            return (rest.is_empty() || rest.starts_with(' '))
                .then(|| (name.to_owned(), rest.trim_start()));
        }
    }
    let at = content
        .find(": ")
        .or_else(|| content.strip_suffix(':').map(str::len))?;
    let (name, rest) = content.split_at_checked(at)?;
    let rest = rest.get(1..)?.trim_start();
    let name = name.trim_end();
    (!name.is_empty() && name.len() <= 64 && !name.contains(['"', '[', '{', '#']))
        .then(|| (name.to_owned(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(value: &Value) -> String {
        match &value.kind {
            Kind::Null => "~".to_owned(),
            Kind::Text(text) => format!("{text:?}"),
            Kind::List(items) => format!(
                "[{}]",
                items.iter().map(outline).collect::<Vec<_>>().join(" ")
            ),
            Kind::Map(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| format!("{key}={}", outline(value)))
                    .collect();
                format!("{{{}}}", entries.join(" "))
            }
        }
    }

    fn check(text: &str, expected: &str, problems: usize) {
        let (value, found) = parse(text);
        assert_eq!(outline(&value), expected, "{text}");
        assert_eq!(found.len(), problems, "{text}");
    }

    #[test]
    fn mappings_and_sequences() {
        check(
            "a: 1\nb:\n  - x\n  - y: 2\n    z: 3\nc:\n- p\nd:\n  e: f\n",
            r#"{a="1" b=["x" {y="2" z="3"}] c=["p"] d={e="f"}}"#,
            0,
        );
        check(
            "# note\na: [x, 'y, z', {k: v}]\nb: {name: N, role: aut}\n",
            r#"{a=["x" "y, z" {k="v"}] b={name="N" role="aut"}}"#,
            0,
        );
    }

    #[test]
    fn scalars() {
        check(
            "a: \"x: \\\"y\\\" \\u00e9\" # c\nb: 'it''s'\nc: plain # no\nd: ~\ne: a#b\n",
            r#"{a="x: \"y\" é" b="it's" c="plain" d=~ e="a#b"}"#,
            0,
        );
        check(
            "a: |\n  one\n   two\n\n  three\nb: >\n  one\n  two\n\n  three\nc: long\n  plain\n",
            "{a=\"one\\n two\\n\\nthree\" b=\"one two\\nthree\" c=\"long plain\"}",
            0,
        );
        check(
            "title: \"over\n  two lines\"\n",
            r#"{title="over two lines"}"#,
            0,
        );
    }

    #[test]
    fn problems_are_told_and_the_rest_is_read() {
        check("a: 1\nnonsense\nb: 2\n", r#"{a="1" b="2"}"#, 1);
        check("a: \"open\nb: 2\n", r#"{a="open" b="2"}"#, 1);
        check("a: &x 1\na: 2\nb: [1, 2\n", r#"{a="1" b="[1, 2"}"#, 3);
    }
}
