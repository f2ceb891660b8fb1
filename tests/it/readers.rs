//! The readers of Markdown and HTML: every fixture below `tests/source/markdown` and `tests/source/html`, and what must
//! hold for any text.

use std::fs;
use std::path::{Path, PathBuf};

use deckle::book::Document;
use deckle::report::{Diagnostic, Sources};
use deckle::source::{html, markdown};
use proptest::prelude::*;

use crate::outline;

fn read(kind: &str, name: &str, text: &str) -> (Document, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("source", text.to_owned());
    let (document, diagnostics) = match kind {
        "markdown" => {
            let options = markdown::Options {
                mdbook: name.starts_with("mdbook"),
                implicit_figures: name.starts_with("implicit"),
                smart_punctuation: name.starts_with("smart"),
                ..markdown::Options::default()
            };
            markdown::read(id, text, "source.md", &options)
        }
        _ => {
            let options = html::Options { is_part: name.starts_with("part"), ..html::Options::default() };
            html::read(id, text, "source.html", &options)
        }
    };
    (document, diagnostics, sources)
}

fn rendering(kind: &str, name: &str, text: &str) -> String {
    let (document, diagnostics, sources) = read(kind, name, text);
    let mut out = outline::document(&document);
    for diagnostic in &diagnostics {
        let place = sources.location(diagnostic.span).map(|at| format!(" {}:{}", at.line.unwrap(), at.column.unwrap()));
        out.push_str(&format!(
            "# {} {}{}: {}\n",
            diagnostic.severity.name(),
            diagnostic.rule.name,
            place.unwrap_or_default(),
            diagnostic.message
        ));
    }
    out
}

fn fixtures(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    paths.sort();
    paths
}

fn run(kind: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/source").join(kind);
    let mut failures = Vec::new();
    let mut count = 0;
    for path in fixtures(&folder) {
        count += 1;
        let text = fs::read_to_string(&path).unwrap();
        let (input, expected) = text.split_once("\n~~~~\n").unwrap_or((&text, ""));
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let found = rendering(kind, &name, input);
        if found != expected {
            if std::env::var_os("UPDATE").is_some() {
                fs::write(&path, format!("{input}\n~~~~\n{found}")).unwrap();
            } else {
                failures.push(format!("{}:\n--- expected\n{expected}--- found\n{found}", path.display()));
            }
        }
    }
    assert!(count > 5, "too few fixtures in {}", folder.display());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn markdown_fixtures() {
    run("markdown");
}

#[test]
fn html_fixtures() {
    run("html");
}
