//! What is known of each element of HTML, and of the marks that Markdown needs beside them.

/// What an element is to the readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Kind {
    /// A block that holds blocks (`div`, `li`, `td`).
    Flow,
    /// A block that holds running text (`p`, `h1`, `pre`).
    Leaf,
    /// A block without content (`hr`).
    Rule,
    /// A part of running text (`em`, `a`).
    Phrase,
    /// A part of running text without content that shows (`br`).
    Void,
    /// A picture (`img`).
    Picture,
    /// SVG or MathML.
    Foreign,
    /// It must not reach a book, with all its content (`script`).
    Removed,
    /// A box of a form, or a frame: it goes, what it holds stays.
    Unwrapped,
    /// It belongs to the head of a document (`title`, `meta`).
    Head,
}

impl Kind {
    /// Whether it stands between blocks.
    pub(in crate::source) fn is_block(self) -> bool {
        matches!(self, Kind::Flow | Kind::Leaf | Kind::Rule | Kind::Head)
    }
}

/// The name as a constant and the kind of an element; `None` for a name that HTML does not know.
pub(in crate::source) fn known(name: &str) -> Option<(&'static str, Kind)> {
    let index = ELEMENTS
        .binary_search_by(|(candidate, _)| (*candidate).cmp(name))
        .ok()?;
    ELEMENTS.get(index).copied()
}

/// Whether an element has no content and no end tag in HTML.
pub(in crate::source) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "image"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "deckle-attributes"
            | "deckle-line"
            | "deckle-note-ref"
    )
}

use Kind::{Flow, Foreign, Head, Leaf, Phrase, Picture, Removed, Rule, Unwrapped, Void};

/// Sorted by name: the search is binary.
static ELEMENTS: &[(&str, Kind)] = &[
    ("a", Phrase),
    ("abbr", Phrase),
    ("acronym", Phrase),
    ("address", Flow),
    ("applet", Removed),
    ("area", Void),
    ("article", Flow),
    ("aside", Flow),
    ("audio", Unwrapped),
    ("b", Phrase),
    ("base", Head),
    ("basefont", Void),
    ("bdi", Phrase),
    ("bdo", Phrase),
    ("bgsound", Void),
    ("big", Phrase),
    ("blockquote", Flow),
    ("body", Flow),
    ("br", Void),
    ("button", Unwrapped),
    ("canvas", Unwrapped),
    ("caption", Flow),
    ("center", Flow),
    ("cite", Phrase),
    ("code", Phrase),
    ("col", Void),
    ("colgroup", Flow),
    ("data", Phrase),
    ("datalist", Removed),
    ("dd", Flow),
    ("deckle-attributes", Rule),
    ("deckle-callout", Flow),
    ("deckle-definition", Flow),
    ("deckle-division", Flow),
    ("deckle-inline-note", Phrase),
    ("deckle-line", Void),
    ("deckle-list", Phrase),
    ("deckle-literal", Phrase),
    ("deckle-math", Phrase),
    ("deckle-math-block", Leaf),
    ("deckle-note", Flow),
    ("deckle-note-ref", Picture),
    ("deckle-raw", Leaf),
    ("deckle-verse", Flow),
    ("del", Phrase),
    ("details", Flow),
    ("dfn", Phrase),
    ("dialog", Flow),
    ("dir", Flow),
    ("div", Flow),
    ("dl", Flow),
    ("dt", Flow),
    ("em", Phrase),
    ("embed", Removed),
    ("fieldset", Flow),
    ("figcaption", Flow),
    ("figure", Flow),
    ("font", Phrase),
    ("footer", Flow),
    ("form", Flow),
    ("frame", Removed),
    ("frameset", Removed),
    ("h1", Leaf),
    ("h2", Leaf),
    ("h3", Leaf),
    ("h4", Leaf),
    ("h5", Leaf),
    ("h6", Leaf),
    ("head", Head),
    ("header", Flow),
    ("hgroup", Flow),
    ("hr", Rule),
    ("html", Flow),
    ("i", Phrase),
    ("iframe", Removed),
    ("image", Picture),
    ("img", Picture),
    ("input", Void),
    ("ins", Phrase),
    ("kbd", Phrase),
    ("keygen", Void),
    ("label", Unwrapped),
    ("legend", Flow),
    ("li", Flow),
    ("link", Head),
    ("main", Flow),
    ("map", Unwrapped),
    ("mark", Phrase),
    ("math", Foreign),
    ("menu", Flow),
    ("meta", Head),
    ("meter", Unwrapped),
    ("nav", Flow),
    ("nobr", Phrase),
    ("noembed", Removed),
    ("noframes", Unwrapped),
    ("noscript", Unwrapped),
    ("object", Unwrapped),
    ("ol", Flow),
    ("optgroup", Unwrapped),
    ("option", Unwrapped),
    ("output", Unwrapped),
    ("p", Leaf),
    ("param", Void),
    ("picture", Unwrapped),
    ("plaintext", Leaf),
    ("pre", Leaf),
    ("progress", Unwrapped),
    ("q", Phrase),
    ("rb", Phrase),
    ("rp", Phrase),
    ("rt", Phrase),
    ("rtc", Phrase),
    ("ruby", Phrase),
    ("s", Phrase),
    ("samp", Phrase),
    ("script", Removed),
    ("search", Flow),
    ("section", Flow),
    ("select", Unwrapped),
    ("slot", Unwrapped),
    ("small", Phrase),
    ("source", Void),
    ("span", Phrase),
    ("strike", Phrase),
    ("strong", Phrase),
    ("style", Removed),
    ("sub", Phrase),
    ("summary", Flow),
    ("sup", Phrase),
    ("svg", Foreign),
    ("table", Flow),
    ("tbody", Flow),
    ("td", Flow),
    ("template", Removed),
    ("textarea", Unwrapped),
    ("tfoot", Flow),
    ("th", Flow),
    ("thead", Flow),
    ("time", Phrase),
    ("title", Head),
    ("tr", Flow),
    ("track", Void),
    ("tt", Phrase),
    ("u", Phrase),
    ("ul", Flow),
    ("var", Phrase),
    ("video", Unwrapped),
    ("wbr", Void),
    ("xmp", Leaf),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(ELEMENTS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
