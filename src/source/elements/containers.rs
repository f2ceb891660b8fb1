//! Elements that hold blocks: quotations, callouts, divisions, sections.

use super::attributes::{attributes, is_role_class};
use super::document::Context;
use super::findings::ELEMENT_REMOVED;
use super::{Element, Node, blocks, inlines, is_space, saved_pages, verse};
use crate::book::{Attributes, Block, BlockKind, Callout, Inline, MathSource, QuoteKind, Speech};
use crate::report::Span;

/// Maps an element that holds blocks and has no meaning of its own but what its classes say.
pub(super) fn container(element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    if cx.dialect.is_html && is_navigation(&element) {
        let message = "a list of links for moving about ('nav') was left out";
        return cx
            .findings
            .add(&ELEMENT_REMOVED, "nav", element.span, message);
    }
    if verse::is_verse(&element) {
        return verse::verse(element, out, cx);
    }
    if let Some(kind) = quote_kind(&element) {
        return quote(element, kind, out, cx);
    }
    if element.has_class("math") && element.elements().next().is_none() && !element.is_blank() {
        let tex = inlines::bare_tex(&element.text()).to_owned();
        let span = element.span;
        let mut attributes = attributes(&element, cx);
        attributes.classes.retain(|class| class != "math");
        let kind = BlockKind::Math(MathSource { tex, span });
        return out.push(Block {
            kind,
            attributes,
            span,
        });
    }
    if element.has_class("speech") {
        return speech(element, out, cx);
    }
    if let Some(kind) = callout_class(&element) {
        return boxed(element, kind, out, cx);
    }
    if element.has_class("figure") && !cx.dialect.is_html {
        return super::pictures::figure(element, out, cx);
    }
    match &*element.name {
        "details" => details(element, out, cx),
        "aside" => division("aside", element, out, cx),
        "address" => division("address", element, out, cx),
        _ => plain(element, out, cx),
    }
}

/// Whether an element serves moving about a site: by its name, its role, or the class that mdBook, Sphinx and DocBook's
/// style sheets give their bars.
fn is_navigation(element: &Element) -> bool {
    const CLASSES: &[&str] = &[
        "menu-bar",
        "sphinxsidebar",
        "related",
        "navheader",
        "navfooter",
        "nav-wrapper",
    ];
    element.name == "nav"
        || element.attribute("role") == Some("navigation")
        || element.name == "div" && CLASSES.iter().any(|class| element.has_class(class))
        || saved_pages::is_bar(element)
}

/// A `div`, `section` and the like: kept as a division where its attributes say something, else its content alone.
fn plain(mut element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let mut attributes = attributes(&element, cx);
    if element.name == "center" {
        attributes.classes.push("center".to_owned());
    }
    if matches!(&*element.name, "html" | "body") {
        // The language of the whole is said in the metadata.
        attributes.language = None;
    }
    let holds_heading = element.elements().any(opens_section);
    let role = attributes
        .classes
        .iter()
        .position(|class| is_role_class(class))
        .map(|at| attributes.classes.remove(at));
    let span = element.span;
    let blocks = blocks::flow(std::mem::take(&mut element.children), span, cx);
    let says_something =
        !attributes.classes.is_empty() && element.name != "body" && element.name != "html";
    if says_something && !holds_heading && !blocks.is_empty() {
        let kind = BlockKind::Division {
            name: "div",
            summary: Vec::new(),
            blocks,
        };
        out.push(Block {
            kind,
            attributes,
            span,
        });
        return;
    }
    dissolve(blocks, attributes, role, out, span);
}

/// Whether headings that open sections stand inside: such an element is a section, and sections come from headings.
/// Depth is bounded by the builder.
fn opens_section(element: &Element) -> bool {
    match &*element.name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => true,
        "div" | "section" | "article" | "main" | "header" | "hgroup" | "body" | "center"
        | "deckle-division" => element.elements().any(opens_section),
        _ => false,
    }
}

/// Gives what an element said to the blocks that stood in it.
fn dissolve(
    mut blocks: Vec<Block>,
    attributes: Attributes,
    role: Option<String>,
    out: &mut Vec<Block>,
    span: Span,
) {
    if let Some(role) = role
        && let Some(Block {
            kind: BlockKind::Heading { .. },
            attributes,
            ..
        }) = blocks
            .iter_mut()
            .find(|block| !matches!(block.kind, BlockKind::PageBreak(_)))
        && !attributes.classes.contains(&role)
    {
        attributes.classes.push(role);
    }
    for block in &mut blocks {
        if matches!(
            block.kind,
            BlockKind::ThematicBreak | BlockKind::PageBreak(_) | BlockKind::CodeBlock { .. }
        ) {
            continue;
        }
        if attributes.language.is_some() && block.attributes.language.is_none() {
            block.attributes.language.clone_from(&attributes.language);
        }
        if attributes.direction.is_some() && block.attributes.direction.is_none() {
            block.attributes.direction = attributes.direction;
        }
    }
    if let Some(id) = attributes.id.clone() {
        match blocks.first_mut() {
            Some(first) => blocks::add_anchor(first, id),
            None => blocks.push(Block::new(
                BlockKind::Paragraph(vec![blocks::anchor_inline(id)]),
                span,
            )),
        }
    }
    out.extend(blocks);
}

fn division(name: &'static str, mut element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let attributes = attributes(&element, cx);
    let span = element.span;
    let blocks = blocks::flow(std::mem::take(&mut element.children), span, cx);
    if !blocks.is_empty() {
        out.push(Block {
            kind: BlockKind::Division {
                name,
                summary: Vec::new(),
                blocks,
            },
            attributes,
            span,
        });
    }
}

fn details(mut element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let attributes = attributes(&element, cx);
    let span = element.span;
    let mut nodes = std::mem::take(&mut element.children);
    let summary = take_child(&mut nodes, |child| child.name == "summary");
    let summary = summary
        .map(|summary| inlines::inlines(summary.children, cx))
        .unwrap_or_default();
    let blocks = blocks::flow(nodes, span, cx);
    out.push(Block {
        kind: BlockKind::Division {
            name: "details",
            summary,
            blocks,
        },
        attributes,
        span,
    });
}

/// Takes the first child element that fits out of its place.
pub(super) fn take_child(
    nodes: &mut Vec<Node>,
    fits: impl Fn(&Element) -> bool,
) -> Option<Element> {
    let at = nodes
        .iter()
        .position(|node| matches!(node, Node::Element(element) if fits(element)))?;
    match nodes.remove(at) {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    }
}

fn quote_kind(element: &Element) -> Option<QuoteKind> {
    let says = |word: &str| element.has_class(word) || element.has_type(word);
    if says("epigraph") && !opens_section(element) {
        Some(QuoteKind::Epigraph)
    } else if element.has_class("letter") || element.has_type("letter") {
        Some(QuoteKind::Letter)
    } else if element.has_class("blockquote") || element.has_class("quotation") {
        Some(QuoteKind::Quotation)
    } else {
        None
    }
}

/// A `blockquote`: a quotation, or a callout where it begins with `[!NOTE]`.
pub(super) fn quotation(mut element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    if verse::is_verse(&element) {
        return verse::verse(element, out, cx);
    }
    if let Some(callout) = alert_title(&mut element) {
        let (kind, title) = callout;
        return push_callout(element, kind, title, out, cx);
    }
    if let Some(kind) = callout_class(&element) {
        return boxed(element, kind, out, cx);
    }
    let kind = quote_kind(&element).unwrap_or_default();
    quote(element, kind, out, cx);
}

fn quote(mut element: Element, kind: QuoteKind, out: &mut Vec<Block>, cx: &mut Context) {
    let mut attributes = attributes(&element, cx);
    attributes
        .classes
        .retain(|class| !matches!(class.as_str(), "blockquote" | "quotation" | "role-epigraph"));
    let span = element.span;
    let mut nodes = unwrap_single_quote(&mut element);
    let footer = take_child(&mut nodes, |child| child.name == "footer");
    let footer = footer
        .map(|footer| inlines::inlines(footer.children, cx))
        .filter(|content| !content.is_empty());
    let mut blocks = blocks::flow(nodes, span, cx);
    let attribution = footer
        .or_else(|| take_attribution(&mut blocks))
        .filter(|content| !content.is_empty());
    if !blocks.is_empty() || attribution.is_some() {
        out.push(Block {
            kind: BlockKind::BlockQuote {
                kind,
                blocks,
                attribution,
            },
            attributes,
            span,
        });
    }
}

/// The content; that of a `blockquote` inside where there is nothing else (`::: epigraph` around `> …`).
fn unwrap_single_quote(element: &mut Element) -> Vec<Node> {
    let mut nodes = std::mem::take(&mut element.children);
    let is_single = nodes.iter().all(|node| match node {
        Node::Text(text) => is_space(text),
        Node::Element(child) => {
            child.name == "blockquote" && child.attributes.is_empty() && !begins_alert(child)
        }
    }) && nodes
        .iter()
        .filter(|node| matches!(node, Node::Element(_)))
        .count()
        == 1;
    if is_single && element.name != "blockquote" {
        return take_child(&mut nodes, |_| true)
            .map(|child| child.children)
            .unwrap_or_default();
    }
    nodes
}

/// The attribution: a last paragraph marked as such, in a `footer` or `cite`, or one that begins with a dash.
pub(super) fn take_attribution(blocks: &mut Vec<Block>) -> Option<Vec<Inline>> {
    let is_several = blocks.len() > 1;
    let last = blocks.last_mut()?;
    let BlockKind::Paragraph(content) = &mut last.kind else {
        return None;
    };
    let marked = last
        .attributes
        .classes
        .iter()
        .any(|class| matches!(class.as_str(), "attribution" | "author" | "source" | "cite"));
    let dashed = is_several && begins_with_dash(content);
    let attribution = match content.as_mut_slice() {
        [
            Inline::Span {
                attributes,
                content,
            },
        ] if attributes
            .classes
            .iter()
            .any(|class| class == "attribution") =>
        {
            attributes.classes.retain(|class| class != "attribution");
            let content = std::mem::take(content);
            if attributes.is_empty() {
                content
            } else {
                vec![Inline::Span {
                    attributes: std::mem::take(attributes),
                    content,
                }]
            }
        }
        [Inline::Element(element)] if is_several && element.name == "cite" => {
            std::mem::take(content)
        }
        _ if marked || dashed => std::mem::take(content),
        _ => return None,
    };
    blocks.pop();
    Some(attribution)
}

/// Whether a quotation's last paragraph signs it: `— Name`, of one line and not a sentence of dialogue.
pub(crate) fn begins_with_dash(content: &[Inline]) -> bool {
    let Some(Inline::Text(first)) = content.first() else {
        return false;
    };
    let rest = first.trim_start_matches(['—', '―', '–']);
    let rest = if rest.len() == first.len() {
        first.strip_prefix("--").unwrap_or(first)
    } else {
        rest
    };
    let length: usize = content
        .iter()
        .map(|inline| {
            if let Inline::Text(text) = inline {
                text.len()
            } else {
                12
            }
        })
        .sum();
    rest.len() < first.len()
        && length < 120
        && rest
            .trim_start()
            .chars()
            .next()
            .is_none_or(char::is_uppercase)
        && !content
            .iter()
            .any(|inline| matches!(inline, Inline::LineBreak))
        && !rest.ends_with(['!', '?', '…'])
}

fn speech(mut element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let attributes = attributes(&element, cx);
    let span = element.span;
    let mut blocks = blocks::flow(std::mem::take(&mut element.children), span, cx);
    let (speaker, spoken_out) = blocks.first_mut().map(take_speaker).unwrap_or_default();
    if spoken_out {
        blocks.remove(0);
    }
    out.push(Block {
        kind: BlockKind::Speech(Speech { speaker, blocks }),
        attributes,
        span,
    });
}

/// Takes the speaker from the first block of a speech, and says whether nothing is left of it. The name is a paragraph of
/// its own, begins one, or is the first line of verse.
fn take_speaker(block: &mut Block) -> (Vec<Inline>, bool) {
    let is_named =
        |attributes: &Attributes| attributes.classes.iter().any(|class| class == "speaker");
    match &mut block.kind {
        BlockKind::Paragraph(content) if is_named(&block.attributes) => {
            (std::mem::take(content), true)
        }
        BlockKind::Paragraph(content) => {
            let Some(Inline::Span {
                attributes,
                content: name,
            }) = content.first_mut()
            else {
                return (Vec::new(), false);
            };
            if !is_named(attributes) {
                return (Vec::new(), false);
            }
            let name = std::mem::take(name);
            content.remove(0);
            if let Some(Inline::Text(text)) = content.first_mut() {
                *text = text.trim_start().to_owned();
            }
            content.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
            let is_empty = content
                .iter()
                .all(|inline| matches!(inline, Inline::LineBreak));
            (name, is_empty)
        }
        BlockKind::Verse(verse) => {
            let stanza = verse.stanzas.first_mut();
            let Some(line) = stanza.as_ref().and_then(|stanza| stanza.first()) else {
                return (Vec::new(), false);
            };
            let [
                Inline::Span {
                    attributes,
                    content: name,
                },
            ] = line.content.as_slice()
            else {
                return (Vec::new(), false);
            };
            if !is_named(attributes) {
                return (Vec::new(), false);
            }
            let name = name.clone();
            if let Some(stanza) = stanza {
                stanza.remove(0);
            }
            verse.stanzas.retain(|stanza| !stanza.is_empty());
            (name, verse.stanzas.is_empty())
        }
        _ => (Vec::new(), false),
    }
}

/// Which callout a word stands for: GitHub's five, and what other tools call theirs.
pub(super) fn callout_kind(word: &str) -> Option<Callout> {
    Some(match word.to_ascii_lowercase().as_str() {
        "note" | "info" | "information" | "abstract" | "summary" | "tldr" | "todo" | "question"
        | "faq" | "help" | "example" | "discussion" | "seealso" | "exercise" => Callout::Note,
        "tip" | "hint" | "success" | "check" | "done" => Callout::Tip,
        "important" => Callout::Important,
        "warning" | "warn" | "attention" => Callout::Warning,
        "caution" | "danger" | "error" | "failure" | "fail" | "bug" | "missing" => Callout::Caution,
        _ => return None,
    })
}

/// Whether a word is a kind of callout.
pub(in crate::source) fn is_callout(word: &str) -> bool {
    callout_kind(word).is_some()
}

/// The callout that a class names: `::: note`, `<div class="admonition warning">`.
fn callout_class(element: &Element) -> Option<Callout> {
    if !matches!(
        &*element.name,
        "div" | "aside" | "deckle-division" | "section" | "blockquote"
    ) {
        return None;
    }
    let classes = element.attribute("class")?;
    let is_box = classes.split_ascii_whitespace().any(|class| {
        matches!(
            class,
            "admonition" | "callout" | "alert" | "admonitionblock" | "markdown-alert"
        )
    });
    classes.split_ascii_whitespace().find_map(|class| {
        let word = class
            .strip_prefix("callout-")
            .or_else(|| class.strip_prefix("alert-"))
            .or_else(|| class.strip_prefix("markdown-alert-"));
        match word {
            Some(word) => callout_kind(word),
            None if is_box || element.name == "deckle-division" => match class {
                "example" | "exercise" | "question" | "summary" | "abstract" | "todo" | "check"
                | "help"
                    if !is_box =>
                {
                    None
                }
                _ => callout_kind(class),
            },
            None => None,
        }
    })
}

/// A callout from a division: its title is an attribute, or the paragraph or heading typed as such.
fn boxed(mut element: Element, kind: Callout, out: &mut Vec<Block>, cx: &mut Context) {
    let mut title = element
        .attribute("title")
        .map(|title| vec![Inline::Text(title.to_owned())]);
    let is_title = |child: &Element| {
        child.has_class("admonition-title")
            || child.has_class("callout-title")
            || child.has_class("title")
            || child.has_class("markdown-alert-title")
    };
    if let Some(child) = take_child(&mut element.children, is_title) {
        title = Some(inlines::inlines(child.children, cx));
    }
    let name = callout_name(kind);
    if let Some([Inline::Text(text)]) = title.as_deref()
        && text.eq_ignore_ascii_case(name)
    {
        title = None;
    }
    push_callout(element, kind, title.map(Title::Mapped), out, cx);
}

/// The word GitHub writes for a callout.
fn callout_name(callout: Callout) -> &'static str {
    match callout {
        Callout::Note => "note",
        Callout::Tip => "tip",
        Callout::Important => "important",
        Callout::Warning => "warning",
        Callout::Caution => "caution",
    }
}

enum Title {
    Mapped(Vec<Inline>),
    Nodes(Vec<Node>),
}

/// `deckle-callout`: Leanpub's asides and the like, with their kind as an attribute.
pub(super) fn callout(element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let kind = element
        .attribute("kind")
        .and_then(callout_kind)
        .unwrap_or(Callout::Note);
    boxed(element, kind, out, cx);
}

fn push_callout(
    mut element: Element,
    callout: Callout,
    title: Option<Title>,
    out: &mut Vec<Block>,
    cx: &mut Context,
) {
    let mut attributes = attributes(&element, cx);
    attributes.classes.retain(|class| {
        callout_kind(class).is_none()
            && !class.starts_with("callout")
            && !class.starts_with("alert")
            && !class.starts_with("admonition")
            && !class.starts_with("markdown-alert")
    });
    let span = element.span;
    let title = match title {
        Some(Title::Mapped(title)) => Some(title),
        Some(Title::Nodes(nodes)) => Some(inlines::inlines(nodes, cx)),
        None => None,
    };
    let title = title.filter(|title| !title.is_empty());
    let mut blocks = blocks::flow(std::mem::take(&mut element.children), span, cx);
    let mut title = title;
    // The callouts of Quarto and Leanpub have their title as a heading; `> [!NOTE]` has a place for one.
    if title.is_none()
        && element.name != "blockquote"
        && let Some(Block {
            kind: BlockKind::Heading { content, .. },
            ..
        }) = blocks.first_mut()
    {
        title = Some(std::mem::take(content));
        blocks.remove(0);
    }
    out.push(Block {
        kind: BlockKind::Callout {
            callout,
            title,
            blocks,
        },
        attributes,
        span,
    });
}

/// Whether the first words of a quotation make it a callout.
fn begins_alert(element: &Element) -> bool {
    element.text().trim_start().starts_with("[!")
}

/// Takes `[!NOTE]` and the title after it off the first paragraph of a quotation.
fn alert_title(element: &mut Element) -> Option<(Callout, Option<Title>)> {
    let first = element.children.iter_mut().find_map(|node| match node {
        Node::Element(child) => Some(child),
        Node::Text(_) => None,
    })?;
    if first.name != "p" {
        return None;
    }
    let Some(Node::Text(text)) = first.children.first_mut() else {
        return None;
    };
    let (word, rest) = text.trim_start().strip_prefix("[!")?.split_once(']')?;
    // Kinds that collections of notes know beside them; a class of that name says something else.
    let is_note = [
        "quote",
        "cite",
        "definition",
        "idea",
        "answer",
        "solution",
        "remark",
    ]
    .iter()
    .any(|kind| kind.eq_ignore_ascii_case(word.trim()));
    let callout = callout_kind(word.trim()).or(is_note.then_some(Callout::Note))?;
    // Obsidian folds with `-` and `+` after the mark.
    let rest = rest
        .strip_prefix(['-', '+'])
        .unwrap_or(rest)
        .trim_start_matches([' ', '\t'])
        .to_owned();
    *text = rest;
    let mut title = Vec::new();
    let mut body = Vec::new();
    let mut in_title = true;
    for node in std::mem::take(&mut first.children) {
        match node {
            Node::Text(text) if in_title => {
                if let Some((before, after)) = text.split_once('\n') {
                    title.push(Node::Text(before.to_owned()));
                    body.push(Node::Text(after.to_owned()));
                    in_title = false;
                } else {
                    title.push(Node::Text(text));
                }
            }
            node if in_title => title.push(node),
            node => body.push(node),
        }
    }
    first.children = body;
    let is_empty = title
        .iter()
        .all(|node| matches!(node, Node::Text(text) if is_space(text)));
    Some((callout, (!is_empty).then_some(Title::Nodes(title))))
}

/// A paragraph of nothing but stars, dashes or an ornament.
pub(super) fn is_scene_break(element: &Element) -> bool {
    let text = element.text();
    let mut marks = text.chars().filter(|c| !c.is_whitespace()).peekable();
    let Some(&first) = marks.peek() else {
        return false;
    };
    let is_ornament = matches!(first, '⁂' | '❦' | '❧' | '☙' | '✽' | '✻' | '❖' | '⁎');
    let count = text.chars().filter(|c| !c.is_whitespace()).count();
    element
        .children
        .iter()
        .all(|node| matches!(node, Node::Text(_)))
        && marks.all(|c| c == first)
        && (is_ornament || (count >= 3 && matches!(first, '*' | '•' | '·' | '~' | '#' | '—' | '–')))
}
