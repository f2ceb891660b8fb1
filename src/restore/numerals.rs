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

/// Number words of English, cardinal and ordinal, from 1: they make compounds (`twenty-three`).
const ENGLISH: [&str; 2] = [
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen \
     nineteen twenty",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth \
     sixteenth seventeenth eighteenth nineteenth twentieth",
];

/// Number words of the other languages deckle knows, each row from 1 (folded: lower case), without those that are common
/// words of another language.
const WORDS: &[&str] = &[
    "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th",
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt",
    "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième treizième \
     quatorzième quinzième seizième dix-septième dix-huitième dix-neuvième vingtième",
    "première deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme",
    "premiere seconde",
    "une",
    "ier",
    "1er 2e 3e 4e 5e 6e 7e 8e 9e 10e",
    "1re",
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn \
     zwanzig",
    "eins",
    "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte dreizehnte vierzehnte fünfzehnte sechzehnte \
     siebzehnte achtzehnte neunzehnte zwanzigste",
    "erster zweiter dritter vierter fünfter sechster siebter achter neunter zehnter elfter zwölfter dreizehnter vierzehnter \
     fünfzehnter sechzehnter siebzehnter achtzehnter neunzehnter zwanzigster",
    "erstes zweites drittes viertes fünftes sechstes siebtes achtes neuntes zehntes elftes zwölftes dreizehntes vierzehntes \
     fünfzehntes sechzehntes siebzehntes achtzehntes neunzehntes zwanzigstes",
    "- - - - - - siebente",
    "- - - - - - siebentes",
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve \
     veinte",
    "primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo decimotercero decimocuarto \
     decimoquinto decimosexto decimoséptimo decimoctavo decimonoveno vigésimo",
    "primera segunda tercera cuarta quinta sexta séptima octava novena décima undécima duodécima decimotercera decimocuarta \
     decimoquinta decimosexta decimoséptima decimoctava decimonovena vigésima",
    "primer - tercer",
    "- due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto \
     diciannove venti",
    "primo secondo terzo quarto quinto sesto settimo ottavo nono decimo undicesimo dodicesimo tredicesimo quattordicesimo \
     quindicesimo sedicesimo diciassettesimo diciottesimo diciannovesimo ventesimo",
    "prima seconda terza quarta quinta sesta settima ottava nona decima undicesima dodicesima",
    "um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis dezessete dezoito dezenove vinte",
    "primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono décimo",
    "primeira segunda terceira quarta quinta sexta sétima oitava nona décima",
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig",
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende vijftiende zestiende \
     zeventiende achttiende negentiende twintigste",
    "ett två tre fyra fem - sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton tjugo",
    "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte trettonde fjortonde femtonde sextonde \
     sjuttonde artonde nittonde tjugonde",
    "- - tre - fem seks syv otte - - elleve tolv tretten fjorten femten seksten sytten atten nitten tyve",
    "første anden tredje fjerde femte sjette syvende ottende niende tiende ellevte tolvte trettende fjortende femtende sekstende \
     syttende attende nittende tyvende",
    "- andre - - - - sju åtte - - - - - - - - - - - tjue",
    "- - - - - - sjuende åttende - - - - - - - - - - - tjuende",
    "yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen yksitoista kaksitoista",
    "ensimmäinen toinen kolmas neljäs viides kuudes seitsemäs kahdeksas yhdeksäs kymmenes yhdestoista kahdestoista",
    "jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście \
     siedemnaście osiemnaście dziewiętnaście dwadzieścia",
    "pierwszy drugi trzeci czwarty piąty szósty siódmy ósmy dziewiąty dziesiąty jedenasty dwunasty trzynasty czternasty piętnasty \
     szesnasty siedemnasty osiemnasty dziewiętnasty dwudziesty",
    "pierwsza druga trzecia czwarta piąta szósta siódma ósma dziewiąta dziesiąta jedenasta dwunasta trzynasta czternasta piętnasta \
     szesnasta siedemnasta osiemnasta dziewiętnasta dwudziesta",
    "pierwsze drugie trzecie czwarte piąte szóste siódme ósme dziewiąte dziesiąte",
    "jedna dvě tři čtyři pět šest sedm osm devět deset jedenáct dvanáct třináct čtrnáct patnáct šestnáct sedmnáct osmnáct devatenáct \
     dvacet",
    "první druhý třetí čtvrtý pátý šestý sedmý osmý devátý desátý jedenáctý dvanáctý třináctý čtrnáctý patnáctý",
    "- druhá - čtvrtá pátá šestá sedmá osmá devátá desátá jedenáctá dvanáctá třináctá čtrnáctá patnáctá",
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать \
     семнадцать восемнадцать девятнадцать двадцать",
    "первый второй третий четвёртый пятый шестой седьмой восьмой девятый десятый одиннадцатый двенадцатый тринадцатый \
     четырнадцатый пятнадцатый шестнадцатый семнадцатый восемнадцатый девятнадцатый двадцатый",
    "первая вторая третья четвёртая пятая шестая седьмая восьмая девятая десятая одиннадцатая двенадцатая тринадцатая \
     четырнадцатая пятнадцатая шестнадцатая семнадцатая восемнадцатая девятнадцатая двадцатая",
    "πρώτο δεύτερο τρίτο τέταρτο πέμπτο έκτο έβδομο όγδοο ένατο δέκατο",
    "πρωτο δευτερο τριτο τεταρτο πεμπτο εκτο εβδομο ογδοο ενατο δεκατο",
    "πρώτον δεύτερον τρίτον τέταρτον πέμπτον έκτον έβδομον όγδοον ένατον δέκατον",
    "primul doilea treilea patrulea cincilea șaselea șaptelea optulea nouălea zecelea",
    "prvi drugi treći četvrti peti šesti sedmi osmi deveti deseti",
    "prvo drugo treće četvrto peto šesto sedmo osmo deveto deseto",
    "bir - - dört beş altı yedi sekiz dokuz",
    "birinci ikinci üçüncü dördüncü beşinci altıncı yedinci sekizinci dokuzuncu onuncu",
    "первое второе третье четвёртое пятое шестое седьмое восьмое девятое десятое",
    "- - - четвертый",
    "- - - четвертая",
    "- - - четвертое",
    "első második harmadik negyedik ötödik hatodik hetedik nyolcadik kilencedik tizedik tizenegyedik tizenkettedik",
    "primus secundus tertius quartus quintus sextus septimus octavus nonus decimus undecimus duodecimus",
    "primum secundum tertium quartum quintum sextum septimum octavum nonum decimum undecimum duodecimum",
    "prima secunda tertia quarta quinta sexta septima octava nona decima undecima duodecima",
];

/// The longest number word in bytes, with room for signs that are longer in small letters.
const LONGEST_WORD: usize = 48;

/// The value of a number word, or of an English compound (`twenty-three`), 1 to 99.
pub(crate) fn word(text: &str) -> Option<u32> {
    static VALUES: OnceLock<HashMap<&str, u32>> = OnceLock::new();
    if text.len() > LONGEST_WORD {
        return None;
    }
    let text = text.to_lowercase();
    let values = VALUES.get_or_init(|| {
        let mut values = HashMap::new();
        for row in ENGLISH.iter().chain(WORDS) {
            for (value, word) in (1..).zip(row.split(' ')) {
                values.entry(word).or_insert(value);
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
    let place = |row: &&str| row.split(' ').take(9).position(|word| word == rest);
    let ones = u32::try_from(ENGLISH.iter().find_map(place)?).ok()?;
    Some(tens + ones + 1)
}

/// A number in Greek letters, 1 to 99: `Γʹ`, `ΙΒ΄`, with or without its sign.
fn greek(text: &str) -> Option<u32> {
    let letters = text.trim_end_matches(['ʹ', '΄', '´', '\'', '’', '′']);
    let mut number = 0;
    for (place, c) in letters.to_lowercase().chars().enumerate() {
        let one = |row: &str| (1..).zip(row.chars()).find(|(_, letter)| *letter == c);
        let value = match (one("αβγδεϛζηθ"), one("ικλμνξοπϟ")) {
            (Some((value, _)), _) => value,
            (_, Some((value, _))) if place == 0 => value * 10,
            _ if letters.eq_ignore_ascii_case("στ") || letters == "ΣΤ" => return Some(6),
            _ => return None,
        };
        if place > 1 || place == 1 && (number < 10 || value > 9) {
            return None;
        }
        number += value;
    }
    (number > 0).then_some(number)
}

/// A chapter number in any writing, without its stop.
pub(crate) fn ordinal(text: &str) -> Option<u32> {
    let text = text.trim_end_matches(['.', ':', ')', '—', '–', ',']);
    digits(text)
        .filter(|n| *n > 0)
        .or_else(|| roman(text))
        .or_else(|| word(text))
        .or_else(|| greek(text))
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
        assert_eq!(ordinal("Γʹ"), Some(3));
        assert_eq!(ordinal("ΙΒ΄"), Some(12));
        assert_eq!(ordinal("ΣΤ'"), Some(6));
        assert_eq!(ordinal("ΒΑ"), None);
    }
}
