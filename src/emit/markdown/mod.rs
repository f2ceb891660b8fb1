//! Markdown: a clean file, or a folder that deckle builds again. build(markdown(book)) = book.
//!
//! Takes a [`Book`], gives CommonMark with GitHub's tables, task lists, strikethrough, notes and alerts, one paragraph
//! a line. What Markdown has no sign for is written in the forms that `source::markdown` documents; what even those
//! cannot hold (a list marker in an empty paragraph, signs that no flanking rule reads as meant) is written as HTML tags.

mod attributes;
mod blocks;
mod emphasis;
mod escape;
mod files;
mod front_matter;
mod html;
mod inlines;
mod links;
mod lists;
mod manifest;
mod sections;
mod tables;
mod writer;

use super::{Emission, EmitOptions, Emitter};
use crate::book::Book;

/// Markdown.
pub(super) static EMITTER: Emitter = Emitter {
    name: "markdown",
    about: "Markdown: one file, or with --split a folder that builds again",
    emit,
};

fn emit(book: &Book, options: &EmitOptions<'_>) -> Emission {
    let files = if options.split {
        files::folder(book, options)
    } else {
        files::single(book)
    };
    Emission {
        files,
        ..Emission::default()
    }
}
