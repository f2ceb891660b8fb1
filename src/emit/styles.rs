//! The style themes, compiled in.
//!
//! A theme sets no body font, size or colour, so that a reader's own settings win. The HTML edition adds its frame:
//! measure, colours for light and dark, print.

use crate::book::Book;
use crate::source::Settings;

/// A theme.
#[derive(Debug)]
pub struct Theme {
    /// The name in `book.toml`.
    pub name: &'static str,
    /// What it looks like, for the help.
    pub about: &'static str,
    /// The style sheet.
    pub css: &'static str,
}

/// All themes; the first is the default.
pub static THEMES: &[Theme] = &[
    Theme {
        name: "classic",
        about: "paragraphs set off by an indent, as printed novels have them",
        css: concat!(
            include_str!("../../styles/base.css"),
            include_str!("../../styles/classic.css")
        ),
    },
    Theme {
        name: "plain",
        about: "paragraphs set off by space, for handbooks and non-fiction",
        css: concat!(
            include_str!("../../styles/base.css"),
            include_str!("../../styles/plain.css")
        ),
    },
];

/// The theme of that name.
#[must_use]
pub fn theme(name: &str) -> Option<&'static Theme> {
    THEMES.iter().find(|theme| theme.name == name)
}

/// The theme's style sheet that a book asks for; the default one's where it asks for none.
#[must_use]
pub fn css(settings: &Settings) -> &'static str {
    let chosen = settings
        .theme
        .as_deref()
        .and_then(theme)
        .or_else(|| THEMES.first());
    chosen.map_or("", |theme| theme.css)
}

/// The whole style of the HTML edition: theme, frame, then the author's own.
pub(super) fn edition(book: &Book, settings: &Settings) -> String {
    let mut out = css(settings).to_owned();
    out.push_str(include_str!("../../styles/html.css"));
    for style in &book.styles {
        out.push_str(style);
        out.push('\n');
    }
    out
}
