//! Kobo's variant of EPUB: every sentence in a `span` of its own, by which its readers count pages, keep the place and look
//! words up.
//!
//! Takes a content document as written, gives it with the spans. The text is not changed, nor is the number of lines, so
//! that findings still lead to their sources.

use quick_xml::events::Event;
use quick_xml::{Reader, Writer};

/// Elements that begin a new paragraph in Kobo's count.
const BLOCKS: &[&[u8]] = &[
    b"p",
    b"li",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"dt",
    b"dd",
    b"td",
    b"th",
    b"figcaption",
    b"caption",
    b"pre",
    b"blockquote",
    b"div",
    b"section",
    b"aside",
    b"summary",
    b"img",
];
/// Elements whose text is not running text.
const OPAQUE: &[&[u8]] = &[b"math", b"svg", b"head", b"rt", b"rp"];

/// Adds the spans. A document that cannot be read is given back as it is.
pub(crate) fn spans(document: &[u8]) -> Vec<u8> {
    rewrite(document).unwrap_or_else(|| document.to_vec())
}

fn rewrite(document: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader::from_str(std::str::from_utf8(document).ok()?);
    let mut writer = Writer::new(Vec::with_capacity(document.len() * 3 / 2));
    let (mut paragraph, mut sentence, mut opaque) = (0_u32, 0_u32, 0_u32);
    let mut in_body = false;
    loop {
        let event = reader.read_event().ok()?;
        match &event {
            Event::Eof => break,
            Event::Start(start) => {
                let name = start.name();
                let name = name.as_ref().as_bytes();
                opaque += u32::from(opaque > 0 || OPAQUE.contains(&name));
                if BLOCKS.contains(&name) {
                    paragraph += 1;
                    sentence = 0;
                }
                writer.write_event(event.borrow()).ok()?;
                if name == b"body" {
                    in_body = true;
                    writer
                        .get_mut()
                        .extend_from_slice(b"<div id=\"book-columns\"><div id=\"book-inner\">");
                }
            }
            Event::End(end) => {
                opaque = opaque.saturating_sub(1);
                if end.name().as_ref().as_bytes() == b"body" {
                    in_body = false;
                    writer.get_mut().extend_from_slice(b"</div></div>");
                }
                writer.write_event(event.borrow()).ok()?;
            }
            Event::Empty(empty)
                if in_body && opaque == 0 && empty.name().as_ref().as_bytes() == b"img" =>
            {
                paragraph += 1;
                sentence = 1;
                let id = format!("<span class=\"koboSpan\" id=\"kobo.{paragraph}.1\">");
                writer.get_mut().extend_from_slice(id.as_bytes());
                writer.write_event(event.borrow()).ok()?;
                writer.get_mut().extend_from_slice(b"</span>");
            }
            Event::Text(text) if in_body && opaque == 0 => {
                for part in sentences(text) {
                    if part.trim().is_empty() {
                        writer.get_mut().extend_from_slice(part.as_bytes());
                        continue;
                    }
                    sentence += 1;
                    let open =
                        format!("<span class=\"koboSpan\" id=\"kobo.{paragraph}.{sentence}\">");
                    writer.get_mut().extend_from_slice(open.as_bytes());
                    writer.get_mut().extend_from_slice(part.as_bytes());
                    writer.get_mut().extend_from_slice(b"</span>");
                }
            }
            _ => writer.write_event(event.borrow()).ok()?,
        }
    }
    Some(writer.into_inner())
}

/// Escaped text in sentences: each ends after a full stop, mark of question or exclamation, with the quotes and the white
/// space that follow.
fn sentences(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut ending = false;
    let mut spaced = false;
    for (index, c) in text.char_indices() {
        if ending && spaced && !c.is_whitespace() {
            parts.push(text.get(start..index).unwrap_or_default());
            (start, ending, spaced) = (index, false, false);
        }
        match c {
            '.' | '!' | '?' | '…' => (ending, spaced) = (true, false),
            '。' | '！' | '？' => (ending, spaced) = (true, true),
            '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' if ending => {}
            _ if c.is_whitespace() => spaced = ending,
            _ => ending = false,
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_keep_their_marks_and_spaces() {
        assert_eq!(
            sentences("One. “Two?” Three e.g.four"),
            ["One. ", "“Two?” ", "Three e.g.four"]
        );
        assert_eq!(sentences("一。二"), ["一。", "二"]);
    }

    #[test]
    fn every_sentence_of_the_body_gets_a_span_and_formulas_none() {
        let page = "<html><head><title>T.</title></head><body><p>A. <em>B</em></p><math><mi>x</mi></math></body></html>";
        assert_eq!(
            String::from_utf8(spans(page.as_bytes())).unwrap(),
            "<html><head><title>T.</title></head><body><div id=\"book-columns\"><div id=\"book-inner\">\
             <p><span class=\"koboSpan\" id=\"kobo.1.1\">A. </span><em><span class=\"koboSpan\" id=\"kobo.1.2\">B</span></em></p>\
             <math><mi>x</mi></math></div></div></body></html>"
        );
    }
}
