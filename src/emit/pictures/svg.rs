//! SVG pictures: kept as they are when they are harmless, else written again without what harms.

use roxmltree::{Document, Node, ParsingOptions};

use super::svg_ids::Ids;
use super::{Prepared, SVG_SANITISED, broken};
use crate::book::Resource;
use crate::emit::content::{push_attribute, push_text};
use crate::epub::MediaType;
use crate::report::Diagnostic;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// Deepest nesting.
const DEEPEST: usize = 200;

/// Sanitises an SVG picture.
pub(super) fn prepare(
    resource: &Resource,
    findings: &mut Vec<Diagnostic>,
) -> Result<Prepared, Box<Diagnostic>> {
    let text =
        std::str::from_utf8(&resource.data).map_err(|_| broken(resource, "it is not in UTF-8"))?;
    let text = text.trim_start_matches('\u{FEFF}');
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: 500_000,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| broken(resource, &error.to_string()))?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(broken(resource, "its root is not 'svg'"));
    }
    let mut found = Found::default();
    inspect(root, &mut found, 0);
    let ids = Ids::of(root);
    let keep = found.removed.is_empty()
        && ids.are_sound()
        && !found.foreign
        && root.tag_name().namespace() == Some(SVG)
        && !text.contains("<!DOCTYPE");
    let data = if keep {
        resource.data.clone()
    } else {
        let mut out = String::with_capacity(text.len());
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        write(&mut out, root, &ids, 0);
        out.push('\n');
        out.into_bytes().into()
    };
    if !found.removed.is_empty() {
        found.removed.sort();
        found.removed.dedup();
        let list = found.removed.join(", ");
        findings.push(Diagnostic::new(
            &SVG_SANITISED,
            format!("taken out of the picture '{}': {list}", resource.path),
        ));
    }
    Ok(Prepared {
        media_type: MediaType::Svg,
        data,
        size: size(root),
        moving: found.moving,
    })
}

/// An SVG picture, sanitised already, drawn as PNG at the height of a cover.
#[cfg(feature = "cover")]
pub(super) fn as_png(resource: &Resource, picture: &Prepared) -> Result<Prepared, Box<Diagnostic>> {
    use resvg::tiny_skia::{Pixmap, Transform};
    use resvg::usvg::{Options, Tree};

    let fonts = crate::emit::cover::fonts();
    let options = Options {
        fontdb: fonts,
        ..Options::default()
    };
    let tree = Tree::from_data(&picture.data, &options)
        .map_err(|error| broken(resource, &error.to_string()))?;
    let own = tree.size();
    #[allow(clippy::cast_precision_loss, reason = "2,560")]
    let scale = (crate::emit::cover::HEIGHT as f32 / own.height()).min(2560.0 / own.width());
    let size = own
        .scale_by(scale)
        .ok_or_else(|| broken(resource, "it has no size"))?
        .to_int_size();
    let mut map = Pixmap::new(size.width(), size.height())
        .ok_or_else(|| broken(resource, "it has no size"))?;
    map.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut map.as_mut(),
    );
    let data = map
        .encode_png()
        .map_err(|error| broken(resource, &error.to_string()))?;
    Ok(Prepared {
        media_type: MediaType::Png,
        data: data.into(),
        size: Some((size.width(), size.height())),
        moving: false,
    })
}

/// Without the renderer, an SVG cover stays what it is.
#[cfg(not(feature = "cover"))]
pub(super) fn as_png(
    _resource: &Resource,
    picture: &Prepared,
) -> Result<Prepared, Box<Diagnostic>> {
    Ok(picture.clone())
}

/// What an inspection found.
#[derive(Default)]
struct Found {
    /// What must go, in words.
    removed: Vec<String>,
    /// Editors' own elements and attributes, which EPUB readers have no use for.
    foreign: bool,
    /// Animation.
    moving: bool,
}

fn inspect(node: Node<'_, '_>, found: &mut Found, depth: usize) {
    if !node.is_element() {
        return;
    }
    let name = node.tag_name().name();
    if depth > DEEPEST {
        found.removed.push("elements nested too deep".to_owned());
        return;
    }
    if !is_svg(node) {
        found.foreign = true;
        return;
    }
    if is_harmful(node) {
        found.removed.push(format!("'{name}'"));
        return;
    }
    found.moving |= name.starts_with("animate") || name == "set";
    for attribute in node.attributes() {
        match verdict(name, &attribute) {
            Verdict::Keep => {}
            Verdict::Foreign => found.foreign = true,
            Verdict::Remove => found.removed.push(format!("'{}'", attribute.name())),
        }
    }
    for child in node.children() {
        inspect(child, found, depth + 1);
    }
}

fn is_svg(node: Node<'_, '_>) -> bool {
    matches!(node.tag_name().namespace(), None | Some(SVG))
}

/// Elements that run, embed or restyle from outside.
fn is_harmful(node: Node<'_, '_>) -> bool {
    match node.tag_name().name() {
        "script" | "foreignObject" | "iframe" | "handler" | "listener" | "audio" | "video" => true,
        "style" => {
            let text: String = node
                .descendants()
                .filter_map(|child| child.text())
                .collect();
            has_outside_reference(&text)
        }
        "set" | "animate" => node
            .attribute("attributeName")
            .is_some_and(|name| name.contains("href") || name.starts_with("on")),
        _ => false,
    }
}

enum Verdict {
    Keep,
    Foreign,
    Remove,
}

fn verdict(element: &str, attribute: &roxmltree::Attribute<'_, '_>) -> Verdict {
    let (name, value) = (attribute.name(), attribute.value());
    match attribute.namespace() {
        None | Some(XLINK | XML) => {}
        Some(_) => return Verdict::Foreign,
    }
    let is_handler = attribute.namespace().is_none()
        && name.len() > 2
        && name
            .get(..2)
            .is_some_and(|on| on.eq_ignore_ascii_case("on"));
    if is_handler
        || (name == "href" && !is_harmless(element, value))
        || (name == "base" && attribute.namespace() == Some(XML))
    {
        return Verdict::Remove;
    }
    if name != "href" && has_outside_reference(value) {
        Verdict::Remove
    } else {
        Verdict::Keep
    }
}

/// A reference inside the picture, a picture in the address itself, or for a link any web address.
fn is_harmless(element: &str, href: &str) -> bool {
    let href = href.trim();
    let lower: String = href
        .chars()
        .take(40)
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .flat_map(char::to_lowercase)
        .collect();
    href.starts_with('#')
        || href.is_empty()
        || [
            "data:image/png",
            "data:image/jpeg",
            "data:image/gif",
            "data:image/jpg",
        ]
        .iter()
        .any(|kind| lower.starts_with(kind))
        || (element == "a"
            && ["http://", "https://", "mailto:"]
                .iter()
                .any(|scheme| lower.starts_with(scheme)))
}

/// Whether style text fetches or runs anything.
fn has_outside_reference(css: &str) -> bool {
    let lower = css.to_ascii_lowercase();
    let mut urls = lower
        .match_indices("url(")
        .filter_map(|(at, _)| lower.get(at + 4..));
    lower.contains("@import")
        || lower.contains("javascript:")
        || lower.contains("expression(")
        || urls.any(|rest| {
            let target = rest.trim_start().trim_start_matches(['"', '\'']);
            !target.starts_with('#')
                && !target.starts_with("data:image/")
                && !target.starts_with("data:font/")
        })
}

fn write(out: &mut String, node: Node<'_, '_>, ids: &Ids, depth: usize) {
    if node.is_text() {
        return push_text(out, node.text().unwrap_or_default());
    }
    if !node.is_element() || !is_svg(node) || is_harmful(node) || depth > DEEPEST {
        return;
    }
    let name = node.tag_name().name();
    out.push('<');
    out.push_str(name);
    if depth == 0 {
        pair(out, "xmlns", SVG);
        pair(out, "xmlns:xlink", XLINK);
    }
    for attribute in node.attributes() {
        if let Verdict::Keep = verdict(name, &attribute)
            && let Some(value) = ids.value(node, attribute.name(), attribute.value())
        {
            let prefix = match attribute.namespace() {
                Some(XLINK) => "xlink:",
                Some(XML) => "xml:",
                _ => "",
            };
            pair(out, &format!("{prefix}{}", attribute.name()), &value);
        }
    }
    if node.first_child().is_none() {
        return out.push_str("/>");
    }
    out.push('>');
    for child in node.children() {
        write(out, child, ids, depth + 1);
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn pair(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_attribute(out, value);
    out.push('"');
}

/// Width and height, or those of the view box.
fn size(root: Node<'_, '_>) -> Option<(u32, u32)> {
    let length = |name: &str| {
        root.attribute(name)
            .and_then(|text| text.trim().trim_end_matches("px").parse::<f32>().ok())
    };
    let pair = match (length("width"), length("height")) {
        (Some(width), Some(height)) => Some((width, height)),
        _ => root.attribute("viewBox").and_then(|text| {
            let mut numbers = text
                .split([' ', ','])
                .filter(|part| !part.is_empty())
                .filter_map(|part| part.parse::<f32>().ok())
                .skip(2);
            Some((numbers.next()?, numbers.next()?))
        }),
    };
    let (width, height) = pair.filter(|(width, height)| {
        (1.0..100_000.0).contains(width) && (1.0..100_000.0).contains(height)
    })?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and 100,000"
    )]
    Some((width.round() as u32, height.round() as u32))
}
