//! The language of a book, and which way it is written.

use crate::book::Book;

/// The book's first language, where it is a language tag; `und` (undetermined) where none is known.
pub(crate) fn language(book: &Book) -> &str {
    let first = book.metadata.languages.iter().map(|tag| tag.trim());
    first
        .into_iter()
        .find(|tag| oxilangtag::LanguageTag::parse(*tag).is_ok())
        .unwrap_or("und")
}

/// Whether the language is written from right to left, unless its tag names another script.
pub(crate) fn is_rtl(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    let script =
        parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    match script.map(str::to_ascii_lowercase).as_deref() {
        Some("arab" | "hebr" | "thaa" | "syrc" | "nkoo" | "adlm" | "rohg" | "aran") => true,
        Some(_) => false,
        None => matches!(
            language.as_str(),
            "ar" | "he"
                | "iw"
                | "fa"
                | "ur"
                | "ps"
                | "sd"
                | "ug"
                | "yi"
                | "ji"
                | "dv"
                | "ckb"
                | "syr"
                | "nqo"
                | "arc"
                | "azb"
                | "arz"
                | "ary"
                | "pnb"
                | "glk"
                | "mzn"
                | "lrc"
                | "rhg"
        ),
    }
}
