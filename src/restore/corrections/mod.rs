//! The corrections file: what a person decided about the restoration, applied at every build.
//!
//! `corrections.toml` in the book's folder holds entries that quote the text as it stands in the source, with the line
//! where a quotation occurs more than once:
//!
//! ```toml
//! title = "Pictures from Italy"                    # the book's title
//! [[accept]]                                       # make a repair that was left as a doubt
//! text = "down stairs"
//! line = 41                                        # optional, in all entries
//! [[refuse]]                                       # leave as it is
//! text = "by gone"
//! pass = "stray-spaces"                            # optional: only this pass
//! [[replace]]                                      # a repair of one's own
//! text = "recieve"
//! with = "receive"
//! [[heading]]
//! text = "Coming home"
//! level = 2
//! [[paragraph]]                                    # no heading, verse, note or list: running text
//! text = "The End of the Affair"
//! [[verse]]                                        # from the first line to the last
//! text = "Tiger, tiger, burning bright"
//! to = "Dare frame thy fearful symmetry?"
//! [[join]]                                         # the next paragraph goes on with this one
//! text = "all the rest of it"
//! [[split]]                                        # a paragraph begins here
//! text = "He was gone"
//! ```
//!
//! An entry whose quotation is not in the source, or where nothing is proposed any more, is a warning with the entry's
//! own place and what in the source comes nearest.

mod by_hand;
mod find;
mod format;

pub(super) use by_hand::{PASS, REPLACEMENTS};
pub(super) use format::read;

use std::ops::Range;

use crate::report::{Diagnostic, Span};

crate::rules! {
    /// The corrections file cannot be read.
    ///
    /// It is TOML with the tables that the handbook's chapter on restoration lists. Nothing of it was applied.
    UNREADABLE = "corrections-unreadable", None, Error, "restoration";
    /// An entry of the corrections file no longer fits.
    ///
    /// The text it quotes is not in the source, or no repair is proposed there any more. The entry was passed over.
    ENTRY_STALE = "correction-stale", None, Warning, "restoration";
}

/// What an entry asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wish {
    /// Make a repair that is in doubt.
    Accept,
    /// Make no repair here, by any pass or by one.
    Refuse(Option<String>),
    /// Put this in the place of the quoted text.
    Replace(String),
    /// A heading of this level.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// Verse, up to the line at this place in the source.
    Verse(Option<Range<usize>>),
    /// The next paragraph goes on with this one.
    Join,
    /// A paragraph begins here.
    Split,
}

/// An entry whose quotation was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) wish: Wish,
    /// Where the quotation stands in the source.
    pub(super) place: Range<usize>,
    /// The quotation.
    pub(super) text: String,
    /// The entry in the corrections file.
    pub(super) span: Span,
    /// Whether it has been of use.
    pub(super) used: bool,
}

/// The entries of a corrections file that concern one source.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Corrections {
    pub(super) entries: Vec<Entry>,
    /// The book's title.
    pub(super) title: Option<String>,
}

impl Corrections {
    /// What a person decided about a repair at this place: `Some(true)` make it, `Some(false)` leave it.
    pub(super) fn verdict(&mut self, pass: &str, place: &Range<usize>) -> Option<bool> {
        let mut verdict = None;
        for entry in &mut self.entries {
            if !overlap(&entry.place, place) {
                continue;
            }
            let decision = match &entry.wish {
                Wish::Accept => true,
                Wish::Refuse(only) if only.as_deref().is_none_or(|name| name == pass) => false,
                _ => continue,
            };
            entry.used = true;
            // A refusal wins: leaving the text alone is the safer of the two.
            verdict = Some(decision && verdict.unwrap_or(true));
        }
        verdict
    }

    /// Warnings for the entries that were of no use.
    pub(super) fn unused(&self) -> Vec<Diagnostic> {
        let unused = self.entries.iter().filter(|entry| !entry.used);
        unused
            .map(|entry| {
                let what = match entry.wish {
                    Wish::Accept | Wish::Refuse(_) => "no repair is proposed there any more",
                    _ => "it could not be applied there",
                };
                Diagnostic::new(
                    &ENTRY_STALE,
                    format!(
                        "the correction for '{}' no longer fits: {what}",
                        shortened(&entry.text)
                    ),
                )
                .hint("take the entry out, or quote the text as it stands in the source now")
                .span(entry.span)
            })
            .collect()
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// A quotation for a message.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
