//! Notebooks of Jupyter (`.ipynb`): their cells as Markdown, programs as listings, and what programs wrote below them.

use super::Lines;
use super::json::{self, Value};

/// The Markdown of a notebook; `None` where the text is none.
pub(super) fn markdown(text: &str) -> Option<String> {
    let notebook = json::parse(text)?;
    // Before version 4 the cells lay in a worksheet.
    let old = || {
        let sheets = notebook.get("worksheets")?.items();
        sheets.first()?.get("cells")
    };
    let cells = notebook.get("cells").or_else(old)?;
    let metadata = notebook.get("metadata");
    let named = |keys: [&str; 2]| metadata?.get(keys[0])?.get(keys[1])?.text();
    let language = named(["language_info", "name"])
        .or_else(|| named(["kernelspec", "language"]))
        .unwrap_or("python")
        .to_ascii_lowercase();
    let mut writer = Writer {
        out: Lines::default(),
        language,
    };
    for (index, cell) in cells.items().iter().enumerate() {
        writer.cell(cell, index == 0);
    }
    Some(writer.out.text)
}

struct Writer {
    out: Lines,
    language: String,
}

impl Writer {
    fn cell(&mut self, cell: &Value, is_first: bool) {
        let source = cell.get("source").or_else(|| cell.get("input"));
        let lines = source.map(Value::lines).unwrap_or_default();
        let is_tagged = |wanted: &[&str]| {
            let tags = cell.get("metadata").and_then(|known| known.get("tags"));
            let tags = tags.map_or(&[][..], Value::items);
            tags.iter()
                .filter_map(Value::text)
                .any(|tag| wanted.contains(&tag))
        };
        if is_tagged(&["remove-cell", "remove_cell"]) {
            return;
        }
        match cell.get("cell_type").and_then(Value::text) {
            Some("markdown") => self.markdown(cell, &lines, is_first),
            Some("heading") => {
                let level = match cell.get("level") {
                    Some(Value::Word(level)) => level.parse().unwrap_or(1),
                    _ => 1,
                };
                self.out.gap();
                for (at, line) in lines {
                    let marks = "#".repeat(usize::clamp(level, 1, 6));
                    self.out.line(at, &format!("{marks} {line}"));
                }
            }
            Some("code") => {
                if !is_tagged(&["remove-input", "remove_input"]) {
                    let language = self.language.clone();
                    self.listing(&language, &lines);
                }
                if !is_tagged(&["remove-output", "remove_output"]) {
                    let outputs = cell.get("outputs").map_or(&[][..], Value::items);
                    outputs.iter().for_each(|output| self.output(output));
                }
            }
            // What goes to one format only; at the beginning it is the front matter.
            Some("raw") if is_first && is_front_matter(&lines) => self.lines(&lines),
            Some("raw") => self.listing("", &lines),
            _ => {}
        }
    }

    /// A cell of text. Pictures that were dropped into it lie in the notebook itself.
    fn markdown(&mut self, cell: &Value, lines: &[(usize, String)], is_first: bool) {
        if !is_first {
            self.out.gap();
        }
        let Some(Value::Map(attached)) = cell.get("attachments") else {
            return self.lines(lines);
        };
        for (at, line) in lines {
            let mut line = line.clone();
            for (name, forms) in attached {
                let written = format!("attachment:{name}");
                if line.contains(&written)
                    && let Some(address) = picture(forms)
                {
                    line = line.replace(&written, &address);
                }
            }
            self.out.line(*at, &line);
        }
    }

    fn lines(&mut self, lines: &[(usize, String)]) {
        for (at, line) in lines {
            self.out.line(*at, line);
        }
    }

    /// Lines between fences. The first fence stands on the line before them, where it has room.
    fn listing(&mut self, language: &str, lines: &[(usize, String)]) {
        let is_blank = lines.iter().all(|(_, line)| line.trim().is_empty());
        let Some((first, _)) = lines.first().filter(|_| !is_blank) else {
            return;
        };
        let longest = lines.iter().map(|(_, line)| longest_run(line)).max();
        let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
        self.out.gap();
        self.out
            .line(first.saturating_sub(1), &format!("{fence}{language}"));
        self.lines(lines);
        self.out.line(0, &fence);
    }

    /// What a program wrote: the picture, where it drew one, else the richest form of its text.
    fn output(&mut self, output: &Value) {
        let kind = output.get("output_type").and_then(Value::text);
        if let Some("stream") = kind {
            let text = output.get("text").map(Value::lines).unwrap_or_default();
            return self.listing("", &plain(text));
        }
        if let Some("error" | "pyerr") = kind {
            let trace = output.get("traceback").map_or(&[][..], Value::items);
            let lines = trace.iter().flat_map(Value::lines).collect();
            return self.listing("", &plain(lines));
        }
        // Before version 4 the forms were members of the output itself.
        let forms = output.get("data").unwrap_or(output);
        let form = |name: &str| forms.get(name).map(Value::lines);
        if let Some(address) = picture(forms) {
            self.out.gap();
            return self.out.line(0, &format!("![]({address})"));
        }
        let html = form("text/html").or_else(|| form("html"));
        if let Some(lines) = html.filter(|lines| holds_table(lines)) {
            self.out.gap();
            // A blank line would end a block of HTML.
            let lines = lines.iter().filter(|(_, line)| !line.trim().is_empty());
            let lines: Vec<(usize, String)> = lines.cloned().collect();
            return self.lines(&lines);
        }
        if let Some(lines) = form("text/markdown").or_else(|| form("text/latex")) {
            self.out.gap();
            return self.lines(&lines);
        }
        let text = form("text/plain").or_else(|| output.get("text").map(Value::lines));
        self.listing("", &plain(text.unwrap_or_default()));
    }
}

/// The address of a picture among the forms of an output, with the picture in it.
fn picture(forms: &Value) -> Option<String> {
    let kinds = [
        ("image/png", "image/png"),
        ("png", "image/png"),
        ("image/jpeg", "image/jpeg"),
        ("jpeg", "image/jpeg"),
        ("image/gif", "image/gif"),
    ];
    let of = |(name, media_type): (&str, &str)| {
        let lines = forms.get(name)?.lines();
        let data: String = lines.iter().map(|(_, line)| line.trim()).collect();
        Some(format!("data:{media_type};base64,{data}"))
    };
    let drawn = || {
        let lines = forms.get("image/svg+xml").or_else(|| forms.get("svg"))?;
        let mut out = "data:image/svg+xml,".to_owned();
        for (_, line) in lines.lines() {
            line.bytes().for_each(|byte| {
                if byte.is_ascii_alphanumeric() {
                    out.push(char::from(byte));
                } else {
                    out.push_str(&format!("%{byte:02X}"));
                }
            });
            out.push_str("%0A");
        }
        Some(out)
    };
    kinds.into_iter().find_map(of).or_else(drawn)
}

/// Lines as a terminal shows them: without the marks that colour them.
fn plain(lines: Vec<(usize, String)>) -> Vec<(usize, String)> {
    let bare = |line: String| {
        let mut out = String::with_capacity(line.len());
        let mut rest = line.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            out.push_str(before);
            let end = after.find(|c: char| c.is_ascii_alphabetic());
            rest = end.and_then(|end| after.get(end + 1..)).unwrap_or("");
        }
        out.push_str(rest);
        // A bar that moves is written over itself: its last state counts.
        match out.trim_end_matches('\r').rsplit_once('\r') {
            Some((_, last)) => last.to_owned(),
            None => out,
        }
    };
    lines
        .into_iter()
        .map(|(at, line)| (at, bare(line)))
        .collect()
}

fn is_front_matter(lines: &[(usize, String)]) -> bool {
    lines
        .first()
        .is_some_and(|(_, line)| line.trim_end() == "---")
}

fn holds_table(lines: &[(usize, String)]) -> bool {
    lines.iter().any(|(_, line)| line.contains("<table"))
}

/// The longest run of backticks in a line.
fn longest_run(line: &str) -> usize {
    line.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}
