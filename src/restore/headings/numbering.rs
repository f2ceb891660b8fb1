//! How headings are numbered and named, in the languages deckle knows.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use crate::restore::numerals::{digits, ordinal, roman, word};

/// What a heading's text says of its place in the tree.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Numbered {
    /// What kind of division.
    pub(crate) class: Class,
    /// Its number; the last one of `2.4.1`.
    pub(crate) number: u32,
    /// The number of the chapter it says it stands in, the first one of `2.4.1`; else its own.
    pub(crate) root: u32,
    /// Whether a title follows the number on the same line.
    pub(crate) titled: bool,
}

/// Kinds of divisions; the order is how deep they stand where nothing else is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    /// Volume, tome.
    Volume,
    /// Part, book.
    Part,
    /// Chapter, letter, act, canto.
    Chapter,
    /// A Roman numeral.
    Roman,
    /// A number word alone: `One`, `Twenty-One`.
    Word,
    /// A number in digits.
    Digits,
    /// A number of several parts, by how many there are: `1.2` has two.
    Decimal(u8),
    /// A letter: `(A)`.
    Letter,
    /// Scene, section.
    Scene,
}

const KEYWORDS: &[(Class, &[&str])] = &[
    (
        Class::Volume,
        &[
            "volume",
            "vol",
            "band",
            "tome",
            "tomo",
            "svazek",
            "том",
            "τόμος",
            "kötet",
        ],
    ),
    (
        Class::Part,
        &[
            "part",
            "book",
            "livre",
            "partie",
            "teil",
            "buch",
            "parte",
            "libro",
            "livro",
            "boek",
            "deel",
            "часть",
            "книга",
            "część",
            "księga",
            "del",
            "liber",
            "pars",
            "titre",
            "titel",
            "título",
            "titulo",
            "titolo",
            "title",
            "část",
            "díl",
            "kniha",
            "bok",
            "osa",
            "rész",
            "könyv",
            "partea",
            "cartea",
            "частина",
            "μέρος",
            "μερος",
            "βιβλίο",
            "βιβλιο",
            "βιβλίον",
            "knjiga",
            "kısım",
        ],
    ),
    (
        Class::Chapter,
        &[
            "chapter",
            "chap",
            "letter",
            "act",
            "canto",
            "stave",
            "chapitre",
            "lettre",
            "acte",
            "chant",
            "kapitel",
            "brief",
            "akt",
            "aufzug",
            "gesang",
            "capítulo",
            "capitulo",
            "carta",
            "acto",
            "jornada",
            "capitolo",
            "lettera",
            "atto",
            "ato",
            "hoofdstuk",
            "bedrijf",
            "lecture",
            "sermon",
            "adventure",
            "story",
            "tale",
            "fit",
            "fytte",
            "epistle",
            "глава",
            "письмо",
            "действие",
            "rozdział",
            "kapitola",
            "kapitlet",
            "caput",
            "capitulum",
            "kapittel",
            "kapittelet",
            "luku",
            "fejezet",
            "capitolul",
            "bölüm",
            "κεφάλαιο",
            "κεφαλαιο",
            "κεφάλαιον",
            "κεφαλαιον",
            "επιστολή",
            "πράξη",
            "capítol",
            "kapitulli",
            "poglavlje",
            "poglavje",
            "поглавље",
            "peatükk",
            "nodaļa",
            "skyrius",
            "kafli",
            "pennod",
            "levél",
            "scrisoarea",
            "actul",
            "mektup",
            "dějství",
            "jednání",
            "розділ",
            "brev",
            "dopis",
            "lectio",
            "epistola",
        ],
    ),
    (
        Class::Scene,
        &[
            "scene",
            "section",
            "scène",
            "szene",
            "auftritt",
            "abschnitt",
            "escena",
            "sección",
            "scena",
            "σκηνή",
            "výstup",
            "jelenet",
            "sezione",
            "cena",
            "tafereel",
            "tooneel",
            "toneel",
            "явление",
            "сцена",
            "§",
            "article",
            "artikel",
            "artículo",
            "articulo",
            "articolo",
            "artigo",
            "статья",
            "artykuł",
            "artykul",
            "článek",
            "artikkeli",
            "artikla",
        ],
    ),
];

/// Names of parts of a book that carry no number.
const NAMES: &[&str] = &[
    "preface",
    "introduction",
    "introductory",
    "prologue",
    "epilogue",
    "foreword",
    "afterword",
    "conclusion",
    "appendix",
    "notes",
    "endnotes",
    "footnotes",
    "dedication",
    "acknowledgments",
    "acknowledgements",
    "glossary",
    "index",
    "bibliography",
    "dramatis personae",
    "postscript",
    "prelude",
    "interlude",
    "author's note",
    "authors note",
    "note",
    "to the reader",
    "finale",
    "abstract",
    "vorwort",
    "einleitung",
    "nachwort",
    "prolog",
    "epilog",
    "anhang",
    "anmerkungen",
    "vorrede",
    "widmung",
    "schluss",
    "schluß",
    "préface",
    "preface de lauteur",
    "avant propos",
    "prologue de lauteur",
    "épilogue",
    "appendice",
    "avertissement",
    "dédicace",
    "prólogo",
    "prefacio",
    "introducción",
    "epílogo",
    "conclusión",
    "apéndice",
    "notas",
    "dedicatoria",
    "advertencia",
    "prefazione",
    "introduzione",
    "prologo",
    "epilogo",
    "conclusione",
    "note dellautore",
    "prefácio",
    "introdução",
    "epílogo",
    "conclusão",
    "voorwoord",
    "inleiding",
    "proloog",
    "epiloog",
    "nawoord",
    "besluit",
    "voorrede",
    "введение",
    "предисловие",
    "послесловие",
    "пролог",
    "эпилог",
    "заключение",
    "примечания",
    "приложение",
    "wstęp",
    "przedmowa",
    "posłowie",
    "zakończenie",
    "przypisy",
    "inledning",
    "förord",
    "praefatio",
    "references",
    "works cited",
    "further reading",
    "about the author",
    "abbreviations",
    "chronology",
    "contributors",
    "a note on the text",
    "a note on sources",
    "authors preface",
    "translators note",
    "translators preface",
    "publishers note",
    "coda",
    "danksagung",
    "glossar",
    "literaturverzeichnis",
    "literatur",
    "register",
    "stichwortverzeichnis",
    "personenregister",
    "geleitwort",
    "zum geleit",
    "vorbemerkung",
    "vorspiel",
    "nachspiel",
    "zwischenspiel",
    "zum schluss",
    "einführung",
    "présentation",
    "remerciements",
    "glossaire",
    "bibliographie",
    "au lecteur",
    "postface",
    "avant-propos",
    "intermède",
    "annexe",
    "annexes",
    "presentación",
    "agradecimientos",
    "glosario",
    "bibliografía",
    "al lector",
    "a modo de prólogo",
    "posfacio",
    "anexo",
    "interludio",
    "ringraziamenti",
    "glossario",
    "bibliografia",
    "postfazione",
    "presentazione",
    "al lettore",
    "premessa",
    "avvertenza",
    "intermezzo",
    "indice analitico",
    "apresentação",
    "agradecimentos",
    "glossário",
    "posfácio",
    "ao leitor",
    "referências",
    "apêndice",
    "interlúdio",
    "dankwoord",
    "verantwoording",
    "noten",
    "bijlage",
    "literatuur",
    "ten geleide",
    "tot besluit",
    "woord vooraf",
    "tussenspel",
    "efterord",
    "slutord",
    "noter",
    "bilaga",
    "tack",
    "litteratur",
    "forord",
    "indledning",
    "innledning",
    "etterord",
    "bilag",
    "vedlegg",
    "takk",
    "tillegg",
    "esipuhe",
    "johdanto",
    "alkusanat",
    "loppusanat",
    "jälkisanat",
    "kiitokset",
    "liite",
    "lähteet",
    "předmluva",
    "úvod",
    "doslov",
    "závěr",
    "poznámky",
    "dodatek",
    "poděkování",
    "rejstřík",
    "literatura",
    "slovníček",
    "wprowadzenie",
    "podziękowania",
    "słowniczek",
    "indeks",
    "aneks",
    "od autora",
    "od tłumacza",
    "от автора",
    "от переводчика",
    "вступление",
    "благодарности",
    "библиография",
    "глоссарий",
    "литература",
    "передмова",
    "вступ",
    "післямова",
    "висновки",
    "előszó",
    "bevezetés",
    "utószó",
    "jegyzetek",
    "cuvânt înainte",
    "prefață",
    "introducere",
    "postfață",
    "concluzii",
    "epilogus",
    "prologus",
    "prooemium",
    "ad lectorem",
    "argumentum",
];

/// Whether folded text is the name of a part of a book that has no number.
pub(crate) fn is_named(folded: &str) -> bool {
    if NAMES.contains(&folded) {
        return true;
    }
    // `Second Epilogue`, `Appendix B`, `First Epilogue: 1813 - 20`.
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|word| digits(word).is_none())
        .collect();
    match words.as_slice() {
        [name] => words.len() < folded.split(' ').count() && NAMES.contains(name),
        [first, name] => {
            (word(first).is_some() && NAMES.contains(name))
                || (NAMES.contains(first) && (ordinal(name).is_some() || name.chars().count() == 1))
        }
        _ => false,
    }
}

/// The class of a keyword (`chapter`), in lower case.
pub(super) fn keyword(word: &str) -> Option<Class> {
    static CLASSES: OnceLock<HashMap<&str, Class>> = OnceLock::new();
    let classes = CLASSES.get_or_init(|| {
        KEYWORDS
            .iter()
            .flat_map(|(class, words)| words.iter().map(|word| (*word, *class)))
            .collect()
    });
    classes.get(word).copied()
}

/// The longest keyword in bytes, with room for signs that are longer in small letters.
const LONGEST_KEYWORD: usize = 24;

/// The text of a heading's line without Markdown's signs.
pub(crate) fn bare(text: &str) -> Cow<'_, str> {
    let signs = |c: char| matches!(c, '#' | '*' | '_' | ' ' | '\t');
    if !text
        .bytes()
        .any(|b| matches!(b, b'<' | b'&' | b']' | b'*' | b'_'))
    {
        return Cow::Borrowed(text.trim_matches(signs));
    }
    let mut plain = String::with_capacity(text.len());
    super::super::markup::visible(text, |piece| plain.push_str(piece));
    let plain = plain
        .trim_matches(signs)
        .replace("**", "")
        .replace("__", "");
    Cow::Owned(plain)
}

/// Reads the number of a heading: `CHAPTER II. The Mail`, `Book the First`, `Erstes Kapitel`, `XII`, `(A). Feudal`.
pub(crate) fn numbered(text: &str) -> Option<Numbered> {
    if text.len() > 400 {
        return None;
    }
    let text = bare(text);
    // Ornaments around a number: `-I-`, `— 2 —`, `[3]`.
    let core = text.trim_matches(|c: char| {
        matches!(c, '-' | '–' | '—' | '·' | '•' | '*' | ' ' | '~' | '[' | ']')
    });
    let text = if core.chars().count() <= 8 {
        core
    } else {
        &*text
    };
    if text.chars().count() > 160 {
        return None;
    }
    let mut words = text.split_whitespace();
    let first = words.next()?;
    let second = words.next();
    let lower = first.trim_end_matches(['.', ':', ',']).to_lowercase();
    if let Some(class) = keyword(&lower) {
        let article = second.is_some_and(|w| {
            matches!(w.to_lowercase().as_str(), "the" | "la" | "le" | "el" | "il")
        });
        let number = if article { words.next() } else { second };
        let rest = words.next();
        let value = number.and_then(|n| {
            let two = rest.and_then(|r| word(&format!("{n}-{}", r.trim_end_matches(['.', ':']))));
            two.or_else(|| ordinal(n)).or_else(|| {
                n.split_once(['.', ':', '—', '-', '–'])
                    .and_then(|(n, _)| ordinal(n))
            })
        });
        let value = value?;
        // `Letter one had been …`: a sentence, not a heading.
        let small_word = number.is_some_and(|n| {
            n.chars().next().is_some_and(char::is_lowercase)
                && digits(n).is_none()
                && roman(n).is_none()
        });
        if small_word && first.chars().next().is_some_and(char::is_lowercase) {
            return None;
        }
        return Some(Numbered {
            class,
            number: value,
            root: value,
            titled: rest.is_some(),
        });
    }
    // `Erstes Kapitel`, `First Part`, `Première partie`.
    if let Some(value) = word(&lower).or_else(|| digits(lower.trim_end_matches(['º', 'ª', '°'])))
    {
        let next = second.map(|w| w.trim_end_matches(['.', ':', ',']).to_lowercase());
        if let Some(class) = next.as_deref().and_then(keyword) {
            let capital = first
                .chars()
                .next()
                .is_some_and(|c| c.is_uppercase() || c.is_numeric());
            return capital.then(|| Numbered {
                class,
                number: value,
                root: value,
                titled: words.next().is_some(),
            });
        }
    }
    let stopped = first.ends_with(['.', ')', ':', '—']);
    let core = first
        .trim_end_matches(['.', ')', ':', '—', ','])
        .trim_start_matches('(');
    let titled = second.is_some();
    if let Some(value) = number_word(text) {
        return Some(Numbered {
            class: Class::Word,
            number: value,
            root: value,
            titled: false,
        });
    }
    if let Some((parts, root, number)) = decimal(first) {
        return Some(Numbered {
            class: Class::Decimal(parts),
            number,
            root,
            titled,
        });
    }
    if let Some(number) = roman(core).filter(|_| core.bytes().all(|b| b.is_ascii_uppercase())) {
        // `I think`: a numeral before words needs its stop; `V.`, `C. Darwin` are initials.
        if titled && !stopped {
            return (core.len() > 1 && second == Some("—")).then_some(Numbered {
                class: Class::Roman,
                number,
                root: number,
                titled,
            });
        }
        return Some(Numbered {
            class: Class::Roman,
            number,
            root: number,
            titled,
        });
    }
    if let Some(number) = digits(core).filter(|n| *n > 0 && *n < 400) {
        let capital = second.is_some_and(|w| w.starts_with(char::is_uppercase));
        return (!titled || stopped || capital).then_some(Numbered {
            class: Class::Digits,
            number,
            root: number,
            titled,
        });
    }
    let mut letters = core.chars();
    if let (Some(letter @ 'A'..='Z'), None, true) =
        (letters.next(), letters.next(), first.starts_with('('))
    {
        return Some(Numbered {
            class: Class::Letter,
            number: u32::from(letter) - u32::from('A') + 1,
            root: u32::from(letter) - u32::from('A') + 1,
            titled,
        });
    }
    None
}

/// The value of a text that is a number word and nothing else, set as a title: `One`, `TWELVE.`, `Twenty-One`.
fn number_word(text: &str) -> Option<u32> {
    let text = text.trim_end_matches(['.', ':']);
    if text.len() > 40 || !text.chars().next().is_some_and(char::is_uppercase) {
        return None;
    }
    let lower = text.to_lowercase();
    if !lower
        .chars()
        .all(|c| c.is_alphabetic() || c == '-' || c == ' ')
    {
        return None;
    }
    word(&lower).or_else(|| word(&lower.replace(' ', "-")))
}

/// The number of parts, the first and the last part of a number of several: `1.2`, `3.1.4.`, `A.2`; no part is 0 or has
/// more than two digits.
fn decimal(first: &str) -> Option<(u8, u32, u32)> {
    let mut parts = 0;
    let (mut root, mut last) = (0, 0);
    for part in first.trim_end_matches('.').split('.') {
        last = match part.as_bytes() {
            [letter @ b'A'..=b'Z'] if parts == 0 => u32::from(letter - b'A') + 1,
            _ => digits(part).filter(|n| *n > 0 && part.len() <= 2 && !part.starts_with('0'))?,
        };
        if parts == 0 {
            root = last;
        }
        parts += 1;
    }
    (2..=6).contains(&parts).then_some((parts, root, last))
}

/// Whether a text is the word before a number and nothing else: `CHAPTER`.
pub(crate) fn is_keyword(text: &str) -> bool {
    let text = bare(text);
    text.len() <= LONGEST_KEYWORD
        && keyword(&text.to_lowercase()).is_some_and(|class| class <= Class::Chapter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_headings() {
        let read = |text| numbered(text).map(|n| (n.class, n.number, n.titled));
        assert_eq!(
            read("## **CHAPTER II.** The Mail"),
            Some((Class::Chapter, 2, true))
        );
        assert_eq!(read("Book the First"), Some((Class::Part, 1, false)));
        assert_eq!(read("BOOK ONE: 1805"), Some((Class::Part, 1, true)));
        assert_eq!(read("Erstes Kapitel"), Some((Class::Chapter, 1, false)));
        assert_eq!(read("XII"), Some((Class::Roman, 12, false)));
        assert_eq!(
            read("(A). Feudal Socialism"),
            Some((Class::Letter, 1, true))
        );
        assert_eq!(read("Twenty-One"), Some((Class::Word, 21, false)));
        assert_eq!(read("One of them"), None);
        assert_eq!(read("one"), None);
        assert_eq!(read("3.1.4. Shared"), Some((Class::Decimal(3), 4, true)));
        assert_eq!(read("3.1415 is near"), None);
        assert_eq!(read("12.04"), None);
        assert_eq!(read("2 Applying"), Some((Class::Digits, 2, true)));
        assert_eq!(read("2 men"), None);
        assert_eq!(read("I think"), None);
        assert_eq!(read("Part of it"), None);
        assert_eq!(
            read("CHAPTER TWENTY-ONE"),
            Some((Class::Chapter, 21, false))
        );
    }
}
