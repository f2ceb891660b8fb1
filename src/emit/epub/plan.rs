//! What goes into which file: content documents, their names, and where each anchor and note lies.
//!
//! Takes a book; gives a [`Plan`] that navigation, links and content documents all read, so that they cannot disagree.

use std::borrow::Cow;
use std::collections::HashMap;

use super::weigh::{Weigher, Weight};
use crate::book::{Block, Book, Note, Role, Section};
use crate::emit::content::title_of;
use crate::emit::names::{Names, ncname, slug};
use crate::report::Span;

/// Content documents are split above this many bytes: old readers slow down or fail on long ones (about 260 KB on
/// Adobe's engine), and a page turn stays quick.
const SPLIT: usize = 240_000;

/// Where more sections than this would have a file each, they share files: an archive has room for 65,535 entries, and
/// readers are slow to open one of many thousands.
const MOST_FILES: usize = 5_000;

/// A shared file takes no further section from this many bytes on.
const SHARED: usize = 60_000;

/// Where everything goes.
pub(crate) struct Plan<'a> {
    /// The content documents in reading order.
    pub(crate) files: Vec<File<'a>>,
    /// Where each anchor of the book lies.
    pub(crate) anchors: HashMap<&'a str, Place<'a>>,
    /// For each note: the file it is written in.
    pub(crate) notes: Vec<usize>,
    /// The printed pages in order: label and anchor.
    pub(crate) pages: Vec<(&'a str, &'a str)>,
    /// Where each resource is first shown, by its index; `None` where it is not shown.
    pub(crate) shown: Vec<Option<Span>>,
    /// Names given to content documents, without folder and extension.
    pub(crate) names: Names,
}

/// A content document.
#[derive(Default)]
pub(crate) struct File<'a> {
    /// The name below `text/`, without extension.
    pub(crate) stem: String,
    /// What stands in its `title`.
    pub(crate) title: String,
    /// What it holds.
    pub(crate) steps: Vec<Step<'a>>,
    /// A guess at its size in bytes.
    pub(crate) weight: usize,
    /// What its first section is.
    pub(crate) role: Role,
    /// The matter it belongs to.
    pub(crate) matter: Matter,
}

impl File<'_> {
    /// Whether the file begins with that section.
    pub(crate) fn begins_with(&self, section: &Section) -> bool {
        matches!(self.steps.first(), Some(Step::Open(first, _)) if std::ptr::eq(*first, section))
    }
}

/// A step of writing a content document.
#[derive(Clone, Copy)]
pub(crate) enum Step<'a> {
    /// A section begins: its element and its heading. The number is its depth, from 1.
    Open(&'a Section, u8),
    /// A section goes on that began in the file before.
    Reopen(&'a Section),
    /// A block.
    Block(&'a Block),
    /// The innermost section ends.
    Close,
}

/// Front, body or back matter: the `epub:type` of a document's body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Matter {
    /// Before the text.
    Front,
    /// The text.
    #[default]
    Body,
    /// After the text.
    Back,
}

/// Where an anchor lies.
#[derive(Clone)]
pub(crate) struct Place<'a> {
    /// The content document, an index into `Plan::files`.
    pub(crate) file: usize,
    /// The id as it is written there.
    pub(crate) id: Cow<'a, str>,
}

/// Plans a book.
pub(crate) fn plan(book: &Book) -> Plan<'_> {
    let mut planner = Planner::new(book);
    for section in &book.sections {
        planner.section(section, 1, "");
    }
    planner.finish()
}

struct Planner<'a> {
    book: &'a Book,
    files: Vec<File<'a>>,
    /// The sections that are open in the current file.
    open: Vec<&'a Section>,
    /// Anchors in order of the book, with their files.
    anchors: Vec<(&'a str, usize)>,
    pages: Vec<(&'a str, &'a str)>,
    /// The file of each note that was referred to.
    note_files: Vec<Option<usize>>,
    shown: Vec<Option<Span>>,
    names: Names,
    numbered: usize,
    /// Whether sections share files.
    is_crowded: bool,
}

impl<'a> Planner<'a> {
    fn new(book: &'a Book) -> Planner<'a> {
        Planner {
            book,
            files: Vec::new(),
            open: Vec::new(),
            anchors: Vec::new(),
            pages: Vec::new(),
            note_files: vec![None; book.notes.len()],
            shown: vec![None; book.resources.len()],
            names: Names::default(),
            numbered: 0,
            is_crowded: count_files(&book.sections) > MOST_FILES,
        }
    }

    /// Whether a section begins a file.
    fn needs_file(&self, section: &Section) -> bool {
        let Some(last) = self.files.last() else {
            return true;
        };
        section.starts_file
            && !(self.is_crowded && last.weight < SHARED && last.role == section.role)
    }

    fn section(&mut self, section: &'a Section, depth: usize, parent: &str) {
        let title = title_of(section);
        if self.needs_file(section) {
            self.start_file(section, &title, parent);
        }
        let mut weigher = Weigher::default();
        weigher.attributes(&section.attributes);
        weigher.inlines(&section.heading);
        let weight = weigher.take();
        // A heading goes with what it heads.
        let first = section
            .blocks
            .first()
            .map_or(0, |block| weigh_block(block).bytes);
        if self.is_full(weight.bytes + first) {
            self.split();
        }
        let opened_in = self.files.len();
        let stated = u8::try_from(depth).unwrap_or(u8::MAX);
        self.push(Step::Open(section, stated), weight);
        self.open.push(section);
        for block in &section.blocks {
            let weight = weigh_block(block);
            if self.is_full(weight.bytes) {
                self.split();
            }
            self.push(Step::Block(block), weight);
        }
        let own = self
            .files
            .get(opened_in.wrapping_sub(1))
            .map_or(String::new(), |file| file.stem.clone());
        for child in &section.children {
            self.section(child, depth + 1, &own);
        }
        // Where a subsection started a file, this section is closed already.
        if self
            .open
            .last()
            .is_some_and(|last| std::ptr::eq(*last, section))
        {
            self.open.pop();
            self.push(Step::Close, Weight::default());
        }
    }

    /// Whether `more` bytes are too many for the current file, and this is a place to break it: after a block.
    fn is_full(&self, more: usize) -> bool {
        self.files.last().is_some_and(|file| {
            file.weight + more > SPLIT
                && matches!(file.steps.last(), Some(Step::Block(_) | Step::Close))
        })
    }

    fn start_file(&mut self, section: &'a Section, title: &str, parent: &str) {
        self.close_open();
        let stem = self.stem(section, title, parent);
        self.files.push(File {
            stem,
            title: title.to_owned(),
            role: section.role,
            ..File::default()
        });
    }

    /// Ends the file and goes on in a new one, inside the same sections.
    fn split(&mut self) {
        let open = self.open.clone();
        self.close_open();
        let (stem, title, role) = self.files.last().map_or_else(Default::default, |file| {
            (file.stem.clone(), file.title.clone(), file.role)
        });
        let stem = self.names.unique(&stem);
        let steps = open.iter().map(|section| Step::Reopen(section)).collect();
        self.files.push(File {
            stem,
            title,
            role,
            steps,
            ..File::default()
        });
        self.open = open;
    }

    fn close_open(&mut self) {
        for _ in std::mem::take(&mut self.open) {
            self.push(Step::Close, Weight::default());
        }
        if let Some(file) = self.files.last_mut() {
            file.steps.shrink_to_fit();
        }
    }

    fn push(&mut self, step: Step<'a>, weight: Weight<'a>) {
        let index = self.files.len().saturating_sub(1);
        let mut waiting = weight.notes.clone();
        self.show(&weight);
        self.anchors
            .extend(weight.anchors.iter().map(|anchor| (*anchor, index)));
        self.pages.extend(weight.pages.iter().copied());
        let mut bytes = weight.bytes;
        // A note stands in the file of its first reference, and so do the notes to it.
        while let Some(note) = waiting.first().copied() {
            waiting.remove(0);
            if let (Some(slot @ None), Some(content)) =
                (self.note_files.get_mut(note), self.book.notes.get(note))
            {
                *slot = Some(index);
                let inner = weigh_note(content);
                bytes += inner.bytes;
                self.show(&inner);
                self.anchors
                    .extend(inner.anchors.iter().map(|anchor| (*anchor, index)));
                self.pages.extend(inner.pages.iter().copied());
                waiting.extend(inner.notes.iter().copied());
            }
        }
        if let Some(file) = self.files.last_mut() {
            file.steps.push(step);
            file.weight += bytes;
        }
    }

    fn show(&mut self, weight: &Weight<'_>) {
        for &(resource, span) in &weight.pictures {
            if let Some(first @ None) = self.shown.get_mut(resource) {
                *first = Some(span);
            }
        }
    }

    /// The name of a content document, from its title. A title used before is told apart by what it stands in, and
    /// by a number only where that is no help: inserting a chapter elsewhere then leaves the name as it is.
    fn stem(&mut self, section: &Section, title: &str, parent: &str) -> String {
        let mut base = slug(title);
        let kind = match section.role {
            Role::Section => "section",
            role => role.name(),
        };
        if base.is_empty() {
            self.numbered += 1;
            base = match section.role {
                Role::Section | Role::Chapter | Role::Part | Role::Volume | Role::Appendix => {
                    format!("{kind}-{}", self.numbered)
                }
                _ => kind.to_owned(),
            };
        } else if !base.starts_with(|c: char| c.is_ascii_alphabetic()) {
            base = format!("{kind}-{base}");
        }
        if self.names.is_used(&base) && !parent.is_empty() {
            base = format!("{parent}-{base}");
        }
        self.names.unique(&base)
    }

    fn finish(mut self) -> Plan<'a> {
        self.close_open();
        let matters = matters(&self.files);
        for (file, matter) in self.files.iter_mut().zip(matters) {
            file.matter = matter;
        }
        let mut ids = Names::default();
        let mut anchors: HashMap<&str, Place<'_>> = HashMap::with_capacity(self.anchors.len());
        for &(anchor, file) in &self.anchors {
            anchors.entry(anchor).or_insert_with(|| {
                let id = ids.unique(&ncname(anchor));
                let id = if id == anchor {
                    Cow::Borrowed(anchor)
                } else {
                    Cow::Owned(id)
                };
                Place { file, id }
            });
        }
        let notes = self
            .note_files
            .iter()
            .map(|file| file.unwrap_or(usize::MAX))
            .collect();
        Plan {
            files: self.files,
            anchors,
            notes,
            pages: self.pages,
            shown: self.shown,
            names: self.names,
        }
    }
}

fn count_files(sections: &[Section]) -> usize {
    let below = sections
        .iter()
        .map(|section| count_files(&section.children));
    let own = sections.iter().filter(|section| section.starts_file);
    own.count() + below.sum::<usize>()
}

fn weigh_block(block: &Block) -> Weight<'_> {
    let mut weigher = Weigher::default();
    weigher.block(block);
    weigher.take()
}

fn weigh_note(note: &Note) -> Weight<'_> {
    let mut weigher = Weigher::default();
    weigher.note(note);
    weigher.take()
}

/// Front matter is what comes before the first chapter, part or introduction; back matter what follows the last one and
/// is of a kind that stands at the end.
fn matters(files: &[File<'_>]) -> Vec<Matter> {
    let is_front = |role: Role| {
        matches!(
            role,
            Role::TitlePage
                | Role::HalfTitlePage
                | Role::CopyrightPage
                | Role::Dedication
                | Role::Epigraph
                | Role::Foreword
                | Role::Preface
                | Role::Acknowledgments
                | Role::Toc
                | Role::ListOfIllustrations
                | Role::ListOfTables
                | Role::OtherCredits
                | Role::Contributors
        )
    };
    let is_back = |role: Role| {
        is_front(role)
            || matches!(
                role,
                Role::Appendix
                    | Role::Endnotes
                    | Role::Bibliography
                    | Role::Glossary
                    | Role::Index
                    | Role::Colophon
                    | Role::Errata
                    | Role::Afterword
            )
    };
    let first = files
        .iter()
        .position(|file| !is_front(file.role))
        .unwrap_or(files.len());
    let last = files
        .iter()
        .rposition(|file| !is_back(file.role))
        .map_or(first, |last| last + 1);
    let matter = |index: usize| match index {
        _ if index < first => Matter::Front,
        _ if index >= last => Matter::Back,
        _ => Matter::Body,
    };
    (0..files.len()).map(matter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapters(count: usize) -> Book {
        let chapter = |_| Section {
            starts_file: true,
            role: Role::Chapter,
            ..Section::default()
        };
        Book {
            sections: (0..count).map(chapter).collect(),
            ..Book::default()
        }
    }

    #[test]
    fn every_chapter_has_its_file_unless_there_are_thousands() {
        let usual = chapters(MOST_FILES);
        assert_eq!(plan(&usual).files.len(), MOST_FILES);
        let crowded = chapters(20 * MOST_FILES);
        let plan = plan(&crowded);
        assert!(plan.files.len() < MOST_FILES, "{}", plan.files.len());
        let opened = |file: &File<'_>| {
            let steps = file.steps.iter();
            steps.filter(|step| matches!(step, Step::Open(..))).count()
        };
        assert_eq!(
            plan.files.iter().map(opened).sum::<usize>(),
            20 * MOST_FILES
        );
        let largest = plan.files.iter().map(|file| file.weight).max();
        assert!(largest < Some(2 * SHARED), "{largest:?}");
    }
}
