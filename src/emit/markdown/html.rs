//! HTML inside Markdown: tags, foreign markup, text that is neither HTML nor Markdown.

use crate::book::{Element, Markup, Node};

use super::attributes::push;

/// Foreign markup nests no deeper than this.
const DEPTH: usize = 128;

/// Text inside an element: every sign that HTML or Markdown could take for markup is a character reference.
pub(super) fn push_text(out: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_ascii_alphanumeric()
            || !c.is_ascii()
            || matches!(
                c,
                ' ' | '.' | ',' | '(' | ')' | '/' | '+' | '\'' | '"' | '?'
            )
        {
            out.push(c);
        } else {
            out.push_str(&format!("&#{};", u32::from(c)));
        }
    }
}

/// SVG or MathML on one line. What a screen reader says goes into the attribute it is read from.
pub(super) fn push_markup(out: &mut String, markup: &Markup) {
    push_element(out, &markup.root, markup.alternative.as_deref(), DEPTH);
}

fn push_element(out: &mut String, element: &Element, alternative: Option<&str>, depth: usize) {
    out.push('<');
    out.push_str(&element.name);
    let label = if element.name == "math" {
        "alttext"
    } else {
        "aria-label"
    };
    let says_it = |alternative: &str| {
        element.attributes.iter().any(|(name, _)| name == label)
            || element.name == "svg" && title_of(element) == Some(alternative)
    };
    if let Some(alternative) = alternative.filter(|alternative| !says_it(alternative)) {
        push(out, label, alternative);
    }
    for (name, value) in &element.attributes {
        push(out, name, value);
    }
    out.push('>');
    for child in &element.children {
        match child {
            Node::Text(text) => push_text(out, text),
            Node::Element(child) if depth > 0 => push_element(out, child, None, depth - 1),
            Node::Element(_) => {}
        }
    }
    out.push_str(&format!("</{}>", element.name));
}

/// The text of an SVG's own title.
fn title_of(element: &Element) -> Option<&str> {
    element.children.iter().find_map(|child| match child {
        Node::Element(title) if title.name == "title" => match title.children.as_slice() {
            [Node::Text(text)] => Some(text.trim()),
            _ => None,
        },
        _ => None,
    })
}
