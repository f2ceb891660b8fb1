//! The author's style sheets: read, what they import put before them, the pictures and fonts they name carried along.
//!
//! Every address is judged at its place in the author's own file. A sheet keeps its lines and columns, so that what is
//! found in it later, in the publication, is found in the author's file too.

mod scan;

use std::collections::BTreeSet;

use super::links::Places;
use super::paths::{folder, join, reference, scheme};
use super::resources::{Found, Resources};
use super::rules;
use crate::book::{Address, ResourceId, StyleSheet};
use crate::report::{Diagnostic, Sources, Span};
use scan::{Finding, Kind, scan};

/// Imports nest no deeper than this.
const DEEPEST: usize = 16;

/// What reading sheets needs.
pub(super) struct Reader<'a, 'r> {
    pub(super) places: &'a Places,
    pub(super) resources: &'a mut Resources<'r>,
    pub(super) sources: &'a mut Sources,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    /// The sheets that the settings name, each after those it imports.
    pub(super) fn read(&mut self, paths: &[String]) -> Vec<StyleSheet> {
        let mut sheets = Vec::new();
        let mut known = BTreeSet::new();
        for path in paths {
            let hint = "correct 'styles' in [build] of book.toml";
            self.sheet(path, None, hint, 0, &mut known, &mut sheets);
        }
        sheets
    }

    /// Reads a sheet and what it imports; `from` is the import that named it. A sheet is in the book once.
    fn sheet(
        &mut self,
        path: &str,
        from: Option<Span>,
        hint: &str,
        depth: usize,
        known: &mut BTreeSet<String>,
        sheets: &mut Vec<StyleSheet>,
    ) {
        if !known.insert(path.to_owned()) {
            return;
        }
        let text = match self.text(path) {
            Ok(text) => text,
            Err(reason) => {
                let message = format!("the style sheet '{path}' cannot be read: {reason}");
                let finding = Diagnostic::new(&rules::STYLE_MISSING, message).hint(hint);
                self.diagnostics.push(match from {
                    Some(span) => finding.span(span),
                    None => finding.at(crate::report::Location::file(path)),
                });
                return;
            }
        };
        let source = self.sources.add(path, text.clone());
        let mut sheet = StyleSheet {
            path: path.to_owned(),
            span: Span::new(source, 0, text.len()),
            text,
            addresses: Vec::new(),
        };
        let text = sheet.text.clone();
        for found in scan(&text) {
            let span = Span::new(source, found.range.start, found.range.end);
            match found.kind {
                Kind::Import { condition } => {
                    if self.import(&found, condition, span, (path, depth), known, sheets) {
                        blank(&mut sheet.text, &found);
                    }
                }
                Kind::Url => {
                    if let Some(resource) = self.file(path, &found.address, span) {
                        let fragment = found.address.find('#');
                        let fragment = fragment.and_then(|at| found.address.get(at..));
                        sheet.addresses.push(Address {
                            range: found.range,
                            resource,
                            fragment: fragment.unwrap_or_default().to_owned(),
                        });
                    }
                }
            }
        }
        sheets.push(sheet);
    }

    fn text(&self, path: &str) -> Result<String, String> {
        let data = self
            .resources
            .read(path)
            .map_err(|refusal| refusal.reason())?;
        let text = std::str::from_utf8(&data)
            .map_err(|_| "it is not in UTF-8; save it as such".to_owned())?;
        Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
    }

    /// Whether an import was carried out. One with a condition would hold always where its sheet is simply put before.
    fn import(
        &mut self,
        found: &Finding<'_>,
        condition: &str,
        span: Span,
        (here, depth): (&str, usize),
        known: &mut BTreeSet<String>,
        sheets: &mut Vec<StyleSheet>,
    ) -> bool {
        let address = found.address.as_str();
        let refusal = if is_remote(address) {
            Some((
                format!("the imported style sheet '{address}' lies on the network"),
                "download it into the book's folder and import it from there",
            ))
        } else if !condition.is_empty() {
            Some((
                format!("the import of '{address}' has a condition, '{condition}'"),
                "write the condition as '@media' in that file, and import it without",
            ))
        } else if depth >= DEEPEST {
            Some((
                format!("the import of '{address}' is nested deeper than {DEEPEST}"),
                "name the sheets in 'styles' of [build] instead",
            ))
        } else {
            None
        };
        if let Some((message, hint)) = refusal {
            let finding = Diagnostic::new(&rules::STYLE_IMPORT, message);
            self.diagnostics.push(finding.hint(hint).span(span));
            return false;
        }
        let written = reference(address).path;
        let Some(path) = join(folder(here), &written) else {
            let message =
                format!("the imported style sheet '{address}' lies outside the book's folder");
            let finding = Diagnostic::new(&rules::STYLE_IMPORT, message);
            let hint = "move it into the book's folder";
            self.diagnostics.push(finding.hint(hint).span(span));
            return false;
        };
        let hint = "correct the import, or add the file";
        self.sheet(&path, Some(span), hint, depth + 1, known, sheets);
        true
    }

    /// The picture or font at an address; `None` for what leads to no file, and what is wrong, which is reported.
    fn file(&mut self, here: &str, address: &str, span: Span) -> Option<ResourceId> {
        if address.is_empty() || address.starts_with('#') || is_inside(address) {
            return None;
        }
        let found = if is_font_name(&reference(address).path) {
            self.resources.font(here, address, self.places)
        } else {
            self.resources.picture(here, address, self.places)
        };
        let finding = match found {
            Found::Picture(id) => return Some(id),
            Found::Case { id, name } => {
                let message = format!("the address '{address}' is right but for capital letters");
                let finding = Diagnostic::new(&rules::LINK_CASE, message);
                let hint = format!("write '{name}'");
                self.diagnostics.push(finding.hint(hint).span(span));
                return Some(id);
            }
            Found::Remote(_) => {
                let message = format!("the style sheet's file '{address}' lies on the network");
                Diagnostic::new(&rules::PICTURE_REMOTE, message)
                    .hint("download it into the book's folder")
            }
            Found::Wrong {
                rule,
                message,
                hint,
            } => Diagnostic::new(rule, message).hint(hint),
        };
        self.diagnostics.push(finding.span(span));
        None
    }
}

/// White space in place of an import, as many lines and columns.
fn blank(text: &mut String, found: &Finding) {
    let Some(before) = text.get(found.range.clone()) else {
        return;
    };
    let spaces: String = before
        .bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
        .collect();
    text.replace_range(found.range.clone(), &spaces);
}

fn is_remote(address: &str) -> bool {
    address.starts_with("//") || scheme(address).is_some()
}

/// Whether the address holds its file itself.
fn is_inside(address: &str) -> bool {
    scheme(address).is_some_and(|scheme| {
        scheme.eq_ignore_ascii_case("data") || scheme.eq_ignore_ascii_case("about")
    })
}

fn is_font_name(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["ttf", "otf", "ttc", "woff", "woff2", "eot"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}
