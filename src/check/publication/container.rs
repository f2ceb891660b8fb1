//! The container: entries by path, read when they are asked for and not kept.

use crate::limits::{Limits, SMALL_ENTRY};
use std::borrow::Cow;
use std::collections::BTreeMap;

use super::zip::{self, FirstHeader, ZipEntry, ZipFault};
use crate::epub::{Content, Entry};

/// Why an entry cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadFault {
    /// There is no such entry.
    Missing,
    /// Its bytes are not what the archive says: the header, the deflate stream or the size.
    Broken,
    /// Encrypted, or packed by a method that EPUB does not allow.
    Unsupported,
    /// It inflates to more than the limit, in size or in ratio.
    TooLarge,
}

/// The entries of a publication, packed or not.
#[derive(Debug)]
pub(crate) struct Container<'d> {
    /// Every entry, in the order of the directory; folders and entries of the same name included.
    pub(crate) entries: Vec<ContainerEntry<'d>>,
    /// What the first local header says; `None` where the publication is not packed, or the header is broken.
    pub(crate) first: Option<FirstHeader>,
    /// Whether it came as a zip archive.
    pub(crate) packed: bool,
    /// Bounds on what is read.
    pub(crate) limits: Limits,
    index: BTreeMap<String, usize>,
}

/// One entry.
#[derive(Debug)]
pub(crate) struct ContainerEntry<'d> {
    /// The path as written; ends with `/` for a folder.
    pub(crate) path: String,
    store: Store<'d>,
    limits: Limits,
}

#[derive(Debug)]
enum Store<'d> {
    Plain(&'d [u8]),
    Deflated {
        data: &'d [u8],
        size: u64,
        crc: u32,
        plain: Option<&'d [u8]>,
    },
    Zip {
        archive: &'d [u8],
        record: ZipEntry,
    },
}

impl<'d> Container<'d> {
    /// The container in a zip archive.
    pub(crate) fn from_zip(archive: &'d [u8], limits: Limits) -> Result<Container<'d>, ZipFault> {
        let records = zip::read_directory(archive, limits.entries())?;
        let entries = records.into_iter().map(|record| ContainerEntry {
            path: record.name.clone(),
            store: Store::Zip { archive, record },
            limits,
        });
        let first = zip::first_header(archive);
        Ok(Container::new(entries.collect(), first, true, limits))
    }

    /// The container that these entries would make.
    pub(crate) fn from_entries(entries: &'d [Entry], limits: Limits) -> Container<'d> {
        let entries = entries.iter().map(|e| ContainerEntry {
            path: e.path.clone(),
            store: Store::of(&e.data),
            limits,
        });
        Container::new(entries.collect(), None, false, limits)
    }

    fn new(
        entries: Vec<ContainerEntry<'d>>,
        first: Option<FirstHeader>,
        packed: bool,
        limits: Limits,
    ) -> Container<'d> {
        let mut index = BTreeMap::new();
        for (i, entry) in entries.iter().enumerate() {
            if !entry.is_folder() {
                index.entry(entry.path.clone()).or_insert(i);
            }
        }
        Container {
            entries,
            first,
            packed,
            limits,
            index,
        }
    }

    /// Whether there is a file of that path.
    pub(crate) fn contains(&self, path: &str) -> bool {
        self.index.contains_key(path)
    }

    /// The entry of that path.
    pub(crate) fn entry(&self, path: &str) -> Option<&ContainerEntry<'d>> {
        self.index.get(path).and_then(|&i| self.entries.get(i))
    }

    /// The bytes of a file.
    pub(crate) fn read(&self, path: &str) -> Result<Cow<'d, [u8]>, ReadFault> {
        self.entry(path).ok_or(ReadFault::Missing)?.read()
    }

    /// The first bytes of a file, at most `length`, without looking at the rest.
    pub(crate) fn head(&self, path: &str, length: usize) -> Result<Cow<'d, [u8]>, ReadFault> {
        self.entry(path).ok_or(ReadFault::Missing)?.head(length)
    }
}

impl<'d> ContainerEntry<'d> {
    /// Whether it is a folder.
    pub(crate) fn is_folder(&self) -> bool {
        self.path.ends_with('/')
    }

    /// The size in bytes, as claimed.
    pub(crate) fn size(&self) -> u64 {
        match &self.store {
            Store::Plain(data) => data.len() as u64,
            Store::Deflated { size, .. } => *size,
            Store::Zip { record, .. } => record.size,
        }
    }

    /// All bytes, as many as are claimed.
    pub(crate) fn read(&self) -> Result<Cow<'d, [u8]>, ReadFault> {
        let (archive, record) = match &self.store {
            Store::Plain(data) => return Ok(Cow::Borrowed(data)),
            Store::Deflated {
                plain: Some(plain),
                size,
                ..
            } => return proved(Cow::Borrowed(plain), *size),
            Store::Deflated { data, size, .. } => {
                let plain = Cow::Owned(inflate(data, usize::MAX, *size, self.limits)?);
                return proved(plain, *size);
            }
            Store::Zip { archive, record } => (*archive, record),
        };
        let data = zip::entry_data(archive, record).ok_or(ReadFault::Broken)?;
        let plain = match record.method {
            _ if record.encrypted => return Err(ReadFault::Unsupported),
            0 => Cow::Borrowed(data),
            8 => Cow::Owned(inflate(data, usize::MAX, record.size, self.limits)?),
            _ => return Err(ReadFault::Unsupported),
        };
        proved(plain, record.size)
    }

    /// Whether the check sum of its bytes is another than the archive says.
    pub(crate) fn sum_differs(&self, plain: &[u8]) -> bool {
        let crc = match &self.store {
            Store::Plain(_) => return false,
            Store::Deflated { crc, .. } => *crc,
            Store::Zip { record, .. } => record.crc,
        };
        libdeflater::crc32(plain) != crc
    }

    fn head(&self, length: usize) -> Result<Cow<'d, [u8]>, ReadFault> {
        let (archive, record) = match &self.store {
            Store::Plain(data) => return Ok(Cow::Borrowed(data.get(..length).unwrap_or(data))),
            Store::Deflated { data, size, .. } => {
                return inflate(data, length, *size, self.limits).map(Cow::Owned);
            }
            Store::Zip { archive, record } => (*archive, record),
        };
        let data = zip::entry_data(archive, record).ok_or(ReadFault::Broken)?;
        match record.method {
            _ if record.encrypted => Err(ReadFault::Unsupported),
            0 => Ok(Cow::Borrowed(data.get(..length).unwrap_or(data))),
            8 => inflate(data, length, record.size, self.limits).map(Cow::Owned),
            _ => Err(ReadFault::Unsupported),
        }
    }
}

/// The bytes of a file that is not in an archive; none where they cannot be had.
pub(crate) fn bytes(content: &Content) -> Cow<'_, [u8]> {
    let entry = ContainerEntry {
        path: String::new(),
        store: Store::of(content),
        limits: Limits::default(),
    };
    entry.read().unwrap_or_default()
}

impl<'d> Store<'d> {
    fn of(content: &'d Content) -> Store<'d> {
        match content {
            Content::Plain(data) => Store::Plain(data),
            Content::Deflated {
                data,
                size,
                crc,
                plain,
            } => Store::Deflated {
                data,
                size: *size as u64,
                crc: *crc,
                plain: plain.as_deref(),
            },
        }
    }
}

/// The bytes, where they are as many as is said.
fn proved(plain: Cow<'_, [u8]>, size: u64) -> Result<Cow<'_, [u8]>, ReadFault> {
    if plain.len() as u64 == size {
        Ok(plain)
    } else {
        Err(ReadFault::Broken)
    }
}

/// Inflates up to `wanted` bytes, within the limits.
fn inflate(data: &[u8], wanted: usize, claimed: u64, limits: Limits) -> Result<Vec<u8>, ReadFault> {
    let ratio = data.len().saturating_mul(limits.ratio()).max(SMALL_ENTRY);
    let limit = wanted.min(limits.entry()).min(ratio);
    let guess = usize::try_from(claimed)
        .unwrap_or(0)
        .min(limit)
        .min(data.len().saturating_mul(20));
    let mut plain = Vec::with_capacity(guess + 1);
    let mut decoder = flate2::Decompress::new(false);
    loop {
        let before = (decoder.total_in(), decoder.total_out());
        let rest = usize::try_from(before.0)
            .ok()
            .and_then(|at| data.get(at..))
            .unwrap_or_default();
        if plain.len() == plain.capacity() {
            plain.reserve(plain.len().clamp(4_096, 1 << 20));
        }
        let status = decoder
            .decompress_vec(rest, &mut plain, flate2::FlushDecompress::None)
            .map_err(|_| ReadFault::Broken)?;
        if plain.len() >= wanted {
            plain.truncate(wanted);
            return Ok(plain);
        }
        if plain.len() > limit {
            return Err(ReadFault::TooLarge);
        }
        if status == flate2::Status::StreamEnd {
            return Ok(plain);
        }
        if (decoder.total_in(), decoder.total_out()) == before {
            return Err(ReadFault::Broken);
        }
    }
}
