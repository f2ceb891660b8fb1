//! From bytes to text: which encoding it is, from evidence, and what lines end with.
//!
//! Takes the bytes of a file and the encoding where one is set; gives text in UTF-8 with `\n` at line ends, without byte
//! order marks and without the control characters that no book can hold (form feeds stay: they part pages). A byte that
//! fits nothing is an error with its offset; what is no text at all is refused with what it seems to be.

use encoding_rs::{DecoderResult, Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text and how it was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// The encoding's label: `UTF-8`, `windows-1252`.
    pub(super) encoding: &'static str,
    /// How it is known.
    pub(super) basis: Basis,
    /// How many characters were left out that no book can hold.
    pub(super) dropped: usize,
}

/// How an encoding is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Basis {
    /// The bytes cannot be anything else, or a mark says it.
    Certain,
    /// The user or the file says it.
    Declared,
    /// It fits best.
    Guessed,
}

/// Why bytes are no text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// There is no encoding of that name.
    UnknownLabel(String),
    /// The byte at this offset does not fit the encoding.
    Malformed {
        offset: usize,
        byte: u8,
        encoding: &'static str,
    },
    /// It is no text; the first word says what it seems to be, the second what to do about it.
    Binary {
        seems: &'static str,
        remedy: &'static str,
    },
}

/// Decodes the bytes of a file.
///
/// # Errors
/// Where a byte does not fit, or the file is no text.
pub(super) fn decode(data: &[u8], label: Option<&str>) -> Result<Decoded, Problem> {
    if let Some(binary) = binary(data) {
        return Err(binary);
    }
    if let Some((encoding, length)) = Encoding::for_bom(data) {
        let body = data.get(length..).unwrap_or_default();
        return finish(strict(body, encoding, length)?, encoding, Basis::Certain);
    }
    if let Some(label) = label {
        let encoding = by_label(label).ok_or_else(|| Problem::UnknownLabel(label.to_string()))?;
        return finish(strict(data, encoding, 0)?, encoding, Basis::Declared);
    }
    if let Some(encoding) = wide(data) {
        return finish(strict(data, encoding, 0)?, encoding, Basis::Guessed);
    }
    let invalid = match std::str::from_utf8(data) {
        Ok(text) => return finish(text.to_string(), UTF_8, Basis::Certain),
        Err(error) => error.valid_up_to(),
    };
    let malformed = Problem::Malformed {
        offset: invalid,
        byte: data.get(invalid).copied().unwrap_or(0),
        encoding: UTF_8.name(),
    };
    if mostly_utf8(data) {
        return Err(malformed);
    }
    let declared = declared(data)
        .and_then(by_label)
        .filter(|encoding| *encoding != UTF_8);
    let basis = if declared.is_some() {
        Basis::Declared
    } else {
        Basis::Guessed
    };
    let encoding = declared.unwrap_or_else(|| guess(data));
    match strict(data, encoding, 0) {
        Ok(text) if is_plausible(&text) => finish(text, encoding, basis),
        _ => Err(malformed),
    }
}

/// A text in UTF-8 of which some bytes do not fit: a sign that says so stands for each.
pub(super) fn decode_broken(data: &[u8]) -> Option<Decoded> {
    let text = mostly_utf8(data).then(|| String::from_utf8_lossy(data).into_owned())?;
    finish(text, UTF_8, Basis::Guessed).ok()
}

/// An encoding by its label in the Encoding Standard, or by a name people use for it.
fn by_label(label: &str) -> Option<&'static Encoding> {
    let folded = label.trim().to_ascii_lowercase().replace('_', "-");
    let name = match folded.as_str() {
        "mac-roman" | "macroman" => "macintosh",
        "cp866" => "ibm866",
        "gb2312" | "gbk" | "cp936" => "gb18030",
        "sjis" | "cp932" => "shift_jis",
        "cp949" => "euc-kr",
        "utf16" | "utf-16" => "utf-16le",
        "latin-1" => "latin1",
        other => other,
    };
    Encoding::for_label(name.as_bytes()).or_else(|| Encoding::for_label(label.trim().as_bytes()))
}

/// The bytes as text; the offset of the first byte that does not fit otherwise.
fn strict(data: &[u8], encoding: &'static Encoding, skipped: usize) -> Result<String, Problem> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(
        decoder
            .max_utf8_buffer_length_without_replacement(data.len())
            .unwrap_or(data.len()),
    );
    let (result, read) = decoder.decode_to_string_without_replacement(data, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::Malformed(length, after) => {
            let offset = read.saturating_sub(usize::from(length) + usize::from(after));
            let byte = data.get(offset).copied().unwrap_or(0);
            Err(Problem::Malformed {
                offset: offset + skipped,
                byte,
                encoding: encoding.name(),
            })
        }
        DecoderResult::OutputFull => Err(Problem::Malformed {
            offset: read + skipped,
            byte: 0,
            encoding: encoding.name(),
        }),
    }
}

/// UTF-16 without its mark: every other byte of much of the text is zero, or, in other scripts than Latin, line ends
/// have two bytes.
fn wide(data: &[u8]) -> Option<&'static Encoding> {
    let sample = data.get(..data.len().min(16 * 1024)).unwrap_or_default();
    if data.len() < 4 || !data.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |parity: usize| {
        sample
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = sample.len() / 2;
    if odd * 5 > pairs && even * 50 < pairs {
        Some(UTF_16LE)
    } else if even * 5 > pairs && odd * 50 < pairs {
        Some(UTF_16BE)
    } else {
        let (encoding, lines) = match (wide_ends(sample, [b'\n', 0]), wide_ends(sample, [0, b'\n']))
        {
            (lines, 0) if lines > 1 => (UTF_16LE, lines),
            (0, lines) if lines > 1 => (UTF_16BE, lines),
            _ => return None,
        };
        // Line ends of one byte speak of another encoding, in which zero bytes strayed.
        let narrow = sample
            .windows(3)
            .filter(|three| matches!(three, [a, b'\n', b] if *a != 0 && *b != 0))
            .count();
        let many = (odd + even) * 20 > pairs;
        let is_wide = narrow <= lines && (many || std::str::from_utf8(data).is_err());
        (is_wide && strict(data, encoding, 0).is_ok()).then_some(encoding)
    }
}

/// How many line ends stand in a text of two bytes a unit.
fn wide_ends(sample: &[u8], end: [u8; 2]) -> usize {
    let (units, _) = sample.as_chunks::<2>();
    units.iter().filter(|unit| **unit == end).count()
}

/// Whether the bytes are UTF-8 with a few mistakes, and not another encoding: most high bytes form valid sequences.
fn mostly_utf8(data: &[u8]) -> bool {
    let mut valid = 0_usize;
    let mut invalid = 0_usize;
    for chunk in data.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > 4 * invalid
}

/// The encoding that an XML declaration or a `meta` element at the head names.
fn declared(data: &[u8]) -> Option<&str> {
    let head = data.get(..data.len().min(2048))?;
    let end = head
        .iter()
        .position(|b| !b.is_ascii())
        .unwrap_or(head.len());
    let head = std::str::from_utf8(head.get(..end)?).ok()?;
    let is_markup = head.trim_start().starts_with('<');
    let at = if let Some(at) = head
        .find("encoding=")
        .filter(|_| head.trim_start().starts_with("<?xml"))
    {
        at + "encoding=".len()
    } else {
        head.find("charset=").filter(|_| is_markup)? + "charset=".len()
    };
    let value = head.get(at..)?.trim_start_matches(['"', '\'']);
    value
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
        .next()
        .filter(|label| !label.is_empty())
}

/// The legacy encoding that fits best.
fn guess(data: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(data, true);
    let found = detector.guess(None, chardetng::Utf8Detection::Deny);
    // The detector follows browsers, which never see the Macintosh's own encoding; old texts do use it.
    if found.is_single_byte() && west(data, MACINTOSH) > west(data, found) + 2 {
        MACINTOSH
    } else {
        found
    }
}

/// How well a single-byte encoding makes Western words and punctuation of the bytes beyond ASCII.
fn west(data: &[u8], encoding: &'static Encoding) -> i64 {
    let (text, _) = encoding
        .decode_without_bom_handling(data.get(..data.len().min(64 * 1024)).unwrap_or_default());
    let mut score = 0;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            let after = chars.peek().copied().unwrap_or(' ');
            score += match c {
                '’' if before.is_alphabetic() => 2,
                '“' | '‘' if !before.is_alphanumeric() && after.is_alphanumeric() => 2,
                '”' if !before.is_whitespace() && !after.is_alphanumeric() => 2,
                '–' | '—' | '…' | '«' | '»' | '\u{a0}' => 1,
                _ if !c.is_alphabetic() => -1,
                _ if c > '\u{17f}' && encoding == MACINTOSH => -2,
                _ if c.is_lowercase() && (before.is_lowercase() || after.is_lowercase()) => 1,
                _ if c.is_uppercase() && before.is_lowercase() => -2,
                _ if c.is_uppercase() && !before.is_alphabetic() && after.is_alphabetic() => 1,
                _ => 0,
            };
        }
        before = c;
    }
    score
}

/// Text has few control characters and no unassigned ones.
fn is_plausible(text: &str) -> bool {
    let odd = text
        .chars()
        .filter(|&c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\u{85}'))
        .count();
    odd * 200 <= text.chars().count()
}

/// Line ends become `\n`; byte order marks and forbidden characters inside go.
fn finish(text: String, encoding: &'static Encoding, basis: Basis) -> Result<Decoded, Problem> {
    // What the standard calls windows-1252 is what most files mean by Latin-1; its name is kept as the standard says it.
    let encoding = if encoding == WINDOWS_1252 {
        "windows-1252"
    } else {
        encoding.name()
    };
    // Without a way out of the loop, so that it is one for vectors.
    let has_control = text.bytes().fold(false, |found, b| {
        found | ((b < 0x20) & (b != b'\t') & (b != b'\n') & (b != 0x0c)) | (b == 0x7f)
    });
    // U+FEFF, U+FFFE and U+FFFF begin with this byte.
    let marked = memchr::memchr_iter(0xef, text.as_bytes()).any(|i| {
        matches!(
            text.as_bytes().get(i + 1..i + 3),
            Some([0xbb, 0xbf] | [0xbf, 0xbe | 0xbf])
        )
    });
    if !marked && !has_control {
        return Ok(Decoded {
            text,
            encoding,
            basis,
            dropped: 0,
        });
    }
    let mut clean = String::with_capacity(text.len());
    let mut dropped = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    clean.push('\n');
                }
            }
            '\u{feff}' => {}
            '\t' | '\n' | '\x0c' => clean.push(c),
            '\0'..='\x1f' | '\x7f' | '\u{fffe}' | '\u{ffff}' => dropped += 1,
            _ => clean.push(c),
        }
    }
    if dropped * 20 > clean.chars().count() {
        return Err(Problem::Binary {
            seems: "data that is no text",
            remedy: "give deckle the text itself",
        });
    }
    Ok(Decoded {
        text: clean,
        encoding,
        basis,
        dropped,
    })
}

/// What a file that is no text seems to be, from its first bytes.
fn binary(data: &[u8]) -> Option<Problem> {
    let at = |offset: usize, magic: &[u8]| data.get(offset..offset + magic.len()) == Some(magic);
    let (seems, remedy) = if at(0, b"%PDF-") {
        (
            "a PDF",
            "extract its text first, for example with 'pdftotext file.pdf', and build the text",
        )
    } else if at(0, b"PK\x03\x04") {
        zipped(data)
    } else if at(0, b"\xd0\xcf\x11\xe0") {
        (
            "a Word or other Office document",
            "save it as text, Markdown or HTML first",
        )
    } else if at(0, b"{\\rtf") {
        ("an RTF document", "save it as text, Markdown or HTML first")
    } else if at(60, b"BOOKMOBI") || at(60, b"TEXtREAd") {
        ("a Kindle or Palm book", "turn it into an EPUB first")
    } else if at(0, b"\x89PNG")
        || at(0, b"\xff\xd8\xff")
        || at(0, b"GIF8")
        || at(0, b"II*\0")
        || at(0, b"MM\0*")
    {
        (
            "a picture",
            "for a scanned page, run an OCR program first and build its text",
        )
    } else if at(0, b"AT&TFORM") {
        (
            "a DjVu document",
            "extract its text first, for example with 'djvutxt'",
        )
    } else if at(0, b"\x1f\x8b")
        || at(0, b"7z\xbc\xaf")
        || at(0, b"Rar!")
        || at(0, b"BZh")
        || at(0, b"\xfd7zXZ")
    {
        ("a packed archive", "unpack it first")
    } else if at(0, b"\x7fELF") || at(0, b"MZ\x90") {
        ("a program", "give deckle a text")
    } else if at(0, b"SQLite format 3") {
        ("a database", "give deckle a text")
    } else {
        return None;
    };
    Some(Problem::Binary { seems, remedy })
}

fn zipped(data: &[u8]) -> (&'static str, &'static str) {
    let head = String::from_utf8_lossy(data.get(..data.len().min(4096)).unwrap_or_default());
    if head.contains("word/") || head.contains("[Content_Types].xml") {
        (
            "a Word document (DOCX)",
            "save it as text, Markdown or HTML first",
        )
    } else if head.contains("opendocument") {
        (
            "an OpenDocument text",
            "save it as text, Markdown or HTML first",
        )
    } else if head.contains("application/epub+zip") {
        ("an EPUB", "give it a name that ends in '.epub'")
    } else {
        ("a ZIP archive", "unpack it first")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(data: &[u8]) -> (String, &'static str) {
        let decoded = decode(data, None).expect("text");
        (decoded.text, decoded.encoding)
    }

    const GERMAN: &str = "Als der Fährmann über den Fluss kam, war die Hütte leer. Er hängte seine Jacke an die Tür, \
        öffnete die Fenster und hörte nur das Wasser, das an die großen Steine schlug.";
    const RUSSIAN: &str = "Когда лодка вошла в гавань, на берегу уже никого не было. Женщины ушли домой с детьми, \
        и он не знал, что ему делать: ветер был сильный, а дождь шёл весь день.";
    const CHINESE: &str = "船到港口的时候，岸上已经没有人了。女人们带着孩子回家去了，我不知道她们天黑以前会不会回来。";
    const JAPANESE: &str = "船が港に着いたとき、もう誰もいなかった。女たちは子供を連れて家に帰り、私は夜までそこで待っていた。";
    const KOREAN: &str = "배가 항구에 들어왔을 때 부두에는 아무도 없었다. 여자들은 아이들을 데리고 집으로 돌아갔고 나는 밤이 되기 전에 그들이 돌아올지 알 수 없었다.";
    const CZECH: &str = "Když loď vplula do přístavu, na nábřeží už nikdo nebyl. Ženy odešly s dětmi domů a já jsem nevěděl, \
        jestli se vrátí, než přijde noc; vítr byl příliš silný a déšť nepřestával celý den.";

    #[test]
    fn legacy_encodings_are_found_from_their_letters() {
        for (label, sample) in [
            ("windows-1252", GERMAN),
            ("windows-1251", RUSSIAN),
            ("koi8-r", RUSSIAN),
            ("gb18030", CHINESE),
            ("shift_jis", JAPANESE),
            ("euc-jp", JAPANESE),
            ("euc-kr", KOREAN),
            ("windows-1250", CZECH),
            ("iso-8859-2", CZECH),
            ("ibm866", RUSSIAN),
        ] {
            let encoding = by_label(label).expect("a label of the standard");
            let (bytes, _, lossy) = encoding.encode(sample);
            assert!(!lossy, "{label}");
            assert_eq!(text(&bytes).0, sample, "{label}");
        }
        let (bytes, _, _) = by_label("big5")
            .expect("label")
            .encode("船到港口的時候，岸上已經沒有人了。女人們帶著孩子回家去了。");
        assert_eq!(
            text(&bytes).0,
            "船到港口的時候，岸上已經沒有人了。女人們帶著孩子回家去了。"
        );
    }

    #[test]
    fn a_macintosh_text_is_not_taken_for_windows() {
        let bytes = b"\xd2I don\xd5t know,\xd3 she said\xd1and the caf\x8e was closed. \xd2You can\xd5t,\xd3 he said.";
        assert_eq!(
            text(bytes).0,
            "“I don’t know,” she said—and the café was closed. “You can’t,” he said."
        );
    }

    #[test]
    fn utf_16_of_other_scripts_needs_no_mark() {
        for sample in [
            format!("# Глава\n\n{RUSSIAN}\n"),
            format!("# 第一回\n\n{CHINESE}\n"),
        ] {
            let little: Vec<u8> = sample.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = sample.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(text(&little), (sample.clone(), "UTF-16LE"));
            assert_eq!(text(&big), (sample, "UTF-16BE"));
        }
        // A zero byte that strayed into a text makes it no UTF-16.
        assert_eq!(
            text("It was\0 late, and nobody came.\n".as_bytes()).1,
            "UTF-8"
        );
    }

    #[test]
    fn utf_16_needs_no_mark() {
        for (encoding, big) in [("UTF-16LE", false), ("UTF-16BE", true)] {
            let bytes: Vec<u8> = GERMAN
                .encode_utf16()
                .flat_map(|u| {
                    if big {
                        u.to_be_bytes()
                    } else {
                        u.to_le_bytes()
                    }
                })
                .collect();
            assert_eq!(text(&bytes), (GERMAN.to_string(), encoding));
        }
    }

    #[test]
    fn line_ends_marks_and_forbidden_characters_are_settled() {
        let decoded = decode(
            "\u{feff}a\r\nb\rc\u{feff}d\0\x0ce and so on to some length".as_bytes(),
            None,
        )
        .expect("text");
        assert_eq!(decoded.text, "a\nb\ncd\x0ce and so on to some length");
        assert_eq!(decoded.dropped, 1);
    }

    #[test]
    fn a_bad_byte_in_utf_8_is_named_by_its_offset() {
        let mut bytes = "Träume, Rücken, gewölbt, fünf, größer, "
            .as_bytes()
            .to_vec();
        let offset = bytes.len();
        bytes.extend(b"\xff und weiter");
        assert_eq!(
            decode(&bytes, None),
            Err(Problem::Malformed {
                offset,
                byte: 0xff,
                encoding: "UTF-8"
            })
        );
    }

    #[test]
    fn a_broken_text_shows_where_bytes_are_missing() {
        let broken = decode_broken("Fähre nach Ärö über \u{f8}".as_bytes());
        assert!(broken.is_some_and(|found| found.text.ends_with('ø')));
        let broken =
            decode_broken(b"F\xc3\xa4hre, \xc3\x84r\xc3\xb6, \xc3\xbcber \xb8\xc3\xb8 \xc3\xb8");
        assert_eq!(
            broken.map(|found| found.text).as_deref(),
            Some("Fähre, Ärö, über \u{fffd}ø ø")
        );
        assert!(decode_broken(b"F\xe4hre \xfcber").is_none());
    }

    #[test]
    fn a_declared_encoding_is_held_to() {
        assert_eq!(
            decode(b"caf\xe9", Some("latin1")).expect("text").text,
            "café"
        );
        assert_eq!(
            decode(b"caf\xe9", Some("utf-8")),
            Err(Problem::Malformed {
                offset: 3,
                byte: 0xe9,
                encoding: "UTF-8"
            })
        );
        assert_eq!(
            decode(b"x", Some("klingon")),
            Err(Problem::UnknownLabel("klingon".into()))
        );
        let html = b"<?xml version='1.0' encoding='iso-8859-15'?><html><body>\xa4</body></html>";
        assert_eq!(decode(html, None).expect("text").encoding, "ISO-8859-15");
    }

    #[test]
    fn what_is_no_text_is_refused_with_what_it_seems_to_be() {
        assert!(matches!(
            decode(b"%PDF-1.7 \xe2", None),
            Err(Problem::Binary { seems: "a PDF", .. })
        ));
        assert!(matches!(
            decode(&[0, 1, 2, 3, 0, 0, 5, 6, 0, 1], None),
            Err(Problem::Binary { .. } | Problem::Malformed { .. })
        ));
    }
}
