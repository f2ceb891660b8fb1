//! Any bytes as one file of a publication that is good but for it: the first byte says which.

#![no_main]

use deckle::check::{CheckOptions, check_entries};
use deckle::epub::Entry;
use libfuzzer_sys::fuzz_target;

const CONTAINER: &str = r#"<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;
const PACKAGE: &str = r#"<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier><dc:title>T</dc:title><dc:language>en</dc:language><meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata><manifest><item id="n" href="n.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="c" href="c.xhtml" media-type="application/xhtml+xml" media-overlay="o"/><item id="s" href="s.css" media-type="text/css"/><item id="g" href="g.svg" media-type="image/svg+xml"/><item id="x" href="t.ncx" media-type="application/x-dtbncx+xml"/><item id="o" href="o.smil" media-type="application/smil+xml"/></manifest><spine toc="x"><itemref idref="c"/></spine></package>"#;
const NAVIGATION: &str = r#"<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>N</title></head><body><nav epub:type="toc"><ol><li><a href="c.xhtml">C</a></li></ol></nav></body></html>"#;
const CHAPTER: &str = r#"<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>C</title><link rel="stylesheet" href="s.css"/></head><body><p>C</p></body></html>"#;

/// The files that may be replaced, in the order of the first byte.
const FILES: [&str; 8] = ["c.xhtml", "p.opf", "s.css", "n.xhtml", "g.svg", "t.ncx", "o.smil", "META-INF/container.xml"];

fuzz_target!(|data: &[u8]| {
    let Some((&which, body)) = data.split_first() else { return };
    let replaced = FILES[usize::from(which) % FILES.len()];
    let files = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("p.opf", PACKAGE),
        ("n.xhtml", NAVIGATION),
        ("c.xhtml", CHAPTER),
        ("s.css", "p { margin: 0 }"),
        ("g.svg", r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#),
        ("t.ncx", r#"<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"/>"#),
        ("o.smil", r#"<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0"/>"#),
    ];
    let entries: Vec<Entry> = files
        .into_iter()
        .map(|(path, text)| Entry::plain(path, if path == replaced { body } else { text.as_bytes() }))
        .collect();
    let _ = check_entries(&entries, &CheckOptions::default());
});
