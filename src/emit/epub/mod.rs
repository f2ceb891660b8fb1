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
mod sheets;
mod title_page;
mod weigh;

use rayon::prelude::*;

use super::fonts::{self, Font};
use super::labels::Labels;
use super::language::{is_rtl, language};
use super::names::output_stem;
use super::{Emission, EmitOptions, Emitter, OutputFile};
use crate::book::Book;
use crate::report::Diagnostic;
use assembly::{Assembly, Made};
use container::Packer;
use content::{Sealed, Shared};

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

fn emit_epub(book: &Book, options: &EmitOptions<'_>) -> Emission {
    emit(book, options, "epub", None)
}

fn emit_kepub(book: &Book, options: &EmitOptions<'_>) -> Emission {
    emit(book, options, "kepub.epub", Some(kobo::spans))
}

/// Up to this many bytes the documents are kept as text until they are checked, which spares inflating them. Of longer
/// books the text would be much of all the memory that they take.
const KEPT: usize = 8 << 20;

/// What becomes of the bytes of a content document before it is packed.
type Change = fn(&[u8]) -> Vec<u8>;

/// Writes a book; `change` has the content documents before they are packed.
fn emit(
    book: &Book,
    options: &EmitOptions<'_>,
    extension: &str,
    change: Option<Change>,
) -> Emission {
    let plan = plan::plan(book);
    let language = language(book);
    let styles = sheets::paths(book);
    // The cover stands in for nothing that the documents need: it is drawn beside them.
    let ((cover, findings), (pictures, mut diagnostics, (mut documents, letters))) = rayon::join(
        || cover_page::picture(book, options),
        || {
            let (pictures, diagnostics) = pictures::gather(
                book,
                &sheets::shown(book, &plan.shown),
                options.settings.limits,
            );
            let documents = render(&shared(book, &plan, &pictures, language, &styles), change);
            (pictures, diagnostics, documents)
        },
    );
    diagnostics.extend(findings);
    for document in &mut documents {
        diagnostics.append(&mut document.diagnostics);
    }
    let shared = shared(book, &plan, &pictures, language, &styles);
    let (fonts, findings) = fonts(book, &letters, shared.labels);
    diagnostics.extend(findings);
    let made = Made {
        sheets: sheets::write(book, options, &pictures, &fonts),
        cover,
        fonts,
    };
    let entries = Assembly::new(&shared, options, made).entries(documents);
    Emission {
        files: vec![OutputFile {
            path: format!("{}.{extension}", output_stem(book)),
            data: container::pack(&entries),
        }],
        entries,
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

/// The content documents, each packed as soon as it is written, and the letters of each where a font is to be cut to them.
fn render(shared: &Shared<'_>, change: Option<Change>) -> (Vec<Sealed>, Vec<String>) {
    let wants_letters = fonts::of(shared.book).next().is_some();
    let weight: usize = shared.plan.files.iter().map(|file| file.weight).sum();
    let keep = weight <= KEPT;
    let files = shared.plan.files.par_iter().enumerate();
    let sealed = files.map_init(Packer::new, |packer, (index, file)| {
        let mut rendered = content::render(shared, index, file);
        if let Some(change) = change {
            rendered.data = change(&rendered.data);
        }
        let text = std::str::from_utf8(&rendered.data).unwrap_or_default();
        let letters = if wants_letters {
            fonts::distinct(text)
        } else {
            String::new()
        };
        (rendered.seal(packer, keep), letters)
    });
    sealed.unzip()
}

/// The fonts, cut to the letters of the documents and of the pages that are made from metadata.
fn fonts(book: &Book, letters: &[String], labels: Labels) -> (Vec<Font>, Vec<Diagnostic>) {
    if fonts::of(book).next().is_none() {
        return (Vec::new(), Vec::new());
    }
    let metadata = &book.metadata;
    let people = metadata.contributors.iter().map(|person| &person.name);
    let named = [&metadata.title, &metadata.subtitle, &metadata.publisher];
    let texts = letters
        .iter()
        .chain(named.into_iter().flatten())
        .chain(people)
        .map(String::as_str)
        .chain([labels.contents, labels.cover]);
    fonts::prepare(fonts::of(book), &fonts::letters(texts))
}
