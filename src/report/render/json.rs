//! For programs: version 1 of the JSON report, documented in the handbook. Not a dump of inner types, so that they may change.

use serde::Serialize;

use super::{Renderer, Subject, counts};
use crate::report::{Diagnostic, Location, Severity};

pub(super) static RENDERER: Renderer = Renderer {
    name: "json",
    about: "for programs: one object, versioned, all findings",
    render,
};

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    valid: bool,
    publications: Vec<Publication<'a>>,
    messages: Vec<Message<'a>>,
}

#[derive(Serialize)]
struct Publication<'a> {
    path: &'a str,
    valid: bool,
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct Message<'a> {
    id: &'static str,
    rule: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    publication: &'a str,
    location: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Place>,
}

#[derive(Serialize)]
struct Place {
    path: String,
    line: Option<u32>,
    column: Option<u32>,
}

impl From<Location> for Place {
    fn from(Location { path, line, column }: Location) -> Place {
        Place { path, line, column }
    }
}

fn render(subjects: &[Subject<'_>]) -> String {
    let report = Report {
        version: 1,
        valid: subjects.iter().all(Subject::is_valid),
        publications: subjects.iter().map(publication).collect(),
        messages: subjects
            .iter()
            .flat_map(|s| s.diagnostics.iter().map(|d| message(s, d)))
            .collect(),
    };
    let mut text =
        serde_json::to_string_pretty(&report).expect("strings and numbers always serialise");
    text.push('\n');
    text
}

fn publication<'a>(subject: &Subject<'a>) -> Publication<'a> {
    let (errors, warnings, notes) = counts(subject.diagnostics);
    Publication {
        path: subject.path,
        valid: subject.is_valid(),
        errors,
        warnings,
        notes,
    }
}

/// EPUBCheck's words, so that what reads its reports reads ours: a note is its `info`.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "info",
        other => other.name(),
    }
}

fn message<'a>(subject: &Subject<'a>, diagnostic: &'a Diagnostic) -> Message<'a> {
    Message {
        id: diagnostic.code(),
        rule: diagnostic.rule.name,
        severity: severity(diagnostic.severity),
        message: &diagnostic.message,
        hint: diagnostic.hint.as_deref(),
        publication: subject.path,
        location: diagnostic.location.clone().into(),
        source: subject.source(diagnostic).map(Place::from),
    }
}
