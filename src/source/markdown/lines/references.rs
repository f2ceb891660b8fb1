//! References to figures, tables, sections and formulas by their labels: pandoc-crossref's and Quarto's `@fig:map`,
//! `[-@tbl-x]`, and those of LaTeX. What they say is settled where the whole book is known.

use super::containers::escape;
use super::inside::CodeSpans;

/// What a label of these authors begins with.
const KINDS: &[&str] = &[
    "fig", "tbl", "tab", "eq", "sec", "lst", "thm", "lem", "cor", "prp", "cnj", "def", "exm",
    "exr", "Fig", "Tbl", "Eq", "Sec", "Lst",
];

/// A reference. `is_number`: it says the number alone.
pub(super) fn to(key: &str, is_number: bool, written: &str) -> String {
    let class = if is_number {
        "cross-reference number"
    } else {
        "cross-reference"
    };
    format!(
        "<a class=\"{class}\" href=\"#{}\">{}</a>",
        escape(key),
        escape(written)
    )
}

/// The label that stands after `@`, if it is one of a figure or the like.
fn label(text: &str) -> Option<&str> {
    let kind = KINDS.iter().find(|kind| {
        text.strip_prefix(**kind)
            .is_some_and(|rest| rest.starts_with([':', '-']))
    })?;
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')))
        .unwrap_or(text.len());
    let label = text.get(..end)?.trim_end_matches(['.', ':', '-']);
    (label.len() > kind.len() + 1).then_some(label)
}

/// Whether a text may hold a reference.
pub(super) fn may_hold(text: &str) -> bool {
    memchr::memchr_iter(b'@', text.as_bytes())
        .any(|at| text.get(at + 1..).is_some_and(|rest| label(rest).is_some()))
}

/// Writes the references in a line of text; the brackets around one alone go with it.
pub(super) fn written_out(text: &str) -> String {
    let code = CodeSpans::of(text);
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    while let Some(step) = text.get(at..).and_then(|rest| rest.find('@')) {
        let here = at + step;
        out.push_str(text.get(at..here).unwrap_or(""));
        at = here + 1;
        let is_word = out.ends_with(|c: char| c.is_alphanumeric() || c == '\\' || c == '/');
        let found = text
            .get(at..)
            .and_then(label)
            .filter(|_| !is_word && !code.hold(here));
        let Some(label) = found else {
            out.push('@');
            continue;
        };
        at += label.len();
        let rest = text.get(at..).unwrap_or("");
        let key = lower_kind(label);
        // The kind is said already: `Table @tbl:x`.
        let mut is_number = says_kind(&out);
        let open = out.rfind('[').filter(|open| {
            rest.starts_with(']')
                && !rest.starts_with("](")
                && !out
                    .get(open + 1..)
                    .is_some_and(|words| words.contains([']', '@', '(']))
        });
        if let Some(open) = open {
            let words = out.split_off(open).split_off(1);
            is_number |= words.ends_with('-') || words.ends_with(char::is_whitespace);
            out.push_str(words.strip_suffix('-').unwrap_or(&words));
            at += 1;
        } else if out.ends_with('+') {
            out.pop();
        } else if out.ends_with('{') && rest.starts_with('}') {
            // pandoc-eqnos.
            out.pop();
            at += 1;
        } else if is_list(text, here) {
            // `[@fig:one; @fig:two]`: the brackets only hold them together.
            if let Some(open) = out.rfind('[') {
                out.remove(open);
            }
            at = members(
                text,
                at,
                &mut out,
                &to(&key, is_number, &format!("@{label}")),
            );
            continue;
        }
        out.push_str(&to(&key, is_number, &format!("@{label}")));
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// Whether a text ends with the word for a figure, table or the like.
fn says_kind(before: &str) -> bool {
    let words = before.trim_end_matches([' ', '\u{a0}', '~', '\n']);
    if words.len() == before.len() {
        return false;
    }
    let word = words
        .rsplit(|c: char| !(c.is_alphabetic() || c == '.'))
        .next()
        .unwrap_or("");
    const WORDS: &[&str] = &[
        "figure",
        "figures",
        "fig.",
        "figs.",
        "table",
        "tables",
        "tab.",
        "tbl.",
        "equation",
        "equations",
        "eq.",
        "eqs.",
        "section",
        "sections",
        "sec.",
        "chapter",
        "chapters",
        "listing",
        "listings",
        "abbildung",
        "abb.",
        "tabelle",
        "gleichung",
        "gl.",
        "abschnitt",
        "kapitel",
        "tableau",
        "équation",
        "chapitre",
        "figura",
        "tabla",
        "ecuación",
        "sección",
        "capítulo",
    ];
    WORDS.contains(&word.to_lowercase().as_str())
}

/// Whether the reference at `here` is the first of a list of them between brackets.
fn is_list(text: &str, here: usize) -> bool {
    let before = text.get(..here).unwrap_or("");
    let inner = text.get(here..).and_then(|rest| rest.split_once(']'));
    let Some((inner, after)) = inner.filter(|_| before.ends_with('[')) else {
        return false;
    };
    let mut members = inner.split([';', ',']).map(str::trim);
    inner.contains([';', ','])
        && !after.starts_with(['(', '['])
        && members.all(|member| {
            member
                .strip_prefix('@')
                .is_some_and(|name| label(name).is_some_and(|label| label.len() == name.len()))
        })
}

/// Writes the members of such a list after its first; where the text goes on.
fn members(text: &str, from: usize, out: &mut String, first: &str) -> usize {
    out.push_str(first);
    let Some((inner, _)) = text.get(from..).and_then(|rest| rest.split_once(']')) else {
        return from;
    };
    for member in inner.split([';', ',']).skip(1) {
        let name = member.trim().trim_start_matches('@');
        out.push_str(", ");
        out.push_str(&to(&lower_kind(name), false, &format!("@{name}")));
    }
    from + inner.len() + 1
}

/// `Fig:map` at the beginning of a sentence is the label `fig:map`.
fn lower_kind(label: &str) -> String {
    let mut letters = label.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}
