//! Verse: a paragraph a stanza, a line a span, so that it stays readable where style sheets are off.

use super::Writer;
use crate::book::{Attributes, Inline, Verse};

impl Writer<'_> {
    /// Writes verse; above its first line the name of who speaks it.
    pub(super) fn verse(
        &mut self,
        attributes: &Attributes,
        verse: &Verse,
        mut speaker: Option<&[Inline]>,
    ) {
        self.out.push_str("<div");
        self.attributes("verse", attributes);
        self.out.push_str(">\n");
        for stanza in &verse.stanzas {
            self.out.push_str("<p class=\"stanza\">");
            if let Some(name) = speaker.take() {
                self.out.push_str("<span class=\"line\">");
                self.speaker("span", name);
                self.out.push_str("</span><br/>\n");
            }
            for (index, line) in stanza.iter().enumerate() {
                if index > 0 {
                    self.out.push_str("<br/>\n");
                }
                match line.indent {
                    0 => self.out.push_str("<span class=\"line\">"),
                    steps => self
                        .out
                        .push_str(&format!("<span class=\"line indent-{}\">", steps.min(9))),
                }
                self.inlines(&line.content);
                self.close("span");
            }
            self.out.push_str("</p>\n");
        }
        self.attribution(verse.attribution.as_deref());
        self.close("div");
    }
}
