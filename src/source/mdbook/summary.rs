//! SUMMARY.md: the order of the chapters, with parts, drafts, and chapters before and after the numbered ones.

use std::collections::BTreeSet;

use crate::book::visit::{Node, plain_text, walk};
use crate::book::{Block, BlockKind, Inline, Link, Role, Target};
use crate::report::{Diagnostic, Severity, Span, nearest};
use crate::source::ahead::Manner;
use crate::source::includes::chapter;
use crate::source::load::Loading;
use crate::source::{Piece, markdown, rules};

/// Lists nest no deeper than this.
const DEEPEST: usize = 32;

/// Reads the chapters that a SUMMARY.md names. `path` is its own.
pub(in crate::source) fn read(loading: &mut Loading<'_>, path: &str) -> Vec<Piece> {
    let Some(loaded) = loading.text(path) else {
        return Vec::new();
    };
    let text = loading.source_text(loaded.id);
    let (document, _) = markdown::read(loaded.id, &text, path, &markdown::Options::default());
    let folder = path
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder)
        .to_string();
    let mut summary = Summary {
        loading,
        folder,
        seen: BTreeSet::new(),
    };
    let paths = summary.named(&document.blocks);
    summary.loading.read_ahead(&paths, Manner::MdBook);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut in_part = false;
    for (index, block) in document.blocks.into_iter().enumerate() {
        match block.kind {
            BlockKind::Heading { content, .. } => {
                let title = plain_text(&content);
                // The first heading is the title of the list itself.
                if index > 0 && !title.is_empty() {
                    pieces.push(Piece {
                        title: Some(title),
                        prints_title: true,
                        role: Some(Role::Part),
                        span: block.span,
                        ..Piece::default()
                    });
                    in_part = true;
                }
            }
            BlockKind::List { items, .. } => {
                let found = items
                    .into_iter()
                    .flat_map(|item| summary.item(item.blocks, 0))
                    .collect::<Vec<_>>();
                match pieces.last_mut().filter(|_| in_part) {
                    Some(part) => part.children.extend(found),
                    None => pieces.extend(found),
                }
            }
            BlockKind::Paragraph(run) => {
                let found = summary.links(run);
                in_part &= found.is_empty();
                pieces.extend(found);
            }
            _ => {}
        }
    }
    // A part of drafts only is none.
    pieces.retain(|piece| piece.role != Some(Role::Part) || !piece.children.is_empty());
    pieces
}

struct Summary<'a, 'b> {
    loading: &'a mut Loading<'b>,
    folder: String,
    seen: BTreeSet<String>,
}

impl Summary<'_, '_> {
    /// A list item: its chapter, with those below it. What hangs below a draft that is left out moves up.
    fn item(&mut self, blocks: Vec<Block>, depth: usize) -> Vec<Piece> {
        let mut found: Vec<Piece> = Vec::new();
        let mut below = Vec::new();
        let mut draft = None;
        for block in blocks {
            match block.kind {
                BlockKind::Paragraph(run) => {
                    draft = draft.or_else(|| draft_of(&run));
                    found.extend(self.links(run));
                }
                BlockKind::List { items, .. } if depth < DEEPEST => {
                    below.extend(
                        items
                            .into_iter()
                            .flat_map(|item| self.item(item.blocks, depth + 1)),
                    );
                }
                _ => {}
            }
        }
        match (found.last_mut(), draft) {
            (Some(last), _) => last.children.extend(below),
            (None, Some((title, span))) if !below.is_empty() => {
                found.push(Piece {
                    title: Some(title),
                    prints_title: true,
                    children: below,
                    span,
                    ..Piece::default()
                });
            }
            (None, _) => found.extend(below),
        }
        found
    }

    /// The chapters that a run of text links to.
    fn links(&mut self, run: Vec<Inline>) -> Vec<Piece> {
        let mut found = Vec::new();
        for inline in run {
            let Inline::Link(link) = inline else {
                continue;
            };
            let Link {
                target,
                content,
                span,
                ..
            } = *link;
            let title = plain_text(&content);
            match target {
                Target::Unresolved(written) => found.extend(self.link(&written, title, span)),
                Target::External(address) => {
                    // Sites list pages elsewhere beside their own; a book cannot hold them.
                    let message =
                        format!("'{address}' is no file of the book; the entry is left out");
                    let hint = "link to it from a chapter";
                    let mut diagnostic = Diagnostic::new(&rules::SUMMARY_LINK, message)
                        .hint(hint)
                        .span(span);
                    diagnostic.severity = Severity::Warning;
                    self.loading.report(diagnostic);
                }
                _ => {}
            }
        }
        found
    }

    fn link(&mut self, written: &str, title: String, span: Span) -> Option<Piece> {
        let bare = written.split('#').next().unwrap_or("");
        if bare.is_empty() {
            let message = format!("the draft '{title}' is left out");
            self.loading
                .report(Diagnostic::new(&rules::SUMMARY_DRAFT, message).span(span));
            return None;
        }
        let path = self.resolve(bare, span)?;
        if !self.seen.insert(path.clone()) {
            // A second entry leads to the chapter that is there already.
            return None;
        }
        let body = chapter(self.loading, &path)?;
        let title = Some(title).filter(|title| !title.is_empty());
        Some(Piece {
            title,
            body,
            span,
            ..Piece::default()
        })
    }

    /// The files that the list names, each once.
    fn named(&self, blocks: &[Block]) -> Vec<String> {
        let mut paths = Vec::new();
        let mut seen = BTreeSet::new();
        walk(blocks, &mut |node| {
            if let Node::Piece(Inline::Link(link)) = node
                && let Target::Unresolved(written) = &link.target
                && let Some(path) = self.path(written.split('#').next().unwrap_or(""))
                && seen.insert(path.clone())
            {
                paths.push(path);
            }
        });
        paths
    }

    /// The path from the root of what SUMMARY.md names, where it is there.
    fn path(&self, written: &str) -> Option<String> {
        let decoded = crate::book::assemble::decode(written);
        [decoded.as_str(), written]
            .into_iter()
            .filter_map(|candidate| crate::book::assemble::join(&self.folder, candidate))
            .find(|path| self.loading.files.exists(path))
    }

    /// The path from the root of what SUMMARY.md names, which must be there.
    fn resolve(&mut self, written: &str, span: Span) -> Option<String> {
        if let Some(path) = self.path(written) {
            return Some(path);
        }
        let files = self.loading.files;
        let decoded = crate::book::assemble::decode(written);
        let wanted = crate::book::assemble::join(&self.folder, &decoded);
        let all = files.list();
        let near = wanted
            .as_deref()
            .and_then(|wanted| nearest(wanted, all.iter().map(String::as_str)));
        let hint = match near {
            Some(near) => format!("did you mean '{near}'?"),
            None => {
                "correct the entry, or add the file; an entry without a file is written '[Title]()'"
                    .to_string()
            }
        };
        let message = format!("there is no file '{decoded}'");
        self.loading.report_missing(
            Diagnostic::new(&rules::SUMMARY_LINK, message)
                .hint(hint)
                .span(span),
        );
        None
    }
}

/// The title of a draft: an entry with an empty target, or none.
fn draft_of(run: &[Inline]) -> Option<(String, Span)> {
    let mut draft = None;
    for inline in run {
        if let Inline::Link(link) = inline {
            match &link.target {
                Target::Unresolved(written) if written.is_empty() => {
                    draft = Some((plain_text(&link.content), link.span));
                }
                _ => return None,
            }
        }
    }
    draft.or_else(|| Some((plain_text(run), Span::NONE)).filter(|(title, _)| !title.is_empty()))
}
