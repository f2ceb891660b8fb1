//! Each stage on a book of about three megabytes, made here from counted words so that nothing need be shipped.
//!
//! `cargo bench` prints the median of each; figures belong into the message of a commit that moves them.

use std::sync::Arc;

use deckle::build::{Request, build, read};
use deckle::check::{CheckOptions, check_container};
use deckle::emit::{EMITTERS, EmitOptions, Emitter};
use deckle::source::{Input, MemoryFiles, Settings};
use divan::Bencher;

fn main() {
    divan::main();
}

const WORDS: [&str; 24] = [
    "the", "tide", "of", "and", "harbour", "a", "came", "in", "slowly", "over", "stones", "where",
    "she", "had", "left", "her", "boat", "without", "thinking", "that", "autumn", "storms",
    "would", "return",
];

/// Paragraphs of pseudo-random sentences (a linear congruence, so that every run has the same).
fn prose(bytes: usize, heading: impl Fn(usize) -> String, line: usize) -> String {
    let mut out = String::with_capacity(bytes + 1024);
    let mut state = 7_u64;
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let mut chapter = 0;
    while out.len() < bytes {
        chapter += 1;
        out.push_str(&heading(chapter));
        for _ in 0..30 {
            let mut column = 0;
            for sentence in 0..6 {
                for place in 0..14 {
                    let word = WORDS[next() % WORDS.len()];
                    let lead = if sentence + place == 0 {
                        ""
                    } else if column + word.len() > line {
                        "\n"
                    } else {
                        " "
                    };
                    column = if lead == "\n" {
                        word.len()
                    } else {
                        column + word.len() + 1
                    };
                    out.push_str(lead);
                    if place == 0 {
                        out.push(word.as_bytes()[0].to_ascii_uppercase() as char);
                        out.push_str(&word[1..]);
                    } else {
                        out.push_str(word);
                    }
                }
                out.push('.');
            }
            out.push_str("\n\n");
        }
    }
    out
}

fn markdown() -> String {
    let front = "---\ntitle: The Tide\nauthor: A. Writer\nlang: en\n---\n\n";
    front.to_owned() + &prose(3_000_000, |n| format!("# Chapter {n}\n\n"), usize::MAX)
}

fn plain() -> String {
    "THE TIDE\n\nby A. Writer\n\n\n".to_owned()
        + &prose(3_000_000, |n| format!("\n\nCHAPTER {n}\n\n\n"), 68)
}

fn files(name: &str, text: String) -> MemoryFiles {
    let mut files = MemoryFiles::default();
    files
        .files
        .insert(name.to_owned(), Arc::from(text.into_bytes()));
    files
}

fn request<'a>(
    files: &'a MemoryFiles,
    name: &str,
    emitters: &'a [&'static Emitter],
) -> Request<'a> {
    Request {
        files,
        input: Input::Files(vec![name.to_owned()]),
        settings: Settings::default(),
        metadata: deckle::book::Metadata::default(),
        emitters,
        split: false,
        modified: None,
        profile: None,
        name: "tide".to_owned(),
    }
}

fn epub() -> Vec<&'static Emitter> {
    EMITTERS
        .iter()
        .copied()
        .filter(|emitter| emitter.name == "epub")
        .collect()
}

#[divan::bench]
fn read_markdown(bencher: Bencher) {
    let files = files("tide.md", markdown());
    bencher.bench(|| read(&request(&files, "tide.md", &[])));
}

#[divan::bench]
fn restore_plain(bencher: Bencher) {
    let files = files("tide.txt", plain());
    bencher.bench(|| read(&request(&files, "tide.txt", &[])));
}

#[divan::bench(args = ["epub", "html", "markdown"])]
fn emit(bencher: Bencher, format: &str) {
    let files = files("tide.md", markdown());
    let draft = read(&request(&files, "tide.md", &[]));
    let emitter = EMITTERS
        .iter()
        .find(|emitter| emitter.name == format)
        .expect("the format is registered");
    let options = EmitOptions {
        settings: &draft.settings,
        split: false,
        modified: None,
    };
    bencher.bench(|| (emitter.emit)(&draft.book, &options));
}

#[divan::bench]
fn build_epub_checked(bencher: Bencher) {
    let files = files("tide.md", markdown());
    let emitters = epub();
    bencher.bench(|| build(&request(&files, "tide.md", &emitters)));
}

#[divan::bench]
fn check_epub(bencher: Bencher) {
    let files = files("tide.md", markdown());
    let emitters = epub();
    let built = build(&request(&files, "tide.md", &emitters));
    let data = built
        .files
        .first()
        .expect("the book is built")
        .data
        .to_vec();
    bencher.bench(|| check_container(&data, &CheckOptions::default()));
}
