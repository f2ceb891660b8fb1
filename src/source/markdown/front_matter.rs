//! Front matter: YAML between `---`, TOML between `+++`, pandoc's title block (`% Title`) → metadata.
//!
//! The keys are those that pandoc, Hugo, Jekyll, Quarto and Docusaurus use. A key that says nothing of a book (layout,
//! templates, fonts) is passed over; one that nobody knows is reported.

use super::recipes::Recipe;
use super::yaml::{self, Kind, Problem, Value};
use crate::book::{
    Collection, Contributor, Identifier, IdentifierScheme, Metadata, PrintSource, Progression,
    Subject, WritingMode,
};
use crate::report::{Diagnostic, Rule, SourceId, Span};
use crate::source::elements::{Findings, METADATA_MALFORMED, METADATA_REPEATED, METADATA_UNKNOWN};
use crate::source::html::date;
use crate::source::relators;

/// What the front matter of one file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    /// What it says of the book, or of the chapter that the file is.
    pub metadata: Metadata,
    /// The cover picture's path as written.
    pub cover: Option<String>,
    /// Paths of style sheets as written.
    pub styles: Vec<String>,
    /// Paths of fonts as written.
    pub fonts: Vec<String>,
    /// The file is not to be published.
    pub is_draft: bool,
    /// The place among its neighbours, where the folder is ordered by it (`weight`, `nav_order`, `sidebar_position`).
    pub weight: Option<i64>,
    /// Other names of the page, by which a collection of notes links to it.
    pub names: Vec<String>,
    /// Where the text begins, in bytes.
    pub end: usize,
    /// The recipe that it holds, and where it begins.
    pub(super) recipe: Option<(Recipe, usize)>,
}

/// Reads the front matter at the beginning of a text. Without one, nothing is set and `end` is 0.
#[must_use]
pub fn front_matter(source: SourceId, text: &str) -> (FrontMatter, Vec<Diagnostic>) {
    let mut findings = Findings::default();
    let front_matter = read(source, text, &mut findings);
    (front_matter, findings.into_diagnostics())
}

/// As [`front_matter`], with the findings of the caller.
pub(super) fn read(source: SourceId, text: &str, findings: &mut Findings) -> FrontMatter {
    let mut result = FrontMatter::default();
    if let Some((body, start, end)) = fenced(text, "---", &["---", "..."])
        && !is_rule(body)
    {
        let (value, problems) = yaml::parse(body);
        result.end = end;
        for Problem { at, message, rule } in problems {
            let span = Span::new(source, start + at, start + at);
            report(findings, rule, span, &message);
        }
        fill(&value, source, start, &mut result, findings);
    } else if let Some((body, start, end)) = fenced(text, "+++", &["+++"]) {
        result.end = end;
        match body.parse::<toml::Table>() {
            Ok(table) => fill(
                &from_toml(&toml::Value::Table(table), 0),
                source,
                start,
                &mut result,
                findings,
            ),
            Err(error) => {
                let at = start + error.span().map_or(0, |span| span.start);
                let span = Span::new(source, at, at);
                report(findings, &METADATA_MALFORMED, span, error.message());
            }
        }
    } else if text.starts_with("% ") {
        title_block(text, &mut result);
    }
    result
}

fn report(findings: &mut Findings, rule: &'static Rule, span: Span, problem: &str) {
    let message = format!("front matter: {problem}");
    let hint = match rule.name == METADATA_REPEATED.name {
        true => "keep one of them",
        false => "quote values that hold ': ', '#' or quotes",
    };
    findings.add_with_hint(rule, &message, span, message.clone(), hint);
}

/// The text between two lines of marks at the very beginning, where it begins, and where what follows does.
fn fenced<'a>(text: &'a str, open: &str, close: &[&str]) -> Option<(&'a str, usize, usize)> {
    let (first, _) = text.split_once('\n')?;
    if first.trim_end() != open {
        return None;
    }
    let start = first.len() + 1;
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        if close.contains(&line.trim_end()) {
            return Some((text.get(start..at)?, start, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Whether what stands between two `---` is no front matter: a scene break opened the text.
fn is_rule(body: &str) -> bool {
    let first = body
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| {
        let is_key = line.split_once(':').is_some_and(|(key, rest)| {
            !key.is_empty()
                && (rest.is_empty() || rest.starts_with([' ', '\t']))
                && key
                    .trim_matches(['"', '\''])
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' '))
                && key.split(' ').count() <= 3
        });
        !is_key
    })
}

/// Pandoc's title block: title, authors parted by `;`, date.
fn title_block(text: &str, result: &mut FrontMatter) {
    let mut at = 0;
    let mut fields: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(rest) = line.strip_prefix('%')
            && fields.len() < 3
        {
            fields.push(rest.trim().to_owned());
        } else if line.starts_with([' ', '\t'])
            && !line.trim().is_empty()
            && let Some(last) = fields.last_mut()
        {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(line.trim());
        } else {
            break;
        }
        at += line.len();
    }
    result.end = at;
    let mut fields = fields.into_iter();
    result.metadata.title = fields.next().filter(|title| !title.is_empty());
    for name in fields
        .next()
        .unwrap_or_default()
        .split(';')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        add_contributor(&mut result.metadata, name.to_owned(), None, "aut");
    }
    result.metadata.date = fields.next().and_then(|value| date(&value));
}

fn from_toml(value: &toml::Value, depth: usize) -> Value {
    let kind = match value {
        _ if depth > 24 => Kind::Null,
        toml::Value::String(text) => Kind::Text(text.clone()),
        toml::Value::Array(items) => Kind::List(
            items
                .iter()
                .map(|item| from_toml(item, depth + 1))
                .collect(),
        ),
        toml::Value::Table(table) => Kind::Map(
            table
                .iter()
                .map(|(key, value)| (key.clone(), from_toml(value, depth + 1)))
                .collect(),
        ),
        other => Kind::Text(other.to_string()),
    };
    Value { kind, at: 0 }
}

/// Sets everything that a mapping says.
fn fill(
    value: &Value,
    source: SourceId,
    start: usize,
    result: &mut FrontMatter,
    findings: &mut Findings,
) {
    let Kind::Map(entries) = &value.kind else {
        return;
    };
    let recipe = Recipe::of(value);
    for (name, value) in entries {
        if recipe.as_ref().is_some_and(|recipe| recipe.says(name)) {
            continue;
        }
        let key = name.to_ascii_lowercase().replace(['_', ' '], "-");
        let span = Span::new(source, start + value.at, start + value.at);
        let is_known = set_title(&key, value, result)
            || set_plain(&key, value, span, result, findings)
            || set_lists(&key, value, &mut result.metadata)
            || set_people(&key, value, &mut result.metadata)
            || is_passed_over(&key);
        if !is_known {
            findings.add(
                &METADATA_UNKNOWN,
                &key,
                span,
                format!("'{name}' in the front matter says nothing that deckle knows"),
            );
        }
    }
    result.recipe = recipe.map(|recipe| (recipe, start));
}

fn text(value: &Value) -> Option<String> {
    let plain = value
        .text()
        .or_else(|| value.get("text").and_then(Value::text))?;
    let plain = plain.trim();
    (!plain.is_empty()).then(|| plain.to_owned())
}

fn texts(value: &Value) -> Vec<String> {
    match &value.kind {
        Kind::List(items) => items.iter().filter_map(text).collect(),
        _ => text(value).into_iter().collect(),
    }
}

/// `title: x`, or pandoc's list of `type` and `text`.
fn set_title(key: &str, value: &Value, result: &mut FrontMatter) -> bool {
    let metadata = &mut result.metadata;
    match key {
        "title" => match &value.kind {
            Kind::List(items) => {
                for item in items {
                    let kind = item.get("type").and_then(Value::text).unwrap_or("main");
                    match kind {
                        "main" => metadata.title = metadata.title.take().or_else(|| text(item)),
                        "subtitle" => metadata.subtitle = text(item),
                        _ => {}
                    }
                    if metadata.title_sort.is_none() {
                        metadata.title_sort = item.get("file-as").and_then(text);
                    }
                }
            }
            _ => metadata.title = text(value),
        },
        "subtitle" => metadata.subtitle = text(value),
        "title-sort" | "sort-title" | "title-file-as" => metadata.title_sort = text(value),
        "cover-image" | "cover" | "coverimage" | "epub-cover-image" => {
            result.cover = text(value).or_else(|| {
                ["image", "src", "path"]
                    .iter()
                    .find_map(|name| value.get(name).and_then(text))
            });
        }
        "fonts" => result.fonts = texts(value),
        // Sites redirect from old paths so.
        "aliases" | "alias" => {
            result.names = texts(value);
            result.names.retain(|name| !name.contains('/'));
        }
        "css" | "stylesheet" | "stylesheets" | "style" => result.styles = texts(value),
        "draft" => result.is_draft = matches!(value.text(), Some("true" | "yes" | "True")),
        "published" if matches!(value.text(), Some("false" | "no")) => result.is_draft = true,
        "weight" | "nav-order" | "sidebar-position" | "order" => {
            result.weight = value.text().and_then(|n| n.trim().parse().ok())
        }
        _ => return false,
    }
    true
}

/// The code of a role as front matter says it: `translators`, `cover-designer`, `by`.
fn role(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase().replace(['-', '_'], " ");
    match word.strip_suffix('s').unwrap_or(&word) {
        "creator" | "by" | "byline" => Some("aut"),
        "foreword" => relators::code("author of foreword"),
        singular => relators::code(singular),
    }
}

fn set_people(key: &str, value: &Value, metadata: &mut Metadata) -> bool {
    let Some(stated) = role(key) else {
        return false;
    };
    let mut one = |value: &Value| {
        let joined = || {
            let part = |name: &str| value.get(name).and_then(text);
            let name = [
                part("given").or_else(|| part("first")),
                part("family").or_else(|| part("last")),
            ];
            let name: Vec<String> = name.into_iter().flatten().collect();
            (!name.is_empty()).then(|| name.join(" "))
        };
        let Some(name) = text(value)
            .or_else(|| value.get("name").and_then(text))
            .or_else(joined)
        else {
            return;
        };
        let by_role = value.get("role").and_then(Value::text);
        let code = by_role.map_or(stated, |word| {
            role(word).unwrap_or(if word.len() == 3 { "ctb" } else { stated })
        });
        let exact =
            by_role.filter(|word| word.len() == 3 && word.bytes().all(|b| b.is_ascii_lowercase()));
        let sort = ["file-as", "sort", "sort-as"]
            .iter()
            .find_map(|name| value.get(name).and_then(text));
        add_contributor(metadata, name, sort, exact.unwrap_or(code));
    };
    match &value.kind {
        Kind::List(items) => items.iter().for_each(&mut one),
        _ => one(value),
    }
    true
}

fn add_contributor(metadata: &mut Metadata, name: String, sort: Option<String>, role: &str) {
    if !metadata
        .contributors
        .iter()
        .any(|other| other.name == name && other.role == role)
    {
        metadata.contributors.push(Contributor {
            name,
            sort,
            role: role.to_owned(),
        });
    }
}

fn set_plain(
    key: &str,
    value: &Value,
    span: Span,
    result: &mut FrontMatter,
    findings: &mut Findings,
) -> bool {
    let metadata = &mut result.metadata;
    match key {
        "publisher" => metadata.publisher = text(value),
        "rights" | "copyright" | "license" | "licence" => {
            metadata.rights = metadata.rights.take().or_else(|| text(value))
        }
        "description" | "abstract" | "summary" => {
            metadata.description = metadata.description.take().or_else(|| text(value))
        }
        "date" | "publishdate" | "pubdate" | "published" | "publication-date" | "year" => {
            if let Some(stated) = text(value) {
                match date(&stated) {
                    Some(date) => metadata.date = Some(date),
                    None => findings.add_with_hint(
                        &METADATA_UNKNOWN,
                        "date",
                        span,
                        format!("'{stated}' is no date that a book can state"),
                        "write it as 2024-05-31, 2024-05 or 2024",
                    ),
                }
            }
        }
        // Only a full time is one that an edition can state as its own; sites write days there.
        "modified" => metadata.modified = text(value).filter(|stated| is_instant(stated)),
        "lastmod" | "last-modified" | "updated" => {}
        "source" | "print-source" => {
            metadata.source = text(value).map(|citation| PrintSource {
                citation,
                isbn: value.get("isbn").and_then(text),
            });
        }
        "type" => {}
        "dc-type" => metadata.kind = text(value),
        "writing-mode" => {
            metadata.writing_mode = match value.text() {
                Some("vertical-rl") => Some(WritingMode::VerticalRl),
                Some("horizontal") => Some(WritingMode::Horizontal),
                _ => None,
            };
        }
        "accessibility" => set_claims(value, metadata),
        "page-progression-direction" | "dir" => {
            metadata.progression = match value.text() {
                Some("rtl") => Some(Progression::Rtl),
                Some("ltr") => Some(Progression::Ltr),
                _ => None,
            };
        }
        "series" | "belongs-to-collection" | "collection" => set_series(value, metadata),
        "group-position" | "series-index" | "series-position" | "volume" => {
            let position = text(value);
            match metadata.collections.first_mut() {
                Some(collection) => collection.position = position,
                None => metadata.collections.push(Collection {
                    name: String::new(),
                    position,
                    is_set: false,
                }),
            }
        }
        _ => return false,
    }
    true
}

/// Whether this is a time as `CCYY-MM-DDThh:mm:ssZ`.
fn is_instant(text: &str) -> bool {
    let form = "dddd-dd-ddTdd:dd:ddZ";
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(found, wanted)| {
            if wanted == b'd' {
                found.is_ascii_digit()
            } else {
                found == wanted
            }
        })
}

/// What only the author can say of the book's accessibility: the keys of book.toml's `[accessibility]`.
fn set_claims(value: &Value, metadata: &mut Metadata) {
    let claims = &mut metadata.accessibility;
    let one = |name: &str| value.get(name).and_then(text);
    claims.summary = one("summary");
    claims.certified_by = one("certified-by");
    claims.certifier_credential = one("certifier-credential");
    claims.certifier_report = one("certifier-report");
    claims.exemption = one("exemption");
    claims.hazards = value.get("hazards").map(texts).unwrap_or_default();
    claims.allow_missing_alternatives = value
        .get("allow-missing-alternatives")
        .and_then(Value::text)
        == Some("true");
}

fn set_series(value: &Value, metadata: &mut Metadata) {
    if let Kind::List(items) = &value.kind
        && items.iter().all(|item| item.get("name").is_some())
    {
        for item in items {
            let Some(name) = item.get("name").and_then(text) else {
                continue;
            };
            metadata.collections.push(Collection {
                name,
                position: item.get("position").and_then(text),
                is_set: item.get("set").and_then(Value::text) == Some("true"),
            });
        }
        return;
    }
    let named = match &value.kind {
        Kind::List(items) => items.first().and_then(text),
        _ => text(value).or_else(|| {
            ["name", "title"]
                .iter()
                .find_map(|key| value.get(key).and_then(text))
        }),
    };
    let Some(name) = named else { return };
    let position = ["position", "index", "number"]
        .iter()
        .find_map(|key| value.get(key).and_then(text));
    match metadata.collections.first_mut() {
        // The position stood before the name.
        Some(collection) if collection.name.is_empty() => collection.name = name,
        _ => metadata.collections.push(Collection {
            name,
            position,
            is_set: false,
        }),
    }
}

fn set_lists(key: &str, value: &Value, metadata: &mut Metadata) -> bool {
    match key {
        "lang" | "language" | "languages" | "locale" => {
            for stated in texts(value) {
                if let Ok(tag) = oxilangtag::LanguageTag::parse(stated.replace('_', "-"))
                    && !metadata.languages.iter().any(|other| other == tag.as_str())
                {
                    metadata.languages.push(tag.as_str().to_owned());
                }
            }
        }
        "subject" | "subjects" | "keywords" | "keyword" | "tags" | "categories" | "category" => {
            let listed = matches!(value.kind, Kind::List(_));
            if let Kind::List(items) = &value.kind
                && items.iter().all(|item| matches!(item.kind, Kind::Map(_)))
            {
                let subjects = items.iter().filter_map(|item| {
                    Some(Subject {
                        name: text(item)?,
                        authority: item.get("authority").and_then(text),
                        term: item.get("term").and_then(text),
                    })
                });
                metadata.subjects.extend(subjects.take(1000));
                return true;
            }
            for stated in texts(value) {
                let names: Vec<&str> = if listed {
                    vec![&stated]
                } else {
                    stated.split([',', ';']).collect()
                };
                for name in names
                    .into_iter()
                    .map(str::trim)
                    .filter(|name| !name.is_empty())
                {
                    if metadata.subjects.len() > 1000
                        || !metadata.subjects.iter().any(|other| other.name == name)
                    {
                        metadata.subjects.push(Subject {
                            name: name.to_owned(),
                            ..Subject::default()
                        });
                    }
                }
            }
        }
        "identifier" | "identifiers" | "isbn" | "isbn13" | "isbn-13" | "doi" | "uuid" | "id"
        | "uri" => {
            let items: Vec<&Value> = match &value.kind {
                Kind::List(items) => items.iter().collect(),
                _ => vec![value],
            };
            for item in items {
                let scheme = item.get("scheme").and_then(Value::text);
                if let Some(stated) = text(item) {
                    // Docusaurus's `id` is a name of the page, no identifier.
                    if key != "id" {
                        metadata.identifiers.push(identifier(key, scheme, &stated));
                    }
                }
            }
        }
        _ => return false,
    }
    true
}

fn identifier(key: &str, scheme: Option<&str>, stated: &str) -> Identifier {
    let stated = stated.trim();
    let lower = stated.to_ascii_lowercase();
    let stripped = |prefixes: &[&str]| {
        let prefix = prefixes.iter().find(|prefix| lower.starts_with(**prefix))?;
        stated
            .get(prefix.len()..)
            .map(|rest| rest.trim_start_matches([':', ' ']).to_owned())
    };
    let scheme = scheme.unwrap_or("").to_ascii_lowercase();
    if key.starts_with("isbn")
        || scheme.starts_with("isbn")
        || lower.starts_with("isbn")
        || lower.starts_with("urn:isbn")
    {
        let value = stripped(&["urn:isbn:", "isbn-13", "isbn-10", "isbn"])
            .unwrap_or_else(|| stated.to_owned());
        return Identifier {
            scheme: IdentifierScheme::Isbn,
            value: value.replace(['-', ' '], ""),
        };
    }
    if key == "doi" || scheme == "doi" || lower.starts_with("doi:") || lower.starts_with("10.") {
        let value = stripped(&["https://doi.org/", "doi:"]).unwrap_or_else(|| stated.to_owned());
        return Identifier {
            scheme: IdentifierScheme::Doi,
            value,
        };
    }
    if key == "uuid" || scheme == "uuid" || lower.starts_with("urn:uuid:") {
        let value = stripped(&["urn:uuid:", "uuid:"]).unwrap_or_else(|| stated.to_owned());
        return Identifier {
            scheme: IdentifierScheme::Uuid,
            value,
        };
    }
    let is_uri =
        lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("urn:");
    let scheme = if is_uri || key == "uri" {
        IdentifierScheme::Uri
    } else {
        IdentifierScheme::Other
    };
    Identifier {
        scheme,
        value: stated.to_owned(),
    }
}

/// Keys for templates, sites and other output formats.
fn is_passed_over(key: &str) -> bool {
    const KEYS: &[&str] = &[
        "abbreviations",
        "author-meta",
        "bibliography",
        "biblio-style",
        "bookcomments",
        "book",
        "build",
        "cascade",
        "chapters",
        "citation-style",
        "classoption",
        "colorlinks",
        "comments",
        "csl",
        "custom-edit-url",
        "displaytitle",
        "documentclass",
        "editor-options",
        "engine",
        "eqnos",
        "excerpt",
        "execute",
        "featured",
        "featured-image",
        "fontfamily",
        "fontsize",
        "format",
        "geometry",
        "has-children",
        "header-includes",
        "hide-table-of-contents",
        "hide-title",
        "ibooks",
        "image",
        "images",
        "include-before",
        "include-after",
        "indent",
        "jupyter",
        "keep-md",
        "last-modified-at",
        "layout",
        "link-citations",
        "linkcolor",
        "linktitle",
        "lof",
        "lot",
        "mainfont",
        "mathjax",
        "math",
        "menu",
        "mermaid",
        "monofont",
        "name",
        "nav-exclude",
        "nocite",
        "number-sections",
        "numbersections",
        "outputs",
        "output",
        "pagination-next",
        "pagination-prev",
        "papersize",
        "parent",
        "params",
        "part",
        "permalink",
        "pdf",
        "reference-section-title",
        "redirect-from",
        "resources",
        "rmarkdown",
        "sansfont",
        "secnumdepth",
        "sidebar-label",
        "site",
        "slug",
        "sitemap",
        "tbl-cap",
        "theme",
        "thumbnail",
        "titlepage",
        "titlepage-color",
        "toc",
        "toc-depth",
        "toc-title",
        "toccolor",
        "top-level-division",
        "template",
        "url",
        "urlcolor",
        "variables",
        "version",
        "view",
        "vignette",
        "twitter",
        "og",
        "seo",
        "showtoc",
        "tocopen",
        "robots",
        "canonicalurl",
    ];
    KEYS.contains(&key)
        || [
            "header-",
            "footer-",
            "crossref",
            "titlepage-",
            "pandoc-",
            "epub-",
            "fig-",
            "code-",
        ]
        .iter()
        .any(|prefix| key.starts_with(prefix))
}
