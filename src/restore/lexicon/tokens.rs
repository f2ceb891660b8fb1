//! Words in running text, and the folded form they are looked up by.

/// A word as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// The word: letters with their inner apostrophes, or digits. A hyphen ends it.
    pub text: &'t str,
    /// Its first byte in the text.
    pub start: usize,
    /// Whether it is a number.
    pub is_number: bool,
}

impl Token<'_> {
    /// One past its last byte.
    #[must_use]
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The words and numbers of a text, in order. Linear, and allocates nothing.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let token = next_token(text, at)?;
        at = token.end();
        Some(token)
    })
}

/// The class of a character in a word.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    Letter,
    Digit,
    Apostrophe,
    Other,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '0'..='9' => Class::Digit,
        '\'' | '\u{2019}' => Class::Apostrophe,
        c if c.is_ascii() => Class::Other,
        // A combining mark belongs to the letter before it, a soft hyphen is inside its word.
        '\u{0300}'..='\u{036f}' | '\u{ad}' => Class::Letter,
        c if c.is_alphabetic() => Class::Letter,
        _ => Class::Other,
    }
}

fn next_token(text: &str, from: usize) -> Option<Token<'_>> {
    let rest = text.get(from..)?;
    let (skipped, first) = rest
        .char_indices()
        .find(|&(_, c)| matches!(class(c), Class::Letter | Class::Digit))?;
    let is_number = class(first) == Class::Digit;
    let start = from + skipped;
    let mut end = start + first.len_utf8();
    let mut chars = text.get(end..)?.chars().peekable();
    while let Some(c) = chars.next() {
        match class(c) {
            Class::Letter if !is_number => {}
            Class::Digit if is_number => {}
            // An apostrophe is part of the word only between two letters.
            Class::Apostrophe
                if !is_number
                    && chars
                        .peek()
                        .is_some_and(|&next| class(next) == Class::Letter) => {}
            _ => break,
        }
        end += c.len_utf8();
    }
    text.get(start..end).map(|text| Token {
        text,
        start,
        is_number,
    })
}

/// The longest word that is looked up, in bytes; longer ones are in no table.
const LONGEST: usize = 120;

/// A word on the stack in its folded form.
struct Key {
    bytes: [u8; LONGEST],
    len: usize,
    overflow: bool,
}

impl Key {
    fn new() -> Key {
        Key {
            bytes: [0; LONGEST],
            len: 0,
            overflow: false,
        }
    }

    fn push_byte(&mut self, byte: u8) {
        match self.bytes.get_mut(self.len) {
            Some(slot) => {
                *slot = byte;
                self.len += 1;
            }
            None => self.overflow = true,
        }
    }

    fn push(&mut self, word: &str) {
        if word.is_ascii()
            && let Some(room) = self.bytes.get_mut(self.len..self.len + word.len())
        {
            room.copy_from_slice(word.as_bytes());
            room.make_ascii_lowercase();
            self.len += word.len();
            return;
        }
        for c in word.chars() {
            if c.is_ascii() {
                self.push_byte(c.to_ascii_lowercase() as u8);
                continue;
            }
            match c {
                '\u{2019}' | '\u{2bc}' => self.push_byte(b'\''),
                '\u{2010}' | '\u{2011}' => self.push_byte(b'-'),
                '\u{ad}' | '\u{200b}' | '\u{2060}' => {}
                'ﬀ' => self.push("ff"),
                'ﬁ' => self.push("fi"),
                'ﬂ' => self.push("fl"),
                'ﬃ' => self.push("ffi"),
                'ﬄ' => self.push("ffl"),
                _ => {
                    for lower in c.to_lowercase() {
                        let mut utf8 = [0; 4];
                        lower
                            .encode_utf8(&mut utf8)
                            .bytes()
                            .for_each(|byte| self.push_byte(byte));
                    }
                }
            }
        }
    }

    fn bytes(&self) -> &[u8] {
        if self.overflow {
            &[]
        } else {
            self.bytes.get(..self.len).unwrap_or(&[])
        }
    }
}

/// Calls `look` with the folded form of a word: lower case, `'` for every apostrophe, `-` for every hyphen.
/// A word too long for any table gives an empty key.
pub(super) fn with_folded<T>(word: &str, look: impl FnOnce(&[u8]) -> T) -> T {
    let mut key = Key::new();
    key.push(word);
    look(key.bytes())
}

/// As [`with_folded`], for two pieces with `between` between them.
pub(super) fn with_folded_pair<T>(
    first: &str,
    between: Option<u8>,
    second: &str,
    look: impl FnOnce(&[u8]) -> T,
) -> T {
    let mut key = Key::new();
    key.push(first);
    if let Some(byte) = between {
        key.push_byte(byte);
    }
    key.push(second);
    look(key.bytes())
}

/// The folded form of a word, as a string: for keys of the book's own vocabulary.
#[must_use]
pub fn fold(word: &str) -> String {
    with_folded(word, |key| String::from_utf8_lossy(key).into_owned())
}
