//! The disk: reading below one root, writing all or nothing.

use std::io::{Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use crate::book::assemble::leads_out;
use crate::emit::{Data, OutputFile};
use crate::limits::{LIMITS_HINT, Limits};
use crate::source::{FileError, Files};

/// How far a command reads.
#[derive(Clone, Copy, Default)]
pub(super) struct Bounds<'a> {
    /// Where the output goes: no part of the book.
    pub(super) output: Option<&'a Path>,
    /// A folder above the book's that files may be read from.
    pub(super) root: Option<&'a Path>,
    /// How much is read.
    pub(super) limits: Limits,
}

/// The files below a folder. What leads out of it, by `..` or by a link of the file system, is refused unless it stays
/// below `reach`.
pub(super) struct Folder {
    root: PathBuf,
    /// The furthest folder that may be read from: the root itself, or a folder above it that was allowed.
    reach: PathBuf,
    /// A folder below the root that is no part of the book: where the output goes.
    without: Option<PathBuf>,
    limits: Limits,
}

impl Folder {
    /// The folder `root`, within the bounds.
    pub(super) fn open(root: &Path, bounds: Bounds<'_>) -> Result<Folder, Failure> {
        let canonical = |path: &Path| {
            path.canonicalize()
                .map_err(|error| unreadable(path, &error))
        };
        let shown = root;
        let root = canonical(root)?;
        let reach = match bounds.root {
            Some(path) => {
                let reach = canonical(path)?;
                if !root.starts_with(&reach) {
                    let (path, shown) = (path.display(), shown.display());
                    let failure = Failure::new(format!(
                        "'{path}' does not hold the book's folder '{shown}'"
                    ));
                    return Err(failure.hint("give --root the book's folder or one above it"));
                }
                reach
            }
            None => root.clone(),
        };
        let without = bounds
            .output
            .and_then(|path| path.canonicalize().ok())
            .filter(|path| *path != root);
        Ok(Folder {
            root,
            reach,
            without,
            limits: bounds.limits,
        })
    }

    fn resolve(&self, path: &str) -> Result<PathBuf, FileError> {
        let relative = Path::new(path);
        if relative
            .components()
            .any(|part| matches!(part, Component::Prefix(_) | Component::RootDir))
        {
            return Err(FileError::Outside);
        }
        let full = self.root.join(relative).canonicalize().map_err(|error| {
            match leads_out(path) && self.reach == self.root {
                true => FileError::Outside,
                false => file_error(&error),
            }
        })?;
        if full.starts_with(&self.reach) {
            Ok(full)
        } else {
            Err(FileError::Outside)
        }
    }

    fn walk(&self, folder: &Path, found: &mut Vec<String>) {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            if found.len() >= self.limits.files() || hidden || self.without.as_ref() == Some(&path)
            {
                continue;
            }
            // Links are followed for files only, so that no loop is walked.
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_dir() {
                self.walk(&path, found);
            } else if path.is_file() {
                let Ok(relative) = path.strip_prefix(&self.root) else {
                    continue;
                };
                let parts: Vec<_> = relative
                    .components()
                    .map(|part| part.as_os_str().to_string_lossy())
                    .collect();
                found.push(parts.join("/"));
            }
        }
    }
}

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let full = self.resolve(path)?;
        let mut file = std::fs::File::open(&full).map_err(|error| file_error(&error))?;
        let found = file.metadata().map_err(|error| file_error(&error))?;
        if found.len() > self.limits.file() {
            return Err(FileError::TooLarge(self.limits.file()));
        }
        if found.is_file() {
            // Read to where it stays: a copy would double what a large book takes.
            let length = usize::try_from(found.len()).unwrap_or(usize::MAX);
            let mut data: Arc<[u8]> = std::iter::repeat_n(0, length).collect();
            let read = Arc::get_mut(&mut data).map(|bytes| file.read_exact(bytes));
            if let (Some(Ok(())), Ok(0)) = (read, file.read(&mut [0])) {
                return Ok(data);
            }
        }
        // What says no true length: a pipe, a file that grows.
        std::fs::read(&full)
            .map(Arc::from)
            .map_err(|error| file_error(&error))
    }

    fn exists(&self, path: &str) -> bool {
        self.resolve(path).is_ok_and(|full| full.is_file())
    }

    fn list(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.walk(&self.root, &mut found);
        found.sort();
        found
    }
}

fn file_error(error: &std::io::Error) -> FileError {
    match error.kind() {
        std::io::ErrorKind::NotFound => FileError::Missing,
        _ => FileError::Unreadable(error.to_string()),
    }
}

/// Reads one file, whole.
pub(super) fn read(path: &Path, limits: Limits) -> Result<Vec<u8>, Failure> {
    let length = std::fs::metadata(path)
        .map_err(|error| unreadable(path, &error))?
        .len();
    let limit = limits.file();
    if length > limit {
        let message = format!("'{}' is larger than {limit} bytes", path.display());
        return Err(Failure::new(message).hint(LIMITS_HINT));
    }
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

/// A file or folder that cannot be read, in words.
pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let name = path.display();
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            let is_address = path.starts_with("http:") || path.starts_with("https:");
            Failure::new(format!("there is no file or folder '{name}'")).hint(if is_address {
                "fetch it first: deckle reads nothing from the network"
            } else {
                "check the path; it is taken from the folder you stand in"
            })
        }
        std::io::ErrorKind::PermissionDenied => Failure::new(format!("'{name}' may not be read"))
            .hint("change its permissions, or run as its owner"),
        _ => Failure::new(format!("'{name}' cannot be read: {error}")),
    }
}

/// Standard input, whole.
pub(super) fn standard_input(limits: Limits) -> Result<Arc<[u8]>, Failure> {
    let limit = limits.file();
    let mut data = Vec::new();
    let read = std::io::stdin()
        .lock()
        .take(limit.saturating_add(1))
        .read_to_end(&mut data);
    read.map_err(|error| Failure::new(format!("standard input cannot be read: {error}")))?;
    if data.len() as u64 > limit {
        let message = format!("standard input is longer than {limit} bytes");
        return Err(Failure::new(message).hint(LIMITS_HINT));
    }
    Ok(data.into())
}

/// Writes the files of a build below `folder`: each into a temporary file beside its place first, then all are renamed, so
/// that a build that is stopped leaves the old files whole.
pub(super) fn write_all(folder: &Path, files: &[OutputFile]) -> Result<(), Failure> {
    let mut pending = Pending {
        files: Vec::with_capacity(files.len()),
    };
    for file in files {
        pending.stage(folder.join(&file.path), &file.data)?;
    }
    pending.commit()
}

/// Writes one file, atomically.
pub(super) fn write(path: &Path, data: &[u8]) -> Result<(), Failure> {
    let mut pending = Pending {
        files: Vec::with_capacity(1),
    };
    pending.stage(path.to_owned(), &data.to_vec().into())?;
    pending.commit()
}

/// Files written beside their places and not yet renamed; what is left when it is dropped is removed.
struct Pending {
    files: Vec<(PathBuf, PathBuf)>,
}

impl Pending {
    fn stage(&mut self, path: PathBuf, data: &Data) -> Result<(), Failure> {
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        std::fs::create_dir_all(parent).map_err(|error| unwritable(parent, &error))?;
        if path.is_dir() {
            return Err(Failure::new(format!(
                "'{}' is a folder, and a file is to be written there",
                path.display()
            )));
        }
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let temporary = parent.join(format!(".{name}.{}.part", std::process::id()));
        self.files.push((temporary.clone(), path));
        let write = |file| -> std::io::Result<()> {
            let mut file = std::io::BufWriter::with_capacity(1 << 16, file);
            data.parts()
                .into_iter()
                .try_for_each(|part| file.write_all(part))?;
            file.flush()
        };
        let written = std::fs::File::create(&temporary).and_then(write);
        written.map_err(|error| unwritable(&temporary, &error))
    }

    fn commit(mut self) -> Result<(), Failure> {
        for (temporary, path) in std::mem::take(&mut self.files) {
            if let Err(error) = std::fs::rename(&temporary, &path) {
                let _ = std::fs::remove_file(&temporary);
                return Err(unwritable(&path, &error));
            }
        }
        Ok(())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        for (temporary, _) in &self.files {
            let _ = std::fs::remove_file(temporary);
        }
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("'{}' cannot be written: {error}", path.display()))
        .hint("name another folder with -o, or free the place or the permission")
}
