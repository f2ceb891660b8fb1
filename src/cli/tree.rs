//! `deckle tree`: the chapter tree with word counts.

use std::collections::BTreeMap;

use super::args::TreeArguments;
use super::{Failure, Outcome, input, terminal};
use crate::book::Section;
use crate::book::visit::{plain_text, section_words};
use crate::build::read;
use crate::report::render::{RENDERERS, Subject};

pub(super) fn run(arguments: &TreeArguments) -> Result<Outcome, Failure> {
    let opened = input::open_single(arguments.input.as_deref())?;
    let draft = read(&opened.request(&arguments.reading, &[]));
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
    let authors: Vec<&str> = book.metadata.contributors.iter().map(|c| c.name.as_str()).collect();
    let language = book.metadata.languages.first().map_or("und", String::as_str);
    let total: usize = book.sections.iter().map(section_words).sum();
    text.push_str(&format!("{title}\n{} · {language} · {total} words\n", authors.join(", ")));
    for section in &book.sections {
        row(&mut text, section, 0);
    }
    terminal::print(&text);
    Ok(if subject.is_valid() { Outcome::Good } else { Outcome::Faulty })
}

fn row(text: &mut String, section: &Section, depth: usize) {
    let heading = match &section.title {
        Some(title) => title.clone(),
        None => plain_text(&section.heading),
    };
    let heading = if heading.is_empty() { "(no heading)".to_owned() } else { heading };
    let role = section.role.name();
    let role = if role.is_empty() { String::new() } else { format!("  [{role}]") };
    text.push_str(&format!("{:>8}  {}{heading}{role}\n", section_words(section), "  ".repeat(depth)));
    for child in &section.children {
        row(text, child, depth + 1);
    }
}
