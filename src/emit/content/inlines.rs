//! Inline content.

use super::{LINK_REFUSED, Writer, push_text};
use crate::book::{Attributes, Inline, Target};
use crate::report::{Diagnostic, Span};

impl Writer<'_> {
    /// Writes running text.
    pub(crate) fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            self.inline(inline);
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => push_text(&mut self.out, text),
            Inline::Emphasis(content) => self.wrapped("em", content),
            Inline::Strong(content) => self.wrapped("strong", content),
            Inline::Strikethrough(content) => self.wrapped("del", content),
            Inline::Superscript(content) => self.wrapped("sup", content),
            Inline::Subscript(content) => self.wrapped("sub", content),
            Inline::SmallCaps(content) => {
                self.out.push_str("<span class=\"smallcaps\">");
                self.inlines(content);
                self.close("span");
            }
            Inline::Code(text) => {
                self.out.push_str("<code>");
                push_text(&mut self.out, text);
                self.close("code");
            }
            Inline::Math(math) => self.math(math, false),
            Inline::Link(link) => self.link(
                &link.target,
                link.title.as_deref(),
                &link.content,
                link.span,
            ),
            Inline::Image(picture) => self.picture(picture),
            Inline::NoteRef(note) => self.note_reference(*note),
            Inline::PageBreak(page) => self.page_break(page, "span"),
            Inline::LineBreak => self.out.push_str("<br/>"),
            Inline::Ruby(pairs) => {
                self.facts.ruby = true;
                self.out.push_str("<ruby>");
                for (base, reading) in pairs {
                    self.inlines(base);
                    self.wrapped("rt", reading);
                }
                self.close("ruby");
            }
            Inline::Span {
                attributes,
                content,
            } => {
                self.open("span", "", attributes);
                self.inlines(content);
                self.close("span");
            }
            Inline::Element(element) => self.element(
                element.name,
                &element.attributes,
                &element.extra,
                &element.content,
            ),
            Inline::Markup(markup) => self.markup(markup),
        }
    }

    fn wrapped(&mut self, name: &str, content: &[Inline]) {
        self.out.push('<');
        self.out.push_str(name);
        self.out.push('>');
        self.inlines(content);
        self.close(name);
    }

    /// A link; inside another link only its words, because links do not nest.
    fn link(&mut self, target: &Target, title: Option<&str>, content: &[Inline], span: Span) {
        if self.in_link || content.is_empty() {
            return self.inlines(content);
        }
        let href = match target {
            Target::External(address) => super::address::external(address),
            Target::Anchor(id) => Some(self.places.anchor(id)),
            Target::Resource(id) => Some(self.places.link(*id)),
            Target::Unresolved(_) => None,
        };
        let Some(href) = href.filter(|href| !href.is_empty()) else {
            // A picture that links to itself loses nothing.
            if !shows(content, target) {
                self.refuse_link(target, span);
            }
            return self.inlines(content);
        };
        self.in_link = true;
        self.out.push_str("<a");
        self.attribute("href", &href);
        if let Some(title) = title {
            self.attribute("title", title);
        }
        self.out.push('>');
        self.inlines(content);
        self.close("a");
        self.in_link = false;
    }

    fn refuse_link(&mut self, target: &Target, span: Span) {
        let address = match target {
            Target::External(address) | Target::Unresolved(address) => address.clone(),
            Target::Anchor(id) => format!("#{id}"),
            Target::Resource(id) => {
                let resource = self.book.resources.get(*id);
                resource
                    .map(|resource| resource.path.clone())
                    .unwrap_or_default()
            }
        };
        let message =
            format!("the link to '{address}' cannot stand in this format, only its words do");
        self.diagnostics
            .push(Diagnostic::new(&LINK_REFUSED, message).span(span));
    }

    fn element(
        &mut self,
        name: &str,
        attributes: &Attributes,
        extra: &[(String, String)],
        content: &[Inline],
    ) {
        // Without a direction to override it says nothing.
        let is_idle = name == "bdo" && attributes.direction.is_none();
        let name = if is_idle { "span" } else { name };
        self.out.push('<');
        self.out.push_str(name);
        self.attributes("", attributes);
        for (name, value) in extra {
            self.attribute(name, value);
        }
        if name == "wbr" {
            return self.out.push_str("/>");
        }
        self.out.push('>');
        self.inlines(content);
        self.close(name);
    }
}

/// Whether a link to a picture has this picture as its content.
fn shows(content: &[Inline], target: &Target) -> bool {
    let Target::Resource(wanted) = target else {
        return false;
    };
    content
        .iter()
        .any(|inline| matches!(inline, Inline::Image(picture) if picture.resource == Some(*wanted)))
}
