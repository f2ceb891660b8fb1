//! The ledger for programs: JSON Lines, version 1. The first line of each text is a head with the conservation sum, each
//! further line a change. Keys are only ever added within a version.

use serde::Serialize;

use super::{Change, Ledger};
use crate::report::Sources;

/// The name and version of the format: the `schema` of a head.
pub const SCHEMA: &str = "deckle-ledger/1";

#[derive(Serialize)]
struct Head<'a> {
    schema: &'static str,
    source: &'a str,
    words_in: usize,
    words_out: usize,
    words_removed: usize,
    words_added: usize,
    holds: bool,
    made: usize,
    doubts: usize,
}

#[derive(Serialize)]
struct Line<'a> {
    pass: &'a str,
    disposition: &'static str,
    line: Option<u32>,
    column: Option<u32>,
    start: u32,
    end: u32,
    before: &'a str,
    after: &'a str,
    confidence: u8,
    reason: &'a str,
}

/// The ledger of the text at `path` as JSON Lines, each line with its line end.
#[must_use]
pub fn json_lines(ledger: &Ledger, sources: &Sources, path: &str) -> String {
    let sum = ledger.conservation;
    let doubts = ledger.doubts().count();
    let mut out = String::new();
    push(
        &mut out,
        &Head {
            schema: SCHEMA,
            source: path,
            words_in: sum.words_in,
            words_out: sum.words_out,
            words_removed: sum.removed,
            words_added: sum.added,
            holds: sum.holds(),
            made: ledger.changes.len() - doubts,
            doubts,
        },
    );
    for change in &ledger.changes {
        push(&mut out, &line(change, sources));
    }
    out
}

fn line<'a>(change: &'a Change, sources: &Sources) -> Line<'a> {
    let location = sources.location(change.span);
    Line {
        pass: change.pass,
        disposition: change.disposition.name(),
        line: location.as_ref().and_then(|location| location.line),
        column: location.as_ref().and_then(|location| location.column),
        start: change.span.start,
        end: change.span.end,
        before: &change.before,
        after: &change.after,
        confidence: change.confidence.0,
        reason: &change.reason,
    }
}

fn push(out: &mut String, value: &impl Serialize) {
    out.push_str(&serde_json::to_string(value).expect("strings and numbers always serialise"));
    out.push('\n');
}
