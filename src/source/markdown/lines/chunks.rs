//! Listings that a program runs before the book is made: `{r label, fig.cap="…"}` of knitr, `{python}` with `#|` lines of Quarto.
//! deckle runs none. The code stays where its author shows it, a picture that it brings in is brought in, and what is
//! stated of both is kept: caption, alternative text, label.

use super::containers::{escape, tag};
use super::{Line, Writer};

/// Blocks of bookdown that are no code: statements with a name.
const STATEMENTS: &[&str] = &[
    "theorem",
    "lemma",
    "corollary",
    "proposition",
    "conjecture",
    "definition",
    "example",
    "exercise",
    "hypothesis",
    "remark",
    "proof",
    "solution",
];

/// What stands in the braces and after `#|`.
#[derive(Default)]
struct Chunk {
    engine: String,
    label: Option<String>,
    options: Vec<(String, String)>,
}

impl Chunk {
    /// The chunk that a line begins, and its fence.
    fn of(content: &str) -> Option<(Chunk, &str)> {
        let run = content.bytes().take_while(|byte| *byte == b'`').count();
        let fence = content.get(..run).filter(|_| run >= 3)?;
        let inner = content
            .get(run..)?
            .trim()
            .strip_prefix('{')?
            .strip_suffix('}')?;
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let end = inner.find([',', ' ']).unwrap_or(inner.len());
        let (engine, rest) = inner.split_at_checked(end)?;
        if !engine
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            return None;
        }
        let mut chunk = Chunk {
            engine: engine.to_owned(),
            ..Chunk::default()
        };
        for piece in pieces(rest) {
            match piece.split_once('=') {
                Some((key, value)) => chunk.set(key.trim(), value.trim()),
                None if chunk.label.is_none() && !piece.is_empty() => {
                    chunk.label = Some(piece.trim_start_matches('#').to_owned());
                }
                None => {}
            }
        }
        Some((chunk, fence))
    }

    fn set(&mut self, key: &str, value: &str) {
        let value = value.trim_matches(['"', '\'']).to_owned();
        match key {
            "label" => self.label = Some(value),
            // Quarto writes `fig-cap` where knitr writes `fig.cap`.
            key => self.options.push((key.replace('-', "."), value)),
        }
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.options
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    fn is_off(&self, key: &str) -> bool {
        self.get(key)
            .is_some_and(|value| matches!(value, "FALSE" | "false" | "F" | "no"))
    }

    /// The label as authors refer to it: bookdown's figures have a kind before their chunk's name.
    fn anchor(&self) -> Option<String> {
        let label = self.label.as_ref()?;
        let has_kind = ["fig-", "tbl-", "lst-"]
            .iter()
            .any(|kind| label.starts_with(kind));
        Some(if has_kind {
            label.clone()
        } else {
            format!("fig:{label}")
        })
    }
}

/// The options between commas, those in quotes and parentheses whole.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut from, mut depth, mut quote) = (0, 0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                found.extend(text.get(from..at));
                from = at + 1;
            }
            (None, _) => {}
        }
    }
    found.extend(text.get(from..));
    found.into_iter().map(str::trim).collect()
}

impl Writer<'_> {
    /// A listing that is run. How many lines it took.
    pub(super) fn chunk(&mut self, line: &Line, rest: &[Line], depth: usize) -> usize {
        let Some((mut chunk, fence)) = Chunk::of(line.content) else {
            return 0;
        };
        let Some(end) = rest.iter().skip(1).position(|line| {
            line.content.starts_with(fence) && line.content.bytes().all(|b| b == b'`')
        }) else {
            return 0;
        };
        let body = rest.get(1..=end).unwrap_or(&[]);
        if STATEMENTS.contains(&chunk.engine.as_str()) {
            let mut attributes = vec![("class".into(), chunk.engine.clone())];
            attributes.extend(chunk.label.clone().map(|label| ("id".into(), label)));
            attributes.extend(
                chunk
                    .get("name")
                    .map(|name| ("title".into(), name.to_owned())),
            );
            let start = tag("deckle-division", &attributes);
            self.inner(line, &start, body, "</deckle-division>", depth);
            return end + 2;
        }
        let stated = body
            .iter()
            .take_while(|line| option(line.content).is_some())
            .count();
        for line in body.iter().take(stated) {
            if let Some((key, value)) = option(line.content) {
                chunk.set(key, value);
            }
        }
        let code = body.get(stated..).unwrap_or(&[]);
        let pictures: Vec<&str> = code
            .iter()
            .filter_map(|line| graphics(line.content))
            .collect();
        if chunk.is_off("include") {
            self.block(line, "");
            return end + 2;
        }
        if !chunk.is_off("echo") && pictures.is_empty() && !code.iter().all(Line::is_blank) {
            self.block(line, "");
            self.place(code.first().map_or(line.start, |line| line.start));
            let language = chunk.engine.to_ascii_lowercase();
            self.out
                .push_str(&format!("{}~~~~~~~~~ {language}\n", line.prefix));
            for line in code {
                self.copy(line);
            }
            self.out.push_str(&format!("{}~~~~~~~~~\n", line.prefix));
        }
        let caption = chunk.get("fig.cap").or(chunk.get("tbl.cap")).unwrap_or("");
        if !pictures.is_empty() || !caption.is_empty() {
            let markup = figure(&chunk, &pictures, caption);
            self.block(line, &markup);
        }
        end + 2
    }
}

/// `#| key: value`
fn option(content: &str) -> Option<(&str, &str)> {
    let rest = ["#|", "//|", "%%|", "--|"]
        .iter()
        .find_map(|mark| content.strip_prefix(mark))?;
    let (key, value) = rest.split_once(':').unwrap_or((rest, ""));
    Some((key.trim(), value.trim()))
}

/// The picture that a line of R brings in.
fn graphics(content: &str) -> Option<&str> {
    let (_, rest) = content.split_once("include_graphics(")?;
    let (_, rest) = rest.split_once(['"', '\''])?;
    rest.split(['"', '\'']).next()
}

fn figure(chunk: &Chunk, pictures: &[&str], caption: &str) -> String {
    let id = chunk.anchor().map(|id| ("id".into(), id));
    if pictures.is_empty() {
        return format!(
            "{}{}</p>",
            tag("p", &id.into_iter().collect::<Vec<_>>()),
            escape(caption)
        );
    }
    let mut out = tag("figure", &id.into_iter().collect::<Vec<_>>());
    for path in pictures {
        let mut attributes = vec![("src".into(), (*path).to_owned())];
        let alternative = chunk.get("fig.alt").unwrap_or(caption);
        if !alternative.is_empty() {
            attributes.push(("alt".into(), alternative.to_owned()));
        }
        if let Some(width) = chunk.get("out.width").filter(|width| width.ends_with('%')) {
            attributes.push(("width".into(), width.to_owned()));
        }
        out.push_str(&tag("img", &attributes));
    }
    if !caption.is_empty() {
        out.push_str(&format!("<figcaption>{}</figcaption>", escape(caption)));
    }
    out.push_str("</figure>");
    out
}
