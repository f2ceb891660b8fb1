//! Attributes: in braces before a block or after a heading, or in an HTML tag.

use crate::book::{Attributes, Direction};
use crate::emit::content::push_attribute;

/// What stands between the braces: `#id .class lang=fr dir=rtl`. `class` comes before the author's own.
pub(super) fn in_braces(class: &str, attributes: &Attributes) -> String {
    let mut parts = Vec::new();
    if let Some(id) = &attributes.id {
        parts.push(format!("#{id}"));
    }
    for class in Some(class)
        .into_iter()
        .filter(|class| !class.is_empty())
        .chain(attributes.classes.iter().map(String::as_str))
    {
        parts.push(format!(".{class}"));
    }
    if let Some(language) = &attributes.language {
        parts.push(format!("lang={language}"));
    }
    match attributes.direction {
        Some(Direction::Ltr) => parts.push("dir=ltr".to_owned()),
        Some(Direction::Rtl) => parts.push("dir=rtl".to_owned()),
        None => {}
    }
    parts.join(" ")
}

/// Attributes inside a tag, with a blank before each.
pub(super) fn in_tag(class: &str, attributes: &Attributes) -> String {
    let mut out = String::new();
    if let Some(id) = &attributes.id {
        push(&mut out, "id", id);
    }
    let classes: Vec<&str> = Some(class)
        .into_iter()
        .filter(|class| !class.is_empty())
        .chain(attributes.classes.iter().map(String::as_str))
        .collect();
    if !classes.is_empty() {
        push(&mut out, "class", &classes.join(" "));
    }
    if let Some(language) = &attributes.language {
        push(&mut out, "lang", language);
    }
    match attributes.direction {
        Some(Direction::Ltr) => push(&mut out, "dir", "ltr"),
        Some(Direction::Rtl) => push(&mut out, "dir", "rtl"),
        None => {}
    }
    out
}

/// ` name="value"`.
pub(super) fn push(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_attribute(out, value);
    out.push('"');
}
