//! SVG and MathML as they were given.

use super::{Writer, push_text};
use crate::book::{Element, Markup, Node};

/// Foreign markup nests no deeper than this; deeper content is left to its words.
const DEPTH: usize = 128;

impl Writer<'_> {
    /// Writes a tree of SVG or MathML with its namespace and what a screen reader says.
    pub(super) fn markup(&mut self, markup: &Markup) {
        let root = &markup.root;
        let is_svg = root.name == "svg";
        self.facts.svg |= is_svg;
        self.facts.pictures |= is_svg;
        self.facts.mathml |= !is_svg;
        self.out.push('<');
        self.out.push_str(&root.name);
        let namespace = match root.name.as_str() {
            "svg" => Some("http://www.w3.org/2000/svg"),
            "math" => Some("http://www.w3.org/1998/Math/MathML"),
            _ => None,
        };
        let has = |name: &str| root.attributes.iter().any(|(known, _)| known == name);
        if let Some(namespace) = namespace.filter(|_| !has("xmlns")) {
            self.attribute("xmlns", namespace);
        }
        if root.name == "svg" && !has("xmlns:xlink") && uses_xlink(root, DEPTH) {
            self.attribute("xmlns:xlink", "http://www.w3.org/1999/xlink");
        }
        if let Some(alternative) = &markup.alternative {
            if root.name == "math" && !has("alttext") {
                self.attribute("alttext", alternative);
            } else if root.name == "svg" && !has("aria-label") {
                if !has("role") {
                    self.attribute("role", "img");
                }
                self.attribute("aria-label", alternative);
            }
        }
        self.content_of(root, DEPTH);
    }

    fn content_of(&mut self, element: &Element, depth: usize) {
        for (name, value) in &element.attributes {
            self.attribute(name, value);
        }
        if element.children.is_empty() {
            return self.out.push_str("/>");
        }
        self.out.push('>');
        for child in &element.children {
            match child {
                Node::Text(text) => push_text(&mut self.out, text),
                Node::Element(child) if depth > 0 => {
                    self.out.push('<');
                    self.out.push_str(&child.name);
                    self.content_of(child, depth - 1);
                }
                Node::Element(_) => {}
            }
        }
        self.close(&element.name);
    }
}

fn uses_xlink(element: &Element, depth: usize) -> bool {
    element
        .attributes
        .iter()
        .any(|(name, _)| name.starts_with("xlink:"))
        || depth > 0
            && element.children.iter().any(|child| match child {
                Node::Element(child) => uses_xlink(child, depth - 1),
                Node::Text(_) => false,
            })
}
