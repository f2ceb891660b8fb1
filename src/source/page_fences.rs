//! Fences of code around whole pages: a model that was asked for Markdown gave each page as a listing of it.
//!
//! Nearly all of such a text stands inside them. In a book about Markdown, an example is a small part of the book.

use super::page_marks::page_mark;

/// A text is told by so many listings, or by one that it begins with.
const FEWEST: usize = 3;
/// So much more stands inside the fences than between them.
const INSIDE: usize = 5;

/// Follows the fences around the pages of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PageFences {
    open: bool,
}

/// What a line is to the fences around pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The fence that opens a page.
    Opening,
    /// The fence that closes one.
    Closing,
    /// A line of a page.
    Inside,
    /// A line between pages.
    Between,
}

impl PageFences {
    /// Where a line stands.
    pub(super) fn place(&mut self, line: &str) -> Place {
        let line = line.trim();
        let place = match self.open {
            true if line == "```" => Place::Closing,
            true => Place::Inside,
            false if is_opening(line) => Place::Opening,
            false => Place::Between,
        };
        self.open = matches!(place, Place::Opening | Place::Inside);
        place
    }
}

/// Whether the pages of a text stand in fences.
pub(super) fn hold_pages(text: &str) -> bool {
    // Hardly a text has any.
    if memchr::memmem::find(text.as_bytes(), b"```m").is_none()
        && memchr::memmem::find(text.as_bytes(), b"```M").is_none()
    {
        return false;
    }
    let mut fences = PageFences::default();
    let (mut inside, mut between, mut openings) = (0usize, 0usize, 0usize);
    let mut begins = None;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let place = fences.place(line);
        begins.get_or_insert(place);
        match place {
            Place::Opening => openings += 1,
            Place::Closing => {}
            Place::Inside => inside += line.len(),
            Place::Between if line.trim_start().starts_with("```") => return false,
            Place::Between if is_rule(line) || page_mark(line).is_some() => {}
            Place::Between => between += line.len(),
        }
    }
    let told = openings >= FEWEST || openings > 0 && begins == Some(Place::Opening);
    told && inside >= between * INSIDE
}

fn is_opening(line: &str) -> bool {
    line.strip_prefix("```").is_some_and(|info| {
        info.eq_ignore_ascii_case("markdown") || info.eq_ignore_ascii_case("md")
    })
}

/// A line of three or more hyphens.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.bytes().all(|b| b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# One\n\nIt was the last boat of the year, and nobody came down to see it leave the quay.\n";

    #[test]
    fn pages_in_fences_are_told_from_examples() {
        let fenced = format!("```markdown\n{PAGE}```\n\n---\n\n").repeat(3);
        assert!(hold_pages(&fenced));
        assert!(hold_pages(&format!("```md\n{PAGE}{PAGE}```\n")));
        let example = format!("{PAGE}\n{PAGE}\n```markdown\n# Title\n```\n\n{PAGE}");
        assert!(!hold_pages(&example));
        assert!(!hold_pages(&example.repeat(4)));
        assert!(!hold_pages(&format!("```rust\nlet a = 1;\n```\n{fenced}")));
    }
}
