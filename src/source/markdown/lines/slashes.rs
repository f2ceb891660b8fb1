//! Blocks between slashes, as the documentation of programs has them: `/// note | Title`, the text, `///`. More slashes go
//! around fewer.

use super::containers::{escape, tag};
use super::{Line, Writer};
use crate::source::elements::Attribute;

/// How far the closing slashes may be, in lines.
const WINDOW: usize = 2_000;

/// Blocks that are a remark.
const REMARKS: &[&str] = &[
    "admonition",
    "attention",
    "caution",
    "danger",
    "error",
    "example",
    "hint",
    "important",
    "info",
    "note",
    "question",
    "success",
    "tip",
    "warning",
];

impl Writer<'_> {
    /// The lines that open or close a block. Slashes that nothing closes, and those of other words, are letters.
    pub(super) fn slashes(&mut self, line: &Line, rest: &[Line]) -> usize {
        let run = slashes(line.content);
        let head = line.content.get(run..).unwrap_or("");
        if run < 3 {
            return 0;
        }
        if head.is_empty() {
            let Some(end) = self.open.pop() else { return 0 };
            self.block(line, end);
            return 1;
        }
        let Some(head) = head.strip_prefix(' ') else {
            return 0;
        };
        let (name, title) = head.split_once('|').unwrap_or((head, ""));
        let (name, title) = (name.trim(), title.trim());
        let closes = |line: &Line| slashes(line.content) == run && line.content.len() == run;
        if !rest.iter().skip(1).take(WINDOW).any(closes) {
            return 0;
        }
        let options: Vec<&Line> = (rest.iter().skip(1))
            .take_while(|line| line.is_deep() && line.content.contains(':'))
            .collect();
        let option = |wanted: &str| {
            let mut found = options
                .iter()
                .filter_map(|line| line.content.split_once(':'));
            found.find_map(|(name, value)| (name.trim() == wanted).then(|| value.trim()))
        };
        let kind = option("type").filter(|_| name == "admonition");
        let Some((start, end)) = block_of(name, kind.unwrap_or(name), title) else {
            return 0;
        };
        let count = 1 + options.len();
        self.block(line, &start);
        self.open.push(end);
        count
    }
}

fn slashes(content: &str) -> usize {
    content.bytes().take_while(|&byte| byte == b'/').count()
}

/// The tags that stand for a block.
fn block_of(name: &str, kind: &str, title: &str) -> Option<(String, &'static str)> {
    let titled = |mut attributes: Vec<Attribute>| {
        if !title.is_empty() {
            attributes.push(("title".into(), title.to_owned()));
        }
        attributes
    };
    if REMARKS.contains(&name) {
        let kind = if kind == "admonition" { "note" } else { kind };
        let attributes = titled(vec![("kind".into(), kind.to_owned())]);
        return Some((tag("deckle-callout", &attributes), "</deckle-callout>"));
    }
    let class = match name {
        "details" => {
            let summary = if title.is_empty() {
                String::new()
            } else {
                format!("<summary>{}</summary>", escape(title))
            };
            return Some((format!("<details>{summary}"), "</details>"));
        }
        "tab" => {
            let attributes = titled(vec![("class".into(), "tab".to_owned())]);
            return Some((tag("deckle-division", &attributes), "</deckle-division>"));
        }
        // The title says which element, and its classes: `div.result`.
        "html" => title
            .split('.')
            .skip(1)
            .map(|class| class.split(['[', '#', ' ']).next().unwrap_or(""))
            .collect::<Vec<_>>()
            .join(" "),
        "caption" | "figure-caption" | "table-caption" => "caption".to_owned(),
        "define" => String::new(),
        _ => return None,
    };
    let attributes: Vec<Attribute> = if class.is_empty() {
        Vec::new()
    } else {
        vec![("class".into(), class)]
    };
    Some((tag("deckle-division", &attributes), "</deckle-division>"))
}
