//! What the first and last bytes of picture files say: whether they are whole, move, or have further pages. Nothing is
//! decoded.

use crate::epub::MediaType;

/// Whether the file ends before its format's end mark.
pub(super) fn truncated(data: &[u8], kind: MediaType) -> Option<&'static str> {
    // Cameras and editors write a few bytes behind the end mark, never before it.
    let tail = data
        .get(data.len().saturating_sub(4096)..)
        .unwrap_or_default();
    let ends = match kind {
        MediaType::Png => memchr::memmem::find(tail, b"IEND").is_some(),
        MediaType::Jpeg => memchr::memmem::rfind(data, b"\xFF\xD9").is_some(),
        _ => true,
    };
    (!ends).then_some("the file ends too early")
}

/// Whether a WebP moves: the second flag of its extended head.
pub(super) fn is_moving_webp(data: &[u8]) -> bool {
    data.get(12..16) == Some(b"VP8X") && data.get(20).is_some_and(|flags| flags & 2 != 0)
}

/// Whether the first picture of a WebP lost nothing in packing: its chunks are looked through.
pub(super) fn is_lossless_webp(data: &[u8]) -> bool {
    let mut rest = data.get(12..).unwrap_or_default();
    while let Some((name, tail)) = rest.split_first_chunk::<4>() {
        if matches!(name, b"VP8L" | b"VP8 ") {
            return name == b"VP8L";
        }
        let Some((length, body)) = tail.split_first_chunk::<4>() else {
            return false;
        };
        // Chunks begin at even places; a frame of a moving one holds chunks behind 16 bytes of its own.
        let length = match name {
            b"ANMF" => 16,
            _ => {
                let length = u32::from_le_bytes(*length) as usize;
                length.saturating_add(length % 2)
            }
        };
        rest = body.get(length..).unwrap_or_default();
    }
    false
}

/// Whether a TIFF goes on behind its first directory: that ends with the place of the next one.
pub(super) fn has_more_pages(data: &[u8]) -> bool {
    let is_little = data.starts_with(b"II");
    let number = |at: usize, length: usize| {
        let bytes = data.get(at..at.checked_add(length)?)?.iter();
        let add = |sum: usize, byte: &u8| (sum << 8) | usize::from(*byte);
        Some(match is_little {
            true => bytes.rev().fold(0, add),
            false => bytes.fold(0, add),
        })
    };
    let next = || {
        let directory = number(4, 4)?;
        let entries = number(directory, 2)?;
        number(directory.checked_add(2 + entries * 12)?, 4)
    };
    next().is_some_and(|place| place != 0)
}

/// The number of pictures in a GIF: each has a graphic control extension.
pub(super) fn frames(data: &[u8]) -> usize {
    memchr::memmem::find_iter(data, b"\x21\xF9\x04")
        .take(2)
        .count()
}

/// The number of colour components of a JPEG, from its frame header.
pub(super) fn components(data: &[u8]) -> Option<u8> {
    let mut at = 2;
    loop {
        let marker = *data.get(at + 1).filter(|_| data.get(at) == Some(&0xFF))?;
        let length = usize::from(u16::from_be_bytes([*data.get(at + 2)?, *data.get(at + 3)?]));
        if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            return data.get(at + 9).copied();
        }
        if marker == 0xDA {
            return None;
        }
        at += 2 + length.max(2);
    }
}
