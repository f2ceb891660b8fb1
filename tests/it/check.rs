//! Fixtures of the checker: texts laid over a good publication, the verdict in the file's name.
//!
//! `tests/check/<family>/<rule>/<condition>-{valid,note,warning,error}.txt`, in the form that `publication.rs` describes.
//! Every finding must belong to the fixture's family, and the rule must be among them; a valid one has none.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::{env, fs};

use deckle::check::{
    CheckOptions, FAMILIES, Surroundings, check_container, check_edition, check_entries, is_page,
};
use deckle::epub::Entry;
use deckle::limits::Limits;
use deckle::report::{Diagnostic, Severity};

use crate::publication::{Fixture, Publication, bases, fixtures};

/// What the checker says of a publication, packed.
fn findings(publication: &Publication) -> Vec<Diagnostic> {
    let options = CheckOptions {
        profile: publication.profile.clone(),
        file_name: publication.file_name.clone(),
        accessibility: publication.accessibility,
        ..CheckOptions::default()
    };
    check_container(&publication.pack(), &options)
}

/// What the checker says of the pages of an HTML edition.
fn edition_findings(edition: &Publication) -> Vec<Diagnostic> {
    let files = &edition.files;
    let page = |(path, data): (&String, &Vec<u8>)| Entry::plain(path, data.as_slice());
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

/// The publication of a fixture and what the checker says of it.
fn judged(fixture: &Fixture) -> (Publication, Vec<Diagnostic>) {
    let base = (fixture.family != "editions").then_some("good");
    let publication = Publication::read(&fixture.path, base);
    let found = match base {
        Some(_) => findings(&publication),
        None => edition_findings(&publication),
    };
    (publication, found)
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

#[test]
fn the_good_publications_are_good() {
    for name in bases() {
        let mut good = Publication::good(&name);
        good.accessibility = false;
        let found = findings(&good);
        assert!(found.is_empty(), "{name}: {}", describe(&found));
    }
}

#[test]
fn fixtures_find_their_rule_and_nothing_of_another_family() {
    let mut wrong = String::new();
    for fixture in fixtures() {
        let (publication, found) = judged(&fixture);
        let rules = FAMILIES
            .iter()
            .find(|f| f.name == fixture.family)
            .map(|f| f.rules)
            .unwrap_or_default();
        let known = rules.iter().any(|r| r.name == fixture.rule);
        let own = found
            .iter()
            .all(|d| rules.iter().any(|r| r.name == d.rule.name));
        let hit = |fits: fn(Severity) -> bool| {
            found
                .iter()
                .any(|d| d.rule.name == fixture.rule && fits(d.severity))
        };
        let fits = match fixture.verdict.as_str() {
            // The accessibility report always says what holds.
            "valid" if publication.accessibility => {
                found.iter().all(|d| d.severity == Severity::Note)
            }
            "valid" => found.is_empty(),
            "note" => hit(|s| s == Severity::Note),
            "warning" => hit(|s| s == Severity::Warning),
            "error" => hit(Severity::is_failure),
            _ => false,
        };
        if !(known && own && fits) {
            wrong.push_str(&format!(
                "\n{}:{}",
                fixture.path.display(),
                describe(&found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_a_case_that_it_finds_and_one_that_it_leaves() {
    let fixtures = fixtures();
    let shown = |valid: bool| -> BTreeSet<(&str, &str)> {
        let of_kind = fixtures.iter().filter(|f| (f.verdict == "valid") == valid);
        of_kind
            .map(|f| (f.family.as_str(), f.rule.as_str()))
            .collect()
    };
    let (found, left) = (shown(false), shown(true));
    let mut missing = Vec::new();
    for family in FAMILIES {
        for rule in family.rules {
            let key = (family.name, rule.name);
            for (set, kind) in [(&found, "found"), (&left, "valid")] {
                if !set.contains(&key) {
                    missing.push(format!("{}/{}: no {kind} case", family.name, rule.name));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Writes every fixture as an archive, with the ids that were found, to the folder `FIXTURES`: for another checker.
#[test]
#[ignore = "writes files"]
fn fixtures_become_archives() {
    let folder = env::var_os("FIXTURES").unwrap();
    let folder = Path::new(&folder);
    let mut list = String::new();
    for fixture in fixtures().iter().filter(|f| f.family != "editions") {
        let (publication, found) = judged(fixture);
        let name = fixture.path.file_stem().unwrap().to_string_lossy();
        let name = format!("{}+{}+{name}.epub", fixture.family, fixture.rule);
        fs::write(folder.join(&name), publication.pack()).unwrap();
        for d in &found {
            let id = d.rule.id.unwrap_or(d.rule.name);
            let place = &d.location;
            list.push_str(&format!(
                "{name}\t{}\t{id}\t{}\t{}\t{}\n",
                d.severity.name(),
                place.path,
                place.line.unwrap_or_default(),
                d.message
            ));
        }
    }
    fs::write(folder.join("found.tsv"), list).unwrap();
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
fn more_files_than_an_archive_takes_are_a_finding_whatever_the_limits() {
    let entries: Vec<Entry> = (0..65_536)
        .map(|number| Entry::plain(format!("EPUB/{number}.txt"), *b"x"))
        .collect();
    let options = CheckOptions {
        limits: Limits::raised(100),
        ..CheckOptions::default()
    };
    let found = check_entries(&entries, &options);
    assert!(
        matches!(found.as_slice(), [only] if only.rule.name == "archive-too-many-entries"),
        "{}",
        describe(&found)
    );
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
