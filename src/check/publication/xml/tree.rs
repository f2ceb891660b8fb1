//! The tree: nodes in one vector in document order, names and texts borrowed from the source where they can be.

use std::borrow::Cow;

use super::lines::Lines;

/// The number of a node: its place in document order; 0 is the document itself.
pub(crate) type NodeId = u32;

pub(super) const NONE: u32 = u32::MAX;

/// A parsed document, or what was read of it before a fault.
#[derive(Debug)]
pub(crate) struct Tree<'s> {
    pub(super) source: &'s str,
    pub(super) lines: Lines,
    pub(super) nodes: Vec<NodeData<'s>>,
    pub(super) attributes: Vec<Attribute<'s>>,
    pub(super) declarations: Vec<(&'s str, Cow<'s, str>)>,
    pub(super) namespaces: Vec<Cow<'s, str>>,
    pub(super) document_type: Option<DocumentType<'s>>,
}

/// `<!DOCTYPE …>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DocumentType<'s> {
    /// The name of the root it announces.
    pub(crate) name: &'s str,
    /// The public identifier.
    pub(crate) public: Option<&'s str>,
    /// The system identifier.
    pub(crate) system: Option<&'s str>,
    /// Whether it has a part in brackets.
    pub(crate) internal: bool,
    /// Byte offset behind it.
    pub(crate) end: usize,
}

#[derive(Debug)]
pub(super) struct NodeData<'s> {
    pub(super) kind: Kind<'s>,
    pub(super) parent: NodeId,
    pub(super) first: NodeId,
    pub(super) last: NodeId,
    pub(super) next: NodeId,
    pub(super) end: u32,
    pub(super) close: u32,
}

#[derive(Debug)]
pub(super) enum Kind<'s> {
    Document,
    Element {
        prefix: &'s str,
        local: &'s str,
        namespace: u32,
        attributes: (u32, u32),
        declarations: (u32, u32),
    },
    Text(Cow<'s, str>),
    Comment,
    Instruction {
        target: &'s str,
        data: &'s str,
    },
}

/// An attribute that is no namespace declaration.
#[derive(Debug, Clone)]
pub(crate) struct Attribute<'s> {
    /// The prefix as written; empty without one.
    pub(crate) prefix: &'s str,
    /// The local name.
    pub(crate) local: &'s str,
    /// The number of its namespace in the tree; see [`Tree::attribute_namespace`].
    pub(super) namespace: u32,
    /// The value, entities resolved and white space normalised.
    pub(crate) value: Cow<'s, str>,
}

/// The number that no namespace has in every tree.
pub(super) const NO_NAMESPACE: u32 = 0;

impl<'s> Tree<'s> {
    /// The document node.
    pub(crate) fn document(&self) -> Node<'_, 's> {
        Node { tree: self, id: 0 }
    }

    /// The root element, where one was read.
    pub(crate) fn root(&self) -> Option<Node<'_, 's>> {
        self.document().elements().next()
    }

    /// Every element, in document order.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Node<'_, 's>> {
        (0..self.nodes.len()).filter_map(|id| {
            let node = Node {
                tree: self,
                id: u32::try_from(id).unwrap_or(NONE),
            };
            node.is_element().then_some(node)
        })
    }

    /// The document type declaration.
    pub(crate) fn document_type(&self) -> Option<&DocumentType<'s>> {
        self.document_type.as_ref()
    }

    /// The text it was read from.
    pub(crate) fn source(&self) -> &'s str {
        self.source
    }

    /// Line and column of a byte offset.
    pub(crate) fn position(&self, offset: usize) -> (u32, u32) {
        self.lines.position(self.source, offset)
    }

    fn namespace(&self, number: u32) -> &str {
        self.namespaces
            .get(number as usize)
            .map_or("", |name| name.as_ref())
    }
}

/// A node of a tree: a number and the tree, free to copy.
#[derive(Clone, Copy)]
pub(crate) struct Node<'t, 's> {
    tree: &'t Tree<'s>,
    id: NodeId,
}

impl PartialEq for Node<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.tree, other.tree)
    }
}

impl<'t, 's> Node<'t, 's> {
    fn data(self) -> Option<&'t NodeData<'s>> {
        self.tree.nodes.get(self.id as usize)
    }

    fn at(self, id: NodeId) -> Option<Node<'t, 's>> {
        (id != NONE).then_some(Node {
            tree: self.tree,
            id,
        })
    }

    /// Its number.
    pub(crate) fn id(self) -> NodeId {
        self.id
    }

    /// Whether it is an element.
    pub(crate) fn is_element(self) -> bool {
        matches!(self.data().map(|d| &d.kind), Some(Kind::Element { .. }))
    }

    /// Whether it is an element of that namespace and local name.
    pub(crate) fn is(self, namespace: &str, local: &str) -> bool {
        self.name() == local && self.namespace() == namespace
    }

    /// The local name; empty for what is no element.
    pub(crate) fn name(self) -> &'s str {
        match self.data().map(|d| &d.kind) {
            Some(Kind::Element { local, .. }) => local,
            _ => "",
        }
    }

    /// The prefix as written.
    pub(crate) fn prefix(self) -> &'s str {
        match self.data().map(|d| &d.kind) {
            Some(Kind::Element { prefix, .. }) => prefix,
            _ => "",
        }
    }

    /// The name as written, prefix included.
    pub(crate) fn qualified_name(self) -> String {
        if self.prefix().is_empty() {
            self.name().to_owned()
        } else {
            format!("{}:{}", self.prefix(), self.name())
        }
    }

    /// The namespace; empty where it has none.
    pub(crate) fn namespace(self) -> &'t str {
        match self.data().map(|d| &d.kind) {
            Some(Kind::Element { namespace, .. }) => self.tree.namespace(*namespace),
            _ => "",
        }
    }

    /// The attributes, namespace declarations left out.
    pub(crate) fn attributes(self) -> &'t [Attribute<'s>] {
        match self.data().map(|d| &d.kind) {
            Some(Kind::Element {
                attributes: (from, to),
                ..
            }) => self
                .tree
                .attributes
                .get(*from as usize..*to as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }

    /// The namespace declarations on it: prefix (empty for the default one) and name.
    pub(crate) fn declarations(self) -> &'t [(&'s str, Cow<'s, str>)] {
        match self.data().map(|d| &d.kind) {
            Some(Kind::Element {
                declarations: (from, to),
                ..
            }) => self
                .tree
                .declarations
                .get(*from as usize..*to as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }

    /// The value of an attribute without a namespace.
    pub(crate) fn attribute(self, local: &str) -> Option<&'t str> {
        self.attributes()
            .iter()
            .find(|a| a.namespace == NO_NAMESPACE && a.local == local)
            .map(|a| a.value.as_ref())
    }

    /// The value of an attribute in a namespace.
    pub(crate) fn attribute_ns(self, namespace: &str, local: &str) -> Option<&'t str> {
        self.attributes()
            .iter()
            .find(|a| a.local == local && self.tree.namespace(a.namespace) == namespace)
            .map(|a| a.value.as_ref())
    }

    /// The namespace of one of its attributes.
    pub(crate) fn attribute_namespace(self, attribute: &Attribute<'s>) -> &'t str {
        self.tree.namespace(attribute.namespace)
    }

    /// The text of a text node (character data between two tags or comments, entities resolved).
    pub(crate) fn text(self) -> Option<&'t str> {
        match self.data().map(|d| &d.kind) {
            Some(Kind::Text(text)) => Some(text.as_ref()),
            _ => None,
        }
    }

    /// Target and data of a processing instruction.
    pub(crate) fn instruction(self) -> Option<(&'s str, &'s str)> {
        match self.data().map(|d| &d.kind) {
            Some(Kind::Instruction { target, data }) => Some((target, data)),
            _ => None,
        }
    }

    /// The node around it.
    pub(crate) fn parent(self) -> Option<Node<'t, 's>> {
        self.data().and_then(|d| self.at(d.parent))
    }

    /// The elements around it, nearest first.
    pub(crate) fn ancestors(self) -> impl Iterator<Item = Node<'t, 's>> {
        std::iter::successors(self.parent(), |n| n.parent()).filter(|n| n.is_element())
    }

    /// The next node of the same parent.
    pub(crate) fn next_sibling(self) -> Option<Node<'t, 's>> {
        self.data().and_then(|d| self.at(d.next))
    }

    /// All children, text and comments included.
    pub(crate) fn children(self) -> impl Iterator<Item = Node<'t, 's>> {
        let first = self.data().and_then(|d| self.at(d.first));
        std::iter::successors(first, |n| n.next_sibling())
    }

    /// The children that are elements.
    pub(crate) fn elements(self) -> impl Iterator<Item = Node<'t, 's>> {
        self.children().filter(|n| n.is_element())
    }

    /// The elements below it, in document order, without itself.
    pub(crate) fn descendants(self) -> impl Iterator<Item = Node<'t, 's>> {
        self.descendant_nodes().filter(|n| n.is_element())
    }

    /// The nodes below it, in document order, without itself.
    pub(crate) fn descendant_nodes(self) -> impl Iterator<Item = Node<'t, 's>> {
        let last = self.last_descendant();
        (self.id + 1..=last).map(move |id| Node {
            tree: self.tree,
            id,
        })
    }

    /// The number of the last node below it, or its own: `id()..=last_descendant()` is the whole subtree.
    pub(crate) fn last_descendant(self) -> NodeId {
        let mut node = self;
        while let Some(last) = node.data().and_then(|d| self.at(d.last)) {
            node = last;
        }
        node.id
    }

    /// The character data below it, joined.
    pub(crate) fn text_content(self) -> String {
        self.descendant_nodes().filter_map(|n| n.text()).collect()
    }

    /// Line and column just behind the start tag (behind the node, for what is no element).
    pub(crate) fn position(self) -> (u32, u32) {
        self.tree.position(self.end_offset())
    }

    /// Line and column just behind the end tag.
    pub(crate) fn close_position(self) -> (u32, u32) {
        self.tree
            .position(self.data().map_or(0, |d| d.close as usize))
    }

    /// Byte offset behind the start tag.
    pub(crate) fn end_offset(self) -> usize {
        self.data().map_or(0, |d| d.end as usize)
    }

    /// Whether its end tag was read: not so for the elements around a fault.
    pub(crate) fn is_closed(self) -> bool {
        self.data().is_some_and(|d| d.close != NONE)
    }
}
