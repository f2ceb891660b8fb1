//! Texts of other tools that are Markdown underneath: notebooks of Jupyter, recipes in Cooklang. They are written as
//! Markdown when they are read, each line at the number of the line it came from, so that findings lead to the author's file.

mod cooklang;
mod json;
mod notebook;

/// The Markdown of a text that another tool's file holds; `None` where the name or the text is of no such file.
pub(super) fn markdown(path: &str, text: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, extension) = name.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "ipynb" => notebook::markdown(text),
        "cook" => Some(cooklang::markdown(stem, text)),
        _ => None,
    }
}

/// Whether a file's name says that it is turned into Markdown.
pub(super) fn has_name(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| {
        ["ipynb", "cook"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

/// A text that is written line by line, each at the number of the line that it comes from as long as there is room.
#[derive(Default)]
struct Lines {
    text: String,
    written: usize,
}

impl Lines {
    /// Writes a line; `at` is its line in the file, from 0.
    fn line(&mut self, at: usize, line: &str) {
        while self.written < at {
            self.text.push('\n');
            self.written += 1;
        }
        self.text.extend(
            line.chars()
                .filter(|c| *c >= ' ' || matches!(c, '\t' | '\n')),
        );
        self.text.push('\n');
        self.written += 1 + line.matches('\n').count();
    }

    /// An empty line, where the last one is none.
    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
            self.written += 1;
        }
    }
}
