//! The table of contents as nested lists of links.

use crate::book::Section;
use crate::emit::content::{push_attribute, push_text, title_of};

/// Appends the contents of `sections`; `href` says where an anchor lies.
pub(super) fn push_contents(out: &mut String, sections: &[Section], href: &dyn Fn(&str) -> String) {
    if !sections.iter().any(shown) {
        return;
    }
    out.push_str("<ol>\n");
    for section in sections {
        push_entry(out, section, href);
    }
    out.push_str("</ol>\n");
}

/// Whether a section or anything below it stands in the contents.
fn shown(section: &Section) -> bool {
    section.in_contents && !title_of(section).is_empty() || section.children.iter().any(shown)
}

fn push_entry(out: &mut String, section: &Section, href: &dyn Fn(&str) -> String) {
    if !shown(section) {
        return;
    }
    let title = title_of(section);
    if !section.in_contents || title.is_empty() {
        // Not shown itself: what is below it moves up.
        return section
            .children
            .iter()
            .for_each(|child| push_entry(out, child, href));
    }
    let id = section.attributes.id.as_deref().unwrap_or_default();
    out.push_str("<li><a href=\"");
    push_attribute(out, &href(id));
    out.push('"');
    out.push('>');
    push_text(out, &title);
    out.push_str("</a>");
    if section.children.iter().any(shown) {
        out.push('\n');
        push_contents(out, &section.children, href);
    }
    out.push_str("</li>\n");
}
