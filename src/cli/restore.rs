//! `deckle restore`: what would be repaired and why, or the repaired text as a Markdown folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::args::RestoreArguments;
use super::{Failure, Outcome, disk, input, terminal};
use crate::build::build;
use crate::emit::{EMITTERS, Emitter, OutputFile};
use crate::report::Severity;
use crate::report::render::{RENDERERS, Subject};
use crate::restore::{PASSES, diff, json_lines};

pub(super) fn run(arguments: &RestoreArguments) -> Result<Outcome, Failure> {
    if arguments.list_passes {
        terminal::print(&list());
        return Ok(Outcome::Good);
    }
    let opened = input::open_single(arguments.input.as_deref(), &arguments.reading)?;
    let markdown: Vec<&'static Emitter> = EMITTERS
        .iter()
        .copied()
        .filter(|emitter| emitter.name == "markdown" && arguments.output.is_some())
        .collect();
    let mut request = opened.request(&arguments.reading, &markdown)?;
    request.split = true;
    let built = build(&request);
    // A text without damage has no place for notes about encodings: only what matters here is said.
    let shown: Vec<_> = built
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity != Severity::Note)
        .cloned()
        .collect();
    let subject = Subject {
        path: &opened.shown,
        diagnostics: &shown,
        sources: &built.sources,
        texts: &BTreeMap::new(),
    };
    if let Some(human) = RENDERERS.first() {
        terminal::say(&(human.render)(std::slice::from_ref(&subject)));
    }
    if let Some(path) = &arguments.ledger {
        let lines: String = built
            .ledgers
            .iter()
            .map(|(path, ledger)| json_lines(ledger, &built.sources, path))
            .collect();
        disk::write(path, lines.as_bytes())?;
    }
    if !subject.is_valid() {
        return Ok(Outcome::Faulty);
    }
    match &arguments.output {
        Some(output) => {
            let files = below_one_folder(built.files);
            disk::write_all(output, &files)?;
            let shown = output.display();
            terminal::print(&format!(
                "{shown}/ is ready: {} files; edit them and run `deckle build {shown}`\n",
                files.len()
            ));
        }
        None if built.ledgers.is_empty() => {
            terminal::print(&format!(
                "{}: clean text, which is never restored; --kind plain (or another kind) restores it all the same\n",
                opened.shown
            ));
        }
        None => {
            for (path, ledger) in &built.ledgers {
                terminal::print(&diff(ledger, &built.sources, path, arguments.doubts));
            }
        }
    }
    Ok(Outcome::Good)
}

/// Paths without the one folder that they all lie in, where there is one: the folder that was named takes its place.
fn below_one_folder(files: Vec<OutputFile>) -> Vec<OutputFile> {
    let Some((top, _)) = files.first().and_then(|file| file.path.split_once('/')) else {
        return files;
    };
    let prefix = format!("{top}/");
    if !files.iter().all(|file| file.path.starts_with(&prefix)) {
        return files;
    }
    let bare = |file: OutputFile| OutputFile {
        path: file.path.get(prefix.len()..).unwrap_or_default().to_owned(),
        data: file.data,
    };
    files.into_iter().map(bare).collect()
}

/// All passes in the order of running.
fn list() -> String {
    let mut out = String::new();
    for pass in PASSES {
        let _ = writeln!(out, "{:20} {}", pass.name, pass.about);
        let _ = writeln!(
            out,
            "{:20} {}   (--no-pass {})",
            "", pass.example, pass.name
        );
    }
    out
}
