//! A folder without a list of its files: all its texts, in the natural order of their names.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{front, pages};
use crate::report::{Diagnostic, Location};
use crate::source::ahead::Manner;
use crate::source::load::Loading;
use crate::source::respan::VIRTUAL;
use crate::source::{Body, Piece, encoding, html, markdown, rules};

/// Files that lie in an author's folder and are not the book.
const NOT_TEXT: &[&str] = &[
    "license",
    "licence",
    "copying",
    "contributing",
    "code_of_conduct",
    "changelog",
    "changes",
    "security",
    "authors",
    "requirements",
    "robots",
    "book",
    "sample",
    "subset",
    "todo",
    "summary",
    "corrections",
    "metadata",
    "notice",
    "codeowners",
];

/// Folders that hold no text of the book.
const NOT_FOLDERS: &[&str] = &[
    "dist",
    "target",
    "node_modules",
    "output",
    "out",
    "_book",
    "public",
    "build",
    "theme",
    "themes",
    "_sources",
    "_static",
    "_site",
    "_includes",
    "_layouts",
    "_sass",
    "_data",
    "_drafts",
    "_freeze",
];

/// Metadata of pandoc's users beside the texts.
const METADATA: &[&str] = &[
    "metadata.yaml",
    "metadata.yml",
    "metadata.md",
    "title.txt",
    "metadata.txt",
];

/// Reads all texts of a folder. Markdown where there is any, else plain text, else HTML.
pub(super) fn read(loading: &mut Loading<'_>, listed: &[String]) {
    let texts: Vec<&String> = listed
        .iter()
        .filter(|path| is_text(path) && is_of_book(path))
        .collect();
    let texts = with_linked(loading, texts, listed);
    let mut group = ["markdown", "text", "html"]
        .into_iter()
        .find(|group| texts.iter().any(|path| kind(path) == Some(*group)));
    if group == Some("text") && are_made_into_pages(&texts) {
        group = Some("html");
    }
    let mut paths: Vec<String> = texts
        .iter()
        .filter(|path| kind(path) == group && !is_twin(path, &texts))
        .map(|path| (*path).clone())
        .collect();
    let mut twins = BTreeMap::new();
    if group == Some("html") {
        twins = pages::leave_out_twins(loading, &mut paths);
        pages::leave_out_whole(loading, &mut paths);
    }
    let hugo = paths.iter().any(|path| name(path).starts_with("_index."));
    if hugo && paths.iter().any(|path| path.starts_with("content/")) {
        paths.retain(|path| path.starts_with("content/"));
        site(loading);
        loading.project.roots = vec!["static".into(), "content".into(), "assets".into()];
    } else {
        loading.project.roots = vec!["static".into(), "images".into(), "resources".into()];
    }
    if paths.len() > 1
        && paths
            .iter()
            .any(|path| !path.contains('/') && name(path) != "README.md")
    {
        // A README beside the chapters tells readers of the repository, not of the book, where there is more than it.
        let readme = paths.iter().position(|path| path == "README.md");
        if let Some(at) = readme.filter(|_| listed.iter().any(|path| path == "book.toml")) {
            paths.remove(at);
        }
    }
    let beside = top(&paths);
    let metadata = METADATA
        .iter()
        .map(|name| (*name).to_owned())
        .chain(METADATA.iter().map(|name| format!("{beside}{name}")))
        .find(|path| loading.files.exists(path));
    if let Some(path) = metadata {
        loading.book_metadata(&path);
    }
    if let [only] = paths.as_slice() {
        let only = only.clone();
        if let Some(body) = loading.body(&only, false) {
            loading.project.pieces.push(Piece {
                body,
                ..Piece::default()
            });
        }
        return;
    }
    if group == Some("html") {
        loading.project.metadata.title = loading.project.metadata.title.take().or_else(|| {
            let home = pages::home(&paths)?;
            html_title(loading, home)
        });
        if let Some(entries) = pages::listed(loading, &paths) {
            loading.project.pieces = nested(loading, entries);
            pages::name_twins(&twins, &mut loading.project.pieces, 0);
            front::settle(&mut loading.project);
            return;
        }
    }
    loading.read_ahead(&paths, Manner::Judged);
    let tree = Folder::of(paths);
    let (_, mut pieces) = tree.read(loading, true, 0);
    // A text that another brings in stands there; it is no chapter beside it.
    pieces.retain(|piece| match &piece.body {
        Body::Document(document) => {
            !piece.children.is_empty() || !loading.brought_in.contains(&document.path)
        }
        _ => true,
    });
    loading.project.pieces = pieces;
    pages::name_twins(&twins, &mut loading.project.pieces, 0);
    front::settle(&mut loading.project);
}

/// The texts of a folder, and those set aside by their names that the others link to: they are part of the book after all.
fn with_linked<'a>(
    loading: &mut Loading<'_>,
    mut texts: Vec<&'a String>,
    listed: &'a [String],
) -> Vec<&'a String> {
    let aside: Vec<&String> = listed
        .iter()
        .filter(|path| is_text(path) && !in_other_folder(path) && !is_of_book(path))
        .filter(|path| texts.iter().any(|text| kind(text) == kind(path)))
        .collect();
    if aside.is_empty() {
        return texts;
    }
    let data: Vec<_> = texts
        .iter()
        .filter_map(|path| loading.files.read(path).ok())
        .collect();
    let is_linked = |path: &str| {
        // Sites link to the page that becomes of it.
        let page = name(path).rsplit_once('.').map_or("", |(stem, _)| stem);
        let page = format!("{page}.html");
        let written = [name(path).as_bytes(), page.as_bytes()];
        let found = |data: &[u8], name: &[u8]| {
            memchr::memmem::find_iter(data, name).any(|at| {
                at.checked_sub(1)
                    .and_then(|before| data.get(before))
                    .is_some_and(|before| {
                        matches!(before, b'(' | b'"' | b'\'' | b'/' | b'<' | b' ')
                    })
            })
        };
        data.iter()
            .any(|data| written.iter().any(|name| found(data, name)))
    };
    let (linked, left): (Vec<_>, Vec<_>) = aside.into_iter().partition(|path| is_linked(path));
    if let [first, ..] = left.as_slice() {
        let names: Vec<String> = left.iter().map(|path| format!("'{path}'")).collect();
        let message = format!("left out by its name: {}", names.join(", "));
        loading.report(
            Diagnostic::new(&rules::FILE_ASIDE, message)
                .hint("where it is part of the book, list its files in 'files' of [build]")
                .at(Location::file(first.as_str())),
        );
    }
    texts.extend(linked);
    texts.sort();
    texts
}

/// The pages of a contents list, those below an entry as its children.
fn nested(loading: &mut Loading<'_>, entries: Vec<pages::Entry>) -> Vec<Piece> {
    let mut open: Vec<(usize, Piece)> = Vec::new();
    let mut roots = Vec::new();
    let mut close = |open: &mut Vec<(usize, Piece)>, depth: usize| {
        while let Some((_, piece)) = open.pop_if(|(at, _)| *at >= depth) {
            open.last_mut()
                .map_or(&mut roots, |(_, parent)| &mut parent.children)
                .push(piece);
        }
    };
    loading.read_ahead(entries.iter().map(|entry| &entry.path), Manner::Judged);
    for entry in entries {
        let Some(body) = loading.body(&entry.path, false) else {
            continue;
        };
        close(&mut open, entry.depth);
        let piece = Piece {
            body,
            ..Piece::default()
        };
        open.push((entry.depth, piece));
    }
    close(&mut open, 0);
    roots
}

/// Whether most plain texts have a page of HTML beside them: they are its source in another markup, or made from it.
fn are_made_into_pages(texts: &[&String]) -> bool {
    let plain = || texts.iter().filter(|path| kind(path) == Some("text"));
    let has_page = |path: &&&String| {
        let stem = path.rsplit_once('.').map_or("", |(stem, _)| stem);
        let page = format!("{stem}.html");
        texts.iter().any(|other| **other == page)
    };
    plain().count() > 1 && plain().filter(has_page).count() * 2 > plain().count()
}

/// Whether a notebook has its text in Markdown beside it, as Jupytext keeps them.
fn is_twin(path: &str, texts: &[&String]) -> bool {
    let stem = path.strip_suffix(".ipynb");
    stem.is_some_and(|stem| {
        let is_text = |other: &&String| {
            other
                .strip_prefix(stem)
                .is_some_and(|rest| matches!(rest, ".md" | ".qmd" | ".Rmd"))
        };
        texts.iter().any(is_text)
    })
}

/// The title of a site, as its first page has it.
fn html_title(loading: &Loading<'_>, path: &str) -> Option<String> {
    let data = loading.files.read(path).ok()?;
    let decoded = encoding::decode(&data, loading.project.settings.encoding.as_deref()).ok()?;
    let (document, _) = html::read(VIRTUAL, &decoded.text, path, &html::Options::default());
    document.metadata.title
}

/// A folder with its files and folders.
#[derive(Default)]
struct Folder {
    name: String,
    files: Vec<String>,
    folders: Vec<Folder>,
}

impl Folder {
    /// The tree of the paths, below the folder that holds them all.
    fn of(paths: Vec<String>) -> Folder {
        let top = top(&paths);
        let mut root = Folder::default();
        for path in paths {
            let mut folder = &mut root;
            let mut parts: Vec<&str> = path.get(top.len()..).unwrap_or(&path).split('/').collect();
            parts.pop();
            // Deeper folders are laid flat.
            for part in parts.into_iter().take(16) {
                let at = folder.folders.iter().position(|known| known.name == part);
                let at = at.unwrap_or_else(|| {
                    folder.folders.push(Folder {
                        name: part.to_string(),
                        ..Folder::default()
                    });
                    folder.folders.len() - 1
                });
                let Some(next) = folder.folders.get_mut(at) else {
                    break;
                };
                folder = next;
            }
            folder.files.push(path);
        }
        root
    }

    fn read(self, loading: &mut Loading<'_>, is_root: bool, depth: usize) -> (i64, Vec<Piece>) {
        let mut indexes: Vec<(bool, i64, Piece)> = Vec::new();
        let mut entries: Vec<(i64, String, Vec<Piece>)> = Vec::new();
        for path in self.files {
            let page = page(loading, &path);
            if page.is_draft {
                let message = format!("the draft '{path}' is left out");
                loading.report(
                    Diagnostic::new(&rules::SUMMARY_DRAFT, message)
                        .at(Location::file(path.as_str())),
                );
                continue;
            }
            let Some(body) = loading.body(&path, false) else {
                continue;
            };
            let piece = Piece {
                body,
                ..Piece::default()
            };
            if is_index(&path) {
                let is_readme = name(&path).to_ascii_lowercase().starts_with("readme.");
                indexes.push((is_readme, page.weight.unwrap_or(i64::MAX), piece));
            } else {
                entries.push((page.weight.unwrap_or(i64::MAX), path, vec![piece]));
            }
        }
        for folder in self.folders {
            let name = folder.name.clone();
            let (weight, pieces) = if depth < 16 {
                folder.read(loading, false, depth + 1)
            } else {
                (i64::MAX, Vec::new())
            };
            entries.push((weight, name, pieces));
        }
        entries.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| compare(&a.1, &b.1)));
        // `index.md` speaks for the folder; the `README.md` that may lie beside it is the first of the others.
        indexes.sort_by_key(|(is_readme, ..)| *is_readme);
        let mut indexes = indexes
            .into_iter()
            .map(|(_, weight, piece)| (weight, piece));
        let index = indexes.next();
        let others = indexes.map(|(_, piece)| piece);
        let below: Vec<Piece> = others
            .chain(entries.into_iter().flat_map(|(_, _, pieces)| pieces))
            .collect();
        match index {
            None => (i64::MAX, below),
            Some((weight, piece)) if is_root => {
                (weight, std::iter::once(piece).chain(below).collect())
            }
            Some((weight, mut piece)) => {
                piece.children = below;
                (weight, vec![piece])
            }
        }
    }
}

/// What the front matter of a page says of its place; its reader reads the text in full.
fn page(loading: &Loading<'_>, path: &str) -> markdown::FrontMatter {
    let data = loading.files.read(path).unwrap_or_default();
    let head = String::from_utf8_lossy(data.get(..data.len().min(64 * 1024)).unwrap_or_default());
    markdown::front_matter(
        VIRTUAL,
        &head.trim_start_matches('\u{feff}').replace("\r\n", "\n"),
    )
    .0
}

/// The folder that holds all paths, with its slash.
fn top(paths: &[String]) -> String {
    let mut top = paths
        .first()
        .map_or("", |path| {
            path.rsplit_once('/').map_or("", |(folder, _)| folder)
        })
        .to_string();
    while !top.is_empty()
        && !paths.iter().all(|path| {
            path.strip_prefix(&top)
                .is_some_and(|rest| rest.starts_with('/'))
        })
    {
        top = top
            .rsplit_once('/')
            .map_or(String::new(), |(folder, _)| folder.to_string());
    }
    if !top.is_empty() {
        top.push('/');
    }
    top
}

/// Title and language from the configuration of a Hugo site.
fn site(loading: &mut Loading<'_>) {
    let names = [
        "hugo.toml",
        "config.toml",
        "config/_default/hugo.toml",
        "config/_default/config.toml",
    ];
    let Some(path) = names.into_iter().find(|path| loading.files.exists(path)) else {
        return;
    };
    let Some(loaded) = loading.text(path) else {
        return;
    };
    let text = loading.source_text(loaded.id);
    let Ok(table) = text.parse::<toml::Table>() else {
        return;
    };
    let text = |key: &str| {
        table
            .get(key)
            .and_then(toml::Value::as_str)
            .map(str::to_string)
    };
    let metadata = &mut loading.project.metadata;
    metadata.title = metadata.title.take().or_else(|| text("title"));
    if metadata.languages.is_empty() {
        let language = text("languageCode")
            .or_else(|| text("locale"))
            .or_else(|| text("defaultContentLanguage"));
        metadata.languages.extend(language);
    }
}

fn is_index(path: &str) -> bool {
    let stem = name(path)
        .rsplit_once('.')
        .map_or("", |(stem, _)| stem)
        .to_ascii_lowercase();
    matches!(stem.as_str(), "_index" | "index" | "readme")
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn kind(path: &str) -> Option<&'static str> {
    let extension = name(path)
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())?;
    match extension.as_str() {
        "md" | "markdown" | "mdown" | "mkd" | "mkdn" | "mdwn" | "mdx" | "qmd" | "rmd" | "ipynb"
        | "cook" => Some("markdown"),
        "txt" | "text" => Some("text"),
        "html" | "htm" | "xhtml" | "xht" => Some("html"),
        _ => None,
    }
}

/// Whether a file is HTML by its name.
pub(super) fn is_html(path: &str) -> bool {
    kind(path) == Some("html")
}

/// Whether a file is a text by its name.
pub(super) fn is_text(path: &str) -> bool {
    kind(path).is_some()
}

/// Whether a file is a text in Markdown that is no set-aside one.
pub(super) fn is_markdown_of_book(path: &str) -> bool {
    kind(path) == Some("markdown") && is_of_book(path)
}

fn is_of_book(path: &str) -> bool {
    let stem = name(path)
        .rsplit_once('.')
        .map_or("", |(stem, _)| stem)
        .to_ascii_lowercase();
    let aside = match kind(path) {
        // Pages of a site are named by what they are about.
        Some("html") => pages::is_furniture(path),
        // A text that others bring in has a name of its own kind.
        Some("markdown") if is_part(path) => true,
        // Below the folder itself a file is named by what it is about.
        _ => NOT_TEXT.contains(&stem.as_str()) && !is_page(path),
    };
    !aside && !in_other_folder(path)
}

/// Whether a file lies among the pages of a site.
fn is_page(path: &str) -> bool {
    path.split_once('/')
        .is_some_and(|(top, rest)| rest.contains('/') || !matches!(top, "docs" | "doc"))
}

/// `_part.qmd`: tools that run code before they write leave such files out.
fn is_part(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    name(path).starts_with('_')
        && ["qmd", "rmd", "mdx"].contains(&extension.to_ascii_lowercase().as_str())
}

/// Whether a file lies in a folder that holds no text of the book.
fn in_other_folder(path: &str) -> bool {
    let mut folders = path.split('/').rev().skip(1);
    folders.any(|folder| NOT_FOLDERS.contains(&folder) || folder.starts_with('.'))
}

/// The natural order of names: numbers count by their value, capitals do not.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let bare = |path: &str| {
        name(path).rsplit_once('.').map_or_else(
            || name(path).to_lowercase(),
            |(stem, _)| stem.to_lowercase(),
        )
    };
    let folder = |path: &str| {
        path.rsplit_once('/')
            .map_or(String::new(), |(folder, _)| folder.to_lowercase())
    };
    natural(&folder(a), &folder(b))
        .then_with(|| natural(&bare(a), &bare(b)))
        .then_with(|| a.cmp(b))
}

fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let (x, y) = match (a.chars().next(), b.chars().next()) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(x), Some(y)) => (x, y),
        };
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let length = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
            let (p, q) = (length(a), length(b));
            let (m, n) = (a.get(..p).unwrap_or(""), b.get(..q).unwrap_or(""));
            let (m0, n0) = (m.trim_start_matches('0'), n.trim_start_matches('0'));
            let order = m0.len().cmp(&n0.len()).then_with(|| m0.cmp(n0));
            if order != Ordering::Equal {
                return order;
            }
            (a, b) = (a.get(p..).unwrap_or(""), b.get(q..).unwrap_or(""));
        } else if x == y {
            (a, b) = (
                a.get(x.len_utf8()..).unwrap_or(""),
                b.get(y.len_utf8()..).unwrap_or(""),
            );
        } else {
            return x.cmp(&y);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn numbers_in_names_count_by_their_value() {
        let mut names = vec![
            "ch10.md",
            "ch2.md",
            "Ch1.md",
            "ch02b.md",
            "appendix.md",
            "ch1-end.md",
        ];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(
            names,
            [
                "appendix.md",
                "Ch1.md",
                "ch1-end.md",
                "ch2.md",
                "ch02b.md",
                "ch10.md"
            ]
        );
    }
}
