//! The words of EPUB 3.3 that writer and checker share: names, media types, paths. No reading, no writing.

mod entry;
mod media_type;

pub use entry::{Content, Entry, LineMap};
pub use media_type::MediaType;
