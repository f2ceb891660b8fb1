//! Pictures made of pixels.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageError, ImageFormat, ImageReader};

use super::{MOST_PIXELS, PICTURE_CONVERTED, PICTURE_TOO_LARGE, Prepared, broken};
use crate::book::Resource;
use crate::epub::MediaType;
use crate::limits::Limits;
use crate::report::Diagnostic;

/// Quality of a JPEG that had to be written again: no difference to the eye at reading size.
const QUALITY: u8 = 88;

/// Keeps a PNG, JPEG or GIF as it is unless it is too large or in colours for print; turns WebP into JPEG or PNG.
pub(super) fn prepare(
    resource: &Resource,
    kind: MediaType,
    limits: Limits,
    findings: &mut Vec<Diagnostic>,
) -> Result<Prepared, Box<Diagnostic>> {
    let format = match kind {
        MediaType::Png => ImageFormat::Png,
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Gif => ImageFormat::Gif,
        _ => ImageFormat::WebP,
    };
    let size = ImageReader::with_format(Cursor::new(&resource.data[..]), format)
        .into_dimensions()
        .map_err(|error| broken(resource, reason(&error)))?;
    let pixels = u64::from(size.0) * u64::from(size.1);
    if pixels == 0 {
        return Err(broken(resource, "it has no pixels"));
    }
    if let Some(reason) = truncated(&resource.data, kind) {
        return Err(broken(resource, reason));
    }
    let moving = kind == MediaType::Gif && frames(&resource.data) > 1;
    let reason = match kind {
        MediaType::Webp => Some("WebP, which e-ink devices do not show"),
        MediaType::Jpeg if components(&resource.data) == Some(4) => {
            Some("in colours for print (CMYK)")
        }
        _ if pixels > MOST_PIXELS && !moving => Some("larger than stores accept"),
        _ => None,
    };
    let Some(reason) = reason else {
        return Ok(Prepared {
            media_type: kind,
            data: resource.data.clone(),
            size: Some(size),
            moving,
        });
    };
    if pixels > limits.pixels() {
        let (width, height) = size;
        return Err(Diagnostic::new(
            &PICTURE_TOO_LARGE,
            format!(
                "the picture '{}' has {width} × {height} pixels",
                resource.path
            ),
        )
        .hint(format!(
            "save it with at most {MOST_PIXELS} pixels, or raise the limits with --limits 4"
        ))
        .into());
    }
    let picture = decode(resource, format, limits)?;
    let picture = shrunk(picture, pixels);
    let size = (picture.width(), picture.height());
    let media_type = target(kind, &resource.data, &picture);
    let data = encode(&picture, media_type).map_err(|error| broken(resource, &error))?;
    findings.push(Diagnostic::new(
        &PICTURE_CONVERTED,
        format!(
            "the picture '{}' is {reason}: it was written as {} of {} × {} pixels",
            resource.path,
            media_type.name(),
            size.0,
            size.1
        ),
    ));
    Ok(Prepared {
        media_type,
        data: data.into(),
        size: Some(size),
        moving: false,
    })
}

/// The first picture of a GIF as PNG.
pub(super) fn gif_as_png(resource: &Resource, limits: Limits) -> Result<Prepared, Box<Diagnostic>> {
    let picture = decode(resource, ImageFormat::Gif, limits)?;
    let data = encode(&picture, MediaType::Png).map_err(|error| broken(resource, &error))?;
    let size = Some((picture.width(), picture.height()));
    Ok(Prepared {
        media_type: MediaType::Png,
        data: data.into(),
        size,
        moving: false,
    })
}

fn decode(
    resource: &Resource,
    format: ImageFormat,
    bounds: Limits,
) -> Result<DynamicImage, Box<Diagnostic>> {
    let mut reader = ImageReader::with_format(Cursor::new(&resource.data[..]), format);
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(bounds.pixels().saturating_mul(8));
    reader.limits(limits);
    reader
        .decode()
        .map_err(|error| broken(resource, reason(&error)))
}

/// What a decoder's error means to the author of a book.
fn reason(error: &ImageError) -> &'static str {
    match error {
        ImageError::Decoding(_) => "its data are damaged",
        ImageError::Limits(_) => "it needs more memory than is allowed",
        ImageError::Unsupported(_) => "it is of a variety that is not supported",
        ImageError::IoError(_) => "it ends too early",
        _ => "its data make no picture",
    }
}

/// What a picture that was decoded is written as: what it was, or for WebP what keeps it best.
fn target(kind: MediaType, data: &[u8], picture: &DynamicImage) -> MediaType {
    match kind {
        MediaType::Webp if picture.color().has_alpha() || data.get(12..16) == Some(b"VP8L") => {
            MediaType::Png
        }
        MediaType::Webp => MediaType::Jpeg,
        MediaType::Gif => MediaType::Png,
        kind => kind,
    }
}

/// The picture with at most as many pixels as stores accept, its proportions kept.
fn shrunk(picture: DynamicImage, pixels: u64) -> DynamicImage {
    if pixels <= MOST_PIXELS {
        return picture;
    }
    #[allow(clippy::cast_precision_loss, reason = "bounded by the limit of pixels")]
    let scale = (MOST_PIXELS as f64 / pixels as f64).sqrt();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a u32"
    )]
    let side = |length: u32| ((f64::from(length) * scale) as u32).max(1);
    picture.resize_exact(
        side(picture.width()),
        side(picture.height()),
        image::imageops::FilterType::CatmullRom,
    )
}

fn encode(picture: &DynamicImage, media_type: MediaType) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let written = if media_type == MediaType::Jpeg {
        picture
            .to_rgb8()
            .write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))
    } else {
        picture.write_to(&mut Cursor::new(&mut out), ImageFormat::Png)
    };
    written.map(|()| out).map_err(|error| error.to_string())
}

/// Whether the file ends before its format's end mark.
fn truncated(data: &[u8], kind: MediaType) -> Option<&'static str> {
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

/// The number of pictures in a GIF: each has a graphic control extension.
fn frames(data: &[u8]) -> usize {
    memchr::memmem::find_iter(data, b"\x21\xF9\x04")
        .take(2)
        .count()
}

/// The number of colour components of a JPEG, from its frame header.
fn components(data: &[u8]) -> Option<u8> {
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
