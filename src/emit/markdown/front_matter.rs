//! Front matter: what the book is, in YAML with the keys that pandoc has, and with a few more for what pandoc cannot say.

use crate::book::{Contributor, IdentifierScheme, Metadata, Progression, WritingMode};

/// What stands beside the metadata: paths of the cover, of the author's style sheets and fonts.
#[derive(Debug, Default)]
pub(super) struct Extras {
    pub(super) cover: Option<String>,
    pub(super) styles: Vec<String>,
    pub(super) fonts: Vec<String>,
}

/// The front matter with its two fences; empty where there is nothing to say.
pub(super) fn front_matter(metadata: &Metadata, extras: &Extras) -> String {
    let mut out = String::new();
    push_field(&mut out, "title", metadata.title.as_deref());
    push_field(&mut out, "subtitle", metadata.subtitle.as_deref());
    push_field(&mut out, "title-sort", metadata.title_sort.as_deref());
    push_people(&mut out, &metadata.contributors);
    push_list(&mut out, "lang", &metadata.languages);
    push_identifiers(&mut out, metadata);
    push_field(&mut out, "publisher", metadata.publisher.as_deref());
    push_field(&mut out, "date", metadata.date.as_deref());
    push_field(&mut out, "modified", metadata.modified.as_deref());
    push_field(&mut out, "rights", metadata.rights.as_deref());
    push_field(&mut out, "description", metadata.description.as_deref());
    push_field(&mut out, "dc-type", metadata.kind.as_deref());
    push_subjects(&mut out, metadata);
    push_series(&mut out, metadata);
    if let Some(source) = &metadata.source {
        match &source.isbn {
            None => push_field(&mut out, "source", Some(&source.citation)),
            Some(isbn) => {
                out.push_str("source:\n");
                push_inner(&mut out, "  text", Some(&source.citation));
                push_inner(&mut out, "  isbn", Some(isbn));
            }
        }
    }
    let progression = metadata.progression.map(|progression| match progression {
        Progression::Ltr => "ltr",
        Progression::Rtl => "rtl",
    });
    push_field(&mut out, "page-progression-direction", progression);
    let mode = metadata.writing_mode.map(|mode| match mode {
        WritingMode::Horizontal => "horizontal",
        WritingMode::VerticalRl => "vertical-rl",
    });
    push_field(&mut out, "writing-mode", mode);
    push_claims(&mut out, metadata);
    push_field(&mut out, "cover-image", extras.cover.as_deref());
    push_list(&mut out, "css", &extras.styles);
    push_list(&mut out, "fonts", &extras.fonts);
    if out.is_empty() {
        out
    } else {
        format!("---\n{out}---\n")
    }
}

/// Authors by their names alone, where that is all there is to say of anyone; else everyone with a role.
fn push_people(out: &mut String, people: &[Contributor]) {
    let plain = people
        .iter()
        .all(|person| person.role == "aut" && person.sort.is_none());
    if plain {
        let names: Vec<String> = people.iter().map(|person| person.name.clone()).collect();
        return push_list(out, "author", &names);
    }
    out.push_str("contributor:\n");
    for person in people {
        out.push_str(&format!("  - name: {}\n", quoted(&person.name)));
        push_inner(
            out,
            "    role",
            Some(person.role.as_str()).filter(|role| !role.is_empty()),
        );
        push_inner(out, "    sort", person.sort.as_deref());
    }
}

fn push_identifiers(out: &mut String, metadata: &Metadata) {
    if metadata.identifiers.is_empty() {
        return;
    }
    out.push_str("identifier:\n");
    for identifier in &metadata.identifiers {
        out.push_str(&format!("  - scheme: {}\n", scheme(identifier.scheme)));
        push_inner(out, "    text", Some(&identifier.value));
    }
}

/// The word for a scheme.
pub(super) fn scheme(scheme: IdentifierScheme) -> &'static str {
    match scheme {
        IdentifierScheme::Isbn => "isbn",
        IdentifierScheme::Doi => "doi",
        IdentifierScheme::Uuid => "uuid",
        IdentifierScheme::Uri => "uri",
        IdentifierScheme::Other => "other",
    }
}

fn push_subjects(out: &mut String, metadata: &Metadata) {
    let subjects = &metadata.subjects;
    if subjects
        .iter()
        .all(|subject| subject.authority.is_none() && subject.term.is_none())
    {
        let names: Vec<String> = subjects
            .iter()
            .map(|subject| subject.name.clone())
            .collect();
        // One name alone would be parted at its commas.
        return push_items(out, "subject", &names);
    }
    out.push_str("subject:\n");
    for subject in subjects {
        out.push_str(&format!("  - text: {}\n", quoted(&subject.name)));
        push_inner(out, "    authority", subject.authority.as_deref());
        push_inner(out, "    term", subject.term.as_deref());
    }
}

fn push_series(out: &mut String, metadata: &Metadata) {
    if metadata.collections.is_empty() {
        return;
    }
    out.push_str("series:\n");
    for collection in &metadata.collections {
        out.push_str(&format!("  - name: {}\n", quoted(&collection.name)));
        push_inner(out, "    position", collection.position.as_deref());
        if collection.is_set {
            out.push_str("    set: true\n");
        }
    }
}

fn push_claims(out: &mut String, metadata: &Metadata) {
    let claims = &metadata.accessibility;
    let mut inner = String::new();
    for (name, value) in [
        ("  summary", &claims.summary),
        ("  certified-by", &claims.certified_by),
        ("  certifier-credential", &claims.certifier_credential),
        ("  certifier-report", &claims.certifier_report),
        ("  exemption", &claims.exemption),
    ] {
        push_inner(&mut inner, name, value.as_deref());
    }
    push_items(&mut inner, "  hazards", &claims.hazards);
    if claims.allow_missing_alternatives {
        inner.push_str("  allow-missing-alternatives: true\n");
    }
    if !inner.is_empty() {
        out.push_str("accessibility:\n");
        out.push_str(&inner);
    }
}

fn push_field(out: &mut String, name: &str, value: Option<&str>) {
    push_inner(out, name, value);
}

/// `name: "value"`; `name` comes with its indentation.
fn push_inner(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.push_str(&format!("{name}: {}\n", quoted(value)));
    }
}

/// One value by itself, several in brackets.
fn push_list(out: &mut String, name: &str, values: &[String]) {
    match values {
        [only] => push_inner(out, name, Some(only)),
        _ => push_items(out, name, values),
    }
}

fn push_items(out: &mut String, name: &str, values: &[String]) {
    if !values.is_empty() {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        out.push_str(&format!("{name}: [{}]\n", values.join(", ")));
    }
}

/// A double-quoted scalar: the only kind that holds every text.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
