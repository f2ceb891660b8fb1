//! LaTeX in Markdown, as theses and bookdown's books have it: environments that stand for a figure, a table, a list, a formula
//! or a listing become what they stand for; of the others only what stands in them is kept. Drawings are left out.

mod commands;
mod tabular;

use super::containers::{escape, tag};
use super::{DEPTH_LIMIT, Line, Writer, line_at};
use crate::source::elements::RAW_DROPPED;

pub(super) use commands::{argument, is_dropped, is_open, written};

/// How many lines an environment may have.
const LINES_LIMIT: usize = 3000;

/// Environments of mathematics, and whether the name is part of the formula.
const MATH: &[(&str, bool)] = &[
    ("equation", false),
    ("displaymath", false),
    ("math", false),
    ("align", true),
    ("alignat", true),
    ("flalign", true),
    ("gather", true),
    ("multline", true),
    ("eqnarray", true),
];

impl Writer<'_> {
    /// `\begin{…}` on a line of its own, with all up to its end. How many lines it took.
    pub(super) fn environment(&mut self, line: &Line, rest: &[Line], depth: usize) -> usize {
        let Some((name, after)) = begun(line.content) else {
            return 0;
        };
        let Some(count) = length(name, rest) else {
            return 0;
        };
        let lines = rest.get(..count).unwrap_or(&[]);
        let bare = name.trim_end_matches('*');
        let body = || inside(name, lines);
        if let Some((_, is_kept)) = MATH.iter().find(|(known, _)| *known == bare) {
            self.formula(line, bare, *is_kept, &body());
            return count;
        }
        match bare {
            "figure" | "wrapfigure" | "SCfigure" | "subfigure" => {
                let markup = figure(&body());
                self.block(line, &markup);
            }
            "table" | "tabular" | "tabularx" | "tabulary" | "longtable" | "longtabu"
            | "sidewaystable" | "threeparttable" => {
                let Some(markup) = tabular::table(&body(), after) else {
                    return 0;
                };
                self.block(line, &markup);
            }
            "itemize" | "enumerate" | "description" => {
                let markup = list(bare, &body(), 0);
                self.block(line, &markup);
            }
            "verbatim" | "lstlisting" | "minted" | "alltt" | "Verbatim" => {
                self.block(line, "");
                self.out.push_str("~~~~~~~~~\n");
                for inner in lines.iter().skip(1).take(count.saturating_sub(2)) {
                    self.copy(inner);
                }
                self.out.push_str("~~~~~~~~~\n");
            }
            "tikzpicture" | "pgfpicture" | "picture" | "comment" | "filecontents" | "forest" => {
                let span = self.span(line);
                let message = format!("the LaTeX drawing '{name}' was left out");
                self.findings.add_with_hint(
                    &RAW_DROPPED,
                    name,
                    span,
                    message,
                    "give it as a picture, with its alternative text",
                );
                self.block(line, "");
            }
            "quote" | "quotation" => {
                self.laid_bare(line, "<blockquote>", lines, "</blockquote>", depth)
            }
            _ => self.laid_bare(line, "", lines, "", depth),
        }
        count
    }

    /// What stands in an environment, as Markdown without indents.
    fn laid_bare(
        &mut self,
        line: &Line,
        start: &str,
        lines: &[Line],
        end: &'static str,
        depth: usize,
    ) {
        if depth >= DEPTH_LIMIT {
            return;
        }
        let inner: Vec<Line> = lines
            .iter()
            .skip(1)
            .take(lines.len().saturating_sub(2))
            .filter(|line| !line.content.starts_with('%'))
            .map(|line| {
                let skip = line.prefix.len();
                line_at(line.whole.get(skip..).unwrap_or(""), line.start + skip)
            })
            .collect();
        let outer = std::mem::replace(&mut self.in_tex, true);
        self.inner(line, start, &inner, end, depth);
        self.in_tex = outer;
    }

    fn formula(&mut self, line: &Line, name: &str, is_kept: bool, body: &str) {
        let mut body = body.to_owned();
        let mut id = None;
        for (open, close) in [("\\label{", '}'), ("(\\#", ')')] {
            while let Some((before, rest)) = body.split_once(open) {
                let Some((label, after)) = rest.split_once(close) else {
                    break;
                };
                id = id.or(Some(label.to_owned()));
                body = format!("{before}{after}");
            }
        }
        for mark in ["\\nonumber", "\\notag", "\\displaystyle"] {
            body = body.replace(mark, "");
        }
        if name == "eqnarray" {
            body = body.replace("&=&", "&=").replace("& = &", "&=");
        }
        let name = match name {
            "eqnarray" | "flalign" => "align",
            "multline" => "gather",
            name => name,
        };
        let tex = body
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('%'))
            .collect::<Vec<_>>()
            .join(" ");
        let tex = if is_kept {
            format!("\\begin{{{name}*}} {tex} \\end{{{name}*}}")
        } else {
            tex
        };
        let anchor = id.map_or(String::new(), |id| {
            tag(
                "deckle-attributes",
                &[("where".into(), "next".to_owned()), ("id".into(), id)],
            )
        });
        self.block(line, &anchor);
        self.out.push_str(&format!("{}$${tex}$$\n", line.prefix));
    }
}

/// The name of the environment that a line begins, and what follows it on the line.
fn begun(content: &str) -> Option<(&str, &str)> {
    let rest = content.strip_prefix("\\begin{")?;
    let (name, after) = rest.split_once('}')?;
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'*');
    is_name.then_some((name, after))
}

/// How many lines it is to the end of an environment.
fn length(name: &str, rest: &[Line]) -> Option<usize> {
    let (open, close) = (format!("\\begin{{{name}}}"), format!("\\end{{{name}}}"));
    let mut depth = 0_usize;
    for (index, line) in rest.iter().take(LINES_LIMIT).enumerate() {
        depth += line.content.matches(&open).count();
        depth = depth.saturating_sub(line.content.matches(&close).count());
        if depth == 0 {
            return Some(index + 1);
        }
    }
    None
}

/// What stands between the beginning and the end of an environment, without comments.
fn inside(name: &str, lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        if !line.content.starts_with('%') {
            text.push_str(line.content);
        }
        text.push('\n');
    }
    let (open, close) = (format!("\\begin{{{name}}}"), format!("\\end{{{name}}}"));
    let text = text.trim();
    let text = text.strip_prefix(&open).unwrap_or(text);
    text.strip_suffix(&close).unwrap_or(text).to_owned()
}

/// The argument of the first command of that name, with its options passed over.
fn value<'a>(text: &'a str, command: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(command)?;
    argument(rest).map(|(inner, _)| inner)
}

/// A figure with its picture, its caption and its label.
fn figure(body: &str) -> String {
    let caption = value(body, "\\caption").map(|caption| written(&without_label(caption)));
    let label = value(body, "\\label");
    let mut out = tag(
        "figure",
        &label.map_or(Vec::new(), |label| vec![("id".into(), label.to_owned())]),
    );
    let mut rest = body;
    while let Some((_, after)) = rest.split_once("\\includegraphics") {
        let Some((path, length)) = argument(after) else {
            break;
        };
        out.push_str(&tag(
            "img",
            &[
                ("src".into(), path.trim().to_owned()),
                ("alt".into(), plain(caption.as_deref().unwrap_or(""))),
            ],
        ));
        rest = after.get(length..).unwrap_or("");
    }
    if let Some(caption) = caption {
        out.push_str(&format!("<figcaption>{}</figcaption>", html(&caption)));
    }
    out.push_str("</figure>");
    out
}

/// A list with those inside it.
fn list(name: &str, body: &str, depth: usize) -> String {
    let (open, close) = match name {
        "enumerate" => ("<ol>", "</ol>"),
        "description" => ("<dl>", "</dl>"),
        _ => ("<ul>", "</ul>"),
    };
    let mut out = open.to_owned();
    for item in items(body) {
        let (term, item) = match item.trim_start().strip_prefix('[') {
            Some(rest) => rest.split_once(']').unwrap_or(("", rest)),
            None => ("", item),
        };
        let words = match (item.split_once("\\begin{"), depth < DEPTH_LIMIT) {
            (Some((before, rest)), true) => {
                let (inner, after) = rest.split_once('}').unwrap_or((rest, ""));
                let end = format!("\\end{{{inner}}}");
                let (body, tail) = after.rsplit_once(&end).unwrap_or((after, ""));
                format!(
                    "{}{}{}",
                    html(&written(before)),
                    list(inner, body, depth + 1),
                    html(&written(tail))
                )
            }
            _ => html(&written(item)),
        };
        let term = html(&written(term));
        if name == "description" {
            out.push_str(&format!("<dt>{term}</dt><dd>{}</dd>", words.trim()));
        } else {
            out.push_str(&format!("<li>{term} {}</li>", words.trim()));
        }
    }
    out.push_str(close);
    out
}

/// The items of a list, those of lists inside left in theirs.
fn items(body: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut from = None;
    for (at, _) in body.match_indices('\\') {
        let here = body.get(at..).unwrap_or("");
        if here.starts_with("\\begin{") {
            depth += 1;
        } else if here.starts_with("\\end{") {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && here.starts_with("\\item") {
            if let Some(start) = from {
                found.extend(body.get(start..at));
            }
            from = Some(at + "\\item".len());
        }
    }
    found.extend(from.and_then(|start| body.get(start..)));
    found
}

fn without_label(text: &str) -> String {
    match text.split_once("\\label{") {
        Some((before, rest)) => {
            let after = rest.split_once('}').map_or("", |(_, after)| after);
            format!("{}{after}", before.trim_end())
        }
        None => text.to_owned(),
    }
}

/// The Markdown of emphasis and the like as tags: inside tags no Markdown is read.
fn html(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut is_math = false;
    for piece in markdown.split('$') {
        if is_math {
            out.push_str(&tag("deckle-math", &[("tex".into(), piece.to_owned())]));
            out.push_str("</deckle-math>");
        } else {
            out.push_str(piece);
        }
        is_math = !is_math;
    }
    out.replace("\\\\", "<br>")
        .replace("\\&", "&amp;")
        .replace("\\%", "%")
        .replace("\\_", "_")
        .replace("\\#", "#")
        .replace("\n\n", "<br>")
        .replace('\n', " ")
}

/// Words without tags, for an alternative text.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    escape(&out)
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .trim()
        .to_owned()
}
