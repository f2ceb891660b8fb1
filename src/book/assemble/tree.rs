//! The section tree: from flat blocks by the levels of their headings, under the tree of the author's contents file.

use std::vec::IntoIter;

use super::anchors::{Anchors, slug, stem};
use super::{AssemblySettings, Component, DEEPEST, roles};
use crate::book::visit::{Node, plain_text, walk_run};
use crate::book::{Block, BlockKind, Book, Document, Inline, Role, Section, trim_end};

/// The sections of all components. `starts` are the anchors of the documents' beginnings, in their order.
pub(super) fn build(
    components: Vec<Component>,
    starts: Vec<String>,
    anchors: &mut Anchors,
    settings: &AssemblySettings,
) -> Vec<Section> {
    let alone = components.len() == 1
        && components
            .iter()
            .all(|c| c.children.is_empty() && c.title.is_none());
    let mut planting = Planting {
        starts: starts.into_iter(),
        anchors,
    };
    let mut sections = Vec::new();
    for mut component in components {
        let depth = component.document.as_mut().map_or(1, stated_depth);
        let planted = planting.component(component, alone, 0);
        hang(&mut sections, planted, depth);
    }
    for section in &mut sections {
        finish(section, 1, Role::Section, settings.contents_depth);
    }
    sections
}

/// How deep the section stands that a file begins with, where its heading says so with a class (`depth-2`: below the last
/// section before it): the files of a folder are a list, the sections of a book a tree.
fn stated_depth(document: &mut Document) -> usize {
    let first = document
        .blocks
        .iter_mut()
        .find(|block| matches!(block.kind, BlockKind::Heading { .. }));
    let Some(Block { attributes, .. }) = first else {
        return 1;
    };
    let depth = |class: &String| class.strip_prefix("depth-")?.parse::<usize>().ok();
    let stated = attributes.classes.iter().find_map(depth);
    attributes.classes.retain(|class| depth(class).is_none());
    stated.unwrap_or(1).min(DEEPEST)
}

/// Hangs sections below the last ones, `depth` deep.
fn hang(sections: &mut Vec<Section>, planted: Vec<Section>, depth: usize) {
    match sections.last_mut() {
        Some(last) if depth > 1 => hang(&mut last.children, planted, depth - 1),
        _ => sections.extend(planted),
    }
}

struct Planting<'a> {
    starts: IntoIter<String>,
    anchors: &'a mut Anchors,
}

impl Planting<'_> {
    /// The sections of one component. Those of its children hang below its last one.
    fn component(&mut self, component: Component, alone: bool, depth: usize) -> Vec<Section> {
        let Component {
            title,
            prints_title,
            role,
            document,
            children,
            span,
        } = component;
        let start = document.as_ref().and_then(|_| self.starts.next());
        let path = document
            .as_ref()
            .map(|d| d.path.clone())
            .unwrap_or_default();
        let (preamble, roots) = split(document.unwrap_or_default());
        let mut sections = if alone {
            bare(preamble, roots)
        } else {
            titled(title, prints_title, preamble, roots)
        };
        if let Some(first) = sections.first_mut() {
            if first.span.is_none() {
                first.span = span;
            }
            if first.attributes.id.is_none() {
                first.attributes.id = start;
            }
        }
        for section in &mut sections {
            section.starts_file = true;
            if let Some(role) = role {
                section.role = role;
            }
            self.own(section, &path, 0);
        }
        if depth < DEEPEST {
            let below = children
                .into_iter()
                .flat_map(|child| self.component(child, false, depth + 1))
                .collect::<Vec<_>>();
            if let Some(last) = sections.last_mut() {
                last.children.extend(below);
            }
        }
        sections
    }

    /// Path and anchor of a section and of those below it.
    fn own(&mut self, section: &mut Section, path: &str, depth: usize) {
        section.path = path.to_string();
        if section.attributes.id.is_none() {
            let name = section
                .title
                .clone()
                .unwrap_or_else(|| plain_text(&section.heading));
            let name = if name.trim().is_empty() {
                stem(path)
            } else {
                &name
            };
            section.attributes.id = Some(self.anchors.unique(&slug(name)));
        }
        if depth < DEEPEST {
            for child in &mut section.children {
                self.own(child, path, depth + 1);
            }
        }
    }
}

/// The only text of a book: its headings make the tree.
fn bare(preamble: Vec<Block>, mut roots: Vec<Section>) -> Vec<Section> {
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
}

/// A file among others: one section, which holds what the file has; several only where nothing outside the file says that
/// it is one chapter.
fn titled(
    title: Option<String>,
    prints_title: bool,
    preamble: Vec<Block>,
    mut roots: Vec<Section>,
) -> Vec<Section> {
    let opens_with_heading = preamble.is_empty() && !roots.is_empty();
    if opens_with_heading && title.is_none() {
        return roots;
    }
    let says_title = roots
        .first()
        .is_some_and(|first| same_title(first, title.as_deref()));
    if opens_with_heading && (!prints_title || says_title) {
        let rest = roots.split_off(1);
        if let Some(main) = roots.first_mut() {
            if !says_title {
                main.title = title;
            }
            main.children.extend(rest);
        }
        return roots;
    }
    let has_text = !preamble.is_empty() || !roots.is_empty();
    let (heading, title) = match title {
        Some(title) if prints_title || !has_text => (vec![Inline::Text(title)], None),
        title => (Vec::new(), title),
    };
    // A heading that repeats the title of its file is not shown twice in the contents.
    let children = roots.into_iter().map(|mut root| {
        root.in_contents = !same_title(&root, title.as_deref());
        root
    });
    let children = children.collect();
    vec![Section {
        heading,
        title,
        blocks: preamble,
        children,
        in_contents: true,
        ..Section::default()
    }]
}

/// Whether a section's heading says the stated title.
fn same_title(section: &Section, title: Option<&str>) -> bool {
    title.is_some_and(|title| says(&section.heading, title))
}

/// Whether a heading says a title.
pub(super) fn says(heading: &[Inline], title: &str) -> bool {
    let words =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_lowercase).collect() };
    words(&plain_text(heading)) == words(title)
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
        let mut blocks = before.split_off(first);
        let mut content = content;
        if holds_page_break(&content) {
            // Where another begins inside the heading, the first one may not stand behind it.
            content.splice(0..0, blocks.drain(..).filter_map(in_heading));
        }
        close(&mut open, &mut roots, level);
        let mut section = Section {
            heading: content,
            attributes,
            blocks,
            span,
            in_contents: true,
            ..Section::default()
        };
        take_off_marks(&mut section);
        open.push((level, section));
    }
    close(&mut open, &mut roots, 0);
    (preamble, roots)
}

/// The beginning of a page as a part of running text.
fn in_heading(block: Block) -> Option<Inline> {
    let BlockKind::PageBreak(page) = block.kind else {
        return None;
    };
    let page = Inline::PageBreak(Box::new(page));
    Some(match block.attributes.is_empty() {
        true => page,
        false => Inline::Span {
            attributes: block.attributes,
            content: vec![page],
        },
    })
}

/// Whether a page begins inside running text.
fn holds_page_break(content: &[Inline]) -> bool {
    let mut found = false;
    walk_run(content, &mut |node| {
        found |= matches!(node, Node::Piece(Inline::PageBreak(_)));
    });
    found
}

/// A heading may say with a class what its section is (`role-preface`), that the contents leave it out (`unlisted`), that
/// it begins a file of its own (`new-file`), that there is a section and no heading (`untitled`); a passage of class
/// `nav-title` at its end is what the contents call it.
fn take_off_marks(section: &mut Section) {
    take_off_title(section);
    let Section {
        attributes,
        role,
        in_contents,
        starts_file,
        heading,
        ..
    } = section;
    attributes.classes.retain(|class| {
        let stated = class.strip_prefix("role-").and_then(Role::from_name);
        if let Some(stated) = stated {
            *role = stated;
        }
        let unlisted = class == "unlisted";
        *in_contents &= !unlisted;
        let new_file = class == "new-file";
        *starts_file |= new_file;
        let untitled = class == "untitled";
        if untitled {
            heading.clear();
        }
        stated.is_none() && !unlisted && !new_file && !untitled
    });
}

/// Takes the title for the contents off a heading.
fn take_off_title(section: &mut Section) {
    let is_title = |inline: &Inline| matches!(inline, Inline::Span { attributes, .. } if attributes.classes == ["nav-title"]);
    let Some(Inline::Span { content, .. }) = section.heading.pop_if(|last| is_title(last)) else {
        return;
    };
    section.title = Some(plain_text(&content));
    trim_end(&mut section.heading);
    put_down_page_breaks(section);
}

/// A heading of nothing but page breaks is none: they stand at the beginning of the section.
fn put_down_page_breaks(section: &mut Section) {
    if section
        .heading
        .iter()
        .all(|inline| matches!(inline, Inline::PageBreak(_)))
    {
        let breaks = section.heading.drain(..).filter_map(|inline| match inline {
            Inline::PageBreak(page) => Some(Block::new(BlockKind::PageBreak(*page), section.span)),
            _ => None,
        });
        section.blocks.splice(0..0, breaks);
    }
}

/// Closes the open sections of this level and below it.
fn close(open: &mut Vec<(u8, Section)>, roots: &mut Vec<Section>, level: u8) {
    while open.last().is_some_and(|(l, _)| *l >= level) {
        let Some((_, mut section)) = open.pop() else {
            return;
        };
        section.blocks.shrink_to_fit();
        open.last_mut()
            .map_or(&mut *roots, |(_, parent)| &mut parent.children)
            .push(section);
    }
}

/// What follows from the place in the tree and from the headings: roles, files, contents.
fn finish(section: &mut Section, depth: u8, above: Role, deepest: u8) {
    let holds_chapters = matches!(above, Role::Part | Role::Volume);
    if depth == 1 || holds_chapters {
        section.starts_file = true;
        if section.role == Role::Section {
            section.role = role(section, section.title.as_deref());
        }
    }
    let named = !section.heading.is_empty() || section.title.is_some();
    section.in_contents = named && section.in_contents && depth <= deepest;
    let (role, below) = (section.role, depth.saturating_add(1));
    // Below a part levels are counted from its chapters.
    let is_part = matches!(role, Role::Part | Role::Volume);
    let deepest = deepest.saturating_add(u8::from(is_part));
    if usize::from(depth) < DEEPEST {
        for child in &mut section.children {
            finish(child, below, role, deepest);
        }
    }
}

/// What a section is, and whether it begins a file, where nothing but its heading and its place say so. `above` is the
/// role of the section it stands in, `depth` counts from 1, `title` is the one it has of itself.
pub(crate) fn usual(
    section: &Section,
    title: Option<&str>,
    depth: u8,
    above: Role,
) -> (Role, bool) {
    if depth == 1 || matches!(above, Role::Part | Role::Volume) {
        (role(section, title), true)
    } else {
        (Role::Section, false)
    }
}

/// The role of a section that stands where chapters do.
fn role(section: &Section, title: Option<&str>) -> Role {
    let title = match title {
        Some(title) if section.heading.is_empty() => title.to_owned(),
        _ => plain_text(&section.heading),
    };
    if title.trim().is_empty() {
        return Role::Section;
    }
    if let Some(role) = roles::of_heading(&title) {
        // `Book One` without chapters below it is a chapter like any other.
        let holds = !section.children.is_empty() || section.blocks.is_empty();
        return if matches!(role, Role::Part | Role::Volume) && !holds {
            Role::Chapter
        } else {
            role
        };
    }
    let chapters = section.children.iter().filter(|child| {
        matches!(
            roles::of_heading(&plain_text(&child.heading)),
            Some(Role::Chapter | Role::Prologue | Role::Epilogue)
        )
    });
    if chapters.count() * 2 > section.children.len() {
        Role::Part
    } else {
        Role::Chapter
    }
}

/// A book whose text has no heading at all still has one entry in its contents: its title.
pub(super) fn name_what_has_no_name(book: &mut Book) {
    fn named(sections: &[Section], depth: usize) -> bool {
        sections.iter().any(|section| {
            section.in_contents || depth < DEEPEST && named(&section.children, depth + 1)
        })
    }
    if named(&book.sections, 0) {
        return;
    }
    if let Some(first) = book.sections.first_mut() {
        first.title.clone_from(&book.metadata.title);
        first.in_contents = true;
    }
}
