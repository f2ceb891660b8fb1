//! The events of the Markdown parser → the tree of elements.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, LinkType, Options as Extensions, Parser, Tag, TagEnd,
};

use super::fences::{Info, read_info, without_hidden_lines, without_marks};
use super::flanks;
use super::quotation_marks::QuotationMarks;
use super::{Options, Places};
use crate::report::{SourceId, Span};
use crate::source::elements::{Builder, Element, Findings, Origin};
use crate::source::html::{Constructor, Manner};

/// A part of a Markdown text: the whole, or as much as can be read without the rest.
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    /// Where it begins in the text that `places` are of.
    pub(super) start: usize,
    pub(super) source: SourceId,
    pub(super) places: &'a Places,
    pub(super) options: &'a Options,
    /// A BCP 47 tag, for the quotation marks; empty where it is not known.
    pub(super) language: &'a str,
    /// The reader of its tags, as it is at the beginning of the whole text.
    pub(super) html: Constructor,
}

/// The reader of tags in a Markdown text.
pub(super) fn constructor(text: &str) -> Constructor {
    let manner = Manner {
        is_xml: false,
        keeps_unknown: true,
    };
    Constructor::new(manner, text)
}

/// Parses Markdown into the tree. Gives whether the last block ends with the part, whatever follows: no listing and no
/// comment is open.
pub(super) fn read(part: Part<'_>, builder: &mut Builder, findings: &mut Findings) -> bool {
    let mut extensions = Extensions::ENABLE_TABLES
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_HEADING_ATTRIBUTES
        | Extensions::ENABLE_MATH
        | Extensions::ENABLE_DEFINITION_LIST
        | Extensions::ENABLE_SUPERSCRIPT
        | Extensions::ENABLE_SUBSCRIPT;
    if part.options.smart_punctuation {
        extensions |= Extensions::ENABLE_SMART_PUNCTUATION;
    }
    let events = Parser::new_ext(part.text, extensions).into_offset_iter();
    let marks = QuotationMarks::new(part.text, part.language);
    let marks = part.options.smart_punctuation.then_some(marks);
    let mut reader = Reader::new(part, builder, findings);
    reader.marks = marks;
    reader.run(events)
}

/// Parses running text: a mark before it keeps it from being a block, and is taken off again.
pub(super) fn read_inline(
    text: &str,
    source: SourceId,
    places: &Places,
    builder: &mut Builder,
    findings: &mut Findings,
) {
    const MARK: &str = "§";
    let line = format!("{MARK}{}", text.trim_start().replace(['\n', '\r'], " "));
    let trimmed = text.len() - text.trim_start().len();
    let shifted = Shifted {
        places,
        by: MARK.len(),
        plus: trimmed,
    };
    let part = Part {
        text: &line,
        start: 0,
        source,
        places,
        options: &Options::default(),
        language: "",
        html: constructor(&line),
    };
    let extensions = Extensions::ENABLE_STRIKETHROUGH;
    let mut reader = Reader::new(part, builder, findings);
    reader.shifted = Some(shifted);
    reader.inline_only = true;
    let _ = reader.run(Parser::new_ext(&line, extensions).into_offset_iter());
}

/// Places of a text that has a mark before it.
struct Shifted<'a> {
    places: &'a Places,
    by: usize,
    plus: usize,
}

struct Reader<'a> {
    input: &'a str,
    /// Where the input begins in the text that `places` are of.
    start: usize,
    source: SourceId,
    places: &'a Places,
    shifted: Option<Shifted<'a>>,
    inline_only: bool,
    options: &'a Options,
    /// The quotation marks that straight ones become.
    marks: Option<QuotationMarks<'a>>,
    builder: &'a mut Builder,
    findings: &'a mut Findings,
    html: Constructor,
    /// An HTML block in the making, with the place of each of its lines.
    block: Option<(String, Vec<(usize, usize)>)>,
    /// A listing in the making: its element and its text.
    code: Option<(Element, String)>,
    /// A picture in the making: its element, its text, and how many pictures are open in it.
    picture: Option<(Element, String, usize)>,
    in_head: bool,
    /// Whether letters stand beside emphasis that are not the author's.
    is_eased: bool,
    /// Braces at the end of a heading that are those of its last passage.
    braces: Option<String>,
}

impl<'a> Reader<'a> {
    fn new(part: Part<'a>, builder: &'a mut Builder, findings: &'a mut Findings) -> Reader<'a> {
        Reader {
            is_eased: flanks::is_eased(part.text),
            input: part.text,
            start: part.start,
            source: part.source,
            places: part.places,
            shifted: None,
            inline_only: false,
            options: part.options,
            marks: None,
            builder,
            findings,
            html: part.html,
            block: None,
            code: None,
            picture: None,
            in_head: false,
            braces: None,
        }
    }

    /// Gives whether the last block ends with the input.
    fn run<'t>(&mut self, events: impl Iterator<Item = (Event<'t>, Range<usize>)>) -> bool {
        let mut is_first = self.inline_only;
        let mut is_open = false;
        for (event, range) in events {
            is_open = match &event {
                Event::End(TagEnd::CodeBlock) => true,
                Event::End(TagEnd::HtmlBlock) => range.end >= self.input.len(),
                _ => false,
            };
            let span = self.span(&range);
            match event {
                Event::Text(text) if is_first => {
                    self.text(text.strip_prefix('§').unwrap_or(&text));
                    is_first = false;
                }
                Event::Start(_) | Event::End(_) if self.is_paragraph_of_inline(&event) => {}
                event => self.event(event, &range, span),
            }
        }
        !is_open && !self.html.is_inside()
    }

    fn is_paragraph_of_inline(&self, event: &Event) -> bool {
        self.inline_only
            && matches!(
                event,
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
            )
    }

    fn span(&self, range: &Range<usize>) -> Span {
        match &self.shifted {
            Some(shifted) => {
                let at = |offset: usize| {
                    shifted
                        .places
                        .source((offset + shifted.plus).saturating_sub(shifted.by))
                };
                Span::new(self.source, at(range.start), at(range.end))
            }
            None => Span::new(
                self.source,
                self.places.source(self.start + range.start),
                self.places.source(self.start + range.end),
            ),
        }
    }

    fn event(&mut self, event: Event, range: &Range<usize>, span: Span) {
        match event {
            Event::Start(Tag::Superscript | Tag::Subscript)
            | Event::End(TagEnd::Superscript | TagEnd::Subscript)
                if self.is_wide(range) =>
            {
                let mark = self
                    .input
                    .get(range.start..=range.start)
                    .unwrap_or("")
                    .to_owned();
                self.literal(&mark, span);
            }
            Event::Start(Tag::Heading { level, .. }) if self.ends_in_passage(range) => {
                let bare = Tag::Heading {
                    level,
                    id: None,
                    classes: Vec::new(),
                    attrs: Vec::new(),
                };
                self.start(bare, span);
            }
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, range, span),
            Event::Text(text) if self.is_literal(&text, range) => self.literal(&text, span),
            Event::Text(text) => {
                let mark = self.marks.as_mut().and_then(|marks| marks.of(&text, range));
                self.text(mark.unwrap_or(&text));
            }
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.leaf(Element::new("br", span), " "),
            Event::Code(code) => self.filled("code", &code, span),
            Event::InlineMath(tex) if self.is_money(range) => self.text(&format!("${tex}$")),
            Event::InlineMath(tex) => self.filled("deckle-math", &tex, span),
            Event::DisplayMath(tex) => self.filled("deckle-math-block", tex.trim(), span),
            Event::Html(html) => match &mut self.block {
                Some((text, places)) => {
                    places.push((text.len(), range.start));
                    text.push_str(&html);
                }
                None => self.html(&html, &[(0, range.start)]),
            },
            Event::InlineHtml(html) if self.picture.is_none() => {
                self.html(&html, &[(0, range.start)])
            }
            Event::InlineHtml(_) => {}
            Event::FootnoteReference(label) => {
                let label = label.to_lowercase();
                self.leaf(
                    Element::new("deckle-note-ref", span).with("label", label),
                    "",
                );
            }
            Event::Rule => self.builder.push(Element::new("hr", span)),
            Event::TaskListMarker(ticked) => {
                let mut element = Element::new("input", span).with("type", "checkbox");
                if ticked {
                    element = element.with("checked", "");
                }
                self.builder.push(element);
            }
        }
    }

    /// A text of the author's, as it was written.
    fn bare<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.is_eased {
            flanks::bare(text)
        } else {
            Cow::Borrowed(text)
        }
    }

    fn text(&mut self, text: &str) {
        let text = &*self.bare(text);
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
        } else if let Some((_, alternative, _)) = &mut self.picture {
            alternative.push_str(text);
        } else if !self.html.is_skipping() {
            self.builder.text(text);
        }
    }

    /// Whether the braces that a heading ends in belong to its last passage or picture, right before them: then they
    /// are kept for its end.
    fn ends_in_passage(&mut self, range: &Range<usize>) -> bool {
        let written = self.input.get(range.clone()).unwrap_or("").trim_end();
        let braces = written
            .strip_suffix('}')
            .and_then(|body| body.rfind('{'))
            .and_then(|at| written.split_at_checked(at))
            .filter(|(before, braces)| {
                // Text behind the braces of a passage may end in one, too.
                written.starts_with('#')
                    && before.ends_with([']', ')'])
                    && braces.find('}') == Some(braces.len() - 1)
            });
        self.braces = braces.map(|(_, braces)| braces.to_owned());
        self.braces.is_some()
    }

    /// Whether dollar signs are no marks of mathematics: a letter or digit stands right before or after them (`US$5`,
    /// `%1$s`).
    fn is_money(&self, range: &Range<usize>) -> bool {
        let before = self
            .input
            .get(..range.start)
            .and_then(|text| text.chars().next_back());
        let after = self
            .input
            .get(range.end..)
            .and_then(|text| text.chars().next());
        before.is_some_and(char::is_alphanumeric) || after.is_some_and(char::is_alphanumeric)
    }

    /// Whether raised or lowered letters would reach over white space: then the marks are letters (`~20 to ~30`).
    fn is_wide(&self, range: &Range<usize>) -> bool {
        self.input
            .get(range.clone())
            .is_some_and(|text| text.len() > 64 || text.contains(char::is_whitespace))
    }

    /// Whether a character stands for itself: the author put a backslash before it, or wrote a reference.
    fn is_literal(&self, text: &str, range: &Range<usize>) -> bool {
        if !text.starts_with(['[', ']', '^', '~', '{', '}', ':'])
            || self.code.is_some()
            || self.picture.is_some()
        {
            return false;
        }
        let before = range
            .start
            .checked_sub(1)
            .and_then(|at| self.input.as_bytes().get(at));
        before == Some(&b'\\') || self.input.as_bytes().get(range.start) == Some(&b'&')
    }

    /// The first character as itself, the rest as text.
    fn literal(&mut self, text: &str, span: Span) {
        let length = text.chars().next().map_or(0, char::len_utf8);
        if self.html.is_inside() {
            // In a drawing or a formula no signs are marks.
            return self.text(text);
        }
        let (first, rest) = text.split_at_checked(length).unwrap_or((text, ""));
        self.filled("deckle-literal", first, span);
        self.text(rest);
    }

    /// An element without content; inside a picture's text it is `stand_in`.
    fn leaf(&mut self, element: Element, stand_in: &str) {
        if let Some((_, alternative, _)) = &mut self.picture {
            alternative.push_str(stand_in);
        } else {
            self.builder.push(element);
        }
    }

    /// An element that holds nothing but text.
    fn filled(&mut self, name: &'static str, text: &str, span: Span) {
        let text = &*self.bare(text);
        if let Some((_, alternative, _)) = &mut self.picture {
            alternative.push_str(text);
            return;
        }
        self.builder
            .open(Element::new(name, span), Origin::Markdown);
        self.builder.text(text);
        self.builder.close_markdown(span);
    }

    fn html(&mut self, text: &str, starts: &[(usize, usize)]) {
        let text = &*self.bare(text);
        let (source, places, shifted) = (self.source, self.places, &self.shifted);
        let before = self.start;
        let place = |range: Range<usize>| {
            let at = |offset: usize| {
                let index = starts
                    .partition_point(|&(here, _)| here <= offset)
                    .saturating_sub(1);
                let in_text = starts
                    .get(index)
                    .map_or(offset, |&(here, there)| there + offset.saturating_sub(here));
                match shifted {
                    Some(shifted) => shifted
                        .places
                        .source((in_text + shifted.plus).saturating_sub(shifted.by)),
                    None => places.source(before + in_text),
                }
            };
            Span::new(source, at(range.start), at(range.end))
        };
        let mut comment = |builder: &mut Builder, text: &str, span: Span| {
            if let Some(label) = page_comment(text) {
                builder.push(
                    Element::new("span", span)
                        .with("class", "pagebreak")
                        .with("title", label),
                );
            }
        };
        self.html
            .read(text, self.builder, self.findings, &place, &mut comment);
    }

    fn open(&mut self, element: Element) {
        self.builder.open(element, Origin::Markdown);
    }

    fn start(&mut self, tag: Tag, span: Span) {
        if self.html.is_inside() && is_block(&tag) {
            self.html.settle(self.builder, span);
        }
        if let Some((_, _, depth)) = &mut self.picture {
            *depth += usize::from(matches!(tag, Tag::Image { .. }));
            return;
        }
        match tag {
            Tag::Paragraph => self.open(Element::new("p", span)),
            Tag::Heading {
                level,
                id,
                classes,
                attrs,
            } => {
                let names = ["h1", "h2", "h3", "h4", "h5", "h6"];
                let mut element =
                    Element::new(names.get(level as usize - 1).copied().unwrap_or("h6"), span);
                let classes: Vec<&str> = classes
                    .iter()
                    .map(|class| &**class)
                    .filter(|class| !class.is_empty())
                    .collect();
                let attrs = attrs
                    .iter()
                    .map(|(name, value)| (&**name, value.as_deref().unwrap_or("")));
                set_attributes(&mut element, id.as_deref(), &classes, attrs);
                self.open(element);
            }
            Tag::BlockQuote(_) => self.open(Element::new("blockquote", span)),
            Tag::CodeBlock(kind) => {
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => info.trim(),
                    CodeBlockKind::Indented => "",
                };
                let element = Element::new("pre", span).with("info", self.bare(info));
                self.code = Some((element, String::new()));
            }
            Tag::HtmlBlock => self.block = Some((String::new(), Vec::new())),
            Tag::List(Some(start)) => {
                self.open(Element::new("ol", span).with("start", start.to_string()))
            }
            Tag::List(None) => self.open(Element::new("ul", span)),
            Tag::Item => self.open(Element::new("li", span)),
            Tag::FootnoteDefinition(label) => {
                self.open(Element::new("deckle-note", span).with("label", label.to_lowercase()));
            }
            Tag::DefinitionList => self.open(Element::new("dl", span)),
            Tag::DefinitionListTitle => self.open(Element::new("dt", span)),
            Tag::DefinitionListDefinition => self.open(Element::new("dd", span)),
            Tag::Table(alignments) => {
                let letters: String = alignments.iter().map(alignment_letter).collect();
                self.open(Element::new("table", span).with("deckle-alignments", letters));
            }
            Tag::TableHead => {
                self.in_head = true;
                self.open(Element::new("thead", span));
                self.open(Element::new("tr", span));
            }
            Tag::TableRow => self.open(Element::new("tr", span)),
            Tag::TableCell => self.open(Element::new(if self.in_head { "th" } else { "td" }, span)),
            Tag::Emphasis => self.open(Element::new("em", span)),
            Tag::Strong => self.open(Element::new("strong", span)),
            Tag::Strikethrough => self.open(Element::new("del", span)),
            Tag::Superscript => self.open(Element::new("sup", span)),
            Tag::Subscript => self.open(Element::new("sub", span)),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                let address = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => self.bare(&dest_url).into_owned(),
                };
                let mut element = Element::new("a", span).with("href", address);
                if !title.is_empty() {
                    element = element.with("title", self.bare(&title));
                }
                self.open(element);
            }
            Tag::Image {
                dest_url, title, ..
            } => {
                let mut element = Element::new("img", span).with("src", self.bare(&dest_url));
                if !title.is_empty() {
                    element = element.with("title", self.bare(&title));
                }
                self.picture = Some((element, String::new(), 0));
            }
            Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>, span: Span) {
        if let Some((_, _, depth)) = &mut self.picture {
            if tag == TagEnd::Image && *depth > 0 {
                *depth -= 1;
            } else if tag == TagEnd::Image {
                self.end_picture();
            }
            return;
        }
        let end = Span {
            start: span.end,
            ..span
        };
        match tag {
            TagEnd::CodeBlock => self.end_code(range.start),
            TagEnd::HtmlBlock => {
                if let Some((text, starts)) = self.block.take() {
                    self.html(&text, &starts);
                }
            }
            TagEnd::TableHead => {
                self.in_head = false;
                self.builder.close_markdown(end);
                self.builder.close_markdown(end);
            }
            TagEnd::MetadataBlock(_) => {}
            _ => {
                if matches!(tag, TagEnd::Heading(_))
                    && let Some(braces) = self.braces.take()
                {
                    self.text(&braces);
                }
                if self.html.is_inside()
                    && matches!(
                        tag,
                        TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell
                    )
                {
                    self.html.settle(self.builder, end);
                }
                self.builder.close_markdown(end);
            }
        }
    }

    fn end_picture(&mut self) {
        let Some((mut element, alternative, _)) = self.picture.take() else {
            return;
        };
        if !alternative.trim().is_empty() {
            element = element.with("alt", alternative);
        }
        self.builder.push(element);
    }

    /// `start` is where the listing begins in the text that is parsed.
    fn end_code(&mut self, start: usize) {
        let Some((mut element, mut text)) = self.code.take() else {
            return;
        };
        let info = std::mem::take(&mut element.attributes)
            .pop()
            .map(|(_, info)| info)
            .unwrap_or_default();
        let span = element.span;
        match read_info(&info) {
            Info::Raw(format) if format == "html" || format == "html5" => {
                self.html(&text, &[(0, start)]);
                return;
            }
            Info::Raw(format) => element = Element::new("deckle-raw", span).with("format", format),
            Info::Code {
                language,
                attributes,
            } => {
                if language.as_deref() == Some("math") {
                    self.filled("deckle-math-block", text.trim(), span);
                    return;
                }
                element.attributes = attributes;
                if self.options.mdbook && language.as_deref() == Some("rust") {
                    text = without_hidden_lines(&text);
                }
                if let Some(bare) = without_marks(&text) {
                    text = bare;
                }
                if let Some(language) = language {
                    element = element.with("data-lang", language);
                }
                element = element.with("deckle-fence", "");
            }
        }
        self.open(element);
        self.builder.text(&text);
        self.builder.close_markdown(span);
    }
}

fn is_block(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::Table(_)
            | Tag::DefinitionList
            | Tag::FootnoteDefinition(_)
    )
}

fn alignment_letter(alignment: &Alignment) -> char {
    match alignment {
        Alignment::None => '-',
        Alignment::Left => 'l',
        Alignment::Center => 'c',
        Alignment::Right => 'r',
    }
}

/// Writes a list of attributes onto an element.
fn set_attributes<'t>(
    element: &mut Element,
    id: Option<&str>,
    classes: &[&str],
    others: impl Iterator<Item = (&'t str, &'t str)>,
) {
    if let Some(id) = id {
        element.attributes.push(("id".into(), id.to_owned()));
    }
    let mut classes = classes.join(" ");
    for (name, value) in others {
        match (name, value) {
            // Pandoc's short form of `.unnumbered`.
            ("-", "") => classes.push_str(" unnumbered"),
            _ => element.attributes.push((
                name.to_owned().into(),
                value.trim_matches(['"', '\'']).to_owned(),
            )),
        }
    }
    if !classes.is_empty() {
        element.attributes.push(("class".into(), classes));
    }
}

/// The number in `<!-- page 12 -->`.
fn page_comment(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let rest = ["page", "pg.", "pg", "p."]
        .iter()
        .find_map(|word| lower.strip_prefix(word).map(|rest| rest.len()))?;
    let label = text
        .get(text.len() - rest..)?
        .trim_start_matches([':', '=', ' ', '-', '#'])
        .trim();
    let is_number = label.bytes().all(|b| b.is_ascii_digit())
        || label.bytes().all(|b| b"ivxlcdmIVXLCDM".contains(&b));
    (!label.is_empty() && label.len() <= 8 && is_number).then(|| label.to_owned())
}
