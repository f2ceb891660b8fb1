//! Divisions and asides: `:::`, `{blurb}`, `A>`, `!!! note`, and attribute lines.

use super::{DEPTH_LIMIT, Line, Writer, line_at};
use crate::source::elements::{Attribute, parse_attributes};

impl Writer<'_> {
    /// `::: {.class}`, `::: word`, `:::note[Title]`, `:::tip Title`, and `:::` that closes.
    pub(super) fn fenced_division(&mut self, line: &Line) -> usize {
        let rest = line
            .content
            .trim_start_matches(':')
            .trim()
            .trim_end_matches(':')
            .trim_end();
        if rest.is_empty() {
            return match self.open.pop() {
                Some(end) => {
                    self.block(line, end);
                    1
                }
                None => self.escaped(line),
            };
        }
        let Some((attributes, title)) = division_head(rest) else {
            return self.escaped(line);
        };
        let class = attributes
            .iter()
            .find(|(name, _)| name == "class")
            .map_or("", |(_, classes)| classes.as_str());
        if class == "details" {
            let summary = if title.is_empty() {
                String::new()
            } else {
                format!("<summary>{}</summary>", escape(&title))
            };
            self.block(line, &format!("<details>{summary}"));
            self.open.push("</details>");
            return 1;
        }
        let mut attributes = attributes;
        if !title.is_empty() {
            attributes.push(("title".into(), title));
        }
        self.block(line, &tag("deckle-division", &attributes));
        self.open.push("</deckle-division>");
        1
    }

    /// Colons that mark nothing: letters, and not a definition either.
    fn escaped(&mut self, line: &Line) -> usize {
        self.place(line.start);
        self.out.push_str(line.prefix);
        self.out.push('\\');
        self.place(line.start + line.prefix.len());
        self.out
            .push_str(line.whole.get(line.prefix.len()..).unwrap_or(""));
        1
    }

    /// A line that begins with a colon and is no definition.
    pub(super) fn coloned(&mut self, line: &Line, rest: &[Line]) -> usize {
        if super::signs::begins_with_character(line.content) {
            return self.plain(line, rest);
        }
        self.place(line.start);
        self.out.push_str(line.prefix);
        self.out.push('\\');
        let from = line.prefix.len();
        let inner = line.whole.get(from..).unwrap_or("");
        let inner = Line {
            start: line.start + from,
            prefix: "",
            content: line.content,
            whole: inner,
        };
        let rest: Vec<Line> = std::iter::once(inner)
            .chain(rest.iter().skip(1).copied())
            .collect();
        self.plain(&inner, &rest)
    }

    /// A line that is nothing but `{…}`: Leanpub's containers and marks, or attributes.
    pub(super) fn brace_line(
        &mut self,
        line: &Line,
        before: Option<&Line>,
        rest: &[Line],
    ) -> usize {
        let Some(body) = line
            .content
            .strip_prefix('{')
            .and_then(|body| body.strip_suffix('}'))
        else {
            return 0;
        };
        let body = body.trim();
        if body.starts_with("::") || body.starts_with(":/") {
            return self.kramdown_extension(line, body, rest);
        }
        let word = body.split([',', ' ', ':']).next().unwrap_or("");
        match word {
            "pagebreak" | "frontmatter" | "mainmatter" | "backmatter" | "sample" | "Sample"
            | "book"
                if !body.contains('=') =>
            {
                self.block(line, "");
                return 1;
            }
            "aside" | "blurb" | "note" | "tip" | "warning" | "error" | "information"
            | "discussion" | "exercise" | "question" | "quiz" => {
                return self.leanpub_container(line, word, body);
            }
            "/aside" | "/blurb" | "/note" | "/tip" | "/warning" | "/error" | "/information"
            | "/discussion" | "/exercise" | "/question" | "/quiz" => {
                let Some(end) = self.open.pop() else { return 0 };
                self.block(line, end);
                return 1;
            }
            _ => {}
        }
        let compact: String = body.chars().filter(|c| *c != ' ').collect();
        if matches!(
            compact.as_str(),
            ":toc" | "toc" | ":.no_toc" | ":.no_toc.no_toc"
        ) {
            self.block(line, "");
            return 1;
        }
        if word == "$$" {
            return self.leanpub_formula(line, rest);
        }
        let Some(mut attributes) = parse_attributes(body) else {
            return 0;
        };
        // Leanpub's parts.
        let is_heading = rest
            .get(1)
            .is_some_and(|next| next.content.starts_with("# "));
        for (name, value) in &mut attributes {
            if name == "class" && value == "part" && is_heading {
                "role-part".clone_into(value);
            }
        }
        let follows = rest.get(1).is_some_and(|next| !next.is_blank());
        let precedes = before.is_some_and(|before| !before.is_blank());
        let is_previous = precedes && (body.starts_with(':') || !follows);
        let attributes: Vec<Attribute> = std::iter::once((
            "where".into(),
            if is_previous { "previous" } else { "next" }.to_owned(),
        ))
        .chain(attributes)
        .collect();
        self.block(line, &tag("deckle-attributes", &attributes));
        1
    }

    /// kramdown's `{::options …}`, and `{::comment}` with all up to its end.
    fn kramdown_extension(&mut self, line: &Line, body: &str, rest: &[Line]) -> usize {
        self.block(line, "");
        if body != "::comment" {
            return 1;
        }
        rest.iter()
            .position(|line| matches!(line.content, "{:/comment}" | "{:/}"))
            .map_or(1, |end| end + 1)
    }

    /// Leanpub's `{$$}` … `{/$$}` on lines of their own.
    fn leanpub_formula(&mut self, line: &Line, rest: &[Line]) -> usize {
        let Some(end) = rest
            .iter()
            .take(100)
            .position(|line| line.content == "{/$$}")
        else {
            return 0;
        };
        self.displayed(line, rest.get(1..end).unwrap_or(&[]));
        end + 1
    }

    fn leanpub_container(&mut self, line: &Line, word: &str, body: &str) -> usize {
        let rest = body
            .get(word.len()..)
            .unwrap_or("")
            .trim_start_matches([',', ' ']);
        let attributes = if rest.is_empty() {
            Vec::new()
        } else {
            parse_attributes(rest).unwrap_or_default()
        };
        let class = attributes
            .iter()
            .find(|(name, _)| name == "class")
            .map_or(word, |(_, classes)| classes.as_str());
        let (start, end) = match class {
            "aside" => (tag("aside", &attributes), "</aside>"),
            "center" => (tag("center", &[]), "</center>"),
            "quiz" => (tag("div", &[("class".into(), "quiz".to_owned())]), "</div>"),
            class => {
                let kind = if class == "blurb" { "note" } else { class };
                let mut attributes: Vec<Attribute> = attributes
                    .iter()
                    .filter(|(name, _)| name != "class")
                    .cloned()
                    .collect();
                attributes.push(("kind".into(), kind.to_owned()));
                (tag("deckle-callout", &attributes), "</deckle-callout>")
            }
        };
        self.block(line, &start);
        self.open.push(end);
        1
    }

    /// Leanpub's `A> text`: an aside as long as the lines begin so.
    pub(super) fn lettered_aside(&mut self, line: &Line, rest: &[Line], depth: usize) -> usize {
        let Some(letter) = line.content.chars().next() else {
            return 0;
        };
        let marks = |line: &Line| {
            let body = line
                .content
                .strip_prefix(letter)
                .and_then(|body| body.strip_prefix('>'));
            // Some authors write no blank; but `T>` of a program is none of theirs.
            body.is_some_and(|body| {
                let next = body.chars().next();
                let is_sentence = || body.split(' ').filter(|word| word.len() > 1).count() > 5;
                next.is_none_or(|next| next == ' ' || next.is_alphanumeric() && is_sentence())
            }) && line.prefix.trim().is_empty()
        };
        if !marks(line) || depth >= DEPTH_LIMIT {
            return 0;
        }
        let kind = match letter {
            'A' => "aside",
            'B' | 'D' | 'I' | 'Q' | 'X' => "note",
            'C' => "center",
            'E' => "caution",
            'T' => "tip",
            'W' => "warning",
            _ => return 0,
        };
        let count = rest.iter().take_while(|line| marks(line)).count();
        let inner: Vec<Line> = rest
            .iter()
            .take(count)
            .map(|line| {
                let skip = line.whole.find('>').map_or(0, |at| at + 1);
                let skip = skip
                    + usize::from(
                        line.whole
                            .get(skip..)
                            .is_some_and(|tail| tail.starts_with(' ')),
                    );
                line_at(line.whole.get(skip..).unwrap_or(""), line.start + skip)
            })
            .collect();
        let (start, end) = match kind {
            "aside" => ("<aside>".to_owned(), "</aside>"),
            "center" => ("<center>".to_owned(), "</center>"),
            kind => (
                tag("deckle-callout", &[("kind".into(), kind.to_owned())]),
                "</deckle-callout>",
            ),
        };
        self.inner(line, &start, &inner, end, depth);
        count
    }

    /// MkDocs's `!!! note "Title"` with its indented text; `???` is one that folds.
    pub(super) fn admonition(&mut self, line: &Line, rest: &[Line], depth: usize) -> usize {
        let content = line.content;
        let Some(head) = content
            .strip_prefix("!!!")
            .or_else(|| content.strip_prefix("???+"))
            .or_else(|| content.strip_prefix("???"))
        else {
            return 0;
        };
        let head = head.trim();
        let (words, tail) = match head.find('"') {
            Some(at) => head.split_at_checked(at).unwrap_or((head, "")),
            None => (head, ""),
        };
        let mut words = words.split_whitespace();
        let word = words.next().unwrap_or("");
        // Words that say where it stands on the page, or that it holds marks of notes.
        if !words.all(|word| matches!(word, "annotate" | "inline" | "end")) {
            return 0;
        }
        let is_word = !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let title = tail.trim();
        let is_title = title.is_empty() || title.starts_with('"');
        if !is_word || !is_title || depth >= DEPTH_LIMIT {
            return 0;
        }
        let Some(inner) = indented(line, rest) else {
            return 0;
        };
        let mut attributes: Vec<Attribute> = vec![("kind".into(), word.to_owned())];
        let title = title.trim_matches('"');
        if !title.is_empty() {
            attributes.push(("title".into(), title.to_owned()));
        }
        let start = tag("deckle-callout", &attributes);
        self.inner(line, &start, &inner, "</deckle-callout>", depth);
        inner.len() + 1
    }

    /// Lines inside a container of their own.
    pub(super) fn inner(
        &mut self,
        line: &Line,
        start: &str,
        inner: &[Line],
        end: &'static str,
        depth: usize,
    ) {
        self.block(line, start);
        // What is opened inside is closed inside.
        let outer = std::mem::take(&mut self.open);
        self.lines(inner, depth + 1);
        if !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        while let Some(left) = self.open.pop() {
            self.block(line, left);
        }
        self.open = outer;
        self.block(line, end);
    }
}

/// The attributes and the title after `:::`.
fn division_head(rest: &str) -> Option<(Vec<Attribute>, String)> {
    if let Some(body) = rest.strip_prefix('{') {
        let (body, tail) = body.split_once('}')?;
        return Some((
            parse_attributes(body)?,
            tail.trim().trim_end_matches(':').trim().to_owned(),
        ));
    }
    let end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .unwrap_or(rest.len());
    let (word, tail) = rest.split_at_checked(end)?;
    if !word.starts_with(|c: char| c.is_ascii_alphabetic()) || tail.starts_with('.') {
        return None;
    }
    let mut attributes: Vec<Attribute> = vec![("class".into(), word.to_owned())];
    let mut tail = tail.trim();
    let mut title = String::new();
    if let Some((inner, after)) = tail.strip_prefix('[').and_then(|body| body.split_once(']')) {
        title = inner.to_owned();
        tail = after.trim();
    }
    if let Some((body, after)) = tail.strip_prefix('{').and_then(|body| body.split_once('}')) {
        for (name, value) in parse_attributes(body)? {
            match attributes.iter_mut().find(|(other, _)| *other == name) {
                Some((_, classes)) => {
                    classes.push(' ');
                    classes.push_str(&value);
                }
                None => attributes.push((name, value)),
            }
        }
        tail = after.trim();
    }
    if title.is_empty() {
        title = tail.to_owned();
    }
    Some((attributes, title))
}

/// A start tag.
pub(super) fn tag(name: &str, attributes: &[Attribute]) -> String {
    let mut tag = format!("<{name}");
    for (name, value) in attributes {
        if name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':'))
        {
            tag.push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
    }
    tag.push('>');
    tag
}

/// The lines below one that are set in by four columns, without them and without blank lines at their end; `rest` begins
/// with the line itself. `None` where there are none.
pub(super) fn indented<'t>(line: &Line<'t>, rest: &[Line<'t>]) -> Option<Vec<Line<'t>>> {
    let margin = line.prefix.len() + 4;
    let is_inside = |line: &&Line<'t>| {
        line.is_blank()
            || (line.prefix.len() >= margin && line.prefix.bytes().all(|byte| byte == b' '))
    };
    let mut lines: Vec<&Line<'t>> = rest.iter().skip(1).take_while(is_inside).collect();
    while lines.last().is_some_and(|line| line.is_blank()) {
        lines.pop();
    }
    let without_margin = |line: &&Line<'t>| {
        let skip = margin.min(line.prefix.len());
        line_at(line.whole.get(skip..).unwrap_or(""), line.start + skip)
    };
    (!lines.is_empty()).then(|| lines.iter().map(without_margin).collect())
}

/// Text as the value of an attribute or the content of a tag, on one line.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace(['\n', '\r'], " ")
}
