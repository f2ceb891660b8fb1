//! From bytes to text: byte order marks, XML declarations, legacy encodings.

use std::borrow::Cow;

/// A text and what its encoding turned out to be.
#[derive(Debug)]
pub(crate) struct Decoded<'d> {
    /// The text, without byte order mark; what is no character of the encoding became U+FFFD.
    pub(crate) text: Cow<'d, str>,
    /// The encoding.
    pub(crate) encoding: Encoding,
}

/// Which encoding a file is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8, declared or not.
    Utf8,
    /// UTF-16, either byte order.
    Utf16,
    /// UTF-32, which readers do not support.
    Utf32,
    /// Another one that is known, by the name declared.
    Legacy(String),
    /// A declared name that means nothing.
    Unknown(String),
}

/// Decodes an XML document.
pub(crate) fn decode_xml(data: &[u8]) -> Decoded<'_> {
    if let Some((text, encoding)) = decode_wide(data) {
        return Decoded {
            text: Cow::Owned(text),
            encoding,
        };
    }
    let bare = data.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(data);
    let utf8 = |encoding| Decoded {
        // Looking for the first fault is much slower than looking whether there is one.
        text: match std::str::from_utf8(bare) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bare),
        },
        encoding,
    };
    let Some(name) = declared_encoding(bare) else {
        return utf8(Encoding::Utf8);
    };
    if name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8") {
        return utf8(Encoding::Utf8);
    }
    match encoding_rs::Encoding::for_label(name.as_bytes()) {
        Some(found) if found == encoding_rs::UTF_8 => utf8(Encoding::Utf8),
        Some(found) if found == encoding_rs::UTF_16LE || found == encoding_rs::UTF_16BE => {
            utf8(Encoding::Utf8)
        }
        Some(found) => Decoded {
            text: found.decode_without_bom_handling(bare).0,
            encoding: Encoding::Legacy(name),
        },
        None => utf8(Encoding::Unknown(name)),
    }
}

/// UTF-16 and UTF-32, by byte order mark or by how `<` looks in them.
fn decode_wide(data: &[u8]) -> Option<(String, Encoding)> {
    let utf16 = |label: &'static encoding_rs::Encoding, skip: usize| {
        let body = data.get(skip..).unwrap_or_default();
        Some((
            label.decode_without_bom_handling(body).0.into_owned(),
            Encoding::Utf16,
        ))
    };
    let utf32 = |skip: usize, read: fn([u8; 4]) -> u32| {
        let words = data.get(skip..).unwrap_or_default().chunks_exact(4);
        let text = words
            .filter_map(|w| <[u8; 4]>::try_from(w).ok())
            .map(|w| char::from_u32(read(w)).unwrap_or('\u{FFFD}'));
        Some((text.collect(), Encoding::Utf32))
    };
    match data {
        [0xFF, 0xFE, 0, 0, ..] => utf32(4, u32::from_le_bytes),
        [0, 0, 0xFE, 0xFF, ..] => utf32(4, u32::from_be_bytes),
        [b'<', 0, 0, 0, ..] => utf32(0, u32::from_le_bytes),
        [0, 0, 0, b'<', ..] => utf32(0, u32::from_be_bytes),
        [0xFE, 0xFF, ..] => utf16(encoding_rs::UTF_16BE, 2),
        [0xFF, 0xFE, ..] => utf16(encoding_rs::UTF_16LE, 2),
        [0, b'<', 0, ..] => utf16(encoding_rs::UTF_16BE, 0),
        [b'<', 0, _, 0, ..] => utf16(encoding_rs::UTF_16LE, 0),
        _ => None,
    }
}

/// The `encoding` of the XML declaration.
fn declared_encoding(data: &[u8]) -> Option<String> {
    let head = data.get(..data.len().min(512)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let declaration = head.strip_prefix("<?xml")?.split("?>").next()?;
    let after = declaration
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after.get(1..)?.split(quote).next().map(str::to_owned)
}
