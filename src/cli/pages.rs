//! Completion scripts and man pages, from the same definitions as the help.

use std::path::Path;

use super::args::{CompletionsArguments, ManArguments};
use super::{Failure, Outcome, command, disk, terminal};

pub(super) fn completions(arguments: &CompletionsArguments) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(), "deckle", &mut script);
    terminal::print(&String::from_utf8_lossy(&script));
    Ok(Outcome::Good)
}

pub(super) fn man(arguments: &ManArguments) -> Result<Outcome, Failure> {
    let command = command();
    match &arguments.dir {
        None => terminal::print(&String::from_utf8_lossy(&page(&command, "deckle")?)),
        Some(dir) => {
            write(dir, &page(&command, "deckle")?, "deckle")?;
            for part in command.get_subcommands() {
                let name = format!("deckle-{}", part.get_name());
                write(dir, &page(part, &name)?, &name)?;
            }
        }
    }
    Ok(Outcome::Good)
}

fn page(command: &clap::Command, name: &str) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    // The name is shown in the page's head: clap wants it to live as long as the program.
    let command = command.clone().name(name.to_owned()).bin_name(name.replace('-', " "));
    let man = clap_mangen::Man::new(command).date("").manual("deckle");
    man.render(&mut text).map_err(|error| Failure::new(format!("the man page cannot be made: {error}")))?;
    Ok(text)
}

fn write(dir: &Path, text: &[u8], name: &str) -> Result<(), Failure> {
    disk::write(&dir.join(format!("{name}.1")), text)
}
