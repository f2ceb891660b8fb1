//! Any bytes as a manuscript: a book without an error, or no book.

#![no_main]

use std::sync::Arc;

use deckle::build::{Request, build};
use deckle::emit::EMITTERS;
use deckle::source::{Input, MemoryFiles, Settings, TextKind};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&which, body)) = data.split_first() else { return };
    let mut files = MemoryFiles::default();
    files.files.insert("text.md".to_owned(), Arc::from(body));
    let kinds = TextKind::ALL;
    let settings = Settings { kind: kinds.get(usize::from(which) % (kinds.len() + 1)).copied(), ..Settings::default() };
    let built = build(&Request {
        files: &files,
        input: Input::Files(vec!["text.md".to_owned()]),
        settings,
        metadata: deckle::book::Metadata::default(),
        emitters: EMITTERS,
        split: which >= 128,
        modified: None,
        profile: None,
        name: "text".to_owned(),
    });
    // What the checker finds in a finished file and nowhere in the source is a fault of deckle's.
    let is_checked = |name: &str| deckle::check::rules().any(|rule| rule.name == name);
    let broken = built
        .diagnostics
        .iter()
        .find(|d| d.severity.is_failure() && !d.location.path.is_empty() && is_checked(d.rule.name));
    assert!(broken.is_none(), "{broken:?}");
});
