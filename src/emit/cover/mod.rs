//! Covers: a picture typeset from title, people and publisher by the SVG designs in `covers/`.
//!
//! Takes metadata, gives a PNG of 1600 × 2560 pixels, the size that stores ask for. Promises: the same metadata gives the
//! same bytes; text is wrapped and sized by the measured widths of its glyphs, so that nothing is cut and nothing overlaps;
//! text and ground have a contrast of at least 7:1; a text whose script the typeface lacks is left off, never shown as boxes.

mod colours;
#[cfg(feature = "cover")]
mod fit;
#[cfg(feature = "cover")]
mod paint;
#[cfg(feature = "cover")]
mod rows;
#[cfg(feature = "cover")]
mod typeface;

use std::fmt;

use sha2::{Digest, Sha256};

use crate::book::Metadata;

/// Width of a cover in pixels.
pub const WIDTH: u32 = 1600;
/// Height of a cover in pixels.
pub const HEIGHT: u32 = 2560;

/// The scripts that a typeset cover can show.
pub const SCRIPTS: &str = "Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian and Georgian";

/// A cover design.
#[derive(Debug)]
pub struct Design {
    /// The name in `book.toml` and on the command line.
    pub name: &'static str,
    /// What it looks like, for the help.
    pub about: &'static str,
    /// The SVG: colours as `{dark}`, `{light}`, `{soft}`, `{accent}`; a text goes where a `rect` has its name as `id`.
    pub svg: &'static str,
}

/// All designs. Which one a book gets that names none depends on its title.
pub static DESIGNS: &[Design] = &[
    Design {
        name: "frame",
        about: "a double frame on light paper, all centred",
        svg: include_str!("../../../covers/frame.svg"),
    },
    Design {
        name: "band",
        about: "a light band with the title across a dark board",
        svg: include_str!("../../../covers/band.svg"),
    },
    Design {
        name: "arcs",
        about: "rising arcs at the foot of light paper, text to the left",
        svg: include_str!("../../../covers/arcs.svg"),
    },
    Design {
        name: "spine",
        about: "a dark board with a coloured spine, text to the left",
        svg: include_str!("../../../covers/spine.svg"),
    },
];

/// Why there is no cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoverError {
    /// No design has this name.
    UnknownDesign(String),
    /// The program was built without the feature `cover`.
    Unavailable,
    /// The design could not be drawn.
    Broken(String),
}

impl fmt::Display for CoverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CoverError::UnknownDesign(name) => {
                let names: Vec<&str> = DESIGNS.iter().map(|design| design.name).collect();
                write!(
                    f,
                    "there is no cover design '{name}', only {}",
                    names.join(", ")
                )
            }
            CoverError::Unavailable => f.write_str("this program was built without covers"),
            CoverError::Broken(reason) => write!(f, "the cover could not be drawn: {reason}"),
        }
    }
}

impl std::error::Error for CoverError {}

/// The texts of a cover by the names of their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Texts {
    title: String,
    subtitle: String,
    author: Vec<String>,
    publisher: String,
    /// For hyphenation.
    language: String,
}

/// Typesets a cover in the design of that name, or in the one that the title picks. PNG.
///
/// # Errors
/// Where there is no such design, or the program was built without covers.
pub fn typeset(metadata: &Metadata, design: Option<&str>) -> Result<Vec<u8>, CoverError> {
    let texts = texts(metadata);
    let seed = seed(&texts);
    let design = match design {
        Some(name) => DESIGNS
            .iter()
            .find(|design| design.name == name)
            .ok_or_else(|| CoverError::UnknownDesign(name.to_owned()))?,
        None => DESIGNS
            .get(usize::from(seed[0]) % DESIGNS.len())
            .ok_or(CoverError::Unavailable)?,
    };
    let palette = colours::palette(seed);
    draw(design, &texts, &palette)
}

/// The texts that a cover cannot show, because the typefaces have no glyphs for them (see [`SCRIPTS`]).
#[must_use]
pub fn unset(metadata: &Metadata) -> Vec<String> {
    let texts = texts(metadata);
    let all = std::iter::once(texts.title)
        .chain([texts.subtitle])
        .chain(texts.author)
        .chain([texts.publisher]);
    all.filter(|text| !text.is_empty() && !can_set(text))
        .collect()
}

#[cfg(test)]
pub(crate) use colours::contrast;

/// The typeface, for drawing SVG elsewhere.
#[cfg(feature = "cover")]
pub(crate) fn fonts() -> std::sync::Arc<resvg::usvg::fontdb::Database> {
    std::sync::Arc::new(typeface::database())
}

#[cfg(feature = "cover")]
fn can_set(text: &str) -> bool {
    typeface::can_set(text)
}

#[cfg(not(feature = "cover"))]
fn can_set(_text: &str) -> bool {
    false
}

#[cfg(feature = "cover")]
fn draw(design: &Design, texts: &Texts, palette: &colours::Palette) -> Result<Vec<u8>, CoverError> {
    let svg = fit::fill(design.svg, texts, palette).map_err(CoverError::Broken)?;
    paint::png(&svg).map_err(CoverError::Broken)
}

#[cfg(not(feature = "cover"))]
fn draw(
    _design: &Design,
    _texts: &Texts,
    _palette: &colours::Palette,
) -> Result<Vec<u8>, CoverError> {
    Err(CoverError::Unavailable)
}

fn texts(metadata: &Metadata) -> Texts {
    use unicode_normalization::UnicodeNormalization;
    let text = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .nfc()
            .collect::<String>()
    };
    let set = |value: &Option<String>| value.as_deref().map(text).unwrap_or_default();
    let is_author = |role: &str| matches!(role.trim(), "" | "aut" | "cre");
    let people = metadata
        .contributors
        .iter()
        .filter(|person| !person.name.trim().is_empty());
    let mut author: Vec<String> = people
        .clone()
        .filter(|person| is_author(&person.role))
        .map(|person| text(&person.name))
        .collect();
    if author.is_empty() {
        author = people
            .filter(|person| person.role == "edt")
            .map(|person| text(&person.name))
            .collect();
    }
    Texts {
        title: set(&metadata.title),
        subtitle: set(&metadata.subtitle),
        author,
        publisher: set(&metadata.publisher),
        language: metadata.languages.first().cloned().unwrap_or_default(),
    }
}

/// Two bytes that pick design and colours: from title and people, so that a corrected edition looks the same.
fn seed(texts: &Texts) -> [u8; 2] {
    let mut hash = Sha256::new();
    hash.update(texts.title.to_lowercase().as_bytes());
    for name in &texts.author {
        hash.update([0]);
        hash.update(name.to_lowercase().as_bytes());
    }
    let digest = hash.finalize();
    let mut bytes = digest.iter().copied();
    [bytes.next().unwrap_or(0), bytes.next().unwrap_or(0)]
}

#[cfg(all(test, feature = "cover"))]
mod tests;
