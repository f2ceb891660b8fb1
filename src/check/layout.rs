//! Fixed-layout documents (EPUB 3.3, section 8.2): the size of their page.

use super::publication::xml::{Node, ns};
use super::publication::{Document, DocumentKind, Package, Publication, Version};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Rule};

pub(super) static FAMILY: Family = Family {
    name: "layout",
    about: "fixed-layout documents: viewport and view box",
    rules: RULES,
    looks: &[Look::Document(look)],
};

const VIEWPORT: &str = "https://www.w3.org/TR/epub-33/#sec-fxl-icb-html";

crate::rules! {
    /// A fixed-layout XHTML document has no viewport.
    ///
    /// Reading systems need the size of the page to scale it. Add `<meta name="viewport" content="width=…, height=…"/>`.
    MISSING = "viewport-missing", Some("HTM-046"), Error, VIEWPORT;
    /// The viewport of a fixed-layout document is not written as it has to be.
    ///
    /// Write `width=600, height=800`.
    SYNTAX = "viewport-syntax", Some("HTM-047"), Error, VIEWPORT;
    /// The viewport of a fixed-layout document lacks its width or its height.
    ///
    /// Both are needed to know the shape of the page.
    DIMENSION = "viewport-dimension-missing", Some("HTM-056"), Error, VIEWPORT;
    /// The width or height of a viewport is no number.
    ///
    /// Write a positive number without a unit.
    VALUE = "viewport-value", Some("HTM-057"), Error, VIEWPORT;
    /// The width or height of a viewport is given twice.
    ///
    /// Leave one of them.
    TWICE = "viewport-dimension-twice", Some("HTM-059"), Error, VIEWPORT;
    /// A fixed-layout SVG document has no `viewBox`.
    ///
    /// Reading systems need the size of the page to scale it.
    VIEW_BOX = "view-box-missing", Some("HTM-048"), Error, "https://www.w3.org/TR/epub-33/#sec-fxl-icb-svg";
}

/// Whether a spine item is laid out in fixed pages: the publication's setting, unless the `itemref` says otherwise.
pub(super) fn is_fixed(package: &Package, id: &str) -> bool {
    let global = package.metadata.iter().any(|m| {
        m.name == "meta"
            && m.attribute("property") == Some("rendition:layout")
            && m.value == "pre-paginated"
    });
    let own = package.itemref(id).and_then(|itemref| {
        itemref.properties.iter().find_map(|p| match p.as_str() {
            "rendition:layout-pre-paginated" => Some(true),
            "rendition:layout-reflowable" => Some(false),
            _ => None,
        })
    });
    own.unwrap_or(global)
}

fn look(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    let (Some(package), Some(item), Some(root)) =
        (document.package, document.item, document.tree.root())
    else {
        return;
    };
    if document.version != Version::Three
        || package.itemref(&item.id).is_none()
        || document.fault.is_some()
        || !is_fixed(package, &item.id)
    {
        return;
    }
    match document.kind {
        DocumentKind::Xhtml => xhtml(document, root, findings),
        DocumentKind::Svg if root.is(ns::SVG, "svg") && root.attribute("viewBox").is_none() => {
            let message = "the fixed-layout SVG document has no 'viewBox'";
            findings.add(
                Diagnostic::new(&VIEW_BOX, message)
                    .at(document.place(root))
                    .hint("add 'viewBox'"),
            );
        }
        _ => {}
    }
}

fn xhtml(document: &Document<'_>, root: Node<'_, '_>, findings: &mut Findings) {
    let Some(head) = root.elements().find(|n| n.is(ns::XHTML, "head")) else {
        return;
    };
    let Some(meta) = head.elements().find(|n| {
        n.is(ns::XHTML, "meta") && n.attribute("name").is_some_and(|n| n.trim() == "viewport")
    }) else {
        let message = "the fixed-layout document has no viewport";
        findings.add(
            Diagnostic::new(&MISSING, message)
                .at(document.place(head))
                .hint("add a meta element with its width and height"),
        );
        return;
    };
    let mut add = |rule: &'static Rule, message: String| {
        findings.add(
            Diagnostic::new(rule, message)
                .at(document.place(meta))
                .hint("write 'width=600, height=800' with the size of the page"),
        );
    };
    let content = meta.attribute("content").unwrap_or("");
    let Some(properties) = parse_viewport(content) else {
        return add(&SYNTAX, format!("the viewport '{content}' is malformed"));
    };
    for name in ["width", "height"] {
        let values: Vec<&str> = properties
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
            .collect();
        match values.as_slice() {
            [] => add(
                &DIMENSION,
                format!("the viewport '{content}' has no {name}"),
            ),
            [value] => {
                let keyword = value.eq_ignore_ascii_case(&format!("device-{name}"));
                if !keyword && !value.parse::<f64>().is_ok_and(|n| n > 0.0 && n.is_finite()) {
                    add(
                        &VALUE,
                        format!("the viewport's {name} '{value}' is no positive number"),
                    );
                }
            }
            _ => add(
                &TWICE,
                format!(
                    "the viewport has {} values of its {name}: {}",
                    values.len(),
                    values.join(", ")
                ),
            ),
        }
    }
}

/// The properties of a viewport, a value left out being empty; `None` where it is malformed.
fn parse_viewport(content: &str) -> Option<Vec<(&str, &str)>> {
    let separator = |c: char| matches!(c, ',' | ';');
    let mut properties = Vec::new();
    let mut rest = content.trim_start();
    loop {
        let end = rest
            .find(|c: char| c.is_whitespace() || separator(c) || c == '=')
            .unwrap_or(rest.len());
        let (name, tail) = rest.split_at_checked(end)?;
        if name.is_empty() {
            return None;
        }
        let after = tail.trim_start();
        let mut separated = after.is_empty();
        let (value, tail) = match after.strip_prefix('=') {
            Some(value) => {
                let value = value.trim_start();
                let end = value
                    .find(|c: char| c.is_whitespace() || separator(c) || c == '=')
                    .unwrap_or(value.len());
                let (value, tail) = value.split_at_checked(end)?;
                if value.is_empty() {
                    return None;
                }
                separated = tail.is_empty() || !tail.starts_with('=');
                (value, tail)
            }
            None => ("", after),
        };
        properties.push((name, value));
        let next = tail.trim_start_matches(|c: char| c.is_whitespace() || separator(c));
        let gap = tail.get(..tail.len() - next.len()).unwrap_or("");
        separated |= gap.contains(separator);
        if next.is_empty() {
            return (!gap.contains(separator)).then_some(properties);
        }
        if !separated {
            return None;
        }
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::parse_viewport;

    #[test]
    fn viewports() {
        assert_eq!(
            parse_viewport("width=600, height=800"),
            Some(vec![("width", "600"), ("height", "800")])
        );
        assert_eq!(
            parse_viewport(" width = 600 height=800 "),
            Some(vec![("width", "600"), ("height", "800")])
        );
        assert_eq!(
            parse_viewport("width=600,height"),
            Some(vec![("width", "600"), ("height", "")])
        );
        for bad in [
            "", "a==b", "a=b=c", "a b", "a= ", "a=b,c=", "a=b, =c", ";a=b", "a=b,",
        ] {
            assert_eq!(parse_viewport(bad), None, "{bad}");
        }
    }
}
