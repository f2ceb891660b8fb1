//! Running text → `Inline`s.

use super::attributes::{self, attributes, style};
use super::blocks::{anchor_inline, pages};
use super::document::Context;
use super::findings::{
    CHARACTER_DROPPED, CITATION_KEPT, ELEMENT_REMOVED, MEDIA_REMOVED, RAW_DROPPED,
};
use super::{Element, Kind, Node, dates, foreign, known, marks, notes, pictures};
use crate::book::{Attributes, Inline, Link, MathSource, PhrasingElement, Target, trim_end};

/// Running text of a run of nodes: white space folded, nothing empty, no blank at its ends.
pub(super) fn inlines(nodes: Vec<Node>, cx: &mut Context) -> Vec<Inline> {
    let mut out = raw(nodes, cx);
    tidy(&mut out);
    out
}

/// Running text with its white space as it stood; whoever has the whole folds it.
pub(super) fn raw(nodes: Vec<Node>, cx: &mut Context) -> Vec<Inline> {
    let nodes = if cx.dialect.is_html {
        nodes
    } else {
        marks::apply(nodes)
    };
    let mut out = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::Text(text) => {
                if !cx.dialect.is_html
                    && memchr::memchr(b'@', text.as_bytes()).is_some()
                    && text.contains("[@")
                {
                    let message = "a citation by key was left as it is: no list of works has it";
                    cx.findings
                        .add(&CITATION_KEPT, "", crate::report::Span::NONE, message);
                }
                push_text(&mut out, clean(text, cx));
            }
            Node::Element(element) => phrase(element, &mut out, cx),
        }
    }
    out
}

fn push_text(out: &mut Vec<Inline>, text: String) {
    match out.last_mut() {
        Some(Inline::Text(last)) => last.push_str(&text),
        _ => out.push(Inline::Text(text)),
    }
}

/// Text without the characters that XML forbids.
pub(super) fn clean(text: String, cx: &mut Context) -> String {
    // All bytes are looked at, without a way out: so the loop is one for vectors.
    let is_suspect = |byte: u8| {
        (byte < 0x20) & (byte != b'\n') & (byte != b'\t') | (byte == 0x7f) | (byte == 0xef)
    };
    if !text
        .bytes()
        .fold(false, |found, byte| found | is_suspect(byte))
    {
        return text;
    }
    let is_forbidden = |c: char| matches!(c, '\0'..='\x08' | '\x0b'..='\x0c' | '\x0e'..='\x1f' | '\x7f' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    let Some(first) = text.chars().find(|&c| is_forbidden(c)) else {
        return text.replace('\r', "");
    };
    cx.findings.add(
        &CHARACTER_DROPPED,
        "",
        crate::report::Span::NONE,
        format!(
            "characters that a book cannot hold were left out, the first U+{:04X}",
            u32::from(first)
        ),
    );
    text.chars()
        .filter(|&c| !is_forbidden(c) && c != '\r')
        .collect()
}

/// Maps one inline element.
fn phrase(mut element: Element, out: &mut Vec<Inline>, cx: &mut Context) {
    if pages::is_page_break(&element) {
        out.push(Inline::PageBreak(Box::new(pages::page_break(&element))));
        return;
    }
    match &*element.name {
        "span"
            if element.has_class("math")
                && !element
                    .elements()
                    .any(|child| !matches!(&*child.name, "sup" | "deckle-literal")) =>
        {
            out.push(Inline::Math(Box::new(MathSource {
                tex: bare_tex(&element.text()).to_owned(),
                span: element.span,
            })));
        }
        "br" => out.push(Inline::LineBreak),
        "wbr" => out.push(Inline::Element(Box::new(PhrasingElement {
            name: "wbr",
            ..PhrasingElement::default()
        }))),
        name if matches!(name, "img" | "image") || pictures::is_shown_by(&element) => {
            if let Some(picture) = pictures::picture(&element, cx) {
                out.push(Inline::Image(Box::new(picture)));
            }
        }
        "code" | "tt" => code(element, out, cx),
        "deckle-math" => out.push(Inline::Math(Box::new(MathSource {
            tex: element
                .attribute("tex")
                .map_or_else(|| element.text(), str::to_owned),
            span: element.span,
        }))),
        // A list has taken it.
        "deckle-list" => {}
        "deckle-note-ref" => notes::reference(&element, out, cx),
        "deckle-inline-note" => notes::in_place(element, out, cx),
        "deckle-raw" => raw_code(&element, cx),
        "ruby" => ruby(element, out, cx),
        "rp" | "rtc" => {}
        "input" => check_box(&element, out),
        name => match known(name) {
            Some((_, Kind::Foreign)) => {
                if let Some(markup) = foreign::markup(&mut element, cx) {
                    out.push(Inline::Markup(Box::new(markup)));
                }
            }
            Some((name, Kind::Removed)) => {
                let source = element
                    .attribute("src")
                    .map(|src| format!(" ('{src}')"))
                    .unwrap_or_default();
                cx.findings.add(
                    &ELEMENT_REMOVED,
                    name,
                    element.span,
                    format!("'{name}' was left out{source}"),
                );
            }
            Some((_, Kind::Phrase)) => {
                let content = raw(std::mem::take(&mut element.children), cx);
                out.extend(wrap(&element, content, cx));
            }
            Some((_, Kind::Void | Kind::Head | Kind::Rule)) => {}
            _ => unwrapped(element, out, cx),
        },
    }
}

/// TeX without the delimiters that converters leave around it.
pub(super) fn bare_tex(text: &str) -> &str {
    let inside = |open: &str, close: &str| text.trim().strip_prefix(open)?.strip_suffix(close);
    inside("\\(", "\\)")
        .or_else(|| inside("\\[", "\\]"))
        .map_or(text, str::trim)
}

/// What a box, a frame, an unknown element or a stray block holds.
fn unwrapped(mut element: Element, out: &mut Vec<Inline>, cx: &mut Context) {
    media_note(&element, cx);
    let is_block = element.is_block();
    if is_block {
        push_text(out, " ".to_owned());
    }
    out.extend(attributes::id(&element).map(anchor_inline));
    for inline in raw(std::mem::take(&mut element.children), cx) {
        match inline {
            Inline::Text(text) => push_text(out, text),
            other => out.push(other),
        }
    }
    if is_block {
        push_text(out, " ".to_owned());
    }
}

/// Reports sound and video that stays behind.
pub(super) fn media_note(element: &Element, cx: &mut Context) {
    if !matches!(&*element.name, "audio" | "video" | "object" | "canvas") {
        return;
    }
    let source = || element.elements().find_map(|child| child.attribute("src"));
    let address = element
        .attribute("src")
        .or_else(|| element.attribute("data"))
        .or_else(source)
        .unwrap_or("");
    let name = &element.name;
    cx.findings.add_with_hint(
        &MEDIA_REMOVED,
        address,
        element.span,
        format!("'{name}' was left out ('{address}')"),
        "describe it in the text, or link to it",
    );
}

/// Content with what its element says about it.
pub(super) fn wrap(element: &Element, content: Vec<Inline>, cx: &mut Context) -> Vec<Inline> {
    let attributes = attributes(element, cx);
    let inner = match &*element.name {
        "em" => Inline::Emphasis(content),
        "strong" => Inline::Strong(content),
        "del" | "s" | "strike" => Inline::Strikethrough(content),
        "sup" => Inline::Superscript(content),
        "sub" => Inline::Subscript(content),
        "a" => return link(element, attributes, content),
        "span" | "font" => return span(element, attributes, content),
        "b" => return named("b", element, attributes, content),
        "i" => return named("i", element, attributes, content),
        "acronym" => return named("abbr", element, attributes, content),
        "abbr" | "kbd" | "cite" | "dfn" | "mark" | "q" | "time" | "u" | "small" | "ins" | "var"
        | "samp" | "bdi" | "bdo" | "data" => {
            let name = known(&element.name).map_or("span", |(name, _)| name);
            return named(name, element, attributes, content);
        }
        _ => return with_attributes(attributes, content),
    };
    with_attributes(attributes, vec![inner])
}

fn with_attributes(attributes: Attributes, content: Vec<Inline>) -> Vec<Inline> {
    if attributes.is_empty() {
        content
    } else {
        vec![Inline::Span {
            attributes,
            content,
        }]
    }
}

/// Whether a source that is cited has an address: a path on the author's machine leads nowhere in a book.
fn is_address(value: &str) -> bool {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| value.strip_prefix(scheme));
    let is_sign = |c: char| c.is_ascii_alphanumeric() || "-._~/?#&=+%,;:@!$()*".contains(c);
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphanumeric())
            && rest.chars().all(is_sign)
            && !rest.contains('%')
            && rest.matches('#').count() < 2
    })
}

fn named(
    name: &'static str,
    element: &Element,
    attributes: Attributes,
    content: Vec<Inline>,
) -> Vec<Inline> {
    let mut extra: Vec<(String, String)> = element
        .attributes
        .iter()
        .filter(|(key, value)| match &**key {
            "title" | "value" => true,
            "datetime" => dates::is_datetime(value),
            "cite" => is_address(value),
            _ => false,
        })
        .map(|(key, value)| (key.to_string(), value.clone()))
        .collect();
    extra.sort();
    // Without a date that machines can read it would have to hold one in words, and nothing else.
    if name == "time" && !extra.iter().any(|(key, _)| key == "datetime") {
        return with_attributes(attributes, content);
    }
    vec![Inline::Element(Box::new(PhrasingElement {
        name,
        attributes,
        extra,
        content,
    }))]
}

fn link(element: &Element, attributes: Attributes, content: Vec<Inline>) -> Vec<Inline> {
    let Some(href) = element
        .attribute("href")
        .map(str::trim)
        .filter(|href| !href.is_empty())
    else {
        return with_attributes(attributes, content);
    };
    let title = element.attribute("title").map(str::to_owned);
    let target = target(href);
    with_attributes(
        attributes,
        vec![Inline::Link(Box::new(Link {
            target,
            title,
            content,
            span: element.span,
        }))],
    )
}

/// Where an address leads, as far as it can be said without the other files.
pub(super) fn target(href: &str) -> Target {
    let scheme = href.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &str| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    if href.starts_with("//") || scheme.is_some_and(is_scheme) {
        Target::External(href.to_owned())
    } else {
        Target::Unresolved(href.to_owned())
    }
}

/// A span: small capitals, or what its style and classes say.
fn span(element: &Element, mut attributes: Attributes, mut content: Vec<Inline>) -> Vec<Inline> {
    let says = |classes: &[&str]| classes.iter().any(|class| element.has_class(class));
    let styled = |property: &str, value: &str| {
        style(element, property).is_some_and(|v| v.eq_ignore_ascii_case(value))
    };
    if says(&["smallcaps", "small-caps", "sc", "smcap"]) || styled("font-variant", "small-caps") {
        content = vec![Inline::SmallCaps(content)];
    }
    if styled("font-style", "italic") || says(&["italic", "italics"]) {
        attributes
            .classes
            .retain(|class| class != "italic" && class != "italics");
        content = vec![Inline::Emphasis(content)];
    }
    if styled("font-weight", "bold") || says(&["bold"]) {
        attributes.classes.retain(|class| class != "bold");
        content = vec![Inline::Strong(content)];
    }
    with_attributes(attributes, content)
}

/// Code, with links and the like around its pieces.
fn code(element: Element, out: &mut Vec<Inline>, cx: &mut Context) {
    let attributes = attributes(&element, cx);
    let content = code_pieces(element.children, cx);
    if attributes.is_empty() {
        out.extend(content);
    } else {
        out.push(Inline::Span {
            attributes,
            content,
        });
    }
}

/// Depth is bounded by the builder.
fn code_pieces(nodes: Vec<Node>, cx: &mut Context) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for node in nodes {
        match node {
            Node::Text(text) => {
                let text = clean(text, cx).replace('\n', " ");
                match out.last_mut() {
                    Some(Inline::Code(last)) => last.push_str(&text),
                    _ => out.push(Inline::Code(text)),
                }
            }
            Node::Element(mut child) if matches!(known(&child.name), Some((_, Kind::Phrase))) => {
                let content = code_pieces(std::mem::take(&mut child.children), cx);
                if matches!(&*child.name, "span" | "code" | "deckle-literal") {
                    for piece in content {
                        match (out.last_mut(), piece) {
                            (Some(Inline::Code(last)), Inline::Code(text)) => last.push_str(&text),
                            (_, piece) => out.push(piece),
                        }
                    }
                } else {
                    out.extend(wrap(&child, content, cx));
                }
            }
            Node::Element(child) => phrase(child, &mut out, cx),
        }
    }
    out
}

/// `<ruby>漢<rp>(</rp><rt>かん</rt></ruby>`, also with `rb` and with several pairs.
fn ruby(element: Element, out: &mut Vec<Inline>, cx: &mut Context) {
    let mut pairs: Vec<(Vec<Inline>, Vec<Inline>)> = Vec::new();
    let mut base: Vec<Node> = Vec::new();
    for node in element.children {
        match node {
            Node::Element(child) if child.name == "rt" => {
                let reading = inlines(child.children, cx);
                let text = inlines(std::mem::take(&mut base), cx);
                pairs.push((text, reading));
            }
            Node::Element(child) if matches!(&*child.name, "rp" | "rtc") => {}
            Node::Element(child) if child.name == "rb" => base.extend(child.children),
            other => base.push(other),
        }
    }
    let rest = inlines(base, cx);
    if !pairs.is_empty() {
        out.push(Inline::Ruby(pairs));
    }
    out.extend(rest);
}

/// `` `…`{=latex} ``: text for another format only.
pub(super) fn raw_code(element: &Element, cx: &mut Context) {
    let format = element.attribute("format").unwrap_or("").to_owned();
    cx.findings.add(
        &RAW_DROPPED,
        &format,
        element.span,
        format!("text for '{format}' only was left out"),
    );
}

fn check_box(element: &Element, out: &mut Vec<Inline>) {
    if element
        .attribute("type")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox"))
    {
        let mark = if element.attribute("checked").is_some() {
            "☑"
        } else {
            "☐"
        };
        push_text(out, mark.to_owned());
    }
}

/// Folds white space over the whole run, takes it off the ends and from around line breaks, joins text, and drops what
/// is empty.
pub(super) fn tidy(content: &mut Vec<Inline>) {
    let mut space = Space {
        after_space: true,
        pending: None,
    };
    fold(content, &mut space);
    trim_end(content);
    let breaks = content
        .iter()
        .take_while(|inline| matches!(inline, Inline::LineBreak))
        .count();
    content.drain(..breaks);
}

struct Space {
    /// Whether the text so far ends in white space, or is empty.
    after_space: bool,
    /// The last character before a line end, for scripts that write without spaces.
    pending: Option<char>,
}

/// Depth is bounded by the builder.
fn fold(content: &mut Vec<Inline>, space: &mut Space) {
    let mut joined: Vec<Inline> = Vec::with_capacity(content.len());
    for mut inline in std::mem::take(content) {
        match &mut inline {
            Inline::Text(text) => {
                fold_text(text, space);
                if text.is_empty() {
                    continue;
                }
                if let Some(Inline::Text(last)) = joined.last_mut() {
                    last.push_str(text);
                    continue;
                }
                // It grew line by line, to up to twice of what it holds. A copy leaves no gaps behind: of a large book they
                // would be a fourth of its memory.
                *text = text.as_str().to_owned();
            }
            Inline::LineBreak => {
                if let Some(Inline::Text(last)) = joined.last_mut() {
                    last.truncate(last.trim_end_matches(' ').len());
                }
                joined.pop_if(|last| matches!(last, Inline::Text(text) if text.is_empty()));
                space.after_space = true;
            }
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strikethrough(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner)
            | Inline::SmallCaps(inner) => {
                fold(inner, space);
                if inner.is_empty() {
                    continue;
                }
            }
            Inline::Link(link) => fold(&mut link.content, space),
            Inline::Span {
                attributes,
                content: inner,
            } => {
                fold(inner, space);
                if inner.is_empty() && attributes.id.is_none() {
                    continue;
                }
            }
            Inline::Element(element) => {
                fold(&mut element.content, space);
                if element.content.is_empty()
                    && element.attributes.id.is_none()
                    && element.name != "wbr"
                {
                    continue;
                }
            }
            Inline::PageBreak(_) => {}
            _ => space.after_space = false,
        }
        joined.push(inline);
    }
    *content = joined;
}

fn fold_text(text: &mut String, space: &mut Space) {
    if fold_in_place(text, space) {
        return;
    }
    let mut folded = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !matches!(c, ' ' | '\n' | '\t' | '\r' | '\x0c') {
            folded.push(c);
            space.after_space = false;
            space.pending = Some(c);
            continue;
        }
        let mut is_line_end = c == '\n';
        while let Some(&next) = chars.peek() {
            if !matches!(next, ' ' | '\n' | '\t' | '\r' | '\x0c') {
                break;
            }
            is_line_end |= next == '\n';
            chars.next();
        }
        let between = is_line_end
            && space.pending.is_some_and(writes_without_spaces)
            && chars.peek().copied().is_some_and(writes_without_spaces);
        if !space.after_space && !between {
            folded.push(' ');
            space.after_space = true;
        }
    }
    *text = folded;
}

/// The common case: no white space to take away, and line ends that become spaces where they stand.
fn fold_in_place(text: &mut String, space: &mut Space) -> bool {
    let bytes = text.as_bytes();
    let Some((&first, rest)) = bytes.split_first() else {
        return true;
    };
    let is_space = |byte: u8| (byte == b' ') | (byte == b'\n');
    let is_other = |byte: u8| (byte == b'\t') | (byte == b'\r') | (byte == b'\x0c');
    // Without a way out of the loop, so that it is one for vectors.
    let is_uneven = bytes
        .iter()
        .zip(rest)
        .fold(is_other(first), |found, (&a, &b)| {
            found | (is_space(a) & is_space(b)) | is_other(b)
        });
    if is_uneven || (space.after_space && is_space(first)) {
        return false;
    }
    let after_space = bytes.last().is_some_and(|&last| is_space(last));
    if memchr::memchr(b'\n', bytes).is_some() {
        let joins = memchr::memchr_iter(b'\n', text.as_bytes()).any(|at| {
            let before = text
                .get(..at)
                .and_then(|before| before.chars().next_back())
                .or(space.pending);
            let after = text.get(at + 1..).and_then(|after| after.chars().next());
            before.is_some_and(writes_without_spaces) && after.is_none_or(writes_without_spaces)
        });
        if joins {
            return false;
        }
        let mut bytes = std::mem::take(text).into_bytes();
        for byte in &mut bytes {
            if *byte == b'\n' {
                *byte = b' ';
            }
        }
        *text = String::from_utf8(bytes).expect("an ASCII byte took the place of another");
    }
    if let Some(last) = text.chars().next_back() {
        space.after_space = after_space;
        space.pending = Some(last);
    }
    true
}

/// Whether a character belongs to a script whose lines are joined without a space (Chinese, Japanese).
fn writes_without_spaces(c: char) -> bool {
    matches!(u32::from(c), 0x2e80..=0x2fdf | 0x3000..=0x30ff | 0x31f0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xff60 | 0x20000..=0x3fffd)
}
