//! A schema as data: names, element declarations with their attributes, datatypes and content patterns, as [`super::table`]
//! reads them from a table.

use std::collections::HashMap;
use std::sync::Mutex;

use foldhash::fast::FixedState;

use super::datatype::DataType;
use super::pattern::{DeclarationId, Memo, PatternId, Patterns, TypeId};

/// The number of a namespace of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct NamespaceId(pub(super) u16);

/// No namespace.
pub(super) const NO_NAMESPACE: NamespaceId = NamespaceId(0);
/// A namespace that the schema does not name.
pub(super) const OTHER_NAMESPACE: NamespaceId = NamespaceId(u16::MAX);

/// The number of a name (with its namespace) that the schema uses, of an element or an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct NameId(pub(super) u16);

/// The numbers of the names of one namespace. They are ours, so no document can have them meet in one place of the map.
pub(super) type Names = HashMap<String, NameId, FixedState>;

/// Which elements or attributes a declaration is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NameTest {
    /// This one.
    Name(NameId),
    /// Every one in the namespace.
    Namespace(NamespaceId),
    /// Every one in a namespace that the schema does not name.
    Foreign,
    /// Every one without namespace whose local name begins so.
    Prefix(String),
    /// Every custom element: one of the namespace whose name has a hyphen.
    Custom(NamespaceId),
    /// Every one.
    Any,
}

impl NameTest {
    /// How closely it names: 0 is one element alone.
    pub(super) fn rank(&self) -> u8 {
        match self {
            NameTest::Name(_) => 0,
            NameTest::Custom(_) | NameTest::Prefix(_) => 1,
            NameTest::Namespace(_) => 2,
            NameTest::Foreign => 3,
            NameTest::Any => 4,
        }
    }

    /// Whether a name is meant: `id` where the schema uses it, else its namespace and local name.
    pub(super) fn fits(&self, id: Option<NameId>, namespace: NamespaceId, local: &str) -> bool {
        match self {
            NameTest::Name(name) => Some(*name) == id,
            NameTest::Namespace(wanted) => *wanted == namespace,
            NameTest::Foreign => namespace == OTHER_NAMESPACE,
            NameTest::Prefix(prefix) => {
                namespace == NO_NAMESPACE && local.starts_with(prefix.as_str())
            }
            NameTest::Custom(wanted) => *wanted == namespace && local.contains('-'),
            NameTest::Any => true,
        }
    }
}

/// One attribute of an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct AttributeUse {
    pub(super) name: NameId,
    pub(super) required: bool,
    pub(super) datatype: TypeId,
}

/// Attributes that several elements share, sorted by name.
#[derive(Clone, Debug, Default)]
pub(super) struct AttributeGroup {
    pub(super) uses: Vec<AttributeUse>,
    /// Whole families of attributes, of any value.
    pub(super) families: Vec<NameTest>,
}

impl AttributeGroup {
    fn find(&self, name: NameId) -> Option<AttributeUse> {
        let index = self
            .uses
            .binary_search_by_key(&name, |attribute| attribute.name)
            .ok()?;
        self.uses.get(index).copied()
    }
}

/// One form that an element may have: these attributes with this content.
#[derive(Clone, Debug)]
pub(super) struct Alternative {
    pub(super) own: AttributeGroup,
    /// Shared groups, by number.
    pub(super) groups: Vec<usize>,
    /// The attributes that must be there, of all of these.
    pub(super) required: Vec<NameId>,
    pub(super) content: PatternId,
}

/// An element in some place of the schema, with the forms it may have there.
#[derive(Clone, Debug)]
pub(super) struct Declaration {
    pub(super) test: NameTest,
    /// As the table writes it, without the variant: for messages.
    pub(super) label: String,
    pub(super) alternatives: Vec<Alternative>,
}

/// A compiled schema. Cheap to make (well under a millisecond for the largest), made once, shared by all threads.
pub(in crate::check) struct Schema {
    pub(super) namespaces: Vec<String>,
    pub(super) names: Vec<Names>,
    pub(super) declarations: Vec<Declaration>,
    pub(super) groups: Vec<AttributeGroup>,
    /// For each name, the groups that have an attribute of that name.
    pub(super) holders: Vec<Vec<usize>>,
    pub(super) types: Vec<DataType>,
    pub(super) attribute_labels: Vec<String>,
    /// For an element out of place: what its content is checked against, by the element's name.
    pub(super) anywhere: HashMap<NameId, DeclarationId>,
    pub(super) start: PatternId,
    pub(super) patterns: Patterns,
    pub(super) pool: Mutex<Vec<Memo>>,
}

/// What an attribute may be in an alternative.
#[derive(Clone, Copy)]
pub(super) enum AttributeRule {
    /// Of that type.
    Typed(TypeId),
    /// Anything: a family of attributes.
    Free,
}

impl Schema {
    /// The number of a namespace.
    pub(super) fn namespace(&self, uri: &str) -> NamespaceId {
        if uri.is_empty() {
            return NO_NAMESPACE;
        }
        let position = self.namespaces.iter().position(|known| known == uri);
        position
            .and_then(|i| u16::try_from(i).ok())
            .map_or(OTHER_NAMESPACE, NamespaceId)
    }

    /// The number of a name, where the schema uses it.
    pub(super) fn name(&self, namespace: NamespaceId, local: &str) -> Option<NameId> {
        self.names.get(namespace.0 as usize)?.get(local).copied()
    }

    pub(super) fn declaration(&self, id: DeclarationId) -> Option<&Declaration> {
        self.declarations.get(id.0 as usize)
    }

    /// Whether a type takes the value.
    pub(super) fn fits(&self, datatype: TypeId, value: &str) -> bool {
        self.types
            .get(datatype.0 as usize)
            .is_some_and(|found| found.fits(value, &self.types))
    }

    /// What a type asks for, for messages.
    pub(super) fn describe(&self, datatype: TypeId) -> String {
        self.types
            .get(datatype.0 as usize)
            .map_or_else(String::new, |found| found.describe(&self.types))
    }

    /// What the alternative says of an attribute; none where it does not allow it.
    pub(super) fn attribute(
        &self,
        alternative: &Alternative,
        id: Option<NameId>,
        namespace: NamespaceId,
        local: &str,
    ) -> Option<AttributeRule> {
        if let Some(found) = id.and_then(|id| self.named_attribute(alternative, id)) {
            return Some(AttributeRule::Typed(found.datatype));
        }
        let shared = alternative.groups.iter();
        let shared = shared.filter_map(|&group| self.groups.get(group));
        let free = std::iter::once(&alternative.own)
            .chain(shared)
            .any(|group| {
                group
                    .families
                    .iter()
                    .any(|test| test.fits(id, namespace, local))
            });
        free.then_some(AttributeRule::Free)
    }

    /// The attribute of that name, from the first group of the alternative that has one.
    fn named_attribute(&self, alternative: &Alternative, id: NameId) -> Option<AttributeUse> {
        if let Some(found) = alternative.own.find(id) {
            return Some(found);
        }
        // Few groups have a name, and elements use many.
        let holders = self.holders.get(id.0 as usize)?;
        let mut shared = alternative.groups.iter();
        let group = shared.find(|group| holders.contains(group))?;
        self.groups.get(*group)?.find(id)
    }

    /// A memo to work with: one that another document left, or a new one.
    pub(super) fn take_memo(&self) -> Memo {
        let kept = self.pool.lock().ok().and_then(|mut pool| pool.pop());
        kept.unwrap_or_else(|| Memo::new(self.patterns.clone()))
    }

    /// Gives a memo back for the next document.
    pub(super) fn keep_memo(&self, memo: Memo) {
        if memo.is_large() {
            return;
        }
        if let Ok(mut pool) = self.pool.lock() {
            pool.push(memo);
        }
    }
}
