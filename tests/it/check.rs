//! Fixtures of the checker: files laid over one good publication, the verdict in the folder's name.
//!
//! `tests/check/<family>/<rule>/<condition>-{valid,warning,error}/…` holds the files that differ; a file whose name ends in
//! `.gone` takes that file away. Every finding must belong to the fixture's family, and the rule must be among them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use deckle::check::{CheckOptions, FAMILIES, Surroundings, check_edition, check_entries, is_page};
use deckle::epub::Entry;
use deckle::report::{Diagnostic, Severity};

use crate::cases::root;

fn read_folder(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read_folder(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

fn base() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    read_folder(&root().join("check/publication"), "", &mut files);
    files
}

/// What the checker says of the good publication with a fixture's files laid over it, notes left out.
fn findings(fixture: Option<&Path>) -> Vec<Diagnostic> {
    let mut files = base();
    if let Some(fixture) = fixture {
        let mut over = BTreeMap::new();
        read_folder(fixture, "", &mut over);
        for (path, data) in over {
            match path.strip_suffix(".gone") {
                Some(path) => files.remove(path),
                None => files.insert(path, data),
            };
        }
    }
    let entry = |(path, data): (String, Vec<u8>)| Entry {
        path,
        data: Arc::from(data),
        stored: false,
        lines: Default::default(),
    };
    let entries: Vec<Entry> = files.into_iter().map(entry).collect();
    let mut found = check_entries(&entries, &CheckOptions::default());
    found.retain(|d| d.severity != Severity::Note);
    found
}

/// What the checker says of the pages of an HTML edition, notes left in.
fn edition_findings(fixture: &Path) -> Vec<Diagnostic> {
    let mut files = BTreeMap::new();
    read_folder(fixture, "", &mut files);
    let page = |(path, data): (&String, &Vec<u8>)| Entry {
        path: path.clone(),
        data: Arc::from(data.as_slice()),
        stored: false,
        lines: Default::default(),
    };
    let pages: Vec<Entry> = files.iter().filter(|(p, _)| is_page(p)).map(page).collect();
    let exists = |path: &str| files.contains_key(path);
    let read = |path: &str| files.get(path).map(|data| Arc::from(data.as_slice()));
    check_edition(
        &pages,
        &Surroundings {
            exists: &exists,
            read: &read,
        },
    )
}

fn describe(found: &[Diagnostic]) -> String {
    found
        .iter()
        .map(|d| {
            format!(
                "\n  {} {} {:?}: {}",
                d.severity.name(),
                d.rule.name,
                d.location,
                d.message
            )
        })
        .collect()
}

/// Family, rule, verdict and path of every fixture.
fn fixtures() -> Vec<(String, String, String, std::path::PathBuf)> {
    let folders = |path: &Path| {
        let mut found: Vec<_> = fs::read_dir(path)
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.is_dir())
            .collect();
        found.sort();
        found
    };
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut fixtures = Vec::new();
    for family in folders(&root().join("check"))
        .into_iter()
        .filter(|p| name(p) != "publication")
    {
        for rule in folders(&family) {
            for fixture in folders(&rule) {
                let verdict = name(&fixture).rsplit('-').next().unwrap().to_owned();
                fixtures.push((name(&family), name(&rule), verdict, fixture));
            }
        }
    }
    fixtures
}

#[test]
fn the_good_publication_is_good() {
    let found = findings(None);
    assert!(found.is_empty(), "{}", describe(&found));
}

#[test]
fn fixtures_find_their_rule_and_nothing_of_another_family() {
    let mut wrong = String::new();
    for (family, rule, verdict, path) in fixtures() {
        let found = match family.as_str() {
            "editions" => edition_findings(&path),
            _ => findings(Some(&path)),
        };
        let rules = FAMILIES
            .iter()
            .find(|f| f.name == family)
            .map(|f| f.rules)
            .unwrap_or_default();
        let known = rules.iter().any(|r| r.name == rule);
        let own = found
            .iter()
            .all(|d| rules.iter().any(|r| r.name == d.rule.name));
        let hit = found.iter().find(|d| d.rule.name == rule);
        let fits = match verdict.as_str() {
            "valid" => found.is_empty(),
            "note" => hit.is_some_and(|d| d.severity == Severity::Note),
            "warning" => hit.is_some_and(|d| d.severity == Severity::Warning),
            "error" => hit.is_some_and(|d| d.severity.is_failure()),
            _ => false,
        };
        if !(known && own && fits) {
            wrong.push_str(&format!("\n{}:{}", path.display(), describe(&found)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn rules_have_names_of_their_own_and_documentation() {
    let mut names: Vec<&str> = Vec::new();
    for rule in deckle::check::rules() {
        assert!(
            !names.contains(&rule.name),
            "two rules are called '{}'",
            rule.name
        );
        assert!(
            !rule.docs.trim().is_empty(),
            "'{}' has no documentation",
            rule.name
        );
        assert!(!rule.clause.is_empty(), "'{}' names no clause", rule.name);
        names.push(rule.name);
    }
}

#[test]
fn bytes_that_are_no_archive_are_findings() {
    let options = CheckOptions::default();
    let zip = |data: &[u8]| deckle::check::check_container(data, &options);
    assert!(zip(b"").iter().any(|d| d.rule.name == "archive-empty"));
    assert!(
        zip(b"PK\x03\x04 and then nothing")
            .iter()
            .any(|d| d.rule.name == "archive-broken")
    );
    let names = |data: &[u8]| -> Vec<&str> { zip(data).iter().map(|d| d.rule.name).collect() };
    assert_eq!(names(b"no archive"), ["archive-empty", "archive-broken"]);
    let mut end = b"PK\x05\x06".to_vec();
    end.extend([
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0,
    ]);
    assert!(!zip(&end).is_empty());
}
