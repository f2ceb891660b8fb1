//! How findings are shown: one file per output format, each a function from findings to text.

mod github;
mod human;
mod json;
mod junit;
mod sarif;

pub use human::summary;

use std::collections::BTreeMap;

use super::{Diagnostic, Location, Severity, Sources};

/// An output format.
pub struct Renderer {
    /// The name on the command line.
    pub name: &'static str,
    /// What it is, for the help.
    pub about: &'static str,
    /// Writes the findings of all subjects, ready to print; styled with ANSI escapes where the format is for people.
    pub render: fn(&[Subject<'_>]) -> String,
}

/// All output formats, in the order of the help.
pub static RENDERERS: &[&Renderer] = &[
    &human::RENDERER,
    &json::RENDERER,
    &github::RENDERER,
    &sarif::RENDERER,
    &junit::RENDERER,
];

/// The renderer of that name.
#[must_use]
pub fn renderer(name: &str) -> Option<&'static Renderer> {
    RENDERERS
        .iter()
        .copied()
        .find(|renderer| renderer.name == name)
}

/// One book or publication and what was found in it.
pub struct Subject<'a> {
    /// Its path as the user named it.
    pub path: &'a str,
    /// The findings, in the order they shall be shown.
    pub diagnostics: &'a [Diagnostic],
    /// The author's sources, where there are any.
    pub sources: &'a Sources,
    /// Text of files of the publication by path inside the container, for showing the line; may lack any.
    pub texts: &'a BTreeMap<String, String>,
}

impl Subject<'_> {
    /// Whether nothing in it is an error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        !self
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity.is_failure())
    }

    /// The place of a finding in the author's source, where it is known.
    fn source(&self, diagnostic: &Diagnostic) -> Option<Location> {
        self.sources.location(diagnostic.span)
    }

    /// The file a person would open for a finding, with line and column: the author's source where known, else the
    /// publication (with the path inside it after a `!`).
    fn place(&self, diagnostic: &Diagnostic) -> Location {
        if let Some(source) = self.source(diagnostic) {
            return source;
        }
        let Location { path, line, column } = diagnostic.location.clone();
        // The input itself is no entry of a container.
        let is_input = self
            .path
            .strip_suffix(path.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with(['/', '\\']));
        let path = if path.is_empty() || is_input {
            self.path.to_owned()
        } else {
            format!("{}!{path}", self.path)
        };
        Location { path, line, column }
    }
}

/// How many findings of each severity: fatal and error together, warning, note.
#[must_use]
pub fn counts(diagnostics: &[Diagnostic]) -> (usize, usize, usize) {
    let count =
        |wanted: fn(Severity) -> bool| diagnostics.iter().filter(|d| wanted(d.severity)).count();
    (
        count(Severity::is_failure),
        count(|s| s == Severity::Warning),
        count(|s| s == Severity::Note),
    )
}
