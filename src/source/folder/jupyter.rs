//! Books of Jupyter and Sphinx: `_toc.yml`, the `toc` of `myst.yml`, and the toctrees of pages, which name each other.

use std::collections::BTreeSet;

use super::order;
use super::site::{DEPTH_LIMIT, Entry, entry_at};
use crate::book::assemble::climb;
use crate::source::load::Loading;
use crate::source::markdown::yaml::{Kind, Value};

/// The contents in a `_toc.yml`, in either of its forms.
pub(super) fn contents(config: &Value, listed: &[String]) -> Vec<Entry> {
    if let Kind::List(_) = &config.kind {
        return below(Some(config), listed, 0);
    }
    let text = |key: &str| config.get(key).and_then(Value::text);
    let mut entries: Vec<Entry> = text("root")
        .and_then(|path| page(path, listed))
        .into_iter()
        .collect();
    entries.extend(members(config, listed, 0));
    entries
}

/// The contents in the `project` of a `myst.yml`.
pub(super) fn of_myst(project: &Value, listed: &[String]) -> Vec<Entry> {
    below(project.get("toc"), listed, 0)
}

/// What stands below an entry, under whichever name.
fn members(value: &Value, listed: &[String], depth: usize) -> Vec<Entry> {
    let mut found = Vec::new();
    for key in [
        "parts", "chapters", "sections", "subtrees", "entries", "children",
    ] {
        found.extend(below(value.get(key), listed, depth));
    }
    found
}

fn below(value: Option<&Value>, listed: &[String], depth: usize) -> Vec<Entry> {
    let Some(Kind::List(items)) = value.map(|value| &value.kind) else {
        return Vec::new();
    };
    if depth >= DEPTH_LIMIT {
        return Vec::new();
    }
    let mut found = Vec::new();
    for item in items {
        if let Some(path) = item.text() {
            found.extend(page(path, listed));
            continue;
        }
        let text = |key: &str| item.get(key).and_then(Value::text);
        if let Some(pattern) = text("glob").or(text("pattern")) {
            let pattern = match pattern.contains('.') {
                true => pattern.to_owned(),
                false => format!("{pattern}.md"),
            };
            let fits = listed.iter().filter(|path| super::matches(&pattern, path));
            found.extend(fits.filter_map(|path| entry_at("", path, listed)));
            continue;
        }
        let own = text("file").and_then(|path| page(path, listed));
        let title = text("title").or(text("caption")).or(text("part"));
        let children = members(item, listed, depth + 1);
        let path = own.and_then(|own| own.path);
        if path.is_some() || !children.is_empty() {
            // A caption without a page of its own is a part; without a caption what is below it moves up.
            match (path, title) {
                (None, None) => found.extend(children),
                (path, title) => found.push(Entry {
                    title: title.map(str::to_owned),
                    path,
                    children,
                }),
            }
        }
    }
    found
}

/// A page that is named with or without its extension.
fn page(path: &str, listed: &[String]) -> Option<Entry> {
    let path = path.trim_start_matches('/');
    entry_at("", path, listed).or_else(|| {
        [".md", ".ipynb", ".qmd", ".markdown", ".txt"]
            .iter()
            .find_map(|extension| entry_at("", &format!("{path}{extension}"), listed))
    })
}

/// The contents that the toctrees of the pages give, from the first page on. Empty where it has none.
pub(super) fn of_toctrees(loading: &Loading<'_>, listed: &[String]) -> Vec<Entry> {
    let first = [
        "index.md",
        "docs/index.md",
        "source/index.md",
        "docs/source/index.md",
    ]
    .into_iter()
    .find(|path| listed.iter().any(|known| known == path));
    let Some(first) = first else {
        return Vec::new();
    };
    let mut walk = Walk {
        seen: BTreeSet::from([first.to_owned()]),
        is_broken: false,
    };
    let entries = toctrees(loading, first, listed, &mut walk, 0);
    if entries.is_empty() {
        return Vec::new();
    }
    let folder = first.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_left = |path: &&String| {
        walk.is_broken
            && !walk.seen.contains(*path)
            && (folder.is_empty() || super::in_folder(folder, path))
            && order::is_markdown_of_book(path)
    };
    let left = listed.iter().filter(is_left);
    let left = left.filter_map(|path| entry_at("", path, listed));
    entry_at("", first, listed)
        .into_iter()
        .chain(entries)
        .chain(left)
        .collect()
}

/// A walk from page to page.
struct Walk {
    /// The pages that lists name.
    seen: BTreeSet<String>,
    /// Whether a list names a page that is not read here (one in another markup): what lies behind it follows at the end.
    is_broken: bool,
}

fn toctrees(
    loading: &Loading<'_>,
    path: &str,
    listed: &[String],
    walk: &mut Walk,
    depth: usize,
) -> Vec<Entry> {
    let Ok(data) = loading.files.read(path) else {
        return Vec::new();
    };
    if depth >= DEPTH_LIMIT || memchr::memmem::find(&data, b"{toctree}").is_none() {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(&data);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let rest = line.trim().trim_start_matches(['`', ':']);
        if rest.len() == line.trim().len() || !rest.starts_with("{toctree}") {
            continue;
        }
        let mut caption = None;
        let mut entries = Vec::new();
        for line in lines.by_ref().map(str::trim) {
            if line.starts_with("```") || line.starts_with(":::") {
                break;
            }
            if let Some(option) = line.strip_prefix(':') {
                caption = option
                    .strip_prefix("caption:")
                    .map(|title| title.trim().to_owned())
                    .or(caption);
            } else if !line.is_empty() {
                entries.extend(named(loading, line, folder, listed, walk, depth));
            }
        }
        match caption.filter(|title| !title.is_empty() && !entries.is_empty()) {
            Some(title) => found.push(Entry {
                title: Some(title),
                path: None,
                children: entries,
            }),
            None => found.extend(entries),
        }
    }
    found
}

/// The pages that a line of a toctree names: `page`, `Title <page>`, `chapters/*`.
fn named(
    loading: &Loading<'_>,
    line: &str,
    folder: &str,
    listed: &[String],
    walk: &mut Walk,
    depth: usize,
) -> Vec<Entry> {
    let (title, name) = match line
        .strip_suffix('>')
        .and_then(|line| line.rsplit_once('<'))
    {
        Some((title, name)) => (Some(title.trim()), name),
        None => (None, line),
    };
    let wanted = match name.strip_prefix('/') {
        Some(name) => name.to_owned(),
        None => climb(folder, name),
    };
    let mut paths: Vec<&String> = match wanted.contains('*') {
        true => {
            let pattern = format!("{}.md", wanted.trim_end_matches(".md"));
            listed
                .iter()
                .filter(|path| super::matches(&pattern, path))
                .collect()
        }
        false => page(&wanted, listed)
            .and_then(|entry| entry.path)
            .and_then(|path| listed.iter().find(|known| **known == path))
            .into_iter()
            .collect(),
    };
    walk.is_broken |= paths.is_empty() && !wanted.contains(':');
    paths.sort_by(|a, b| order::compare(a, b));
    let mut found = Vec::new();
    for path in paths {
        if !walk.seen.insert(path.clone()) {
            continue;
        }
        if let Some(entry) = entry_at("", path, listed) {
            found.push(Entry {
                title: title.map(str::to_owned),
                children: toctrees(loading, path, listed, walk, depth + 1),
                ..entry
            });
        }
    }
    found
}
