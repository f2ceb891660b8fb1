//! Makes the word tables that deckle embeds: `cargo run --example lexicon -- TABLES OUT`.
//!
//! `TABLES` is a folder with, for each language, `LANG.tsv` (word, count, books), `LANG-hyphenated.tsv` (the same)
//! and `LANG-pairs.tsv` (a, b, count of `a b`, count of `ab`), each with a head line. `OUT` receives `LANG.fst` and
//! `tables.tsv`: language, words, hyphenated words, pairs, words counted, bytes, and the SHA-256 of the map. The same
//! tables give the same bytes. What `words/README.md` says of the counting holds for these tables.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use deckle::restore::lexicon::{Language, encode};
use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(tables), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: lexicon TABLES OUT".into());
    };
    let mut summary = String::from("language\twords\thyphenated\tpairs\tcounted\tbytes\tsha256\n");
    for language in Language::ALL {
        let tag = language.tag();
        let mut rows = BTreeMap::new();
        let (words, counted) =
            add_words(&mut rows, &Path::new(&tables).join(format!("{tag}.tsv")))?;
        let (hyphenated, _) = add_words(
            &mut rows,
            &Path::new(&tables).join(format!("{tag}-hyphenated.tsv")),
        )?;
        let pairs = add_pairs(
            &mut rows,
            &Path::new(&tables).join(format!("{tag}-pairs.tsv")),
        )?;
        let mut builder = fst::MapBuilder::memory();
        for (key, value) in &rows {
            builder.insert(key, *value)?;
        }
        let bytes = builder.into_inner()?;
        let sha: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        writeln!(
            summary,
            "{tag}\t{words}\t{hyphenated}\t{pairs}\t{counted}\t{}\t{sha}",
            bytes.len()
        )?;
        std::fs::write(Path::new(&out).join(format!("{tag}.fst")), bytes)?;
    }
    std::fs::write(Path::new(&out).join("tables.tsv"), summary)?;
    Ok(())
}

/// Adds the rows of a table of words; gives their number and the sum of their counts.
fn add_words(
    rows: &mut BTreeMap<String, u64>,
    path: &Path,
) -> Result<(usize, u64), Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let (mut number, mut counted) = (0, 0);
    for line in text.lines().skip(1) {
        let mut columns = line.split('\t');
        let (Some(word), Some(count)) = (columns.next(), columns.next()) else {
            continue;
        };
        let count: u32 = count.parse()?;
        let capitalised = word.chars().next().is_some_and(char::is_uppercase);
        rows.insert(word.to_lowercase(), encode(count, capitalised));
        number += 1;
        counted += u64::from(count);
    }
    Ok((number, counted))
}

/// Adds the pairs that were seen. Pairs never seen follow from the words alone and are not stored.
fn add_pairs(rows: &mut BTreeMap<String, u64>, path: &Path) -> Result<usize, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let mut number = 0;
    for line in text.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [first, second, apart, _] = columns.as_slice() else {
            continue;
        };
        let apart: u32 = apart.parse()?;
        if apart > 0 {
            rows.insert(
                format!("{first} {second}").to_lowercase(),
                encode(apart, false),
            );
            number += 1;
        }
    }
    Ok(number)
}
