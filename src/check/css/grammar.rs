//! The grammar of style sheets: rules, declarations, selectors; says where a style sheet leaves it.
//!
//! It is as strict as the reference implementation, which is stricter than browsers, and goes on after a fault as that
//! does: at the next `;` or `}` inside of declarations, at the next `}` outside.

use super::tokens::{Broken, Kind, Token, Tokens};

/// Something found while reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found<'t> {
    /// The token is not allowed, with what was expected, if one thing was.
    Unexpected {
        offset: usize,
        token: &'t str,
        expected: Option<&'static str>,
    },
    /// The text ends too early.
    Premature {
        offset: usize,
        expected: &'static str,
    },
    /// A line ends inside of a string.
    NewlineInString { offset: usize },
    /// A declaration with its value.
    Declaration {
        offset: usize,
        property: &'t str,
        value: &'t str,
    },
    /// A `url()` or `@import` without address.
    EmptyUrl { offset: usize },
    /// An `@font-face` without declarations.
    EmptyFontFace { offset: usize },
    /// The class or other name in a selector.
    Class { name: &'t str },
}

/// The deepest nesting of at-rules that is read; what is deeper is passed over.
const MAX_DEPTH: usize = 64;

/// How a stretch of reading ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    /// All is well.
    On,
    /// After a fault, at the end of the block around it.
    BlockEnded,
    /// The text is over.
    Over,
}

struct Reader<'t, 'f> {
    tokens: Tokens<'t>,
    current: Token,
    /// The last token that is no white space: where a premature end is reported.
    last: Token,
    report: &'f mut dyn FnMut(Found<'t>),
    attribute: bool,
    depth: usize,
}

/// Reads a style sheet.
pub(super) fn read_sheet<'t>(text: &'t str, report: &mut dyn FnMut(Found<'t>)) {
    let mut reader = Reader::new(text, report, false);
    reader.rules(false, false);
}

/// Reads the value of a `style` attribute.
pub(super) fn read_attribute<'t>(text: &'t str, report: &mut dyn FnMut(Found<'t>)) {
    let mut reader = Reader::new(text, report, true);
    while reader.current.kind != Kind::End {
        reader.declarations();
    }
}

impl<'t, 'f> Reader<'t, 'f> {
    fn new(text: &'t str, report: &'f mut dyn FnMut(Found<'t>), attribute: bool) -> Reader<'t, 'f> {
        let start = Token {
            kind: Kind::Space,
            start: 0,
            end: 0,
        };
        let mut reader = Reader {
            tokens: Tokens::new(text),
            current: start,
            last: start,
            report,
            attribute,
            depth: 0,
        };
        reader.advance();
        reader.last = reader.current;
        reader
    }

    fn text(&self, token: Token) -> &'t str {
        self.tokens.text.get(token.start..token.end).unwrap_or("")
    }

    fn is(&self, sign: &str) -> bool {
        self.current.kind == Kind::Sign && self.text(self.current) == sign
    }

    fn advance(&mut self) {
        if !matches!(self.current.kind, Kind::Space | Kind::End) {
            self.last = self.current;
        }
        self.current = self.tokens.next();
        for (broken, offset) in std::mem::take(&mut self.tokens.broken) {
            (self.report)(match broken {
                Broken::Unclosed => Found::Premature {
                    offset,
                    expected: "the end of a string, an address or a comment",
                },
                Broken::NewlineInString => Found::NewlineInString { offset },
            });
        }
    }

    fn skip_space(&mut self) {
        while self.current.kind == Kind::Space {
            self.advance();
        }
    }

    fn premature(&mut self, expected: &'static str) -> Flow {
        (self.report)(Found::Premature {
            offset: self.last.start,
            expected,
        });
        Flow::Over
    }

    /// Reports the current token at `offset` and goes behind it.
    fn unexpected_at(&mut self, offset: usize, expected: Option<&'static str>) {
        let token = self.text(self.current);
        (self.report)(Found::Unexpected {
            offset,
            token,
            expected,
        });
        self.advance();
    }

    fn unexpected(&mut self, expected: Option<&'static str>) {
        self.unexpected_at(self.current.start, expected);
    }

    /// Outside of declarations: goes behind the next `}`.
    fn recover_rule(&mut self) -> Flow {
        loop {
            if self.current.kind == Kind::End {
                return self.premature("'}'");
            }
            let closes = self.is("}");
            self.advance();
            if closes {
                return Flow::On;
            }
        }
    }

    /// Inside of declarations: goes behind the next `;`, or behind the `}` that ends them.
    fn recover_declaration(&mut self) -> Flow {
        loop {
            if self.current.kind == Kind::End {
                return if self.attribute {
                    Flow::Over
                } else {
                    self.premature("';' or '}'")
                };
            }
            let (next, closes) = (self.is(";"), self.is("}") && !self.attribute);
            self.advance();
            if next {
                return Flow::On;
            }
            if closes {
                return Flow::BlockEnded;
            }
        }
    }

    /// Rules, to the end of the text or of the block around them.
    fn rules(&mut self, nested: bool, keyframes: bool) -> Flow {
        loop {
            while matches!(self.current.kind, Kind::Space | Kind::Comment) {
                self.advance();
            }
            let flow = match self.current.kind {
                Kind::End if nested => self.premature("'}'"),
                Kind::End => Flow::Over,
                Kind::AtKeyword => self.at_rule(),
                _ if self.is("}") && nested => {
                    self.advance();
                    return Flow::On;
                }
                _ => self.rule(keyframes),
            };
            if flow == Flow::Over {
                return Flow::Over;
            }
        }
    }

    fn rule(&mut self, keyframes: bool) -> Flow {
        let mut selector = self.selectors(keyframes);
        if selector == Flow::On {
            self.advance();
            selector = self.declarations();
            return if selector == Flow::Over {
                Flow::Over
            } else {
                Flow::On
            };
        }
        if selector == Flow::Over {
            Flow::Over
        } else {
            self.recover_rule()
        }
    }

    /// Selectors up to the `{`, which becomes the current token. `BlockEnded` is a fault reported.
    fn selectors(&mut self, keyframes: bool) -> Flow {
        loop {
            self.skip_space();
            let flow = self.selector(keyframes);
            if flow != Flow::On {
                return flow;
            }
            if self.is("{") {
                return Flow::On;
            }
            if self.current.kind == Kind::End {
                return self.premature("'{'");
            }
            if !self.is(",") {
                self.unexpected(None);
                return Flow::BlockEnded;
            }
            self.advance();
        }
    }

    /// Compound selectors with what joins them; stops at what can follow a selector.
    fn selector(&mut self, keyframes: bool) -> Flow {
        loop {
            let before = self.current.start;
            if keyframes && self.current.kind == Kind::Number {
                self.advance();
            } else {
                let flow = self.compound();
                if flow != Flow::On {
                    return flow;
                }
            }
            if self.current.start == before {
                if self.current.kind == Kind::End {
                    return self.premature("'{'");
                }
                self.unexpected(None);
                return Flow::BlockEnded;
            }
            self.skip_space();
            if self.is(">") || self.is("+") || self.is("~") {
                self.advance();
                self.skip_space();
            } else if self.is("{") || self.is(",") || self.current.kind == Kind::End {
                return Flow::On;
            }
        }
    }

    fn compound(&mut self) -> Flow {
        let name = |reader: &Self| reader.current.kind == Kind::Ident || reader.is("*");
        if name(self) {
            self.advance();
        }
        if self.is("|") {
            self.advance();
            if !name(self) {
                self.unexpected(Some("a type or universal selector"));
                return Flow::BlockEnded;
            }
            self.advance();
        }
        loop {
            let flow = match self.current.kind {
                Kind::Hash => {
                    self.advance();
                    Flow::On
                }
                _ if self.is(".") => self.class(),
                _ if self.is("[") => self.attribute_selector(),
                _ if self.is(":") => self.pseudo(),
                _ => return Flow::On,
            };
            if flow != Flow::On {
                return flow;
            }
        }
    }

    fn class(&mut self) -> Flow {
        let dot = self.current;
        self.advance();
        if self.current.kind != Kind::Ident {
            let token = self.text(dot);
            (self.report)(Found::Unexpected {
                offset: dot.start,
                token,
                expected: None,
            });
            return Flow::BlockEnded;
        }
        let name = self.text(self.current);
        (self.report)(Found::Class { name });
        self.advance();
        Flow::On
    }

    fn attribute_selector(&mut self) -> Flow {
        self.advance();
        self.skip_space();
        if self.current.kind == Kind::Ident || self.is("*") {
            self.advance();
        }
        if self.is("|") {
            self.advance();
            if self.current.kind == Kind::Ident {
                self.advance();
            }
        }
        self.skip_space();
        if !self.is("]") {
            if self.current.kind == Kind::End {
                return self.premature("']'");
            }
            if !["=", "~=", "|=", "^=", "$=", "*="]
                .iter()
                .any(|sign| self.is(sign))
            {
                self.unexpected(Some("an attribute value match symbol"));
                return Flow::BlockEnded;
            }
            self.advance();
            self.skip_space();
            if !matches!(self.current.kind, Kind::Ident | Kind::Quoted) {
                self.unexpected(Some("a string or an identifier"));
                return Flow::BlockEnded;
            }
            self.advance();
            self.skip_space();
        }
        if !self.is("]") {
            self.unexpected(Some("']'"));
            return Flow::BlockEnded;
        }
        self.advance();
        Flow::On
    }

    fn pseudo(&mut self) -> Flow {
        self.advance();
        if self.is(":") {
            self.advance();
        }
        self.skip_space();
        match self.current.kind {
            Kind::Ident => self.advance(),
            Kind::Function => {
                self.advance();
                return self.arguments();
            }
            Kind::End => return self.premature("the name of a pseudo-class"),
            _ => {
                self.unexpected(Some("the name of a pseudo-class"));
                return Flow::BlockEnded;
            }
        }
        Flow::On
    }

    /// The arguments of a pseudo-class, to behind the closing parenthesis.
    fn arguments(&mut self) -> Flow {
        self.skip_space();
        if self.is(")") {
            self.unexpected(None);
            return Flow::BlockEnded;
        }
        let mut depth = 1;
        loop {
            match self.current.kind {
                Kind::End => return self.premature("')'"),
                Kind::Function => depth += 1,
                Kind::Sign if self.is("(") => depth += 1,
                Kind::Sign if self.is(")") => depth -= 1,
                Kind::Sign if self.is("{") || self.is("}") || self.is(";") => {
                    self.unexpected(None);
                    return Flow::BlockEnded;
                }
                _ => {}
            }
            self.advance();
            if depth == 0 {
                return Flow::On;
            }
        }
    }

    fn at_rule(&mut self) -> Flow {
        let keyword = self.current;
        let name = self.text(keyword).to_ascii_lowercase();
        self.advance();
        loop {
            match self.current.kind {
                Kind::End => return self.premature("';' or '{'"),
                Kind::Quoted | Kind::Url if name == "@import" => {
                    self.empty_url(self.current, self.current.start)
                }
                _ => {}
            }
            if self.is("}") {
                self.unexpected(None);
                return self.recover_rule();
            }
            let (ends, opens) = (self.is(";"), self.is("{"));
            self.advance();
            if ends {
                return Flow::On;
            }
            if opens {
                return self.at_block(&name, keyword.start);
            }
        }
    }

    fn at_block(&mut self, name: &str, offset: usize) -> Flow {
        if self.depth >= MAX_DEPTH {
            return self.recover_rule();
        }
        self.depth += 1;
        let flow = if self.holds_rules() {
            if name == "@font-face" {
                (self.report)(Found::EmptyFontFace { offset });
            }
            self.rules(true, name.ends_with("keyframes"))
        } else {
            self.skip_space();
            if name == "@font-face" && (self.is("}") || self.is(";")) {
                (self.report)(Found::EmptyFontFace { offset });
            }
            self.declarations()
        };
        self.depth -= 1;
        if flow == Flow::Over {
            Flow::Over
        } else {
            Flow::On
        }
    }

    /// Whether the block that was just opened holds rules: a `{` comes before any `;` or `}`.
    fn holds_rules(&self) -> bool {
        let mut ahead = Tokens::new(self.tokens.text.get(self.current.start..).unwrap_or(""));
        loop {
            let token = ahead.next();
            let text = ahead.text.get(token.start..token.end).unwrap_or("");
            match (token.kind, text) {
                (Kind::Sign, "{") => return true,
                (Kind::Sign, ";" | "}") | (Kind::End, _) => return false,
                _ => {}
            }
        }
    }

    /// Declarations, to behind the `}` that ends them.
    fn declarations(&mut self) -> Flow {
        loop {
            self.skip_space();
            if self.current.kind == Kind::End {
                return if self.attribute {
                    Flow::Over
                } else {
                    self.premature("'}'")
                };
            }
            if self.is("}") && !self.attribute {
                self.advance();
                return Flow::On;
            }
            if self.is(";") && self.attribute {
                self.advance();
                continue;
            }
            let flow = self.declaration();
            if flow != Flow::On {
                return if flow == Flow::BlockEnded {
                    Flow::On
                } else {
                    flow
                };
            }
        }
    }

    fn declaration(&mut self) -> Flow {
        if self.current.kind != Kind::Ident {
            self.unexpected(Some("a property"));
            return self.recover_declaration();
        }
        let property = self.current;
        self.advance();
        self.skip_space();
        if !self.is(":") {
            if self.current.kind == Kind::End {
                (self.report)(Found::Premature {
                    offset: property.start,
                    expected: "':'",
                });
                return Flow::Over;
            }
            self.unexpected_at(property.start, Some("':'"));
            return self.recover_declaration();
        }
        self.advance();
        self.skip_space();
        if self.is(";") || (self.is("}") && !self.attribute) {
            self.unexpected(Some("a value"));
            return self.recover_declaration();
        }
        if self.is("!") {
            self.unexpected(None);
            return self.recover_declaration();
        }
        self.value(property)
    }

    fn value(&mut self, property: Token) -> Flow {
        let start = self.current.start;
        let mut depth = 0_usize;
        loop {
            if self.current.kind == Kind::End {
                if self.attribute && depth == 0 && self.last.start >= start {
                    self.declared(property, start, self.current.start);
                    return Flow::Over;
                }
                return self.premature("';' or '}'");
            }
            let closes = self.is("}");
            let ends = self.is(";") || closes;
            if self.is("{")
                || self.current.kind == Kind::AtKeyword
                || (ends && depth > 0)
                || (closes && self.attribute)
            {
                self.unexpected(None);
                return self.recover_declaration();
            }
            if ends {
                self.declared(property, start, self.current.start);
                self.advance();
                return if closes { Flow::BlockEnded } else { Flow::On };
            }
            match self.current.kind {
                Kind::Function => depth += 1,
                Kind::Url => self.empty_url(self.current, property.start),
                _ if self.is("(") || self.is("[") => depth += 1,
                _ if self.is(")") || self.is("]") => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.advance();
        }
    }

    fn declared(&mut self, property: Token, start: usize, end: usize) {
        let value = self.tokens.text.get(start..end).unwrap_or("").trim();
        let offset = property.start;
        let property = self.text(property);
        (self.report)(Found::Declaration {
            offset,
            property,
            value,
        });
    }

    /// Reports an address that is an empty string.
    fn empty_url(&mut self, token: Token, offset: usize) {
        let text = self.text(token);
        let inner = text
            .get(..4)
            .filter(|head| head.eq_ignore_ascii_case("url("))
            .map_or(text, |_| {
                text.get(4..)
                    .and_then(|tail| tail.strip_suffix(')'))
                    .unwrap_or("x")
            });
        if matches!(inner.trim(), "\"\"" | "''") {
            (self.report)(Found::EmptyUrl { offset });
        }
    }
}
