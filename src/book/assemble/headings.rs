//! The headings of a document as the author wrote them: empty ones, and levels that are skipped.
//!
//! Assembly builds its tree by nesting, so neither breaks a book; a heading of the wrong level still lands in the wrong
//! place of the contents.

use super::rules::{HEADING_EMPTY, HEADING_LEVEL_SKIPPED};
use crate::book::visit::plain_text;
use crate::book::{BlockKind, Document};
use crate::report::Diagnostic;

pub(super) fn judge(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let mut before = 0;
    for block in &document.blocks {
        let BlockKind::Heading { level, content } = &block.kind else {
            continue;
        };
        let untitled = block.attributes.classes.iter().any(|c| c == "untitled");
        if content.is_empty() || plain_text(content).trim().is_empty() && !pictured(content) {
            if !untitled {
                let message = format!("the heading of level {level} has no text");
                let finding = Diagnostic::new(&HEADING_EMPTY, message).span(block.span);
                diagnostics.push(finding.hint("give it words, or take it out"));
            }
        } else if before > 0 && *level > before + 1 {
            let message = format!("a heading of level {level} follows one of level {before}");
            let finding = Diagnostic::new(&HEADING_LEVEL_SKIPPED, message).span(block.span);
            diagnostics.push(finding.hint("let each level follow the one above it"));
        }
        before = *level;
    }
}

/// Whether a heading shows something that is no text.
fn pictured(content: &[crate::book::Inline]) -> bool {
    use crate::book::Inline;
    content
        .iter()
        .any(|inline| matches!(inline, Inline::Image(_) | Inline::Math(_)))
}
