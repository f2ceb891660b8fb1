//! The container: `mimetype` first and stored, `container.xml`, everything else in the order given; the same bytes always.
//!
//! Documents are deflated as soon as they are written, each by itself, and pictures stay where they are: the container is
//! never held as one piece. It is the plainest archive there is (PKWARE's APPNOTE 6.3.2, as OCF 4.2 asks): no extra
//! fields, no comments, no times.

use std::sync::Arc;

use libdeflater::{CompressionLvl, Compressor};

use crate::emit::Data;
use crate::epub::{Content, Entry, LineMap};

/// The folder of the publication in the container.
pub(crate) const FOLDER: &str = "EPUB";
/// The package document in the container.
pub(crate) const PACKAGE: &str = "EPUB/package.opf";

/// How hard deflate tries. The first step packs War and Peace to 40.2 % in half the time that the sixth needs for 38.9 %.
const LEVEL: i32 = 1;

/// Deflates file after file. Making ready for it takes as long as deflating a short chapter, so that is done seldom.
pub(crate) struct Packer {
    compressor: Compressor,
    out: Vec<u8>,
}

impl Packer {
    pub(crate) fn new() -> Packer {
        Packer {
            compressor: Compressor::new(CompressionLvl::new(LEVEL).unwrap_or_default()),
            out: Vec::new(),
        }
    }

    /// The bytes deflated.
    pub(crate) fn deflate(&mut self, plain: &[u8]) -> Content {
        let most = self.compressor.deflate_compress_bound(plain.len());
        if self.out.len() < most {
            self.out.resize(most, 0);
        }
        let packed = self.compressor.deflate_compress(plain, &mut self.out);
        let packed = packed.ok().and_then(|length| self.out.get(..length));
        // There is always room; were there none, the file would be stored.
        let Some(packed) = packed else {
            return Content::Plain(plain.into());
        };
        Content::Deflated {
            data: Arc::from(packed),
            size: plain.len(),
            crc: libdeflater::crc32(plain),
            plain: None,
        }
    }

    /// An entry without sources, deflated.
    pub(crate) fn entry(&mut self, path: &str, data: &[u8]) -> Entry {
        Entry {
            path: path.to_owned(),
            data: self.deflate(data),
            lines: LineMap::default(),
        }
    }

    /// `mimetype` and `META-INF/container.xml` (OCF 4.2.6).
    pub(crate) fn heads(&mut self) -> [Entry; 2] {
        let container = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\" version=\"1.0\">\n\
             <rootfiles>\n<rootfile full-path=\"{PACKAGE}\" media-type=\"application/oebps-package+xml\"/>\n</rootfiles>\n\
             </container>\n"
        );
        [
            Entry::plain("mimetype", b"application/epub+zip".as_slice()),
            self.entry("META-INF/container.xml", container.as_bytes()),
        ]
    }
}

/// The archive of the entries.
///
/// The format's limits (4 GiB, 65,535 names) are not met: inputs are bounded well below.
pub(crate) fn pack(entries: &[Entry]) -> Data {
    let mut parts = Vec::with_capacity(2 * entries.len() + 1);
    let mut directory = Vec::new();
    let mut offset = 0;
    for entry in entries {
        let record = Record::new(entry);
        let mut head = b"PK\x03\x04".to_vec();
        record.put(&mut head);
        head.extend_from_slice(entry.path.as_bytes());
        directory.extend_from_slice(b"PK\x01\x02");
        // Made by a Unix, whose permissions stand below.
        directory.extend([record.version(), 3]);
        record.put(&mut directory);
        directory.extend([0; 6]);
        put_u32(&mut directory, 0o100_644 << 16);
        put_u32(&mut directory, offset);
        directory.extend_from_slice(entry.path.as_bytes());
        offset += head.len() + record.data.len();
        parts.push(Data::Own(head));
        parts.push(Data::Shared(Arc::clone(record.data)));
    }
    let size = directory.len();
    directory.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    put_u16(&mut directory, entries.len());
    put_u16(&mut directory, entries.len());
    put_u32(&mut directory, size);
    put_u32(&mut directory, offset);
    put_u16(&mut directory, 0);
    parts.push(Data::Own(directory));
    Data::Joined(parts)
}

/// What the local header and the central directory say alike of an entry.
struct Record<'a> {
    path: &'a str,
    data: &'a Arc<[u8]>,
    deflated: bool,
    size: usize,
    crc: u32,
}

impl Record<'_> {
    fn new(entry: &Entry) -> Record<'_> {
        let path = entry.path.as_str();
        match &entry.data {
            Content::Plain(data) => Record {
                path,
                data,
                deflated: false,
                size: data.len(),
                crc: libdeflater::crc32(data),
            },
            Content::Deflated {
                data, size, crc, ..
            } => Record {
                path,
                data,
                deflated: true,
                size: *size,
                crc: *crc,
            },
        }
    }

    /// The version needed to extract: 2.0 for deflate, else 1.0.
    fn version(&self) -> u8 {
        if self.deflated { 20 } else { 10 }
    }

    /// From the version to the length of the extra field. The date is the format's first, 1 January 1980.
    fn put(&self, out: &mut Vec<u8>) {
        let is_utf8 = !self.path.is_ascii();
        put_u16(out, usize::from(self.version()));
        put_u16(out, usize::from(is_utf8) << 11);
        put_u16(out, if self.deflated { 8 } else { 0 });
        out.extend([0, 0, 0x21, 0]);
        out.extend(self.crc.to_le_bytes());
        put_u32(out, self.data.len());
        put_u32(out, self.size);
        put_u16(out, self.path.len());
        put_u16(out, 0);
    }
}

fn put_u16(out: &mut Vec<u8>, number: usize) {
    out.extend(u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes());
}

fn put_u32(out: &mut Vec<u8>, number: usize) {
    out.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
}
