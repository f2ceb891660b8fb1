//! Names of files: made from titles, so that a corrected edition keeps them.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::book::Book;

/// The longest name, in bytes, before its extension.
const LONGEST: usize = 60;

/// The name of the output without its extension: from the title.
pub(super) fn output_stem(book: &Book) -> String {
    let title = book.metadata.title.as_deref().unwrap_or_default();
    let slug = slug(title);
    if slug.is_empty() {
        "book".to_owned()
    } else {
        slug
    }
}

/// A title in small letters and digits with hyphens between the words; accents are left off, other scripts kept.
fn slug(title: &str) -> String {
    let mut out = String::new();
    for c in title.nfkd().flat_map(char::to_lowercase) {
        if out.len() + c.len_utf8() > LONGEST {
            break;
        }
        if c.is_alphanumeric() {
            out.push(c);
        } else if !matches!(c, '\'' | '’' | '\u{300}'..='\u{36F}')
            && !out.is_empty()
            && !out.ends_with('-')
        {
            out.push('-');
        }
    }
    out.trim_end_matches('-').nfc().collect()
}

/// Names given so far; each is given once.
#[derive(Debug, Default)]
pub(super) struct Slugs {
    taken: BTreeSet<String>,
}

impl Slugs {
    /// Keeps a name from being given.
    pub(super) fn take(&mut self, name: &str) {
        self.taken.insert(name.to_owned());
    }

    /// A name from `title`, or from `stand_in` where nothing is left of it.
    pub(super) fn unique(&mut self, title: &str, stand_in: &str) -> String {
        let slug = slug(title);
        let base = if slug.is_empty() {
            stand_in.to_owned()
        } else {
            slug
        };
        let mut name = base.clone();
        let mut number = 1_usize;
        while !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{base}-{number}");
        }
        name
    }
}
