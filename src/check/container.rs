//! The container as an archive (EPUB 3.3, OCF): what stands first, which names the files have.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::publication::{Publication, Version, ZipFault};
use super::{Family, Findings, Look};
use crate::limits::LIMITS_HINT;
use crate::report::Diagnostic;

pub(super) static FAMILY: Family = Family {
    name: "container",
    about: "the zip archive: mimetype, names, duplicates",
    rules: RULES,
    looks: &[Look::Publication(look)],
};

const ZIP: &str = "https://www.w3.org/TR/epub-33/#sec-zip-container-zipreqs";
const NAMES: &str = "https://www.w3.org/TR/epub-33/#sec-container-filenames";
const MIME: &str = "https://www.w3.org/TR/epub-33/#sec-zip-container-mime";

crate::rules! {
    /// The file is no zip archive that can be read.
    ///
    /// Its directory, at the end of the file, is missing or broken: often a download that was cut off.
    ARCHIVE_BROKEN = "archive-broken", Some("PKG-008"), Fatal, ZIP;
    /// The file is empty.
    ///
    /// Not one byte of it is there, so there is no publication to check.
    ARCHIVE_EMPTY = "archive-empty", Some("PKG-003"), Error, ZIP;
    /// Something stands before the archive.
    ///
    /// An EPUB begins with the entry `mimetype`, so that it is known by its first bytes. Remove what was put before it.
    ARCHIVE_PREFIXED = "archive-header", Some("PKG-004"), Fatal, ZIP;
    /// A name in the archive is not UTF-8.
    ///
    /// File names in a container must be encoded in UTF-8; else links to them cannot be resolved.
    NAME_NOT_UTF8 = "file-name-not-utf8", Some("PKG-027"), Fatal, NAMES;
    /// The archive has more entries than are looked into.
    ///
    /// The limit keeps a hostile archive from taking all memory; no book comes near it.
    TOO_MANY_ENTRIES = "archive-too-many-entries", Some("PKG-008"), Fatal, ZIP;
    /// `mimetype` is not the first file of the archive.
    ///
    /// Reading systems and servers tell an EPUB by the bytes at a fixed place. Pack `mimetype` first, and stored.
    MIMETYPE_NOT_FIRST = "mimetype-not-first", Some("PKG-006"), Error, MIME;
    /// The header of `mimetype` has an extra field.
    ///
    /// It moves the bytes by which an EPUB is told from other archives. Pack with a tool that leaves it out (`zip -X`).
    MIMETYPE_EXTRA_FIELD = "mimetype-extra-field", Some("PKG-005"), Error, MIME;
    /// `mimetype` holds something else than `application/epub+zip`.
    ///
    /// No white space and no line end may stand in it.
    MIMETYPE_CONTENT = "mimetype-content", Some("PKG-007"), Error, MIME;
    /// Two files have names that are the same after case folding.
    ///
    /// Unpacked on a disk that ignores case, one overwrites the other.
    NAME_DUPLICATE = "file-name-duplicate", Some("OPF-060"), Error, NAMES;
    /// A file name has a character that is not allowed.
    ///
    /// Such names cannot be unpacked on every system. Rename the file, and the references to it.
    NAME_CHARACTER = "file-name-character", Some("PKG-009"), Error, NAMES;
    /// A file name has a space.
    ///
    /// Some reading systems do not find such files. Put a hyphen in its place.
    NAME_SPACE = "file-name-space", Some("PKG-010"), Warning, NAMES;
    /// A file name ends with a full stop.
    ///
    /// Windows drops the full stop when it unpacks.
    NAME_FULL_STOP = "file-name-full-stop", Some("PKG-011"), Error, NAMES;
    /// The archive has a folder without files.
    ///
    /// It does no harm, and is most likely a mistake in packing.
    FOLDER_EMPTY = "folder-empty", Some("PKG-014"), Warning, ZIP;
    /// The file's extension is not written in small letters.
    ///
    /// Some systems only know `.epub`.
    EXTENSION_CASE = "file-extension-case", Some("PKG-016"), Warning, "https://www.w3.org/TR/epub-33/#app-media-type";
}

/// An archive that begins with something else.
pub(super) fn report_prefix(findings: &mut Findings) {
    let message = "something stands before the zip archive";
    let hint = "remove what was put before it";
    findings.add(Diagnostic::new(&ARCHIVE_PREFIXED, message).hint(hint));
}

/// A file that is shorter than any publication.
pub(super) fn report_short(length: usize, findings: &mut Findings) {
    let message = format!("the file has {length} bytes, fewer than any publication");
    findings.add(Diagnostic::new(&ARCHIVE_EMPTY, message).hint("fetch or pack the file again"));
}

/// What keeps an archive from being opened.
pub(super) fn report_fault(fault: ZipFault, findings: &mut Findings) {
    let broken = |message: &str| {
        Diagnostic::new(&ARCHIVE_BROKEN, message).hint("fetch or pack the file again")
    };
    match fault {
        ZipFault::Empty => {
            findings.add(Diagnostic::new(&ARCHIVE_EMPTY, "the file is empty"));
            findings.add(broken("an empty file is no zip archive"));
        }
        ZipFault::EndMissing => findings.add(broken(
            "no zip archive, or its end is cut off: the end record is missing",
        )),
        ZipFault::DirectoryBroken => {
            findings.add(broken("the directory of the zip archive is broken"))
        }
        ZipFault::NameNotUtf8 => findings.add(Diagnostic::new(
            &NAME_NOT_UTF8,
            "a file name in the archive is not UTF-8",
        )),
        ZipFault::TooManyEntries(count) => {
            let message = format!("the archive has {count} entries, more than the limit");
            findings.add(Diagnostic::new(&TOO_MANY_ENTRIES, message).hint(LIMITS_HINT));
        }
    }
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    if publication.container.packed {
        mimetype(publication, findings);
    }
    extension(publication, findings);
    duplicates(publication, findings);
    empty_folders(publication, findings);
    for entry in &publication.container.entries {
        if !entry.is_folder() {
            name(&entry.path, publication.version(), findings);
        }
    }
}

fn mimetype(publication: &Publication<'_>, findings: &mut Findings) {
    let Some(first) = &publication.container.first else {
        return;
    };
    if first.name != b"mimetype" {
        findings.add(
            Diagnostic::new(
                &MIMETYPE_NOT_FIRST,
                "'mimetype' is missing or not the first file of the archive",
            )
            .hint("pack it first"),
        );
        return;
    }
    if first.extra != 0 {
        findings.add(Diagnostic::new(
            &MIMETYPE_EXTRA_FIELD,
            format!(
                "the header of 'mimetype' has an extra field of {} bytes",
                first.extra
            ),
        ));
    }
    let content = publication.container.read("mimetype").unwrap_or_default();
    if content.as_ref() != b"application/epub+zip" {
        let found = String::from_utf8_lossy(content.get(..40).unwrap_or(&content)).into_owned();
        let message = format!("'mimetype' holds {found:?}");
        findings.add(
            Diagnostic::new(&MIMETYPE_CONTENT, message)
                .hint("it has to hold 'application/epub+zip' and nothing else"),
        );
    }
}

fn extension(publication: &Publication<'_>, findings: &mut Findings) {
    let Some(extension) = publication
        .options
        .file_name
        .as_deref()
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, e)| e)
    else {
        return;
    };
    if extension.eq_ignore_ascii_case("epub") && extension != "epub" {
        findings.add(
            Diagnostic::new(
                &EXTENSION_CASE,
                format!("the file's extension is '.{extension}'"),
            )
            .hint("write it '.epub'"),
        );
    }
}

fn duplicates(publication: &Publication<'_>, findings: &mut Findings) {
    let mut seen: BTreeMap<String, ()> = BTreeMap::new();
    for entry in &publication.container.entries {
        let folded: String = if entry.path.is_ascii() {
            entry.path.to_ascii_lowercase()
        } else {
            let decomposed: String = entry.path.nfd().collect();
            decomposed.to_lowercase().nfc().collect()
        };
        if seen.insert(folded, ()).is_some() {
            let message = format!(
                "the archive has a second file '{}' (case and composed characters make no difference)",
                entry.path
            );
            findings.add(
                Diagnostic::new(&NAME_DUPLICATE, message).hint("rename or remove one of them"),
            );
        }
    }
}

fn empty_folders(publication: &Publication<'_>, findings: &mut Findings) {
    let files: std::collections::BTreeSet<&str> = publication
        .container
        .entries
        .iter()
        .filter(|e| !e.is_folder())
        .map(|e| e.path.as_str())
        .collect();
    for entry in publication
        .container
        .entries
        .iter()
        .filter(|e| e.is_folder())
    {
        let filled = files
            .range(entry.path.as_str()..)
            .next()
            .is_some_and(|file| file.starts_with(&entry.path));
        if !filled {
            findings.add(Diagnostic::new(
                &FOLDER_EMPTY,
                format!("the folder '{}' is empty", entry.path),
            ));
        }
    }
}

/// The characters that OCF forbids in file names, with the name of their class where they have one.
fn forbidden(c: char) -> Option<&'static str> {
    match c {
        '"' | '*' | ':' | '<' | '>' | '?' | '\\' | '|' => Some(""),
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => Some("control"),
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}' => {
            Some("private use")
        }
        '\u{FDD0}'..='\u{FDEF}' => Some("not a character"),
        c if u32::from(c) & 0xFFFE == 0xFFFE => Some("not a character"),
        '\u{FFF0}'..='\u{FFFD}' => Some("special"),
        '\u{E0001}' => Some("deprecated"),
        _ => None,
    }
}

pub(super) fn name(path: &str, version: Version, findings: &mut Findings) {
    let _ = version;
    let found: Vec<String> = path
        .chars()
        .filter_map(|c| forbidden(c).map(|class| (c, class)))
        .map(|(c, class)| {
            if class.is_empty() {
                format!("U+{:04X} ({c})", u32::from(c))
            } else {
                format!("U+{:04X} ({class})", u32::from(c))
            }
        })
        .collect();
    if !found.is_empty() {
        let message = format!(
            "the file name {path:?} has characters that are not allowed: {}",
            found.join(", ")
        );
        findings.add(
            Diagnostic::new(&NAME_CHARACTER, message)
                .hint("rename the file and the references to it"),
        );
    }
    if path.ends_with('.') {
        findings.add(Diagnostic::new(
            &NAME_FULL_STOP,
            format!("the file name '{path}' ends with a full stop"),
        ));
    }
    if path.chars().any(char::is_whitespace) {
        findings.add(
            Diagnostic::new(&NAME_SPACE, format!("the file name {path:?} has a space"))
                .hint("put a hyphen in its place"),
        );
    }
}
