//! Leading the places of a document back to the files it was put together from.

use crate::book::visit::{NodeMut, walk_mut};
use crate::book::{BlockKind, Document, Inline};
use crate::report::{SourceId, Span};

/// The number under which a text is parsed that is no file.
pub(super) const VIRTUAL: SourceId = SourceId(u32::MAX - 1);

/// Replaces every span of a document.
pub(super) fn respan(document: &mut Document, place: &dyn Fn(Span) -> Span) {
    document.span = place(document.span);
    let mut visit = |node: NodeMut<'_>| match node {
        NodeMut::Block(block) => {
            block.span = place(block.span);
            if let BlockKind::Math(math) = &mut block.kind {
                math.span = place(math.span);
            }
        }
        NodeMut::Piece(Inline::Link(link)) => link.span = place(link.span),
        NodeMut::Piece(Inline::Image(picture)) => picture.span = place(picture.span),
        NodeMut::Piece(Inline::Math(math)) => math.span = place(math.span),
        _ => {}
    };
    walk_mut(&mut document.blocks, &mut visit);
    for note in &mut document.notes {
        note.span = place(note.span);
        walk_mut(&mut note.blocks, &mut visit);
    }
}
