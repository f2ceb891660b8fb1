//! Fixtures: files found when the tests run. Input, a line `~~~~`, what comes out, then lines that begin with `# `.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The root of the repository's tests.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// All files with that extension below a folder of `tests/`, sorted.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&root().join(folder), extension, &mut found);
    found.sort();
    found
}

fn walk(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, extension, found);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
}

/// Input and expected output of a fixture.
pub(crate) fn halves(path: &Path) -> (String, String) {
    let text = fs::read_to_string(path).unwrap();
    match text.split_once("\n~~~~\n") {
        Some((input, expected)) => (input.to_owned(), expected.to_owned()),
        None => (text.trim_end().to_owned(), String::new()),
    }
}

/// Bytes written in hexadecimal, or as letters after `'`.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    text.split_whitespace()
        .flat_map(|word| match word.strip_prefix('\'') {
            Some(letters) => letters.bytes().collect(),
            None => vec![u8::from_str_radix(word, 16).unwrap()],
        })
        .collect()
}

/// Runs `run` on every fixture of a folder and compares; `UPDATE=1` writes what came out instead.
pub(crate) fn check(folder: &str, run: impl Fn(&str) -> String) {
    let paths = files(folder, "txt");
    assert!(!paths.is_empty(), "no fixtures in tests/{folder}");
    let mut wrong = Vec::new();
    for path in paths {
        let (input, expected) = halves(&path);
        let mut found = run(&input);
        if !found.ends_with('\n') {
            found.push('\n');
        }
        if found == expected {
            continue;
        }
        if env::var_os("UPDATE").is_some() {
            fs::write(&path, format!("{input}\n~~~~\n{found}")).unwrap();
        } else {
            wrong.push(format!(
                "{}\n--- expected\n{expected}\n--- found\n{found}",
                path.display()
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} fixtures differ (UPDATE=1 rewrites them):\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
