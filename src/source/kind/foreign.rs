//! Texts in a markup that deckle does not read: taken for plain text, their marks would stand in the book as letters.

use super::after_prolog;

/// A markup, how a file's name ends that holds it, and what shows that the text is in it.
struct Markup {
    name: &'static str,
    extensions: &'static [&'static str],
    shows: fn(&str) -> bool,
}

/// Markups without a word at their beginning that names them: they are believed where the name of the file says so too.
const MARKUPS: &[Markup] = &[
    Markup {
        name: "LaTeX",
        extensions: &["tex", "ltx", "latex"],
        shows: |text| lines(text).any(|line| line.starts_with('\\')),
    },
    Markup {
        name: "reStructuredText",
        extensions: &["rst", "rest"],
        shows: |text| {
            lines(text).any(|line| {
                line.starts_with(".. ") || line.ends_with("::") || is_rule(line, "=-~^\"*#")
            })
        },
    },
    Markup {
        name: "AsciiDoc",
        extensions: &["adoc", "asciidoc", "asc"],
        shows: |text| {
            lines(text).any(|line| {
                let level = line.trim_start_matches('=');
                level.len() < line.len() && level.starts_with(' ') || is_rule(line, "-=*_")
            })
        },
    },
    Markup {
        name: "an Org file",
        extensions: &["org"],
        shows: |text| lines(text).any(|line| line.starts_with("* ") || line.starts_with("#+")),
    },
    Markup {
        name: "Typst",
        extensions: &["typ"],
        shows: |text| lines(text).any(|line| line.starts_with("= ") || line.starts_with('#')),
    },
    Markup {
        name: "Textile",
        extensions: &["textile"],
        shows: |text| lines(text).any(|line| line.starts_with('h') && line.get(2..4) == Some(". ")),
    },
    Markup {
        name: "wiki text",
        extensions: &["mediawiki", "wiki"],
        shows: |text| {
            lines(text)
                .any(|line| line.starts_with("==") || line.contains("[[") || line.contains("'''"))
        },
    },
    Markup {
        name: "JSON that is no notebook",
        extensions: &["ipynb"],
        shows: |text| text.trim_start().starts_with('{'),
    },
    Markup {
        name: "a file of subtitles",
        extensions: &["srt", "vtt", "sbv", "ass", "ssa"],
        shows: |text| {
            let is_time = |line: &str| line.contains(" --> ") || line.starts_with("Dialogue:");
            lines(text).any(is_time)
        },
    },
    Markup {
        name: "a table of values",
        extensions: &["csv", "tsv"],
        shows: |text| lines(text).any(|line| line.contains([',', ';', '\t'])),
    },
    Markup {
        name: "a list of works (BibTeX)",
        extensions: &["bib"],
        shows: |text| lines(text).any(|line| line.starts_with('@') && line.contains('{')),
    },
    Markup {
        name: "a manual page (roff)",
        extensions: &["1", "2", "3", "4", "5", "6", "7", "8", "man", "mdoc", "ms"],
        shows: |text| lines(text).any(|line| line.starts_with(".TH ") || line.starts_with(".Dd ")),
    },
    Markup {
        name: "JSON",
        extensions: &["json"],
        shows: |text| text.trim_start().starts_with(['{', '[']),
    },
];

/// The markup that a text is in, where deckle does not read it. HTML is not asked about: it is read.
pub(super) fn markup(text: &str, extension: &str) -> Option<&'static str> {
    if let Some(name) = xml(text) {
        return Some(name);
    }
    let class =
        |line: &str| line.starts_with("\\documentclass") || line.starts_with("\\documentstyle");
    if lines(text)
        .take(200)
        .find(|line| !line.starts_with('%'))
        .is_some_and(class)
    {
        return Some("LaTeX");
    }
    let named = MARKUPS
        .iter()
        .find(|markup| markup.extensions.contains(&extension))?;
    (named.shows)(text).then_some(named.name)
}

/// What kind of XML, where it is XML.
fn xml(text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    let body = after_prolog(start);
    let declared = start.starts_with("<?xml");
    let root = body.strip_prefix('<')?;
    let root = root.strip_prefix("!DOCTYPE ").unwrap_or(root);
    let end = root
        .find(|c: char| c.is_whitespace() || c == '>' || c == '/')
        .unwrap_or(root.len());
    let name = root.get(..end)?;
    let local = name.rsplit(':').next().unwrap_or(name);
    Some(match local {
        "FictionBook" => "a FictionBook",
        "TEI" | "TEI.2" | "teiCorpus" => "a TEI document",
        "dtbook" => "a DTBook",
        "book" | "article" if root.contains("docbook") => "a DocBook document",
        _ if declared => "an XML document",
        _ => return None,
    })
}

/// The lines that hold something, without the space around it.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// Whether a line is nothing but one of the signs, four times or more.
fn is_rule(line: &str, signs: &str) -> bool {
    let first = line.chars().next();
    first.is_some_and(|sign| signs.contains(sign) && line.chars().all(|other| other == sign))
        && line.len() >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_other_tools_is_known() {
        for (name, extension, text) in [
            (
                "a FictionBook",
                "fb2",
                "<?xml version=\"1.0\"?>\n<FictionBook xmlns=\"x\"><body/></FictionBook>",
            ),
            (
                "a TEI document",
                "txt",
                "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text/></TEI>",
            ),
            (
                "a DocBook document",
                "xml",
                "<?xml version=\"1.0\"?>\n<!-- a note -->\n<book xmlns=\"http://docbook.org/ns/docbook\"/>",
            ),
            (
                "an XML document",
                "xml",
                "<?xml version=\"1.0\"?><harbour/>",
            ),
            (
                "LaTeX",
                "txt",
                "% the harbour\n\n\\documentclass[a4paper]{book}\n\\begin{document}\n",
            ),
            ("LaTeX", "tex", "The boats\n\n\\section{Harbour}\n"),
            (
                "reStructuredText",
                "rst",
                "Harbour\n=======\n\nThe boats.\n",
            ),
            ("AsciiDoc", "adoc", "= Harbour\n\nThe boats.\n"),
            ("an Org file", "org", "* Harbour\nThe boats.\n"),
            ("wiki text", "wiki", "== Harbour ==\n'''Boats''' in it.\n"),
        ] {
            assert_eq!(markup(text, extension), Some(name), "{text}");
        }
    }

    #[test]
    fn texts_that_look_like_it_are_read() {
        for (extension, text) in [
            (
                "txt",
                "The class \\documentclass is set in the first line of a file.\n",
            ),
            (
                "txt",
                "I began with\n\n\\documentclass{book}\n\nand went on.\n",
            ),
            ("md", "<div align=\"center\">\n\n# Harbour\n\n</div>\n"),
            ("txt", "<<The boats>> said he.\n"),
            ("txt", "* Harbour\n* Boats\n"),
            ("txt", "Harbour\n=======\n\nThe boats.\n"),
            ("rst", "The boats lay in the harbour.\n"),
            ("tex", "The boats lay in the harbour.\n"),
            ("md", "{{#include boats.md}}\n"),
        ] {
            assert_eq!(markup(text, extension), None, "{text}");
        }
    }
}
