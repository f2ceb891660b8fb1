//! The house itself: the invariants of ARCHITECTURE.md that can be read off the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// Which stages a stage may use. `report` and `epub` are the bottom, `book` the vocabulary that readers write in.
const ALLOWED: &[(&str, &[&str])] = &[
    ("limits.rs", &[]),
    ("report", &[]),
    ("epub", &["report"]),
    ("book", &["report", "epub"]),
    ("source", &["report", "epub", "book"]),
    ("restore", &["report", "epub", "book", "source"]),
    ("emit", &["report", "epub", "book", "source"]),
    ("check", &["report", "epub"]),
    (
        "build.rs",
        &[
            "report", "epub", "book", "source", "restore", "emit", "check",
        ],
    ),
];

/// What only `cli` may do.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::process",
    "std::net::Tcp",
    "std::net::Udp",
    "std::net::ToSocketAddrs",
    "SystemTime",
    "Instant::now",
    "println!",
    "print!(",
    "dbg!",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    if folder.is_file() {
        return vec![folder.to_owned()];
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The code of a file: without comments, and without its `#[cfg(test)]` module, which stands last.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap_or("");
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn stages_use_only_stages_to_their_left() {
    let stages: Vec<&str> = ALLOWED.iter().map(|(stage, _)| *stage).collect();
    let mut faults = Vec::new();
    for (stage, allowed) in ALLOWED {
        for path in sources(&root().join("src").join(stage)) {
            let code = code(&path);
            for (at, _) in code.match_indices("crate::") {
                let rest = &code[at + "crate::".len()..];
                let used: String = rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                let is_stage = stages.contains(&used.as_str()) || used == "cli" || used == "build";
                if is_stage && used != *stage && !allowed.contains(&used.as_str()) {
                    faults.push(format!("{}: {stage} uses {used}", path.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_the_command_line_touches_the_world() {
    let mut faults = Vec::new();
    for (stage, _) in ALLOWED {
        for path in sources(&root().join("src").join(stage)) {
            let code = code(&path);
            for word in OUTSIDE {
                if code.contains(word) {
                    faults.push(format!("{}: {word}", path.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_file_is_longer_than_a_thousand_lines() {
    let mut faults = Vec::new();
    for folder in ["src", "tests/it", "benches"] {
        let folder = root().join(folder);
        if !folder.is_dir() {
            continue;
        }
        for path in sources(&folder) {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            if lines > 1000 {
                faults.push(format!("{}: {lines}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_says_what_it_is() {
    let mut faults = Vec::new();
    for path in sources(&root().join("src")) {
        if !fs::read_to_string(&path).unwrap().starts_with("//!") {
            faults.push(path.display().to_string());
        }
    }
    assert!(
        faults.is_empty(),
        "no module comment:\n{}",
        faults.join("\n")
    );
}

#[test]
fn every_rule_is_registered_once_and_documented() {
    let rules = deckle::rules();
    let mut declared = 0;
    for path in sources(&root().join("src")) {
        let code = code(&path);
        if path.ends_with("report/rule.rs") {
            continue;
        }
        for (at, _) in code.match_indices("rules! {") {
            let body = &code[at..];
            let end = body.find("\n}").unwrap_or(body.len());
            declared += body[..end].matches("\", None,").count()
                + body[..end].matches("\", Some(").count()
                + body[..end].matches("\",\n        None").count()
                + body[..end].matches("\",\n        Some(").count();
        }
    }
    assert_eq!(
        rules.len(),
        declared,
        "a `rules!` table is missing from the lists, or is there twice"
    );
    for pair in rules.windows(2) {
        assert_ne!(pair[0].name, pair[1].name, "two rules of one name");
    }
    for rule in rules {
        let kebab = rule
            .name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(kebab, "{}: not kebab-case", rule.name);
        assert!(!rule.clause.is_empty(), "{}: no clause", rule.name);
        assert!(
            rule.docs.trim().len() > 20,
            "{}: no documentation",
            rule.name
        );
    }
}

#[test]
fn every_module_file_is_declared() {
    for path in sources(&root().join("src")) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if ["mod", "lib", "main"].contains(&name.as_str()) {
            continue;
        }
        let parent = path.parent().unwrap();
        let owner = [parent.join("mod.rs"), parent.join("lib.rs")]
            .into_iter()
            .find(|candidate| candidate.is_file())
            .unwrap_or_else(|| panic!("{}: no module above it", path.display()));
        let declares = fs::read_to_string(&owner)
            .unwrap()
            .lines()
            .any(|line| line.ends_with(&format!("mod {name};")));
        assert!(
            declares,
            "{} is not declared in {}",
            path.display(),
            owner.display()
        );
    }
}
