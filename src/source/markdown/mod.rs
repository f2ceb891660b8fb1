//! The reader of Markdown: text → [`Document`], every block with its place in the source.
//!
//! CommonMark and GFM (tables, task lists, strikethrough, notes, alerts) with definition lists, mathematics, heading
//! attributes, raised and lowered letters, YAML and TOML front matter, raw HTML read as HTML, and the habits of authors
//! who write for pandoc, Leanpub, Hugo, kramdown, Obsidian, Docusaurus and mdBook. Whatever the bytes, there is a
//! document; nothing is left out without a diagnostic.
//!
//! # How each kind of the model is written in Markdown
//!
//! The Markdown emitter writes these forms, and this reader reads them back to the same model. `ATTR` stands for an
//! attribute list: `#id`, `.class`, `lang=fr`, `dir=rtl`, in this order, parted by spaces. A block without a place for
//! attributes gets them on a line of its own before it: `{ATTR}`, followed by the block without a blank line.
//!
//! | kind | form |
//! |---|---|
//! | heading | `## Title {ATTR}`; a section's role is an attribute: `# Preface {role=preface}` (in the model the class `role-preface` on the heading, which `assemble` takes off); not in the contents: `{.unlisted}`; begins a file of its own where its place would not say so: `{.new-file}`; the first of a file that stands below the last section of the files before: `{.depth-2}`; another title for the contents: `# Title [In the contents]{.nav-title}`; a section without a heading: `# … {.untitled}`; a line break is `<br>` |
//! | paragraph with attributes | a line `{ATTR}`, then the paragraph |
//! | quotation | `> text`; its attribution a last paragraph `> [—Name]{.attribution}` |
//! | epigraph | `::: epigraph`, the blocks, an attribution as above, `:::`; attributes: `::: {.epigraph ATTR}` |
//! | letter | `::: letter` … `:::` |
//! | verse | a line block, `| ` before each line, two spaces more for each step of indentation, a line `|` between stanzas; its attribution as the last line `| [—Name]{.attribution}`; with attributes inside `::: {.verse ATTR}` … `:::` |
//! | speech | `::: speech`, a first paragraph that begins with `[HAMLET]{.speaker}` and a space, `:::`. The speaker alone in its paragraph where the first block is none |
//! | list, task list | as GFM; attributes on a line before it; tight although its items hold more than a text and a list: `{.tight}` there; loose where no blank line shows it: `{.loose}` |
//! | definition list | a term on its line, then `: definition` (4 columns of indentation for what follows) for each |
//! | scene break | `* * *` |
//! | code | a fence with the language; attributes on a line before it |
//! | mathematics | `$tex$` and `$$tex$$`, the latter alone in its paragraph |
//! | callout | `> [!NOTE]` and the text below; with a title of its own `> [!NOTE] Title`. NOTE, TIP, IMPORTANT, WARNING, CAUTION |
//! | division | `::: {.class ATTR}` … `:::` for `div`; `<aside ATTR>`, `<address>`, `<details>` and others as tags on lines of their own with blank lines around the Markdown inside; `<summary>text</summary>` first in `details` |
//! | figure | `::: {.figure ATTR}`, the blocks, the caption in `::: caption` … `:::`, `:::` |
//! | picture | `![alternative](path "title"){ATTR width=50% height=200}`; decorative: `![](path){.decorative}`; without any text: `![](path)` |
//! | table | GFM; a caption as a paragraph `Table: caption` after it; where cells span, hold blocks, or there is no head: `<table>` as HTML |
//! | note | `text[^label]` and `[^label]: text`, further blocks indented by 4 columns |
//! | page break | `[12]{.pagebreak #id}` in running text, alone in its paragraph between blocks |
//! | emphasis, strong, struck out | `*…*`, `**…**`, `~~…~~`; as `<em>` and so on where the marks would not be read back |
//! | raised, lowered | `<sup>…</sup>`, `<sub>…</sub>` (also read: `^…^`, `~…~`) |
//! | small capitals | `[text]{.smallcaps}` |
//! | passage with attributes | `[text]{ATTR}`; an empty anchor `[]{#id}` |
//! | elements | as tags: `<kbd>`, `<abbr title="…">`, `<i>`, `<b>`, … |
//! | ruby | `<ruby>base<rt>reading</rt></ruby>` |
//! | SVG, MathML | as tags |
//! | line break | `<br>`, or a backslash at the end of the line |
//! | link | `[text](target "title")`; `<https://…>` where text and target are equal |
//!
//! White space: a line end in running text is a space (nothing between Chinese or Japanese letters).

mod events;
mod fences;
mod flanks;
mod front_matter;
mod lines;
mod parts;
mod places;
mod quotation_marks;
mod recipes;
pub(super) mod yaml;

pub use front_matter::{FrontMatter, front_matter};

pub(super) use places::Places;

use std::borrow::Cow;

use crate::book::{Document, Inline};
use crate::report::{Diagnostic, SourceId, Span};

use super::elements::{self, Builder, Dialect, Findings};

/// How Markdown is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Straight quotes, `--` and `...` become typographic.
    pub smart_punctuation: bool,
    /// The language whose quotation marks they become, where the front matter names none.
    pub language: String,
    /// Habits of mdBook: hidden lines of Rust code are left out, `\\(…\\)` and `\\[…\\]` are mathematics.
    pub mdbook: bool,
    /// A picture alone in its paragraph is a figure with its alternative text as caption, as pandoc has it.
    pub implicit_figures: bool,
    /// Front matter is not looked for: the text is a part of a file.
    pub no_front_matter: bool,
}

/// Reads Markdown. `path` is the source's path relative to the book's folder.
#[must_use]
pub fn read(
    source: SourceId,
    text: &str,
    path: &str,
    options: &Options,
) -> (Document, Vec<Diagnostic>) {
    parse(source, text, path, options).document()
}

/// A text that was parsed: it is not needed any more.
pub(super) struct Parsed {
    /// All of it but blocks and notes.
    document: Document,
    parts: Vec<elements::Part>,
    recipe: Option<(recipes::Recipe, usize)>,
    findings: Findings,
}

impl Parsed {
    /// The document, with what was found in it.
    pub(super) fn document(self) -> (Document, Vec<Diagnostic>) {
        let Parsed {
            mut document,
            parts,
            recipe,
            findings,
        } = self;
        (document.blocks, document.notes) = elements::join(parts);
        if let Some((recipe, start)) = recipe {
            let title = document.metadata.title.as_deref();
            let (before, after) = recipe.blocks(document.span.source, start, title);
            document.blocks.splice(0..0, before);
            document.blocks.extend(after);
        }
        (document, findings.into_diagnostics())
    }
}

/// Parses Markdown, as [`read`] does.
pub(super) fn parse(source: SourceId, text: &str, path: &str, options: &Options) -> Parsed {
    let span = Span::new(source, 0, text.len());
    let mut findings = Findings::default();
    let mut document = Document {
        path: path.to_owned(),
        span,
        ..Document::default()
    };
    let front = if options.no_front_matter {
        FrontMatter::default()
    } else {
        front_matter::read(source, text, &mut findings)
    };
    let body = text.get(front.end..).unwrap_or("");
    document.metadata = front.metadata;
    document.names = front.names;
    let stated = document.metadata.languages.first();
    let language = stated.map_or(options.language.as_str(), String::as_str);
    let need = lines::need(body);
    let is_pandoc = is_pandoc(path);
    let has_tags = || memchr::memmem::find(body.as_bytes(), b"\n<").is_some();
    let (body, places) = if need == lines::Need::All || is_pandoc && has_tags() {
        let (body, places) = lines::rewrite(body, front.end, source, &mut findings, is_pandoc);
        (Cow::Owned(body), places)
    } else {
        let places = Places::from_pairs(vec![(0, front.end)]);
        (Cow::Borrowed(body), places)
    };
    let whole = parts::Whole {
        text: &body,
        source,
        places: &places,
        has_lists: need == lines::Need::Lists,
        options,
        language,
        span,
        shortest: parts::SHORTEST,
    };
    let parts = parts::read(&whole, &mut findings);
    Parsed {
        document,
        parts,
        recipe: front.recipe,
        findings,
    }
}

/// Whether a file is written for pandoc, by its name.
fn is_pandoc(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["qmd", "rmd"].contains(&extension.to_ascii_lowercase().as_str())
}

/// Reads running text alone: what would open a block (`#`, `1.`, `>`) is letters.
///
/// `places` says where in `source` the pieces of `text` stand: pairs of an offset in `text` and one in the source, in
/// order; from each pair on both count alike.
#[must_use]
pub fn inlines(text: &str, source: SourceId, places: &[(usize, usize)]) -> Vec<Inline> {
    let is_marked = |byte: u8| {
        matches!(
            byte,
            b'*' | b'_'
                | b'`'
                | b'['
                | b'<'
                | b'&'
                | b'\\'
                | b'!'
                | b'~'
                | b'\n'
                | b'\t'
                | b'\r'
                | 0..=8
        )
    };
    if !text.bytes().any(is_marked) && !text.contains("  ") && !text.contains("://") {
        let text = text.trim_matches(' ');
        return if text.is_empty() {
            Vec::new()
        } else {
            vec![Inline::Text(text.to_owned())]
        };
    }
    let places = Places::from_pairs(places.to_vec());
    let eased = flanks::eased(text, &places, 0);
    let (text, places) = eased
        .as_ref()
        .map_or((text, &places), |(text, places)| (text.as_str(), places));
    let mut builder = Builder::new(Span::NONE);
    let mut findings = Findings::default();
    events::read_inline(text, source, places, &mut builder, &mut findings);
    let dialect = Dialect {
        keeps_classes: true,
        implicit_figures: false,
        is_html: false,
    };
    elements::inlines(builder, dialect, &mut findings)
}
