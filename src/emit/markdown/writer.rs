//! Lines with what stands before them: quotation marks, list markers, indentation.

use super::links::Links;
use crate::book::Book;

/// A quotation or list item around what is written.
struct Container {
    /// What begins its first line, until it has been written.
    first: Option<String>,
    /// What begins every other line.
    rest: String,
}

/// Writes one file.
pub(super) struct Writer<'a> {
    /// What has been written.
    pub(super) out: String,
    pub(super) book: &'a Book,
    pub(super) links: &'a Links,
    /// The path of the file that is written.
    pub(super) file: String,
    containers: Vec<Container>,
    /// Every anchor that was written or that follows from a heading.
    pub(super) anchors: Vec<String>,
    /// The notes that were referred to, in order, each once.
    pub(super) notes: Vec<usize>,
}

impl<'a> Writer<'a> {
    /// A writer of an empty file.
    pub(super) fn new(book: &'a Book, links: &'a Links, file: &str) -> Writer<'a> {
        Writer {
            out: String::new(),
            book,
            links,
            file: file.to_owned(),
            containers: Vec::new(),
            anchors: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Everything `write` writes stands in a container: its first line begins with `first`, all others with `rest`.
    pub(super) fn contained(
        &mut self,
        first: &str,
        rest: &str,
        write: impl FnOnce(&mut Writer<'a>),
    ) {
        self.containers.push(Container {
            first: Some(first.to_owned()),
            rest: rest.to_owned(),
        });
        write(self);
        let unwritten = self
            .containers
            .last()
            .is_some_and(|container| container.first.is_some());
        if unwritten {
            self.line("");
        }
        self.containers.pop();
    }

    /// Writes a line.
    pub(super) fn line(&mut self, text: &str) {
        let start = self.out.len();
        for container in &mut self.containers {
            match container.first.take() {
                Some(first) => self.out.push_str(&first),
                None => self.out.push_str(&container.rest),
            }
        }
        self.out.push_str(text);
        if text.is_empty() {
            let trimmed = self
                .out
                .get(start..)
                .map_or(0, |line| line.trim_end_matches(' ').len());
            self.out.truncate(start + trimmed);
        }
        self.out.push('\n');
    }

    /// Writes lines.
    pub(super) fn lines(&mut self, text: &str) {
        text.split('\n').for_each(|line| self.line(line));
    }

    /// Remembers the anchor of something that is written.
    pub(super) fn anchor(&mut self, id: Option<&str>) {
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            self.anchors.push(id.to_owned());
        }
    }

    /// Whether a list item, a definition or a note begins here: what is known by a line of its own is not seen behind
    /// their marks.
    pub(super) fn begins_item(&self) -> bool {
        self.containers.iter().any(|container| {
            container
                .first
                .as_ref()
                .is_some_and(|first| *first != container.rest)
        })
    }

    /// Whether this stands in a list item, a definition or a note.
    pub(super) fn is_in_item(&self) -> bool {
        self.containers
            .iter()
            .any(|container| container.rest.trim().is_empty())
    }

    /// Whether nothing stands yet in the innermost container.
    pub(super) fn is_fresh(&self) -> bool {
        match self.containers.last() {
            Some(container) => container.first.is_some(),
            None => self.out.is_empty(),
        }
    }
}
