//! The ledger for people: every change as a small diff with its place, reason and confidence, and a sum at the end.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::{Change, Disposition, Ledger, PARAGRAPH_MARK};
use crate::report::Sources;

const PLACE: Style = AnsiColor::Cyan.on_default();
const BEFORE: Style = AnsiColor::Red.on_default();
const AFTER: Style = AnsiColor::Green.on_default();
const DOUBT: Style = AnsiColor::Yellow.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// A text longer than this many characters is shown by its beginning and its end.
const LONGEST: usize = 240;

/// How many words are shown after a paragraph mark.
const WORDS_AFTER_MARK: usize = 8;

/// The ledger of the text at `path`, styled with ANSI escapes. `doubts_only`: without the changes that were made.
#[must_use]
pub fn diff(ledger: &Ledger, sources: &Sources, path: &str, doubts_only: bool) -> String {
    let mut out = String::new();
    for change in &ledger.changes {
        if !doubts_only || change.disposition == Disposition::Doubt {
            entry(&mut out, change, sources);
        }
    }
    summary(&mut out, ledger, path);
    out
}

fn entry(out: &mut String, change: &Change, sources: &Sources) {
    let place = sources
        .location(change.span)
        .map_or_else(String::new, |location| {
            let (line, column) = (location.line.unwrap_or(1), location.column.unwrap_or(1));
            format!("{}:{line}:{column}", location.path)
        });
    let confidence = change.confidence.0;
    let _ = write!(out, "{PLACE}{place}{PLACE:#} {} ", change.pass);
    let _ = match change.disposition {
        Disposition::Made => writeln!(out, "({confidence} %)"),
        Disposition::Doubt => writeln!(out, "{DOUBT}doubt, not made{DOUBT:#} ({confidence} %)"),
        Disposition::ByHand => writeln!(out, "(by hand)"),
    };
    side(out, "-", BEFORE, &shown(&change.before, change, sources));
    side(out, "+", AFTER, &shown(&change.after, change, sources));
    if !change.reason.is_empty() {
        let _ = writeln!(out, "    {QUIET}{}{QUIET:#}", change.reason);
    }
    out.push('\n');
}

/// A side of a change as it is shown: a paragraph mark says nothing alone, so the words that follow it stand beside it.
fn shown(side: &str, change: &Change, sources: &Sources) -> String {
    if side != PARAGRAPH_MARK {
        return side.to_owned();
    }
    let after = sources
        .get(change.span.source)
        .and_then(|file| file.text.get(change.span.start as usize..))
        .unwrap_or_default();
    let words: Vec<&str> = after.split_whitespace().take(WORDS_AFTER_MARK).collect();
    format!("{PARAGRAPH_MARK} {} …", words.join(" "))
}

fn side(out: &mut String, sign: &str, style: Style, text: &str) {
    if text.is_empty() {
        return;
    }
    for line in shortened(text).lines() {
        let _ = writeln!(
            out,
            "  {style}{sign} {}{style:#}",
            line.escape_debug()
                .to_string()
                .replace("\\'", "'")
                .replace("\\\"", "\"")
        );
    }
}

fn shortened(text: &str) -> String {
    let length = text.chars().count();
    if length <= LONGEST {
        return text.to_owned();
    }
    let half = LONGEST / 2;
    let head: String = text.chars().take(half).collect();
    let tail: String = text.chars().skip(length - half).collect();
    format!("{head} … ({} characters) … {tail}", length - 2 * half)
}

fn summary(out: &mut String, ledger: &Ledger, path: &str) {
    let mut rows: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for change in &ledger.changes {
        let row = rows.entry(change.pass).or_default();
        if change.disposition == Disposition::Doubt {
            row.1 += 1
        } else {
            row.0 += 1
        }
    }
    if rows.is_empty() {
        let _ = writeln!(out, "{path}: nothing to repair");
    } else {
        let _ = writeln!(
            out,
            "{path}:\n  {:24} {:>7} {:>7}",
            "pass", "made", "doubts"
        );
    }
    for (pass, (made, doubts)) in rows {
        let _ = writeln!(out, "  {pass:24} {made:>7} {doubts:>7}");
    }
    let sum = ledger.conservation;
    let _ = writeln!(
        out,
        "  words: {} in + {} added = {} out + {} removed{}",
        sum.words_in,
        sum.added,
        sum.words_out,
        sum.removed,
        if sum.holds() {
            ""
        } else {
            ": THE SUM DOES NOT HOLD"
        },
    );
}
