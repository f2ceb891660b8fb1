//! Plays: paragraphs and stanzas that begin with the name of who speaks become speeches.
//!
//! Names are speakers' where a book is a play by evidence of the whole: three or more of them (two under headings such as
//! *Act* and *Scene*) come again and again, take turns in no fixed order, and begin most blocks of the sections they stand
//! in. Labels of a form (`Problem. … Solution. …`) follow each other in one order, an interview has two persons, a
//! glossary names each word once.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Block, Draft, Kind};
use super::headings::is_capitals;
use super::likeness::fold;
use super::speakers::TITLES;
use super::speeches::is_name;
use super::text::LINE_BREAK;
use super::{Evidence, Pass, Phase, Recorder};

pub(super) static PASS: Pass = Pass {
    name: "plays",
    phase: Phase::Structure,
    about: "the speeches of a play are marked with their speakers",
    example: "ANNA. The boat is late. → [ANNA.]{.speaker} The boat is late.",
    run,
};

/// How often a name must stand before a speech.
const FEWEST_TURNS: usize = 3;
/// How many speeches a play has at least.
const FEWEST_SPEECHES: usize = 16;
/// The most letters of a name with how it is said.
const LONGEST: usize = 70;

/// Words that head the parts of a play.
const DIVISIONS: &[&str] = &[
    "act", "acte", "acto", "akt", "ato", "atto", "aufzug", "auftritt", "bedrijf", "cena", "escena",
    "jornada", "scena", "scene", "scène", "szene",
];

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    let speeches = speeches(&draft.blocks);
    // From the last on, so that the places of those before it hold when a name is joined to its speech.
    for (index, label) in speeches.into_iter().rev() {
        set(draft, index, &label, recorder);
    }
}

/// The name that a block begins with.
#[derive(Clone, Debug)]
struct Label {
    /// The name alone, folded.
    name: String,
    /// Bytes of the emphasis before it, which also stands behind it.
    sign: usize,
    /// Bytes of the name with its stop and how it is said.
    length: usize,
    /// Bytes of a stop behind the emphasis.
    tail: usize,
    /// Whether the block holds nothing else.
    alone: bool,
    /// Whether it is set as a name: in capitals or emphasised.
    marked: bool,
}

/// Makes a speech of a block, or of a name and the block below it.
fn set(draft: &mut Draft, index: usize, label: &Label, recorder: &mut Recorder) {
    let Some(block) = draft.blocks.get(index) else {
        return;
    };
    let spoken = draft.blocks.get(index + 1);
    let span = match spoken {
        Some(spoken) if label.alone => block.span.join(spoken.span),
        _ => block.span,
    };
    let text = block.text.as_str();
    let close = label.sign + label.length;
    let behind = close + label.sign;
    let pieces = (
        text.get(..behind + label.tail),
        text.get(label.sign..close),
        text.get(behind..behind + label.tail),
    );
    let (Some(printed), Some(name), Some(stop)) = pieces else {
        return;
    };
    let after = format!("[{name}{stop}]{{.speaker}}");
    let reason = "the name of a person of the play, before what is said";
    if !recorder.propose(span, printed, &after, 90, reason) {
        return;
    }
    let spoken = label.alone.then(|| draft.blocks.remove(index + 1));
    let Some(block) = draft.blocks.get_mut(index) else {
        return;
    };
    // Emphasis is markup, not words.
    recorder.take_markup(&mut block.text, &[0..label.sign, close..behind]);
    block.speaker = label.length + label.tail;
    if let Some(spoken) = spoken {
        let mut separator = [0; 4];
        block
            .text
            .append(LINE_BREAK.encode_utf8(&mut separator), spoken.text);
        block.kind = spoken.kind;
        block.span = span;
    }
}

/// The blocks that begin speeches, if the text is a play or holds one.
fn speeches(blocks: &[Block]) -> Vec<(usize, Label)> {
    let mut all: Vec<(usize, Label)> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let Some(found) = label(block) else { continue };
        let spoken = blocks.get(index + 1).filter(|next| is_spoken(next));
        if !found.alone || spoken.is_some_and(|next| !label(next).is_some_and(|next| next.alone)) {
            all.push((index, found));
        }
    }
    // A play sets its names in one way: among names in the line, a line of its own is a stage direction.
    let above = all.iter().filter(|(_, label)| label.alone).count() * 2 > all.len();
    all.retain(|(_, label)| label.alone == above);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, label) in &all {
        *counts.entry(label.name.clone()).or_default() += 1;
    }
    let often = |label: &Label| counts.get(&label.name).is_some_and(|n| *n >= FEWEST_TURNS);
    let mut kept: Vec<(usize, Label)> = Vec::new();
    let mut sections = sections(blocks);
    sections.retain(|section| {
        let of_section = all
            .iter()
            .filter(|(index, label)| section.contains(index) && often(label));
        let of_section: Vec<(usize, Label)> = of_section.cloned().collect();
        let inside = blocks.get(section.clone()).unwrap_or_default();
        let spoken = inside.iter().filter(|block| is_spoken(block)).count();
        let names = if above { of_section.len() } else { 0 };
        let is_scene =
            !of_section.is_empty() && of_section.len() * 2 >= spoken.saturating_sub(names);
        if is_scene {
            kept.extend(of_section);
        }
        is_scene
    });
    if !is_play(&kept, blocks.iter().any(is_division)) {
        return Vec::new();
    }
    // Who speaks once or twice is known by how the names are set.
    let marked = kept.iter().filter(|(_, label)| label.marked).count();
    if marked * 10 < kept.len() * 9 {
        return kept;
    }
    all.retain(|(index, label)| {
        let inside = sections.iter().any(|section| section.contains(index));
        inside && (label.marked || often(label))
    });
    all
}

/// Whether names come again and again and take turns, in no fixed order.
fn is_play(speeches: &[(usize, Label)], has_divisions: bool) -> bool {
    let names: BTreeSet<&str> = speeches
        .iter()
        .map(|(_, label)| label.name.as_str())
        .collect();
    let (mut turns, mut order) = (0, BTreeMap::<&str, BTreeMap<&str, usize>>::new());
    for pair in speeches.windows(2) {
        let [(_, one), (_, other)] = pair else {
            continue;
        };
        turns += usize::from(one.name != other.name);
        let next = order.entry(&one.name).or_default();
        *next.entry(&other.name).or_default() += 1;
    }
    let usual: usize = order.values().filter_map(|next| next.values().max()).sum();
    let pairs = speeches.len().saturating_sub(1);
    let persons = if has_divisions { 2 } else { 3 };
    names.len() >= persons
        && speeches.len() >= FEWEST_SPEECHES
        && turns * 10 >= pairs * 6
        && (usual * 20 <= pairs * 17 || has_divisions)
}

/// The runs of blocks between headings.
fn sections(blocks: &[Block]) -> Vec<std::ops::Range<usize>> {
    let heading = |block: &Block| matches!(block.kind, Kind::Heading { .. });
    let mut bounds: Vec<usize> = vec![0];
    bounds.extend((0..blocks.len()).filter(|index| blocks.get(*index).is_some_and(heading)));
    bounds.push(blocks.len());
    bounds
        .windows(2)
        .filter_map(|pair| Some(*pair.first()?..*pair.last()?))
        .collect()
}

/// Whether a heading is one of a play's.
fn is_division(block: &Block) -> bool {
    let first = |text: &str| {
        let folded = fold(text);
        folded.split(' ').any(|word| DIVISIONS.contains(&word))
    };
    matches!(block.kind, Kind::Heading { .. })
        && block
            .text
            .as_str()
            .split(LINE_BREAK)
            .next()
            .is_some_and(|line| line.len() <= LONGEST && first(line))
}

/// Whether a block may be something that is said: no stage direction.
fn is_spoken(block: &Block) -> bool {
    let text = block.text.as_str().trim_start_matches([' ', '*', '_']);
    matches!(block.kind, Kind::Paragraph | Kind::Stanza)
        && block.frame.is_none()
        && !text.starts_with(['[', '('])
        && !is_emphasised(block.text.as_str())
}

/// Whether a text is emphasised from its beginning to its end.
fn is_emphasised(text: &str) -> bool {
    ['*', '_'].iter().any(|sign| {
        text.strip_prefix(*sign)
            .and_then(|rest| rest.strip_suffix(*sign))
            .is_some_and(|inner| inner.len() > 1 && !inner.contains(*sign))
    })
}

/// The label that a block begins with.
fn label(block: &Block) -> Option<Label> {
    if block.frame.is_some() || !matches!(block.kind, Kind::Paragraph | Kind::Stanza) {
        return None;
    }
    let text = block.text.as_str();
    let sign = ["***", "**", "__", "*", "_"]
        .into_iter()
        .find(|sign| text.starts_with(sign))
        .unwrap_or("");
    let inner = text.get(sign.len()..)?;
    let (name, mut length) = name(inner, sign)?;
    let mut tail = 0;
    if !sign.is_empty() {
        // The emphasis ends behind the stop or before it, and nowhere else.
        let at = inner.find(sign)?;
        let stop = inner.get(at + sign.len()..)?.starts_with(['.', ':']);
        if at != length {
            return None;
        }
        tail = usize::from(stop);
        length = at;
    }
    let behind = inner.get(length + sign.len() + tail..)?;
    let alone = behind.trim().is_empty();
    let parted = alone || behind.starts_with(char::is_whitespace);
    let marked = !sign.is_empty() || inner.get(..length).is_some_and(is_capitals);
    (parted && !(alone && block.kind == Kind::Stanza)).then_some(Label {
        name,
        marked,
        sign: sign.len(),
        length,
        tail,
        alone,
    })
}

/// The name that a text begins with, folded, and its length with its stop and how it is said: `ANNA.`, `ANNA, aside.`,
/// `ANNA (aside).`. Without a stop it stands in capitals or is emphasised by `sign`, on a line of its own.
fn name(text: &str, sign: &str) -> Option<(String, usize)> {
    for (at, c) in text.char_indices().take_while(|(at, _)| *at <= LONGEST) {
        let name = text.get(..at)?.trim_end();
        let behind = text.get(at + c.len_utf8()..)?;
        let length = match c {
            '.' if is_title(name) => continue,
            '.' | ':' => {
                at + 1
                    + if behind.starts_with('—') {
                        '—'.len_utf8()
                    } else {
                        0
                    }
            }
            '(' | '[' => said(text, at, name.len())?,
            ',' if is_capitals(name) => at + 1 + behind.find(['.', ':'])? + 1,
            LINE_BREAK if is_capitals(name) || !sign.is_empty() => at,
            '*' | '_' if sign.starts_with(c) => at,
            ',' | LINE_BREAK => return None,
            _ => continue,
        };
        return checked(name, length);
    }
    let whole = text.trim_end();
    (whole.len() <= LONGEST && is_capitals(whole))
        .then(|| checked(whole, whole.len()))
        .flatten()
}

fn checked(name: &str, length: usize) -> Option<(String, usize)> {
    let bare: String = name.split(". ").collect::<Vec<_>>().join(" ");
    let folded = fold(name);
    let is_name = name.chars().nth(1).is_some()
        && length <= LONGEST
        && is_name(&bare)
        && !folded.split(' ').any(|word| DIVISIONS.contains(&word));
    is_name.then_some((folded, length))
}

/// Where a label with how it is said in brackets ends: behind the brackets where a stop or the line's end follows them,
/// else at the name's end, `name`.
fn said(text: &str, at: usize, name: usize) -> Option<usize> {
    let close = at + text.get(at..)?.find([')', ']'])? + 1;
    let behind = text.get(close..)?;
    Some(match behind.chars().next() {
        Some('.' | ':') => close + 1,
        None | Some(LINE_BREAK | '*' | '_') => close,
        _ => name,
    })
}

/// Whether a name ends in a title, after which a stop ends nothing: `Mrs`.
fn is_title(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or_default();
    TITLES.contains(&fold(last).as_str())
}
