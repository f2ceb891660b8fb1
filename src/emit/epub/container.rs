//! The container: `mimetype` first and stored, `container.xml`, everything else in the order given; the same bytes always.

use std::io::{Cursor, Write as _};

use rayon::prelude::*;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

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

/// About how many bytes are packed in one go: few enough to share them out evenly, so many that making ready to deflate
/// (which takes as long as deflating a short chapter) is done seldom.
const BUNDLE: usize = 128 * 1024;

/// Deflate is most of the work of a build, so bundles of entries are packed side by side, each into an archive of its own,
/// and joined. An entry's bytes do not depend on the others of its bundle.
fn packed(entries: &[Entry]) -> ZipResult<Vec<u8>> {
    let packed: Vec<Packed<'_>> = bundles(entries)
        .into_par_iter()
        .with_max_len(1)
        .map(bundle)
        .collect::<ZipResult<_>>()?;
    let size = packed.iter().map(Packed::size).sum();
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(size)));
    for packed in packed {
        match packed {
            Packed::Archive(archive) => {
                zip.merge_archive(ZipArchive::new(Cursor::new(archive))?)?
            }
            Packed::Stored(entry) => add(&mut zip, entry)?,
        }
    }
    Ok(zip.finish()?.into_inner())
}

/// A bundle before all are joined.
enum Packed<'a> {
    Archive(Vec<u8>),
    /// A large entry that is only copied: once, to where it stays.
    Stored(&'a Entry),
}

impl Packed<'_> {
    /// At least how many bytes it makes.
    fn size(&self) -> usize {
        match self {
            Packed::Archive(archive) => archive.len(),
            Packed::Stored(entry) => entry.data.len() + 2 * entry.path.len() + 128,
        }
    }
}

/// The entries in runs of about [`BUNDLE`] bytes; what is only stored stands alone where it is large.
fn bundles(entries: &[Entry]) -> Vec<&[Entry]> {
    let mut bundles = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (index, entry) in entries.iter().enumerate() {
        let stands_alone = entry.stored && entry.data.len() >= BUNDLE / 8;
        if stands_alone && start < index {
            bundles.extend(entries.get(start..index));
            (start, size) = (index, 0);
        }
        size += entry.data.len();
        if stands_alone || size >= BUNDLE {
            bundles.extend(entries.get(start..=index));
            (start, size) = (index + 1, 0);
        }
    }
    bundles.extend(entries.get(start..).filter(|rest| !rest.is_empty()));
    bundles
}

fn bundle(entries: &[Entry]) -> ZipResult<Packed<'_>> {
    if let [entry] = entries
        && entry.stored
    {
        return Ok(Packed::Stored(entry));
    }
    let size: usize = entries.iter().map(|entry| entry.data.len()).sum();
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(size / 2 + 1024)));
    for entry in entries {
        add(&mut zip, entry)?;
    }
    Ok(Packed::Archive(zip.finish()?.into_inner()))
}

fn add(zip: &mut ZipWriter<Cursor<Vec<u8>>>, entry: &Entry) -> ZipResult<()> {
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
    zip.start_file(entry.path.as_str(), options)?;
    zip.write_all(&entry.data)?;
    Ok(())
}
