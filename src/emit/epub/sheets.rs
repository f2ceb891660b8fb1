//! The style sheets of a publication: the theme, the fonts as declared, the author's own with their files.

use super::assembly::Sheet;
use super::pictures::Pictures;
use crate::book::{Book, StyleSheet, WritingMode};
use crate::emit::fonts::{self, Font};
use crate::emit::{EmitOptions, styles};
use crate::epub::LineMap;
use crate::report::Span;

/// The theme, relative to the package document.
const STYLE: &str = "styles/book.css";
/// The declarations of the fonts.
const FONTS: &str = "styles/fonts.css";

/// The paths of the sheets in the order of their force, relative to the package document.
pub(super) fn paths(book: &Book) -> Vec<String> {
    let mut paths = vec![STYLE.to_owned()];
    if !book.fonts.is_empty() {
        paths.push(FONTS.to_owned());
    }
    paths.extend((1..=book.styles.len()).map(|number| format!("styles/own-{number}.css")));
    paths
}

/// Where each picture is first shown, in the text or in a style sheet.
pub(super) fn shown(book: &Book, in_text: &[Option<Span>]) -> Vec<Option<Span>> {
    let mut shown = in_text.to_vec();
    for sheet in &book.styles {
        for address in &sheet.addresses {
            let is_picture = (book.resources.get(address.resource))
                .is_some_and(|resource| !resource.media_type.is_font());
            if let Some(place @ None) = shown.get_mut(address.resource).filter(|_| is_picture) {
                *place = Some(sheet.span);
            }
        }
    }
    shown
}

/// The sheets, in the order of [`paths`].
pub(super) fn write(
    book: &Book,
    options: &EmitOptions<'_>,
    pictures: &Pictures,
    fonts: &[Font],
) -> Vec<Sheet> {
    let mut texts = vec![(theme(book, options), LineMap::default())];
    if !book.fonts.is_empty() {
        let declared = fonts::declarations(book, fonts, |font| format!("../fonts/{}", font.name));
        texts.push((declared, LineMap::default()));
    }
    let address = |id| {
        let resource = book.resources.get(id);
        match resource.and_then(|resource| fonts::made_from(fonts, resource)) {
            Some(font) => format!("../fonts/{}", font.name),
            None => (pictures.path(id)).map_or_else(String::new, |path| format!("../{path}")),
        }
    };
    texts.extend((book.styles.iter()).map(|sheet| (sheet.written(address), lines(sheet))));
    let named = paths(book).into_iter().zip(texts);
    named
        .map(|(path, (text, lines))| Sheet { path, text, lines })
        .collect()
}

/// The theme and the direction of lines.
fn theme(book: &Book, options: &EmitOptions<'_>) -> String {
    let mut text = styles::css(options.settings).to_owned();
    if book.metadata.writing_mode == Some(WritingMode::VerticalRl) {
        text.push_str(
            "\nhtml {\n  -webkit-writing-mode: vertical-rl;\n  -epub-writing-mode: vertical-rl;\n  writing-mode: vertical-rl;\n}\n",
        );
    }
    text
}

/// Each line is the author's own.
fn lines(sheet: &StyleSheet) -> LineMap {
    if sheet.span.is_none() {
        return LineMap::default();
    }
    let mut lines = Vec::new();
    let mut start = 0;
    for (number, line) in (1u32..).zip(sheet.text.split('\n')) {
        let span = Span::new(sheet.span.source, start, start + line.len());
        lines.push((number, span));
        start += line.len() + 1;
    }
    LineMap { lines, exact: true }
}
