//! Anchors: unique in the book, stable, and made from headings the way GitHub and mdBook make them.

use std::collections::HashMap;

use crate::book::visit::{NodeMut, plain_text, walk_mut};
use crate::book::{Block, BlockKind};

/// The anchors given so far. Each base knows the number to try next, so a thousand equal headings cost no more than a
/// thousand different ones.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    next: HashMap<String, usize>,
}

impl Anchors {
    /// The wish itself where it is free, else with the first free `-1`, `-2` …
    pub(super) fn unique(&mut self, wish: &str) -> String {
        let base = xml_name(wish);
        let Some(&next) = self.next.get(&base) else {
            self.next.insert(base.clone(), 1);
            return base;
        };
        let mut number = next;
        loop {
            let id = format!("{base}-{number}");
            number += 1;
            if !self.next.contains_key(&id) {
                self.next.insert(base, number);
                self.next.insert(id.clone(), 1);
                return id;
            }
        }
    }

    /// Gives every heading and everything with an anchor of the author's its anchor.
    pub(super) fn assign(&mut self, blocks: &mut [Block]) {
        walk_mut(blocks, &mut |node| {
            if let NodeMut::Block(block) = node {
                if let BlockKind::PageBreak(page) = &mut block.kind {
                    page.id = self.unique(&format!("page-{}", page.label));
                } else if let (BlockKind::Heading { content, .. }, None) =
                    (&block.kind, &block.attributes.id)
                {
                    block.attributes.id = Some(self.unique(&slug(&plain_text(content))));
                } else if let Some(id) = &mut block.attributes.id {
                    *id = self.unique(id);
                }
            }
        });
    }
}

/// The anchor that GitHub and mdBook give a heading: lower case, letters, digits, `-` and `_` kept, white space to `-`,
/// all else left out.
#[must_use]
pub fn slug(heading: &str) -> String {
    let mut slug = String::with_capacity(heading.len());
    for c in heading.trim().chars() {
        if c.is_alphanumeric() || c == '-' || c == '_' {
            slug.extend(c.to_lowercase());
        } else if c.is_whitespace() {
            slug.push('-');
        }
    }
    slug
}

/// A name that XML takes as an `id`: begins with a letter or `_`, and holds no white space, colon or punctuation.
fn xml_name(wish: &str) -> String {
    let mut name = String::with_capacity(wish.len());
    for c in wish.chars() {
        if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
            name.push(c);
        } else {
            name.push('-');
        }
    }
    if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        name.insert_str(0, "s-");
    }
    name
}
