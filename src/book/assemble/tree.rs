//! The section tree: from flat blocks by the levels of their headings, under the tree of the author's contents file.

use super::anchors::{Anchors, slug};
use super::{AssemblySettings, Component};
use crate::book::visit::plain_text;
use crate::book::{Block, BlockKind, Document, Inline, Role, Section};

/// The sections of all components.
pub(super) fn build(
    components: Vec<Component>,
    anchors: &mut Anchors,
    settings: &AssemblySettings,
) -> Vec<Section> {
    let alone = components.len() == 1
        && components
            .iter()
            .all(|c| c.children.is_empty() && c.title.is_none());
    let mut sections = Vec::new();
    for component in components {
        sections.extend(component_sections(component, alone, anchors));
    }
    for section in &mut sections {
        finish(section, 1, settings);
    }
    sections
}

/// The sections of one component. The first is the component's own; those of its children hang below it.
fn component_sections(component: Component, alone: bool, anchors: &mut Anchors) -> Vec<Section> {
    let Component {
        title,
        prints_title,
        role,
        document,
        children,
        span,
    } = component;
    let path = document
        .as_ref()
        .map(|d| d.path.clone())
        .unwrap_or_default();
    let (preamble, mut roots) = split(document.unwrap_or_default());
    let opens_with_heading = preamble.is_empty() && !roots.is_empty();
    let mut sections = if alone || (title.is_none() && opens_with_heading) {
        if !preamble.is_empty() {
            roots.insert(
                0,
                Section {
                    blocks: preamble,
                    ..Section::default()
                },
            );
        }
        roots
    } else if opens_with_heading && (!prints_title || same_title(roots.first(), title.as_deref())) {
        let rest = roots.split_off(1);
        if let Some(main) = roots.first_mut() {
            if !same_title(Some(&*main), title.as_deref()) {
                main.title = title;
            }
            main.children.extend(rest);
        }
        roots
    } else {
        let heading = match &title {
            Some(title) if prints_title || preamble.is_empty() && roots.is_empty() => {
                vec![Inline::Text(title.clone())]
            }
            _ => Vec::new(),
        };
        let title = if heading.is_empty() { title } else { None };
        vec![Section {
            heading,
            title,
            blocks: preamble,
            children: roots,
            span,
            ..Section::default()
        }]
    };
    let below: Vec<Section> = children
        .into_iter()
        .flat_map(|child| component_sections(child, false, anchors))
        .collect();
    if let Some(last) = sections.last_mut() {
        last.children.extend(below);
    }
    for section in &mut sections {
        section.starts_file = true;
        if let Some(role) = role {
            section.role = role;
        }
        own(section, &path, anchors);
    }
    sections
}

/// Whether a section's heading says the stated title.
fn same_title(section: Option<&Section>, title: Option<&str>) -> bool {
    match (section, title) {
        (Some(section), Some(title)) => plain_text(&section.heading).trim() == title.trim(),
        _ => false,
    }
}

/// Path and anchor of a section and those of the same file below it.
fn own(section: &mut Section, path: &str, anchors: &mut Anchors) {
    if section.path.is_empty() {
        section.path = path.to_string();
    }
    if section.attributes.id.is_none() {
        let name = section
            .title
            .clone()
            .unwrap_or_else(|| plain_text(&section.heading));
        let name = if name.is_empty() { "text" } else { &name };
        section.attributes.id = Some(anchors.unique(&slug(name)));
    }
    for child in &mut section.children {
        own(child, path, anchors);
    }
}

/// Parts a document at its headings: the blocks before the first one, and the sections by nesting of levels.
fn split(document: Document) -> (Vec<Block>, Vec<Section>) {
    let mut preamble = Vec::new();
    let mut roots = Vec::new();
    let mut open: Vec<(u8, Section)> = Vec::new();
    for block in document.blocks {
        let Block {
            kind: BlockKind::Heading { level, content },
            attributes,
            span,
        } = block
        else {
            open.last_mut()
                .map_or(&mut preamble, |(_, section)| &mut section.blocks)
                .push(block);
            continue;
        };
        // A page that begins with this heading begins in its section, not at the end of the one before.
        let before = open
            .last_mut()
            .map_or(&mut preamble, |(_, section)| &mut section.blocks);
        let first = before
            .iter()
            .rposition(|b| !matches!(b.kind, BlockKind::PageBreak(_)))
            .map_or(0, |i| i + 1);
        let blocks = before.split_off(first);
        close(&mut open, &mut roots, level);
        open.push((
            level,
            Section {
                heading: content,
                attributes,
                blocks,
                span,
                ..Section::default()
            },
        ));
    }
    close(&mut open, &mut roots, 0);
    (preamble, roots)
}

/// Closes the open sections of this level and below it.
fn close(open: &mut Vec<(u8, Section)>, roots: &mut Vec<Section>, level: u8) {
    while open.last().is_some_and(|(l, _)| *l >= level) {
        let Some((_, section)) = open.pop() else {
            return;
        };
        open.last_mut()
            .map_or(&mut *roots, |(_, parent)| &mut parent.children)
            .push(section);
    }
}

/// What follows from the place in the tree.
fn finish(section: &mut Section, depth: u8, settings: &AssemblySettings) {
    if depth == 1 {
        section.starts_file = true;
        if section.role == Role::Section {
            section.role = Role::Chapter;
        }
    }
    section.in_contents = depth <= settings.contents_depth
        && (!section.heading.is_empty() || section.title.is_some());
    for child in &mut section.children {
        finish(child, depth.saturating_add(1), settings);
    }
}
