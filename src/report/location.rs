//! Where something is: in the author's own files (`Span`, `Sources`) and inside a publication (`Location`).

use std::fmt;
use std::sync::OnceLock;

use super::columns::{Columns, Unit};

/// The number of a source file within one build, given by [`Sources::add`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SourceId(pub u32);

/// A range of bytes in one source file, as decoded to UTF-8 (offsets are into [`SourceFile::text`]).
///
/// The default span (`Span::NONE`) says "no place in a source": something deckle made itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// No place in any source.
    pub const NONE: Span = Span {
        source: SourceId(u32::MAX),
        start: 0,
        end: 0,
    };

    /// A span over `start..end` of `source`; offsets past 4 GiB are clamped (inputs are bounded well below).
    #[must_use]
    pub fn new(source: SourceId, start: usize, end: usize) -> Span {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            source,
            start: clamp(start),
            end: clamp(end),
        }
    }

    /// Whether this span points into a source at all.
    #[must_use]
    pub fn is_none(self) -> bool {
        self.source == Span::NONE.source
    }

    /// The span as a range of byte offsets.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that holds both; the other where one is none, `self` where they lie in two files.
    #[must_use]
    pub fn join(self, other: Span) -> Span {
        if self.is_none() {
            return other;
        }
        if other.is_none() || other.source != self.source {
            return self;
        }
        Span {
            source: self.source,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

impl Default for Span {
    fn default() -> Span {
        Span::NONE
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            write!(f, "-")
        } else {
            write!(f, "{}:{}..{}", self.source.0, self.start, self.end)
        }
    }
}

/// One file of the author's, decoded.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as the user would write it: relative to the folder of the book, `/` between the parts;
    /// `<stdin>` for standard input.
    pub path: String,
    /// The text, UTF-8, without byte order mark. Empty where it was let go of.
    pub text: String,
    /// What is known of a text that was let go of.
    let_go: Option<Mark>,
    /// Where each line begins; found when it is first asked for.
    line_starts: OnceLock<Vec<u32>>,
    columns: Columns,
}

impl SourceFile {
    /// Whether its text was let go of.
    pub(crate) fn is_let_go(&self) -> bool {
        self.let_go.is_some()
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let ends = memchr::memchr_iter(b'\n', self.text.as_bytes());
            let starts = ends.map(|end| u32::try_from(end + 1).unwrap_or(u32::MAX));
            std::iter::once(0).chain(starts).collect()
        })
    }

    /// Line and column (both from 1, the column in characters) of a byte offset.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (u32, u32) {
        let offset = offset.min(self.text.len());
        let line_starts = self.line_starts();
        let line = line_starts
            .partition_point(|&start| start as usize <= offset)
            .max(1);
        let start = line_starts.get(line - 1).map_or(0, |&s| s as usize);
        let column = self
            .columns
            .between(&self.text, start..offset, Unit::Letter);
        (
            u32::try_from(line).unwrap_or(u32::MAX),
            u32::try_from(column + 1).unwrap_or(u32::MAX),
        )
    }

    /// The text of a line (from 1), without its line end.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        let index = (line.max(1) - 1) as usize;
        let line_starts = self.line_starts();
        let start = line_starts
            .get(index)
            .map_or(self.text.len(), |&s| s as usize);
        let end = line_starts
            .get(index + 1)
            .map_or(self.text.len(), |&s| s as usize);
        self.text
            .get(start..end)
            .unwrap_or("")
            .trim_end_matches(['\n', '\r'])
    }
}

/// By what a text is known again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    length: usize,
    sum: u32,
}

impl Mark {
    /// Of a text.
    pub(crate) fn of(text: &str) -> Mark {
        Mark {
            length: text.len(),
            sum: libdeflater::crc32(text.as_bytes()),
        }
    }
}

/// All source files of a build, in the order they were read.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and gives its number.
    pub fn add(&mut self, path: impl Into<String>, text: String) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile {
            path: path.into(),
            text,
            let_go: None,
            line_starts: OnceLock::new(),
            columns: Columns::default(),
        });
        id
    }

    /// Says that a file is without its text. Places in it are not known until it is back.
    pub(crate) fn let_go(&mut self, id: SourceId, mark: Mark) {
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            file.let_go = Some(mark);
        }
    }

    /// Takes back the text of a file, where it is the same.
    pub(crate) fn take_back(&mut self, id: SourceId, text: String) {
        let mark = Mark::of(&text);
        let file = self.files.get_mut(id.0 as usize);
        if let Some(file) = file.filter(|file| file.let_go == Some(mark)) {
            file.text = text;
            file.let_go = None;
            file.line_starts = OnceLock::new();
            file.columns = Columns::default();
        }
    }

    /// How many files there are.
    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// The file of that number.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The text a span covers; empty where it points nowhere.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source)
            .and_then(|file| file.text.get(span.range()))
            .unwrap_or("")
    }

    /// The files in order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(i, file)| (SourceId(u32::try_from(i).unwrap_or(u32::MAX)), file))
    }

    /// Path, line and column of where a span starts.
    #[must_use]
    pub fn location(&self, span: Span) -> Option<Location> {
        let file = self.get(span.source)?;
        let (line, column) = file.line_column(span.start as usize);
        Some(Location {
            path: file.path.clone(),
            line: Some(line),
            column: Some(column),
        })
    }
}

/// A place in a file: in the container of a publication, or in a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Location {
    /// Path inside the container, not percent-encoded; empty for the container as a whole.
    pub path: String,
    /// Line, from 1.
    pub line: Option<u32>,
    /// Column, from 1, in characters.
    pub column: Option<u32>,
}

impl Location {
    /// A file as a whole.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Location {
        Location {
            path: path.into(),
            line: None,
            column: None,
        }
    }

    /// A place in a file.
    #[must_use]
    pub fn at(path: impl Into<String>, line: u32, column: u32) -> Location {
        Location {
            path: path.into(),
            line: Some(line),
            column: Some(column),
        }
    }
}
