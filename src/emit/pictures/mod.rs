//! Pictures as books may hold them: PNG, JPEG, GIF and SVG as they are, others turned into these, none too large, all
//! upright.
//!
//! Takes the bytes of a resource, gives the bytes to store. Promises: what is fine is kept to the last byte; nothing is
//! ever enlarged; a picture is decoded only when it must be changed, and only after its head said how large it will be.

mod heads;
mod raster;
mod svg;
mod svg_ids;

use std::sync::Arc;

use crate::book::Resource;
use crate::epub::MediaType;
use crate::limits::Limits;
use crate::report::{Diagnostic, Span};

/// Most pixels of a stored picture: the lower of the two limits that Apple Books states, the lowest of the stores'.
const MOST_PIXELS: u64 = 4_000_000;

crate::rules! {
    /// A picture cannot be read.
    ///
    /// Its bytes are not those of the format they begin with, or end too early. Open it in an image editor and save it again.
    PICTURE_BROKEN = "picture-broken", Some("PKG-021"), Error, "https://www.w3.org/TR/epub-33/#sec-core-media-types";

    /// A picture is in a format that books may not hold and that cannot be converted here.
    ///
    /// EPUB's core media types are PNG, JPEG, GIF, SVG and WebP, and many devices know only the first four. Save it as PNG or JPEG.
    PICTURE_FORMAT = "picture-format-unsupported", None, Error, "https://www.w3.org/TR/epub-33/#sec-core-media-types";

    /// A picture is too large to be decoded.
    ///
    /// A small file can unfold into more pixels than any device holds. Save it with fewer.
    PICTURE_TOO_LARGE = "picture-too-large", None, Error, "https://www.w3.org/TR/epub-33/#sec-core-media-types";

    /// A picture was changed on its way into the book.
    ///
    /// It was in a format that few devices show, in colours for print, above the number of pixels that stores accept, or
    /// lay on its side with a mark that tells programs to turn it, which many devices do not heed.
    PICTURE_CONVERTED = "picture-converted", None, Note, "https://www.w3.org/TR/epub-33/#sec-core-media-types";

    /// Something was taken out of an SVG picture.
    ///
    /// Scripts, event handlers and references to other files do not reach a book: devices refuse them, and they can harm readers.
    SVG_SANITISED = "svg-sanitised", None, Warning, "https://www.w3.org/TR/epub-33/#sec-svg-req";
}

/// A picture ready to be stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Prepared {
    /// What it is now.
    pub(crate) media_type: MediaType,
    /// Its bytes.
    pub(crate) data: Arc<[u8]>,
    /// Width and height in pixels, where they are known.
    pub(crate) size: Option<(u32, u32)>,
    /// Whether it moves.
    pub(crate) moving: bool,
}

/// Prepares a picture. Where it cannot be stored, there is none, and a finding says why.
pub(crate) fn prepare(
    resource: &Resource,
    span: Span,
    limits: Limits,
) -> (Option<Prepared>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let kind = MediaType::sniff(&resource.data).unwrap_or(resource.media_type);
    let outcome = match kind {
        kind if kind.is_pixels() => raster::prepare(resource, kind, limits, &mut findings),
        MediaType::Svg => svg::prepare(resource, &mut findings),
        other => Err(Diagnostic::new(
            &PICTURE_FORMAT,
            format!(
                "'{}' is {}, which a book cannot hold",
                resource.path,
                other.name()
            ),
        )
        .hint("save it as PNG or JPEG")
        .into()),
    };
    let prepared = match outcome {
        Ok(prepared) => Some(prepared),
        Err(finding) => {
            findings.push(*finding);
            None
        }
    };
    for finding in &mut findings {
        finding.span = span;
    }
    (prepared, findings)
}

/// Prepares a cover: as any picture, and PNG or JPEG at last, because stores and devices take no other.
pub(crate) fn prepare_cover(
    resource: &Resource,
    span: Span,
    limits: Limits,
) -> (Option<Prepared>, Vec<Diagnostic>) {
    let (prepared, mut findings) = prepare(resource, span, limits);
    let prepared = match prepared {
        Some(picture) if matches!(picture.media_type, MediaType::Gif | MediaType::Svg) => {
            let as_png = if picture.media_type == MediaType::Gif {
                raster::gif_as_png(resource, limits)
            } else {
                svg::as_png(resource, &picture)
            };
            match as_png {
                Ok(picture) => {
                    let message = format!(
                        "the cover '{}' was written as PNG, because stores take no {}",
                        resource.path,
                        MediaType::sniff(&resource.data)
                            .unwrap_or(MediaType::Svg)
                            .name()
                    );
                    findings.push(Diagnostic::new(&PICTURE_CONVERTED, message).span(span));
                    Some(picture)
                }
                Err(finding) => {
                    findings.push(finding.span(span));
                    None
                }
            }
        }
        other => other,
    };
    (prepared, findings)
}

fn broken(resource: &Resource, reason: &str) -> Box<Diagnostic> {
    let finding = Diagnostic::new(
        &PICTURE_BROKEN,
        format!("the picture '{}' cannot be read: {reason}", resource.path),
    )
    .hint("open it in an image editor and save it again");
    Box::new(finding)
}

#[cfg(test)]
mod tests;
