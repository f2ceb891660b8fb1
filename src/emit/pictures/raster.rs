//! Pictures made of pixels.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader};

use super::heads::{
    components, frames, has_more_pages, is_lossless_webp, is_moving_webp, truncated,
};
use super::{MOST_PIXELS, PICTURE_CONVERTED, PICTURE_TOO_LARGE, Prepared, broken};
use crate::book::Resource;
use crate::epub::MediaType;
use crate::limits::Limits;
use crate::report::Diagnostic;

/// Quality of a JPEG that had to be written again: no difference to the eye at reading size.
const QUALITY: u8 = 88;

/// Keeps a PNG, JPEG or GIF as it is unless it is too large, in colours for print or not upright; turns others into JPEG or
/// PNG.
pub(super) fn prepare(
    resource: &Resource,
    kind: MediaType,
    limits: Limits,
    findings: &mut Vec<Diagnostic>,
) -> Result<Prepared, Box<Diagnostic>> {
    let (size, is_upright) = measured(resource, kind)?;
    let pixels = u64::from(size.0) * u64::from(size.1);
    if pixels == 0 {
        return Err(broken(resource, "it has no pixels"));
    }
    if let Some(reason) = truncated(&resource.data, kind) {
        return Err(broken(resource, reason));
    }
    let moving = kind == MediaType::Gif && frames(&resource.data) > 1;
    let reason = match kind {
        MediaType::Webp if is_moving_webp(&resource.data) => {
            Some("a moving WebP, of which e-ink devices show nothing and others the first picture")
        }
        MediaType::Webp => Some("WebP, which e-ink devices do not show"),
        MediaType::Bmp => Some("BMP, which a book cannot hold"),
        MediaType::Tiff if has_more_pages(&resource.data) => {
            Some("TIFF of several pages, of which a book can show the first")
        }
        MediaType::Tiff => Some("TIFF, which a book cannot hold"),
        MediaType::Jpeg if components(&resource.data) == Some(4) => {
            Some("in colours for print (CMYK)")
        }
        _ if pixels > MOST_PIXELS && !moving => Some("larger than stores accept"),
        _ if !is_upright => Some("marked to be turned, which many devices do not heed"),
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
    let picture = decode(resource, kind, limits)?;
    let picture = Picture {
        pixels: shrunk(picture.pixels, pixels),
        ..picture
    };
    let size = (picture.pixels.width(), picture.pixels.height());
    let media_type = target(kind, &resource.data, &picture.pixels);
    let data = encode(picture, media_type).map_err(|error| broken(resource, &error))?;
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

/// Width and height as stored, and whether it is to be shown as it is stored.
fn measured(resource: &Resource, kind: MediaType) -> Result<((u32, u32), bool), Box<Diagnostic>> {
    let unreadable = |error| broken(resource, reason(&error));
    let mut decoder = reader(resource, kind).into_decoder().map_err(unreadable)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((
        decoder.dimensions(),
        orientation == Orientation::NoTransforms,
    ))
}

fn reader(resource: &Resource, kind: MediaType) -> ImageReader<Cursor<&[u8]>> {
    let format = match kind {
        MediaType::Png => ImageFormat::Png,
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Gif => ImageFormat::Gif,
        MediaType::Bmp => ImageFormat::Bmp,
        MediaType::Tiff => ImageFormat::Tiff,
        _ => ImageFormat::WebP,
    };
    ImageReader::with_format(Cursor::new(&resource.data[..]), format)
}

/// The first picture of a GIF as PNG.
pub(super) fn gif_as_png(resource: &Resource, limits: Limits) -> Result<Prepared, Box<Diagnostic>> {
    let picture = decode(resource, MediaType::Gif, limits)?;
    let size = Some((picture.pixels.width(), picture.pixels.height()));
    let data = encode(picture, MediaType::Png).map_err(|error| broken(resource, &error))?;
    Ok(Prepared {
        media_type: MediaType::Png,
        data: data.into(),
        size,
        moving: false,
    })
}

/// A picture, upright.
struct Picture {
    pixels: DynamicImage,
    /// What its numbers mean as colours, by the rules of the International Color Consortium.
    profile: Option<Vec<u8>>,
}

fn decode(
    resource: &Resource,
    kind: MediaType,
    bounds: Limits,
) -> Result<Picture, Box<Diagnostic>> {
    let unreadable = |error| broken(resource, reason(&error));
    let mut reader = reader(resource, kind);
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(bounds.pixels().saturating_mul(8));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let mut pixels = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    pixels.apply_orientation(orientation);
    Ok(Picture { pixels, profile })
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

/// What a picture that was decoded is written as: what it was, or what keeps it best.
fn target(kind: MediaType, data: &[u8], picture: &DynamicImage) -> MediaType {
    match kind {
        MediaType::Webp if picture.color().has_alpha() || is_lossless_webp(data) => MediaType::Png,
        MediaType::Webp => MediaType::Jpeg,
        MediaType::Gif | MediaType::Bmp | MediaType::Tiff => MediaType::Png,
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

/// The bytes of a picture. Its colours stay what they are: without its profile those of many cameras and screens would turn
/// pale.
fn encode(picture: Picture, media_type: MediaType) -> Result<Vec<u8>, String> {
    let Picture { pixels, profile } = picture;
    let mut out = Vec::new();
    let written = if media_type == MediaType::Jpeg {
        let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
        let pixels = DynamicImage::ImageRgb8(pixels.into_rgb8());
        write(&pixels, encoder, profile)
    } else {
        write(&pixels, PngEncoder::new(&mut out), profile)
    };
    written.map(|()| out).map_err(|error| error.to_string())
}

fn write(
    pixels: &DynamicImage,
    mut encoder: impl ImageEncoder,
    profile: Option<Vec<u8>>,
) -> Result<(), ImageError> {
    // A profile says at byte 16 of what model its colours are; one for print does not fit what was made of them.
    let model: &[u8] = match pixels.color().has_color() {
        true => b"RGB ",
        false => b"GRAY",
    };
    if let Some(profile) = profile.filter(|profile| profile.get(16..20) == Some(model)) {
        // An encoder that cannot hold it writes the picture without it.
        let _ = encoder.set_icc_profile(profile);
    }
    pixels.write_with_encoder(encoder)
}
