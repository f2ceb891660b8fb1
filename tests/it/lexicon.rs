//! The word tables: they are the ones that were made, and they answer as the passes need.

use std::path::Path;

use deckle::restore::lexicon::{Language, Lexicon, Vocabulary, detect, tokens};
use sha2::{Digest, Sha256};

fn lexicon(tag: &str) -> &'static Lexicon {
    Lexicon::for_tag(tag).expect("the language has a table")
}

#[test]
fn the_maps_are_the_ones_that_were_made() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/restore/lexicon/words");
    let tables = std::fs::read_to_string(folder.join("tables.tsv")).unwrap();
    let mut seen = 0;
    for row in tables.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [tag, words, hyphenated, pairs, counted, bytes, sha] = columns[..] else {
            panic!("bad row {row}")
        };
        let map = std::fs::read(folder.join(format!("{tag}.fst"))).unwrap();
        assert_eq!(map.len().to_string(), bytes, "{tag}");
        let digest: String = Sha256::digest(&map)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(digest, sha, "{tag}");
        let rows: usize = [words, hyphenated, pairs]
            .iter()
            .map(|n| n.parse::<usize>().unwrap())
            .sum();
        assert_eq!(fst::Map::new(map).unwrap().len(), rows, "{tag}");
        assert_eq!(lexicon(tag).size().to_string(), counted, "{tag}");
        seen += 1;
    }
    assert_eq!(seen, Language::ALL.len());
}

#[test]
fn counts_are_kept_to_within_a_tenth() {
    let the = f64::from(lexicon("en").frequency("the"));
    assert!((the / 498_124.0 - 1.0).abs() < 0.1, "{the}");
    let often = lexicon("en").frequency("Often");
    assert!(
        often > 100 && often > 20 * lexicon("en").pair("of", "ten"),
        "{often}"
    );
    assert_eq!(lexicon("en").frequency("tbe"), 0);
    assert_eq!(lexicon("en").joined("OF", "ten"), often);
    assert!(lexicon("en").pair("any", "one") > 100);
    assert!(lexicon("en-GB").hyphenated("drawing\u{2010}room") > 300);
}

#[test]
fn words_of_words_are_known() {
    for (tag, word) in [
        ("fr", "l\u{2019}homme"),
        ("it", "dell'amore"),
        ("en", "Jupiter\u{2019}s"),
        ("de", "Großvaterstuhl"),
        ("de", "Gartentüre"),
        ("nl", "stationsgebouw"),
        ("en", "river-bench"),
    ] {
        assert!(lexicon(tag).is_known(word), "{tag} {word}");
        assert!(
            !lexicon(tag).is_word(word),
            "{tag} {word}: the test wants one that is in no table"
        );
    }
    for (tag, word) in [
        ("de", "Schwindclanfall"),
        ("en", "sisterhoodgate"),
        ("fr", "x'homme"),
        ("de", "hattz"),
    ] {
        assert!(!lexicon(tag).is_known(word), "{tag} {word}");
    }
    assert_eq!(
        lexicon("de").compound_parts("Großvaterstuhl"),
        Some(vec!["Großvater", "stuhl"])
    );
    assert!(lexicon("de").is_capitalised("haus"));
}

#[test]
fn tokens_keep_inner_apostrophes_and_their_places() {
    let text = "‘Don’t,’ said l'abbé; 42 dogs’ well-being.";
    let found: Vec<&str> = tokens(text).map(|token| token.text).collect();
    assert_eq!(
        found,
        ["Don’t", "said", "l'abbé", "42", "dogs", "well", "being"]
    );
    for token in tokens(text) {
        assert_eq!(&text[token.start..token.end()], token.text);
    }
}

#[test]
fn the_vocabulary_leaves_out_what_a_line_end_cut() {
    let lines = [
        "The legiti-",
        "macy of the drawing-room; legitimacy",
        "",
        "is a drawing-",
        "room matter: legitimacy",
    ];
    let vocabulary = Vocabulary::from_lines(lines);
    assert_eq!(vocabulary.count("legitimacy"), 2);
    assert_eq!(vocabulary.joined("Legiti", "macy"), 2);
    assert_eq!(vocabulary.count("legiti"), 0);
    assert_eq!(vocabulary.count("macy"), 0);
    assert_eq!(vocabulary.hyphenated("drawing", "room"), 1);
    assert_eq!(vocabulary.count("drawing"), 0);
    assert_eq!(vocabulary.count("THE"), 2);
    assert_eq!(vocabulary.capitalised("the"), 1);
}

#[test]
fn languages_are_told_by_their_common_words() {
    for (tag, text) in [
        (
            "en",
            "It was a bright morning, and the children had gone down to the river before anyone in the house was awake.",
        ),
        (
            "fr",
            "Le lendemain matin, la maison était encore endormie quand les enfants descendirent au bord de la rivière.",
        ),
        (
            "de",
            "Am nächsten Morgen waren die Kinder schon am Fluß, bevor jemand im Hause aufgewacht war.",
        ),
        (
            "es",
            "A la mañana siguiente los niños habían bajado al río antes de que nadie se despertara en la casa.",
        ),
        (
            "it",
            "La mattina dopo i ragazzi erano già scesi al fiume, prima che qualcuno in casa si fosse svegliato.",
        ),
        (
            "pt",
            "Na manhã seguinte as crianças já tinham descido ao rio antes que alguém acordasse em casa, e não havia sol.",
        ),
        (
            "nl",
            "De volgende morgen waren de kinderen al naar de rivier gegaan voordat er iemand in het huis wakker was.",
        ),
        (
            "und",
            "Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, aliam Aquitani, tertiam qui ipsorum lingua",
        ),
        (
            "und",
            "Pan Tadeusz czyli ostatni zajazd na Litwie, historia szlachecka z roku tysiąc osiemset jedenastego",
        ),
        ("und", "1 2 3"),
    ] {
        assert_eq!(detect(text).tag, tag, "{text}");
    }
}
