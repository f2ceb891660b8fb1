//! The publication put together: manifest, spine and entries in their order.

use super::accessibility::{self, Evidence};
use super::container::{self, FOLDER, Packer};
use super::content::{Rendered, Sealed, Shared};
use super::navigation::{self, Landmark};
use super::pictures::PictureFile;
use super::plan::{Matter, Plan};
use super::{cover_page, identity, ncx, package, title_page};
use crate::emit::EmitOptions;
use crate::emit::content::Facts;
use crate::emit::fonts::Font;
use crate::emit::names::{Names, ncname};
use crate::emit::xml::has_text;
use crate::epub::{Entry, LineMap, MediaType};

/// An item of the manifest.
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) media_type: MediaType,
    pub(crate) properties: Vec<&'static str>,
}

/// A style sheet as written.
pub(crate) struct Sheet {
    /// Relative to the package document.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) lines: LineMap,
}

/// What was made beside the content documents.
pub(crate) struct Made {
    /// Style sheets.
    pub(crate) sheets: Vec<Sheet>,
    /// The cover picture.
    pub(crate) cover: Option<PictureFile>,
    /// The fonts.
    pub(crate) fonts: Vec<Font>,
}

/// Everything that is written besides the content documents, as it comes together.
pub(crate) struct Assembly<'a> {
    shared: &'a Shared<'a>,
    options: &'a EmitOptions<'a>,
    made: Made,
    ids: Names,
    manifest: Vec<Item>,
    /// Manifest ids of fonts with their licences.
    licences: Vec<(String, String)>,
    /// Manifest ids in reading order.
    spine: Vec<String>,
    packer: Packer,
    entries: Vec<Entry>,
    landmarks: Vec<Landmark>,
}

impl<'a> Assembly<'a> {
    pub(crate) fn new(
        shared: &'a Shared<'a>,
        options: &'a EmitOptions<'a>,
        made: Made,
    ) -> Assembly<'a> {
        let mut ids = Names::default();
        for reserved in ["nav", "ncx", "cover-image"] {
            ids.unique(reserved);
        }
        for reserved in super::metadata::ids(&shared.book.metadata) {
            ids.unique(&reserved);
        }
        let item = |id: &str, href: &str, media_type, properties| Item {
            id: id.to_owned(),
            href: href.to_owned(),
            media_type,
            properties,
        };
        let manifest = vec![
            item("nav", "nav.xhtml", MediaType::Xhtml, vec!["nav"]),
            item("ncx", "toc.ncx", MediaType::Ncx, vec![]),
        ];
        Assembly {
            shared,
            options,
            made,
            ids,
            manifest,
            licences: Vec::new(),
            spine: Vec::new(),
            packer: Packer::new(),
            entries: Vec::new(),
            landmarks: Vec::new(),
        }
    }

    /// All entries of the container in their order.
    pub(crate) fn entries(mut self, documents: Vec<Sealed>) -> Vec<Entry> {
        let Shared {
            book, plan, labels, ..
        } = *self.shared;
        let facts = documents.iter().fold(Facts::default(), |facts, document| {
            facts.join(document.facts)
        });
        self.front(labels.cover, labels.contents);
        if !title_page::is_present(book) {
            let landmark = Some(("titlepage", labels.title_page));
            let page = self.seal(title_page::write(self.shared));
            self.page(&free_stem(plan, "title-page"), page, landmark);
        }
        let mut contents_at = self.spine.len();
        for (file, sealed) in plan.files.iter().zip(documents) {
            let is_front = file.matter == Matter::Front && contents_at == self.spine.len();
            self.page(&file.stem, sealed, None);
            contents_at += usize::from(is_front);
        }
        // The contents stand after the front matter, where a printed book has them.
        self.spine.insert(contents_at, "nav".to_owned());
        self.style_sheets();
        self.fonts();
        self.pictures();
        self.finish(facts)
    }

    /// The cover page, and the landmark of the contents.
    fn front(&mut self, cover_title: &str, contents: &str) {
        if let Some(cover) = self.made.cover.take() {
            let page = self.seal(cover_page::write(self.shared, &cover));
            let stem = free_stem(self.shared.plan, "cover");
            self.page(&stem, page, Some(("cover", cover_title)));
            self.manifest.push(Item {
                id: "cover-image".to_owned(),
                href: cover.path.clone(),
                media_type: cover.media_type,
                properties: vec!["cover-image"],
            });
            self.entries.push(cover.entry(FOLDER, &mut self.packer));
            self.made.cover = Some(cover);
        }
        self.landmarks.push(Landmark {
            kind: "toc",
            title: contents.to_owned(),
            href: "nav.xhtml#toc".to_owned(),
        });
    }

    /// Adds a content document to manifest, spine and entries.
    fn page(&mut self, stem: &str, sealed: Sealed, landmark: Option<(&'static str, &str)>) {
        let href = format!("text/{stem}.xhtml");
        let id = self.ids.unique(&ncname(stem));
        let mut properties = Vec::new();
        if sealed.facts.mathml {
            properties.push("mathml");
        }
        if sealed.facts.svg {
            properties.push("svg");
        }
        if let Some((kind, title)) = landmark {
            self.landmarks.push(Landmark {
                kind,
                title: title.to_owned(),
                href: href.clone(),
            });
        }
        self.manifest.push(Item {
            id: id.clone(),
            href: href.clone(),
            media_type: MediaType::Xhtml,
            properties,
        });
        self.spine.push(id);
        self.entries.push(document(&href, sealed));
    }

    fn seal(&mut self, rendered: Rendered) -> Sealed {
        rendered.seal(&mut self.packer, true)
    }

    fn style_sheets(&mut self) {
        for Sheet { path, text, lines } in std::mem::take(&mut self.made.sheets) {
            let mut entry = (self.packer).entry(&format!("{FOLDER}/{path}"), text.as_bytes());
            entry.lines = lines;
            let id = self.ids.unique("style");
            self.manifest.push(Item {
                id,
                href: path,
                media_type: MediaType::Css,
                properties: vec![],
            });
            self.entries.push(entry);
        }
    }

    fn fonts(&mut self) {
        for font in std::mem::take(&mut self.made.fonts) {
            let id = self.ids.unique(&ncname(&font.name));
            let href = format!("fonts/{}", font.name);
            let path = format!("{FOLDER}/{href}");
            let entry = match font.media_type {
                MediaType::Woff | MediaType::Woff2 => Entry::plain(path, font.data),
                _ => self.packer.entry(&path, &font.data),
            };
            self.entries.push(entry);
            if let Some(licence) = font.licence {
                self.licences.push((id.clone(), licence));
            }
            self.manifest.push(Item {
                id,
                href,
                media_type: font.media_type,
                properties: vec![],
            });
        }
    }

    fn pictures(&mut self) {
        for picture in &self.shared.pictures.files {
            let name = picture.path.rsplit('/').next().unwrap_or_default();
            self.manifest.push(Item {
                id: self.ids.unique(&ncname(name)),
                href: picture.path.clone(),
                media_type: picture.media_type,
                properties: vec![],
            });
            self.entries.push(picture.entry(FOLDER, &mut self.packer));
        }
    }

    /// Writes the package document, the navigation document and the NCX, and puts everything in order.
    fn finish(mut self, facts: Facts) -> Vec<Entry> {
        let Shared {
            book,
            plan,
            language,
            ..
        } = *self.shared;
        let mut tree = navigation::tree(self.shared);
        if tree.is_empty() {
            // A navigation document must lead somewhere: to the text as a whole.
            let first = self
                .manifest
                .iter()
                .find(|item| item.href.starts_with("text/"));
            let title = accessibility::said(&book.metadata.title)
                .unwrap_or("…")
                .to_owned();
            tree.push(navigation::Entry {
                title,
                href: first.map(|item| item.href.clone()).unwrap_or_default(),
                children: Vec::new(),
            });
        }
        let landmarks = navigation::landmarks(self.shared, std::mem::take(&mut self.landmarks));
        let pages = pages(plan);
        let identifier = identity::unique(&book.metadata);
        let modified = identity::modified(&book.metadata, self.options.modified);
        let evidence = Evidence {
            facts,
            pages: !pages.is_empty(),
            contents: true,
            language: language != "und",
            moving: self
                .shared
                .pictures
                .files
                .iter()
                .any(|picture| picture.moving),
            cover: self.made.cover.is_some(),
        };
        let package = package::write(&package::Package {
            shared: self.shared,
            manifest: &self.manifest,
            spine: &self.spine,
            landmarks: &landmarks,
            evidence: &evidence,
            licences: &self.licences,
            modified: &modified,
            identifier: &identifier,
        });
        let title = accessibility::said(&book.metadata.title).unwrap_or("…");
        let ncx = ncx::write(&identifier, title, language, &tree, &pages);
        let nav = navigation::write(self.shared, &tree, &landmarks, &pages);
        let nav = self.seal(nav);
        let mut all: Vec<Entry> = self.packer.heads().into();
        all.push(self.packer.entry(container::PACKAGE, &package));
        all.push(document("nav.xhtml", nav));
        all.push(self.packer.entry(&format!("{FOLDER}/toc.ncx"), &ncx));
        all.extend(self.entries);
        all
    }
}

fn document(href: &str, sealed: Sealed) -> Entry {
    Entry {
        path: format!("{FOLDER}/{href}"),
        data: sealed.data,
        lines: sealed.lines,
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
        .filter(|(label, _)| has_text(label))
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
