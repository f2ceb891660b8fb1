//! Recipes as sites of cooks keep them: ingredients and directions are lists in the front matter, which the site's template
//! prints. Here they stand below what the page says, each under its own name.

use super::inlines;
use super::yaml::{Kind, Value};
use crate::book::{Block, BlockKind, Inline, ListItem, Picture};
use crate::report::{SourceId, Span};

/// Lists of a recipe, and whether their order counts.
const LISTS: &[(&str, bool)] = &[
    ("components", false),
    ("equipment", false),
    ("tools", false),
    ("ingredients", false),
    ("zutaten", false),
    ("ingrédients", false),
    ("ingredientes", false),
    ("directions", true),
    ("instructions", true),
    ("steps", true),
    ("method", true),
    ("preparation", true),
    ("zubereitung", true),
    ("préparation", true),
    ("preparación", true),
];

/// What a recipe says in a word or two.
const FACTS: &[&str] = &[
    "yield",
    "yields",
    "servings",
    "serves",
    "portions",
    "prep-time",
    "cook-time",
    "total-time",
    "preptime",
    "cooktime",
    "totaltime",
    "prep",
    "cook",
    "time",
    "duration",
    "difficulty",
    "cuisine",
    "course",
];

/// How deep lists may nest.
const DEPTH_LIMIT: usize = 8;

/// What the front matter says of a recipe.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Recipe {
    image: Option<String>,
    facts: Vec<(String, String)>,
    lists: Vec<(String, Vec<Entry>, bool)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    text: String,
    at: usize,
    below: Vec<Entry>,
}

impl Recipe {
    /// The recipe that a mapping holds, if it does: it lists what goes in or what is done.
    pub(super) fn of(value: &Value) -> Option<Recipe> {
        let Kind::Map(pairs) = &value.kind else {
            return None;
        };
        let mut recipe = Recipe::default();
        for (name, value) in pairs {
            let key = key(name);
            if let Some((_, is_ordered)) = LISTS.iter().find(|(known, _)| *known == key) {
                let entries = entries(value, 0);
                if !entries.is_empty() {
                    recipe.lists.push((name.clone(), entries, *is_ordered));
                }
            } else if let Some(text) = value.text().filter(|_| FACTS.contains(&key.as_str())) {
                recipe.facts.push((name.clone(), text.to_owned()));
            } else if key == "image" || key == "photo" {
                recipe.image = value.text().map(str::to_owned);
            }
        }
        let is_one = pairs.iter().any(|(name, value)| {
            let key = key(name);
            key != "components"
                && LISTS.iter().any(|(known, _)| *known == key)
                && !matches!(value.kind, Kind::Text(_) | Kind::Null)
                || key == "layout" && value.text() == Some("recipe")
        });
        (is_one && !recipe.lists.is_empty()).then_some(recipe)
    }

    /// Whether a key is said by the recipe.
    pub(super) fn says(&self, name: &str) -> bool {
        let is_list = self.lists.iter().any(|(known, ..)| known == name);
        is_list || self.facts.iter().any(|(known, _)| known == name)
    }

    /// As blocks: the picture and the facts, which stand before the text of the page, and the lists behind it. `start` is
    /// where the front matter begins.
    pub(super) fn blocks(
        self,
        source: SourceId,
        start: usize,
        title: Option<&str>,
    ) -> (Vec<Block>, Vec<Block>) {
        let span = Span::new(source, start, start);
        let paragraph = |content| Block::new(BlockKind::Paragraph(content), span);
        let mut before = Vec::new();
        if let Some(path) = self.image.filter(|path| !path.trim().is_empty()) {
            let picture = Picture {
                path,
                alternative: title.map(str::to_owned),
                span,
                ..Picture::default()
            };
            before.push(paragraph(vec![Inline::Image(Box::new(picture))]));
        }
        for (name, text) in self.facts {
            before.push(paragraph(vec![Inline::Text(format!(
                "{}: {text}",
                word(&name)
            ))]));
        }
        let mut after = Vec::new();
        for (name, entries, is_ordered) in self.lists {
            let at = entries.first().map_or(start, |entry| start + entry.at);
            after.push(Block::new(
                BlockKind::Heading {
                    level: 2,
                    content: vec![Inline::Text(word(&name))],
                },
                Span::new(source, at, at),
            ));
            after.push(list(entries, is_ordered, source, start));
        }
        (before, after)
    }
}

fn key(name: &str) -> String {
    name.to_lowercase().replace(['_', ' '], "-")
}

/// `prep_time` → `Prep time`
fn word(name: &str) -> String {
    let spaced = name.replace(['_', '-'], " ");
    let mut letters = spaced.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn list(entries: Vec<Entry>, is_ordered: bool, source: SourceId, start: usize) -> Block {
    let at = entries.first().map_or(start, |entry| start + entry.at);
    let items = entries.into_iter().map(|entry| {
        let at = start + entry.at;
        let words = inlines(&entry.text, source, &[(0, at)]);
        let span = Span::new(source, at, at);
        let mut blocks = vec![Block::new(BlockKind::Paragraph(words), span)];
        if !entry.below.is_empty() {
            blocks.push(list(entry.below, is_ordered, source, start));
        }
        ListItem { task: None, blocks }
    });
    let items = items.collect();
    let kind = BlockKind::List {
        start: is_ordered.then_some(1),
        tight: true,
        items,
    };
    Block::new(kind, Span::new(source, at, at))
}

/// The entries of a value: a list, a text of lines, or lists under names.
fn entries(value: &Value, depth: usize) -> Vec<Entry> {
    let entry = |text: String, below| Entry {
        text,
        at: value.at,
        below,
    };
    match &value.kind {
        Kind::Text(text) => text
            .lines()
            .map(|line| line.trim().trim_start_matches(['-', '*', '•']).trim())
            .filter(|line| !line.is_empty())
            .map(|line| entry(line.to_owned(), Vec::new()))
            .collect(),
        Kind::List(items) if depth < DEPTH_LIMIT => {
            let item = |item: &Value| match &item.kind {
                Kind::Map(pairs) => one(item, pairs, depth),
                Kind::Text(text) => vec![Entry {
                    // A step is one entry, on however many lines it stands.
                    text: text.split_whitespace().collect::<Vec<_>>().join(" "),
                    at: item.at,
                    below: Vec::new(),
                }],
                _ => entries(item, depth + 1),
            };
            items.iter().flat_map(item).collect()
        }
        Kind::Map(pairs) if depth < DEPTH_LIMIT => {
            let named = |(name, value): &(String, Value)| match &value.kind {
                Kind::Text(text) => entry(format!("{name}: {text}"), Vec::new()),
                _ => entry(name.clone(), entries(value, depth + 1)),
            };
            pairs.iter().map(named).collect()
        }
        _ => Vec::new(),
    }
}

/// An entry with fields: `amount`, `unit`, `name`; a name with a list; or a text that holds a colon.
fn one(item: &Value, pairs: &[(String, Value)], depth: usize) -> Vec<Entry> {
    let field = |names: &[&str]| {
        let found = pairs
            .iter()
            .find(|(name, _)| names.contains(&key(name).as_str()));
        found.and_then(|(_, value)| value.text())
    };
    let name = field(&[
        "name",
        "item",
        "ingredient",
        "text",
        "step",
        "title",
        "description",
    ]);
    let Some(name) = name else {
        return entries(
            &Value {
                kind: Kind::Map(pairs.to_vec()),
                at: item.at,
            },
            depth + 1,
        );
    };
    let amount = field(&["amount", "quantity", "qty"]);
    let unit = field(&["unit", "units", "measure"]);
    let note = field(&["note", "notes", "prep", "preparation"]);
    let mut text: Vec<String> = [amount, unit, Some(name)]
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect();
    if let (Some(last), Some(note)) = (text.last_mut(), note) {
        last.push_str(&format!(", {note}"));
    }
    let below = pairs
        .iter()
        .filter(|(_, value)| matches!(value.kind, Kind::List(_)))
        .flat_map(|(_, value)| entries(value, depth + 1));
    vec![Entry {
        text: text.join(" "),
        at: item.at,
        below: below.collect(),
    }]
}
