//! Character references: `&amp;`, `&#8217;`, `&nbsp` without its semicolon.

use std::borrow::Cow;

/// Names that HTML resolves without a semicolon too.
static LEGACY: &str = " AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave Euml GT Iacute \
    Icirc Igrave Iuml LT Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN Uacute Ucirc Ugrave Uuml Yacute aacute \
    acirc acute aelig agrave amp aring atilde auml brvbar ccedil cedil cent copy curren deg divide eacute ecirc egrave eth \
    euml frac12 frac14 frac34 gt iacute icirc iexcl igrave iquest iuml laquo lt macr micro middot nbsp not ntilde oacute \
    ocirc ograve ordf ordm oslash otilde ouml para plusmn pound quot raquo reg sect shy sup1 sup2 sup3 szlig thorn times \
    uacute ucirc ugrave uml uuml yacute yen yuml ";

/// Text with its references resolved. In an attribute `&copy=` is a part of an address and stays.
pub(super) fn resolve(text: &str, in_attribute: bool) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    let (head, mut rest) = text.split_at_checked(first).unwrap_or((text, ""));
    out.push_str(head);
    while !rest.is_empty() {
        match reference(rest, in_attribute) {
            Some((resolved, length)) => {
                out.push_str(&resolved);
                rest = rest.get(length..).unwrap_or("");
            }
            None => {
                out.push('&');
                rest = rest.get(1..).unwrap_or("");
            }
        }
        let next = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        let (plain, tail) = rest.split_at_checked(next).unwrap_or((rest, ""));
        out.push_str(plain);
        rest = tail;
    }
    Cow::Owned(out)
}

/// The reference that a text begins with, and its length.
pub(super) fn reference(text: &str, in_attribute: bool) -> Option<(String, usize)> {
    let body = text.strip_prefix('&')?;
    if let Some(number) = body.strip_prefix('#') {
        return numeric(number).map(|(c, length)| (c.to_string(), 2 + length));
    }
    let length = body
        .bytes()
        .take(32)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let name = body.get(..length)?;
    if body.as_bytes().get(length) == Some(&b';')
        && let Some(resolved) = quick_xml::escape::resolve_html5_entity(name)
    {
        return Some((resolved.to_owned(), length + 2));
    }
    if in_attribute && length > 0 && body.as_bytes().get(length) == Some(&b'=') {
        return None;
    }
    let longest = (2..=length.min(6)).rev().find(|&end| {
        let name = body.get(..end).unwrap_or("");
        LEGACY.split(' ').any(|legacy| legacy == name)
    })?;
    if in_attribute && longest < length {
        return None;
    }
    let resolved = quick_xml::escape::resolve_html5_entity(body.get(..longest)?)?;
    Some((resolved.to_owned(), 1 + longest))
}

/// `8217;` or `x2019;`, and its length. What old programs meant by 128 to 159 is what windows-1252 has there.
fn numeric(text: &str) -> Option<(char, usize)> {
    let (radix, digits) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (16, digits),
        None => (10, text),
    };
    let length = digits
        .bytes()
        .take_while(|byte| (*byte as char).is_digit(radix))
        .count();
    if length == 0 {
        return None;
    }
    let value = u32::from_str_radix(digits.get(..length)?.trim_start_matches('0'), radix)
        .unwrap_or(u32::MAX);
    let c = match value {
        0x80..=0x9f => {
            let byte = [u8::try_from(value).unwrap_or(b'?')];
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(&byte)
                .0
                .chars()
                .next()
                .unwrap_or('\u{fffd}')
        }
        _ => char::from_u32(value)
            .filter(|&c| c != '\0')
            .unwrap_or('\u{fffd}'),
    };
    let semicolon = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    Some((c, usize::from(radix == 16) + length + semicolon))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn references_are_resolved() {
        assert_eq!(
            resolve("a &amp; b &lt;c&gt; &eacute;&#233;&#xe9; &hellip;", false),
            "a & b <c> ééé …"
        );
        assert_eq!(
            resolve("&nbsp&copy 2020 &eacutex", false),
            "\u{a0}© 2020 éx"
        );
        assert_eq!(
            resolve("don&#146;t &#0; &#x110000;", false),
            "don\u{2019}t \u{fffd} \u{fffd}"
        );
    }

    #[test]
    fn what_is_none_stays() {
        assert_eq!(
            resolve("R&D, AT&T, &; &unknown; & &#; &#x;", false),
            "R&D, AT&T, &; &unknown; & &#; &#x;"
        );
        assert_eq!(resolve("?a=1&copy=2&regid=3", true), "?a=1&copy=2&regid=3");
    }
}
