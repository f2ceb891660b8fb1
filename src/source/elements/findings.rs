//! What the readers of clean text report, each cause once with its count.

use std::collections::BTreeMap;

use crate::report::{Diagnostic, Rule, Span};

crate::rules! {
    /// An element that has no place in a book was left out with its content.
    ///
    /// Scripts, style sheets, frames and plug-ins do not reach the book: reading systems refuse or ignore them. Put
    /// style sheets into `book.toml`, and replace frames by a link or a picture.
    ELEMENT_REMOVED = "html-element-removed", None, Warning, "https://www.w3.org/TR/epub-33/#sec-scripted-content";

    /// Sound or video was left out; what it holds for readers that cannot play it was kept.
    ///
    /// deckle does not carry sound and video. Describe what is heard or seen, or link to it.
    MEDIA_REMOVED = "html-media-removed", None, Warning, "https://www.w3.org/TR/epub-33/#sec-foreign-resources";

    /// A tag that HTML does not know was left out; its content was kept.
    ///
    /// Most are components of a web framework. Where letters in angle brackets were meant, write `\<T>` or `` `<T>` ``.
    ELEMENT_UNKNOWN = "html-element-unknown", None, Warning, "https://html.spec.whatwg.org/multipage/indices.html#elements-3";

    /// Elements nest deeper than the limit; what is deeper was kept without its nesting.
    DEPTH_EXCEEDED = "nesting-too-deep", None, Warning, "https://spec.commonmark.org/0.31.2/#container-blocks";

    /// A character that XML forbids, or one that marks the byte order, was left out.
    ///
    /// Control characters are leftovers of other programs. They make a publication unreadable.
    CHARACTER_DROPPED = "character-forbidden", None, Note, "https://www.w3.org/TR/xml/#charsets";

    /// A mark of another tool was recognised, and deckle does not know what it stands for; it was left out.
    ///
    /// Shortcodes and templates are filled in by the tool they belong to. Replace them by what they give.
    MARK_UNKNOWN = "markdown-mark-unknown", None, Warning, "https://gohugo.io/content-management/shortcodes/";

    /// Text meant for another output format was left out.
    ///
    /// A raw block in LaTeX is only for print. Put beside it what the book shall say.
    RAW_DROPPED = "markdown-raw-dropped", None, Note, "https://pandoc.org/MANUAL.html#extension-raw_attribute";

    /// A note is defined and never referred to; it was kept as text where it stood.
    ///
    /// Refer to it with `[^label]`, or remove it.
    NOTE_UNREFERENCED = "note-unreferenced", None, Warning, "https://github.github.com/gfm/";

    /// A citation by key was left as it is: no BibTeX file of the book has its work.
    CITATION_KEPT = "markdown-citation-kept", None, Note, "https://pandoc.org/MANUAL.html#citations";

    /// Front matter could not be read.
    ///
    /// The line named is not of the form that YAML or TOML ask for. Quote values that contain `: ` or `#`.
    METADATA_MALFORMED = "front-matter-malformed", None, Error, "https://yaml.org/spec/1.2.2/";

    /// A key of the front matter is set more than once; the first counts.
    ///
    /// YAML allows a key once, and programs differ in which one they take. Keep one of them.
    METADATA_REPEATED = "front-matter-key-repeated", None, Warning, "https://yaml.org/spec/1.2.2/#3211-nodes";

    /// A key of the front matter says nothing that deckle knows; it was left out.
    METADATA_UNKNOWN = "front-matter-key-unknown", None, Note, "https://pandoc.org/MANUAL.html#extension-yaml_metadata_block";
}

/// Findings in the making. A cause that occurs again (the same rule and key) is counted.
#[derive(Debug, Default)]
pub(in crate::source) struct Findings {
    list: Vec<(Diagnostic, usize)>,
    seen: BTreeMap<(&'static str, String), usize>,
}

impl Findings {
    /// Reports a cause, with its place, in one sentence.
    pub(in crate::source) fn add(
        &mut self,
        rule: &'static Rule,
        key: &str,
        span: Span,
        message: impl Into<String>,
    ) {
        if let Some(&index) = self.seen.get(&(rule.name, key.to_owned())) {
            if let Some((_, count)) = self.list.get_mut(index) {
                *count += 1;
            }
            return;
        }
        self.seen
            .insert((rule.name, key.to_owned()), self.list.len());
        self.list
            .push((Diagnostic::new(rule, message).span(span), 1));
    }

    /// Reports with a remedy.
    pub(in crate::source) fn add_with_hint(
        &mut self,
        rule: &'static Rule,
        key: &str,
        span: Span,
        message: impl Into<String>,
        hint: &str,
    ) {
        let before = self.list.len();
        self.add(rule, key, span, message);
        if let Some((diagnostic, _)) = self.list.get_mut(before) {
            diagnostic.hint = Some(hint.to_owned());
        }
    }

    /// Adds what was found in a later part of the same text.
    pub(in crate::source) fn append(&mut self, other: Findings) {
        let mut keys: Vec<_> = other.seen.into_iter().collect();
        keys.sort_unstable_by_key(|&(_, index)| index);
        for ((key, _), (diagnostic, count)) in keys.into_iter().zip(other.list) {
            if let Some(&index) = self.seen.get(&key) {
                if let Some((_, total)) = self.list.get_mut(index) {
                    *total += count;
                }
            } else {
                self.seen.insert(key, self.list.len());
                self.list.push((diagnostic, count));
            }
        }
    }

    /// The findings in the order of their first place.
    pub(in crate::source) fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut list: Vec<Diagnostic> = self
            .list
            .into_iter()
            .map(|(mut diagnostic, count)| {
                diagnostic.times = count;
                diagnostic
            })
            .collect();
        list.sort_by_key(|diagnostic| diagnostic.span.start);
        list
    }
}
