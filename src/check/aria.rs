//! WAI-ARIA in content documents: states and properties go with a role, whether it is written or the element's own.
//!
//! Global properties and the values of all are in the table of XHTML; here stands which role supports the others, after
//! WAI-ARIA 1.2 (with what 1.1 gave to more roles, `aria-expanded` above all) and ARIA in HTML.

use super::publication::xml::{Node, ns};
use super::publication::{Document, DocumentKind, Publication, Version};
use super::{Family, Findings, Look};
use crate::report::Diagnostic;

pub(super) static FAMILY: Family = Family {
    name: "aria",
    about: "WAI-ARIA: states and properties that go with the role",
    rules: RULES,
    looks: &[Look::Document(look)],
};

crate::rules! {
    /// A state or property stands on an element whose role does not support it.
    ///
    /// Assistive technology ignores it, or announces what is not there. Give the element the role that it is for, or
    /// remove the attribute.
    UNSUPPORTED = "aria-property-unsupported", Some("RSC-005"), Error, "https://www.w3.org/TR/wai-aria-1.2/#introstates";
    /// An element lacks a state that its role needs.
    ///
    /// A checkbox that does not say whether it is checked tells a listener nothing. Add the attribute.
    REQUIRED = "aria-property-required", Some("RSC-005"), Error, "https://www.w3.org/TR/wai-aria-1.2/#requiredState";
    /// A role is deprecated.
    ///
    /// Lists of notes and of works are lists: `role="doc-endnotes"` and `role="doc-bibliography"` around plain list items
    /// say all. Remove the role.
    ROLE_DEPRECATED = "aria-role-deprecated", Some("RSC-017"), Warning, "https://www.w3.org/TR/dpub-aria-1.1/#role_definitions";
}

/// A property that is not global: the roles that support it, and the elements whose own role does.
struct Property {
    name: &'static str,
    roles: &'static [&'static str],
    elements: &'static [&'static str],
}

const CELLS: &[&str] = &["td", "th"];
const RANGES: &[&str] = &["hr", "meter", "progress"];
const FIELDS: &[&str] = &["select", "textarea"];

/// Sorted by name.
#[rustfmt::skip]
static PROPERTIES: &[Property] = &[
    Property { name: "aria-autocomplete", roles: &["searchbox", "textbox"], elements: FIELDS },
    Property { name: "aria-checked", roles: &["option", "treeitem"], elements: &["option"] },
    Property { name: "aria-colcount", roles: &["grid", "table", "treegrid"], elements: &["table"] },
    Property { name: "aria-colindex", roles: &["cell", "columnheader", "gridcell", "row", "rowheader"], elements: &["th"] },
    Property { name: "aria-colspan", roles: &["cell", "columnheader", "gridcell", "rowheader"], elements: CELLS },
    Property {
        name: "aria-expanded",
        roles: &[
            "alert", "alertdialog", "application", "article", "banner", "button", "columnheader", "complementary", "contentinfo",
            "definition", "dialog", "directory", "document", "feed", "figure", "form", "grid", "gridcell", "group", "heading", "img",
            "link", "list", "listbox", "listitem", "log", "main", "marquee", "math", "menu", "menubar", "menuitem", "navigation",
            "note", "radiogroup", "region", "row", "rowgroup", "rowheader", "search", "separator", "status", "tab", "tablist",
            "tabpanel", "term", "timer", "toolbar", "tooltip", "tree", "treegrid", "treeitem",
        ],
        elements: &[
            "area", "article", "aside", "button", "dd", "details", "dialog", "dt", "fieldset", "figure", "footer", "form", "h1", "h2",
            "h3", "h4", "h5", "h6", "header", "img", "li", "main", "menu", "nav", "ol", "optgroup", "output", "search", "section",
            "select", "summary", "tbody", "tfoot", "th", "thead", "tr", "ul",
        ],
    },
    Property {
        name: "aria-level",
        roles: &["grid", "gridcell", "heading", "listitem", "row", "tablist", "treegrid", "treeitem"],
        elements: &["h1", "h2", "h3", "h4", "h5", "h6", "li", "tr"],
    },
    Property { name: "aria-modal", roles: &["alertdialog", "dialog"], elements: &[] },
    Property { name: "aria-multiline", roles: &["searchbox", "textbox"], elements: &["textarea"] },
    Property {
        name: "aria-multiselectable",
        roles: &["grid", "listbox", "tablist", "tree", "treegrid"],
        elements: &["select"],
    },
    Property {
        name: "aria-orientation",
        roles: &["listbox", "menu", "menubar", "radiogroup", "search", "separator", "tablist", "toolbar", "tree", "treegrid"],
        elements: &["hr"],
    },
    Property { name: "aria-posinset", roles: &["listitem", "menuitem", "option", "tab", "treeitem"], elements: &["li", "option"] },
    Property { name: "aria-pressed", roles: &["button"], elements: &["button", "summary"] },
    Property {
        name: "aria-readonly",
        roles: &["columnheader", "grid", "gridcell", "rowheader", "searchbox", "textbox", "treegrid"],
        elements: &["select", "textarea", "th"],
    },
    Property {
        name: "aria-required",
        roles: &["columnheader", "gridcell", "listbox", "radiogroup", "rowheader", "searchbox", "textbox", "tree", "treegrid"],
        elements: &["select", "textarea", "th"],
    },
    Property { name: "aria-rowcount", roles: &["grid", "table", "treegrid"], elements: &["table"] },
    Property { name: "aria-rowindex", roles: &["cell", "columnheader", "gridcell", "row", "rowheader"], elements: CELLS },
    Property { name: "aria-rowspan", roles: &["cell", "columnheader", "gridcell", "rowheader"], elements: CELLS },
    Property {
        name: "aria-selected",
        roles: &["columnheader", "gridcell", "option", "row", "rowheader", "tab", "treeitem"],
        elements: &["option", "th", "tr"],
    },
    Property { name: "aria-setsize", roles: &["listitem", "menuitem", "option", "tab", "treeitem"], elements: &["li", "option"] },
    Property { name: "aria-sort", roles: &["columnheader", "rowheader"], elements: &["th"] },
    Property { name: "aria-valuemax", roles: &["progressbar"], elements: RANGES },
    Property { name: "aria-valuemin", roles: &["progressbar"], elements: RANGES },
    Property { name: "aria-valuenow", roles: &["progressbar"], elements: RANGES },
    Property { name: "aria-valuetext", roles: &["progressbar"], elements: RANGES },
];

/// Roles of controls, with the states that each needs. What else they support is not judged: it is nearly everything.
static CONTROLS: &[(&str, &[&str])] = &[
    ("checkbox", &["aria-checked"]),
    ("combobox", &["aria-expanded"]),
    ("menuitemcheckbox", &["aria-checked"]),
    ("menuitemradio", &["aria-checked"]),
    ("radio", &["aria-checked"]),
    (
        "scrollbar",
        &[
            "aria-orientation",
            "aria-valuemax",
            "aria-valuemin",
            "aria-valuenow",
        ],
    ),
    ("slider", RANGE),
    ("spinbutton", RANGE),
    ("switch", &["aria-checked"]),
];

const RANGE: &[&str] = &["aria-valuemax", "aria-valuemin", "aria-valuenow"];

/// Elements that bring the states of their roles with them, or that may have any attribute.
const FREE: [&str; 4] = ["input", "embed", "option", "select"];

fn look(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if document.kind != DocumentKind::Xhtml || document.version != Version::Three {
        return;
    }
    for node in document.tree.elements() {
        if node.namespace() == ns::XHTML && !node.name().contains('-') {
            judge(document, node, findings);
        }
    }
}

fn judge(document: &Document<'_>, node: Node<'_, '_>, findings: &mut Findings) {
    let role = node.attribute("role").map(str::trim);
    if let Some(role @ ("doc-biblioentry" | "doc-endnote")) = role {
        let message = format!("the role '{role}' is deprecated");
        findings.add(Diagnostic::new(&ROLE_DEPRECATED, message).at(document.place(node)));
    }
    let control = CONTROLS.iter().find(|(name, _)| Some(*name) == role);
    if let Some((name, needed)) = control {
        let missing: Vec<&str> = needed
            .iter()
            .copied()
            .filter(|state| node.attribute(state).is_none())
            .collect();
        let own = *name != "combobox" && matches!(node.name(), "input" | "option");
        if !own && !missing.is_empty() {
            let missing = missing.join("', '");
            let message = format!("the role '{name}' needs '{missing}'");
            let finding = Diagnostic::new(&REQUIRED, message).at(document.place(node));
            findings.add(finding.hint(format!("add '{missing}'")));
        }
        return;
    }
    for attribute in node.attributes() {
        if !attribute.prefix.is_empty() || !attribute.local.starts_with("aria-") {
            continue;
        }
        let Ok(index) = PROPERTIES.binary_search_by_key(&attribute.local, |property| property.name)
        else {
            continue;
        };
        let Some(property) = PROPERTIES.get(index) else {
            continue;
        };
        let supported = match role {
            Some(role) => property.roles.contains(&role),
            None => {
                property.elements.contains(&node.name())
                    || node.name() == "a"
                        && node.attribute("href").is_some()
                        && property.roles.contains(&"link")
            }
        };
        if !supported && (role.is_some() || !FREE.contains(&node.name())) {
            let whose = match role {
                Some(role) => format!("the role '{role}'"),
                None => format!("the element '{}'", node.name()),
            };
            let message = format!("{whose} does not support '{}'", property.name);
            let finding = Diagnostic::new(&UNSUPPORTED, message).at(document.place(node));
            findings.add(finding.hint("give it the role that the attribute is for, or remove it"));
            // One role is missing or wrong: that is one fault, however many attributes go with it.
            return;
        }
    }
}
