//! What a content document uses, as far as its manifest item has to say so.

use super::xml::{Node, Tree, ns};

/// Features of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// Scripts, event handlers or forms.
    pub(crate) scripted: bool,
    /// SVG inside of XHTML.
    pub(crate) svg: bool,
    /// MathML.
    pub(crate) mathml: bool,
    /// `epub:switch`.
    pub(crate) switch: bool,
    /// Dictionary content.
    pub(crate) dictionary: bool,
    /// Page breaks of a printed edition.
    pub(crate) page_break: bool,
    /// A page list.
    pub(crate) page_list: bool,
    /// A style sheet, linked or inside.
    pub(crate) styled: bool,
}

impl Uses {
    /// Looks through a document.
    pub(crate) fn of(tree: &Tree<'_>) -> Uses {
        let styled = tree
            .document()
            .children()
            .any(|n| n.instruction().is_some_and(|(t, _)| t == "xml-stylesheet"));
        let mut uses = Uses {
            styled,
            ..Uses::default()
        };
        for node in tree.elements() {
            let sheet = node.name() == "link"
                && node
                    .attribute("rel")
                    .is_some_and(|r| r.to_ascii_lowercase().contains("stylesheet"));
            uses.styled |= node.name() == "style" || sheet;
            match node.namespace() {
                ns::SVG => uses.svg = true,
                ns::MATHML => uses.mathml = true,
                ns::OPS => uses.switch |= node.name() == "switch",
                _ => {}
            }
            if let Some(types) = node.attribute_ns(ns::OPS, "type") {
                for name in types.split_ascii_whitespace() {
                    uses.dictionary |= name == "dictionary";
                    uses.page_break |= name == "pagebreak";
                    uses.page_list |= name == "page-list";
                }
            }
            uses.scripted |= is_scripted(node);
        }
        uses
    }
}

fn is_scripted(node: Node<'_, '_>) -> bool {
    if node.is(ns::XHTML, "form") {
        return true;
    }
    if node.name() == "script" && matches!(node.namespace(), ns::XHTML | ns::SVG) {
        let kind = node
            .attribute("type")
            .unwrap_or("")
            .trim()
            .to_ascii_lowercase();
        let kind = kind.split(';').next().unwrap_or("").trim();
        // As EPUBCheck counts them: a module is none.
        return kind.is_empty()
            || kind.ends_with("javascript")
            || kind.ends_with("ecmascript")
            || kind.ends_with("jscript");
    }
    let is_content = matches!(node.namespace(), ns::XHTML | ns::SVG | ns::MATHML);
    is_content
        && node
            .attributes()
            .iter()
            .any(|a| a.prefix.is_empty() && is_handler(a.local))
}

/// Event handler content attributes: `on` and a name of letters.
fn is_handler(name: &str) -> bool {
    name.len() > 4
        && name
            .strip_prefix("on")
            .is_some_and(|event| event.bytes().all(|b| b.is_ascii_lowercase()))
}
