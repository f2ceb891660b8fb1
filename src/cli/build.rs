//! `deckle build`: books from texts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::args::BuildArguments;
use super::input::{self, Opened};
use super::{Failure, Outcome, disk, terminal, watch};
use crate::build::{Built, build};
use crate::emit::{EMITTERS, Emitter};
use crate::report::Severity;
use crate::report::render::{Subject, renderer, summary};
use crate::restore::json_lines;

/// Formats that are written unless others are named.
const DEFAULT_FORMATS: [&str; 3] = ["epub", "html", "markdown"];

/// How many books are held in memory at the same time, at most.
const BATCH: usize = 16;

pub(super) fn run(arguments: &BuildArguments) -> Result<Outcome, Failure> {
    if arguments.watch {
        return watch::run(arguments);
    }
    once(arguments)
}

/// Builds all inputs once; one that fails does not stop the others.
pub(super) fn once(arguments: &BuildArguments) -> Result<Outcome, Failure> {
    let emitters = emitters(arguments);
    let opened = input::open(
        &arguments.inputs,
        &arguments.reading,
        Some(&arguments.output),
    )?;
    let bar = terminal::progress(opened.len());
    let mut spinner = (opened.len() == 1).then(|| terminal::spinner("building".to_owned()));
    let mut outcome = Outcome::Good;
    let mut written = BTreeSet::new();
    let mut ledger = String::new();
    let mut waiting = opened.into_iter();
    loop {
        let batch: Vec<Result<Opened, Failure>> = waiting.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        let results: Vec<Result<(Opened, Built), Failure>> = batch
            .into_par_iter()
            .map(|opened| {
                let opened = opened?;
                let built = one(&opened, arguments, &emitters);
                bar.inc(1);
                Ok((opened, built?))
            })
            .collect();
        drop(spinner.take());
        for result in results {
            let finished = bar.suspend(|| {
                result.and_then(|(opened, built)| {
                    finish(&opened, &built, arguments, &mut written, &mut ledger)
                })
            });
            outcome = outcome.max(finished.unwrap_or_else(|failure| {
                bar.suspend(|| terminal::failure(&failure));
                Outcome::Failed
            }));
        }
    }
    bar.finish_and_clear();
    if let Some(path) = &arguments.ledger {
        disk::write(path, ledger.as_bytes())?;
    }
    Ok(outcome)
}

fn emitters(arguments: &BuildArguments) -> Vec<&'static Emitter> {
    let wanted = |name: &str| {
        if arguments.format.is_empty() {
            DEFAULT_FORMATS.contains(&name)
        } else {
            arguments.format.iter().any(|f| f == name)
        }
    };
    EMITTERS
        .iter()
        .copied()
        .filter(|emitter| wanted(emitter.name))
        .collect()
}

fn one(
    opened: &Opened,
    arguments: &BuildArguments,
    emitters: &[&'static Emitter],
) -> Result<Built, Failure> {
    let mut request = opened.request(&arguments.reading, emitters)?;
    request.split = arguments.split;
    request.profile = arguments.profile.clone();
    request.settings.theme = arguments.theme.clone();
    match arguments.cover.as_deref() {
        Some(cover) if Path::new(cover).extension().is_some() => {
            request.settings.cover = Some(cover.to_owned())
        }
        Some(design) => request.settings.cover_template = Some(design.to_owned()),
        None => {}
    }
    Ok(build(&request))
}

/// Says what was found, and writes what was built.
fn finish(
    opened: &Opened,
    built: &Built,
    arguments: &BuildArguments,
    written: &mut BTreeSet<String>,
    ledger: &mut String,
) -> Result<Outcome, Failure> {
    let shown: Vec<_> = built
        .diagnostics
        .iter()
        .filter(|d| !(arguments.quiet && d.severity == Severity::Note))
        .cloned()
        .collect();
    let subject = Subject {
        path: &opened.shown,
        diagnostics: &shown,
        sources: &built.sources,
        texts: &BTreeMap::new(),
    };
    let human = arguments.messages == "human";
    if let Some(renderer) = renderer(&arguments.messages) {
        let text = (renderer.render)(std::slice::from_ref(&subject));
        if human {
            terminal::say(&text)
        } else {
            terminal::print(&text)
        }
    }
    for (path, changes) in &built.ledgers {
        ledger.push_str(&json_lines(changes, &built.sources, path));
    }
    let denied = arguments.deny.is_some()
        && built
            .diagnostics
            .iter()
            .any(|d| d.severity == Severity::Warning);
    if !subject.is_valid() || denied {
        if human {
            terminal::say(&format!("{}; nothing was written\n", summary(&subject)));
        }
        return Ok(Outcome::Faulty);
    }
    if let Some(clash) = built.files.iter().find(|file| written.contains(&file.path)) {
        return Err(Failure::new(format!(
            "'{}' gives '{}' as another input does",
            opened.shown, clash.path
        ))
        .hint("build it with another -o, or give it a title with --title"));
    }
    written.extend(built.files.iter().map(|file| file.path.clone()));
    if arguments.check {
        if human && !arguments.quiet {
            terminal::print(&format!(
                "{}: good, and nothing written (--check)\n",
                opened.shown
            ));
        }
        return Ok(Outcome::Good);
    }
    disk::write_all(&arguments.output, &built.files)?;
    if human && !arguments.quiet {
        terminal::print(&listing(built, &arguments.output));
    }
    Ok(Outcome::Good)
}

/// What was written: the files at the top of the output folder with their sizes, folders with the number of their files.
fn listing(built: &Built, output: &Path) -> String {
    let mut rows: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for file in &built.files {
        let top = file
            .path
            .split_once('/')
            .map_or(file.path.as_str(), |(folder, _)| folder);
        let row = rows.entry(top).or_default();
        row.0 += 1;
        row.1 += file.data.size();
    }
    let mut text = String::new();
    for (name, (count, bytes)) in rows {
        let path = output.join(name);
        let size = size(bytes);
        if count > 1 {
            text.push_str(&format!("{}/  {count} files, {size}\n", path.display()));
        } else {
            text.push_str(&format!("{}  {size}\n", path.display()));
        }
    }
    let changes = |wanted: fn(&crate::restore::Change) -> bool| {
        built
            .ledgers
            .iter()
            .flat_map(|(_, ledger)| &ledger.changes)
            .filter(|change| wanted(change))
            .count()
    };
    let repairs = changes(|change| change.disposition != crate::restore::Disposition::Doubt);
    let doubts = changes(|change| change.disposition == crate::restore::Disposition::Doubt);
    if repairs + doubts > 0 {
        text.push_str(&format!(
            "{repairs} repairs made, {doubts} doubts left for you (`deckle restore` shows them)\n"
        ));
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
fn size(bytes: usize) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
