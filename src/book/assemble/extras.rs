//! What the settings name by path: the cover picture and the fonts.

use super::links::Places;
use super::resources::{Found, Resources};
use super::{Loader, rules};
use crate::book::{Resource, ResourceId};
use crate::epub::MediaType;
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

/// The fonts that are embedded.
pub(super) fn fonts(
    paths: &[String],
    loader: Loader<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Resource> {
    let mut loaded = Vec::new();
    for path in paths {
        match (loader.read)(path) {
            Ok(data) => loaded.push(Resource {
                path: path.to_owned(),
                media_type: MediaType::sniff(&data).unwrap_or(MediaType::Unknown),
                data,
            }),
            Err(refusal) => {
                let reason = refusal.reason();
                let message = format!("the font '{path}' cannot be read: {reason}");
                diagnostics.push(
                    Diagnostic::new(&rules::FONT_MISSING, message)
                        .hint("correct 'fonts' in [build] of book.toml")
                        .at(Location::file(path.as_str())),
                );
            }
        }
    }
    loaded
}
