//! What kind of text an input is, from evidence: never from its extension alone.
//!
//! Takes the decoded text and its path, gives the kind and the reasons. Clean Markdown must never be taken for damaged:
//! damage is believed only where several signs of it agree, or one stands so often that chance is ruled out.

mod damage;
mod markup;
mod scan;

use super::TextKind;
use scan::Scan;

/// A kind with what speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) kind: TextKind,
    /// Clauses for the note: `9 headings`, `142 page numbers that count`.
    pub(super) reasons: Vec<String>,
}

/// The kind of a decoded text. `path` gives its extension, which only tips the scales.
#[must_use]
pub(super) fn judge(path: &str, text: &str) -> Verdict {
    let extension = path
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension)
        .to_ascii_lowercase();
    if is_html(text, &extension) {
        return Verdict {
            kind: TextKind::Html,
            reasons: vec!["it begins as an HTML document does".into()],
        };
    }
    let scan = Scan::of(text);
    let markup = markup::weigh(&scan, &extension);
    let damage = damage::weigh(&scan);
    let mut reasons = markup.reasons;
    if markup.is_markdown {
        let kind = if damage.weight >= damage::BELIEVED {
            TextKind::DamagedMarkdown
        } else {
            TextKind::Markdown
        };
        if kind == TextKind::DamagedMarkdown {
            reasons.extend(damage.reasons);
        }
        return Verdict { kind, reasons };
    }
    let kind = if damage.misread {
        TextKind::Ocr
    } else if damage.paged {
        TextKind::Paged
    } else {
        TextKind::Plain
    };
    reasons.extend(damage.reasons);
    Verdict { kind, reasons }
}

/// Whether the text is an HTML document: it says so at its head, or its file does and it holds tags.
fn is_html(text: &str, extension: &str) -> bool {
    let mut head = text.trim_start();
    // A declaration and comments may stand before the document type.
    for _ in 0..8 {
        let rest = if head.starts_with("<?xml") {
            head.split_once("?>").map(|(_, rest)| rest)
        } else if head.starts_with("<!--") {
            head.split_once("-->").map(|(_, rest)| rest)
        } else {
            None
        };
        let Some(rest) = rest else { break };
        head = rest.trim_start();
    }
    let starts = |tag: &str| {
        head.get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    if starts("<!doctype html") || starts("<html") || starts("<head>") || starts("<body") {
        return true;
    }
    matches!(extension, "html" | "htm" | "xhtml" | "xht") && head.contains('<')
}

/// Whether a file's name says that it is Markdown.
pub(super) fn has_markdown_name(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    markup::is_markdown_extension(&extension.to_ascii_lowercase())
}
