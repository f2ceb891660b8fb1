//! The HTML edition: one file that works from disk, or a folder with a page per chapter.
//!
//! Takes a [`Book`], gives HTML that is well-formed XML too, with its style inside. Nothing from the network, and no script but that of a search page that was asked for.
//! One file holds its pictures as `data:` addresses; a folder holds them as files.

mod contents;
mod data_uri;
mod head;
mod page;
mod pages;
mod search;
mod single;

use super::{Emission, EmitOptions, Emitter};
use crate::book::Book;

/// The HTML edition.
pub(super) static EMITTER: Emitter = Emitter {
    name: "html",
    about: "HTML: one self-contained file, or with --split a page per chapter",
    emit,
};

fn emit(book: &Book, options: &EmitOptions<'_>) -> Emission {
    let (files, diagnostics) = if options.split {
        pages::emit(book, options)
    } else {
        let (file, diagnostics) = single::emit(book, options);
        (vec![file], diagnostics)
    };
    Emission {
        files,
        diagnostics,
        ..Emission::default()
    }
}
