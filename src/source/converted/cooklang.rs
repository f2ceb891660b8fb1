//! Recipes in Cooklang (`.cook`): `@flour{200%g}`, `#pan{}`, `~{10%minutes}`. What goes in is listed first, each with its
//! quantity, then each paragraph is a step.

use super::Lines;

/// What a recipe says of itself that the book's metadata has words for; the rest stands above the steps.
const METADATA: &[&str] = &[
    "title",
    "author",
    "lang",
    "language",
    "locale",
    "date",
    "description",
    "tags",
    "source",
];

/// The Markdown of a recipe. `stem` is the file's name, which is its title where it states none.
pub(super) fn markdown(stem: &str, text: &str) -> String {
    let text = without_comments(text);
    let mut recipe = Recipe::default();
    let mut lines = text.split('\n').enumerate().peekable();
    if let Some((_, first)) = lines.peek()
        && first.trim_end() == "---"
        && text
            .split('\n')
            .skip(1)
            .any(|line| line.trim_end() == "---")
    {
        lines.next();
        for (_, line) in lines.by_ref() {
            if line.trim_end() == "---" {
                break;
            }
            recipe.front.push(line.trim_end().to_owned());
        }
    }
    for (at, line) in lines {
        recipe.line(at, line.trim());
    }
    recipe.end_step();
    recipe.write(stem)
}

/// The text without `-- …` to the end of a line and `[- … -]`; lines stay lines.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[-") {
        let Some((comment, behind)) = after.split_once("-]") else {
            break;
        };
        out.push_str(before);
        comment.matches('\n').for_each(|end| out.push_str(end));
        rest = behind;
    }
    out.push_str(rest);
    let bare = |line: &str| match line.find("--") {
        // `---` is the fence of the front matter.
        Some(at) if !line.trim_end().chars().all(|c| c == '-') => {
            line.get(..at).unwrap_or(line).trim_end().to_owned()
        }
        _ => line.trim_end().to_owned(),
    };
    out.split('\n').map(bare).collect::<Vec<_>>().join("\n")
}

/// A part of a recipe below its heading, or a line of the text.
enum Part {
    Heading(String),
    Step(String),
    Note(String),
}

#[derive(Default)]
struct Recipe {
    /// Lines of the front matter, or what `>> key: value` says as such.
    front: Vec<String>,
    goes_in: Vec<String>,
    used: Vec<String>,
    parts: Vec<(usize, Part)>,
    step: Vec<String>,
    step_at: usize,
}

impl Recipe {
    fn line(&mut self, at: usize, line: &str) {
        if let Some((key, value)) = line
            .strip_prefix(">>")
            .and_then(|said| said.split_once(':'))
        {
            self.end_step();
            let value = value.trim().replace('\\', "\\\\").replace('"', "\\\"");
            return self.front.push(format!("{}: \"{value}\"", key.trim()));
        }
        let title = line.trim_matches('=').trim();
        if line.starts_with('=') && !title.is_empty() {
            self.end_step();
            return self.parts.push((at, Part::Heading(title.to_owned())));
        }
        if let Some(note) = line.strip_prefix('>') {
            self.end_step();
            let note = self.read(note.trim());
            return self.parts.push((at, Part::Note(note)));
        }
        if line.is_empty() {
            return self.end_step();
        }
        if self.step.is_empty() {
            self.step_at = at;
        }
        let step = self.read(line);
        self.step.push(step);
    }

    fn end_step(&mut self) {
        if !self.step.is_empty() {
            let step = std::mem::take(&mut self.step).join(" ");
            self.parts.push((self.step_at, Part::Step(step)));
        }
    }

    /// A line with its marks taken off; what they name is kept for the lists.
    fn read(&mut self, line: &str) -> String {
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(at) = rest.find(['@', '#', '~']) {
            let (before, marked) = rest.split_at_checked(at).unwrap_or((rest, ""));
            out.push_str(before);
            let sign = marked.chars().next().unwrap_or(' ');
            let after = marked.get(sign.len_utf8()..).unwrap_or("");
            // `a@b.c` is an address, and a sign before a space is itself.
            let begins = !before.ends_with(|c: char| c.is_alphanumeric());
            let Some(mark) = Mark::of(after).filter(|_| begins) else {
                out.push(sign);
                rest = after;
                continue;
            };
            rest = mark.rest;
            match sign {
                '~' => {
                    let space = match mark.name.is_empty() || mark.quantity.is_empty() {
                        true => "",
                        false => " ",
                    };
                    out.push_str(&format!("{}{space}{}", mark.name, mark.quantity));
                }
                _ => {
                    out.push_str(mark.shown);
                    let list = match sign {
                        '@' => &mut self.goes_in,
                        _ => &mut self.used,
                    };
                    let entry = mark.entry();
                    if !mark.is_again && !list.contains(&entry) {
                        list.push(entry);
                    }
                }
            }
        }
        out.push_str(rest);
        out
    }

    fn write(self, stem: &str) -> String {
        let mut out = Lines::default();
        let (front, facts) = front_matter(self.front, stem);
        out.line(0, "---");
        front.iter().for_each(|line| out.line(0, line));
        out.line(0, "---");
        for (name, said) in facts {
            out.gap();
            out.line(0, &format!("{name}: {said}"));
        }
        for list in [&self.goes_in, &self.used] {
            out.gap();
            for entry in list {
                out.line(0, &format!("- {entry}"));
            }
            if !list.is_empty() {
                // Two lists one after the other would be one.
                out.line(0, "\n<!-- -->");
            }
        }
        let mut number = 0;
        for (at, part) in self.parts {
            out.gap();
            match part {
                Part::Heading(title) => {
                    number = 0;
                    out.line(at, &format!("## {title}"));
                }
                Part::Step(step) => {
                    number += 1;
                    out.line(at, &format!("{number}. {step}"));
                }
                Part::Note(note) => out.line(at, &format!("> {note}")),
            }
        }
        out.text
    }
}

/// The lines that are metadata, and the facts that are not.
fn front_matter(lines: Vec<String>, stem: &str) -> (Vec<String>, Vec<(String, String)>) {
    let mut kept: Vec<String> = Vec::new();
    let mut facts = Vec::new();
    for line in lines {
        let is_nested = line.starts_with([' ', '-', '#']) || line.trim().is_empty();
        match line.split_once(':').filter(|_| !is_nested) {
            // Cooks say `name`, too.
            Some(("name", said)) => kept.push(format!("title:{said}")),
            Some((name, said))
                if !said.trim().is_empty()
                    && !METADATA.contains(&name.trim().to_lowercase().as_str()) =>
            {
                let said = said.trim().trim_matches(['"', '\'']);
                facts.push((capital(name.trim()), said.to_owned()));
            }
            _ => kept.push(line),
        }
    }
    if !kept.iter().any(|line| line.starts_with("title:")) {
        let stem = stem.replace(['_', '-'], " ").replace('"', "");
        kept.push(format!("title: \"{}\"", stem.trim()));
    }
    (kept, facts)
}

/// `prep time` → `Prep time`
fn capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}

/// What stands after a sign: `flour{200%g}(sifted)`, `salt`.
struct Mark<'a> {
    name: &'a str,
    /// The name that the text shows.
    shown: &'a str,
    quantity: String,
    remark: &'a str,
    /// Whether it stands for what was listed before (`@&flour`).
    is_again: bool,
    rest: &'a str,
}

impl<'a> Mark<'a> {
    fn of(after: &'a str) -> Option<Mark<'a>> {
        let bare = after.trim_start_matches(['&', '?', '+', '-', '@']);
        let is_again = after.get(..after.len() - bare.len())?.contains('&');
        // A name of several words ends at its braces; without braces it is one word.
        let braces = bare
            .find(['{', '@', '#', '~', '\n', '.', ',', ';', '!', '?', '('])
            .filter(|at| bare.get(*at..).is_some_and(|rest| rest.starts_with('{')));
        let path = bare.starts_with("./").then(|| bare.find('{')).flatten();
        let (name, rest) = match path.or(braces) {
            Some(at) => bare.split_at_checked(at)?,
            None => {
                let end = bare
                    .find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '\''))
                    .unwrap_or(bare.len());
                bare.split_at_checked(end)?
            }
        };
        let (inside, rest) = match rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some(found) => found,
            None => ("", rest),
        };
        let (remark, rest) = match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            Some(found) => found,
            None => ("", rest),
        };
        if name.trim().is_empty() && inside.trim().is_empty() {
            return None;
        }
        let name = name.trim();
        let name = name
            .strip_prefix("./")
            .map_or(name, |path| path.rsplit('/').next().unwrap_or(path));
        let (name, shown) = name.split_once('|').unwrap_or((name, name));
        let inside = inside.trim().trim_start_matches('=');
        let quantity = match inside.split_once('%') {
            Some((number, unit)) => format!("{} {}", number.trim(), unit.trim()),
            None => inside.trim().to_owned(),
        };
        Some(Mark {
            name,
            shown,
            quantity,
            remark,
            is_again,
            rest,
        })
    }

    /// As a line of a list: `200 g flour (sifted)`.
    fn entry(&self) -> String {
        let mut entry = self.quantity.clone();
        if !entry.is_empty() {
            entry.push(' ');
        }
        entry.push_str(self.name);
        if !self.remark.is_empty() {
            entry.push_str(&format!(" ({})", self.remark));
        }
        entry
    }
}
