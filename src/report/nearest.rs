//! The nearest known name to one that was mistyped: for every "did you mean".

/// The name most like `wanted` (case folded), where one is like it at all: at most a third of its letters differ.
///
/// Of several equally near the first in the order given is taken.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = wanted.to_lowercase().chars().take(LONGEST).collect();
    let allowed = (wanted.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        let letters: Vec<char> = name.to_lowercase().chars().take(LONGEST).collect();
        if letters.len().abs_diff(wanted.len()) > allowed {
            continue;
        }
        let found = distance(&wanted, &letters);
        if found <= allowed && best.is_none_or(|(least, _)| found < least) {
            best = Some((found, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Names are compared up to this many letters, so that the work is bounded.
const LONGEST: usize = 120;

/// Edit distance (Levenshtein), one row at a time.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let cost = (diagonal + usize::from(x != y))
                .min(*cell + 1)
                .min(left + 1);
            diagonal = *cell;
            left = cost;
            *cell = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(a.len())
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn counts_edits() {
        assert_eq!(distance(&chars("kitten"), &chars("sitting")), 3);
        assert_eq!(distance(&chars(""), &chars("abc")), 3);
        assert_eq!(distance(&chars("abc"), &chars("abc")), 0);
    }

    #[test]
    fn finds_only_what_is_near() {
        assert_eq!(nearest("titlle", ["title", "author"]), Some("title"));
        assert_eq!(nearest("autor", ["title", "author"]), Some("author"));
        assert_eq!(nearest("Languge", ["title", "language"]), Some("language"));
        assert_eq!(nearest("zzz", ["title"]), None);
    }
}
