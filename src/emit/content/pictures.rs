//! Pictures in their place.

use super::{PICTURE_UNDESCRIBED, Writer};
use crate::book::Picture;
use crate::report::{Diagnostic, Severity};

impl Writer<'_> {
    /// Writes an `img`: with the author's measures, else with the picture's own, so that the page does not jump.
    pub(super) fn picture(&mut self, picture: &Picture) {
        // A picture that could not be stored was reported when that was tried.
        let stored = picture
            .resource
            .map(|resource| (resource, self.places.resource(resource)))
            .filter(|(_, source)| !source.is_empty());
        let Some((resource, source)) = stored else {
            return super::push_text(
                &mut self.out,
                picture.alternative.as_deref().unwrap_or_default(),
            );
        };
        self.facts.pictures |= picture.alternative.as_deref() != Some("");
        if picture.alternative.is_none() {
            self.facts.undescribed = true;
            self.report_undescribed(picture);
        }
        self.out.push_str("<img");
        self.attribute("src", &source);
        // A missing text is reported; where that is allowed, EPUB still wants the attribute.
        match picture.alternative.as_deref() {
            Some("") => {
                self.attribute("alt", "");
                self.attribute("role", "presentation");
            }
            Some(alternative) => self.attribute("alt", alternative),
            None if self.xhtml() => self.attribute("alt", ""),
            None => {}
        }
        if let Some(title) = &picture.title {
            self.attribute("title", title);
        }
        let pixels = |given: &Option<String>| {
            given
                .as_deref()
                .and_then(|text| text.trim_end_matches("px").parse::<u32>().ok())
        };
        let own = self.places.size(resource);
        let (width, height) = match (pixels(&picture.width), pixels(&picture.height)) {
            (None, None) if picture.width.is_none() && picture.height.is_none() => {
                (own.map(|s| s.0), own.map(|s| s.1))
            }
            given => given,
        };
        if let Some(width) = width {
            self.attribute("width", &width.to_string());
        }
        if let Some(height) = height {
            self.attribute("height", &height.to_string());
        }
        self.percent(picture);
        self.attributes("", &picture.attributes);
        self.out.push_str("/>");
    }

    fn report_undescribed(&mut self, picture: &Picture) {
        let message = format!("the picture '{}' has no alternative text", picture.path);
        let mut diagnostic = Diagnostic::new(&PICTURE_UNDESCRIBED, message)
            .hint("say what it shows: ![a map of the island](…), or mark it as decorative: ![](…){.decorative}")
            .span(picture.span);
        if self.book.metadata.accessibility.allow_missing_alternatives {
            diagnostic.severity = Severity::Note;
        }
        self.diagnostics.push(diagnostic);
    }

    /// A share of the line's width is a style: the `width` attribute takes pixels only.
    fn percent(&mut self, picture: &Picture) {
        let mut style = String::new();
        for (name, value) in [("width", &picture.width), ("height", &picture.height)] {
            let share = value
                .as_deref()
                .and_then(|text| text.strip_suffix('%'))
                .and_then(|text| text.parse::<f32>().ok());
            if let Some(share) = share.filter(|share| (0.0..=100.0).contains(share)) {
                style.push_str(&format!("{name}: {share}%;"));
            }
        }
        if !style.is_empty() {
            self.attribute("style", &style);
        }
    }
}
