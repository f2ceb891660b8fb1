//! Tables of LaTeX.

use super::{argument, html, value, without_label, written};
use crate::source::markdown::lines::containers::tag;

/// Rules and measures between rows: what a book without pages does not draw.
const RULES: &[&str] = &[
    "\\hline",
    "\\toprule",
    "\\midrule",
    "\\bottomrule",
    "\\endhead",
    "\\endfirsthead",
    "\\endfoot",
    "\\endlastfoot",
];

/// The table in the body of a `table` or `tabular`; `None` where there is none.
pub(super) fn table(body: &str, after_begin: &str) -> Option<String> {
    let caption = value(body, "\\caption").map(|caption| html(&written(&without_label(caption))));
    let label = value(body, "\\label").map(|label| vec![("id".into(), label.to_owned())]);
    let rows = match body.split_once("\\begin{tab") {
        Some((_, rest)) => {
            let rest = rest.split_once('}').map_or("", |(_, rest)| rest);
            rest.split("\\end{tab").next().unwrap_or("")
        }
        None if after_begin.contains('{') => body,
        None => return None,
    };
    let mut rest = rows.trim_start();
    while rest.starts_with(['{', '[']) {
        let (_, length) = argument(rest)?;
        rest = rest.get(length..)?.trim_start();
    }
    let mut out = tag("table", &label.unwrap_or_default());
    if let Some(caption) = caption {
        out.push_str(&format!("<caption>{caption}</caption>"));
    }
    let rows: Vec<&str> = rest.split("\\\\").collect();
    // A rule under the first row makes it the head.
    let has_head = rows
        .get(1)
        .is_some_and(|row| RULES.iter().any(|rule| row.trim_start().starts_with(rule)));
    for (index, row) in rows.iter().enumerate() {
        if let Some(row) = table_row(row, has_head && index == 0) {
            out.push_str(&row);
        }
    }
    out.push_str("</table>");
    Some(out)
}

fn table_row(row: &str, is_head: bool) -> Option<String> {
    let mut row = row.to_owned();
    for rule in RULES {
        row = row.replace(rule, "");
    }
    for rule in [
        "\\cmidrule",
        "\\cline",
        "\\addlinespace",
        "\\caption",
        "\\label",
    ] {
        while let Some((before, after)) = row.split_once(rule) {
            let after = after
                .split_once(')')
                .filter(|_| after.starts_with('('))
                .map_or(after, |(_, rest)| rest);
            let length = argument(after).map_or(0, |(_, length)| length);
            row = format!("{before}{}", after.get(length..).unwrap_or(""));
        }
    }
    let row = row.trim();
    if row.is_empty() {
        return None;
    }
    let cell = if is_head { "th" } else { "td" };
    let mut out = "<tr>".to_owned();
    for content in cells(row) {
        let content = content.trim();
        let spanned = content.strip_prefix("\\multicolumn").and_then(|rest| {
            let (columns, first) = argument(rest)?;
            let (_, second) = argument(rest.get(first..)?)?;
            let (words, _) = argument(rest.get(first + second..)?)?;
            Some((columns, words))
        });
        match spanned {
            Some((columns, words)) => {
                out.push_str(&tag(cell, &[("colspan".into(), columns.to_owned())]));
                out.push_str(&html(&written(words)));
            }
            None => out.push_str(&format!("<{cell}>{}", html(&written(content)))),
        }
        out.push_str(&format!("</{cell}>"));
    }
    out.push_str("</tr>");
    Some(out)
}

/// The cells of a row: parted at every `&` that is not escaped.
fn cells(row: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, _) in row.match_indices('&') {
        let is_escaped = row.get(..at).is_some_and(|before| before.ends_with('\\'));
        if !is_escaped {
            found.extend(row.get(from..at));
            from = at + 1;
        }
    }
    found.extend(row.get(from..));
    found
}
