//! CSS tokens: takes a text, gives tokens with their places. Linear, free of recursion, and total: every byte belongs to a
//! token.

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name.
    Ident,
    /// A name and the parenthesis that opens its arguments.
    Function,
    /// `@` and a name.
    AtKeyword,
    /// `#` and a name.
    Hash,
    /// A quoted text.
    Quoted,
    /// A number, with or without a unit or `%`.
    Number,
    /// `url(…)` as a whole.
    Url,
    /// White space and comments.
    Space,
    /// `<!--` or `-->`.
    Comment,
    /// One other character, or an attribute selector's sign (`~=`).
    Sign,
    /// The end of the text.
    End,
}

/// A token: where it begins and ends, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What is wrong with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// The text ends inside of a string, an address or a comment.
    Unclosed,
    /// A line ends inside of a string.
    NewlineInString,
}

/// Reads tokens one by one.
pub(super) struct Tokens<'t> {
    pub(super) text: &'t str,
    at: usize,
    /// Tokens that do not end as they should, with the place where that shows.
    pub(super) broken: Vec<(Broken, usize)>,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Tokens<'t> {
        Tokens {
            text,
            at: 0,
            broken: Vec::new(),
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest().chars().nth(ahead)
    }

    fn bump(&mut self) {
        self.at += self.peek(0).map_or(0, char::len_utf8);
    }

    fn bump_while(&mut self, fits: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !fits(c)).unwrap_or(rest.len());
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Token {
        let start = self.at;
        let kind = self.kind();
        Token {
            kind,
            start,
            end: self.at,
        }
    }

    fn kind(&mut self) -> Kind {
        let Some(first) = self.peek(0) else {
            return Kind::End;
        };
        let rest = self.rest();
        if first.is_ascii_whitespace() || first == '\u{FEFF}' {
            self.bump_while(|c| c.is_ascii_whitespace() || c == '\u{FEFF}');
            return Kind::Space;
        }
        if rest.starts_with("/*") {
            match rest.find("*/") {
                Some(end) if end >= 2 => self.at += end + 2,
                _ => {
                    let end = rest.get(3..).and_then(|tail| tail.find("*/"));
                    self.at += end.map_or(rest.len(), |end| end + 5);
                    if end.is_none() {
                        self.broken.push((Broken::Unclosed, self.at));
                    }
                }
            }
            return Kind::Space;
        }
        if let Some(mark) = ["<!--", "-->"]
            .into_iter()
            .find(|mark| rest.starts_with(mark))
        {
            self.at += mark.len();
            return Kind::Comment;
        }
        match first {
            '"' | '\'' => self.quoted(first),
            '@' | '#' => {
                self.bump();
                let name_starts = if first == '@' {
                    self.starts_name()
                } else {
                    self.peek(0).is_some_and(is_name)
                };
                if !name_starts && self.peek(0) != Some('\\') {
                    return Kind::Sign;
                }
                self.name();
                if first == '@' {
                    Kind::AtKeyword
                } else {
                    Kind::Hash
                }
            }
            _ if self.starts_number() => {
                self.number();
                Kind::Number
            }
            _ if self.starts_name() => self.ident(),
            '~' | '|' | '^' | '$' | '*' if self.peek(1) == Some('=') => {
                self.at += 2;
                Kind::Sign
            }
            _ => {
                self.bump();
                Kind::Sign
            }
        }
    }

    fn starts_name(&self) -> bool {
        match self.peek(0) {
            Some('-') => self
                .peek(1)
                .is_some_and(|c| is_name_start(c) || c == '-' || c == '\\'),
            Some('\\') => self.peek(1).is_some_and(|c| c != '\n'),
            Some(c) => is_name_start(c),
            None => false,
        }
    }

    fn starts_number(&self) -> bool {
        let digit = |ahead: usize| self.peek(ahead).is_some_and(|c| c.is_ascii_digit());
        match self.peek(0) {
            Some('+' | '-') => digit(1) || (self.peek(1) == Some('.') && digit(2)),
            Some('.') => digit(1),
            _ => digit(0),
        }
    }

    fn number(&mut self) {
        self.bump();
        self.bump_while(|c| c.is_ascii_digit());
        if self.peek(0) == Some('.') && self.peek(1).is_some_and(|c| c.is_ascii_digit()) {
            self.bump();
            self.bump_while(|c| c.is_ascii_digit());
        }
        if self.peek(0) == Some('%') {
            self.bump();
        } else if self.starts_name() {
            self.name();
        }
    }

    fn name(&mut self) {
        while let Some(c) = self.peek(0) {
            if c == '\\' {
                self.bump();
                self.bump();
            } else if is_name(c) {
                self.bump_while(is_name);
            } else {
                break;
            }
        }
    }

    fn ident(&mut self) -> Kind {
        let start = self.at;
        self.name();
        let is_url = self
            .text
            .get(start..self.at)
            .is_some_and(|name| name.eq_ignore_ascii_case("url"));
        if self.peek(0) != Some('(') {
            return Kind::Ident;
        }
        self.bump();
        if !is_url {
            return Kind::Function;
        }
        self.bump_while(|c| c.is_ascii_whitespace());
        if let Some(quote @ ('"' | '\'')) = self.peek(0) {
            self.quoted(quote);
            self.bump_while(|c| c.is_ascii_whitespace());
        } else {
            // The first character belongs to the address whatever it is, as in the reference implementation.
            self.bump();
        }
        self.bump_while(|c| c != ')');
        if self.peek(0).is_none() {
            self.broken.push((Broken::Unclosed, self.at));
        }
        self.bump();
        Kind::Url
    }

    fn quoted(&mut self, quote: char) -> Kind {
        self.bump();
        loop {
            self.bump_while(|c| c != quote && c != '\\' && c != '\n');
            match self.peek(0) {
                None => {
                    self.broken.push((Broken::Unclosed, self.at));
                    return Kind::Quoted;
                }
                Some('\\') => {
                    self.bump();
                    self.bump();
                }
                Some('\n') => {
                    self.bump();
                    self.broken.push((Broken::NewlineInString, self.at));
                    return Kind::Quoted;
                }
                Some(_) => {
                    self.bump();
                    return Kind::Quoted;
                }
            }
        }
    }
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || c >= '\u{80}'
}

fn is_name(c: char) -> bool {
    is_name_start(c) || c.is_ascii_digit() || c == '-'
}
