//! The readers of Markdown and HTML: every fixture below `tests/source/markdown` and `tests/source/html`, and what must
//! hold for any text.

use std::fs;
use std::path::{Path, PathBuf};

use deckle::book::Document;
use deckle::report::{Diagnostic, Sources};
use deckle::source::{html, markdown};
use proptest::prelude::*;

use crate::outline;

fn read(kind: &str, name: &str, text: &str) -> (Document, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let id = sources.add("source", text.to_owned());
    let (document, diagnostics) = match kind {
        "markdown" => {
            let options = markdown::Options {
                mdbook: name.starts_with("mdbook"),
                implicit_figures: name.starts_with("implicit"),
                smart_punctuation: name.starts_with("smart"),
                ..markdown::Options::default()
            };
            markdown::read(id, text, "source.md", &options)
        }
        _ => {
            let options = html::Options {
                is_part: name.starts_with("part"),
                ..html::Options::default()
            };
            html::read(id, text, "source.html", &options)
        }
    };
    (document, diagnostics, sources)
}

fn rendering(kind: &str, name: &str, text: &str) -> String {
    let (document, diagnostics, sources) = read(kind, name, text);
    let mut out = outline::document(&document);
    for diagnostic in &diagnostics {
        let place = sources
            .location(diagnostic.span)
            .map(|at| format!(" {}:{}", at.line.unwrap(), at.column.unwrap()));
        let times = match diagnostic.times {
            1 => String::new(),
            times => format!(" ({times} times)"),
        };
        out.push_str(&format!(
            "# {} {}{}: {}{times}\n",
            diagnostic.severity.name(),
            diagnostic.rule.name,
            place.unwrap_or_default(),
            diagnostic.message
        ));
    }
    out
}

fn fixtures(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    paths
}

fn run(kind: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/source")
        .join(kind);
    let mut failures = Vec::new();
    let mut count = 0;
    for path in fixtures(&folder) {
        count += 1;
        let text = fs::read_to_string(&path).unwrap();
        let (input, expected) = text.split_once("\n~~~~\n").unwrap_or((&text, ""));
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let found = rendering(kind, &name, input);
        if found != expected {
            if std::env::var_os("UPDATE").is_some() {
                fs::write(&path, format!("{input}\n~~~~\n{found}")).unwrap();
            } else {
                failures.push(format!(
                    "{}:\n--- expected\n{expected}--- found\n{found}",
                    path.display()
                ));
            }
        }
    }
    assert!(count > 5, "too few fixtures in {}", folder.display());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn markdown_fixtures() {
    run("markdown");
}

#[test]
fn html_fixtures() {
    run("html");
}

#[test]
fn deep_nesting_is_bounded_and_said() {
    let quotes = format!("{}deep words", "> ".repeat(500));
    let tags = format!(
        "{}deep words{}",
        "<div class=x>".repeat(5000),
        "</div>".repeat(5000)
    );
    let spans = format!("{}deep words{}", "[".repeat(5000), "]{.x}".repeat(5000));
    for (kind, text, is_said) in [
        ("markdown", &quotes, true),
        ("markdown", &tags, true),
        ("html", &tags, true),
        ("markdown", &spans, false),
    ] {
        let (document, diagnostics, _) = read(kind, "deep", text);
        assert!(
            outline::document(&document).contains("deep words"),
            "{kind}"
        );
        assert_eq!(
            diagnostics
                .iter()
                .any(|d| d.rule.name == "nesting-too-deep"),
            is_said,
            "{kind} {diagnostics:?}"
        );
    }
}

/// Texts that would cost the square of their length, were something looked for again and again.
#[test]
fn hostile_texts_cost_linear_time() {
    let pieces = [
        "<",
        "<a ",
        "<!-- ",
        "<b>",
        "<i><b>",
        "</b>",
        "<T>",
        "[",
        "![",
        "[[",
        "[[a",
        "`",
        "``a",
        "*a",
        "_a",
        "**",
        "^a",
        "~a",
        "^[",
        "]{",
        "{",
        "{{<",
        "{{< a",
        "{% ",
        "\\(",
        "\\[x\n",
        "$a",
        "$$\n",
        ":::a\n",
        ":::\n",
        "A> ",
        "A> b\n",
        "| a\n",
        "| a |\n",
        "!!! a\n    b\n",
        "- ",
        "> ",
        "1. a\n",
        "[a]: b\n",
        "[^a]: b\n",
        "x[^a]",
        "<td>",
        "<table>",
        "<p><b id=1></p>",
        "<svg>",
        "<svg><g>",
        "&amp",
        "&",
        "\n: a\n",
        "a\n: b\n",
        "<!DOCTYPE [",
        "<a b='",
        "<div>\n\n",
        "# a {#b}\n",
        "<font x>",
        "|-|\n",
        "a|b\n-|-\n",
    ];
    for piece in pieces {
        let text = piece.repeat(10_000 / piece.len());
        for kind in ["markdown", "html"] {
            #[expect(clippy::disallowed_methods, reason = "the test measures time")]
            let start = std::time::Instant::now();
            let (document, _, _) = read(kind, "hostile", &text);
            let taken = start.elapsed();
            assert!(taken.as_millis() < 3000, "{kind} {piece:?} took {taken:?}");
            drop(document);
        }
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_document(text in "\\PC{0,200}") {
        read("markdown", "any", &text);
        read("html", "any", &text);
    }

    #[test]
    fn any_markup_gives_a_document(pieces in prop::collection::vec(prop::sample::select(vec![
        "# ", "> ", "- ", "1. ", "    ", "\n", "\n\n", "```", "~~~", "|", "---", "::: note", ":::", "{.a #b}", "{aside}", "{/aside}",
        "A> ", "| ", "<div>", "</div>", "<p>", "<table><tr><td>", "</table>", "<b>", "</b>", "<!--", "-->", "[x]", "(y)", "[^1]",
        "[^1]: n", "$", "$$", "*", "_", "`", "word ", "é", "\u{1}", "<svg>", "</svg>", "<script>", "{{< a >}}", "{% b %}", "[[c]]", "!!! note\n    ",
        "\\(", "\\)", "---\n", "title: x\n", "+++\n", "% t\n", "<br>", "&amp;", "^a^", "~b~", "^[", "]", ": ", "<ruby>", "<rt>", "<li>", "<dl><dt>",
    ]), 0..40)) {
        let text: String = pieces.concat();
        read("markdown", "any", &text);
        read("html", "any", &text);
    }

    #[test]
    fn every_word_is_kept(lines in prop::collection::vec("(# |- |> |1\\. |\\*|A> |::: x\n|\\| |)[a-z]{2,8}( [a-z]{2,8}){0,5}(\\*|~|\\^|\\]|\\[|<|>|)", 0..12)) {
        let text = lines.join("\n\n");
        let (document, _, _) = read("markdown", "any", &text);
        let found = words(&outline::document(&document));
        for word in words(&text.replace("A> ", " ").replace("::: x", " ")) {
            prop_assert!(found.contains(&word), "{word:?} is lost of {text:?}: {found:?}");
        }
    }
}
