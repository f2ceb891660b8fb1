//! Whether a text is Markdown: how much of its markup cannot be anything else.

use super::scan::{Scan, Shape};

/// What was found.
pub(super) struct Markup {
    pub(super) is_markdown: bool,
    pub(super) reasons: Vec<String>,
}

pub(super) fn weigh(scan: &Scan<'_>, extension: &str) -> Markup {
    let mut headings = 0_usize;
    let mut links = 0_usize;
    let mut tables = 0_usize;
    let mut strong = 0_usize;
    let mut items = 0_usize;
    for paragraph in &scan.paragraphs {
        headings += usize::from(paragraph.shape == Shape::Heading || is_setext(&paragraph.lines));
        for line in &paragraph.lines {
            if memchr::memchr3(b']', b'*', b'|', line.as_bytes()).is_some() {
                links += line.matches("](").count();
                strong += usize::from(line.matches("**").count() >= 2);
                tables += usize::from(
                    line.contains("|--") || line.contains("| --") || line.contains("|:-"),
                );
            }
            items += usize::from(
                line.starts_with("- ") || line.starts_with("* ") || line.starts_with("1. "),
            );
        }
    }
    let mut reasons = Vec::new();
    let mut weight = 0_usize;
    let mut count = |number: usize, each: usize, one: &str, many: &str| {
        if number > 0 {
            weight += number * each;
            reasons.push(if number == 1 {
                format!("1 {one}")
            } else {
                format!("{number} {many}")
            });
        }
    };
    count(headings, 3, "Markdown heading", "Markdown headings");
    count(
        usize::from(scan.has_front_matter),
        6,
        "front matter block",
        "front matter blocks",
    );
    count(scan.fences, 4, "fenced code block", "fenced code blocks");
    count(links, 2, "Markdown link", "Markdown links");
    count(tables, 4, "table", "tables");
    count(
        strong,
        1,
        "line with strong emphasis",
        "lines with strong emphasis",
    );
    count(items, 1, "list item", "list items");
    let named = is_markdown_extension(extension);
    if named {
        reasons.push(format!("the extension '.{extension}'"));
    }
    // A plain text may hold a stray sign, an archive's frame says plain text, and page feeds are no Markdown: then the
    // markup must speak for itself.
    let is_markdown = if scan.is_archive || scan.form_feeds > 1 {
        headings >= 3
    } else if named {
        true
    } else {
        headings >= 2
            || weight >= 6
                && headings + links + scan.fences + tables + usize::from(scan.has_front_matter) > 0
            || weight >= 3 && scan.bytes < 4096
    };
    Markup {
        is_markdown,
        reasons: if is_markdown { reasons } else { Vec::new() },
    }
}

fn is_setext(lines: &[&str]) -> bool {
    let [title, underline, ..] = lines else {
        return false;
    };
    underline.len() >= 3
        && (underline.bytes().all(|b| b == b'=') || underline.bytes().all(|b| b == b'-'))
        && title.chars().count() <= underline.len() + 30
        && !title.starts_with(['|', '-'])
}

/// The extensions that say Markdown.
pub(super) fn is_markdown_extension(extension: &str) -> bool {
    const KNOWN: &[&str] = &[
        "md", "markdown", "mdown", "mkd", "mkdn", "mdwn", "mdx", "qmd", "rmd",
    ];
    KNOWN.contains(&extension)
}
