//! Word knowledge: which words a language has, how often, which pairs of words and which hyphens are common in it.
//!
//! Takes words as they stand in a text (any case, straight or typographic apostrophe), gives counts. The tables
//! were counted over public-domain books (see `words/README.md`) and are embedded as finite-state maps, one per
//! language, made by `examples/lexicon.rs`. A map is opened at its first use and costs nothing before; a lookup
//! allocates nothing.
//!
//! The keys of a map: words folded to lower case (`often`, `l'`), hyphenated words (`drawing-room`), and pairs of
//! words that might also be one (`of ten`). Counts are kept to within a tenth.

mod compounds;
mod language;
mod recent;
mod tokens;
mod vocabulary;

pub use language::{Detected, detect};
pub use tokens::{Token, fold, tokens};
pub use vocabulary::Vocabulary;

use std::sync::OnceLock;

use fst::Map;

/// A language that deckle has word knowledge of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English
    English,
    /// French
    French,
    /// German
    German,
    /// Spanish
    Spanish,
    /// Italian
    Italian,
    /// Portuguese
    Portuguese,
    /// Dutch
    Dutch,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 7] = [
        Language::English,
        Language::French,
        Language::German,
        Language::Spanish,
        Language::Italian,
        Language::Portuguese,
        Language::Dutch,
    ];

    /// The language subtag of BCP 47 (`en`).
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::French => "fr",
            Language::German => "de",
            Language::Spanish => "es",
            Language::Italian => "it",
            Language::Portuguese => "pt",
            Language::Dutch => "nl",
        }
    }

    /// The language of a tag: its first subtag counts (`en-GB`).
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        Language::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

/// The words of one language.
#[derive(Debug)]
pub struct Lexicon {
    language: Language,
    map: Map<&'static [u8]>,
}

/// A place in a map: the node that some letters lead to, and what they add up to on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    address: u32,
    output: u32,
}

impl Place {
    /// A table is smaller than 4 GiB, and its values are steps of a logarithm.
    fn new(address: usize, output: u64) -> Option<Place> {
        Some(Place {
            address: u32::try_from(address).ok()?,
            output: u32::try_from(output).ok()?,
        })
    }
}

/// A table: its bytes, and the map once it was opened.
struct Table {
    bytes: &'static [u8],
    lexicon: OnceLock<Option<Lexicon>>,
}

macro_rules! table {
    ($tag:literal) => {
        Table {
            bytes: include_bytes!(concat!("words/", $tag, ".fst")),
            lexicon: OnceLock::new(),
        }
    };
}

static TABLES: [Table; 7] = [
    table!("en"),
    table!("fr"),
    table!("de"),
    table!("es"),
    table!("it"),
    table!("pt"),
    table!("nl"),
];

impl Lexicon {
    /// The words of a language. Opened at the first call.
    #[must_use]
    pub fn of(language: Language) -> Option<&'static Lexicon> {
        let table = TABLES.get(language as usize)?;
        let open = || {
            Map::new(table.bytes)
                .ok()
                .map(|map| Lexicon { language, map })
        };
        table.lexicon.get_or_init(open).as_ref()
    }

    /// The words of the language with this tag (`en-GB`), where there is a table for it.
    #[must_use]
    pub fn for_tag(tag: &str) -> Option<&'static Lexicon> {
        Language::from_tag(tag).and_then(Lexicon::of)
    }

    /// How many words were counted for this table (the column `counted` of `words/tables.tsv`).
    #[must_use]
    pub fn size(&self) -> u32 {
        match self.language {
            Language::English => 8_510_523,
            Language::French => 3_625_929,
            Language::German => 3_013_094,
            Language::Spanish => 2_536_532,
            Language::Italian => 2_218_704,
            Language::Portuguese => 1_408_132,
            Language::Dutch => 2_597_135,
        }
    }

    /// Which language it is.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    fn value(&self, key: &[u8]) -> Option<u64> {
        self.value_at(self.place(key)?)
    }

    /// Where the map is after a word from its beginning.
    fn place(&self, key: &[u8]) -> Option<Place> {
        let start = || {
            let root = self.map.as_fst().root();
            self.walk(Place::new(root.addr(), 0)?, key)
        };
        recent::place(self.language, key, start)
    }

    /// Where the map is after further letters.
    fn walk(&self, from: Place, key: &[u8]) -> Option<Place> {
        let fst = self.map.as_fst();
        let mut output = u64::from(from.output);
        let mut node = fst.node(from.address as usize);
        for &letter in key {
            let transition = node.transition(node.find_input(letter)?);
            output += transition.out.value();
            node = fst.node(transition.addr);
        }
        Place::new(node.addr(), output)
    }

    fn value_at(&self, place: Place) -> Option<u64> {
        let node = self.map.as_fst().node(place.address as usize);
        node.is_final()
            .then(|| u64::from(place.output) + node.final_output().value())
    }

    /// The value of two pieces with `between` between them. Most pairs end within the second one's first letters, and where
    /// the first one leads is known.
    fn value_of_pair(&self, first: &str, between: &[u8], second: &str) -> Option<u64> {
        let place = tokens::with_folded(first, |key| self.place(key))?;
        let place = self.walk(place, between)?;
        let place = tokens::with_folded(second, |key| self.walk(place, key))?;
        self.value_at(place)
    }

    /// How often a word was counted; 0 for one that is not in the table. `The` is looked up as `the`.
    #[must_use]
    pub fn frequency(&self, word: &str) -> u32 {
        tokens::with_folded(word, |key| self.value(key).map_or(0, decode))
    }

    /// Whether the table writes the word with a capital: a name, a German noun.
    #[must_use]
    pub fn is_capitalised(&self, word: &str) -> bool {
        tokens::with_folded(word, |key| {
            self.value(key).is_some_and(|value| value & 1 == 1)
        })
    }

    /// Whether the word is in the table as it stands.
    #[must_use]
    pub fn is_word(&self, word: &str) -> bool {
        self.frequency(word) > 0
    }

    /// Whether the word is in the table, or is made of words that are: an elision (`l'homme`), a possessive
    /// (`sister's`), words with hyphens between them, a compound (German and Dutch).
    #[must_use]
    pub fn is_known(&self, word: &str) -> bool {
        self.is_word(word)
            || self.is_elision(word)
            || self.is_hyphenated_word(word)
            || compounds::split(self, word).is_some()
    }

    /// How often a hyphenated word was counted with its hyphen (`drawing-room`).
    #[must_use]
    pub fn hyphenated(&self, word: &str) -> u32 {
        if word.contains(['-', '\u{2010}', '\u{2011}']) {
            self.frequency(word)
        } else {
            0
        }
    }

    /// How often two words stood side by side, counted only where they also make one word (`of ten`, `any one`).
    #[must_use]
    pub fn pair(&self, first: &str, second: &str) -> u32 {
        self.value_of_pair(first, b" ", second).map_or(0, decode)
    }

    /// How often two pieces were counted as one word: `frequency` of `first` and `second` run together.
    #[must_use]
    pub fn joined(&self, first: &str, second: &str) -> u32 {
        self.value_of_pair(first, b"", second).map_or(0, decode)
    }

    /// The parts of a compound that are words of their own, with the letters that link them; German and Dutch.
    #[must_use]
    pub fn compound_parts<'w>(&self, word: &'w str) -> Option<Vec<&'w str>> {
        compounds::split(self, word)
    }

    fn is_elision(&self, word: &str) -> bool {
        let Some((at, mark)) = word
            .char_indices()
            .find(|(_, c)| matches!(c, '\'' | '\u{2019}'))
        else {
            return false;
        };
        let after = at + mark.len_utf8();
        let (Some(head), Some(stem), Some(rest)) =
            (word.get(..after), word.get(..at), word.get(after..))
        else {
            return false;
        };
        if rest.is_empty() {
            // The plural possessive: `the brothers'`.
            return self.language == Language::English && self.is_word(stem);
        }
        let possessive = matches!(self.language, Language::English | Language::Dutch)
            && rest.eq_ignore_ascii_case("s");
        (possessive && self.is_word(stem)) || (self.is_word(head) && self.is_word(rest))
    }

    fn is_hyphenated_word(&self, word: &str) -> bool {
        let is_hyphen = |c: char| matches!(c, '-' | '\u{2010}' | '\u{2011}');
        let mut parts = word.split(is_hyphen).peekable();
        parts
            .next()
            .is_some_and(|first| parts.peek().is_some() && self.is_word(first))
            && parts.all(|part| self.is_word(part))
    }
}

/// The value of a row: four steps for each doubling, and whether it has a capital.
#[must_use]
pub fn encode(count: u32, capitalised: bool) -> u64 {
    let steps = (f64::from(count.max(1)).log2() * STEPS).round();
    ((steps as u64) << 1) | u64::from(capitalised)
}

const STEPS: f64 = 4.0;

/// What the steps between two doublings multiply by: the fourth roots of 2.
const BETWEEN: [f64; 4] = [
    1.0,
    1.189_207_115_002_721,
    std::f64::consts::SQRT_2,
    1.681_792_830_507_429,
];

fn decode(value: u64) -> u32 {
    let steps = u32::try_from(value >> 1).unwrap_or(0).min(31 * 4);
    let [whole, between] = [steps / 4, steps % 4];
    let factor = BETWEEN.get(between as usize).copied().unwrap_or(1.0);
    (factor * f64::from(1_u32 << whole) + 0.5) as u32
}
