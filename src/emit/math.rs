//! Mathematics: TeX as MathML.
//!
//! Takes the TeX between dollar signs, gives a `math` element with the TeX as its `alttext`, or the reason why there is
//! none. What comes out is well-formed and holds only elements and attributes of MathML Core: it is read again by a
//! strict parser before it is used.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Event, Parser, ParserError, Storage, push_mathml};

/// Longest formula, in bytes.
const LONGEST: usize = 20_000;
/// Deepest nesting of braces and environments.
const DEEPEST: usize = 100;
/// Commands that define others: a definition that uses itself would never end.
const DEFINITIONS: &[&str] = &[
    "def",
    "gdef",
    "edef",
    "xdef",
    "let",
    "futurelet",
    "newcommand",
    "renewcommand",
    "providecommand",
];

/// Names of characters in the converter's output.
const ENTITIES: &[(&str, &str)] = &[
    ("&nbsp;", "\u{A0}"),
    ("&thinsp;", "\u{2009}"),
    ("&ensp;", "\u{2002}"),
    ("&emsp;", "\u{2003}"),
    ("&ApplyFunction;", "\u{2061}"),
    ("&InvisibleTimes;", "\u{2062}"),
];

/// A formula as MathML.
///
/// # Errors
/// One clause that says what is wrong with the TeX.
pub(crate) fn mathml(tex: &str, display: bool) -> Result<String, String> {
    refuse(tex)?;
    // Boxes of text under the names of other packages.
    let mut written = std::borrow::Cow::Borrowed(tex);
    for (name, usual) in [
        ("\\mbox{", "\\text{"),
        ("\\hbox{", "\\text{"),
        ("\\bm{", "\\boldsymbol{"),
    ] {
        if written.contains(name) {
            written = written.replace(name, usual).into();
        }
    }
    let tex = written.as_ref();
    // The converter is another's code with assertions of its own; a formula is not worth a failed build.
    let converted = catch_unwind(AssertUnwindSafe(|| convert(tex, display)));
    let markup = converted.map_err(|_| "the formula cannot be read".to_owned())??;
    with_alternative(&markup, tex)
}

/// Refuses what could take too long or too deep.
fn refuse(tex: &str) -> Result<(), String> {
    if tex.len() > LONGEST {
        return Err(format!("the formula is longer than {LONGEST} bytes"));
    }
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in tex.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest += tex
        .matches("\\begin")
        .count()
        .max(tex.matches("\\left").count());
    if deepest > DEEPEST {
        return Err(format!("the formula nests deeper than {DEEPEST}"));
    }
    let commands = tex.split('\\').skip(1).map(|rest| {
        rest.split(|c: char| !c.is_ascii_alphabetic())
            .next()
            .unwrap_or_default()
    });
    match commands
        .into_iter()
        .find(|command| DEFINITIONS.contains(command))
    {
        Some(command) => Err(format!(
            "'\\{command}' defines a command, which is not supported"
        )),
        None => Ok(()),
    }
}

fn convert(tex: &str, display: bool) -> Result<String, String> {
    let storage = Storage::new();
    let events: Result<Vec<Event<'_>>, Box<ParserError>> = Parser::new(tex, &storage)
        .map(|event| event.map_err(Into::into))
        .collect();
    let events = events.map_err(|error| {
        let text = error.to_string();
        text.lines()
            .next()
            .unwrap_or("the formula cannot be read")
            .trim()
            .to_lowercase()
    })?;
    let config = RenderConfig {
        display_mode: if display {
            DisplayMode::Block
        } else {
            DisplayMode::Inline
        },
        xml: true,
        ..RenderConfig::default()
    };
    let mut out = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut out, events, config).map_err(|error| error.to_string())?;
    Ok(out)
}

/// The markup written again without presentation that EPUB does not allow, with the TeX as alternative text.
fn with_alternative(markup: &str, tex: &str) -> Result<String, String> {
    // The converter writes HTML's names of a few characters, which XML does not know.
    // It also leaves the two characters bare that stand for themselves in no markup.
    let mut markup = markup
        .replace("><</", ">&lt;</")
        .replace(">&</", ">&amp;</");
    for (name, character) in ENTITIES {
        if markup.contains(name) {
            markup = markup.replace(name, character);
        }
    }
    let document = roxmltree::Document::parse(&markup).map_err(|error| error.to_string())?;
    let mut out = String::with_capacity(markup.len() + tex.len() + 20);
    write(&mut out, document.root_element(), Some(tex), 0);
    Ok(out)
}

fn write(out: &mut String, node: roxmltree::Node<'_, '_>, tex: Option<&str>, depth: usize) {
    if let Some(text) = node.text().filter(|_| node.is_text()) {
        return super::content::push_text(out, text);
    }
    if !node.is_element() || depth > 4 * DEEPEST {
        return;
    }
    let name = node.tag_name().name();
    out.push('<');
    out.push_str(name);
    if let Some(tex) = tex {
        out.push_str(" xmlns=\"http://www.w3.org/1998/Math/MathML\"");
        attribute(out, "alttext", tex.trim());
    }
    for given in node.attributes().filter(|given| is_allowed(given.name())) {
        attribute(out, given.name(), given.value());
    }
    if node.first_child().is_none() {
        return out.push_str("/>");
    }
    out.push('>');
    for child in node.children() {
        write(out, child, None, depth + 1);
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    super::content::push_attribute(out, &value.split_whitespace().collect::<Vec<_>>().join(" "));
    out.push('"');
}

/// Presentation by `style` and `class` is left out: a reader in night mode must be able to set colours.
fn is_allowed(name: &str) -> bool {
    !matches!(name, "style" | "class" | "xmlns" | "alttext")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_becomes_mfrac_with_its_tex_as_alternative() {
        let markup = mathml(r"\frac{a}{b} < 1", false).unwrap();
        assert!(markup.contains("<mfrac>"), "{markup}");
        assert!(
            markup.contains(r#"alttext="\frac{a}{b} &lt; 1""#),
            "{markup}"
        );
    }

    #[test]
    fn what_is_no_formula_is_refused_with_a_reason() {
        assert!(mathml(r"\frac{a", false).is_err());
        assert!(mathml(r"\nosuchcommand{a}", false).is_err());
        assert!(mathml(r"\def\a{\a}\a", false).unwrap_err().contains("def"));
        assert!(
            mathml(&"{".repeat(1000), false)
                .unwrap_err()
                .contains("deeper")
        );
    }
}
