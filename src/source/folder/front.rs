//! Front matter in a book of several files: whether it speaks of the book or of its own file.

use super::{is_metadata_only, order};
use crate::book::assemble::{join, metadata_fill};
use crate::book::visit::{NodeMut, plain_text, walk_mut};
use crate::book::{Block, BlockKind, Metadata};
use crate::source::load::Loading;
use crate::source::{Body, Piece, Project, markdown};

/// Sorts out the front matter of several files. Where only the first has any, it is the book's, as pandoc has it; where
/// more have titles, each title is that of its file and stands above it.
pub(super) fn settle(project: &mut Project) {
    let titles = count(&project.pieces);
    if project.metadata.languages.is_empty() {
        project.metadata.languages.extend(language(&project.pieces));
    }
    let mut first = true;
    let mut book = Metadata::default();
    let mut rest = Vec::new();
    for mut piece in std::mem::take(&mut project.pieces) {
        let is_first = std::mem::take(&mut first);
        let speaks_of_book = is_first && (titles == 1 || is_metadata_only(&piece.body));
        if let (true, Body::Document(document)) = (speaks_of_book, &mut piece.body) {
            book = std::mem::take(&mut document.metadata);
        }
        if is_metadata_only(&piece.body) && piece.children.is_empty() {
            continue;
        }
        own(&mut piece, 0);
        rest.push(piece);
    }
    project.pieces = rest;
    metadata_fill(&mut project.metadata, book);
}

/// The language that all HTML pages state which state one.
fn language(pieces: &[Piece]) -> Option<String> {
    let mut stated = pieces.iter().flat_map(|piece| {
        std::iter::once(piece)
            .chain(&piece.children)
            .filter_map(|piece| match &piece.body {
                Body::Document(document) if order::is_html(&document.path) => {
                    document.metadata.languages.first()
                }
                _ => None,
            })
    });
    let first = stated.next()?;
    stated.all(|other| other == first).then(|| first.clone())
}

/// What the front matter of the only text names by path: the cover and style sheets.
pub(super) fn files_named(loading: &mut Loading<'_>) {
    let path = match loading.project.pieces.as_slice() {
        [
            Piece {
                body: Body::Document(document),
                ..
            },
        ] => document.path.clone(),
        _ => return,
    };
    let Some((id, file)) = loading
        .project
        .sources
        .iter()
        .find(|(_, file)| file.path == path)
    else {
        return;
    };
    let (front, _) = markdown::front_matter(id, &file.text);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let settings = &mut loading.project.settings;
    if settings.cover.is_none() {
        settings.cover = front
            .cover
            .map(|cover| join(folder, &cover).unwrap_or(cover));
    }
    if settings.styles.is_empty() {
        settings.styles = front
            .styles
            .into_iter()
            .map(|style| join(folder, &style).unwrap_or(style))
            .collect();
    }
    if settings.fonts.is_empty() {
        settings.fonts = front
            .fonts
            .into_iter()
            .map(|font| join(folder, &font).unwrap_or(font))
            .collect();
    }
}

fn count(pieces: &[Piece]) -> usize {
    let titled = |piece: &Piece| match &piece.body {
        Body::Document(document) => usize::from(document.metadata.title.is_some()),
        _ => 0,
    };
    pieces
        .iter()
        .map(|piece| titled(piece) + piece.children.iter().map(titled).sum::<usize>())
        .sum()
}

/// The words of the first heading.
fn first_heading(blocks: &mut [Block]) -> Option<String> {
    let mut found = None;
    walk_mut(blocks, &mut |node| {
        if let (NodeMut::Block(block), None) = (node, &found)
            && let BlockKind::Heading { content, .. } = &block.kind
        {
            found = Some(plain_text(content));
        }
    });
    found.filter(|words| !words.trim().is_empty())
}

/// A note is called by the name of its file, which stands above it where it does not begin with a heading of its own.
pub(super) fn named_by_files(pieces: &mut [Piece], depth: usize) {
    for piece in pieces {
        if let Body::Document(document) = &piece.body
            && piece.title.is_none()
            && !document
                .blocks
                .iter()
                .any(|block| matches!(block.kind, BlockKind::Heading { level: 1, .. }))
        {
            let name = document.path.rsplit('/').next().unwrap_or("");
            piece.title = name.rsplit_once('.').map(|(stem, _)| stem.to_owned());
            piece.prints_title = true;
        }
        if depth < 32 {
            named_by_files(&mut piece.children, depth + 1);
        }
    }
}

/// The title of a file is its piece's; who wrote it and when is not said of the book.
fn own(piece: &mut Piece, depth: usize) {
    if let Body::Document(document) = &mut piece.body {
        let mut metadata = std::mem::take(&mut document.metadata);
        // The title of an HTML page is for the browser's window; its heading is what readers see.
        if order::is_html(&document.path)
            && let Some(heading) = first_heading(&mut document.blocks)
        {
            metadata.title = None;
            piece.title = piece.title.take().or(Some(heading));
        }
        if piece.title.is_none() && metadata.title.is_some() {
            piece.title = metadata.title;
            piece.prints_title = true;
        }
    }
    if depth < 32 {
        piece
            .children
            .iter_mut()
            .for_each(|child| own(child, depth + 1));
    }
}
