//! The author's files as readers see them: names and bytes, no disk.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Files by path. A path is relative to the root of the input, `/` between the parts, without `..` at its head: an
/// implementation must refuse what leads out of the root.
pub trait Files: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Where there is no such file, it may not be read, or it lies outside the root.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError>;

    /// Whether there is such a file.
    fn exists(&self, path: &str) -> bool;

    /// All files below the root, in byte order of their paths; hidden files and folders are left out.
    fn list(&self) -> Vec<String>;
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// There is none.
    Missing,
    /// It lies outside the root of the input.
    Outside,
    /// It is larger than this many bytes, the limit.
    TooLarge(u64),
    /// What the system said.
    Unreadable(String),
}

/// Files held in memory: standard input, a container, a test.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    /// Bytes by path.
    pub files: BTreeMap<String, Arc<[u8]>>,
}

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        self.files.get(path).cloned().ok_or(FileError::Missing)
    }

    fn exists(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn list(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }
}
