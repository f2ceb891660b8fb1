//! Blocks.

use super::{MATH_UNCONVERTED, Writer, push_text};
use crate::book::visit::{Node, walk};
use crate::book::{
    Attributes, Block, BlockKind, Callout, Definition, Direction, Figure, Inline, LIST_COUNTERS,
    ListItem, MathSource, PageBreak, QuoteKind, Speech,
};
use crate::emit::highlight;
use crate::emit::math::mathml;
use crate::report::Diagnostic;

impl Writer<'_> {
    /// Writes blocks, each on a line of its own.
    pub(crate) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    /// Writes one block and the end of its line.
    pub(crate) fn block(&mut self, block: &Block) {
        self.mark(block.span);
        let attributes = &block.attributes;
        match &block.kind {
            BlockKind::Paragraph(content) => {
                let class = if is_picture(content) {
                    "lone-picture"
                } else {
                    ""
                };
                self.paragraph(class, attributes, content);
            }
            BlockKind::Heading { level, content } => {
                self.inner_heading(*level, attributes, content)
            }
            BlockKind::BlockQuote {
                kind,
                blocks,
                attribution,
            } => {
                self.quotation(*kind, attributes, blocks, attribution.as_deref());
            }
            BlockKind::List {
                start,
                tight,
                items,
            } => self.list(attributes, *start, *tight, items),
            BlockKind::DefinitionList(definitions) => self.definitions(attributes, definitions),
            BlockKind::Verse(verse) => self.verse(attributes, verse, None),
            BlockKind::Speech(speech) => self.speech(attributes, speech),
            BlockKind::ThematicBreak => {
                self.out.push_str("<hr");
                self.attributes("", attributes);
                self.out.push_str("/>");
            }
            BlockKind::Figure(figure) => self.figure(attributes, figure),
            BlockKind::Table(table) => self.table(attributes, table),
            BlockKind::CodeBlock { language, text } => {
                self.code(attributes, language.as_deref(), text)
            }
            BlockKind::Math(math) => {
                self.open("div", "math", attributes);
                self.math(math, true);
                self.close("div");
            }
            BlockKind::Callout {
                callout,
                title,
                blocks,
            } => {
                self.callout(attributes, *callout, title.as_deref(), blocks);
            }
            BlockKind::Division {
                name,
                summary,
                blocks,
            } => self.division(name, attributes, summary, blocks),
            BlockKind::PageBreak(page) => self.page_break(page, "div"),
            BlockKind::Markup(markup) => {
                self.open("div", "drawing", attributes);
                self.markup(markup);
                self.close("div");
            }
        }
        self.out.push('\n');
    }

    fn paragraph(&mut self, class: &str, attributes: &Attributes, content: &[Inline]) {
        self.open("p", class, attributes);
        self.inlines(content);
        self.close("p");
    }

    /// A heading inside a quotation, callout or division: never more than one level below its section.
    fn inner_heading(&mut self, level: u8, attributes: &Attributes, content: &[Inline]) {
        let level = level
            .clamp(2, 6)
            .min(self.heading_level.saturating_add(1).clamp(2, 6));
        let name = super::sections::heading_name(level);
        self.open(name, "", attributes);
        self.inlines(content);
        self.close(name);
    }

    fn quotation(
        &mut self,
        kind: QuoteKind,
        attributes: &Attributes,
        blocks: &[Block],
        attribution: Option<&[Inline]>,
    ) {
        self.out.push_str("<blockquote");
        match kind {
            QuoteKind::Quotation => self.attributes("", attributes),
            QuoteKind::Epigraph => {
                self.epub_type("epigraph");
                self.attribute("role", "doc-epigraph");
                self.attributes("epigraph", attributes);
            }
            QuoteKind::Letter => {
                self.attributes("letter", attributes);
            }
        }
        self.out.push_str(">\n");
        self.blocks(blocks);
        self.attribution(attribution);
        self.close("blockquote");
    }

    /// Who said or wrote what stands above it.
    pub(super) fn attribution(&mut self, attribution: Option<&[Inline]>) {
        if let Some(content) = attribution {
            self.paragraph("attribution", &Attributes::default(), content);
            self.out.push('\n');
        }
    }

    fn list(
        &mut self,
        attributes: &Attributes,
        start: Option<u64>,
        tight: bool,
        items: &[ListItem],
    ) {
        let name = if start.is_some() { "ol" } else { "ul" };
        let class = if items.iter().any(|item| item.task.is_some()) {
            "tasks"
        } else {
            ""
        };
        self.out.push('<');
        self.out.push_str(name);
        if let Some(start) = start.filter(|&start| start != 1) {
            self.attribute("start", &start.to_string());
        }
        let counter = LIST_COUNTERS.iter().find(|(class, _)| {
            start.is_some() && attributes.classes.iter().any(|own| own == class)
        });
        if let Some((_, kind)) = counter {
            self.attribute("type", kind);
        }
        self.attributes(class, attributes);
        self.out.push_str(">\n");
        for item in items {
            self.out.push_str("<li>");
            if let Some(done) = item.task {
                let (mark, label) = if done {
                    ("☑", self.labels.done)
                } else {
                    ("☐", self.labels.open)
                };
                self.out.push_str("<span role=\"img\"");
                self.attribute("aria-label", label);
                self.out.push('>');
                self.out.push_str(mark);
                self.out.push_str("</span> ");
            }
            self.contained(&item.blocks, tight);
            self.out.push_str("</li>\n");
        }
        self.close(name);
    }

    /// Blocks in a cell or list item: a paragraph loses its tags where `bare` is set and it carries no attributes.
    pub(super) fn contained(&mut self, blocks: &[Block], bare: bool) {
        for (index, block) in blocks.iter().enumerate() {
            match &block.kind {
                BlockKind::Paragraph(content) if bare && block.attributes.is_empty() => {
                    self.mark(block.span);
                    self.inlines(content);
                    if blocks.len() > index + 1 {
                        self.out.push('\n');
                    }
                }
                _ => {
                    if index == 0 {
                        self.out.push('\n');
                    }
                    self.block(block);
                }
            }
        }
    }

    fn definitions(&mut self, attributes: &Attributes, definitions: &[Definition]) {
        self.open("dl", "", attributes);
        self.out.push('\n');
        for definition in definitions {
            // HTML wants at least one of each in a group.
            if definition.terms.is_empty() {
                self.out.push_str("<dt></dt>\n");
            }
            for term in &definition.terms {
                self.out.push_str("<dt>");
                self.inlines(term);
                self.out.push_str("</dt>\n");
            }
            if definition.details.is_empty() {
                self.out.push_str("<dd></dd>\n");
            }
            for detail in &definition.details {
                self.out.push_str("<dd>");
                self.contained(detail, detail.len() == 1);
                self.out.push_str("</dd>\n");
            }
        }
        self.close("dl");
    }

    /// A speech. The speaker's name stands in the first paragraph or above the first line of verse, as it is printed.
    fn speech(&mut self, attributes: &Attributes, speech: &Speech) {
        self.open("div", "speech", attributes);
        self.out.push('\n');
        let mut rest = speech.blocks.as_slice();
        match rest.split_first() {
            Some((first, others)) if first.attributes.is_empty() => match &first.kind {
                BlockKind::Paragraph(content) => {
                    rest = others;
                    self.mark(first.span);
                    self.out.push_str("<p>");
                    self.speaker("span", &speech.speaker);
                    if !matches!(content.first(), None | Some(Inline::LineBreak)) {
                        self.out.push(' ');
                    }
                    self.inlines(content);
                    self.out.push_str("</p>\n");
                }
                BlockKind::Verse(verse) => {
                    rest = others;
                    self.mark(first.span);
                    self.verse(&first.attributes, verse, Some(&speech.speaker));
                }
                _ => self.speaker("p", &speech.speaker),
            },
            _ => self.speaker("p", &speech.speaker),
        }
        self.blocks(rest);
        self.close("div");
    }

    /// The name of a speaker.
    pub(super) fn speaker(&mut self, element: &'static str, name: &[Inline]) {
        self.out.push_str(&format!("<{element} class=\"speaker\">"));
        self.inlines(name);
        self.out.push_str(&format!("</{element}>"));
        if element == "p" {
            self.out.push('\n');
        }
    }

    fn figure(&mut self, attributes: &Attributes, figure: &Figure) {
        self.open("figure", "", attributes);
        self.out.push('\n');
        self.blocks_bare(&figure.blocks);
        if !figure.caption.is_empty() {
            self.out.push_str("<figcaption>");
            self.inlines(&figure.caption);
            self.out.push_str("</figcaption>\n");
        }
        self.close("figure");
    }

    /// Blocks of a figure: a picture that stands alone needs no paragraph around it.
    fn blocks_bare(&mut self, blocks: &[Block]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph(content)
                    if block.attributes.is_empty() && is_picture(content) =>
                {
                    self.mark(block.span);
                    self.inlines(content);
                    self.out.push('\n');
                }
                _ => self.block(block),
            }
        }
    }

    fn code(&mut self, attributes: &Attributes, language: Option<&str>, text: &str) {
        // Code runs from left to right in every book.
        let mut attributes = attributes.clone();
        if self.rtl && attributes.direction.is_none() {
            attributes.direction = Some(Direction::Ltr);
        }
        self.open("pre", "", &attributes);
        self.out.push_str("<code");
        if let Some(language) = language.filter(|language| !language.is_empty()) {
            self.attribute(
                "class",
                &format!(
                    "language-{}",
                    language.split_whitespace().next().unwrap_or_default()
                ),
            );
        }
        self.out.push('>');
        let mut at = 0;
        for (range, token) in highlight::tokens(language.unwrap_or_default(), text) {
            push_text(&mut self.out, text.get(at..range.start).unwrap_or_default());
            self.out.push_str("<span class=\"");
            self.out.push_str(token.class());
            self.out.push_str("\">");
            push_text(&mut self.out, text.get(range.clone()).unwrap_or_default());
            self.close("span");
            at = range.end;
        }
        push_text(&mut self.out, text.get(at..).unwrap_or_default());
        self.out.push_str("\n</code></pre>");
    }

    fn callout(
        &mut self,
        attributes: &Attributes,
        callout: Callout,
        title: Option<&[Inline]>,
        blocks: &[Block],
    ) {
        let (class, word) = match callout {
            Callout::Note => ("callout note", self.labels.note),
            Callout::Tip => ("callout tip", self.labels.tip),
            Callout::Important => ("callout important", self.labels.important),
            Callout::Warning => ("callout warning", self.labels.warning),
            Callout::Caution => ("callout caution", self.labels.caution),
        };
        self.out.push_str("<aside");
        if callout == Callout::Tip {
            self.epub_type("tip");
            self.attribute("role", "doc-tip");
        } else {
            // `notice` would ask for doc-notice, which HTML does not allow on `aside`.
            self.attribute("role", "note");
        }
        self.attributes(class, attributes);
        self.out.push_str(">\n<p class=\"callout-title\">");
        match title {
            Some(title) => self.inlines(title),
            None => self.out.push_str(word),
        }
        self.out.push_str("</p>\n");
        self.blocks(blocks);
        self.close("aside");
    }

    fn division(
        &mut self,
        name: &str,
        attributes: &Attributes,
        summary: &[Inline],
        blocks: &[Block],
    ) {
        let (name, class) = match name {
            "center" => ("div", "center"),
            // An address holds no headings, boxes and footers.
            "address" if !holds_only_text(blocks) => ("div", "address"),
            name => (name, ""),
        };
        self.open(name, class, attributes);
        self.out.push('\n');
        if name == "details" {
            self.out.push_str("<summary>");
            self.inlines(summary);
            self.out.push_str("</summary>\n");
        }
        self.blocks(blocks);
        self.close(name);
    }

    /// Where a printed page began: an anchor that is not shown.
    pub(super) fn page_break(&mut self, page: &PageBreak, name: &str) {
        self.out.push('<');
        self.out.push_str(name);
        self.epub_type("pagebreak");
        self.attribute("role", "doc-pagebreak");
        self.id(Some(&page.id));
        self.attribute("class", "page-break");
        self.attribute("aria-label", &page.label);
        self.out.push('>');
        self.close(name);
    }

    /// Mathematics as MathML. What cannot be converted stands there as its source, and is reported.
    pub(super) fn math(&mut self, math: &MathSource, display: bool) {
        match mathml(&math.tex, display) {
            Ok(markup) => {
                self.facts.mathml = true;
                self.out.push_str(&markup);
            }
            Err(reason) => {
                self.facts.raw_math = true;
                let message = format!(
                    "the formula '{}' is shown as its source: {reason}",
                    math.tex
                );
                self.diagnostics.push(
                    Diagnostic::new(&MATH_UNCONVERTED, message)
                        .hint("write it with the commands of LaTeX's amsmath")
                        .span(math.span),
                );
                self.out.push_str("<code class=\"math\">");
                push_text(&mut self.out, &math.tex);
                self.close("code");
            }
        }
    }
}

/// Whether a paragraph is one picture and nothing else.
fn is_picture(content: &[Inline]) -> bool {
    matches!(content, [Inline::Image(_)])
}

/// Whether blocks are nothing but text, lists and pictures.
fn holds_only_text(blocks: &[Block]) -> bool {
    let mut only_text = true;
    walk(blocks, &mut |node| {
        if let Node::Block(block) = node {
            only_text &= matches!(
                block.kind,
                BlockKind::Paragraph(_)
                    | BlockKind::List { .. }
                    | BlockKind::ThematicBreak
                    | BlockKind::CodeBlock { .. }
                    | BlockKind::Math(_)
                    | BlockKind::PageBreak(_)
                    | BlockKind::Markup(_)
            );
        }
    });
    only_text
}
