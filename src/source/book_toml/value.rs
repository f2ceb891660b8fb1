//! Values of `book.toml`: read as what their key takes, or reported with their place.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::keys::{Key, Takes, identifier};
use super::{Manifest, rules};
use crate::book::{Identifier, IdentifierScheme, Progression};
use crate::report::{Diagnostic, Rule, SourceId, Span, nearest};
use crate::source::relators;

/// Sets what the values say.
pub(super) struct Setter {
    pub(super) manifest: Manifest,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) source: SourceId,
    /// Where the value stands.
    pub(super) span: Span,
    /// The key's name.
    pub(super) key: &'static str,
    /// The place in the series, until the series is known.
    pub(super) position: Option<String>,
}

/// A value as its key takes it.
pub(super) enum Value {
    Text(String),
    Texts(Vec<String>),
    Flag(bool),
    Count(u32),
    Records(Vec<BTreeMap<String, String>>),
    Pairs(BTreeMap<String, String>),
}

impl Value {
    pub(super) fn string(self) -> String {
        match self {
            Value::Text(text) => text,
            _ => String::new(),
        }
    }

    /// The text; `None` where it is empty.
    pub(super) fn text(self) -> Option<String> {
        Some(self.string()).filter(|text| !text.trim().is_empty())
    }

    pub(super) fn texts(self) -> Vec<String> {
        match self {
            Value::Texts(texts) => texts,
            Value::Text(text) => vec![text],
            _ => Vec::new(),
        }
    }

    pub(super) fn flag(self) -> bool {
        matches!(self, Value::Flag(true))
    }

    pub(super) fn count(self) -> u32 {
        if let Value::Count(count) = self {
            count
        } else {
            0
        }
    }

    pub(super) fn records(self) -> Vec<BTreeMap<String, String>> {
        if let Value::Records(records) = self {
            records
        } else {
            Vec::new()
        }
    }

    pub(super) fn pairs(self) -> BTreeMap<String, String> {
        if let Value::Pairs(pairs) = self {
            pairs
        } else {
            BTreeMap::new()
        }
    }
}

impl Setter {
    pub(super) fn place(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    pub(super) fn set(&mut self, key: &Key, value: &DeValue<'_>) {
        match read(key.takes, value) {
            Ok(value) => (key.set)(self, value),
            Err(Wrong::Kind) => {
                let message = format!(
                    "'{}' takes {}, not {}",
                    key.name,
                    name_of(key.takes),
                    found(value)
                );
                self.wrong(
                    &rules::TOML_TYPE,
                    message,
                    &format!("for example: {}", example(key)),
                );
            }
            Err(Wrong::Choice(given, choices)) => {
                let message = format!("'{}' cannot be '{given}'", key.name);
                let hint = match nearest(&given, choices.iter().copied()) {
                    Some(near) => format!("did you mean '{near}'?"),
                    None => format!("it is one of {}", super::list(choices.iter().copied())),
                };
                self.wrong(&rules::TOML_VALUE, message, &hint);
            }
            Err(Wrong::Field(field, fields)) => {
                let message = format!("'{}' has no field '{field}'", key.name);
                let hint = match nearest(&field, fields.iter().copied()) {
                    Some(near) => format!("did you mean '{near}'?"),
                    None => format!("its fields are {}", super::list(fields.iter().copied())),
                };
                self.wrong(&rules::TOML_KEY_UNKNOWN, message, &hint);
            }
        }
    }

    pub(super) fn wrong(&mut self, rule: &'static Rule, message: String, hint: &str) {
        self.diagnostics
            .push(Diagnostic::new(rule, message).hint(hint).span(self.span));
    }

    /// A setting of mdBook's that says something of the book.
    pub(super) fn of_mdbook(&mut self, key: &str, value: &DeValue<'_>) {
        match (key, value) {
            ("src", DeValue::String(folder)) => {
                self.manifest.src = Some(folder.trim_matches('/').to_string())
            }
            ("text-direction", DeValue::String(direction)) => {
                let rtl = direction == "rtl";
                self.manifest.metadata.progression = Some(if rtl {
                    Progression::Rtl
                } else {
                    Progression::Ltr
                });
            }
            ("output", DeValue::Table(outputs)) => {
                let html = outputs
                    .iter()
                    .find(|(name, _)| name.get_ref() == "html")
                    .map(|(_, value)| value.get_ref());
                let Some(DeValue::Table(html)) = html else {
                    return;
                };
                for (name, value) in html {
                    if let ("smart-punctuation" | "curly-quotes", DeValue::Boolean(on)) =
                        (name.get_ref().as_ref(), value.get_ref())
                    {
                        self.manifest.settings.smart_punctuation.get_or_insert(*on);
                    }
                }
            }
            _ => {}
        }
    }

    pub(super) fn languages(&mut self, tags: Vec<String>) {
        for tag in tags {
            let tag = tag.trim().replace('_', "-");
            let primary = tag.split('-').next().unwrap_or("");
            if oxilangtag::LanguageTag::parse(tag.as_str()).is_err() || primary.len() > 3 {
                let message = format!("'{tag}' is no language tag");
                self.wrong(
                    &rules::TOML_VALUE,
                    message,
                    "write a BCP 47 tag, such as 'en', 'de' or 'pt-BR'",
                );
                continue;
            }
            self.manifest.metadata.languages.push(tag);
        }
    }

    pub(super) fn identifiers(&mut self, pairs: Vec<(String, String)>) {
        for (scheme, value) in pairs
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
        {
            let (scheme, bare) = identifier(&scheme, &value);
            if scheme == IdentifierScheme::Isbn && !isbn_holds(&bare) {
                let message = format!("'{value}' is no ISBN: its check digit does not fit");
                self.wrong(
                    &rules::TOML_VALUE,
                    message,
                    "copy it again, all 13 (or 10) digits",
                );
                continue;
            }
            self.manifest.metadata.identifiers.push(Identifier {
                scheme,
                value: bare,
            });
        }
    }

    pub(super) fn date(&mut self, date: String) {
        let date = date.split(['T', ' ']).next().unwrap_or("").to_string();
        if date.is_empty() {
            return;
        }
        if !is_date(&date) {
            let message = format!("'{date}' is no date");
            return self.wrong(
                &rules::TOML_VALUE,
                message,
                "write '2026', '2026-11' or '2026-11-23'",
            );
        }
        self.manifest.metadata.date = Some(date);
    }

    pub(super) fn modified(&mut self, written: String) {
        let date = written.split(['T', ' ']).next().unwrap_or("");
        if date.len() != 10 || !is_date(date) {
            let message = format!("'{written}' is no date and time");
            return self.wrong(
                &rules::TOML_VALUE,
                message,
                "write '2026-11-23' or '2026-11-23T09:00:00Z'",
            );
        }
        let time = written
            .get(11..19)
            .filter(|time| is_time(time))
            .unwrap_or("00:00:00");
        self.manifest.metadata.modified = Some(format!("{date}T{time}Z"));
    }

    /// The MARC code of a role given as a code or a word.
    pub(super) fn role(&mut self, given: &str) -> String {
        let lower = given.trim().to_ascii_lowercase();
        if let Some(code) = relators::code(&lower) {
            return code.to_string();
        }
        if lower.len() == 3 && lower.bytes().all(|b| b.is_ascii_lowercase()) {
            return lower;
        }
        let message = format!("'{given}' is no role");
        let words = relators::ROLES.iter().map(|(word, _)| *word);
        let hint = match nearest(&lower, words) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "use a word such as 'author', 'translator' or 'editor', or a MARC relator code"
                .to_string(),
        };
        self.wrong(&rules::TOML_VALUE, message, &hint);
        "ctb".to_string()
    }
}

/// What is wrong with a value.
enum Wrong {
    Kind,
    Choice(String, &'static [&'static str]),
    Field(String, &'static [&'static str]),
}

fn read(takes: Takes, value: &DeValue<'_>) -> Result<Value, Wrong> {
    match (takes, value) {
        (Takes::Text | Takes::Date, DeValue::Datetime(date)) => Ok(Value::Text(date.to_string())),
        (Takes::Text | Takes::Date, _) => scalar(value).map(Value::Text).ok_or(Wrong::Kind),
        (Takes::Texts, DeValue::Array(items)) => {
            let texts: Option<Vec<String>> =
                items.iter().map(|item| string(item.get_ref())).collect();
            texts.map(Value::Texts).ok_or(Wrong::Kind)
        }
        (Takes::Texts, _) => string(value)
            .map(|text| Value::Texts(vec![text]))
            .ok_or(Wrong::Kind),
        (Takes::Flag, DeValue::Boolean(on)) => Ok(Value::Flag(*on)),
        (Takes::Count, DeValue::Integer(number)) => number
            .to_string()
            .parse()
            .ok()
            .filter(|count| *count > 0)
            .map(Value::Count)
            .ok_or(Wrong::Kind),
        (Takes::Choice(choices), DeValue::String(text)) => {
            let known = choices.iter().any(|choice| choice == text);
            if known {
                Ok(Value::Text(text.to_string()))
            } else {
                Err(Wrong::Choice(text.to_string(), choices))
            }
        }
        (Takes::Records(fields), DeValue::Array(items)) => {
            let records: Result<Vec<_>, Wrong> = items
                .iter()
                .map(|item| record(fields, item.get_ref()))
                .collect();
            records.map(Value::Records)
        }
        (Takes::Records(fields), _) => {
            record(fields, value).map(|record| Value::Records(vec![record]))
        }
        (Takes::Reasons, DeValue::Table(entries)) => {
            let pairs: Option<BTreeMap<_, _>> = entries
                .iter()
                .map(|(name, value)| {
                    string(value.get_ref()).map(|text| (name.get_ref().to_string(), text))
                })
                .collect();
            pairs.map(Value::Pairs).ok_or(Wrong::Kind)
        }
        _ => Err(Wrong::Kind),
    }
}

fn record(
    fields: &'static [&'static str],
    value: &DeValue<'_>,
) -> Result<BTreeMap<String, String>, Wrong> {
    if let Some(text) = string(value) {
        let first = fields.first().copied().unwrap_or_default();
        return Ok(BTreeMap::from([(first.to_string(), text)]));
    }
    let DeValue::Table(entries) = value else {
        return Err(Wrong::Kind);
    };
    let mut record = BTreeMap::new();
    for (name, value) in entries {
        let name = name.get_ref().to_string();
        if !fields.contains(&name.as_str()) {
            return Err(Wrong::Field(name, fields));
        }
        record.insert(name, scalar(value.get_ref()).ok_or(Wrong::Kind)?);
    }
    Ok(record)
}

fn string(value: &DeValue<'_>) -> Option<String> {
    if let DeValue::String(text) = value {
        Some(text.to_string())
    } else {
        None
    }
}

/// A string, or a number or truth value written without quotes.
fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn name_of(takes: Takes) -> &'static str {
    match takes {
        Takes::Text | Takes::Choice(_) => "a string",
        Takes::Date => "a date",
        Takes::Texts => "a list of strings",
        Takes::Flag => "true or false",
        Takes::Count => "a whole number from 1 on",
        Takes::Records(_) => "a string, a table, or a list of these",
        Takes::Reasons => "a table of rules with the reason for each",
    }
}

fn found(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn example(key: &Key) -> String {
    match key.takes {
        Takes::Text => format!("{} = \"…\"", key.name),
        Takes::Date => format!("{} = \"2026-11-23\"", key.name),
        Takes::Texts => format!("{} = [\"…\", \"…\"]", key.name),
        Takes::Flag => format!("{} = true", key.name),
        Takes::Count => format!("{} = 3", key.name),
        Takes::Choice(choices) => format!("{} = \"{}\"", key.name, choices.first().unwrap_or(&"")),
        Takes::Records(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|field| format!("{field} = \"…\""))
                .collect();
            format!("{} = [{{ {} }}]", key.name, fields.join(", "))
        }
        Takes::Reasons => format!("{} = {{ rule-name = \"the reason\" }}", key.name),
    }
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let number = |part: Option<&str>, length: usize, most: u32| {
        part.is_none_or(|part| {
            part.len() == length
                && part.parse::<u32>().is_ok_and(|n| n >= 1 && n <= most)
                && part.bytes().all(|b| b.is_ascii_digit())
        })
    };
    let year = number(parts.next(), 4, 9999);
    let month = number(parts.next(), 2, 12);
    let day = number(parts.next(), 2, 31);
    year && month && day && parts.next().is_none()
}

fn is_time(text: &str) -> bool {
    let parts: Vec<Option<u32>> = text.split(':').map(|part| part.parse().ok()).collect();
    matches!(parts.as_slice(), [Some(0..=23), Some(0..=59), Some(0..=60)])
}

/// Whether the check digit of an ISBN fits. `digits` has no hyphens.
pub(super) fn isbn_holds(digits: &str) -> bool {
    let values: Option<Vec<u32>> = digits
        .char_indices()
        .map(|(at, c)| {
            if at == 9 && matches!(c, 'X' | 'x') {
                Some(10)
            } else {
                c.to_digit(10)
            }
        })
        .collect();
    let Some(values) = values else { return false };
    match values.len() {
        10 => {
            values
                .iter()
                .zip((1..=10).rev())
                .map(|(value, weight)| value * weight)
                .sum::<u32>()
                % 11
                == 0
        }
        13 => {
            values
                .iter()
                .zip([1, 3].into_iter().cycle())
                .map(|(value, weight)| value * weight)
                .sum::<u32>()
                % 10
                == 0
        }
        _ => false,
    }
}
