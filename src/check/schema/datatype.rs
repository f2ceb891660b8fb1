//! Datatypes of attribute values and of text content: takes a value, says whether it is of the type.

use super::pattern::TypeId;
use crate::check::publication::xml::{is_name, is_name_char};

/// A datatype of a schema.
#[derive(Debug)]
pub(super) enum DataType {
    /// One that is computed.
    Named {
        what: &'static str,
        fits: fn(&str) -> bool,
    },
    /// Some words, or values of some other types; a list of them where `list`.
    Words {
        words: Vec<String>,
        types: Vec<TypeId>,
        caseless: bool,
        list: bool,
    },
}

impl DataType {
    /// Whether the value is of the type; `all` are the types of the schema.
    pub(super) fn fits(&self, value: &str, all: &[DataType]) -> bool {
        match self {
            DataType::Named { fits, .. } => fits(value),
            DataType::Words {
                words,
                types,
                caseless,
                list,
            } => {
                let one = |value: &str| {
                    words.iter().any(|word| {
                        if *caseless {
                            word.eq_ignore_ascii_case(value)
                        } else {
                            word == value
                        }
                    }) || types.iter().any(|id| {
                        all.get(id.0 as usize)
                            .is_some_and(|found| found.fits(value, all))
                    })
                };
                if *list {
                    value.split_ascii_whitespace().all(one)
                } else {
                    one(trim(value))
                }
            }
        }
    }

    /// What is asked for, as the end of a sentence.
    pub(super) fn describe(&self, all: &[DataType]) -> String {
        match self {
            DataType::Named { what, .. } => (*what).to_owned(),
            DataType::Words {
                words, types, list, ..
            } => {
                let words = words.iter().map(|word| {
                    if word.is_empty() {
                        "nothing".to_owned()
                    } else {
                        format!("'{word}'")
                    }
                });
                let types = types
                    .iter()
                    .filter_map(|id| all.get(id.0 as usize))
                    .map(|found| found.describe(all));
                let mut parts: Vec<String> = words.chain(types).collect();
                let more = parts.len().saturating_sub(12);
                parts.truncate(12);
                let more = if more > 0 {
                    format!(" or {more} others")
                } else {
                    String::new()
                };
                let list = if *list { "a list of " } else { "" };
                format!("{list}{}{more}", parts.join(", "))
            }
        }
    }
}

/// Removes XML white space at both ends.
fn trim(value: &str) -> &str {
    value.trim_matches([' ', '\t', '\n', '\r'])
}

/// The computed type of that name.
pub(super) fn named(name: &str) -> Option<DataType> {
    let (what, fits): (&'static str, fn(&str) -> bool) = match name {
        "string" => ("any text", |_| true),
        "never" => ("nothing: it is not allowed here", |_| false),
        "empty" => ("nothing", |value| trim(value).is_empty()),
        "nonempty" => ("at least one character", |value| !value.is_empty()),
        "nonblank" => ("at least one character that is not white space", |value| {
            !trim(value).is_empty()
        }),
        "character" => ("exactly one character", |value| value.chars().count() == 1),
        "spaceless" => ("a text without white space", |value| {
            !value.is_empty() && !value.contains(char::is_whitespace)
        }),
        "ncname" => ("an XML name without colons", |value| is_name(trim(value))),
        "ncnames" => ("a list of XML names without colons", |value| {
            !trim(value).is_empty() && value.split_ascii_whitespace().all(is_name)
        }),
        "nmtoken" => ("an XML name token", |value| is_nmtoken(trim(value))),
        "nmtokens" => ("a list of XML name tokens", |value| {
            !trim(value).is_empty() && value.split_ascii_whitespace().all(is_nmtoken)
        }),
        "spaceless-list" => ("a list of names", |value| !trim(value).is_empty()),
        "uri" => ("a URI", is_uri),
        "nonempty-uri" => ("a URI that is not empty", |value| {
            !trim(value).is_empty() && is_uri(value)
        }),
        "hash-name" => ("'#' followed by a name", |value| {
            value.len() > 1 && value.starts_with('#')
        }),
        "language" => ("a language tag", |value| is_language(trim(value))),
        "integer" => ("an integer", |value| is_integer(trim(value))),
        "count" => ("an integer of 0 or more", |value| is_count(trim(value))),
        "positive" => ("an integer of 1 or more", |value| {
            is_count(trim(value)) && trim(value).contains(|c| ('1'..='9').contains(&c))
        }),
        "number" => ("a number", |value| is_number(trim(value))),
        "number-positive" => ("a number above 0", |value| {
            is_number(trim(value)) && trim(value).parse().is_ok_and(|number: f64| number > 0.0)
        }),
        "number-unsigned" => ("a number of 0 or more", |value| {
            is_number(trim(value)) && !trim(value).starts_with('-')
        }),
        "length" => ("a length in pixels or per cent", is_length),
        "multi-length" => ("a length, in pixels, per cent or shares", |value| {
            let value = trim(value);
            is_length(value)
                || value
                    .strip_suffix('*')
                    .is_some_and(|share| share.is_empty() || is_count(share))
        }),
        "rectangle" => ("four integers with commas between", |value| {
            integers(value).is_some_and(|list| list.len() == 4)
        }),
        "circle" => (
            "three integers with commas between, the last the radius",
            |value| {
                integers(value).is_some_and(|list| list.len() == 3)
                    && !value
                        .rsplit(',')
                        .next()
                        .is_some_and(|radius| radius.starts_with('-'))
            },
        ),
        "polygon" => (
            "three pairs of integers or more with commas between",
            |value| integers(value).is_some_and(|list| list.len() >= 6 && list.len() % 2 == 0),
        ),
        "coordinates" => ("a list of integers", |value| {
            value.split(',').all(is_length)
        }),
        "media-type" => ("a media type", |value| is_media_type(trim(value))),
        "media-types" => ("a list of media types", |value| {
            value.split(',').all(|part| is_media_type(trim(part)))
        }),
        "accept" => ("a list of media types and file extensions", |value| {
            value
                .split(',')
                .map(trim)
                .all(|part| part.starts_with('.') || is_media_type(part))
        }),
        "utf-8" => ("'utf-8'", |value| value.eq_ignore_ascii_case("utf-8")),
        "frame-name" => ("a name that does not begin with '_'", |value| {
            !value.starts_with('_')
        }),
        "frame-target" => (
            "a name that does not begin with '_', '_blank', '_self', '_parent' or '_top'",
            |value| {
                let words = ["_blank", "_self", "_parent", "_top"];
                !value.starts_with('_') || words.iter().any(|word| word.eq_ignore_ascii_case(value))
            },
        ),
        "prefixes" => (
            "pairs of a prefix with a colon, and an address",
            is_prefixes,
        ),
        "color" => ("a colour as #rrggbb", |value| {
            trim(value)
                .strip_prefix('#')
                .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
        }),
        "math-length" => ("a length with its unit", is_math_length),
        "math-color" => (
            "a colour: '#rgb', '#rrggbb' or a name of HTML's",
            is_math_color,
        ),
        "datetime" => ("a date, time or duration", is_datetime),
        "date-or-time" => ("a date with or without a time", is_date_or_datetime),
        "clock" => ("a clock value", is_clock),
        "xml-datetime" => ("a date and time as CCYY-MM-DDThh:mm:ssZ", |value| {
            let value = trim(value);
            value.len() >= 19
                && value.as_bytes().get(10) == Some(&b'T')
                && is_global_datetime(value)
        }),
        "xml-time" => ("a time", |value| is_time(trim(value))),
        _ => return None,
    };
    Some(DataType::Named { what, fits })
}

/// Integers with commas between and nothing else.
fn integers(value: &str) -> Option<Vec<&str>> {
    let plain = |part: &&str| digits(part.strip_prefix('-').unwrap_or(part));
    let parts: Vec<&str> = value.split(',').collect();
    parts.iter().all(plain).then_some(parts)
}

/// RDFa Core, 5: `foaf: http://xmlns.com/foaf/0.1/ dc: …`, or nothing.
fn is_prefixes(value: &str) -> bool {
    let words: Vec<&str> = value.split_ascii_whitespace().collect();
    words.chunks(2).all(|pair| {
        let name = pair.first().and_then(|name| name.strip_suffix(':'));
        pair.len() == 2 && name.is_some_and(is_name)
    })
}

/// MathML 3, 2.1.5.2: a number with a unit or without, or one of the named spaces.
fn is_math_length(value: &str) -> bool {
    let value = trim(value);
    if let Some(space) = value.strip_suffix("mathspace") {
        let space = space.strip_prefix("negative").unwrap_or(space);
        let bare = space.strip_prefix("very").unwrap_or(space);
        let bare = bare.strip_prefix("very").unwrap_or(bare);
        return space == "medium" || matches!(bare, "thin" | "thick");
    }
    let units = ["em", "ex", "in", "cm", "mm", "px", "pt", "pc", "%"];
    let number = units
        .iter()
        .find_map(|unit| value.strip_suffix(unit))
        .unwrap_or(value);
    !number.contains(['e', 'E', '+']) && is_number(number)
}

/// MathML 3, 2.1.5.1: the colours of HTML 4 by name, or as hexadecimal digits.
fn is_math_color(value: &str) -> bool {
    const NAMES: [&str; 17] = [
        "aqua",
        "black",
        "blue",
        "fuchsia",
        "gray",
        "green",
        "lime",
        "maroon",
        "navy",
        "olive",
        "purple",
        "red",
        "silver",
        "teal",
        "white",
        "yellow",
        "transparent",
    ];
    let value = trim(value);
    match value.strip_prefix('#') {
        Some(hex) => matches!(hex.len(), 3 | 6) && hex.bytes().all(|b| b.is_ascii_hexdigit()),
        None => NAMES.iter().any(|name| name.eq_ignore_ascii_case(value)),
    }
}

fn is_nmtoken(value: &str) -> bool {
    !value.is_empty() && value.chars().all(is_name_char)
}

fn digits(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit())
}

fn is_count(value: &str) -> bool {
    digits(value.strip_prefix('+').unwrap_or(value))
}

fn is_integer(value: &str) -> bool {
    digits(value.strip_prefix(['-', '+']).unwrap_or(value))
}

fn is_number(value: &str) -> bool {
    let value = value.strip_prefix(['-', '+']).unwrap_or(value);
    let (mantissa, exponent) = value
        .split_once(['e', 'E'])
        .map_or((value, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa
        .split_once('.')
        .map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let fraction_fits = fraction.is_none_or(|f| digits(f) || f.is_empty() && digits(whole));
    let whole_fits = digits(whole) || whole.is_empty() && fraction.is_some_and(digits);
    whole_fits && fraction_fits && exponent.is_none_or(is_integer)
}

fn is_length(value: &str) -> bool {
    let value = trim(value);
    is_integer(value.strip_suffix('%').unwrap_or(value))
}

/// RFC 3066: parts of one to eight letters and digits, the first of letters only.
fn is_language(value: &str) -> bool {
    let mut parts = value.split('-');
    let first = parts.next().unwrap_or("");
    (1..=8).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

/// RFC 3986 as `xsd:anyURI` reads it: other characters are escaped; `:`, `#` and brackets must stand right.
fn is_uri(value: &str) -> bool {
    let value = trim(value);
    let (before, fragment) = value
        .split_once('#')
        .map_or((value, ""), |(before, fragment)| (before, fragment));
    if fragment.contains('#') || !percent_fits(value) {
        return false;
    }
    let hierarchy = match before
        .find(':')
        .filter(|&colon| !before.get(..colon).unwrap_or("").contains(['/', '?']))
    {
        None => before,
        Some(colon) => {
            let (scheme, rest) = before.split_at(colon);
            let rest = rest.get(1..).unwrap_or("");
            let fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
            if !fits || rest.is_empty() {
                return false;
            }
            rest
        }
    };
    let path = match hierarchy.strip_prefix("//") {
        Some("") => return false,
        Some(rest) => {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            if authority.matches('[').count() != authority.matches(']').count() {
                return false;
            }
            path
        }
        None => hierarchy,
    };
    !path.split('?').next().unwrap_or("").contains(['[', ']'])
}

fn percent_fits(value: &str) -> bool {
    let bytes = value.as_bytes();
    memchr::memchr_iter(b'%', bytes).all(|at| {
        bytes
            .get(at + 1..at + 3)
            .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    })
}

fn is_media_type(value: &str) -> bool {
    let bare = value.split(';').next().unwrap_or("").trim();
    let token = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
    };
    bare.split_once('/')
        .is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}

fn number_in(value: &str, length: usize, least: u32, most: u32) -> bool {
    value.len() == length
        && digits(value)
        && value
            .parse()
            .is_ok_and(|number: u32| (least..=most).contains(&number))
}

fn is_month(value: &str) -> bool {
    value
        .rsplit_once('-')
        .is_some_and(|(year, month)| year.len() >= 4 && digits(year) && number_in(month, 2, 0, 99))
}

fn is_date(value: &str) -> bool {
    value
        .rsplit_once('-')
        .is_some_and(|(month, day)| is_month(month) && number_in(day, 2, 0, 99))
}

fn is_time(value: &str) -> bool {
    let mut parts = value.split(':');
    let two = |part: Option<&str>| part.is_some_and(|part| number_in(part, 2, 0, 99));
    let start = two(parts.next()) && two(parts.next());
    let seconds = parts.next().is_none_or(|seconds| {
        let (whole, fraction) = seconds
            .split_once('.')
            .map_or((seconds, None), |(w, f)| (w, Some(f)));
        number_in(whole, 2, 0, 99)
            && fraction.is_none_or(|f| (1..=3).contains(&f.len()) && digits(f))
    });
    start && seconds && parts.next().is_none()
}

fn is_zone(value: &str) -> bool {
    value == "Z"
        || value.strip_prefix(['+', '-']).is_some_and(|rest| {
            let rest = rest.replacen(':', "", 1);
            number_in(&rest, 4, 0, 9999)
        })
}

fn is_local_datetime(value: &str) -> bool {
    value
        .split_once(['T', ' '])
        .is_some_and(|(date, time)| is_date(date) && is_time(time))
}

fn is_global_datetime(value: &str) -> bool {
    let zone = value.find(['T', ' ']).and_then(|at| {
        let found = value.get(at..)?.find(['Z', '+', '-'])?;
        value.split_at_checked(at + found)
    });
    zone.is_some_and(|(local, zone)| is_local_datetime(local) && is_zone(zone))
}

/// HTML, 2.3.5.9: a date optionally with a time.
fn is_date_or_datetime(value: &str) -> bool {
    let value = collapsed(value);
    is_date(&value) || is_local_datetime(&value) || is_global_datetime(&value)
}

/// White space as XML Schema collapses it: none at the ends, one space between words.
fn collapsed(value: &str) -> String {
    value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// HTML, 4.5.14: the machine-readable value of a `time`, without a zone alone, which is no
/// moment.
fn is_datetime(value: &str) -> bool {
    let value = collapsed(value);
    let value = value.as_str();
    let year = value.len() == 4 && digits(value);
    let bare = value.strip_prefix("--").unwrap_or(value);
    let yearless = bare.len() == 5
        && bare
            .split_once('-')
            .is_some_and(|(m, d)| number_in(m, 2, 0, 99) && number_in(d, 2, 0, 99));
    let week = value
        .split_once("-W")
        .is_some_and(|(year, week)| year.len() >= 4 && digits(year) && number_in(week, 2, 0, 99));
    year || yearless
        || week
        || is_month(value)
        || is_date(value)
        || is_time(value)
        || is_local_datetime(value)
        || is_global_datetime(value)
        || is_duration(value)
}

/// HTML, 2.3.5.9: `P4DT4H3M`, or `4H 18M 3S`.
fn is_duration(value: &str) -> bool {
    let Some(rest) = value.strip_prefix('P') else {
        // EPUBCheck knows the letters as capitals only.
        return !value.is_empty()
            && value
                .split_ascii_whitespace()
                .all(|part| "WDHMS".chars().any(|letter| is_part(part, letter)));
    };
    let (days, times) = rest
        .split_once('T')
        .map_or((rest, None), |(days, times)| (days, Some(times)));
    let days_fit = days.is_empty() || days.strip_suffix('D').is_some_and(digits);
    days_fit
        && (!days.is_empty() || times.is_some())
        && times.is_none_or(|times| !times.is_empty() && components(times, "HMS"))
}

/// A number with its letter: `12S`, `1.5S`.
fn is_part(text: &str, letter: char) -> bool {
    text.strip_suffix(letter).is_some_and(|number| {
        let (whole, fraction) = number
            .split_once('.')
            .map_or((number, None), |(w, f)| (w, Some(f)));
        digits(whole) && fraction.is_none_or(|f| letter == 'S' && digits(f))
    })
}

/// Numbers each followed by one of the letters, in their order; a fraction before the last `S` only.
fn components(value: &str, letters: &str) -> bool {
    let mut letters = letters.chars();
    let mut rest = value;
    while !rest.is_empty() {
        let Some(end) = rest.find(|c: char| c.is_ascii_alphabetic()) else {
            return false;
        };
        let (number, tail) = rest.split_at(end);
        let Some(letter) = tail.chars().next() else {
            return false;
        };
        if !letters.any(|allowed| allowed == letter) {
            return false;
        }
        let fits = if letter == 'S' {
            is_number(number) && !number.starts_with('-')
        } else {
            digits(number)
        };
        if !fits {
            return false;
        }
        rest = tail.get(1..).unwrap_or("");
    }
    !value.is_empty()
}

/// SMIL 3.0 clock values: `12:01:02.5`, `01:02`, `45.6s`, `3min`, `2h`, `76.2ms`, `90`.
pub(in crate::check) fn is_clock(value: &str) -> bool {
    let value = trim(value);
    let fractional = |text: &str| {
        let (whole, fraction) = text
            .split_once('.')
            .map_or((text, None), |(w, f)| (w, Some(f)));
        digits(whole) && fraction.is_none_or(digits)
    };
    let sixty = |text: &str| {
        let whole = text.split('.').next().unwrap_or("");
        whole.len() == 2 && digits(whole) && !whole.starts_with(['6', '7', '8', '9'])
    };
    let parts: Vec<&str> = value.split(':').collect();
    match parts.as_slice() {
        [hours, minutes, seconds] => {
            digits(hours)
                && sixty(minutes)
                && digits(minutes)
                && sixty(seconds)
                && fractional(seconds)
        }
        [minutes, seconds] => {
            sixty(minutes) && digits(minutes) && sixty(seconds) && fractional(seconds)
        }
        [count] => {
            let number = ["ms", "min", "h", "s"]
                .iter()
                .find_map(|unit| count.strip_suffix(unit))
                .unwrap_or(count);
            fractional(number)
        }
        _ => false,
    }
}
