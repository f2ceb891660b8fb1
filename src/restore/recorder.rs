//! The recorder: the only way to change words. It decides, applies and writes down.

use super::corrections::Corrections;
use super::ledger::{Change, Confidence, Disposition, Ledger};
use super::text::{Edit, Text};
use super::word_count::count;
use super::{Block, Kind, Line, Role};
use crate::report::{SourceId, Span};

/// Repairs below this are not made but listed as doubts.
pub(crate) const THRESHOLD: u8 = 70;

/// Bytes of context that are looked at around an edit to show and count whole words.
const CONTEXT: usize = 48;

/// Writes the ledger. One per text.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    /// The pass that is running.
    pub(super) pass: &'static str,
    source: SourceId,
    is_markdown: bool,
    /// What a person decided.
    pub(super) corrections: Corrections,
    changes: Vec<Change>,
    removed: usize,
    added: usize,
}

impl Recorder {
    pub(super) fn new(source: SourceId, is_markdown: bool) -> Recorder {
        Recorder {
            source,
            is_markdown,
            ..Recorder::default()
        }
    }

    /// Whether a repair shall be made; writes it down either way, as made or as a doubt. For repairs that change no
    /// word (a join of two lines, a block that becomes verse): words go through `apply`, `remove_line`, `remove_block`.
    pub(crate) fn propose(
        &mut self,
        span: Span,
        before: &str,
        after: &str,
        confidence: u8,
        reason: impl Into<String>,
    ) -> bool {
        let (made, disposition) = self.decide(&span.range(), confidence);
        self.push(
            span,
            before.to_owned(),
            after.to_owned(),
            confidence,
            disposition,
            reason.into(),
        );
        made
    }

    /// Whether a repair at this place of the source is made: by the corrections file, or else by its confidence.
    fn decide(&mut self, place: &std::ops::Range<usize>, confidence: u8) -> (bool, Disposition) {
        match self.corrections.verdict(self.pass, place) {
            Some(made) => (made, Disposition::ByHand),
            None if confidence >= THRESHOLD => (true, Disposition::Made),
            None => (false, Disposition::Doubt),
        }
    }

    /// Writes down what the corrections file did that no pass proposed.
    pub(super) fn by_hand(&mut self, span: Span, before: &str, after: &str, reason: &str) {
        self.push(
            span,
            before.to_owned(),
            after.to_owned(),
            100,
            Disposition::ByHand,
            reason.to_owned(),
        );
    }

    fn push(
        &mut self,
        span: Span,
        before: String,
        after: String,
        confidence: u8,
        disposition: Disposition,
        reason: String,
    ) {
        self.changes.push(Change {
            pass: self.pass,
            span,
            before,
            after,
            confidence: Confidence(confidence),
            disposition,
            reason,
        });
    }

    /// Applies edits to a text, those that are sure enough, and writes all of them down. They may come in any order;
    /// one that overlaps an earlier one is left out. Gives how many were made.
    pub(crate) fn apply(&mut self, text: &mut Text, mut edits: Vec<Edit>) -> usize {
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut end = 0;
        edits.retain(|edit| {
            let sound = edit.range.start >= end
                && edit.range.end >= edit.range.start
                && text.as_str().get(edit.range.clone()).is_some();
            if sound {
                end = edit.range.end;
            }
            sound
        });
        let mut verdicts = Vec::with_capacity(edits.len());
        for edit in &edits {
            let window = window(text.as_str(), &edit.range);
            let before = text
                .as_str()
                .get(window.clone())
                .unwrap_or_default()
                .to_owned();
            let head = text
                .as_str()
                .get(window.start..edit.range.start)
                .unwrap_or_default();
            let tail = text
                .as_str()
                .get(edit.range.end..window.end)
                .unwrap_or_default();
            let span = self.span(text, window.clone());
            let after = format!("{head}{}{tail}", edit.after);
            let (made, disposition) = if edit.by_hand {
                (true, Disposition::ByHand)
            } else {
                self.decide(&span.range(), edit.confidence)
            };
            verdicts.push(made);
            let after = if made || disposition == Disposition::Doubt {
                after
            } else {
                before.clone()
            };
            self.push(
                span,
                before,
                after,
                edit.confidence,
                disposition,
                edit.reason.clone(),
            );
        }
        let mut verdicts = verdicts.into_iter();
        edits.retain(|_| verdicts.next().unwrap_or(false));
        if edits.is_empty() {
            return 0;
        }
        let before = count(text.as_str(), self.is_markdown);
        text.apply(&edits);
        let after = count(text.as_str(), self.is_markdown);
        self.removed += before.saturating_sub(after);
        self.added += after.saturating_sub(before);
        edits.len()
    }

    /// Takes a line out: writes it down and gives it the role `Dropped`, if the repair is sure enough.
    pub(crate) fn remove_line(
        &mut self,
        line: &mut Line,
        confidence: u8,
        reason: impl Into<String>,
    ) -> bool {
        let made = self.propose(line.span, line.text.as_str(), "", confidence, reason);
        if made {
            self.removed += count_line(line, self.is_markdown);
            line.role = Role::Dropped;
        }
        made
    }

    /// Takes the number of an ordered item out of its text: the item's own number prints it, so no word is lost. `end` is
    /// where the number with its stop and space ends; the line or block must be an item with that number.
    pub(crate) fn renumber(&mut self, text: &mut Text, end: usize) {
        let before = count(text.as_str(), self.is_markdown);
        text.apply(&[Edit::new(0..end, "", 100, "")]);
        let after = count(text.as_str(), self.is_markdown);
        let lost = before.saturating_sub(after);
        self.removed += lost.saturating_sub(1);
        self.added += 1usize.saturating_sub(lost);
    }

    /// Takes markup out of a text, which is no change of it: signs that say what its kind says from now on.
    pub(crate) fn take_markup(&mut self, text: &mut Text, ranges: &[std::ops::Range<usize>]) {
        let before = count(text.as_str(), self.is_markdown);
        let edits = ranges
            .iter()
            .map(|range| Edit::new(range.clone(), "", 100, ""));
        text.apply(&edits.collect::<Vec<Edit>>());
        self.seam(before, count(text.as_str(), self.is_markdown));
    }

    /// The place in the source of a range of a text.
    pub(crate) fn span(&self, text: &Text, range: std::ops::Range<usize>) -> Span {
        let source = text.source_range(range);
        Span::new(self.source, source.start, source.end)
    }

    /// Words removed and added so far.
    pub(super) fn removed_and_added(&self) -> (usize, usize) {
        (self.removed, self.added)
    }

    /// Words joined or parted at a line seam that the pipeline makes for a pass (`Seam::Rejoined`).
    pub(super) fn seam(&mut self, before: usize, after: usize) {
        self.removed += before.saturating_sub(after);
        self.added += after.saturating_sub(before);
    }

    pub(super) fn finish(mut self) -> Ledger {
        self.changes
            .sort_by_key(|change| (change.span.start, change.span.end));
        let mut ledger = Ledger {
            changes: self.changes,
            ..Ledger::default()
        };
        ledger.conservation.removed = self.removed;
        ledger.conservation.added = self.added;
        ledger
    }
}

pub(super) fn count_line(line: &Line, is_markdown: bool) -> usize {
    count(line.text.as_str(), is_markdown && line.role != Role::Code)
}

pub(super) fn count_block(block: &Block, is_markdown: bool) -> usize {
    count(block.text.as_str(), is_markdown && block.kind != Kind::Code)
}

/// The range grown to whole words, by at most `CONTEXT` bytes on either side.
fn window(text: &str, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let mut floor = range.start.saturating_sub(CONTEXT);
    while !text.is_char_boundary(floor) {
        floor += 1;
    }
    let mut ceiling = (range.end + CONTEXT).min(text.len());
    while !text.is_char_boundary(ceiling) {
        ceiling -= 1;
    }
    let head = text.get(floor..range.start).unwrap_or_default();
    let tail = text.get(range.end..ceiling).unwrap_or_default();
    let start = head.rfind(char::is_whitespace).map_or(floor, |i| {
        floor
            + i
            + head
                .get(i..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8)
    });
    let end = tail
        .find(char::is_whitespace)
        .map_or(ceiling, |i| range.end + i);
    start..end
}
