//! One thing that is to be checked: what it is, and what was found in it.
//!
//! An EPUB, packed or expanded; an HTML edition, one page or a folder of them; a book's sources, a file or a folder. A
//! folder says by what lies in it which of them it is.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::ReadingArguments;
use super::disk::Bounds;
use super::input::Opened;
use super::{Failure, disk, input};
use crate::build::build;
use crate::check::{
    CheckOptions, Surroundings, check_container, check_edition, check_entries, is_page,
};
use crate::emit::EMITTERS;
use crate::epub::Entry;
use crate::report::{Diagnostic, Sources};
use crate::source::Files as _;

/// What was found in one thing.
#[derive(Default)]
pub(super) struct Checked {
    /// The findings.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Texts of files that findings lie in, by their path.
    pub(super) texts: BTreeMap<String, String>,
    /// The author's sources, where those were checked.
    pub(super) sources: Sources,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A packed EPUB, or whatever else: the zip reader will say.
    Packed,
    /// The folder of an unpacked EPUB.
    Expanded,
    /// A page of HTML.
    Page,
    /// A folder of HTML pages.
    Pages,
    /// A manuscript, or the folder of a book.
    Sources,
}

/// How a path is looked at.
pub(super) struct Looking<'a> {
    pub(super) options: CheckOptions,
    /// Whether the texts of files with findings are wanted, too.
    pub(super) with_texts: bool,
    /// A folder above a book's sources that may be read from.
    pub(super) root: Option<&'a Path>,
    /// The factor that limits are raised by.
    pub(super) limits: u32,
}

/// Checks one path; a fault of deckle's own in it is a failure of this path only.
pub(super) fn check(path: &Path, looking: &Looking<'_>) -> Result<Checked, Failure> {
    std::panic::catch_unwind(|| one(path, looking)).unwrap_or_else(|_| {
        Err(Failure::new(format!(
            "deckle itself broke while checking '{}'",
            path.display()
        ))
        .hint("this is a fault of deckle's; please report it with the file"))
    })
}

fn one(path: &Path, looking: &Looking<'_>) -> Result<Checked, Failure> {
    if input::is_standard_input(path) {
        return standard_input(looking);
    }
    match kind(path)? {
        Kind::Packed => {
            let data = disk::read(path, looking.options.limits)?;
            let options = CheckOptions {
                file_name: path
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned()),
                ..looking.options.clone()
            };
            Ok(packed(&data, &options, looking.with_texts))
        }
        Kind::Expanded => expanded(path, &looking.options),
        Kind::Page => page(path),
        Kind::Pages => pages(path),
        Kind::Sources => sources(path, looking),
    }
}

/// Endings of manuscripts.
const MANUSCRIPTS: [&str; 5] = ["md", "markdown", "mkd", "txt", "text"];

fn is_manuscript(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    MANUSCRIPTS
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

fn kind(path: &Path) -> Result<Kind, Failure> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    if !path.is_dir() {
        return Ok(match name.as_str() {
            "book.toml" => Kind::Sources,
            name if is_page(name) => Kind::Page,
            name if is_manuscript(name) => Kind::Sources,
            _ => Kind::Packed,
        });
    }
    let has = |inner: &str| path.join(inner).is_file();
    if has("META-INF/container.xml") || has("mimetype") {
        return Ok(Kind::Expanded);
    }
    if [
        "book.toml",
        "SUMMARY.md",
        "src/SUMMARY.md",
        "manuscript/Book.txt",
    ]
    .iter()
    .any(|mark| has(mark))
    {
        return Ok(Kind::Sources);
    }
    let names = disk::Folder::open(path, Bounds::default())?.list();
    let top = |wanted: fn(&str) -> bool| names.iter().any(|n| !n.contains('/') && wanted(n));
    if top(is_page) && (has("index.html") || !top(is_manuscript)) {
        return Ok(Kind::Pages);
    }
    if top(is_manuscript) {
        return Ok(Kind::Sources);
    }
    if names.iter().any(|name| is_page(name)) {
        return Ok(Kind::Pages);
    }
    Err(Failure::new(format!(
        "'{}' is a folder without an EPUB, HTML pages or a book in it",
        path.display()
    ))
    .hint("name an EPUB file, an expanded one with META-INF/container.xml, a folder of HTML pages or of a book"))
}

/// A packed EPUB, or a manuscript: by its first bytes, since it has no name.
fn standard_input(looking: &Looking<'_>) -> Result<Checked, Failure> {
    let data = disk::standard_input(looking.options.limits)?;
    if data.starts_with(b"PK") {
        return Ok(packed(&data, &looking.options, looking.with_texts));
    }
    opened(&input::standard_input(data), looking)
}

fn packed(data: &[u8], options: &CheckOptions, with_texts: bool) -> Checked {
    let diagnostics = check_container(data, options);
    let wanted = diagnostics
        .iter()
        .filter(|d| d.location.line.is_some())
        .map(|d| d.location.path.as_str());
    let texts = if with_texts {
        texts(data, wanted)
    } else {
        BTreeMap::new()
    };
    Checked {
        diagnostics,
        texts,
        ..Checked::default()
    }
}

/// An expanded publication: every file of the folder is an entry, the `mimetype` first.
fn expanded(path: &Path, options: &CheckOptions) -> Result<Checked, Failure> {
    let folder = disk::Folder::open(path, Bounds::default())?;
    let mut paths = folder.list();
    paths.sort_by_key(|path| path != "mimetype");
    let (entries, texts) = entries(path, &folder, paths)?;
    Ok(Checked {
        diagnostics: check_entries(&entries, options),
        texts,
        ..Checked::default()
    })
}

/// One page, in the folder that it lies in.
fn page(path: &Path) -> Result<Checked, Failure> {
    std::fs::File::open(path).map_err(|error| disk::unreadable(path, &error))?;
    let parent = input::parent(path);
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    edition(&parent, vec![name])
}

/// Every page of a folder.
fn pages(path: &Path) -> Result<Checked, Failure> {
    let mut names = disk::Folder::open(path, Bounds::default())?.list();
    names.retain(|name| is_page(name));
    edition(path, names)
}

fn edition(root: &Path, names: Vec<String>) -> Result<Checked, Failure> {
    let folder = disk::Folder::open(root, Bounds::default())?;
    let (pages, texts) = entries(root, &folder, names)?;
    let exists = |path: &str| folder.exists(path) || root.join(path).is_dir();
    let read = |path: &str| folder.read(path).ok();
    let around = Surroundings {
        exists: &exists,
        read: &read,
    };
    Ok(Checked {
        diagnostics: check_edition(&pages, &around),
        texts,
        ..Checked::default()
    })
}

/// Files of a folder as entries, and those that are text as texts.
fn entries(
    root: &Path,
    folder: &disk::Folder,
    paths: Vec<String>,
) -> Result<(Vec<Entry>, BTreeMap<String, String>), Failure> {
    let mut entries = Vec::with_capacity(paths.len());
    let mut texts = BTreeMap::new();
    for inner in paths {
        let data = folder.read(&inner).map_err(|_| {
            Failure::new(format!("'{}' cannot be read", root.join(&inner).display()))
        })?;
        if let Ok(text) = std::str::from_utf8(&data) {
            texts.insert(inner.clone(), text.to_owned());
        }
        entries.push(Entry::plain(inner, data));
    }
    Ok((entries, texts))
}

/// A book's sources.
fn sources(path: &Path, looking: &Looking<'_>) -> Result<Checked, Failure> {
    opened(&input::open_single(Some(path), &reading(looking))?, looking)
}

fn reading(looking: &Looking<'_>) -> ReadingArguments {
    ReadingArguments {
        root: looking.root.map(Path::to_owned),
        limits: looking.limits,
        ..ReadingArguments::default()
    }
}

/// Sources read, joined and built in memory; nothing is written.
fn opened(opened: &Opened, looking: &Looking<'_>) -> Result<Checked, Failure> {
    let mut request = opened.request(&reading(looking), EMITTERS)?;
    request.profile.clone_from(&looking.options.profile);
    let built = build(&request);
    Ok(Checked {
        diagnostics: built.diagnostics,
        texts: BTreeMap::new(),
        sources: built.sources,
    })
}

/// The text of the files that findings lie in, for showing their lines.
fn texts<'a>(data: &[u8], wanted: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(data)) else {
        return texts;
    };
    let mut names: Vec<&str> = wanted.collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let Ok(file) = archive.by_name(name) else {
            continue;
        };
        let mut bytes = Vec::new();
        // What is shown is bounded like what is checked.
        if std::io::Read::read_to_end(&mut std::io::Read::take(file, 1 << 26), &mut bytes).is_ok() {
            texts.insert(
                name.to_owned(),
                String::from_utf8_lossy(&bytes).into_owned(),
            );
        }
    }
    texts
}
