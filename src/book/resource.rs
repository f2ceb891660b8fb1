//! Files that come along with the text.

use std::sync::Arc;

use crate::epub::MediaType;

/// The index of a resource in `Book::resources`.
pub type ResourceId = usize;

/// A picture, font or other file.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The path as the author gave it, relative to the book's folder: where messages point, and what the name in the
    /// output is made from.
    pub path: String,
    /// What it is, from its bytes.
    pub media_type: MediaType,
    /// The bytes.
    pub data: Arc<[u8]>,
}
