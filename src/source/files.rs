//! The author's files as readers see them: names and bytes, no disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::book::assemble::leads_out;

/// Files by path. A path is relative to the root of the input, `/` between the parts. With `..` at its head it leads out of
/// the root: an implementation must refuse that, unless the person who runs deckle has allowed it.
pub trait Files: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Where there is no such file, it may not be read, or it lies outside the root.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError>;

    /// Whether there is such a file.
    fn exists(&self, path: &str) -> bool;

    /// All files below the root (never above it), in byte order of their paths; hidden files and folders are left out.
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
    /// Bytes by path. What is held may be read, above the root too.
    pub files: BTreeMap<String, Arc<[u8]>>,
}

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let missing = || match leads_out(path) {
            true => FileError::Outside,
            false => FileError::Missing,
        };
        self.files.get(path).cloned().ok_or_else(missing)
    }

    fn exists(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn list(&self) -> Vec<String> {
        let below = |path: &&String| !leads_out(path);
        self.files.keys().filter(below).cloned().collect()
    }
}
