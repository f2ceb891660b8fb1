//! Any text whatever through the whole build: what comes out is a book in which the check finds nothing, or a clear error
//! about the text.
//!
//! `PROPTEST_CASES` says how many cases; without it, as many as a test may take.

use std::collections::BTreeSet;

use deckle::book::Metadata;
use deckle::book::assemble::LinkPolicy;
use deckle::build::{Built, Request, build};
use deckle::emit::{EMITTERS, Emitter};
use deckle::report::Severity;
use deckle::source::{Input, MemoryFiles, Settings};
use proptest::prelude::*;

use crate::round_trip::{cases_or, runner};

/// Pieces of Markdown, HTML and plain text, those that belong together and those that do not.
const PIECES: &[&str] = &[
    "# ",
    "## ",
    "###### ",
    "> ",
    "- ",
    "- [ ] ",
    "1. ",
    "    ",
    "\t",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "```",
    "```rust\n",
    "~~~",
    "|",
    "|---|",
    "a|b\n-|-\n",
    "---",
    "***",
    "::: note",
    ":::",
    "::: figure\n",
    "::: verse\n",
    "::: epigraph\n",
    "{.a #b}",
    "{#b}",
    "{lang=ar}",
    "{lang=x-}",
    "{role=part}",
    "{role=index .unlisted}",
    "{.depth-2}",
    "{width=50%}",
    "{aside}",
    "A> ",
    "| ",
    "[!NOTE]",
    "Table: c\n",
    "![",
    "[x]",
    "[x](#b)",
    "[x](y.md)",
    "(y)",
    "](",
    "[^1]",
    "[^1]: n",
    "^[n]",
    "[[c]]",
    "[12]{.pagebreak}",
    "[]{#é}",
    "[W]{.smallcaps}",
    "$",
    "$$",
    "$x^2$",
    "$\\frac{a}{",
    "$$\\begin{matrix}",
    "\\(",
    "\\)",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "``",
    "~",
    "^",
    "word ",
    "word",
    "Chapter 1",
    "Contents\n",
    "é",
    "漢字",
    "ـعربي",
    "\u{1}",
    "\u{0}",
    "\u{feff}",
    "\u{200e}",
    "\u{c}",
    "\u{ad}",
    "\u{fffe}",
    "\u{1f600}",
    "\u{301}",
    "\u{85}",
    "\u{2028}",
    "&amp;",
    "&nbsp;",
    "&#0;",
    "&#xD800;",
    "&bogus;",
    "&",
    "<",
    ">",
    "\"",
    "'",
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<p class=\"x\" id=\"b\">",
    "<h1>",
    "</h1>",
    "<section epub:type=\"x\">",
    "<table><tr><td>",
    "</table>",
    "<td colspan=0>",
    "<th rowspan=99999>",
    "<caption>",
    "<b>",
    "</b>",
    "<a href=\"",
    "\">",
    "<a id=1 name=2>",
    "<a href=javascript:x>",
    "<a href=\"http://[\">",
    "</a>",
    "<img src=x.png>",
    "<img alt=a src=\"data:image/png;base64,AAAA\">",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?php",
    "<!DOCTYPE html>",
    "<html lang=xx-yy>",
    "<head><title>T</title>",
    "<body>",
    "<svg>",
    "<svg viewBox=\"0 0 1 1\"><rect id=b /></svg>",
    "</svg>",
    "<math><mi>x</mi></math>",
    "<math>",
    "<script>",
    "</script>",
    "<style>p{",
    "</style>",
    "<iframe src=x>",
    "<video controls>",
    "<audio src=a.mp3>",
    "<object>",
    "<form><input>",
    "<br>",
    "<hr>",
    "<wbr>",
    "<ruby>漢<rt>かん</rt></ruby>",
    "<ruby>",
    "<rt>",
    "<li>",
    "<ul>",
    "</ul>",
    "<ol start=-3 reversed>",
    "<dl><dt>",
    "<dd>",
    "<details><summary>",
    "</details>",
    "<blockquote cite=\"x y\">",
    "<time datetime=\"?\">",
    "<q cite=x>",
    "<bdo dir=rtl>",
    "<i lang=\"\">",
    "<font color=red>",
    "<center>",
    "<o:p>",
    "<x-y>",
    "<span style=\"color:red\" onclick=x>",
    "<label for=z>",
    "<sup><a href=\"#fn1\">1</a></sup>",
    "<p id=fn1>",
    "<nav><ol><li>",
    "<aside epub:type=footnote id=n>",
    "{{< a >}}",
    "{% b %}",
    "!!! note\n    ",
    "---\n",
    "title: x\n",
    "lang: zz zz\n",
    "author: [a, b]\n",
    "date: 20\n",
    "+++\n",
    "% t\n",
    ": ",
    "\\",
    "http://a.b/ç d",
    "<http://a.b>",
    "www.a.b",
    "a@b.c",
    "--",
    "...",
    "\r",
    "\r\n",
    "-\n",
    "XII\n",
    "[1]",
    "* * *\n",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{1,8}",
        2 => "[a-z]{1,9} ",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn built(name: &str, text: &[u8]) -> Built {
    let mut files = MemoryFiles::default();
    files.files.insert(name.to_owned(), text.into());
    let wanted = ["epub", "html"];
    let emitters: Vec<&'static Emitter> = EMITTERS
        .iter()
        .filter(|emitter| wanted.contains(&emitter.name))
        .copied()
        .collect();
    build(&Request {
        files: &files,
        input: Input::Files(vec![name.to_owned()]),
        // What a text alone cannot have shall not hide what comes after.
        settings: Settings {
            links: Some(LinkPolicy::Warn),
            link_remote_pictures: true,
            cover_template: Some("none".to_owned()),
            ..Settings::default()
        },
        metadata: Metadata::default(),
        emitters: &emitters,
        split: false,
        modified: None,
        profile: None,
        name: "any".to_owned(),
    })
}

/// What speaks against a build: a finding in what was written, or no book without an error.
fn fault(built: &Built) -> Option<String> {
    let of_check: BTreeSet<&str> = deckle::check::rules().map(|rule| rule.name).collect();
    // The author's own CSS inside a drawing is the author's, and what is wrong in it is an error that says so.
    let is_own = |rule: &str| rule.starts_with("css-");
    let found = built
        .diagnostics
        .iter()
        .filter(|d| {
            d.severity < Severity::Note && of_check.contains(d.rule.name) && !is_own(d.rule.name)
        })
        .map(|d| format!("{} {:?}: {}", d.rule.name, d.location, d.message));
    let mut faults: Vec<String> = found.collect();
    let failed = built.diagnostics.iter().any(|d| d.severity.is_failure());
    if failed != built.files.is_empty() {
        faults.push(format!("{} files, and failed: {failed}", built.files.len()));
    }
    let unaccounted = |d: &&deckle::report::Diagnostic| d.rule.name == "restore-words-unaccounted";
    faults.extend(
        built
            .diagnostics
            .iter()
            .find(unaccounted)
            .map(|d| d.message.clone()),
    );
    (!faults.is_empty()).then(|| faults.join("\n"))
}

fn holds(few: u32, name: &'static str) {
    let outcome =
        runner(cases_or(few)).run(&text(), |text| match fault(&built(name, text.as_bytes())) {
            Some(fault) => Err(TestCaseError::fail(format!("{text:?}\n{fault}"))),
            None => Ok(()),
        });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn any_markdown_gives_a_book_without_findings_or_an_error() {
    holds(60, "any.md");
}

#[test]
fn any_html_gives_a_book_without_findings_or_an_error() {
    holds(60, "any.html");
}

#[test]
fn any_plain_text_gives_a_book_without_findings_or_an_error() {
    holds(40, "any.txt");
}

#[test]
fn any_bytes_give_a_book_without_findings_or_an_error() {
    let bytes = prop::collection::vec(any::<u8>(), 0..300);
    for name in ["any.md", "any.html", "any.txt", "any.epub"] {
        let outcome = runner(cases_or(20)).run(&bytes, |bytes| match fault(&built(name, &bytes)) {
            Some(fault) => Err(TestCaseError::fail(format!("{name} {bytes:?}\n{fault}"))),
            None => Ok(()),
        });
        if let Err(error) = outcome {
            panic!("{error}");
        }
    }
}
