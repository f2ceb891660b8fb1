//! Straight quotation marks → the marks of the text's language (Unicode CLDR, and each country's printers).
//!
//! The parser says which marks open and which close, in English; here they become the language's own. What it cannot say
//! is whether a single mark at the end of a word closes a quotation or stands for letters left out: it closes one only
//! where one was opened before it in the same paragraph.

use std::ops::Range;

/// The marks of a language: outer pair, inner pair.
struct Marks([&'static str; 4]);

const ENGLISH: Marks = Marks(["“", "”", "‘", "’"]);

/// Languages that differ from English, by primary subtag; a tag with a region stands before the one without.
const MARKS: &[(&str, Marks)] = &[
    ("de-ch", Marks(["«", "»", "‹", "›"])),
    ("de-li", Marks(["«", "»", "‹", "›"])),
    ("fr-ch", Marks(["«", "»", "‹", "›"])),
    ("it-ch", Marks(["«", "»", "‹", "›"])),
    ("pt-pt", Marks(["«", "»", "“", "”"])),
    ("zh-hant", Marks(["「", "」", "『", "』"])),
    ("zh-tw", Marks(["「", "」", "『", "』"])),
    ("zh-hk", Marks(["「", "」", "『", "』"])),
    ("be", Marks(["«", "»", "„", "“"])),
    ("bg", Marks(["„", "“", "‘", "’"])),
    ("ca", Marks(["«", "»", "“", "”"])),
    ("cs", Marks(["„", "“", "‚", "‘"])),
    ("de", Marks(["„", "“", "‚", "‘"])),
    ("el", Marks(["«", "»", "“", "”"])),
    ("es", Marks(["«", "»", "“", "”"])),
    ("et", Marks(["„", "“", "«", "»"])),
    ("eu", Marks(["«", "»", "“", "”"])),
    ("fa", Marks(["«", "»", "‹", "›"])),
    ("fi", Marks(["”", "”", "’", "’"])),
    // The spaces inside are part of the marks and never break.
    ("fr", Marks(["«\u{a0}", "\u{a0}»", "“", "”"])),
    ("gl", Marks(["«", "»", "“", "”"])),
    ("he", Marks(["”", "”", "’", "’"])),
    ("hr", Marks(["„", "“", "‚", "‘"])),
    ("hu", Marks(["„", "”", "»", "«"])),
    ("hy", Marks(["«", "»", "«", "»"])),
    ("is", Marks(["„", "“", "‚", "‘"])),
    ("it", Marks(["«", "»", "“", "”"])),
    ("ja", Marks(["「", "」", "『", "』"])),
    ("ka", Marks(["„", "“", "‘", "’"])),
    ("lt", Marks(["„", "“", "‚", "‘"])),
    ("lv", Marks(["«", "»", "„", "“"])),
    ("mk", Marks(["„", "“", "‚", "‘"])),
    ("nb", Marks(["«", "»", "‘", "’"])),
    ("nn", Marks(["«", "»", "‘", "’"])),
    ("no", Marks(["«", "»", "‘", "’"])),
    ("pl", Marks(["„", "”", "«", "»"])),
    ("ro", Marks(["„", "”", "«", "»"])),
    ("ru", Marks(["«", "»", "„", "“"])),
    ("sk", Marks(["„", "“", "‚", "‘"])),
    ("sl", Marks(["„", "“", "‚", "‘"])),
    ("sq", Marks(["«", "»", "“", "”"])),
    ("sr", Marks(["„", "”", "’", "’"])),
    ("sv", Marks(["”", "”", "’", "’"])),
    ("uk", Marks(["«", "»", "„", "“"])),
];

/// The marks of a text.
pub(super) struct QuotationMarks<'a> {
    input: &'a str,
    marks: &'static Marks,
    /// Where the single marks close that were opened, the innermost last.
    closing: Vec<usize>,
}

impl<'a> QuotationMarks<'a> {
    /// The marks of `language` (a BCP 47 tag; English where it has none) for this text.
    pub(super) fn new(input: &'a str, language: &str) -> QuotationMarks<'a> {
        let tag = language.trim().to_ascii_lowercase();
        let found = MARKS.iter().find(|(known, _)| {
            tag.strip_prefix(known)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        });
        QuotationMarks {
            input,
            marks: found.map_or(&ENGLISH, |(_, marks)| marks),
            closing: Vec::new(),
        }
    }

    /// What a piece of text from the parser becomes: a mark that stands for a straight one, in the language's form;
    /// `None` for everything else.
    pub(super) fn of(&mut self, text: &str, range: &Range<usize>) -> Option<&'static str> {
        let Marks([open, close, inner_open, inner_close]) = *self.marks;
        let straight = self.input.get(range.clone())?;
        match (text, straight) {
            ("“", "\"") => Some(open),
            ("”", "\"") => Some(close),
            ("‘" | "’", "'") => Some(match self.single(text == "‘", range) {
                Single::Opens => inner_open,
                Single::Closes => inner_close,
                Single::Apostrophe => "’",
            }),
            _ => None,
        }
    }

    fn single(&mut self, opens: bool, range: &Range<usize>) -> Single {
        if self.closing.last() == Some(&range.start) {
            self.closing.pop();
            return Single::Closes;
        }
        if !opens {
            return Single::Apostrophe;
        }
        match self.closes_at(range.end) {
            Some(at) => {
                self.closing.push(at);
                Single::Opens
            }
            None => Single::Apostrophe,
        }
    }

    /// Where a single quotation that begins at `from` ends: the first mark in its paragraph after a word or a full stop
    /// and before no word.
    fn closes_at(&self, from: usize) -> Option<usize> {
        let rest = self.input.get(from..)?;
        let paragraph = rest.get(..rest.find("\n\n").unwrap_or(rest.len()))?;
        let is_end = |at: usize| {
            let before = paragraph.get(..at).and_then(|t| t.chars().next_back());
            let after = paragraph.get(at + 1..).and_then(|t| t.chars().next());
            before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric())
        };
        memchr::memchr_iter(b'\'', paragraph.as_bytes())
            .find(|&at| is_end(at))
            .map(|at| from + at)
    }
}

/// What a single straight mark is.
enum Single {
    Opens,
    Closes,
    Apostrophe,
}

#[cfg(test)]
mod tests {
    use crate::book::visit::plain_text;
    use crate::book::{BlockKind, Document};
    use crate::report::SourceId;

    fn read(language: &str, text: &str) -> String {
        let options = super::super::Options {
            smart_punctuation: true,
            language: language.to_owned(),
            ..Default::default()
        };
        let (document, _): (Document, _) =
            super::super::read(SourceId::default(), text, "a.md", &options);
        match document.blocks.first().map(|block| &block.kind) {
            Some(BlockKind::Paragraph(content)) => plain_text(content),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn each_language_has_its_own_marks() {
        let text = r#""Yes," he said, "it's 'so' in '68.""#;
        for (language, expected) in [
            ("en", "“Yes,” he said, “it’s ‘so’ in ’68.”"),
            ("und", "“Yes,” he said, “it’s ‘so’ in ’68.”"),
            ("de-AT", "„Yes,“ he said, „it’s ‚so‘ in ’68.“"),
            ("de-CH", "«Yes,» he said, «it’s ‹so› in ’68.»"),
            (
                "fr",
                "«\u{a0}Yes,\u{a0}» he said, «\u{a0}it’s “so” in ’68.\u{a0}»",
            ),
            ("ru", "«Yes,» he said, «it’s „so“ in ’68.»"),
            ("sv", "”Yes,” he said, ”it’s ’so’ in ’68.”"),
            ("ja", "「Yes,」 he said, 「it’s 『so』 in ’68.」"),
        ] {
            assert_eq!(read(language, text), expected, "{language}");
        }
    }

    #[test]
    fn letters_left_out_and_marks_already_set_stay() {
        assert_eq!(read("de", "'s war \"so\" – „so“"), "’s war „so“ – „so“");
        assert_eq!(
            read("fr", "l'homme d'\"esprit\""),
            "l’homme d’«\u{a0}esprit\u{a0}»"
        );
    }
}
