//! From SVG to PNG, strip by strip, with a palette: a cover has few colours, and the whole of it would be 16 MB.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, PixmapMut, Transform};
use resvg::usvg::{Options, Tree};

use super::rows::{self, Run};
use super::{HEIGHT, WIDTH, typeface};

/// The most rows of a strip: few enough that both strips stay in a core's cache.
const STRIP: u32 = 64;
/// The most colours that a palette has.
const COLOURS: usize = 256;

/// Draws it.
pub(super) fn png(svg: &str) -> Result<Vec<u8>, String> {
    let options = Options {
        fontdb: Arc::new(typeface::database()),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let mut palette = Palette::default();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(vec![0; COLOURS * 3]);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::Up);
    let broken = |error: &dyn std::fmt::Display| error.to_string();
    let mut writer = encoder.write_header().map_err(|error| broken(&error))?;
    let mut stream = writer.stream_writer().map_err(|error| broken(&error))?;
    let blank = || Pixmap::new(WIDTH, STRIP).ok_or("no memory for a strip");
    let (mut drawn, mut next) = (blank()?, blank()?);
    let mut indices = Vec::with_capacity((WIDTH * STRIP) as usize);
    let runs = rows::runs(&tree, STRIP);
    draw(&tree, runs.first(), &mut drawn);
    // While one strip is written, the next one is drawn.
    for (number, run) in runs.iter().enumerate() {
        let pixels = drawn.data().get(..(run.rows * WIDTH * 4) as usize);
        indices.clear();
        let (written, ()) = rayon::join(
            || {
                palette.index(pixels.unwrap_or_default(), &mut indices);
                stream.write_all(&indices)?;
                let last = indices.rchunks(WIDTH as usize).next().unwrap_or_default();
                (0..run.repeats).try_for_each(|_| stream.write_all(last))
            },
            || draw(&tree, runs.get(number + 1), &mut next),
        );
        written.map_err(|error| broken(&error))?;
        std::mem::swap(&mut drawn, &mut next);
    }
    stream.finish().map_err(|error| broken(&error))?;
    writer.finish().map_err(|error| broken(&error))?;
    set_palette(&mut out, &palette.colours).ok_or("a picture without a palette")?;
    Ok(out)
}

/// Draws the rows on white.
fn draw(tree: &Tree, run: Option<&Run>, strip: &mut Pixmap) {
    let Some(run) = run else { return };
    let rows = strip.data_mut().get_mut(..(run.rows * WIDTH * 4) as usize);
    let rows = rows.and_then(|pixels| {
        pixels.fill(0xFF);
        PixmapMut::from_bytes(pixels, WIDTH, run.rows)
    });
    if let Some(mut rows) = rows {
        #[allow(clippy::cast_precision_loss, reason = "below 2,560")]
        let shift = Transform::from_translate(0.0, -(run.top as f32));
        resvg::render(tree, shift, &mut rows);
    }
}

/// Puts the colours in the place that was kept for them: which they are is known behind the last row only.
fn set_palette(picture: &mut [u8], colours: &[[u8; 3]]) -> Option<()> {
    let start = picture.windows(4).position(|name| name == b"PLTE")?;
    let chunk = picture.get_mut(start..start + 4 + COLOURS * 3 + 4)?;
    let (named, sum) = chunk.split_at_mut(4 + COLOURS * 3);
    let places = named.get_mut(4..)?.chunks_exact_mut(3);
    for (place, colour) in places.zip(colours) {
        place.copy_from_slice(colour);
    }
    sum.copy_from_slice(&libdeflater::crc32(named).to_be_bytes());
    Some(())
}

/// Up to 256 colours, in the order of their first pixel.
#[derive(Default)]
struct Palette {
    colours: Vec<[u8; 3]>,
    known: HashMap<[u8; 3], u8>,
}

impl Palette {
    /// Appends an index for each pixel. Most rows of a cover are as the row above.
    fn index(&mut self, pixels: &[u8], out: &mut Vec<u8>) {
        let mut above: &[u8] = &[];
        for row in pixels.chunks_exact(WIDTH as usize * 4) {
            if row == above {
                out.extend_from_within(out.len() - WIDTH as usize..);
            } else {
                self.index_row(row, out);
                above = row;
            }
        }
    }

    /// Runs of a colour are long, and measured eight pixels at a time.
    fn index_row(&mut self, mut row: &[u8], out: &mut Vec<u8>) {
        while let Some(&pixel) = row.first_chunk::<4>() {
            let [red, green, blue, _] = pixel;
            let index = self.find([red, green, blue]);
            let eight = [pixel; 8];
            let start = row.len();
            while let Some(rest) = row.strip_prefix(eight.as_flattened()) {
                row = rest;
            }
            while let Some(rest) = row.strip_prefix(&pixel) {
                row = rest;
            }
            out.resize(out.len() + (start - row.len()) / 4, index);
        }
    }

    fn find(&mut self, colour: [u8; 3]) -> u8 {
        if let Some(&index) = self.known.get(&colour) {
            return index;
        }
        // Shades between two colours: those of the last steps are told apart by no eye.
        let coarse = colour.map(|byte| byte & 0xF8 | byte >> 5);
        let index = match self.known.get(&coarse) {
            Some(&index) => index,
            None if self.colours.len() < COLOURS => {
                let first_shades = self.colours.len() < 16;
                let colour = if first_shades { colour } else { coarse };
                self.colours.push(colour);
                let index = u8::try_from(self.colours.len() - 1).unwrap_or(u8::MAX);
                self.known.insert(colour, index);
                index
            }
            None => self.nearest(colour),
        };
        self.known.insert(colour, index);
        index
    }

    fn nearest(&self, colour: [u8; 3]) -> u8 {
        let distance = |other: &[u8; 3]| -> u32 {
            other
                .iter()
                .zip(colour)
                .map(|(&a, b)| u32::from(a.abs_diff(b)).pow(2))
                .sum()
        };
        let best = self
            .colours
            .iter()
            .enumerate()
            .min_by_key(|(_, other)| distance(other));
        best.and_then(|(index, _)| u8::try_from(index).ok())
            .unwrap_or(0)
    }
}
