//! Lines that say themselves what they are: a model that reads a page writes `[Running head: The Ferry]` or
//! `<header>The Ferry</header>` where one stood, and `[MISSING_PAGE_EMPTY:6]` where nothing did.

use super::draft::{Draft, Role};
use super::numerals::{digits, roman};
use super::recorder::Recorder;
use crate::source::{inside, is_placeholder};

/// Elements of running heads and feet.
const ELEMENTS: &[&str] = &["header", "footer", "page_header", "page_footer"];

/// What stands before the colon, in small letters.
const NAMES: &[&str] = &[
    "running head",
    "running header",
    "running title",
    "header",
    "page header",
    "footer",
    "page footer",
    "page number",
    "folio",
    "catchword",
    "signature mark",
    "en-tête",
    "pied de page",
    "titre courant",
    "kopfzeile",
    "fußzeile",
    "kolumnentitel",
    "seitenzahl",
    "encabezado",
    "pie de página",
    "intestazione",
    "piè di pagina",
    "cabeçalho",
    "rodapé",
];

/// What a model says of a page without text.
const EMPTY: &[&str] = &[
    "blank page",
    "empty page",
    "page blank",
    "page is blank",
    "this page is blank",
    "page intentionally left blank",
    "this page intentionally left blank",
    "no text on this page",
];

/// So many lines say what they are, where a model writes so; one alone may be the author's.
const FEWEST: usize = 2;

/// Takes them out; a number that is announced becomes its page's.
pub(super) fn take_out(draft: &mut Draft, recorder: &mut Recorder) {
    let mut found: Vec<(usize, usize, Option<String>)> = Vec::new();
    let mut certain = false;
    for (number, page) in draft.pages.iter().enumerate() {
        for (index, line) in page.lines.iter().enumerate() {
            let is_body = line.role == Role::Body;
            if let Some(said) = said(line.as_str()).filter(|_| is_body) {
                certain |= said.certain;
                found.push((number, index, folio(said.text)));
            }
        }
    }
    if found.len() < FEWEST && !certain {
        return;
    }
    for (number, index, folio) in found {
        let Some(page) = draft.pages.get_mut(number) else {
            continue;
        };
        let Some(line) = page.lines.get_mut(index) else {
            continue;
        };
        if recorder.remove_line(line, 94, "what an extractor says is no text of the book") {
            page.label = page.label.take().or(folio);
        }
    }
}

/// What a line announces.
struct Said<'a> {
    text: &'a str,
    /// Whether only a program writes so.
    certain: bool,
}

fn said(line: &str) -> Option<Said<'_>> {
    let line = line.trim_matches(['*', '_', ' ']);
    if is_placeholder(line) {
        return Some(Said {
            text: "",
            certain: true,
        });
    }
    if line.len() > 160 || !line.starts_with(['[', '<', '(']) {
        return None;
    }
    if let Some(text) = ELEMENTS.iter().find_map(|element| inside(line, element)) {
        return Some(Said {
            text,
            certain: true,
        });
    }
    let core = line.strip_prefix(['[', '('])?.strip_suffix([']', ')'])?;
    let lower = core.trim_end_matches('.').to_lowercase();
    let (name, _) = lower.split_once(':').unwrap_or((&lower, ""));
    let named = core.contains(':') && NAMES.contains(&name.trim());
    let text = core.split_once(':').map_or("", |(_, text)| text.trim());
    (named || EMPTY.contains(&lower.as_str())).then_some(Said {
        text,
        certain: false,
    })
}

/// The page number that was announced.
fn folio(text: &str) -> Option<String> {
    let number = text.trim_matches(|c: char| !c.is_alphanumeric());
    let known = digits(number).is_some() || roman(number).is_some();
    (known && number.len() <= 8).then(|| number.to_lowercase())
}
