//! What stores and devices ask beyond the specification, as dated data with its sources.
//!
//! A profile is a list of limits; a limit says what is measured, how much is allowed, whether going past it means refusal
//! (error) or trouble (warning), and where the vendor wrote it. Nothing here is judged unless a profile is chosen.

mod apple;
mod google;
mod kdp;
mod kobo;
mod limits;

use super::publication::{Document, DocumentKind, Publication};
use super::{Family, Findings, Look};
use crate::report::Severity;
use limits::{judge_document, judge_publication};

pub(super) static FAMILY: Family = Family {
    name: "profiles",
    about: "limits of stores and devices",
    rules: limits::RULES,
    looks: &[Look::Document(document), Look::Publication(publication)],
};

/// A store or a make of devices.
pub struct Profile {
    /// The name on the command line and in `book.toml`.
    pub name: &'static str,
    /// Who it is.
    pub about: &'static str,
    /// When its limits were last compared with the vendor's pages, `CCYY-MM-DD`.
    pub compared: &'static str,
    /// Its limits.
    pub limits: &'static [Limit],
}

/// A limit with its source.
pub struct Limit {
    /// What is limited.
    pub what: What,
    /// `Error` where the vendor refuses the book, `Warning` where it suffers.
    pub severity: Severity,
    /// Where the vendor says so.
    pub source: &'static str,
}

/// What a limit is about.
#[derive(Clone, Copy, Debug)]
pub enum What {
    /// There must be a cover picture.
    CoverRequired,
    /// Width and height of the cover, at least, in pixels.
    CoverAtLeast(u32, u32),
    /// Each side of the cover, at most, in pixels.
    CoverSideAtMost(u32),
    /// The cover's media types that are taken.
    CoverFormats(&'static [&'static str]),
    /// The cover picture stands alone in its document.
    CoverAlone,
    /// Pixels of any picture, at most.
    PicturePixels(u64),
    /// Media types of pictures that are shown.
    PictureFormats(&'static [&'static str]),
    /// Bytes of a content document, at most.
    ContentBytes(u64),
    /// Bytes of any file, at most.
    FileBytes(u64),
    /// Bytes of the publication, at most.
    BookBytes(u64),
    /// Scripts are not needed to read the book.
    NoScripts,
    /// There is no sound and no film.
    NoSoundOrFilm,
    /// A language is stated that is more than `und`.
    LanguageStated,
}

/// All profiles, in the order of the help.
pub static PROFILES: &[&Profile] = &[
    &kdp::PROFILE,
    &apple::PROFILE,
    &kobo::PROFILE,
    &google::PROFILE,
];

/// The profile of that name.
#[must_use]
pub fn profile(name: &str) -> Option<&'static Profile> {
    PROFILES
        .iter()
        .copied()
        .find(|profile| profile.name == name)
}

fn chosen(publication: &Publication<'_>) -> Option<&'static Profile> {
    publication.options.profile.as_deref().and_then(profile)
}

fn document(publication: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if document.kind != DocumentKind::Xhtml {
        return;
    }
    for limit in chosen(publication).map_or(&[][..], |profile| profile.limits) {
        judge_document(publication, document, limit, findings);
    }
}

fn publication(publication: &Publication<'_>, findings: &mut Findings) {
    let Some(profile) = chosen(publication) else {
        return;
    };
    for limit in profile.limits {
        judge_publication(publication, profile, limit, findings);
    }
}
