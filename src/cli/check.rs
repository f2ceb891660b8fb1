//! `deckle check`: publications against the specification, stores' limits and a baseline.

use std::collections::BTreeMap;
use std::io::BufRead as _;
use std::path::Path;

use rayon::prelude::*;

use super::args::CheckArguments;
use super::baseline::Baseline;
use super::{Failure, Outcome, disk, explain, terminal};
use crate::check::{CheckOptions, check_container, check_entries};
use crate::epub::{Entry, LineMap};
use crate::report::render::{RENDERERS, Subject, renderer, summary};
use crate::report::{Diagnostic, Severity, Sources};
use crate::source::Files as _;

/// What was found in one file.
struct Checked {
    diagnostics: Vec<Diagnostic>,
    texts: BTreeMap<String, String>,
}

pub(super) fn run(arguments: &CheckArguments) -> Result<Outcome, Failure> {
    if arguments.list_rules {
        terminal::print(&explain::list());
        return Ok(Outcome::Good);
    }
    if let Some(name) = &arguments.explain {
        terminal::print(&explain::rule(name)?);
        return Ok(Outcome::Good);
    }
    let options = CheckOptions {
        profile: arguments.profile.clone(),
        accessibility: arguments.accessibility,
        file_name: None,
    };
    let ignored = ignored(&arguments.ignore)?;
    if arguments.stdin_paths {
        return answer_paths(&options);
    }
    let human = arguments.format == "human";
    let bar = terminal::progress(arguments.files.len());
    let results: Vec<Result<Checked, Failure>> = arguments
        .files
        .par_iter()
        .map(|path| {
            let checked = guarded(path, &options, human);
            bar.inc(1);
            checked
        })
        .collect();
    bar.finish_and_clear();
    report(arguments, results, &ignored)
}

fn report(
    arguments: &CheckArguments,
    results: Vec<Result<Checked, Failure>>,
    ignored: &BTreeMap<&str, &str>,
) -> Result<Outcome, Failure> {
    let mut baseline = match &arguments.baseline {
        Some(path) if !arguments.update_baseline => Baseline::read(path)?,
        _ => Baseline::default(),
    };
    let mut outcome = Outcome::Good;
    let mut accepted = 0;
    let mut shown: Vec<(String, Checked)> = Vec::new();
    for (path, result) in arguments.files.iter().zip(results) {
        match result {
            Ok(mut checked) => {
                checked
                    .diagnostics
                    .retain(|diagnostic| !ignored.contains_key(diagnostic.rule.name));
                let before = checked.diagnostics.len();
                let name = path.display().to_string();
                checked
                    .diagnostics
                    .retain(|diagnostic| !baseline.accepts(&name, diagnostic));
                accepted += before - checked.diagnostics.len();
                shown.push((name, checked));
            }
            Err(failure) => {
                terminal::failure(&failure);
                outcome = Outcome::Failed;
            }
        }
    }
    let sources = Sources::default();
    let subjects: Vec<Subject<'_>> = shown
        .iter()
        .map(|(path, checked)| Subject {
            path,
            diagnostics: &checked.diagnostics,
            sources: &sources,
            texts: &checked.texts,
        })
        .collect();
    if let (Some(path), true) = (&arguments.baseline, arguments.update_baseline) {
        let baseline = Baseline::of(&subjects);
        disk::write(path, baseline.to_json().as_bytes())?;
        terminal::print(&format!(
            "{}: {} findings accepted\n",
            path.display(),
            baseline.len()
        ));
        return Ok(outcome);
    }
    if let Some(renderer) = renderer(&arguments.format) {
        terminal::print(&(renderer.render)(&subjects));
    }
    if arguments.format == "human" {
        let mut lines: String = subjects
            .iter()
            .map(|subject| summary(subject) + "\n")
            .collect();
        if accepted > 0 {
            lines.push_str(&format!(
                "{accepted} known findings accepted by the baseline\n"
            ));
        }
        terminal::print(&lines);
    }
    let denied = |subject: &Subject<'_>| {
        arguments.deny.is_some()
            && subject
                .diagnostics
                .iter()
                .any(|d| d.severity == Severity::Warning)
    };
    if subjects
        .iter()
        .any(|subject| !subject.is_valid() || denied(subject))
    {
        outcome = outcome.max(Outcome::Faulty);
    }
    Ok(outcome)
}

/// `RULE=REASON` pairs; a rule that does not exist or has no reason is refused.
fn ignored(pairs: &[String]) -> Result<BTreeMap<&str, &str>, Failure> {
    let mut ignored = BTreeMap::new();
    for pair in pairs {
        let (rule, reason) = pair.split_once('=').unwrap_or((pair, ""));
        if reason.trim().is_empty() {
            return Err(
                Failure::new(format!("'{rule}' is to be ignored without a reason"))
                    .hint(format!("say why: --ignore '{rule}=the reason'")),
            );
        }
        explain::find(rule)?;
        ignored.insert(rule, reason);
    }
    Ok(ignored)
}

/// Checks one file; a fault of deckle's own in it is a failure of this file only.
fn guarded(path: &Path, options: &CheckOptions, with_texts: bool) -> Result<Checked, Failure> {
    std::panic::catch_unwind(|| one(path, options, with_texts)).unwrap_or_else(|_| {
        Err(Failure::new(format!(
            "deckle itself broke while checking '{}'",
            path.display()
        ))
        .hint("this is a fault of deckle's; please report it with the file"))
    })
}

fn one(path: &Path, options: &CheckOptions, with_texts: bool) -> Result<Checked, Failure> {
    if path.is_dir() {
        return expanded(path, options);
    }
    let data = disk::read(path)?;
    let named = CheckOptions {
        file_name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
        ..options.clone()
    };
    let diagnostics = check_container(&data, &named);
    let wanted = diagnostics
        .iter()
        .filter(|d| d.location.line.is_some())
        .map(|d| d.location.path.as_str());
    let texts = if with_texts {
        texts(&data, wanted)
    } else {
        BTreeMap::new()
    };
    Ok(Checked { diagnostics, texts })
}

/// An expanded publication: every file of the folder is an entry, the `mimetype` first.
fn expanded(path: &Path, options: &CheckOptions) -> Result<Checked, Failure> {
    let folder = disk::Folder::open(path, None)?;
    let mut paths = folder.list();
    if !paths
        .iter()
        .any(|path| path == "META-INF/container.xml" || path == "mimetype")
    {
        return Err(Failure::new(format!(
            "'{}' is a folder without META-INF/container.xml",
            path.display()
        ))
        .hint("name an EPUB file, or the folder of an expanded one"));
    }
    paths.sort_by_key(|path| path != "mimetype");
    let mut entries = Vec::with_capacity(paths.len());
    let mut texts = BTreeMap::new();
    for inner in paths {
        let data = folder.read(&inner).map_err(|_| {
            Failure::new(format!("'{}' cannot be read", path.join(&inner).display()))
        })?;
        if let Ok(text) = std::str::from_utf8(&data) {
            texts.insert(inner.clone(), text.to_owned());
        }
        entries.push(Entry {
            stored: inner == "mimetype",
            path: inner,
            data,
            lines: LineMap::default(),
        });
    }
    Ok(Checked {
        diagnostics: check_entries(&entries, options),
        texts,
    })
}

/// The text of the files that findings lie in, for showing their lines.
fn texts<'a>(data: &[u8], wanted: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(data)) else {
        return texts;
    };
    let mut names: Vec<&str> = wanted.collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let Ok(file) = archive.by_name(name) else {
            continue;
        };
        let mut bytes = Vec::new();
        // What is shown is bounded like what is checked.
        if std::io::Read::read_to_end(&mut std::io::Read::take(file, 1 << 26), &mut bytes).is_ok() {
            texts.insert(
                name.to_owned(),
                String::from_utf8_lossy(&bytes).into_owned(),
            );
        }
    }
    texts
}

/// Answers each path on standard input with one line of JSON, so that many small checks need one process.
fn answer_paths(options: &CheckOptions) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Good;
    let json = RENDERERS.iter().find(|renderer| renderer.name == "json");
    for line in std::io::stdin().lock().lines() {
        let line =
            line.map_err(|error| Failure::new(format!("standard input cannot be read: {error}")))?;
        let path = line.trim();
        if path.is_empty() {
            continue;
        }
        match guarded(Path::new(path), options, false) {
            Ok(checked) => {
                let sources = Sources::default();
                let subject = Subject {
                    path,
                    diagnostics: &checked.diagnostics,
                    sources: &sources,
                    texts: &checked.texts,
                };
                if !subject.is_valid() {
                    outcome = outcome.max(Outcome::Faulty);
                }
                let text = json
                    .map(|renderer| (renderer.render)(std::slice::from_ref(&subject)))
                    .unwrap_or_default();
                // Line ends inside strings are escaped, so those left only lay the object out.
                let one_line: String = text.lines().map(str::trim_start).collect();
                terminal::print(&(one_line + "\n"));
            }
            Err(failure) => {
                outcome = Outcome::Failed;
                let answer = serde_json::json!({ "version": 1, "failure": failure.message });
                terminal::print(&format!("{answer}\n"));
            }
        }
    }
    Ok(outcome)
}
