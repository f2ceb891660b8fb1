//! `deckle new`: a book folder that builds.

use super::args::NewArguments;
use super::{Failure, Outcome, disk, terminal};
use crate::emit::OutputFile;

const CHAPTER: &str = "\
# The first chapter

Write here. A blank line begins a new paragraph; *emphasis* and **strong** are written like this.[^note]

Put pictures beside the text, and say what they show:
`![A lighthouse at dusk](pictures/lighthouse.jpg)`.

[^note]: Notes become pop-ups in the EPUB, and lead back.
";

const SECOND: &str = "\
# The second chapter

Files are read in the order of their names. A link to [the first chapter](01-first.md) works in every format.
";

pub(super) fn run(arguments: &NewArguments) -> Result<Outcome, Failure> {
    let dir = &arguments.dir;
    let occupied = std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if occupied || dir.is_file() {
        return Err(Failure::new(format!(
            "'{}' is there already and not empty",
            dir.display()
        ))
        .hint("name a folder that does not exist yet"));
    }
    let name = dir
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let title = arguments.title.clone().unwrap_or_else(|| title_of(&name));
    let language = arguments
        .language
        .clone()
        .unwrap_or_else(|| "en".to_owned());
    let authors = if arguments.authors.is_empty() {
        vec!["Unknown".to_owned()]
    } else {
        arguments.authors.clone()
    };
    let file = |path: &str, text: String| OutputFile {
        path: path.to_owned(),
        data: text.into_bytes().into(),
    };
    disk::write_all(
        dir,
        &[
            file("book.toml", manifest(&title, &authors, &language)),
            file("01-first.md", CHAPTER.to_owned()),
            file("02-second.md", SECOND.to_owned()),
        ],
    )?;
    let shown = dir.display();
    terminal::print(&format!(
        "{shown}/ is ready: edit book.toml and the chapters, then run `deckle build {shown}`\n"
    ));
    Ok(Outcome::Good)
}

/// `my-first_book` as a title: `My first book`.
fn title_of(name: &str) -> String {
    let spaced = name.replace(['-', '_'], " ");
    let mut chars = spaced.trim().chars();
    chars.next().map_or_else(
        || "Untitled".to_owned(),
        |first| first.to_uppercase().chain(chars).collect(),
    )
}

fn manifest(title: &str, authors: &[String], language: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let authors: Vec<String> = authors.iter().map(|author| quoted(author)).collect();
    format!(
        "[book]\ntitle = {}\nauthors = [{}]\nlanguage = {}\n# publisher = \"\"\n# date = \"2026\"\n# isbn = \"\"\n# description = \"\"\n",
        quoted(title),
        authors.join(", "),
        quoted(language),
    )
}
