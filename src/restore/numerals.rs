//! Numbers as books print them: folios, chapter numbers in digits, Roman numerals and words.

use std::collections::HashMap;
use std::sync::OnceLock;

/// The value of a Roman numeral in capitals or small letters (not mixed), 1 to 399, written as it should be.
pub(crate) fn roman(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 12 {
        return None;
    }
    let upper = text.to_ascii_uppercase();
    if upper != text && text.to_ascii_lowercase() != text {
        return None;
    }
    let mut total = 0;
    let mut before = 0;
    for c in upper.chars().rev() {
        let value = match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            _ => return None,
        };
        if value < before {
            total -= value;
        } else {
            total += value;
            before = value;
        }
    }
    let total = u32::try_from(total).ok()?;
    (total < 400 && (write_roman(total) == upper || upper == "IIII" || upper == "VIIII"))
        .then_some(total)
}

/// A number as a Roman numeral.
pub(crate) fn write_roman(mut number: u32) -> String {
    const STEPS: [(u32, &str); 9] = [
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut text = String::new();
    for (value, letters) in STEPS {
        while number >= value && text.len() < 40 {
            text.push_str(letters);
            number -= value;
        }
    }
    text
}

/// A number in digits, at most 9999.
pub(crate) fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Number words in the languages deckle knows, cardinal and ordinal, 1 to 20 (folded: lower case).
const WORDS: &[&[&str]] = &[
    &[
        "one",
        "first",
        "un",
        "une",
        "premier",
        "première",
        "premiere",
        "ier",
        "ein",
        "eins",
        "erste",
        "erster",
        "erstes",
        "uno",
        "primero",
        "primera",
        "primer",
        "primo",
        "prima",
        "um",
        "primeiro",
        "primeira",
        "een",
        "eerste",
        "1st",
        "первая",
        "первое",
        "первый",
        "pierwszy",
        "pierwsza",
        "pierwsze",
        "primus",
        "primum",
        "första",
        "første",
        "1er",
        "1re",
    ],
    &[
        "two",
        "second",
        "deux",
        "deuxième",
        "deuxieme",
        "seconde",
        "zwei",
        "zweite",
        "zweiter",
        "zweites",
        "dos",
        "segundo",
        "segunda",
        "due",
        "secondo",
        "seconda",
        "dois",
        "twee",
        "tweede",
        "2nd",
        "вторая",
        "второе",
        "второй",
        "drugi",
        "druga",
        "drugie",
        "secundus",
        "andra",
        "anden",
        "2e",
    ],
    &[
        "three",
        "third",
        "trois",
        "troisième",
        "troisieme",
        "drei",
        "dritte",
        "dritter",
        "drittes",
        "tres",
        "tercero",
        "tercera",
        "tercer",
        "tre",
        "terzo",
        "terza",
        "três",
        "terceiro",
        "terceira",
        "drie",
        "derde",
        "3rd",
        "третья",
        "третье",
        "третий",
        "trzeci",
        "trzecia",
        "trzecie",
        "tertius",
        "tredje",
        "3e",
    ],
    &[
        "four",
        "fourth",
        "quatre",
        "quatrième",
        "quatrieme",
        "vier",
        "vierte",
        "vierter",
        "viertes",
        "cuatro",
        "cuarto",
        "cuarta",
        "quattro",
        "quarto",
        "quarta",
        "quatro",
        "vierde",
        "4th",
        "четвертая",
        "четвёртая",
        "четвертое",
        "czwarty",
        "czwarta",
        "czwarte",
        "quartus",
        "fjärde",
        "fjerde",
        "4e",
    ],
    &[
        "five",
        "fifth",
        "cinq",
        "cinquième",
        "cinquieme",
        "fünf",
        "fünfte",
        "fünfter",
        "fünftes",
        "cinco",
        "quinto",
        "quinta",
        "cinque",
        "vijf",
        "vijfde",
        "5th",
        "пятая",
        "пятое",
        "пятый",
        "piąty",
        "piąta",
        "piąte",
        "quintus",
        "femte",
        "5e",
    ],
    &[
        "six",
        "sixth",
        "sixième",
        "sixieme",
        "sechs",
        "sechste",
        "sechster",
        "sechstes",
        "seis",
        "sexto",
        "sexta",
        "sei",
        "sesto",
        "sesta",
        "zes",
        "zesde",
        "6th",
        "шестая",
        "шестое",
        "шестой",
        "szósty",
        "szósta",
        "szóste",
        "sextus",
        "sjätte",
        "6e",
    ],
    &[
        "seven",
        "seventh",
        "sept",
        "septième",
        "septieme",
        "sieben",
        "siebte",
        "siebente",
        "siebtes",
        "siete",
        "séptimo",
        "séptima",
        "sette",
        "settimo",
        "settima",
        "sete",
        "sétimo",
        "zeven",
        "zevende",
        "7th",
        "седьмая",
        "седьмое",
        "siódmy",
        "siódma",
        "siódme",
        "septimus",
        "7e",
    ],
    &[
        "eight",
        "eighth",
        "huit",
        "huitième",
        "huitieme",
        "acht",
        "achte",
        "achter",
        "achtes",
        "ocho",
        "octavo",
        "octava",
        "otto",
        "ottavo",
        "ottava",
        "oito",
        "oitavo",
        "oitava",
        "achtste",
        "8th",
        "восьмая",
        "восьмое",
        "ósmy",
        "ósma",
        "ósme",
        "octavus",
        "8e",
    ],
    &[
        "nine",
        "ninth",
        "neuf",
        "neuvième",
        "neuvieme",
        "neun",
        "neunte",
        "neunter",
        "neuntes",
        "nueve",
        "noveno",
        "novena",
        "nove",
        "nono",
        "nona",
        "negen",
        "negende",
        "9th",
        "девятая",
        "девятое",
        "dziewiąty",
        "dziewiąta",
        "dziewiąte",
        "9e",
    ],
    &[
        "ten",
        "tenth",
        "dix",
        "dixième",
        "dixieme",
        "zehn",
        "zehnte",
        "zehnter",
        "zehntes",
        "diez",
        "décimo",
        "décima",
        "dieci",
        "decimo",
        "decima",
        "dez",
        "tien",
        "tiende",
        "10th",
        "десятая",
        "десятое",
        "dziesiąty",
        "dziesiąta",
        "dziesiąte",
        "10e",
    ],
    &[
        "eleven",
        "eleventh",
        "onze",
        "onzième",
        "elf",
        "elfte",
        "elftes",
        "once",
        "undécimo",
        "undici",
        "undicesimo",
        "elfde",
    ],
    &[
        "twelve",
        "twelfth",
        "douze",
        "douzième",
        "zwölf",
        "zwölfte",
        "zwölftes",
        "doce",
        "duodécimo",
        "dodici",
        "dodicesimo",
        "doze",
        "twaalf",
        "twaalfde",
    ],
    &[
        "thirteen",
        "thirteenth",
        "treize",
        "treizième",
        "dreizehn",
        "dreizehnte",
        "dreizehntes",
        "trece",
        "tredici",
        "treze",
        "dertien",
        "dertiende",
    ],
    &[
        "fourteen",
        "fourteenth",
        "quatorze",
        "quatorzième",
        "vierzehn",
        "vierzehnte",
        "vierzehntes",
        "catorce",
        "quattordici",
        "catorze",
        "veertien",
        "veertiende",
    ],
    &[
        "fifteen",
        "fifteenth",
        "quinze",
        "quinzième",
        "fünfzehn",
        "fünfzehnte",
        "fünfzehntes",
        "quince",
        "quindici",
        "vijftien",
        "vijftiende",
    ],
    &[
        "sixteen",
        "sixteenth",
        "seize",
        "seizième",
        "sechzehn",
        "sechzehnte",
        "sechzehntes",
        "dieciséis",
        "sedici",
        "dezesseis",
        "zestien",
        "zestiende",
    ],
    &[
        "seventeen",
        "seventeenth",
        "siebzehn",
        "siebzehnte",
        "siebzehntes",
        "diecisiete",
        "diciassette",
        "dezessete",
        "zeventien",
        "zeventiende",
    ],
    &[
        "eighteen",
        "eighteenth",
        "achtzehn",
        "achtzehnte",
        "achtzehntes",
        "dieciocho",
        "diciotto",
        "dezoito",
        "achttien",
        "achttiende",
    ],
    &[
        "nineteen",
        "nineteenth",
        "neunzehn",
        "neunzehnte",
        "neunzehntes",
        "diecinueve",
        "diciannove",
        "dezenove",
        "negentien",
        "negentiende",
    ],
    &[
        "twenty",
        "twentieth",
        "vingt",
        "vingtième",
        "zwanzig",
        "zwanzigste",
        "zwanzigstes",
        "veinte",
        "venti",
        "vinte",
        "twintig",
        "twintigste",
    ],
];

/// The value of a number word, or of an English compound (`twenty-three`), 1 to 99.
/// The longest number word in bytes, with room for signs that are longer in small letters.
const LONGEST_WORD: usize = 48;

pub(crate) fn word(text: &str) -> Option<u32> {
    static VALUES: OnceLock<HashMap<&str, u32>> = OnceLock::new();
    if text.len() > LONGEST_WORD {
        return None;
    }
    let text = text.to_lowercase();
    let values = VALUES.get_or_init(|| {
        let mut values = HashMap::new();
        for (value, words) in (1..).zip(WORDS) {
            for word in *words {
                values.entry(*word).or_insert(value);
            }
        }
        values
    });
    if let Some(value) = values.get(text.as_str()) {
        return Some(*value);
    }
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let (tens, rest) = text.split_once(['-', ' ']).unwrap_or((&text, ""));
    let tens = u32::try_from(TENS.iter().position(|t| *t == tens)?).ok()? * 10 + 20;
    if rest.is_empty() {
        return Some(tens);
    }
    let ones = u32::try_from(
        WORDS
            .iter()
            .take(9)
            .position(|words| words.iter().take(2).any(|w| *w == rest))?,
    )
    .ok()?;
    Some(tens + ones + 1)
}

/// A chapter number in any writing, without its stop.
pub(crate) fn ordinal(text: &str) -> Option<u32> {
    let text = text.trim_end_matches(['.', ':', ')', '—', '–', ',']);
    digits(text)
        .filter(|n| *n > 0)
        .or_else(|| roman(text))
        .or_else(|| word(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers() {
        assert_eq!(roman("XIV"), Some(14));
        assert_eq!(roman("xiv"), Some(14));
        assert_eq!(roman("IIX"), None);
        assert_eq!(roman("Xi"), None);
        assert_eq!(roman("mild"), None);
        assert_eq!(ordinal("Twenty-Three"), Some(23));
        assert_eq!(ordinal("XII."), Some(12));
        assert_eq!(ordinal("Premier"), Some(1));
    }
}
