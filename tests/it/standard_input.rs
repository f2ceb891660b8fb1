//! `-`: every command that reads a book reads it from standard input, too.

use crate::place::{Place, stderr, stdout};

const TEXT: &[u8] = b"---\ntitle: The Ferry\nlanguage: en\n---\n\n# One\n\nThe ferry came late.\n";

#[test]
fn a_publication_and_a_manuscript_are_checked() {
    let place = Place::new("checked-input");
    let built = place.deckle_with_input(&["build", "-", "-o", "out", "--format", "epub"], TEXT);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    let files = place.files("out");
    let (_, publication) = files.first().unwrap();
    let good = place.deckle_with_input(&["check", "-"], publication);
    assert_eq!(good.status.code(), Some(0), "{}", stdout(&good));
    let cut = &publication[..publication.len() / 2];
    let bad = place.deckle_with_input(&["check", "-"], cut);
    assert_eq!(bad.status.code(), Some(1), "{}", stdout(&bad));
    assert!(stdout(&bad).contains("--> <stdin>"), "{}", stdout(&bad));
    let good = place.deckle_with_input(&["check", "-"], TEXT);
    assert_eq!(good.status.code(), Some(0), "{}", stdout(&good));
    let dead = [TEXT, b"\n[there](missing.md)\n"].concat();
    let bad = place.deckle_with_input(&["check", "-"], &dead);
    assert_eq!(bad.status.code(), Some(1), "{}", stdout(&bad));
    assert!(stdout(&bad).contains("<stdin>:10:"), "{}", stdout(&bad));
}

#[test]
fn a_manuscript_is_restored_and_shown_as_a_tree() {
    let place = Place::new("restored-input");
    let restored =
        place.deckle_with_input(&["restore", "-", "--kind", "plain"], b"A sen-\ntence.\n");
    assert_eq!(restored.status.code(), Some(0), "{}", stderr(&restored));
    assert!(
        stdout(&restored).contains("sentence"),
        "{}",
        stdout(&restored)
    );
    let tree = place.deckle_with_input(&["tree", "-"], TEXT);
    assert!(stdout(&tree).contains("One"), "{}", stdout(&tree));
}
