//! The typeface of covers: DejaVu Serif Condensed (Bitstream Vera licence), which has Latin, Greek and Cyrillic.

use std::cell::RefCell;
use std::collections::HashMap;
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
    /// Widths at size 1, of the glyphs asked for so far: fitting asks for the same ones again and again.
    widths: RefCell<HashMap<char, f32>>,
}

impl Face {
    /// The regular or the bold face.
    pub(super) fn new(bold: bool) -> Face {
        Face {
            font: FontRef::new(bytes(bold)).ok(),
            widths: RefCell::default(),
        }
    }

    /// The width of a text set at that size, without kerning, which only ever makes it narrower.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let mut widths = self.widths.borrow_mut();
        let total: f32 = text
            .chars()
            .map(|c| *widths.entry(c).or_insert_with(|| self.advance(c)))
            .sum();
        total * size
    }

    fn advance(&self, c: char) -> f32 {
        let Some(font) = &self.font else { return 0.0 };
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        font.charmap()
            .map(c)
            .and_then(|glyph| metrics.advance_width(glyph))
            .unwrap_or(0.0)
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
