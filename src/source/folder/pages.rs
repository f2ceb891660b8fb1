//! A folder of HTML pages: which of them are the book, in the order and nesting of its contents page.
//!
//! DocBook, Sphinx, mdBook and Texinfo all write a page that lists the others, in lists within lists. Names of pages say
//! nothing of their order, so that list is believed where it names most pages.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::assemble::{decode, join};
use crate::report::{Diagnostic, Location};
use crate::source::load::Loading;
use crate::source::{Body, Piece, encoding, rules};

/// Pages that such tools write for readers on the web: they hold no text of their own.
const FURNITURE: &[&str] = &["print", "search", "404", "toc", "genindex-all"];

/// Pages that may list the others, in the order of belief.
const LISTS: &[&str] = &["index", "toc", "contents", "default"];

/// Lists nest no deeper than this.
const DEEPEST: usize = 16;

/// A page with how deep its entry lies in the contents.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) depth: usize,
}

/// The first page of a folder, where it is one of HTML pages with a page that begins it.
pub(super) fn home(paths: &[String]) -> Option<&String> {
    let shallow = |path: &&String| stem(path) == "index";
    let index = paths
        .iter()
        .filter(shallow)
        .min_by_key(|path| path.matches('/').count());
    // Texinfo may name its first page by the manual, and the contents `manual_toc.html`.
    index.or_else(|| {
        let contents = paths.iter().find(|path| stem(path).ends_with("_toc"))?;
        let (name, _) = contents.rsplit_once("_toc")?;
        paths.iter().find(|path| {
            let rest = path.strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with(".htm"))
        })
    })
}

/// Leaves out a page that holds all the others once more, as Texinfo, DocBook and Sphinx write one for printing: it has
/// their places, and is as long as they are together.
pub(super) fn leave_out_whole(loading: &mut Loading<'_>, paths: &mut Vec<String>) {
    const FEWEST: usize = 4;
    if paths.len() <= FEWEST {
        return;
    }
    let read = |path: &String| loading.files.read(path).ok();
    let lengths: Vec<usize> = paths
        .iter()
        .map(|path| read(path).map_or(0, |data| data.len()))
        .collect();
    let sum: usize = lengths.iter().sum();
    let Some((at, longest)) = lengths
        .iter()
        .enumerate()
        .max_by_key(|(_, length)| **length)
    else {
        return;
    };
    // Each page has a head and bars of its own, so the copy is a little shorter than their sum.
    if longest * 10 < (sum - longest) * 6 {
        return;
    }
    let Some(whole) = paths.get(at).and_then(read) else {
        return;
    };
    let whole = places(&whole);
    let (mut all, mut held) = (0, 0);
    let mut seen = BTreeSet::new();
    for (_, path) in paths.iter().enumerate().filter(|(index, _)| *index != at) {
        let Some(data) = read(path) else { continue };
        for id in places(&data) {
            held += usize::from(whole.contains(&id));
            all += 1;
            seen.insert(id);
        }
    }
    if seen.len() >= FEWEST && held * 10 >= all * 9 {
        let path = paths.remove(at);
        let message = format!("'{path}' is left out: it holds the other pages once more");
        loading.report(
            Diagnostic::new(&rules::FILE_ASIDE, message)
                .hint("where it is not so, list the files in 'files' of [build]")
                .at(Location::file(path.as_str())),
        );
    }
}

/// Leaves out pages that say again what the others say, for other readers on the web: `chap1_mj.html` beside `chap1.html`.
/// Translations are named alike and say it in other words. Gives the pages that are kept, each with the name of the one that
/// was left out.
pub(super) fn leave_out_twins(
    loading: &mut Loading<'_>,
    paths: &mut Vec<String>,
) -> BTreeMap<String, String> {
    const FEWEST: usize = 3;
    let known: BTreeSet<&str> = paths.iter().map(String::as_str).collect();
    let mut pairs: BTreeMap<&str, Vec<(&str, String)>> = BTreeMap::new();
    for path in paths.iter() {
        let Some((base, extension)) = path.rsplit_once('.') else {
            continue;
        };
        let Some(at) = base.rfind(['_', '-']) else {
            continue;
        };
        let (name, ending) = base.split_at(at);
        let first = format!("{name}.{extension}");
        if known.contains(first.as_str()) {
            pairs.entry(ending).or_default().push((path, first));
        }
    }
    let Some(pairs) = pairs.into_values().max_by_key(Vec::len) else {
        return BTreeMap::new();
    };
    let words = |path: &str| {
        let data = loading.files.read(path).unwrap_or_default();
        words_of(&String::from_utf8_lossy(&data))
    };
    let is_again = |(twin, first): &&(&str, String)| {
        let (twin, first) = (words(twin), words(first));
        let shared = twin.intersection(&first).count();
        !twin.is_empty() && shared * 10 >= twin.len().max(first.len()) * 8
    };
    // Of a whole set of pages, or of none.
    if pairs.len() < FEWEST
        || pairs.len() * 5 < paths.len() * 2
        || !pairs.iter().all(|pair| is_again(&pair))
    {
        return BTreeMap::new();
    }
    if let Some((twin, first)) = pairs.first() {
        let message = format!(
            "{} pages are left out: they say again what others say, as '{twin}' and '{first}'",
            pairs.len()
        );
        loading.report(
            Diagnostic::new(&rules::FILE_ASIDE, message)
                .hint("where it is not so, list the files in 'files' of [build]")
                .at(Location::file(*twin)),
        );
    }
    let owned = |(twin, first): (&str, String)| (first, twin.to_owned());
    let pairs: BTreeMap<String, String> = pairs.into_iter().map(owned).collect();
    let twins: BTreeSet<&String> = pairs.values().collect();
    paths.retain(|path| !twins.contains(path));
    pairs
}

/// Lets links to pages that were left out lead to those that say the same.
pub(super) fn name_twins(twins: &BTreeMap<String, String>, pieces: &mut [Piece], depth: usize) {
    for piece in pieces {
        if let Body::Document(document) = &mut piece.body
            && let Some(twin) = twins.get(&document.path)
        {
            let name = twin.rsplit('/').next().unwrap_or(twin);
            let stem = name.split('.').next().unwrap_or(name);
            document.names.push(stem.to_owned());
        }
        if depth < DEEPEST {
            name_twins(twins, &mut piece.children, depth + 1);
        }
    }
}

/// The words between the tags of a page.
fn words_of(page: &str) -> BTreeSet<String> {
    let body = page.split_once("<body").map_or(page, |(_, body)| body);
    let texts = body
        .split('<')
        .map(|piece| piece.split_once('>').map_or("", |(_, text)| text));
    let words = texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The ids of a page.
fn places(data: &[u8]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for mark in [b"id=".as_slice(), b"name=".as_slice()] {
        for at in memchr::memmem::find_iter(data, mark) {
            let rest = data.get(at + mark.len()..).unwrap_or_default();
            let quote = match rest.first() {
                Some(quote @ (b'"' | b'\'')) => *quote,
                _ => continue,
            };
            let rest = rest.get(1..).unwrap_or_default();
            let end = memchr::memchr(quote, rest.get(..120.min(rest.len())).unwrap_or_default());
            if let Some(id) = end
                .and_then(|end| rest.get(..end))
                .filter(|id| id.len() > 2)
            {
                found.insert(String::from_utf8_lossy(id).into_owned());
            }
        }
    }
    found
}

/// The pages in the order of the contents page; `None` where no page lists most of the others. The pages that it leaves
/// out follow in their own order.
pub(super) fn listed(loading: &Loading<'_>, paths: &[String]) -> Option<Vec<Entry>> {
    let home = home(paths)?;
    let folder = home.rsplit_once('/').map_or("", |(folder, _)| folder);
    let known: BTreeSet<&str> = paths.iter().map(String::as_str).collect();
    let of_list = |name: &&str| {
        let path = paths.iter().find(|path| {
            let stem = stem(path);
            (stem == **name || stem.ends_with(&format!("_{name}")))
                && path.rsplit_once('/').map_or("", |(at, _)| at) == folder
        })?;
        let data = loading.files.read(path).ok()?;
        let decoded = encoding::decode(&data, loading.project.settings.encoding.as_deref()).ok()?;
        Some(entries(&decoded.text, path, &known))
    };
    let best = LISTS
        .iter()
        .filter_map(of_list)
        .reduce(|best, next| if next.len() > best.len() { next } else { best })?;
    let text = |path: &str| path != home && !is_furniture(path);
    let pages = paths.iter().filter(|path| text(path)).count();
    let mut found = vec![Entry {
        path: home.clone(),
        depth: 0,
    }];
    found.extend(best.into_iter().filter(|entry| text(&entry.path)));
    if found.len() < 2 || (found.len() - 1) * 2 < pages {
        return None;
    }
    let in_list: BTreeSet<String> = found.iter().map(|entry| entry.path.clone()).collect();
    let rest = paths
        .iter()
        .filter(|path| text(path) && !in_list.contains(*path));
    found.extend(rest.map(|path| Entry {
        path: path.clone(),
        depth: 0,
    }));
    Some(found)
}

/// Whether a page serves readers on the web only.
pub(super) fn is_furniture(path: &str) -> bool {
    FURNITURE.contains(&stem(path).as_str())
        || ["_toc", "_ovr", "_abt"]
            .iter()
            .any(|end| stem(path).ends_with(end))
}

/// The pages that the lists of a page name, each once.
fn entries(text: &str, path: &str, known: &BTreeSet<&str>) -> Vec<Entry> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found: Vec<Entry> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        let (closes, name) = match after.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, after),
        };
        let end = name
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        match name.get(..end).unwrap_or("").to_ascii_lowercase().as_str() {
            "ul" | "ol" | "dl" if closes => depth = depth.saturating_sub(1),
            "ul" | "ol" | "dl" => depth += 1,
            "a" if depth > 0 && !closes => {
                let target = href(name.split('>').next().unwrap_or(""));
                let target = target
                    .and_then(|href| join(folder, &decode(href.split(['#', '?']).next()?)))
                    .filter(|target| known.contains(target.as_str()));
                if let Some(target) = target
                    && seen.insert(target.clone())
                {
                    found.push(Entry {
                        path: target,
                        depth: depth.min(DEEPEST),
                    });
                }
            }
            _ => {}
        }
    }
    let least = found.iter().map(|entry| entry.depth).min().unwrap_or(0);
    found.iter_mut().for_each(|entry| entry.depth -= least);
    found
}

/// The `href` of a tag.
fn href(tag: &str) -> Option<&str> {
    let (_, value) = tag.split_once("href")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

/// The name of a file in small letters, without folder and extension.
fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_give_order_and_depth() {
        let page = "<p><a href='c.html'>next</a></p><ul><li><a class=x href=\"b.html#s\">B</a>\
                    <ul><li><a href='a.html'>A</a></li></ul></li><li><a href='b.html'>B again</a>\
                    <a href='https://x/'>X</a></li><li><a href='c.html'>C</a></li></ul>";
        let found = entries(page, "index.html", &["a.html", "b.html", "c.html"].into());
        let found: Vec<(&str, usize)> = found
            .iter()
            .map(|entry| (entry.path.as_str(), entry.depth))
            .collect();
        assert_eq!(found, [("b.html", 0), ("a.html", 1), ("c.html", 0)]);
    }
}
