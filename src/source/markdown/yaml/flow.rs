//! The values of YAML that stand in a line: quoted and plain scalars, `[lists]` and `{mappings}`.

use super::{DEPTH_LIMIT, Kind, Value};

pub(super) fn strip_comment(text: &str) -> &str {
    text.find(" #")
        .and_then(|at| text.get(..at))
        .unwrap_or(text)
        .trim_end()
}

pub(super) fn is_quote_closed(text: &str) -> bool {
    unquote(text).is_some()
}

/// The content of a quoted scalar at the beginning of a text, with its escapes resolved.
pub(super) fn unquote(text: &str) -> Option<String> {
    let mut chars = text.chars();
    let quote = chars.next()?;
    let mut out = String::new();
    while let Some(c) = chars.next() {
        if c == quote {
            if quote == '\'' && chars.as_str().starts_with('\'') {
                chars.next();
                out.push('\'');
                continue;
            }
            let tail = chars.as_str().trim_start();
            return (tail.is_empty() || tail.starts_with(['#', ',', ']', '}', ':'])).then_some(out);
        }
        if c == '\\' && quote == '"' {
            escape(&mut chars, &mut out)?;
        } else {
            out.push(c);
        }
    }
    None
}

fn escape(chars: &mut std::str::Chars, out: &mut String) -> Option<()> {
    let digits = match chars.next()? {
        'n' => return push(out, '\n'),
        't' => return push(out, '\t'),
        '0' | 'r' => return Some(()),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        other => return push(out, other),
    };
    let code: String = chars.by_ref().take(digits).collect();
    push(
        out,
        u32::from_str_radix(&code, 16)
            .ok()
            .and_then(char::from_u32)
            .unwrap_or('\u{fffd}'),
    )
}

fn push(out: &mut String, c: char) -> Option<()> {
    out.push(c);
    Some(())
}

/// Whether all brackets of a value in brackets are closed.
pub(super) fn is_flow_closed(text: &str) -> bool {
    let mut depth = 0_i32;
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 && quote.is_none() {
            return true;
        }
    }
    false
}

/// A value in brackets: `[a, "b"]`, `{name: x}`.
pub(super) struct Flow<'a> {
    /// What is not yet read.
    pub(super) rest: &'a str,
    /// Where the value stands in the text.
    pub(super) at: usize,
    /// How deep it stands in others.
    pub(super) depth: usize,
}

impl Flow<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, c: char) -> bool {
        self.skip();
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    pub(super) fn value(&mut self) -> Option<Value> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return None;
        }
        let kind = if self.eat('[') {
            let mut items = Vec::new();
            while !self.eat(']') {
                items.push(self.value()?);
                if !self.eat(',') && !self.rest.starts_with(']') {
                    return None;
                }
            }
            Kind::List(items)
        } else if self.eat('{') {
            let mut entries = Vec::new();
            while !self.eat('}') {
                let name = self.plain(":,}]")?;
                let value = if self.eat(':') {
                    self.value()?
                } else {
                    Value {
                        kind: Kind::Null,
                        at: self.at,
                    }
                };
                entries.push((name, value));
                if !self.eat(',') && !self.rest.starts_with('}') {
                    return None;
                }
            }
            Kind::Map(entries)
        } else {
            Kind::Text(self.plain(",]}")?)
        };
        self.depth -= 1;
        Some(Value { kind, at: self.at })
    }

    /// A quoted or plain scalar, up to one of `ends`.
    fn plain(&mut self, ends: &str) -> Option<String> {
        self.skip();
        if let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            let inner = self.rest.get(1..)?;
            let mut escaped = false;
            let end = inner.char_indices().find(|&(_, c)| {
                let is_end = c == quote && !escaped;
                escaped = c == '\\' && quote == '"' && !escaped;
                is_end
            })?;
            let whole = self.rest.get(..end.0 + 2)?;
            let value = unquote(whole)?;
            self.rest = self.rest.get(end.0 + 2..)?;
            return Some(value);
        }
        let end = self.rest.find(|c| ends.contains(c))?;
        let (value, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(value.trim().to_owned())
    }
}
