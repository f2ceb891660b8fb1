//! Blocks.

use super::attributes::{in_braces, in_tag};
use super::escape::guard_lines;
use super::writer::Writer;
use crate::book::{
    Attributes, Block, BlockKind, Callout, Definition, Figure, Inline, QuoteKind, Speech, Verse,
};

/// One step of indentation in verse.
const STEP: char = '\u{2003}';

impl Writer<'_> {
    /// Writes blocks with a blank line between them.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        let mut before = None;
        for block in blocks {
            if !self.is_fresh() {
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
        match &block.kind {
            BlockKind::Paragraph(content) => self.paragraph("", attributes, content),
            BlockKind::Heading { level, content } => {
                self.heading(*level, &in_braces("", attributes), content)
            }
            BlockKind::BlockQuote {
                kind,
                blocks,
                attribution,
            } => {
                let class = match kind {
                    QuoteKind::Quotation => "",
                    QuoteKind::Epigraph => "epigraph",
                    QuoteKind::Letter => "letter",
                };
                self.braces(class, attributes);
                self.contained("> ", "> ", |writer| {
                    writer.blocks(blocks);
                    writer.attribution(attribution.as_deref());
                });
            }
            BlockKind::List {
                start,
                tight,
                items,
            } => {
                self.braces("", attributes);
                self.list(*start, *tight, items);
            }
            BlockKind::DefinitionList(definitions) => self.definitions(attributes, definitions),
            BlockKind::Verse(verse) => self.verse(attributes, verse),
            BlockKind::Speech(speech) => self.speech(attributes, speech),
            BlockKind::ThematicBreak => {
                self.braces("", attributes);
                self.line("* * *");
            }
            BlockKind::Figure(figure) => self.figure(attributes, figure),
            BlockKind::Table(table) => self.table(attributes, table),
            BlockKind::CodeBlock { language, text } => {
                self.braces("", attributes);
                self.code(language.as_deref().unwrap_or_default(), text);
            }
            BlockKind::Math(math) => {
                self.braces("", attributes);
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
            BlockKind::PageBreak(page) => self.line(&super::html::page_break(page, "div")),
            BlockKind::Markup(markup) => {
                self.braces("", attributes);
                let mut out = String::new();
                super::html::push_markup(&mut out, markup);
                self.line(&out);
            }
        }
    }

    /// A line with the attributes of the block that follows, where there are any.
    pub(super) fn braces(&mut self, class: &str, attributes: &Attributes) {
        let braces = in_braces(class, attributes);
        if !braces.is_empty() {
            self.line(&format!("{{{braces}}}"));
            self.line("");
        }
    }

    /// A paragraph; its attributes are its first line.
    pub(super) fn paragraph(&mut self, class: &str, attributes: &Attributes, content: &[Inline]) {
        let braces = in_braces(class, attributes);
        if !braces.is_empty() {
            self.line(&format!("{{{braces}}}"));
        }
        let text = self.text_of(content);
        let text = guard_lines(&text);
        self.lines(if text.is_empty() { "<!-- -->" } else { &text });
    }

    /// A heading with what stands in its braces.
    pub(super) fn heading(&mut self, level: u8, braces: &str, content: &[Inline]) {
        let signs = "#".repeat(usize::from(level.clamp(1, 6)));
        let text = self.line_of(content);
        let mut line = format!("{signs} {}", heading_text(&text));
        if !braces.is_empty() {
            line.push_str(&format!(" {{{braces}}}"));
        }
        self.line(line.trim_end());
    }

    fn attribution(&mut self, attribution: Option<&[Inline]>) {
        if let Some(content) = attribution {
            self.line("");
            self.paragraph("attribution", &Attributes::default(), content);
        }
    }

    fn verse(&mut self, attributes: &Attributes, verse: &Verse) {
        self.braces("verse", attributes);
        self.contained("> ", "> ", |writer| {
            for (index, stanza) in verse.stanzas.iter().enumerate() {
                if index > 0 {
                    writer.line("");
                }
                let lines: Vec<String> = stanza
                    .iter()
                    .map(|line| {
                        let text = writer.line_of(&line.content);
                        let indent: String = (0..line.indent).map(|_| STEP).collect();
                        if text.is_empty() && indent.is_empty() {
                            "<!-- -->".to_owned()
                        } else {
                            format!("{indent}{text}")
                        }
                    })
                    .collect();
                writer.lines(&guard_lines(&lines.join("\\\n")));
            }
            writer.attribution(verse.attribution.as_deref());
        });
    }

    fn speech(&mut self, attributes: &Attributes, speech: &Speech) {
        self.braces("speech", attributes);
        self.contained("> ", "> ", |writer| {
            writer.paragraph("", &Attributes::default(), &speech.speaker);
            if !speech.blocks.is_empty() {
                writer.blocks(&speech.blocks);
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
        if tex.contains("$$")
            || tex.split('\n').any(|line| line.trim().is_empty())
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
        self.braces("", attributes);
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
        self.line(&format!("<{name}{}>", in_tag("", attributes)));
        if name == "details" {
            self.enclosed_text("summary", summary);
        }
        if !blocks.is_empty() {
            self.blocks(blocks);
            self.line("");
        }
        self.line(&format!("</{name}>"));
    }

    fn figure(&mut self, attributes: &Attributes, figure: &Figure) {
        self.line(&format!("<figure{}>", in_tag("", attributes)));
        if !figure.blocks.is_empty() {
            self.blocks(&figure.blocks);
            self.line("");
        }
        if !figure.caption.is_empty() {
            self.enclosed_text("figcaption", &figure.caption);
        }
        self.line("</figure>");
    }

    /// An HTML element that holds one run of text, as Markdown between blank lines.
    pub(super) fn enclosed_text(&mut self, name: &str, content: &[Inline]) {
        self.line(&format!("<{name}>"));
        self.line("");
        self.paragraph("", &Attributes::default(), content);
        self.line("");
        self.line(&format!("</{name}>"));
    }

    fn definitions(&mut self, attributes: &Attributes, definitions: &[Definition]) {
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

/// The text of a heading: closing signs and braces at its end are text.
fn heading_text(text: &str) -> String {
    let text = text.trim_matches([' ', '\t']);
    let mut out = text.to_owned();
    let signs = text.len() - text.trim_end_matches('#').len();
    if signs > 0 {
        out.insert(text.len() - signs, '\\');
    }
    if text.ends_with('}') {
        out.insert(out.len() - 1, '\\');
    }
    out
}
