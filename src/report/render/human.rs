//! For people: each finding with its source line, what to do, and a summary at the end.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Snippet};

use super::{Renderer, Subject, counts};
use crate::report::{Diagnostic, Severity};

pub(super) static RENDERER: Renderer = Renderer {
    name: "human",
    about: "for people: source lines, remedies, a summary",
    render,
};

/// Findings of one rule in one book beyond this many are counted instead of shown.
const SHOWN_OF_ONE_RULE: usize = 12;

/// A line longer than this many characters is cut around the place.
const LONGEST_LINE: usize = 160;

fn render(subjects: &[Subject<'_>]) -> String {
    let mut out = String::new();
    for subject in subjects {
        let mut shown: Vec<(&str, usize)> = Vec::new();
        for diagnostic in subject.diagnostics {
            let name = diagnostic.rule.name;
            let position = shown
                .iter()
                .position(|(rule, _)| *rule == name)
                .unwrap_or_else(|| {
                    shown.push((name, 0));
                    shown.len() - 1
                });
            let Some((_, count)) = shown.get_mut(position) else {
                continue;
            };
            *count += 1;
            if *count <= SHOWN_OF_ONE_RULE {
                finding(&mut out, subject, diagnostic);
            }
        }
        for (name, count) in shown {
            if count > SHOWN_OF_ONE_RULE {
                let more = count - SHOWN_OF_ONE_RULE;
                let _ = writeln!(
                    out,
                    "… and {more} more of {name} in {} (--format json lists all)\n",
                    subject.path
                );
            }
        }
    }
    out
}

fn finding(out: &mut String, subject: &Subject<'_>, diagnostic: &Diagnostic) {
    let level = match diagnostic.severity {
        Severity::Fatal => Level::ERROR.with_name("fatal"),
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let id = match diagnostic.id {
        Some(id) => format!("{} {id}", diagnostic.rule.name),
        None => diagnostic.rule.name.to_owned(),
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(id);
    let place = subject.place(diagnostic);
    let mut group = match excerpt(subject, diagnostic) {
        Some(excerpt) => title.element(
            Snippet::source(excerpt.text)
                .line_start(excerpt.line)
                .path(place.path)
                .annotation(AnnotationKind::Primary.span(excerpt.range)),
        ),
        None => {
            let mut origin = Origin::path(place.path);
            if let Some(line) = place.line {
                origin = origin
                    .line(line as usize)
                    .char_column(place.column.unwrap_or(1) as usize);
            }
            Group::with_title(title).element(origin)
        }
    };
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    let _ = writeln!(
        out,
        "{}\n",
        annotate_snippets::Renderer::styled().render(&[group])
    );
}

/// The line of a finding and the bytes of it to underline.
struct Excerpt {
    text: String,
    line: usize,
    range: std::ops::Range<usize>,
}

fn excerpt(subject: &Subject<'_>, diagnostic: &Diagnostic) -> Option<Excerpt> {
    let (line_text, line, column, length) = if let Some(location) = subject.source(diagnostic) {
        let file = subject.sources.get(diagnostic.span.source)?;
        let line = location.line?;
        let length = subject
            .sources
            .text(diagnostic.span)
            .lines()
            .next()
            .unwrap_or("")
            .chars()
            .count();
        (file.line(line), line, location.column?, length)
    } else {
        let line = diagnostic.location.line?;
        let text = subject.texts.get(&diagnostic.location.path)?;
        (
            text.lines().nth(line as usize - 1)?,
            line,
            diagnostic.location.column.unwrap_or(1),
            1,
        )
    };
    if line_text.trim().is_empty() {
        return None;
    }
    let column = (column as usize - 1).min(line_text.chars().count());
    let skip = column.saturating_sub(LONGEST_LINE / 2);
    let cut_left = skip > 0 && line_text.chars().count() > LONGEST_LINE;
    let skip = if cut_left { skip } else { 0 };
    let mut text: String = line_text.chars().skip(skip).take(LONGEST_LINE).collect();
    let start_chars = column - skip;
    let start = text
        .char_indices()
        .nth(start_chars)
        .map_or(text.len(), |(i, _)| i);
    let end = text
        .char_indices()
        .nth(start_chars + length.max(1))
        .map_or(text.len(), |(i, _)| i);
    let mut range = start..end.max(start);
    if cut_left {
        text.insert(0, '…');
        range = range.start + '…'.len_utf8()..range.end + '…'.len_utf8();
    }
    Some(Excerpt {
        text,
        line: line as usize,
        range,
    })
}

/// The last line of a report for people: `2 errors, 1 warning in book.epub`.
#[must_use]
pub fn summary(subject: &Subject<'_>) -> String {
    let (errors, warnings, notes) = counts(subject.diagnostics);
    if errors + warnings + notes == 0 {
        return format!("{}: no findings", subject.path);
    }
    let mut parts = Vec::new();
    for (count, one, many) in [
        (errors, "error", "errors"),
        (warnings, "warning", "warnings"),
        (notes, "note", "notes"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    }
    format!("{}: {}", subject.path, parts.join(", "))
}
