//! JSON with the line on which each string stands.

/// Values nest no deeper than this.
const DEEPEST: usize = 64;

/// A value.
#[derive(Debug, PartialEq)]
pub(super) enum Value {
    /// A number, `true`, `false` or `null`, as written.
    Word(String),
    /// A string, with its line from 0.
    Text(String, usize),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The member of a mapping.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Map(pairs) => pairs
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The words of a string.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text, _) => Some(text),
            _ => None,
        }
    }

    /// What a list holds.
    pub(super) fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// A string, or strings one after the other, as lines without their ends, each with its line in the file.
    pub(super) fn lines(&self) -> Vec<(usize, String)> {
        let mut found: Vec<(usize, String)> = Vec::new();
        let mut is_open = false;
        let single = [self];
        let strings: Vec<&Value> = match self {
            Value::List(items) => items.iter().collect(),
            _ => single.to_vec(),
        };
        for value in strings {
            let Value::Text(text, at) = value else {
                continue;
            };
            for piece in text.split_inclusive('\n') {
                let line = piece.trim_end_matches(['\n', '\r']);
                match found.last_mut().filter(|_| is_open) {
                    Some((_, open)) => open.push_str(line),
                    None => found.push((*at, line.to_owned())),
                }
                is_open = !piece.ends_with('\n');
            }
        }
        found
    }
}

/// The value that a text holds; `None` where it is no JSON.
pub(super) fn parse(text: &str) -> Option<Value> {
    let mut parser = Parser {
        rest: text,
        line: 0,
    };
    let value = parser.value(0)?;
    parser.space();
    parser.rest.is_empty().then_some(value)
}

struct Parser<'a> {
    rest: &'a str,
    line: usize,
}

impl Parser<'_> {
    fn space(&mut self) {
        let after = self.rest.trim_start();
        let passed = self.rest.len() - after.len();
        let skipped = self.rest.get(..passed).unwrap_or("");
        self.line += skipped.matches('\n').count();
        self.rest = after;
    }

    fn take(&mut self, sign: char) -> Option<()> {
        self.space();
        self.rest = self.rest.strip_prefix(sign)?;
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.space();
        if depth > DEEPEST {
            return None;
        }
        match self.rest.chars().next()? {
            '"' => {
                let at = self.line;
                Some(Value::Text(self.string()?, at))
            }
            '[' => {
                let mut items = Vec::new();
                self.take('[')?;
                if self.take(']').is_some() {
                    return Some(Value::List(items));
                }
                loop {
                    items.push(self.value(depth + 1)?);
                    if self.take(',').is_none() {
                        self.take(']')?;
                        return Some(Value::List(items));
                    }
                }
            }
            '{' => {
                let mut pairs = Vec::new();
                self.take('{')?;
                if self.take('}').is_some() {
                    return Some(Value::Map(pairs));
                }
                loop {
                    self.space();
                    let name = self.string()?;
                    self.take(':')?;
                    pairs.push((name, self.value(depth + 1)?));
                    if self.take(',').is_none() {
                        self.take('}')?;
                        return Some(Value::Map(pairs));
                    }
                }
            }
            _ => {
                let end = self
                    .rest
                    .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '+' | '.'))
                    .unwrap_or(self.rest.len());
                let (word, rest) = self.rest.split_at_checked(end)?;
                self.rest = rest;
                (!word.is_empty()).then(|| Value::Word(word.to_owned()))
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let body = self.rest.strip_prefix('"')?;
        let mut out = String::new();
        let mut chars = body.char_indices();
        // The first half of a character of two escapes.
        let mut high = None;
        loop {
            let (at, c) = chars.next()?;
            match c {
                '"' => {
                    self.rest = body.get(at + 1..)?;
                    return Some(out);
                }
                '\\' => match chars.next()?.1 {
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    'r' => out.push('\r'),
                    'b' | 'f' => {}
                    'u' => {
                        let mut code = 0;
                        for _ in 0..4 {
                            code = code * 16 + chars.next()?.1.to_digit(16)?;
                        }
                        push_code(code, &mut high, &mut out);
                    }
                    other => out.push(other),
                },
                c => out.push(c),
            }
        }
    }
}

/// Adds a character by its number in UTF-16, whose halves come one after the other.
fn push_code(code: u32, high: &mut Option<u32>, out: &mut String) {
    match (code, *high) {
        (0xd800..=0xdbff, _) => *high = Some(code),
        (0xdc00..=0xdfff, Some(first)) => {
            let code = 0x1_0000 + ((first - 0xd800) << 10) + (code - 0xdc00);
            out.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            *high = None;
        }
        (code, _) => {
            // What XML forbids cannot be shown; what follows an escape is taken off with it.
            let shown =
                char::from_u32(code).filter(|c| *c >= ' ' || matches!(c, '\n' | '\t' | '\u{1b}'));
            out.extend(shown);
            *high = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_know_their_lines() {
        let value =
            parse("{\n \"a\": [\n  \"x\\n\",\n  \"y \\ud83d\\ude00\\u00e9\"\n ], \"b\": -1.5e3}\n");
        let value = value.unwrap_or(Value::List(Vec::new()));
        let lines = value.get("a").map(Value::lines);
        assert_eq!(
            lines,
            Some(vec![(2, "x".to_owned()), (3, "y 😀é".to_owned())])
        );
        assert_eq!(value.get("b"), Some(&Value::Word("-1.5e3".to_owned())));
    }

    #[test]
    fn what_is_no_json_is_none() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\" 1}",
            "[1] x",
            "\"\\u12\"",
            &"[".repeat(5000),
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
