//! Where links lead and pictures lie, as Markdown names them.

use std::collections::BTreeMap;

use crate::book::ResourceId;

/// Files by anchor and by resource.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The file of each anchor; empty where all is one file.
    pub(super) files: BTreeMap<String, String>,
    /// The path of each resource.
    pub(super) resources: Vec<String>,
}

impl Links {
    /// The destination of an anchor, seen from `file`.
    pub(super) fn anchor(&self, id: &str, file: &str) -> String {
        match self.files.get(id) {
            Some(other) if other != file => format!("{other}#{id}"),
            _ => format!("#{id}"),
        }
    }

    /// The path of a resource.
    pub(super) fn resource(&self, id: ResourceId) -> &str {
        self.resources.get(id).map_or("", String::as_str)
    }
}

/// A destination as it stands between the parentheses of a link.
pub(super) fn destination(address: &str) -> String {
    let angled = address.is_empty()
        || address.starts_with('<')
        || address.contains(|c: char| c.is_whitespace() || c.is_control())
        || !balanced(address);
    let mut out = String::with_capacity(address.len() + 2);
    if angled {
        out.push('<');
    }
    let mut rest = address.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' | '\r' => out.push_str("%0A"),
            '<' | '>' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("&#92;"),
            // Or it would pair with one of the text.
            '$' => out.push_str("&#36;"),
            '`' => out.push_str("&#96;"),
            '{' if matches!(rest.peek(), Some('{' | '%')) => out.push_str("&#123;"),
            '[' if rest.peek() == Some(&'[') => out.push_str("&#91;"),
            '&' if super::escape::is_entity(rest.clone()) => out.push_str("\\&"),
            _ => out.push(c),
        }
    }
    if angled {
        out.push('>');
    }
    out
}

/// Whether the parentheses of an address pair, nested at most a few deep.
fn balanced(address: &str) -> bool {
    let mut depth = 0_i32;
    for c in address.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\\' => return false,
            _ => {}
        }
        if !(0..=8).contains(&depth) {
            return false;
        }
    }
    depth == 0
}

/// A title with its quotation marks and a blank before them.
pub(super) fn title(text: &str) -> String {
    let mut out = String::from(" \"");
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("&#92;"),
            // Or it would pair with one of the text.
            '$' => out.push_str("&#36;"),
            '`' => out.push_str("&#96;"),
            '{' if matches!(rest.peek(), Some('{' | '%')) => out.push_str("&#123;"),
            '[' if rest.peek() == Some(&'[') => out.push_str("&#91;"),
            '\n' | '\r' => out.push(' '),
            '&' if super::escape::is_entity(rest.clone()) => out.push_str("\\&"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
