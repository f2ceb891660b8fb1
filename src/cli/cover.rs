//! `deckle cover`: the typeset cover alone.

use std::collections::BTreeMap;

use super::args::CoverArguments;
use super::{Failure, Outcome, disk, input, terminal};
use crate::book::Metadata;
use crate::build::read;
use crate::emit::cover::{self, DESIGNS};
use crate::report::render::{RENDERERS, Subject};

pub(super) fn run(arguments: &CoverArguments) -> Result<Outcome, Failure> {
    if arguments.list_designs {
        for design in DESIGNS {
            terminal::print(&format!("{:<8}{}\n", design.name, design.about));
        }
        return Ok(Outcome::Good);
    }
    let Some(output) = &arguments.output else {
        return Err(Failure::new("no file is named for the cover").hint("add -o cover.png"));
    };
    let (metadata, design) = subject(arguments)?;
    let unset = cover::unset(&metadata);
    let picture = cover::typeset(&metadata, design.as_deref()).map_err(|error| {
        Failure::new(error.to_string()).hint("`deckle cover --list-designs` lists the designs")
    })?;
    disk::write(output, &picture)?;
    for text in &unset {
        terminal::say(&format!(
            "the cover does not show '{text}': its typefaces have {}\n",
            cover::SCRIPTS
        ));
    }
    terminal::print(&format!(
        "{}  {} kB\n",
        output.display(),
        picture.len().div_ceil(1000)
    ));
    Ok(Outcome::Good)
}

/// What the cover is made from: the book named, or the one in this folder, or what was typed where there is no book.
fn subject(arguments: &CoverArguments) -> Result<(Metadata, Option<String>), Failure> {
    let typed = input::metadata(&arguments.reading);
    let opened = match input::open_single(arguments.input.as_deref(), &arguments.reading) {
        Ok(opened) => opened,
        Err(_) if arguments.input.is_none() && typed.title.is_some() => {
            return Ok((typed, arguments.design.clone()));
        }
        Err(failure) => return Err(failure),
    };
    let draft = read(&opened.request(&arguments.reading, &[])?);
    let shown = Subject {
        path: &opened.shown,
        diagnostics: &draft.diagnostics,
        sources: &draft.sources,
        texts: &BTreeMap::new(),
    };
    // What is wrong elsewhere in a book is no matter of its cover.
    if draft.book.sections.is_empty() {
        if typed.title.is_some() && arguments.input.is_none() {
            return Ok((typed, arguments.design.clone()));
        }
        if let Some(human) = RENDERERS.first() {
            terminal::say(&(human.render)(std::slice::from_ref(&shown)));
        }
        return Err(Failure::new("there is no book to make a cover for")
            .hint("mend what is named above, or give '--title' in a folder without a book"));
    }
    if let (Some(picture), None) = (
        draft.book.cover.and_then(|id| draft.book.resources.get(id)),
        &arguments.design,
    ) {
        return Err(
            Failure::new(format!("the book brings its own cover, '{}'", picture.path))
                .hint("name a design with --design to typeset one all the same"),
        );
    }
    let set = draft.settings.cover_template.filter(|name| name != "none");
    Ok((draft.book.metadata, arguments.design.clone().or(set)))
}
