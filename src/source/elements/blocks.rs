//! Block elements → `Block`s.

use super::attributes::{self, attributes};
use super::document::Context;
use super::findings::ELEMENT_REMOVED;
use super::{
    Element, Kind, Node, containers, foreign, inlines, is_space, known, lists, notes, pictures,
    preformatted, tables, verse,
};
use crate::book::{Attributes, Block, BlockKind, Figure, Inline, MathSource, PageBreak, QuoteKind};
use crate::report::Span;

/// The blocks of a run of nodes. Running text between blocks becomes paragraphs.
pub(super) fn flow(nodes: Vec<Node>, span: Span, cx: &mut Context) -> Vec<Block> {
    gather(nodes, span, cx).end(cx)
}

/// [`flow`] for a part of a text, with whether nothing in it waits for the block that comes next.
pub(super) fn part(nodes: Vec<Node>, span: Span, cx: &mut Context) -> (Vec<Block>, bool) {
    let flow = gather(nodes, span, cx);
    let is_settled = flow.anchors.is_empty() && flow.pending.is_empty();
    (flow.end(cx), is_settled)
}

fn gather(nodes: Vec<Node>, span: Span, cx: &mut Context) -> Flow {
    let mut flow = Flow {
        blocks: Vec::new(),
        run: Vec::new(),
        anchors: Vec::new(),
        pending: Vec::new(),
        span,
    };
    for node in nodes {
        match node {
            Node::Text(text) => {
                if !flow.run.is_empty() || !is_space(&text) {
                    flow.run.push(Node::Text(text));
                }
            }
            Node::Element(element) if element.name == "deckle-attributes" => {
                flow.attach(&element, cx);
            }
            Node::Element(element) if element.name == "p" && only_anchor(&element).is_some() => {
                flow.end_run(cx);
                flow.anchors.extend(only_anchor(&element));
            }
            Node::Element(element) if element.is_block() => {
                flow.end_run(cx);
                let before = flow.blocks.len();
                block(element, &mut flow.blocks, cx);
                flow.settle(before);
            }
            Node::Element(element) => flow.run.push(Node::Element(element)),
        }
    }
    flow.end_run(cx);
    flow
}

struct Flow {
    blocks: Vec<Block>,
    /// Running text that waits for its paragraph to end.
    run: Vec<Node>,
    /// Anchors that stood alone: they belong to what comes next.
    anchors: Vec<String>,
    /// Attribute lines for the next block.
    pending: Vec<Element>,
    span: Span,
}

impl Flow {
    /// Makes a paragraph of the running text gathered so far.
    fn end_run(&mut self, cx: &mut Context) {
        if self.run.is_empty() {
            return;
        }
        let before = self.blocks.len();
        let run = std::mem::take(&mut self.run);
        let pieces = if cx.dialect.is_html {
            split_at_blank_lines(run)
        } else {
            vec![run]
        };
        for piece in pieces {
            let span = run_span(&piece).unwrap_or(self.span);
            let content = inlines::inlines(piece, cx);
            match lone_anchor(&content) {
                Some(id) => self.anchors.push(id),
                None if cx.dialect.is_html && is_layout(&content) => {}
                None => push_paragraph(content, Attributes::default(), span, &mut self.blocks),
            }
        }
        self.settle(before);
    }

    /// Gives anchors and attributes that waited to the first of the blocks from `before` on.
    fn settle(&mut self, before: usize) {
        let Some(block) = self.blocks.get_mut(before) else {
            return;
        };
        for anchor in self.anchors.drain(..) {
            add_anchor(block, anchor);
        }
        for element in self.pending.drain(..) {
            merge(block, &element);
        }
    }

    /// An attribute line: for the block before it, or the next one.
    fn attach(&mut self, element: &Element, cx: &mut Context) {
        self.end_run(cx);
        if element.attribute("where") == Some("previous") {
            if let Some(block) = self.blocks.last_mut() {
                merge(block, element);
            }
        } else {
            self.pending.push(element.clone());
        }
    }

    fn end(mut self, cx: &Context) -> Vec<Block> {
        if !self.anchors.is_empty() {
            // Nothing follows: the anchor stands at the end of what was last.
            let content: Vec<Inline> = std::mem::take(&mut self.anchors)
                .into_iter()
                .map(anchor_inline)
                .collect();
            match self.blocks.last_mut() {
                Some(Block {
                    kind: BlockKind::Paragraph(last),
                    ..
                }) => last.extend(content),
                _ => self
                    .blocks
                    .push(Block::new(BlockKind::Paragraph(content), self.span)),
            }
        }
        tables::join_captions(self.blocks, &cx.plain)
    }
}

/// The place of a run that is nothing but elements; letters have no place of their own.
fn run_span(run: &[Node]) -> Option<Span> {
    let spans = run.iter().map(|node| {
        if let Node::Element(element) = node {
            element.span
        } else {
            Span::NONE
        }
    });
    spans
        .reduce(|a, b| {
            if a.is_none() || b.is_none() {
                Span::NONE
            } else {
                a.join(b)
            }
        })
        .filter(|span| !span.is_none())
}

/// Parts running text where two `br` follow each other: old pages part their paragraphs so.
fn split_at_blank_lines(run: Vec<Node>) -> Vec<Vec<Node>> {
    let is_break = |node: &Node| matches!(node, Node::Element(element) if element.name == "br");
    if run.iter().filter(|node| is_break(node)).count() < 2 {
        return vec![run];
    }
    let mut pieces = Vec::new();
    let mut piece: Vec<Node> = Vec::new();
    let mut breaks = 0;
    for node in run {
        let is_blank = matches!(&node, Node::Text(text) if is_space(text));
        if is_break(&node) {
            breaks += 1;
        } else if !is_blank {
            if breaks > 1 {
                pieces.push(std::mem::take(&mut piece));
            }
            breaks = 0;
        }
        piece.push(node);
    }
    pieces.push(piece);
    pieces
}

/// A paragraph of nothing but no-break spaces: vertical space in HTML.
fn is_layout(content: &[Inline]) -> bool {
    !content.is_empty()
        && content.iter().all(|inline| match inline {
            Inline::Text(text) => text.chars().all(|c| c == '\u{a0}' || c == ' '),
            Inline::LineBreak => true,
            _ => false,
        })
}

/// An anchor of its own in running text.
pub(super) fn anchor_inline(id: String) -> Inline {
    Inline::Span {
        attributes: Attributes::with_id(Some(id)),
        content: Vec::new(),
    }
}

/// The id, where a paragraph is nothing but one empty anchor.
fn only_anchor(element: &Element) -> Option<String> {
    if element.holds_blocks || !element.attributes.is_empty() {
        return None;
    }
    let mut others = element
        .children
        .iter()
        .filter(|node| !matches!(node, Node::Text(text) if is_space(text)));
    match (others.next(), others.next()) {
        (Some(Node::Element(anchor)), None)
            if matches!(&*anchor.name, "a" | "span")
                && anchor.is_blank()
                && !pages::is_page_break(anchor)
                && anchor.attribute("href").is_none() =>
        {
            attributes::id(anchor)
        }
        _ => None,
    }
}

/// The id, where running text is nothing but one empty anchor.
fn lone_anchor(content: &[Inline]) -> Option<String> {
    match content {
        [
            Inline::Span {
                attributes,
                content,
            },
        ] if content.is_empty() => attributes.id.clone(),
        _ => None,
    }
}

/// Gives a block an anchor, or an anchor before its text where it has one already.
pub(super) fn add_anchor(block: &mut Block, id: String) {
    if block.attributes.id.is_none() {
        block.attributes.id = Some(id);
        return;
    }
    if block.attributes.id.as_deref() == Some(id.as_str()) {
        return;
    }
    match &mut block.kind {
        BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
            content.insert(0, anchor_inline(id))
        }
        BlockKind::Division { blocks, .. } | BlockKind::BlockQuote { blocks, .. } => {
            match blocks.first_mut() {
                Some(first) if first.attributes.id.is_none() => first.attributes.id = Some(id),
                _ => block.attributes.aliases.push(id),
            }
        }
        _ => block.attributes.aliases.push(id),
    }
}

/// Adds what an attribute line says to a block.
fn merge(block: &mut Block, element: &Element) {
    if let Some(id) = attributes::id(element) {
        add_anchor(block, id);
    }
    let mut add = |class: &str| {
        if !block.attributes.classes.iter().any(|other| other == class) {
            block.attributes.classes.push(class.to_owned());
        }
    };
    element
        .attribute("class")
        .unwrap_or("")
        .split_ascii_whitespace()
        .for_each(&mut add);
    if matches!(block.kind, BlockKind::Heading { .. })
        && let Some(role) = attributes::stated_role(element)
    {
        add(&format!("role-{}", role.name()));
    }
    if let BlockKind::CodeBlock { language, .. } = &mut block.kind {
        if let Some(stated) = element
            .attribute("lang")
            .or_else(|| element.attribute("format"))
        {
            *language = Some(stated.to_owned());
        }
    } else if let Some(tag) = attributes::language(element) {
        block.attributes.language = Some(tag);
    }
    if let Some(direction) = attributes::direction(element) {
        block.attributes.direction = Some(direction);
    }
    if let BlockKind::Paragraph(content) = &mut block.kind
        && let [Inline::Image(picture)] = content.as_mut_slice()
    {
        pictures::merge(picture, element);
    }
    if let BlockKind::List { tight, .. } = &mut block.kind {
        let classes = &mut block.attributes.classes;
        let says = |word: &str| classes.iter().any(|class| class == word);
        *tight = says("tight") || *tight && !says("loose");
        classes.retain(|class| !matches!(class.as_str(), "tight" | "loose"));
    }
    if let BlockKind::BlockQuote { kind, .. } = &mut block.kind {
        let classes = &mut block.attributes.classes;
        for (class, meant) in [
            ("epigraph", QuoteKind::Epigraph),
            ("letter", QuoteKind::Letter),
        ] {
            if classes.iter().any(|other| other == class) {
                classes.retain(|other| other != class);
                *kind = meant;
            }
        }
    }
    if let Some(caption) = element
        .attribute("title")
        .or_else(|| element.attribute("caption"))
    {
        give_caption(block, caption);
    }
}

/// A caption from an attribute line: the block becomes a figure, but for a table, which has one itself.
fn give_caption(block: &mut Block, caption: &str) {
    let caption = vec![Inline::Text(caption.to_owned())];
    match &mut block.kind {
        BlockKind::Table(table) => table.caption = caption,
        BlockKind::Figure(figure) => figure.caption = caption,
        BlockKind::Callout { title, .. } => *title = Some(caption),
        BlockKind::CodeBlock { .. } => make_figure(block, caption),
        BlockKind::Paragraph(content) if matches!(content.as_slice(), [Inline::Image(_)]) => {
            make_figure(block, caption)
        }
        _ => {}
    }
}

fn make_figure(block: &mut Block, caption: Vec<Inline>) {
    let mut inner = std::mem::take(block);
    let attributes = Attributes::with_id(inner.attributes.take_id());
    let span = inner.span;
    *block = Block {
        kind: BlockKind::Figure(Figure {
            blocks: vec![inner],
            caption,
        }),
        attributes,
        span,
    };
}

/// A paragraph, unless there is nothing in it. A page break or a piece of foreign markup alone is a block.
pub(super) fn push_paragraph(
    mut content: Vec<Inline>,
    attributes: Attributes,
    span: Span,
    out: &mut Vec<Block>,
) {
    let kind = match content.as_mut_slice() {
        [] if attributes.id.is_none() => return,
        [Inline::PageBreak(page)] => BlockKind::PageBreak(std::mem::take(&mut **page)),
        [Inline::Markup(_)] => match content.pop() {
            Some(Inline::Markup(markup)) => BlockKind::Markup(markup),
            _ => return,
        },
        _ => BlockKind::Paragraph(content),
    };
    out.push(Block {
        kind,
        attributes,
        span,
    });
}

/// Maps one block element.
fn block(mut element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let span = element.span;
    if pages::is_page_break(&element) && !element.holds_blocks {
        out.push(Block::new(
            BlockKind::PageBreak(pages::page_break(&element)),
            span,
        ));
        return;
    }
    match &*element.name {
        "p" | "dt" => paragraph(element, out, cx),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => heading(element, out, cx),
        "blockquote" => containers::quotation(element, out, cx),
        "ul" | "ol" | "menu" | "dir" => lists::list(element, out, cx),
        "dl" => lists::definitions(element, out, cx),
        "table" => tables::table(element, out, cx),
        "pre" if cx.dialect.is_html && preformatted::is_text(&element) => {
            preformatted::paragraphs(element, out, cx);
        }
        "pre" | "xmp" | "plaintext" => code(&element, out, cx),
        "hr" => out.push(Block {
            kind: BlockKind::ThematicBreak,
            attributes: attributes(&element, cx),
            span,
        }),
        "figure" => pictures::figure(element, out, cx),
        "deckle-math-block" => {
            let tex = element.text();
            out.push(Block {
                kind: BlockKind::Math(MathSource { tex, span }),
                attributes: attributes(&element, cx),
                span,
            });
        }
        "deckle-note" => notes::definition(element, out, cx),
        "deckle-verse" => verse::verse(element, out, cx),
        "deckle-callout" => containers::callout(element, out, cx),
        "deckle-raw" => inlines::raw_code(&element, cx),
        "head" | "title" | "meta" | "link" | "base" => {}
        _ if pictures::is_shown_by(&element) => phrase(element, out, cx),
        name => match known(name) {
            Some((_, Kind::Phrase | Kind::Unwrapped | Kind::Void | Kind::Picture)) => {
                phrase(element, out, cx)
            }
            Some((name, Kind::Removed)) => {
                cx.findings.add(
                    &ELEMENT_REMOVED,
                    name,
                    span,
                    format!("'{name}' was left out"),
                );
            }
            Some((_, Kind::Foreign)) => {
                if let Some(markup) = foreign::markup(&mut element, cx) {
                    out.push(Block::new(BlockKind::Markup(Box::new(markup)), span));
                }
            }
            _ => containers::container(element, out, cx),
        },
    }
}

fn paragraph(element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let span = element.span;
    if verse::is_verse(&element) {
        return verse::verse(element, out, cx);
    }
    if element.holds_blocks {
        return containers::container(element, out, cx);
    }
    if tables::is_no_caption(&element) {
        cx.plain.insert(span);
    }
    let attributes = attributes(&element, cx);
    if cx.dialect.is_html && containers::is_scene_break(&element) {
        out.push(Block {
            kind: BlockKind::ThematicBreak,
            attributes: Attributes::with_id(attributes.id.clone()),
            span,
        });
        return;
    }
    if cx.dialect.is_html
        && element
            .elements()
            .filter(|child| child.name == "br")
            .count()
            > 1
    {
        let blocks = flow(element.children, span, cx);
        let blocks = blocks.into_iter().map(|mut block| {
            let id = block.attributes.take_id();
            block.attributes = attributes.without_id();
            if id.is_some() {
                block.attributes.id = id;
            }
            block
        });
        let before = out.len();
        out.extend(blocks);
        if let (Some(id), Some(first)) = (&attributes.id, out.get_mut(before)) {
            add_anchor(first, id.clone());
        }
        return;
    }
    let content = inlines::inlines(element.children, cx);
    if cx.dialect.is_html && attributes.id.is_none() && is_layout(&content) {
        return;
    }
    if cx.dialect.implicit_figures || has_figure_id(&content) {
        match pictures::implicit_figure(content, &attributes, span) {
            Ok(figure) => out.push(figure),
            Err(content) => push_paragraph(content, attributes, span, out),
        }
        return;
    }
    push_paragraph(content, attributes, span, out);
}

/// `![Caption](x.png){#fig:x}`: a figure of pandoc-crossref.
fn has_figure_id(content: &[Inline]) -> bool {
    matches!(content, [Inline::Image(picture)] if picture.attributes.id.as_deref().is_some_and(|id| id.starts_with("fig:")))
}

fn heading(element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let level = element
        .name
        .bytes()
        .last()
        .map_or(1, |digit| digit.saturating_sub(b'0'))
        .clamp(1, 6);
    let span = element.span;
    let attributes = attributes(&element, cx);
    let content = inlines::inlines(element.children, cx);
    let shows = content
        .iter()
        .any(|inline| !matches!(inline, Inline::PageBreak(_) | Inline::LineBreak));
    if shows && lone_anchor(&content).is_none() {
        out.push(Block {
            kind: BlockKind::Heading { level, content },
            attributes,
            span,
        });
    } else {
        push_paragraph(content, attributes, span, out);
    }
}

/// An inline element with blocks inside (`<a><div>…</div></a>`): its blocks, with what it says on their text.
fn phrase(mut element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let nodes = std::mem::take(&mut element.children);
    let id = attributes::id(&element);
    let mut blocks = flow(nodes, element.span, cx);
    if let Some(id) = id
        && let Some(first) = blocks.first_mut()
    {
        add_anchor(first, id);
        element
            .attributes
            .retain(|(name, _)| name != "id" && name != "name");
    }
    inlines::media_note(&element, cx);
    for block in &mut blocks {
        if let BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } = &mut block.kind
        {
            *content = inlines::wrap(&element, std::mem::take(content), cx);
        }
    }
    out.extend(blocks);
}

/// A listing.
fn code(element: &Element, out: &mut Vec<Block>, cx: &mut Context) {
    let span = element.span;
    let inner = element
        .elements()
        .next()
        .filter(|child| matches!(&*child.name, "code" | "samp" | "kbd"));
    let language = [Some(element), inner]
        .into_iter()
        .flatten()
        .find_map(code_language);
    let mut text = code_text(element);
    if let Some(rest) = text
        .strip_prefix("\r\n")
        .or_else(|| text.strip_prefix('\n'))
        && element.attribute("deckle-fence").is_none()
    {
        text = rest.to_owned();
    }
    while text.ends_with(['\n', '\r']) {
        text.pop();
    }
    let mut attributes = attributes(element, cx);
    let is_marker = |class: &String| {
        class.starts_with("language-") || class == "sourceCode" || Some(class) == language.as_ref()
    };
    attributes.classes.retain(|class| !is_marker(class));
    let text = inlines::clean(text, cx);
    if matches!(language.as_deref(), Some("verse" | "poem" | "poetry"))
        && let Some(verse) = verse::listing(&text, attributes.clone(), span)
    {
        out.push(verse);
        return;
    }
    let mut block = Block {
        kind: BlockKind::CodeBlock { language, text },
        attributes,
        span,
    };
    let title = element
        .attribute("title")
        .or_else(|| element.attribute("caption"))
        .filter(|_| element.attribute("deckle-fence").is_some());
    if let Some(title) = title {
        give_caption(&mut block, title);
    }
    out.push(block);
}

/// The text of a listing, with `br` as line end.
fn code_text(element: &Element) -> String {
    let mut text = String::new();
    collect_code(element, &mut text);
    text
}

/// Depth is bounded by the builder.
fn collect_code(element: &Element, out: &mut String) {
    for node in &element.children {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(child) if child.name == "br" => out.push('\n'),
            Node::Element(child) if child.name == "img" => {
                out.push_str(child.attribute("alt").unwrap_or_default());
            }
            Node::Element(child) => {
                collect_code(child, out);
                if child.name == "div" && !out.ends_with('\n') {
                    out.push('\n');
                }
            }
        }
    }
}

/// `language-rust`, `lang-rust`, `sourceCode rust`, `highlight-source-rust`, `data-lang="rust"`.
fn code_language(element: &Element) -> Option<String> {
    if let Some(stated) = element
        .attribute("data-lang")
        .or_else(|| element.attribute("data-language"))
    {
        return Some(stated.to_owned());
    }
    let classes = element.attribute("class")?;
    let prefixed = classes.split_ascii_whitespace().find_map(|class| {
        ["language-", "lang-", "highlight-source-", "brush:"]
            .iter()
            .find_map(|prefix| class.strip_prefix(prefix))
    });
    let pandoc = || {
        let mut words = classes.split_ascii_whitespace();
        words
            .any(|word| word == "sourceCode")
            .then(|| words.next())
            .flatten()
    };
    prefixed
        .or_else(pandoc)
        .filter(|language| !language.is_empty())
        .map(str::to_owned)
}

/// Marks of printed pages.
pub(super) mod pages {
    use super::{Element, PageBreak, attributes};

    /// Whether an element marks the beginning of a printed page.
    pub(in super::super) fn is_page_break(element: &Element) -> bool {
        element.has_type("pagebreak")
            || element.has_class("pagebreak")
            || element.has_class("pagenum")
            || element.has_class("pageno")
    }

    /// The page break an element stands for. The label is what it says, else what its anchor ends in.
    pub(in super::super) fn page_break(element: &Element) -> PageBreak {
        let stated = ["title", "aria-label", "data-label", "label", "value"]
            .iter()
            .find_map(|name| element.attribute(name))
            .map(str::to_owned)
            .filter(|label| !label.trim().is_empty());
        let id = attributes::id(element)
            .or_else(|| element.elements().find_map(attributes::id))
            .unwrap_or_default();
        let text = element.text();
        let text = Some(text).filter(|text| !text.trim().is_empty());
        let label = stated.or(text).unwrap_or_else(|| {
            let start = id
                .rfind(|c: char| !c.is_ascii_alphanumeric())
                .map_or(0, |at| at + 1);
            let tail = id.get(start..).unwrap_or("");
            tail.trim_start_matches(|c: char| {
                c.is_ascii_alphabetic() && tail.bytes().any(|b| b.is_ascii_digit())
            })
            .to_owned()
        });
        PageBreak {
            label: plain_label(&label),
            id,
        }
    }

    /// `[p. 12]`, `Page 12`, `{12}` → `12`.
    pub(in super::super) fn plain_label(label: &str) -> String {
        let label = label
            .trim()
            .trim_matches(['[', ']', '{', '}', '(', ')', '.', '|'])
            .trim();
        let lower = label.to_ascii_lowercase();
        for word in ["page", "pg.", "pg", "p.", "s.", "seite"] {
            if lower.starts_with(word)
                && let Some(rest) = label.get(word.len()..)
            {
                let rest = rest.trim_start_matches(['.', ' ', '\u{a0}']);
                if rest.starts_with(|c: char| c.is_ascii_digit())
                    || (rest.len() < label.len() - word.len() && !rest.is_empty())
                {
                    return rest.trim_end_matches('.').to_owned();
                }
            }
        }
        label.to_owned()
    }
}
