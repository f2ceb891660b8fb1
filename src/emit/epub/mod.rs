//! EPUB 3.3, with what EPUB 2 readers need beside it.
//!
//! Takes a [`Book`], gives the entries of a container in their order and the function that packs them. Promises: a
//! publication that EPUBCheck and Ace have nothing to say about; the same bytes for the same book; an identifier and file
//! names that a corrected edition keeps.

mod container;
mod content;
mod identity;
mod metadata;
mod navigation;
mod ncx;
mod package;
mod pictures;
mod plan;
mod title_page;
mod weigh;

use rayon::prelude::*;

use super::labels::Labels;
use super::language::{is_rtl, language};
use super::names::{Names, ncname, output_stem};
use super::{Emission, EmitOptions, Emitter, Pack, styles};
use crate::book::Book;
use crate::epub::{Entry, MediaType};
use content::{Rendered, Shared};
use navigation::Landmark;
use plan::{Matter, Plan};

/// The EPUB emitter.
pub(super) static EMITTER: Emitter = Emitter {
    name: "epub",
    about: "EPUB 3.3, readable by EPUB 2 devices too",
    emit,
};

/// An item of the manifest.
struct Item {
    id: String,
    href: String,
    media_type: MediaType,
    properties: Vec<&'static str>,
}

/// An item of the spine.
struct SpineItem {
    id: String,
    linear: bool,
}

/// The style sheets, relative to the package document.
const STYLE: &str = "styles/book.css";

fn emit(book: &Book, options: &EmitOptions<'_>) -> Emission {
    let plan = plan::plan(book);
    let pictures = pictures::gather(book);
    let language = language(book);
    let sheets = style_sheets(book, options);
    let styles: Vec<String> = sheets.iter().map(|(path, _)| path.clone()).collect();
    let shared = Shared {
        book,
        plan: &plan,
        pictures: &pictures,
        labels: Labels::of(language),
        language,
        rtl: is_rtl(language),
        styles: &styles,
    };
    let documents: Vec<Rendered> = plan
        .files
        .par_iter()
        .enumerate()
        .map(|(index, file)| content::render(&shared, index, file))
        .collect();
    Assembly {
        shared: &shared,
        options,
        sheets,
        documents,
    }
    .emission()
}

/// Everything written, about to be listed and ordered.
struct Assembly<'a> {
    shared: &'a Shared<'a>,
    options: &'a EmitOptions<'a>,
    sheets: Vec<(String, String)>,
    documents: Vec<Rendered>,
}

impl Assembly<'_> {
    fn emission(mut self) -> Emission {
        let Shared {
            book, plan, labels, ..
        } = *self.shared;
        let mut diagnostics = Vec::new();
        let mut ids = Names::default();
        for reserved in ["nav", "ncx", "book-id"] {
            ids.unique(reserved);
        }
        let mut manifest = vec![
            Item {
                id: "nav".into(),
                href: "nav.xhtml".into(),
                media_type: MediaType::Xhtml,
                properties: vec!["nav"],
            },
            Item {
                id: "ncx".into(),
                href: "toc.ncx".into(),
                media_type: MediaType::Ncx,
                properties: vec![],
            },
        ];
        let mut spine = Vec::new();
        let mut entries = Vec::new();
        let mut fixed = vec![Landmark {
            kind: "toc",
            title: labels.contents.into(),
            href: "nav.xhtml#toc".into(),
        }];
        if !title_page::is_present(book) {
            let stem = free_stem(plan, "title-page");
            let href = format!("text/{stem}.xhtml");
            let id = ids.unique("title-page");
            fixed.push(Landmark {
                kind: "titlepage",
                title: labels.title_page.into(),
                href: href.clone(),
            });
            manifest.push(Item {
                id: id.clone(),
                href: href.clone(),
                media_type: MediaType::Xhtml,
                properties: vec![],
            });
            spine.push(SpineItem { id, linear: true });
            entries.push(document(&href, title_page::write(self.shared)));
        }
        let mut contents_at = spine.len();
        for (file, rendered) in plan.files.iter().zip(std::mem::take(&mut self.documents)) {
            let id = ids.unique(&ncname(&file.stem));
            let mut properties = Vec::new();
            if rendered.facts.mathml {
                properties.push("mathml");
            }
            if rendered.facts.svg {
                properties.push("svg");
            }
            let href = format!("text/{}.xhtml", file.stem);
            manifest.push(Item {
                id: id.clone(),
                href: href.clone(),
                media_type: MediaType::Xhtml,
                properties,
            });
            spine.push(SpineItem { id, linear: true });
            if file.matter == Matter::Front && contents_at + 1 == spine.len() {
                contents_at = spine.len();
            }
            diagnostics.extend(rendered.diagnostics.iter().cloned());
            entries.push(document(&href, rendered));
        }
        // The contents stand after the front matter, where a printed book has them.
        spine.insert(
            contents_at,
            SpineItem {
                id: "nav".into(),
                linear: true,
            },
        );
        for (path, text) in &self.sheets {
            manifest.push(Item {
                id: ids.unique("style"),
                href: path.clone(),
                media_type: MediaType::Css,
                properties: vec![],
            });
            entries.push(container::entry(
                &format!("{}/{path}", container::FOLDER),
                text.clone().into_bytes(),
                false,
            ));
        }
        for picture in &self.shared.pictures.files {
            let stem = picture.path.rsplit('/').next().unwrap_or_default();
            manifest.push(Item {
                id: ids.unique(&ncname(stem)),
                href: picture.path.clone(),
                media_type: picture.media_type,
                properties: vec![],
            });
            entries.push(picture.entry(container::FOLDER));
        }
        let mut all: Vec<Entry> = container::heads().into();
        all.extend(self.contents(&manifest, &spine, fixed));
        all.extend(entries);
        Emission {
            files: Vec::new(),
            entries: all,
            pack: Some(Pack {
                path: format!("{}.epub", output_stem(book)),
                pack: container::pack,
            }),
            diagnostics,
        }
    }

    /// The package document, the navigation document and the NCX.
    fn contents(&self, manifest: &[Item], spine: &[SpineItem], fixed: Vec<Landmark>) -> Vec<Entry> {
        let Shared {
            book,
            plan,
            language,
            rtl,
            ..
        } = *self.shared;
        let mut tree = navigation::tree(self.shared);
        if tree.is_empty() {
            let href = manifest
                .iter()
                .find(|item| item.href.starts_with("text/"))
                .map(|item| item.href.clone());
            let title = book
                .metadata
                .title
                .clone()
                .unwrap_or_else(|| "…".to_owned());
            tree.push(navigation::Entry {
                title,
                href: href.unwrap_or_default(),
                children: Vec::new(),
            });
        }
        let landmarks = navigation::landmarks(self.shared, fixed);
        let pages = pages(plan);
        let identifier = identity::unique(&book.metadata);
        let modified = identity::modified(&book.metadata, self.options.modified);
        let package = package::write(&package::Package {
            book,
            manifest,
            spine,
            landmarks: &landmarks,
            language,
            rtl,
            cover: None,
            accessibility: &[],
            modified: &modified,
            identifier: &identifier,
        });
        let title = book.metadata.title.as_deref().unwrap_or("…");
        vec![
            container::entry(container::PACKAGE, package, false),
            document(
                "nav.xhtml",
                navigation::write(self.shared, &tree, &landmarks, &pages),
            ),
            container::entry(
                &format!("{}/toc.ncx", container::FOLDER),
                ncx::write(&identifier, title, language, &tree, &pages),
                false,
            ),
        ]
    }
}

fn document(href: &str, rendered: Rendered) -> Entry {
    Entry {
        path: format!("{}/{href}", container::FOLDER),
        data: rendered.data.into(),
        stored: false,
        lines: rendered.lines,
    }
}

/// The printed pages: label and address relative to the package document.
fn pages(plan: &Plan<'_>) -> Vec<(String, String)> {
    let address = |&(label, anchor): &(&str, &str)| {
        let place = plan.anchors.get(anchor)?;
        let file = plan.files.get(place.file)?;
        Some((
            label.to_owned(),
            format!("text/{}.xhtml#{}", file.stem, place.id),
        ))
    };
    plan.pages
        .iter()
        .filter(|(label, _)| !label.trim().is_empty())
        .filter_map(address)
        .collect()
}

/// A name for a document that no chapter has.
fn free_stem(plan: &Plan<'_>, name: &str) -> String {
    let mut stem = name.to_owned();
    while plan.names.is_used(&stem) {
        stem.insert_str(0, "book-");
    }
    stem
}

/// The theme and the author's own style sheets.
fn style_sheets(book: &Book, options: &EmitOptions<'_>) -> Vec<(String, String)> {
    let mut sheets = vec![(STYLE.to_owned(), styles::css(options.settings).to_owned())];
    for (number, text) in book.styles.iter().enumerate() {
        sheets.push((format!("styles/own-{}.css", number + 1), text.clone()));
    }
    sheets
}
