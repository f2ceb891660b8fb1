//! Apple Books.

use super::{Limit, Profile, What};
use crate::report::Severity::{Error, Warning};

const ASSETS: &str = "https://help.apple.com/itc/booksassetguide/";
const PREPARE: &str = "https://itunespartner.apple.com/books/articles/prepare-your-book";

pub(super) static PROFILE: Profile = Profile {
    name: "apple",
    about: "Apple Books",
    compared: "2026-11-23",
    limits: &[
        Limit {
            what: What::LanguageStated,
            severity: Error,
            source: ASSETS,
        },
        Limit {
            what: What::CoverRequired,
            severity: Warning,
            source: ASSETS,
        },
        Limit {
            what: What::CoverFormats(&["image/jpeg", "image/png"]),
            severity: Error,
            source: ASSETS,
        },
        // The two pages disagree: 5.6 million in the asset guide, 4 million on the partners' page. Past the first the
        // book is refused.
        Limit {
            what: What::PicturePixels(5_600_000),
            severity: Error,
            source: ASSETS,
        },
        Limit {
            what: What::PicturePixels(4_000_000),
            severity: Warning,
            source: PREPARE,
        },
        Limit {
            what: What::PictureFormats(&["image/jpeg", "image/png", "image/gif", "image/svg+xml"]),
            severity: Warning,
            source: ASSETS,
        },
        Limit {
            what: What::BookBytes(2_000_000_000),
            severity: Error,
            source: ASSETS,
        },
        Limit {
            what: What::BookBytes(1_000_000_000),
            severity: Warning,
            source: ASSETS,
        },
    ],
};
