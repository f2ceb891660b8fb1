//! What archives put around a text: headers, licences, notes of those who made the file. Kept apart from the book.

use super::draft::{Draft, Line};
use super::{Evidence, Pass, Phase, Recorder, announced, remarks, transcribers};

pub(super) static PASS: Pass = Pass {
    name: "frames",
    phase: Phase::Page,
    about: "an archive's header, licence, credits and notes, a model's remarks are kept apart from the book",
    example: "*** START OF THIS PROJECT GUTENBERG EBOOK … *** → (metadata)",
    run,
};

fn run(draft: &mut Draft, _: &Evidence, recorder: &mut Recorder) {
    announced::take_out(draft, recorder);
    remarks::take_out(draft, recorder);
    archive(draft, recorder);
    transcribers::take_out(draft, recorder);
}

/// Takes out what stands before the mark where the book begins, and after the mark where it ends.
fn archive(draft: &mut Draft, recorder: &mut Recorder) {
    let count: usize = draft.pages.iter().map(|page| page.lines.len()).sum();
    let mut lines: Vec<&mut Line> = draft
        .pages
        .iter_mut()
        .flat_map(|page| &mut page.lines)
        .collect();
    let start = lines
        .iter()
        .take(count / 3 + 400)
        .position(|line| is_start(line.as_str()));
    let end = lines
        .iter()
        .enumerate()
        .skip(start.map_or(count / 2, |s| s + 1))
        .find(|(_, line)| is_end(line.as_str()))
        .map(|(index, _)| index);
    let Some(start) = start.filter(|_| end.is_some() || count > 20) else {
        return;
    };
    for line in lines.iter().take(start) {
        field(line.as_str(), &mut draft.metadata);
    }
    let mut after = start + 1;
    // The mark may run over several lines, to its closing stars.
    while !lines
        .get(after - 1)
        .is_some_and(|line| line.as_str().trim_end().ends_with("***"))
        && after < start + 4
    {
        after += 1;
    }
    after = credits(&lines, after);
    for line in lines.iter_mut().take(after) {
        recorder.remove_line(
            line,
            98,
            "the archive's header, before the mark where the book begins",
        );
    }
    let Some(end) = end else { return };
    // `End of the Project Gutenberg EBook of …`, on a line or two before the mark.
    let closing = (end.saturating_sub(4)..end).find(|index| {
        lines
            .get(*index)
            .is_some_and(|line| is_closing(line.as_str()))
    });
    let from = closing.unwrap_or(end);
    for line in lines.iter_mut().skip(from) {
        recorder.remove_line(
            line,
            98,
            "the archive's licence, after the mark where the book ends",
        );
    }
}

fn marked(text: &str) -> Option<String> {
    let upper = text.trim_start().to_uppercase();
    (upper.starts_with("***") || upper.starts_with("*** ")).then_some(upper)
}

fn is_start(text: &str) -> bool {
    text.len() < 300
        && marked(text).is_some_and(|t| {
            t.contains("START OF") && (t.contains("GUTENBERG") || t.contains("EBOOK"))
        })
        || text.starts_with("*END*THE SMALL PRINT")
        || text.starts_with("*END THE SMALL PRINT")
}

fn is_end(text: &str) -> bool {
    text.len() < 300
        && marked(text).is_some_and(|t| {
            t.contains("END OF") && (t.contains("GUTENBERG") || t.contains("EBOOK"))
        })
}

/// `End of the Project Gutenberg EBook of …`, just before the mark.
fn is_closing(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.starts_with("end of") && lower.contains("gutenberg")
}

/// Names of those who produced the file, in the paragraphs after the mark.
fn credits(lines: &[&mut Line], mut after: usize) -> usize {
    for _ in 0..4 {
        let mut end = after;
        let mut text = String::new();
        while let Some(line) = lines.get(end).filter(|line| end == after || line.gap == 0) {
            text.push_str(line.as_str());
            text.push(' ');
            end += 1;
            if end > after + 12 {
                return after;
            }
        }
        let lower = text.to_lowercase();
        let produced = [
            "produced by",
            "prepared by",
            "transcribed",
            "proofread",
            "volunteer",
            "e-text",
            "etext",
            "html version",
            "scanned",
            "this file was",
            "digital",
            "credits:",
        ];
        if !produced.iter().any(|word| lower.contains(word)) {
            return after;
        }
        after = end;
    }
    after
}

/// A field of the header: `Title: …`.
fn field(text: &str, metadata: &mut crate::book::Metadata) {
    let Some((name, value)) = text.split_once(':') else {
        return;
    };
    let value = value.trim();
    if value.is_empty() {
        return;
    }
    let person = |role: &str| crate::book::Contributor {
        name: value.to_owned(),
        sort: None,
        role: role.to_owned(),
    };
    match name.trim().to_lowercase().as_str() {
        "title" => metadata.title = metadata.title.take().or_else(|| Some(value.to_owned())),
        "author" | "authors" => metadata.contributors.push(person("aut")),
        "translator" | "translators" => metadata.contributors.push(person("trl")),
        "editor" => metadata.contributors.push(person("edt")),
        "illustrator" => metadata.contributors.push(person("ill")),
        "language" => {
            let tag = match value.to_lowercase().as_str() {
                "english" => "en",
                "french" => "fr",
                "german" => "de",
                "spanish" => "es",
                "italian" => "it",
                "portuguese" => "pt",
                "dutch" => "nl",
                _ => return,
            };
            metadata.languages.push(tag.to_owned());
        }
        _ => {}
    }
}
