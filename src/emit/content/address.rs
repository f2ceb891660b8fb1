//! Addresses outside the book, as a content document may write them.

/// Schemes a link in a book may have: those that stores' checks know. Scripts and files of the reader's machine are not
/// among them.
const SCHEMES: &[&str] = &[
    "http", "https", "mailto", "tel", "ftp", "urn", "irc", "xmpp", "news", "nntp", "sip", "sips",
    "info", "tag",
];

/// An external address made valid: white space trimmed, characters that no URL may have percent-encoded. `None` where it
/// has no scheme, or one that is refused.
pub(crate) fn external(address: &str) -> Option<String> {
    let address = address.trim();
    let (scheme, rest) = address.split_once(':')?;
    if scheme.eq_ignore_ascii_case("doi") {
        // No reading system knows the scheme; the agency's own address leads there.
        return external(&format!("https://doi.org/{}", rest.trim_start_matches('/')));
    }
    if !SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) || rest.is_empty() {
        return None;
    }
    let hierarchical = matches!(
        scheme.to_ascii_lowercase().as_str(),
        "http" | "https" | "ftp" | "ftps"
    );
    if hierarchical && !has_host(rest) {
        return None;
    }
    Some(encode(address))
}

/// Whether `//host` follows the scheme, with a host that a URL may have.
fn has_host(rest: &str) -> bool {
    let Some(authority) = rest
        .strip_prefix("//")
        .and_then(|rest| rest.split(['/', '?', '#']).next())
    else {
        return false;
    };
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !host.ends_with(']') => (name, port),
        _ => (host, ""),
    };
    let inside_brackets = name.starts_with('[') && name.ends_with(']');
    !name.is_empty()
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && (inside_brackets
            || !name.contains([
                ' ', '<', '>', '"', '{', '}', '|', '\\', '^', '`', '%', '[', ']', ':',
            ]))
}

/// Percent-encodes what may not stand in a URL as it is. Letters outside ASCII stay: they are allowed in an IRI.
pub(crate) fn encode(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    // Brackets belong to an IPv6 host and nowhere else.
    let path = address.find("//").map_or(0, |slashes| {
        let host = slashes + 2;
        address
            .get(host..)
            .and_then(|rest| rest.find('/'))
            .map_or(address.len(), |slash| host + slash)
    });
    let mut fragment = false;
    for (at, c) in address.char_indices() {
        let is_escape = c == '%'
            && address
                .as_bytes()
                .get(at + 1..at + 3)
                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let refused = c <= ' '
            || c == '\u{7F}'
            || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`');
        let misplaced =
            matches!(c, '[' | ']') && at >= path || c == '#' && fragment || c == '%' && !is_escape;
        if refused || misplaced || c.is_whitespace() || c.is_control() {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            fragment |= c == '#';
            out.push(c);
        }
    }
    out
}
