//! Google Play Books.

use super::{Limit, Profile, What};
use crate::report::Severity::{Error, Warning};

const FILES: &str = "https://support.google.com/books/partner/answer/3424254";

pub(super) static PROFILE: Profile = Profile {
    name: "google",
    about: "Google Play Books",
    compared: "2026-11-23",
    limits: &[
        Limit {
            what: What::LanguageStated,
            severity: Error,
            source: FILES,
        },
        Limit {
            what: What::CoverRequired,
            severity: Error,
            source: FILES,
        },
        Limit {
            what: What::CoverAtLeast(640, 640),
            severity: Error,
            source: FILES,
        },
        Limit {
            what: What::CoverSideAtMost(7_200),
            severity: Error,
            source: FILES,
        },
        Limit {
            what: What::FileBytes(2_000_000_000),
            severity: Error,
            source: FILES,
        },
        Limit {
            what: What::NoScripts,
            severity: Warning,
            source: FILES,
        },
    ],
};
