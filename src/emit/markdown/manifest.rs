//! `book.toml` of a folder: what the book is, which files it has and in which order.

use toml::{Table, Value};

use super::front_matter::{Extras, scheme};
use crate::book::{Metadata, Progression, WritingMode};
use crate::source::Settings;

/// The text of `book.toml`.
pub(super) fn manifest(
    metadata: &Metadata,
    settings: &Settings,
    files: &[String],
    extras: &Extras,
) -> String {
    let mut tables = vec![
        ("book", about(metadata)),
        ("build", build(settings, files, extras)),
    ];
    let claims = accessibility(metadata);
    if !claims.is_empty() {
        tables.push(("accessibility", claims));
    }
    let mut out = String::new();
    for (name, entries) in tables {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("[{name}]\n"));
        for (key, value) in entries {
            push_entry(&mut out, key, &value);
        }
    }
    out
}

type Entries = Vec<(&'static str, Value)>;

fn push_entry(out: &mut String, key: &str, value: &Value) {
    match value {
        // A long list is read line by line, and compared so.
        Value::Array(items) if items.len() > 2 => {
            out.push_str(&format!("{key} = [\n"));
            for item in items {
                out.push_str(&format!("    {item},\n"));
            }
            out.push_str("]\n");
        }
        _ => out.push_str(&format!("{key} = {value}\n")),
    }
}

fn put(entries: &mut Entries, key: &'static str, value: Option<&str>) {
    if let Some(value) = value {
        entries.push((key, Value::String(value.to_owned())));
    }
}

fn put_list(entries: &mut Entries, key: &'static str, values: &[String]) {
    if !values.is_empty() {
        entries.push((
            key,
            Value::Array(values.iter().cloned().map(Value::String).collect()),
        ));
    }
}

fn put_records(entries: &mut Entries, key: &'static str, records: Vec<Table>) {
    if !records.is_empty() {
        entries.push((
            key,
            Value::Array(records.into_iter().map(Value::Table).collect()),
        ));
    }
}

/// A table of the fields that have a value.
fn record(fields: &[(&str, Option<&str>)]) -> Table {
    let given = fields
        .iter()
        .filter_map(|(name, value)| value.map(|value| (*name, value)));
    given
        .map(|(name, value)| (name.to_owned(), Value::String(value.to_owned())))
        .collect()
}

fn about(metadata: &Metadata) -> Entries {
    let mut entries = Entries::new();
    let out = &mut entries;
    put(out, "title", metadata.title.as_deref());
    put(out, "subtitle", metadata.subtitle.as_deref());
    put(out, "title-sort", metadata.title_sort.as_deref());
    let people = &metadata.contributors;
    if people
        .iter()
        .all(|person| person.role == "aut" && person.sort.is_none())
    {
        let names: Vec<String> = people.iter().map(|person| person.name.clone()).collect();
        put_list(out, "authors", &names);
    } else {
        let records = people.iter().map(|person| {
            let role = Some(person.role.as_str()).filter(|role| !role.is_empty());
            record(&[
                ("name", Some(&person.name)),
                ("sort", person.sort.as_deref()),
                ("role", role),
            ])
        });
        put_records(out, "contributors", records.collect());
    }
    match metadata.languages.as_slice() {
        [only] => put(out, "language", Some(only)),
        several => put_list(out, "languages", several),
    }
    let identifiers = metadata.identifiers.iter();
    let records = identifiers.map(|identifier| {
        record(&[
            ("scheme", Some(scheme(identifier.scheme))),
            ("value", Some(&identifier.value)),
        ])
    });
    put_records(out, "identifiers", records.collect());
    put(out, "publisher", metadata.publisher.as_deref());
    put(out, "date", metadata.date.as_deref());
    put(out, "modified", metadata.modified.as_deref());
    put(out, "rights", metadata.rights.as_deref());
    put(out, "description", metadata.description.as_deref());
    let subjects = metadata.subjects.iter().map(|subject| {
        record(&[
            ("name", Some(&subject.name)),
            ("authority", subject.authority.as_deref()),
            ("term", subject.term.as_deref()),
        ])
    });
    put_records(out, "subjects", subjects.collect());
    let series = metadata.collections.iter().map(|collection| {
        let set = collection.is_set.then_some("true");
        record(&[
            ("name", Some(&collection.name)),
            ("position", collection.position.as_deref()),
            ("set", set),
        ])
    });
    put_records(out, "series", series.collect());
    if let Some(source) = &metadata.source {
        let fields = record(&[
            ("citation", Some(&source.citation)),
            ("isbn", source.isbn.as_deref()),
        ]);
        out.push(("source", Value::Table(fields)));
    }
    put(out, "type", metadata.kind.as_deref());
    let direction = metadata.progression.map(|way| {
        if way == Progression::Rtl {
            "rtl"
        } else {
            "ltr"
        }
    });
    put(out, "direction", direction);
    let mode = metadata.writing_mode;
    put(
        out,
        "writing-mode",
        mode.map(|mode| {
            if mode == WritingMode::VerticalRl {
                "vertical-rl"
            } else {
                "horizontal"
            }
        }),
    );
    entries
}

fn build(settings: &Settings, files: &[String], extras: &Extras) -> Entries {
    let mut entries = Entries::new();
    put_list(&mut entries, "files", files);
    put(&mut entries, "cover", extras.cover.as_deref());
    put(
        &mut entries,
        "cover-template",
        settings.cover_template.as_deref(),
    );
    put(&mut entries, "theme", settings.theme.as_deref());
    put_list(&mut entries, "styles", &extras.styles);
    put_list(&mut entries, "fonts", &extras.fonts);
    entries
}

fn accessibility(metadata: &Metadata) -> Entries {
    let claims = &metadata.accessibility;
    let mut entries = Entries::new();
    put(&mut entries, "summary", claims.summary.as_deref());
    put(&mut entries, "certified-by", claims.certified_by.as_deref());
    put(
        &mut entries,
        "certifier-credential",
        claims.certifier_credential.as_deref(),
    );
    put(
        &mut entries,
        "certifier-report",
        claims.certifier_report.as_deref(),
    );
    put_list(&mut entries, "hazards", &claims.hazards);
    put(&mut entries, "exemption", claims.exemption.as_deref());
    if claims.allow_missing_alternatives {
        entries.push(("allow-missing-alternatives", Value::Boolean(true)));
    }
    entries
}
