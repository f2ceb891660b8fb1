//! Commands of LaTeX inside a text, and what they stand for in Markdown with tags.

use super::super::containers::escape;
use super::super::inside::CodeSpans;
use super::super::{head, references};

/// How far an argument may reach.
const WINDOW: usize = 4000;

/// How deep commands may stand in each other.
const DEPTH_LIMIT: usize = 8;

/// Commands that set a passage, with the tags for it.
const PASSAGES: &[(&str, &str, &str)] = &[
    ("emph", "<em>", "</em>"),
    ("textit", "<em>", "</em>"),
    ("textsl", "<em>", "</em>"),
    ("textbf", "<strong>", "</strong>"),
    ("textsc", "<span class=\"smallcaps\">", "</span>"),
    ("texttt", "<code>", "</code>"),
    ("underline", "<u>", "</u>"),
    ("textsuperscript", "<sup>", "</sup>"),
    ("textsubscript", "<sub>", "</sub>"),
    ("footnote", "^[", "]"),
    ("textrm", "", ""),
    ("textsf", "", ""),
    ("textnormal", "", ""),
    ("mbox", "", ""),
    ("gls", "", ""),
    ("Gls", "", ""),
    ("glspl", "", ""),
    ("acrshort", "", ""),
    ("acrlong", "", ""),
    ("ac", "", ""),
    ("enquote", "“", "”"),
    ("chapter*", "# ", ""),
    ("section*", "## ", ""),
];

/// Commands that are words or signs.
const WORDS: &[(&str, &str)] = &[
    ("LaTeX", "LaTeX"),
    ("LaTeXe", "LaTeX2e"),
    ("TeX", "TeX"),
    ("XeLaTeX", "XeLaTeX"),
    ("BibTeX", "BibTeX"),
    ("ldots", "…"),
    ("textellipsis", "…"),
    ("textdegree", "°"),
    ("textasciitilde", "~"),
    ("textbackslash", "\\\\"),
    ("textquotesingle", "'"),
    ("copyright", "©"),
    ("texttrademark", "™"),
    ("textregistered", "®"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("newline", "<br>"),
    ("linebreak", "<br>"),
];

/// Commands that say nothing to a book without pages, and how many arguments go with them.
const DROPPED: &[(&str, usize)] = &[
    ("newpage", 0),
    ("pagebreak", 0),
    ("clearpage", 0),
    ("cleardoublepage", 0),
    ("tableofcontents", 0),
    ("listoffigures", 0),
    ("listoftables", 0),
    ("frontmatter", 0),
    ("mainmatter", 0),
    ("backmatter", 0),
    ("appendix", 0),
    ("bigskip", 0),
    ("medskip", 0),
    ("smallskip", 0),
    ("noindent", 0),
    ("centering", 0),
    ("raggedright", 0),
    ("hfill", 0),
    ("vfill", 0),
    ("maketitle", 0),
    ("doublespacing", 0),
    ("onehalfspacing", 0),
    ("singlespacing", 0),
    ("tiny", 0),
    ("scriptsize", 0),
    ("footnotesize", 0),
    ("small", 0),
    ("normalsize", 0),
    ("large", 0),
    ("Large", 0),
    ("LARGE", 0),
    ("huge", 0),
    ("Huge", 0),
    ("bfseries", 0),
    ("itshape", 0),
    ("blindtext", 0),
    ("printbibliography", 0),
    ("printindex", 0),
    ("makeatletter", 0),
    ("makeatother", 0),
    ("protect", 0),
    ("vspace", 1),
    ("vspace*", 1),
    ("hspace", 1),
    ("hspace*", 1),
    ("pagenumbering", 1),
    ("pagestyle", 1),
    ("thispagestyle", 1),
    ("bibliography", 1),
    ("bibliographystyle", 1),
    ("usepackage", 1),
    ("input", 1),
    ("lstinputlisting", 1),
    ("includepdf", 1),
    ("nocite", 1),
    ("include", 1),
    ("index", 1),
    ("cleardoublepage", 0),
    ("phantomsection", 0),
    ("fancyhead", 1),
    ("fancyfoot", 1),
    ("setstretch", 1),
    ("linespread", 1),
    ("setlength", 2),
    ("addtolength", 2),
    ("setcounter", 2),
    ("addtocounter", 2),
    ("renewcommand", 2),
    ("newcommand", 2),
    ("providecommand", 2),
    ("markboth", 2),
    ("addcontentsline", 3),
];

/// Whether a word is the name of a command that leaves nothing.
pub(in super::super) fn is_dropped(name: &str) -> bool {
    DROPPED.iter().any(|(known, _)| *known == name)
}

/// Whether a word is the name of a command that is written out.
pub(in super::super) fn is_known(name: &str) -> bool {
    is_dropped(name)
        || WORDS.iter().any(|(known, _)| *known == name)
        || PASSAGES.iter().any(|(known, ..)| *known == name)
        || is_reference(name)
        || is_citation(name)
        || matches!(name, "label" | "url" | "href" | "textcolor" | "nameref")
}

fn is_reference(name: &str) -> bool {
    matches!(
        name,
        "ref" | "eqref" | "autoref" | "cref" | "Cref" | "pageref" | "vref"
    )
}

fn is_citation(name: &str) -> bool {
    matches!(
        name.trim_end_matches('*'),
        "cite"
            | "citep"
            | "citet"
            | "parencite"
            | "textcite"
            | "autocite"
            | "footcite"
            | "citeauthor"
            | "citeyear"
    )
}

/// Whether a text ends inside the argument of a known command.
pub(in super::super) fn is_open(text: &str) -> bool {
    memchr::memchr_iter(b'\\', text.as_bytes()).any(|at| {
        let body = text.get(at + 1..).unwrap_or("");
        let letters = body.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, after) = body.split_at_checked(letters).unwrap_or(("", ""));
        after.starts_with('{') && is_known(name) && argument(after).is_none()
    })
}

/// The first argument in braces, after options in brackets, and the length of all of it.
pub(in super::super) fn argument(text: &str) -> Option<(&str, usize)> {
    let mut at = 0;
    loop {
        let rest = head(text.get(at..)?, WINDOW);
        let (open, close) = match rest.bytes().next()? {
            b'[' => (b'[', b']'),
            b'{' => (b'{', b'}'),
            b' ' if at == 0 && rest.starts_with(" {") => {
                at += 1;
                continue;
            }
            _ => return None,
        };
        let mut depth = 0_usize;
        let mut escaped = false;
        let end = rest.bytes().position(|byte| {
            let was = escaped;
            escaped = byte == b'\\' && !was;
            if was {
                return false;
            }
            depth += usize::from(byte == open);
            depth = depth.saturating_sub(usize::from(byte == close));
            depth == 0
        })?;
        if open == b'{' {
            return Some((rest.get(1..end)?, at + end + 1));
        }
        at += end + 1;
    }
}

/// A text with its commands written out.
pub(in super::super) fn written(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    passage(text, &mut out, 0);
    out
}

fn passage(text: &str, out: &mut String, depth: usize) {
    let code = CodeSpans::of(text);
    let mut at = 0;
    while let Some(step) = text.get(at..).and_then(|rest| rest.find(['\\', '$'])) {
        let here = at + step;
        out.push_str(text.get(at..here).unwrap_or(""));
        let rest = text.get(here..).unwrap_or("");
        let length = if code.hold(here) {
            None
        } else if rest.starts_with('$') {
            formula(rest)
        } else if let Some(length) = bracketed(rest) {
            out.push_str(rest.get(..length).unwrap_or(""));
            Some(length)
        } else {
            command(rest, out, depth)
        };
        match length {
            Some(length) if rest.starts_with('$') => {
                out.push_str(rest.get(..length).unwrap_or(""));
                at = here + length;
            }
            Some(length) => at = here + length,
            None => {
                // Of a backslash the character after it goes along.
                let taken = if rest.starts_with('\\') { 2 } else { 1 };
                let length: usize = rest.chars().take(taken).map(char::len_utf8).sum();
                out.push_str(rest.get(..length).unwrap_or(rest));
                at = here + length;
            }
        }
    }
    out.push_str(text.get(at..).unwrap_or(""));
}

/// The length of the formula that a text begins with: no command in it is one of the text.
fn formula(text: &str) -> Option<usize> {
    let mark = if text.starts_with("$$") { "$$" } else { "$" };
    let body = head(text.get(mark.len()..)?, WINDOW);
    if body.starts_with(char::is_whitespace) && mark == "$" {
        return None;
    }
    let end = body.find(mark)?;
    let is_one = end > 0 && (mark == "$$" || !body.get(..end)?.ends_with([' ', '\\']));
    is_one.then_some(end + 2 * mark.len())
}

/// The length of a formula between `\(` and `\)` and the like.
fn bracketed(text: &str) -> Option<usize> {
    [
        ("\\\\(", "\\\\)"),
        ("\\\\[", "\\\\]"),
        ("\\(", "\\)"),
        ("\\[", "\\]"),
    ]
    .into_iter()
    .find_map(|(open, close)| {
        let body = head(text.strip_prefix(open)?, WINDOW);
        Some(open.len() + body.find(close)? + close.len())
    })
}

/// Writes the command that a text begins with. Gives its length; `None` where it is none that is known.
fn command(text: &str, out: &mut String, depth: usize) -> Option<usize> {
    let body = text.get(1..)?;
    if let Some(rest) = body.strip_prefix("@ref(") {
        let (key, _) = head(rest, 200).split_once(')')?;
        out.push_str(&references::to(key, true, &format!("\\@ref({key})")));
        return Some(1 + "@ref(".len() + key.len() + 1);
    }
    // Pandoc's space that does not break a line.
    if body.starts_with(' ')
        && out.ends_with(char::is_alphanumeric)
        && body.get(1..)?.starts_with(char::is_alphanumeric)
    {
        out.push('\u{a0}');
        return Some(2);
    }
    if body.starts_with("ref@") || depth > DEPTH_LIMIT {
        return None;
    }
    let letters = body.bytes().take_while(u8::is_ascii_alphabetic).count();
    let starred = letters + usize::from(body.get(letters..)?.starts_with('*'));
    let name = [starred, letters]
        .into_iter()
        .filter_map(|length| body.get(..length))
        .find(|name| !name.is_empty() && is_known(name))?;
    let after = body.get(name.len()..)?;
    let mut length = 1 + name.len();
    if let Some((_, word)) = WORDS.iter().find(|(known, _)| *known == name) {
        out.push_str(word);
        return Some(length + if after.starts_with("{}") { 2 } else { 0 });
    }
    if let Some((_, arguments)) = DROPPED.iter().find(|(known, _)| *known == name) {
        // `\small` may be a word of its own; a measure in braces belongs to it.
        for _ in 0..*arguments {
            let (_, more) = argument(body.get(length - 1..)?)?;
            length += more;
        }
        return Some(length + if after.starts_with("{}") { 2 } else { 0 });
    }
    let (inner, more) = argument(after)?;
    length += more;
    if let Some((_, open, close)) = PASSAGES.iter().find(|(known, ..)| *known == name) {
        out.push_str(open);
        passage(inner, out, depth + 1);
        out.push_str(close);
        return Some(length);
    }
    if is_reference(name) {
        let keys = inner.split(',').map(str::trim).map(|key| {
            let is_number = matches!(name, "ref" | "eqref" | "pageref" | "vref");
            references::to(key, is_number, &format!("\\{name}{{{key}}}"))
        });
        out.push_str(&keys.collect::<Vec<_>>().join(", "));
    } else if is_citation(name) {
        let keys: Vec<String> = inner
            .split(',')
            .map(|key| format!("@{}", key.trim()))
            .collect();
        let pages = after
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
            .map_or(String::new(), |(pages, _)| {
                format!(", {}", pages.replace('~', " "))
            });
        out.push_str(&format!("[{}{pages}]", keys.join("; ")));
    } else {
        match name {
            "label" => out.push_str(&format!("<a id=\"{}\"></a>", escape(inner))),
            "url" => out.push_str(&format!("<{inner}>")),
            "href" | "textcolor" => {
                let (words, more) = argument(after.get(more..)?)?;
                if name == "href" {
                    out.push_str(&format!("[{}](<{}>)", words, inner.replace("\\", "")));
                } else {
                    passage(words, out, depth + 1);
                }
                return Some(length + more);
            }
            _ => out.push_str(&references::to(
                inner,
                false,
                &format!("\\{name}{{{inner}}}"),
            )),
        }
    }
    Some(length)
}
