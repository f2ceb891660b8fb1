//! What holds for the restoration of any text whatever: the sum, clean text left alone, linear time, a registry that has
//! fixtures for every pass.

use std::collections::BTreeSet;

use deckle::report::Sources;
use deckle::restore::{Change, PASSES, Restored, restore};
use deckle::source::Settings;
use proptest::prelude::*;

use crate::cases;
use crate::restore::manuscript;
use crate::round_trip::{cases_or, runner};

/// Restores a text as all texts are: form feeds begin pages.
pub(crate) fn restored(text: &str, is_markdown: bool) -> Restored {
    let mut sources = Sources::default();
    let source = sources.add("text", text.to_owned());
    let manuscript = manuscript(source, text, is_markdown);
    restore(&manuscript, &sources, &Settings::default(), None)
}

#[test]
fn every_pass_has_fixtures_and_every_folder_is_a_pass() {
    let folders: BTreeSet<String> = std::fs::read_dir(cases::root().join("restore"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let passes: BTreeSet<String> = PASSES.iter().map(|pass| pass.name.to_owned()).collect();
    let strangers: Vec<_> = folders.difference(&passes).collect();
    assert!(
        strangers.is_empty(),
        "folders that are no pass: {strangers:?}"
    );
    let without: Vec<_> = passes.difference(&folders).collect();
    assert!(without.is_empty(), "passes without fixtures: {without:?}");
    let mut phases = PASSES.iter().map(|pass| pass.phase);
    assert!(
        phases
            .clone()
            .zip(phases.by_ref().skip(1))
            .all(|(a, b)| a <= b),
        "a phase out of order"
    );
}

/// Text as extractors might leave it: markup, ornaments, numbers and hyphens more often than in nature.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z]{1,9}",
        1 => "[0-9]{1,3}",
        1 => "[IVXivx]{1,4}",
        2 => prop::sample::select(vec![
            "\n", "\n\n", "\u{c}", "-\n", " ", " ", "    ", ". . . .", "\t", "* * *", "“", "”", "\"", "'", "’", "—", "_", "*", "**", "`", "```\n", "# ", "## ",
            "> ", "- ", "1. ", "[1]", "[^1]", "[^1]: ", "<sup>1</sup>", "<br>", "<b>", "</b>", "<i", "](", "](x.png)", "![", "&amp;", "&lt;", "&", "|", "|---|",
            "\u{ad}", "\u{2010}\n", "ﬁ", "é", "\\", "Chapter ", "CONTENTS\n", "by ", ".", ",", "?", "\u{2028}", "\u{301}", "漢", "\u{200b}",
        ]).prop_map(str::to_owned),
        3 => Just(" ".to_owned()),
    ];
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

/// Words in + words added = words out + words removed, whatever the text.
#[test]
fn no_word_is_lost_or_invented() {
    let outcome = runner(cases_or(400)).run(&(any_text(), any::<bool>()), |(text, is_markdown)| {
        let restored = restored(&text, is_markdown);
        prop_assert!(
            restored.ledger.conservation.holds(),
            "{text:?}\n{:?}",
            restored.diagnostics
        );
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// Clean prose passes with an empty ledger, and so do its paragraphs when they are hard-wrapped.
#[test]
fn clean_text_is_left_alone() {
    let text = "# The Ferry\n\n## One\n\nThe ferry was late again, and nobody on the landing seemed to mind it much.\n\n\
        She counted the lamps on the other shore: eleven, or twelve when the mist let them through.\n\n\
        “You will miss the coach,” said the porter.\n\n## Two\n\nThere was no coach. There had not been one since the well-known flood.\n";
    let restored = restored(text, true);
    assert_eq!(
        restored
            .ledger
            .changes
            .iter()
            .filter(|c| c.pass != "title-page")
            .collect::<Vec<_>>(),
        Vec::<&Change>::new()
    );
}

/// The time for a text grows with its length, not faster. Measured roughly: ten times the text, less than forty times the time.
#[test]
fn time_is_linear() {
    let text = |times: usize| {
        "A line of text that ends in a hy-\nphen and goes on. Another [1] one\n\n12\n\nCHAPTER II\n\n— “So?” — I. Of ten things <b>bold</b> | a | b |\n".repeat(times)
    };
    let (short, long) = (text(150), text(1500));
    assert_linear("a text", &short, &long, true);
}

/// As [`time_is_linear`], for texts that nobody wrote: thousands of rows in one table, of lone numbers, of pages, and of
/// links that never close.
#[test]
fn time_is_linear_for_hostile_texts() {
    for (piece, is_markdown) in [
        ("| a | b |\n", false),
        ("12\n\n", true),
        ("x\u{c}", false),
        ("[a](b ", true),
    ] {
        let text = |bytes: usize| piece.repeat(bytes / piece.len());
        assert_linear(piece, &text(2_000), &text(20_000), is_markdown);
    }
}

/// Fails where a text ten times as long takes forty times the time, each time it is tried: a busy machine may stretch one.
fn assert_linear(name: &str, short: &str, long: &str, is_markdown: bool) {
    let time = |text: &str| {
        #[expect(clippy::disallowed_methods, reason = "the test measures time")]
        let start = std::time::Instant::now();
        let _ = restored(text, is_markdown);
        start.elapsed().as_secs_f64()
    };
    time(short);
    let mut tried = Vec::new();
    while tried.len() < 5 {
        let (once, ten) = (time(short).max(0.01), time(long));
        if ten < once * 40.0 {
            return;
        }
        tried.push((once, ten));
    }
    panic!("{name:?}: seconds, and for ten times the text: {tried:?}");
}
