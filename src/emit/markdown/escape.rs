//! Escaping: letters that look like markup stay letters, and nothing else is touched.

use std::iter::Peekable;
use std::str::Chars;

use crate::book::emoji;

/// Where text stands: what could be taken for markup depends on it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    /// In a link or the text of a picture: brackets must pair.
    pub(super) in_brackets: bool,
    /// In a cell of a pipe table.
    pub(super) in_table: bool,
    /// The paragraph holds two dollars or mathematics.
    pub(super) dollars: bool,
    /// The paragraph holds two tildes.
    pub(super) tildes: bool,
    /// The paragraph holds two carets.
    pub(super) carets: bool,
    /// The paragraph holds signs that make brackets with backslashes before them mathematics.
    pub(super) tex: bool,
    /// In a line of verse, where only dollars mark mathematics.
    pub(super) verse: bool,
}

/// Appends `text`. `next` is what comes after it: the first character of the following markup, `None` at the end of a line.
pub(super) fn push_text(out: &mut String, text: &str, next: Option<char>, context: Context) {
    let mut before = out.chars().next_back();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\n' || c == '\r' {
            out.push(' ');
            before = Some(' ');
            continue;
        }
        if let Some(reference) = reference(c, before, &rest, next, context) {
            out.push_str(reference);
            before = Some(';');
            continue;
        }
        if is_markup(c, before, &rest, next, context) {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// The character reference that stands for `c` where a backslash before it would not be read as an escape by everyone who
/// looks for the end of brackets, or for mathematics.
fn reference(
    c: char,
    before: Option<char>,
    rest: &Peekable<Chars<'_>>,
    next: Option<char>,
    context: Context,
) -> Option<&'static str> {
    let after = rest.clone().peek().copied().or(next);
    match c {
        '\\' if context.in_brackets || matches!(after, Some('(' | ')' | '[' | ']')) => {
            Some("&#92;")
        }
        // Shortcodes of site generators, links of wikis.
        '{' if matches!(after, Some('{' | '%')) => Some("&#123;"),
        '[' if after == Some('[') => Some("&#91;"),
        ']' if context.in_brackets && context.tex => Some("&#93;"),
        '[' if context.in_brackets
            && (matches!(before, Some('\\' | '[' | ';')) || matches!(after, Some(']' | '['))) =>
        {
            Some("&#91;")
        }
        ']' if context.in_brackets
            && (matches!(before, Some('\\' | '[' | ';')) || matches!(after, Some(']' | '['))) =>
        {
            Some("&#93;")
        }
        _ => None,
    }
}

/// Whether `c`, standing between `before` and `rest`, could be read as markup.
fn is_markup(
    c: char,
    before: Option<char>,
    rest: &Peekable<Chars<'_>>,
    next: Option<char>,
    context: Context,
) -> bool {
    let after = rest.clone().peek().copied();
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    match c {
        '\\' | '`' => true,
        '*' => !(before.is_some_and(char::is_whitespace) && after.is_some_and(char::is_whitespace)),
        '_' => {
            let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let spaced =
                before.is_some_and(char::is_whitespace) && after.is_some_and(char::is_whitespace);
            let inside_word = word(before) && word(after);
            !(inside_word || spaced)
        }
        '[' => context.in_brackets || !is_plain_bracket(rest.clone()),
        ']' => context.in_brackets,
        '<' => after
            .or(next)
            .is_none_or(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?' | '<' | '\\')),
        '&' => is_entity(rest.clone()),
        '!' => after.is_none() && next == Some('['),
        '$' => context.dollars,
        '~' => context.tildes || !blank(before) || !blank(after),
        '^' => context.carets || !blank(before) || !blank(after),
        '|' => context.in_table || context.in_brackets && after.is_some_and(|c| c.is_ascii_digit()),
        // Marked passages, keys, comments.
        '=' | '+' | '%' => after == Some(c) && before != Some(c),
        '@' => is_label(rest.clone()),
        ':' => is_icon(rest.clone()),
        '{' => {
            before.is_none()
                || matches!(
                    before,
                    Some(')' | ']' | '}' | '`' | '>' | '*' | '_' | '$' | '~' | '^' | '=')
                )
                || after == Some('{')
                || matches!(after, Some('#' | '+' | '-' | '~' | '=' | '>'))
                || is_role(rest.clone(), next)
        }
        _ => false,
    }
}

/// Whether what follows a `[` is a word or two and a `]` that leads nowhere: `[sic]`, `[he said]`.
fn is_plain_bracket(rest: Peekable<Chars<'_>>) -> bool {
    let mut length = 0;
    let mut rest = rest;
    for c in rest.by_ref() {
        match c {
            ']' => break,
            c if c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | '\'' | '’' | '-') => {
                length += 1
            }
            _ => return false,
        }
    }
    length > 1
        && rest
            .next()
            .is_some_and(|c| !matches!(c, '(' | '[' | ':' | '{'))
}

/// Whether what follows an `@` makes it a reference to a figure or the like.
fn is_label(rest: Peekable<Chars<'_>>) -> bool {
    let mut letters = 0;
    for c in rest {
        match c {
            ':' | '-' => return letters > 1,
            c if c.is_ascii_alphabetic() && letters < 3 => letters += 1,
            _ => return false,
        }
    }
    false
}

/// Whether what follows a brace makes it a role of MyST: a word, the other brace, and code.
fn is_role(rest: Peekable<Chars<'_>>, next: Option<char>) -> bool {
    let mut rest = rest;
    for c in rest.by_ref() {
        match c {
            '}' => return rest.next().or(next) == Some('`'),
            c if c.is_ascii_lowercase() || matches!(c, '-' | ':' | '_') => {}
            _ => return false,
        }
    }
    false
}

/// Whether what follows a colon makes it an icon of a site, or the name of a character.
fn is_icon(rest: Peekable<Chars<'_>>) -> bool {
    let word = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_';
    let name: String = rest.clone().take(30).take_while(word).collect();
    if rest.clone().nth(name.len()) == Some(':') && emoji(&name).is_some() {
        return true;
    }
    ["material-", "fontawesome-", "octicons-", "simple-"]
        .iter()
        .any(|set| rest.clone().take(set.len()).eq(set.chars()))
}

/// Whether what follows an `&` makes it a character reference.
pub(super) fn is_entity(rest: Peekable<Chars<'_>>) -> bool {
    for (length, c) in rest.enumerate() {
        match c {
            ';' => return length > 0,
            '#' if length == 0 => {}
            c if c.is_ascii_alphanumeric() && length < 32 => {}
            _ => return false,
        }
    }
    false
}

/// Guards the beginning and the end of each line of a paragraph: what would be a heading, list, quotation, rule or
/// attribute there, and the blanks that a parser strips.
pub(super) fn guard_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        guard_line(&mut out, line);
    }
    out
}

fn guard_line(out: &mut String, line: &str) {
    let bare = line.trim_start_matches([' ', '\t']);
    line.get(..line.len() - bare.len())
        .unwrap_or_default()
        .chars()
        .for_each(|c| push_blank(out, c));
    let body = bare.trim_end_matches([' ', '\t']);
    let mut letters = body.chars();
    let first = letters.next();
    let second = letters.next();
    let gap = |c: Option<char>| c.is_none_or(|c| c == ' ' || c == '\t');
    let mut body_start = 0;
    match first {
        Some('#')
            if body
                .trim_start_matches('#')
                .chars()
                .next()
                .is_none_or(|c| c == ' ' || c == '\t') =>
        {
            out.push('\\')
        }
        // pandoc's lists of any number, and its examples.
        Some('#') if matches!(second, Some('.' | ')')) => out.push('\\'),
        Some('(') if second == Some('@') => out.push('\\'),
        Some('(') if body.ends_with(")=") => {
            // MyST's labels.
            out.push_str(body.strip_suffix('=').unwrap_or(body));
            out.push('\\');
            body_start = body.len() - 1;
        }
        Some(c @ ('i' | 'e')) if is_module(body) => {
            out.push_str(&format!("&#{};", u32::from(c)));
            body_start = 1;
        }
        Some('T' | 't') if body.get(1..6) == Some("able:") => {
            // A caption, where a table is near.
            out.push_str(body.get(..5).unwrap_or_default());
            out.push('\\');
            body_start = 5;
        }
        Some(';') if second == Some('-') => out.push('\\'),
        Some('>' | '=' | ':' | '|' | '%') => out.push('\\'),
        Some('+' | '-') if gap(second) || second == first => out.push('\\'),
        Some('+') if matches!(second, Some('-' | '=')) => out.push('\\'),
        Some('*') if gap(second) => out.push('\\'),
        Some(c) if c.is_ascii_digit() => return push_numbered(out, body, bare),
        Some(c) if c.is_ascii_uppercase() && second == Some('>') => {
            // Leanpub's asides.
            out.push(c);
            out.push('\\');
            body_start = 1;
        }
        _ => {}
    }
    out.push_str(body.get(body_start..).unwrap_or_default());
    bare.get(body.len()..)
        .unwrap_or_default()
        .chars()
        .for_each(|c| push_blank(out, c));
}

/// Whether a line reads like a statement of a page that is a program.
fn is_module(body: &str) -> bool {
    match body.split_once(' ') {
        Some(("import", rest)) => rest.contains(['\'', '"']),
        Some(("export", rest)) => ["const ", "default ", "function ", "let "]
            .iter()
            .any(|word| rest.starts_with(word)),
        _ => false,
    }
}

/// A line that begins with a number: `1.` and `1)` before a blank would begin a list.
fn push_numbered(out: &mut String, body: &str, bare: &str) {
    let digits = body.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = body.len() - digits.len();
    let mut after = digits.chars();
    let marker = matches!(after.next(), Some('.' | ')'));
    if number <= 9 && marker && after.next().is_none_or(|c| c == ' ' || c == '\t') {
        out.push_str(body.get(..number).unwrap_or_default());
        out.push('\\');
        out.push_str(digits);
    } else {
        out.push_str(body);
    }
    bare.get(body.len()..)
        .unwrap_or_default()
        .chars()
        .for_each(|c| push_blank(out, c));
}

fn push_blank(out: &mut String, c: char) {
    out.push_str(if c == '\t' { "&#9;" } else { "&#32;" });
}
