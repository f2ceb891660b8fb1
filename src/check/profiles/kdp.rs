//! Amazon Kindle Direct Publishing and Send to Kindle.

use super::{Limit, Profile, What};
use crate::report::Severity::{Error, Warning};

const COVER: &str = "https://kdp.amazon.com/help/topic/G6GTK3T3NUHKLEFX";
const GUIDE: &str = "https://kdp.amazon.com/en_US/help/topic/GPNJPYK298J8TRRV";
const SEND: &str = "https://www.amazon.com/sendtokindle";

pub(super) static PROFILE: Profile = Profile {
    name: "kdp",
    about: "Amazon: Kindle Direct Publishing and Send to Kindle",
    compared: "2026-11-23",
    limits: &[
        Limit {
            what: What::LanguageStated,
            severity: Error,
            source: GUIDE,
        },
        Limit {
            what: What::CoverAtLeast(625, 1000),
            severity: Error,
            source: COVER,
        },
        Limit {
            what: What::CoverSideAtMost(10_000),
            severity: Error,
            source: COVER,
        },
        Limit {
            what: What::PictureFormats(&["image/jpeg", "image/png", "image/gif", "image/svg+xml"]),
            severity: Warning,
            source: GUIDE,
        },
        Limit {
            what: What::NoScripts,
            severity: Warning,
            source: GUIDE,
        },
        Limit {
            what: What::NoSoundOrFilm,
            severity: Warning,
            source: GUIDE,
        },
        Limit {
            what: What::BookBytes(200_000_000),
            severity: Warning,
            source: SEND,
        },
    ],
};
