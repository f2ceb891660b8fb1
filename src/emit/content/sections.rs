//! Sections with their headings.

use super::{Writer, aria_role};
use crate::book::visit::label;
use crate::book::{Role, Section};

/// The heading element of a level, `h1` to `h6`.
pub(super) fn heading_name(level: u8) -> &'static str {
    match level {
        0 | 1 => "h1",
        2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

impl Writer<'_> {
    /// Opens a section and writes its heading at `level` (1 to 6; deeper ones are 6). Gives the level for its children.
    pub(crate) fn open_section(&mut self, section: &Section, level: u8) -> u8 {
        self.mark(section.span);
        self.out.push_str("<section");
        self.epub_type(section.role.name());
        if let Some(role) = aria_role(section.role) {
            self.attribute("role", role);
            self.attribute("aria-label", &title_of(section));
        }
        let class = if section.role == Role::Section {
            ""
        } else {
            section.role.name()
        };
        self.attributes(class, &section.attributes);
        self.out.push_str(">\n");
        if section.heading.is_empty() {
            self.heading_level = level.saturating_sub(1).max(1);
            return level;
        }
        let name = heading_name(level);
        self.out.push('<');
        self.out.push_str(name);
        self.out.push('>');
        self.inlines(&section.heading);
        self.close(name);
        self.out.push('\n');
        self.heading_level = level;
        level.saturating_add(1)
    }

    /// Closes a section.
    pub(crate) fn close_section(&mut self) {
        self.out.push_str("</section>\n");
    }

    /// Writes a section with all that is below it and that does not begin a file of its own.
    pub(crate) fn section(&mut self, section: &Section, level: u8, whole: bool) {
        let below = self.open_section(section, level);
        self.blocks(&section.blocks);
        for child in section
            .children
            .iter()
            .filter(|child| whole || !child.starts_file)
        {
            self.section(child, below, whole);
        }
        self.close_section();
    }
}

/// The title of a section for contents and labels: the one set for the navigation, else the words of its heading.
pub(crate) fn title_of(section: &Section) -> String {
    match &section.title {
        Some(title) => title.clone(),
        None => label(&section.heading),
    }
}
