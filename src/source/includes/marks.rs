//! Marks on lines of their own that bring in files: pymdownx's `--8<-- "file"`, MyST's `{include}` and `{literalinclude}`,
//! Leanpub's `<<(file)` and pictures that are code, Jekyll's `{% include_relative file %}`, Quarto's and Hugo's
//! `{{< include file >}}`, parts of Docusaurus that are imported.

use super::part::Part;
use crate::book::assemble::{climb, decode};

/// Whether a text may hold such a mark. Most hold none.
pub(in crate::source) fn may_be_in(text: &str) -> bool {
    let bytes = text.as_bytes();
    let holds = |mark: &[u8]| memchr::memmem::find(bytes, mark).is_some();
    let in_braces = || {
        const MARKS: &[&[u8]] = &[
            b"{include}",
            b"{literalinclude}",
            b"{% include",
            b"{%include",
            b"{{< include",
            b"{{% include",
        ];
        MARKS.iter().any(|mark| holds(mark))
    };
    holds(b"-8<-")
        || holds(b"\n<<")
        || text.starts_with("<<")
        || memchr::memmem::find_iter(bytes, b"\nimport ").any(|at| {
            let line = text.get(at + 1..).and_then(|rest| rest.lines().next());
            line.is_some_and(|line| line.contains(".md"))
        })
        || holds(b"](code/")
        || holds(b"@include:")
        || memchr::memchr(b'{', bytes).is_some() && in_braces()
}

/// How what is brought in stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    /// As text.
    Text,
    /// As text, if it needs nothing of the page that brings it in.
    Template,
    /// As a listing.
    Listing { language: String, title: String },
    /// As a listing, written as a picture; its words are the title.
    Picture,
}

/// A mark.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// The files as written, with which part of them.
    pub(super) files: Vec<(String, Part<'a>)>,
    pub(super) form: Form,
    /// How it is set in.
    pub(super) prefix: &'a str,
    /// Folders that the path may be taken from, beside that of the text.
    folders: &'static [&'static str],
    title: &'a str,
    /// How much of the text it takes, with its last line end.
    pub(super) length: usize,
}

impl Found<'_> {
    /// Where a file may lie.
    pub(super) fn places(&self, file: &str, folder: &str, roots: &[String]) -> Vec<String> {
        let bare = file.trim_start_matches('/');
        let mut places = Vec::new();
        for file in [bare.to_owned(), decode(bare)] {
            if !file.starts_with('.') {
                let roots = roots.iter().map(|root| climb(root, &file));
                let named = self.folders.iter().map(|other| climb(other, &file));
                let beside = self
                    .folders
                    .iter()
                    .map(|other| climb(folder, &format!("{other}/{file}")));
                places.push(climb(folder, &file));
                places.extend(named.chain(roots).chain(beside));
            } else {
                places.push(climb(folder, &file));
                places.push(climb("", &file));
            }
        }
        places
    }

    /// The lines before and after a listing.
    pub(super) fn fences(&self, file: &str) -> (String, String) {
        let prefix = self.prefix;
        let of_name = || file.rsplit_once('.').map_or("", |(_, extension)| extension);
        let (language, title) = match &self.form {
            Form::Listing { language, title } if !language.is_empty() => {
                (language.as_str(), title.as_str())
            }
            Form::Listing { title, .. } => (of_name(), title.as_str()),
            _ => (of_name(), self.title),
        };
        let title = match title.replace('"', "'") {
            title if title.is_empty() => String::new(),
            title => format!("{prefix}{{title=\"{title}\"}}\n"),
        };
        (
            format!("{title}{prefix}~~~~~~~~~ {language}\n"),
            format!("\n{prefix}~~~~~~~~~\n"),
        )
    }
}

/// The files that a text imports as parts of pages, by their names: `import Name from './_part.mdx'`.
pub(super) fn imports(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    if memchr::memmem::find(text.as_bytes(), b"import ").is_none() {
        return found;
    }
    for line in text.lines() {
        let Some((name, path)) = line
            .strip_prefix("import ")
            .and_then(|rest| rest.split_once(" from "))
        else {
            continue;
        };
        let path = path.trim().trim_end_matches(';').trim_matches(['"', '\'']);
        let is_part = path.ends_with(".md") || path.ends_with(".mdx");
        if is_part && name.trim().chars().all(char::is_alphanumeric) {
            found.push((name.trim(), path.strip_prefix("@site/").unwrap_or(path)));
        }
    }
    found
}

/// The mark that a text begins with; it stands at the beginning of a line.
pub(super) fn at<'a>(
    text: &'a str,
    in_code: bool,
    imports: &[(&'a str, &'a str)],
) -> Option<Found<'a>> {
    let line = text.split_inclusive('\n').next()?;
    let content = line.trim_start_matches([' ', '\t']);
    let prefix = line.get(..line.len() - content.len())?;
    let content = content.trim_end();
    let first = content.bytes().next()?;
    let mut found = Found {
        files: Vec::new(),
        form: Form::Text,
        prefix,
        folders: &[],
        title: "",
        length: line.len(),
    };
    match first {
        b'-' => {
            found.folders = &["", "docs", "includes", "docs/includes"];
            snippets(content, text, &mut found)?;
        }
        b'<' if !in_code && content.starts_with("<<<") => vitepress(content, &mut found)?,
        b'<' if !in_code && content.starts_with("<<") => listing(content, &mut found)?,
        b'<' if !in_code && content.starts_with("<!--") => {
            let inner = content.strip_prefix("<!--")?.strip_suffix("-->")?.trim();
            let file = inner.strip_prefix("@include:")?.trim();
            let file = file.split(['{', '#']).next()?.trim();
            let file = file.strip_prefix("@/").unwrap_or(file);
            found
                .files
                .push((file.to_owned(), Part::Lines(1, usize::MAX)));
            found.folders = &[""];
        }
        b'<' if !in_code => {
            let name = content.strip_prefix('<')?.strip_suffix("/>")?;
            let name = name.split_whitespace().next()?;
            let (_, path) = imports.iter().find(|(known, _)| *known == name)?;
            found
                .files
                .push(((*path).to_owned(), Part::Lines(1, usize::MAX)));
            found.folders = &[""];
        }
        b'`' | b':' if !in_code => directive(content, text, &mut found)?,
        b'!' if !in_code => picture(content, &mut found)?,
        b'{' if !in_code => template(content, &mut found)?,
        _ => return None,
    }
    (!found.files.is_empty()).then_some(found)
}

/// `--8<-- "file:2:4"`, or files on lines of their own between two such marks.
fn snippets<'a>(content: &'a str, text: &'a str, found: &mut Found<'a>) -> Option<()> {
    let scissors = |line: &'a str| {
        let rest = line.trim_start_matches('-').strip_prefix("8<-")?;
        line.starts_with('-')
            .then(|| rest.trim_start_matches('-').trim())
    };
    let spec = |spec: &'a str| {
        let (file, rest) = spec.split_once(':').unwrap_or((spec, ""));
        let (from, to) = rest.split_once(':').unwrap_or((rest, ""));
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let part = match number(from) {
            None if !from.is_empty() => Part::Anchor(from),
            from => Part::Lines(from.unwrap_or(1), number(to).unwrap_or(usize::MAX)),
        };
        (file.to_owned(), part)
    };
    let rest = scissors(content)?;
    if !rest.is_empty() {
        let file = rest
            .strip_prefix(['"', '\''])
            .and_then(|rest| rest.strip_suffix(['"', '\'']))?;
        found.files.push(spec(file));
        return Some(());
    }
    for line in text.split_inclusive('\n').skip(1).take(100) {
        found.length += line.len();
        let line = line.trim();
        if scissors(line).is_some_and(str::is_empty) {
            return Some(());
        }
        if !line.is_empty() && !line.starts_with(';') {
            found.files.push(spec(line));
        }
    }
    None
}

/// Where the semicolon stands that makes letters of a mark: `;--8<-- "file"`.
pub(super) fn shown(line: &str) -> Option<usize> {
    let at = line.len() - line.trim_start().len();
    let rest = line.get(at..)?.strip_prefix(";-")?;
    rest.trim_start_matches('-')
        .starts_with("8<-")
        .then_some(at)
}

/// Leanpub's `<<(file)`, `<<[Title](file)`.
fn listing(content: &str, found: &mut Found<'_>) -> Option<()> {
    let rest = content.strip_prefix("<<")?;
    let (title, rest) = match rest.strip_prefix('[') {
        Some(rest) => rest.split_once("](")?,
        None => ("", rest.strip_prefix('(')?),
    };
    let file = rest.strip_suffix(')')?;
    if file.is_empty() || file.contains(['(', ')']) {
        return None;
    }
    found
        .files
        .push((file.to_owned(), Part::Lines(1, usize::MAX)));
    found.folders = &["code", "resources", "resources/code"];
    found.form = Form::Listing {
        language: String::new(),
        title: title.to_owned(),
    };
    Some(())
}

/// VitePress's `<<< @/code/file.js#region{2,4 js}`.
fn vitepress(content: &str, found: &mut Found<'_>) -> Option<()> {
    let file = content.strip_prefix("<<<")?.trim();
    let file = file.split('{').next()?.trim();
    let file = file.split('#').next()?;
    let file = file.strip_prefix("@/").unwrap_or(file);
    if file.is_empty() || file.contains([' ', '<', '>', '(']) {
        return None;
    }
    found
        .files
        .push((file.to_owned(), Part::Lines(1, usize::MAX)));
    found.folders = &["", "docs"];
    found.form = Form::Listing {
        language: String::new(),
        title: String::new(),
    };
    Some(())
}

/// Markua's picture that is code: `![Title](code/file.py)`.
fn picture<'a>(content: &'a str, found: &mut Found<'a>) -> Option<()> {
    let (title, rest) = content.strip_prefix("![")?.split_once("](")?;
    let file = rest.strip_suffix(')')?;
    let extension = file.rsplit_once('.')?.1.to_ascii_lowercase();
    let is_picture = matches!(
        extension.as_str(),
        "png"
            | "jpg"
            | "jpeg"
            | "gif"
            | "svg"
            | "webp"
            | "avif"
            | "pdf"
            | "eps"
            | "tif"
            | "tiff"
            | "bmp"
            | "mp3"
            | "mp4"
            | "m4a"
            | "ogg"
            | "webm"
    );
    if is_picture || !file.starts_with("code/") || file.contains(['(', ' ']) {
        return None;
    }
    found
        .files
        .push((file.to_owned(), Part::Lines(1, usize::MAX)));
    found.folders = &["resources"];
    found.form = Form::Picture;
    found.title = title;
    Some(())
}

/// MyST's directives, with their options and up to their end.
fn directive<'a>(content: &'a str, text: &'a str, found: &mut Found<'a>) -> Option<()> {
    let body = content.trim_start_matches(['`', ':']);
    let fence = content.get(..content.len() - body.len())?;
    let (is_code, file) = match body.trim_start().strip_prefix("{include}") {
        Some(file) => (false, file.trim()),
        None => (
            true,
            body.trim_start().strip_prefix("{literalinclude}")?.trim(),
        ),
    };
    if fence.len() < 3 || file.is_empty() {
        return None;
    }
    let mut language = String::new();
    let (mut from, mut to, mut several) = (1, usize::MAX, Vec::new());
    let mut is_closed = false;
    for line in text.split_inclusive('\n').skip(1).take(40) {
        found.length += line.len();
        let line = line.trim();
        if line.starts_with(fence) {
            is_closed = true;
            break;
        }
        let option = line.strip_prefix(':').and_then(|rest| rest.split_once(':'));
        let Some((key, value)) = option else { continue };
        let number = value.trim().parse::<usize>().ok();
        match key {
            "language" | "lang" => language = value.trim().to_owned(),
            "lines" => several = ranges(value),
            "start-line" => from = number.map_or(from, |line| line + 1),
            "end-line" => to = number.unwrap_or(to),
            _ => {}
        }
    }
    if !is_closed {
        return None;
    }
    let part = match several.is_empty() {
        true => Part::Lines(from, to),
        false => Part::Several(several),
    };
    found.files.push((file.to_owned(), part));
    found.folders = &[""];
    if is_code {
        found.form = Form::Listing {
            language,
            title: String::new(),
        };
    }
    Some(())
}

/// `1,3-5,8-`
fn ranges(text: &str) -> Vec<(usize, usize)> {
    let number = |text: &str| text.trim().parse::<usize>().ok();
    text.split(',')
        .filter_map(|piece| match piece.split_once('-') {
            Some((from, to)) => Some((number(from).unwrap_or(1), number(to).unwrap_or(usize::MAX))),
            None => number(piece).map(|line| (line, line)),
        })
        .collect()
}

/// `{% include_relative file %}`, `{% include file %}`, `{{< include file >}}`, `{{% include "file" %}}`.
fn template(content: &str, found: &mut Found<'_>) -> Option<()> {
    let liquid = content
        .strip_prefix("{%")
        .and_then(|rest| rest.strip_suffix("%}"))
        .map(|inner| inner.trim().trim_matches('-').trim());
    let shortcode = || {
        let inner = content.strip_prefix("{{")?.strip_suffix("}}")?;
        let inner = inner.strip_prefix(['<', '%'])?.strip_suffix(['>', '%'])?;
        inner.trim().strip_prefix("include ")
    };
    let file = match liquid {
        Some(inner) => match inner.strip_prefix("include_relative ") {
            Some(file) => file,
            None => {
                found.form = Form::Template;
                found.folders = &["_includes"];
                inner.strip_prefix("include ")?
            }
        },
        None => shortcode()?,
    };
    let file = file.trim().trim_matches(['"', '\'']);
    if file.is_empty() || file.contains([' ', '<', '{']) {
        return None;
    }
    found
        .files
        .push((file.to_owned(), Part::Lines(1, usize::MAX)));
    Some(())
}
