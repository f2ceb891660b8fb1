//! EPUB 3.3, with what EPUB 2 readers need beside it.
//!
//! Takes a [`Book`], gives the entries of a container in their order and the function that packs them. Promises: a
//! publication that EPUBCheck and Ace have nothing to say about; the same bytes for the same book; an identifier and file
//! names that a corrected edition keeps.

mod accessibility;
mod assembly;
mod container;
mod content;
mod cover_page;
mod identity;
mod kobo;
mod metadata;
mod navigation;
mod ncx;
mod package;
mod pictures;
mod plan;
mod title_page;
mod weigh;

use rayon::prelude::*;

use super::fonts::{self, Font};
use super::labels::Labels;
use super::language::{is_rtl, language};
use super::names::output_stem;
use super::{Emission, EmitOptions, Emitter, Pack, styles};
use crate::book::{Book, WritingMode};
use crate::report::Diagnostic;
use assembly::{Assembly, Made};
use content::{Rendered, Shared};

/// The EPUB emitter.
pub(super) static EMITTER: Emitter = Emitter {
    name: "epub",
    about: "EPUB 3.3, readable by EPUB 2 devices too",
    emit: emit_epub,
};

/// The emitter of Kobo's variant.
pub(super) static KEPUB: Emitter = Emitter {
    name: "kepub",
    about: "EPUB with the marks by which Kobo's readers count pages",
    emit: emit_kepub,
};

crate::rules! {
    /// The cover picture is smaller than stores accept.
    ///
    /// Amazon refuses covers below 625 × 1000 pixels and asks for 1600 × 2560. Pictures are never enlarged here: that only
    /// makes them blurred.
    COVER_SMALL = "cover-too-small", None, Warning, "https://www.w3.org/TR/epub-33/#sec-cover-image";

    /// The typeset cover does not show a text.
    ///
    /// The typefaces of the covers have Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian and Georgian. Rather than boxes, the cover shows its design without the
    /// text. Give a cover picture of your own.
    COVER_TEXT = "cover-text-unset", None, Warning, "https://www.w3.org/TR/epub-33/#sec-cover-image";
}

/// The style sheets, relative to the package document.
const STYLE: &str = "styles/book.css";
/// The declarations of the fonts.
const FONTS: &str = "styles/fonts.css";

fn emit_epub(book: &Book, options: &EmitOptions<'_>) -> Emission {
    emit(book, options, "epub", |_| {})
}

fn emit_kepub(book: &Book, options: &EmitOptions<'_>) -> Emission {
    emit(book, options, "kepub.epub", |documents| {
        documents
            .par_iter_mut()
            .for_each(|document| document.data = kobo::spans(&document.data));
    })
}

/// Writes a book; `change` has the content documents before they are listed.
fn emit(
    book: &Book,
    options: &EmitOptions<'_>,
    extension: &str,
    change: fn(&mut [Rendered]),
) -> Emission {
    let plan = plan::plan(book);
    let language = language(book);
    let mut sheets = style_sheets(book, options);
    let styles: Vec<String> = sheets.iter().map(|(path, _)| path.clone()).collect();
    // The cover stands in for nothing that the documents need: it is drawn beside them.
    let ((cover, findings), (pictures, mut diagnostics, mut documents)) = rayon::join(
        || cover_page::picture(book, options),
        || {
            let (pictures, diagnostics) = pictures::gather(book, &plan.shown);
            let documents = render(&shared(book, &plan, &pictures, language, &styles));
            (pictures, diagnostics, documents)
        },
    );
    diagnostics.extend(findings);
    change(&mut documents);
    for document in &mut documents {
        diagnostics.append(&mut document.diagnostics);
    }
    let shared = shared(book, &plan, &pictures, language, &styles);
    let (fonts, findings) = fonts(book, &documents, shared.labels);
    diagnostics.extend(findings);
    if let Some((_, declared)) = sheets.iter_mut().find(|(path, _)| path == FONTS) {
        *declared = fonts::css(&fonts, |font| format!("../fonts/{}", font.name));
    }
    let made = Made {
        sheets,
        cover,
        fonts,
    };
    let entries = Assembly::new(&shared, options, made).entries(documents);
    Emission {
        files: Vec::new(),
        entries,
        pack: Some(Pack {
            path: format!("{}.{extension}", output_stem(book)),
            pack: container::pack,
        }),
        diagnostics,
    }
}

fn shared<'a>(
    book: &'a Book,
    plan: &'a plan::Plan<'a>,
    pictures: &'a pictures::Pictures,
    language: &'a str,
    styles: &'a [String],
) -> Shared<'a> {
    Shared {
        book,
        plan,
        pictures,
        labels: Labels::of(language),
        language,
        rtl: is_rtl(language),
        styles,
    }
}

fn render(shared: &Shared<'_>) -> Vec<Rendered> {
    let files = shared.plan.files.par_iter().enumerate();
    files
        .map(|(index, file)| content::render(shared, index, file))
        .collect()
}

/// The fonts, cut to the letters of the documents and of the pages that are made from metadata.
fn fonts(book: &Book, documents: &[Rendered], labels: Labels) -> (Vec<Font>, Vec<Diagnostic>) {
    if book.fonts.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let metadata = &book.metadata;
    let people = metadata.contributors.iter().map(|person| &person.name);
    let named = [&metadata.title, &metadata.subtitle, &metadata.publisher];
    let texts = documents
        .iter()
        .filter_map(|document| std::str::from_utf8(&document.data).ok())
        .chain(
            named
                .into_iter()
                .flatten()
                .chain(people)
                .map(String::as_str),
        )
        .chain([labels.contents, labels.cover]);
    fonts::prepare(&book.fonts, &fonts::letters(texts))
}

/// The theme, the direction of lines, and the author's own style sheets.
fn style_sheets(book: &Book, options: &EmitOptions<'_>) -> Vec<(String, String)> {
    let mut text = styles::css(options.settings).to_owned();
    if book.metadata.writing_mode == Some(WritingMode::VerticalRl) {
        text.push_str(
            "\nhtml {\n  -webkit-writing-mode: vertical-rl;\n  -epub-writing-mode: vertical-rl;\n  writing-mode: vertical-rl;\n}\n",
        );
    }
    let mut sheets = vec![(STYLE.to_owned(), text)];
    if !book.fonts.is_empty() {
        sheets.push((FONTS.to_owned(), String::new()));
    }
    for (number, text) in book.styles.iter().enumerate() {
        sheets.push((format!("styles/own-{}.css", number + 1), text.clone()));
    }
    sheets
}
