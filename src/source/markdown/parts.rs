//! A long text in parts: each is read alone, several at the same time, and together they give what the whole would.
//!
//! A text is cut before headings. A heading after a blank line, at the very left, ends every block of CommonMark but an
//! open listing and an open comment; whether one is open is seen when the part before it has been read, and then the two
//! are read again as one. What reaches across parts keeps them together: references to links, notes that are referred to
//! from elsewhere, tags that are closed in a later part. No part depends on how many threads there are.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::{Options, Places, events, flanks, lines};
use crate::report::{SourceId, Span};
use crate::source::elements::{self, Builder, Dialect, Findings};
use crate::source::html::Constructor;

/// No part is shorter than this, but the last one: below it, starting costs more than is won.
pub(super) const SHORTEST: usize = 64 * 1024;

/// The most bytes of a label: 999 characters.
const LABEL: usize = 4 * 999;

/// The text to read.
pub(super) struct Whole<'a> {
    pub(super) text: &'a str,
    pub(super) source: SourceId,
    pub(super) places: &'a Places,
    /// Whether lists that CommonMark does not know are still to be rewritten, part by part.
    pub(super) has_lists: bool,
    pub(super) options: &'a Options,
    /// A BCP 47 tag, for the quotation marks; empty where it is not known.
    pub(super) language: &'a str,
    /// All of its source.
    pub(super) span: Span,
    /// How long a part is at least; what is read does not depend on it.
    pub(super) shortest: usize,
}

/// A part that has been read.
struct Part {
    range: Range<usize>,
    content: elements::Part,
    /// Whether what follows can be read without it.
    is_settled: bool,
    /// What was found while lines were rewritten, while reading, and while the tree was made into blocks.
    findings: [Findings; 3],
}

/// The parts of a text, each settled; what they make together does not need the text any more.
pub(super) fn read(whole: &Whole<'_>, findings: &mut Findings) -> Vec<elements::Part> {
    let html = events::constructor(whole.text);
    let ranges = ranges(&cuts(whole.text, whole.shortest), whole.text.len());
    let mut parts: Vec<Part> = ranges
        .into_par_iter()
        .with_max_len(1)
        .map(|range| part(whole, range, &html))
        .collect();
    for all in [false, true] {
        if parts.iter().rev().skip(1).all(|part| part.is_settled) {
            break;
        }
        parts = rejoined(parts, all)
            .into_par_iter()
            .with_max_len(1)
            .map(|found| found.unwrap_or_else(|range| part(whole, range, &html)))
            .collect();
    }
    let mut contents = Vec::with_capacity(parts.len());
    let mut stages: [Vec<Findings>; 3] = Default::default();
    for part in parts {
        for (stage, found) in stages.iter_mut().zip(part.findings) {
            stage.push(found);
        }
        contents.push(part.content);
    }
    let found = stages.into_iter().flatten();
    found.for_each(|found| findings.append(found));
    contents
}

fn part(whole: &Whole<'_>, range: Range<usize>, html: &Constructor) -> Part {
    let mut findings: [Findings; 3] = Default::default();
    let [rewriting, reading, mapping] = &mut findings;
    let mut builder = Builder::new(whole.span);
    let text = Text::of(whole, &range, rewriting);
    let ends = events::read(
        events::Part {
            text: &text.letters,
            start: text.start,
            source: whole.source,
            places: &text.places,
            options: whole.options,
            language: whole.language,
            html: html.clone(),
        },
        &mut builder,
        reading,
    );
    let ends = ends && builder.is_settled();
    let end = Span {
        start: whole.span.end,
        ..whole.span
    };
    let dialect = Dialect {
        keeps_classes: true,
        implicit_figures: whole.options.implicit_figures,
        is_html: false,
    };
    let root = builder.finish_all(end, reading);
    let content = elements::part(root, dialect, mapping);
    Part {
        range,
        is_settled: ends && content.is_settled,
        content,
        findings,
    }
}

/// What the parser has of a part.
struct Text<'a> {
    letters: Cow<'a, str>,
    /// Where they begin in the text that the places are of.
    start: usize,
    places: Cow<'a, Places>,
}

impl<'a> Text<'a> {
    fn of(whole: &Whole<'a>, range: &Range<usize>, findings: &mut Findings) -> Text<'a> {
        let letters = whole.text.get(range.clone()).unwrap_or("");
        let mut text = Text {
            letters: Cow::Borrowed(letters),
            start: range.start,
            places: Cow::Borrowed(whole.places),
        };
        if whole.has_lists && lines::need(letters) == lines::Need::Lists {
            let base = whole.places.source(range.start);
            let rewritten = lines::rewrite(letters, base, whole.source, findings, false);
            text.replace(rewritten);
        }
        if let Some(eased) = flanks::eased(&text.letters, &text.places, text.start) {
            text.replace(eased);
        }
        text
    }

    fn replace(&mut self, (letters, places): (String, Places)) {
        *self = Text {
            letters: Cow::Owned(letters),
            start: 0,
            places: Cow::Owned(places),
        };
    }
}

/// The parts that stand, and the ranges to read again: a part that is not settled goes with the one after it, or `all`
/// parts go together.
fn rejoined(parts: Vec<Part>, all: bool) -> Vec<Result<Part, Range<usize>>> {
    let mut out: Vec<Result<Part, Range<usize>>> = Vec::with_capacity(parts.len());
    let mut goes_on = false;
    for part in parts {
        let joins = std::mem::replace(&mut goes_on, all || !part.is_settled);
        match out.last_mut() {
            Some(last) if joins => {
                let start = last
                    .as_ref()
                    .map_or_else(|range| range.start, |before| before.range.start);
                *last = Err(start..part.range.end);
            }
            _ => out.push(Ok(part)),
        }
    }
    out
}

fn ranges(cuts: &[usize], length: usize) -> Vec<Range<usize>> {
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([length]);
    starts.zip(ends).map(|(start, end)| start..end).collect()
}

/// Where a text may be cut.
fn cuts(text: &str, shortest: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut cuts = Vec::new();
    let mut last = 0;
    if bytes.len() / 2 < shortest || defines_links(text) {
        return cuts;
    }
    for at in memchr::memmem::find_iter(bytes, b"\n\n#").map(|at| at + 2) {
        if at - last >= shortest && begins_with_heading(text.get(at..).unwrap_or("")) {
            cuts.push(at);
            last = at;
        }
    }
    keep_notes_together(text, cuts)
}

fn begins_with_heading(text: &str) -> bool {
    let rest = text.trim_start_matches('#');
    (1..=6).contains(&(text.len() - rest.len())) && rest.starts_with([' ', '\t', '\n'])
}

/// Whether a text may hold the definition of a link (`[label]: address`), which counts everywhere in it.
fn defines_links(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"]:").any(|at| {
        let head = text.as_bytes().get(..at).unwrap_or_default();
        let near = head.get(at.saturating_sub(LABEL)..).unwrap_or_default();
        let Some(open) = memchr::memrchr(b'[', near) else {
            return false;
        };
        // A bracket with a backslash before it is inside a label, which then begins somewhere before.
        if near.get(..open).is_some_and(|head| head.ends_with(b"\\")) {
            return true;
        }
        if near.get(open + 1) == Some(&b'^') {
            return false;
        }
        let line = near.get(..open).unwrap_or_default();
        let line = line
            .get(memchr::memrchr(b'\n', line).map_or(0, |end| end + 1)..)
            .unwrap_or_default();
        // White space and the marks of what it may stand in.
        line.iter().all(|b| {
            matches!(
                b,
                b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'.' | b')' | b':' | b'\\' | b'0'..=b'9'
            )
        })
    })
}

/// Leaves out the cuts between two marks of the same note.
fn keep_notes_together(text: &str, cuts: Vec<usize>) -> Vec<usize> {
    let mut reach: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), b"[^") {
        let rest = text.get(at + 2..).unwrap_or("");
        let near = rest.as_bytes().get(..LABEL).unwrap_or(rest.as_bytes());
        let end = memchr::memchr(b']', near).unwrap_or(0);
        let label = rest.get(..end).unwrap_or("");
        // Labels are the same in small letters, and white space in them counts once: here not at all.
        let folded = label.to_uppercase().to_lowercase();
        let key = folded.split_whitespace().collect();
        let place = cuts.partition_point(|&cut| cut <= at);
        let (_, last) = reach.entry(key).or_insert((place, place));
        *last = place;
    }
    // How many more notes reach across a cut than across the one before it.
    let mut steps = vec![0_isize; cuts.len() + 1];
    for (first, last) in reach.into_values().filter(|(first, last)| first < last) {
        steps[first] += 1;
        steps[last] -= 1;
    }
    let crossing = steps.into_iter().scan(0, |sum, step| {
        *sum += step;
        Some(*sum)
    });
    let cuts = cuts.into_iter().zip(crossing);
    cuts.filter_map(|(cut, crossing)| (crossing == 0).then_some(cut))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Block, Note};
    use crate::report::Diagnostic;

    fn read_in(shortest: usize, text: &str) -> (Vec<Block>, Vec<Note>, Vec<Diagnostic>) {
        let mut findings = Findings::default();
        let whole = Whole {
            text,
            source: SourceId(0),
            places: &Places::default(),
            has_lists: lines::need(text) == lines::Need::Lists,
            options: &Options::default(),
            language: "",
            span: Span::new(SourceId(0), 0, text.len()),
            shortest,
        };
        let (blocks, notes) = elements::join(read(&whole, &mut findings));
        (blocks, notes, findings.into_diagnostics())
    }

    const TEXTS: &[&str] = &[
        "# One\n\nText.\n\n# Two\n\n- a\n- b\n\n# Three\n\n> quoted\n\n## Four\n\n    code\n\n# Five\n",
        // A listing that holds what looks like a heading, and one that is never closed.
        "# One\n\n```sh\nls\n\n# no heading\n\nls\n```\n\n# Two\n\n~~~~\n\n# no heading\n\n~~~\n\n# none\n",
        "# One\n\n- item\n\n  ```\n  code\n\n# Two\n\n```\n\n# no heading\n\n```\n\n# Three\n",
        "# One\n\n<!-- a comment\n\n# no heading\n\n-->\n\n# Two\n\n<script>\n\n# none\n\n</script>\n\n# Three\n",
        "# One\n\n<div class=\"box\">\n\n# Inside\n\ntext\n\n# Still inside\n\n</div>\n\n# Two\n\n</div>\n\n# Three\n",
        "# One\n\n<b>bold\n\n# Two\n\n<svg><g>\n\n# Three\n\n</g></svg>\n\n# Four\n",
        // What waits for the next block, and what belongs to the one before.
        "# One\n\n<a id=\"x\"></a>\n\n# Two\n\ntext\n\n<a id=\"y\"></a>\n\n# Three\n",
        "# One\n\n|a|\n|-|\n|b|\n\n# Two\n\n<figure><table><tr><td>a</td></tr></table></figure>\n\n# Three\n\nx\n",
        // Notes: in a part, across parts, numbered again in each, in a note, never referred to.
        "# One\n\na[^1] b[^2]\n\n[^1]: first\n\n# Two\n\n[^2]: second\n\n# Three\n\nc[^3]\n\n[^3]: third[^4]\n\n[^4]: x\n",
        "# One\n\na[^1]\n\n[^1]: first\n\n# Two\n\nb[^1]\n\n[^1]: second\n\n# Three\n\nc[^none] [^A b]\n\n[^a  B]: x\n",
        "# One\n\na[^a]\n\n[^a]: in one\n\n# Two\n\nb[^b] > c[^c]\n\n[^b]: x\n\n[^c]: y\n\n[^d]: nobody\n\n# Three\n\n[^e]: z\n",
        // Definitions of links count everywhere.
        "# One\n\n[a] and [b][c]\n\n# Two\n\n[A]: https://a.example\n\n# Three\n\n> [c]: https://c.example\n",
        "# One\n\n[x\\[y]\n\n# Two\n\n[x\\[y]: https://a.example\n\n# Three\n\n<T> <x-y></x-y>\n\n# Four\n\n<x-y>\n",
        // Lists that are rewritten part by part, and what looks like one in a listing that is open over a heading.
        "# One\n\n(1) a\n(2) b\n\n# Two\n\ntext\n\na. x\nb. y\n\n# Three\n\n```\n(1) a\n\n# no heading\n\n(1) a\n(2) b\n```\n",
        // Examples are counted through all of it.
        "# One\n\n(@a) first\n\n# Two\n\n(@b) second, as @a\n\n# Three\n\n(1) a\n(2) b\n",
        // Letters for the parser beside stars.
        "# One\n\n**中文。**后\n\n# Two\n\n(1) **中文。**后\n(2) **b。**后\n\n# Three\n\n> **中文。**后\n",
        // The same cause in several parts is one finding with a count.
        "# One\n\n<blink>a</blink>\n\n# Two\n\n<blink>b</blink> <video src=\"v\"></video>\n\n# Three\n\n<video src=\"v\"></video>\n",
    ];

    #[test]
    fn parts_give_what_the_whole_gives() {
        for text in TEXTS {
            assert_eq!(read_in(1, text), read_in(usize::MAX, text), "{text}");
        }
        for (one, other) in TEXTS.iter().zip(TEXTS.iter().cycle().skip(1)) {
            let text = format!("{one}\n{other}");
            assert_eq!(read_in(1, &text), read_in(usize::MAX, &text), "{text}");
        }
    }

    #[test]
    fn long_texts_are_cut_before_headings() {
        assert_eq!(cuts("# a\n\nb\n\n# c\n\nd\n\n#e\n\n## f\n", 1), [8, 20]);
        assert_eq!(
            cuts("# a\n\nb[^1]\n\n# c\n\n# d\n\n[^1]: x\n\n# e\n", 1),
            [31]
        );
    }
}
