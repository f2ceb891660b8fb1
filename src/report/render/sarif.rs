//! SARIF 2.1.0 (OASIS), for code scanning services.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Renderer, Subject};
use crate::report::{Diagnostic, Rule, Severity};

pub(super) static RENDERER: Renderer = Renderer {
    name: "sarif",
    about: "SARIF 2.1.0 for code scanning",
    render,
};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

fn render(subjects: &[Subject<'_>]) -> String {
    let mut rules: BTreeMap<&str, &'static Rule> = BTreeMap::new();
    for diagnostic in subjects.iter().flat_map(|subject| subject.diagnostics) {
        rules.insert(diagnostic.rule.name, diagnostic.rule);
    }
    let index: BTreeMap<&str, usize> = rules
        .keys()
        .enumerate()
        .map(|(i, &name)| (name, i))
        .collect();
    let results: Vec<Value> = subjects
        .iter()
        .flat_map(|s| s.diagnostics.iter().map(|d| result(s, d, &index)))
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "deckle",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.values().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).expect("a JSON value always serialises");
    text.push('\n');
    text
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Fatal | Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn descriptor(rule: &Rule) -> Value {
    let docs = rule.docs.trim();
    let (short, _) = docs.split_once("\n\n").unwrap_or((docs, ""));
    let mut value = json!({
        "id": rule.name,
        "shortDescription": { "text": one_line(short) },
        "fullDescription": { "text": one_line(docs) },
        "defaultConfiguration": { "level": level(rule.severity) },
    });
    if rule.clause.starts_with("https://") || rule.clause.starts_with("http://") {
        value["helpUri"] = json!(rule.clause);
    }
    if let Some(id) = rule.id {
        value["properties"] = json!({ "epubcheck": id });
    }
    value
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn result(subject: &Subject<'_>, diagnostic: &Diagnostic, index: &BTreeMap<&str, usize>) -> Value {
    let place = subject.place(diagnostic);
    // A file inside a container is named by the container, with the inner path as logical location.
    let file = place
        .path
        .split('!')
        .next()
        .unwrap_or(&place.path)
        .to_owned();
    let mut physical = json!({ "artifactLocation": { "uri": uri(&file) } });
    if let Some(line) = place.line {
        physical["region"] = match place.column {
            Some(column) => json!({ "startLine": line, "startColumn": column }),
            None => json!({ "startLine": line }),
        };
    }
    let mut location = json!({ "physicalLocation": physical });
    if !diagnostic.location.path.is_empty() {
        location["logicalLocations"] =
            json!([{ "fullyQualifiedName": diagnostic.location.path, "kind": "resource" }]);
    }
    let mut text = diagnostic.message.clone();
    if let Some(hint) = &diagnostic.hint {
        text.push_str("; ");
        text.push_str(hint);
    }
    json!({
        "ruleId": diagnostic.rule.name,
        "ruleIndex": index.get(diagnostic.rule.name),
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "locations": [location],
    })
}

/// A path as a URI reference (RFC 3986): relative where the path is, else with the scheme `file`.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
