//! The zip archive as it is: every entry of the central directory beside its local header, nothing hidden.
//!
//! A plain unzipper hides what a checker has to see: entries of the same name, what stands first, extra fields, bytes
//! that overlap. So the headers are read here; only inflating is left to a library. No size that an archive claims is
//! believed before the bytes are there.

/// Why an archive cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ZipFault {
    /// No bytes at all.
    Empty,
    /// No end of central directory record: no zip file, or its end is cut off.
    EndMissing,
    /// The central directory is not where or what the end record says.
    DirectoryBroken,
    /// A name that is not UTF-8.
    NameNotUtf8,
    /// More entries than the limit.
    TooManyEntries(usize),
}

/// One record of the central directory.
#[derive(Debug, Clone)]
pub(crate) struct ZipEntry {
    /// The name, as written.
    pub(crate) name: String,
    /// 0 stored, 8 deflated.
    pub(crate) method: u16,
    /// Whether the entry is encrypted (flag bit 0).
    pub(crate) encrypted: bool,
    /// The check sum the directory claims.
    pub(crate) crc: u32,
    /// Size in the archive, as claimed.
    pub(crate) compressed: u64,
    /// Size when inflated, as claimed.
    pub(crate) size: u64,
    /// Where its local header begins.
    pub(crate) offset: u64,
}

/// What the first local header says: the place of `mimetype`.
#[derive(Debug, Clone, Default)]
pub(crate) struct FirstHeader {
    /// Name of the entry.
    pub(crate) name: Vec<u8>,
    /// Bytes of its extra field.
    pub(crate) extra: usize,
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at.checked_add(2)?)?
        .try_into()
        .ok()
        .map(u16::from_le_bytes)
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at.checked_add(4)?)?
        .try_into()
        .ok()
        .map(u32::from_le_bytes)
}

fn u64_at(data: &[u8], at: usize) -> Option<u64> {
    data.get(at..at.checked_add(8)?)?
        .try_into()
        .ok()
        .map(u64::from_le_bytes)
}

/// The header at the very start, where there is one.
pub(crate) fn first_header(data: &[u8]) -> Option<FirstHeader> {
    if !data.starts_with(b"PK\x03\x04") {
        return None;
    }
    let name = usize::from(u16_at(data, 26)?);
    Some(FirstHeader {
        name: data.get(30..30 + name)?.to_vec(),
        extra: usize::from(u16_at(data, 28)?),
    })
}

/// The records of the central directory, in its order; of more than `most` none is read.
pub(crate) fn read_directory(data: &[u8], most: usize) -> Result<Vec<ZipEntry>, ZipFault> {
    if data.is_empty() {
        return Err(ZipFault::Empty);
    }
    let end = find_end(data).ok_or(ZipFault::EndMissing)?;
    let (count, start, shift) = directory_place(data, end).ok_or(ZipFault::DirectoryBroken)?;
    if count > most {
        return Err(ZipFault::TooManyEntries(count));
    }
    let mut entries = Vec::new();
    let mut at = start;
    for _ in 0..count {
        let (mut entry, next) = record(data, at).ok_or(ZipFault::DirectoryBroken)??;
        entry.offset += shift as u64;
        entries.push(entry);
        at = next;
    }
    Ok(entries)
}

/// The offset of the end record: the last one whose comment reaches the end of the file.
fn find_end(data: &[u8]) -> Option<usize> {
    let floor = data.len().saturating_sub(22 + usize::from(u16::MAX));
    let tail = data.get(floor..)?;
    memchr::memmem::rfind_iter(tail, b"PK\x05\x06")
        .map(|at| floor + at)
        .find(|&at| {
            u16_at(data, at + 20)
                .is_some_and(|comment| at + 22 + usize::from(comment) <= data.len())
        })
}

/// Number of entries, offset of the first record, and how far all offsets are shifted by bytes in front of the archive;
/// zip64 numbers where the plain ones are full.
fn directory_place(data: &[u8], end: usize) -> Option<(usize, usize, usize)> {
    let count = usize::from(u16_at(data, end + 10)?);
    let size = u32_at(data, end + 12)? as usize;
    let offset = u32_at(data, end + 16)? as usize;
    if count == 0xFFFF || offset == 0xFFFF_FFFF {
        let locator = end.checked_sub(20)?;
        if data.get(locator..locator + 4)? == b"PK\x06\x07" {
            let record = usize::try_from(u64_at(data, locator + 8)?).ok()?;
            if data.get(record..record.checked_add(4)?)? == b"PK\x06\x06" {
                let count = usize::try_from(u64_at(data, record + 32)?).ok()?;
                return Some((count, usize::try_from(u64_at(data, record + 48)?).ok()?, 0));
            }
        }
    }
    // The directory ends where the end record begins.
    let start = end.checked_sub(size)?;
    (count == 0 || data.get(start..start + 4)? == b"PK\x01\x02").then_some((
        count,
        start,
        start.saturating_sub(offset),
    ))
}

fn record(data: &[u8], at: usize) -> Option<Result<(ZipEntry, usize), ZipFault>> {
    if data.get(at..at.checked_add(46)?)?.get(..4)? != b"PK\x01\x02" {
        return None;
    }
    let lengths = [28, 30, 32].map(|field| u16_at(data, at + field).map(usize::from));
    let [Some(name_length), Some(extra_length), Some(comment_length)] = lengths else {
        return None;
    };
    let name = data.get(at + 46..at + 46 + name_length)?;
    let Ok(name) = std::str::from_utf8(name) else {
        return Some(Err(ZipFault::NameNotUtf8));
    };
    let mut entry = ZipEntry {
        name: name.to_owned(),
        method: u16_at(data, at + 10)?,
        encrypted: u16_at(data, at + 8)? & 1 == 1,
        crc: u32_at(data, at + 16)?,
        compressed: u64::from(u32_at(data, at + 20)?),
        size: u64::from(u32_at(data, at + 24)?),
        offset: u64::from(u32_at(data, at + 42)?),
    };
    let extra_start = at + 46 + name_length;
    let extra = data.get(extra_start..extra_start + extra_length)?;
    widen(&mut entry, extra);
    Some(Ok((entry, extra_start + extra_length + comment_length)))
}

/// Takes the 64-bit numbers of a zip64 extra field.
fn widen(entry: &mut ZipEntry, extra: &[u8]) {
    let mut at = 0;
    while let (Some(tag), Some(length)) = (u16_at(extra, at), u16_at(extra, at + 2)) {
        if tag == 1 {
            let mut field = at + 4;
            for number in [&mut entry.size, &mut entry.compressed, &mut entry.offset] {
                if *number == 0xFFFF_FFFF {
                    *number = u64_at(extra, field).unwrap_or(*number);
                    field += 8;
                }
            }
        }
        at += 4 + usize::from(length);
    }
}

/// The compressed bytes of an entry; `None` where its local header is missing or its bytes reach past the end.
pub(crate) fn entry_data<'d>(data: &'d [u8], entry: &ZipEntry) -> Option<&'d [u8]> {
    let at = usize::try_from(entry.offset).ok()?;
    if data.get(at..at.checked_add(30)?)?.get(..4)? != b"PK\x03\x04" {
        return None;
    }
    let start = at + 30 + usize::from(u16_at(data, at + 26)?) + usize::from(u16_at(data, at + 28)?);
    data.get(start..start.checked_add(usize::try_from(entry.compressed).ok()?)?)
}
