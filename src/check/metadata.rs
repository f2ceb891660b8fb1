//! Package metadata (EPUB 3.3, section 5.5; OPF 2.0.1, section 2.2): identifiers, languages, dates, roles.

use super::publication::{Metadata, Package, Publication, Version};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(super) static FAMILY: Family = Family {
    name: "metadata",
    about: "identifiers, languages, dates and roles of the package",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const PACKAGE: &str = "https://www.w3.org/TR/epub-33/#sec-package-elem";
const DATE: &str = "https://www.w3.org/TR/epub-33/#sec-opf-dcdate";

crate::rules! {
    /// The package element has no `unique-identifier`.
    ///
    /// It names the `dc:identifier` by which this publication is told from others.
    UNIQUE_ABSENT = "unique-identifier-absent", Some("OPF-048"), Error, PACKAGE;
    /// `unique-identifier` names no `dc:identifier`.
    ///
    /// Libraries then cannot tell this publication from others, or an update from the first edition. Name the id of one.
    UNIQUE_UNKNOWN = "unique-identifier-unknown", Some("OPF-030"), Error, PACKAGE;
    /// `unique-identifier` is the id of no `dc:identifier`.
    ///
    /// It is the schema's word for the same fault.
    UNIQUE_UNRESOLVED = "unique-identifier-unresolved", Some("RSC-005"), Error, PACKAGE;
    /// A language tag is not well-formed.
    ///
    /// Hyphenation, speech and fonts depend on it. Write a tag of BCP 47, such as `en` or `pt-BR`.
    LANGUAGE = "language-tag-malformed", Some("OPF-092"), Error, "https://www.w3.org/TR/epub-33/#sec-opf-dclanguage";
    /// A date is not written as the recommended format wants it.
    ///
    /// Programs can only sort by dates such as `2024`, `2024-05` or `2024-05-17`.
    DATE_FORMAT = "date-format", Some("OPF-053"), Warning, DATE;
    /// A date of an EPUB 2 publication is not valid.
    ///
    /// Write `2024`, `2024-05` or `2024-05-17`.
    DATE_INVALID = "date-invalid", Some("OPF-054"), Error, "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.2.7";
    /// An identifier is said to be a UUID, and is none.
    ///
    /// Write `urn:uuid:` and 32 hexadecimal digits in groups of 8-4-4-4-12.
    UUID = "identifier-uuid-invalid", Some("OPF-085"), Warning, "https://www.w3.org/TR/epub-33/#sec-opf-dcidentifier";
    /// A role is not in the list of MARC relators.
    ///
    /// Programs do not know what it means. Write a code such as `aut`, `edt` or `ill`, or one that begins with `oth.`.
    ROLE = "role-unknown", Some("OPF-052"), Error, "https://www.loc.gov/marc/relators/relaterm.html";
    /// A title is empty.
    ///
    /// Libraries show it. Write the title, or remove the element.
    TITLE_EMPTY = "title-empty", Some("OPF-055"), Warning, "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.2.1";
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    for package in &publication.packages {
        if package.complete {
            unique_identifier(package, findings);
        }
        for metadata in package.metadata.iter().filter(|m| m.dublin_core) {
            let mut judge = Judge {
                package,
                metadata,
                findings,
            };
            match metadata.name.as_str() {
                "identifier" => judge.identifier(),
                "language" => judge.language(),
                "date" => judge.date(),
                "creator" | "contributor" => judge.role(),
                "title" if package.version() == Version::Two && metadata.value.is_empty() => {
                    judge.add(
                        &TITLE_EMPTY,
                        "the title is empty".to_owned(),
                        "write the title",
                    );
                }
                _ => {}
            }
        }
    }
}

fn unique_identifier(package: &Package, findings: &mut Findings) {
    let whole = Location::file(package.path.as_str());
    let place = Location::at(
        package.path.as_str(),
        package.position.0,
        package.position.1,
    );
    let unique = package.unique_identifier.as_deref().map(str::trim);
    if unique.is_none_or(str::is_empty) {
        findings.add(
            Diagnostic::new(&UNIQUE_ABSENT, "the package names no unique identifier")
                .at(place.clone()),
        );
    }
    let Some(unique) = unique else {
        findings.add(Diagnostic::new(&UNIQUE_UNKNOWN, "no identifier is the unique one").at(whole));
        return;
    };
    let mut ids = package
        .metadata
        .iter()
        .filter(|m| m.dublin_core && m.name == "identifier")
        .filter_map(|m| m.attribute("id"));
    // White space around either is trimmed by schemas, and by nobody who looks the identifier up.
    if !ids
        .clone()
        .any(|id| Some(id) == package.unique_identifier.as_deref())
    {
        let message = format!("the unique identifier '{unique}' is not there");
        findings.add(
            Diagnostic::new(&UNIQUE_UNKNOWN, message)
                .at(whole)
                .hint("name the id of a dc:identifier"),
        );
        if package.version() == Version::Three && !ids.any(|id| id.trim() == unique) {
            let message = format!("'{unique}' is the id of no dc:identifier");
            findings.add(
                Diagnostic::new(&UNIQUE_UNRESOLVED, message)
                    .at(place)
                    .hint("name the id of a dc:identifier"),
            );
        }
    }
}

struct Judge<'j> {
    package: &'j Package,
    metadata: &'j Metadata,
    findings: &'j mut Findings,
}

impl Judge<'_> {
    fn add(&mut self, rule: &'static Rule, message: String, hint: &str) {
        let (line, column) = self.metadata.close;
        let place = Location::at(self.package.path.as_str(), line, column);
        self.findings
            .add(Diagnostic::new(rule, message).at(place).hint(hint));
    }

    fn identifier(&mut self) {
        // Only the identifier that names the publication is looked at; others come from all kinds of systems.
        let unique = self.package.unique_identifier.as_deref().map(str::trim);
        if unique.is_none() || self.metadata.attribute("id").map(str::trim) != unique {
            return;
        }
        let value = self.metadata.value.as_str();
        let by_scheme = self
            .metadata
            .attribute("scheme")
            .is_some_and(|s| s.trim().eq_ignore_ascii_case("uuid"));
        let prefixed = strip_prefix_ignoring_case(value, "urn:uuid:");
        let uuid = prefixed.or(by_scheme.then_some(value));
        if uuid.is_some_and(|uuid| !is_uuid(uuid)) {
            self.add(
                &UUID,
                format!("the identifier '{value}' is said to be a UUID, and is none"),
                "write 'urn:uuid:' and a UUID",
            );
        }
    }

    fn language(&mut self) {
        let value = self.metadata.value.as_str();
        if self.package.version() == Version::Three && !value.is_empty() && !is_language_tag(value)
        {
            self.add(
                &LANGUAGE,
                format!("the language tag '{value}' is not well-formed"),
                "write a tag of BCP 47, such as 'en'",
            );
        }
    }

    fn date(&mut self) {
        let value = self.metadata.value.as_str();
        if is_date(value) {
            return;
        }
        if self.package.version() == Version::Three {
            self.add(
                &DATE_FORMAT,
                format!("the date '{value}' is not in the recommended format"),
                "write it as 2024-05-17",
            );
        } else {
            self.add(
                &DATE_INVALID,
                format!("the date '{value}' is not valid"),
                "write it as 2024-05-17",
            );
        }
    }

    fn role(&mut self) {
        let Some(role) = self
            .metadata
            .attribute("role")
            .map(str::trim)
            .filter(|_| self.package.version() == Version::Two)
        else {
            return;
        };
        let known = role.starts_with("oth.") || super::relators::is_relator(role);
        if !role.is_empty() && !known {
            self.add(
                &ROLE,
                format!("the role '{role}' is no MARC relator"),
                "write a code such as 'aut'",
            );
        }
    }
}

fn strip_prefix_ignoring_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (head, tail) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(tail)
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths = [8, 4, 4, 4, 12];
    groups.len() == lengths.len()
        && groups
            .iter()
            .zip(lengths)
            .all(|(g, n)| g.len() == n && g.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether a language tag is well-formed (BCP 47).
pub(super) fn is_language_tag(tag: &str) -> bool {
    oxilangtag::LanguageTag::parse(tag).is_ok()
}

/// A date of W3C's profile of ISO 8601: year, month, day and time, each after the one before.
fn is_date(text: &str) -> bool {
    let (date, time) = text
        .split_once('T')
        .map_or((text, None), |(d, t)| (d, Some(t)));
    let parts: Vec<&str> = date.split('-').collect();
    let number = |part: Option<&&str>, length: usize| {
        part.filter(|p| p.len() == length && p.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|p| p.parse::<u32>().ok())
    };
    let Some(year) = number(parts.first(), 4) else {
        return false;
    };
    let fits = match parts.len() {
        1 => true,
        2 => number(parts.get(1), 2).is_some_and(|m| (1..=12).contains(&m)),
        3 => match (number(parts.get(1), 2), number(parts.get(2), 2)) {
            (Some(month), Some(day)) => (1..=days(year, month)).contains(&day),
            _ => false,
        },
        _ => false,
    };
    fits && time.is_none_or(|time| parts.len() == 3 && is_time(time))
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

fn is_time(time: &str) -> bool {
    let (clock, zone) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => return false,
    };
    let two = |text: &str, most: u32| {
        text.len() == 2
            && text.bytes().all(|b| b.is_ascii_digit())
            && text.parse::<u32>().is_ok_and(|n| n <= most)
    };
    let zone_fits = zone == "Z"
        || zone
            .get(1..)
            .and_then(|z| z.split_once(':'))
            .is_some_and(|(h, m)| two(h, 23) && two(m, 59));
    let (clock, fraction) = clock
        .split_once('.')
        .map_or((clock, None), |(c, f)| (c, Some(f)));
    let parts: Vec<&str> = clock.split(':').collect();
    let limits = [23, 59, 59];
    let clock_fits = (parts.len() == 2 || parts.len() == 3)
        && parts.iter().zip(limits).all(|(p, most)| two(p, most));
    zone_fits
        && clock_fits
        && fraction.is_none_or(|f| {
            parts.len() == 3 && !f.is_empty() && f.bytes().all(|b| b.is_ascii_digit())
        })
}
