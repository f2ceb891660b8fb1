//! Whether a URL is written as the URL standard wants it. Browsers mend what is not; reading systems may not.

use super::url::scheme;

/// Schemes whose URLs have a host and a path of `/`-separated parts.
const SPECIAL: [&str; 6] = ["http", "https", "ws", "wss", "ftp", "file"];

/// What is wrong with a URL, relative or absolute; `None` where nothing is.
pub(crate) fn fault(url: &str) -> Option<String> {
    let url = url.trim_matches(|c: char| c <= ' ');
    if url.contains(['\t', '\n', '\r']) {
        return Some("a line end or tab is not allowed".to_owned());
    }
    let Some(scheme) = scheme(url) else {
        if let Some(rest) = url.strip_prefix("//") {
            return authority_fault(rest);
        }
        return parts_fault(url, true);
    };
    let rest = url.get(scheme.len() + 1..).unwrap_or("");
    match scheme.as_str() {
        "data" => None,
        "file" => None,
        name if SPECIAL.contains(&name) => match rest.strip_prefix("//") {
            Some(rest) => authority_fault(rest),
            None => Some("two slashes are missing after the scheme".to_owned()),
        },
        _ => match rest.strip_prefix("//") {
            Some(rest) => authority_fault(rest),
            None => parts_fault(rest, false),
        },
    }
}

fn authority_fault(rest: &str) -> Option<String> {
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at_checked(end)?;
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let (host, port) = match host.strip_prefix('[') {
        Some(inner) => {
            let Some((address, port)) = inner.split_once(']') else {
                return Some("the address in brackets has no end".to_owned());
            };
            if address.parse::<std::net::Ipv6Addr>().is_err() {
                return Some(format!("'{address}' is no address"));
            }
            ("x", port.strip_prefix(':'))
        }
        None => host
            .split_once(':')
            .map_or((host, None), |(host, port)| (host, Some(port))),
    };
    if host.is_empty() {
        return Some("the host is missing".to_owned());
    }
    if host.trim_end_matches('.').split('.').any(str::is_empty) {
        return Some(format!("the host '{host}' has an empty label"));
    }
    if let Some(fault) = Some(host)
        .filter(|h| h.contains('%'))
        .and_then(|h| part_fault("host", h))
    {
        return Some(fault);
    }
    if let Some(c) = host
        .chars()
        .find(|&c| c <= ' ' || "#/<>?@[\\]^\"`{}".contains(c))
    {
        return Some(format!("{c:?} is not allowed in a host"));
    }
    if port.is_some_and(|port| !port.is_empty() && port.parse::<u16>().is_err()) {
        return Some(format!("'{}' is no port", port.unwrap_or("")));
    }
    parts_fault(tail, true)
}

fn parts_fault(rest: &str, hierarchical: bool) -> Option<String> {
    let (rest, fragment) = rest
        .split_once('#')
        .map_or((rest, None), |(r, f)| (r, Some(f)));
    let (path, query) = rest
        .split_once('?')
        .map_or((rest, None), |(r, q)| (r, Some(q)));
    if hierarchical && path.contains('\\') {
        return Some("a backslash is not allowed; folders are separated by '/'".to_owned());
    }
    let parts = [
        ("path", Some(path)),
        ("query", query),
        ("fragment", fragment),
    ];
    parts
        .into_iter()
        .find_map(|(name, text)| text.and_then(|text| part_fault(name, text)))
}

fn part_fault(name: &str, text: &str) -> Option<String> {
    for (at, c) in text.char_indices() {
        let allowed = match c {
            '%' => {
                let digits = text.get(at + 1..at + 3).unwrap_or("");
                if digits.len() != 2 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Some(format!(
                        "'%' in the {name} is not followed by two hexadecimal digits"
                    ));
                }
                true
            }
            'a'..='z' | 'A'..='Z' | '0'..='9' => true,
            c if c.is_ascii() => "!$&'()*+,-./:;=?@_~".contains(c),
            c => {
                u32::from(c) >= 0xA0
                    && u32::from(c) & 0xFFFE != 0xFFFE
                    && !('\u{FDD0}'..='\u{FDEF}').contains(&c)
            }
        };
        if !allowed {
            return Some(format!("{c:?} is not allowed in the {name}"));
        }
    }
    None
}
