//! Which lines of a file are brought in: by numbers, or between two marks.

use std::ops::Range;

/// Which lines of a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part<'a> {
    /// From the first to the last, counted from 1; both included.
    Lines(usize, usize),
    Anchor(&'a str),
    /// Several such ranges of lines.
    Several(Vec<(usize, usize)>),
}

impl<'a> Part<'a> {
    pub(super) fn of(argument: &'a str) -> (&'a str, Part<'a>) {
        let mut parts = argument.splitn(4, ':');
        let file = parts.next().unwrap_or("").trim();
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let part = match (parts.next(), parts.next()) {
            (None, _) => Part::Lines(1, usize::MAX),
            (Some(name), _) if !name.trim().is_empty() && number(name).is_none() => {
                Part::Anchor(name.trim())
            }
            (Some(line), None) => match number(line) {
                Some(line) => Part::Lines(line, line),
                None => Part::Lines(1, usize::MAX),
            },
            (Some(from), Some(to)) => {
                Part::Lines(number(from).unwrap_or(1), number(to).unwrap_or(usize::MAX))
            }
        };
        (file, part)
    }

    /// The ranges of bytes, without the line end of the last line; `None` where there is no such anchor.
    pub(super) fn ranges(&self, text: &str) -> Option<Vec<Range<usize>>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut push = |range: Range<usize>| match ranges.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => ranges.push(range),
        };
        let mut at = 0;
        let mut inside = false;
        let mut seen = false;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let range = at..at + line.len();
            at = range.end;
            match self {
                Part::Lines(from, to) => {
                    // What marks parts for others is never shown.
                    if (*from..=*to).contains(&(index + 1)) && anchor(line).is_none() {
                        push(range);
                    }
                }
                Part::Several(several) => {
                    let holds = |(from, to): &(usize, usize)| (*from..=*to).contains(&(index + 1));
                    if several.iter().any(holds) && anchor(line).is_none() {
                        push(range);
                    }
                }
                Part::Anchor(name) => match anchor(line) {
                    Some((found, begins)) if found == *name => {
                        inside = begins;
                        seen = true;
                    }
                    Some(_) => {}
                    None if inside => push(range),
                    None => {}
                },
            }
        }
        if let Some(last) = ranges.last_mut()
            && text
                .get(last.clone())
                .is_some_and(|lines| lines.ends_with('\n'))
        {
            last.end -= 1;
        }
        (!matches!(self, Part::Anchor(_)) || seen).then_some(ranges)
    }
}

/// The anchor that a line marks, and whether it begins there: `ANCHOR: name`, `--8<-- [start:name]`.
fn anchor(line: &str) -> Option<(&str, bool)> {
    let named = |mark: &str| line.find(mark).and_then(|at| line.get(at + mark.len()..));
    let (rest, begins) = if let Some(rest) = named("ANCHOR_END:") {
        (rest, false)
    } else if let Some(rest) = named("ANCHOR:") {
        (rest, true)
    } else if let Some(rest) = named("-8<-") {
        let rest = rest.trim_start_matches(['-', ' ']);
        match rest.strip_prefix("[start:") {
            Some(rest) => (rest, true),
            None => (rest.strip_prefix("[end:")?, false),
        }
    } else {
        return None;
    };
    let rest = rest.trim_start();
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
        .unwrap_or(rest.len());
    rest.get(..end)
        .filter(|name| !name.is_empty())
        .map(|name| (name, begins))
}

/// The names of the parts of a file.
pub(super) fn anchors(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(anchor)
        .filter(|(_, begins)| *begins)
        .map(|(name, _)| name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "one\n// ANCHOR: a\ntwo\n// ANCHOR: b\nthree\n// ANCHOR_END: b\nfour\n// ANCHOR_END: a\nfive\n";

    fn take(argument: &str) -> Option<String> {
        let (_, part) = Part::of(argument);
        part.ranges(FILE)
            .map(|ranges| ranges.into_iter().map(|range| &FILE[range]).collect())
    }

    #[test]
    fn lines_and_anchors_are_taken_as_mdbook_does() {
        assert_eq!(take("f.rs:1:3").as_deref(), Some("one\ntwo"));
        assert_eq!(take("f.rs:3").as_deref(), Some("two"));
        assert_eq!(take("f.rs::1").as_deref(), Some("one"));
        assert_eq!(take("f.rs:9:").as_deref(), Some("five"));
        assert_eq!(take("f.rs:a").as_deref(), Some("two\nthree\nfour"));
        assert_eq!(take("f.rs:b").as_deref(), Some("three"));
        assert_eq!(take("f.rs:c"), None);
    }
}
