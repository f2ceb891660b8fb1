//! For GitHub's workflows: a command per finding, shown as annotations beside the changed lines.
//!
//! Format: GitHub, "Workflow commands for GitHub Actions", setting an error, warning or notice message.

use std::fmt::Write as _;

use super::{Renderer, Subject};
use crate::report::Severity;

pub(super) static RENDERER: Renderer = Renderer {
    name: "github",
    about: "annotations for GitHub's workflows",
    render,
};

fn render(subjects: &[Subject<'_>]) -> String {
    let mut out = String::new();
    for subject in subjects {
        for diagnostic in subject.diagnostics {
            let command = match diagnostic.severity {
                Severity::Fatal | Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "notice",
            };
            let place = subject.place(diagnostic);
            let _ = write!(out, "::{command} file={}", property(&place.path));
            if let Some(line) = place.line {
                let _ = write!(out, ",line={line}");
            }
            if let Some(column) = place.column {
                let _ = write!(out, ",col={column}");
            }
            let mut message = diagnostic.message.clone();
            if let Some(hint) = &diagnostic.hint {
                let _ = write!(message, "\n{hint}");
            }
            let _ = writeln!(
                out,
                ",title={}::{}",
                property(diagnostic.rule.name),
                data(&message)
            );
        }
    }
    out
}

/// Escapes the message of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
