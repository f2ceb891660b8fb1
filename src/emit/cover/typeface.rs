//! The typefaces of covers (Bitstream Vera licence): DejaVu Serif Condensed, which has Latin, Greek and Cyrillic, and for
//! texts with other letters DejaVu Sans Condensed, which has Arabic, Hebrew, Armenian and Georgian too.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use resvg::usvg::fontdb::{Database, Source};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// A family.
#[derive(Clone, Copy, Debug)]
struct Family {
    name: &'static str,
    regular: fn() -> &'static [u8],
    bold: fn() -> &'static [u8],
}

/// In the order of preference.
const FAMILIES: [Family; 2] = [
    Family {
        name: "DejaVu Serif",
        regular: dejavu::serif_condensed::regular,
        bold: dejavu::serif_condensed::bold,
    },
    Family {
        name: "DejaVu Sans",
        regular: dejavu::sans_condensed::regular,
        bold: dejavu::sans_condensed::bold,
    },
];

/// The database that the renderer takes faces from. Nothing of the machine's own fonts is in it.
pub(super) fn database() -> Database {
    let mut database = Database::new();
    for family in FAMILIES {
        for bytes in [family.regular, family.bold] {
            database.load_font_source(Source::Binary(Arc::new(bytes())));
        }
    }
    database
}

/// Widths of glyphs.
pub(super) struct Face {
    /// The family's name.
    pub(super) family: &'static str,
    font: Option<FontRef<'static>>,
    /// Widths at size 1, of the glyphs asked for so far: fitting asks for the same ones again and again.
    widths: RefCell<HashMap<char, f32>>,
}

impl Face {
    /// The regular or the bold face of the first family that has all of a text; `None` where none has.
    pub(super) fn of(text: &str, bold: bool) -> Option<Face> {
        let faces = FAMILIES.iter().map(|family| Face {
            family: family.name,
            font: FontRef::new(if bold {
                (family.bold)()
            } else {
                (family.regular)()
            })
            .ok(),
            widths: RefCell::default(),
        });
        faces.into_iter().find(|face| face.has(text))
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
    Face::of(text, false).is_some()
}
