//! The typeface of covers: DejaVu Serif Condensed (Bitstream Vera licence), which has Latin, Greek and Cyrillic.

use std::sync::Arc;

use resvg::usvg::fontdb::{Database, Source};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// The family's name in the designs.
pub(super) const FAMILY: &str = "DejaVu Serif";

fn bytes(bold: bool) -> &'static [u8] {
    if bold {
        dejavu::serif_condensed::bold()
    } else {
        dejavu::serif_condensed::regular()
    }
}

/// The database that the renderer takes faces from. Nothing of the machine's own fonts is in it.
pub(super) fn database() -> Database {
    let mut database = Database::new();
    for bold in [false, true] {
        database.load_font_source(Source::Binary(Arc::new(bytes(bold))));
    }
    database
}

/// Widths of glyphs.
pub(super) struct Face {
    font: Option<FontRef<'static>>,
}

impl Face {
    /// The regular or the bold face.
    pub(super) fn new(bold: bool) -> Face {
        Face {
            font: FontRef::new(bytes(bold)).ok(),
        }
    }

    /// The width of a text set at that size, without kerning, which only ever makes it narrower.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let Some(font) = &self.font else {
            return f32::MAX;
        };
        let (glyphs, metrics) = (
            font.charmap(),
            font.glyph_metrics(Size::new(size), LocationRef::default()),
        );
        let advance = |c: char| {
            glyphs
                .map(c)
                .and_then(|glyph| metrics.advance_width(glyph))
                .unwrap_or(0.0)
        };
        text.chars().map(advance).sum()
    }

    /// Whether all of a text has glyphs.
    fn has(&self, text: &str) -> bool {
        let Some(font) = &self.font else { return false };
        let glyphs = font.charmap();
        text.chars()
            .all(|c| c.is_whitespace() || glyphs.map(c).is_some_and(|glyph| glyph.to_u32() != 0))
    }
}

/// Whether all of a text can be set.
pub(super) fn can_set(text: &str) -> bool {
    Face::new(false).has(text)
}
