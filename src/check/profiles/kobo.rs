//! Rakuten Kobo, store and devices.

use super::{Limit, Profile, What};
use crate::report::Severity::{Error, Warning};

const SPEC: &str = "https://github.com/kobolabs/epub-spec";

pub(super) static PROFILE: Profile = Profile {
    name: "kobo",
    about: "Rakuten Kobo: the store and its devices",
    compared: "2026-11-23",
    limits: &[
        Limit {
            what: What::LanguageStated,
            severity: Error,
            source: SPEC,
        },
        Limit {
            what: What::CoverRequired,
            severity: Warning,
            source: SPEC,
        },
        Limit {
            what: What::CoverFormats(&["image/jpeg", "image/png"]),
            severity: Error,
            source: SPEC,
        },
        Limit {
            what: What::CoverAlone,
            severity: Warning,
            source: SPEC,
        },
        Limit {
            what: What::ContentBytes(10_000_000),
            severity: Error,
            source: SPEC,
        },
        Limit {
            what: What::BookBytes(1_000_000_000),
            severity: Warning,
            source: SPEC,
        },
        Limit {
            what: What::PictureFormats(&["image/jpeg", "image/png", "image/gif", "image/svg+xml"]),
            severity: Warning,
            source: SPEC,
        },
        Limit {
            what: What::NoScripts,
            severity: Warning,
            source: SPEC,
        },
    ],
};
