//! Style sheets: syntax, encoding, and what EPUB does not allow in them; in files, `style` elements and attributes.

mod grammar;
mod references;
mod tokens;

use grammar::Found;

use std::sync::Arc;

use super::publication::xml::{Lines, Node, ns};
use super::publication::{Document, DocumentKind, Publication, Reference, Stylesheet, Version};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location};

pub(super) static FAMILY: Family = Family {
    name: "css",
    about: "style sheets: syntax, encoding, properties that EPUB forbids",
    rules: RULES,
    looks: &[
        Look::Stylesheet(check_sheet),
        Look::Document(check_document),
    ],
};

const CLAUSE: &str = "https://www.w3.org/TR/epub-33/#sec-css-req";

crate::rules! {
    /// A style sheet does not follow the grammar of CSS.
    ///
    /// A reading system drops the declaration or the rule, and often those after it. Correct the place named; a brace or a
    /// semicolon is often missing just before it.
    SYNTAX = "css-syntax", Some("CSS-008"), Error, "https://www.w3.org/TR/css-syntax-3/";
    /// `direction` or `unicode-bidi` is set in a style sheet.
    ///
    /// The direction of text is part of the content and has to stay when style sheets are switched off. Use the `dir`
    /// attribute and `bdo`.
    DIRECTION = "css-direction", Some("CSS-001"), Error, CLAUSE;
    /// An address in a style sheet is empty.
    ///
    /// Write the path of the file, or remove the declaration.
    URL_EMPTY = "css-url-empty", Some("CSS-002"), Error, CLAUSE;
    /// A style sheet is in UTF-16.
    ///
    /// It is allowed, and rare enough that not every reading system copes. Save it as UTF-8.
    UTF16 = "css-utf16", Some("CSS-003"), Warning, CLAUSE;
    /// A style sheet is neither in UTF-8 nor in UTF-16.
    ///
    /// Save it as UTF-8, and remove `@charset` or let it say so.
    ENCODING = "css-encoding", Some("CSS-004"), Error, CLAUSE;
    /// An `@font-face` rule is empty.
    ///
    /// It names no font and does nothing. Remove it, or add `font-family` and `src`.
    FONT_FACE_EMPTY = "css-font-face-empty", Some("CSS-019"), Warning, "https://www.w3.org/TR/css-fonts-4/#font-face-rule";
}

/// The text of a style sheet, or why it is in the wrong encoding.
enum Decoded {
    Utf8(String),
    Utf16(String),
    Legacy(String, String),
}

fn decode(data: &[u8]) -> Decoded {
    let little = data.starts_with(b"\xff\xfe") || data.starts_with(b"@\0c\0");
    if little || data.starts_with(b"\xfe\xff") || data.starts_with(b"\0@\0c") {
        let encoding = if little {
            encoding_rs::UTF_16LE
        } else {
            encoding_rs::UTF_16BE
        };
        return Decoded::Utf16(encoding.decode(data).0.into_owned());
    }
    let text = String::from_utf8_lossy(data).into_owned();
    let declared = text
        .strip_prefix("@charset \"")
        .and_then(|rest| rest.split_once('"'))
        .map(|(name, _)| name.to_ascii_lowercase());
    match declared {
        Some(name) if name.starts_with("utf-16") => Decoded::Utf16(text),
        Some(name) if name != "utf-8" => Decoded::Legacy(name, text),
        _ => Decoded::Utf8(text),
    }
}

fn check_sheet(_: &Publication<'_>, sheet: &Stylesheet<'_>, findings: &mut Findings) {
    if sheet
        .item
        .is_some_and(|item| item.media_type() != "text/css")
    {
        return;
    }
    let text = match decode(sheet.data) {
        Decoded::Utf8(text) => text,
        Decoded::Utf16(text) => {
            let message = "the style sheet is in UTF-16";
            findings.add(
                Diagnostic::new(&UTF16, message)
                    .hint("save it as UTF-8")
                    .at(Location::file(sheet.path)),
            );
            text
        }
        Decoded::Legacy(name, text) => {
            let message = format!("the style sheet is in '{name}'");
            findings.add(
                Diagnostic::new(&ENCODING, message)
                    .hint("save it as UTF-8")
                    .at(Location::file(sheet.path)),
            );
            text
        }
    };
    let lines = Lines::new(&text);
    let source: Arc<str> = Arc::from(sheet.path);
    references::read(&text, &mut |url, kind, offset| {
        let position = lines.position(&text, offset);
        findings.refer(Reference::new(&source, position, url, kind));
    });
    grammar::read_sheet(&text, &mut |found| {
        if let Some((finding, offset)) = judge(found, sheet.version) {
            let (line, column) = lines.position(&text, offset);
            findings.add(finding.at(Location::at(sheet.path, line, column)));
        }
    });
}

/// The style elements and attributes of a document.
fn check_document(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if !matches!(document.kind, DocumentKind::Xhtml | DocumentKind::Svg) {
        return;
    }
    for node in document.tree.elements() {
        if node.name() == "style" && matches!(node.namespace(), ns::XHTML | ns::SVG) {
            check_element(document, node, findings);
        }
        if let Some(style) = node
            .attribute("style")
            .filter(|_| matches!(node.namespace(), ns::XHTML | ns::SVG))
        {
            let source: Arc<str> = Arc::from(document.path);
            references::read(style, &mut |url, kind, _| {
                findings.refer(Reference::new(&source, node.position(), url, kind));
            });
            grammar::read_attribute(style, &mut |found| {
                if let Some((finding, _)) = judge(found, document.version) {
                    findings.add(finding.at(document.place(node)));
                }
            });
        }
    }
}

fn check_element(document: &Document<'_>, node: Node<'_, '_>, findings: &mut Findings) {
    let kind = node.attribute("type").unwrap_or("text/css").trim();
    let text = node.text_content();
    if !node.is_closed() || !kind.eq_ignore_ascii_case("text/css") || text.trim().is_empty() {
        return;
    }
    // Where no entity stands in it, the text lies in the source as it is.
    let start = node.end_offset();
    let source: Arc<str> = Arc::from(document.path);
    references::read(&text, &mut |url, kind, offset| {
        let position = document.tree.position(start + offset);
        findings.refer(Reference::new(&source, position, url, kind));
    });
    grammar::read_sheet(&text, &mut |found| {
        if let Some((finding, offset)) = judge(found, document.version) {
            let (line, column) = document.tree.position(start + offset);
            findings.add(finding.at(Location::at(document.path, line, column)));
        }
    });
}

/// The finding that something found in a style sheet makes, with its offset.
fn judge(found: Found<'_>, version: Version) -> Option<(Diagnostic, usize)> {
    Some(match found {
        Found::Unexpected {
            offset,
            token,
            expected,
        } => {
            let short: String = token.chars().take(40).collect();
            let message = match expected {
                Some(expected) => {
                    format!("'{short}' is not allowed here in CSS, where {expected} is expected")
                }
                None => format!("'{short}' is not allowed here in CSS"),
            };
            (Diagnostic::new(&SYNTAX, message), offset)
        }
        Found::Premature { offset, expected } => {
            let message = format!("the style sheet ends where {expected} is expected");
            (
                Diagnostic::new(&SYNTAX, message).hint("close what was opened here"),
                offset,
            )
        }
        Found::NewlineInString { offset } => {
            let message = "a string in the line before this one is not closed";
            (
                Diagnostic::new(&SYNTAX, message).hint("add the closing quotation mark"),
                offset,
            )
        }
        Found::Declaration {
            offset, property, ..
        } => {
            if version == Version::Two
                || !["direction", "unicode-bidi"]
                    .iter()
                    .any(|name| property.eq_ignore_ascii_case(name))
            {
                return None;
            }
            let message = format!(
                "the property '{property}' is not allowed in style sheets of a publication"
            );
            (
                Diagnostic::new(&DIRECTION, message).hint("use the 'dir' attribute"),
                offset,
            )
        }
        Found::EmptyUrl { offset } => (
            Diagnostic::new(&URL_EMPTY, "an address in the style sheet is empty"),
            offset,
        ),
        Found::EmptyFontFace { offset } => (
            Diagnostic::new(&FONT_FACE_EMPTY, "the rule '@font-face' is empty"),
            offset,
        ),
        Found::Class { .. } => return None,
    })
}
