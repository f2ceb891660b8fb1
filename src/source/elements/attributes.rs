//! Attributes of elements → `Attributes` of the model: anchor, classes, language, direction.

use super::Element;
use super::document::Context;
use crate::book::{AttributeSet, Attributes, Direction, Role};

/// Classes that the reader itself understands and that are not kept.
const UNDERSTOOD: &[&str] = &[
    "smallcaps",
    "small-caps",
    "sc",
    "smcap",
    "verse",
    "poem",
    "poetry",
    "line-block",
    "epigraph",
    "letter",
    "speech",
    "figure",
    "decorative",
    "lone-picture",
    "pagebreak",
    "page-break",
    "footnote-ref",
    "footnote-back",
    "footnotes",
    "footnote",
    "sdfootnote",
    "sdendnote",
    "noteref",
    "div",
    "unwrap",
    "stanza",
    "linegroup",
    "lg",
];

/// The attribute for other names of an element, one a line.
pub(super) const ALIASES: &str = "deckle-aliases";

/// The attributes of a block or passage.
pub(super) fn attributes(element: &Element, cx: &Context) -> Attributes {
    if element.attributes.is_empty() {
        return Attributes::default();
    }
    AttributeSet {
        id: id(element),
        aliases: element.attribute(ALIASES).map_or(Vec::new(), |names| {
            names.lines().map(str::to_owned).collect()
        }),
        classes: classes(element, cx),
        language: language(element),
        direction: direction(element),
    }
    .into()
}

/// The anchor: `id`, or `name` of an `a`.
pub(super) fn id(element: &Element) -> Option<String> {
    let named = || {
        if element.name == "a" {
            element.attribute("name")
        } else {
            None
        }
    };
    let id = element
        .attribute("id")
        .or_else(|| element.attribute("xml:id"))
        .or_else(named)?;
    let id = id.trim();
    (!id.is_empty()).then(|| id.to_owned())
}

/// The classes that are kept, with those that stand for a presentational attribute.
fn classes(element: &Element, cx: &Context) -> Vec<String> {
    let mut classes: Vec<String> = Vec::new();
    let mut add = |class: &str| {
        if !classes.iter().any(|other| other == class) {
            classes.push(class.to_owned());
        }
    };
    for class in element
        .attribute("class")
        .unwrap_or("")
        .split_ascii_whitespace()
    {
        if !UNDERSTOOD.contains(&class) && (cx.dialect.keeps_classes || is_telling(class)) {
            add(class);
        }
    }
    if let Some(align) = alignment(element) {
        add(align);
    }
    if let Some(role) = role(element) {
        add(&format!("role-{}", role.name()));
    }
    classes
}

/// `center` or `right`, from `align` or the style.
pub(super) fn alignment(element: &Element) -> Option<&'static str> {
    let stated = element
        .attribute("align")
        .or_else(|| style(element, "text-align"));
    match stated?.trim().to_ascii_lowercase().as_str() {
        "center" | "middle" => Some("center"),
        "right" | "end" => Some("right"),
        "left" | "start" if matches!(&*element.name, "td" | "th") => Some("left"),
        _ => None,
    }
}

/// The value of a property in the `style` attribute. Enough for what converters write; not a CSS parser.
pub(super) fn style<'a>(element: &'a Element, property: &str) -> Option<&'a str> {
    element
        .attribute("style")?
        .split(';')
        .find_map(|declaration| {
            let (name, value) = declaration.split_once(':')?;
            name.trim()
                .eq_ignore_ascii_case(property)
                .then(|| value.trim())
        })
}

/// The role of a section, stated on it or on its heading.
pub(super) fn role(element: &Element) -> Option<Role> {
    if !matches!(
        &*element.name,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "section" | "div" | "article" | "body"
    ) {
        return None;
    }
    stated_role(element)
}

/// The role that the attributes of an element name.
pub(super) fn stated_role(element: &Element) -> Option<Role> {
    let stated = element
        .attribute("epub:type")
        .or_else(|| element.attribute("role"))?;
    stated.split_ascii_whitespace().find_map(|term| {
        let term = term.rsplit(':').next().unwrap_or(term);
        let term = term.strip_prefix("doc-").unwrap_or(term);
        Role::from_name(term).filter(|role| !role.name().is_empty())
    })
}

/// The language, if it has the form of a BCP 47 tag.
pub(super) fn language(element: &Element) -> Option<String> {
    let stated = element
        .attribute("lang")
        .or_else(|| element.attribute("xml:lang"))?
        .trim();
    oxilangtag::LanguageTag::parse(stated)
        .ok()
        .map(|tag| tag.as_str().to_owned())
}

/// The direction of the text.
pub(super) fn direction(element: &Element) -> Option<Direction> {
    match element
        .attribute("dir")?
        .trim()
        .to_ascii_lowercase()
        .as_str()
    {
        "rtl" => Some(Direction::Rtl),
        "ltr" => Some(Direction::Ltr),
        _ => None,
    }
}

/// Whether a class of an HTML document tells something: a word, and none that a converter counts up (`calibre7`,
/// `MsoNormal`, `p1`).
fn is_telling(class: &str) -> bool {
    let letters = class
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b'-' || byte == b'_');
    let lower = class.to_ascii_lowercase();
    let made = [
        "mso", "calibre", "sgc", "kindle", "kobo", "koboSpan", "pcalibre", "block_", "text_", "tx",
        "noindent",
    ];
    letters
        && class.len() > 2
        && !made.iter().any(|prefix| lower.starts_with(prefix))
        && !matches!(
            lower.as_str(),
            "normal"
                | "body"
                | "bodytext"
                | "indent"
                | "para"
                | "paragraph"
                | "first"
                | "text"
                | "main"
                | "content"
                | "container"
                | "wrapper"
                | "page"
                | "chapter"
                | "section"
                | "book"
                | "none"
                | "western"
        )
}

/// Text to a class or anchor that XML and CSS allow.
pub(super) fn is_role_class(class: &str) -> bool {
    class
        .strip_prefix("role-")
        .is_some_and(|name| Role::from_name(name).is_some())
}
