//! The steps between the phases: manuscript to pages, pages to lines, lines to blocks. They decide nothing that a pass
//! could decide; without any pass a blank line parts paragraphs.

use super::draft::{Block, Draft, DraftPage, Kind, Line, Role, Seam, Start};
use super::recorder::{Recorder, count_line};
use super::text::{Edit, LINE_BREAK, MarkKind, Text};
use super::word_count::count;
use crate::report::{SourceFile, Span};
use crate::source::{Manuscript, TextKind};

/// The pages of a manuscript as draft pages.
pub(super) fn begin(manuscript: &Manuscript, file: &SourceFile, kind: Option<TextKind>) -> Draft {
    let mut draft = Draft {
        source: manuscript.source,
        is_markdown: manuscript.is_markdown,
        is_ocr: manuscript.is_ocr || kind == Some(TextKind::Ocr),
        ..Draft::default()
    };
    let mut fence = None;
    for page in &manuscript.pages {
        let mut lines = Vec::with_capacity(page.lines.len());
        let mut gap = 0u8;
        for line in &page.lines {
            let text = file.text.get(line.span.range()).unwrap_or_default();
            if text.trim().is_empty() && fence.is_none() {
                gap = gap.saturating_add(1);
                continue;
            }
            let mut read = read_line(text, line.span, manuscript.is_markdown, &mut fence);
            read.gap = gap;
            gap = 0;
            match lines.last_mut() {
                Some(before) if manuscript.is_markdown && goes_on_in_target(before, &read) => {
                    before.text.append(" ", read.text);
                    before.width += 1 + read.width;
                    before.span.end = read.span.end;
                }
                _ => lines.push(read),
            }
        }
        draft.pages.push(DraftPage {
            label: page.label.clone(),
            lines,
        });
    }
    draft
}

/// Whether a line ends inside the title of a link's target, and the next one closes it: no word of that is printed.
fn goes_on_in_target(line: &Line, next: &Line) -> bool {
    if line.role != Role::Body || next.role != Role::Body || next.gap > 0 {
        return false;
    }
    let Some((_, target)) = line.text.as_str().rsplit_once("](") else {
        return false;
    };
    let is_address = |address: &str| !address.is_empty() && !address.contains([' ', ')', '"']);
    let next = next.text.as_str();
    // The title begins on the line, or on the next one.
    let rest = match target.split_once(" \"") {
        Some((address, title)) if is_address(address) && !title.contains('"') => Some(next),
        None if is_address(target) => next.strip_prefix('"'),
        _ => None,
    };
    rest.and_then(|rest| rest.split_once('"'))
        .is_some_and(|(_, behind)| behind.starts_with(')'))
}

fn read_line(text: &str, span: Span, is_markdown: bool, fence: &mut Option<String>) -> Line {
    let mut columns = 0usize;
    let mut at = 0;
    for c in text.chars() {
        match c {
            '\t' => columns = columns / 4 * 4 + 4,
            _ if c.is_whitespace() => columns += 1,
            _ => break,
        }
        at += c.len_utf8();
    }
    let mut quote = 0u8;
    let mut body = text.get(at..).unwrap_or_default();
    if is_markdown && fence.is_none() {
        while let Some(rest) = body.strip_prefix('>') {
            quote = quote.saturating_add(1);
            let trimmed = rest.trim_start();
            at += body.len() - trimmed.len();
            body = trimmed;
        }
    }
    let mut role = Role::Body;
    let mut breaks = false;
    if is_markdown {
        role = fenced(body, fence);
        if role == Role::Body {
            breaks = body.ends_with("  ") && !body.trim_end().is_empty();
            let trimmed = body.trim_end();
            if trimmed.ends_with('\\') && !trimmed.ends_with("\\\\") {
                breaks = true;
                body = trimmed.get(..trimmed.len() - 1).unwrap_or_default();
            }
        }
    }
    let (body, at) = if role == Role::Code {
        (text, 0)
    } else {
        (body.trim_end(), at)
    };
    let mut set = Text::new(body, span.start as usize + at);
    if is_markdown
        && role == Role::Body
        && let Some((level, title)) = tagged_heading(body)
    {
        // The signs of Markdown say what the tags say.
        let signs = Edit::new(0..0, format!("{} ", "#".repeat(level)), 100, "");
        set = Text::new(title, span.start as usize + at + offset_of(body, title));
        set.apply(&[signs]);
    }
    Line {
        text: set,
        width: u32::try_from(body.chars().count()).unwrap_or(u32::MAX),
        span,
        indent: u16::try_from(columns).unwrap_or(u16::MAX),
        quote,
        role,
        breaks,
        ..Line::default()
    }
}

/// The level and the title of a heading in tags on one line: `<h2 align="center">The Mill</h2>`.
fn tagged_heading(line: &str) -> Option<(usize, &str)> {
    let rest = line.strip_prefix("<h")?;
    let level = rest
        .chars()
        .next()?
        .to_digit(10)
        .filter(|level| (1..=6).contains(level))?;
    let (attributes, rest) = rest.get(1..)?.split_once('>')?;
    let title = rest.strip_suffix(&format!("</h{level}>"))?;
    let is_plain = attributes.is_empty() || attributes.starts_with(' ');
    let is_one = !title.contains("</h") && !title.trim().is_empty();
    (is_plain && is_one).then(|| (level as usize, title.trim()))
}

/// Where a part of a text begins in it.
fn offset_of(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

/// Whether a line is of a fenced code block; keeps the fence that is open.
fn fenced(body: &str, fence: &mut Option<String>) -> Role {
    let trimmed = body.trim();
    match fence {
        Some(open) => {
            if trimmed.starts_with(open.as_str()) && trimmed.chars().all(|c| open.starts_with(c)) {
                *fence = None;
            }
            Role::Code
        }
        None => {
            let mark = ["```", "~~~"]
                .into_iter()
                .find(|mark| trimmed.starts_with(mark));
            match mark {
                Some(mark) if !trimmed.trim_start_matches(['`', '~']).contains('`') => {
                    let letter = mark.chars().next().unwrap_or('`');
                    *fence = Some(trimmed.chars().take_while(|c| *c == letter).collect());
                    Role::Code
                }
                _ => Role::Body,
            }
        }
    }
}

/// After phase `Page`: the lines of all pages, each page's first one marked.
pub(super) fn flatten(draft: &mut Draft) {
    let pages = std::mem::take(&mut draft.pages);
    let several = pages.len() > 1;
    draft.page_labels = pages.iter().map(|page| page.label.clone()).collect();
    let mut pages = pages.into_iter().enumerate();
    let marked = |index: usize, mut lines: Vec<Line>, labels: &[Option<String>]| {
        let label = labels.get(index).is_some_and(Option::is_some);
        if let Some(first) = lines.first_mut().filter(|_| several || label) {
            first.page = Some(index);
        }
        lines
    };
    // The lines of a text without pages, which are all there are, stay where they are.
    if let Some((index, page)) = pages.next() {
        draft.lines = marked(index, page.lines, &draft.page_labels);
    }
    for (index, page) in pages {
        draft
            .lines
            .extend(marked(index, page.lines, &draft.page_labels));
    }
}

/// Takes out what passes have dropped; page marks and gaps go to what follows.
pub(super) fn sweep(draft: &mut Draft) {
    for page in &mut draft.pages {
        sweep_lines(&mut page.lines);
    }
    sweep_lines(&mut draft.lines);
    if draft.blocks.iter().any(|block| block.kind == Kind::Dropped) {
        let mut pending: Vec<MarkKind> = Vec::new();
        draft.blocks.retain_mut(|block| {
            if block.kind == Kind::Dropped {
                pending.extend(
                    block
                        .text
                        .marks()
                        .iter()
                        .map(|mark| mark.kind)
                        .filter(|kind| matches!(kind, MarkKind::Page(_))),
                );
                return false;
            }
            for kind in pending.drain(..) {
                block.text.mark(0, kind);
            }
            true
        });
    }
}

fn sweep_lines(lines: &mut Vec<Line>) {
    if lines.iter().all(|line| line.role != Role::Dropped) {
        return;
    }
    let mut page = None;
    let mut gap = 0;
    let mut starts = false;
    lines.retain_mut(|line| {
        if line.role == Role::Dropped {
            page = line.page.take().or(page);
            gap = line.gap.max(gap);
            starts |= line.start == Start::New;
            return false;
        }
        line.page = line.page.or(page.take());
        line.gap = line.gap.max(gap);
        gap = 0;
        if std::mem::take(&mut starts) && line.start == Start::Unknown {
            line.start = Start::New;
        }
        true
    });
}

/// Whether `line` begins a block after `before`.
pub(crate) fn begins_block(before: &Line, line: &Line) -> bool {
    let same = match (before.role, line.role) {
        (Role::Heading { level: a }, Role::Heading { level: b }) => a == b,
        (Role::Item { .. }, Role::Item { .. }) => line.start == Start::Joined,
        (a, b) => a == b && !matches!(b, Role::SceneBreak | Role::Dropped),
    };
    if !same || before.quote != line.quote || before.frame != line.frame {
        return true;
    }
    match line.start {
        Start::New => true,
        Start::Joined => false,
        Start::Unknown => line.gap > 0 && line.role != Role::Code,
    }
}

/// After phase `Line`: the blocks.
pub(super) fn assemble(draft: &mut Draft, recorder: &mut Recorder) {
    let lines = std::mem::take(&mut draft.lines);
    let mut builder = Assembler {
        is_markdown: draft.is_markdown,
        blocks: Vec::new(),
        open: None,
        note: None,
        page: None,
    };
    for line in lines {
        builder.add(line, recorder);
    }
    builder.close_block(recorder);
    draft.blocks = builder.blocks;
}

struct Assembler {
    is_markdown: bool,
    blocks: Vec<Block>,
    open: Option<Open>,
    note: Option<Open>,
    page: Option<usize>,
}

struct Open {
    block: Block,
    last: Line,
    words: usize,
    plain: bool,
    /// Whether a tag may be open in the text: it is not searched again for each line.
    has_tag: bool,
}

impl Assembler {
    fn add(&mut self, mut line: Line, recorder: &mut Recorder) {
        if line.role == Role::Note {
            self.page = line.page.take().or(self.page);
            let begins = self
                .note
                .as_ref()
                .is_none_or(|open| begins_block(&open.last, &line));
            if begins {
                self.close_note(recorder);
                self.note = Some(open(line, self.is_markdown));
            } else if let Some(note) = &mut self.note {
                join(note, line, self.is_markdown);
            }
            return;
        }
        line.page = line.page.or(self.page.take());
        let begins = self
            .open
            .as_ref()
            .is_none_or(|open| begins_block(&open.last, &line));
        if begins {
            self.close_block(recorder);
            self.open = Some(open(line, self.is_markdown));
        } else if let Some(open) = &mut self.open {
            join(open, line, self.is_markdown);
        }
    }

    fn close_block(&mut self, recorder: &mut Recorder) {
        if let Some(open) = self.open.take() {
            self.blocks.push(close(open, self.is_markdown, recorder));
        }
        self.close_note(recorder);
    }

    fn close_note(&mut self, recorder: &mut Recorder) {
        if let Some(note) = self.note.take() {
            self.blocks.push(close(note, self.is_markdown, recorder));
        }
    }
}

fn kind_of(role: Role) -> Kind {
    match role {
        Role::Body | Role::Contents => Kind::Paragraph,
        Role::Heading { level } => Kind::Heading { level },
        Role::Verse => Kind::Stanza,
        Role::Item { number } => Kind::Item { number },
        Role::SceneBreak => Kind::SceneBreak,
        Role::Note => Kind::Note,
        Role::Attribution => Kind::Attribution,
        Role::Code => Kind::Code,
        Role::Table => Kind::Table,
        Role::Dropped => Kind::Dropped,
    }
}

fn open(mut line: Line, is_markdown: bool) -> Open {
    let mut text = Text::default();
    let words = count_line(&line, is_markdown);
    let piece = std::mem::take(&mut line.text);
    if line.role == Role::Verse && line.indent > 0 {
        text.append(&" ".repeat(usize::from(line.indent.min(80))), piece);
    } else {
        text = piece;
    }
    if let Some(page) = line.page {
        text.mark(0, MarkKind::Page(page));
    }
    let frame = line
        .frame
        .or((line.quote > 0).then_some(crate::book::QuoteKind::Quotation));
    let block = Block {
        kind: kind_of(line.role),
        text,
        span: line.span,
        frame,
        ..Block::default()
    };
    Open {
        has_tag: block.text.as_str().contains('<'),
        block,
        last: line,
        words,
        plain: true,
    }
}

fn join(open: &mut Open, mut line: Line, is_markdown: bool) {
    open.words += count_line(&line, is_markdown);
    let mut piece = std::mem::take(&mut line.text);
    if let Some(page) = line.page {
        piece.mark(0, MarkKind::Page(page));
    }
    let mut separator = String::new();
    match line.role {
        Role::Verse | Role::Heading { .. } | Role::Code | Role::Table => separator.push(LINE_BREAK),
        _ if open.last.breaks => separator.push(LINE_BREAK),
        _ => match open.last.seam {
            // A tag that is open at the line's end must not close on the next: the line end stays visible to the markup.
            Seam::Space => separator.push(if is_markdown && open.has_tag {
                '\n'
            } else {
                ' '
            }),
            Seam::Close => open.plain = false,
            Seam::Rejoined => {
                open.plain = false;
                let text = open.block.text.as_str();
                if let Some(hyphen) = text
                    .chars()
                    .next_back()
                    .filter(|c| matches!(c, '-' | '\u{ad}' | '\u{2010}' | '\u{2011}' | '¬'))
                {
                    let at = text.len() - hyphen.len_utf8();
                    open.block.text.split_off(at);
                }
            }
        },
    }
    if line.role == Role::Code {
        separator.extend(std::iter::repeat_n(LINE_BREAK, usize::from(line.gap)));
    }
    if line.role == Role::Verse {
        separator.push_str(&" ".repeat(usize::from(line.indent.min(80))));
    }
    open.has_tag |= piece.as_str().contains('<');
    open.block.text.append(&separator, piece);
    open.block.span = open.block.span.join(line.span);
    open.last = line;
}

fn close(open: Open, is_markdown: bool, recorder: &mut Recorder) -> Block {
    if !open.plain {
        recorder.seam(
            open.words,
            count(
                open.block.text.as_str(),
                is_markdown && open.block.kind != Kind::Code,
            ),
        );
    }
    open.block
}
