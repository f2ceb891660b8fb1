//! Blocks of site generators: `=== "Tab"`, tags with `markdown="1"`, `*[HTML]: …`, `%%` comments, and bookdown's parts.

use super::containers::{escape, indented, tag};
use super::{DEPTH_LIMIT, Line, State, Writer};
use crate::source::elements::{Attribute, parse_attributes};

/// Tags between which pandoc reads Markdown, each alone on its line.
fn is_lone_tag(content: &str) -> bool {
    const NAMES: &[&str] = &[
        "div",
        "section",
        "article",
        "aside",
        "details",
        "blockquote",
        "center",
        "main",
    ];
    let Some(inner) = content
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
    else {
        return false;
    };
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let name = inner.split([' ', '\t']).next().unwrap_or("");
    NAMES.contains(&name) && !inner.contains(['<', '>'])
}

impl Writer<'_> {
    /// `=== "Linux"` with its indented text: the title stands above it.
    pub(super) fn tab(&mut self, line: &Line, rest: &[Line], depth: usize) -> usize {
        let title = line
            .content
            .strip_prefix("===")
            .map(|rest| rest.trim_start_matches(['!', '+']).trim())
            .and_then(|rest| rest.strip_prefix('"'))
            .and_then(|rest| rest.strip_suffix('"'));
        let Some(title) = title.filter(|_| depth < DEPTH_LIMIT) else {
            return 0;
        };
        let Some(inner) = indented(line, rest) else {
            return 0;
        };
        self.block(line, "<deckle-division class=\"tab\">");
        self.block(line, &format!("<p><strong>{}</strong></p>", escape(title)));
        self.inner(line, "", &inner, "</deckle-division>", depth);
        inner.len() + 1
    }

    /// `$$ {#eq:area}`: the end of a formula with the anchor that authors give it.
    pub(super) fn labelled_formula(&mut self, line: &Line) -> bool {
        if !line.content.ends_with('}') || !line.content.contains("$$") {
            return false;
        }
        let ends = match self.state {
            State::Math => true,
            State::Text => {
                line.content.starts_with("$$") && line.content.matches("$$").count() == 2
            }
            _ => false,
        };
        let Some((tex, list)) = line.content.rsplit_once("$$").filter(|_| ends) else {
            return false;
        };
        let list = list
            .trim()
            .strip_prefix('{')
            .and_then(|list| list.strip_suffix('}'));
        let Some(attributes) = list.and_then(parse_attributes) else {
            return false;
        };
        self.state = State::Text;
        self.place(line.start);
        self.out.push_str(&format!("{}{tex}$$\n", line.prefix));
        let attributes: Vec<Attribute> = std::iter::once(("where".into(), "previous".to_owned()))
            .chain(attributes)
            .collect();
        self.block(line, &tag("deckle-attributes", &attributes));
        true
    }

    /// A tag that says that Markdown stands in it, and its end.
    pub(super) fn tag_around_markdown(&mut self, line: &Line) -> usize {
        let content = line.content;
        if content.starts_with("</") && self.around > 0 && content.ends_with('>') {
            self.around -= 1;
            self.block(line, content);
            return 1;
        }
        if self.reads_inside_tags && !line.is_deep() && is_lone_tag(content) {
            self.block(line, content);
            return 1;
        }
        let says_so = [
            " markdown=\"1\"",
            " markdown=\"block\"",
            " markdown=\"span\"",
            " markdown=1",
            " markdown>",
        ]
        .into_iter()
        .find(|mark| content.contains(mark));
        let Some(mark) = says_so.filter(|_| content.ends_with('>') && !content.contains("</"))
        else {
            return 0;
        };
        let keep = if mark.ends_with('>') { ">" } else { "" };
        let markup = content.replacen(mark, keep, 1);
        self.block(line, &markup);
        self.around += 1;
        1
    }

    /// `*[HTML]: Hyper Text …`: abbreviations, which sites show over the words. Here they are a list.
    pub(super) fn abbreviations(&mut self, line: &Line, rest: &[Line]) -> usize {
        let pair = |line: &Line| {
            let (term, words) = line.content.strip_prefix("*[")?.split_once("]:")?;
            (!term.is_empty() && !term.contains(['[', ']']) && !words.trim().is_empty())
                .then(|| (escape(term), escape(words.trim())))
        };
        let pairs: Vec<_> = rest.iter().map_while(pair).collect();
        if pairs.is_empty() {
            return 0;
        }
        let items: String = pairs
            .iter()
            .map(|(term, words)| format!("<dt>{term}</dt><dd>{words}</dd>"))
            .collect();
        self.block(line, &format!("<dl>{items}</dl>"));
        pairs.len()
    }

    /// A comment between two lines of `%%`.
    pub(super) fn comment(rest: &[Line]) -> usize {
        rest.iter()
            .skip(1)
            .position(|line| line.content == "%%")
            .map_or(0, |end| end + 2)
    }

    /// Leanpub's `-# Beginnings`: the heading of a part.
    pub(super) fn old_part(&mut self, line: &Line) -> usize {
        let words = line.content.trim_start_matches("-#").trim();
        self.place(line.start);
        self.out.push_str(&format!("# {words} {{role=part}}\n"));
        1
    }

    /// `# (PART) Beginnings {-}`: the heading of a part.
    pub(super) fn part_heading(&mut self, line: &Line) -> usize {
        let words = line.content.trim_start_matches('#').trim_start();
        let rest = ["(PART) ", "(PART\\*) ", "(APPENDIX) "]
            .into_iter()
            .find_map(|mark| words.strip_prefix(mark));
        let Some(rest) = rest.filter(|_| line.prefix.is_empty()) else {
            return 0;
        };
        let Some(words) = rest.strip_suffix("{-}") else {
            return 0;
        };
        self.place(line.start);
        self.out
            .push_str(&format!("# {} {{- role=part}}\n", words.trim_end()));
        1
    }
}
