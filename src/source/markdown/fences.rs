//! Fences of listings: the language and the title that stand after them, and lines that are marks for another tool.

use std::borrow::Cow;

use crate::source::elements::{Attribute, parse_attributes};

/// What stands after the fence of a listing.
pub(super) enum Info {
    /// Text for one output format: `{=html}`.
    Raw(String),
    Code {
        language: Option<String>,
        attributes: Vec<Attribute>,
    },
}

/// `rust,ignore`, `{.python .numberLines}`, `{r, echo=FALSE}`, `js {1,3}`, `{=latex}`.
pub(super) fn read_info(info: &str) -> Info {
    let (word, braces) = match info.split_once('{') {
        Some((word, rest)) => (
            word.trim(),
            rest.rsplit_once('}').map_or(rest, |(body, _)| body),
        ),
        None => (info, ""),
    };
    let mut attributes = parse_attributes(braces).unwrap_or_default();
    let is_titled = attributes
        .iter()
        .any(|(name, _)| matches!(&**name, "title" | "caption"));
    if let Some(title) = title(word).filter(|_| !is_titled) {
        attributes.push(("title".into(), title.to_owned()));
    }
    if attributes.iter().any(|(name, _)| name == "raw") {
        let format = attributes
            .iter()
            .find(|(name, _)| name == "format")
            .map(|(_, value)| value.clone());
        return Info::Raw(format.unwrap_or_default());
    }
    let first_word = |text: &str| {
        let word = text
            .split([',', ' ', '\t', ':'])
            .next()
            .unwrap_or("")
            .trim_start_matches('.');
        (!word.is_empty() && !word.contains('=')).then(|| word.to_owned())
    };
    let mut language = first_word(word);
    attributes.retain_mut(|(name, value)| {
        if name != "class" {
            return matches!(&**name, "id" | "title" | "caption");
        }
        let mut classes: Vec<&str> = value.split(' ').collect();
        if language.is_none() && !classes.is_empty() {
            language = Some(classes.remove(0).to_owned());
        }
        classes.retain(|class| !matches!(*class, "numberLines" | "number-lines" | "lineAnchors"));
        *value = classes.join(" ");
        !value.is_empty()
    });
    if language.is_none() {
        language = first_word(braces.trim())
            .filter(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
    Info::Code {
        language,
        attributes,
    }
}

/// Rust code without the lines that rustdoc hides: `# ` before them, or `#` alone. `##` stands for `#`.
pub(super) fn without_hidden_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let body = trimmed.trim_end_matches(['\n', '\r']);
        if body == "#" || body.starts_with("# ") {
            continue;
        }
        if trimmed.starts_with("##") {
            out.push_str(line.get(..line.len() - trimmed.len()).unwrap_or(""));
            out.push_str(trimmed.get(1..).unwrap_or(""));
        } else {
            out.push_str(line);
        }
    }
    out
}

/// The title of a listing, as sites show it above: `title="app.js"`, `[app.js]`, `js:app.js`.
fn title(word: &str) -> Option<&str> {
    for key in ["title=", "filename=", "file="] {
        let Some(rest) = word.split_once(key).map(|(_, rest)| rest) else {
            continue;
        };
        let quoted = ['"', '\''].iter().find_map(|quote| {
            let rest = rest.strip_prefix(*quote)?;
            rest.split_once(*quote).map(|(title, _)| title)
        });
        let title = quoted.or_else(|| rest.split([' ', ',']).next());
        return title.filter(|title| !title.is_empty());
    }
    if let Some((_, rest)) = word.split_once(" [") {
        return rest.strip_suffix(']').filter(|title| !title.is_empty());
    }
    let (language, file) = word.split_once(':')?;
    let is_file = !language.contains([' ', ',']) && file.contains('.') && !file.contains(' ');
    (is_file && !language.is_empty()).then_some(file)
}

/// Lines of a listing that only mark others: what Leanpub shows as changed, what Docusaurus shows bright.
const MARKS: &[&str] = &[
    "highlight-next-line",
    "highlight-start",
    "highlight-end",
    "markua-start-insert",
    "markua-end-insert",
    "markua-start-delete",
    "markua-end-delete",
    "leanpub-start-insert",
    "leanpub-end-insert",
    "leanpub-start-delete",
    "leanpub-end-delete",
];

/// A listing without marks of other tools, also VitePress's `// [!code ++]` at the ends of lines; `None` where it has none.
pub(super) fn without_marks(text: &str) -> Option<String> {
    let holds = |mark: &[u8]| memchr::memmem::find(text.as_bytes(), mark).is_some();
    let has_lines = [&b"highlight-"[..], b"markua-", b"leanpub-"]
        .iter()
        .any(|mark| holds(mark));
    if !has_lines && !holds(b"[!code") {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line
            .trim()
            .trim_start_matches(['/', '#', '*', '-', '<', '!', '{', ' ']);
        let bare = bare.trim_end_matches(['/', '*', '-', '>', '}', ' ']);
        if !MARKS.contains(&bare) {
            out.push_str(&without_code_mark(line));
        }
    }
    Some(out)
}

fn without_code_mark(line: &str) -> Cow<'_, str> {
    let Some((before, behind)) = line.split_once("[!code") else {
        return Cow::Borrowed(line);
    };
    let Some((_, behind)) = behind.split_once(']') else {
        return Cow::Borrowed(line);
    };
    let before = before.trim_end();
    let before = ["//", "#", "<!--", "/*", "--"]
        .iter()
        .find_map(|mark| before.strip_suffix(mark));
    let behind = behind.trim_matches(['-', '>', '*', '/', ' ', '\n', '\r']);
    match before.filter(|_| behind.is_empty()) {
        Some(before) => Cow::Owned(format!("{}\n", before.trim_end())),
        None => Cow::Borrowed(line),
    }
}
