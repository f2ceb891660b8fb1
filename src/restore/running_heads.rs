//! Running heads and feet: lines at page edges that repeat from page to page, alternate between left and right pages, or
//! change with the chapter.
//!
//! What is printed once is text, so the first place where the words of a head stand (the heading itself, the title page)
//! stays. Only edges are looked at, and only what repeats, or what names a heading that stands elsewhere in a book whose
//! other pages have heads at that edge.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::draft::{Draft, Line, Role, RunningHead};
use super::evidence::{Beginning, Ending, beginning, ending};
use super::folios::set_width;
use super::headings::numbering::{Class, is_keyword, numbered};
use super::headings::{is_capitals, title_case};
use super::likeness::{differ_at_most, fold};
use super::numerals::ordinal;
use super::standing::Standing;
use super::stray_heads;
use super::{Evidence, Pass, Phase, Recorder};

pub(super) static PASS: Pass = Pass {
    name: "running-heads",
    phase: Phase::Page,
    about: "titles repeated at page edges go: alternating, changing with the chapter, misread by OCR",
    example: "…had not / THE FERRYMAN / come back… → …had not come back…",
    run,
};

/// The longest head in characters that are no space.
const LONGEST: usize = 90;

/// So many lines inside pages show that a name is a speaker's.
const SPEECHES: usize = 6;

/// How many lines at one edge are looked at.
const ROUNDS: usize = 3;

/// A line at a page's edge that could be a head.
struct Candidate {
    page: usize,
    line: usize,
    foot: bool,
    /// Whether it ends with a word, as a title does, or is a numbered one, which may be a question.
    is_title: bool,
    /// Whether the page's number stood on it.
    had_folio: bool,
    folded: String,
}

fn run(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    if draft.pages.len() < 4 {
        stray_heads::take_out(draft, evidence, recorder);
        return;
    }
    take_out_at_edges(draft, evidence, recorder);
    // Where a page number was lost, two pages are one, and a head stands in its middle.
    if draft.is_joined {
        stray_heads::take_out(draft, evidence, recorder);
    }
}

fn take_out_at_edges(draft: &mut Draft, evidence: &Evidence, recorder: &mut Recorder) {
    // A foot of several fields is several lines in running text: what stands at the edge once the outer one is gone.
    // Further in, only what most of the book has there is no text.
    let often = (draft.pages.len() / 6).max(4);
    for round in 0..ROUNDS {
        let fewest = if round == 0 { 2 } else { often };
        if !take_out(draft, evidence, recorder, fewest) {
            return;
        }
    }
}

/// Takes out the heads at the edges of the pages as they stand; whether there were any.
fn take_out(
    draft: &mut Draft,
    evidence: &Evidence,
    recorder: &mut Recorder,
    fewest: usize,
) -> bool {
    let candidates = collect(draft, evidence);
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        groups
            .entry(candidate.folded.as_str())
            .or_default()
            .push(index);
    }
    let leaders = merge(&groups);
    let standing = Standing::of(
        draft,
        evidence,
        candidates.iter().map(|c| c.folded.as_str()),
    );
    // The name of a speaker, a refrain: most such lines stand inside the pages. Of pages that are two, this is not known.
    let is_joined = draft.is_joined;
    // So is a title that several chapters have: the printed contents names it as often.
    let entries: Vec<String> = draft.contents.iter().map(|e| fold(&e.title)).collect();
    let named = |folded: &str| entries.iter().filter(|entry| *entry == folded).count();
    let spoken = spoken_inside(draft, &candidates);
    let is_at_edges_by_chance = |folded: &str, edges: usize| {
        let inside = standing.between(folded) > edges || spoken.contains(folded);
        !is_joined && inside || named(folded) >= edges.max(2)
    };
    let mut heads: Vec<(usize, u8, String)> = Vec::new();
    let mut by_leader: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (folded, members) in &groups {
        by_leader
            .entry(leaders.get(folded).copied().unwrap_or(folded))
            .or_default()
            .extend(members);
    }
    for (folded, members) in &mut by_leader {
        members.sort_unstable();
        if members.len() >= fewest && !is_at_edges_by_chance(folded, members.len()) {
            let group = Group {
                folded,
                members,
                candidates: &candidates,
            };
            decide(&group, &standing, draft, evidence, &mut heads);
        }
    }
    if fewest == 2 {
        by_position(&candidates, &mut heads, &standing, draft, evidence);
        heads.retain(|(index, _, _)| {
            let candidate = candidates.get(*index);
            let folded = candidate.map_or("", |c| c.folded.as_str());
            candidate.is_some_and(|c| c.had_folio)
                || !is_at_edges_by_chance(folded, groups.get(folded).map_or(0, Vec::len))
        });
    }
    heads.sort();
    heads.dedup_by_key(|head| head.0);
    let mut removed = false;
    let mut said: BTreeMap<&str, Said> = BTreeMap::new();
    for (index, confidence, reason) in heads {
        let Some(candidate) = candidates.get(index) else {
            continue;
        };
        let line = draft
            .pages
            .get_mut(candidate.page)
            .and_then(|page| page.lines.get_mut(candidate.line));
        let Some(line) = line.filter(|line| line.role == Role::Body) else {
            continue;
        };
        let printed = line.as_str().trim().to_owned();
        if recorder.remove_line(line, confidence, reason) {
            removed = true;
            let head = said.entry(candidate.folded.as_str()).or_insert(Said {
                times: 0,
                first: candidate.page,
                printed,
            });
            head.times += 1;
            head.first = candidate.page.min(head.first);
        }
    }
    // A head that was read in two ways was read by a machine.
    let other = |folded: &&str| {
        leaders
            .get(folded)
            .copied()
            .filter(|leader| said.contains_key(leader))
    };
    draft.is_ocr |= said
        .keys()
        .any(|folded| other(folded).is_some_and(|leader| is_misreading(folded, leader, evidence)));
    let mut said: Vec<(&str, Said)> = said.into_iter().collect();
    said.sort_by_key(|(folded, head)| (std::cmp::Reverse(head.times), *folded));
    let said = said.into_iter().map(|(folded, head)| RunningHead {
        folded: folded.to_owned(),
        printed: head.printed,
        first: head.first,
    });
    draft.heads.extend(said);
    removed
}

/// The candidates that begin with a name and how it speaks (`ANNE, aside.`), where the name begins lines inside the pages.
fn spoken_inside(draft: &Draft, candidates: &[Candidate]) -> BTreeSet<String> {
    let name = |line: &Line, signs: &[char]| {
        let (name, _) = line.as_str().split_once(signs)?;
        Some(fold(name)).filter(|name| !name.is_empty())
    };
    let mut names: BTreeMap<String, (usize, Vec<&str>)> = BTreeMap::new();
    for candidate in candidates {
        let page = draft.pages.get(candidate.page);
        let line = page.and_then(|page| page.lines.get(candidate.line));
        let label = line.filter(|line| is_label(line.as_str()));
        if let Some(name) = label.and_then(|line| name(line, &[',', '(', '['])) {
            let (_, said) = names.entry(name).or_default();
            said.push(&candidate.folded);
        }
    }
    if names.is_empty() {
        return BTreeSet::new();
    }
    for page in &draft.pages {
        let inside = page.lines.len().saturating_sub(1);
        for line in page.lines.get(1..inside).unwrap_or_default() {
            let name = Some(line)
                .filter(|line| line.width < 60)
                .and_then(|line| name(line, &[',', '(', '[', '.', ':']));
            if let Some((times, _)) = name.and_then(|name| names.get_mut(&name)) {
                *times += 1;
            }
        }
    }
    let often = names.into_values().filter(|(times, _)| *times >= SPEECHES);
    often
        .flat_map(|(_, said)| said.into_iter().map(str::to_owned))
        .collect()
}

/// Whether a line may be a name with how it speaks behind it: `ANNE, aside.`, `ANNE (aside).`
fn is_label(text: &str) -> bool {
    let text = text.trim_matches(['*', '_', ' ']);
    let said = text.split_once(", ").map(|(_, said)| said);
    let is_small = said.is_some_and(|said| said.starts_with(char::is_lowercase));
    text.ends_with(['.', ':', ')', ']']) && (is_small || text.contains(['(', '[']))
}

/// What is known of the heads that say the same.
struct Said {
    times: usize,
    /// The first page.
    first: usize,
    printed: String,
}

fn collect(draft: &Draft, evidence: &Evidence) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (number, page) in draft.pages.iter().enumerate() {
        let left = |line: &Line| line.role != Role::Dropped;
        let first = page.lines.iter().position(left);
        let last = page.lines.iter().rposition(left);
        // The first page is the title page; where it goes on after a contents, a head may stand.
        let contents = page
            .lines
            .iter()
            .rposition(|line| line.role == Role::Contents);
        let top = match (number, contents) {
            (0, Some(last)) => Some(last + 1),
            (0, None) => None,
            _ => contents.map(|last| last + 1).or(first),
        };
        let foot = last.filter(|foot| number > 0 && *foot > 0 && Some(*foot) != top);
        for (index, is_foot) in [(top, false), (foot, true)] {
            let line = index.and_then(|index| Some((index, page.lines.get(index)?)));
            let fits = |line: &Line| {
                could_be_head(line)
                    && !is_prose(line, evidence)
                    && !(draft.is_markdown && is_marked_number(line.as_str()))
            };
            let Some((index, line)) = line.filter(|(_, line)| fits(line)) else {
                continue;
            };
            let folded = fold(line.as_str());
            if folded.chars().any(char::is_alphabetic) {
                candidates.push(Candidate {
                    page: number,
                    line: index,
                    foot: is_foot,
                    is_title: ending(line.as_str()) == Ending::Open
                        || numbered(line.as_str()).is_some_and(|n| n.titled),
                    had_folio: page.label.is_some()
                        && usize::try_from(line.width)
                            .is_ok_and(|found| found > line.as_str().chars().count()),
                    folded,
                });
            }
        }
    }
    candidates
}

/// Whether a line is a number marked as a heading: `### IV.` of another chapter stands at another page's edge by chance.
fn is_marked_number(text: &str) -> bool {
    text.starts_with('#') && numbered(text).is_some_and(|n| !n.titled && n.class > Class::Chapter)
}

/// Whether a line is running text by its form: it ends or breaks off as a sentence does, or fills the width without being
/// set as a title. Text that happens to stand at two pages' edges is no head.
pub(super) fn is_prose(line: &Line, evidence: &Evidence) -> bool {
    let text = line.as_str();
    let words = text.split_whitespace().count();
    // A section's number with its title, which may be a question.
    let is_section =
        || numbered(text).is_some_and(|n| n.titled && matches!(n.class, Class::Decimal(_)));
    if words <= 4 || is_capitals(text) || title_case(text) || is_section() {
        return false;
    }
    let full = evidence.shape.wrapped && set_width(text) * 20 >= evidence.shape.width * 17;
    let breaks_off = matches!(
        ending(text),
        Ending::Sentence | Ending::Comma | Ending::Hyphen
    );
    full || breaks_off || beginning(text) == Beginning::Small
}

pub(super) fn could_be_head(line: &Line) -> bool {
    let text = line.as_str();
    line.role == Role::Body
        && text.len() <= LONGEST * 5
        && (text.len() <= LONGEST || set_width(text) <= LONGEST)
        && line.quote == 0
        // `CHAPTER` above its number stands on the first page of every chapter.
        && !is_keyword(text)
}

/// Groups that differ by a few misread letters follow the largest of them.
pub(super) fn merge<'a>(groups: &BTreeMap<&'a str, Vec<usize>>) -> HashMap<&'a str, &'a str> {
    let mut large: Vec<(&str, usize)> = groups
        .iter()
        .map(|(folded, members)| (*folded, members.len()))
        .filter(|(_, n)| *n >= 3)
        .collect();
    large.sort_by_key(|(folded, n)| (std::cmp::Reverse(*n), *folded));
    large.truncate(60);
    let mut leaders = HashMap::new();
    for (folded, members) in groups {
        let leader = large.iter().find(|(leader, n)| {
            *n > members.len() * 2
                && folded != leader
                && folded.len() >= 5
                && differ_at_most(folded, leader, 30)
        });
        if let Some((leader, _)) = leader {
            leaders.insert(*folded, *leader);
        }
    }
    leaders
}

/// Whether one of two prints of a title was misread: a word of it is none, and the same word of the other is.
pub(super) fn is_misreading(variant: &str, leader: &str, evidence: &Evidence) -> bool {
    let Some(lexicon) = evidence.lexicon else {
        return false;
    };
    let (words, others) = (variant.split(' '), leader.split(' '));
    let same_count = words.clone().count() == others.clone().count();
    let mut differing = words.zip(others).filter(|(a, b)| a != b && a.len() > 2);
    same_count && differing.any(|(a, b)| lexicon.is_known(a) != lexicon.is_known(b))
}

/// What the heading of a head `chapter 2 the mail` may say: `the mail`, `2 the mail`.
pub(super) fn titles_of(folded: &str) -> Vec<&str> {
    let Some((first, rest)) = folded.split_once(' ') else {
        return Vec::new();
    };
    let Some((_, title)) = rest
        .split_once(' ')
        .filter(|_| is_keyword(first) && numbered(folded).is_some_and(|n| n.titled))
    else {
        return Vec::new();
    };
    vec![rest, title]
}

/// Candidates that say the same.
struct Group<'c> {
    folded: &'c str,
    members: &'c [usize],
    candidates: &'c [Candidate],
}

fn decide(
    group: &Group<'_>,
    standing: &Standing<'_>,
    draft: &Draft,
    evidence: &Evidence,
    heads: &mut Vec<(usize, u8, String)>,
) {
    let Group {
        folded,
        members,
        candidates,
    } = *group;
    let pages: Vec<usize> = members
        .iter()
        .filter_map(|m| candidates.get(*m))
        .map(|c| c.page)
        .collect();
    let Some(first) = pages.first().copied() else {
        return;
    };
    let mut distinct = pages.clone();
    distinct.dedup();
    if distinct.len() < 2 || (distinct.len() == 2 && pages_apart(&distinct) > 6) {
        return;
    }
    // Heads stand on page after page, or on every other one, and at one edge: a stage direction that ends several
    // pages does not, nor does a name that ends one page and heads the next.
    let feet = members
        .iter()
        .filter_map(|m| candidates.get(*m))
        .filter(|c| c.foot)
        .count();
    let mixed = distinct.len() <= 3 && feet > 0 && feet < members.len();
    if mixed || feet * 2 > members.len() && !is_dense(&distinct) {
        return;
    }
    // What repeats must not be a refrain or a chapter word: a bare numeral is a head only on neighbouring pages.
    let opens = members.first().and_then(|m| candidates.get(*m));
    let stays = !standing.stands_before(folded, first)
        && !is_half_of_title(folded, draft)
        && !opens.is_some_and(|opens| names_what_stands_near(opens, draft, evidence));
    let mut seen_page = None;
    for member in members {
        let Some(candidate) = candidates.get(*member) else {
            continue;
        };
        if stays && candidate.page == first && seen_page.is_none() {
            // The heading that names the head; its page has none of its own.
            seen_page = Some(candidate.line);
            let second = members
                .iter()
                .filter_map(|m| candidates.get(*m))
                .filter(|c| c.page == first)
                .count();
            if second < 2 {
                continue;
            }
        } else if candidate.page == first && seen_page.is_some() {
            // Twice on one page: the upper one is the head, the lower one the heading.
            continue;
        }
        let confidence = if distinct.len() > 3 { 97 } else { 88 };
        heads.push((
            *member,
            confidence,
            format!("it stands at the edge of {} pages", distinct.len()),
        ));
    }
}

/// Whether a head is a half of the book's title on its first page: facing pages share one between them (`LETTERS FROM`,
/// `THE LEVANT`).
fn is_half_of_title(folded: &str, draft: &Draft) -> bool {
    let first = draft.pages.first().map(|page| page.lines.as_slice());
    let lines = first.unwrap_or_default().iter().take(TITLE_LINES);
    let title = lines.map(|line| fold(line.as_str()));
    let title = title.collect::<Vec<_>>().join(" ");
    let half = |whole: &str| {
        let rest = whole.strip_prefix(folded).map(|rest| rest.starts_with(' '));
        rest.unwrap_or(false) || whole.contains(&format!(" {folded} "))
    };
    folded.len() >= HALF && half(&format!("{title} "))
}

/// The most lines of a title page that its title takes.
const TITLE_LINES: usize = 4;
/// The fewest letters of half a title.
const HALF: usize = 7;

/// How many pages before its own the heading may stand that a head was made from.
const PAGES_BEFORE: usize = 2;

/// Whether a title that stands apart further down on the page, or on a page before it, says what its top line says, a few
/// misread letters forgiven.
fn names_what_stands_near(candidate: &Candidate, draft: &Draft, evidence: &Evidence) -> bool {
    if candidate.foot || candidate.folded.len() < 6 {
        return false;
    }
    let says_it = |line: &Line| {
        could_be_head(line)
            && ending(line.as_str()) == Ending::Open
            && line.as_str().len().abs_diff(candidate.folded.len()) * 3 <= candidate.folded.len()
            && is_print_of(&fold(line.as_str()), &candidate.folded, evidence)
    };
    let lines = draft.pages.get(candidate.page).map(|page| &page.lines);
    let below = lines.into_iter().flatten().skip(candidate.line + 1);
    // An extractor that leaves no blank lines sets the heading directly below.
    let next = below.clone().next();
    let is_next = || next.is_some_and(|line| fold(line.as_str()) == candidate.folded);
    let from = candidate.page.saturating_sub(PAGES_BEFORE).max(1);
    let before = draft.pages.get(from..candidate.page).into_iter().flatten();
    let before = before.flat_map(|page| page.lines.iter().enumerate());
    is_next()
        || below.clone().any(|line| line.gap > 0 && says_it(line))
        || before
            .filter(|(index, line)| *index == 0 || line.gap > 0)
            .any(|(_, line)| fold(line.as_str()) != candidate.folded && says_it(line))
}

/// Whether one of two folded texts is a print of the other, a few letters of which were misread: no number differs, and
/// a word that differs is none in one of them.
pub(super) fn is_print_of(text: &str, other: &str, evidence: &Evidence) -> bool {
    if text == other {
        return true;
    }
    differ_at_most(text, other, MISREAD)
        && !numbers_differ(text, other)
        && (evidence.lexicon.is_none() || is_misreading(text, other, evidence))
}

/// Whether two folded texts differ in a number: `chapter four` and `chapter five` are alike, and not the same.
pub(super) fn numbers_differ(a: &str, b: &str) -> bool {
    let pairs = a.split(' ').zip(b.split(' ')).filter(|(a, b)| a != b);
    let mut numbers = pairs.filter(|(a, b)| ordinal(a).is_some() || ordinal(b).is_some());
    numbers.next().is_some()
}

/// How much of a title may be misread, in hundredths of its letters.
const MISREAD: usize = 34;

/// Whether most pages have another one nearby.
fn is_dense(pages: &[usize]) -> bool {
    let near = |a: Option<&usize>, b: Option<&usize>| {
        a.zip(b).is_some_and(|(a, b)| b.saturating_sub(*a) <= 3)
    };
    let with_neighbour = (0..pages.len())
        .filter(|&at| {
            let before = at.checked_sub(1).and_then(|before| pages.get(before));
            near(before, pages.get(at)) || near(pages.get(at), pages.get(at + 1))
        })
        .count();
    with_neighbour * 10 >= pages.len() * 7
}

fn pages_apart(pages: &[usize]) -> usize {
    pages.last().copied().unwrap_or(0) - pages.first().copied().unwrap_or(0)
}

/// Where a candidate stands: the line from the top, or the foot.
fn place(candidate: &Candidate) -> (usize, bool) {
    let line = if candidate.foot { 0 } else { candidate.line };
    (line, candidate.foot)
}

/// So many pages have their number on the head at least.
const WITH_FOLIO: usize = 5;

/// Where most pages have a head on top, the top line of the others is one too if it names what stands elsewhere, or was
/// left without its folio.
fn by_position(
    candidates: &[Candidate],
    heads: &mut Vec<(usize, u8, String)>,
    standing: &Standing<'_>,
    draft: &Draft,
    evidence: &Evidence,
) {
    let mut with_head = vec![false; draft.pages.len()];
    let mut places: BTreeMap<(usize, bool), usize> = BTreeMap::new();
    for (index, _, _) in heads.iter() {
        let Some(candidate) = candidates.get(*index) else {
            continue;
        };
        if let Some(page) = with_head.get_mut(candidate.page) {
            *page = true;
        }
        *places.entry(place(candidate)).or_default() += 1;
    }
    // What the page's number stood on is a head, where most pages have theirs there.
    for is_foot in [false, true] {
        let held = |c: &&Candidate| c.had_folio && c.foot == is_foot;
        let count = candidates.iter().filter(held).count();
        if count < WITH_FOLIO || count * 4 < draft.pages.len() {
            continue;
        }
        for (index, candidate) in candidates.iter().enumerate().filter(|(_, c)| held(c)) {
            let has = with_head.get_mut(candidate.page);
            if candidate.is_title && has.is_some_and(|has| !std::mem::replace(has, true)) {
                let reason = "the page's number stood on it, as on the other pages' heads";
                heads.push((index, 90, reason.to_owned()));
                *places.entry(place(candidate)).or_default() += 1;
            }
        }
    }
    let covered = with_head.iter().filter(|has| **has).count();
    // Where sections are short, most heads stand on one page only: those that name a heading count as well.
    let naming: Vec<bool> = candidates
        .iter()
        .map(|c| {
            let has = with_head.get(c.page).copied().unwrap_or(true);
            !has && !c.foot
                && c.line == 0
                && (standing.stands_before(&c.folded, c.page)
                    || names_what_stands_near(c, draft, evidence))
        })
        .collect();
    let named = naming.iter().filter(|names| **names).count();
    let many = (covered + named) * 5 >= draft.pages.len() * 2;
    let stands = |c: &Candidate| c.is_title && standing.stands_elsewhere(&c.folded, c.page);
    let is_naming_foot =
        |c: &&Candidate| c.foot && !with_head.get(c.page).copied().unwrap_or(true) && stands(c);
    let feet = candidates.iter().filter(is_naming_foot).count();
    let many_feet = (covered + named + feet) * 5 >= draft.pages.len() * 2;
    if covered * 5 < draft.pages.len() && !many {
        return;
    }
    // Where the heads of every other page change with the chapter, only the same words prove one.
    let alternating = !many;
    for (index, candidate) in candidates.iter().enumerate() {
        let usual = places
            .get(&place(candidate))
            .is_some_and(|n| *n * 4 > covered)
            || named > covered;
        // A foot names its chapter (`Chapter 2. The Mail`): other last lines are text.
        let titles = titles_of(&candidate.folded);
        if candidate.foot {
            let names = titles
                .iter()
                .any(|title| standing.has_title_before(title, candidate.page));
            // Where the heads stand below the text, a foot need not say that it is one.
            let below = places
                .get(&place(candidate))
                .is_some_and(|n| *n * 2 > covered)
                && !with_head.get(candidate.page).copied().unwrap_or(true);
            if names || below && many_feet && stands(candidate) {
                heads.push((
                    index,
                    85,
                    "it names the chapter that it stands in".to_owned(),
                ));
            }
            continue;
        }
        let has = with_head.get(candidate.page).copied().unwrap_or(true);
        if has || !usual || candidate.line > 0 {
            continue;
        }
        let stands = if alternating {
            standing.is_inside_before(&candidate.folded, candidate.page)
        } else {
            naming.get(index).copied().unwrap_or(false)
        };
        if stands {
            heads.push((
                index,
                85,
                "it names what stands elsewhere, and the other pages have such a line there"
                    .to_owned(),
            ));
        }
    }
}
