//! From the text of a block to inline content: emphasis, links, raised numbers, breaks, marks.
//!
//! No word is lost here: what does not close is printed as it was written.

use super::markup::{Token, next_token};
use super::text::{LINE_BREAK, Mark, MarkKind, Text};
use super::word_count::is_word;
use crate::book::visit::plain_text;
use crate::book::{Inline, Link, PageBreak, Picture, Target};
use crate::report::Span;

/// What of a text is markup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// Nothing.
    #[default]
    None,
    /// `_stress_`, as plain text archives write it.
    Underscores,
    /// Markdown's inline markup.
    Markdown,
}

/// How deep emphasis, links and tags may nest; what lies deeper is printed as written.
const DEPTH: usize = 24;

/// Inline content of a text.
pub(crate) fn inlines(
    text: &Text,
    syntax: Syntax,
    labels: &[Option<String>],
    span: Span,
) -> Vec<Inline> {
    let mut builder = Builder {
        stack: vec![(Opener::Root, Vec::new())],
        marks: text.marks().iter().peekable(),
        labels,
        span,
    };
    builder.read(text.as_str(), syntax);
    builder.finish()
}

#[derive(Clone, Debug, PartialEq)]
enum Opener {
    Root,
    Stress(u8, usize),
    Tag(&'static str),
    Bracket { image: bool },
}

struct Builder<'a> {
    stack: Vec<(Opener, Vec<Inline>)>,
    marks: std::iter::Peekable<std::slice::Iter<'a, Mark>>,
    labels: &'a [Option<String>],
    span: Span,
}

impl Builder<'_> {
    fn read(&mut self, text: &str, syntax: Syntax) {
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let length = match syntax {
                Syntax::None => self.run(rest, at, &[]),
                Syntax::Underscores => match rest.starts_with('_') {
                    true => self.stress(text, at),
                    false => self.run(rest, at, b"_"),
                },
                Syntax::Markdown => self.markdown(text, rest, at),
            };
            at += length.max(1);
            while !text.is_char_boundary(at) {
                at += 1;
            }
        }
        self.put_marks(usize::MAX);
    }

    fn markdown(&mut self, text: &str, rest: &str, at: usize) -> usize {
        match rest.as_bytes().first() {
            Some(b'*' | b'_') => self.stress(text, at),
            Some(b'`') => self.code(rest),
            Some(b'\\') => {
                let escaped = rest.chars().nth(1).filter(char::is_ascii_punctuation);
                match escaped {
                    Some('<' | '&' | ']') | None => {
                        self.put_text("\\", at);
                        1
                    }
                    Some(c) => {
                        self.put_text(c.encode_utf8(&mut [0; 4]), at);
                        2
                    }
                }
            }
            Some(b'[') => self.open(Opener::Bracket { image: false }, "[", 1),
            Some(b'!') if rest.starts_with("![") => {
                self.open(Opener::Bracket { image: true }, "![", 2)
            }
            Some(b'<' | b'&' | b']') => {
                let (token, length) = next_token(rest);
                match token {
                    Token::Text(_) if rest.starts_with(']') => {
                        self.close_bracket(None);
                        return 1;
                    }
                    Token::Text(_) => {
                        self.put_text(rest.get(..1).unwrap_or_default(), at);
                        return 1;
                    }
                    Token::Tag { name, closes } => self.tag(name, closes),
                    Token::Entity(c) => self.put_text(c.encode_utf8(&mut [0; 4]), at),
                    Token::Target(target) => self.close_bracket(Some(target)),
                    Token::Comment => {}
                }
                length
            }
            _ => self.run(rest, at, b"*_`\\[!<&]"),
        }
    }

    /// Puts the text up to the next special character.
    fn run(&mut self, rest: &str, at: usize, special: &[u8]) -> usize {
        let length = rest
            .bytes()
            .skip(1)
            .position(|b| special.contains(&b))
            .map_or(rest.len(), |i| i + 1);
        self.put_text(rest.get(..length).unwrap_or(rest), at);
        length
    }

    fn top(&mut self) -> &mut Vec<Inline> {
        if self.stack.is_empty() {
            self.stack.push((Opener::Root, Vec::new()));
        }
        let last = self.stack.len() - 1;
        &mut self.stack[last].1
    }

    fn put_text(&mut self, mut text: &str, mut at: usize) {
        while let Some(mark) = self.marks.peek() {
            let mut cut = (mark.at as usize).saturating_sub(at);
            if cut >= text.len() {
                break;
            }
            // A mark inside a word waits for the word's end: the word stays whole.
            let within = text
                .get(..cut)
                .and_then(|head| head.chars().next_back())
                .is_some_and(is_word);
            if within {
                cut += text
                    .get(cut..)
                    .map_or(0, |tail| tail.find(|c| !is_word(c)).unwrap_or(tail.len()));
            }
            let Some((head, tail)) = text.split_at_checked(cut) else {
                break;
            };
            self.put_plain(head);
            text = tail;
            at += cut;
            if text.is_empty() {
                return;
            }
            self.put_marks(at);
        }
        self.put_plain(text);
    }

    fn put_marks(&mut self, until: usize) {
        while let Some(mark) = self.marks.next_if(|mark| mark.at as usize <= until) {
            let inline = match mark.kind {
                MarkKind::Note(index) => Inline::NoteRef(index),
                MarkKind::Page(page) => match self.labels.get(page).and_then(Option::as_ref) {
                    Some(label) => Inline::PageBreak(Box::new(PageBreak {
                        label: label.clone(),
                        id: String::new(),
                    })),
                    None => continue,
                },
            };
            self.top().push(inline);
        }
    }

    fn put_plain(&mut self, text: &str) {
        for (index, line) in text.split(LINE_BREAK).enumerate() {
            if index > 0 {
                if let Some(Inline::Text(last)) = self.top().last_mut() {
                    last.truncate(last.trim_end().len());
                }
                self.top().push(Inline::LineBreak);
            }
            push_collapsed(self.top(), line);
        }
    }

    fn open(&mut self, opener: Opener, literal: &str, length: usize) -> usize {
        if self.stack.len() >= DEPTH {
            push_collapsed(self.top(), literal);
        } else {
            self.stack.push((opener, Vec::new()));
        }
        length
    }

    fn stress(&mut self, text: &str, at: usize) -> usize {
        let rest = text.get(at..).unwrap_or_default();
        let letter = rest.as_bytes().first().copied().unwrap_or(b'*');
        let count = rest.bytes().take_while(|b| *b == letter).count();
        let before = text
            .get(..at)
            .and_then(|t| t.chars().next_back())
            .unwrap_or(' ');
        let after = rest
            .get(count..)
            .and_then(|t| t.chars().next())
            .unwrap_or(' ');
        let before_is_word = is_word(before);
        let after_is_word = is_word(after);
        let space = |c: char| c.is_whitespace() || c == LINE_BREAK;
        let mark = |c: char| !space(c) && !is_word(c);
        let left = !space(after) && (!mark(after) || space(before) || mark(before));
        let right = !space(before) && (!mark(before) || space(after) || mark(after));
        let (opens, closes) = match letter {
            b'_' => (left && !before_is_word, right && !after_is_word),
            _ => (left, right),
        };
        let mut left_over = count;
        if closes && count <= 3 {
            while left_over > 0 {
                let Some(index) = self
                    .stack
                    .iter()
                    .rposition(|(o, _)| matches!(o, Opener::Stress(l, _) if *l == letter))
                else {
                    break;
                };
                let Some(Opener::Stress(_, size)) = self.stack.get(index).map(|(o, _)| o.clone())
                else {
                    break;
                };
                if size > left_over {
                    break;
                }
                self.flatten_above(index);
                let Some((_, content)) = self.stack.pop() else {
                    break;
                };
                self.top().push(stressed(size, content));
                left_over -= size;
            }
        }
        if left_over > 0 {
            let literal = rest.get(..left_over).unwrap_or_default().to_owned();
            if opens && left_over == count && count <= 3 {
                self.open(Opener::Stress(letter, count), &literal, count);
            } else {
                push_collapsed(self.top(), &literal);
            }
        }
        count
    }

    fn code(&mut self, rest: &str) -> usize {
        let count = rest.bytes().take_while(|b| *b == b'`').count();
        let fence = rest.get(..count).unwrap_or("`");
        let inside = rest
            .get(count..)
            .and_then(|tail| tail.get(..tail.find(fence)?));
        match inside {
            Some(code)
                if count <= 3
                    && !code.is_empty()
                    && !code.contains(['<', '&', ']', '`', LINE_BREAK]) =>
            {
                self.top()
                    .push(Inline::Code(code.trim().replace('\n', " ")));
                count * 2 + code.len()
            }
            _ => {
                push_collapsed(self.top(), fence);
                count
            }
        }
    }

    fn tag(&mut self, name: &'static str, closes: bool) {
        match name {
            "br" => self.put_plain(LINE_BREAK.encode_utf8(&mut [0; 4])),
            "sup" | "sub" | "b" | "strong" | "i" | "em" | "cite" | "s" | "strike" | "del" => {
                if !closes {
                    if self.stack.len() < DEPTH {
                        self.stack.push((Opener::Tag(name), Vec::new()));
                    }
                } else if let Some(index) = self
                    .stack
                    .iter()
                    .rposition(|(o, _)| *o == Opener::Tag(name))
                {
                    self.flatten_above(index);
                    let Some((_, content)) = self.stack.pop() else {
                        return;
                    };
                    self.top().push(match name {
                        "sup" => Inline::Superscript(content),
                        "sub" => Inline::Subscript(content),
                        "b" | "strong" => Inline::Strong(content),
                        "s" | "strike" | "del" => Inline::Strikethrough(content),
                        _ => Inline::Emphasis(content),
                    });
                }
            }
            // A block's tag in running text parts words and says no more.
            "p" | "div" | "td" | "th" | "tr" | "li" | "dd" | "dt" | "hr" | "blockquote" => {
                push_collapsed(self.top(), " ")
            }
            _ => self.top().push(Inline::Text(String::new())),
        }
    }

    fn close_bracket(&mut self, target: Option<&str>) {
        let Some(index) = self
            .stack
            .iter()
            .rposition(|(o, _)| matches!(o, Opener::Bracket { .. }))
        else {
            push_collapsed(self.top(), "]");
            return;
        };
        self.flatten_above(index);
        let Some((Opener::Bracket { image }, content)) = self.stack.pop() else {
            return;
        };
        let span = self.span;
        match target {
            None => {
                push_collapsed(self.top(), if image { "![" } else { "[" });
                extend(self.top(), content);
                push_collapsed(self.top(), "]");
            }
            Some(target) => {
                let address = target
                    .split(' ')
                    .next()
                    .unwrap_or_default()
                    .trim_matches(['<', '>'])
                    .to_owned();
                self.top().push(if image {
                    let alternative = Some(plain_text(&content));
                    Inline::Image(Box::new(Picture {
                        path: address,
                        alternative,
                        span,
                        ..Picture::default()
                    }))
                } else {
                    Inline::Link(Box::new(Link {
                        target: Target::Unresolved(address),
                        title: None,
                        content,
                        span,
                    }))
                });
            }
        }
    }

    /// Prints what lies open above a place of the stack as it was written.
    fn flatten_above(&mut self, index: usize) {
        while self.stack.len() > index + 1 {
            let Some((opener, content)) = self.stack.pop() else {
                return;
            };
            let literal = match opener {
                Opener::Stress(letter, size) => char::from(letter).to_string().repeat(size),
                Opener::Bracket { image } => if image { "![" } else { "[" }.to_owned(),
                Opener::Root | Opener::Tag(_) => String::new(),
            };
            if literal.is_empty() {
                // The tag parted words in the source; it still does.
                self.top().push(Inline::Text(String::new()));
            } else {
                push_collapsed(self.top(), &literal);
            }
            extend(self.top(), content);
        }
    }

    fn finish(mut self) -> Vec<Inline> {
        self.flatten_above(0);
        let mut content = self
            .stack
            .pop()
            .map(|(_, content)| content)
            .unwrap_or_default();
        tidy(&mut content);
        content.shrink_to_fit();
        content
    }
}

fn stressed(size: usize, content: Vec<Inline>) -> Inline {
    match size {
        1 => Inline::Emphasis(content),
        2 => Inline::Strong(content),
        _ => Inline::Strong(vec![Inline::Emphasis(content)]),
    }
}

fn extend(to: &mut Vec<Inline>, content: Vec<Inline>) {
    for inline in content {
        match inline {
            Inline::Text(text) if !text.is_empty() => push_collapsed(to, &text),
            other => to.push(other),
        }
    }
}

/// Puts text at the end of `to`, white space folded.
fn push_collapsed(to: &mut Vec<Inline>, text: &str) {
    if text.is_empty() {
        return;
    }
    let joins = matches!(to.last(), Some(Inline::Text(last)) if !last.is_empty());
    if !joins {
        to.push(Inline::Text(String::new()));
    }
    let Some(Inline::Text(last)) = to.last_mut() else {
        return;
    };
    // Most paragraphs are one piece.
    if last.is_empty() {
        last.reserve_exact(text.len());
    }
    let folds = |b: u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0xb | 0xc);
    let mut rest = text;
    while let Some(space) = rest.bytes().position(folds) {
        let (word, tail) = rest.split_at_checked(space).unwrap_or_default();
        last.push_str(word);
        if !last.ends_with(' ') {
            last.push(' ');
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    last.push_str(rest);
}

/// Takes white space from both ends and what is empty from the middle.
fn tidy(content: &mut Vec<Inline>) {
    content.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
    if let Some(Inline::Text(first)) = content.first_mut()
        && first.starts_with(char::is_whitespace)
    {
        *first = first.trim_start().to_owned();
    }
    if let Some(Inline::Text(last)) = content.last_mut() {
        last.truncate(last.trim_end().len());
    }
    content.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
    while matches!(content.last(), Some(Inline::LineBreak)) {
        content.pop();
    }
    while matches!(content.first(), Some(Inline::LineBreak)) {
        content.remove(0);
    }
}
