//! Directives of MyST, in which Sphinx's and Jupyter's authors write: `:::{note} Title` and the same between backticks, with
//! options in lines of `:key: value`. Also the `::: package.module` of tools that write documentation from code.

use super::containers::{escape, tag};
use super::{DEPTH_LIMIT, Line, Writer, head, references};
use crate::source::elements::{Attribute, MARK_UNKNOWN, is_callout};

/// Directives of code, whose argument is the language.
const LISTINGS: &[&str] = &[
    "code",
    "code-block",
    "code-cell",
    "sourcecode",
    "literalinclude",
];

/// Directives that arrange pages of a site.
const DROPPED: &[&str] = &[
    "toctree",
    "contents",
    "tableofcontents",
    "index",
    "raw",
    "bibliography",
];

/// A directive: its name and what follows it on the line.
pub(super) fn directive(rest: &str) -> Option<(&str, &str)> {
    let (name, argument) = rest.strip_prefix('{')?.split_once('}')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b':' | b'_'));
    is_name.then_some((name, argument.trim()))
}

impl Writer<'_> {
    /// `:::{name} argument`; it is open until its colons close it. How many lines it took.
    pub(super) fn opened_directive(&mut self, line: &Line, rest: &[Line]) -> usize {
        let content = line.content.trim_start_matches(':').trim();
        let Some((name, argument)) = directive(content) else {
            return 0;
        };
        let colons = line.content.len() - line.content.trim_start_matches(':').len();
        let ends = |line: &Line| {
            line.content.len() >= colons && line.content.bytes().all(|byte| byte == b':')
        };
        if DROPPED.contains(&name)
            && let Some(end) = rest.iter().skip(1).position(ends)
        {
            self.block(line, "");
            return end + 2;
        }
        let (options, taken) = options(rest.get(1..).unwrap_or(&[]));
        let (start, title, end) = shape(name, argument, &options);
        self.block(line, &start);
        if !title.is_empty() {
            self.block(line, &title);
        }
        self.open.push(end);
        1 + taken
    }

    /// A directive between backticks, all of it. How many lines it took; 0 where it is none that holds Markdown.
    pub(super) fn fenced_directive(&mut self, line: &Line, rest: &[Line], depth: usize) -> usize {
        let content = line.content;
        let fence = content.get(..content.len() - content.trim_start_matches('`').len());
        let Some((fence, (name, argument))) =
            fence.zip(directive(content.trim_start_matches('`').trim()))
        else {
            return 0;
        };
        let is_text = is_callout(name)
            || DROPPED.contains(&name)
            || matches!(
                name,
                "admonition"
                    | "figure"
                    | "image"
                    | "dropdown"
                    | "margin"
                    | "sidebar"
                    | "epigraph"
                    | "card"
                    | "tab-item"
            );
        let ends = |line: &Line| {
            line.content.len() >= fence.len()
                && line.content.bytes().all(|byte| byte == b'`')
                && !line.content.is_empty()
        };
        let Some(end) = rest
            .iter()
            .skip(1)
            .position(ends)
            .filter(|_| depth < DEPTH_LIMIT)
        else {
            return 0;
        };
        let body = rest.get(1..=end).unwrap_or(&[]);
        let (options, taken) = options(body);
        let inner = body.get(taken..).unwrap_or(&[]);
        if LISTINGS.contains(&name) && !argument.contains('{') {
            self.block(line, "");
            self.out
                .push_str(&format!("{}~~~~~~~~~ {argument}\n", line.prefix));
            for line in inner {
                self.copy(line);
            }
            self.out.push_str(&format!("{}~~~~~~~~~\n", line.prefix));
            return end + 2;
        }
        if name == "math" {
            if let Some((_, label)) = options.iter().find(|(key, _)| *key == "label") {
                self.name_next(line, label);
            }
            self.displayed(line, inner);
            return end + 2;
        }
        if !is_text {
            return 0;
        }
        if DROPPED.contains(&name) {
            self.block(line, "");
            return end + 2;
        }
        let (start, title, close) = shape(name, argument, &options);
        self.block(line, &start);
        if !title.is_empty() {
            self.block(line, &title);
        }
        self.inner(line, "", inner, close, depth);
        end + 2
    }

    /// `(label)=` before what it names.
    pub(super) fn label_line(&mut self, line: &Line) -> usize {
        let label = line
            .content
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(")="))
            .filter(|label| {
                !label.is_empty()
                    && label.bytes().all(|byte| {
                        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.')
                    })
            });
        let Some(label) = label else { return 0 };
        self.name_next(line, label);
        1
    }

    /// Gives the block that comes next a name that others lead to.
    fn name_next(&mut self, line: &Line, label: &str) {
        let attributes = [
            ("where".into(), "next".to_owned()),
            ("id".into(), label.to_owned()),
        ];
        self.block(line, &tag("deckle-attributes", &attributes));
    }

    /// `::: package.module` with its options. How many lines it took.
    pub(super) fn documented(&mut self, line: &Line, rest: &[Line]) -> usize {
        let name = line.content.trim_start_matches(':').trim();
        let is_path = name.contains('.')
            && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
            && !name.ends_with('.');
        if !is_path {
            return 0;
        }
        let span = self.span(line);
        self.findings.add_with_hint(
            &MARK_UNKNOWN,
            ":::",
            span,
            format!(
                "'::: {name}' is for a tool that writes documentation from code; it was left out"
            ),
            "write in its place what it shall give",
        );
        self.block(line, "");
        let inside = rest
            .iter()
            .skip(1)
            .take_while(|line| line.is_deep())
            .count();
        1 + inside
    }
}

/// `{ref}`words <target>`` and its like: a role with its text, and the length of both.
pub(super) fn role(text: &str) -> Option<(String, usize)> {
    let (name, rest) = head(text, 600).strip_prefix('{')?.split_once("}`")?;
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b':' | b'_'));
    let (inner, _) = rest.split_once('`').filter(|_| is_name)?;
    if inner.is_empty() || inner.contains('\n') {
        return None;
    }
    let length = name.len() + inner.len() + 4;
    let (words, target) = match inner
        .strip_suffix('>')
        .and_then(|inner| inner.rsplit_once('<'))
    {
        Some((words, target)) => (words.trim(), target),
        None => ("", inner),
    };
    let said = if words.is_empty() { target } else { words };
    let written = match name {
        "ref" | "numref" | "eq" | "prf:ref" if words.is_empty() => {
            references::to(target, name == "eq", target)
        }
        "ref" | "numref" | "eq" => format!("[{words}](#{target})"),
        "doc" | "download" => {
            let page = target.trim_start_matches('/');
            let page = if page.contains('.') {
                page.to_owned()
            } else {
                format!("{page}.md")
            };
            format!("[{said}](<{page}>)")
        }
        "cite" | "cite:p" | "cite:t" | "citep" | "citet" => {
            let keys: Vec<String> = inner
                .split(',')
                .map(|key| format!("@{}", key.trim()))
                .collect();
            format!("[{}]", keys.join("; "))
        }
        "math" => {
            let math = tag("deckle-math", &[("tex".into(), inner.to_owned())]);
            format!("{math}</deckle-math>")
        }
        "kbd" => format!("<kbd>{}</kbd>", escape(inner)),
        "sub" | "subscript" => format!("<sub>{}</sub>", escape(inner)),
        "sup" | "superscript" => format!("<sup>{}</sup>", escape(inner)),
        "term" | "abbr" | "guilabel" | "menuselection" | "index" | "octicon" => escape(said),
        // A reference to code, or a role of the author's own.
        _ => format!("`{said}`"),
    };
    Some((written, length))
}

/// The options that a directive begins with, and how many lines they take: `:key: value`, or YAML between dashes.
fn options<'a>(lines: &'a [Line<'_>]) -> (Vec<(&'a str, &'a str)>, usize) {
    if lines.first().is_some_and(|line| line.content == "---")
        && let Some(end) = lines
            .iter()
            .skip(1)
            .position(|line| !line.content.contains(':'))
        && lines.get(end + 1).is_some_and(|line| line.content == "---")
    {
        let pairs = lines.iter().skip(1).take(end).filter_map(|line| {
            let (key, value) = line.content.split_once(':')?;
            Some((key.trim(), value.trim().trim_matches(['"', '\''])))
        });
        return (pairs.collect(), end + 2);
    }
    let pairs: Vec<(&str, &str)> = lines
        .iter()
        .map_while(|line| {
            let (key, value) = line.content.strip_prefix(':')?.split_once(':')?;
            let is_key = !key.is_empty()
                && key
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
            is_key.then_some((key, value.trim()))
        })
        .collect();
    let taken = pairs.len();
    (pairs, taken)
}

/// The tag that a directive begins with, what stands first in it, and its end.
fn shape(name: &str, argument: &str, options: &[(&str, &str)]) -> (String, String, &'static str) {
    let option = |key: &str| {
        options
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| *value)
    };
    let id = option("name")
        .or(option("label"))
        .map(|name| ("id".into(), name.to_owned()));
    let kind = option("class")
        .filter(|_| name == "admonition")
        .unwrap_or(name);
    if is_callout(kind) || name == "admonition" {
        let mut attributes: Vec<Attribute> = vec![("kind".into(), kind.to_owned())];
        attributes.extend(id);
        if !argument.is_empty() {
            attributes.push(("title".into(), argument.to_owned()));
        }
        return (
            tag("deckle-callout", &attributes),
            String::new(),
            "</deckle-callout>",
        );
    }
    if matches!(name, "figure" | "image") && !argument.starts_with('#') {
        let mut attributes: Vec<Attribute> = vec![("src".into(), argument.to_owned())];
        attributes.extend(option("alt").map(|words| ("alt".into(), words.to_owned())));
        attributes.extend(
            option("width")
                .filter(|width| width.ends_with('%'))
                .map(|width| ("width".into(), width.to_owned())),
        );
        let figure = tag("figure", &id.into_iter().collect::<Vec<_>>());
        return (
            "<deckle-division>".to_owned(),
            format!("{figure}{}</figure>", tag("img", &attributes)),
            "</deckle-division>",
        );
    }
    let mut attributes: Vec<Attribute> = vec![("class".into(), name.replace(':', "-"))];
    attributes.extend(id);
    let is_title = !argument.is_empty()
        && !argument.starts_with('#')
        && !matches!(name, "grid" | "tab-set" | "div");
    let title = if is_title && argument.contains(['*', '`', '[', '_']) {
        argument.to_owned()
    } else if is_title {
        format!("<p><strong>{}</strong></p>", escape(argument))
    } else {
        String::new()
    };
    (
        tag("deckle-division", &attributes),
        title,
        "</deckle-division>",
    )
}
