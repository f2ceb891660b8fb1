//! Completion scripts, man pages and the schema of `book.toml`, from the same definitions as the program itself.

use super::args::{CompletionsArguments, ManArguments};
use super::{Failure, Outcome, command, disk, terminal};
use crate::source::book_toml::json_schema;

pub(super) fn completions(arguments: &CompletionsArguments) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(), "deckle", &mut script);
    terminal::print(&String::from_utf8_lossy(&script));
    Ok(Outcome::Good)
}

pub(super) fn schema() -> Result<Outcome, Failure> {
    terminal::print(&format!("{:#}\n", json_schema()));
    Ok(Outcome::Good)
}

pub(super) fn man(arguments: &ManArguments) -> Result<Outcome, Failure> {
    let mut command = command();
    // Building gives each part its name with the program's before it: deckle-build.
    command.build();
    let Some(dir) = &arguments.dir else {
        terminal::print(&String::from_utf8_lossy(&page(&command)?));
        return Ok(Outcome::Good);
    };
    for part in std::iter::once(&command).chain(command.get_subcommands()) {
        let name = part.get_display_name().unwrap_or_else(|| part.get_name());
        disk::write(&dir.join(format!("{name}.1")), &page(part)?)?;
    }
    Ok(Outcome::Good)
}

fn page(command: &clap::Command) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    let man = clap_mangen::Man::new(command.clone())
        .date("")
        .manual("deckle");
    man.render(&mut text)
        .map_err(|error| Failure::new(format!("the man page cannot be made: {error}")))?;
    Ok(text)
}
