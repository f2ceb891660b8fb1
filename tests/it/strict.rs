//! The checker's XML parser against roxmltree, an independent strict one: both take and refuse the same documents.

use deckle::check::{CheckOptions, check_entries};
use deckle::epub::Entry;

const HEAD: &str =
    "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>T</title></head><body>";
const TAIL: &str = "</body></html>";

/// What stands between head and tail.
const BODIES: &[&str] = &[
    "<p>text</p>",
    "<p>a &amp; b &#65; &#x42;</p>",
    "<p title='a \"b\"'/>",
    "<!-- a comment --><p/>",
    "<![CDATA[a < b]]>",
    "<?target data?><p/>",
    "<p>\u{e9}\u{4e2d}\u{1f600}</p>",
    "<p>",
    "</p>",
    "<b><i></b></i>",
    "<p>a & b</p>",
    "<p>&unknown;</p>",
    "<p>&#1;</p>",
    "<p>&#xFFFE;</p>",
    "<p>\u{1}</p>",
    "<p title=\"a<b\"/>",
    "<p title=a/>",
    "<p title/>",
    "<p a=\"1\"b=\"2\"/>",
    "<p a=\"1\" a=\"2\"/>",
    "<x:p/>",
    "<p x:a=\"1\"/>",
    "<1p/>",
    "<p>]]></p>",
    "<!-- a -- b -->",
    "<!-- open",
    "<?xml version=\"1.0\"?>",
    "<p xmlns:a=\"u\" xmlns:b=\"u\" a:x=\"1\" b:x=\"2\"/>",
    "<p",
    "<p>a > b</p>",
];

fn entries(chapter: &str) -> Vec<Entry> {
    let files = [
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            "<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"p.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>",
        ),
        (
            "p.opf",
            "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"i\"><metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:identifier id=\"i\">x</dc:identifier><dc:title>T</dc:title><dc:language>en</dc:language><meta property=\"dcterms:modified\">2026-01-01T00:00:00Z</meta></metadata><manifest><item id=\"c\" href=\"c.xhtml\" media-type=\"application/xhtml+xml\"/></manifest><spine><itemref idref=\"c\"/></spine></package>",
        ),
        ("c.xhtml", chapter),
    ];
    files
        .into_iter()
        .map(|(path, text)| Entry::plain(path, text.as_bytes()))
        .collect()
}

/// Whether the checker takes the document for well-formed.
fn taken(chapter: &str) -> bool {
    check_entries(&entries(chapter), &CheckOptions::default())
        .iter()
        .all(|finding| finding.rule.name != "xml-not-well-formed")
}

#[test]
fn both_parsers_take_and_refuse_the_same() {
    let whole = [
        "",
        "text",
        "<a/><b/>",
        "<a/>text",
        " <?xml version=\"1.0\"?><a/>",
    ];
    let documents = BODIES
        .iter()
        .map(|body| format!("{HEAD}{body}{TAIL}"))
        .chain(whole.into_iter().map(str::to_owned));
    let mut disagree = Vec::new();
    for document in documents {
        let strict = roxmltree::Document::parse(&document).is_ok();
        if taken(&document) != strict {
            disagree.push(format!("roxmltree {strict}: {document}"));
        }
    }
    assert!(disagree.is_empty(), "{}", disagree.join("\n"));
}
