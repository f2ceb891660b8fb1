//! Markdown: a clean file, or a folder that deckle builds again. build(markdown(book)) = book.
//!
//! Takes a [`Book`], gives CommonMark with GitHub's tables, task lists, strikethrough, notes and alerts, one paragraph
//! a line. What Markdown has no sign for is written in one of these forms, which `source::markdown` reads:
//!
//! | what | form |
//! |---|---|
//! | attributes of a block | a line `{#id .class lang=fr dir=rtl}` alone before it, or as the first line of a paragraph |
//! | attributes of a heading | `# Heading {#id .class lang=fr role=preface}` |
//! | epigraph, letter, verse, speech | `{.epigraph}`, `{.letter}`, `{.verse}`, `{.speech}` before a block quotation |
//! | attribution | `{.attribution}` and the words: the last paragraph of a quotation or of verse |
//! | verse | a paragraph a stanza, `\` at the end of a line, an em space (U+2003) for each step of indentation |
//! | speech | the first paragraph is the speaker |
//! | callout with a title of its own | `> [!NOTE] Title` |
//! | division, details, figure, table with more than cells of text | the HTML element, its tags on lines of their own, Markdown between blank lines |
//! | printed page | `<span role="doc-pagebreak" id="page-12" aria-label="12"></span>`; between blocks a `div` |
//! | picture with measures, classes, or without meaning (`alt=""`) | `<img …/>`; `![](x)` lacks its text |
//! | raised, lowered, small capitals, ruby, `kbd` … | `<sup>`, `<sub>`, `<span class="smallcaps">`, `<ruby>`, `<kbd>` … with Markdown inside |
//! | mathematics that dollars cannot hold | `<span class="math">TeX</span>` |
//! | loose list of one paragraph, lists side by side | an empty comment `<!-- -->` |

mod attributes;
mod blocks;
mod emphasis;
mod escape;
mod files;
mod front_matter;
mod html;
mod inlines;
mod links;
mod lists;
mod tables;
mod writer;

use super::{Emission, EmitOptions, Emitter};
use crate::book::Book;

/// Markdown.
pub(super) static EMITTER: Emitter = Emitter {
    name: "markdown",
    about: "Markdown: one file, or with --split a folder that builds again",
    emit,
};

fn emit(book: &Book, options: &EmitOptions<'_>) -> Emission {
    let files = if options.split {
        files::folder(book, options)
    } else {
        files::single(book, options)
    };
    Emission {
        files,
        ..Emission::default()
    }
}
