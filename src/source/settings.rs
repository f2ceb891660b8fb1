//! What can be set for a book: `book.toml` and the command line give the same record.

use std::collections::BTreeMap;

/// The settings of one build. `Default` is what a book without `book.toml` gets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// What kind of text it is; `None`: found from evidence.
    pub kind: Option<TextKind>,
    /// The encoding's label; `None`: found from evidence.
    pub encoding: Option<String>,
    /// Whether quotes, dashes and ellipses in clean Markdown become typographic; `None`: no for clean Markdown.
    pub smart_punctuation: Option<bool>,
    /// Passes of the restoration that are switched off, by name.
    pub passes_off: Vec<String>,
    /// The style theme's name; `None`: the default one.
    pub theme: Option<String>,
    /// Paths of the author's style sheets, relative to the book's folder.
    pub styles: Vec<String>,
    /// Path of the cover picture.
    pub cover: Option<String>,
    /// Name of the cover template, where the cover is typeset; `Some("none")` for no cover.
    pub cover_template: Option<String>,
    /// Rules of `check` that are ignored, by name, with the reason.
    pub ignored_rules: BTreeMap<String, String>,
    /// The store profile to check against.
    pub profile: Option<String>,
    /// Whether scripts and event handlers may reach the output.
    pub allow_scripts: bool,
}

/// What kind of text an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// Clean Markdown: parsed, never restored.
    Markdown,
    /// Markdown as an extractor leaves it: restored.
    DamagedMarkdown,
    /// Plain text, hard-wrapped or one line a paragraph: restored.
    Plain,
    /// Text with page marks: restored.
    Paged,
    /// Text from OCR: restored, with its confusions in mind.
    Ocr,
    /// HTML.
    Html,
    /// An EPUB publication.
    Epub,
}
