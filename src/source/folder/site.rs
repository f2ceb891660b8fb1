//! Folders that another tool's configuration puts in order: MkDocs's `mkdocs.yml`, Quarto's `_quarto.yml`, bookdown's
//! `_bookdown.yml`, those of Jupyter and Sphinx; of Jekyll's `_config.yml` only what it says of the book.

use super::{front, jupyter, order};
use crate::book::Contributor;
use crate::book::assemble::join;
use crate::report::Span;
use crate::source::Piece;
use crate::source::ahead::Manner;
use crate::source::load::Loading;
use crate::source::markdown::yaml::{self, Kind, Value};

/// How deep entries may nest.
pub(super) const DEPTH_LIMIT: usize = 16;

/// An entry of a site's contents.
pub(super) struct Entry {
    pub(super) title: Option<String>,
    pub(super) path: Option<String>,
    pub(super) children: Vec<Entry>,
}

/// Reads a folder that has such a configuration. `false`: it has none that says what the book's files are.
pub(super) fn read(loading: &mut Loading<'_>, listed: &[String]) -> bool {
    let mut found = |names: &[&str]| {
        let path = names
            .iter()
            .find(|name| listed.iter().any(|path| path == *name))?;
        let loaded = loading.text(path)?;
        let text = loading.source_text(loaded.id);
        // What this reader of YAML cannot read concerns the other tool.
        Some(yaml::parse(&text).0)
    };
    if let Some(config) = found(&["mkdocs.yml", "mkdocs.yaml"]) {
        return mkdocs(loading, &config, listed);
    }
    if let Some(config) = found(&["_quarto.yml", "_quarto.yaml"]) {
        return quarto(loading, &config, listed);
    }
    if let Some(config) = found(&["_bookdown.yml"]) {
        let files = config.get("rmd_files").or(config.get("rmd_files.html"));
        let files = files.and_then(|files| files.get("html").or(Some(files)));
        let entries: Vec<Entry> = files.map_or(Vec::new(), |files| {
            texts(files)
                .filter_map(|path| entry_at("", path, listed))
                .collect()
        });
        return fill(loading, entries);
    }
    let contents = found(&["_toc.yml"]).map(|config| jupyter::contents(&config, listed));
    let myst = found(&["myst.yml"]);
    if let Some(config) = found(&["_config.yml"]) {
        metadata(loading, &config);
    }
    let project = myst.as_ref().and_then(|config| config.get("project"));
    if let Some(project) = project {
        metadata(loading, project);
    }
    let entries = contents
        .or_else(|| project.map(|project| jupyter::of_myst(project, listed)))
        .filter(|entries| !entries.is_empty())
        .unwrap_or_else(|| jupyter::of_toctrees(loading, listed));
    fill(loading, entries)
}

fn mkdocs(loading: &mut Loading<'_>, config: &Value, listed: &[String]) -> bool {
    let text = |key: &str| config.get(key).and_then(Value::text).map(str::to_owned);
    let metadata = &mut loading.project.metadata;
    metadata.title = metadata.title.take().or_else(|| text("site_name"));
    metadata.description = metadata
        .description
        .take()
        .or_else(|| text("site_description"));
    if let Some(author) = text("site_author").filter(|_| metadata.contributors.is_empty()) {
        metadata.contributors.push(author_of(&author));
    }
    let folder = text("docs_dir").unwrap_or_else(|| "docs".to_owned());
    let folder = folder.trim_matches(['.', '/']).to_owned();
    loading.project.roots = vec![folder.clone()];
    loading.appended = appended(config, loading);
    if let Some(nav) = config.get("nav") {
        return fill(loading, navigation(nav, &folder, listed, 0));
    }
    let below: Vec<String> = listed
        .iter()
        .filter(|path| super::in_folder(&folder, path))
        .cloned()
        .collect();
    if !below.iter().any(|path| order::is_text(path)) {
        return false;
    }
    order::read(loading, &below);
    loading.project.roots = vec![folder];
    true
}

/// The files that the extension for snippets puts at the end of every page (`auto_append`).
fn appended(config: &Value, loading: &Loading<'_>) -> Vec<String> {
    let extensions = config.get("markdown_extensions");
    let snippets = match extensions.map(|value| &value.kind) {
        Some(Kind::List(items)) => items.iter().find_map(|item| item.get("pymdownx.snippets")),
        _ => extensions.and_then(|value| value.get("pymdownx.snippets")),
    };
    let Some(snippets) = snippets else {
        return Vec::new();
    };
    let bases = snippets.get("base_path").map_or(Vec::new(), |value| {
        value.text().into_iter().chain(texts(value)).collect()
    });
    let wanted = snippets.get("auto_append").map_or(Vec::new(), |value| {
        value.text().into_iter().chain(texts(value)).collect()
    });
    let places = |name: &&str| {
        let below = bases.iter().filter_map(|base| join(base, name));
        let mut places = below.chain(join("", name));
        places.find(|path| loading.files.exists(path))
    };
    wanted.iter().filter_map(places).collect()
}

/// MkDocs's `nav`: paths, `Title: path`, and `Title:` with entries below.
fn navigation(value: &Value, folder: &str, listed: &[String], depth: usize) -> Vec<Entry> {
    let Kind::List(items) = &value.kind else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        match &item.kind {
            Kind::Text(path) => found.extend(entry_at(folder, path, listed)),
            Kind::Map(pairs) => {
                for (title, value) in pairs {
                    let entry = match &value.kind {
                        Kind::Text(path) => entry_at(folder, path, listed).map(|entry| Entry {
                            title: Some(title.clone()),
                            ..entry
                        }),
                        Kind::List(_) if depth < DEPTH_LIMIT => Some(Entry {
                            title: Some(title.clone()),
                            path: None,
                            children: navigation(value, folder, listed, depth + 1),
                        }),
                        _ => None,
                    };
                    found.extend(entry);
                }
            }
            _ => {}
        }
    }
    found
}

fn quarto(loading: &mut Loading<'_>, config: &Value, listed: &[String]) -> bool {
    if let Some(language) = config.get("lang").and_then(Value::text)
        && loading.project.metadata.languages.is_empty()
    {
        loading.project.metadata.languages.push(language.to_owned());
    }
    let Some(book) = config.get("book") else {
        return false;
    };
    metadata(loading, book);
    let settings = &mut loading.project.settings;
    if settings.cover.is_none() {
        settings.cover = book
            .get("cover-image")
            .and_then(Value::text)
            .filter(|path| listed.iter().any(|known| known == path))
            .map(str::to_owned);
    }
    let mut entries = chapters(book.get("chapters"), listed, 0);
    entries.extend(chapters(book.get("appendices"), listed, 0));
    fill(loading, entries)
}

/// Quarto's chapters: paths, `href` with `text`, and parts with chapters of their own.
fn chapters(value: Option<&Value>, listed: &[String], depth: usize) -> Vec<Entry> {
    let Some(Kind::List(items)) = value.map(|value| &value.kind) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        if let Some(path) = item.text() {
            found.extend(entry_at("", path, listed));
            continue;
        }
        let text = |key: &str| item.get(key).and_then(Value::text);
        if let Some(part) = text("part").filter(|_| depth < DEPTH_LIMIT) {
            let own = entry_at("", part, listed);
            found.push(Entry {
                title: own.is_none().then(|| part.to_owned()),
                path: own.and_then(|own| own.path),
                children: chapters(item.get("chapters"), listed, depth + 1),
            });
        } else if let Some(path) = text("href").or(text("file")) {
            found.extend(entry_at("", path, listed).map(|entry| Entry {
                title: text("text").map(str::to_owned),
                ..entry
            }));
        }
    }
    found
}

/// The entry of a text that is there.
pub(super) fn entry_at(folder: &str, path: &str, listed: &[String]) -> Option<Entry> {
    let path = join(folder, path).unwrap_or_else(|| path.to_owned());
    (order::is_text(&path) && listed.binary_search(&path).is_ok()).then(|| Entry {
        title: None,
        path: Some(path),
        children: Vec::new(),
    })
}

/// What such a configuration says of the book.
fn metadata(loading: &mut Loading<'_>, config: &Value) {
    let text = |key: &str| config.get(key).and_then(Value::text).map(str::to_owned);
    let metadata = &mut loading.project.metadata;
    metadata.title = metadata.title.take().or_else(|| text("title"));
    metadata.subtitle = metadata.subtitle.take().or_else(|| text("subtitle"));
    metadata.description = metadata.description.take().or_else(|| text("description"));
    if metadata.languages.is_empty() {
        metadata
            .languages
            .extend(text("lang").or_else(|| text("locale")));
    }
    if metadata.contributors.is_empty()
        && let Some(author) = config.get("author").or(config.get("authors"))
    {
        let name = |value: &Value| {
            value
                .text()
                .or_else(|| value.get("name").and_then(Value::text))
                .map(author_of)
        };
        match &author.kind {
            Kind::List(authors) => metadata
                .contributors
                .extend(authors.iter().filter_map(name)),
            _ => metadata.contributors.extend(name(author)),
        }
    }
}

fn author_of(name: &str) -> Contributor {
    Contributor {
        name: name.to_owned(),
        role: "aut".to_owned(),
        ..Contributor::default()
    }
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let items: &[Value] = match &value.kind {
        Kind::List(items) => items,
        _ => &[],
    };
    items.iter().filter_map(Value::text)
}

/// Reads the entries as the pieces of the book. `false`: there are none.
fn fill(loading: &mut Loading<'_>, entries: Vec<Entry>) -> bool {
    if entries.is_empty() {
        return false;
    }
    let mut paths = Vec::new();
    name(&entries, 0, &mut paths);
    loading.read_ahead(paths, Manner::Clean);
    let pieces = entries
        .into_iter()
        .map(|entry| piece(loading, entry, 0))
        .collect();
    loading.project.pieces = pieces;
    front::settle(&mut loading.project);
    true
}

/// The files of the entries in their order.
fn name<'e>(entries: &'e [Entry], depth: usize, paths: &mut Vec<&'e String>) {
    for entry in entries {
        paths.extend(&entry.path);
        if depth < DEPTH_LIMIT {
            name(&entry.children, depth + 1, paths);
        }
    }
}

fn piece(loading: &mut Loading<'_>, entry: Entry, depth: usize) -> Piece {
    let body = entry
        .path
        .as_deref()
        .and_then(|path| loading.body(path, true));
    let prints_title = body.is_none();
    let children = if depth < DEPTH_LIMIT {
        entry
            .children
            .into_iter()
            .map(|child| piece(loading, child, depth + 1))
            .collect()
    } else {
        Vec::new()
    };
    Piece {
        title: entry.title,
        prints_title,
        body: body.unwrap_or_default(),
        children,
        span: Span::NONE,
        ..Piece::default()
    }
}
