//! Notes: `deckle-note-ref` and `deckle-note` are paired by their labels; what HTML documents use for them is turned
//! into these two first.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Context;
use super::findings::NOTE_UNREFERENCED;
use super::{Element, Node, blocks};
use crate::book::visit::{NodeMut, walk_mut};
use crate::book::{Attributes, Block, BlockKind, Inline, Note};

/// Labels that are both referred to and defined.
pub(super) fn paired(root: &Element) -> BTreeSet<String> {
    let (mut defined, mut referred) = (BTreeSet::new(), BTreeSet::new());
    collect(root, &mut defined, &mut referred);
    defined.intersection(&referred).cloned().collect()
}

/// Depth is bounded by the builder.
fn collect(element: &Element, defined: &mut BTreeSet<String>, referred: &mut BTreeSet<String>) {
    for child in element.elements() {
        let set = match &*child.name {
            "deckle-note" => Some(&mut *defined),
            "deckle-note-ref" => Some(&mut *referred),
            _ => None,
        };
        if let (Some(set), Some(label)) = (set, child.attribute("label")) {
            set.insert(label.to_owned());
        }
        collect(child, defined, referred);
    }
}

/// A reference: to its note, or as the author typed it where there is none.
pub(super) fn reference(element: &Element, out: &mut Vec<Inline>, cx: &mut Context) {
    let label = element.attribute("label").unwrap_or("");
    if cx.paired.contains(label) {
        let index = cx.note(label);
        out.push(Inline::NoteRef(index));
    } else {
        out.push(Inline::Text(format!("[^{label}]")));
    }
}

/// A note where it is referred to (`^[…]`).
pub(super) fn in_place(element: Element, out: &mut Vec<Inline>, cx: &mut Context) {
    let span = element.span;
    let index = cx.notes.len();
    let id = in_place_id(index);
    cx.labels.insert(id.clone(), index);
    cx.notes.push(Note {
        id,
        ..Note::default()
    });
    let content = super::inlines::inlines(element.children, cx);
    if let Some(note) = cx.notes.get_mut(index) {
        note.blocks
            .push(Block::new(BlockKind::Paragraph(content), span));
    }
    out.push(Inline::NoteRef(index));
}

fn in_place_id(index: usize) -> String {
    format!("note-in-place-{}", index + 1)
}

/// Numbers the notes of a part of a text on from the `before` notes of the parts before it.
pub(super) fn renumber(blocks: &mut [Block], notes: &mut [Note], before: usize) {
    let mut shift = |node: NodeMut<'_>| {
        if let NodeMut::Run(run) = node {
            for inline in run {
                if let Inline::NoteRef(index) = inline {
                    *index += before;
                }
            }
        }
    };
    walk_mut(blocks, &mut shift);
    for (index, note) in notes.iter_mut().enumerate() {
        walk_mut(&mut note.blocks, &mut shift);
        if note.id == in_place_id(index) {
            note.id = in_place_id(before + index);
        }
    }
}

/// A definition: kept aside where it is referred to, in its place where it is not.
pub(super) fn definition(element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let label = element.attribute("label").unwrap_or("").to_owned();
    let span = element.span;
    let is_taken = cx
        .labels
        .get(&label)
        .is_some_and(|&index| cx.notes.get(index).is_some_and(|note| !note.id.is_empty()));
    if cx.paired.contains(&label) && !is_taken {
        let index = cx.note(&label);
        // Taken before its content is mapped: a note may refer to itself.
        if let Some(note) = cx.notes.get_mut(index) {
            note.id.clone_from(&label);
        }
        let blocks = blocks::flow(element.children, span, cx);
        if let Some(note) = cx.notes.get_mut(index) {
            *note = Note {
                id: label,
                label: String::new(),
                blocks,
                span,
            };
        }
        return;
    }
    cx.findings.add_with_hint(
        &NOTE_UNREFERENCED,
        &label,
        span,
        format!("note '{label}' is never referred to"),
        &format!("refer to it with '[^{label}]', or remove it"),
    );
    let blocks = blocks::flow(element.children, span, cx);
    if !blocks.is_empty() {
        let kind = BlockKind::Division {
            name: "div",
            summary: Vec::new(),
            blocks,
        };
        let attributes = Attributes::with_class("note");
        out.push(Block {
            kind,
            attributes,
            span,
        });
    }
}

/// A link that refers to a note: the id it stands at and the id it leads to.
struct Reference {
    places: Vec<String>,
    is_typed: bool,
}

/// Turns the notes of an HTML document into `deckle-note-ref` and `deckle-note`.
///
/// A reference is a link typed as such (`epub:type`, `role`, a class of pandoc's), or a raised one. A note is what such
/// a link leads to, if it is typed itself, or leads back.
pub(super) fn recognise(root: &mut Element) {
    let mut references = BTreeMap::new();
    find_references(root, &mut Vec::new(), false, &mut references);
    if references.is_empty() {
        return;
    }
    let mut notes = BTreeSet::new();
    turn_notes(root, false, &references, &mut notes);
    turn_references(root, false, &notes);
}

fn find_references(
    element: &Element,
    ids: &mut Vec<String>,
    raised: bool,
    found: &mut BTreeMap<String, Reference>,
) {
    for child in element.elements() {
        let before = ids.len();
        ids.extend(super::attributes::id(child));
        if let Some((target, is_typed)) = reference_target(child, raised) {
            let places = ids.iter().rev().take(2).cloned();
            let entry = found.entry(target.to_owned()).or_insert_with(|| Reference {
                places: Vec::new(),
                is_typed: false,
            });
            entry.places.extend(places);
            entry.is_typed |= is_typed;
        }
        let raised = child.name == "sup" || (raised && !child.is_block());
        find_references(child, ids, raised, found);
        ids.truncate(before);
    }
}

/// Where a link that looks like a reference to a note leads, and whether it is typed as one.
fn reference_target(element: &Element, raised: bool) -> Option<(&str, bool)> {
    if element.name != "a" {
        return None;
    }
    let target = element
        .attribute("href")?
        .strip_prefix('#')
        .filter(|id| !id.is_empty())?;
    let typed = element.has_type("noteref")
        || ["footnote-ref", "noteref", "footnote-reference", "fnref"]
            .iter()
            .any(|c| element.has_class(c));
    if typed {
        return Some((target, true));
    }
    let text = element.text();
    let mark = text.trim().trim_matches(['[', ']', '(', ')']);
    let is_mark = !mark.is_empty()
        && mark.chars().count() <= 4
        && (mark
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '*' | '†' | '‡' | '§' | '¶'))
            || mark.chars().count() == 1);
    let holds_sup = element
        .elements()
        .next()
        .is_some_and(|child| child.name == "sup");
    let bracketed = text.trim().starts_with('[') && mark.chars().all(|c| c.is_ascii_digit());
    (is_mark && (raised || holds_sup || bracketed)).then_some((target, false))
}

fn is_typed_note(element: &Element) -> bool {
    ["footnote", "endnote", "rearnote", "note"]
        .iter()
        .any(|term| element.has_type(term))
        || ["footnote", "endnote", "footnote-definition"]
            .iter()
            .any(|class| element.has_class(class))
}

fn is_note_container(element: &Element) -> bool {
    ["footnotes", "endnotes", "rearnotes"]
        .iter()
        .any(|term| element.has_type(term) || element.has_class(term))
}

fn turn_notes(
    element: &mut Element,
    inside: bool,
    references: &BTreeMap<String, Reference>,
    notes: &mut BTreeSet<String>,
) {
    let inside = inside || is_note_container(element);
    for node in &mut element.children {
        let Node::Element(child) = node else { continue };
        if let Some(label) = note_label(child, inside, references)
            && notes.insert(label.clone())
        {
            turn_note(child, label, references);
            continue;
        }
        turn_notes(child, inside, references, notes);
    }
    if is_note_container(element) && !notes.is_empty() {
        drop_empty_container(element);
    }
}

/// The label under which an element is a note.
fn note_label(
    element: &Element,
    inside: bool,
    references: &BTreeMap<String, Reference>,
) -> Option<String> {
    if !matches!(
        &*element.name,
        "li" | "p" | "div" | "aside" | "dd" | "section" | "td"
    ) {
        return None;
    }
    // The anchor is on the block itself, or the first thing in it.
    let own = super::attributes::id(element);
    let leading = || leading_anchor(element, 3);
    let id = own
        .filter(|id| references.contains_key(id))
        .or_else(leading)?;
    let reference = references.get(&id)?;
    // A paragraph of nothing but a reference is none: its note leads back to it all the same.
    if element.name == "p" && element.elements().any(|child| says_all(child, element)) {
        return None;
    }
    let leads_back = || leads_back(element, &reference.places);
    (is_typed_note(element) || inside || reference.is_typed || leads_back()).then_some(id)
}

/// Whether a link that refers to a note is all that its paragraph says.
fn says_all(link: &Element, paragraph: &Element) -> bool {
    reference_target(link, false).is_some() && link.text().trim() == paragraph.text().trim()
}

/// The id of an anchor at the very beginning of a block.
fn leading_anchor(element: &Element, depth: usize) -> Option<String> {
    let first = element
        .children
        .iter()
        .find(|node| !matches!(node, Node::Text(text) if super::is_space(text)))?;
    let Node::Element(first) = first else {
        return None;
    };
    if let Some(id) = super::attributes::id(first)
        && matches!(&*first.name, "a" | "span" | "sup")
    {
        return Some(id);
    }
    if depth == 0 {
        None
    } else {
        leading_anchor(first, depth - 1)
    }
}

fn leads_back(element: &Element, places: &[String]) -> bool {
    element.elements().any(|child| {
        let target = child
            .attribute("href")
            .and_then(|href| href.strip_prefix('#'));
        target.is_some_and(|id| places.iter().any(|place| place == id)) || leads_back(child, places)
    })
}

fn turn_note(element: &mut Element, label: String, references: &BTreeMap<String, Reference>) {
    let places = references
        .get(&label)
        .map(|reference| reference.places.clone())
        .unwrap_or_default();
    drop_back_links(element, &places);
    strip_mark(element, 4);
    // A paragraph becomes the content of its note, a list item or box is replaced by it.
    if element.name == "p" {
        let paragraph = std::mem::take(element);
        element.span = paragraph.span;
        element.holds_blocks = true;
        element.children.push(Node::Element(Element {
            attributes: Vec::new(),
            ..paragraph
        }));
    }
    element.name = "deckle-note".into();
    element.attributes = vec![("label".into(), label)];
}

fn drop_back_links(element: &mut Element, places: &[String]) {
    element.children.retain(|node| {
        let Node::Element(child) = node else {
            return true;
        };
        let target = child
            .attribute("href")
            .and_then(|href| href.strip_prefix('#'));
        let is_back = child.name == "a"
            && (child.has_type("backlink")
                || child.has_class("footnote-back")
                || target.is_some_and(|id| places.iter().any(|place| place == id)));
        let text = child.text();
        !(is_back && text.trim().chars().count() <= 8)
    });
    for node in &mut element.children {
        if let Node::Element(child) = node {
            drop_back_links(child, places);
        }
    }
}

/// Takes the printed mark off the beginning of a note (`1.`, `[1]`, `*`), now that its link is gone.
fn strip_mark(element: &mut Element, depth: usize) {
    element.children.retain(|node| match node {
        Node::Element(child) => !(matches!(&*child.name, "sup" | "span" | "a") && child.is_blank()),
        Node::Text(_) => true,
    });
    match element
        .children
        .iter_mut()
        .find(|node| !matches!(node, Node::Text(text) if super::is_space(text)))
    {
        Some(Node::Text(text)) => {
            let rest = text.trim_start();
            let stripped = rest.trim_start_matches(['.', ')', ']', ':', '\u{a0}', '[']);
            if stripped.len() != rest.len() {
                *text = stripped.trim_start().to_owned();
            }
        }
        Some(Node::Element(child))
            if child.name == "sup" && child.text().trim().chars().count() <= 4 =>
        {
            child.children.clear();
            child.name = "span".into();
        }
        Some(Node::Element(child)) if depth > 0 => strip_mark(child, depth - 1),
        _ => {}
    }
}

/// A list of notes whose notes have gone is nothing but a rule and a heading, and the emitters make those.
fn drop_empty_container(element: &mut Element) {
    let holds_more = |element: &Element| {
        element.children.iter().any(|node| match node {
            Node::Text(text) => !super::is_space(text),
            Node::Element(child) => {
                !matches!(
                    &*child.name,
                    "hr" | "br" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "deckle-note"
                ) && !only_notes(child)
            }
        })
    };
    if !holds_more(element) {
        element.children.retain(|node| matches!(node, Node::Element(child) if child.name == "deckle-note" || only_notes(child) && !child.children.is_empty()));
        element.attributes.clear();
    }
}

fn only_notes(element: &Element) -> bool {
    matches!(&*element.name, "ol" | "ul" | "div" | "dl" | "section")
        && element.children.iter().all(|node| match node {
            Node::Text(text) => super::is_space(text),
            Node::Element(child) => child.name == "deckle-note" || only_notes(child),
        })
}

fn turn_references(element: &mut Element, raised: bool, notes: &BTreeSet<String>) {
    for node in &mut element.children {
        let Node::Element(child) = node else { continue };
        let target = reference_target(child, raised).map(|(target, _)| target.to_owned());
        if let Some(label) = target.filter(|label| notes.contains(label)) {
            let span = child.span;
            *child = Element::new("deckle-note-ref", span).with("label", label);
            continue;
        }
        turn_references(
            child,
            child.name == "sup" || (raised && !child.is_block()),
            notes,
        );
    }
    // `<sup><a …>1</a></sup>`: the reference is raised by itself.
    if element.name == "sup"
        && element
            .elements()
            .any(|child| child.name == "deckle-note-ref")
    {
        element.name = "span".into();
        element.attributes.clear();
    }
}
