//! How each kind of limit is measured.

use std::io::Cursor;

use super::{Limit, Profile, What};
use crate::check::Findings;
use crate::check::publication::{Document, Item, Publication, xml};
use crate::report::{Diagnostic, Location, Rule, Severity};

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
    let mut judge = Judge {
        publication,
        name: profile.name,
        limit,
        findings,
    };
    match limit.what {
        What::CoverRequired => judge.cover_required(),
        What::CoverAtLeast(width, height) => judge.cover_at_least(width, height),
        What::CoverSideAtMost(most) => judge.cover_side(most),
        What::CoverFormats(formats) => {
            if let Some(item) = cover(publication) {
                judge.format(item, formats, &COVER_FORMAT);
            }
        }
        What::PictureFormats(formats) => {
            for item in pictures(publication) {
                judge.format(item, formats, &PICTURE_FORMAT);
            }
        }
        What::PicturePixels(most) => judge.pixels(most),
        What::ContentBytes(most) => {
            let is_content = |item: &&Item| item.media_type() == "application/xhtml+xml";
            judge.bytes(items(publication).filter(is_content), most, &CONTENT_BYTES);
        }
        What::FileBytes(most) => judge.bytes(items(publication), most, &FILE_BYTES),
        What::BookBytes(most) => judge.book_bytes(most),
        What::NoScripts => judge.scripts(),
        What::NoSoundOrFilm => judge.media(),
        What::LanguageStated => judge.language(),
        What::CoverAlone => {}
    }
}

/// A limit of a store, held against a publication.
struct Judge<'j> {
    publication: &'j Publication<'j>,
    /// The store.
    name: &'static str,
    limit: &'j Limit,
    findings: &'j mut Findings,
}

impl Judge<'_> {
    fn add(&mut self, rule: &'static Rule, place: Location, message: String) {
        self.findings.add(of(rule, message, self.limit).at(place));
    }

    fn cover_required(&mut self) {
        if cover(self.publication).is_none() {
            let message = format!("the book has no cover, and {} wants one", self.name);
            self.add(&COVER_MISSING, Location::default(), message);
        }
    }

    fn cover_at_least(&mut self, least_width: u32, least_height: u32) {
        let Some((item, width, height)) = self.cover_size() else {
            return;
        };
        if width < least_width || height < least_height {
            let message = format!(
                "the cover has {width} × {height} pixels, and {} wants {least_width} × {least_height} at least",
                self.name
            );
            self.add(&COVER_SMALL, place(item), message);
        }
    }

    fn cover_side(&mut self, most: u32) {
        let Some((item, width, height)) = self.cover_size() else {
            return;
        };
        if width > most || height > most {
            let message = format!(
                "the cover has {width} × {height} pixels, and {} takes {most} a side at most",
                self.name
            );
            self.add(&COVER_LARGE, place(item), message);
        }
    }

    fn format(&mut self, item: &Item, formats: &[&str], rule: &'static Rule) {
        if !formats.contains(&item.media_type()) {
            let message = format!(
                "the picture is '{}', and {} takes {}",
                item.media_type(),
                self.name,
                formats.join(", ")
            );
            self.add(rule, place(item), message);
        }
    }

    fn pixels(&mut self, most: u64) {
        let cover = cover(self.publication);
        for item in pictures(self.publication) {
            // A cover as large as stores ask for is past what is advised for the pictures of the text.
            let is_cover = cover.is_some_and(|cover| std::ptr::eq(cover, item));
            if is_cover && self.limit.severity == Severity::Warning {
                continue;
            }
            let Some((width, height)) = dimensions(self.publication, item) else {
                continue;
            };
            if u64::from(width) * u64::from(height) > most {
                let message = format!(
                    "the picture has {width} × {height} pixels, and {} takes {most} at most",
                    self.name
                );
                self.add(&PICTURE_PIXELS, place(item), message);
            }
        }
    }

    fn bytes<'i>(&mut self, items: impl Iterator<Item = &'i Item>, most: u64, rule: &'static Rule) {
        for item in items {
            let entry = item
                .path
                .as_deref()
                .and_then(|path| self.publication.container.entry(path));
            let size = entry.map_or(0, |entry| entry.size());
            if size > most {
                let message = format!(
                    "the file has {size} bytes, and {} takes {most} at most",
                    self.name
                );
                self.add(rule, place(item), message);
            }
        }
    }

    fn book_bytes(&mut self, most: u64) {
        let entries = self.publication.container.entries.iter();
        let total: u64 = entries.map(|entry| entry.size()).sum();
        if total > most {
            let message = format!(
                "the book has {total} bytes, and {} takes {most} at most",
                self.name
            );
            self.add(&BOOK_BYTES, Location::default(), message);
        }
    }

    fn scripts(&mut self) {
        for item in items(self.publication).filter(|item| item.has_property("scripted")) {
            let message = format!("the document has scripts, which {} does not run", self.name);
            self.add(&SCRIPTS, place(item), message);
        }
    }

    fn media(&mut self) {
        let is_media = |item: &&Item| {
            item.media_type().starts_with("audio/") || item.media_type().starts_with("video/")
        };
        for item in items(self.publication).filter(is_media) {
            let message = format!(
                "the file is '{}', which {} does not play",
                item.media_type(),
                self.name
            );
            self.add(&MEDIA, place(item), message);
        }
    }

    fn language(&mut self) {
        let Some(package) = self.publication.package() else {
            return;
        };
        let metadata = package.metadata.iter();
        let mut stated = metadata.filter(|meta| meta.dublin_core && meta.name == "language");
        if !stated.any(|meta| !meta.value.is_empty() && meta.value != "und") {
            let message = format!(
                "the book does not say its language, and {} wants it",
                self.name
            );
            self.add(&LANGUAGE, Location::file(&package.path), message);
        }
    }

    /// The cover with its width and height in pixels.
    fn cover_size(&self) -> Option<(&Item, u32, u32)> {
        let item = cover(self.publication)?;
        let (width, height) = dimensions(self.publication, item)?;
        Some((item, width, height))
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
