//! `deckle tree`: the chapter tree with word counts.

use std::collections::BTreeMap;

use super::args::TreeArguments;
use super::{Failure, Outcome, input, terminal};
use crate::book::visit::{NodeMut, plain_text, walk_mut, walk_run_mut};
use crate::book::{Inline, Section};
use crate::build::read;
use crate::report::render::{RENDERERS, Subject};

pub(super) fn run(arguments: &TreeArguments) -> Result<Outcome, Failure> {
    let opened = input::open_single(arguments.input.as_deref(), &arguments.reading)?;
    let mut draft = read(&opened.request(&arguments.reading, &[])?);
    let rows = rows(&mut draft.book.sections, 0);
    let subject = Subject {
        path: &opened.shown,
        diagnostics: &draft.diagnostics,
        sources: &draft.sources,
        texts: &BTreeMap::new(),
    };
    if let Some(human) = RENDERERS.first() {
        terminal::say(&(human.render)(std::slice::from_ref(&subject)));
    }
    let book = &draft.book;
    let mut text = String::new();
    let title = book.metadata.title.as_deref().unwrap_or("(no title)");
    let authors: Vec<&str> = book
        .metadata
        .contributors
        .iter()
        .map(|c| c.name.as_str())
        .collect();
    let language = book
        .metadata
        .languages
        .first()
        .map_or("und", String::as_str);
    let total: usize = rows
        .iter()
        .filter(|row| row.depth == 0)
        .map(|row| row.words)
        .sum();
    text.push_str(&format!(
        "{title}\n{} · {language} · {total} words\n",
        authors.join(", ")
    ));
    for row in &rows {
        text.push_str(&format!(
            "{:>8}  {}{}\n",
            row.words,
            "  ".repeat(row.depth),
            row.label
        ));
    }
    terminal::print(&text);
    Ok(if subject.is_valid() {
        Outcome::Good
    } else {
        Outcome::Faulty
    })
}

/// A line of the tree.
struct Row {
    depth: usize,
    words: usize,
    label: String,
}

/// The rows of sections and all below them; a section's words are its own and those below it.
fn rows(sections: &mut [Section], depth: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for section in sections {
        let below = self::rows(&mut section.children, depth + 1);
        let beneath: usize = below
            .iter()
            .filter(|row| row.depth == depth + 1)
            .map(|row| row.words)
            .sum();
        rows.push(Row {
            depth,
            words: own_words(section) + beneath,
            label: label(section),
        });
        rows.extend(below);
    }
    rows
}

/// The heading (or the title of the navigation) with the role behind it.
fn label(section: &Section) -> String {
    let heading = section
        .title
        .clone()
        .unwrap_or_else(|| plain_text(&section.heading));
    let heading = if heading.is_empty() {
        "(no heading)".to_owned()
    } else {
        heading
    };
    match section.role.name() {
        "" => heading,
        role => format!("{heading}  [{role}]"),
    }
}

fn own_words(section: &mut Section) -> usize {
    let mut words = 0;
    let mut count = |node: NodeMut<'_>| {
        if let NodeMut::Run(run) = node {
            words += run.iter().map(text_words).sum::<usize>();
        }
    };
    walk_run_mut(&mut section.heading, &mut count);
    walk_mut(&mut section.blocks, &mut count);
    words
}

/// Words of one piece itself; what is nested in it is a run of its own.
fn text_words(inline: &Inline) -> usize {
    match inline {
        Inline::Text(text) | Inline::Code(text) => text.split_whitespace().count(),
        _ => 0,
    }
}
