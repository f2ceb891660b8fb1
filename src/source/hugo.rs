//! Hugo's pages: weight and draft in front matter.

use super::load::Loading;

/// What the front matter of a page says of its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Its place among its neighbours; the last where it has none.
    pub(super) weight: i64,
    pub(super) is_draft: bool,
}

impl Default for Page {
    fn default() -> Page {
        Page {
            weight: i64::MAX,
            is_draft: false,
        }
    }
}

/// Reads the front matter of a page, as far as its place goes. The reader of the text reads it in full.
pub(super) fn page(loading: &Loading<'_>, path: &str) -> Page {
    let Ok(data) = loading.files.read(path) else {
        return Page::default();
    };
    let head = data.get(..data.len().min(16 * 1024)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    of(head.trim_start_matches('\u{feff}'))
}

fn of(text: &str) -> Page {
    let mut page = Page::default();
    let mut lines = text.lines();
    let fence = lines.next().map(str::trim_end).unwrap_or("");
    let separator = match fence {
        "---" => ':',
        "+++" => '=',
        _ => return page,
    };
    for line in lines.take_while(|line| line.trim_end() != fence) {
        let Some((key, value)) = line.split_once(separator) else {
            continue;
        };
        let value = value.trim().trim_matches(['"', '\'']);
        match key.trim_end() {
            "weight" => page.weight = value.parse().unwrap_or(i64::MAX),
            "draft" => page.is_draft = value == "true",
            _ => {}
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weight_and_draft_are_read_from_both_kinds() {
        assert_eq!(of("---\ntitle: A\nweight: 20\n---\ntext").weight, 20);
        assert!(of("+++\ntitle = 'A'\ndraft = true\n+++\n").is_draft);
        assert_eq!(of("no front matter"), Page::default());
    }
}
