//! pandoc's lists that CommonMark does not know: `a.`, `B)`, `(iv)`, `#.`, and examples `(@name)` that are counted through
//! the text and referred to by their names.
//!
//! Items of letters become a list only where CommonMark would run them together or take what is set in below them for a
//! listing; as paragraphs of their own they keep their letters. Initials and words in brackets are left alone.

use std::collections::BTreeMap;

use super::containers::{escape, tag};
use super::inside::CodeSpans;
use super::{Line, Writer, behind_marks, line_at};

/// How many lines between two items are looked at.
const LONGEST_ITEM: usize = 200;

/// How many bytes after the first item the second is looked for.
const NEAR: usize = 16 * 1024;

/// How items are counted.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Style {
    Letters,
    Capitals,
    Roman,
    RomanCapitals,
    /// Numbers between two brackets.
    Numbers,
    /// `#`, which stands for any number.
    Any,
}

const STYLES: &[Style] = &[
    Style::Letters,
    Style::Capitals,
    Style::Roman,
    Style::RomanCapitals,
    Style::Numbers,
    Style::Any,
];

impl Style {
    /// How a number is written.
    fn written(self, number: usize) -> Option<String> {
        let letter = |first: u8| {
            let place = u8::try_from(number).ok()?.checked_sub(1)?;
            (place < 26).then(|| char::from(first + place).to_string())
        };
        match self {
            Style::Letters => letter(b'a'),
            Style::Capitals => letter(b'A'),
            Style::Roman => roman(number),
            Style::RomanCapitals => roman(number).map(|roman| roman.to_ascii_uppercase()),
            Style::Numbers => Some(number.to_string()),
            Style::Any => Some("#".to_owned()),
        }
    }

    /// The class of a list that is counted so.
    fn class(self) -> Option<&'static str> {
        match self {
            Style::Letters => Some("lower-alpha"),
            Style::Capitals => Some("upper-alpha"),
            Style::Roman => Some("lower-roman"),
            Style::RomanCapitals => Some("upper-roman"),
            Style::Numbers | Style::Any => None,
        }
    }
}

fn roman(number: usize) -> Option<String> {
    let tens = *["", "x", "xx", "xxx", "xl"].get(number / 10)?;
    let ones = *["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"].get(number % 10)?;
    Some(format!("{tens}{ones}"))
}

/// How a mark ends: `a.`, `a)`, `(a)`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Point,
    Bracket,
    Brackets,
}

/// A way to mark items.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Marks {
    style: Style,
    form: Form,
}

impl Marks {
    /// How wide the mark of item `number` is, where a line begins with it.
    fn at(self, content: &str, number: usize) -> Option<usize> {
        let written = self.style.written(number)?;
        let rest = match self.form {
            Form::Brackets => content.strip_prefix('(')?,
            _ => content,
        };
        let rest = rest.strip_prefix(written.as_str())?;
        let rest = match self.form {
            Form::Point => rest.strip_prefix('.')?,
            _ => rest.strip_prefix(')')?,
        };
        rest.starts_with([' ', '\t'])
            .then_some(content.len() - rest.len())
    }

    /// The marks of a list whose first item begins a line.
    fn of_first(content: &str) -> Option<Marks> {
        let bytes = content.as_bytes();
        let form = match (bytes.first(), bytes.get(1), bytes.get(2)) {
            (Some(b'('), _, Some(b')')) => Form::Brackets,
            (_, Some(b'.'), _) => Form::Point,
            (_, Some(b')'), _) => Form::Bracket,
            _ => return None,
        };
        STYLES
            .iter()
            .map(|style| Marks {
                style: *style,
                form,
            })
            // CommonMark knows numbers, but not between brackets.
            .filter(|marks| marks.style != Style::Numbers || form == Form::Brackets)
            .find(|marks| marks.at(content, 1).is_some())
    }
}

/// An item that is written with another mark.
pub(super) struct Item {
    /// The width of its own mark.
    width: usize,
    number: usize,
    mark: char,
    /// The tag that says how the list is counted, for the first.
    class: Option<&'static str>,
}

/// Whether a line may begin one of these lists; `bytes` begin with its content.
pub(super) fn may_begin(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [b'(', b'@', ..]
            | [b'#', b'.' | b')', b' ', ..]
            | [b'(', b'a' | b'A' | b'i' | b'I' | b'1', b')', b' ', ..]
            | [b'a' | b'A' | b'i' | b'I', b'.' | b')', b' ', ..]
    )
}

/// Whether one of these lists may begin here: the mark of a second item follows somewhere near.
pub(super) fn may_go_on(bytes: &[u8]) -> bool {
    if !may_begin(bytes) {
        return false;
    }
    let seconds: &[&[u8]] = match bytes {
        [b'(', b'1', ..] => &[b"(2) "],
        [b'(', b'a', ..] => &[b"(b) "],
        [b'(', b'A', ..] => &[b"(B) "],
        [b'(', b'i', ..] => &[b"(ii) "],
        [b'(', b'I', ..] => &[b"(II) "],
        [b'a', ..] => &[b"b. ", b"b) "],
        [b'A', ..] => &[b"B. ", b"B) "],
        [b'i', ..] => &[b"ii. ", b"ii) "],
        [b'I', ..] => &[b"II. ", b"II) "],
        _ => return true,
    };
    let near = bytes.get(..NEAR).unwrap_or(bytes);
    seconds
        .iter()
        .any(|mark| memchr::memmem::find(near, mark).is_some())
}

/// The names of the examples of a text, with their numbers.
#[derive(Default)]
pub(super) struct Examples {
    named: BTreeMap<String, usize>,
    /// How many were met while writing.
    seen: usize,
}

impl Examples {
    pub(super) fn of(lines: &[Line]) -> Examples {
        let mut examples = Examples::default();
        let mut count = 0;
        for line in lines {
            if let Some((name, _)) = example(line.content) {
                count += 1;
                if !name.is_empty() {
                    examples.named.entry(name.to_owned()).or_insert(count);
                }
            }
        }
        examples
    }

    /// Whether a line may refer to one.
    pub(super) fn are_in(&self, content: &str) -> bool {
        !self.named.is_empty() && content.contains('@')
    }

    /// `(@name)` and `@name` as links that show the number.
    pub(super) fn referred_to(&self, text: &str) -> String {
        let code = CodeSpans::of(text);
        let mut out = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('@') {
            out.push_str(before);
            let at = text.len() - behind.len() - 1;
            let name = behind
                .split(|c: char| !is_of_name(c))
                .next()
                .unwrap_or_default();
            let is_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '\\');
            match self.named.get(name).filter(|_| !is_word && !code.hold(at)) {
                Some(number) => out.push_str(&format!("[{number}](#{})", escape(name))),
                None => {
                    out.push('@');
                    out.push_str(name);
                }
            }
            rest = behind.get(name.len()..).unwrap_or("");
        }
        out.push_str(rest);
        out
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// The name of the example that a line begins with, and the width of its mark.
fn example(content: &str) -> Option<(&str, usize)> {
    let (name, rest) = content.strip_prefix("(@")?.split_once(')')?;
    (name.chars().all(is_of_name) && rest.starts_with([' ', '\t']))
        .then_some((name, name.len() + 3))
}

impl Writer<'_> {
    /// Notes which lines are the items of a list that begins with line `at`.
    pub(super) fn find_items(&mut self, lines: &[Line], at: usize) {
        let Some(line) = lines
            .get(at)
            .filter(|line| !self.items.contains_key(&line.start))
        else {
            return;
        };
        let earlier = lines.get(..at).unwrap_or(&[]);
        let Some(marks) = Marks::of_first(line.content).filter(|_| self.may_stand(line, earlier))
        else {
            return;
        };
        let found = items(marks, lines.get(at..).unwrap_or(&[]));
        if found.is_empty() {
            return;
        }
        let before = earlier.iter().rev().find(|line| !line.is_blank());
        let is_point = before.is_some_and(|line| {
            let rest = line
                .content
                .trim_start_matches(|c: char| c.is_ascii_digit());
            rest.len() < line.content.len() && rest.starts_with(')')
        });
        // Another mark than that of the list before, or they would be one.
        self.mark = match self.mark {
            ')' => '.',
            _ if is_point => '.',
            _ => ')',
        };
        for (index, (start, width)) in found.into_iter().enumerate() {
            let class = marks.style.class().filter(|_| index == 0);
            let item = Item {
                width,
                number: 1,
                mark: self.mark,
                class,
            };
            self.items.insert(start, item);
        }
    }

    /// Whether a list may begin here: not in running text, and not where a listing may stand.
    fn may_stand(&self, line: &Line, earlier: &[Line]) -> bool {
        let is_item = |line: &Line| {
            behind_marks(line.content).len() < line.content.len()
                || self.items.contains_key(&line.start)
        };
        let before = earlier.last();
        let is_set_off = before.is_none_or(|before| {
            before.is_blank()
                || before.content.ends_with(':')
                || before.prefix.len() < line.prefix.len() && is_item(before)
        });
        if !is_set_off || !line.is_deep() {
            return is_set_off;
        }
        let mut outer = earlier.iter().rev().take(LONGEST_ITEM);
        outer
            .find(|outer| !outer.is_blank() && outer.prefix.len() < line.prefix.len())
            .is_some_and(|outer| is_item(outer) && line.prefix.len() < outer.prefix.len() + 8)
    }

    /// Writes the line of an item of such a list. `false`: it is none.
    pub(super) fn item(&mut self, line: &Line) -> bool {
        let item = match self.items.remove(&line.start) {
            Some(item) => item,
            None => match example(line.content) {
                Some((name, width)) => {
                    self.examples.seen += 1;
                    let number = self.examples.seen;
                    self.item_line(line, width, number, '.');
                    if !name.is_empty() {
                        self.out
                            .push_str(&format!("<a id=\"{}\"></a>", escape(name)));
                    }
                    self.item_text(line, width);
                    return true;
                }
                None => return false,
            },
        };
        self.item_line(line, item.width, item.number, item.mark);
        let text = line.content.get(item.width..).unwrap_or("").trim_start();
        // What is no running text begins its own line.
        let is_words = text
            .starts_with(|c: char| c.is_alphanumeric() || "\"'([*_$“‘\\".contains(c))
            && behind_marks(text).len() == text.len();
        if let Some(class) = item.class.filter(|_| is_words) {
            self.out
                .push_str(&tag("deckle-list", &[("class".into(), class.to_owned())]));
            self.out.push_str("</deckle-list>");
        }
        self.item_text(line, item.width);
        true
    }

    /// The mark of an item, as wide as its own, so that what is set in below it stays inside.
    fn item_line(&mut self, line: &Line, width: usize, number: usize, mark: char) {
        self.place(line.start);
        let digits = (width - 1).clamp(1, 9);
        let gap = line.content.get(width..).unwrap_or("");
        let gap = gap.len() - gap.trim_start().len() + width - 1 - digits;
        self.out.push_str(line.prefix);
        self.out.push_str(&format!("{number:0digits$}{mark}"));
        self.out.push_str(&" ".repeat(gap.clamp(1, 4)));
    }

    fn item_text(&mut self, line: &Line, width: usize) {
        let from = line.prefix.len() + width;
        let rest = line.whole.get(from..).unwrap_or("");
        let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let rest = line_at(rest.get(gap..).unwrap_or(""), line.start + from + gap);
        if self.begins(&rest) {
            self.copy(&rest);
        } else {
            self.plain(&rest, &[rest]);
        }
    }
}

/// The items of a list that begins the lines: where each begins, and the width of its mark. None where it would be no list,
/// or where its letters are better off as they stand.
fn items(marks: Marks, lines: &[Line]) -> Vec<(usize, usize)> {
    let Some(first) = lines.first() else {
        return Vec::new();
    };
    let mut found: Vec<(usize, usize)> = Vec::new();
    // Whether CommonMark would take it wrongly, whether a blank line stands before, lines since the last item.
    let (mut is_hurt, mut is_apart, mut since) = (marks.style == Style::Any, false, 0);
    let mut before: Option<&Line> = None;
    for line in lines {
        let width = (line.prefix == first.prefix)
            .then(|| marks.at(line.content, found.len() + 1))
            .flatten();
        if line.is_blank() {
            is_apart = true;
        } else if let Some(width) = width {
            is_hurt |= !is_apart && before.is_some_and(|before| !ends_by_hand(before));
            found.push((line.start, width));
            (is_apart, since) = (false, 0);
        } else if line.prefix.len() > first.prefix.len() + 1 {
            is_hurt |= is_apart;
            is_apart = false;
        } else if is_apart || behind_marks(line.content).len() < line.content.len() {
            break;
        }
        since += 1;
        if since > LONGEST_ITEM {
            break;
        }
        before = Some(line);
    }
    let wanted = match (marks.style, marks.form) {
        (Style::Any, _) => 1,
        // Two names with initials follow each other; pandoc asks for two blanks.
        (Style::Capitals | Style::RomanCapitals, Form::Point) if !is_wide(first, &found) => 3,
        _ => 2,
    };
    if is_hurt && found.len() >= wanted {
        found
    } else {
        Vec::new()
    }
}

/// Whether two blanks stand after the mark of the first item.
fn is_wide(first: &Line, found: &[(usize, usize)]) -> bool {
    let rest = found
        .first()
        .and_then(|(_, width)| first.content.get(*width..));
    rest.is_some_and(|rest| rest.starts_with("  ") || rest.starts_with('\t'))
}

/// Whether the author ended a line by hand: what follows stands below it already.
fn ends_by_hand(line: &Line) -> bool {
    let content = line.content;
    content.ends_with('\\')
        || ["<br>", "<br/>", "<br />"]
            .iter()
            .any(|tag| content.ends_with(tag))
        || line.whole.trim_end_matches(['\n', '\r']).ends_with("  ")
}
