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

    /// The map of the text from an offset on.
    pub(in crate::source) fn tail(&self, start: usize) -> Places {
        let first = self.pairs.partition_point(|&(here, _)| here <= start);
        let rest = self.pairs.get(first..).unwrap_or_default();
        let rest = rest.iter().map(|&(here, source)| (here - start, source));
        Places {
            pairs: std::iter::once((0, self.source(start)))
                .chain(rest)
                .collect(),
        }
    }

    /// The map of the text with signs put in: for each, where the text goes on behind it, and where it stood in the text before.
    pub(in crate::source) fn with_inserted(&self, inserted: &[(usize, usize)]) -> Places {
        let mut pairs = Vec::with_capacity(self.pairs.len() + inserted.len());
        let mut rest = self.pairs.iter().peekable();
        let mut shift = 0;
        for &(here, before) in inserted {
            while let Some((old, source)) = rest.next_if(|&&(old, _)| old <= before) {
                pairs.push((old + shift, *source));
            }
            pairs.push((here, self.source(before)));
            shift = here - before;
        }
        pairs.extend(rest.map(|(old, source)| (old + shift, *source)));
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
