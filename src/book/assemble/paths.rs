//! Paths as authors write them in links: relative, root-absolute, percent-encoded, with `./`, `..` and backslashes.

/// A path and a fragment, both decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reference {
    /// The path as written, decoded, without query; empty for the same document.
    pub(super) path: String,
    /// The path as written, not decoded: a file's name may hold a `%`.
    pub(super) raw: String,
    /// The fragment without `#`.
    pub(super) fragment: Option<String>,
}

/// Parts a relative reference.
pub(super) fn reference(written: &str) -> Reference {
    let (path, fragment) = match written.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (written, None),
    };
    let path = path.split('?').next().unwrap_or("").replace('\\', "/");
    let fragment = fragment.map(|fragment| decode(fragment.split(":~:").next().unwrap_or("")));
    Reference {
        path: decode(&path),
        raw: path,
        fragment,
    }
}

/// Replaces percent escapes where they give UTF-8; else gives the text back.
#[must_use]
pub fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_string();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escape = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) => {
                out.push(value);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_string())
}

/// The folder of a file; empty for the root.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Joins a folder and a path and resolves `.` and `..`; `None` where that leads out of the root.
#[must_use]
pub fn join(folder: &str, path: &str) -> Option<String> {
    Some(climb(folder, path)).filter(|joined| !leads_out(joined))
}

/// Joins a folder and a path as [`join`] does, with a `..` at the head for each folder that it leads out of the root.
#[must_use]
pub fn climb(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if !matches!(parts.last(), None | Some(&"..")) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether a path that is joined already leads out of the root.
#[must_use]
pub fn leads_out(joined: &str) -> bool {
    joined == ".." || joined.starts_with("../")
}

/// The address of what a page in `folder` of a site calls `written`; `None` where `site` is no address, or the link leads
/// above its host.
pub(super) fn resolve(site: &str, folder: &str, written: &str) -> Option<String> {
    let (scheme, rest) = site.split_once("://")?;
    let (host, root) = rest.split_once('/').unwrap_or((rest, ""));
    let end = written.find(['?', '#']).unwrap_or(written.len());
    let (path, tail) = written.split_at_checked(end)?;
    let full = match path.strip_prefix('/') {
        Some(absolute) => join("", absolute)?,
        None => join(&format!("{root}/{folder}"), path)?,
    };
    let slash = if path.ends_with('/') && !full.is_empty() {
        "/"
    } else {
        ""
    };
    Some(format!("{scheme}://{host}/{full}{slash}{tail}"))
}

/// Whether the text begins with a scheme (`https:`). One letter is a drive of Windows, not a scheme.
pub(super) fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let mut bytes = scheme.bytes();
    let starts = bytes.next().is_some_and(|b| b.is_ascii_alphabetic());
    let rest = bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    (starts && rest && scheme.len() > 1).then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_parted_and_decoded() {
        let found = reference("./a%20b.md?x=1#caf%C3%A9");
        assert_eq!(
            (found.path.as_str(), found.fragment.as_deref()),
            ("./a b.md", Some("café"))
        );
        assert_eq!(reference("100%.md").path, "100%.md");
        assert_eq!(reference("#top").fragment.as_deref(), Some("top"));
    }

    #[test]
    fn dots_are_resolved_inside_the_root() {
        assert_eq!(join("src/a", "../b/./c.md").as_deref(), Some("src/b/c.md"));
        assert_eq!(join("src", "../../c.md"), None);
        assert_eq!(climb("src", "../../../c/../d.md"), "../../d.md");
        assert_eq!(climb("src", "..a/b.md"), "src/..a/b.md");
    }

    #[test]
    fn addresses_are_resolved_against_a_site() {
        let site = "https://example.org/docs/guide/";
        for (folder, written, expected) in [
            (
                "",
                "../std/index.html#x",
                Some("https://example.org/docs/std/index.html#x"),
            ),
            ("a", "../../std/", Some("https://example.org/docs/std/")),
            ("a", "/std?y", Some("https://example.org/std?y")),
            ("", "../../../x", None),
        ] {
            assert_eq!(resolve(site, folder, written).as_deref(), expected);
        }
        assert_eq!(resolve("guide", "", "/x"), None);
    }

    #[test]
    fn a_drive_is_no_scheme() {
        assert_eq!(scheme("https://x"), Some("https"));
        assert_eq!(scheme("C:\\x"), None);
        assert_eq!(scheme("a b:c"), None);
    }
}
