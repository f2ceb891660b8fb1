//! What can be set for a book: `book.toml` and the command line give the same record.

use std::collections::BTreeMap;

use crate::book::assemble::{AssemblySettings, LinkPolicy};
use crate::limits::Limits;
use crate::report::{Diagnostic, Severity};

/// The settings of one build. `Default` is what a book without `book.toml` gets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Bounds on what is read.
    pub limits: Limits,
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
    /// Paths of the fonts that are embedded.
    pub fonts: Vec<String>,
    /// Path of the cover picture.
    pub cover: Option<String>,
    /// Name of the cover template, where the cover is typeset; `Some("none")` for no cover.
    pub cover_template: Option<String>,
    /// Rules of `check` that are ignored, by name, with the reason.
    pub ignored_rules: BTreeMap<String, String>,
    /// Rules whose findings are errors; `warnings` stands for every warning.
    pub denied_rules: Vec<String>,
    /// The store profile to check against.
    pub profile: Option<String>,
    /// Whether scripts and event handlers may reach the output.
    pub allow_scripts: bool,
    /// Whether a link that leads nowhere is an error or a warning; `None`: an error, a warning in a project kept for
    /// another tool.
    pub links: Option<LinkPolicy>,
    /// The address of the book's folder on the web: links that lead out of it start there.
    pub site: Option<String>,
    /// Whether a picture on the network becomes a link to it, and not an error.
    pub link_remote_pictures: bool,
    /// How many levels of sections the contents show; `None`: three.
    pub contents_depth: Option<u8>,
    /// Whether the HTML edition in pages gets a page to search it, the only one with a script.
    pub search: bool,
    /// The formats to write, by name; empty: all.
    pub formats: Vec<String>,
}

impl Settings {
    /// These settings where they are set, and `base` where they are not.
    #[must_use]
    pub fn over(self, base: Settings) -> Settings {
        fn list(over: Vec<String>, base: Vec<String>) -> Vec<String> {
            if over.is_empty() { base } else { over }
        }
        let mut ignored_rules = base.ignored_rules;
        ignored_rules.extend(self.ignored_rules);
        let mut passes_off = base.passes_off;
        passes_off.extend(self.passes_off);
        Settings {
            limits: self.limits.or(base.limits),
            kind: self.kind.or(base.kind),
            encoding: self.encoding.or(base.encoding),
            smart_punctuation: self.smart_punctuation.or(base.smart_punctuation),
            passes_off,
            theme: self.theme.or(base.theme),
            styles: list(self.styles, base.styles),
            fonts: list(self.fonts, base.fonts),
            cover: self.cover.or(base.cover),
            cover_template: self.cover_template.or(base.cover_template),
            ignored_rules,
            denied_rules: list(self.denied_rules, base.denied_rules),
            profile: self.profile.or(base.profile),
            allow_scripts: self.allow_scripts || base.allow_scripts,
            links: self.links.or(base.links),
            site: self.site.or(base.site),
            link_remote_pictures: self.link_remote_pictures || base.link_remote_pictures,
            contents_depth: self.contents_depth.or(base.contents_depth),
            search: self.search || base.search,
            formats: list(self.formats, base.formats),
        }
    }

    /// Applies what is decided about rules: denied ones are errors, ignored ones are taken out. Gives how many were.
    pub fn decide(&self, diagnostics: &mut Vec<Diagnostic>) -> usize {
        for diagnostic in &mut *diagnostics {
            let warns = diagnostic.severity == Severity::Warning;
            let denied = self
                .denied_rules
                .iter()
                .any(|rule| rule == diagnostic.rule.name || rule == "warnings" && warns);
            if denied && !diagnostic.severity.is_failure() {
                diagnostic.severity = Severity::Error;
            }
        }
        let before = diagnostics.len();
        diagnostics.retain(|d| !self.ignored_rules.contains_key(d.rule.name));
        before - diagnostics.len()
    }

    /// What the assembly needs of these.
    #[must_use]
    pub fn assembly(&self) -> AssemblySettings {
        AssemblySettings {
            links: self.links.unwrap_or_default(),
            site: self.site.clone(),
            link_remote_pictures: self.link_remote_pictures,
            contents_depth: self.contents_depth.unwrap_or(3),
            cover: self.cover.clone(),
            styles: self.styles.clone(),
            fonts: self.fonts.clone(),
            store: self.profile.is_some(),
        }
    }
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

impl TextKind {
    /// All kinds.
    pub const ALL: &'static [TextKind] = &[
        TextKind::Markdown,
        TextKind::DamagedMarkdown,
        TextKind::Plain,
        TextKind::Paged,
        TextKind::Ocr,
        TextKind::Html,
        TextKind::Epub,
    ];

    /// The name in `book.toml`, on the command line and in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TextKind::Markdown => "markdown",
            TextKind::DamagedMarkdown => "damaged-markdown",
            TextKind::Plain => "plain",
            TextKind::Paged => "paged",
            TextKind::Ocr => "ocr",
            TextKind::Html => "html",
            TextKind::Epub => "epub",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<TextKind> {
        TextKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.name() == name)
    }
}
