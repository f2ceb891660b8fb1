//! EPUB 2 and 3 as input: the package document says what the book is and in which order its documents are read, the
//! navigation document or the NCX how they nest.
//!
//! The container is taken as untrusted: entries, sizes and paths are bounded, and nothing in it is run or fetched.

mod container;
mod metadata;
mod navigation;
mod package;

use std::collections::BTreeMap;

use super::load::Loading;
use super::{Body, Files, Piece, html, rules};
use crate::book::assemble::metadata_fill;
use crate::book::{BlockKind, Document, Inline, Role};
use crate::report::{Diagnostic, Location};
use package::Package;

pub(super) use container::is_epub;

/// Reads a packed publication into the project of `loading`.
pub(super) fn read(loading: &mut Loading<'_>, path: &str, data: &[u8]) {
    let files = match container::unpack(data, loading.project.settings.limits) {
        Ok(files) => files,
        Err(reason) => return broken(loading, path, &reason),
    };
    if files.files.contains_key("META-INF/encryption.xml")
        && protects_text(&files.read("META-INF/encryption.xml").unwrap_or_default())
    {
        let message = format!("'{path}' is protected: its text is encrypted");
        let hint = "deckle does not open protected books";
        loading.report(
            Diagnostic::new(&rules::EPUB_BROKEN, message)
                .hint(hint)
                .at(Location::file(path)),
        );
        return;
    }
    let package = match package::read(&files) {
        Ok(package) => package,
        Err(reason) => return broken(loading, path, &reason),
    };
    metadata_fill(&mut loading.project.metadata, package.metadata.clone());
    if loading.project.settings.cover.is_none() {
        loading.project.settings.cover.clone_from(&package.cover);
    }
    let entries = navigation::read(&files, &package);
    let pieces = pieces(loading, &files, &package, &entries);
    loading.project.pieces = pieces;
    loading.project.container = Some(files);
    loading.note_epub(path, &package.version);
}

fn broken(loading: &mut Loading<'_>, path: &str, reason: &str) {
    let message = format!("'{path}' cannot be read as an EPUB: {reason}");
    let hint =
        "'deckle check' says what is wrong with it; --limits 4 raises the limits on what is read";
    loading.report(
        Diagnostic::new(&rules::EPUB_BROKEN, message)
            .hint(hint)
            .at(Location::file(path)),
    );
}

/// Whether an encryption file covers documents: fonts that are merely obfuscated do not matter.
fn protects_text(data: &[u8]) -> bool {
    let text = String::from_utf8_lossy(data);
    text.split("CipherReference").skip(1).any(|part| {
        let uri = part
            .split("URI=")
            .nth(1)
            .and_then(|rest| rest.get(1..))
            .and_then(|rest| rest.split(['"', '\'']).next());
        uri.is_some_and(|uri| {
            [".xhtml", ".html", ".htm", ".xml"]
                .iter()
                .any(|end| uri.to_ascii_lowercase().ends_with(end))
        })
    })
}

/// The documents of the spine, nested as the navigation has them.
fn pieces(
    loading: &mut Loading<'_>,
    files: &super::MemoryFiles,
    package: &Package,
    entries: &BTreeMap<String, navigation::Entry>,
) -> Vec<Piece> {
    let mut open: Vec<(usize, Piece)> = Vec::new();
    let mut roots = Vec::new();
    let last_depth = |open: &[(usize, Piece)]| open.last().map_or(0, |(depth, _)| *depth);
    for path in &package.spine {
        if package.navigation.as_deref() == Some(path.as_str()) {
            continue;
        }
        let Some(document) = document(loading, files, path) else {
            continue;
        };
        if is_cover_page(&document, package)
            || document.blocks.is_empty() && !entries.contains_key(path)
        {
            continue;
        }
        let entry = entries.get(path);
        let depth = entry.map_or_else(|| last_depth(&open), |entry| entry.depth);
        close(&mut open, &mut roots, depth);
        let role = package
            .roles
            .get(path)
            .copied()
            .filter(|role| *role != Role::Section);
        let title = entry.map(|entry| entry.title.clone());
        open.push((
            depth,
            Piece {
                title,
                role,
                body: Body::Document(document),
                ..Piece::default()
            },
        ));
    }
    close(&mut open, &mut roots, 0);
    roots
}

fn close(open: &mut Vec<(usize, Piece)>, roots: &mut Vec<Piece>, depth: usize) {
    while open.last().is_some_and(|(d, _)| *d >= depth) {
        let Some((_, piece)) = open.pop() else { return };
        open.last_mut()
            .map_or(&mut *roots, |(_, parent)| &mut parent.children)
            .push(piece);
    }
}

fn document(loading: &mut Loading<'_>, files: &super::MemoryFiles, path: &str) -> Option<Document> {
    let Ok(data) = files.read(path) else {
        let message = format!("the spine names '{path}', which is not in the container");
        loading
            .report(Diagnostic::new(&rules::EPUB_FILE_MISSING, message).at(Location::file(path)));
        return None;
    };
    let loaded = loading.decoded(path, &data)?;
    let text = loading.source_text(loaded.id);
    let options = html::Options {
        is_xml: true,
        is_part: true,
        keep_classes: false,
    };
    let (document, found) = html::read(loaded.id, &text, path, &options);
    found
        .into_iter()
        .for_each(|diagnostic| loading.report(diagnostic));
    Some(document)
}

/// A page with nothing but the cover picture: the emitters write one of their own.
fn is_cover_page(document: &Document, package: &Package) -> bool {
    let Some(cover) = &package.cover else {
        return false;
    };
    let name = cover.rsplit('/').next().unwrap_or(cover);
    let mut pictures = 0;
    for block in &document.blocks {
        let run = match &block.kind {
            BlockKind::Paragraph(run) => run.as_slice(),
            BlockKind::PageBreak(_) => &[],
            BlockKind::Division { blocks, .. } => match blocks.as_slice() {
                [only] => match &only.kind {
                    BlockKind::Paragraph(run) => run.as_slice(),
                    _ => return false,
                },
                _ => return false,
            },
            BlockKind::Markup(markup) => {
                // An SVG that wraps the cover, as many tools write it.
                let shows = format!("{:?}", markup.root).contains(name);
                if !shows {
                    return false;
                }
                pictures += 1;
                &[]
            }
            _ => return false,
        };
        for inline in run {
            match inline {
                Inline::Image(picture) if picture.path.ends_with(name) => pictures += 1,
                Inline::Text(text) if text.trim().is_empty() => {}
                Inline::PageBreak(_) | Inline::LineBreak => {}
                _ => return false,
            }
        }
    }
    pictures == 1
}
