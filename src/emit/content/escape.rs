//! Escaping: text and attribute values that no parser can misread.

/// Appends text between tags. Characters that XML forbids are left out.
pub(crate) fn push_text(out: &mut String, text: &str) {
    // All bytes are looked at, without a way out: so the loop is one for vectors. Most texts have none of these.
    let is_looked_at = |byte: u8| {
        (byte < 0x20) & (byte != b'\n') & (byte != b'\t')
            | (byte == b'&')
            | (byte == b'<')
            | (byte == b'>')
            | (byte == 0xEF)
    };
    if !text
        .bytes()
        .fold(false, |found, byte| found | is_looked_at(byte))
    {
        return out.push_str(text);
    }
    push(out, text, &IN_TEXT, |byte| match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'\r' => "&#13;",
        _ => "",
    });
}

/// Appends the value of an attribute in double quotes. Line ends and tabs are kept from normalisation.
pub(crate) fn push_attribute(out: &mut String, value: &str) {
    push(out, value, &IN_ATTRIBUTES, |byte| match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        b'\t' => "&#9;",
        b'\n' => "&#10;",
        b'\r' => "&#13;",
        _ => "",
    });
}

/// Which bytes are looked at: those that are replaced or left out, and the first of the non-characters.
static IN_TEXT: [bool; 256] = looked_at(b"&<>", b"\t\n");
static IN_ATTRIBUTES: [bool; 256] = looked_at(b"&<>\"", b"");

const fn looked_at(special: &[u8], allowed: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 32 {
        table[at] = true;
        at += 1;
    }
    table[0xEF] = true;
    at = 0;
    while at < special.len() {
        table[special[at] as usize] = true;
        at += 1;
    }
    at = 0;
    while at < allowed.len() {
        table[allowed[at] as usize] = false;
        at += 1;
    }
    table
}

/// Copies runs without a special byte whole: every cut is before an ASCII byte or a whole character. The two
/// non-characters that XML forbids as well (U+FFFE and U+FFFF) are left out.
fn push(
    out: &mut String,
    text: &str,
    table: &[bool; 256],
    replacement: impl Fn(u8) -> &'static str,
) {
    let mut start = 0;
    let bytes = text.as_bytes();
    while let Some(length) = bytes
        .get(start..)
        .and_then(|rest| rest.iter().position(|&byte| table[usize::from(byte)]))
    {
        let index = start + length;
        out.push_str(text.get(start..index).unwrap_or_default());
        let byte = bytes.get(index).copied().unwrap_or_default();
        // Of three bytes, and no character that is kept is cut: it is copied whole.
        start = index + if byte == 0xEF { 3 } else { 1 };
        if byte != 0xEF {
            out.push_str(replacement(byte));
        } else if !is_forbidden(text, index) {
            out.push_str(text.get(index..start).unwrap_or_default());
        }
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
