//! `deckle cover`: the cover picture alone.

use super::args::CoverArguments;
use super::{Failure, Outcome, disk, input, terminal};
use crate::build::read;
use crate::emit::cover;

pub(super) fn run(arguments: &CoverArguments) -> Result<Outcome, Failure> {
    if arguments.list_designs {
        let names: Vec<String> = cover::DESIGNS.iter().map(|design| format!("{:10} {}\n", design.name, design.about)).collect();
        terminal::print(&names.concat());
        return Ok(Outcome::Good);
    }
    let stated = arguments.input.is_none() && arguments.reading.title.is_some();
    let metadata = if stated {
        input::metadata(&arguments.reading)
    } else {
        let opened = input::open_single(arguments.input.as_deref())?;
        read(&opened.request(&arguments.reading, &[])).book.metadata
    };
    let picture = cover::typeset(&metadata, arguments.design.as_deref())
        .map_err(|error| Failure::new(error.to_string()).hint("`deckle cover --list-designs` lists the designs"))?;
    let Some(output) = &arguments.output else { return Ok(Outcome::Good) };
    disk::write(output, &picture)?;
    terminal::print(&format!("{}\n", output.display()));
    Ok(Outcome::Good)
}
