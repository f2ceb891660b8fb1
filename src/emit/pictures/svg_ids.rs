//! The ids inside an SVG picture: programs that draw give one name to several parts, or names that XML does not allow, and
//! stores refuse such a picture.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node;

use crate::emit::names::ncname;

/// What becomes of the ids of a picture.
#[derive(Default)]
pub(super) struct Ids {
    /// Names that XML does not allow, with what stands for them.
    renamed: BTreeMap<String, String>,
    /// Elements whose name another had before them; references lead to the first.
    repeated: BTreeSet<usize>,
}

impl Ids {
    /// The ids of all parts of a picture.
    pub(super) fn of(root: Node<'_, '_>) -> Ids {
        let mut ids = Ids::default();
        let named = || {
            root.descendants()
                .filter_map(|node| Some((node, node.attribute("id")?)))
        };
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (node, id) in named() {
            if !seen.insert(id) {
                ids.repeated.insert(node.id().get_usize());
            }
        }
        let mut taken: BTreeSet<String> = seen.iter().map(|id| (*id).to_owned()).collect();
        for id in seen {
            let allowed = ncname(id);
            if allowed == id {
                continue;
            }
            let mut new = allowed.clone();
            let mut number = 2;
            while !taken.insert(new.clone()) {
                new = format!("{allowed}-{number}");
                number += 1;
            }
            ids.renamed.insert(id.to_owned(), new);
        }
        ids
    }

    /// Whether nothing has to change.
    pub(super) fn are_sound(&self) -> bool {
        self.renamed.is_empty() && self.repeated.is_empty()
    }

    /// The value that an attribute has in the picture written again; `None` where it goes.
    pub(super) fn value(&self, node: Node<'_, '_>, name: &str, value: &str) -> Option<String> {
        if name == "id" {
            let is_repeated = self.repeated.contains(&node.id().get_usize());
            let new = self.renamed.get(value).map_or(value, String::as_str);
            return (!is_repeated).then(|| new.to_owned());
        }
        let mut value = value.to_owned();
        for (old, new) in &self.renamed {
            if value == format!("#{old}") {
                return Some(format!("#{new}"));
            }
            for (open, close) in [("url(#", ")"), ("url('#", "')"), ("url(\"#", "\")")] {
                let written = format!("{open}{old}{close}");
                if value.contains(&written) {
                    value = value.replace(&written, &format!("{open}{new}{close}"));
                }
            }
        }
        Some(value)
    }
}
