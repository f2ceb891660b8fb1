//! Marks of site generators: Hugo's `{{< … >}}` and `{{% … %}}`, Jekyll's and GitBook's `{% … %}`. What they plainly stand
//! for is written in its place; of the others only what stands between them is kept, and they are reported.

use super::containers::{escape, tag};
use super::inside::CodeSpans;
use super::{Line, State, Writer, head};
use crate::source::elements::{Attribute, MARK_UNKNOWN};

/// How many lines a loop may take.
const LONGEST_LOOP: usize = 200;

/// How far a mark may reach.
const LENGTH_LIMIT: usize = 2000;

/// A mark: its name, what follows it, and whether it closes.
struct Mark {
    name: String,
    words: Vec<String>,
    pairs: Vec<(String, String)>,
    is_end: bool,
}

impl Mark {
    fn value(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            self.pairs
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
        })
    }

    fn word(&self, index: usize) -> Option<&str> {
        self.words.get(index).map(String::as_str)
    }
}

impl Writer<'_> {
    /// A line that is one mark, or begins with one that reaches over several lines.
    pub(super) fn shortcode_line(&mut self, line: &Line, rest: &[Line]) -> usize {
        let mut text = String::new();
        let mut count = 0;
        for line in rest.iter().take(20) {
            if count > 0 {
                text.push(' ');
            }
            text.push_str(line.content);
            count += 1;
            if mark_at(&text).is_some() || text.len() > LENGTH_LIMIT || line.is_blank() {
                break;
            }
        }
        let Some((mark, length)) = mark_at(&text) else {
            return 0;
        };
        if text
            .get(length..)
            .is_some_and(|tail| !tail.trim().is_empty())
        {
            return 0;
        }
        if mark.name == "comment" && !mark.is_end {
            // What stands in a comment is for the author.
            let ends = |line: &Line| {
                mark_at(line.content).is_some_and(|(mark, _)| mark.name == "comment" && mark.is_end)
            };
            if let Some(end) = rest.iter().position(ends) {
                self.block(line, "");
                return end + 1;
            }
        }
        if mark.name == "for" && !mark.is_end {
            // What it goes through is known to the site alone.
            let ends = |line: &Line| line.content.contains("endfor");
            if let Some(end) = rest.iter().take(LONGEST_LOOP).position(ends) {
                self.unknown(line, &mark);
                self.block(line, "");
                return end + 1;
            }
        }
        if self.mark_block(line, &mark) {
            count
        } else {
            0
        }
    }

    /// Writes what a mark on lines of its own stands for. `false`: it belongs to running text.
    fn mark_block(&mut self, line: &Line, mark: &Mark) -> bool {
        let name = mark.name.as_str();
        match name {
            "figure" | "img" | "image" | "picture" => {
                let markup = figure(mark);
                self.block(line, &markup);
            }
            "ref" | "relref" | "link" | "post_url" => return false,
            "highlight" if !mark.is_end => self.listing(line, mark),
            "highlight" | "endhighlight" => self.block(line, ""),
            "details" | "expand" | "accordion" | "collapse" | "spoiler" if mark.is_end => {
                self.close(line, "</details>")
            }
            "details" | "expand" | "accordion" | "collapse" | "spoiler" => {
                let title = mark
                    .value(&["title", "summary"])
                    .or(mark.word(0))
                    .unwrap_or("");
                let markup = format!("<details><summary>{}</summary>", escape(title));
                self.block(line, &markup);
                self.open.push("</details>");
            }
            "toc" | "raw" | "endraw" | "br" | "pagebreak" | "rawhtml" | "/rawhtml" | "comment" => {
                self.block(line, "")
            }
            // What only arranges its content on the page of a site.
            "tabs"
            | "tabpane"
            | "stepper"
            | "step"
            | "columns"
            | "column"
            | "content-ref"
            | "cards"
            | "steps"
            | "row"
            | "col"
            | "codetabs"
            | "swagger-description"
            | "capture"
            | "cardpane" => self.block(line, ""),
            "tab" | "code" | "swagger" | "card" if mark.is_end => self.block(line, ""),
            // The title stands above the content, where a site shows it on a tab.
            "tab" | "code" | "swagger" | "card" => {
                let title = mark
                    .value(&["title", "name", "header", "tabname", "summary"])
                    .or(mark.word(0))
                    .unwrap_or("");
                let markup = match title {
                    "" => String::new(),
                    title => format!("<p><strong>{}</strong></p>", escape(title)),
                };
                self.block(line, &markup);
            }
            "embed" | "video" | "youtube" | "vimeo" | "gist" | "tweet" if mark.is_end => {
                self.block(line, "")
            }
            "embed" | "video" | "youtube" | "vimeo" => {
                let markup = medium(mark);
                self.block(line, &markup);
            }
            _ if callout(mark).is_some() => {
                let word = callout(mark).unwrap_or_default();
                if mark.is_end {
                    self.close(line, "</deckle-callout>");
                } else {
                    let mut attributes: Vec<Attribute> = vec![("kind".into(), word)];
                    if let Some(title) = mark
                        .value(&["title", "header"])
                        .or(mark.word(1))
                        .or(named_title(mark))
                    {
                        attributes.push(("title".into(), title.to_owned()));
                    }
                    self.block(line, &tag("deckle-callout", &attributes));
                    self.open.push("</deckle-callout>");
                }
            }
            _ => {
                self.unknown(line, mark);
                self.block(line, "");
            }
        }
        true
    }

    fn close(&mut self, line: &Line, end: &'static str) {
        if let Some(at) = self.open.iter().rposition(|open| *open == end) {
            self.open.truncate(at);
            self.block(line, end);
        } else {
            self.block(line, "");
        }
    }

    fn listing(&mut self, line: &Line, mark: &Mark) {
        let language = mark
            .word(0)
            .or(mark.value(&["lang", "language"]))
            .unwrap_or("");
        self.place(line.start);
        let fence = format!(
            "{}\n{}~~~~~~~~ {language}\n",
            line.prefix.trim_end(),
            line.prefix
        );
        self.out.push_str(&fence);
        self.state = State::Highlight;
    }

    fn unknown(&mut self, line: &Line, mark: &Mark) {
        if mark.is_end || mark.name.starts_with("end") {
            return;
        }
        let name = &mark.name;
        let address = mark
            .value(&["src", "url", "href", "id"])
            .or(mark.word(0))
            .map(|word| format!(" ('{word}')"))
            .unwrap_or_default();
        let span = self.span(line);
        self.findings.add_with_hint(
            &MARK_UNKNOWN,
            name,
            span,
            format!("deckle does not know the mark '{name}'{address}; it was left out"),
            "write in its place what it shall give",
        );
    }

    /// Writes the marks inside a line of text. Returns the line as it goes on.
    pub(super) fn marks_in_text(&mut self, line: &Line, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        let code = CodeSpans::of(text);
        while let Some(at) = rest.find('{') {
            let (before, here) = rest.split_at_checked(at).unwrap_or((rest, ""));
            out.push_str(before);
            let in_code = code.hold(text.len() - here.len());
            match mark_at(here).filter(|_| !in_code) {
                Some((mark, length)) => {
                    match mark.name.as_str() {
                        "ref" | "relref" | "link" | "post_url" => {
                            let target = mark.word(0).or(mark.value(&["path"])).unwrap_or("");
                            out.push_str(&target.replace(' ', "%20"));
                        }
                        "figure" | "img" | "image" => out.push_str(&figure(&mark)),
                        "kbd" => out.push_str(&format!(
                            "<kbd>{}</kbd>",
                            escape(mark.word(0).unwrap_or(""))
                        )),
                        "math" if !mark.is_end && math_of(here, length).is_some() => {
                            let (tex, whole) = math_of(here, length).unwrap_or_default();
                            let attributes = [("tex".into(), tex)];
                            out.push_str(&tag("deckle-math", &attributes));
                            out.push_str("</deckle-math>");
                            rest = here.get(whole..).unwrap_or("");
                            continue;
                        }
                        "\"" => out.push_str(mark.word(0).unwrap_or("")),
                        "for" if !mark.is_end && here.contains("endfor") => {
                            self.unknown(line, &mark);
                            let end = here.find("endfor").unwrap_or(0);
                            let close = here.get(end..).and_then(|rest| rest.find("%}"));
                            rest = here.get(end + close.map_or(0, |at| at + 2)..).unwrap_or("");
                            continue;
                        }
                        "site.baseurl" | "site.url" | "raw" | "endraw" | "br" => {}
                        "/*" => out.push_str(mark.word(0).unwrap_or("")),
                        _ => self.unknown(line, &mark),
                    }
                    rest = here.get(length..).unwrap_or("");
                }
                None => {
                    out.push('{');
                    rest = here.get(1..).unwrap_or("");
                }
            }
        }
        out.push_str(rest);
        out
    }
}

/// The mark that a text begins with, and its length.
fn mark_at(text: &str) -> Option<(Mark, usize)> {
    let window = head(text, LENGTH_LIMIT);
    for (open, close) in [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}")] {
        let Some(body) = window.strip_prefix(open) else {
            continue;
        };
        let end = body.find(close)?;
        let inner = body.get(..end)?.trim().trim_matches('-').trim();
        let length = open.len() + end + close.len();
        if open == "{{" {
            if let Some(path) = filtered_path(inner) {
                let mark = Mark {
                    name: "\"".to_owned(),
                    words: vec![path],
                    pairs: Vec::new(),
                    is_end: false,
                };
                return Some((mark, length));
            }
            // Only the variables of Jekyll: two braces are letters in most books on programming.
            return (inner.starts_with("site.") || inner.starts_with("page.")).then(|| {
                let name = inner.split([' ', '|']).next().unwrap_or("").to_owned();
                (
                    Mark {
                        name,
                        words: Vec::new(),
                        pairs: Vec::new(),
                        is_end: false,
                    },
                    length,
                )
            });
        }
        if let Some(shown) = inner
            .strip_prefix("/*")
            .and_then(|inner| inner.strip_suffix("*/"))
        {
            // A mark that is shown and not meant.
            let mark = format!("{open}{shown}{close}");
            return Some((
                Mark {
                    name: "/*".to_owned(),
                    words: vec![mark],
                    pairs: Vec::new(),
                    is_end: false,
                },
                length,
            ));
        }
        let is_liquid = open == "{%";
        let mark = read_mark(inner)?;
        if is_liquid
            && !mark.name.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'@' | b'/')
            })
        {
            return None;
        }
        return Some((mark, length));
    }
    None
}

/// The path in Jekyll's `{{ "/x.png" | relative_url }}`.
fn filtered_path(inner: &str) -> Option<String> {
    let quote = inner.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (path, rest) = inner.get(1..)?.split_once(quote)?;
    let filter = rest.trim_start().strip_prefix('|')?.trim();
    matches!(
        filter,
        "relative_url" | "absolute_url" | "prepend: site.baseurl"
    )
    .then(|| path.replace(' ', "%20"))
}

/// The formula up to the end of the mark that a text begins with, and the length of all of it.
fn math_of(text: &str, from: usize) -> Option<(String, usize)> {
    let body = head(text.get(from..)?, LENGTH_LIMIT);
    let end = body.find("{%")?;
    let (mark, length) = mark_at(body.get(end..)?)?;
    (mark.name == "math" && mark.is_end).then(|| {
        (
            body.get(..end).unwrap_or("").trim().to_owned(),
            from + end + length,
        )
    })
}

fn read_mark(inner: &str) -> Option<Mark> {
    let inner = inner.trim_end_matches('/').trim_end();
    let (is_end, inner) = match inner.strip_prefix('/') {
        Some(rest) => (true, rest.trim()),
        None => (false, inner),
    };
    let end = inner
        .find(|c: char| c.is_whitespace())
        .unwrap_or(inner.len());
    let (name, rest) = inner.split_at_checked(end)?;
    if name.is_empty() || !name.starts_with(|c: char| c.is_alphabetic() || c == '@') {
        return None;
    }
    let mut mark = Mark {
        name: name.to_ascii_lowercase(),
        words: Vec::new(),
        pairs: Vec::new(),
        is_end,
    };
    if let Some(word) = mark.name.strip_prefix("end")
        && !word.is_empty()
        && mark.name != "endraw"
        && mark.name != "endhighlight"
    {
        mark.name = word.to_owned();
        mark.is_end = true;
    }
    let mut rest = rest.trim_start();
    while !rest.is_empty() && mark.words.len() + mark.pairs.len() < 64 {
        let key_end = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
            .unwrap_or(rest.len());
        let key = rest.get(..key_end).unwrap_or("");
        let after = rest.get(key_end..).unwrap_or("");
        if let Some(value) = after.strip_prefix('=').filter(|_| !key.is_empty()) {
            let (value, tail) = word(value)?;
            mark.pairs.push((key.to_ascii_lowercase(), value));
            rest = tail.trim_start();
        } else {
            let (value, tail) = word(rest)?;
            mark.words.push(value);
            rest = tail.trim_start();
        }
    }
    Some(mark)
}

/// A word, in quotes or up to white space.
fn word(text: &str) -> Option<(String, &str)> {
    let quote = text
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`' | '“'));
    match quote {
        Some(quote) => {
            let inner = text.get(quote.len_utf8()..)?;
            let close = if quote == '“' { '”' } else { quote };
            let end = inner.find(close)?;
            Some((
                inner.get(..end)?.to_owned(),
                inner.get(end + close.len_utf8()..)?,
            ))
        }
        None => {
            let end = text.find(char::is_whitespace).unwrap_or(text.len());
            let (word, rest) = text.split_at_checked(end)?;
            Some((word.to_owned(), rest))
        }
    }
}

/// A link to what a site plays.
fn medium(mark: &Mark) -> String {
    let stated = mark
        .value(&["url", "src", "id"])
        .or(mark.word(0))
        .unwrap_or("");
    let address = match mark.name.as_str() {
        "youtube" if !stated.contains("//") => format!("https://www.youtube.com/watch?v={stated}"),
        "vimeo" if !stated.contains("//") => format!("https://vimeo.com/{stated}"),
        _ => stated.to_owned(),
    };
    if address.is_empty() {
        return String::new();
    }
    let words = mark.value(&["title", "caption"]).unwrap_or(&address);
    format!(
        "<p><a href=\"{}\">{}</a></p>",
        escape(&address),
        escape(words)
    )
}

fn figure(mark: &Mark) -> String {
    let source = mark
        .value(&["src", "url", "link", "image_path"])
        .or(mark.word(0))
        .unwrap_or("");
    let mut attributes: Vec<Attribute> = vec![("src".into(), source.to_owned())];
    let caption = mark.value(&["caption", "title"]).unwrap_or("");
    let alternative = mark
        .value(&["alt"])
        .or((!caption.is_empty()).then_some(caption));
    for (name, value) in [
        ("alt", alternative),
        ("width", mark.value(&["width"])),
        ("height", mark.value(&["height"])),
    ] {
        if let Some(value) = value {
            attributes.push((name.into(), value.to_owned()));
        }
    }
    let picture = tag("img", &attributes);
    if caption.is_empty() {
        picture
    } else {
        format!(
            "<figure>{picture}<figcaption>{}</figcaption></figure>",
            escape(caption)
        )
    }
}

/// The kind of callout that a mark opens: by its name, or by its first word or type.
fn callout(mark: &Mark) -> Option<String> {
    let kinds = [
        "note",
        "info",
        "tip",
        "warning",
        "danger",
        "caution",
        "important",
        "hint",
        "question",
        "example",
        "success",
        "error",
        "attention",
    ];
    let name = mark.name.as_str();
    let is_box = matches!(
        name,
        "notice"
            | "callout"
            | "admonition"
            | "alert"
            | "hint"
            | "panel"
            | "box"
            | "aside"
            | "blockquote"
    );
    if is_box {
        let word = mark
            .value(&["type", "style", "kind", "color"])
            .or(mark.word(0))
            .unwrap_or("note")
            .to_ascii_lowercase();
        let word = if kinds.contains(&word.as_str()) {
            word
        } else {
            "note".to_owned()
        };
        return Some(word);
    }
    kinds.contains(&name).then(|| name.to_owned())
}

/// `{{< note "Title" >}}`: the kind is the name, and the first word the title.
fn named_title(mark: &Mark) -> Option<&str> {
    let is_box = matches!(
        mark.name.as_str(),
        "notice" | "callout" | "admonition" | "alert" | "hint" | "panel" | "box"
    );
    if is_box { None } else { mark.word(0) }
}
