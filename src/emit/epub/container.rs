//! The container: `mimetype` first and stored, `container.xml`, everything else in the order given; the same bytes always.

use std::io::Cursor;

use rayon::prelude::*;
use zip::result::ZipResult;
use zip::write::{PreparedZipFile, SimpleFileOptions};
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::epub::{Entry, LineMap};

/// The folder of the publication in the container.
pub(crate) const FOLDER: &str = "EPUB";
/// The package document in the container.
pub(crate) const PACKAGE: &str = "EPUB/package.opf";

/// `mimetype` and `META-INF/container.xml` (OCF 4.2.6).
pub(crate) fn heads() -> [Entry; 2] {
    let container = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\" version=\"1.0\">\n\
         <rootfiles>\n<rootfile full-path=\"{PACKAGE}\" media-type=\"application/oebps-package+xml\"/>\n</rootfiles>\n\
         </container>\n"
    );
    [
        entry("mimetype", b"application/epub+zip".to_vec(), true),
        entry("META-INF/container.xml", container.into_bytes(), false),
    ]
}

/// An entry without sources.
pub(crate) fn entry(path: &str, data: Vec<u8>, stored: bool) -> Entry {
    Entry {
        path: path.to_owned(),
        data: data.into(),
        stored,
        lines: LineMap::default(),
    }
}

/// Packs the entries.
pub(crate) fn pack(entries: &[Entry]) -> Vec<u8> {
    // The format's limits (4 GiB, 65,535 names) are not met: inputs are bounded well below.
    packed(entries).unwrap_or_default()
}

/// Deflate is most of the work of a build, so entries are packed side by side.
fn packed(entries: &[Entry]) -> ZipResult<Vec<u8>> {
    let prepared: Vec<PreparedZipFile> = entries
        .par_iter()
        .with_max_len(1)
        .map(prepare)
        .collect::<ZipResult<_>>()?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in prepared {
        zip.add_prepared_file(file)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn prepare(entry: &Entry) -> ZipResult<PreparedZipFile> {
    let method = if entry.stored {
        CompressionMethod::Stored
    } else {
        CompressionMethod::Deflated
    };
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
        .system(zip::System::Unix);
    PreparedZipFile::from_data(&entry.path, options, &entry.data)
}
