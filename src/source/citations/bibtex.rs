//! BibTeX: the list of works that authors keep beside their texts.

use std::collections::BTreeMap;

/// How many works are read.
const WORKS_LIMIT: usize = 20_000;

/// A work: its kind and its fields, names in small letters, values without braces.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Work {
    pub(super) kind: String,
    fields: BTreeMap<String, String>,
}

impl Work {
    pub(super) fn get(&self, field: &str) -> Option<&str> {
        self.fields
            .get(field)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The year of the work.
    pub(super) fn year(&self) -> Option<&str> {
        self.get("year")
            .or_else(|| self.get("date").and_then(|date| date.get(..4)))
    }

    /// Family names and given names of the people in a field.
    pub(super) fn people(&self, field: &str) -> Vec<(String, String)> {
        let Some(value) = self.fields.get(field) else {
            return Vec::new();
        };
        value
            .split(" and ")
            .map(str::trim)
            .filter(|name| !name.is_empty() && *name != "others")
            .map(|name| match name.split_once(',') {
                Some((family, given)) => (family.trim().to_owned(), given.trim().to_owned()),
                None => match name.rsplit_once(' ') {
                    Some((given, family)) => (family.to_owned(), given.to_owned()),
                    None => (name.to_owned(), String::new()),
                },
            })
            .collect()
    }
}

/// Reads all works of a text. What is no work is passed over.
pub(super) fn read(text: &str, works: &mut BTreeMap<String, Work>) {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('@') {
        rest = after;
        let end = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (kind, after) = rest.split_at_checked(end).unwrap_or(("", rest));
        let kind = kind.to_ascii_lowercase();
        let Some(body) = after.trim_start().strip_prefix(['{', '(']) else {
            continue;
        };
        if kind.is_empty() || matches!(kind.as_str(), "comment" | "preamble" | "string") {
            continue;
        }
        let Some((key, body)) = body.split_once(',') else {
            continue;
        };
        let mut work = Work {
            kind,
            ..Work::default()
        };
        rest = fields(body, &mut work);
        if works.len() < WORKS_LIMIT {
            works.entry(key.trim().to_owned()).or_insert(work);
        }
    }
}

/// Reads the fields of a work. Gives what follows it.
fn fields<'a>(body: &'a str, work: &mut Work) -> &'a str {
    let mut rest = body;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if let Some(after) = rest.strip_prefix(['}', ')']) {
            return after;
        }
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | ':')))
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end).unwrap_or(("", rest));
        let Some(value) = after.trim_start().strip_prefix('=').filter(|_| end > 0) else {
            return rest;
        };
        let (value, after) = value_of(value.trim_start());
        work.fields
            .entry(name.to_ascii_lowercase())
            .or_insert_with(|| plain(value));
        rest = after;
    }
}

/// A value in braces, in quotes or bare, and what follows it.
fn value_of(text: &str) -> (&str, &str) {
    let open = text.bytes().next().unwrap_or(b' ');
    if !matches!(open, b'{' | b'"') {
        let end = text.find([',', '}', '\n']).unwrap_or(text.len());
        return text.split_at_checked(end).unwrap_or((text, ""));
    }
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_end =
            at > 0 && depth == 0 && (open == b'{' && byte == b'}' || open == b'"' && byte == b'"');
        if is_end {
            return (
                text.get(1..at).unwrap_or(""),
                text.get(at + 1..).unwrap_or(""),
            );
        }
    }
    (text.get(1..).unwrap_or(""), "")
}

/// A value without braces and commands, its accents on their letters.
fn plain(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut letters = value.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '{' | '}' => {}
            '~' => out.push('\u{a0}'),
            '\\' => {
                let mut name = String::new();
                if letters.peek().is_some_and(char::is_ascii_alphabetic) {
                    while let Some(c) = letters.next_if(char::is_ascii_alphabetic) {
                        name.push(c);
                    }
                    letters.next_if_eq(&' ');
                } else {
                    name.extend(letters.next());
                }
                if let Some(mark) = accent(&name) {
                    while letters.next_if(|c| matches!(c, '{' | ' ')).is_some() {}
                    let base = letters.next().map(|c| if c == '\\' { 'i' } else { c });
                    let base = match base {
                        Some('ı') => Some('i'),
                        base => base,
                    };
                    if let Some(base) = base {
                        out.push_str(&composed(base, mark));
                    }
                } else {
                    out.push_str(sign(&name));
                }
            }
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.replace("---", "—").replace("--", "–").trim().to_owned()
}

/// The combining mark of an accent command.
fn accent(name: &str) -> Option<char> {
    Some(match name {
        "\"" => '\u{308}',
        "'" => '\u{301}',
        "`" => '\u{300}',
        "^" => '\u{302}',
        "~" => '\u{303}',
        "=" => '\u{304}',
        "." => '\u{307}',
        "c" => '\u{327}',
        "v" => '\u{30C}',
        "u" => '\u{306}',
        "H" => '\u{30B}',
        "k" => '\u{328}',
        "r" => '\u{30A}',
        _ => return None,
    })
}

/// What a command that is a letter or a sign stands for.
fn sign(name: &str) -> &str {
    match name {
        "ss" => "ß",
        "ae" => "æ",
        "AE" => "Æ",
        "oe" => "œ",
        "OE" => "Œ",
        "o" => "ø",
        "O" => "Ø",
        "l" => "ł",
        "L" => "Ł",
        "aa" => "å",
        "AA" => "Å",
        "i" => "i",
        "&" | "%" | "$" | "_" | "#" => name,
        "textendash" => "–",
        "LaTeX" | "TeX" => name,
        _ => "",
    }
}

/// A letter with its mark, as one character where there is one.
fn composed(base: char, mark: char) -> String {
    let table: &[(char, &str, &str)] = &[
        ('\u{308}', "aouAOUeiEIyY", "äöüÄÖÜëïËÏÿŸ"),
        ('\u{301}', "aeiouyAEIOUYcnszCNSZ", "áéíóúýÁÉÍÓÚÝćńśźĆŃŚŹ"),
        ('\u{300}', "aeiouAEIOU", "àèìòùÀÈÌÒÙ"),
        ('\u{302}', "aeiouAEIOU", "âêîôûÂÊÎÔÛ"),
        ('\u{303}', "anoANO", "ãñõÃÑÕ"),
        ('\u{327}', "cCsS", "çÇşŞ"),
        ('\u{30C}', "cszrenCSZREN", "čšžřěňČŠŽŘĚŇ"),
        ('\u{306}', "agAG", "ăğĂĞ"),
        ('\u{30B}', "ouOU", "őűŐŰ"),
        ('\u{328}', "aeAE", "ąęĄĘ"),
        ('\u{30A}', "auAU", "åůÅŮ"),
        ('\u{307}', "zZI", "żŻİ"),
    ];
    let found = table
        .iter()
        .find(|(known, ..)| *known == mark)
        .and_then(|(_, bases, whole)| {
            let at = bases.chars().position(|c| c == base)?;
            whole.chars().nth(at)
        });
    match found {
        Some(whole) => whole.to_string(),
        None => format!("{base}{mark}"),
    }
}
