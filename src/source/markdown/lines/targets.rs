//! Targets of links and pictures with spaces in them, as editors write them for files that have spaces in their names:
//! `![](image 1.png)`. CommonMark wants them in angle brackets, and prints the whole as letters where they are not.

use super::head;

/// How long a target may be.
const LONGEST: usize = 300;

/// Endings of files that books link to: by them a target is told from words in brackets.
const ENDINGS: [&str; 18] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "tif", "tiff", "md", "markdown",
    "html", "htm", "xhtml", "pdf", "txt", "epub",
];

/// Whether such a target may stand in a text.
pub(super) fn may_be_in(text: &str) -> bool {
    let found = memchr::memmem::find_iter(text.as_bytes(), b"](");
    found
        .filter_map(|at| text.get(at..))
        .any(|here| bracketed(here, None).is_some())
}

/// `](a b.png "Title")` → `](<a b.png> "Title")`, and how much of the text that takes.
pub(super) fn bracketed(text: &str, _: Option<char>) -> Option<(String, usize)> {
    let body = text.strip_prefix("](")?;
    let inner = head(body, LONGEST);
    let end = closing(inner)?;
    let inner = inner.get(..end)?;
    let (target, title) = parted(inner);
    let path = target.trim();
    let is_spaced = path.contains(' ') && !path.starts_with(['<', '"', '\'']);
    if !is_spaced || path.contains(['<', '>', '\\', '[', ']']) || !is_file(path) {
        return None;
    }
    Some((format!("](<{path}>{title})"), "](".len() + end + 1))
}

/// The parenthesis that closes; those inside come in pairs. None where the line ends before.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\n' | b'`' => return None,
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// A target, and the title in quotation marks behind it with the space before.
fn parted(inner: &str) -> (&str, &str) {
    let trimmed = inner.trim_end();
    let title = ['"', '\''].into_iter().find_map(|mark| {
        let body = trimmed.strip_suffix(mark)?;
        let open = body.rfind(mark)?;
        let before = body.get(..open)?;
        before
            .ends_with([' ', '\t'])
            .then(|| before.trim_end().len())
    });
    title
        .and_then(|at| trimmed.split_at_checked(at))
        .unwrap_or((trimmed, ""))
}

/// Whether a target is the path of a file that books link to, with the place in it.
fn is_file(path: &str) -> bool {
    let file = path.split(['#', '?']).next().unwrap_or(path);
    let ending = file.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| {
        ENDINGS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(text: &str) -> Option<String> {
        bracketed(text, None).map(|(new, _)| new)
    }

    #[test]
    fn paths_with_spaces_are_bracketed_and_words_stay() {
        for (text, expected) in [
            ("](a b.png)", "](<a b.png>)"),
            ("](a b.png \"A title\")", "](<a b.png> \"A title\")"),
            ("](a b (1).JPG) (c)", "](<a b (1).JPG>)"),
            ("](my notes.md#part two)", "](<my notes.md#part two>)"),
        ] {
            assert_eq!(new(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "](a.png)",
            "](a.png \"a b.png\")",
            "](<a b.png>)",
            "](see p. 3)",
            "](a b)",
            "](a b.png",
            "](a\nb.png)",
            "](x `y z.png`)",
        ] {
            assert_eq!(new(text), None, "{text}");
        }
    }
}
