//! Drop capitals: the large first letter of a chapter, torn off its word.
//!
//! It stands on a line of its own (`J` / `ohn Stuart Mill was born`), sometimes as a heading, or before a space
//! (`T HE first`, `O nce upon`). The letter and what follows must make a word that is known, and what follows must be
//! none, or a far rarer one. Roman numerals, initials and the words `A`, `I`, `O` stay.
//!
//! As it is larger than its line, extractors that go by the place on the page, or by the order of drawing, put it
//! elsewhere: before the heading of its chapter, or after the first lines of its paragraph, or among their words. There
//! the paragraph shows that it lost its letter: it begins with a small one.

use super::draft::{Draft, Line, Role, Seam, Start};
use super::evidence::Evidence;
use super::lexicon::{Lexicon, tokens};
use super::line_ends::begins_small;
use super::recorder::Recorder;
use super::text::Edit;
use super::{Pass, Phase};

pub(super) static PASS: Pass = Pass {
    name: "drop-capitals",
    phase: Phase::Line,
    about: "joins a chapter's large first letter to its word",
    example: "T HE first → THE first",
    run,
};

/// The most lines that stand beside a large letter and may be indented by it.
const BESIDE: usize = 3;

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    for index in 0..draft.lines.len() {
        if lone_letter(draft, index, evidence, recorder)
            || strayed(draft, index, evidence, recorder)
        {
            continue;
        }
        let begins = index == 0
            || draft
                .lines
                .get(index)
                .is_some_and(|line| line.gap > 0 || line.page.is_some())
            || index
                .checked_sub(1)
                .and_then(|i| draft.lines.get(i))
                .is_some_and(|before| before.as_str().len() < 40);
        let below_heading = draft.is_markdown
            && index
                .checked_sub(1)
                .and_then(|i| draft.lines.get(i))
                .is_some_and(is_marked);
        let Some(line) = draft
            .lines
            .get_mut(index)
            .filter(|line| begins && line.role == Role::Body)
        else {
            continue;
        };
        let torn = torn_off(line.as_str(), evidence).map(|edit| vec![edit]);
        let edits = torn.or_else(|| swallowed(line.as_str(), evidence).filter(|_| below_heading));
        if let Some(edits) = edits {
            recorder.apply(&mut line.text, edits);
        }
    }
}

/// Whether a line has the signs of a heading, or is bold.
fn is_marked(line: &Line) -> bool {
    let text = line.as_str();
    matches!(line.role, Role::Heading { .. })
        || text.starts_with('#')
        || text.starts_with("**") && text.ends_with("**")
}

/// The letter on a line of its own: opening quotes, and the capital. Gives its place in the line.
fn letter(text: &str) -> Option<(usize, char)> {
    let inner = text
        .trim_start_matches(['#', ' '])
        .trim_matches(['*', '_', ' ']);
    let letter = inner.trim_start_matches(['“', '"', '‘', '\'', '«', '»', '„', '¿', '¡']);
    let mut chars = letter.chars();
    let first = chars
        .next()
        .filter(|c| c.is_uppercase() && chars.next().is_none())?;
    Some((text.find(inner)?, first))
}

fn lone_letter(
    draft: &mut Draft,
    index: usize,
    evidence: &Evidence,
    recorder: &mut Recorder,
) -> bool {
    let Some((line, next)) = draft.lines.get(index).zip(draft.lines.get(index + 1)) else {
        return false;
    };
    let Some((place, capital)) =
        letter(line.as_str()).filter(|_| matches!(line.role, Role::Body | Role::Heading { .. }))
    else {
        return false;
    };
    let elided = is_elided(capital, next.as_str(), evidence);
    let Some(first) = tokens(next.as_str())
        .next()
        .filter(|word| (word.start == 0 || elided) && next.role == Role::Body)
    else {
        return false;
    };
    let small = first.text.starts_with(char::is_lowercase);
    let close = if elided {
        true
    } else if !small && !is_torn(capital, first.text, evidence) {
        return false;
    } else if small && !is_torn(capital, first.text, evidence) {
        // `A` / `little while`: the letter is a word by itself.
        if !is_letter_word(capital, evidence) {
            return false;
        }
        false
    } else {
        true
    };
    let joined = if elided {
        format!("{capital}’{}", first.text)
    } else if close {
        format!("{capital}{}", first.text)
    } else {
        format!("{capital} {}", first.text)
    };
    let before = format!("{} {}", line.as_str(), first.text);
    let span = line.span.join(next.span);
    if !recorder.propose(
        span,
        &before,
        &joined,
        92,
        "a large first letter, and the rest of its word on the next line",
    ) {
        return false;
    }
    let indent = line.indent;
    if let Some(line) = draft.lines.get_mut(index) {
        line.role = Role::Body;
        line.start = Start::New;
        line.seam = if close { Seam::Close } else { Seam::Space };
        // Hashes and stars are markup, no words.
        line.text = line.text.split_off(place);
        line.text.trim();
        unstyle(line);
    }
    if let Some(next) = draft.lines.get_mut(index + 1) {
        next.start = Start::Joined;
    }
    let margin = evidence.shape.margin;
    for offset in 2..2 + BESIDE {
        let Some((before, line)) = draft
            .lines
            .get(index + offset - 1)
            .zip(draft.lines.get(index + offset))
        else {
            break;
        };
        let beside = line.indent > margin.max(indent)
            && line.role == Role::Body
            && line.gap == 0
            && before.as_str().len() > 20;
        if !beside || !line.as_str().starts_with(char::is_lowercase) {
            break;
        }
        if let Some(line) = draft.lines.get_mut(index + offset) {
            line.start = Start::Joined;
        }
    }
    true
}

/// How many lines a letter may stand before or after the one that it begins.
const ASTRAY: usize = 4;

/// A letter on a line of its own that is not next to its word: it is put there.
fn strayed(draft: &mut Draft, index: usize, evidence: &Evidence, recorder: &mut Recorder) -> bool {
    let Some((_, capital)) = draft
        .lines
        .get(index)
        .filter(|line| matches!(line.role, Role::Body | Role::Heading { .. }))
        .and_then(|line| letter(line.as_str()))
    else {
        return false;
    };
    let before = || beheaded_before(draft, index);
    let Some(target) = beheaded_after(draft, index, evidence).or_else(before) else {
        return false;
    };
    // Among the lines of a paragraph no letter is a number.
    let is_number = target > index && is_numeral(capital);
    let Some(letters) = draft
        .lines
        .get(target)
        .and_then(|line| missing(capital, is_number, line.as_str(), evidence))
    else {
        return false;
    };
    let reason = format!(
        "the large first letter of \"{}\"",
        first_words(draft, target)
    );
    let Some(line) = draft.lines.get_mut(index) else {
        return false;
    };
    if !recorder.remove_line(line, 90, reason) {
        return false;
    }
    if let Some(line) = draft.lines.get_mut(target) {
        let reason =
            "its paragraph begins with a small letter, and a large one stands by itself near";
        recorder.apply(&mut line.text, vec![Edit::new(0..0, letters, 90, reason)]);
        line.start = Start::New;
    }
    // The lines around the place where it stood go on.
    let after = draft.lines.get_mut(index + 1).filter(|_| target < index);
    if let Some(after) = after.filter(|line| line.page.is_none() && line.role == Role::Body) {
        after.start = Start::Joined;
    }
    true
}

/// The first words of a line.
fn first_words(draft: &Draft, index: usize) -> String {
    let text = draft.lines.get(index).map_or("", Line::as_str);
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    words.join(" ")
}

/// What goes before a text that begins with a small letter, where a letter elsewhere is sure to be what it lost: a word that
/// is common begins a line of verse as well.
fn missing(capital: char, is_number: bool, text: &str, evidence: &Evidence) -> Option<String> {
    if is_elided(capital, text, evidence) {
        return Some(capital.to_string());
    }
    let first = tokens(text).next().filter(|word| word.start == 0)?;
    let is_word = evidence
        .lexicon
        .is_some_and(|lexicon| lexicon.is_known(first.text) || is_number);
    // A name that the book has, whatever its rest is as a word.
    let mut utf8 = [0; 4];
    let mut in_book = || {
        evidence
            .vocabulary
            .joined(capital.encode_utf8(&mut utf8), first.text)
            >= 2
    };
    let fits = !is_word
        || is_torn(capital, first.text, evidence)
        || is_letter_word(capital, evidence)
        || !is_number && in_book();
    fits.then(|| whole(capital, text, evidence))?
}

/// Whether a line begins with the apostrophe of an elision whose letter was set large: `C` / `’était la maison`.
fn is_elided(capital: char, text: &str, evidence: &Evidence) -> bool {
    let elides = match evidence.language.map_or("", |language| language.tag) {
        "fr" => "CDJLMNST",
        "it" | "ca" => "CDLMNSTV",
        _ => "",
    };
    let rest = text.strip_prefix(['\'', '’']);
    elides.contains(capital) && rest.is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// Whether a letter alone may be the number of a chapter.
fn is_numeral(letter: char) -> bool {
    matches!(letter, 'I' | 'V' | 'X' | 'L' | 'C')
}

/// What goes before a text that lost its capital: the letter, with a space where it is a word by itself.
fn whole(capital: char, text: &str, evidence: &Evidence) -> Option<String> {
    let first = tokens(text).next().filter(|word| word.start == 0)?;
    let joined = |lexicon: &Lexicon| {
        let mut utf8 = [0; 4];
        lexicon.joined(capital.encode_utf8(&mut utf8), first.text)
            > lexicon.frequency(first.text).saturating_mul(5)
    };
    let torn = is_torn(capital, first.text, evidence) || evidence.lexicon.is_some_and(joined);
    if torn || !is_letter_word(capital, evidence) || evidence.lexicon.is_none() {
        return Some(capital.to_string());
    }
    Some(format!("{capital} "))
}

/// The line after a letter, and after the lines of a heading, that begins a paragraph with a small letter.
fn beheaded_after(draft: &Draft, index: usize, evidence: &Evidence) -> Option<usize> {
    let shape = &evidence.shape;
    for target in index + 2..=index + ASTRAY {
        let (before, line) = draft.lines.get(target - 1).zip(draft.lines.get(target))?;
        let text = before.as_str();
        if letter(text).is_some() {
            return None;
        }
        // What stands between is the number or the title of a chapter.
        let is_title = text.len() <= 60
            && !text.ends_with(['.', ',', ';', '-', '\u{2010}'])
            && !begins_small(text)
            // A full line is one of the text.
            && (!shape.wrapped || line.gap > 0 || text.chars().count() * 10 < shape.width * 8);
        if !is_title || line.role != Role::Body {
            return None;
        }
        if begins_small(line.as_str()) && line.as_str().len() > 30 {
            return Some(target);
        }
    }
    None
}

/// The line a few before a letter that opens the paragraph around it, with a small letter.
fn beheaded_before(draft: &Draft, index: usize) -> Option<usize> {
    for target in (index.saturating_sub(ASTRAY)..index).rev() {
        // It stands among the lines: a number between two paragraphs does not.
        let [line, next] = draft.lines.get(target..target + 2)? else {
            return None;
        };
        if next.gap > 0 || next.page.is_some() {
            return None;
        }
        if line.role != Role::Body || line.as_str().len() < 20 {
            return None;
        }
        let above = target
            .checked_sub(1)
            .and_then(|above| draft.lines.get(above));
        let opens = line.gap > 0 || line.page.is_some() || above.is_none_or(is_marked);
        if opens {
            return begins_small(line.as_str()).then_some(target);
        }
    }
    None
}

/// A letter among the words of a paragraph that lost its first one: `hen they had left, he found W me in the hall`.
fn swallowed(text: &str, evidence: &Evidence) -> Option<Vec<Edit>> {
    let mut words = tokens(text).take(LAST_WORD);
    let first = words.next().filter(|word| word.start == 0)?;
    if !first.text.starts_with(char::is_lowercase) {
        return None;
    }
    for word in words {
        let mut letters = word.text.chars();
        let capital = letters
            .next()
            .filter(|c| c.is_uppercase() && letters.next().is_none());
        let Some(capital) = capital else { continue };
        let before = text.get(..word.start)?;
        let after = text.get(word.end()..)?.strip_prefix(' ')?;
        let amid = before.ends_with(' ') && after.starts_with(char::is_lowercase);
        // A letter that is a word stands in sentences; after a hyphen none does.
        let cut = before.trim_end().ends_with(['-', '\u{2010}']);
        let is_its =
            cut || is_torn(capital, first.text, evidence) && !is_letter_word(capital, evidence);
        if !amid || !is_its {
            continue;
        }
        let reason = "the large first letter of the paragraph, which begins with a small one";
        let letters = whole(capital, text, evidence)?;
        return Some(vec![
            Edit::new(0..0, letters, 88, reason),
            Edit::new(word.start..word.end() + 1, "", 88, reason),
        ]);
    }
    None
}

/// How many words into its paragraph a letter is looked for.
const LAST_WORD: usize = 60;

/// Takes the stars from around a lone letter: emphasis that would end inside a word.
fn unstyle(line: &mut Line) {
    let kept = line.as_str().trim_end_matches(['*', '_', ' ']).len();
    line.text.split_off(kept);
}

/// Whether the capital and what follows are one word, torn apart.
fn is_torn(capital: char, rest: &str, evidence: &Evidence) -> bool {
    let mut utf8 = [0; 4];
    let head: &str = capital.encode_utf8(&mut utf8);
    let book = evidence.vocabulary.joined(head, rest);
    let Some(lexicon) = evidence.lexicon else {
        return book >= 2;
    };
    let together = lexicon.joined(head, rest).max(book.saturating_mul(20));
    let alone = lexicon.frequency(rest);
    // `I` is a word, `n` is none; `A bout` is rarer than `About` by far.
    // In the middle of a chapter few letters are torn off: what they make must be common.
    together
        >= if evidence.vocabulary.joined(head, rest) > 0 {
            2
        } else {
            200
        }
        && (together >= alone.saturating_mul(100)
            || alone == 0
            || !is_letter_word(capital, evidence) && together >= alone)
}

fn is_letter_word(capital: char, evidence: &Evidence) -> bool {
    let tag = evidence.language.map_or("", |language| language.tag);
    match tag {
        "en" => matches!(capital, 'A' | 'I' | 'O'),
        "fr" => matches!(capital, 'A' | 'À' | 'Ô' | 'O' | 'Y'),
        "es" => matches!(capital, 'A' | 'Y' | 'O' | 'E' | 'U'),
        "it" => matches!(capital, 'A' | 'E' | 'O' | 'È' | 'I'),
        "pt" => matches!(capital, 'A' | 'E' | 'O' | 'É' | 'À'),
        "de" | "nl" => matches!(capital, 'O' | 'U'),
        _ => true,
    }
}

/// `T HE first`, `O nce upon`: the space goes.
fn torn_off(text: &str, evidence: &Evidence) -> Option<Edit> {
    let mut words = tokens(text);
    let (first, second) = (words.next()?, words.next()?);
    let head = text.get(..first.start)?;
    let mut letters = first.text.chars();
    let capital = letters
        .next()
        .filter(|c| c.is_uppercase() && letters.next().is_none())?;
    let opens = head.chars().all(|c| {
        matches!(
            c,
            '“' | '"' | '‘' | '\'' | '«' | '»' | '„' | '*' | '_' | '¿' | '¡'
        )
    });
    let small = second.text.starts_with(char::is_lowercase);
    let shouted = second.text.chars().all(|c| !c.is_lowercase()) && !second.is_number;
    // A single letter after it is letter-spacing.
    if !opens
        || second.text.chars().nth(1).is_none()
            && words
                .next()
                .is_some_and(|third| third.text.chars().nth(1).is_none())
        || text.get(first.end()..second.start) != Some(" ")
        || !(small || shouted)
        || !is_torn(capital, second.text, evidence)
    {
        return None;
    }
    let reason = format!(
        "\"{capital}{}\" is a word, \"{}\" none, or a far rarer one",
        second.text, second.text
    );
    Some(Edit::new(first.end()..second.start, "", 85, reason))
}
