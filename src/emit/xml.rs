//! Writes XML that is well-formed by construction: package document, contents, NCX.
//!
//! Takes elements, attributes and text in order; gives UTF-8 bytes. Promises: every element that is
//! opened is closed, in the right order; all that is markup in text is escaped; no character that XML 1.0 forbids.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

/// Elements of HTML that never have content: written `<br/>`. All others get an end tag of their own, because old
/// reading systems parse `<p/>` as an unclosed paragraph.
const VOID: &[&str] = &[
    "area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr",
];

/// A document in the making.
pub(crate) struct Xml {
    writer: Writer<Vec<u8>>,
    /// A start tag whose attributes are still coming.
    pending: Option<BytesStart<'static>>,
    open: Vec<Cow<'static, str>>,
    /// Whether empty elements are written as such whatever their name (package document, SVG, MathML).
    collapse: bool,
}

impl Xml {
    /// A document that begins with `head` (XML declaration, DOCTYPE), written as it is; `size` is a guess at the whole.
    pub(crate) fn new(head: &str, size: usize) -> Xml {
        let mut bytes = Vec::with_capacity(size + head.len());
        bytes.extend_from_slice(head.as_bytes());
        Xml {
            writer: Writer::new(bytes),
            pending: None,
            open: Vec::new(),
            collapse: false,
        }
    }

    /// From here on, elements without content are written `<name/>`.
    pub(crate) fn collapse_empty(&mut self, collapse: bool) {
        self.flush();
        self.collapse = collapse;
    }

    /// Opens an element. Its attributes may follow with [`attr`](Xml::attr) until anything else is written.
    pub(crate) fn open(&mut self, name: impl Into<Cow<'static, str>>) -> &mut Xml {
        self.flush();
        let name = name.into();
        self.pending = Some(BytesStart::new(name.clone()));
        self.open.push(name);
        self
    }

    /// An attribute of the element just opened.
    pub(crate) fn attr(&mut self, name: &str, value: &str) -> &mut Xml {
        if let Some(start) = &mut self.pending {
            let value = clean(value);
            if value.contains(['\n', '\t']) {
                start.push_attribute((name, value.replace(['\n', '\t'], " ").as_str()));
            } else {
                start.push_attribute((name, &*value));
            }
        }
        self
    }

    /// As [`attr`](Xml::attr), where there is a value.
    pub(crate) fn attr_some(&mut self, name: &str, value: Option<&str>) -> &mut Xml {
        if let Some(value) = value {
            self.attr(name, value);
        }
        self
    }

    /// Closes the innermost element.
    pub(crate) fn close(&mut self) -> &mut Xml {
        let Some(name) = self.open.pop() else {
            return self;
        };
        if let Some(start) = self.pending.take() {
            if self.collapse || VOID.contains(&&*name) {
                self.event(Event::Empty(start));
                return self;
            }
            self.event(Event::Start(start));
        }
        self.event(Event::End(BytesEnd::new(name)));
        self
    }

    /// An element with nothing but text.
    pub(crate) fn element(&mut self, name: &'static str, text: &str) -> &mut Xml {
        self.open(name).text(text);
        self.close()
    }

    /// Text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Xml {
        self.flush();
        let text = clean(text);
        self.event(Event::Text(BytesText::from_escaped(partial_escape(&*text))));
        self
    }

    /// A line end between blocks.
    pub(crate) fn newline(&mut self) -> &mut Xml {
        self.flush();
        self.writer.get_mut().push(b'\n');
        self
    }

    /// Closes what is open and gives the document.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.close();
        }
        self.newline();
        self.writer.into_inner()
    }

    fn flush(&mut self) {
        if let Some(start) = self.pending.take() {
            self.event(Event::Start(start));
        }
    }

    fn event(&mut self, event: Event<'_>) {
        self.writer
            .write_event(event)
            .expect("writing to a vector does not fail");
    }
}

/// The text without the characters that XML 1.0 forbids (production 2, `Char`), with line ends as line feeds.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let suspicious = |&byte: &u8| byte < 0x20 && byte != b'\n' && byte != b'\t' || byte == 0xEF;
    if !text.as_bytes().iter().any(suspicious as fn(&u8) -> bool) {
        return Cow::Borrowed(text);
    }
    let allowed = |c: char| {
        !(c < ' ' && !matches!(c, '\n' | '\t' | '\r') || matches!(c, '\u{FFFE}' | '\u{FFFF}'))
    };
    if text.contains('\r') {
        return Cow::Owned(
            text.replace("\r\n", "\n")
                .replace('\r', "\n")
                .chars()
                .filter(|&c| allowed(c))
                .collect(),
        );
    }
    if text.chars().all(allowed) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|&c| allowed(c)).collect())
    }
}

/// Whether a text says anything once the forbidden characters are gone.
pub(crate) fn has_text(text: &str) -> bool {
    text.chars()
        .any(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
}
