//! The container: unpacked into memory, within bounds.

use std::io::{Cursor, Read};
use std::sync::Arc;

use crate::limits::{Limits, SMALL_ENTRY};
use crate::source::MemoryFiles;

/// Whether the bytes are an EPUB: a ZIP archive whose first entry says so, or that names a package document.
#[must_use]
pub(in crate::source) fn is_epub(data: &[u8]) -> bool {
    data.starts_with(b"PK\x03\x04")
        && (data
            .get(..4096.min(data.len()))
            .is_some_and(|head| memchr::memmem::find(head, b"application/epub+zip").is_some())
            || memchr::memmem::find(data, b"META-INF/container.xml").is_some())
}

/// The files of a container.
pub(super) fn unpack(data: &[u8], limits: Limits) -> Result<MemoryFiles, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(data))
        .map_err(|error| format!("it is no ZIP archive ({error})"))?;
    let most = limits.entries();
    if archive.len() > most {
        let count = archive.len();
        return Err(format!(
            "it has {count} entries, more than the limit of {most}"
        ));
    }
    let mut files = MemoryFiles::default();
    let mut total: u64 = 0;
    for index in 0..archive.len() {
        let entry = archive
            .by_index(index)
            .map_err(|error| format!("entry {index} cannot be read ({error})"))?;
        let name = entry
            .name()
            .map_err(|error| format!("the name of entry {index} cannot be read ({error})"))?;
        let name = name.into_owned();
        if entry.is_dir() {
            continue;
        }
        let outside = name.starts_with('/')
            || name.contains('\\')
            || name.split('/').any(|part| part == "..");
        if outside || name.contains('\0') {
            return Err(format!(
                "the path '{}' leads out of the container",
                name.escape_debug()
            ));
        }
        let ratio = entry
            .compressed_size()
            .saturating_mul(limits.ratio() as u64);
        let limit = ratio.max(SMALL_ENTRY as u64).min(limits.archive() - total);
        let mut bytes = Vec::new();
        entry
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| format!("'{name}' cannot be unpacked ({error})"))?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > limit {
            return Err(format!(
                "'{name}' unpacks to more than the limit of {limit} bytes"
            ));
        }
        total += length;
        files.files.insert(name, Arc::from(bytes));
    }
    Ok(files)
}
