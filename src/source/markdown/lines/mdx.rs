//! Pages that are programs: MDX as Docusaurus, Astro and Nextra have it. `import` and `export` at the beginning of a block,
//! `{/* remarks */}`, and components, whose content stays: tabs and cards with their titles, callouts.

use super::containers::{escape, tag};
use super::literals::{self, behind_braces};
use super::{DEPTH_LIMIT, Line, Writer, line_at};
use crate::source::elements::{Attribute, MARK_UNKNOWN, is_callout, known};

/// How many lines a tag, a remark or an export may take.
const LONGEST: usize = 200;

/// How many lines the content of a component may take.
const LONGEST_CONTENT: usize = 2000;

/// A tag of a component.
struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    /// The attributes whose value is code.
    code: Vec<&'a str>,
    /// Whether it ends itself.
    is_empty: bool,
    /// How many lines it takes.
    lines: usize,
}

impl Tag<'_> {
    fn value(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let found = self.attributes.iter().find(|(key, _)| key == name)?;
            Some(found.1).filter(|value| !value.is_empty())
        })
    }
}

/// Whether a text may begin with a statement: its first line ends as one or opens a bracket.
pub(super) fn may_be_module(text: &str) -> bool {
    (text.starts_with("import ") || text.starts_with("export "))
        && text.lines().next().is_some_and(|line| {
            line.trim_end().ends_with([';', '\'', '"', ')']) || line.contains(['{', '='])
        })
}

impl Writer<'_> {
    /// `import … from '…'`, `export const … = …`. How many lines it took.
    pub(super) fn module(&mut self, line: &Line, before: Option<&Line>, rest: &[Line]) -> usize {
        let opens = |line: &Line| {
            line.content.starts_with("import ") || line.content.starts_with("export ")
        };
        if !line.prefix.is_empty()
            || !before.is_none_or(|before| before.is_blank() || opens(before))
        {
            return 0;
        }
        let statement = rest
            .iter()
            .take(LONGEST)
            .take_while(|line| !line.is_blank());
        let mut depth = 0;
        for (index, line) in statement.enumerate() {
            for c in line.content.chars() {
                match c {
                    '{' | '(' | '[' => depth += 1,
                    '}' | ')' | ']' => depth -= 1,
                    _ => {}
                }
            }
            if depth > 0 {
                continue;
            }
            let is_import = rest.first().is_some_and(is_import_head)
                && line.content.trim_end_matches(';').ends_with(['\'', '"']);
            let is_export = ["const ", "default ", "function ", "let "]
                .iter()
                .any(|word| line_after_export(rest).starts_with(word));
            if !is_import && !is_export {
                return 0;
            }
            self.block(line, "");
            return index + 1;
        }
        0
    }

    /// `{/* … */}`. How many lines it took.
    pub(super) fn remark(rest: &[Line]) -> usize {
        let Some(first) = rest.first() else { return 0 };
        if !first.content.starts_with("{/*") {
            return 0;
        }
        rest.iter()
            .take(LONGEST)
            .position(|line| line.content.ends_with("*/}"))
            .map_or(0, |end| end + 1)
    }

    /// A component on lines of its own. How many lines it took.
    pub(super) fn component(&mut self, line: &Line, rest: &[Line], depth: usize) -> usize {
        let text = opening(rest);
        let Some((tag, behind)) = start_tag(&text) else {
            return 0;
        };
        let is_alone = behind
            .lines()
            .next()
            .is_none_or(|rest| rest.trim().is_empty());
        let shows_picture =
            || tag.is_empty && tag.name.starts_with(char::is_uppercase) && picture(&tag).is_some();
        if !is_component(tag.name) && !shows_picture() {
            return match tag.code.is_empty() {
                true => 0,
                false => self.html_tag(line, &tag, behind),
            };
        }
        if !is_alone {
            return 0;
        }
        if tag.is_empty {
            let title = tag.value(&["title", "label", "name"]);
            let data = || {
                let mut values = tag.code.iter().filter_map(|code| literals::read(code));
                values.find_map(|value| literals::described(&value))
            };
            let picture = picture(&tag);
            let titled = title.map(|title| titled(&tag, title));
            let markup = picture.or(titled).or_else(data);
            match markup {
                Some(markup) => self.block(line, &markup),
                None => {
                    let span = self.span(line);
                    let name = tag.name;
                    self.findings.add_with_hint(
                        &MARK_UNKNOWN,
                        name,
                        span,
                        format!(
                            "what the component '<{name} />' shows is not known; it was left out"
                        ),
                        "write in its place what it shall give",
                    );
                    self.block(line, "");
                }
            }
            return tag.lines;
        }
        let after = rest.get(tag.lines..).unwrap_or(&[]);
        let Some(end) = end_of(tag.name, after).filter(|_| depth < DEPTH_LIMIT) else {
            return 0;
        };
        let inner = set_out(after.get(..end).unwrap_or(&[]));
        self.inside(line, &tag, &inner, depth);
        tag.lines + end + 1
    }

    /// A tag of HTML as programs have it: what is code in it is left out.
    fn html_tag(&mut self, line: &Line, found: &Tag, behind: &str) -> usize {
        let attributes = found.attributes.iter().map(|(key, value)| {
            let key = if *key == "className" { "class" } else { key };
            (key.to_owned().into(), (*value).to_owned())
        });
        let attributes: Vec<Attribute> = attributes.collect();
        let markup = tag(found.name, &attributes);
        let rest = behind.lines().next().unwrap_or("");
        self.place(line.start);
        for piece in [line.prefix, &markup, rest, "\n"] {
            self.out.push_str(piece);
        }
        found.lines
    }

    fn inside(&mut self, line: &Line, component: &Tag, inner: &[Line], depth: usize) {
        let kind = match component.name {
            "Admonition" | "Callout" | "Aside" | "Alert" | "Hint" => component
                .value(&["type", "kind", "variant"])
                .unwrap_or("note"),
            name => name,
        };
        let kind = kind.to_ascii_lowercase();
        let title = component.value(&["title", "label", "header", "summary", "value"]);
        if is_callout(&kind) {
            let mut attributes: Vec<Attribute> = vec![("kind".into(), kind)];
            attributes.extend(title.map(|title| ("title".into(), title.to_owned())));
            let start = tag("deckle-callout", &attributes);
            self.inner(line, &start, inner, "</deckle-callout>", depth);
            return;
        }
        let start = title.map_or(String::new(), |title| titled(component, title));
        self.inner(line, &start, inner, "", depth);
    }
}

/// The picture that a component shows, in its light form.
fn picture(component: &Tag) -> Option<String> {
    let path = component.value(&["src", "srcLight", "light", "image"])?;
    let extension = path.rsplit_once('.')?.1.to_ascii_lowercase();
    if !["png", "jpg", "jpeg", "gif", "svg", "webp"].contains(&extension.as_str()) {
        return None;
    }
    let mut attributes: Vec<Attribute> = vec![("src".into(), path.to_owned())];
    let words = component.value(&["alt", "caption", "title"]);
    attributes.extend(words.map(|words| ("alt".into(), words.to_owned())));
    Some(format!("<p>{}</p>", tag("img", &attributes)))
}

/// The title of a component as it stands above its content.
fn titled(component: &Tag, title: &str) -> String {
    let title = escape(title);
    match component.value(&["href", "to", "link"]) {
        Some(target) => format!(
            "<p><strong><a href=\"{}\">{title}</a></strong></p>",
            escape(target)
        ),
        None => format!("<p><strong>{title}</strong></p>"),
    }
}

fn is_import_head(line: &Line) -> bool {
    line.content.strip_prefix("import ").is_some_and(|rest| {
        rest.starts_with(['{', '*', '\'', '"'])
            || rest
                .split_once(" from ")
                .is_some_and(|(names, _)| !names.contains(['.', ':']) && names.len() < 80)
    })
}

fn line_after_export<'a>(rest: &'a [Line]) -> &'a str {
    let first = rest.first().map_or("", |line| line.content);
    first.strip_prefix("export ").unwrap_or("")
}

/// The lines that a tag may take.
fn opening(rest: &[Line]) -> String {
    let mut text = String::new();
    for line in rest
        .iter()
        .take(LONGEST)
        .take_while(|line| !line.is_blank())
    {
        text.push_str(line.content);
        text.push('\n');
        // Most tags end on their own line.
        if text.len() == line.content.len() + 1 && start_tag(&text).is_some() {
            break;
        }
    }
    text
}

fn is_component(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().any(|byte| byte.is_ascii_lowercase())
        && known(&name.to_ascii_lowercase()).is_none()
}

/// The start tag that a text begins with, and what follows it.
fn start_tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let rest = text.strip_prefix('<')?;
    let end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .unwrap_or(rest.len());
    let (name, mut rest) = rest.split_at_checked(end)?;
    if name.is_empty() {
        return None;
    }
    let mut attributes = Vec::new();
    let mut code = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix("/>").or(rest.strip_prefix('>')) {
            let taken = text.len() - behind.len();
            let tag = Tag {
                name,
                attributes,
                code,
                is_empty: rest.starts_with('/'),
                lines: text.get(..taken)?.matches('\n').count() + 1,
            };
            return Some((tag, behind));
        }
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "_-:.@#".contains(c)))?;
        let (key, after) = rest.split_at_checked(end)?;
        let is_code = key.starts_with(['@', '#', ':']) || key.starts_with("v-");
        if let Some(spread) = after.strip_prefix('{').filter(|_| key.is_empty()) {
            rest = behind_braces(spread)?.1;
            continue;
        }
        if key.is_empty() {
            return None;
        }
        let (value, after) = match after.strip_prefix('=') {
            None => ("", after),
            Some(after) => {
                let quote = after.chars().next()?;
                let body = after.get(1..)?;
                match quote {
                    '"' | '\'' => body.split_once(quote)?,
                    '{' => {
                        let (value, after) = behind_braces(body)?;
                        let value = value.trim();
                        let text = value
                            .strip_prefix(['"', '\'', '`'])
                            .and_then(|text| text.strip_suffix(['"', '\'', '`']));
                        if text.is_none() {
                            code.push(value);
                            rest = after;
                            continue;
                        }
                        (text.unwrap_or(""), after)
                    }
                    _ => return None,
                }
            }
        };
        // What Vue evaluates says nothing by itself.
        match is_code {
            true => code.push(value),
            false => attributes.push((key, value)),
        }
        rest = after;
    }
}

/// The line with the end tag of a component, where others of its name may stand inside.
fn end_of(name: &str, lines: &[Line]) -> Option<usize> {
    let mut depth = 1;
    for (index, line) in lines.iter().take(LONGEST_CONTENT).enumerate() {
        let content = line.content;
        let is_tag = |rest: &str| {
            rest.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with([' ', '>', '\n']) || rest.is_empty())
        };
        if content.strip_prefix("</").is_some_and(is_tag) {
            depth -= 1;
        } else if content.strip_prefix('<').is_some_and(is_tag) && !content.contains("</") {
            depth += usize::from(!content.ends_with("/>"));
        }
        if depth == 0 {
            return Some(index);
        }
    }
    None
}

/// Lines without the white space that all of them begin with: MDX knows no listings that are only set in.
fn set_out<'a>(lines: &[Line<'a>]) -> Vec<Line<'a>> {
    let margin = lines
        .iter()
        .filter(|line| !line.is_blank())
        .map(|line| line.whole.len() - line.whole.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    lines
        .iter()
        .map(|line| {
            let skip = margin.min(line.whole.len() - line.whole.trim_start_matches(' ').len());
            line_at(line.whole.get(skip..).unwrap_or(""), line.start + skip)
        })
        .collect()
}
