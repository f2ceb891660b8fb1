//! Titles that nothing but their place shows: short lines that open a page after one that ended early, or that stand in
//! wider gaps than paragraphs do. Only asked in a book without numbers, names, contents or signs of its own, and only
//! where several lines stand so: one alone may be a date, an address or a stage direction. What opens the text right after
//! the title page is the title of all of it.

use super::search::Search;
use super::{Found, headed, is_capitals, title_case};
use crate::restore::draft::{Line, Role};
use crate::restore::evidence::{Beginning, Ending, beginning, ending};
use crate::restore::likeness::fold;
use crate::restore::numerals::digits;

/// The longest title in characters.
const LONGEST: usize = 60;
/// So many titles that open pages show how the book's titles stand.
const SEVERAL: usize = 3;
/// Titles are at least so many lines apart, on the average.
const APART: usize = 12;

/// Adds what stands alone as a title.
pub(super) fn find(search: &Search<'_>, has_title: bool, found: &mut Vec<Found>) {
    let shape = &search.evidence.shape;
    // Running heads name only the titles of divisions that are longer than a page or two.
    let shown = |f: &Found| f.named || headed::is_by_head(f);
    if search.is_markdown || shape.is_verse || !found.iter().all(shown) {
        return;
    }
    let Candidates {
        mut tops,
        full,
        mut gaps,
        alone,
    } = candidates(search, found);
    // Capitals that open a page say what other capitals there say, whether the page before is full or not.
    let opens = |index: &&usize| {
        let line = search.lines.get(**index);
        line.is_some_and(|line| line.page.is_some() && is_capitals(line.as_str()))
    };
    let others: Vec<usize> = alone.iter().filter(opens).copied().collect();
    if tops.iter().any(|index| opens(&index)) && all_differ(search, &others) {
        tops.extend(others);
    }
    // Where one blank line parts everything, a title is a paragraph of its own that is no sentence; a signature comes again.
    if tops.len() + gaps.len() < 3 && alone.len() > tops.len() && all_differ(search, &alone) {
        tops.retain(|top| search.lines.get(*top).is_some_and(said_as_title));
        gaps.extend(alone);
    }
    // Where several titles open pages after one that ended early, others open pages after one that was full by chance.
    if tops.len() >= SEVERAL {
        tops.extend(full);
        tops.sort_unstable();
    }
    let has_tops = tops.len() >= SEVERAL;
    // Page tops after a page that ended early are the stronger sign.
    let fewest = if gaps.is_empty() { 2 } else { 3 };
    let mut all = if gaps.len() + tops.len() < fewest {
        Vec::new()
    } else {
        tops.extend(gaps);
        tops
    };
    let opens = opening(search, has_tops).filter(|_| has_title && found.is_empty());
    all.extend(opens.filter(|first| !all.contains(first)));
    all.sort_unstable();
    all.dedup();
    let long = if all.len() >= SEVERAL {
        over_two_lines(search, found, &all)
    } else {
        Vec::new()
    };
    let line = |index: &usize| search.lines.get(*index);
    let dated = |index: &usize| line(index).is_some_and(|line| is_dated(line.as_str()));
    let apart = if all.iter().all(dated) {
        APART / 2
    } else {
        APART
    };
    if all.len() * apart > search.lines.len() || are_crowded(search, &all) {
        return;
    }
    let reason = "it stands alone as the book's other titles do";
    found.extend(all.into_iter().map(|index| Found {
        end: end_of(search, index),
        ..Found::line(index, 78, reason)
    }));
    found.extend(long.into_iter().map(|index| Found {
        end: index + 2,
        ..Found::line(index, 76, reason)
    }));
    found.sort_by_key(|f| f.start);
}

/// One past the last line of a title: what stands in parentheses right below it belongs to it.
fn end_of(search: &Search<'_>, index: usize) -> usize {
    let below = search.free(index + 1).filter(|line| {
        let text = line.as_str();
        let inside = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
        let near = line.gap <= 1 && line.page.is_none() && search.short(line);
        near && inside.is_some_and(|inside| !inside.contains(['(', ')']))
    });
    index + 1 + usize::from(below.is_some())
}

/// Lines that may be titles by where they stand.
#[derive(Default)]
struct Candidates {
    /// They open a page after one that ended early.
    tops: Vec<usize>,
    /// They open a page after one that is full and ends with a sentence.
    full: Vec<usize>,
    /// More space is around them than parts paragraphs.
    gaps: Vec<usize>,
    /// They are paragraphs of one line, no sentence, in capitals as titles are.
    alone: Vec<usize>,
}

fn candidates(search: &Search<'_>, found: &[Found]) -> Candidates {
    let usual = usual_gap(search);
    let ends_early = pages_before_that_end_early(search.lines);
    let taken = super::taken(found, search.lines.len());
    let mut candidates = Candidates::default();
    for index in 0..search.lines.len() {
        let is_free = !taken.get(index).copied().unwrap_or(true);
        let fits = |line: &&Line| is_free && (is_title(line) || is_stopped_capitals(line.as_str()));
        let line = search.free(index).filter(fits);
        let Some(line) = line else {
            continue;
        };
        let end = end_of(search, index);
        let follows = text_follows(search, end) || misread_capital_follows(search, index, end);
        if !search.stands_alone_above(index) || !follows {
            continue;
        }
        let after = search.lines.get(end).map_or(0, |next| next.gap);
        let opens = line.page.is_some();
        let capital_top = opens && after > 0 && is_capitals(line.as_str());
        if is_dated(line.as_str()) {
            if after > 0 || line.gap == 0 {
                candidates.gaps.push(index);
            }
        } else if opens && ends_early.get(index).copied().unwrap_or(false) {
            candidates.tops.push(index);
        } else if opens
            && !capital_top
            && is_over_above(search, index)
            && !line.as_str().ends_with(['?', '!'])
        {
            candidates.full.push(index);
        } else if !opens && set_apart(line, after, usual) && said_as_title(line) {
            candidates.gaps.push(index);
        } else if (capital_top || usual == 1 && (opens || line.gap > 0))
            && after > 0
            && is_plain_title(line)
        {
            candidates.alone.push(index);
        }
    }
    candidates
}

/// The first line of the text where it stands alone as a title does, with the text after a blank line.
/// `anyhow` where the book's other titles are known by their place.
fn opening(search: &Search<'_>, anyhow: bool) -> Option<usize> {
    let index = search
        .lines
        .iter()
        .position(|line| line.role == Role::Body)?;
    let line = search.free(index)?;
    let next = search.lines.get(end_of(search, index))?;
    let apart = next.gap > 0 || search.short(line) && !search.short(next);
    let follows = text_follows(search, end_of(search, index));
    let stands = is_title(line) && (anyhow || said_as_title(line)) && apart && follows;
    (stands && line.page.is_some()).then_some(index)
}

/// The first lines of titles of two lines, in a book whose other titles stand alone on theirs: both are short and set as
/// titles are, open a page or stand in a gap, and running text follows.
fn over_two_lines(search: &Search<'_>, found: &[Found], single: &[usize]) -> Vec<usize> {
    let taken = super::taken(found, search.lines.len());
    let usual = usual_gap(search);
    let is_part = |index: usize| {
        let free = !taken.get(index).copied().unwrap_or(true) && !single.contains(&index);
        let line = search.free(index).filter(|_| free)?;
        let fits = is_title(line) && said_as_title(line) && search.short(line);
        (fits && !is_dated(line.as_str())).then_some(line)
    };
    let begins = |index: &usize| {
        let (Some(first), Some(second)) = (is_part(*index), is_part(index + 1)) else {
            return false;
        };
        let apart = first.page.is_some() || first.gap > usual;
        apart
            && second.gap == 0
            && second.page.is_none()
            && is_over_above(search, *index)
            && text_follows(search, index + 2)
    };
    (0..search.lines.len()).filter(begins).collect()
}

/// Whether a sentence is over right above a line.
fn is_over_above(search: &Search<'_>, index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|at| search.lines.get(at));
    before.is_some_and(|before| ending(before.as_str()) == Ending::Sentence)
}

/// Whether no two lines say the same, and what stands before most of them is over.
fn all_differ(search: &Search<'_>, indices: &[usize]) -> bool {
    let line = |index: usize| search.lines.get(index).map_or("", Line::as_str);
    let mut texts: Vec<String> = indices.iter().map(|index| fold(line(*index))).collect();
    texts.sort_unstable();
    texts.dedup();
    let over = |index: &usize| {
        let Some(before) = index.checked_sub(1).and_then(|at| search.lines.get(at)) else {
            return true;
        };
        let ends = ending(before.as_str());
        let breaks_off = matches!(ends, Ending::Open | Ending::Comma | Ending::Hyphen);
        // What stands over it is a title itself, or set aside.
        !breaks_off || before.role != Role::Body || search.short(before) && said_as_title(before)
    };
    let over = indices.iter().filter(|index| over(index)).count();
    texts.len() == indices.len() && over * 3 >= indices.len() * 2
}

/// The blank lines that part paragraphs.
pub(super) fn usual_gap(search: &Search<'_>) -> u8 {
    if !search.evidence.shape.blank_lines {
        return 0;
    }
    let mut counts = [0usize; 8];
    let gaps = search.lines.iter().filter(|line| line.page.is_none());
    for gap in gaps.map(|line| usize::from(line.gap.min(7))) {
        if let Some(count) = counts.get_mut(gap) {
            *count += 1;
        }
    }
    let most = (1..8u8).max_by_key(|gap| (counts.get(usize::from(*gap)), std::cmp::Reverse(*gap)));
    most.unwrap_or(1)
}

/// Whether more blank lines stand around a line than part paragraphs.
fn set_apart(line: &Line, after: u8, usual: u8) -> bool {
    match usual {
        0 => line.gap >= 1 && after >= 1 || line.gap >= 2,
        usual => line.gap >= usual.saturating_add(2) && after >= usual,
    }
}

/// Whether a line has the length and the ends of a title.
pub(super) fn is_title(line: &Line) -> bool {
    let text = line.as_str();
    let begins = text
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || matches!(c, '“' | '«' | '„' | '¿' | '¡' | '"' | '‘'));
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    begins
        && line.quote == 0
        && letters >= 3
        && text.chars().count() <= LONGEST
        && beginning(text) != Beginning::Small
        && (ending(text) == Ending::Open || text.ends_with(['?', '!']) || is_dated(text))
}

/// Whether a line is capitals with a stop behind them, as older books set their titles: `THE HARBOUR QUESTION.`
fn is_stopped_capitals(text: &str) -> bool {
    is_capitals(text)
        && text.ends_with('.')
        && text.chars().count() <= LONGEST
        && text.starts_with(char::is_alphabetic)
        && text.chars().filter(|c| c.is_alphabetic()).count() >= 3
}

/// Days and months as folded words, in the languages deckle knows.
const CALENDAR: &str = " monday tuesday wednesday thursday friday saturday sunday january february march april may june july \
    august september october november december jan feb aug sept oct nov dec lundi mardi mercredi jeudi vendredi samedi \
    dimanche janvier février mars avril mai juin juillet août septembre octobre novembre décembre montag dienstag mittwoch \
    donnerstag freitag samstag sonnabend sonntag januar februar märz juni juli oktober dezember lunes martes miércoles jueves \
    viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunedì \
    martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio aprile maggio giugno luglio settembre ottobre \
    dicembre segunda terça quarta quinta sexta feira janeiro fevereiro março maio junho julho setembro outubro dezembro \
    ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie decembrie \
    måndag tisdag onsdag torsdag fredag lördag söndag augusti mandag tirsdag lørdag søndag marts oktober januari februari \
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia poniedziałek wtorek \
    środa czwartek piątek sobota niedziela ledna února března dubna května června července srpna září října listopadu \
    prosince pondělí úterý středa čtvrtek pátek neděle января февраля марта апреля мая июня июля августа сентября октября \
    ноября декабря понедельник вторник среда четверг пятница суббота воскресенье tammikuuta helmikuuta maaliskuuta \
    huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta január február március \
    április május június július augusztus szeptember október hétfő kedd szerda csütörtök péntek szombat vasárnap \
    ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου \
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart mei augustus ";
/// Words that stand between the parts of a date.
const OF_DATES: &str = " the of le la de del den der am a o di dei and st nd rd th er ";

/// Whether a line is a date and nothing else, as the entries of a diary begin: `Monday, May 4th.`
pub(super) fn is_dated(text: &str) -> bool {
    if text.len() > 50 || !text.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let folded = fold(text);
    let has = |list: &str, word: &str| list.contains(&format!(" {word} "));
    let mut names = 0;
    let known = folded.split(' ').all(|word| {
        let figures = word.trim_end_matches(|c: char| c.is_alphabetic());
        let day = digits(figures).is_some() && word.len() - figures.len() <= 2;
        let named = has(CALENDAR, word);
        names += usize::from(named);
        day || named || has(OF_DATES, word)
    });
    known && names > 0
}

/// Whether a line is the place and the date of a letter: `Bath, 3rd April 1811`.
pub(super) fn is_place_and_date(text: &str) -> bool {
    let Some((place, date)) = text.split_once(',') else {
        return false;
    };
    let short = text.len() <= 60 && !place.chars().any(|c| c.is_ascii_digit());
    let month = || {
        fold(date)
            .split(' ')
            .any(|word| CALENDAR.contains(&format!(" {word} ")))
    };
    // A date alone may be a chapter's title.
    short && date.contains(|c: char| c.is_ascii_digit()) && month() && !is_dated(text)
}

/// Whether the words of a line are set as a title's.
fn said_as_title(line: &Line) -> bool {
    let text = line.as_str();
    title_case(text) || is_capitals(text)
}

/// Whether a line is set as a title's and is no one's speech.
fn is_plain_title(line: &Line) -> bool {
    said_as_title(line) && line.as_str().starts_with(char::is_alphabetic)
}

/// Whether running text begins at a line: a full line, or a whole sentence.
fn text_follows(search: &Search<'_>, index: usize) -> bool {
    search.free(index).is_some_and(|next| {
        let text = next.as_str();
        let item = text.starts_with(['•', '+', '*', '¢', '°']);
        let full = !search.short(next) || ending(text) == Ending::Sentence || item;
        next.page.is_none()
            && full
            && beginning(text) != Beginning::Small
            && !(is_title(next) && search.short(next) && !is_dated(text))
    })
}

/// Whether the text below a title in capitals begins with a small letter because its drop capital was misread or lost.
fn misread_capital_follows(search: &Search<'_>, index: usize, end: usize) -> bool {
    let in_capitals = search
        .lines
        .get(index)
        .is_some_and(|line| is_capitals(line.as_str()) && (line.gap > 0 || line.page.is_some()));
    let full = search
        .free(end)
        .is_some_and(|next| next.page.is_none() && next.gap > 0 && !search.short(next));
    search.is_ocr && in_capitals && full
}

/// For each line that opens a page, whether the page before has clearly fewer lines than the book's pages have.
fn pages_before_that_end_early(lines: &[Line]) -> Vec<bool> {
    let mut early = vec![false; lines.len()];
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.page.is_some() || counts.is_empty() {
            counts.push((index, 0));
        }
        if let Some((_, count)) = counts.last_mut() {
            *count += 1 + usize::from(line.gap.min(2));
        }
    }
    let mut sizes: Vec<usize> = counts.iter().map(|(_, count)| *count).collect();
    sizes.sort_unstable();
    let median = sizes.get(sizes.len() / 2).copied().unwrap_or(0);
    for (before, this) in counts.iter().zip(counts.iter().skip(1)) {
        let title_page = lines
            .get(before.0..this.0)
            .is_some_and(|page| page.iter().all(|line| line.role != Role::Body));
        if let Some(place) = early.get_mut(this.0) {
            *place = title_page || before.1 * 10 < median * 9;
        }
    }
    early
}

/// Whether many of the lines stand so near to each other that they are rows of a list or lines of an address.
fn are_crowded(search: &Search<'_>, all: &[usize]) -> bool {
    let fewest = if search.evidence.shape.wrapped { 6 } else { 3 };
    let near = all
        .iter()
        .zip(all.iter().skip(1))
        .filter(|(a, b)| *b - *a < fewest)
        .count();
    near * 4 > all.len()
}
