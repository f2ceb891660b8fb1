//! Media overlays as the package sees them (EPUB 3.3, section 9.3): which overlay goes with which document, and for how long.

use std::collections::{BTreeMap, BTreeSet};

use super::media_types::{is_content_document, is_core};
use super::publication::url::Target;
use super::publication::xml::ns;
use super::publication::{
    Document, DocumentKind, Item, Package, Publication, ReferenceKind, Version,
};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(super) static FAMILY: Family = Family {
    name: "overlays",
    about: "media overlays: documents, durations, sounds, times",
    rules: RULES,
    looks: &[Look::Document(times), Look::Publication(look)],
};

const ITEM: &str = "https://www.w3.org/TR/epub-33/#sec-docs-package-including";
const DURATION: &str = "https://www.w3.org/TR/epub-33/#sec-mo-package-metadata";

crate::rules! {
    /// The media overlay of a document is no media overlay.
    ///
    /// `media-overlay` names the manifest item of a SMIL document.
    TYPE = "overlay-media-type", Some("RSC-005"), Error, ITEM;
    /// The publication does not say how long its media overlays last.
    ///
    /// Reading systems show it as the length of the narration. Add `media:duration` for the whole.
    DURATION_GLOBAL = "overlay-duration-global-missing", Some("RSC-005"), Error, DURATION;
    /// A media overlay does not say how long it lasts.
    ///
    /// Add `media:duration` with `refines` for its manifest item.
    DURATION_ITEM = "overlay-duration-missing", Some("RSC-005"), Error, DURATION;
    /// The length of the whole is not the sum of the lengths of the media overlays.
    ///
    /// Compute it again.
    DURATION_SUM = "overlay-duration-sum", Some("MED-016"), Warning, DURATION;
    /// The media overlay of a document does not refer to the document.
    ///
    /// Reading systems start it with the document, and it leads elsewhere. Name the overlay that narrates it.
    UNRELATED = "overlay-unrelated", Some("MED-013"), Error, ITEM;
    /// A document that a media overlay narrates does not name it.
    ///
    /// Reading systems then do not start it with the document. Add `media-overlay` to its manifest item.
    UNNAMED = "overlay-unnamed", Some("MED-010"), Error, ITEM;
    /// A document names another media overlay than the one that narrates it.
    ///
    /// Name the overlay that refers to it.
    OTHER = "overlay-other", Some("MED-012"), Error, ITEM;
    /// Two media overlays narrate one document.
    ///
    /// A document has one overlay. Join them.
    TWICE = "overlay-twice", Some("MED-011"), Error, ITEM;
    /// The sound of a media overlay is not of a core media type.
    ///
    /// Reading systems need not play it. Convert it to MP3, AAC in MP4, or Opus.
    SOUND = "overlay-sound-foreign", Some("MED-005"), Error, "https://www.w3.org/TR/epub-33/#sec-smil-audio-elem";
    /// The sound of a media overlay is named with a fragment.
    ///
    /// The part that is played is said by `clipBegin` and `clipEnd`. Remove the fragment.
    SOUND_FRAGMENT = "overlay-sound-fragment", Some("MED-014"), Error, "https://www.w3.org/TR/epub-33/#sec-smil-audio-elem";
    /// The text of a media overlay is in no content document.
    ///
    /// Reading systems show what is narrated, and can show XHTML and SVG only. Lead to a part of such a document.
    TEXT_FOREIGN = "overlay-text-foreign", Some("RSC-010"), Error, "https://www.w3.org/TR/epub-33/#sec-smil-text-elem";
    /// A clip of a media overlay ends before it begins.
    ///
    /// Exchange `clipBegin` and `clipEnd`.
    CLIP_ORDER = "overlay-clip-order", Some("MED-008"), Error, "https://www.w3.org/TR/epub-33/#sec-smil-audio-elem";
    /// A clip of a media overlay has no length.
    ///
    /// Give `clipEnd` a time after `clipBegin`.
    CLIP_EMPTY = "overlay-clip-empty", Some("MED-009"), Error, "https://www.w3.org/TR/epub-33/#sec-smil-audio-elem";
    /// A fragment that a media overlay refers to is no id and no pointer into SVG.
    ///
    /// Reading systems cannot find what to highlight. Write the id of an element.
    FRAGMENT_SVG = "overlay-fragment-svg", Some("MED-018"), Warning, "https://www.w3.org/TR/epub-33/#sec-smil-text-elem";
    /// A fragment that a media overlay refers to is no id of an XHTML document.
    ///
    /// Reading systems cannot find what to highlight. Write the id of an element.
    FRAGMENT_XHTML = "overlay-fragment-xhtml", Some("MED-017"), Warning, "https://www.w3.org/TR/epub-33/#sec-smil-text-elem";
    /// The package names a class for what is being read, and a narrated document has no style sheet.
    ///
    /// Readers do not see where the narration is. Link a style sheet that has rules for the class.
    NO_STYLE = "overlay-style-missing", Some("CSS-030"), Error, "https://www.w3.org/TR/epub-33/#sec-docs-assoc-style";
}

/// Seconds of a clock value of SMIL: `12:34:56.7`, `34:56`, `12.3s`, `5min`, `1h`, `200ms`, `12`.
pub(super) fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = |t: &str| {
        t.parse::<f64>()
            .ok()
            .filter(|n| n.is_finite() && *n >= 0.0 && t.starts_with(|c: char| c.is_ascii_digit()))
    };
    if text.contains(':') {
        let parts: Option<Vec<f64>> = text.split(':').map(number).collect();
        return match parts?.as_slice() {
            [hours, minutes, seconds] => Some(hours * 3600.0 + minutes * 60.0 + seconds),
            [minutes, seconds] => Some(minutes * 60.0 + seconds),
            _ => None,
        };
    }
    for (unit, factor) in [("ms", 0.001), ("min", 60.0), ("h", 3600.0), ("s", 1.0)] {
        if let Some(value) = text.strip_suffix(unit) {
            return number(value.trim()).map(|n| n * factor);
        }
    }
    number(text)
}

/// Whether a fragment is a view of an SVG, or a media fragment.
pub(super) fn is_svg_pointer(fragment: &str) -> bool {
    ["t=", "xywh=", "svgView(", "track=", "id="]
        .iter()
        .any(|known| fragment.starts_with(known))
}

fn times(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if document.kind != DocumentKind::Overlay {
        return;
    }
    for audio in document.tree.elements().filter(|n| n.is(ns::SMIL, "audio")) {
        let time = |name| audio.attribute(name).map(seconds);
        let begin = time("clipBegin").unwrap_or(Some(0.0));
        let (Some(begin), Some(Some(end))) = (begin, time("clipEnd")) else {
            continue;
        };
        if begin > end {
            let message = format!("the clip begins at {begin} s and ends at {end} s");
            findings.add(Diagnostic::new(&CLIP_ORDER, message).at(document.place(audio)));
        } else if begin == end {
            let message = format!("the clip begins and ends at {begin} s");
            findings.add(Diagnostic::new(&CLIP_EMPTY, message).at(document.place(audio)));
        }
    }
}

fn look(publication: &Publication<'_>, findings: &mut Findings) {
    for package in publication
        .packages
        .iter()
        .filter(|p| p.version() == Version::Three)
    {
        let mut judge = Judge {
            publication,
            package,
            findings,
        };
        judge.sounds();
        if package.complete {
            judge.durations();
            judge.duration_sum();
            judge.styles();
        }
        judge.relations();
    }
}

struct Judge<'j> {
    publication: &'j Publication<'j>,
    package: &'j Package,
    findings: &'j mut Findings,
}

impl Judge<'_> {
    fn add(&mut self, rule: &'static Rule, place: Location, message: String) {
        self.findings.add(Diagnostic::new(rule, message).at(place));
    }

    fn place(&self, item: &Item) -> Location {
        Location::at(self.package.path.as_str(), item.position.0, item.position.1)
    }

    fn sounds(&mut self) {
        for reference in &self.publication.references {
            let Target::Local { path, fragment, .. } = &reference.target else {
                continue;
            };
            let place = Location::at(
                reference.source.as_ref(),
                reference.position.0,
                reference.position.1,
            );
            let Some(item) = self.package.item_at(path) else {
                continue;
            };
            let kind = item.media_type();
            if reference.kind == ReferenceKind::OverlayAudio && fragment.is_some() {
                self.add(
                    &SOUND_FRAGMENT,
                    place.clone(),
                    format!("the sound '{}' is named with a fragment", reference.url),
                );
            }
            if reference.kind == ReferenceKind::OverlayText
                && !is_content_document(kind, Version::Three)
            {
                self.add(
                    &TEXT_FOREIGN,
                    place,
                    format!("the text '{path}' is of type '{kind}', which is no content document"),
                );
                continue;
            }
            if reference.kind == ReferenceKind::OverlayAudio
                && !(kind.starts_with("audio/") && is_core(kind, Version::Three))
            {
                self.add(
                    &SOUND,
                    place,
                    format!(
                        "the sound '{path}' is of the foreign type '{}'",
                        item.media_type()
                    ),
                );
                continue;
            }
            let pointer = fragment
                .as_deref()
                .filter(|f| f.contains('=') || f.contains('('));
            if let (ReferenceKind::OverlayText, Some(pointer)) = (reference.kind, pointer) {
                match item.media_type() {
                    "image/svg+xml" if !is_svg_pointer(pointer) => self.add(
                        &FRAGMENT_SVG,
                        place,
                        format!("'#{pointer}' is no fragment of an SVG document"),
                    ),
                    "application/xhtml+xml" => self.add(
                        &FRAGMENT_XHTML,
                        place,
                        format!("'#{pointer}' is no id of an XHTML document"),
                    ),
                    _ => {}
                }
            }
        }
    }

    /// The length that a `media:duration` says, of an item or of the whole.
    fn duration(&self, of: Option<&str>) -> Option<&str> {
        let metas = self.package.metadata.iter().filter(|m| {
            m.name == "meta" && m.attribute("property").map(str::trim) == Some("media:duration")
        });
        let refined = |refines: Option<&str>| match (refines, of) {
            (None, None) => true,
            (Some(refines), Some(id)) => refines.trim().strip_prefix('#') == Some(id),
            _ => false,
        };
        metas
            .filter(|m| refined(m.attribute("refines")))
            .map(|m| m.value.as_str())
            .next()
    }

    fn durations(&mut self) {
        let narrated: Vec<&Item> = self
            .package
            .items
            .iter()
            .filter(|i| i.media_overlay.is_some())
            .collect();
        if narrated.is_empty() {
            return;
        }
        let total = self.duration(None).map(str::to_owned);
        if total.is_none() {
            let (line, column) = self
                .package
                .manifest_position
                .unwrap_or(self.package.position);
            let place = Location::at(self.package.path.as_str(), line, column);
            self.add(
                &DURATION_GLOBAL,
                place,
                "the publication has no 'media:duration'".to_owned(),
            );
        }
        for item in narrated {
            let id = item.media_overlay.as_deref().unwrap_or("");
            let overlay = self.package.item(id);
            let kind = overlay.map_or("", Item::media_type);
            if kind != "application/smil+xml" {
                let place = self.place(item);
                self.add(
                    &TYPE,
                    place,
                    format!(
                        "the media overlay '{id}' of item '{}' is of type '{kind}'",
                        item.id
                    ),
                );
            }
            if self
                .duration(Some(overlay.map_or("", |o| o.id.as_str())))
                .is_none()
            {
                let place = self.place(item);
                self.add(
                    &DURATION_ITEM,
                    place,
                    format!(
                        "the media overlay '{id}' of item '{}' has no 'media:duration'",
                        item.id
                    ),
                );
            }
        }
    }

    /// The length of the whole against that of the overlays, of which there may be none.
    fn duration_sum(&mut self) {
        let total = self.duration(None).map(str::to_owned);
        // Whatever it is that they refine: of what is no overlay something else is said.
        let lengths = self.package.metadata.iter().filter(|m| {
            m.name == "meta"
                && m.attribute("property").map(str::trim) == Some("media:duration")
                && m.attribute("refines").is_some()
        });
        // Not `sum`, which is minus nought where there are none.
        let sum: f64 = lengths
            .filter_map(|m| seconds(&m.value))
            .fold(0.0, |sum, length| sum + length);
        if let Some(total) = total.as_deref().and_then(seconds)
            && (total - sum).abs() > 1.0
        {
            let place = Location::file(self.package.path.as_str());
            self.add(
                &DURATION_SUM,
                place,
                format!("the media overlays last {sum} s together, and the package says {total} s"),
            );
        }
    }

    /// Which overlays refer to which documents.
    fn relations(&mut self) {
        let mut narrators: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut again: BTreeMap<&str, Location> = BTreeMap::new();
        for reference in self
            .publication
            .references
            .iter()
            .filter(|r| r.kind == ReferenceKind::OverlayText)
        {
            let overlay = self.package.item_at(reference.source.as_ref());
            if let (Target::Local { path, .. }, Some(overlay)) = (&reference.target, overlay) {
                let known = narrators.entry(path.as_str()).or_default();
                if known.insert(overlay.id.as_str()) && known.len() > 1 {
                    let (line, column) = reference.position;
                    let place = Location::at(reference.source.as_ref(), line, column);
                    again.entry(path.as_str()).or_insert(place);
                }
            }
        }
        for item in &self.package.items {
            let overlays = item.path.as_deref().and_then(|path| narrators.get(path));
            let place = self.place(item);
            match (item.media_overlay.as_deref(), overlays) {
                (Some(named), None) => self.add(
                    &UNRELATED,
                    place,
                    format!(
                        "the media overlay '{named}' does not refer to '{}'",
                        item.id
                    ),
                ),
                (Some(named), Some(overlays)) if !overlays.contains(named) => {
                    self.add(
                        &OTHER,
                        place,
                        format!(
                            "the item '{}' names the overlay '{named}', and another narrates it",
                            item.id
                        ),
                    );
                }
                (None, Some(_)) if !is_content_document(item.media_type(), Version::Three) => {}
                (None, Some(_)) => self.add(
                    &UNNAMED,
                    place,
                    format!(
                        "a media overlay narrates '{}', which does not name it",
                        item.id
                    ),
                ),
                (_, Some(overlays)) if overlays.len() > 1 => {
                    let path = item.path.as_deref().unwrap_or("");
                    self.add(
                        &TWICE,
                        again.get(path).cloned().unwrap_or(place),
                        format!("{} media overlays narrate '{}'", overlays.len(), item.id),
                    );
                }
                _ => {}
            }
        }
    }

    fn styles(&mut self) {
        let classes = ["media:active-class", "media:playback-active-class"];
        let named = self.package.metadata.iter().any(|m| {
            m.name == "meta"
                && m.attribute("property")
                    .is_some_and(|p| classes.contains(&p.trim()))
        });
        if !named {
            return;
        }
        for item in self
            .package
            .items
            .iter()
            .filter(|i| i.media_overlay.is_some())
        {
            let Some(path) = item.path.as_deref() else {
                continue;
            };
            let Some(facts) = self
                .publication
                .documents
                .get(path)
                .filter(|f| f.complete && !f.uses.styled)
            else {
                continue;
            };
            let place = facts.end.map_or_else(
                || Location::file(path),
                |(line, column)| Location::at(path, line, column),
            );
            self.add(&NO_STYLE, place, "the document is narrated and has no style sheet for the class that the package names".to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn clock_values() {
        assert_eq!(seconds("1:02:03.5"), Some(3723.5));
        assert_eq!(seconds("02:03"), Some(123.0));
        assert_eq!(seconds("200ms"), Some(0.2));
        assert_eq!(seconds("5min"), Some(300.0));
        assert_eq!(seconds("12"), Some(12.0));
        assert_eq!(seconds("x"), None);
    }
}
