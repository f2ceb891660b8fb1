//! Signs of damage: what only a printed page, an extractor or a scanner leaves in a text.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::page_marks::{centred, is_placeholder, page_mark};
use super::scan::{Paragraph, Scan, Shape};

/// From this weight on, damage is believed.
pub(super) const BELIEVED: usize = 3;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Damage {
    pub(super) weight: usize,
    /// It has pages: form feeds, marks, or folios that count.
    pub(super) paged: bool,
    /// Its letters were misread.
    pub(super) misread: bool,
    pub(super) reasons: Vec<String>,
}

impl Damage {
    fn add(&mut self, weight: usize, reason: String) {
        self.weight += weight;
        self.reasons.push(reason);
    }
}

/// Weighs the signs. From a weight of `needed` on, the text is damaged; `None` where every sign is wanted, whatever they weigh.
pub(super) fn weigh(scan: &Scan<'_>, needed: Option<usize>) -> Damage {
    let mut damage = Damage::default();
    let (marks, certain) = marks(scan);
    if scan.form_feeds > 0 {
        damage.paged = true;
        damage.add(BELIEVED, format!("{} form feeds", scan.form_feeds));
    }
    if marks > 1 {
        damage.paged = true;
        damage.add(
            if certain > 1 { BELIEVED } else { 2 },
            format!("{marks} page marks"),
        );
    }
    if scan.page_fences > 0 {
        damage.paged |= scan.page_fences > 1;
        damage.add(BELIEVED, "pages in fences of code".into());
    }
    let folios = folios(scan);
    if folios >= 3 {
        damage.paged |= folios >= 8;
        damage.add(
            if folios >= 8 { BELIEVED } else { 2 },
            format!("{folios} page numbers that count"),
        );
    }
    // Form feeds say more.
    let heads = if scan.form_feeds == 0 && folios >= 3 {
        repeated_heads(scan)
    } else {
        0
    };
    if heads >= 2 {
        damage.add(1, format!("a head on a line of its own {heads} times"));
    }
    let titles = repeated_title(scan);
    if titles >= 3 {
        damage.add(2, format!("its title again {titles} times"));
    }
    let leaders = leaders(scan);
    if leaders >= 3 {
        damage.add(2, format!("{leaders} lines of a printed contents page"));
    }
    let (cut, prose) = cuts(scan);
    if cut >= 2 && cut * 200 >= prose {
        damage.add(
            if cut >= 4 && cut * 50 >= prose {
                BELIEVED
            } else {
                2
            },
            format!("{cut} paragraphs cut in two"),
        );
    }
    let (hyphens, lines) = hyphens(scan);
    if hyphens >= 5 && hyphens * 100 >= lines {
        damage.add(BELIEVED, format!("{hyphens} words cut at line ends"));
    }
    let left = extractors_lines(scan);
    if left > 0 {
        damage.add(
            if left >= 3 { 2 } else { 1 },
            format!("{left} lines that only an extractor writes"),
        );
    }
    let bold = scan
        .paragraphs
        .iter()
        .filter(|p| p.shape == Shape::Heading && is_bold_heading(p))
        .count();
    if bold >= 2 {
        damage.add(1, format!("{bold} headings in bold"));
    }
    // The one sign that every word must be looked at for: it adds 1, and is left where that decides nothing.
    if needed.is_some_and(|needed| damage.weight + 1 < needed) {
        return damage;
    }
    let (stray, words, technical) = strays(scan);
    // In a text about programs such signs are words.
    let many = stray >= 3 && stray * 1200 >= words;
    // On printed pages two of them are enough, where nothing speaks of programs.
    let printed = damage.paged || hyphens >= 5;
    let some = printed && stray >= 2 && stray * 2600 >= words && technical == 0;
    if (many || some) && technical < stray {
        damage.misread = damage.paged || hyphens >= 5;
        damage.add(1, format!("{stray} signs that stand where letters should"));
    }
    damage
}

/// How many page marks there are, and how many of them only a program writes.
fn marks(scan: &Scan<'_>) -> (usize, usize) {
    let found = scan
        .paragraphs
        .iter()
        .filter_map(|p| page_mark(p.lines.first()?))
        .filter(|mark| mark.label.is_some() || mark.certain);
    found.fold((0, 0), |(all, certain), mark| {
        (all + 1, certain + usize::from(mark.certain))
    })
}

/// How many lines there are that an extractor leaves for what it could not read, or as names of pictures that it cut out.
fn extractors_lines(scan: &Scan<'_>) -> usize {
    let lines = scan.paragraphs.iter().flat_map(|p| p.lines.first());
    lines.filter(|line| is_extractors(line.trim())).count()
}

fn is_extractors(line: &str) -> bool {
    let picture = line
        .strip_prefix("![")
        .and_then(|rest| rest.split_once("]("))
        .and_then(|(_, rest)| rest.split_once(')'))
        .is_some_and(|(path, _)| is_cut_out(path));
    picture || is_placeholder(line)
}

/// Whether a picture's name is one that extractors give: `_page_3_Picture_1.jpeg`, `img-0.jpeg`, or a long sum.
fn is_cut_out(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let Some((stem, "jpg" | "jpeg" | "png" | "webp")) = file.rsplit_once('.') else {
        return false;
    };
    let counted = stem
        .strip_prefix("img-")
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    let sum = stem.len() >= 32 && stem.bytes().all(|b| b.is_ascii_hexdigit());
    counted && file.ends_with(".jpeg") || sum || stem.starts_with("_page_")
}

fn is_bold_heading(paragraph: &Paragraph<'_>) -> bool {
    paragraph.lines.first().is_some_and(|line| {
        let title = line.trim_start_matches('#').trim();
        title.len() > 4 && title.starts_with("**") && title.ends_with("**")
    })
}

/// How many page numbers stand in lines of their own, alone or beside a running head, and count on.
fn folios(scan: &Scan<'_>) -> usize {
    // Lone lines that begin or end with a number, with the rest of the line.
    let mut by_head: HashMap<String, Vec<(u32, usize)>> = HashMap::new();
    let mut all: Vec<(u32, usize)> = Vec::new();
    for paragraph in &scan.paragraphs {
        let [line] = paragraph.lines.as_slice() else {
            continue;
        };
        let core = centred(line.trim());
        let bare = core.trim_matches(['_', '*', '#', ' ', '-', '–', '—', '[', ']', '|']);
        if bare.len() > 80
            || paragraph.shape == Shape::Marked
                && !line.trim_start().starts_with(['-', '['])
                && core.len() == line.trim().len()
        {
            continue;
        }
        let Some((number, rest)) = number_at_edge(bare) else {
            continue;
        };
        if paragraph.shape == Shape::Heading && !rest.is_empty() {
            continue;
        }
        all.push((number, paragraph.offset));
        by_head
            .entry(rest.to_lowercase())
            .or_default()
            .push((number, paragraph.offset));
    }
    let counting = |found: &[(u32, usize)]| {
        let steps = found.windows(2).filter(|pair| {
            let [(a, from), (b, to)] = pair else {
                return false;
            };
            (1..=2).contains(&b.saturating_sub(*a)) && b > a && (150..20_000).contains(&(to - from))
        });
        steps.count()
    };
    // Heads that name the chapter change; all of them together count on.
    let best = by_head
        .iter()
        .filter(|(rest, _)| !is_caption(rest))
        .map(|(_, found)| counting(found))
        .max()
        .unwrap_or(0);
    all.retain(|(number, _)| *number > 0);
    best.max(
        if all.len() >= 8 && !by_head.keys().all(|rest| is_caption(rest)) {
            counting(&all)
        } else {
            0
        },
    )
}

/// How often the words of a running head stand in a paragraph of their own, in capitals, pages apart.
fn repeated_heads(scan: &Scan<'_>) -> usize {
    let mut places: HashMap<&str, (usize, usize)> = HashMap::new();
    for paragraph in &scan.paragraphs {
        let [line] = paragraph.lines.as_slice() else {
            continue;
        };
        let line = line.trim();
        let is_head = paragraph.shape != Shape::Heading
            && (8..=80).contains(&line.len())
            && !line.contains(['[', '`', '<', ':', '|', '.'])
            && line.chars().any(char::is_alphabetic)
            && !line.chars().any(char::is_lowercase);
        if !is_head {
            continue;
        }
        let (times, last) = places.entry(line).or_insert((0, paragraph.offset));
        if *times == 0 || paragraph.offset.saturating_sub(*last) > 300 {
            *times += 1;
            *last = paragraph.offset;
        }
    }
    places.values().map(|(times, _)| *times).max().unwrap_or(0)
}

/// How often the first heading stands again, pages apart.
fn repeated_title(scan: &Scan<'_>) -> usize {
    let core = |line: &str| line.trim_matches(['#', '*', '_', ' ']).to_lowercase();
    let mut titles = scan
        .paragraphs
        .iter()
        .filter_map(|p| match p.lines.as_slice() {
            [line] if line.len() <= 90 => Some((p, core(line))),
            _ => None,
        });
    let Some((first, title)) = titles.find(|(p, _)| p.shape == Shape::Heading) else {
        return 0;
    };
    let mut last = first.offset;
    let mut times = 0;
    for (paragraph, other) in titles {
        if other == title && paragraph.offset.saturating_sub(last) > 300 {
            times += 1;
            last = paragraph.offset;
        }
    }
    times
}

/// Words that count without being page numbers.
fn is_caption(rest: &str) -> bool {
    let first = rest
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or("");
    const COUNTED: &[&str] = &[
        "figure",
        "fig",
        "table",
        "listing",
        "example",
        "step",
        "exercise",
        "chapter",
        "part",
        "section",
        "question",
        "version",
        "abbildung",
        "abb",
        "tabelle",
        "kapitel",
        "teil",
        "chapitre",
        "partie",
        "figura",
        "tabla",
        "capítulo",
        "capitolo",
        "act",
        "scene",
        "day",
        "week",
        "letter",
        "note",
        "book",
        "canto",
        "stave",
        "lesson",
        "item",
    ];
    COUNTED.contains(&first)
}

fn number_at_edge(line: &str) -> Option<(u32, &str)> {
    let head = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=4).contains(&head) {
        let rest = line.get(head..)?;
        if rest.is_empty() || rest.starts_with([' ', '\t', '_', '*']) {
            return Some((
                line.get(..head)?.parse().ok()?,
                rest.trim_matches([' ', '\t', '_', '*']),
            ));
        }
    }
    let tail = line.bytes().rev().take_while(u8::is_ascii_digit).count();
    if (1..=4).contains(&tail) {
        let rest = line.get(..line.len() - tail)?;
        if rest.ends_with([' ', '\t', '_', '*']) {
            return Some((
                line.get(line.len() - tail..)?.parse().ok()?,
                rest.trim_matches([' ', '\t', '_', '*']),
            ));
        }
    }
    None
}

/// Lines of a printed contents page: a title, a leader of points or a tab, a page number.
fn leaders(scan: &Scan<'_>) -> usize {
    let is_leader = |line: &&&str| {
        let tail = line.trim_end_matches('|').trim_end();
        let number = tail.bytes().rev().take_while(u8::is_ascii_digit).count();
        if !(1..=4).contains(&number) {
            return false;
        }
        let before = tail
            .get(..tail.len() - number)
            .unwrap_or("")
            .trim_end_matches("<br>")
            .trim_end();
        before.ends_with("...")
            || before.ends_with(". .")
            || before.ends_with("…")
            || before.ends_with("..")
    };
    scan.paragraphs
        .iter()
        .flat_map(|p| &p.lines)
        .filter(is_leader)
        .count()
}

/// Paragraphs of running text that end in the middle of a sentence where the next one goes on, and how many there are.
fn cuts(scan: &Scan<'_>) -> (usize, usize) {
    let mut cut = 0;
    let mut prose = 0;
    let mut open = false;
    let mut between = 0;
    for paragraph in &scan.paragraphs {
        let length: usize = paragraph.lines.iter().map(|line| line.len()).sum();
        let first = paragraph
            .lines
            .first()
            .and_then(|line| line.trim_start().chars().next());
        if paragraph.shape == Shape::PageMark {
            continue;
        }
        if open
            && paragraph.shape == Shape::Text
            && first.is_some_and(char::is_lowercase)
            && length > 40
        {
            cut += 1;
            open = false;
        }
        if paragraph.shape != Shape::Text {
            // A page number may be set as a list item or a heading by the extractor; nothing else lies inside a sentence.
            open = open && is_furniture(paragraph, length) && between < 3;
            between += 1;
            continue;
        }
        if length < 60 {
            open = open && is_furniture(paragraph, length) && between < 3;
            between += 1;
            continue;
        }
        prose += 1;
        between = 0;
        let last = paragraph.lines.last().map_or("", |line| line.trim_end());
        let hyphen = last.ends_with(['-', '\u{2010}', '\u{ad}']);
        let end = last
            .trim_end_matches(['-', '\u{2010}', '\u{ad}', ',', ';'])
            .chars()
            .next_back();
        open = (hyphen || end.is_some_and(char::is_lowercase))
            && !last.ends_with("--")
            && !last.contains("](");
    }
    (cut, prose)
}

fn is_furniture(paragraph: &Paragraph<'_>, length: usize) -> bool {
    let [line] = paragraph.lines.as_slice() else {
        return false;
    };
    length < 80
        && (line.starts_with(['_', '*', '#'])
            || line.contains(|c: char| c.is_ascii_digit())
            || line.chars().all(|c| !c.is_lowercase()))
}

/// Lines that end in a cut word where the next one goes on, and how many lines of running text there are.
fn hyphens(scan: &Scan<'_>) -> (usize, usize) {
    let mut cut = 0;
    let mut lines = 0;
    for paragraph in scan.paragraphs.iter().filter(|p| p.shape == Shape::Text) {
        lines += paragraph.lines.len();
        for pair in paragraph.lines.windows(2) {
            let [line, next] = pair else { continue };
            let end = line.trim_end_matches(['-', '\u{2010}', '\u{ad}']);
            cut += usize::from(
                end.len() < line.len()
                    && end.chars().next_back().is_some_and(char::is_lowercase)
                    && next
                        .trim_start()
                        .chars()
                        .next()
                        .is_some_and(char::is_lowercase),
            );
        }
    }
    (cut, lines)
}

/// Words made of signs that no printer sets alone, or with capitals where none belong; how many words there are; and how
/// many of those are written as programs, paths and addresses are.
fn strays(scan: &Scan<'_>) -> (usize, usize, usize) {
    let mut stray = 0;
    let mut words = 0;
    let mut technical = 0;
    // Every line of a table, and of verse as pandoc writes it, begins with a bar.
    let is_ruled = |p: &Paragraph<'_>| {
        p.lines.len() > 1
            && p.lines
                .iter()
                .all(|line| line.trim_start().starts_with('|'))
    };
    for line in scan
        .paragraphs
        .iter()
        .filter(|p| p.shape != Shape::PageMark && !is_ruled(p))
        .flat_map(|p| &p.lines)
    {
        stray += usize::from(is_misread_numeral(line.trim()));
        let is_furniture = has_parted_folio(line);
        for word in line.split_ascii_whitespace() {
            words += 1;
            let word = unescaped(word);
            let word = word.as_ref();
            if word.is_empty() || is_plain(word) {
                continue;
            }
            let alone = word.chars().all(is_sign);
            if alone && is_furniture {
                continue;
            }
            let inside = word.contains(['|', '~', '^', '\\', '¢', '¥']);
            stray += usize::from(alone || inside || is_misread_i(word) || has_odd_capitals(word));
            technical += usize::from(is_technical(word));
        }
    }
    (stray, words, technical)
}

/// Signs that no printer sets alone.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '|' | '~' | '^' | '\\' | '{' | '}' | '©' | '®' | '¢' | '¥' | '«' | '»'
    )
}

/// Whether a line is a page number that a sign parts from the running head or stands beside: `12 | The Ferry`, `~ 12 ~`.
fn has_parted_folio(line: &str) -> bool {
    let line = line.trim();
    let bare = line.trim_matches(|c| is_sign(c) || c == ' ');
    let number = number_at_edge(bare).is_some();
    line.len() <= 90 && number && (bare.len() < line.len() || line.contains(" | "))
}

/// A word without what Markdown escapes in it: who wrote `\*` or `\|` did not misread a letter.
fn unescaped(word: &str) -> Cow<'_, str> {
    if !word.contains('\\') {
        return Cow::Borrowed(word);
    }
    let mut rest = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let escapes = |next: &char| letter == '\\' && next.is_ascii_punctuation();
        if letters.next_if(escapes).is_none() {
            rest.push(letter);
        }
    }
    Cow::Owned(rest)
}

/// `src/main.c`, `--force`, `CC=gcc`, `a_name`, `<tag>`, `user@host`.
fn is_technical(word: &str) -> bool {
    let sign = |b: u8| matches!(b, b'/' | b'_' | b'=' | b'<' | b'>' | b'$' | b'#' | b'@');
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let inner = word
        .trim_matches(|c: char| matches!(c, '_' | '*' | '(' | ')' | '.' | ',' | '"'))
        .bytes()
        .any(sign);
    letters >= 2 && (inner || word.starts_with("--") && !word.ends_with("--"))
}

/// Whether a word is what most are: small letters behind a first one of any size, with the usual punctuation.
fn is_plain(word: &str) -> bool {
    let is_usual =
        |b: &u8| b.is_ascii_lowercase() || matches!(b, b',' | b'.' | b';' | b'-' | b'\'');
    match word.as_bytes().split_first() {
        Some((first, rest)) => {
            (is_usual(first) || first.is_ascii_uppercase()) && rest.iter().all(is_usual)
        }
        None => false,
    }
}

/// A line that holds nothing but a Roman numeral of which some letters were misread: `Il`, `IIl`, `Vv`.
fn is_misread_numeral(line: &str) -> bool {
    let line = line.trim_end_matches('.');
    let ones = line.contains('I') && line.contains(['l', '1', '|', 'T']);
    let mixed = line.starts_with(['v', 'x']) && line.len() > 1 && !line.ends_with(['i', 'x', 'v']);
    let capitals = line.contains(['H', 'U']) && line.contains(['I', 'V', 'X']);
    line == "Vv"
        || (ones || mixed) && line.len() <= 6 && line.chars().all(|c| "VXIl1|vxTu".contains(c))
        || capitals && line.len() <= 5 && line.chars().all(|c| "VXIHU".contains(c))
}

/// `“T` and `“Ts` for `“I` and `“Is`.
fn is_misread_i(word: &str) -> bool {
    word.strip_prefix(['“', '‘', '"'])
        .is_some_and(|word| matches!(word, "T" | "Ts" | "Tt" | "Tf" | "l"))
}

/// `GWeENDOLEN`: a few small letters amid capitals.
fn has_odd_capitals(word: &str) -> bool {
    let upper = word.bytes().filter(u8::is_ascii_uppercase).count();
    let lower = word.bytes().filter(u8::is_ascii_lowercase).count();
    let small = word.bytes().position(|b| b.is_ascii_lowercase());
    let last = word.bytes().rposition(|b| b.is_ascii_uppercase());
    upper >= 4
        && (1..=2).contains(&lower)
        && word.is_ascii()
        && matches!((small, last), (Some(s), Some(l)) if s < l && s > 0)
}
