//! Pictures and figures.

use super::attributes::{attributes, style};
use super::document::Context;
use super::{Element, Node, blocks, containers, inlines, is_space};
use crate::book::{Attributes, Block, BlockKind, Figure, Inline, Picture};
use crate::epub::MediaType;
use crate::report::Span;

/// Whether a plug-in's element only shows a picture: drawings are often brought in so.
pub(super) fn is_shown_by(element: &Element) -> bool {
    let path = match &*element.name {
        "object" => element.attribute("data"),
        "embed" => element.attribute("src"),
        _ => None,
    };
    path.and_then(|path| path.split(['?', '#']).next())
        .and_then(|path| path.rsplit_once('.'))
        .and_then(|(_, extension)| MediaType::from_extension(extension))
        .is_some_and(MediaType::is_picture)
}

/// `img`, or `object` and `embed` that show a picture. Without a source it is nothing.
pub(super) fn picture(element: &Element, cx: &mut Context) -> Option<Picture> {
    let path = ["src", "data-src", "xlink:href", "href", "data"]
        .iter()
        .find_map(|name| element.attribute(name))?
        .trim();
    if path.is_empty() {
        return None;
    }
    let is_decorative = element.has_class("decorative")
        || matches!(element.attribute("role"), Some("presentation" | "none"));
    let alternative = match element.attribute("alt") {
        _ if is_decorative => Some(String::new()),
        Some(text) => Some(text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")),
        // What an object holds stands in for it where it cannot be shown.
        None => Some(element.text())
            .map(|text| text.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|text| !text.is_empty()),
    };
    let size = |name: &str| {
        let stated = element.attribute(name).or_else(|| style(element, name))?;
        length(stated)
    };
    Some(Picture {
        resource: None,
        path: path.to_owned(),
        alternative,
        title: element
            .attribute("title")
            .filter(|title| !title.trim().is_empty())
            .map(str::to_owned),
        width: size("width"),
        height: size("height"),
        attributes: attributes(element, cx),
        span: element.span,
    })
}

/// A length that the model can hold: pixels or percent. Inches and the like become pixels at 96 to the inch.
fn length(stated: &str) -> Option<String> {
    let stated = stated.trim().trim_end_matches("!important").trim();
    let digits = stated
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || *byte == b'.')
        .count();
    let (number, unit) = stated.split_at_checked(digits)?;
    let number: f64 = number
        .parse()
        .ok()
        .filter(|n: &f64| n.is_finite() && *n > 0.0 && *n < 100_000.0)?;
    let pixels = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "px" => number,
        "%" => return Some(format!("{number}%")),
        "in" => number * 96.0,
        "cm" => number * 96.0 / 2.54,
        "mm" => number * 96.0 / 25.4,
        "pt" => number * 96.0 / 72.0,
        "pc" | "em" | "rem" => number * 16.0,
        "vw" | "vh" => return Some(format!("{number}%")),
        _ => return None,
    };
    Some(format!("{}", pixels.round().max(1.0)))
}

/// Adds what an attribute line says to a picture.
pub(super) fn merge(picture: &mut Picture, element: &Element) {
    for (name, value) in &element.attributes {
        match &**name {
            "width" => picture.width = length(value).or(picture.width.take()),
            "height" => picture.height = length(value).or(picture.height.take()),
            "alt" => picture.alternative = Some(value.clone()),
            _ => {}
        }
    }
}

/// `figure`, or a division of class `figure`: what is shown, and its caption.
pub(super) fn figure(mut element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let attributes = attributes(&element, cx);
    let span = element.span;
    let mut nodes = std::mem::take(&mut element.children);
    let mut caption = Vec::new();
    while let Some(child) = containers::take_child(&mut nodes, |child| {
        child.name == "figcaption" || child.has_class("caption")
    }) {
        if !caption.is_empty() {
            caption.push(Inline::LineBreak);
        }
        caption.extend(inlines::inlines(child.children, cx));
    }
    let nodes: Vec<Node> = nodes
        .into_iter()
        .filter(|node| !matches!(node, Node::Text(text) if is_space(text)))
        .collect();
    let mut blocks = blocks::flow(nodes, span, cx);
    if caption.is_empty()
        && let [
            Block {
                kind: BlockKind::Table(table),
                ..
            },
        ] = blocks.as_mut_slice()
    {
        caption = std::mem::take(&mut table.caption);
    }
    if blocks.is_empty() {
        blocks::push_paragraph(caption, attributes, span, out);
        return;
    }
    if caption.is_empty() && attributes.is_empty() {
        out.extend(blocks);
        return;
    }
    out.push(Block {
        kind: BlockKind::Figure(Figure { blocks, caption }),
        attributes,
        span,
    });
}

/// A paragraph that is one picture with an alternative text becomes a figure with that text as caption.
pub(super) fn implicit_figure(
    mut content: Vec<Inline>,
    attributes: &Attributes,
    span: Span,
) -> Result<Block, Vec<Inline>> {
    let [Inline::Image(picture)] = content.as_mut_slice() else {
        return Err(content);
    };
    let Some(text) = picture.alternative.clone().filter(|text| !text.is_empty()) else {
        return Err(content);
    };
    let mut attributes = attributes.clone();
    if attributes.id.is_none() {
        attributes.id = picture.attributes.take_id();
    }
    let blocks = vec![Block::new(BlockKind::Paragraph(content), span)];
    Ok(Block {
        kind: BlockKind::Figure(Figure {
            blocks,
            caption: vec![Inline::Text(text)],
        }),
        attributes,
        span,
    })
}
