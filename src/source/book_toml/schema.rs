//! The JSON Schema of `book.toml`, for editors: made from the same keys that reading uses.

use serde_json::{Map, Value, json};

use super::keys::{KEYS, Takes, tables};

/// The schema (JSON Schema 2020-12), as editors with TOML support take it.
#[must_use]
pub fn json_schema() -> Value {
    let mut properties = Map::new();
    for table in tables() {
        let keys = KEYS.iter().filter(|key| key.table == table).map(|key| {
            let mut schema = of(key.takes);
            if let Value::Object(fields) = &mut schema {
                fields.insert("description".into(), json!(key.about));
            }
            (key.name.to_string(), schema)
        });
        // Passes stand in [restore] by their names.
        let additional = if table == "restore" {
            json!({ "type": "boolean" })
        } else {
            json!(false)
        };
        let keys: Map<String, Value> = keys.collect();
        properties.insert(
            table.to_string(),
            json!({ "type": "object", "properties": keys, "additionalProperties": additional }),
        );
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "book.toml of deckle",
        "type": "object",
        "properties": properties,
    })
}

fn of(takes: Takes) -> Value {
    let text = json!({ "type": "string" });
    match takes {
        Takes::Text => json!({ "type": ["string", "number"] }),
        Takes::Date => text,
        Takes::Texts => {
            json!({ "anyOf": [text, { "type": "array", "items": { "type": "string" } }] })
        }
        Takes::Flag => json!({ "type": "boolean" }),
        Takes::Count => json!({ "type": "integer", "minimum": 1 }),
        Takes::Choice(choices) => json!({ "enum": choices }),
        Takes::Records(fields) => {
            let fields: Map<String, Value> = fields
                .iter()
                .map(|field| {
                    (
                        (*field).to_string(),
                        json!({ "type": ["string", "number", "boolean"] }),
                    )
                })
                .collect();
            let record =
                json!({ "type": "object", "properties": fields, "additionalProperties": false });
            json!({ "anyOf": [text.clone(), record.clone(), { "type": "array", "items": { "anyOf": [text, record] } }] })
        }
        Takes::Reasons => json!({ "type": "object", "additionalProperties": text }),
    }
}
