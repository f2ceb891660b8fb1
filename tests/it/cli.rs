//! The program as a user runs it: commands, messages, exit codes, files.

use std::fs;
use std::process::Command;

use crate::place::{Place, stderr, stdout};

/// All commands, as they are called.
pub(crate) const COMMANDS: [&str; 9] = [
    "new",
    "build",
    "restore",
    "check",
    "tree",
    "cover",
    "schema",
    "completions",
    "man",
];

#[test]
fn help_teaches_by_example() {
    let place = Place::new("help");
    for command in COMMANDS {
        let output = place.deckle(&[command, "--help"]);
        assert_eq!(output.status.code(), Some(0), "{command}");
        assert!(
            stdout(&output).contains("Example"),
            "{command} shows no example"
        );
    }
    let help = stdout(&place.deckle(&["check", "--help"]));
    let example = help.split("--explain ").find_map(|rest| {
        let word = rest.split_whitespace().next()?;
        word.contains('-').then_some(word)
    });
    let explained = place.deckle(&["check", "--explain", example.unwrap()]);
    assert_eq!(explained.status.code(), Some(0), "{}", stderr(&explained));
    let version = place.deckle(&["--version"]);
    assert!(stdout(&version).starts_with("deckle "));
}

#[test]
fn a_wrong_option_is_a_failure_with_a_remedy() {
    let place = Place::new("wrong-option");
    let output = place.deckle(&["build", "--formt", "epub"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--format"), "{}", stderr(&output));
}

#[test]
fn completions_and_man_pages_come_from_the_definitions() {
    let place = Place::new("pages");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = place.deckle(&["completions", shell]);
        assert!(stdout(&output).contains("restore"), "{shell}");
    }
    assert_eq!(place.deckle(&["man", "man1"]).status.code(), Some(0));
    let pages = place.files("man1");
    assert!(pages.iter().any(|(name, _)| name == "deckle-build.1"));
    assert!(
        pages
            .iter()
            .all(|(_, page)| String::from_utf8_lossy(page).contains(".SH NAME"))
    );
}

#[test]
fn a_new_book_builds_without_a_finding() {
    let place = Place::new("new");
    assert_eq!(
        place
            .deckle(&["new", "b", "--title", "The Sea"])
            .status
            .code(),
        Some(0)
    );
    let again = place.deckle(&["new", "b"]);
    assert_eq!(again.status.code(), Some(2));
    let output = place.deckle(&["build", "b", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_cover_is_made_alone_with_and_without_a_book() {
    let place = Place::new("cover");
    let output = place.deckle(&["cover", "--title", "The Sea", "-o", "cover.png"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let files = place.files("");
    assert_eq!(files.len(), 1);
    assert!(files[0].1.starts_with(b"\x89PNG"));
    let output = place.deckle(&[
        "cover", "--title", "The Sea", "--design", "none", "-o", "c.png",
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("list-designs"),
        "{}",
        stderr(&output)
    );
    place.write("empty.md", "");
    let output = place.deckle(&["cover", "empty.md", "-o", "d.png"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(place.files("").len(), 2);
    let output = place.deckle(&["cover", "--list-designs"]);
    assert!(stdout(&output).starts_with("frame"), "{}", stdout(&output));
}

#[test]
fn the_schema_knows_every_key_of_the_manifest() {
    let place = Place::new("schema");
    let schema: serde_json::Value =
        serde_json::from_str(&stdout(&place.deckle(&["schema"]))).unwrap();
    for key in deckle::source::book_toml::KEYS {
        let described = &schema["properties"][key.table]["properties"][key.name]["description"];
        assert_eq!(described.as_str(), Some(key.about), "{}", key.name);
    }
}

#[test]
fn a_missing_file_is_a_failure() {
    let place = Place::new("missing");
    let output = place.deckle(&["build", "nothing.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("nothing.md"));
    assert!(stderr(&output).contains("help"));
    assert!(place.files("dist").is_empty());
}

#[test]
fn one_bad_book_does_not_stop_the_rest() {
    let place = Place::new("several");
    place
        .write("good.md", "# Good\n\nText of it.\n")
        .write("empty.md", "");
    let output = place.deckle(&[
        "build",
        "good.md",
        "empty.md",
        "missing.md",
        "--language",
        "en",
        "-o",
        "out",
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        place
            .files("out")
            .iter()
            .any(|(name, _)| name == "good.html"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn an_output_folder_that_cannot_be_is_a_failure_and_nothing_is_left() {
    let place = Place::new("unwritable");
    place
        .write("a.md", "# A\n\nText.\n")
        .write("out", "a file, not a folder");
    let output = place.deckle(&["build", "a.md", "--language", "en", "-o", "out"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("-o"), "{}", stderr(&output));
}

#[test]
fn the_same_input_gives_the_same_bytes_anywhere() {
    let text = "---\ntitle: T\nlang: en\nauthor: A\n---\n\n# One\n\nText with a note.[^1]\n\n[^1]: The note.\n";
    let mut first = None;
    for (name, zone, locale) in [
        ("same-1", "UTC", "C"),
        ("same-2/deeper", "Asia/Tokyo", "de_DE.UTF-8"),
    ] {
        let place = Place::new(name);
        place.write("b.md", text);
        let output = Command::new(env!("CARGO_BIN_EXE_deckle"))
            .args(["build", "b.md", "-o", "out"])
            .current_dir(&place.0)
            .env("TZ", zone)
            .env("LC_ALL", locale)
            .env("LANG", locale)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let files = place.files("out");
        assert!(!files.is_empty());
        match &first {
            None => first = Some(files),
            Some(first) => assert_eq!(*first, files),
        }
    }
}

/// A publication with faults: an EPUB without a container file.
fn broken_publication(place: &Place) {
    place.write("broken/mimetype", "application/epub+zip").write(
        "broken/META-INF/container.xml",
        "<?xml version=\"1.0\"?><container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\
         <rootfiles><rootfile full-path=\"p.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>",
    );
}

#[test]
fn every_output_format_tells_the_same_findings() {
    let place = Place::new("formats");
    broken_publication(&place);
    let json = place.deckle(&["check", "broken", "--format", "json"]);
    assert_eq!(json.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["version"], 1);
    assert_eq!(report["valid"], false);
    let messages = report["messages"].as_array().unwrap();
    assert!(!messages.is_empty());
    for message in messages {
        for key in [
            "id",
            "rule",
            "severity",
            "message",
            "publication",
            "location",
        ] {
            assert!(!message[key].is_null(), "{key} is missing in {message}");
        }
    }
    let sarif = place.deckle(&["check", "broken", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_slice(&sarif.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(
        log["runs"][0]["results"].as_array().unwrap().len(),
        messages.len()
    );
    let junit = place.deckle(&["check", "broken", "--format", "junit"]);
    let text = stdout(&junit);
    let suites = roxmltree::Document::parse(&text).unwrap();
    let cases = suites
        .descendants()
        .filter(|node| node.has_tag_name("testcase"));
    assert_eq!(cases.count(), messages.len());
    let github = stdout(&place.deckle(&["check", "broken", "--format", "github"]));
    assert_eq!(
        github.lines().filter(|line| line.starts_with("::")).count(),
        messages.len()
    );
}

#[test]
fn a_baseline_accepts_what_is_known_and_fails_on_what_is_new() {
    let place = Place::new("baseline");
    broken_publication(&place);
    let made = place.deckle(&[
        "check",
        "broken",
        "--baseline",
        "known.json",
        "--update-baseline",
    ]);
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let known = place.deckle(&["check", "broken", "--baseline", "known.json"]);
    assert_eq!(known.status.code(), Some(0), "{}", stdout(&known));
    assert!(stdout(&known).contains("known findings accepted"));
    fs::remove_file(place.0.join("broken/META-INF/container.xml")).unwrap();
    let new = place.deckle(&["check", "broken", "--baseline", "known.json"]);
    assert_eq!(new.status.code(), Some(1), "{}", stdout(&new));
}

#[test]
fn a_rule_is_ignored_only_with_a_reason() {
    let place = Place::new("ignore");
    broken_publication(&place);
    let bare = place.deckle(&["check", "broken", "--ignore", "container-package-missing"]);
    assert_eq!(bare.status.code(), Some(2));
    assert!(stderr(&bare).contains("reason"));
    let unknown = place.deckle(&[
        "check",
        "broken",
        "--ignore",
        "container-package-mising=why",
    ]);
    assert!(
        stderr(&unknown).contains("container-package-missing"),
        "{}",
        stderr(&unknown)
    );
    let good = place.deckle(&[
        "check",
        "broken",
        "--ignore",
        "container-package-missing=a draft",
    ]);
    assert!(!stdout(&good).contains("container-package-missing"));
}

#[test]
fn rules_explain_themselves() {
    let place = Place::new("explain");
    let output = place.deckle(&["check", "--explain", "container-package-missing"]);
    assert!(stdout(&output).contains("https://www.w3.org/TR/epub-33/"));
    let by_id = place.deckle(&["check", "--explain", "OPF-002"]);
    assert!(stdout(&by_id).contains("container-package-missing"));
    let list = stdout(&place.deckle(&["check", "--list-rules"]));
    assert!(list.lines().count() > 50);
}

#[test]
fn restore_shows_its_changes_and_its_passes() {
    let place = Place::new("restore");
    let passes = stdout(&place.deckle(&["restore", "--list-passes"]));
    assert!(passes.contains("--no-pass"));
    let unknown = place.deckle(&["restore", "x.txt", "--no-pass", "hyphen"]);
    assert_eq!(unknown.status.code(), Some(2));
    let page = "The harbour lay in the shadow of the hill, and nobody on the quay had ever seen its legiti-\n\
                macy doubted. Its legitimacy was old, and its legitimacy was written down in the books.\n";
    place.write("scan.txt", page.repeat(3));
    let shown = place.deckle(&[
        "restore", "scan.txt", "--kind", "plain", "--ledger", "l.jsonl",
    ]);
    assert_eq!(shown.status.code(), Some(0), "{}", stderr(&shown));
    assert!(stdout(&shown).contains("legitimacy"), "{}", stdout(&shown));
    let ledger = fs::read_to_string(place.0.join("l.jsonl")).unwrap();
    let head: serde_json::Value = serde_json::from_str(ledger.lines().next().unwrap()).unwrap();
    assert_eq!(head["schema"], "deckle-ledger/1");
    assert_eq!(head["holds"], true);
    for line in ledger.lines() {
        let _: serde_json::Value = serde_json::from_str(line).unwrap();
    }
}

#[test]
fn a_restored_folder_builds() {
    let place = Place::new("restore-folder");
    place.write("scan.txt", "A SHORT BOOK\n\nby A. Writer\n\n\n\nCHAPTER I\n\nThe first of it.\n\n\n\nCHAPTER II\n\nThe rest of it.\n");
    let made = place.deckle(&[
        "restore",
        "scan.txt",
        "--kind",
        "plain",
        "--language",
        "en",
        "-o",
        "b",
    ]);
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    assert!(place.0.join("b/book.toml").is_file());
    let built = place.deckle(&["build", "b", "-o", "out"]);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
}

#[test]
fn an_html_edition_is_checked_page_or_folder() {
    let place = Place::new("check-html");
    let page = |body: &str| {
        format!(
            "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>T</title></head><body><h1>One</h1>{body}</body></html>"
        )
    };
    place
        .write("site/index.html", page("\n<a href=two.html#here>two</a>"))
        .write(
            "site/two.html",
            page("\n<p id=there>x</p><img src=gone.png alt=x>"),
        );
    let folder = place.deckle(&["check", "site", "--format", "json"]);
    assert_eq!(folder.status.code(), Some(1), "{}", stderr(&folder));
    let report: serde_json::Value = serde_json::from_slice(&folder.stdout).unwrap();
    let found: Vec<(&str, &str, u64)> = report["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| {
            (
                m["rule"].as_str().unwrap(),
                m["location"]["path"].as_str().unwrap(),
                m["location"]["line"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("edition-fragment-missing", "index.html", 2),
            ("edition-resource-missing", "two.html", 2)
        ]
    );
    let page = place.deckle(&["check", "site/index.html"]);
    assert_eq!(page.status.code(), Some(1));
    assert!(stdout(&page).contains("edition-fragment-missing"));
    assert!(!stdout(&page).contains("edition-resource-missing"));
}

#[test]
fn a_books_sources_are_checked_and_nothing_is_written() {
    let place = Place::new("check-sources");
    place
        .write("b/book.toml", "[book]\ntitle = \"T\"\nlanguage = \"en\"\n")
        .write(
            "b/a.md",
            "# One\n\nSee [there](#nowhere) and ![x](gone.png).\n\n## Two\n\nText.\n\n#### Deep\n\nText.\n",
        );
    for path in ["b", "b/a.md", "b/book.toml"] {
        let output = place.deckle(&["check", path, "--format", "json"]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let lines = |rule: &str| -> Vec<u64> {
            let messages = report["messages"].as_array().unwrap().iter();
            messages
                .filter(|m| m["rule"] == rule)
                .map(|m| m["source"]["line"].as_u64().unwrap())
                .collect()
        };
        assert_eq!(lines("link-unresolved"), [3], "{path}");
        assert_eq!(lines("picture-missing"), [3], "{path}");
        assert_eq!(lines("heading-level-skipped"), [9], "{path}");
    }
    let names: Vec<String> = place.files("").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["b/a.md", "b/book.toml"]);
}

#[test]
fn files_above_the_books_folder_are_read_only_where_that_is_allowed() {
    let place = Place::new("root");
    place
        .write("listings/main.rs", "fn main() {}\n")
        .write("secret.txt", "secret\n")
        .write(
            "books/b/book.toml",
            "[book]\ntitle = \"T\"\nlanguage = \"en\"\n[build]\nlinks = \"error\"\n",
        )
        .write("books/b/src/SUMMARY.md", "# Summary\n\n- [A](a.md)\n")
        .write(
            "books/b/src/a.md",
            "# A\n\n```rust\n{{#include ../../../listings/main.rs}}\n```\n",
        );
    let build = ["build", "books/b", "-o", "out", "--format", "markdown"];
    let refused = place.deckle(&build);
    assert_eq!(refused.status.code(), Some(1));
    let said = stderr(&refused);
    assert!(said.contains("lies outside the book's folder"), "{said}");
    assert!(said.contains("--root"), "{said}");
    let allowed = place.deckle(&[&build[..], &["--root", "."]].concat());
    assert!(allowed.status.success(), "{}", stderr(&allowed));
    let written = &place.files("out")[0].1;
    assert!(String::from_utf8_lossy(written).contains("fn main() {}"));
    let checked = place.deckle(&["check", "books/b", "--root", "."]);
    assert!(checked.status.success(), "{}", stderr(&checked));
    let near = place.deckle(&[&build[..], &["--root", "books"]].concat());
    assert_eq!(near.status.code(), Some(1), "above what is allowed");
    let beside = place.deckle(&[&build[..], &["--root", "listings"]].concat());
    assert_eq!(beside.status.code(), Some(2));
    assert!(stderr(&beside).contains("does not hold the book's folder"));
}

#[test]
fn a_limit_that_is_hit_names_the_option_that_moves_it() {
    let place = Place::new("limits");
    let big = fs::File::create(place.0.join("big.md")).unwrap();
    big.set_len((512 << 20) + 1).unwrap();
    place.write("a.md", "# A\n\nText.\n");
    let refused = place.deckle(&["build", "big.md", "--check"]);
    assert!(!refused.status.success());
    let said = stderr(&refused);
    assert!(
        said.contains("536870912") && said.contains("--limits"),
        "{said}"
    );
    let raised = place.deckle(&["build", "a.md", "--check", "--limits", "2"]);
    assert!(raised.status.success(), "{}", stderr(&raised));
    let lowered = place.deckle(&["build", "a.md", "--check", "--limits", "0"]);
    assert_eq!(lowered.status.code(), Some(2));
}

#[test]
fn a_folder_says_what_it_is() {
    let place = Place::new("check-kinds");
    broken_publication(&place);
    place
        .write("both/index.html", "<p>x</p>")
        .write("both/notes.md", "# x\n")
        .write("book/text.md", "# x\n")
        .write("book/picture.html.txt", "x")
        .write("nothing/a.bin", "x");
    let expanded = stdout(&place.deckle(&["check", "broken"]));
    assert!(expanded.contains("container-package-missing"), "{expanded}");
    let pages = stdout(&place.deckle(&["check", "both"]));
    assert!(pages.contains("edition-title-missing"), "{pages}");
    let book = stdout(&place.deckle(&["check", "book"]));
    assert!(!book.contains("edition-"), "{book}");
    let nothing = place.deckle(&["check", "nothing"]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(stderr(&nothing).contains("META-INF/container.xml"));
}

#[test]
fn decisions_about_rules_stand_beside_the_file_or_in_one_that_is_named() {
    let place = Place::new("check-config");
    broken_publication(&place);
    place.write(
        "deckle.toml",
        "[check.ignore]\n\"container-package-missing\" = \"a draft\"\n",
    );
    let beside = place.deckle(&["check", "broken"]);
    assert!(!stdout(&beside).contains("container-package-missing"));
    assert!(
        stdout(&beside).contains("1 findings ignored with a reason"),
        "{}",
        stdout(&beside)
    );
    place.write("other.toml", "[check]\nprofile = \"kdp\"\n");
    let named = place.deckle(&["check", "broken", "--config", "other.toml"]);
    assert!(stdout(&named).contains("container-package-missing"));
    for (text, says) in [
        (
            "[check.ignore]\n\"container-package-missing\" = \" \"\n",
            "without a reason",
        ),
        (
            "[check.ignore]\n\"container-package-mising\" = \"x\"\n",
            "container-package-missing",
        ),
        ("[check]\nignor = 1\n", "bad.toml:2:1"),
    ] {
        place.write("bad.toml", text);
        let bad = place.deckle(&["check", "broken", "--config", "bad.toml"]);
        assert_eq!(bad.status.code(), Some(2), "{text}");
        assert!(stderr(&bad).contains(says), "{}", stderr(&bad));
    }
    let missing = place.deckle(&["check", "broken", "--config", "none.toml"]);
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn a_book_ignores_no_rule_without_a_reason() {
    let place = Place::new("build-ignore");
    place.write("a.md", "# One\n\nText.\n").write(
        "book.toml",
        "[book]\ntitle = \"T\"\n\n[check.ignore]\nlanguage-missing = \"\"\n",
    );
    let output = place.deckle(&["build", "--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("without a reason"),
        "{}",
        stderr(&output)
    );
    place.write(
        "book.toml",
        "[book]\ntitle = \"T\"\n\n[check.ignore]\nlanguage-mising = \"x\"\n",
    );
    let output = place.deckle(&["build", "--check"]);
    assert!(
        stderr(&output).contains("language-missing"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn warnings_fail_only_where_they_are_denied_and_the_rules_can_be_pinned() {
    let place = Place::new("check-deny");
    place.write(
        "page.html",
        "<!DOCTYPE html><html><head><title>T</title></head><body><h1>x</h1></body></html>",
    );
    let plain = place.deckle(&["check", "page.html"]);
    assert_eq!(plain.status.code(), Some(0), "{}", stdout(&plain));
    assert!(stdout(&plain).contains("edition-language-missing"));
    let denied = place.deckle(&["check", "page.html", "--deny", "warnings"]);
    assert_eq!(denied.status.code(), Some(1));
    let pinned = place.deckle(&["check", "page.html", "--rules", "3.3"]);
    assert_eq!(pinned.status.code(), Some(0));
    let unknown = place.deckle(&["check", "page.html", "--rules", "9.9"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("3.3"));
    let update = [
        "check",
        "page.html",
        "--baseline",
        "known.json",
        "--update-baseline",
    ];
    assert_eq!(place.deckle(&update).status.code(), Some(0));
    let known = [
        "check",
        "page.html",
        "--baseline",
        "known.json",
        "--deny",
        "warnings",
    ];
    assert_eq!(place.deckle(&known).status.code(), Some(0));
}

#[test]
fn sarif_and_junit_have_the_structure_that_their_schemas_ask_for() {
    let place = Place::new("structure");
    broken_publication(&place);
    place.write(
        "good.html",
        "<!DOCTYPE html><html lang=en><head><title>T</title></head><body><h1>x</h1></body></html>",
    );
    let sarif = place.deckle(&["check", "broken", "good.html", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_slice(&sarif.stdout).unwrap();
    assert!(
        log["$schema"]
            .as_str()
            .unwrap()
            .contains("sarif-schema-2.1.0")
    );
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "deckle");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], rules[index]["id"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(result["message"]["text"].is_string());
        assert!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].is_string());
    }
    let junit = place.deckle(&["check", "broken", "good.html", "--format", "junit"]);
    let text = stdout(&junit);
    let document = roxmltree::Document::parse(&text).unwrap();
    assert!(document.root_element().has_tag_name("testsuites"));
    let suites: Vec<_> = document
        .root_element()
        .children()
        .filter(|n| n.is_element())
        .collect();
    assert_eq!(suites.len(), 2);
    for suite in suites {
        assert!(suite.has_tag_name("testsuite"));
        let number = |name: &str| suite.attribute(name).unwrap().parse::<usize>().unwrap();
        let cases: Vec<_> = suite.children().filter(|n| n.is_element()).collect();
        assert_eq!(cases.len(), number("tests"));
        let failed = |case: &&roxmltree::Node| case.children().any(|n| n.has_tag_name("failure"));
        assert_eq!(cases.iter().filter(failed).count(), number("failures"));
        assert!(
            cases
                .iter()
                .all(|n| n.has_tag_name("testcase") && n.attribute("name").is_some())
        );
    }
}
