//! Front matter: what the book is, in YAML, as pandoc and others read it.

use crate::book::{IdentifierScheme, Metadata, Progression};

/// The front matter with its two fences; empty where there is nothing to say.
pub(super) fn front_matter(metadata: &Metadata) -> String {
    let mut out = String::new();
    let mut field = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            out.push_str(&format!("{name}: {}\n", quoted(value)));
        }
    };
    field("title", &metadata.title);
    field("subtitle", &metadata.subtitle);
    field("title-sort", &metadata.title_sort);
    field("publisher", &metadata.publisher);
    field("date", &metadata.date);
    field("rights", &metadata.rights);
    field("description", &metadata.description);
    field("type", &metadata.kind);
    push_people(&mut out, metadata);
    push_list(&mut out, "languages", &metadata.languages);
    if !metadata.identifiers.is_empty() {
        out.push_str("identifiers:\n");
        for identifier in &metadata.identifiers {
            let scheme = match identifier.scheme {
                IdentifierScheme::Isbn => "isbn",
                IdentifierScheme::Doi => "doi",
                IdentifierScheme::Uuid => "uuid",
                IdentifierScheme::Uri => "uri",
                IdentifierScheme::Other => "other",
            };
            out.push_str(&format!(
                "  - scheme: {scheme}\n    value: {}\n",
                quoted(&identifier.value)
            ));
        }
    }
    if !metadata.subjects.is_empty() {
        out.push_str("subjects:\n");
        for subject in &metadata.subjects {
            out.push_str(&format!("  - name: {}\n", quoted(&subject.name)));
            push_inner(&mut out, "authority", subject.authority.as_deref());
            push_inner(&mut out, "term", subject.term.as_deref());
        }
    }
    if !metadata.collections.is_empty() {
        out.push_str("collections:\n");
        for collection in &metadata.collections {
            out.push_str(&format!("  - name: {}\n", quoted(&collection.name)));
            push_inner(&mut out, "position", collection.position.as_deref());
            if collection.is_set {
                out.push_str("    set: true\n");
            }
        }
    }
    if let Some(source) = &metadata.source {
        out.push_str(&format!(
            "source:\n  citation: {}\n",
            quoted(&source.citation)
        ));
        if let Some(isbn) = &source.isbn {
            out.push_str(&format!("  isbn: {}\n", quoted(isbn)));
        }
    }
    match metadata.progression {
        Some(Progression::Ltr) => out.push_str("progression: ltr\n"),
        Some(Progression::Rtl) => out.push_str("progression: rtl\n"),
        None => {}
    }
    if out.is_empty() {
        out
    } else {
        format!("---\n{out}---\n")
    }
}

fn push_people(out: &mut String, metadata: &Metadata) {
    if metadata.contributors.is_empty() {
        return;
    }
    out.push_str("contributors:\n");
    for person in &metadata.contributors {
        out.push_str(&format!("  - name: {}\n", quoted(&person.name)));
        push_inner(out, "sort", person.sort.as_deref());
        push_inner(
            out,
            "role",
            Some(person.role.as_str()).filter(|role| !role.is_empty()),
        );
    }
}

fn push_inner(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.push_str(&format!("    {name}: {}\n", quoted(value)));
    }
}

fn push_list(out: &mut String, name: &str, values: &[String]) {
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
