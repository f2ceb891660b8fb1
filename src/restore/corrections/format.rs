//! Reading the corrections file.

use serde::Deserialize;
use toml::Spanned;

use super::find::{Quotation, find, nearest};
use super::{Corrections, ENTRY_STALE, Entry, UNREADABLE, Wish, shortened};
use crate::report::{Diagnostic, SourceFile, SourceId, Span};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    title: Option<String>,
    accept: Vec<Row>,
    refuse: Vec<Row>,
    replace: Vec<Row>,
    heading: Vec<Row>,
    paragraph: Vec<Row>,
    verse: Vec<Row>,
    join: Vec<Row>,
    split: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    text: Spanned<String>,
    line: Option<u32>,
    pass: Option<String>,
    with: Option<String>,
    level: Option<u8>,
    to: Option<String>,
}

/// The rows of a table, and what each of them asks for.
type Group = (Vec<Row>, fn(&Row) -> Wish);

/// Reads a corrections file and finds its quotations in the source. `id` is the corrections file's own number, `quiet` says
/// whether what is not found may be another source's.
pub(in crate::restore) fn read(
    text: &str,
    id: SourceId,
    source: &SourceFile,
    quiet: bool,
) -> (Corrections, Vec<Diagnostic>) {
    let file: File = match toml::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            let range = error.span().unwrap_or_default();
            let message = format!(
                "the corrections file cannot be read: {}",
                first_line(error.message())
            );
            let diagnostic = Diagnostic::new(&UNREADABLE, message)
                .hint("tables are accept, refuse, replace, heading, paragraph, verse, join and split, each with a text")
                .span(Span::new(id, range.start, range.end));
            return (Corrections::default(), vec![diagnostic]);
        }
    };
    let mut corrections = Corrections {
        title: file.title,
        ..Corrections::default()
    };
    let mut diagnostics = Vec::new();
    let groups: [Group; 8] = [
        (file.accept, |_| Wish::Accept),
        (file.refuse, |row| Wish::Refuse(row.pass.clone())),
        (file.replace, |row| {
            Wish::Replace(row.with.clone().unwrap_or_default())
        }),
        (file.heading, |row| {
            Wish::Heading(row.level.unwrap_or(2).clamp(1, 6))
        }),
        (file.paragraph, |_| Wish::Paragraph),
        (file.verse, |_| Wish::Verse(None)),
        (file.join, |_| Wish::Join),
        (file.split, |_| Wish::Split),
    ];
    for (rows, wish) in groups {
        for row in rows {
            let range = row.text.span();
            let span = Span::new(id, range.start, range.end);
            let quotation = Quotation {
                text: row.text.get_ref(),
                line: row.line,
            };
            let Some(place) = find(source, quotation) else {
                if !quiet {
                    diagnostics.push(missing(source, quotation, span));
                }
                continue;
            };
            let mut wish = wish(&row);
            if let (Wish::Verse(end), Some(to)) = (&mut wish, row.to.as_deref()) {
                *end = find(
                    source,
                    Quotation {
                        text: to,
                        line: None,
                    },
                );
            }
            corrections.entries.push(Entry {
                wish,
                place,
                text: row.text.get_ref().clone(),
                span,
                used: false,
            });
        }
    }
    (corrections, diagnostics)
}

fn missing(source: &SourceFile, quotation: Quotation<'_>, span: Span) -> Diagnostic {
    let message = match quotation.line {
        Some(line) => format!(
            "the correction for '{}' no longer fits: line {line} of {} does not say so",
            shortened(quotation.text),
            source.path
        ),
        None => format!(
            "the correction for '{}' no longer fits: {} does not say so",
            shortened(quotation.text),
            source.path
        ),
    };
    let hint = match nearest(source, quotation.text) {
        Some((line, text)) => format!("line {line} comes nearest: '{}'", shortened(text)),
        None => "take the entry out, or quote the text as it stands in the source".to_owned(),
    };
    Diagnostic::new(&ENTRY_STALE, message).hint(hint).span(span)
}

fn first_line(message: &str) -> &str {
    message.lines().next().unwrap_or(message)
}
