//! A TrueType font with the outlines of the glyphs that a text needs, and of no others.
//!
//! Glyphs keep their numbers: the outlines that are not needed become empty, and every other table (`cmap`, `GSUB`, `GPOS`,
//! metrics, names, licence) stays as it is. That costs a few bytes a glyph against renumbering and cannot break shaping;
//! the outlines are most of a font. The crates there are either renumber for PDF, without `cmap`, or bind a C library.

use skrifa::raw::collections::IntSet;
use skrifa::raw::tables::glyf::Glyph;
use skrifa::raw::{TableProvider, types::Tag};
use skrifa::{FontRef, GlyphId, MetadataProvider};

/// The font with the outlines that `letters` need; `None` where it has no TrueType outlines or is broken.
pub(super) fn subset(font: &FontRef<'_>, letters: impl Iterator<Item = char>) -> Option<Vec<u8>> {
    let count = u32::from(font.maxp().ok()?.num_glyphs());
    let loca = font.loca(None).ok()?;
    let data = font.table_data(Tag::new(b"glyf"))?;
    let data = data.as_bytes();
    let needed = needed(font, letters)?;
    let (mut glyf, mut offsets) = (Vec::new(), Vec::new());
    for glyph in 0..count {
        offsets.extend(u32::try_from(glyf.len()).ok()?.to_be_bytes());
        if needed.contains(GlyphId::new(glyph)) {
            let at = |index: u32| usize::try_from(loca.get_raw(usize::try_from(index).ok()?)?).ok();
            glyf.extend_from_slice(data.get(at(glyph)?..at(glyph + 1)?)?);
            glyf.resize(glyf.len().next_multiple_of(4), 0);
        }
    }
    offsets.extend(u32::try_from(glyf.len()).ok()?.to_be_bytes());
    let mut tables = Vec::new();
    for record in font.table_directory().table_records() {
        let tag = record.tag();
        let bytes = match &tag.to_be_bytes() {
            b"glyf" => glyf.clone(),
            b"loca" => offsets.clone(),
            b"head" => head(font.table_data(tag)?.as_bytes())?,
            // A signature of other bytes.
            b"DSIG" => continue,
            _ => font.table_data(tag)?.as_bytes().to_vec(),
        };
        tables.push((tag, bytes));
    }
    tables.sort_by_key(|(tag, _)| *tag);
    pack(&tables)
}

/// The glyphs of the letters, those that substitution can make of them, and the parts that any of these is made of.
fn needed(font: &FontRef<'_>, letters: impl Iterator<Item = char>) -> Option<IntSet<GlyphId>> {
    let mut glyphs: IntSet<GlyphId> = IntSet::empty();
    glyphs.insert(GlyphId::NOTDEF);
    let map = font.charmap();
    glyphs.extend(letters.filter_map(|letter| map.map(letter)));
    if let Ok(gsub) = font.gsub() {
        let lookups = gsub.lookup_list().ok()?.lookup_count();
        let lookups: IntSet<u16> = (0..lookups).collect();
        gsub.closure_glyphs(&lookups, &mut glyphs).ok()?;
    }
    let (loca, outlines) = (font.loca(None).ok()?, font.glyf().ok()?);
    let mut waiting: Vec<GlyphId> = glyphs.iter().collect();
    while let Some(glyph) = waiting.pop() {
        if let Ok(Some(Glyph::Composite(composite))) = loca.get_glyf(glyph, &outlines) {
            for component in composite.components() {
                let part = GlyphId::from(component.glyph);
                if glyphs.insert(part) {
                    waiting.push(part);
                }
            }
        }
    }
    Some(glyphs)
}

/// `head` with long offsets, and without a checksum yet.
fn head(data: &[u8]) -> Option<Vec<u8>> {
    let mut head = data.to_vec();
    head.get_mut(8..12)?.fill(0);
    head.get_mut(50..52)?.copy_from_slice(&[0, 1]);
    Some(head)
}

/// The file: offset table, directory, tables (OpenType, "Organization of an OpenType font").
fn pack(tables: &[(Tag, Vec<u8>)]) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len())
        .ok()
        .filter(|&count| count > 0)?;
    let power = count.ilog2();
    let range = 16u16.checked_shl(power)?;
    let mut out = Vec::new();
    out.extend(0x0001_0000_u32.to_be_bytes());
    for number in [count, range, u16::try_from(power).ok()?, count * 16 - range] {
        out.extend(number.to_be_bytes());
    }
    let mut at = 12 + 16 * tables.len();
    let mut head_at = None;
    for (tag, data) in tables {
        if tag == &Tag::new(b"head") {
            head_at = Some(at);
        }
        out.extend(tag.to_be_bytes());
        out.extend(checksum(data).to_be_bytes());
        out.extend(u32::try_from(at).ok()?.to_be_bytes());
        out.extend(u32::try_from(data.len()).ok()?.to_be_bytes());
        at += data.len().next_multiple_of(4);
    }
    for (_, data) in tables {
        out.extend_from_slice(data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    let adjustment = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&out));
    let head_at = head_at?;
    out.get_mut(head_at + 8..head_at + 12)?
        .copy_from_slice(&adjustment.to_be_bytes());
    Some(out)
}

/// The sum of the 32-bit words.
fn checksum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        for (to, from) in word.iter_mut().zip(chunk) {
            *to = *from;
        }
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

#[cfg(all(test, feature = "cover"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;
    use skrifa::instance::{LocationRef, Size};
    use skrifa::outline::{DrawSettings, OutlinePen};

    #[derive(Default)]
    struct Points(usize);

    impl OutlinePen for Points {
        fn move_to(&mut self, _: f32, _: f32) {
            self.0 += 1;
        }
        fn line_to(&mut self, _: f32, _: f32) {
            self.0 += 1;
        }
        fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {
            self.0 += 1;
        }
        fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
            self.0 += 1;
        }
        fn close(&mut self) {}
    }

    fn points(font: &FontRef<'_>, letter: char) -> usize {
        let glyph = font.charmap().map(letter).unwrap();
        let mut pen = Points::default();
        let outline = font.outline_glyphs().get(glyph).unwrap();
        let settings = DrawSettings::unhinted(Size::new(16.0), LocationRef::default());
        outline.draw(settings, &mut pen).unwrap();
        pen.0
    }

    #[test]
    fn letters_that_are_used_keep_their_outlines_and_others_lose_them() {
        let whole = FontRef::new(dejavu::serif_condensed::regular()).unwrap();
        let data = subset(&whole, "Häfen".chars()).unwrap();
        assert!(data.len() * 3 < dejavu::serif_condensed::regular().len());
        let part = FontRef::new(&data).unwrap();
        for letter in "Häfen".chars() {
            assert_eq!(points(&part, letter), points(&whole, letter), "{letter}");
        }
        assert_eq!(points(&part, 'Q'), 0);
        assert_eq!(checksum(&data), 0xB1B0_AFBA);
    }
}
