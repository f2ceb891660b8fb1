//! Checking: reads a publication with a reader of its own and says what is wrong with it.
//!
//! Shares nothing with the emitter but the words in `epub`. Families follow the chapters of EPUB 3.3.

use crate::epub::Entry;
use crate::report::Diagnostic;

/// Settings of a check.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    /// The profile's name: `kdp`, `apple`, `kobo`, `google`.
    pub profile: Option<String>,
}

/// Checks a packed publication.
#[must_use]
pub fn check_container(data: &[u8], options: &CheckOptions) -> Vec<Diagnostic> {
    let _ = (data, options);
    Vec::new()
}

/// Checks a publication before it is packed, or an expanded one.
#[must_use]
pub fn check_entries(entries: &[Entry], options: &CheckOptions) -> Vec<Diagnostic> {
    let _ = (entries, options);
    Vec::new()
}
