//! Notes: one list for the book, numbered in the order of their first reference.

use std::collections::VecDeque;

use super::anchors::Anchors;
use crate::book::visit::{Node, NodeMut, walk, walk_mut, walk_run_mut};
use crate::book::{Block, Document, Inline, Note, Section};

/// Moves a document's notes to the pool and turns its references into places in the pool. What a note says that nothing
/// refers to stays at the end of its document: no word is lost.
pub(super) fn pool(document: &mut Document, pool: &mut Vec<Note>) {
    keep_unreferenced(document);
    let offset = pool.len();
    let count = document.notes.len();
    if offset > 0 && count > 0 {
        let mut shift = |node: NodeMut<'_>| {
            if let NodeMut::Piece(Inline::NoteRef(index)) = node {
                *index += offset;
            }
        };
        walk_mut(&mut document.blocks, &mut shift);
        for note in &mut document.notes {
            walk_mut(&mut note.blocks, &mut shift);
        }
    }
    pool.append(&mut document.notes);
}

fn keep_unreferenced(document: &mut Document) {
    if document.notes.is_empty() {
        return;
    }
    let mut referenced = vec![false; document.notes.len()];
    let mut waiting = Vec::new();
    let mut see = |blocks: &[Block], waiting: &mut Vec<usize>| {
        walk(blocks, &mut |node| {
            if let Node::Piece(Inline::NoteRef(index)) = node
                && let Some(seen) = referenced.get_mut(*index)
                && !std::mem::replace(seen, true)
            {
                waiting.push(*index);
            }
        });
    };
    see(&document.blocks, &mut waiting);
    while let Some(index) = waiting.pop() {
        if let Some(note) = document.notes.get(index) {
            see(&note.blocks, &mut waiting);
        }
    }
    for (note, _) in document
        .notes
        .iter_mut()
        .zip(&referenced)
        .filter(|(_, seen)| !**seen)
    {
        document.blocks.append(&mut note.blocks);
    }
}

/// Orders the pool by first reference and gives each note its number and anchor.
pub(super) fn number(
    sections: &mut [Section],
    mut pool: Vec<Note>,
    anchors: &mut Anchors,
) -> Vec<Note> {
    if pool.is_empty() {
        return Vec::new();
    }
    let mut order = Order {
        place: vec![None; pool.len()],
        notes: Vec::with_capacity(pool.len()),
        waiting: VecDeque::new(),
    };
    for section in sections {
        order.section(section, &mut pool);
    }
    let mut notes = order.notes;
    for (index, note) in notes.iter_mut().enumerate() {
        note.label = (index + 1).to_string();
        note.id = anchors.unique(&format!("note-{}", index + 1));
    }
    notes
}

struct Order {
    /// Where each note of the pool went.
    place: Vec<Option<usize>>,
    notes: Vec<Note>,
    /// Notes that may refer to further notes.
    waiting: VecDeque<usize>,
}

impl Order {
    fn section(&mut self, section: &mut Section, pool: &mut [Note]) {
        walk_run_mut(&mut section.heading, &mut |node| self.see(node, pool));
        walk_mut(&mut section.blocks, &mut |node| self.see(node, pool));
        while let Some(index) = self.waiting.pop_front() {
            let mut blocks = self
                .notes
                .get_mut(index)
                .map(|note| std::mem::take(&mut note.blocks))
                .unwrap_or_default();
            walk_mut(&mut blocks, &mut |node| self.see(node, pool));
            if let Some(note) = self.notes.get_mut(index) {
                note.blocks = blocks;
            }
        }
        for child in &mut section.children {
            self.section(child, pool);
        }
    }

    fn see(&mut self, node: NodeMut<'_>, pool: &mut [Note]) {
        let NodeMut::Piece(Inline::NoteRef(index)) = node else {
            return;
        };
        let (Some(place), Some(note)) = (self.place.get_mut(*index), pool.get_mut(*index)) else {
            return;
        };
        *index = *place.get_or_insert_with(|| {
            self.notes.push(std::mem::take(note));
            self.waiting.push_back(self.notes.len() - 1);
            self.notes.len() - 1
        });
    }
}
