//! Text that knows where each of its bytes stood in the source, through joins and edits.
//!
//! A pass reads [`Text::as_str`] and hands its edits to the [`Recorder`](super::Recorder), which applies them in one go
//! (linear time) and writes them down. Page breaks and references to notes are *marks*: places in the text, no
//! characters of it; they move along with what stands around them.

/// A line break that belongs to the text (an address, a line of verse): never white space that may be folded.
pub(crate) const LINE_BREAK: char = '\u{2028}';

/// A run of text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Text {
    string: String,
    first: u32,
    /// Most lines have none of it, and there is one of these for every line of a book.
    more: Option<Box<More>>,
}

/// What a text has that was joined, edited or marked.
#[derive(Clone, Debug, Default, PartialEq)]
struct More {
    origins: Vec<Origin>,
    marks: Vec<Mark>,
}

/// From byte `at` on, the text stood at `source` on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Origin {
    at: u32,
    source: u32,
}

/// Something at a place in the text that is no character.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    /// Before which byte.
    pub(crate) at: u32,
    /// What.
    pub(crate) kind: MarkKind,
}

/// What a mark says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum MarkKind {
    /// The page with this index in `Draft::page_labels` begins.
    Page(usize),
    /// A reference to the note with this index in `Draft::notes`.
    Note(usize),
}

/// An edit of a text: what stands in `range` becomes `after`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Edit {
    /// Bytes of the text.
    pub(crate) range: std::ops::Range<usize>,
    /// What stands there then.
    pub(crate) after: String,
    /// How sure, in hundredths.
    pub(crate) confidence: u8,
    /// The evidence, one clause.
    pub(crate) reason: String,
    /// What is put at the place where the range began.
    pub(crate) mark: Option<MarkKind>,
    /// Whether the corrections file asks for it, so that nothing is left to decide.
    pub(crate) by_hand: bool,
}

impl Edit {
    /// An edit without a mark.
    pub(crate) fn new(
        range: std::ops::Range<usize>,
        after: impl Into<String>,
        confidence: u8,
        reason: impl Into<String>,
    ) -> Edit {
        Edit {
            range,
            after: after.into(),
            confidence,
            reason: reason.into(),
            mark: None,
            by_hand: false,
        }
    }
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

impl Text {
    /// `string` as it stands at `source` (a byte offset) in the source.
    pub(crate) fn new(string: &str, source: usize) -> Text {
        Text {
            string: string.to_owned(),
            first: narrow(source),
            more: None,
        }
    }

    fn with(string: String, first: u32, origins: Vec<Origin>, marks: Vec<Mark>) -> Text {
        let has_more = !(origins.is_empty() && marks.is_empty());
        Text {
            string,
            first,
            more: has_more.then(|| Box::new(More { origins, marks })),
        }
    }

    fn origins(&self) -> &[Origin] {
        self.more.as_ref().map_or(&[], |more| &more.origins)
    }

    fn more(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    /// The characters.
    pub(crate) fn as_str(&self) -> &str {
        &self.string
    }

    /// Whether there are no characters.
    pub(crate) fn is_empty(&self) -> bool {
        self.string.is_empty()
    }

    /// The marks in the order of their places.
    pub(crate) fn marks(&self) -> &[Mark] {
        self.more.as_ref().map_or(&[], |more| &more.marks)
    }

    /// Adds a mark before byte `at`.
    pub(crate) fn mark(&mut self, at: usize, kind: MarkKind) {
        let at = narrow(at.min(self.string.len()));
        let marks = &mut self.more().marks;
        let index = marks.partition_point(|mark| mark.at <= at);
        marks.insert(index, Mark { at, kind });
    }

    /// Where byte `at` stood in the source.
    pub(crate) fn source_of(&self, at: usize) -> usize {
        let origins = self.origins();
        let index = origins.partition_point(|origin| origin.at as usize <= at);
        match index.checked_sub(1).and_then(|i| origins.get(i)) {
            Some(origin) => origin.source as usize + (at - origin.at as usize),
            None => self.first as usize + at,
        }
    }

    /// The range of the source that `range` of this text came from.
    pub(crate) fn source_range(&self, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let start = self.source_of(range.start);
        let end = if range.end > range.start {
            self.source_of(range.end - 1) + 1
        } else {
            start
        };
        start.min(end)..end.max(start)
    }

    /// Puts `separator` and then `other` at the end.
    pub(crate) fn append(&mut self, separator: &str, other: Text) {
        if self.string.is_empty() && self.marks().is_empty() && separator.is_empty() {
            *self = other;
            return;
        }
        self.string.push_str(separator);
        let shift = narrow(self.string.len());
        let more = self.more();
        more.origins.push(Origin {
            at: shift,
            source: other.first,
        });
        more.origins.extend(other.origins().iter().map(|o| Origin {
            at: o.at + shift,
            source: o.source,
        }));
        more.marks.extend(other.marks().iter().map(|m| Mark {
            at: m.at + shift,
            kind: m.kind,
        }));
        self.string.push_str(&other.string);
    }

    /// Cuts the text before byte `at` (a character boundary; else nothing is cut off) and gives what stood from there on.
    pub(crate) fn split_off(&mut self, at: usize) -> Text {
        if !self.string.is_char_boundary(at) {
            return Text::default();
        }
        let first = narrow(self.source_of(at));
        let string = self.string.split_off(at);
        let shift = narrow(at);
        let Some(more) = &mut self.more else {
            return Text::with(string, first, Vec::new(), Vec::new());
        };
        let index = more.origins.partition_point(|o| o.at <= shift);
        let origins = more.origins.split_off(index).into_iter().map(|o| Origin {
            at: o.at - shift,
            source: o.source,
        });
        let index = more.marks.partition_point(|m| m.at < shift);
        let marks = more.marks.split_off(index).into_iter().map(|m| Mark {
            at: m.at - shift,
            kind: m.kind,
        });
        Text::with(string, first, origins.collect(), marks.collect())
    }

    /// The pieces between line breaks, each with its marks; an empty one at the end is left out. It is cut from the end on:
    /// what is cut off is copied.
    pub(crate) fn into_lines(mut self) -> Vec<Text> {
        let mut lines = Vec::new();
        while let Some(at) = self.as_str().rfind(LINE_BREAK) {
            let line = self.split_off(at).split_off(LINE_BREAK.len_utf8());
            if !(lines.is_empty() && line.is_empty()) {
                lines.push(line);
            }
        }
        if !(lines.is_empty() && self.is_empty()) {
            lines.push(self);
        }
        lines.reverse();
        lines
    }

    /// Takes white space from both ends.
    pub(crate) fn trim(&mut self) {
        let end = self.string.trim_end().len();
        self.string.truncate(end);
        if let Some(more) = &mut self.more {
            for mark in &mut more.marks {
                mark.at = mark.at.min(narrow(end));
            }
        }
        let start = end - self.string.trim_start().len();
        if start > 0 {
            *self = self.split_off_keeping_marks(start);
        }
    }

    fn split_off_keeping_marks(&mut self, at: usize) -> Text {
        let early: Vec<Mark> = self
            .marks()
            .iter()
            .filter(|m| (m.at as usize) < at)
            .map(|m| Mark {
                at: 0,
                kind: m.kind,
            })
            .collect();
        let mut rest = self.split_off(at);
        if !early.is_empty() {
            rest.more().marks.splice(0..0, early);
        }
        rest
    }

    /// Applies edits that are sorted, do not overlap, and lie on character boundaries. Others are left out.
    /// Only the recorder calls this: an edit that it does not see would break the sum.
    pub(super) fn apply(&mut self, edits: &[Edit]) {
        let mut next = Text {
            first: self.first,
            ..Text::default()
        };
        next.string.reserve(self.string.len());
        let mut from = 0;
        let mut marks = self.marks().iter().copied().peekable();
        for edit in edits {
            let (start, end) = (edit.range.start, edit.range.end);
            if start < from || end < start || self.string.get(start..end).is_none() {
                continue;
            }
            self.copy(&mut next, from, start, &mut marks);
            let place = narrow(next.string.len());
            while let Some(mark) =
                marks.next_if(|m| (m.at as usize) < end || m.at as usize == start)
            {
                next.more().marks.push(Mark {
                    at: place,
                    kind: mark.kind,
                });
            }
            if let Some(kind) = edit.mark {
                next.more().marks.push(Mark { at: place, kind });
            }
            next.more().origins.push(Origin {
                at: place,
                source: narrow(self.source_of(start)),
            });
            next.string.push_str(&edit.after);
            from = end;
        }
        self.copy(&mut next, from, self.string.len(), &mut marks);
        let end = narrow(next.string.len());
        next.more().marks.extend(marks.map(|m| Mark {
            at: end,
            kind: m.kind,
        }));
        *self = next;
    }

    fn copy(
        &self,
        next: &mut Text,
        from: usize,
        to: usize,
        marks: &mut std::iter::Peekable<impl Iterator<Item = Mark>>,
    ) {
        let Some(piece) = self.string.get(from..to) else {
            return;
        };
        if piece.is_empty() {
            return;
        }
        let place = next.string.len();
        let moved = |at: u32| narrow(at as usize - from + place);
        let more = next.more();
        more.origins.push(Origin {
            at: narrow(place),
            source: narrow(self.source_of(from)),
        });
        let inner = self.origins().partition_point(|o| o.at as usize <= from);
        let inside = self.origins().iter().skip(inner);
        let inside = inside.take_while(|o| (o.at as usize) < to);
        more.origins.extend(inside.map(|o| Origin {
            at: moved(o.at),
            source: o.source,
        }));
        while let Some(mark) = marks.next_if(|m| (m.at as usize) < to) {
            more.marks.push(Mark {
                at: moved(mark.at.max(narrow(from))),
                kind: mark.kind,
            });
        }
        next.string.push_str(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_places_through_joins_and_edits() {
        let mut text = Text::new("legiti-", 10);
        text.append("\n", Text::new("macy won", 30));
        text.mark(8, MarkKind::Page(1));
        text.apply(&[Edit::new(6..8, "", 100, "")]);
        assert_eq!(text.as_str(), "legitimacy won");
        assert_eq!(text.source_of(0), 10);
        assert_eq!(text.source_of(6), 30 - 13 + 13);
        assert_eq!(text.source_of(11), 35);
        assert_eq!(
            text.marks(),
            [Mark {
                at: 6,
                kind: MarkKind::Page(1)
            }]
        );
        let rest = text.split_off(11);
        assert_eq!((rest.as_str(), rest.source_of(0)), ("won", 35));
    }

    #[test]
    fn lines_keep_their_places() {
        let mut text = Text::new("one", 0);
        for (line, at) in [("two", 4), ("", 8), ("three", 9), ("", 15)] {
            text.append("\u{2028}", Text::new(line, at));
        }
        text.mark(6, MarkKind::Page(1));
        let lines = text.into_lines();
        let places: Vec<_> = lines
            .iter()
            .map(|line| (line.as_str(), line.source_of(0), line.marks().len()))
            .collect();
        assert_eq!(
            places,
            [("one", 0, 0), ("two", 4, 1), ("", 8, 0), ("three", 9, 0)]
        );
        assert_eq!(Text::default().into_lines(), []);
        let mut stanza = Text::new("line", 0);
        for at in 1..100_000 {
            stanza.append("\u{2028}", Text::new("line", at * 5));
        }
        assert_eq!(stanza.into_lines().len(), 100_000);
    }
}
