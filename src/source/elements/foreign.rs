//! SVG and MathML as they were given, sanitised: no scripts, no handlers, nothing that is fetched.

use super::document::Context;
use super::findings::ELEMENT_REMOVED;
use super::inlines::clean;
use super::{Element, Node};
use crate::book::{Element as ForeignElement, Markup, Node as ForeignNode};

/// The tree of an `svg` or `math` element; `None` where nothing is in it.
pub(super) fn markup(element: &mut Element, cx: &mut Context) -> Option<Markup> {
    let is_svg = element.name == "svg";
    let alternative = ["aria-label", "alttext", "alt"]
        .iter()
        .find_map(|name| element.attribute(name))
        .map(str::to_owned)
        .or_else(|| {
            is_svg
                .then(|| {
                    element
                        .elements()
                        .find(|child| child.name == "title")
                        .map(Element::text)
                })
                .flatten()
        })
        .map(|text| text.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty());
    let has_content = element
        .children
        .iter()
        .any(|node| !matches!(node, Node::Text(text) if super::is_space(text)));
    let root = convert(std::mem::take(element), cx);
    has_content.then_some(Markup { root, alternative })
}

/// Depth is bounded by the builder.
fn convert(element: Element, cx: &mut Context) -> ForeignElement {
    let is_formula = element.name == "math";
    converted(element, is_formula, cx)
}

fn converted(element: Element, is_formula: bool, cx: &mut Context) -> ForeignElement {
    let mut attributes: Vec<(String, String)> = Vec::new();
    for (name, value) in element.attributes {
        if is_allowed(&name, &value) && !attributes.iter().any(|(other, _)| *other == name) {
            attributes.push((name.into_owned(), clean(value, cx)));
        }
    }
    let mut children = Vec::with_capacity(element.children.len());
    if is_formula {
        formula(&element.name, element.children, &mut children, cx);
    } else {
        drawing(element.children, &mut children, cx);
    }
    ForeignElement {
        name: element.name.into_owned(),
        attributes,
        children,
    }
}

/// What stands in an element of a drawing.
fn drawing(nodes: Vec<Node>, children: &mut Vec<ForeignNode>, cx: &mut Context) {
    for node in nodes {
        match node {
            Node::Text(text) => children.push(ForeignNode::Text(clean(text, cx))),
            Node::Element(child) if is_refused(&child.name) => refuse(&child, cx),
            Node::Element(child) => {
                let is_formula = child.name == "math";
                children.push(ForeignNode::Element(converted(child, is_formula, cx)));
            }
        }
    }
}

/// What stands in the element `parent` of a formula: MathML, and words only where MathML has words. Elements of another kind
/// give up their place to what they hold.
fn formula(parent: &str, nodes: Vec<Node>, children: &mut Vec<ForeignNode>, cx: &mut Context) {
    let is_token = matches!(parent, "mi" | "mn" | "mo" | "mtext" | "ms" | "annotation");
    for node in nodes {
        match node {
            Node::Text(text) if is_token => children.push(ForeignNode::Text(clean(text, cx))),
            Node::Text(text) if super::is_space(&text) => {}
            Node::Text(text) => children.push(ForeignNode::Element(ForeignElement {
                name: "mtext".to_owned(),
                attributes: Vec::new(),
                children: vec![ForeignNode::Text(clean(text, cx))],
            })),
            Node::Element(child) if is_refused(&child.name) => refuse(&child, cx),
            Node::Element(child) if !is_token && is_mathml(&child.name) => {
                children.push(ForeignNode::Element(converted(child, true, cx)));
            }
            Node::Element(child) => formula(parent, child.children, children, cx),
        }
    }
}

fn refuse(child: &Element, cx: &mut Context) {
    let message = format!("'{}' inside a drawing was left out", child.name);
    cx.findings
        .add(&ELEMENT_REMOVED, &child.name, child.span, message);
}

/// The elements of MathML 3's presentation, without `math` itself.
fn is_mathml(name: &str) -> bool {
    matches!(
        name,
        "annotation"
            | "annotation-xml"
            | "maction"
            | "maligngroup"
            | "malignmark"
            | "menclose"
            | "merror"
            | "mfenced"
            | "mfrac"
            | "mi"
            | "mlabeledtr"
            | "mmultiscripts"
            | "mn"
            | "mo"
            | "mover"
            | "mpadded"
            | "mphantom"
            | "mprescripts"
            | "mroot"
            | "mrow"
            | "ms"
            | "mspace"
            | "msqrt"
            | "mstyle"
            | "msub"
            | "msubsup"
            | "msup"
            | "mtable"
            | "mtd"
            | "mtext"
            | "mtr"
            | "munder"
            | "munderover"
            | "none"
            | "semantics"
    )
}

fn is_refused(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "iframe"
            | "object"
            | "embed"
            | "handler"
            | "listener"
            | "audio"
            | "video"
            | "foreignObject"
            | "set"
            | "animate"
            | "animateTransform"
            | "animateMotion"
    ) || !is_name(name)
        || name.contains(':')
}

/// Whether an attribute may stay: no handlers, no namespaces (the writer sets them), no address but a fragment or data.
fn is_allowed(name: &str, value: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    if lower.starts_with("on") || lower.starts_with("xmlns") || !is_name(name) {
        return false;
    }
    if matches!(name.split_once(':'), Some((prefix, _)) if !matches!(prefix, "xlink" | "xml")) {
        return false;
    }
    let value = value.trim_start();
    match lower.as_str() {
        "href" | "xlink:href" | "src" => {
            let start = value.get(..11).unwrap_or(value).to_ascii_lowercase();
            !start.starts_with("javascript:")
                && (value.starts_with('#')
                    || start.starts_with("data:image/")
                    || !start.starts_with("data:"))
        }
        _ => true,
    }
}

/// Whether a name is one that XML allows, in the letters that occur.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}
