//! A folder of a book: which of its files are the book, and in which order.
//!
//! Looked for in this order: the files that `book.toml` lists, an mdBook's SUMMARY.md, Leanpub's Book.txt, Hugo's
//! `_index.md`, and else all texts in the natural order of their names, with the metadata file of pandoc's users.

mod front;
mod jupyter;
mod order;
mod pages;
mod site;

use super::ahead::Manner;
use super::load::{Loading, unreadable};
use super::{Body, FileError, Piece, book_toml, epub_input, mdbook, rules};
use crate::book::assemble::{climb, leads_out, metadata_fill};
use crate::report::{Diagnostic, Location, Severity, SourceFile, Span, nearest};

/// What stands at the top of a folder that another tool makes a site or a book of, or that is a repository of its own.
const SIGNS_OF_ANOTHER_TOOL: &[&str] = &[
    "_bookdown.yml",
    "_config.yml",
    "_quarto.yaml",
    "_quarto.yml",
    "_sidebar.md",
    "_toc.yml",
    "antora.yml",
    "cargo.toml",
    "conf.py",
    "config.toml",
    "contributing.md",
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "hugo.json",
    "hugo.toml",
    "hugo.yaml",
    "index.markdown",
    "index.md",
    "license",
    "license.md",
    "license.txt",
    "mix.exs",
    "mkdocs.yaml",
    "mkdocs.yml",
    "myst.yml",
    "package.json",
    "pyproject.toml",
    "readme.md",
];

/// Whether a folder without deckle's `book.toml` is somebody's site or repository; else it is a book of one's own.
fn is_kept_for_another_tool(listed: &[String]) -> bool {
    listed.iter().any(|path| {
        let path = path.to_ascii_lowercase();
        // Hugo has an `_index.md` in every folder of its pages; nobody writes HTML pages or programs for deckle.
        SIGNS_OF_ANOTHER_TOOL.contains(&path.as_str())
            || path.ends_with("_index.md")
            || path.ends_with(".mdx")
            || order::is_html(&path)
    })
}

/// Whether a text links to the page of a site: `[the log](/log)`, and not to a file.
fn links_from_root(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"](/").any(|at| {
        let rest = text.get(at + 3..).unwrap_or("");
        let path = rest.split([')', '#', '?', ' ', '\n']).next().unwrap_or("");
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
        name.starts_with(|c: char| c.is_alphanumeric()) && !name.contains('.')
    })
}

/// Reads a folder into the project of `loading`.
pub(super) fn read(loading: &mut Loading<'_>) {
    let listed = loading.files.list();
    let has_manifest = listed.iter().any(|path| path == "book.toml");
    let manifest = if has_manifest {
        let has_summary = listed.iter().any(|path| path.ends_with("SUMMARY.md"));
        let manifest = manifest(loading, has_summary);
        if manifest.is_mdbook && !has_summary {
            loading.kept_for_another_tool();
        }
        manifest
    } else {
        Default::default()
    };
    let corrections = manifest.corrections.clone().or_else(|| {
        ["corrections.toml", "corrections.jsonl"]
            .into_iter()
            .find(|name| loading.files.exists(name))
            .map(str::to_string)
    });
    if let Some(path) = corrections {
        loading.project.corrections = loading.text(&path).map(|loaded| loaded.id);
    }
    let src = manifest.src.clone().unwrap_or_else(|| "src".to_string());
    let summary = [
        format!("{src}/SUMMARY.md"),
        "SUMMARY.md".into(),
        "docs/SUMMARY.md".into(),
        "src/summary.md".into(),
    ];
    if !manifest.files.is_empty() {
        let paths = chosen(loading, &manifest.files, &listed);
        files(loading, paths);
    } else if let Some(path) = summary
        .into_iter()
        .find(|path| listed.binary_search(path).is_ok())
    {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        loading.kept_for_another_tool();
        loading.project.roots = [folder, "theme"].map(str::to_string).into();
        loading.project.pieces = mdbook::read(loading, &path);
    } else if let Some(path) = ["manuscript/Book.txt", "Book.txt"]
        .into_iter()
        .find(|path| loading.files.exists(path))
    {
        loading.kept_for_another_tool();
        leanpub(loading, path);
    } else {
        if !has_manifest && is_kept_for_another_tool(&listed) {
            loading.kept_for_another_tool();
        }
        let is_listed = !has_manifest && site::read(loading, &listed);
        if !is_listed {
            order::read(loading, &listed);
        }
        // A collection of notes names its pages without their folders.
        let is_linked_by_names = |text: &str| text.contains("[[") && text.contains("]]");
        let names = |file: &SourceFile| is_linked_by_names(&file.text);
        let has_names = loading.project.sources.iter().any(|(_, file)| names(file));
        // The pages of a site link to each other from its root.
        let from_root = |(_, file): (_, &SourceFile)| links_from_root(&file.text);
        let is_site = loading.project.sources.iter().any(from_root);
        if !has_manifest && is_site {
            loading.kept_for_another_tool();
        }
        if !has_manifest && has_names {
            loading.kept_for_another_tool();
            if !is_listed {
                front::named_by_files(&mut loading.project.pieces, 0);
            }
        }
    }
}

fn manifest(loading: &mut Loading<'_>, is_mdbook: bool) -> book_toml::Manifest {
    let Some(loaded) = loading.text("book.toml") else {
        return Default::default();
    };
    let text = loading.source_text(loaded.id);
    let (mut manifest, found) = book_toml::read(loaded.id, &text);
    for mut diagnostic in found {
        // mdBook takes any key, so that other tools may keep theirs in its file.
        let is_near =
            |hint: &String| hint.starts_with("did you mean") || hint.starts_with("it belongs");
        if is_mdbook
            && diagnostic.rule == &rules::TOML_KEY_UNKNOWN
            && !diagnostic.hint.as_ref().is_some_and(is_near)
        {
            diagnostic.severity = Severity::Warning;
            diagnostic.hint = Some("it is left out; remove it where no other tool reads it".into());
        }
        loading.report(diagnostic);
    }
    metadata_fill(
        &mut loading.project.metadata,
        std::mem::take(&mut manifest.metadata),
    );
    let settings = std::mem::take(&mut loading.project.settings);
    loading.project.settings = settings.over(std::mem::take(&mut manifest.settings));
    manifest
}

/// The files that `book.toml` lists: names, folders, and names with `*`.
fn chosen(loading: &mut Loading<'_>, wanted: &[(String, Span)], listed: &[String]) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for (name, span) in wanted {
        let name = name.trim_start_matches("./").trim_end_matches('/');
        let mut found: Vec<&String> = listed
            .iter()
            .filter(|path| {
                *path == name
                    || matches(name, path)
                    || in_folder(name, path) && order::is_text(path)
            })
            .filter(|path| !paths.contains(path))
            .collect();
        if found.is_empty() && !paths.iter().any(|path| path == name) {
            let above = climb("", name);
            if leads_out(&above) {
                match loading.files.exists(&above) {
                    true => paths.push(above),
                    false => loading.report(unreadable(name, &FileError::Outside).span(*span)),
                }
                continue;
            }
            let message = format!("there is no file '{name}'");
            let hint = match nearest(name, listed.iter().map(String::as_str)) {
                Some(near) => format!("did you mean '{near}'?"),
                None => "correct 'files' in [build]".to_string(),
            };
            loading.report(
                Diagnostic::new(&rules::FILE_MISSING, message)
                    .hint(hint)
                    .span(*span)
                    .at(Location::file(name)),
            );
        }
        found.sort_by(|a, b| order::compare(a, b));
        let found: Vec<String> = found.into_iter().cloned().collect();
        paths.extend(found);
    }
    paths
}

fn in_folder(folder: &str, path: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a path fits a pattern with `*` for any part of a name.
fn matches(pattern: &str, path: &str) -> bool {
    if !pattern.contains('*') || pattern.matches('/').count() != path.matches('/').count() {
        return false;
    }
    let mut rest = path;
    let mut parts = pattern.split('*').peekable();
    let mut first = true;
    while let Some(part) = parts.next() {
        if first {
            let Some(after) = rest.strip_prefix(part) else {
                return false;
            };
            rest = after;
            first = false;
        } else if parts.peek().is_none() {
            return rest.ends_with(part);
        } else {
            let Some(at) = rest.find(part) else {
                return false;
            };
            rest = rest.get(at + part.len()..).unwrap_or("");
        }
    }
    rest.is_empty()
}

/// Several files, in their order.
pub(super) fn files(loading: &mut Loading<'_>, paths: Vec<String>) {
    let alone = paths.len() == 1;
    if let [path] = paths.as_slice()
        && let Ok(data) = loading.files.read(path)
    {
        if epub_input::is_epub(&data) {
            loading.kept_for_another_tool();
            return epub_input::read(loading, path, &data);
        }
        loading.at_hand = Some((path.clone(), data));
    }
    // Nobody writes HTML pages for deckle, and a readme is a page of its repository.
    let is_readme = |path: &String| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.to_ascii_lowercase().starts_with("readme")
    };
    if paths.iter().any(|path| order::is_html(path)) || paths.iter().all(is_readme) {
        loading.kept_for_another_tool();
    }
    loading.read_ahead(&paths, Manner::Judged);
    for path in paths {
        if let Some(body) = loading.body(&path, false) {
            loading.project.pieces.push(Piece {
                body,
                ..Piece::default()
            });
        }
    }
    if alone {
        front::files_named(loading);
    } else {
        front::settle(&mut loading.project);
    }
}

/// Leanpub's list of files; pictures lie in `resources/` beside it.
fn leanpub(loading: &mut Loading<'_>, path: &str) {
    let Some(loaded) = loading.text(path) else {
        return;
    };
    let text = loading.source_text(loaded.id);
    let folder = path
        .rsplit_once('/')
        .map_or(String::new(), |(folder, _)| format!("{folder}/"));
    loading.project.roots = vec![
        format!("{folder}resources"),
        folder.trim_end_matches('/').to_string(),
        format!("{folder}images"),
    ];
    let mut at = 0;
    let mut paths = Vec::new();
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let name = line.trim();
        let is_mark = matches!(
            name.trim_matches(['{', '}', ':']),
            "frontmatter" | "mainmatter" | "backmatter"
        );
        if name.is_empty() || name.starts_with('#') || is_mark {
            continue;
        }
        let full = format!("{folder}{name}");
        if loading.files.exists(&full) {
            paths.push(full);
            continue;
        }
        let all = loading.files.list();
        let hint = match nearest(&full, all.iter().map(String::as_str)) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "correct the line, or add the file".to_string(),
        };
        let message = format!("there is no file '{name}'");
        let span = Span::new(loaded.id, start, start + line.trim_end().len());
        loading.report(
            Diagnostic::new(&rules::FILE_MISSING, message)
                .hint(hint)
                .span(span),
        );
    }
    // Each line of Book.txt is a file of the author's own Markdown, so none of it is damaged.
    loading.read_ahead(&paths, Manner::Clean);
    for path in paths {
        if let Some(body) = loading.body(&path, true) {
            loading.project.pieces.push(Piece {
                body,
                ..Piece::default()
            });
        }
    }
    front::settle(&mut loading.project);
}

/// Whether a body is a document without text: a metadata file.
fn is_metadata_only(body: &Body) -> bool {
    matches!(body, Body::Document(document) if document.blocks.is_empty() && document.notes.is_empty())
}
