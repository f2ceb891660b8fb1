//! What the settings name by path: the cover picture and the author's style sheets.

use super::links::Places;
use super::resources::{Found, Resources};
use super::{Loader, Refusal, rules};
use crate::book::ResourceId;
use crate::report::{Diagnostic, Location};

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
    let mut styles = Vec::new();
    for path in paths {
        match (loader.read)(path) {
            Ok(data) => styles.push(
                String::from_utf8_lossy(&data)
                    .trim_start_matches('\u{feff}')
                    .replace("\r\n", "\n"),
            ),
            Err(refusal) => {
                let why = match refusal {
                    Refusal::Missing => "there is no such file".to_string(),
                    Refusal::Outside => "it lies outside the book's folder".to_string(),
                    Refusal::TooLarge(limit) => format!("it is larger than {limit} bytes"),
                    Refusal::Unreadable(reason) => reason,
                };
                let message = format!("the style sheet '{path}' cannot be read: {why}");
                let hint = "correct 'styles' in [build] of book.toml";
                diagnostics.push(
                    Diagnostic::new(&rules::STYLE_MISSING, message)
                        .hint(hint)
                        .at(Location::file(path.as_str())),
                );
            }
        }
    }
    styles
}
