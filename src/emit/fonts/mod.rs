//! Fonts that the author embeds: judged, cut down to the letters of the book, their licence recorded.
//!
//! Takes the font files that the settings name and the text that was written, gives the files to store and the style sheet
//! that declares them. A font says itself what it is called, how heavy it is, and whether it may be embedded; where it
//! says that it may not, there is no book. The themes use no font: the author's own style sheet does.

mod subset;

use std::collections::BTreeSet;
use std::sync::Arc;

use skrifa::attribute::Style;
use skrifa::raw::TableProvider;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

use crate::book::{Book, Resource};
use crate::emit::names::Names;
use crate::epub::MediaType;
use crate::report::{Diagnostic, Location};

crate::rules! {
    /// A font file cannot be used.
    ///
    /// Books hold TrueType, OpenType, WOFF and WOFF2. The file is none of these, or its tables are broken.
    FONT_BROKEN = "font-broken", None, Error, "https://www.w3.org/TR/epub-33/#sec-core-media-types";

    /// A font may not be embedded.
    ///
    /// Its own licence bits (`fsType` of the table OS/2) forbid embedding. Ask its maker for a licence, or take another font.
    FONT_RESTRICTED = "font-embedding-restricted", None, Error, "https://learn.microsoft.com/typography/opentype/spec/os2#fstype";

    /// A font does not say under which licence it is.
    ///
    /// Nothing in the book records then why it may be in it. Make sure that you may embed it.
    FONT_UNLICENSED = "font-licence-unknown", None, Warning, "https://learn.microsoft.com/typography/opentype/spec/name#name-ids";
}

/// A font ready to be stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Font {
    /// The file name.
    pub(crate) name: String,
    /// The path that the author gave.
    pub(crate) path: String,
    /// What it is.
    pub(crate) media_type: MediaType,
    /// Its bytes.
    pub(crate) data: Arc<[u8]>,
    /// Its licence, as it says itself.
    pub(crate) licence: Option<String>,
    family: String,
    weight: u16,
    italic: bool,
    /// Width in percent of the normal.
    stretch: f32,
}

/// All fonts of a book: those that the settings name, then those that the author's style sheets name.
pub(crate) fn of(book: &Book) -> impl Iterator<Item = &Resource> + Clone {
    let is_named = |resource: &&Resource| {
        resource.media_type.is_font() && !book.fonts.iter().any(|font| font.path == resource.path)
    };
    let resources = book.resources.iter().filter(is_named);
    book.fonts.iter().chain(resources)
}

/// The file that a style sheet of the author's means: the font that was made from a resource.
pub(crate) fn made_from<'f>(fonts: &'f [Font], resource: &Resource) -> Option<&'f Font> {
    fonts.iter().find(|font| font.path == resource.path)
}

/// Prepares fonts for a text. Those that cannot be embedded are reported.
pub(crate) fn prepare<'r>(
    fonts: impl IntoIterator<Item = &'r Resource>,
    letters: &BTreeSet<char>,
) -> (Vec<Font>, Vec<Diagnostic>) {
    let (mut prepared, mut findings) = (Vec::new(), Vec::new());
    let mut names = Names::default();
    for resource in fonts {
        match font(resource, letters, &mut names) {
            Ok(font) => {
                if font.licence.is_none() {
                    let message = format!("the font '{}' names no licence", resource.path);
                    findings.push(
                        Diagnostic::new(&FONT_UNLICENSED, message)
                            .hint("make sure that you may embed it")
                            .at(Location::file(resource.path.as_str())),
                    );
                }
                prepared.push(font);
            }
            Err(finding) => findings.push(*finding),
        }
    }
    (prepared, findings)
}

/// What no document has and readers draw all the same: the marks of lists and of what opens, hyphens, ellipses, the marks
/// around `q`.
const DRAWN: &str = "•◦▪●○■▸▾▶▼‐…“”‘’„‚«»‹›";

/// The letters of texts, with those that style sheets and readers make of them: capitals and small letters, and what they
/// draw on their own.
pub(crate) fn letters<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeSet<char> {
    let mut letters: BTreeSet<char> = texts
        .flat_map(str::chars)
        .filter(|letter| !letter.is_ascii())
        .collect();
    let cased = letters
        .iter()
        .flat_map(|c| c.to_uppercase().chain(c.to_lowercase()));
    let cased: Vec<char> = cased.collect();
    letters.extend(cased.into_iter().chain(' '..='~').chain(DRAWN.chars()));
    letters
}

/// The letters of a text beyond ASCII, each once.
pub(crate) fn distinct(text: &str) -> String {
    let letters: BTreeSet<char> = text.chars().filter(|letter| !letter.is_ascii()).collect();
    letters.into_iter().collect()
}

fn font(
    resource: &Resource,
    letters: &BTreeSet<char>,
    names: &mut Names,
) -> Result<Font, Box<Diagnostic>> {
    let stem = file_stem(&resource.path);
    let media_type = MediaType::sniff(&resource.data).unwrap_or(MediaType::Unknown);
    let name = |names: &mut Names| {
        let stem = names.of_title(stem, "font");
        format!("{stem}.{}", media_type.extension())
    };
    match media_type {
        MediaType::Ttf | MediaType::Otf => {}
        // Compressed already, and by its maker: kept as it is, and named after its file.
        MediaType::Woff | MediaType::Woff2 => {
            return Ok(Font {
                path: resource.path.clone(),
                name: name(names),
                media_type,
                data: resource.data.clone(),
                licence: None,
                family: stem.to_owned(),
                weight: 400,
                italic: false,
                stretch: 100.0,
            });
        }
        other => return Err(broken(resource, &format!("it is {}", other.name()))),
    }
    let font =
        FontRef::new(&resource.data).map_err(|error| broken(resource, &error.to_string()))?;
    let usage = font.os2().map_or(0, |table| table.fs_type());
    // Restricted, and neither print-and-preview nor editable; or bitmaps only.
    if usage & 0x000E == 0x0002 || usage & 0x0200 != 0 {
        let message = format!(
            "the font '{}' forbids embedding (fsType {usage:#06x})",
            resource.path
        );
        return Err(Diagnostic::new(&FONT_RESTRICTED, message)
            .hint("take a font under an open licence, such as the SIL Open Font License")
            .at(Location::file(resource.path.as_str()))
            .into());
    }
    let may_be_cut = usage & 0x0100 == 0;
    let cut = if may_be_cut {
        subset::subset(&font, letters.iter().copied())
    } else {
        None
    };
    let data = cut
        .filter(|cut| cut.len() < resource.data.len())
        .map_or_else(|| resource.data.clone(), Arc::from);
    let says = |ids: &[StringId]| {
        let texts = ids.iter().filter_map(|id| {
            let text = font.localized_strings(*id).english_or_first()?.to_string();
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        });
        texts.into_iter().find(|text| !text.is_empty())
    };
    let attributes = font.attributes();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and 1000"
    )]
    let weight = attributes.weight.value().clamp(1.0, 1000.0) as u16;
    Ok(Font {
        path: resource.path.clone(),
        name: name(names),
        media_type,
        data,
        licence: says(&[StringId::LICENSE_URL, StringId::LICENSE_DESCRIPTION]),
        family: says(&[StringId::TYPOGRAPHIC_FAMILY_NAME, StringId::FAMILY_NAME])
            .unwrap_or_else(|| stem.to_owned()),
        weight,
        italic: attributes.style != Style::Normal,
        stretch: attributes.stretch.percentage(),
    })
}

/// The declarations of the fonts that the settings name; `address` says where a font lies. Those that a style sheet of the
/// author's names are declared there.
pub(crate) fn declarations(
    book: &Book,
    fonts: &[Font],
    address: impl Fn(&Font) -> String,
) -> String {
    let is_set = |font: &&Font| book.fonts.iter().any(|set| set.path == font.path);
    css(fonts.iter().filter(is_set), address)
}

fn css<'f>(fonts: impl IntoIterator<Item = &'f Font>, address: impl Fn(&Font) -> String) -> String {
    let quoted = |text: &str| {
        let safe: String = text
            .chars()
            .filter(|c| !c.is_control() && !matches!(c, '"' | '\\' | '<'))
            .collect();
        format!("\"{safe}\"")
    };
    let mut out = String::new();
    for font in fonts {
        if let Some(licence) = &font.licence {
            let licence = licence.replace("*/", "* /").replace('<', " ");
            out.push_str(&format!("/* {}: {licence} */\n", font.name));
        }
        let style = if font.italic { "italic" } else { "normal" };
        let stretch = match font.stretch {
            100.0 => String::new(),
            width => format!("  font-stretch: {width}%;\n"),
        };
        out.push_str(&format!(
            "@font-face {{\n  font-family: {};\n  font-weight: {};\n  font-style: {style};\n{stretch}  src: url({});\n}}\n\n",
            quoted(&font.family),
            font.weight,
            quoted(&address(font)),
        ));
    }
    out
}

fn file_stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn broken(resource: &Resource, reason: &str) -> Box<Diagnostic> {
    let message = format!("the font '{}' cannot be used: {reason}", resource.path);
    Box::new(
        Diagnostic::new(&FONT_BROKEN, message)
            .hint("give a TrueType, OpenType, WOFF or WOFF2 file")
            .at(Location::file(resource.path.as_str())),
    )
}

#[cfg(all(test, feature = "cover"))]
mod tests {
    use super::*;

    fn resource(path: &str, data: &[u8]) -> Resource {
        Resource {
            path: path.to_owned(),
            media_type: MediaType::Unknown,
            data: data.into(),
        }
    }

    #[test]
    fn a_font_says_what_it_is_and_is_cut_to_the_letters_of_the_book() {
        let data = dejavu::serif_condensed::bold();
        let letters = letters(["A few letters", "и ещё"].into_iter());
        let (fonts, findings) = prepare(&[resource("fonts/Some Font.ttf", data)], &letters);
        assert!(findings.is_empty(), "{findings:?}");
        assert!(fonts[0].data.len() * 2 < data.len());
        let css = css(&fonts, |font| format!("../fonts/{}", font.name));
        assert!(css.contains("font-family: \"DejaVu Serif\""), "{css}");
        assert!(css.contains("font-weight: 700"), "{css}");
        assert!(css.contains("font-stretch: 87.5%"), "{css}");
        assert!(css.contains("url(\"../fonts/some-font.ttf\")"), "{css}");
        assert!(fonts[0].licence.is_some());
    }

    #[test]
    fn what_readers_draw_on_their_own_is_kept() {
        let letters = letters(["жук"].into_iter());
        for letter in "ЖУКжук•1aA".chars() {
            assert!(letters.contains(&letter), "{letter}");
        }
        assert!(!letters.contains(&'я'));
    }

    #[test]
    fn a_font_that_forbids_embedding_is_refused() {
        let mut data = dejavu::serif_condensed::regular().to_vec();
        let at = memchr::memmem::find(&data, b"OS/2").unwrap();
        let offset = u32::from_be_bytes(data[at + 8..at + 12].try_into().unwrap()) as usize;
        data[offset + 8..offset + 10].copy_from_slice(&[0, 2]);
        let (fonts, findings) = prepare(&[resource("a.ttf", &data)], &BTreeSet::new());
        assert!(fonts.is_empty());
        assert_eq!(findings[0].rule.name, "font-embedding-restricted");
    }

    #[test]
    fn what_is_no_font_is_refused() {
        let (_, findings) = prepare(&[resource("a.ttf", b"text")], &BTreeSet::new());
        assert_eq!(findings[0].rule.name, "font-broken");
    }
}
