//! Blocks.

use super::attributes::{in_braces, in_tag};
use super::escape::guard_lines;
use super::lists::says;
use super::writer::Writer;
use crate::book::visit::{Node, is_blank, walk};
use crate::book::{
    Attributes, Block, BlockKind, Callout, Definition, Figure, Inline, QuoteKind, Speech, Verse,
};

/// Classes by which a fenced division is read as a callout.
const CALLOUTS: &[&str] = &[
    "note",
    "info",
    "information",
    "tldr",
    "faq",
    "discussion",
    "seealso",
    "tip",
    "hint",
    "success",
    "done",
    "important",
    "warning",
    "warn",
    "attention",
    "caution",
    "danger",
    "error",
    "failure",
    "fail",
    "bug",
    "missing",
    "example",
    "exercise",
    "question",
    "summary",
    "abstract",
    "todo",
    "check",
    "help",
];

impl Writer<'_> {
    /// Writes blocks with a blank line between them.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        let mut before = None;
        for block in blocks {
            if before.is_some() {
                self.line("");
            }
            if self.would_merge(before, block) {
                self.line("<!-- -->");
                self.line("");
            }
            self.block(block);
            before = Some(block);
        }
    }

    /// Whether Markdown would take two blocks for one: two lists, two quotations (a blank line parts those).
    pub(super) fn would_merge(&self, before: Option<&Block>, block: &Block) -> bool {
        match (before.map(|before| &before.kind), &block.kind) {
            (Some(BlockKind::List { start: a, .. }), BlockKind::List { start: b, .. }) => {
                a.is_some() == b.is_some()
            }
            (Some(BlockKind::DefinitionList(_)), BlockKind::DefinitionList(_)) => true,
            _ => false,
        }
    }

    /// Writes one block.
    pub(super) fn block(&mut self, block: &Block) {
        let attributes = &block.attributes;
        if self.begins_item() && needs_own_line(block) {
            self.line("<!-- -->");
        }
        match &block.kind {
            BlockKind::Paragraph(content) => self.paragraph(attributes, content),
            BlockKind::Heading { level, content } => {
                self.anchor(attributes.id.as_deref());
                self.heading(*level, &in_braces("", attributes), content)
            }
            BlockKind::BlockQuote {
                kind: QuoteKind::Quotation,
                blocks,
                attribution,
            } => {
                self.braces(attributes);
                self.contained("> ", "> ", |writer| {
                    writer.attributed(blocks, attribution.as_deref())
                });
            }
            BlockKind::BlockQuote {
                kind,
                blocks,
                attribution,
            } => {
                let class = if *kind == QuoteKind::Letter {
                    "letter"
                } else {
                    "epigraph"
                };
                let quotes_alone = matches!(
                    blocks.as_slice(),
                    [Block {
                        kind: BlockKind::BlockQuote { .. },
                        ..
                    }]
                );
                if attribution.is_none() && (quotes_alone || holds_heading(blocks)) {
                    // A fence around a quotation alone says what kind of quotation that is; around a heading, what kind
                    // of section begins there.
                    self.anchor(attributes.id.as_deref());
                    return self.enclosed("blockquote", &in_tag(class, attributes), blocks);
                }
                self.fenced(class, attributes, |writer| {
                    writer.attributed(blocks, attribution.as_deref())
                });
            }
            BlockKind::List {
                start,
                tight,
                items,
            } => {
                let said = says(*tight, items);
                let mut attributes = attributes.clone();
                attributes.classes.splice(0..0, said.map(str::to_owned));
                self.braces(&attributes);
                self.list(*start, *tight && said.is_none(), items);
            }
            BlockKind::DefinitionList(definitions) => self.definitions(attributes, definitions),
            BlockKind::Verse(verse) => self.verse(attributes, verse),
            BlockKind::Speech(speech) => self.speech(attributes, speech),
            BlockKind::ThematicBreak => {
                self.braces(attributes);
                self.line("* * *");
            }
            BlockKind::Figure(figure) => self.figure(attributes, figure),
            BlockKind::Table(table) => self.table(attributes, table),
            BlockKind::CodeBlock { language, text } => {
                self.braces(attributes);
                self.code(language.as_deref().unwrap_or_default(), text);
            }
            BlockKind::Math(math) => {
                self.braces(attributes);
                self.display(&math.tex);
            }
            BlockKind::Callout {
                callout,
                title,
                blocks,
            } => self.callout(attributes, *callout, title.as_deref(), blocks),
            BlockKind::Division {
                name,
                summary,
                blocks,
            } => self.division(name, attributes, summary, blocks),
            BlockKind::PageBreak(page) => {
                self.braces(attributes);
                let text = self.line_of(&[Inline::PageBreak(Box::new(page.clone()))]);
                self.line(&text);
            }
            BlockKind::Markup(markup) => {
                self.braces(attributes);
                let mut out = String::new();
                super::html::push_markup(&mut out, markup);
                self.line(&out);
            }
        }
    }

    /// A line with the attributes of the block that follows, where there are any.
    pub(super) fn braces(&mut self, attributes: &Attributes) {
        self.anchor(attributes.id.as_deref());
        let braces = in_braces("", attributes);
        if !braces.is_empty() {
            self.line(&format!("{{{braces}}}"));
        }
    }

    /// A paragraph; its attributes stand on a line before it.
    pub(super) fn paragraph(&mut self, attributes: &Attributes, content: &[Inline]) {
        if content.is_empty() && attributes.id.is_some() {
            // An anchor that stands alone: what a heading without words is read as.
            self.anchor(attributes.id.as_deref());
            return self.line(&format!("# {{{}}}", in_braces("", attributes)));
        }
        // Behind the mark of a list item the attributes of a paragraph come after it.
        let after = self.begins_item();
        if !after {
            self.braces(attributes);
        }
        let text = self.text_of(content);
        let text = guard_lines(&text);
        self.lines(if text.is_empty() { "<!-- -->" } else { &text });
        if after {
            self.braces(attributes);
        }
    }

    /// `::: class` … `:::`
    pub(super) fn fenced(
        &mut self,
        class: &str,
        attributes: &Attributes,
        write: impl FnOnce(&mut Self),
    ) {
        self.anchor(attributes.id.as_deref());
        if self.is_in_item() {
            // Colons that are indented are seen as little as those behind a list's mark.
            self.line(&format!("<div{}>", in_tag(class, attributes)));
            self.line("");
            write(self);
            self.line("");
            return self.line("</div>");
        }
        if attributes.is_empty() && !class.is_empty() {
            self.line(&format!("::: {class}"));
        } else {
            self.line(&format!("::: {{{}}}", in_braces(class, attributes)));
        }
        let before = self.out.len();
        write(self);
        if self.out.len() == before {
            self.line("");
        }
        self.line(":::");
    }

    /// A heading with what stands in its braces.
    pub(super) fn heading(&mut self, level: u8, braces: &str, content: &[Inline]) {
        let signs = "#".repeat(usize::from(level.clamp(1, 6)));
        let text = self.line_of(content);
        let mut line = format!("{signs} {}", heading_text(&text, content));
        if !braces.is_empty() {
            line.push_str(&format!(" {{{braces}}}"));
        }
        self.line(line.trim_end());
    }

    /// Blocks with who said them.
    fn attributed(&mut self, blocks: &[Block], attribution: Option<&[Inline]>) {
        self.blocks(blocks);
        if let Some(content) = attribution {
            if !blocks.is_empty() {
                self.line("");
            }
            let text = self.marked(content, "attribution");
            self.line(&text);
        }
    }

    /// `[text]{.class}`
    fn marked(&mut self, content: &[Inline], class: &str) -> String {
        self.line_of(&[span(content, class)])
    }

    fn verse(&mut self, attributes: &Attributes, verse: &Verse) {
        if attributes.is_empty() && !self.is_in_item() {
            return self.verse_lines(verse);
        }
        let in_item = self.is_in_item();
        self.fenced("verse", attributes, |writer| {
            if in_item {
                writer.verse_paragraphs(verse)
            } else {
                writer.verse_lines(verse)
            }
        });
    }

    /// Verse where no line block is seen: a paragraph a stanza, two em spaces for a step of indentation.
    fn verse_paragraphs(&mut self, verse: &Verse) {
        for (index, stanza) in verse.stanzas.iter().enumerate() {
            if index > 0 {
                self.line("");
            }
            // One run of text, so that signs which pair are seen in all its lines.
            let mut run = Vec::new();
            for (index, line) in stanza.iter().enumerate() {
                if index > 0 {
                    run.push(Inline::LineBreak);
                }
                if line.indent > 0 {
                    run.push(Inline::Text(
                        "\u{2003}\u{2003}".repeat(usize::from(line.indent)),
                    ));
                }
                run.extend(line.content.iter().cloned());
            }
            let text = self.text_of(&run);
            self.lines(&guard_lines(&text));
        }
        if let Some(content) = &verse.attribution {
            let text = self.marked(content, "attribution");
            self.line("");
            self.line(&text);
        }
    }

    /// A line block: `| ` before each line, a step of indentation as two blanks, `|` alone between stanzas.
    fn verse_lines(&mut self, verse: &Verse) {
        for (index, stanza) in verse.stanzas.iter().enumerate() {
            if index > 0 {
                self.line("|");
            }
            for line in stanza {
                let mut text = self.verse_line_of(&line.content);
                if is_rule(&text) {
                    text.insert(0, '\\');
                } else if text.ends_with('|') {
                    // Lines between bars are the rows of a table.
                    text.pop();
                    text.push_str("&#124;");
                } else if let Some(last) = text.chars().next_back().filter(|c| c.is_whitespace()) {
                    // White space at the end of a line is taken off.
                    text.pop();
                    text.push_str(&format!("&#x{:X};", u32::from(last)));
                }
                let indent = "  ".repeat(usize::from(line.indent));
                self.line(&format!("| {indent}{text}"));
            }
        }
        if let Some(content) = &verse.attribution {
            let text = self.verse_line_of(&[span(content, "attribution")]);
            self.line(&format!("| {text}"));
        }
    }

    fn speech(&mut self, attributes: &Attributes, speech: &Speech) {
        self.fenced("speech", attributes, |writer| {
            let speaker = span(&speech.speaker, "speaker");
            let mut rest = speech.blocks.as_slice();
            let text = match rest.split_first() {
                Some((
                    Block {
                        kind: BlockKind::Paragraph(content),
                        attributes,
                        ..
                    },
                    others,
                )) if attributes.is_empty() => {
                    rest = others;
                    writer.speech_of(&[speaker], content)
                }
                _ => writer.line_of(&[speaker]),
            };
            // The first line begins with the speaker, the others with what is said.
            let text = match text.split_once('\n') {
                Some((first, more)) => format!("{first}\n{}", guard_lines(more)),
                None => text,
            };
            writer.lines(&text);
            if !rest.is_empty() {
                writer.line("");
                writer.blocks(rest);
            }
        });
    }

    fn code(&mut self, language: &str, text: &str) {
        let sign = if language.contains('`') { '~' } else { '`' };
        let longest = text.split(|c| c != sign).map(str::len).max().unwrap_or(0);
        let fence: String = std::iter::repeat_n(sign, longest.max(2) + 1).collect();
        self.line(&format!("{fence}{language}"));
        if !text.is_empty() {
            text.split('\n').for_each(|line| self.line(line));
        }
        self.line(&fence);
    }

    fn display(&mut self, tex: &str) {
        if tex.split('\n').any(|line| line.trim().is_empty())
            || tex.contains('$')
            || tex.ends_with('\\')
        {
            let mut out = String::from("<div class=\"math\">");
            super::html::push_text(&mut out, tex);
            out.push_str("</div>");
            return self.line(&out);
        }
        self.lines(&format!("$$\n{tex}\n$$"));
    }

    fn callout(
        &mut self,
        attributes: &Attributes,
        callout: Callout,
        title: Option<&[Inline]>,
        blocks: &[Block],
    ) {
        let name = match callout {
            Callout::Note => "NOTE",
            Callout::Tip => "TIP",
            Callout::Important => "IMPORTANT",
            Callout::Warning => "WARNING",
            Callout::Caution => "CAUTION",
        };
        self.braces(attributes);
        let title = title
            .map(|title| self.line_of(title))
            .filter(|title| !title.is_empty());
        self.contained("> ", "> ", |writer| {
            match &title {
                Some(title) => writer.line(&format!("[!{name}] {title}")),
                None => writer.line(&format!("[!{name}]")),
            }
            if let Some(first) = blocks.first() {
                // A paragraph may follow at once; anything else needs the blank line.
                if title.is_some() || !matches!(first.kind, BlockKind::Paragraph(_)) {
                    writer.line("");
                }
                writer.block(first);
                if let Some(rest) = blocks.get(1..).filter(|rest| !rest.is_empty()) {
                    if writer.would_merge(Some(first), &rest[0]) {
                        writer.line("");
                        writer.line("<!-- -->");
                    }
                    writer.line("");
                    writer.blocks(rest);
                }
            }
        });
    }

    fn division(
        &mut self,
        name: &str,
        attributes: &Attributes,
        summary: &[Inline],
        blocks: &[Block],
    ) {
        // `::: note` is a callout; a division that is only called so keeps its tags.
        let is_named_like_a_callout = || {
            attributes
                .classes
                .iter()
                .any(|class| CALLOUTS.contains(&class.as_str()))
        };
        if name == "div" && !is_named_like_a_callout() {
            return self.fenced("", attributes, |writer| writer.blocks(blocks));
        }
        self.anchor(attributes.id.as_deref());
        self.line(&format!("<{name}{}>", in_tag("", attributes)));
        if name == "details" {
            match summary {
                [] => {}
                [Inline::Text(text)] => {
                    let mut line = String::from("<summary>");
                    super::html::push_text(&mut line, text);
                    self.line(&format!("{line}</summary>"));
                }
                _ => {
                    self.line("");
                    self.enclosed_text("summary", summary);
                }
            }
        }
        self.line("");
        if !blocks.is_empty() {
            self.blocks(blocks);
            self.line("");
        }
        self.line(&format!("</{name}>"));
    }

    fn figure(&mut self, attributes: &Attributes, figure: &Figure) {
        self.fenced("figure", attributes, |writer| {
            writer.blocks(&figure.blocks);
            if !figure.caption.is_empty() {
                writer.line("");
                writer.fenced("caption", &Attributes::default(), |writer| {
                    writer.paragraph(&Attributes::default(), &figure.caption);
                });
            }
        });
    }

    /// An HTML element that holds one run of text, as Markdown between blank lines.
    pub(super) fn enclosed_text(&mut self, name: &str, content: &[Inline]) {
        self.line(&format!("<{name}>"));
        self.line("");
        self.paragraph(&Attributes::default(), content);
        self.line("");
        self.line(&format!("</{name}>"));
    }

    fn definitions(&mut self, attributes: &Attributes, definitions: &[Definition]) {
        if definitions.iter().any(|definition| {
            definition.terms.is_empty() || definition.terms.iter().any(|term| is_blank(term))
        }) {
            return self.html_definitions(attributes, definitions);
        }
        self.braces(attributes);
        for (index, definition) in definitions.iter().enumerate() {
            if index > 0 {
                self.line("");
            }
            for term in &definition.terms {
                let text = self.line_of(term);
                self.line(&guard_lines(&text));
            }
            for detail in &definition.details {
                // What is known by its own lines must have all of them equally far in.
                let mark = match detail.first().map(|block| &block.kind) {
                    None | Some(BlockKind::Paragraph(_)) => ": ",
                    Some(_) => ":   ",
                };
                self.contained(mark, "    ", |writer| writer.blocks(detail));
            }
        }
    }

    /// A definition list whose terms are not all words.
    fn html_definitions(&mut self, attributes: &Attributes, definitions: &[Definition]) {
        self.anchor(attributes.id.as_deref());
        self.line(&format!("<dl{}>", in_tag("", attributes)));
        for definition in definitions {
            for term in &definition.terms {
                self.enclosed_text("dt", term);
            }
            for detail in &definition.details {
                self.enclosed("dd", "", detail);
            }
        }
        self.line("</dl>");
    }

    /// An HTML element that holds blocks, as Markdown between blank lines.
    pub(super) fn enclosed(&mut self, name: &str, attributes: &str, blocks: &[Block]) {
        self.line(&format!("<{name}{attributes}>"));
        if !blocks.is_empty() {
            self.line("");
            self.blocks(blocks);
            self.line("");
        }
        self.line(&format!("</{name}>"));
    }
}

/// Whether a heading stands among the blocks, or deeper.
fn holds_heading(blocks: &[Block]) -> bool {
    let mut found = false;
    walk(blocks, &mut |node| {
        found |=
            matches!(node, Node::Block(block) if matches!(block.kind, BlockKind::Heading { .. }));
    });
    found
}

/// Text of a class.
fn span(content: &[Inline], class: &str) -> Inline {
    Inline::Span {
        attributes: Attributes::with_class(class),
        content: content.to_vec(),
    }
}

/// The text of a heading: closing signs and braces at its end are text.
fn heading_text(text: &str, content: &[Inline]) -> String {
    let text = text.trim_matches([' ', '\t']);
    let mut out = text.to_owned();
    let signs = text.len() - text.trim_end_matches('#').len();
    if signs > 0 {
        out.insert(text.len() - signs, '\\');
    }
    // Braces that the text itself holds are escaped where they open.
    let opened = text.rsplit_once('{').map_or("", |(before, _)| before);
    let is_text = matches!(content.last(), Some(Inline::Text(_))) || opened.ends_with('\\');
    if text.ends_with('}') && is_text {
        out.insert(out.len() - 1, '\\');
    }
    out
}

/// Whether a block is known by its first line, which must then stand by itself.
fn needs_own_line(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Paragraph(_) | BlockKind::Heading { .. } => false,
        BlockKind::BlockQuote { kind, .. } => {
            *kind != QuoteKind::Quotation || !block.attributes.is_empty()
        }
        BlockKind::Verse(_)
        | BlockKind::Speech(_)
        | BlockKind::Figure(_)
        | BlockKind::Division { .. } => true,
        BlockKind::List { tight, items, .. } => {
            !block.attributes.is_empty() || says(*tight, items).is_some()
        }
        _ => !block.attributes.is_empty(),
    }
}

/// Whether a line of verse is made of the signs that part the head of a table from its body.
fn is_rule(text: &str) -> bool {
    text.starts_with(['|', '-', ':', '+', '='])
        && text
            .chars()
            .all(|c| matches!(c, '|' | '-' | ':' | '+' | '=') || c.is_whitespace())
}
