//! Searching a book in pages, from disk: a page with a form, and a script that carries the texts.
//!
//! Only where it was asked for. No other page has a script; without scripts the form stays hidden, and the contents lead
//! everywhere as before.

use super::head::push_pair;
use crate::emit::content::push_text;
use crate::emit::labels::Labels;

/// The page with the form.
pub(super) const PAGE: &str = "search.html";
/// The script.
pub(super) const SCRIPT: &str = "search.js";

/// The texts of the pages.
#[derive(Default)]
pub(super) struct Index {
    pages: Vec<[String; 3]>,
}

impl Index {
    /// Adds a page by the markup that was written for it.
    pub(super) fn add(&mut self, path: &str, title: &str, markup: &str) {
        self.pages
            .push([path.to_owned(), title.to_owned(), letters(markup)]);
    }
}

/// The form, and where the results go.
pub(super) fn push_form(out: &mut String, labels: Labels) {
    out.push_str("<form class=\"find\" role=\"search\" hidden=\"hidden\">\n<input type=\"search\"");
    push_pair(out, "aria-label", labels.search);
    out.push_str("/>\n<button type=\"submit\">");
    push_text(out, labels.search);
    out.push_str("</button>\n</form>\n<p role=\"status\"></p>\n<ol class=\"found\"></ol>\n<script");
    push_pair(out, "src", SCRIPT);
    out.push_str("></script>\n");
}

/// The script with the texts in it: `fetch` does not work from disk.
pub(super) fn script(index: &Index) -> String {
    // JSON is JavaScript (ECMAScript 2019, "JSON superset").
    let pages = serde_json::to_string(&index.pages).unwrap_or_else(|_| "[]".to_owned());
    format!(
        "const pages = {pages};\n\n{}",
        include_str!("../../../styles/search.js")
    )
}

/// The text of markup that this program wrote: without tags, references resolved, white space collapsed.
fn letters(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len() / 2);
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        text.push_str(rest.get(..at).unwrap_or_default());
        let tag = rest.get(at..).unwrap_or_default();
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        // Words of neighbouring blocks must not run together; words in pieces must.
        let is_inline = [
            "<em", "</em", "<strong", "</strong", "<span", "</span", "<i", "</i", "<b>", "</b>",
            "<sub", "</sub",
        ]
        .iter()
        .any(|name| tag.starts_with(name));
        if !is_inline {
            text.push(' ');
        }
        rest = tag.get(end..).unwrap_or_default();
    }
    text.push_str(rest);
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_the_text() {
        let markup = "<p class=\"a\">One <em>wo</em>rd &amp; more</p>\n<p>Two</p>";
        assert_eq!(letters(markup), "One word & more Two");
    }

    #[test]
    fn the_script_carries_the_pages() {
        let mut index = Index::default();
        index.add("one.html", "One \"1\"", "<p>Text</p>");
        let script = script(&index);
        assert!(
            script.starts_with(r#"const pages = [["one.html","One \"1\"","Text"]];"#),
            "{script}"
        );
    }
}
