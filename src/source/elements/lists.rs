//! Lists and definition lists.

use super::attributes::attributes;
use super::document::Context;
use super::{Element, Node, blocks, inlines, is_space};
use crate::book::{Block, BlockKind, Definition, LIST_COUNTERS, ListItem};

/// `ul` and `ol`.
pub(super) fn list(mut element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let counted = counted(&mut element);
    let mut attributes = attributes(&element, cx);
    if let Some(class) = counted {
        let classes = &mut attributes.classes;
        if !classes.iter().any(|known| known == class) {
            classes.push(class.to_owned());
        }
    }
    let span = element.span;
    let start = (element.name == "ol").then(|| {
        element
            .attribute("start")
            .and_then(|start| start.trim().parse().ok())
            .unwrap_or(1)
    });
    let tight = match element.attribute("deckle-tight") {
        Some(_) => true,
        None => !element
            .elements()
            .any(|item| item.elements().any(|child| child.name == "p")),
    };
    let mut items: Vec<ListItem> = Vec::new();
    let mut astray: Vec<Node> = Vec::new();
    for node in element.children {
        match node {
            Node::Element(child) if child.name == "li" => items.push(item(child, cx)),
            Node::Text(text) if is_space(&text) => {}
            // A list directly in a list belongs to the item before it; so does whatever else is astray.
            node => match items.last_mut() {
                Some(last) => last.blocks.extend(blocks::flow(vec![node], span, cx)),
                None => astray.push(node),
            },
        }
    }
    if !astray.is_empty() {
        let blocks = blocks::flow(astray, span, cx);
        if items.is_empty() {
            out.extend(blocks);
            return;
        }
        if !blocks.is_empty() {
            items.insert(0, ListItem { task: None, blocks });
        }
    }
    if !items.is_empty() {
        // Where no paragraph is, no reader sees a space between items, and Markdown cannot write one.
        let is_paragraph = |block: &Block| matches!(block.kind, BlockKind::Paragraph(_));
        let mut blocks = items.iter().flat_map(|item| &item.blocks);
        let tight = tight || !blocks.any(is_paragraph);
        out.push(Block {
            kind: BlockKind::List {
                start,
                tight,
                items,
            },
            attributes,
            span,
        });
    }
}

/// How an `ol` counts, if not by numbers: as its type, its style or a mark in its first item says.
fn counted(element: &mut Element) -> Option<&'static str> {
    if element.name != "ol" {
        return None;
    }
    let kind = element.attribute("type");
    let style = element.attribute("style").unwrap_or("");
    let said = LIST_COUNTERS
        .iter()
        .find(|(class, letter)| kind == Some(*letter) || style.contains(class));
    if let Some((class, _)) = said {
        return Some(class);
    }
    let mut first = element.elements().next()?;
    let mut depth = 0;
    while first.name != "deckle-list" && depth < 2 {
        first = first.elements().next()?;
        depth += 1;
    }
    let class = first
        .attribute("class")
        .filter(|_| first.name == "deckle-list")?;
    let found = LIST_COUNTERS.iter().find(|(known, _)| *known == class)?;
    Some(found.0)
}

fn item(mut element: Element, cx: &mut Context) -> ListItem {
    let task = take_task(&mut element, 3);
    let id = super::attributes::id(&element);
    let mut blocks = blocks::flow(element.children, element.span, cx);
    if let Some(id) = id {
        match blocks.first_mut() {
            Some(first) => blocks::add_anchor(first, id),
            None => blocks.push(Block::new(
                BlockKind::Paragraph(vec![blocks::anchor_inline(id)]),
                element.span,
            )),
        }
    }
    ListItem { task, blocks }
}

/// The check box that an item begins with, also inside its paragraph or label.
fn take_task(element: &mut Element, depth: usize) -> Option<bool> {
    let at = element
        .children
        .iter()
        .position(|node| !matches!(node, Node::Text(text) if is_space(text)))?;
    let Some(Node::Element(first)) = element.children.get_mut(at) else {
        return None;
    };
    if first.name == "input" && first.attribute("type") == Some("checkbox") {
        let ticked = first.attribute("checked").is_some();
        element.children.remove(at);
        return Some(ticked);
    }
    if matches!(&*first.name, "p" | "label") && depth > 0 {
        take_task(first, depth - 1)
    } else {
        None
    }
}

/// `dl`, also with its groups in `div`s.
pub(super) fn definitions(element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let attributes = attributes(&element, cx);
    let span = element.span;
    let mut list: Vec<Definition> = Vec::new();
    let mut astray = Vec::new();
    for node in element.children {
        match node {
            Node::Element(group)
                if group.name == "div"
                    && group
                        .elements()
                        .any(|child| matches!(&*child.name, "dt" | "dd")) =>
            {
                for node in group.children {
                    entry(node, &mut list, &mut astray, cx);
                }
            }
            node => entry(node, &mut list, &mut astray, cx),
        }
    }
    list.retain(|definition| !definition.terms.is_empty() || !definition.details.is_empty());
    if !list.is_empty() {
        out.push(Block {
            kind: BlockKind::DefinitionList(list),
            attributes,
            span,
        });
    }
    out.extend(blocks::flow(astray, span, cx));
}

fn entry(node: Node, list: &mut Vec<Definition>, astray: &mut Vec<Node>, cx: &mut Context) {
    match node {
        Node::Element(term) if term.name == "dt" => {
            if list.last().is_none_or(|last| !last.details.is_empty()) {
                list.push(Definition::default());
            }
            let id = super::attributes::id(&term);
            let mut content = inlines::inlines(term.children, cx);
            if let Some(id) = id {
                content.insert(0, blocks::anchor_inline(id));
            }
            if let Some(last) = list.last_mut() {
                last.terms.push(content);
            }
        }
        Node::Element(detail) if detail.name == "dd" => {
            let blocks = blocks::flow(detail.children, detail.span, cx);
            if list.is_empty() {
                list.push(Definition::default());
            }
            if let Some(last) = list.last_mut() {
                last.details.push(blocks);
            }
        }
        Node::Text(text) if is_space(&text) => {}
        node => astray.push(node),
    }
}
