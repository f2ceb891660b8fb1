//! The restoration: a fixture for each damage and for what looks like it, the corrections file, and promises that
//! hold for any text. A fixture is plain text; `%% markdown`, `%% ocr` on its first line say otherwise, and a line `%%
//! corrections` begins its corrections file. `# pass: before -> after (confidence)` are the changes, `?` marks a doubt.

use deckle::report::{SourceId, Sources, Span};
use deckle::restore::{Disposition, Restored, restore};
use deckle::source::{Line, Manuscript, Page, Settings, TextKind};
use proptest::prelude::*;

use super::{cases, outline};

/// The manuscript of a text: pages end at form feeds.
pub(crate) fn manuscript(source: SourceId, text: &str, is_markdown: bool) -> Manuscript {
    let mut at = 0;
    let mut pages = Vec::new();
    for page in text.split('\u{c}') {
        let start = at;
        let mut lines = Vec::new();
        for line in page.split('\n') {
            lines.push(Line {
                span: Span::new(source, at, at + line.len()),
            });
            at += line.len() + 1;
        }
        pages.push(Page {
            label: None,
            lines,
            span: Span::new(source, start, at - 1),
        });
    }
    Manuscript {
        source,
        path: "text.txt".to_owned(),
        is_markdown,
        is_ocr: false,
        pages,
    }
}

fn restored(text: &str, options: &str, corrections: Option<&str>) -> (Restored, Sources) {
    let mut sources = Sources::default();
    let source = sources.add("text.txt", text.to_owned());
    if let Some(text) = corrections {
        sources.add("corrections.toml", text.to_owned());
    }
    let kind = if options.contains("ocr") {
        TextKind::Ocr
    } else {
        TextKind::Plain
    };
    let settings = Settings {
        kind: Some(kind),
        ..Settings::default()
    };
    let manuscript = manuscript(source, text, options.contains("markdown"));
    let restored = restore(
        &manuscript,
        &sources,
        &settings,
        corrections.map(|text| (text, "corrections.toml")),
    );
    (restored, sources)
}

fn run(input: &str) -> String {
    let (options, text) = match input.split_once('\n') {
        Some((first, rest)) if first.starts_with("%% ") => (first, rest),
        _ => ("", input),
    };
    let (text, corrections) = match text.split_once("\n%% corrections\n") {
        Some((text, corrections)) => (text, Some(corrections)),
        None => (text, None),
    };
    let (restored, sources) = restored(text, options, corrections);
    let mut out = outline::document(&restored.document);
    for change in &restored.ledger.changes {
        let mark = match change.disposition {
            Disposition::Made => "",
            Disposition::Doubt => "? ",
            Disposition::ByHand => "by hand ",
        };
        let show = |text: &str| text.chars().take(60).collect::<String>().replace('\n', "/");
        let (before, after) = (show(&change.before), show(&change.after));
        out.push_str(&format!(
            "# {mark}{}: {before} -> {after} ({})\n",
            change.pass, change.confidence.0
        ));
    }
    for diagnostic in &restored.diagnostics {
        let place = sources
            .location(diagnostic.span)
            .map_or_else(String::new, |place| {
                format!("{}:{} ", place.path, place.line.unwrap_or(0))
            });
        out.push_str(&format!(
            "# {place}{}: {} [{}]\n",
            diagnostic.rule.name,
            diagnostic.message,
            diagnostic.hint.as_deref().unwrap_or("")
        ));
    }
    out
}

#[test]
fn fixtures_come_out_as_written() {
    cases::check("restore", run);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_sum_holds_for_any_text(text in "([a-zA-Z ]{0,40}(\n|\n\n|-\n|\u{c}|[0-9*†“”'\"«»„—-]{1,3}|<sup>[0-9]</sup>|\\[[0-9]\\]|é|ﬁ|\u{ad}|\\PC)){0,40}", markdown: bool) {
        let (restored, _) = restored(&text, if markdown { "markdown ocr" } else { "ocr" }, None);
        prop_assert!(restored.ledger.conservation.holds(), "{:?} {:?}", restored.ledger.conservation, restored.diagnostics);
    }
}
