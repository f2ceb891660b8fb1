//! The nearest known name to one that was mistyped: for every "did you mean".

/// The name most like `wanted` (case folded), where one is like it at all: at most a third of its letters differ, or its
/// words stand in another order (`sort-title`).
///
/// Of several equally near the first in the order given is taken.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = wanted.to_lowercase().chars().take(LONGEST).collect();
    let allowed = (wanted.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    let wanted_words = words(&wanted);
    for name in names {
        let letters: Vec<char> = name.to_lowercase().chars().take(LONGEST).collect();
        if letters.len().abs_diff(wanted.len()) > allowed {
            continue;
        }
        let found = match words(&letters) == wanted_words {
            true => 0,
            false => distance(&wanted, &letters),
        };
        if found <= allowed && best.is_none_or(|(least, _)| found < least) {
            best = Some((found, name));
        }
    }
    best.map(|(_, name)| name)
}

/// The words of a name, sorted.
fn words(name: &[char]) -> Vec<&[char]> {
    let mut words: Vec<&[char]> = name.split(|c| matches!(c, '-' | '_')).collect();
    words.sort_unstable();
    words
}

/// Names are compared up to this many letters, so that the work is bounded.
const LONGEST: usize = 120;

/// Edit distance, one row at a time; two neighbours that changed places (`titel`) are one edit.
fn distance(a: &[char], b: &[char]) -> usize {
    let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let changed = at(&above, j) + usize::from(x != y);
            let mut least = changed.min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(a.len())
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
        assert_eq!(distance(&chars("titel"), &chars("title")), 1);
        assert_eq!(distance(&chars("abc"), &chars("abc")), 0);
    }

    #[test]
    fn finds_only_what_is_near() {
        assert_eq!(nearest("titlle", ["title", "author"]), Some("title"));
        assert_eq!(nearest("autor", ["title", "author"]), Some("author"));
        assert_eq!(nearest("Languge", ["title", "language"]), Some("language"));
        assert_eq!(nearest("zzz", ["title"]), None);
        assert_eq!(
            nearest("sort_title", ["title", "title-sort"]),
            Some("title-sort")
        );
    }
}
