//! The style themes, compiled in.
//!
//! A theme sets no body font, size or colour, so that a reader's own settings win. The HTML edition adds its frame:
//! measure, colours for light and dark, print.

use crate::book::{Book, ResourceId};
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

/// The whole style of the HTML edition: fonts as declared, theme, frame, then the author's own, whose files lie at `address`.
pub(super) fn edition(
    book: &Book,
    settings: &Settings,
    fonts: &str,
    address: impl Fn(ResourceId) -> String,
) -> String {
    let mut out = fonts.to_owned();
    out.push_str(css(settings));
    out.push_str(include_str!("../../styles/html.css"));
    for style in &book.styles {
        out.push_str(&style.written(&address));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::cover::contrast;
    use std::collections::BTreeMap;

    const HTML: &str = include_str!("../../styles/html.css");

    fn colour(hex: &str) -> [u8; 3] {
        let digits: Vec<char> = hex.trim().trim_start_matches('#').chars().collect();
        let wide: String = match digits.len() {
            3 => digits.iter().flat_map(|c| [*c, *c]).collect(),
            _ => digits.iter().collect(),
        };
        [0, 2, 4].map(|at| u8::from_str_radix(&wide[at..at + 2], 16).unwrap())
    }

    /// The colours of each `:root` of the frame, in order: light, dark, print; what one does not set, the first does.
    fn schemes() -> Vec<BTreeMap<&'static str, [u8; 3]>> {
        let mut schemes: Vec<BTreeMap<&str, [u8; 3]>> = Vec::new();
        for block in HTML.split(":root {").skip(1) {
            let mut scheme = schemes.first().cloned().unwrap_or_default();
            for line in block.split('}').next().unwrap().lines() {
                if let Some((name, value)) = line.trim().trim_end_matches(';').split_once(": #") {
                    scheme.insert(name, colour(value));
                }
            }
            schemes.push(scheme);
        }
        schemes
    }

    #[test]
    fn text_of_the_html_edition_has_contrast_aa_in_light_dark_and_print() {
        let schemes = schemes();
        assert_eq!(schemes.len(), 3);
        for scheme in schemes {
            for ground in ["--ground", "--panel"] {
                for (name, text) in &scheme {
                    if ["--ground", "--panel", "--line"].contains(name) {
                        continue;
                    }
                    let ratio = contrast(*text, scheme[ground]);
                    assert!(ratio >= 4.5, "{name} on {ground}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn fixed_colours_of_the_themes_have_contrast_aa_on_white_and_on_black() {
        for theme in THEMES {
            for value in theme.css.split("color: #").skip(1) {
                let text = colour(value.split(';').next().unwrap());
                for ground in [[255; 3], [0; 3]] {
                    assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}");
                }
            }
        }
    }

    #[test]
    fn no_theme_sets_font_size_or_colour_of_the_body() {
        for theme in THEMES {
            for rule in theme.css.split('}') {
                let (selector, body) = rule.split_once('{').unwrap_or_default();
                let of_all = selector.split(',').any(|part| {
                    let part = part.rsplit("*/").next().unwrap_or_default().trim();
                    ["body", "html", "p", ":root", "*"].contains(&part)
                });
                for property in ["font", "color", "background", "line-height"] {
                    assert!(!of_all || !body.contains(property), "{selector}: {body}");
                }
            }
        }
    }
}
