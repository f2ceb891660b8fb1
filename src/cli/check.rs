//! `deckle check`: publications, editions and sources against the specification, stores' limits and a baseline.

use std::io::BufRead as _;
use std::path::Path;

use rayon::prelude::*;

use super::args::CheckArguments;
use super::baseline::Baseline;
use super::checked::{self, Checked, Looking};
use super::{Failure, Outcome, disk, explain, input, policy, terminal};
use crate::check::CheckOptions;
use crate::limits::Limits;
use crate::report::Severity;
use crate::report::render::{RENDERERS, Subject, renderer, summary};
use crate::source::Settings;

pub(super) fn run(arguments: &CheckArguments) -> Result<Outcome, Failure> {
    if arguments.list_rules {
        terminal::print(&explain::list());
        return Ok(Outcome::Good);
    }
    if let Some(name) = &arguments.explain {
        terminal::print(&explain::rule(name)?);
        return Ok(Outcome::Good);
    }
    let given = arguments.config.as_deref().map(policy::read).transpose()?;
    if arguments.stdin_paths {
        return answer_paths(arguments, given.as_ref());
    }
    let human = arguments.format == "human";
    let bar = terminal::progress(arguments.files.len());
    let results: Vec<Result<Judged, Failure>> = arguments
        .files
        .par_iter()
        .map(|path| {
            let judged = judge(path, arguments, given.as_ref(), human);
            bar.inc(1);
            judged
        })
        .collect();
    bar.finish_and_clear();
    report(arguments, results)
}

/// What was found in one thing, and how much of it a project has decided to ignore.
struct Judged {
    checked: Checked,
    ignored: usize,
}

fn judge(
    path: &Path,
    arguments: &CheckArguments,
    given: Option<&Settings>,
    with_texts: bool,
) -> Result<Judged, Failure> {
    let settings = policy::of(path, arguments, given)?;
    let looking = Looking {
        options: CheckOptions {
            profile: settings.profile.clone(),
            accessibility: arguments.accessibility,
            file_name: None,
            limits: Limits::raised(arguments.limits),
        },
        with_texts,
        root: arguments.root.as_deref(),
        limits: arguments.limits,
    };
    let mut checked = checked::check(path, &looking)?;
    let ignored = settings.decide(&mut checked.diagnostics);
    Ok(Judged { checked, ignored })
}

fn report(
    arguments: &CheckArguments,
    results: Vec<Result<Judged, Failure>>,
) -> Result<Outcome, Failure> {
    let mut baseline = match &arguments.baseline {
        Some(path) if !arguments.update_baseline => Baseline::read(path)?,
        _ => Baseline::default(),
    };
    let mut outcome = Outcome::Good;
    let mut accepted = 0;
    let mut ignored = 0;
    let mut shown: Vec<(String, Checked)> = Vec::new();
    for (path, result) in arguments.files.iter().zip(results) {
        match result {
            Ok(Judged {
                mut checked,
                ignored: of_this,
            }) => {
                ignored += of_this;
                let before = checked.diagnostics.len();
                let name = if input::is_standard_input(path) {
                    input::STDIN_SHOWN.to_owned()
                } else {
                    path.display().to_string()
                };
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
    let subjects: Vec<Subject<'_>> = shown
        .iter()
        .map(|(path, checked)| Subject {
            path,
            diagnostics: &checked.diagnostics,
            sources: &checked.sources,
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
        if ignored > 0 {
            lines.push_str(&format!("{ignored} findings ignored with a reason\n"));
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

/// Answers each path on standard input with one line of JSON, so that many small checks need one process.
fn answer_paths(arguments: &CheckArguments, given: Option<&Settings>) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Good;
    let json = RENDERERS.iter().find(|renderer| renderer.name == "json");
    for line in std::io::stdin().lock().lines() {
        let line =
            line.map_err(|error| Failure::new(format!("standard input cannot be read: {error}")))?;
        let path = line.trim();
        if path.is_empty() {
            continue;
        }
        match judge(Path::new(path), arguments, given, false) {
            Ok(Judged { checked, .. }) => {
                let subject = Subject {
                    path,
                    diagnostics: &checked.diagnostics,
                    sources: &checked.sources,
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
