//! `book.toml`: what the book is and how it is built.
//!
//! Takes the text of the file, gives a `Manifest` and every mistake in it with its place: broken TOML, unknown keys with
//! the nearest known one, values of the wrong kind. One table of keys drives reading, the hints and the JSON Schema. The
//! keys of an mdBook's own `book.toml` are known, so that such a project builds as it is.

mod keys;
mod schema;
mod value;

pub(super) use keys::identifier;
pub use keys::{KEYS, Key, Takes};
pub use schema::json_schema;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Settings, rules};
use crate::book::Metadata;
use crate::report::{Diagnostic, SourceId, Sources, Span, nearest};
use value::Setter;

/// What a `book.toml` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Manifest {
    pub(super) metadata: Metadata,
    pub(super) settings: Settings,
    /// The files of the book in reading order, where they are listed.
    pub(super) files: Vec<(String, Span)>,
    /// An mdBook's source folder.
    pub(super) src: Option<String>,
    /// Whether it holds what mdBook alone reads (`[output.html]`).
    pub(super) is_mdbook: bool,
    /// The corrections file.
    pub(super) corrections: Option<String>,
}

/// Reads the settings of a `book.toml`, or of a file of its form beside a publication: what it says of the book is left.
pub fn read_settings(
    sources: &mut Sources,
    path: &str,
    text: String,
) -> (Settings, Vec<Diagnostic>) {
    let source = sources.add(path, text);
    let text = sources.get(source).map_or("", |file| file.text.as_str());
    let (manifest, diagnostics) = read(source, text);
    (manifest.settings, diagnostics)
}

/// Reads a `book.toml`.
pub(super) fn read(source: SourceId, text: &str) -> (Manifest, Vec<Diagnostic>) {
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let place = error.span().unwrap_or(0..0);
            let message = error
                .message()
                .trim()
                .lines()
                .collect::<Vec<_>>()
                .join("; ");
            let diagnostic =
                Diagnostic::new(&rules::TOML_SYNTAX, format!("this is not TOML: {message}"))
                    .hint("mend this place")
                    .span(Span::new(source, place.start, place.end));
            return (Manifest::default(), vec![diagnostic]);
        }
    };
    let mut setter = Setter {
        manifest: Manifest::default(),
        diagnostics: Vec::new(),
        source,
        span: Span::NONE,
        key: "",
        position: None,
    };
    for (name, value) in table.get_ref() {
        self::table(&mut setter, name, value);
    }
    let Setter {
        mut manifest,
        diagnostics,
        position,
        ..
    } = setter;
    keys::settle(&mut manifest, position);
    (manifest, diagnostics)
}

fn table(
    setter: &mut Setter,
    name: &Spanned<std::borrow::Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
) {
    let table = name.get_ref().as_ref();
    let span = setter.place(name.span());
    if keys::OF_MDBOOK.contains(&table) {
        setter.manifest.is_mdbook = true;
        return setter.of_mdbook(table, value.get_ref());
    }
    if !keys::tables().any(|known| known == table) {
        let message = format!("there is no table '[{table}]'");
        let diagnostic = Diagnostic::new(&rules::TOML_KEY_UNKNOWN, message).span(span);
        // A key at the top of the file most often belongs into one of the tables.
        let owner = KEYS.iter().find(|key| key.name == table);
        let hint = match (nearest(table, keys::tables()), owner) {
            (Some(near), _) => format!("did you mean '[{near}]'?"),
            (None, Some(key)) => format!("write it below '[{}]'", key.table),
            (None, None) => format!("the tables are {}", list(keys::tables())),
        };
        setter.diagnostics.push(diagnostic.hint(hint));
        return;
    }
    let DeValue::Table(entries) = value.get_ref() else {
        let message = format!("'{table}' is a table: write '[{table}]' and its keys below");
        setter
            .diagnostics
            .push(Diagnostic::new(&rules::TOML_TYPE, message).span(span));
        return;
    };
    for (name, value) in entries {
        let key = name.get_ref().as_ref();
        if keys::is_of_mdbook(table, key) {
            setter.of_mdbook(key, value.get_ref());
            continue;
        }
        let Some(known) = KEYS
            .iter()
            .find(|known| known.table == table && known.name == key)
        else {
            if table == "restore"
                && let DeValue::Boolean(on) = value.get_ref()
            {
                // A pass by its name; the restoration knows which there are.
                if !on {
                    setter.manifest.settings.passes_off.push(key.to_string());
                }
                continue;
            }
            unknown(setter, table, key, setter.place(name.span()));
            continue;
        };
        setter.key = known.name;
        setter.span = setter.place(value.span());
        setter.set(known, value.get_ref());
    }
}

fn unknown(setter: &mut Setter, table: &str, key: &str, span: Span) {
    let here = || {
        KEYS.iter()
            .filter(|known| known.table == table)
            .map(|known| known.name)
    };
    let elsewhere = KEYS.iter().find(|known| known.name == key);
    let hint = match (nearest(key, here()), elsewhere) {
        (Some(near), _) => format!("did you mean '{near}'?"),
        (None, Some(other)) => format!("it belongs into '[{}]'", other.table),
        (None, None) => format!("the keys of '[{table}]' are {}", list(here())),
    };
    let message = format!("'[{table}]' has no key '{key}'");
    setter.diagnostics.push(
        Diagnostic::new(&rules::TOML_KEY_UNKNOWN, message)
            .hint(hint)
            .span(span),
    );
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names
        .map(|name| format!("'{name}'"))
        .collect::<Vec<_>>()
        .join(", ")
}
