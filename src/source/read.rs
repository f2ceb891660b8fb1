//! From an input to a project: which files are the book, in which order, and what each of them is.

use super::load::Loading;
use super::{Files, Input, Project, Settings, citations, folder, rules};
use crate::book::Metadata;
use crate::report::Diagnostic;

/// Reads the files of an input. `settings` and `metadata` are what the command line sets: they win over `book.toml`.
#[must_use]
pub fn read_project(
    files: &dyn Files,
    input: &Input,
    settings: &Settings,
    metadata: &Metadata,
) -> Project {
    let mut loading = Loading::new(files, settings);
    loading.project.metadata = metadata.clone();
    match input {
        Input::Files(paths) => folder::files(&mut loading, paths.clone()),
        Input::Folder => folder::read(&mut loading),
    }
    citations::settle(&mut loading);
    if loading.project.pieces.is_empty() && loading.project.diagnostics.is_empty() {
        loading.report(Diagnostic::new(
            &rules::EMPTY,
            "there is no text in the input",
        ));
    }
    loading.finish()
}
