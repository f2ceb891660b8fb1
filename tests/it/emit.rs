//! What the emitters for HTML and Markdown write.

use std::collections::{BTreeMap, BTreeSet};

use deckle::book::Book;
use deckle::emit::{EMITTERS, EmitOptions, OutputFile};
use deckle::source::Settings;

use crate::cases;
use crate::round_trip::{book_of, emitted, markdown_of};

#[test]
fn markdown() {
    cases::check("emit/markdown", |input| markdown_of(&book_of(input)));
}

/// The text of the HTML edition, without what is the same in every book.
fn html_of(input: &str) -> String {
    let files = emitted(&book_of(input), "html", false);
    let text = String::from_utf8(files[0].data.to_vec()).unwrap();
    let start = text.find("<main").unwrap();
    let end = text.find("</main>").unwrap();
    text[start..end]
        .lines()
        .skip(1)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn html() {
    cases::check("emit/html", html_of);
}

/// What is wrong with the pages of an edition: not well-formed, an id twice, a link that leads nowhere, a script.
fn faults(book: &Book, split: bool) -> Vec<String> {
    let files = emitted(book, "html", split);
    let folder = |path: &str| {
        path.rsplit_once('/')
            .map_or(String::new(), |(folder, _)| format!("{folder}/"))
    };
    let names: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
    let mut wrong = Vec::new();
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut links = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with(".html")) {
        let text = String::from_utf8(file.data.to_vec()).unwrap();
        let options = roxmltree::ParsingOptions {
            allow_dtd: true,
            ..roxmltree::ParsingOptions::default()
        };
        let tree = match roxmltree::Document::parse_with_options(&text, options) {
            Ok(tree) => tree,
            Err(error) => {
                wrong.push(format!("{}: {error}", file.path));
                continue;
            }
        };
        let found = ids.entry(file.path.clone()).or_default();
        for node in tree.descendants().filter(roxmltree::Node::is_element) {
            if let Some(id) = node.attribute("id")
                && !found.insert(id.to_owned())
            {
                wrong.push(format!("{}: id '{id}' twice", file.path));
            }
            if node.has_tag_name("script")
                || node
                    .attributes()
                    .any(|attribute| attribute.name().starts_with("on"))
            {
                wrong.push(format!("{}: a script", file.path));
            }
            let address = node
                .attribute("href")
                .or_else(|| node.attribute("src"))
                .unwrap_or_default();
            if !address.contains(':') && !address.is_empty() {
                links.push((file.path.clone(), address.to_owned()));
            }
        }
    }
    for (from, address) in links {
        let (path, fragment) = address.split_once('#').unwrap_or((&address, ""));
        let target = if path.is_empty() {
            from.clone()
        } else {
            format!("{}{path}", folder(&from))
        };
        if !names.contains(&target) {
            wrong.push(format!("{from}: no file for '{address}'"));
        } else if !fragment.is_empty()
            && !ids.get(&target).is_some_and(|ids| ids.contains(fragment))
        {
            wrong.push(format!("{from}: no place for '{address}'"));
        }
    }
    wrong
}

#[test]
fn every_page_is_well_formed_and_every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    for folder in ["source/markdown", "emit/markdown", "emit/html"] {
        for path in cases::files(folder, "txt") {
            let book = book_of(&cases::halves(&path).0);
            for split in [false, true] {
                wrong.extend(
                    faults(&book, split)
                        .into_iter()
                        .map(|fault| format!("{}: {fault}", path.display())),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_handbook_is_well_formed_and_survives() {
    let mut shelf = crate::round_trip::Shelf::default();
    let root = cases::root().join("../book");
    for extension in ["md", "toml", "svg"] {
        for path in cases::files("../book", extension) {
            let name = path
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            shelf
                .files
                .insert(name, std::fs::read(&path).unwrap().into());
        }
    }
    let found = crate::round_trip::draft(&shelf, deckle::source::Input::Folder);
    let said: Vec<&String> = found
        .diagnostics
        .iter()
        .filter(|d| d.severity < deckle::report::Severity::Note)
        .map(|d| &d.message)
        .collect();
    assert!(said.is_empty(), "{said:?}");
    for split in [false, true] {
        assert_eq!(faults(&found.book, split), Vec::<String>::new());
    }
    assert_eq!(crate::round_trip::fault(&found.book), None);
    assert_eq!(crate::round_trip::folder_fault(&found.book), None);
}

#[test]
fn search_is_a_page_of_its_own_and_only_where_asked_for() {
    let book =
        book_of("---\ntitle: A Book\nlanguage: en\n---\n\n# One\n\nText.\n\n# Search\n\nMore.\n");
    let pages = |search: bool| {
        let settings = Settings {
            search,
            ..Settings::default()
        };
        let options = EmitOptions {
            settings: &settings,
            split: true,
            modified: None,
        };
        let emitter = EMITTERS
            .iter()
            .find(|emitter| emitter.name == "html")
            .unwrap();
        (emitter.emit)(&book, &options).files
    };
    let names = |files: &[OutputFile]| -> BTreeSet<String> {
        files.iter().map(|file| file.path.clone()).collect()
    };
    let (without, with) = (pages(false), pages(true));
    let added: Vec<String> = names(&with).difference(&names(&without)).cloned().collect();
    assert_eq!(added, ["a-book/search.html", "a-book/search.js"]);
    for file in with.iter().filter(|file| file.path.ends_with(".html")) {
        let data = file.data.to_vec();
        let text = String::from_utf8_lossy(&data);
        let is_search = file.path.ends_with("/search.html");
        assert_eq!(text.contains("<script"), is_search, "{}", file.path);
        assert!(
            is_search || text.contains("href=\"search.html\""),
            "{}",
            file.path
        );
    }
}
