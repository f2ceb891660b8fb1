//! The marks that extractors leave where a page begins or ends: a line of their own that names the page or parts two.

/// A page mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageMark<'a> {
    /// The number it names.
    pub(super) label: Option<&'a str>,
    /// Whether only a program writes such a line; an author may write the others.
    pub(super) certain: bool,
    /// Whether it names the page that ends here, and not the one that begins.
    pub(super) ends: bool,
}

/// The page mark that a line is: `{12}------`, `<!-- page 3 -->`, `[Page 12]`, `## Page 12`, `--- end of page=4 ---`,
/// `Page 12 of 90`. `None` for every other line.
pub(super) fn page_mark(line: &str) -> Option<PageMark<'_>> {
    let line = line.trim();
    if line.is_empty() || line.len() > 80 || !line.is_char_boundary(1) {
        return None;
    }
    if let Some(rest) = line.strip_prefix('{') {
        let (label, tail) = rest.split_once('}')?;
        let rule = tail.len() >= 3 && tail.bytes().all(|b| b == b'-');
        return (rule && is_number(label)).then_some(PageMark {
            label: Some(label),
            certain: true,
            ends: false,
        });
    }
    if matches!(
        line,
        "<page_break>"
            | "<pagebreak>"
            | "<page-break>"
            | "<page_break/>"
            | "<pagebreak/>"
            | "<page-break/>"
    ) {
        return Some(PageMark {
            label: None,
            certain: true,
            ends: false,
        });
    }
    for (element, ends) in [("page_number", false), ("footer", true)] {
        if let Some(label) = inside(line, element) {
            return is_folio(label).then_some(PageMark {
                label: Some(label),
                certain: true,
                ends,
            });
        }
    }
    let comment = line.starts_with("<!--");
    let core = line
        .strip_prefix("<!--")
        .and_then(|rest| rest.strip_suffix("-->"))
        .unwrap_or(line);
    let signs = [
        ' ', '-', '=', '*', '#', '[', ']', '_', '–', '—', '|', '<', '>',
    ];
    let core = core.trim_matches(signs);
    let framed = core.len() < line.len();
    let lower = core.to_ascii_lowercase();
    if comment
        && matches!(
            lower.as_str(),
            "pagebreak" | "page break" | "page-break" | "newpage" | "new page"
        )
    {
        return Some(PageMark {
            label: None,
            certain: lower == "pagebreak",
            ends: false,
        });
    }
    if framed && lower == "page split" {
        return Some(PageMark {
            label: None,
            certain: true,
            ends: false,
        });
    }
    for (words, ends) in [
        ("start of ocr for page", false),
        ("end of ocr for page", true),
        ("start of page", false),
        ("end of page", true),
        ("pagenumber", false),
        ("page", false),
        ("pg", false),
        ("p.", false),
    ] {
        let Some(rest) = lower.strip_prefix(words) else {
            continue;
        };
        let rest = rest.strip_prefix(".page_number").unwrap_or(rest);
        let rest = rest.trim_start_matches([' ', ':', '=', '#', '"', '\t', '.']);
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let tail = rest.get(end..)?.trim_matches(['"', ' ']);
        let from = core.len() - rest.len();
        let label = core.get(from..from + end).filter(|label| is_folio(label))?;
        let of = tail
            .strip_prefix("of ")
            .or_else(|| tail.strip_prefix('/'))
            .is_some_and(|total| is_number(total.trim()));
        let whole = tail.is_empty() || of;
        return (whole && (framed || of)).then_some(PageMark {
            label: Some(label),
            certain: comment || words != "page" && words.len() > 2,
            ends,
        });
    }
    None
}

/// Whether a line is what an extractor leaves for a part of the page that it did not read.
pub(crate) fn is_placeholder(line: &str) -> bool {
    matches!(line, "<!-- image -->" | "<!-- formula-not-decoded -->")
        || line.starts_with("[MISSING_PAGE_") && line.ends_with(']')
}

/// What stands in an element that takes the whole line: `12` of `<footer>12</footer>`.
pub(crate) fn inside<'a>(line: &'a str, element: &str) -> Option<&'a str> {
    let rest = line.strip_prefix('<')?.strip_prefix(element)?;
    let (attributes, rest) = rest.split_once('>')?;
    let text = rest
        .strip_suffix('>')?
        .strip_suffix(element)?
        .strip_suffix("</")?;
    let plain = attributes.is_empty() || attributes.starts_with(' ');
    (plain && !text.contains('<')).then_some(text.trim())
}

/// A line without the element that sets all of it in the middle: `<center>12</center>`.
pub(crate) fn centred(line: &str) -> &str {
    ["center", "div", "p"]
        .into_iter()
        .find_map(|element| inside(line, element))
        .unwrap_or(line)
}

fn is_number(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_folio(text: &str) -> bool {
    is_number(text)
        || !text.is_empty()
            && text.len() <= 8
            && text.bytes().all(|b| b"ivxlcdmIVXLCDM".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_common_extractors_are_known() {
        for (line, label) in [
            ("{12}------------------------------------------------", "12"),
            ("<!-- page 3 -->", "3"),
            ("<!-- Page: xiv -->", "xiv"),
            ("<!-- PageNumber=\"12\" -->", "12"),
            ("[Page 12]", "12"),
            ("[Pg 7]", "7"),
            ("## Page 12", "12"),
            ("--- Page 12 ---", "12"),
            ("===== Page 9 =====", "9"),
            ("--- end of page=4 ---", "4"),
            ("--- end of page.page_number=4 ---", "4"),
            ("Page 12 of 90", "12"),
            ("<page_number>12</page_number>", "12"),
            ("<footer>12</footer>", "12"),
            ("==Start of OCR for page 5==", "5"),
            ("==End of OCR for page 5==", "5"),
            ("--- Start of page 5 ---", "5"),
        ] {
            assert_eq!(
                page_mark(line).and_then(|mark| mark.label),
                Some(label),
                "{line}"
            );
        }
    }

    #[test]
    fn marks_that_name_no_page_are_known() {
        for line in ["<--- Page Split --->", "<!-- PageBreak -->", "<page_break>"] {
            assert!(page_mark(line).is_some_and(|mark| mark.certain), "{line}");
        }
    }

    #[test]
    fn other_lines_are_none() {
        for line in [
            "Page 12",
            "page boy",
            "## Pages 12",
            "{12}",
            "---",
            "[Page layout]",
            "p. 12",
            "## Page setup",
            "— 12 —",
            "Ünter",
            "page split",
            "<footer>The Ferry</footer>",
            "Start of page 5",
        ] {
            assert_eq!(page_mark(line), None, "{line}");
        }
    }
}
