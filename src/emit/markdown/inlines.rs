//! Inline content.

use super::attributes::{in_braces, in_tag, push};
use super::emphasis::{Edges, Signs, holds};
use super::escape::{Context, push_text};
use super::links::{destination, title};
use super::writer::Writer;
use crate::book::visit::{Node, walk_run};
use crate::book::{Attributes, Inline, PageBreak, Picture, Target};

/// A run of text in the making.
struct Run<'w, 'a> {
    writer: &'w mut Writer<'a>,
    out: String,
    context: Context,
    /// One line only: a heading, a cell.
    one_line: bool,
    in_stars: bool,
    in_underscores: bool,
}

impl<'a> Writer<'a> {
    /// Running text as it stands in a paragraph, with `\` and a line end for each line break. Line beginnings are not
    /// guarded yet.
    pub(super) fn text_of(&mut self, content: &[Inline]) -> String {
        self.run(content, false, Context::default())
    }

    /// Running text on one line.
    pub(super) fn line_of(&mut self, content: &[Inline]) -> String {
        self.run(content, true, Context::default())
    }

    /// A line of verse: signs may pair with those of other lines.
    pub(super) fn verse_line_of(&mut self, content: &[Inline]) -> String {
        let paired = Context {
            dollars: true,
            tildes: true,
            carets: true,
            verse: true,
            ..Context::default()
        };
        self.run(content, true, paired)
    }

    /// A speaker on one line, and what is said behind it: both are one paragraph, in which signs pair.
    pub(super) fn speech_of(&mut self, speaker: &[Inline], content: &[Inline]) -> String {
        let context = paired(&[speaker, content]);
        let speaker = self.run(speaker, true, context);
        if let Some((Inline::LineBreak, said)) = content.split_first() {
            let text = self.run(said, false, context);
            // A backslash at the end of the paragraph would be a letter.
            return match text.trim().is_empty() {
                true => format!("{speaker}<br>"),
                false => format!("{speaker}\\\n{text}"),
            };
        }
        let text = self.run(content, false, context);
        format!("{speaker} {text}")
    }

    /// The texts of the cells of a row of a pipe table: they stand on one line, in which signs pair.
    pub(super) fn cells_of(&mut self, cells: &[&[Inline]]) -> Vec<String> {
        let context = Context {
            in_table: true,
            ..paired(cells)
        };
        let cells = cells.iter();
        cells.map(|cell| self.run(cell, true, context)).collect()
    }

    fn run(&mut self, content: &[Inline], one_line: bool, context: Context) -> String {
        let signs = count(content);
        let [dollars, tildes, carets, _] = signs.map(|count| count > 1);
        let context = Context {
            dollars: dollars || context.dollars,
            tildes: tildes || context.tildes,
            carets: carets || context.carets,
            tex: signs[3] > 0 || context.tex,
            ..context
        };
        let mut run = Run {
            writer: self,
            out: String::new(),
            context,
            one_line,
            in_stars: false,
            in_underscores: false,
        };
        run.inlines(content, None);
        run.out
    }
}

/// The context of several runs on one line or in one paragraph.
fn paired(runs: &[&[Inline]]) -> Context {
    let mut signs = [0; 4];
    for run in runs {
        for (sum, of_run) in signs.iter_mut().zip(count(run)) {
            *sum += of_run;
        }
    }
    Context {
        dollars: signs[0] > 1,
        tildes: signs[1] > 1,
        carets: signs[2] > 1,
        tex: signs[3] > 0,
        ..Context::default()
    }
}

/// Counts what is markup only in pairs: dollars, tildes, carets; and, last, what may stand in mathematics.
fn count(content: &[Inline]) -> [usize; 4] {
    let mut signs = [0; 4];
    walk_run(content, &mut |node| {
        let Node::Piece(inline) = node else { return };
        match inline {
            Inline::Text(text) => {
                let of = |sign: char| text.matches(sign).count();
                for (sign, count) in ['$', '~', '^'].into_iter().zip(signs.iter_mut()) {
                    *count += of(sign);
                }
                signs[3] += text.matches(['^', '=', '_', '\\']).count();
            }
            Inline::Link(_) | Inline::NoteRef(_) | Inline::LineBreak => {}
            Inline::Code(text) => {
                signs[0] += text.matches('$').count();
                signs[3] += 1;
            }
            other => {
                signs[0] += if matches!(other, Inline::Math(_)) {
                    2
                } else {
                    0
                };
                signs[1] += if matches!(other, Inline::Strikethrough(_)) {
                    2
                } else {
                    0
                };
                signs[3] += 1;
            }
        }
    });
    signs
}

impl Run<'_, '_> {
    /// Writes `content`; `after` is what follows it.
    fn inlines(&mut self, content: &[Inline], after: Option<char>) {
        for (index, inline) in content.iter().enumerate() {
            let next = content.get(index + 1..).and_then(first_sign).or(after);
            self.inline(inline, next);
        }
    }

    fn inline(&mut self, inline: &Inline, next: Option<char>) {
        match inline {
            Inline::Text(text) => push_text(&mut self.out, text, next, self.context),
            Inline::Emphasis(content) => self.stressed(content, ["*", "_", "em"], next),
            Inline::Strong(content) => self.stressed(content, ["**", "__", "strong"], next),
            Inline::Strikethrough(content) => self.struck(content, next),
            Inline::Superscript(content) => self.tagged("sup", "", content),
            Inline::Subscript(content) => self.tagged("sub", "", content),
            Inline::SmallCaps(content) => self.bracketed(content, ".smallcaps"),
            Inline::Code(text) => self.code(text),
            Inline::Math(math) => self.math(&math.tex, next),
            Inline::Link(link) => self.link(&link.target, link.title.as_deref(), &link.content),
            Inline::Image(picture) => self.picture(picture),
            Inline::NoteRef(note) => self.note(*note, next),
            Inline::PageBreak(page) => self.page_break(page),
            Inline::LineBreak => {
                // A backslash at the end of a passage or of the paragraph would be a letter.
                let goes_on =
                    next.is_some_and(|c| !matches!(c, ']' | '<' | '*' | '_' | '~' | '\n'));
                self.out.push_str(if self.one_line || !goes_on {
                    "<br>"
                } else {
                    "\\\n"
                });
            }
            Inline::Ruby(pairs) => {
                self.out.push_str("<ruby>");
                for (base, reading) in pairs {
                    self.inlines(base, Some('<'));
                    self.tagged("rt", "", reading);
                }
                self.out.push_str("</ruby>");
            }
            Inline::Span {
                attributes,
                content,
            } if attributes.is_empty() => self.inlines(content, next),
            Inline::Span {
                attributes,
                content,
            } => {
                self.writer.anchor(attributes.id.as_deref());
                self.bracketed(content, &in_braces("", attributes));
            }
            Inline::Element(element) => self.element(
                element.name,
                &element.attributes,
                &element.extra,
                &element.content,
            ),
            Inline::Markup(markup) => super::html::push_markup(&mut self.out, markup),
        }
    }

    fn stressed(&mut self, content: &[Inline], signs: [&str; 3], next: Option<char>) {
        if let (["*", ..], [Inline::Strong(inner)]) = (signs, content)
            && self.stressed_twice(inner, next)
        {
            return;
        }
        let [stars, underscores, tag] = signs;
        let start = self.out.len();
        let before = self.out.chars().next_back();
        let outer = (self.in_stars, self.in_underscores);
        // The signs around decide about the signs within, and the other way round: write with stars, look at the edges,
        // and write again where they do not hold.
        for attempt in [Signs::Stars, Signs::Underscores] {
            let sign = if attempt == Signs::Stars {
                stars
            } else {
                underscores
            };
            (self.in_stars, self.in_underscores) = (
                outer.0 || attempt == Signs::Stars,
                outer.1 || attempt == Signs::Underscores,
            );
            self.out.push_str(sign);
            let inside = self.out.len();
            self.inlines(content, sign.chars().next());
            (self.in_stars, self.in_underscores) = outer;
            let text = self.out.get(inside..).unwrap_or_default();
            let edges = Edges {
                before,
                first: text.chars().next(),
                last: last_of(text),
                after: next,
                in_stars: outer.0,
                in_underscores: outer.1,
            };
            if holds(attempt, edges) {
                self.out.push_str(sign);
                return;
            }
            self.out.truncate(start);
        }
        self.tagged(tag, "", content);
    }

    /// `***both***`: emphasis that holds nothing but strong text, where all signs are sure to be read as meant.
    fn stressed_twice(&mut self, content: &[Inline], next: Option<char>) -> bool {
        if self.in_stars {
            return false;
        }
        let start = self.out.len();
        let before = self.out.chars().next_back();
        self.in_stars = true;
        self.out.push_str("***");
        let inside = self.out.len();
        self.inlines(content, Some('*'));
        self.in_stars = false;
        let text = self.out.get(inside..).unwrap_or_default();
        let edges = Edges {
            before,
            first: text.chars().next(),
            last: last_of(text),
            after: next,
            in_stars: true,
            in_underscores: self.in_underscores,
        };
        let held = holds(Signs::Stars, edges);
        if held {
            self.out.push_str("***");
        } else {
            self.out.truncate(start);
        }
        held
    }

    fn struck(&mut self, content: &[Inline], next: Option<char>) {
        let start = self.out.len();
        let before = self.out.chars().next_back();
        self.out.push_str("~~");
        let inside = self.out.len();
        self.inlines(content, Some('~'));
        let text = self.out.get(inside..).unwrap_or_default();
        let edges = Edges {
            before,
            first: text.chars().next(),
            last: last_of(text),
            after: next,
            in_stars: true,
            in_underscores: true,
        };
        let touches = [edges.before, edges.first, edges.last, edges.after].contains(&Some('~'));
        if !touches && !text.contains("~~") && holds(Signs::Stars, edges) {
            return self.out.push_str("~~");
        }
        self.out.truncate(start);
        self.tagged("del", "", content);
    }

    /// An HTML element with Markdown inside.
    fn tagged(&mut self, name: &str, attributes: &str, content: &[Inline]) {
        self.out.push('<');
        self.out.push_str(name);
        self.out.push_str(attributes);
        self.out.push('>');
        self.inlines(content, Some('<'));
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// `[text]{…}`: a passage with attributes.
    fn bracketed(&mut self, content: &[Inline], braces: &str) {
        let outer = std::mem::replace(&mut self.context.in_brackets, true);
        self.out.push('[');
        self.inlines(content, Some(']'));
        self.out.push_str(&format!("]{{{braces}}}"));
        self.context.in_brackets = outer;
    }

    /// `[12]{.pagebreak #id}`: the beginning of a printed page. The anchor that follows from its number is left out.
    fn page_break(&mut self, page: &PageBreak) {
        self.writer.anchor(Some(&page.id));
        let anchor = if page.id == format!("page-{}", page.label) {
            String::new()
        } else {
            format!(" #{}", page.id)
        };
        self.bracketed(
            &[Inline::Text(page.label.clone())],
            &format!(".pagebreak{anchor}"),
        );
    }

    fn element(
        &mut self,
        name: &str,
        attributes: &Attributes,
        extra: &[(String, String)],
        content: &[Inline],
    ) {
        self.writer.anchor(attributes.id.as_deref());
        let mut tag = in_tag("", attributes);
        for (name, value) in extra {
            push(&mut tag, name, value);
        }
        if name == "wbr" {
            return self.out.push_str(&format!("<wbr{tag}/>"));
        }
        self.tagged(name, &tag, content);
    }

    fn code(&mut self, text: &str) {
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let hidden = text.is_empty()
            || text.contains(['\n', '\r'])
            || self.context.in_table && text.contains("\\|");
        if hidden || self.out.ends_with('`') {
            self.out.push_str("<code>");
            super::html::push_text(&mut self.out, text);
            return self.out.push_str("</code>");
        }
        // A sequence of backticks of any other length than the fence is text.
        let fence = (1..=longest + 1)
            .map(|length| "`".repeat(length))
            .find(|fence| !text.split(|c| c != '`').any(|run| run.len() == fence.len()))
            .unwrap_or_default();
        let blank =
            text.starts_with(' ') && text.ends_with(' ') && !text.trim_matches(' ').is_empty();
        let pad = if blank || text.starts_with('`') || text.ends_with('`') {
            " "
        } else {
            ""
        };
        let text = if self.context.in_table {
            text.replace('|', "\\|")
        } else {
            text.to_owned()
        };
        self.out
            .push_str(&format!("{fence}{pad}{text}{pad}{fence}"));
    }

    fn math(&mut self, tex: &str, next: Option<char>) {
        let edge = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let beside = |c: char| c == '$' || c.is_alphanumeric();
        let breaks = edge(tex.chars().next())
            || edge(tex.chars().next_back())
            || tex.contains(['$', '\n', '\r'])
            || tex.ends_with('\\')
            || (self.context.in_table && tex.contains('|'));
        let last = self.out.chars().next_back();
        let touches = last.is_some_and(|c| c == '\\' || beside(c)) || next.is_some_and(beside);
        let held = !(breaks || touches);
        if held {
            return self.out.push_str(&format!("${tex}$"));
        }
        if !tex.is_empty()
            && !tex.contains(['$', '|', '`', '<', '\n', '\r'])
            && !tex.contains("\\)")
            && !tex.ends_with('\\')
            && is_tex(tex)
            && last != Some('\\')
            && !self.context.verse
            && !self.writer.is_in_item()
        {
            return self.out.push_str(&format!("\\({tex}\\)"));
        }
        self.out.push_str("<span class=\"math\">");
        super::html::push_text(&mut self.out, tex);
        self.out.push_str("</span>");
    }

    fn link(&mut self, target: &Target, tooltip: Option<&str>, content: &[Inline]) {
        let address = match target {
            Target::External(address) | Target::Unresolved(address) => address.clone(),
            Target::Anchor(id) => self.writer.links.anchor(id, &self.writer.file),
            Target::Resource(id) => self.writer.links.resource(*id).to_owned(),
        };
        if tooltip.is_none()
            && is_autolink(&address)
            && matches!(content, [Inline::Text(text)] if *text == address)
        {
            return self.out.push_str(&format!("<{address}>"));
        }
        let outer = std::mem::replace(&mut self.context.in_brackets, true);
        self.out.push('[');
        self.inlines(content, Some(']'));
        self.context.in_brackets = outer;
        let (address, tooltip) = (
            destination(&address),
            tooltip.map(title).unwrap_or_default(),
        );
        self.push_in_table(&format!("]({address}{tooltip})"));
    }

    /// Appends what is no text; in a table its pipes are escaped all the same.
    fn push_in_table(&mut self, markup: &str) {
        if self.context.in_table {
            self.out.push_str(&markup.replace('|', "\\|"))
        } else {
            self.out.push_str(markup)
        }
    }

    fn picture(&mut self, picture: &Picture) {
        let path = match picture.resource {
            Some(resource) => self.writer.links.resource(resource).to_owned(),
            None => picture.path.clone(),
        };
        let text = picture.alternative.as_deref();
        self.out.push_str("![");
        let context = Context {
            in_brackets: true,
            dollars: true,
            tildes: true,
            carets: true,
            ..self.context
        };
        push_text(&mut self.out, text.unwrap_or_default(), Some(']'), context);
        let tooltip = picture.title.as_deref().map(title).unwrap_or_default();
        self.push_in_table(&format!("]({}{tooltip})", destination(&path)));
        self.writer.anchor(picture.attributes.id.as_deref());
        let mut braces = in_braces(
            if text == Some("") { "decorative" } else { "" },
            &picture.attributes,
        );
        for (name, value) in [("width", &picture.width), ("height", &picture.height)] {
            if let Some(value) = value {
                braces.push_str(&format!(" {name}={value}"));
            }
        }
        if !braces.is_empty() {
            self.out.push_str(&format!("{{{}}}", braces.trim_start()));
        }
    }

    fn note(&mut self, index: usize, next: Option<char>) {
        if self.writer.book.notes.get(index).is_none() {
            return;
        }
        if !self.writer.notes.contains(&index) {
            self.writer.notes.push(index);
        }
        self.out.push_str(&format!("[^{}]", index + 1));
        if matches!(next, Some('[' | '(' | ':' | '{')) {
            // Brackets that touch are the text and the target of a link; with a colon they define.
            self.out.push_str("<!-- -->");
        }
    }
}

/// The first character that `content` will be written with; markup counts as its own first sign.
fn first_sign(content: &[Inline]) -> Option<char> {
    content.iter().find_map(|inline| match inline {
        Inline::Text(text) => text.chars().next(),
        Inline::Link(_) | Inline::NoteRef(_) | Inline::SmallCaps(_) | Inline::PageBreak(_) => {
            Some('[')
        }
        Inline::Span {
            attributes,
            content,
        } if attributes.is_empty() => first_sign(content),
        Inline::Span { .. } => Some('['),
        Inline::Emphasis(_) | Inline::Strong(_) => Some('*'),
        Inline::Strikethrough(_) => Some('~'),
        Inline::Code(_) => Some('`'),
        Inline::Math(_) => Some('$'),
        Inline::Image(_) => Some('!'),
        Inline::LineBreak => Some('\n'),
        Inline::Superscript(_)
        | Inline::Subscript(_)
        | Inline::Ruby(_)
        | Inline::Element(_)
        | Inline::Markup(_) => Some('<'),
    })
}

/// Whether a text is read as mathematics between `\\(` and `\\)`, and not as words in escaped brackets.
fn is_tex(text: &str) -> bool {
    let command = |pair: &[u8]| matches!(pair, [b'\\', letter] if letter.is_ascii_alphabetic());
    text.contains(['^', '=', '_']) || text.as_bytes().windows(2).any(command)
}

fn last_of(text: &str) -> Option<char> {
    text.chars().next_back()
}

/// Whether an address may stand between angle brackets alone.
fn is_autolink(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once(':') else {
        return false;
    };
    matches!(scheme, "http" | "https" | "ftp")
        && !rest.is_empty()
        && !rest
            .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|'))
}
