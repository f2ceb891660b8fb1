//! Text into the places of a design: the largest size at which it fits, lines of even length.

use hypher::Lang;
use resvg::usvg::roxmltree::{Document, Node};

use super::Texts;
use super::colours::{Palette, hex};
use super::typeface::{Face, can_set};
use crate::emit::content::push_text;

/// Distance of lines, in sizes.
const LEADING: f32 = 1.22;
/// Smallest size as a share of the design's.
const SMALLEST: f32 = 0.24;
/// Longest text that is set, in characters; what is longer ends with an ellipsis.
const LONGEST: usize = 400;

/// The design with its colours and texts.
pub(super) fn fill(design: &str, texts: &Texts, palette: &Palette) -> Result<String, String> {
    let mut design = design.to_owned();
    for (name, colour) in [
        ("{dark}", palette.dark),
        ("{light}", palette.light),
        ("{soft}", palette.soft),
        ("{accent}", palette.accent),
    ] {
        design = design.replace(name, &hex(colour));
    }
    let document = Document::parse(&design).map_err(|error| error.to_string())?;
    let mut out = String::with_capacity(design.len() + 2000);
    let mut at = 0;
    for node in document
        .descendants()
        .filter(|node| node.has_tag_name("rect") && node.attribute("id").is_some())
    {
        out.push_str(design.get(at..node.range().start).unwrap_or_default());
        at = node.range().end;
        let place = Place::of(node);
        match node.attribute("id").unwrap_or_default() {
            "title" => place.set(&mut out, &paragraphs(&[&texts.title]), &texts.language),
            "subtitle" => place.set(&mut out, &paragraphs(&[&texts.subtitle]), &texts.language),
            "author" => place.set(&mut out, &people(&texts.author), &texts.language),
            "publisher" => place.set(&mut out, &paragraphs(&[&texts.publisher]), &texts.language),
            _ => {}
        }
    }
    out.push_str(design.get(at..).unwrap_or_default());
    Ok(out)
}

/// The texts that can be set, none too long.
fn paragraphs(texts: &[&String]) -> Vec<String> {
    let settable = texts
        .iter()
        .filter(|text| !text.is_empty() && can_set(text));
    settable
        .map(|text| {
            let cut: String = text.chars().take(LONGEST).collect();
            if cut.len() < text.len() {
                format!("{}…", cut.trim_end())
            } else {
                cut
            }
        })
        .collect()
}

/// People stand one to a line; beyond six, the first five and an ellipsis.
fn people(names: &[String]) -> Vec<String> {
    let mut lines = paragraphs(&names.iter().take(6).collect::<Vec<_>>());
    if names.len() > 6 {
        lines.truncate(5);
        lines.push("…".to_owned());
    }
    lines
}

/// A place for text in a design.
struct Place {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
    size: f32,
    bold: bool,
    centred: bool,
    /// Whether the lines stand in the middle of the height.
    middle: bool,
    colour: String,
}

impl Place {
    fn of(node: Node<'_, '_>) -> Place {
        let number = |name: &str| {
            node.attribute(name)
                .and_then(|text| text.parse().ok())
                .unwrap_or(0.0)
        };
        Place {
            x: number("x"),
            y: number("y"),
            width: number("width"),
            height: number("height"),
            size: number("font-size"),
            bold: node.attribute("font-weight") == Some("700"),
            centred: node.attribute("text-anchor") == Some("middle"),
            middle: node.attribute("dominant-baseline") == Some("middle"),
            colour: node.attribute("fill").unwrap_or("#000000").to_owned(),
        }
    }

    /// Writes the paragraphs as large as they fit.
    fn set(&self, out: &mut String, paragraphs: &[String], language: &str) {
        let Some(face) = Face::of(&paragraphs.concat(), self.bold) else {
            return;
        };
        if paragraphs.is_empty() {
            return;
        }
        let (lines, size) = self.fit(&face, paragraphs, language);
        let leading = size * LEADING;
        // The first base line lies an ascender below the top.
        let mut y = self.y + size * 0.95;
        if self.middle {
            y += ((self.height - height_of(lines.len(), size)) / 2.0).max(0.0);
        }
        let x = if self.centred {
            self.x + self.width / 2.0
        } else {
            self.x
        };
        let anchor = if self.centred { "middle" } else { "start" };
        let weight = if self.bold { 700 } else { 400 };
        for line in lines {
            out.push_str(&format!(
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-family=\"{}\" font-stretch=\"condensed\" font-size=\"{size:.1}\" \
                 font-weight=\"{weight}\" text-anchor=\"{anchor}\" fill=\"{}\">",
                face.family, self.colour
            ));
            push_text(out, &line);
            out.push_str("</text>");
            y += leading;
        }
    }

    /// Steps down from the design's size until all lines fit; a word is broken only where it does not fit at half of it.
    fn fit(&self, face: &Face, paragraphs: &[String], language: &str) -> (Vec<String>, f32) {
        let mut size = self.size;
        loop {
            let last = size <= self.size * SMALLEST;
            let breaking = last || size <= self.size * 0.5;
            if let Some(lines) = self.lines(face, paragraphs, size, breaking, language) {
                let height =
                    size * (0.95 + 0.3) + size * LEADING * (lines.len().saturating_sub(1)) as f32;
                if height <= self.height || last {
                    #[allow(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "between 1 and a hundred"
                    )]
                    let room =
                        (((self.height - size * 1.25) / (size * LEADING)).max(0.0) as usize) + 1;
                    return (shortened(lines, room), size);
                }
            }
            size *= 0.94;
        }
    }

    /// The paragraphs in lines of that size; `None` where a word does not fit and may not be broken.
    fn lines(
        &self,
        face: &Face,
        paragraphs: &[String],
        size: f32,
        breaking: bool,
        language: &str,
    ) -> Option<Vec<String>> {
        let mut all = Vec::new();
        for paragraph in paragraphs {
            let words = self.words(face, paragraph, size, breaking, language)?;
            let count = wrap(face, &words, size, self.width).len();
            // As few lines as the width allows, then as narrow as that number of lines allows: even lines.
            let (mut narrow, mut wide) = (0.0, self.width);
            for _ in 0..8 {
                let middle = (narrow + wide) / 2.0;
                let fits = words
                    .iter()
                    .all(|word| face.width(&word.text, size) <= middle);
                if fits && wrap(face, &words, size, middle).len() <= count {
                    wide = middle
                } else {
                    narrow = middle
                }
            }
            all.extend(wrap(face, &words, size, wide));
        }
        Some(all)
    }

    /// The words of a paragraph, those that are too wide in pieces.
    fn words(
        &self,
        face: &Face,
        paragraph: &str,
        size: f32,
        breaking: bool,
        language: &str,
    ) -> Option<Vec<Word>> {
        let mut words = Vec::new();
        for text in paragraph.split(' ').filter(|text| !text.is_empty()) {
            if face.width(text, size) <= self.width {
                words.push(Word {
                    text: text.to_owned(),
                    joined: false,
                });
            } else if breaking {
                words.extend(pieces(face, text, size, self.width, language));
            } else {
                return None;
            }
        }
        Some(words)
    }
}

/// The height of that many lines, from the ascenders of the first to the descenders of the last.
#[allow(clippy::cast_precision_loss, reason = "a cover has few lines")]
fn height_of(lines: usize, size: f32) -> f32 {
    size * 1.25 + size * LEADING * lines.saturating_sub(1) as f32
}

/// A word, or a piece of one that goes on in the next.
struct Word {
    text: String,
    /// No space before it.
    joined: bool,
}

/// A word that is too wide, broken between syllables where its language is known, else anywhere.
fn pieces(face: &Face, word: &str, size: f32, width: f32, language: &str) -> Vec<Word> {
    let subtag = language
        .split('-')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let code: Option<[u8; 2]> = subtag.as_bytes().try_into().ok();
    let syllables: Vec<String> = match code.and_then(Lang::from_iso) {
        Some(language) => hypher::hyphenate(word, language)
            .map(str::to_owned)
            .collect(),
        None => Vec::new(),
    };
    let widest = syllables
        .iter()
        .map(|syllable| face.width(&format!("{syllable}-"), size))
        .fold(0.0, f32::max);
    let parts: Vec<String> = if syllables.len() > 1 && widest <= width {
        syllables
    } else {
        word.chars().map(String::from).collect()
    };
    let mut pieces: Vec<Word> = Vec::new();
    let mut current = String::new();
    for part in parts {
        if !current.is_empty() && face.width(&format!("{current}{part}-"), size) > width {
            let text = if current.ends_with('-') {
                current.clone()
            } else {
                format!("{current}-")
            };
            pieces.push(Word {
                text,
                joined: false,
            });
            current.clear();
        }
        current.push_str(&part);
    }
    pieces.push(Word {
        text: current,
        joined: false,
    });
    pieces
}

/// Words in lines no wider than `width`.
fn wrap(face: &Face, words: &[Word], size: f32, width: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let space = face.width(" ", size);
    let mut used = 0.0;
    for word in words {
        let own = face.width(&word.text, size);
        match lines.last_mut() {
            Some(line) if used + space + own <= width => {
                if !word.joined {
                    line.push(' ');
                }
                line.push_str(&word.text);
                used += space + own;
            }
            _ => {
                lines.push(word.text.clone());
                used = own;
            }
        }
    }
    lines
}

/// As many lines as there is room for; the last one that stays says that there is more.
fn shortened(mut lines: Vec<String>, room: usize) -> Vec<String> {
    if lines.len() > room {
        lines.truncate(room.max(1));
        if let Some(last) = lines.last_mut() {
            while last.chars().count() > 3 && !last.ends_with(' ') {
                last.pop();
            }
            *last = format!("{}…", last.trim_end());
        }
    }
    lines
}
