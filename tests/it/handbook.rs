//! The handbook and the README tell the truth: every session they show is run, every option they name exists, every
//! key they set is known, and what they show of a pass is one of its fixtures.
//!
//! A block of the language `console` is a session: a line `$ command`, then what it prints (standard error before
//! standard output). A line `…` stands for any number of lines. The blocks of a page share a folder, which begins with
//! the files of `tests/handbook/`. `UPDATE=1` writes what was printed in place of what a page says, unless it holds an `…`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use deckle::restore::PASSES;

use super::cases;
use super::cli::COMMANDS;

/// A fenced block: the language behind its fence, and the byte range of its body in the page.
struct Fence {
    language: String,
    body: std::ops::Range<usize>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir(root().join("book"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    pages.push(root().join("README.md"));
    pages
}

fn fences(page: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<(String, usize)> = None;
    let mut at = 0;
    for line in page.split_inclusive('\n') {
        if let Some(rest) = line.strip_prefix("```") {
            match open.take() {
                Some((language, start)) => found.push(Fence {
                    language,
                    body: start..at,
                }),
                None => open = Some((rest.trim().to_owned(), at + line.len())),
            }
        }
        at += line.len();
    }
    assert!(open.is_none(), "a fence is not closed");
    found
}

fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    fences(page)
        .into_iter()
        .filter(|fence| fence.language == language)
        .map(|fence| &page[fence.body])
        .collect()
}

/// An empty folder with the sample files.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("handbook")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    copy(&cases::root().join("handbook"), &folder);
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// The words of a command line; single and double quotes keep a word together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            (' ', None) => words.push(String::new()),
            (c, _) => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What a command prints. Besides deckle, sessions may look at files with `cat`, `ls`, `head` and `sed`.
fn output(folder: &Path, line: &str) -> String {
    let words = words(line);
    let program = match words[0].as_str() {
        "deckle" => env!("CARGO_BIN_EXE_deckle"),
        other @ ("cat" | "ls" | "head" | "sed") => other,
        other => panic!("a session may not run `{other}`"),
    };
    let output = Command::new(program)
        .args(&words[1..])
        .current_dir(folder)
        .env_remove("SOURCE_DATE_EPOCH")
        .env("LC_ALL", "C.UTF-8")
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let mut text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stdout));
    // A form feed cannot be seen, and no book can hold one.
    text.replace('\u{c}', "")
}

/// Whether `found` is what the page says, where a line `…` stands for any number of lines.
fn agrees(said: &[&str], found: &[&str]) -> bool {
    match said.split_first() {
        None => found.is_empty(),
        Some((&"…", rest)) => (0..=found.len()).any(|skip| agrees(rest, &found[skip..])),
        Some((first, rest)) => found
            .split_first()
            .is_some_and(|(line, more)| line.trim_end() == *first && agrees(rest, more)),
    }
}

/// Runs a session; gives it as it went, and whether that is what the page says.
fn run(folder: &Path, session: &str) -> (String, bool) {
    let mut told = String::new();
    let mut same = true;
    let mut steps: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in session.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push((command, Vec::new())),
            (None, Some((_, said))) => said.push(line.trim_end()),
            (None, None) => panic!("a session begins with `$ command`, not with {line:?}"),
        }
    }
    for (command, said) in steps {
        let found = output(folder, command);
        let found: Vec<&str> = found.lines().map(str::trim_end).collect();
        let agree = agrees(&said, &found);
        same &= agree;
        told.push_str(&format!("$ {command}\n"));
        for line in if agree { &said } else { &found } {
            told.push_str(line);
            told.push('\n');
        }
    }
    (told, same)
}

#[test]
fn every_session_goes_as_it_is_told() {
    let mut wrong = Vec::new();
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = scratch(&name);
        let mut told = page.clone();
        let mut moved = 0_isize;
        for fence in fences(&page) {
            if fence.language != "console" {
                continue;
            }
            let (session, same) = run(&folder, &page[fence.body.clone()]);
            if !same {
                wrong.push(format!("{}:\n{session}", path.display()));
            }
            let range = fence.body.start.checked_add_signed(moved).unwrap()
                ..fence.body.end.checked_add_signed(moved).unwrap();
            moved += session.len() as isize - range.len() as isize;
            told.replace_range(range, &session);
        }
        if told != page && env::var_os("UPDATE").is_some() {
            fs::write(&path, told).unwrap();
        }
    }
    if env::var_os("UPDATE").is_none() {
        assert!(
            wrong.is_empty(),
            "these sessions go otherwise (UPDATE=1 rewrites them):\n{}",
            wrong.join("\n")
        );
    }
}

#[test]
fn every_option_that_is_named_exists() {
    let mut help = output(root(), "deckle --help");
    for command in COMMANDS {
        help.push_str(&output(root(), &format!("deckle {command} --help")));
    }
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        for piece in page.split(|c: char| c.is_whitespace() || "`'\"=,)(|".contains(c)) {
            let is_option = piece
                .strip_prefix("--")
                .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
            let of_cargo = ["--release", "--path", "--locked"].contains(&piece);
            if is_option && !of_cargo {
                assert!(help.contains(piece), "{}: {piece}", path.display());
            }
        }
    }
}

#[test]
fn every_setting_that_is_shown_is_known() {
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        for block in blocks(&page, "toml") {
            let folder = scratch("settings");
            let name = if block.contains("[[") {
                "corrections.toml"
            } else {
                "book.toml"
            };
            fs::write(folder.join(name), block).unwrap();
            let said = output(&folder, "deckle restore scan.txt")
                + &output(&folder, "deckle tree --title T --language en");
            for fault in ["unknown", "toml-"] {
                assert!(
                    !said.contains(fault),
                    "{}:\n{block}\n{said}",
                    path.display()
                );
            }
            let ignored = block.split("[check.ignore]\n").nth(1).unwrap_or_default();
            for name in ignored.lines().filter_map(|line| line.split(" = ").next()) {
                assert!(
                    deckle::rules().iter().any(|rule| rule.name == name),
                    "{}: no rule {name}",
                    path.display()
                );
            }
        }
    }
}

/// What is shown of a pass stands in its fixtures, which are run: a page end is shown as a line of its own.
#[test]
fn every_pass_is_shown_by_its_fixtures() {
    let page = fs::read_to_string(root().join("book/42-passes.md")).unwrap();
    for pass in PASSES {
        let heading = format!("\n#### {}\n", pass.name);
        let Some(at) = page.find(&heading) else {
            panic!("book/42-passes.md does not tell of the pass {}", pass.name);
        };
        let section = &page[at + heading.len()..];
        let end = ["\n### ", "\n#### "]
            .iter()
            .filter_map(|next| section.find(next))
            .min();
        let section = &section[..end.unwrap_or(section.len())];
        let (before, after) = (blocks(section, "before"), blocks(section, "after"));
        assert!(
            before.len() == 1 && after.len() == 1,
            "{}: one block `before` and one block `after`",
            pass.name
        );
        let before = before[0].trim_end().replace("\n[page ends]\n", "\n\u{c}");
        let shown = cases::files(&format!("restore/{}", pass.name), "txt")
            .iter()
            .map(|path| cases::halves(path))
            .any(|(input, expected)| {
                input.contains(&before)
                    && after[0].lines().all(|line| expected.contains(line.trim()))
            });
        assert!(
            shown,
            "{}: no fixture of the pass has this before and this after",
            pass.name
        );
    }
}
