//! What the book is where nobody said it: the title and the language as found in the text, or honest stand-ins.

use super::anchors::{slug, stem};
use super::{AssemblySettings, Component, language, roles, rules};
use crate::book::visit::{Node, plain_text, walk, walk_run};
use crate::book::{Block, BlockKind, Document, Inline, Metadata, Section};
use crate::report::{Diagnostic, Severity};

/// Fills what is empty in `metadata` from `other`.
pub fn fill(metadata: &mut Metadata, other: Metadata) {
    fn one<T>(to: &mut Option<T>, from: Option<T>) {
        if to.is_none() {
            *to = from;
        }
    }
    fn many<T>(to: &mut Vec<T>, from: Vec<T>) {
        if to.is_empty() {
            *to = from;
        }
    }
    if metadata.title.is_none() {
        // A subtitle belongs to its title.
        one(&mut metadata.subtitle, other.subtitle);
        one(&mut metadata.title_sort, other.title_sort);
    }
    one(&mut metadata.title, other.title);
    many(&mut metadata.contributors, other.contributors);
    many(&mut metadata.languages, other.languages);
    many(&mut metadata.identifiers, other.identifiers);
    one(&mut metadata.publisher, other.publisher);
    one(&mut metadata.date, other.date);
    one(&mut metadata.modified, other.modified);
    one(&mut metadata.rights, other.rights);
    one(&mut metadata.description, other.description);
    many(&mut metadata.subjects, other.subjects);
    many(&mut metadata.collections, other.collections);
    one(&mut metadata.source, other.source);
    one(&mut metadata.kind, other.kind);
    one(&mut metadata.progression, other.progression);
    one(&mut metadata.writing_mode, other.writing_mode);
    let (to, from) = (&mut metadata.accessibility, other.accessibility);
    one(&mut to.summary, from.summary);
    one(&mut to.certified_by, from.certified_by);
    one(&mut to.certifier_credential, from.certifier_credential);
    one(&mut to.certifier_report, from.certifier_report);
    many(&mut to.hazards, from.hazards);
    one(&mut to.exemption, from.exemption);
    to.allow_missing_alternatives |= from.allow_missing_alternatives;
}

/// What was taken from the text.
#[derive(Default)]
pub(super) struct Promoted {
    /// Names that led to the heading which became the book's title.
    pub(super) aliases: Vec<String>,
}

/// Takes the title from the text: in a book of one text, a single heading above all others is the title and no chapter.
pub(super) fn title(
    metadata: &mut Metadata,
    components: &mut [Component],
    diagnostics: &mut Vec<Diagnostic>,
) -> Promoted {
    let mut promoted = Promoted::default();
    let alone = match components {
        [component] if component.children.is_empty() && component.title.is_none() => {
            component.document.as_mut()
        }
        _ => None,
    };
    if let Some(document) = alone {
        if let Some(at) = crowning(&document.blocks)
            && let Some(Block {
                kind: BlockKind::Heading { content, .. },
                attributes,
                span,
            }) = document.blocks.get(at)
        {
            let found = plain_text(content);
            let given = metadata.title.as_deref();
            if given.is_none_or(|given| same(given, &found)) && roles::of_heading(&found).is_none()
            {
                if given.is_none() {
                    let message = format!("the title '{found}' is taken from the first heading");
                    diagnostics.push(Diagnostic::new(&rules::TITLE_FOUND, message).span(*span));
                    metadata.title = Some(found.clone());
                }
                // Metadata cannot hold a note, a link or a picture: such a heading stays as well.
                if !holds_more(content) {
                    promoted.aliases = [attributes.id.clone(), Some(slug(&found))]
                        .into_iter()
                        .flatten()
                        .collect();
                    document.blocks.remove(at);
                }
            }
        }
        if metadata.title.is_none()
            && let Some(found) = only_heading(document)
        {
            let message = format!("the title '{found}' is taken from the only heading");
            diagnostics.push(Diagnostic::new(&rules::TITLE_FOUND, message).span(document.span));
            metadata.title = Some(found);
        }
    } else if metadata.title.is_none()
        && let Some(document) = components
            .first()
            .and_then(|component| component.document.as_ref())
        && let Some(found) = only_heading(document)
        && is_title_page(document)
    {
        let message = format!("the title '{found}' is taken from the first file");
        diagnostics.push(Diagnostic::new(&rules::TITLE_FOUND, message).span(document.span));
        metadata.title = Some(found);
    }
    promoted
}

/// Whether a heading holds more than words: a note, a link or a picture.
fn holds_more(content: &[Inline]) -> bool {
    let mut more = false;
    walk_run(content, &mut |node| {
        if let Node::Piece(Inline::NoteRef(_) | Inline::Link(_) | Inline::Image(_)) = node {
            more = true;
        }
    });
    more
}

/// The place of the heading that stands above all others: the first, and the only one of its level.
fn crowning(blocks: &[Block]) -> Option<usize> {
    let mut levels = blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| match &block.kind {
            BlockKind::Heading { level, content } => Some((at, *level, content)),
            _ => None,
        });
    let (at, top, content) = levels.next()?;
    // Nothing but pictures and page breaks may stand before a title.
    let before = blocks.get(..at)?.iter().all(|block| match &block.kind {
        BlockKind::PageBreak(_) | BlockKind::ThematicBreak | BlockKind::Figure(_) => true,
        BlockKind::Paragraph(run) => run
            .iter()
            .all(|inline| matches!(inline, Inline::Image(_) | Inline::PageBreak(_))),
        _ => false,
    });
    let mut below = 0;
    for (_, level, _) in levels {
        if level <= top {
            return None;
        }
        below += 1;
    }
    (before && below > 0 && !content.is_empty()).then_some(at)
}

/// The one heading of a document that begins with it.
fn only_heading(document: &Document) -> Option<String> {
    let mut headings = document
        .blocks
        .iter()
        .filter_map(|block| match &block.kind {
            BlockKind::Heading { content, .. } => Some(content),
            _ => None,
        });
    let (first, None) = (headings.next()?, headings.next()) else {
        return None;
    };
    let starts = matches!(document.blocks.first()?.kind, BlockKind::Heading { .. });
    let title = plain_text(first);
    (starts && !title.is_empty() && roles::of_heading(&title).is_none()).then_some(title)
}

/// A file that comes before the chapters by its name, with little but its heading.
fn is_title_page(document: &Document) -> bool {
    let name = stem(&document.path).to_lowercase();
    let name = name.trim_start_matches(|c: char| !c.is_alphabetic());
    let front = matches!(
        name,
        "readme"
            | "index"
            | "title"
            | "titlepage"
            | "title-page"
            | "title_page"
            | "cover"
            | "front"
    );
    front && document.blocks.len() <= 12
}

pub(crate) fn same(a: &str, b: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let (words, others) = (bare(a), bare(b));
    words == others && (!words.is_empty() || a == b)
}

/// What stands in where neither was given nor found.
pub(super) fn finish(
    metadata: &mut Metadata,
    sections: &mut [Section],
    name: &str,
    settings: &AssemblySettings,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let severity = if settings.store {
        Severity::Error
    } else {
        Severity::Warning
    };
    if metadata
        .title
        .as_deref()
        .is_none_or(|title| title.trim().is_empty())
    {
        let stand_in = if name.trim().is_empty() {
            "untitled"
        } else {
            name
        };
        let message = format!("the book has no title; the name '{stand_in}' stands in for it");
        let hint = "set 'title' in [book] of book.toml or in the front matter, or give '--title'";
        let mut diagnostic = Diagnostic::new(&rules::TITLE_MISSING, message).hint(hint);
        diagnostic.severity = severity;
        diagnostics.push(diagnostic);
        metadata.title = Some(stand_in.to_string());
    }
    if metadata.languages.is_empty() {
        let (found, diagnostic) = match language::of(&sample(sections)) {
            Some(found) => {
                let message = format!("the language '{found}' is found from the text");
                (found, Diagnostic::new(&rules::LANGUAGE_FOUND, message))
            }
            None => {
                let message = "the book has no language; 'und' stands in for it";
                let mut diagnostic = Diagnostic::new(&rules::LANGUAGE_MISSING, message);
                diagnostic.severity = severity;
                ("und", diagnostic)
            }
        };
        let hint =
            "set 'language' in [book] of book.toml or in the front matter, or give '--language'";
        diagnostics.push(diagnostic.hint(hint));
        metadata.languages.push(found.to_string());
    }
    for contributor in &mut metadata.contributors {
        if contributor.role.is_empty() {
            contributor.role = "aut".to_string();
        }
    }
}

/// Running text from all over the book, enough to know its language by.
fn sample(sections: &[Section]) -> String {
    let mut text = String::new();
    let mut bounds = 4 * language::ENOUGH;
    for section in sections {
        take(section, &mut text, &mut bounds, 0);
    }
    text
}

fn take(section: &Section, text: &mut String, bound: &mut usize, depth: usize) {
    if *bound == 0 || depth > super::DEEPEST {
        return;
    }
    for block in &section.blocks {
        // A whole big book is not needed, and walking it all costs time.
        if *bound == 0 {
            return;
        }
        walk(std::slice::from_ref(block), &mut |node| {
            if let Node::Piece(Inline::Text(words)) = node {
                text.push_str(words);
                text.push(' ');
                *bound = bound.saturating_sub(words.len());
            }
        });
    }
    for child in &section.children {
        take(child, text, bound, depth + 1);
    }
}
