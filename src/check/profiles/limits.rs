//! How each kind of limit is measured.

use std::io::Cursor;

use super::{Limit, Profile, What};
use crate::check::Findings;
use crate::check::publication::{Document, Item, Publication, xml};
use crate::report::{Diagnostic, Location, Rule};

crate::rules! {
    /// The store wants a cover inside the book, and there is none.
    ///
    /// Give one in `book.toml` (`cover = "cover.jpg"`), or let deckle typeset one.
    COVER_MISSING = "profile-cover-missing", None, Error, "checking";
    /// The cover has fewer pixels than the store takes.
    ///
    /// Give a larger picture; enlarging a small one makes it blurred and is refused by people instead of programs.
    COVER_SMALL = "profile-cover-too-small", None, Error, "checking";
    /// The cover has more pixels than the store takes.
    ///
    /// Make the picture smaller; no device shows that many.
    COVER_LARGE = "profile-cover-too-large", None, Error, "checking";
    /// The store does not take a cover of this format.
    ///
    /// Save it as JPEG, or as PNG where it has few colours.
    COVER_FORMAT = "profile-cover-format", None, Error, "checking";
    /// The cover shares its page with other content.
    ///
    /// Some devices then show it as a page of text. Put it alone into a document, first in the spine.
    COVER_NOT_ALONE = "profile-cover-not-alone", None, Warning, "checking";
    /// A picture has more pixels than the store takes.
    ///
    /// Make it smaller; more pixels than a screen has show nothing more.
    PICTURE_PIXELS = "profile-picture-too-large", None, Error, "checking";
    /// A picture is in a format that the store's devices do not show.
    ///
    /// Save it as JPEG or PNG.
    PICTURE_FORMAT = "profile-picture-format", None, Warning, "checking";
    /// A content document is larger than the store takes.
    ///
    /// Devices read a document whole before they show a page of it. Split the chapter.
    CONTENT_BYTES = "profile-content-too-large", None, Error, "checking";
    /// A file is larger than the store takes.
    ///
    /// It is nearly always a picture or a recording: make it smaller, or split it.
    FILE_BYTES = "profile-file-too-large", None, Error, "checking";
    /// The book is larger than the store takes.
    ///
    /// It is nearly always pictures: make them smaller, or save photographs as JPEG instead of PNG.
    BOOK_BYTES = "profile-book-too-large", None, Warning, "checking";
    /// The book has scripts, which most of the store's devices do not run.
    ///
    /// It must be readable without them.
    SCRIPTS = "profile-scripts", None, Warning, "checking";
    /// The book has sound or film, which the store's readers do not play.
    ///
    /// Leave it out of the edition for this store, or say in words what it holds.
    MEDIA = "profile-sound-or-film", None, Warning, "checking";
    /// The book does not say its language.
    ///
    /// Stores sort and refuse by it, screen readers pronounce by it. Set `language` in `book.toml`.
    LANGUAGE = "profile-language-missing", None, Error, "checking";
}

/// Limits that need the tree of a content document.
pub(super) fn judge_document(
    publication: &Publication<'_>,
    document: &Document<'_>,
    limit: &Limit,
    findings: &mut Findings,
) {
    if !matches!(limit.what, What::CoverAlone) {
        return;
    }
    let Some(cover) = cover(publication).and_then(|item| item.path.clone()) else {
        return;
    };
    let Some(body) = document
        .tree
        .elements()
        .find(|node| node.is(xml::ns::XHTML, "body"))
    else {
        return;
    };
    let shows_cover = body.descendants().any(|node| {
        let source = node.attribute("src").or_else(|| node.attribute("href"));
        let name = cover.rsplit('/').next().unwrap_or(&cover);
        matches!(node.name(), "img" | "image")
            && source.is_some_and(|source| source.ends_with(name))
    });
    let words = body.text_content().split_whitespace().count();
    if shows_cover && words > 0 {
        let message = format!("the cover shares its page with {words} words");
        findings.add(of(&COVER_NOT_ALONE, message, limit).at(document.place(body)));
    }
}

/// Limits that need the publication as a whole.
pub(super) fn judge_publication(
    publication: &Publication<'_>,
    profile: &Profile,
    limit: &Limit,
    findings: &mut Findings,
) {
    let name = profile.name;
    match limit.what {
        What::CoverRequired => {
            if cover(publication).is_none() {
                findings.add(of(
                    &COVER_MISSING,
                    format!("the book has no cover, and {name} wants one"),
                    limit,
                ));
            }
        }
        What::CoverAtLeast(..) | What::CoverSideAtMost(_) => {
            cover_size(publication, limit, name, findings)
        }
        What::CoverFormats(formats) => {
            let Some(item) = cover(publication) else {
                return;
            };
            formats_of(item, formats, &COVER_FORMAT, limit, name, findings);
        }
        What::PictureFormats(formats) => {
            for item in pictures(publication) {
                formats_of(item, formats, &PICTURE_FORMAT, limit, name, findings);
            }
        }
        What::PicturePixels(most) => {
            let cover = cover(publication);
            for item in pictures(publication) {
                // A cover as large as stores ask for is past what is advised for the pictures of the text.
                let is_cover = cover.is_some_and(|cover| std::ptr::eq(cover, item));
                if is_cover && limit.severity == crate::report::Severity::Warning {
                    continue;
                }
                let Some((width, height)) = dimensions(publication, item) else {
                    continue;
                };
                let pixels = u64::from(width) * u64::from(height);
                if pixels > most {
                    let message = format!(
                        "the picture has {width} × {height} pixels, and {name} takes {most} at most"
                    );
                    findings.add(of(&PICTURE_PIXELS, message, limit).at(place(item)));
                }
            }
        }
        What::ContentBytes(most) => {
            bytes(
                publication,
                most,
                &CONTENT_BYTES,
                limit,
                name,
                findings,
                |item| item.media_type() == "application/xhtml+xml",
            );
        }
        What::FileBytes(most) => bytes(
            publication,
            most,
            &FILE_BYTES,
            limit,
            name,
            findings,
            |_| true,
        ),
        What::BookBytes(most) => {
            let total: u64 = publication
                .container
                .entries
                .iter()
                .map(|entry| entry.size())
                .sum();
            if total > most {
                let message =
                    format!("the book has {total} bytes, and {name} takes {most} at most");
                findings.add(of(&BOOK_BYTES, message, limit));
            }
        }
        What::NoScripts => {
            for item in items(publication).filter(|item| item.has_property("scripted")) {
                findings.add(
                    of(
                        &SCRIPTS,
                        format!("the document has scripts, which {name} does not run"),
                        limit,
                    )
                    .at(place(item)),
                );
            }
        }
        What::NoSoundOrFilm => {
            let is_media = |item: &&Item| {
                item.media_type().starts_with("audio/") || item.media_type().starts_with("video/")
            };
            for item in items(publication).filter(is_media) {
                let message = format!(
                    "the file is '{}', which {name} does not play",
                    item.media_type()
                );
                findings.add(of(&MEDIA, message, limit).at(place(item)));
            }
        }
        What::LanguageStated => language(publication, limit, name, findings),
        What::CoverAlone => {}
    }
}

fn language(publication: &Publication<'_>, limit: &Limit, name: &str, findings: &mut Findings) {
    let Some(package) = publication.package() else {
        return;
    };
    let mut stated = package
        .metadata
        .iter()
        .filter(|meta| meta.dublin_core && meta.name == "language");
    if !stated.any(|meta| !meta.value.is_empty() && meta.value != "und") {
        let message = format!("the book does not say its language, and {name} wants it");
        findings.add(of(&LANGUAGE, message, limit).at(Location::file(&package.path)));
    }
}

fn cover_size(publication: &Publication<'_>, limit: &Limit, name: &str, findings: &mut Findings) {
    let Some(item) = cover(publication) else {
        return;
    };
    let Some((width, height)) = dimensions(publication, item) else {
        return;
    };
    match limit.what {
        What::CoverAtLeast(least_width, least_height)
            if width < least_width || height < least_height =>
        {
            let message = format!(
                "the cover has {width} × {height} pixels, and {name} wants {least_width} × {least_height} at least"
            );
            findings.add(of(&COVER_SMALL, message, limit).at(place(item)));
        }
        What::CoverSideAtMost(most) if width > most || height > most => {
            let message = format!(
                "the cover has {width} × {height} pixels, and {name} takes {most} a side at most"
            );
            findings.add(of(&COVER_LARGE, message, limit).at(place(item)));
        }
        _ => {}
    }
}

fn formats_of(
    item: &Item,
    formats: &[&str],
    rule: &'static Rule,
    limit: &Limit,
    name: &str,
    findings: &mut Findings,
) {
    if !formats.contains(&item.media_type()) {
        let message = format!(
            "the picture is '{}', and {name} takes {}",
            item.media_type(),
            formats.join(", ")
        );
        findings.add(of(rule, message, limit).at(place(item)));
    }
}

fn bytes(
    publication: &Publication<'_>,
    most: u64,
    rule: &'static Rule,
    limit: &Limit,
    name: &str,
    findings: &mut Findings,
    wanted: impl Fn(&Item) -> bool,
) {
    for item in items(publication).filter(|item| wanted(item)) {
        let size = item
            .path
            .as_deref()
            .and_then(|path| publication.container.entry(path))
            .map_or(0, |entry| entry.size());
        if size > most {
            let message = format!("the file has {size} bytes, and {name} takes {most} at most");
            findings.add(of(rule, message, limit).at(place(item)));
        }
    }
}

/// A finding of a limit: with the limit's severity, and its source as the hint.
fn of(rule: &'static Rule, message: String, limit: &Limit) -> Diagnostic {
    let mut diagnostic =
        Diagnostic::new(rule, message).hint(format!("the vendor's rule: {}", limit.source));
    diagnostic.severity = limit.severity;
    diagnostic
}

fn place(item: &Item) -> Location {
    Location::file(item.path.clone().unwrap_or_default())
}

fn items<'p>(publication: &'p Publication<'_>) -> impl Iterator<Item = &'p Item> {
    publication
        .package()
        .into_iter()
        .flat_map(|package| &package.items)
}

fn pictures<'p>(publication: &'p Publication<'_>) -> impl Iterator<Item = &'p Item> {
    items(publication).filter(|item| item.media_type().starts_with("image/"))
}

/// The cover picture: declared the EPUB 3 way, else the EPUB 2 way.
fn cover<'p>(publication: &'p Publication<'_>) -> Option<&'p Item> {
    let package = publication.package()?;
    package
        .items
        .iter()
        .find(|item| item.has_property("cover-image"))
        .or_else(|| {
            let named = package
                .metadata
                .iter()
                .find(|meta| meta.attribute("name") == Some("cover"))?;
            package.item(named.attribute("content")?)
        })
}

/// Width and height of a raster picture, from its head.
fn dimensions(publication: &Publication<'_>, item: &Item) -> Option<(u32, u32)> {
    let data = publication.container.read(item.path.as_deref()?).ok()?;
    image::ImageReader::new(Cursor::new(data.as_ref()))
        .with_guessed_format()
        .ok()?
        .into_dimensions()
        .ok()
}
