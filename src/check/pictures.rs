//! Picture files against what the manifest says of them: their first bytes, their header, their extension.

use super::publication::{Item, Publication};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(super) static FAMILY: Family = Family {
    name: "pictures",
    about: "picture files: format, header, extension",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const CLAUSE: &str = "https://www.w3.org/TR/epub-33/#sec-core-media-types";

crate::rules! {
    /// A picture is not in the format that the manifest says.
    ///
    /// Reading systems choose the decoder by the media type, and may show nothing. Correct the type, or convert the file.
    FORMAT = "picture-format", Some("OPF-029"), Error, CLAUSE;
    /// A picture file is damaged.
    ///
    /// Its size cannot be read from its header, so nothing of it can be shown. Export the picture again.
    DAMAGED = "picture-damaged", Some("PKG-021"), Error, CLAUSE;
    /// A picture file is too short to be one.
    ///
    /// It is empty, or nearly so. Export the picture again.
    HEADER = "picture-header", Some("MED-004"), Error, CLAUSE;
    /// The extension of a picture file is that of another format.
    ///
    /// Some systems go by the extension. Rename the file.
    EXTENSION = "picture-extension", Some("PKG-022"), Warning, CLAUSE;
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Jpeg,
    Png,
    Gif,
}

impl Format {
    fn of_media_type(media_type: &str) -> Option<Format> {
        Some(match media_type {
            "image/jpeg" => Format::Jpeg,
            "image/png" => Format::Png,
            "image/gif" => Format::Gif,
            _ => return None,
        })
    }

    fn of_extension(path: &str) -> Option<Format> {
        let name = path.rsplit('/').next().unwrap_or(path);
        Some(
            match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
                "jpg" | "jpeg" | "jpe" => Format::Jpeg,
                "png" => Format::Png,
                "gif" => Format::Gif,
                _ => return None,
            },
        )
    }

    fn of_bytes(data: &[u8]) -> Option<Format> {
        if data.starts_with(b"\xFF\xD8") {
            Some(Format::Jpeg)
        } else if data.starts_with(b"\x89PNG") {
            Some(Format::Png)
        } else if data.starts_with(b"GIF8") {
            Some(Format::Gif)
        } else {
            None
        }
    }

    fn name(self) -> &'static str {
        match self {
            Format::Jpeg => "JPEG",
            Format::Png => "PNG",
            Format::Gif => "GIF",
        }
    }

    /// Width and height, where the header has them.
    fn size(self, data: &[u8]) -> Option<(u32, u32)> {
        let u16_at = |at: usize| data.get(at..at + 2).and_then(|b| b.try_into().ok());
        match self {
            Format::Png => {
                let u32_at = |at: usize| {
                    data.get(at..at + 4)
                        .and_then(|b| b.try_into().ok())
                        .map(u32::from_be_bytes)
                };
                (data.get(12..16)? == b"IHDR").then_some(())?;
                Some((u32_at(16)?, u32_at(20)?))
            }
            Format::Gif => Some((
                u16_at(6).map(u16::from_le_bytes)?.into(),
                u16_at(8).map(u16::from_le_bytes)?.into(),
            )),
            Format::Jpeg => jpeg_size(data),
        }
    }
}

/// Goes from segment to segment to the start of the frame.
fn jpeg_size(data: &[u8]) -> Option<(u32, u32)> {
    let u16_at = |at: usize| {
        data.get(at..at + 2)
            .and_then(|b| b.try_into().ok())
            .map(u16::from_be_bytes)
    };
    let mut at = 2;
    loop {
        while *data.get(at)? == 0xFF && *data.get(at + 1)? == 0xFF {
            at += 1;
        }
        if *data.get(at)? != 0xFF {
            return None;
        }
        let marker = *data.get(at + 1)?;
        match marker {
            0x01 | 0xD0..=0xD8 => at += 2,
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                return Some((u16_at(at + 7)?.into(), u16_at(at + 5)?.into()));
            }
            0xD9 | 0xDA => return None,
            _ => at += 2 + usize::from(u16_at(at + 2)?),
        }
    }
}

/// How much of a file is looked at: colour profiles and thumbnails may stand in front of a JPEG's size.
const HEAD: usize = 1 << 20;

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    for package in &publication.packages {
        for item in &package.items {
            let Some(path) = item.path.as_deref() else {
                continue;
            };
            if let Some(format) = Format::of_media_type(item.media_type())
                && publication.container.contains(path)
                && !publication.encrypted.contains(path)
            {
                picture(publication, item, path, format, findings);
            }
        }
    }
}

fn picture(
    publication: &Publication<'_>,
    item: &Item,
    path: &str,
    declared: Format,
    findings: &mut Findings,
) {
    let mut add = |rule: &'static Rule, message: String, hint: &str| {
        findings.add(
            Diagnostic::new(rule, message)
                .at(Location::file(path))
                .hint(hint),
        );
    };
    let Ok(data) = publication.container.head(path, HEAD) else {
        return add(
            &DAMAGED,
            format!("the picture '{path}' cannot be read"),
            "pack the publication again",
        );
    };
    if data.len() < 4 {
        add(
            &HEADER,
            format!("the picture '{path}' has only {} bytes", data.len()),
            "export the picture again",
        );
        return add(
            &DAMAGED,
            format!("the picture '{path}' is damaged"),
            "export the picture again",
        );
    }
    let actual = Format::of_bytes(&data);
    if actual != Some(declared) {
        let found = actual.map_or("no picture format that is known", Format::name);
        let message = format!(
            "the picture '{path}' is declared as '{}', and its first bytes say: {found}",
            item.media_type()
        );
        add(
            &FORMAT,
            message,
            "correct the media type, or convert the picture",
        );
    }
    let Some(actual) = actual.filter(|format| format.size(&data).is_some()) else {
        return add(
            &DAMAGED,
            format!("the picture '{path}' is damaged: its size cannot be read"),
            "export the picture again",
        );
    };
    if let Some(extension) = Format::of_extension(path).filter(|e| *e != actual) {
        let message = format!(
            "the picture '{path}' is a {}, and its extension says {}",
            actual.name(),
            extension.name()
        );
        add(&EXTENSION, message, "rename the file");
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn sizes_from_headers() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x06\0\0\0";
        assert_eq!(Format::Png.size(png), Some((2, 3)));
        assert_eq!(Format::Gif.size(b"GIF89a\x05\0\x07\0"), Some((5, 7)));
        let jpeg = b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xC0\0\x0b\x08\0\x09\0\x0a\x01\x01\x11\0";
        assert_eq!(Format::Jpeg.size(jpeg), Some((10, 9)));
        assert_eq!(Format::Jpeg.size(&jpeg[..10]), None);
    }
}
