//! Escaping: text and attribute values that no parser can misread.

/// Appends text between tags. Characters that XML forbids are left out.
pub(crate) fn push_text(out: &mut String, text: &str) {
    push(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        0..=8 | 11 | 12 | 14..=31 => Some(""),
        b'\r' => Some("&#13;"),
        _ => None,
    });
}

/// Appends the value of an attribute in double quotes. Line ends and tabs are kept from normalisation.
pub(crate) fn push_attribute(out: &mut String, value: &str) {
    push(out, value, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\t' => Some("&#9;"),
        b'\n' => Some("&#10;"),
        b'\r' => Some("&#13;"),
        0..=31 => Some(""),
        _ => None,
    });
}

/// Copies runs without a special byte whole: every cut is before an ASCII byte or a whole character. The two
/// non-characters that XML forbids as well (U+FFFE and U+FFFF) are left out.
fn push(out: &mut String, text: &str, special: fn(u8) -> Option<&'static str>) {
    out.reserve(text.len());
    let mut start = 0;
    for (index, byte) in text.bytes().enumerate() {
        let (replacement, length) = match special(byte) {
            Some(replacement) => (replacement, 1),
            None if byte == 0xEF && is_forbidden(text, index) => ("", 3),
            None => continue,
        };
        out.push_str(text.get(start..index).unwrap_or_default());
        out.push_str(replacement);
        start = index + length;
    }
    out.push_str(text.get(start..).unwrap_or_default());
}

fn is_forbidden(text: &str, index: usize) -> bool {
    matches!(
        text.as_bytes().get(index + 1..index + 3),
        Some([0xBF, 0xBE | 0xBF])
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specials_are_escaped_and_control_characters_left_out() {
        let mut out = String::new();
        push_text(&mut out, "a < b & \"c\" > d\u{b}\u{1}\u{fffe}é\u{ffff}");
        assert_eq!(out, "a &lt; b &amp; \"c\" &gt; dé");
        out.clear();
        push_attribute(&mut out, "a \"b\"\n<c>");
        assert_eq!(out, "a &quot;b&quot;&#10;&lt;c&gt;");
    }
}
