//! What a book is called by machines: an identifier and a date that derive from the book, never from clock or chance.

use sha2::{Digest, Sha256};

use super::metadata::identifier_text;
use crate::book::Metadata;

/// The unique identifier: the first one given, else a UUID made from title, people, languages and series. The text of the
/// book is not in it, so that a corrected edition stays the same book.
pub(crate) fn unique(metadata: &Metadata) -> String {
    let given = metadata
        .identifiers
        .iter()
        .map(|identifier| identifier_text(identifier.scheme, &identifier.value));
    given
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_else(|| derived(metadata))
}

/// A UUID of version 8 (RFC 9562: made by a rule of one's own) from a SHA-256 over what names the book.
fn derived(metadata: &Metadata) -> String {
    let mut hash = Sha256::new();
    hash.update(b"deckle book identifier 1");
    let mut add = |value: &str| {
        hash.update([0]);
        hash.update(value.trim().to_lowercase().as_bytes());
    };
    add(metadata.title.as_deref().unwrap_or_default());
    add(metadata.subtitle.as_deref().unwrap_or_default());
    for person in &metadata.contributors {
        add(&person.role);
        add(&person.name);
    }
    for language in &metadata.languages {
        add(language);
    }
    for collection in &metadata.collections {
        add(&collection.name);
        add(collection.position.as_deref().unwrap_or_default());
    }
    add(metadata.publisher.as_deref().unwrap_or_default());
    let digest = hash.finalize();
    let mut bytes: Vec<u8> = digest.iter().copied().take(16).collect();
    if let Some(byte) = bytes.get_mut(6) {
        *byte = *byte & 0x0F | 0x80;
    }
    if let Some(byte) = bytes.get_mut(8) {
        *byte = *byte & 0x3F | 0x80;
    }
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |range| hex.get(range).unwrap_or_default();
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        part(0..8),
        part(8..12),
        part(12..16),
        part(16..20),
        part(20..32)
    )
}

/// `dcterms:modified`: what the metadata says, else `SOURCE_DATE_EPOCH` or the sources' date as the caller found it, else
/// the date of publication, else a fixed day.
pub(crate) fn modified(metadata: &Metadata, seconds: Option<i64>) -> String {
    if let Some(stated) = metadata
        .modified
        .as_deref()
        .map(str::trim)
        .filter(|stated| is_timestamp(stated))
    {
        return stated.to_owned();
    }
    if let Some(seconds) = seconds {
        return timestamp(seconds);
    }
    let date = metadata.date.as_deref().map(str::trim).unwrap_or_default();
    let digits = |range| {
        date.get(range)
            .filter(|part: &&str| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    match (digits(0..4), digits(5..7), digits(8..10)) {
        (Some(year), Some(month), Some(day)) => format!("{year}-{month}-{day}T00:00:00Z"),
        (Some(year), Some(month), None) => format!("{year}-{month}-01T00:00:00Z"),
        (Some(year), ..) => format!("{year}-01-01T00:00:00Z"),
        _ => "2000-01-01T00:00:00Z".to_owned(),
    }
}

/// `CCYY-MM-DDThh:mm:ssZ`, the only form allowed.
fn is_timestamp(text: &str) -> bool {
    text.len() == 20
        && text
            .bytes()
            .zip(b"dddd-dd-ddTdd:dd:ddZ")
            .all(|(byte, &form)| {
                if form == b'd' {
                    byte.is_ascii_digit()
                } else {
                    byte == form
                }
            })
}

/// Seconds since 1970 as a timestamp, by the proleptic Gregorian calendar.
fn timestamp(seconds: i64) -> String {
    let seconds = seconds.clamp(0, 253_402_300_799);
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Years that begin in March: the leap day comes last (Howard Hinnant's civil calendar).
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}
