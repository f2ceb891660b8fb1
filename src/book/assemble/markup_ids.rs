//! The ids inside drawings and formulas: two drawings of one program call their parts alike (`clip0`, `a`), and in a book
//! ids are unique. What is renamed is renamed wherever the same drawing refers to it.

use std::collections::BTreeMap;

use super::anchors::Anchors;
use crate::book::{Element, Node};

/// Gives every part that has an id one that is unique in the book.
pub(super) fn name(root: &mut Element, anchors: &mut Anchors) {
    let mut renamed = BTreeMap::new();
    give(root, anchors, &mut renamed);
    if !renamed.is_empty() {
        follow(root, &renamed);
    }
}

/// Depth is bounded by the readers.
fn give(element: &mut Element, anchors: &mut Anchors, renamed: &mut BTreeMap<String, String>) {
    for (name, value) in &mut element.attributes {
        if name == "id" || name == "xml:id" {
            let unique = anchors.unique(value.trim());
            let old = std::mem::replace(value, unique.clone());
            if old != unique {
                // Of two parts with one name, readers take the first.
                renamed.entry(old).or_insert(unique);
            }
        }
    }
    // One element has one id.
    let has_id = element.attributes.iter().any(|(name, _)| name == "id");
    element
        .attributes
        .retain(|(name, _)| !(has_id && name == "xml:id"));
    for child in &mut element.children {
        if let Node::Element(child) = child {
            give(child, anchors, renamed);
        }
    }
}

fn follow(element: &mut Element, renamed: &BTreeMap<String, String>) {
    for (name, value) in &mut element.attributes {
        match name.as_str() {
            "id" | "xml:id" => {}
            "aria-labelledby" | "aria-describedby" | "aria-controls" | "headers" => {
                let names = value.split_ascii_whitespace();
                let new = names.map(|name| renamed.get(name).map_or(name, String::as_str));
                *value = new.collect::<Vec<_>>().join(" ");
            }
            _ => *value = fragments(value, renamed),
        }
    }
    let is_style = element.name == "style";
    for child in &mut element.children {
        match child {
            Node::Element(child) => follow(child, renamed),
            Node::Text(text) if is_style => *text = fragments(text, renamed),
            Node::Text(_) => {}
        }
    }
}

/// The text with every `#name` of a renamed part followed.
fn fragments(text: &str, renamed: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, piece) in text.split('#').enumerate() {
        if index == 0 {
            out.push_str(piece);
            continue;
        }
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
        let end = piece.find(|c: char| !is_name(c)).unwrap_or(piece.len());
        let (name, rest) = piece.split_at_checked(end).unwrap_or((piece, ""));
        // A style sheet writes a class or a pseudo-class behind the name.
        let parted = name
            .find(['.', ':'])
            .and_then(|at| name.split_at_checked(at));
        let (name, tail) = match (renamed.contains_key(name), parted) {
            (false, Some((name, tail))) => (name, tail),
            _ => (name, ""),
        };
        out.push('#');
        out.push_str(renamed.get(name).map_or(name, String::as_str));
        out.push_str(tail);
        out.push_str(rest);
    }
    out
}
