//! The parser: XML 1.0 (fifth edition) with namespaces, not validating, stopping at the first fault.

mod tags;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::characters::{is_char, is_name_char, is_name_start, is_space};
use super::document_type::{self, Entity};
use super::lines::Lines;
use super::ns;
use super::tree::{DocumentType, Kind, NONE, NodeData, Tree};

/// The deepest nesting of elements that is read; a browser's own limit is 512.
const MAX_DEPTH: usize = 1_000;
/// The most bytes that entities may add to a document.
const MAX_EXPANSION: usize = 1 << 20;
/// The most attributes of one element: comparing them pair by pair stays cheap.
const MAX_ATTRIBUTES: usize = 500;
/// The longest chain of entities within entities.
const MAX_ENTITY_DEPTH: usize = 16;

/// Where and why a text is not well-formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Byte offset at which it was noticed.
    pub(crate) offset: usize,
    /// One sentence.
    pub(crate) message: String,
}

/// What a parser knows besides the text.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    /// The entities that a document type declares outside of the document, by name.
    pub(crate) entities: fn(&DocumentType<'_>, &str) -> Option<char>,
    /// The namespace that a document type gives to a root without `xmlns`.
    pub(crate) default_namespace: fn(&DocumentType<'_>) -> Option<&'static str>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            entities: document_type::known_entity,
            default_namespace: document_type::default_namespace,
        }
    }
}

/// Reads `text` (decoded, with or without a byte order mark) into a tree; with the fault, the tree ends where it is.
pub(crate) fn parse<'s>(text: &'s str, options: &Options) -> (Tree<'s>, Option<Fault>) {
    let mut parser = Parser::new(text, *options);
    let fault = parser.document().err();
    (parser.tree, fault)
}

pub(super) type Step<T = ()> = Result<T, Fault>;

struct Open<'s> {
    id: u32,
    qualified: &'s str,
    scope: usize,
}

/// A text being read in place of an entity: where to go on after it.
struct Frame<'s> {
    at: usize,
    end: usize,
    depth: usize,
    name: &'s str,
}

pub(super) struct Parser<'s> {
    text: &'s str,
    pub(super) at: usize,
    end: usize,
    options: Options,
    tree: Tree<'s>,
    open: Vec<Open<'s>>,
    scope: Vec<(&'s str, u32)>,
    /// The attributes of the tag that is read, declarations included.
    names: Vec<(&'s str, Cow<'s, str>)>,
    numbers: BTreeMap<Cow<'s, str>, u32>,
    pub(super) entities: BTreeMap<&'s str, Entity>,
    frames: Vec<Frame<'s>>,
    expanded: usize,
}

impl<'s> Parser<'s> {
    fn new(text: &'s str, options: Options) -> Parser<'s> {
        let document = NodeData {
            kind: Kind::Document,
            parent: NONE,
            first: NONE,
            last: NONE,
            next: NONE,
            end: 0,
            close: NONE,
        };
        let tree = Tree {
            source: text,
            lines: Lines::new(text),
            nodes: vec![document],
            attributes: Vec::new(),
            declarations: Vec::new(),
            namespaces: vec![Cow::Borrowed(""), Cow::Borrowed(ns::XML)],
            document_type: None,
        };
        let numbers = BTreeMap::from([(Cow::Borrowed(""), 0), (Cow::Borrowed(ns::XML), 1)]);
        Parser {
            text,
            at: if text.starts_with('\u{FEFF}') { 3 } else { 0 },
            end: text.len(),
            options,
            tree,
            open: Vec::new(),
            scope: vec![("", 0), ("xml", 1)],
            names: Vec::new(),
            numbers,
            entities: BTreeMap::new(),
            frames: Vec::new(),
            expanded: 0,
        }
    }

    pub(super) fn fault<T>(&self, offset: usize, message: impl Into<String>) -> Step<T> {
        Err(Fault {
            offset,
            message: message.into(),
        })
    }

    pub(super) fn rest(&self) -> &'s str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    #[inline]
    pub(super) fn looking_at(&self, what: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..self.end);
        rest.unwrap_or_default().starts_with(what.as_bytes())
    }

    #[inline]
    pub(super) fn take(&mut self, what: &str) -> bool {
        let found = self.looking_at(what);
        if found {
            self.at += what.len();
        }
        found
    }

    pub(super) fn expect(&mut self, what: &str, context: &str) -> Step {
        if self.take(what) {
            Ok(())
        } else {
            self.fault(self.at, format!("expected '{what}' {context}"))
        }
    }

    pub(super) fn skip_space(&mut self) -> bool {
        let rest = self.rest().bytes();
        let spaces = rest.take_while(|&byte| is_space(char::from(byte))).count();
        self.at += spaces;
        spaces > 0
    }

    pub(super) fn name(&mut self, what: &str) -> Step<&'s str> {
        let rest = self.rest();
        let length = match rest.chars().next() {
            Some(c) if is_name_start(c) => name_length(rest),
            _ => return self.fault(self.at, format!("expected {what}")),
        };
        self.at += length;
        Ok(rest.get(..length).unwrap_or(""))
    }

    /// The text up to `end`, which is skipped.
    pub(super) fn until(&mut self, end: &str, what: &str) -> Step<&'s str> {
        let rest = self.rest();
        let Some(length) = memchr::memmem::find(rest.as_bytes(), end.as_bytes()) else {
            return self.fault(self.end, format!("{what} has no end"));
        };
        let body = rest.get(..length).unwrap_or("");
        self.check_characters(self.at, body)?;
        self.at += length + end.len();
        Ok(body)
    }

    pub(super) fn check_characters(&self, offset: usize, text: &str) -> Step {
        // Without a way out of the loop, so that it is one for vectors.
        let suspicious = text.bytes().fold(false, |found, b| {
            found | ((b < 0x20) & (b != b'\t') & (b != b'\n') & (b != b'\r')) | (b == 0xEF)
        });
        if !suspicious {
            return Ok(());
        }
        match text.char_indices().find(|&(_, c)| !is_char(c)) {
            Some((at, c)) => self.fault(
                offset + at,
                format!("the character U+{:04X} is not allowed in XML", u32::from(c)),
            ),
            None => Ok(()),
        }
    }

    fn document(&mut self) -> Step {
        if self.looking_at("<?xml")
            && self
                .rest()
                .get(5..)
                .is_some_and(|r| r.starts_with(is_space))
        {
            self.declaration()?;
        }
        self.prolog()?;
        self.start_tag()?;
        self.content()?;
        loop {
            self.skip_space();
            if self.rest().is_empty() {
                return Ok(());
            }
            if !self.miscellaneous()? {
                return self.fault(self.at, "markup after the root element has to be well-formed: nothing but comments may follow it");
            }
        }
    }

    fn declaration(&mut self) -> Step {
        let start = self.at;
        self.at += 5;
        let body = self.until("?>", "the XML declaration")?;
        let mut rest = body.trim_start_matches(is_space);
        let mut position = 0;
        while !rest.is_empty() {
            let Some((name, tail)) = rest.split_once('=') else {
                return self.fault(start, "the XML declaration is malformed");
            };
            let tail = tail.trim_start_matches(is_space);
            let quote = tail.chars().next().filter(|c| matches!(c, '"' | '\''));
            let Some((value, tail)) =
                quote.and_then(|q| tail.get(1..).and_then(|t| t.split_once(q)))
            else {
                return self.fault(start, "the XML declaration is malformed");
            };
            let place = match name.trim_end_matches(is_space) {
                "version" if value == "1.0" || value == "1.1" => 1,
                "version" => {
                    return self.fault(start, format!("XML version '{value}' is not known"));
                }
                "encoding" if value.starts_with(|c: char| c.is_ascii_alphabetic()) => 2,
                "standalone" if matches!(value, "yes" | "no") => 3,
                _ => return self.fault(start, "the XML declaration is malformed"),
            };
            if place <= position || (position == 0 && place != 1) {
                return self.fault(
                    start,
                    "the XML declaration has its parts in the wrong order",
                );
            }
            position = place;
            let next = tail.trim_start_matches(is_space);
            if next.len() == tail.len() && !next.is_empty() {
                return self.fault(start, "white space is missing in the XML declaration");
            }
            rest = next;
        }
        if position == 0 {
            self.fault(start, "the XML declaration has no version")
        } else {
            Ok(())
        }
    }

    fn prolog(&mut self) -> Step {
        loop {
            self.skip_space();
            if self.rest().is_empty() {
                return self.fault(self.at, "the document has no root element");
            }
            if self.looking_at("<!DOCTYPE") {
                if self.tree.document_type.is_some() {
                    return self.fault(self.at, "a second document type declaration");
                }
                let found = self.document_type()?;
                self.tree.document_type = Some(found);
            } else if !self.miscellaneous()? {
                return if self.looking_at("<") {
                    Ok(())
                } else {
                    self.fault(self.at, "text before the root element")
                };
            }
        }
    }

    /// A comment or a processing instruction, where one stands here.
    pub(super) fn miscellaneous(&mut self) -> Step<bool> {
        if self.take("<!--") {
            self.until("--", "the comment")?;
            if !self.take(">") {
                return self.fault(self.at, "'--' is not allowed inside a comment");
            }
            self.leaf(Kind::Comment);
        } else if self.take("<?") {
            let target = self.name("the target of a processing instruction")?;
            if target.eq_ignore_ascii_case("xml") {
                return self.fault(
                    self.at,
                    "the XML declaration is only allowed at the very start",
                );
            }
            if !self.skip_space() && !self.looking_at("?>") {
                return self.fault(
                    self.at,
                    "white space is missing in a processing instruction",
                );
            }
            let data = self.until("?>", "the processing instruction")?;
            self.leaf(Kind::Instruction { target, data });
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn leaf(&mut self, kind: Kind<'s>) {
        let end = u32::try_from(self.at).unwrap_or(NONE);
        self.append(kind, end);
    }

    fn append(&mut self, kind: Kind<'s>, close: u32) -> u32 {
        let id = u32::try_from(self.tree.nodes.len()).unwrap_or(NONE);
        let parent = self.open.last().map_or(0, |open| open.id);
        self.tree.nodes.push(NodeData {
            kind,
            parent,
            first: NONE,
            last: NONE,
            next: NONE,
            end: u32::try_from(self.at).unwrap_or(NONE),
            close,
        });
        let mut previous = NONE;
        if let Some(above) = self.tree.nodes.get_mut(parent as usize) {
            previous = above.last;
            above.last = id;
            if above.first == NONE {
                above.first = id;
            }
        }
        if let Some(sibling) = self.tree.nodes.get_mut(previous as usize) {
            sibling.next = id;
        }
        id
    }

    fn content(&mut self) -> Step {
        while !self.open.is_empty() {
            let rest = self.rest();
            let length = memchr::memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len());
            if length > 0 {
                let start = self.at;
                let text = rest.get(..length).unwrap_or("");
                self.check_text(start, text)?;
                self.at += length;
                self.add_text(Self::unix_lines(text));
            }
            if self.rest().is_empty() {
                if !self.leave_entity()? {
                    let name = self.open.last().map_or("", |open| open.qualified);
                    return self.fault(self.end, format!("the element '{name}' is not closed"));
                }
                continue;
            }
            match self.rest().as_bytes() {
                [b'&', ..] => self.reference_in_content()?,
                [b'<', b'/', ..] => self.end_tag()?,
                [b'<', b'!', ..] if self.take("<![CDATA[") => {
                    let body = self.until("]]>", "the CDATA section")?;
                    self.add_text(Self::unix_lines(body));
                }
                [b'<', b'!' | b'?', ..] if self.miscellaneous()? => {}
                _ => self.start_tag()?,
            }
        }
        Ok(())
    }

    fn check_text(&self, offset: usize, text: &str) -> Step {
        let mut ends = memchr::memchr_iter(b'>', text.as_bytes());
        let is_close = |end: &usize| text.get(..*end).is_some_and(|body| body.ends_with("]]"));
        if let Some(end) = ends.find(is_close) {
            return self.fault(offset + end - 2, "']]>' is not allowed in text");
        }
        self.check_characters(offset, text)
    }

    fn unix_lines(text: &'s str) -> Cow<'s, str> {
        if text.contains('\r') {
            Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// Adds text, to the text before it where there is one.
    fn add_text(&mut self, text: Cow<'s, str>) {
        let end = u32::try_from(self.at).unwrap_or(NONE);
        let parent = self.open.last().map_or(0, |open| open.id);
        let last = self
            .tree
            .nodes
            .get(parent as usize)
            .map_or(NONE, |above| above.last);
        if let Some(NodeData {
            kind: Kind::Text(before),
            end: last_end,
            close,
            ..
        }) = self.tree.nodes.get_mut(last as usize)
        {
            before.to_mut().push_str(&text);
            *last_end = end;
            *close = end;
        } else {
            self.append(Kind::Text(text), end);
        }
    }

    fn leave_entity(&mut self) -> Step<bool> {
        let Some(frame) = self.frames.pop() else {
            return Ok(false);
        };
        if frame.depth != self.open.len() {
            return self.fault(
                self.at,
                format!(
                    "the entity '{}' does not close the elements it opens",
                    frame.name
                ),
            );
        }
        self.at = frame.at;
        self.end = frame.end;
        Ok(true)
    }

    fn reference_in_content(&mut self) -> Step {
        let start = self.at;
        if self.looking_at("&#") {
            let c = self.character_reference()?;
            self.add_text(Cow::Owned(c.to_string()));
            return Ok(());
        }
        let name = self.entity_name()?;
        if let Some(c) = predefined(name) {
            self.add_text(Cow::Owned(c.to_string()));
            return Ok(());
        }
        match self.entities.get(name).copied() {
            Some(Entity::Internal { start: from, end }) => {
                self.count_expansion(start, name, end - from)?;
                self.frames.push(Frame {
                    at: self.at,
                    end: self.end,
                    depth: self.open.len(),
                    name,
                });
                self.at = from;
                self.end = end;
                Ok(())
            }
            // Never fetched, and the reference implementation takes what it does not fetch for undeclared.
            Some(Entity::External) => self.fault(
                self.at,
                format!("the entity '{name}' is declared outside of the document"),
            ),
            Some(Entity::Unparsed) => self.fault(
                self.at,
                format!("the unparsed entity '{name}' cannot stand in text"),
            ),
            None => match self.known_entity(name) {
                Some(c) => {
                    self.add_text(Cow::Owned(c.to_string()));
                    Ok(())
                }
                None => self.fault(self.at, format!("the entity '{name}' is not declared")),
            },
        }
    }

    fn count_expansion(&mut self, offset: usize, name: &str, length: usize) -> Step {
        self.expanded += length + 1;
        if self.frames.iter().any(|frame| frame.name == name) {
            return self.fault(offset, format!("the entity '{name}' refers to itself"));
        }
        if self.expanded > MAX_EXPANSION || self.frames.len() >= MAX_ENTITY_DEPTH {
            return self.fault(offset, format!("entities expand to more than {MAX_EXPANSION} bytes or {MAX_ENTITY_DEPTH} levels"));
        }
        Ok(())
    }

    fn known_entity(&self, name: &str) -> Option<char> {
        self.tree
            .document_type
            .as_ref()
            .and_then(|found| (self.options.entities)(found, name))
    }

    fn entity_name(&mut self) -> Step<&'s str> {
        self.at += 1;
        let name = self.name("the name of an entity after '&'")?;
        if !self.take(";") {
            return self.fault(
                self.at,
                format!("the reference to the entity '{name}' has to end with ';'"),
            );
        }
        Ok(name)
    }

    pub(super) fn character_reference(&mut self) -> Step<char> {
        let start = self.at;
        self.at += 2;
        let radix = if self.take("x") { 16 } else { 10 };
        let rest = self.rest();
        let digits = rest
            .split(|c: char| !c.is_digit(radix))
            .next()
            .unwrap_or("");
        self.at += digits.len();
        if !self.take(";") {
            return self.fault(self.at, "a character reference has to end with ';'");
        }
        match u32::from_str_radix(digits, radix)
            .ok()
            .and_then(char::from_u32)
            .filter(|&c| is_char(c))
        {
            Some(c) => Ok(c),
            None => self.fault(
                self.at,
                format!(
                    "'{}' refers to no character that XML allows",
                    self.text.get(start..self.at).unwrap_or("")
                ),
            ),
        }
    }
}

/// How long the name is that a text begins with; nearly all are ASCII.
fn name_length(text: &str) -> usize {
    let is_plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':');
    let plain = text.bytes().take_while(|b| is_plain(b)).count();
    if text.as_bytes().get(plain).is_none_or(u8::is_ascii) {
        return plain;
    }
    text.find(|c| !is_name_char(c)).unwrap_or(text.len())
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
