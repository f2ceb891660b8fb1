//! The reader of HTML and XHTML: whole documents, chapters of EPUB publications, and the tags inside Markdown.
//!
//! Takes text as browsers do, with all that is unbalanced or unknown in it, and gives a [`Document`]: what is written is
//! kept, what is only layout or machinery is not. Notes, page breaks, verse, figures and quotations are recognised by
//! the marks that EPUB publications, pandoc and the great archives use for them.

mod construct;
mod metadata;
mod references;
mod tokens;

pub(super) use construct::{Constructor, Manner};
pub(super) use metadata::date;

pub(super) use super::elements::is_void;

use crate::book::{Document, Metadata};
use crate::report::{Diagnostic, SourceId, Span};

use super::elements::{Builder, Dialect, Findings, document, saved_pages};

/// How HTML is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The text is XHTML: `<a/>` is a whole element, and nothing ends by itself. Found from the text where not set.
    pub is_xml: bool,
    /// The text is a part of a publication that states its metadata elsewhere: only its language is taken from it.
    pub is_part: bool,
    /// Every class is kept, for a style sheet that comes along; else only those that tell something.
    pub keep_classes: bool,
}

/// Reads a whole document. `path` is the source's path relative to the book's folder.
#[must_use]
pub fn read(
    source: SourceId,
    text: &str,
    path: &str,
    options: &Options,
) -> (Document, Vec<Diagnostic>) {
    let span = Span::new(source, 0, text.len());
    let mut findings = Findings::default();
    let is_xml = options.is_xml || looks_like_xml(text);
    let mut builder = Builder::new(span);
    let mut constructor = Constructor::new(
        Manner {
            is_xml,
            keeps_unknown: false,
        },
        text,
    );
    let place = |range: std::ops::Range<usize>| Span::new(source, range.start, range.end);
    constructor.read(text, &mut builder, &mut findings, &place, &mut |_, _, _| {});
    let end = Span::new(source, text.len(), text.len());
    constructor.settle(&mut builder, end);
    let mut root = builder.finish_all(end, &mut findings);
    let mut result = Document {
        path: path.to_owned(),
        span,
        ..Document::default()
    };
    saved_pages::settle(&mut root, path);
    result.metadata = metadata::metadata(&root);
    if options.is_part {
        let languages = std::mem::take(&mut result.metadata.languages);
        result.metadata = Metadata {
            languages,
            ..Metadata::default()
        };
    }
    let dialect = Dialect {
        keeps_classes: options.keep_classes,
        implicit_figures: false,
        is_html: true,
    };
    (result.blocks, result.notes) = document(root, dialect, &mut findings);
    (result, findings.into_diagnostics())
}

/// Whether a document says of itself that it is XML.
fn looks_like_xml(text: &str) -> bool {
    let head: String = text.chars().take(1024).collect();
    head.trim_start().starts_with("<?xml")
        || (head.contains("xmlns=\"http://www.w3.org/1999/xhtml\"")
            && !head.to_ascii_lowercase().contains("<!doctype html>"))
}
