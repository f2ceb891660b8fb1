//! The cover: the picture given, or one typeset from the title, on a page of its own before everything else.

use super::content::{Rendered, Shared, View, close_document, open_document};
use super::pictures::PictureFile;
use super::{COVER_SMALL, COVER_TEXT};
use crate::book::{Book, Metadata};
use crate::emit::content::{Dialect, Writer, push_attribute};
use crate::emit::{EmitOptions, cover, pictures};
use crate::epub::MediaType;
use crate::report::{Diagnostic, Span};

/// Smallest cover that every store takes: Amazon's 625 × 1000 pixels.
const SMALLEST: (u32, u32) = (625, 1000);

/// The cover picture, under a fixed name, where the book gets one.
pub(crate) fn picture(
    book: &Book,
    options: &EmitOptions<'_>,
) -> (Option<PictureFile>, Vec<Diagnostic>) {
    if let Some(resource) = book.cover.and_then(|id| book.resources.get(id)) {
        let (prepared, mut findings) =
            pictures::prepare_cover(resource, Span::NONE, options.settings.limits);
        let file = prepared.map(|picture| PictureFile {
            path: format!("pictures/cover.{}", picture.media_type.extension()),
            media_type: picture.media_type,
            data: picture.data,
            size: picture.size,
            moving: false,
        });
        if let Some((width, height)) = file.as_ref().and_then(|file| file.size)
            && (width < SMALLEST.0 || height < SMALLEST.1)
        {
            findings.push(
                Diagnostic::new(
                    &COVER_SMALL,
                    format!(
                        "the cover '{}' has {width} × {height} pixels",
                        resource.path
                    ),
                )
                .hint(format!(
                    "stores ask for {} × {}",
                    cover::WIDTH,
                    cover::HEIGHT
                )),
            );
        }
        return (file, findings);
    }
    let design = options
        .settings
        .cover_template
        .as_deref()
        .map(str::trim)
        .filter(|design| !design.is_empty());
    if design == Some("none") || !cfg!(feature = "cover") {
        return (None, Vec::new());
    }
    typeset(&book.metadata, design)
}

fn typeset(metadata: &Metadata, design: Option<&str>) -> (Option<PictureFile>, Vec<Diagnostic>) {
    let mut findings: Vec<Diagnostic> = cover::unset(metadata)
        .into_iter()
        .map(|text| {
            Diagnostic::new(
                &COVER_TEXT,
                format!(
                    "the typeset cover does not show '{text}': its typefaces have {}",
                    cover::SCRIPTS
                ),
            )
            .hint("give a cover picture with the setting 'cover'")
        })
        .collect();
    match cover::typeset(metadata, design) {
        Ok(data) => {
            let file = PictureFile {
                path: "pictures/cover.png".to_owned(),
                media_type: MediaType::Png,
                data: data.into(),
                size: Some((cover::WIDTH, cover::HEIGHT)),
                moving: false,
            };
            (Some(file), findings)
        }
        Err(error) => {
            let mut finding = Diagnostic::new(&COVER_TEXT, error.to_string());
            finding.severity = crate::report::Severity::Error;
            findings.push(finding);
            (None, findings)
        }
    }
}

/// Writes the page of the cover: a plain `img`, which every device can show, described by what stands on it.
pub(crate) fn write(shared: &Shared<'_>, cover: &PictureFile) -> Rendered {
    let view = View {
        shared,
        file: usize::MAX,
    };
    let mut writer = Writer::new(shared.book, Dialect::Xhtml, &view);
    open_document(
        &mut writer,
        shared,
        "../",
        shared.labels.cover,
        "frontmatter",
    );
    writer.out.push_str(
        "<section epub:type=\"cover\" class=\"cover\">\n<img role=\"doc-cover\" src=\"../",
    );
    push_attribute(&mut writer.out, &cover.path);
    writer.out.push_str("\" alt=\"");
    push_attribute(&mut writer.out, &description(shared));
    writer.out.push('"');
    if let Some((width, height)) = cover.size {
        writer
            .out
            .push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    }
    writer.out.push_str("/>\n</section>\n");
    close_document(writer)
}

fn description(shared: &Shared<'_>) -> String {
    let metadata = &shared.book.metadata;
    let mut text = shared.labels.cover.to_owned();
    let people = metadata
        .contributors
        .iter()
        .filter(|person| matches!(person.role.as_str(), "" | "aut" | "cre"));
    let parts = metadata
        .title
        .iter()
        .chain(&metadata.subtitle)
        .chain(people.map(|person| &person.name));
    for (index, part) in parts
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .enumerate()
    {
        text.push_str(if index == 0 { ": " } else { ", " });
        text.push_str(part);
    }
    text
}
