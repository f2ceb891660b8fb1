//! Checking: reads a publication with a reader of its own and says what is wrong with it.
//!
//! Shares nothing with the emitter but the words in `epub`. Families follow the chapters of EPUB 3.3, a file each; a
//! family declares its rules and looks at documents, style sheets or the publication as a whole. Documents are read in
//! parallel, each parsed once and dropped after its families have seen it, so memory stays small.

mod accessibility;
mod aria;
mod container;
mod css;
mod editions;
mod encryption;
mod fallbacks;
mod findings;
mod guide;
mod identity;
mod layout;
mod linked_resources;
mod links;
mod manifest;
mod markup;
mod media_types;
mod metadata;
mod navigation;
mod ops2;
mod overlays;
mod pictures;
mod prefixes;
pub mod profiles;
mod properties;
mod publication;
mod reading;
mod reading_order;
mod refinements;
mod relators;
mod resources;
mod satellites;
mod schema;
mod spine;
mod uri_schemes;
mod vocabularies;
mod xhtml;

use crate::epub::Entry;
use crate::limits::Limits;
use crate::report::{Diagnostic, Rule};

pub use editions::{Surroundings, check_edition, is_page};
pub(crate) use findings::Findings;
pub(crate) use publication::{Document, Publication, Stylesheet};

/// Settings of a check.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    /// The profile's name: `kdp`, `apple`, `kobo`, `google`.
    pub profile: Option<String>,
    /// The name of the file, for what its extension says; `None` where it has none.
    pub file_name: Option<String>,
    /// Whether accessibility is judged, too, with a statement on each requirement.
    pub accessibility: bool,
    /// Bounds on what is read.
    pub limits: Limits,
}

/// A family of rules: one subject of the specification, one file.
pub struct Family {
    /// Kebab-case; fixtures stand in a folder of that name.
    pub name: &'static str,
    /// One line: what it looks at.
    pub about: &'static str,
    /// Its rules.
    pub rules: &'static [&'static Rule],
    /// How it looks.
    pub(crate) looks: &'static [Look],
}

/// What a family is given to look at.
pub(crate) enum Look {
    /// Each XML document, while its tree is in memory; what is known of other documents is not yet there.
    Document(fn(&Publication<'_>, &Document<'_>, &mut Findings)),
    /// Each style sheet of the manifest.
    Stylesheet(fn(&Publication<'_>, &Stylesheet<'_>, &mut Findings)),
    /// The publication, after all documents were read.
    Publication(fn(&Publication<'_>, &mut Findings)),
}

/// Every family.
pub static FAMILIES: &[&Family] = &[
    &container::FAMILY,
    &reading::FAMILY,
    &markup::FAMILY,
    &profiles::FAMILY,
    &links::FAMILY,
    &fallbacks::FAMILY,
    &metadata::FAMILY,
    &prefixes::FAMILY,
    &vocabularies::FAMILY,
    &linked_resources::FAMILY,
    &manifest::FAMILY,
    &properties::FAMILY,
    &spine::FAMILY,
    &guide::FAMILY,
    &refinements::FAMILY,
    &navigation::FAMILY,
    &identity::FAMILY,
    &reading_order::FAMILY,
    &encryption::FAMILY,
    &pictures::FAMILY,
    &layout::FAMILY,
    &overlays::FAMILY,
    &satellites::DICTIONARIES,
    &satellites::EDUCATION,
    &satellites::INDEXES,
    &satellites::PREVIEWS,
    &satellites::REGIONS,
    &satellites::RENDITIONS,
    &resources::FAMILY,
    &accessibility::FAMILY,
    &xhtml::FAMILY,
    &aria::FAMILY,
    &css::FAMILY,
    &ops2::FAMILY,
    &editions::FAMILY,
];

/// Checks a packed publication.
#[must_use]
pub fn check_container(data: &[u8], options: &CheckOptions) -> Vec<Diagnostic> {
    reading::check_zip(data, options)
}

/// Checks a publication before it is packed, or an expanded one.
#[must_use]
pub fn check_entries(entries: &[Entry], options: &CheckOptions) -> Vec<Diagnostic> {
    reading::check_entries(entries, options)
}

/// Makes what every check of an EPUB 3 publication needs, where that can be done beside other work.
pub(crate) fn prepare_check() {
    markup::prepare();
}

/// Every rule of every family, in the order of the families.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    FAMILIES
        .iter()
        .flat_map(|family| family.rules.iter().copied())
}
