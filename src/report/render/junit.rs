//! JUnit XML, for the test panels of CI services: a suite per publication, a case per rule that was broken.

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use super::{Renderer, Subject};
use crate::report::{Diagnostic, Severity};

pub(super) static RENDERER: Renderer = Renderer {
    name: "junit",
    about: "JUnit XML for the test panels of CI services",
    render,
};

fn render(subjects: &[Subject<'_>]) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing into memory cannot fail, so the result is only carried along.
    let written = document(&mut writer, subjects);
    debug_assert!(written.is_ok());
    let body = String::from_utf8(writer.into_inner()).unwrap_or_default();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}\n")
}

fn document(writer: &mut Writer<Vec<u8>>, subjects: &[Subject<'_>]) -> std::io::Result<()> {
    writer.write_event(Event::Start(
        BytesStart::new("testsuites").with_attributes([("name", "deckle")]),
    ))?;
    for subject in subjects {
        suite(writer, subject)?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuites")))
}

fn suite(writer: &mut Writer<Vec<u8>>, subject: &Subject<'_>) -> std::io::Result<()> {
    let failures = subject
        .diagnostics
        .iter()
        .filter(|d| d.severity != Severity::Note)
        .count();
    let tests = subject.diagnostics.len().max(1);
    writer.write_event(Event::Start(BytesStart::new("testsuite").with_attributes(
        [
            ("name", subject.path),
            ("tests", &tests.to_string()),
            ("failures", &failures.to_string()),
            ("errors", "0"),
            ("skipped", "0"),
        ],
    )))?;
    if subject.diagnostics.is_empty() {
        let case = BytesStart::new("testcase")
            .with_attributes([("name", "publication"), ("classname", subject.path)]);
        writer.write_event(Event::Empty(case))?;
    }
    for diagnostic in subject.diagnostics {
        case(writer, subject, diagnostic)?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn case(
    writer: &mut Writer<Vec<u8>>,
    subject: &Subject<'_>,
    diagnostic: &Diagnostic,
) -> std::io::Result<()> {
    let place = subject.place(diagnostic);
    let line = place
        .line
        .map(|line| format!(":{line}"))
        .unwrap_or_default();
    let name = clean(&format!("{} {}{line}", diagnostic.rule.name, place.path));
    let class = clean(subject.path);
    let start = BytesStart::new("testcase")
        .with_attributes([("name", name.as_str()), ("classname", class.as_str())]);
    writer.write_event(Event::Start(start))?;
    let message = clean(&diagnostic.message);
    let text = clean(&match &diagnostic.hint {
        Some(hint) => format!("{}{line}: {}\n{hint}", place.path, diagnostic.message),
        None => format!("{}{line}: {}", place.path, diagnostic.message),
    });
    if diagnostic.severity == Severity::Note {
        writer.write_event(Event::Start(BytesStart::new("system-out")))?;
        writer.write_event(Event::Text(BytesText::new(&text)))?;
        writer.write_event(Event::End(BytesEnd::new("system-out")))?;
    } else {
        let attributes = [
            ("type", diagnostic.severity.name()),
            ("message", message.as_str()),
        ];
        writer.write_event(Event::Start(
            BytesStart::new("failure").with_attributes(attributes),
        ))?;
        writer.write_event(Event::Text(BytesText::new(&text)))?;
        writer.write_event(Event::End(BytesEnd::new("failure")))?;
    }
    writer.write_event(Event::End(BytesEnd::new("testcase")))
}

/// Without the characters that XML 1.0 forbids.
fn clean(text: &str) -> String {
    text.chars().filter(|&c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)).collect()
}
