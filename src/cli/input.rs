//! From what was typed to what is read: folders, files, standard input, and the book one stands in.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::ReadingArguments;
use super::disk::Bounds;
use super::{Failure, disk};
use crate::book::assemble::LinkPolicy;
use crate::book::{Contributor, Metadata};
use crate::build::Request;
use crate::emit::Emitter;
use crate::limits::Limits;
use crate::report::nearest;
use crate::restore::PASSES;
use crate::source::{Files, Input, MemoryFiles, Settings};

/// The name a book from standard input gets where it has no title.
const STDIN_NAME: &str = "untitled";

/// How standard input is named in messages.
pub(super) const STDIN_SHOWN: &str = "<stdin>";

/// One input, opened.
pub(super) struct Opened {
    /// As the user named it.
    pub(super) shown: String,
    /// The folder on the disk, for watching; none for standard input.
    pub(super) folder: Option<PathBuf>,
    files: Box<dyn Files + Send>,
    input: Input,
    name: String,
}

impl Opened {
    /// What the library is asked to do with it.
    pub(super) fn request<'a>(
        &'a self,
        reading: &ReadingArguments,
        emitters: &'a [&'static Emitter],
    ) -> Result<Request<'a>, Failure> {
        Ok(Request {
            files: self.files.as_ref(),
            input: self.input.clone(),
            settings: settings(reading)?,
            metadata: metadata(reading),
            emitters,
            split: false,
            modified: modified(),
            profile: None,
            name: self.name.clone(),
        })
    }
}

fn bounds<'a>(reading: &'a ReadingArguments, output: Option<&'a Path>) -> Bounds<'a> {
    Bounds {
        output,
        root: reading.root.as_deref(),
        limits: Limits::raised(reading.limits),
    }
}

/// Opens what was typed: each input a book, or all files one book with `--join`; none: the book in this folder.
pub(super) fn open(
    inputs: &[PathBuf],
    reading: &ReadingArguments,
    output: Option<&Path>,
) -> Result<Vec<Result<Opened, Failure>>, Failure> {
    let bounds = bounds(reading, output);
    if inputs.is_empty() {
        return Ok(vec![Ok(open_one(&default_folder()?, bounds)?)]);
    }
    if reading.join && inputs.len() > 1 {
        return Ok(vec![Ok(join(inputs, bounds)?)]);
    }
    Ok(inputs.iter().map(|input| open_one(input, bounds)).collect())
}

/// Opens one input, or the book in this folder.
pub(super) fn open_single(
    input: Option<&Path>,
    reading: &ReadingArguments,
) -> Result<Opened, Failure> {
    let bounds = bounds(reading, None);
    match input {
        Some(input) => open_one(input, bounds),
        None => open_one(&default_folder()?, bounds),
    }
}

/// The folder that is built when none is named: the one one stands in where it holds a book, else `book/`.
fn default_folder() -> Result<PathBuf, Failure> {
    let here = Path::new(".");
    let marks = [
        "book.toml",
        "SUMMARY.md",
        "src/SUMMARY.md",
        "manuscript/Book.txt",
    ];
    if marks.iter().any(|mark| here.join(mark).is_file()) {
        return Ok(here.to_owned());
    }
    let book = here.join("book");
    if book.is_dir() {
        return Ok(book);
    }
    let holds_text = std::fs::read_dir(here).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let name = entry.file_name().to_string_lossy().to_lowercase();
            name.ends_with(".md") || name.ends_with(".txt") || name.ends_with(".html")
        })
    });
    if holds_text {
        return Ok(here.to_owned());
    }
    Err(Failure::new("there is no book in this folder")
        .hint("name a file or folder to build, or make a book with `deckle new DIR`"))
}

/// Whether a path stands for standard input.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// What came from standard input, as one file without a folder.
pub(super) fn standard_input(data: Arc<[u8]>) -> Opened {
    let mut files = MemoryFiles::default();
    files.files.insert(STDIN_SHOWN.to_owned(), data);
    Opened {
        shown: STDIN_SHOWN.to_owned(),
        folder: None,
        files: Box::new(files),
        input: Input::Files(vec![STDIN_SHOWN.to_owned()]),
        name: STDIN_NAME.to_owned(),
    }
}

fn open_one(path: &Path, bounds: Bounds<'_>) -> Result<Opened, Failure> {
    if is_standard_input(path) {
        return Ok(standard_input(disk::standard_input(bounds.limits)?));
    }
    let data = std::fs::metadata(path).map_err(|error| disk::unreadable(path, &error))?;
    if data.is_dir() {
        return folder(path, bounds);
    }
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let parent = parent(path);
    if name == "book.toml" || name == "SUMMARY.md" {
        return folder(&parent, bounds);
    }
    // Whether it may be read at all is a failure of the work, not a fault of the book.
    std::fs::File::open(path).map_err(|error| disk::unreadable(path, &error))?;
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    Ok(Opened {
        shown: path.display().to_string(),
        files: Box::new(disk::Folder::open(&parent, bounds)?),
        folder: Some(parent),
        input: Input::Files(vec![name]),
        name: stem,
    })
}

fn folder(path: &Path, bounds: Bounds<'_>) -> Result<Opened, Failure> {
    let files = disk::Folder::open(path, bounds)?;
    let canonical = path
        .canonicalize()
        .map_err(|error| disk::unreadable(path, &error))?;
    let name = canonical
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    Ok(Opened {
        shown: path.display().to_string(),
        files: Box::new(files),
        folder: Some(path.to_owned()),
        input: Input::Folder,
        name,
    })
}

/// The folder that a path lies in.
pub(super) fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Several files as one book: their common folder is the root.
fn join(inputs: &[PathBuf], bounds: Bounds<'_>) -> Result<Opened, Failure> {
    let mut paths = Vec::new();
    for input in inputs {
        let path = input
            .canonicalize()
            .map_err(|error| disk::unreadable(input, &error))?;
        if path.is_dir() {
            return Err(Failure::new(format!("'{}' is a folder", input.display()))
                .hint("--join takes files only"));
        }
        paths.push(path);
    }
    let mut root = paths.first().map(|path| parent(path)).unwrap_or_default();
    while !paths.iter().all(|path| path.starts_with(&root)) {
        root = parent(&root);
    }
    let relative = |path: &PathBuf| {
        let parts = path.strip_prefix(&root).unwrap_or(path).components();
        parts
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect::<Vec<_>>()
            .join("/")
    };
    let name = paths
        .first()
        .and_then(|path| path.file_stem())
        .map(|stem| stem.to_string_lossy().into_owned());
    Ok(Opened {
        shown: inputs
            .iter()
            .map(|input| input.display().to_string())
            .collect::<Vec<_>>()
            .join(" "),
        files: Box::new(disk::Folder::open(&root, bounds)?),
        input: Input::Files(paths.iter().map(relative).collect()),
        folder: Some(root),
        name: name.unwrap_or_default(),
    })
}

fn settings(reading: &ReadingArguments) -> Result<Settings, Failure> {
    for name in &reading.no_pass {
        if !PASSES.iter().any(|pass| pass.name == name) {
            let failure = Failure::new(format!("there is no pass '{name}'"));
            return Err(match nearest(name, PASSES.iter().map(|pass| pass.name)) {
                Some(other) => failure.hint(format!("did you mean '{other}'?")),
                None => failure.hint("`deckle restore --list-passes` lists all"),
            });
        }
    }
    Ok(Settings {
        limits: Limits::raised(reading.limits),
        kind: reading.kind,
        encoding: reading.encoding.clone(),
        passes_off: reading.no_pass.clone(),
        links: reading.links.as_deref().map(|severity| match severity {
            "error" => LinkPolicy::Error,
            _ => LinkPolicy::Warn,
        }),
        ..Settings::default()
    })
}

pub(super) fn metadata(reading: &ReadingArguments) -> Metadata {
    let author = |name: &String| Contributor {
        name: name.clone(),
        sort: None,
        role: "aut".to_owned(),
    };
    Metadata {
        title: reading.title.clone(),
        contributors: reading.authors.iter().map(author).collect(),
        languages: reading.language.iter().cloned().collect(),
        ..Metadata::default()
    }
}

/// SOURCE_DATE_EPOCH, where it is set to a number (reproducible-builds.org).
#[expect(
    clippy::disallowed_methods,
    reason = "the one variable that reproducible builds set"
)]
fn modified() -> Option<i64> {
    std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse().ok()
}
