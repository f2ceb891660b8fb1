//! File names and ids: derived from titles, unique, the same for a corrected edition.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::book::Book;

/// Longest stem of a file name, in bytes: some stores and readers choke on long ones.
const LONGEST: usize = 60;

/// The name of the output without its extension: from the title.
pub(crate) fn output_stem(book: &Book) -> String {
    let title = book.metadata.title.as_deref().unwrap_or_default();
    let latin = slug(title);
    if !latin.is_empty() {
        return latin;
    }
    let own = slug_in_script(title);
    if own.is_empty() {
        "book".to_owned()
    } else {
        own
    }
}

/// A title in a script without a transliteration: its own letters and digits, hyphens between the words.
fn slug_in_script(title: &str) -> String {
    let mut out = String::new();
    for c in title.nfc().flat_map(char::to_lowercase) {
        if out.len() + c.len_utf8() > LONGEST {
            break;
        }
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// A title as a file name's stem: lower-case ASCII letters, digits and hyphens; empty where nothing is left of it
/// (a title in a script without a transliteration here).
pub(crate) fn slug(title: &str) -> String {
    let mut out = String::new();
    for c in title.nfkd().flat_map(char::to_lowercase) {
        if out.len() >= LONGEST {
            break;
        }
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if matches!(c, '\'' | '’' | '\u{300}'..='\u{36F}') {
            // An apostrophe or an accent belongs to its word.
        } else if let Some(latin) = transliterate(c) {
            out.push_str(latin);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// Latin letters for the small letters of Cyrillic and Greek and for Latin letters that do not decompose: the plain
/// scheme of passports, without diacritics.
fn transliterate(c: char) -> Option<&'static str> {
    const CYRILLIC: &[&str] = &[
        "a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s",
        "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
    ];
    const GREEK: &[&str] = &[
        "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s",
        "s", "t", "y", "f", "ch", "ps", "o",
    ];
    let from = |table: &[&'static str], first: char| {
        table
            .get((c as usize).checked_sub(first as usize)?)
            .copied()
    };
    match c {
        'а'..='я' => from(CYRILLIC, 'а'),
        'α'..='ω' => from(GREEK, 'α'),
        'ё' => Some("e"),
        'є' => Some("ie"),
        'і' | 'ї' => Some("i"),
        'ґ' => Some("g"),
        'ў' => Some("u"),
        'ß' => Some("ss"),
        'æ' => Some("ae"),
        'œ' => Some("oe"),
        'ø' => Some("o"),
        'đ' | 'ð' => Some("d"),
        'þ' => Some("th"),
        'ł' => Some("l"),
        'ı' => Some("i"),
        _ => None,
    }
}

/// Names already given; gives each name once.
#[derive(Default)]
pub(crate) struct Names {
    /// By name, the number to try next.
    used: HashMap<String, u32>,
}

impl Names {
    /// A name from the slug of `title`, or from `stand_in` where nothing is left of it.
    pub(crate) fn of_title(&mut self, title: &str, stand_in: &str) -> String {
        let slug = slug(title);
        self.unique(if slug.is_empty() { stand_in } else { &slug })
    }

    /// `name`, or `name-2`, `name-3` … where it is taken.
    pub(crate) fn unique(&mut self, name: &str) -> String {
        let Some(next) = self.used.get(name).copied() else {
            self.used.insert(name.to_owned(), 2);
            return name.to_owned();
        };
        let (number, free) = (next..)
            .map(|number| (number, format!("{name}-{number}")))
            .find(|(_, candidate)| !self.used.contains_key(candidate))
            .expect("finitely many names are taken");
        self.used.insert(name.to_owned(), number + 1);
        self.used.insert(free.clone(), 2);
        free
    }

    /// Whether the name is taken.
    pub(crate) fn is_used(&self, name: &str) -> bool {
        self.used.contains_key(name)
    }
}

/// `text` as an XML id without colon (NCName): other characters become `-`, and `_` stands before a first one that may
/// not be first.
pub(crate) fn ncname(text: &str) -> String {
    let mut out: String = text
        .chars()
        .map(|c| {
            if c.is_alphanumeric() && is_name_char(c) || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '-'
            }
        })
        .collect();
    if !out
        .chars()
        .next()
        .is_some_and(|c| c == '_' || c.is_alphabetic())
    {
        out.insert(0, '_');
    }
    out
}

/// Letters and digits that XML 1.0 allows in a name: all alphanumerics but a few compatibility forms.
fn is_name_char(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '0'..='9' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}')
}
