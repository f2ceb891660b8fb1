//! Writing: each emitter turns the same [`Book`] into the files of one format.
//!
//! An emitter drops nothing in silence: what its format cannot express is a diagnostic.

mod content;
pub mod cover;
mod epub;
mod fonts;
mod highlight;
mod html;
mod labels;
mod language;
mod markdown;
mod math;
mod names;
mod pictures;
pub mod styles;
mod xml;

use std::sync::Arc;

use crate::book::{Book, Resource};
use crate::epub::Entry;
use crate::report::{Diagnostic, Rule};
use crate::source::Settings;

/// A format.
pub struct Emitter {
    /// The name on the command line: `epub`, `html`, `markdown`, `kepub`.
    pub name: &'static str,
    /// What it is, for the help.
    pub about: &'static str,
    /// Writes the book.
    pub emit: fn(&Book, &EmitOptions<'_>) -> Emission,
}

/// All emitters, in the order of the help.
pub static EMITTERS: &[&Emitter] = &[
    &epub::EMITTER,
    &html::EMITTER,
    &markdown::EMITTER,
    &epub::KEPUB,
];

/// The rules of writing: what a format could not express.
pub static RULE_LISTS: &[&[&Rule]] = &[content::RULES, epub::RULES, fonts::RULES, pictures::RULES];

/// What an emitter may need besides the book.
#[derive(Clone, Debug)]
pub struct EmitOptions<'a> {
    /// The settings of the book.
    pub settings: &'a Settings,
    /// A page per chapter (HTML), a file per chapter (Markdown).
    pub split: bool,
    /// `SOURCE_DATE_EPOCH` or the sources' own date, seconds since 1970; `None`: the fixed rule.
    pub modified: Option<i64>,
}

/// What an emitter gives.
#[derive(Clone, Debug, Default)]
pub struct Emission {
    /// What is written: one file, or a folder. Paths are relative to the output folder.
    pub files: Vec<OutputFile>,
    /// For EPUB: the entries in the order of the container, for the check.
    pub entries: Vec<Entry>,
    /// What the format could not express.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file to write.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputFile {
    /// Relative to the output folder, `/` between the parts.
    pub path: String,
    /// The bytes.
    pub data: Data,
}

/// The bytes of a file to write. Large ones (a container, a picture) are moved or shared, never copied.
#[derive(Clone, Debug)]
pub enum Data {
    /// Its own.
    Own(Vec<u8>),
    /// Those that a resource of the book has too.
    Shared(Arc<[u8]>),
    /// One after the other.
    Joined(Vec<Data>),
}

impl Data {
    /// The bytes, piece by piece.
    #[must_use]
    pub fn parts(&self) -> Vec<&[u8]> {
        match self {
            Data::Own(bytes) => vec![bytes],
            Data::Shared(bytes) => vec![bytes],
            Data::Joined(parts) => parts.iter().flat_map(Data::parts).collect(),
        }
    }

    /// How many bytes there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.parts().iter().map(|part| part.len()).sum()
    }

    /// The bytes in one piece.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        self.parts().concat()
    }
}

impl PartialEq for Data {
    fn eq(&self, other: &Data) -> bool {
        self.to_vec() == other.to_vec()
    }
}

impl From<Vec<u8>> for Data {
    fn from(bytes: Vec<u8>) -> Data {
        Data::Own(bytes)
    }
}

impl From<Arc<[u8]>> for Data {
    fn from(bytes: Arc<[u8]>) -> Data {
        Data::Shared(bytes)
    }
}

impl From<Data> for Arc<[u8]> {
    fn from(data: Data) -> Arc<[u8]> {
        match data {
            Data::Own(bytes) => bytes.into(),
            Data::Shared(bytes) => bytes,
            Data::Joined(_) => data.to_vec().into(),
        }
    }
}

/// Width and height of a picture in pixels, from its head; `None` where it does not say.
fn pixels(resource: &Resource) -> Option<(u32, u32)> {
    let reader = image::ImageReader::new(std::io::Cursor::new(&resource.data[..]))
        .with_guessed_format()
        .ok()?;
    reader.into_dimensions().ok()
}
