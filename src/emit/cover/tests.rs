//! Covers of hard titles: nothing cut, nothing over another text, enough contrast, a small file, no boxes for letters.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::Document;
use resvg::usvg::{Options, Tree};

use super::colours::contrast;
use super::*;
use crate::book::Contributor;

/// Titles, people and languages that covers fail on.
const HARD: &[(&str, &[&str], &str)] = &[
    ("Ulysses", &["James Joyce"], "en"),
    (
        "The Life and Strange Surprizing Adventures of Robinson Crusoe, of York, Mariner: Who Lived Eight and Twenty Years, All Alone in an Uninhabited Island on the Coast of America, near the Mouth of the River",
        &["Daniel Defoe"],
        "en",
    ),
    (
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen und Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
        &["Friederike Hülshoff-Schmidtbauer von und zu Lindenfels"],
        "de",
    ),
    (
        "THE STRANGE CASE OF DR JEKYLL AND MR HYDE",
        &["ROBERT LOUIS STEVENSON"],
        "en",
    ),
    (
        "Η Πάπισσα Ιωάννα: Μεσαιωνική μελέτη",
        &["Εμμανουήλ Ροΐδης"],
        "el",
    ),
    (
        "Преступление и наказание",
        &["Фёдор Михайлович Достоевский"],
        "ru",
    ),
    ("ألف ليلة وليلة", &["مجهول"], "ar"),
    ("吾輩は猫である", &["夏目漱石"], "ja"),
    ("Beowulf", &[], "en"),
    (
        "Design Patterns in Practice",
        &[
            "Erich Gamma-Hohenzollern",
            "Richard Helm",
            "Ralph E. Johnson",
            "John M. Vlissides",
            "Wilhelmina Oppenheimer-Featherstonehaugh",
        ],
        "en",
    ),
];

fn metadata((title, people, language): (&str, &[&str], &str)) -> Metadata {
    Metadata {
        title: Some(title.to_owned()),
        subtitle: Some("With a subtitle of no small length, for good measure".to_owned()),
        contributors: people
            .iter()
            .map(|name| Contributor {
                name: (*name).to_owned(),
                sort: None,
                role: "aut".to_owned(),
            })
            .collect(),
        languages: vec![language.to_owned()],
        publisher: Some("The Press of the Probe".to_owned()),
        ..Metadata::default()
    }
}

/// A line of text: its letters, its box, its colour.
#[derive(Debug)]
struct Line {
    text: String,
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
    colour: [u8; 3],
}

fn lines(design: &Design, metadata: &Metadata) -> Vec<Line> {
    let texts = texts(metadata);
    let palette = colours::palette(seed(&texts));
    let svg = fit::fill(design.svg, &texts, &palette).unwrap();
    let document = Document::parse(&svg).unwrap();
    let of = |node: resvg::usvg::roxmltree::Node<'_, '_>| {
        let number = |name: &str| node.attribute(name).unwrap().parse::<f32>().unwrap();
        let (x, y, size) = (number("x"), number("y"), number("font-size"));
        let text = node.text().unwrap_or_default().to_owned();
        let bold = node.attribute("font-weight") == Some("700");
        let width = typeface::Face::of(&text, bold).unwrap().width(&text, size);
        let left = match node.attribute("text-anchor") {
            Some("middle") => x - width / 2.0,
            _ => x,
        };
        let byte = |at: usize| {
            let hex = node.attribute("fill").unwrap();
            u8::from_str_radix(&hex[at..at + 2], 16).unwrap()
        };
        Line {
            left,
            right: left + width,
            top: y - 0.76 * size,
            bottom: y + 0.24 * size,
            colour: [byte(1), byte(3), byte(5)],
            text,
        }
    };
    document
        .descendants()
        .filter(|node| node.has_tag_name("text"))
        .map(of)
        .collect()
}

#[test]
fn nothing_is_cut_and_nothing_overlaps() {
    for &hard in HARD {
        for design in DESIGNS {
            let lines = lines(design, &metadata(hard));
            for (number, line) in lines.iter().enumerate() {
                let inside = line.left >= 110.0
                    && line.right <= 1490.0
                    && line.top >= 110.0
                    && line.bottom <= 2480.0;
                assert!(inside, "{}: {line:?}", design.name);
                for other in lines.iter().skip(number + 1) {
                    let apart = line.bottom <= other.top
                        || other.bottom <= line.top
                        || line.right <= other.left
                        || other.right <= line.left;
                    assert!(apart, "{}: {line:?} and {other:?}", design.name);
                }
            }
        }
    }
}

#[test]
fn all_words_of_a_title_are_there() {
    for &hard in HARD.iter().filter(|hard| hard.2 != "ja") {
        for design in DESIGNS {
            let letters =
                |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
            let set: String = lines(design, &metadata(hard))
                .iter()
                .map(|line| letters(&line.text))
                .collect();
            assert!(set.contains(&letters(hard.0)), "{}: {set}", design.name);
        }
    }
}

#[test]
fn text_stands_out_from_the_ground_that_is_painted_behind_it() {
    for design in DESIGNS {
        let metadata = metadata(HARD[1]);
        let texts = texts(&metadata);
        let palette = colours::palette(seed(&texts));
        let svg = fit::fill(design.svg, &Texts::default(), &palette).unwrap();
        let ground = image::load_from_memory(&paint::png(&svg).unwrap())
            .unwrap()
            .to_rgb8();
        for line in lines(design, &metadata) {
            for step in 0..=40 {
                let x = line.left + (line.right - line.left) * step as f32 / 40.0;
                for y in [line.top, (line.top + line.bottom) / 2.0, line.bottom] {
                    let pixel = ground.get_pixel(x as u32, y as u32).0;
                    let ratio = contrast(pixel, line.colour);
                    assert!(ratio >= 4.5, "{} at {x}, {y}: {ratio}", design.name);
                }
            }
        }
    }
}

#[test]
fn rows_that_are_not_drawn_are_as_the_row_above() {
    for (design, hard) in DESIGNS
        .iter()
        .flat_map(|one| [0, 1, 6, 9].map(|i| (one, HARD[i])))
    {
        let texts = texts(&metadata(hard));
        let svg = fit::fill(design.svg, &texts, &colours::palette(seed(&texts))).unwrap();
        let options = Options {
            fontdb: fonts(),
            ..Options::default()
        };
        let tree = Tree::from_str(&svg, &options).unwrap();
        let mut whole = Pixmap::new(WIDTH, HEIGHT).unwrap();
        resvg::render(&tree, Transform::identity(), &mut whole.as_mut());
        let rows: Vec<&[u8]> = whole.data().chunks_exact(WIDTH as usize * 4).collect();
        let mut next = 0;
        for run in rows::runs(&tree, 160) {
            assert_eq!(run.top, next);
            next = run.top + run.rows + run.repeats;
            let last = run.top + run.rows - 1;
            for row in last..next {
                assert!(
                    rows[row as usize] == rows[last as usize],
                    "{}: {row}",
                    design.name
                );
            }
        }
        assert_eq!(next, HEIGHT);
    }
}

#[test]
fn a_cover_is_a_small_file() {
    for (design, &hard) in DESIGNS.iter().zip([&HARD[1], &HARD[2], &HARD[9], &HARD[6]]) {
        let picture = typeset(&metadata(hard), Some(design.name)).unwrap();
        assert!(
            picture.len() < 300_000,
            "{}: {}",
            design.name,
            picture.len()
        );
    }
}

#[test]
fn letters_without_glyphs_are_named_and_never_drawn() {
    let japanese = metadata(HARD[7]);
    assert_eq!(unset(&japanese), ["吾輩は猫である", "夏目漱石"]);
    for design in DESIGNS {
        for line in lines(design, &japanese) {
            assert!(line.text.is_ascii(), "{line:?}");
        }
    }
    assert!(unset(&metadata(HARD[6])).is_empty());
}
