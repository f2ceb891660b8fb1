//! The NCX of EPUB 2, from the same tree as the navigation document: old devices read no other contents.

use super::navigation::Entry;
use crate::emit::xml::Xml;

/// Writes it. `pages` are label and address; the addresses are relative to the package document.
pub(crate) fn write(
    identifier: &str,
    title: &str,
    language: &str,
    tree: &[Entry],
    pages: &[(String, String)],
) -> Vec<u8> {
    let mut xml = Xml::new(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        2048 + tree.len() * 200,
    );
    xml.collapse_empty(true);
    xml.open("ncx")
        .attr("xmlns", "http://www.daisy.org/z3986/2005/ncx/")
        .attr("version", "2005-1")
        .attr("xml:lang", language);
    xml.newline().open("head").newline();
    let depth = depth(tree).to_string();
    let total = pages.len().to_string();
    let highest = pages
        .iter()
        .filter_map(|(label, _)| label.parse::<u32>().ok())
        .max()
        .unwrap_or(0)
        .to_string();
    for (name, content) in [
        ("dtb:uid", identifier),
        ("dtb:depth", &depth),
        ("dtb:totalPageCount", &total),
        ("dtb:maxPageNumber", &highest),
    ] {
        xml.open("meta")
            .attr("name", name)
            .attr("content", content)
            .close()
            .newline();
    }
    xml.close().newline();
    xml.open("docTitle");
    xml.element("text", title).close().newline();
    xml.open("navMap").newline();
    let mut order = 0;
    points(&mut xml, tree, &mut order);
    xml.close().newline();
    if !pages.is_empty() {
        xml.open("pageList").newline();
        let mut numbers = std::collections::BTreeSet::new();
        for (index, (label, href)) in pages.iter().enumerate() {
            order += 1;
            let number = label
                .parse::<u32>()
                .ok()
                .filter(|&number| number > 0)
                .map(|number| number.to_string());
            xml.open("pageTarget")
                .attr("id", &format!("page-target-{}", index + 1));
            xml.attr("type", if number.is_some() { "normal" } else { "front" });
            // A number that was there before (a preface and a text both counted from 1) is no value of its own.
            let value = number.filter(|number| numbers.insert(number.clone()));
            xml.attr_some("value", value.as_deref())
                .attr("playOrder", &order.to_string());
            xml.open("navLabel").element("text", label).close();
            xml.open("content")
                .attr("src", href)
                .close()
                .close()
                .newline();
        }
        xml.close().newline();
    }
    xml.finish()
}

fn depth(entries: &[Entry]) -> usize {
    entries
        .iter()
        .map(|entry| 1 + depth(&entry.children))
        .max()
        .unwrap_or(0)
}

fn points(xml: &mut Xml, entries: &[Entry], order: &mut usize) {
    for entry in entries {
        *order += 1;
        xml.open("navPoint")
            .attr("id", &format!("point-{order}"))
            .attr("playOrder", &order.to_string());
        xml.open("navLabel").element("text", &entry.title).close();
        xml.open("content").attr("src", &entry.href).close();
        if !entry.children.is_empty() {
            xml.newline();
            points(xml, &entry.children, order);
        }
        xml.close().newline();
    }
}
