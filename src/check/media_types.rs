//! Core media types (EPUB 3.3, section 3.2): what needs no fallback, and what a content document may be.

use super::publication::Version;

/// Media types that every reading system supports.
pub(super) fn is_core(media_type: &str, version: Version) -> bool {
    let bare = bare(media_type);
    if version == Version::Two {
        return matches!(
            bare.as_str(),
            "image/gif"
                | "image/jpeg"
                | "image/png"
                | "image/svg+xml"
                | "application/xhtml+xml"
                | "application/x-dtbook+xml"
                | "text/css"
                | "application/xml"
                | "text/x-oeb1-document"
                | "text/x-oeb1-css"
                | "application/x-dtbncx+xml"
        );
    }
    matches!(
        bare.as_str(),
        "image/gif"
            | "image/jpeg"
            | "image/png"
            | "image/svg+xml"
            | "image/webp"
            | "audio/mpeg"
            | "audio/mp4"
            | "audio/ogg"
            | "text/css"
            | "application/xhtml+xml"
            | "application/javascript"
            | "application/ecmascript"
            | "text/javascript"
            | "application/x-dtbncx+xml"
            | "application/smil+xml"
    ) || is_core_font(&bare)
}

/// Font types that every reading system supports; only these may be obfuscated.
pub(super) fn is_core_font(media_type: &str) -> bool {
    matches!(
        bare(media_type).as_str(),
        "font/ttf"
            | "application/font-sfnt"
            | "font/otf"
            | "application/vnd.ms-opentype"
            | "font/woff"
            | "application/font-woff"
            | "font/woff2"
    )
}

/// Whether it is a font of any kind.
pub(super) fn is_font(media_type: &str) -> bool {
    let bare = bare(media_type);
    is_core_font(&bare)
        || bare.starts_with("font/")
        || bare.starts_with("application/x-font")
        || bare == "application/vnd.ms-opentype"
}

/// Whether a file of that type may stand in the spine without a fallback.
pub(super) fn is_content_document(media_type: &str, version: Version) -> bool {
    match version {
        Version::Two => matches!(
            media_type,
            "application/xhtml+xml" | "application/x-dtbook+xml" | "text/x-oeb1-document"
        ),
        Version::Three => matches!(media_type, "application/xhtml+xml" | "image/svg+xml"),
    }
}

/// The type without its parameters, in lower case.
fn bare(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase()
}
