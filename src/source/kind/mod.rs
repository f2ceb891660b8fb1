//! What kind of text an input is, from evidence: never from its extension alone.
//!
//! Takes the decoded text and its path, gives the kind and the reasons. Clean Markdown must never be taken for damaged:
//! damage is believed only where several signs of it agree, or one stands so often that chance is ruled out.

mod damage;
mod foreign;
mod markup;
mod scan;

use super::TextKind;
use scan::Scan;

/// A kind with what speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) kind: TextKind,
    /// Clauses for the note: `9 headings`, `142 page numbers that count`.
    pub(super) reasons: Vec<String>,
}

/// The kind of a decoded text. `path` gives its extension, which only tips the scales.
#[must_use]
pub(super) fn judge(path: &str, text: &str) -> Verdict {
    let extension = extension(path);
    if is_html(text, &extension) {
        return Verdict {
            kind: TextKind::Html,
            reasons: vec!["it begins as an HTML document does".into()],
        };
    }
    let scan = Scan::of(text);
    let markup = markup::weigh(&scan, &extension);
    // No extractor writes front matter: where a person has begun to edit, a little less certain is not enough.
    let needed = damage::BELIEVED + usize::from(scan.has_front_matter);
    let damage = damage::weigh(&scan, markup.is_markdown.then_some(needed));
    let mut reasons = markup.reasons;
    if markup.is_markdown {
        // Page marks that deckle wrote itself: the text was restored before.
        let kind = if damage.weight >= needed && !text.contains("]{.pagebreak}") {
            TextKind::DamagedMarkdown
        } else {
            TextKind::Markdown
        };
        if kind == TextKind::DamagedMarkdown {
            reasons.extend(damage.reasons);
        }
        return Verdict { kind, reasons };
    }
    let kind = if damage.misread {
        TextKind::Ocr
    } else if damage.paged {
        TextKind::Paged
    } else {
        TextKind::Plain
    };
    reasons.extend(damage.reasons);
    Verdict { kind, reasons }
}

/// Whether the text is an HTML document: it says so at its head, or its file does and it holds tags.
/// The markup that a text is in, where deckle does not read it.
pub(super) fn foreign(path: &str, text: &str) -> Option<&'static str> {
    let extension = extension(path);
    if is_html(text, &extension) {
        return None;
    }
    foreign::markup(text, &extension)
}

/// How a file's name ends, in small letters.
fn extension(path: &str) -> String {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.to_ascii_lowercase()
}

/// What follows a declaration and the comments that may stand before a document type.
fn after_prolog(text: &str) -> &str {
    let mut head = text.trim_start();
    for _ in 0..8 {
        let rest = if head.starts_with("<?") {
            head.split_once("?>").map(|(_, rest)| rest)
        } else if head.starts_with("<!--") {
            head.split_once("-->").map(|(_, rest)| rest)
        } else {
            None
        };
        let Some(rest) = rest else { break };
        head = rest.trim_start();
    }
    head
}

fn is_html(text: &str, extension: &str) -> bool {
    let head = after_prolog(text);
    let starts = |tag: &str| {
        head.get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    if starts("<!doctype html") || starts("<html") || starts("<head>") || starts("<body") {
        return true;
    }
    is_html_extension(extension) && head.contains('<')
}

fn is_html_extension(extension: &str) -> bool {
    matches!(extension, "html" | "htm" | "xhtml" | "xht")
}

/// Whether a file's name says that it is HTML.
pub(super) fn has_html_name(path: &str) -> bool {
    is_html_extension(&extension(path))
}

/// Whether a file's name says that it is Markdown.
pub(super) fn has_markdown_name(path: &str) -> bool {
    markup::is_markdown_extension(&extension(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPH: &str = "It was the best of times and the worst of times, and nobody who lived then could say which of the two it was, though all of them tried.";

    fn kind(path: &str, text: &str) -> TextKind {
        judge(path, text).kind
    }

    #[test]
    fn signs_beside_page_numbers_are_no_misread_letters() {
        let page = |number: usize| {
            let mut text = String::new();
            for _ in 0..4 {
                text.push_str(
                    &PARAGRAPH
                        .replace("that all", "that ‐\nall")
                        .replace(", ", ",\n"),
                );
                text.push('\n');
            }
            format!("{text}{number} | The Ferry\n")
        };
        let pages: Vec<String> = (2..16).map(page).collect();
        assert_eq!(kind("book.txt", &pages.join("\u{c}")), TextKind::Paged);
    }

    #[test]
    fn clean_markdown_is_never_damaged() {
        let wrapped = PARAGRAPH.replace(", ", ",\n");
        let cut = format!(
            "{PARAGRAPH} and so\n\non it went, {PARAGRAPH} and so\n\non it went, {PARAGRAPH}"
        );
        for text in [
            format!("# Title\n\n{PARAGRAPH}\n\n## Next\n\n{PARAGRAPH}\n\n* * *\n\n{PARAGRAPH}\n"),
            format!(
                "# Title\n\n{wrapped}\n\n{wrapped}\n\n```\nlet a = 1;\n\nlet b-\n```\n\nwhere b is what was said before of it, and no more\n"
            ),
            format!("---\ntitle: T\n---\n\n{PARAGRAPH}\n\n- one\n- two\n\n1. one\n2. two\n"),
            "# Log\n\n## 2.0\n\n### Fixed\n\n- a\n\n## 1.0\n\n### Fixed\n\n- b\n".to_string(),
            format!(
                "# Title\n\n{cut}\n\n| What the tide has taken\n| the tide may bring\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
            ),
            // Escapes are a person's or a converter's, not a scanner's.
            format!(
                "# Title\n\n{cut}\n\n{}",
                "He paid \\$5 for 3 \\* 4 planks \\[of pine\\].\n\n".repeat(9)
            ),
            (1..20)
                .map(|n| format!("## Figure {n}\n\n{PARAGRAPH}\n\nFigure {n}\n\n"))
                .collect(),
        ] {
            assert_eq!(kind("a.md", &text), TextKind::Markdown, "{text}");
        }
    }

    #[test]
    fn heads_between_few_page_numbers_are_an_extractors() {
        let page = |n: usize| {
            format!("## Part {n}\n\n{PARAGRAPH} {PARAGRAPH}\n\n{n}\n\nTHE TWELFTH LAMP\n\n")
        };
        let paged: String = (2..7).map(page).collect();
        assert_eq!(kind("a.md", &paged), TextKind::DamagedMarkdown);
        let without_numbers: String = (2..7)
            .map(|n| page(n).replace(&format!("\n{n}\n"), "\n"))
            .collect();
        assert_eq!(kind("a.md", &without_numbers), TextKind::Markdown);
    }

    #[test]
    fn the_habits_of_models_are_damage() {
        let page = format!("## Part\n\n{PARAGRAPH}\n\n");
        let fenced = format!("```markdown\n{page}```\n\n---\n\n").repeat(3);
        let parted = format!("{page}<page_break>\n\n").repeat(3);
        let numbered: String = (1..4)
            .map(|n| format!("<!-- page {n} -->\n\n{page}"))
            .collect();
        let again = "The ferry was late, as it was every year when the water stood so high that";
        let titled: String = std::iter::once("# The Ferry\n\n".to_string())
            .chain((0..4).map(|_| {
                format!("{PARAGRAPH}\n\n{again}\n\n# The Ferry\n\nnobody came down to see it leave the quay. {PARAGRAPH}\n\n")
            }))
            .collect();
        let cut =
            format!("{PARAGRAPH}\n\n{again}\n\nnobody came down to see it leave. {PARAGRAPH}\n\n");
        let sum = "0123456789abcdef".repeat(4);
        let pictures = format!(
            "# The Ferry\n\n{cut}![](images/{sum}.jpg)\n\n{cut}<!-- image -->\n\n{PARAGRAPH}\n\n"
        );
        let split = format!("{page}<--- Page Split --->\n{page}").repeat(3);
        for text in [fenced, parted, numbered, titled, pictures, split] {
            assert_eq!(kind("a.md", &text), TextKind::DamagedMarkdown, "{text}");
        }
        let illustrated =
            format!("# The Ferry\n\n{PARAGRAPH}\n\n![](img/ferry.jpg)\n\n{PARAGRAPH}\n\n")
                .repeat(4);
        assert_eq!(kind("a.md", &illustrated), TextKind::Markdown);
        let manual =
            format!("# Writing\n\n{PARAGRAPH}\n\n```markdown\n# Title\n```\n\n{PARAGRAPH}\n\n")
                .repeat(4);
        assert_eq!(kind("a.md", &manual), TextKind::Markdown);
    }

    #[test]
    fn an_extractors_markdown_is_known_whatever_its_name() {
        let page = |n: usize| {
            format!(
                "{PARAGRAPH} They would never have been able to agree on anything that\n\n{n}\n\nmattered to the least of them in those days. {PARAGRAPH}\n\n"
            )
        };
        let text: String = std::iter::once("# Title\n\n## **One**\n\n".to_string())
            .chain((1..12).map(page))
            .collect();
        for path in ["a.md", "a.txt", "<stdin>"] {
            assert_eq!(kind(path, &text), TextKind::DamagedMarkdown, "{path}");
        }
    }

    #[test]
    fn front_matter_speaks_against_damage_that_is_not_certain() {
        let cut = format!(
            "{PARAGRAPH}\n\n{PARAGRAPH} They could not agree on anything that\n\nmattered to the least of them in those days, or in any others.\n\n"
        );
        let text = format!("## **One**\n\n{cut}## **Two**\n\n{cut}");
        assert_eq!(kind("a.md", &text), TextKind::DamagedMarkdown);
        let edited = format!("---\ntitle: T\n---\n\n{text}");
        assert_eq!(kind("a.md", &edited), TextKind::Markdown);
        let paged = format!("---\ntitle: T\n---\n\n{cut}{cut}{cut}{cut}{text}");
        assert_eq!(kind("a.md", &paged), TextKind::DamagedMarkdown);
    }

    #[test]
    fn pages_and_plain_text_are_told_apart() {
        let lines = PARAGRAPH.replace(", ", ",\n");
        assert_eq!(
            kind("a.txt", &format!("{lines}\n\n{lines}\n")),
            TextKind::Plain
        );
        assert_eq!(
            kind("a.txt", &format!("{lines}\n\x0c{lines}\n\x0c{lines}\n")),
            TextKind::Paged
        );
        assert_eq!(
            kind("a.txt", "<!DOCTYPE html><html><body><p>x</p></body></html>"),
            TextKind::Html
        );
    }
}
