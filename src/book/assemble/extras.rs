//! What the settings name by path: the cover picture, the author's style sheets and fonts.

use std::sync::Arc;

use super::links::Places;
use super::resources::{Found, Resources};
use super::{Loader, Refusal, rules};
use crate::book::{Resource, ResourceId};
use crate::epub::MediaType;
use crate::report::{Diagnostic, Location, Rule};

/// The cover picture.
pub(super) fn cover(
    path: &str,
    places: &Places,
    resources: &mut Resources<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ResourceId> {
    match resources.picture("", path, places) {
        Found::Picture(id) | Found::Case { id, .. } => Some(id),
        Found::Remote(_) => {
            let message = format!("the cover '{path}' lies on the network");
            diagnostics.push(
                Diagnostic::new(&rules::PICTURE_REMOTE, message)
                    .hint("download it into the book's folder"),
            );
            None
        }
        Found::Wrong {
            rule,
            message,
            hint,
        } => {
            let message = message.replacen("picture", "cover picture", 1);
            diagnostics.push(
                Diagnostic::new(rule, message)
                    .hint(hint)
                    .at(Location::file(path)),
            );
            None
        }
    }
}

/// The author's style sheets, as text.
pub(super) fn styles(
    paths: &[String],
    loader: Loader<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let text = |(_, data): (&str, Arc<[u8]>)| {
        String::from_utf8_lossy(&data)
            .trim_start_matches('\u{feff}')
            .replace("\r\n", "\n")
    };
    let missing = Missing {
        rule: &rules::STYLE_MISSING,
        what: "style sheet",
        setting: "styles",
    };
    load(paths, loader, &missing, diagnostics)
        .into_iter()
        .map(text)
        .collect()
}

/// The fonts that are embedded.
pub(super) fn fonts(
    paths: &[String],
    loader: Loader<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Resource> {
    let missing = Missing {
        rule: &rules::FONT_MISSING,
        what: "font",
        setting: "fonts",
    };
    load(paths, loader, &missing, diagnostics)
        .into_iter()
        .map(|(path, data)| Resource {
            path: path.to_owned(),
            media_type: MediaType::sniff(&data).unwrap_or(MediaType::Unknown),
            data,
        })
        .collect()
}

/// How a file that cannot be read is reported.
struct Missing {
    rule: &'static Rule,
    what: &'static str,
    setting: &'static str,
}

/// The bytes of the files that can be read; the others are reported.
fn load<'p>(
    paths: &'p [String],
    loader: Loader<'_>,
    missing: &Missing,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(&'p str, Arc<[u8]>)> {
    let mut loaded = Vec::new();
    for path in paths {
        match (loader.read)(path) {
            Ok(data) => loaded.push((path.as_str(), data)),
            Err(refusal) => {
                let why = match refusal {
                    Refusal::Missing => "there is no such file".to_string(),
                    Refusal::Outside => "it lies outside the book's folder".to_string(),
                    Refusal::TooLarge(limit) => format!("it is larger than {limit} bytes"),
                    Refusal::Unreadable(reason) => reason,
                };
                let Missing {
                    rule,
                    what,
                    setting,
                } = missing;
                let message = format!("the {what} '{path}' cannot be read: {why}");
                let hint = format!("correct '{setting}' in [build] of book.toml");
                diagnostics.push(
                    Diagnostic::new(rule, message)
                        .hint(hint)
                        .at(Location::file(path.as_str())),
                );
            }
        }
    }
    loaded
}
