//! Where the text that is parsed stands in the source: the same, but for the lines that were rewritten before.

/// A map from offsets in a text to offsets in its source.
#[derive(Clone, Debug, Default)]
pub(in crate::source) struct Places {
    /// Pairs in order: from the first offset on, the text is the source from the second on. Empty: they are the same.
    pairs: Vec<(usize, usize)>,
}

impl Places {
    /// A map from pairs in order of their first offset.
    pub(in crate::source) fn from_pairs(pairs: Vec<(usize, usize)>) -> Places {
        Places { pairs }
    }

    /// The offset in the source of an offset in the text.
    pub(in crate::source) fn source(&self, offset: usize) -> usize {
        let index = self.pairs.partition_point(|&(here, _)| here <= offset);
        match index.checked_sub(1).and_then(|index| self.pairs.get(index)) {
            Some(&(here, there)) => {
                // A piece that was put in has no length in the source.
                let limit = self.pairs.get(index).map_or(usize::MAX, |&(_, next)| next);
                (there + (offset - here)).min(limit.max(there))
            }
            None => offset,
        }
    }
}
