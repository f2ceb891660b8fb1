//! The keys of `book.toml`: name, kind of value, what it means, and what it sets.

use super::Manifest;
use super::value::{Setter, Value};
use crate::book::assemble::LinkPolicy;
use crate::book::{
    Collection, Contributor, IdentifierScheme, PrintSource, Progression, Subject, WritingMode,
};
use crate::source::{TextKind, rules};

/// A key of `book.toml`.
pub struct Key {
    /// The table it stands in.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What kind of value it takes.
    pub takes: Takes,
    /// What it means, one sentence.
    pub about: &'static str,
    pub(super) set: fn(&mut Setter, Value),
}

/// The kind of value that a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// A string.
    Text,
    /// A string or a TOML date.
    Date,
    /// A string, or a list of strings.
    Texts,
    /// `true` or `false`.
    Flag,
    /// A whole number from 1 on.
    Count,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A string, a table with these fields (a lone string is the first), or a list of either.
    Records(&'static [&'static str]),
    /// A table of names with a string each.
    Reasons,
}

macro_rules! keys {
    ($($table:literal { $($name:literal : $takes:expr, $about:literal, $set:expr;)+ })+) => {
        /// All keys, by table.
        pub static KEYS: &[Key] = &[$($(
            Key { table: $table, name: $name, takes: $takes, about: $about, set: $set },
        )+)+];
    };
}

keys! {
    "book" {
        "title": Takes::Text, "The title.", |s, v| s.book().title = v.text();
        "subtitle": Takes::Text, "The subtitle.", |s, v| s.book().subtitle = v.text();
        "title-sort": Takes::Text, "The title as it sorts: `Tale of Two Cities, A`.", |s, v| s.book().title_sort = v.text();
        "author": Takes::Records(PERSON), "The author.", |s, v| people(s, v, "aut");
        "authors": Takes::Records(PERSON), "The authors: names, or tables of name, sort name and role.", |s, v| people(s, v, "aut");
        "translator": Takes::Records(PERSON), "The translator.", |s, v| people(s, v, "trl");
        "editor": Takes::Records(PERSON), "The editor.", |s, v| people(s, v, "edt");
        "illustrator": Takes::Records(PERSON), "The illustrator.", |s, v| people(s, v, "ill");
        "contributors": Takes::Records(PERSON), "All who had a part in the book, with their MARC roles.", |s, v| people(s, v, "ctb");
        "language": Takes::Text, "The language, a BCP 47 tag: `en`, `de-AT`.", |s, v| s.languages(v.texts());
        "languages": Takes::Texts, "The languages; the first is the book's.", |s, v| s.languages(v.texts());
        "isbn": Takes::Text, "The ISBN.", |s, v| s.identifiers(vec![("isbn".to_string(), v.string())]);
        "identifier": Takes::Text, "The identifier: an ISBN, UUID, DOI or URI.", |s, v| s.identifiers(vec![(String::new(), v.string())]);
        "identifiers": Takes::Records(&["value", "scheme"]), "All identifiers; the first is the book's.", identifiers;
        "publisher": Takes::Text, "The publisher.", |s, v| s.book().publisher = v.text();
        "date": Takes::Date, "The date of publication: `2026`, `2026-11` or `2026-11-23`.", |s, v| s.date(v.string());
        "modified": Takes::Date, "When the book was last changed; else a fixed rule.", |s, v| s.modified(v.string());
        "rights": Takes::Text, "Copyright and licence.", |s, v| s.book().rights = v.text();
        "description": Takes::Text, "What the book is about.", |s, v| s.book().description = v.text();
        "subjects": Takes::Records(&["name", "authority", "term"]), "Subjects: names, or tables with a scheme and its code.", subjects;
        "series": Takes::Records(&["name", "position", "set"]), "The series, and the place in it.", series;
        "position": Takes::Text, "The place in the series: `2`, `2.5`.", |s, v| s.position = v.text();
        "source": Takes::Records(&["citation", "isbn"]), "The print edition this was made from.", print_source;
        "type": Takes::Text, "The type of the publication (`dc:type`).", |s, v| s.book().kind = v.text();
        "direction": Takes::Choice(&["ltr", "rtl"]), "Which way the pages turn; else as the language has it.", direction;
        "writing-mode": Takes::Choice(&["horizontal", "vertical-rl"]), "How lines run.", writing_mode;
    }
    "build" {
        "files": Takes::Texts, "The files of the book in reading order; `*` stands for any part of a name.", |s, v| {
            let span = s.span;
            s.manifest.files = v.texts().into_iter().map(|file| (file, span)).collect();
        };
        "formats": Takes::Texts, "The formats to write: `epub`, `html`, `markdown`.", |s, v| s.build().formats = v.texts();
        "cover": Takes::Text, "The cover picture.", |s, v| s.build().cover = v.text();
        "cover-template": Takes::Text, "The template of a typeset cover; `none` for no cover.", |s, v| s.build().cover_template = v.text();
        "theme": Takes::Text, "The style theme.", |s, v| s.build().theme = v.text();
        "styles": Takes::Texts, "Style sheets of your own.", |s, v| s.build().styles = v.texts();
        "fonts": Takes::Texts, "Fonts to embed, cut to the letters of the book; your style sheet uses them by name.", |s, v| s.build().fonts = v.texts();
        "smart-punctuation": Takes::Flag, "Straight quotes, `--` and `...` become typographic.", |s, v| s.build().smart_punctuation = Some(v.flag());
        "encoding": Takes::Text, "The encoding of the files; else found.", |s, v| s.build().encoding = v.text();
        "kind": Takes::Choice(KINDS), "What kind of text the files are; else found.", |s, v| s.build().kind = TextKind::from_name(&v.string());
        "links": Takes::Choice(&["error", "warn"]), "What a link that leads nowhere is.", |s, v| {
            s.build().links = Some(if v.string() == "warn" { LinkPolicy::Warn } else { LinkPolicy::Error });
        };
        "site": Takes::Text, "The address of the book's folder on the web: links that lead out of it start there.", |s, v| s.build().site = v.text();
        "remote-pictures": Takes::Choice(&["error", "link"]), "What becomes of pictures on the network.", |s, v| {
            s.build().link_remote_pictures = v.string() == "link";
        };
        "contents-depth": Takes::Count, "How many levels of sections the contents show.", |s, v| {
            s.build().contents_depth = u8::try_from(v.count()).ok();
        };
        "search": Takes::Flag, "The HTML edition in pages gets a page to search it, the only one with a script.", |s, v| s.build().search = v.flag();
        "scripts": Takes::Flag, "Scripts and event handlers may reach the output.", |s, v| s.build().allow_scripts = v.flag();
        "corrections": Takes::Text, "The corrections file; else `corrections.toml`.", |s, v| s.manifest.corrections = v.text();
    }
    "restore" {
        "off": Takes::Texts, "Passes that are switched off, by name.", |s, v| s.build().passes_off.extend(v.texts());
    }
    "check" {
        "profile": Takes::Text, "The store to check for: `kdp`, `apple`, `kobo`, `google`.", |s, v| s.build().profile = v.text();
        "ignore": Takes::Reasons, "Rules that are ignored, each with the reason.", |s, v| {
            let mut reasons = v.pairs();
            if let Some((rule, _)) = reasons.iter().find(|(_, reason)| reason.trim().is_empty()) {
                let message = format!("'{rule}' is to be ignored without a reason");
                s.wrong(&rules::TOML_VALUE, message, "say in a few words why it may stay");
            }
            reasons.retain(|_, reason| !reason.trim().is_empty());
            s.build().ignored_rules.extend(reasons);
        };
        "deny": Takes::Texts, "Rules whose findings are errors; `warnings` for all warnings.", |s, v| s.build().denied_rules = v.texts();
    }
    "accessibility" {
        "summary": Takes::Text, "The accessibility summary in your own words.", |s, v| s.book().accessibility.summary = v.text();
        "certified-by": Takes::Text, "Who certified the book.", |s, v| s.book().accessibility.certified_by = v.text();
        "certifier-credential": Takes::Text, "The certifier's credential.", |s, v| s.book().accessibility.certifier_credential = v.text();
        "certifier-report": Takes::Text, "The address of the certifier's report.", |s, v| s.book().accessibility.certifier_report = v.text();
        "hazards": Takes::Texts, "Hazards: `flashing`, `noFlashingHazard`, `none` …", |s, v| s.book().accessibility.hazards = v.texts();
        "exemption": Takes::Text, "The exemption of the European Accessibility Act that is claimed.", |s, v| s.book().accessibility.exemption = v.text();
        "allow-missing-alternatives": Takes::Flag, "Pictures may lack their alternative text; the metadata say so.", |s, v| {
            s.book().accessibility.allow_missing_alternatives = v.flag();
        };
    }
}

const PERSON: &[&str] = &["name", "sort", "role"];
const KINDS: &[&str] = &[
    "markdown",
    "damaged-markdown",
    "plain",
    "paged",
    "ocr",
    "html",
    "epub",
];

/// Tables of mdBook that mean nothing to a book, and one whose setting does.
pub(super) const OF_MDBOOK: &[&str] = &["output", "preprocessor", "rust"];

/// Keys of mdBook beside deckle's own.
pub(super) fn is_of_mdbook(table: &str, key: &str) -> bool {
    let known: &[&str] = match table {
        "book" => &["multilingual", "src", "text-direction"],
        "build" => &[
            "build-dir",
            "create-missing",
            "use-default-preprocessors",
            "extra-watch-dirs",
        ],
        _ => &[],
    };
    known.contains(&key)
}

/// The tables, in order.
pub(super) fn tables() -> impl Iterator<Item = &'static str> {
    let mut last = "";
    KEYS.iter()
        .map(|key| key.table)
        .filter(move |table| std::mem::replace(&mut last, table) != *table)
}

impl Setter {
    fn book(&mut self) -> &mut crate::book::Metadata {
        &mut self.manifest.metadata
    }

    fn build(&mut self) -> &mut crate::source::Settings {
        &mut self.manifest.settings
    }
}

fn people(setter: &mut Setter, value: Value, role: &str) {
    for mut record in value.records() {
        let name = record.remove("name").unwrap_or_default();
        let role = match record.remove("role") {
            Some(given) => setter.role(&given),
            None => role.to_string(),
        };
        setter.book().contributors.push(Contributor {
            name,
            sort: record.remove("sort"),
            role,
        });
    }
}

fn identifiers(setter: &mut Setter, value: Value) {
    let pairs = value.records().into_iter().map(|mut record| {
        (
            record.remove("scheme").unwrap_or_default(),
            record.remove("value").unwrap_or_default(),
        )
    });
    let pairs = pairs.collect();
    setter.identifiers(pairs);
}

fn subjects(setter: &mut Setter, value: Value) {
    let subjects = value.records().into_iter().map(|mut record| Subject {
        name: record.remove("name").unwrap_or_default(),
        authority: record.remove("authority"),
        term: record.remove("term"),
    });
    setter.book().subjects = subjects.collect();
}

fn series(setter: &mut Setter, value: Value) {
    let series = value.records().into_iter().map(|mut record| Collection {
        name: record.remove("name").unwrap_or_default(),
        position: record.remove("position"),
        is_set: record.remove("set").as_deref() == Some("true"),
    });
    setter.book().collections = series.collect();
}

fn print_source(setter: &mut Setter, value: Value) {
    let source = value
        .records()
        .into_iter()
        .next()
        .map(|mut record| PrintSource {
            citation: record.remove("citation").unwrap_or_default(),
            isbn: record.remove("isbn"),
        });
    setter.book().source = source;
}

fn direction(setter: &mut Setter, value: Value) {
    let rtl = value.string() == "rtl";
    setter.book().progression = Some(if rtl {
        Progression::Rtl
    } else {
        Progression::Ltr
    });
}

fn writing_mode(setter: &mut Setter, value: Value) {
    let vertical = value.string() == "vertical-rl";
    setter.book().writing_mode = Some(if vertical {
        WritingMode::VerticalRl
    } else {
        WritingMode::Horizontal
    });
}

/// The scheme of an identifier and its bare value.
pub(in crate::source) fn identifier(scheme: &str, value: &str) -> (IdentifierScheme, String) {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let after = |prefix: &str| value.get(prefix.len()..).unwrap_or("").trim().to_string();
    let digits = |text: &str| {
        text.chars()
            .filter(|c| !matches!(c, '-' | ' ' | '\u{2010}'..='\u{2013}'))
            .collect::<String>()
    };
    match scheme.to_ascii_lowercase().as_str() {
        "isbn" | "isbn-13" | "isbn-10" if !lower.starts_with("urn:isbn:") => {
            (IdentifierScheme::Isbn, digits(value))
        }
        "uuid" if !lower.starts_with("urn:uuid:") => (IdentifierScheme::Uuid, lower),
        "doi" if !lower.starts_with("doi:") => (IdentifierScheme::Doi, value.to_string()),
        "uri" | "url" => (IdentifierScheme::Uri, value.to_string()),
        _ if lower.starts_with("urn:isbn:") => {
            (IdentifierScheme::Isbn, digits(&after("urn:isbn:")))
        }
        _ if lower.starts_with("isbn:") => (IdentifierScheme::Isbn, digits(&after("isbn:"))),
        _ if lower.starts_with("urn:uuid:") => (
            IdentifierScheme::Uuid,
            after("urn:uuid:").to_ascii_lowercase(),
        ),
        _ if lower.starts_with("doi:") => (IdentifierScheme::Doi, after("doi:")),
        _ if lower.contains("://") || lower.starts_with("urn:") => {
            (IdentifierScheme::Uri, value.to_string())
        }
        "" if is_uuid(&lower) => (IdentifierScheme::Uuid, lower),
        "" if super::value::isbn_holds(&digits(value)) => (IdentifierScheme::Isbn, digits(value)),
        _ => (IdentifierScheme::Other, value.to_string()),
    }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

/// What is settled only when the whole file is read.
pub(super) fn settle(manifest: &mut Manifest, position: Option<String>) {
    if let (Some(position), Some(series)) = (position, manifest.metadata.collections.first_mut()) {
        series.position = Some(position);
    }
}
