//! Levels from the contents, numbering and form together: only nesting counts.

use super::Found;
use super::numbering::Class;
use crate::restore::draft::{Line, Role};

/// How headings are told apart: headings of one kind stand on one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Numbered(Class),
    Titled(u8),
    Named,
    /// A section without a number: under whatever stands before it.
    Section,
}

/// A level from 1 for each heading.
pub(super) fn levels(found: &[Found], lines: &[Line]) -> Vec<u8> {
    let markup_tells = tells(found.iter().map(|f| f.markup));
    let contents_tell = tells(
        found
            .iter()
            .filter(|f| f.contents.is_some())
            .map(|f| f.contents),
    );
    let kinds: Vec<Kind> = found.iter().map(|f| kind(f, markup_tells)).collect();
    let mut levels = Vec::with_capacity(found.len());
    let mut stack: Vec<Kind> = Vec::new();
    for (index, (heading, kind)) in found.iter().zip(&kinds).enumerate() {
        let level = match heading.contents.filter(|_| contents_tell) {
            Some(depth) => {
                stack.truncate(usize::from(depth));
                while stack.len() < usize::from(depth) {
                    stack.push(Kind::Named);
                }
                stack.push(*kind);
                stack.len()
            }
            None => place(&mut stack, *kind, index, found, &kinds, lines),
        };
        levels.push(u8::try_from(level.clamp(1, 6)).unwrap_or(6));
    }
    as_written(found, levels)
}

/// Where the signs of all headings say the same nesting, they stay as they were written.
fn as_written(found: &[Found], levels: Vec<u8>) -> Vec<u8> {
    let steps = found
        .iter()
        .zip(&levels)
        .map(|(f, level)| f.markup.map(|markup| i16::from(markup) - i16::from(*level)));
    let first = steps.clone().next().flatten();
    match first {
        Some(step) if steps.clone().all(|other| other == Some(step)) => {
            found.iter().filter_map(|f| f.markup).collect()
        }
        _ => levels,
    }
}

/// Whether values differ, so that they say something.
fn tells(values: impl Iterator<Item = Option<u8>>) -> bool {
    let mut seen: Vec<u8> = values.flatten().collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() > 1
}

fn kind(heading: &Found, markup_tells: bool) -> Kind {
    match &heading.numbered {
        Some(numbered) => Kind::Numbered(numbered.class),
        None if heading.is_section => Kind::Section,
        None if heading.named => Kind::Named,
        None => Kind::Titled(if markup_tells {
            heading.markup.unwrap_or(0)
        } else {
            0
        }),
    }
}

/// Puts a heading of a kind on the stack of those it stands under; gives its level.
fn place(
    stack: &mut Vec<Kind>,
    kind: Kind,
    index: usize,
    found: &[Found],
    kinds: &[Kind],
    lines: &[Line],
) -> usize {
    if let Some(at) = stack.iter().position(|k| *k == kind) {
        stack.truncate(at + 1);
        return at + 1;
    }
    match kind {
        Kind::Named => {
            // A preface stands beside the chapters, or beside the parts where there are any.
            stack.clear();
            stack.push(kind);
        }
        Kind::Numbered(Class::Volume) => {
            stack.clear();
            stack.push(kind);
        }
        Kind::Numbered(class @ (Class::Part | Class::Chapter | Class::Scene)) => {
            stack.retain(|k| {
                matches!(k, Kind::Numbered(above) if *above < class)
                    || (directly_under(index, found, lines) && matches!(k, Kind::Titled(_)))
            });
            stack.push(kind);
        }
        Kind::Numbered(class @ Class::Decimal(_)) => {
            // `2.4` stands under chapter 2 however that is marked, and under whatever named part it is in.
            stack.retain(|k| match k {
                Kind::Named => true,
                Kind::Titled(_) => directly_under(index, found, lines),
                Kind::Section => false,
                Kind::Numbered(above) => *above < class,
            });
            stack.push(kind);
        }
        Kind::Numbered(Class::Roman | Class::Word | Class::Digits | Class::Letter) => {
            let titles_above = stack.iter().any(|k| matches!(k, Kind::Titled(_)));
            let nested = directly_under(index, found, lines)
                || restarts(index, found, kinds)
                || !titles_above;
            stack.retain(|k| match k {
                Kind::Named | Kind::Section => false,
                Kind::Titled(_) => nested,
                Kind::Numbered(above) => !matches!(above, Class::Decimal(_)),
            });
            stack.push(kind);
        }
        Kind::Section => stack.push(kind),
        Kind::Titled(level) => {
            stack.retain(|k| match k {
                Kind::Named | Kind::Section => false,
                Kind::Titled(above) => level > 0 && *above < level,
                Kind::Numbered(class) => {
                    level > 0 && level_of(*class, found).is_some_and(|above| above < level)
                        || matches!(class, Class::Volume | Class::Part)
                }
            });
            stack.push(kind);
        }
    }
    stack.len()
}

/// The level of markup that headings of a class mostly have.
fn level_of(class: Class, found: &[Found]) -> Option<u8> {
    found
        .iter()
        .filter(|f| f.numbered.as_ref().is_some_and(|n| n.class == class))
        .find_map(|f| f.markup)
}

/// Whether nothing stands between a heading and the one before it.
fn directly_under(index: usize, found: &[Found], lines: &[Line]) -> bool {
    let (Some(heading), Some(before)) = (
        found.get(index),
        index.checked_sub(1).and_then(|i| found.get(i)),
    ) else {
        return false;
    };
    let between = lines.get(before.end..heading.start).unwrap_or_default();
    between.iter().all(|line| line.role == Role::Dropped)
}

/// Whether the numbers of a kind begin again under several headings.
fn restarts(index: usize, found: &[Found], kinds: &[Kind]) -> bool {
    let Some(kind) = kinds.get(index) else {
        return false;
    };
    let firsts = found
        .iter()
        .zip(kinds)
        .filter(|(f, k)| *k == kind && f.numbered.as_ref().is_some_and(|n| n.number == 1));
    firsts.count() > 1
}
