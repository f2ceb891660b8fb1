//! Reads a document against a schema and reports what does not fit.

use std::borrow::Cow;

use super::grammar::{
    Alternative, AttributeRule, Declaration, NameId, NamespaceId, OTHER_NAMESPACE, Schema,
};
use super::pattern::{DeclarationId, Memo, NOT_ALLOWED, Pattern, PatternId};
use crate::check::publication::xml::{Attribute, Node};

/// What does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum FaultKind {
    /// An element where it may not be.
    ElementNotAllowed,
    /// An element before something that must come first.
    ElementTooEarly,
    /// An element ends before it has all that it needs.
    Incomplete,
    /// Text where only elements may be.
    TextNotAllowed,
    /// The text of an element is not of its type.
    TextInvalid,
    /// An attribute that the element may not have, or not in this form.
    AttributeNotAllowed,
    /// The value of an attribute is not of its type.
    AttributeInvalid,
    /// A required attribute is missing.
    AttributeMissing,
}

/// One fault.
pub(in crate::check) struct Fault {
    pub(in crate::check) kind: FaultKind,
    /// Line and column behind the tag at which the fault shows: the start tag, or the end tag for what is missing.
    pub(in crate::check) position: (u32, u32),
    /// One sentence.
    pub(in crate::check) message: String,
    /// What may be there instead.
    pub(in crate::check) hint: Option<String>,
}

/// An open element.
struct Frame<'a, 'input> {
    node: Node<'a, 'input>,
    /// What may come next; [`NOT_ALLOWED`] inside an element that is not known.
    state: PatternId,
    /// Whether there was text that is not blank since the last element.
    text: bool,
    has_elements: bool,
}

/// A tag at which a fault may show. Its line and column are only counted when they are told.
#[derive(Clone, Copy)]
enum Edge<'a, 'input> {
    Start(Node<'a, 'input>),
    End(Node<'a, 'input>),
}

impl Edge<'_, '_> {
    fn position(self) -> (u32, u32) {
        match self {
            Edge::Start(node) => node.position(),
            Edge::End(node) => node.close_position(),
        }
    }
}

struct Validator<'s, 'a, 'f> {
    schema: &'s Schema,
    memo: Memo,
    /// The namespace seen last: most elements are in it.
    last_namespace: Option<(&'a str, NamespaceId)>,
    report: &'f mut dyn FnMut(Fault),
}

/// Reads `root` (an element, with all it holds) against the schema. `enter` says of each element inside whether the
/// schema is to look at it; an element it refuses is passed over as if it were not there.
pub(in crate::check) fn validate<'a, 'input>(
    schema: &Schema,
    root: Node<'a, 'input>,
    enter: &dyn Fn(Node<'a, 'input>) -> bool,
    report: &mut dyn FnMut(Fault),
) {
    let mut validator = Validator {
        schema,
        memo: schema.take_memo(),
        last_namespace: None,
        report,
    };
    validator.run(root, enter);
    schema.keep_memo(validator.memo);
}

impl<'a> Validator<'_, 'a, '_> {
    fn run<'input>(&mut self, root: Node<'a, 'input>, enter: &dyn Fn(Node<'a, 'input>) -> bool) {
        let (content, _) = self.open(root, self.schema.start, None);
        if content == NOT_ALLOWED {
            return;
        }
        let mut stack = vec![Frame {
            node: root,
            state: content,
            text: false,
            has_elements: false,
        }];
        let mut next = root.children().next();
        while let Some(frame) = stack.last_mut() {
            let Some(node) = next else {
                self.close(frame);
                next = frame.node.next_sibling();
                stack.pop();
                continue;
            };
            next = node.next_sibling();
            if let Some(text) = node.text() {
                frame.text = frame.text || !is_blank(text);
            } else if node.is_element() && enter(node) {
                self.settle_text(frame, Edge::Start(node));
                frame.has_elements = true;
                let (content, after) = self.open(node, frame.state, Some(frame.node));
                frame.state = after;
                if content != NOT_ALLOWED {
                    stack.push(Frame {
                        node,
                        state: content,
                        text: false,
                        has_elements: false,
                    });
                    next = node.children().next();
                }
            }
        }
    }

    /// Judges the start tag of `node` in `state`: gives the state inside it and the one after it.
    fn open<'input>(
        &mut self,
        node: Node<'a, 'input>,
        state: PatternId,
        parent: Option<Node<'a, 'input>>,
    ) -> (PatternId, PatternId) {
        let schema = self.schema;
        let local = node.name();
        let namespace = self.namespace(node.namespace());
        let id = schema.name(namespace, local);
        // Of a name that the schema does not use, its tests ask for no more than the namespace and a hyphen.
        let symbol = id.map_or_else(
            || 0x1_0000 + (u32::from(namespace.0) << 1) + u32::from(local.contains('-')),
            |id| u32::from(id.0),
        );
        let fits = |declaration: DeclarationId| {
            let test = &schema.declaration(declaration)?.test;
            test.fits(id, namespace, local).then(|| test.rank())
        };
        let step = self.memo.after_element(state, symbol, &fits);
        let (declaration, after) = match step {
            Some(found) => found,
            None => match self.memo.patterns.after_element(state, &fits, true) {
                Some(found) => {
                    self.too_early(node, state);
                    found
                }
                None => {
                    self.not_allowed(node, state, parent);
                    let Some(&found) = id.and_then(|id| schema.anywhere.get(&id)) else {
                        return (NOT_ALLOWED, state);
                    };
                    (found, state)
                }
            },
        };
        let content = schema
            .declaration(declaration)
            .map_or(NOT_ALLOWED, |found| self.attributes(node, found));
        (content, after)
    }

    /// Judges the attributes of `node`: gives what its content may be.
    fn attributes<'input>(
        &mut self,
        node: Node<'a, 'input>,
        declaration: &Declaration,
    ) -> PatternId {
        if let [one] = declaration.alternatives.as_slice() {
            self.attributes_of_one(node, one);
            return one.content;
        }
        let mut alive: Vec<&Alternative> = declaration.alternatives.iter().collect();
        let mut present: Vec<NameId> = Vec::new();
        for attribute in node.attributes() {
            let (id, namespace) = self.attribute_id(node, attribute);
            present.extend(id);
            let rules: Vec<(&Alternative, AttributeRule)> = alive
                .iter()
                .filter_map(|&one| {
                    let rule = self.schema.attribute(one, id, namespace, attribute.local)?;
                    Some((one, rule))
                })
                .collect();
            if rules.is_empty() {
                self.attribute_not_allowed(node, attribute);
                continue;
            }
            let fitting: Vec<&Alternative> = rules
                .iter()
                .filter(|(_, rule)| self.fits(*rule, attribute))
                .map(|&(one, _)| one)
                .collect();
            if fitting.is_empty() {
                self.attribute_invalid(node, attribute, &rules);
                alive = rules.into_iter().map(|(one, _)| one).collect();
            } else {
                alive = fitting;
            }
        }
        let lacks = |one: &Alternative| one.required.iter().any(|name| !present.contains(name));
        if alive.iter().all(|&one| lacks(one)) {
            let first = alive.first().map(|one| one.required.as_slice());
            let wanted = first.unwrap_or_default().iter();
            let missing: Vec<NameId> = wanted
                .filter(|name| !present.contains(name))
                .copied()
                .collect();
            self.attribute_missing(node, &missing);
        } else {
            alive.retain(|&one| !lacks(one));
        }
        if let [one] = alive.as_slice() {
            return one.content;
        }
        self.memo
            .patterns
            .choice(alive.iter().map(|one| one.content))
    }

    /// [`Validator::attributes`] of an element that has one form alone, as most have.
    fn attributes_of_one<'input>(&mut self, node: Node<'a, 'input>, one: &Alternative) {
        let mut missing = Cow::Borrowed(one.required.as_slice());
        for attribute in node.attributes() {
            let (id, namespace) = self.attribute_id(node, attribute);
            if id.is_some_and(|id| missing.contains(&id)) {
                missing.to_mut().retain(|&name| Some(name) != id);
            }
            match self.schema.attribute(one, id, namespace, attribute.local) {
                None => self.attribute_not_allowed(node, attribute),
                Some(rule) if !self.fits(rule, attribute) => {
                    self.attribute_invalid(node, attribute, &[(one, rule)]);
                }
                Some(_) => {}
            }
        }
        if !missing.is_empty() {
            self.attribute_missing(node, &missing);
        }
    }

    /// The number of the name of an attribute, where the schema uses it, and of its namespace.
    fn attribute_id<'input>(
        &self,
        node: Node<'a, 'input>,
        attribute: &Attribute<'input>,
    ) -> (Option<NameId>, NamespaceId) {
        let namespace = self.schema.namespace(node.attribute_namespace(attribute));
        (self.schema.name(namespace, attribute.local), namespace)
    }

    fn fits(&self, rule: AttributeRule, attribute: &Attribute<'_>) -> bool {
        match rule {
            AttributeRule::Typed(datatype) => self.schema.fits(datatype, &attribute.value),
            AttributeRule::Free => true,
        }
    }

    /// Text before the start tag or the end tag at `edge`: may it be here?
    fn settle_text<'input>(&mut self, frame: &mut Frame<'a, 'input>, edge: Edge<'a, 'input>) {
        if !std::mem::take(&mut frame.text) {
            return;
        }
        let after = self.memo.after_text(frame.state);
        if after != NOT_ALLOWED {
            frame.state = after;
            return;
        }
        let message = format!("text is not allowed in '{}'", frame.node.qualified_name());
        let hint = self.expected(frame.state, "allowed here: ");
        (self.report)(Fault {
            kind: FaultKind::TextNotAllowed,
            position: edge.position(),
            message,
            hint,
        });
    }

    fn close<'input>(&mut self, frame: &mut Frame<'a, 'input>) {
        let node = frame.node;
        if !node.is_closed() {
            // The document breaks off here; what was read of it is judged all the same, but for half a value.
            if frame.has_elements || !self.memo.patterns.takes_data(frame.state) {
                self.settle_text(frame, Edge::Start(node));
            }
            return;
        }
        if !frame.has_elements && self.memo.patterns.takes_data(frame.state) {
            self.judge_data(frame);
            return;
        }
        self.settle_text(frame, Edge::End(node));
        if !self.memo.patterns.nullable(frame.state) {
            let name = node.qualified_name();
            let message = match self.missing(frame.state) {
                Some(missing) => format!("element '{name}' is not complete: it lacks {missing}"),
                None => format!("element '{name}' is not complete"),
            };
            let hint = self.expected(frame.state, "next may come ");
            (self.report)(Fault {
                kind: FaultKind::Incomplete,
                position: node.close_position(),
                message,
                hint,
            });
        }
    }

    /// Judges the text of an element as a value.
    fn judge_data<'input>(&mut self, frame: &Frame<'a, 'input>) {
        let node = frame.node;
        let mut texts = node.children().filter_map(Node::text);
        let first = Cow::Borrowed(texts.next().unwrap_or(""));
        let text = texts.fold(first, |all, more| all + more);
        let schema = self.schema;
        if self
            .memo
            .patterns
            .fits_data(frame.state, is_blank(&text), &|datatype| {
                schema.fits(datatype, &text)
            })
        {
            return;
        }
        let found = shortened(&text);
        let message = format!(
            "the content of '{}', '{found}', is not what it must be",
            node.qualified_name()
        );
        let hint = match self.memo.patterns.get(frame.state) {
            Pattern::Data(datatype) => Some(format!("write {}", schema.describe(*datatype))),
            _ => None,
        };
        (self.report)(Fault {
            kind: FaultKind::TextInvalid,
            position: node.close_position(),
            message,
            hint,
        });
    }

    fn namespace(&mut self, uri: &'a str) -> NamespaceId {
        if let Some((_, id)) = self.last_namespace.filter(|(last, _)| *last == uri) {
            return id;
        }
        let id = self.schema.namespace(uri);
        self.last_namespace = Some((uri, id));
        id
    }

    fn labels(&self, declarations: &[DeclarationId]) -> Vec<String> {
        let mut labels: Vec<String> = declarations
            .iter()
            .filter_map(|&id| self.schema.declaration(id))
            .map(|found| format!("'{}'", found.label))
            .collect();
        labels.dedup();
        labels
    }

    /// A hint with the elements that may come in `state`, where they are few.
    fn expected(&self, state: PatternId, before: &str) -> Option<String> {
        let mut found = Vec::new();
        self.memo.patterns.first(state, &mut found);
        found.sort_unstable();
        found.dedup();
        let labels = self.labels(&found);
        (1..=8)
            .contains(&labels.len())
            .then(|| format!("{before}{}", labels.join(", ")))
    }

    fn missing(&self, state: PatternId) -> Option<String> {
        let mut found = Vec::new();
        self.memo.patterns.required(state, &mut found);
        let labels = self.labels(&found);
        (!labels.is_empty()).then(|| labels.join(", "))
    }

    fn too_early<'input>(&mut self, node: Node<'a, 'input>, state: PatternId) {
        let name = node.qualified_name();
        let message = match self.missing(state) {
            Some(missing) => {
                format!("element '{name}' comes too early: {missing} must come before it")
            }
            None => format!("element '{name}' comes too early"),
        };
        self.start_fault(FaultKind::ElementTooEarly, node, message, None);
    }

    fn not_allowed<'input>(
        &mut self,
        node: Node<'a, 'input>,
        state: PatternId,
        parent: Option<Node<'a, 'input>>,
    ) {
        let name = node.qualified_name();
        let namespace = self.schema.namespace(node.namespace());
        let known = self.schema.name(namespace, node.name()).is_some();
        let message = match parent {
            _ if namespace == OTHER_NAMESPACE => {
                let uri = node.namespace();
                format!("element '{name}' of the namespace '{uri}' is not allowed")
            }
            Some(parent) if known => format!(
                "element '{name}' is not allowed here in '{}'",
                parent.qualified_name()
            ),
            Some(parent) => format!(
                "element '{name}', in '{}', is not known",
                parent.qualified_name()
            ),
            None => format!("the root element may not be '{name}'"),
        };
        let hint = self.expected(state, "allowed here: ");
        self.start_fault(FaultKind::ElementNotAllowed, node, message, hint);
    }

    fn attribute_not_allowed<'input>(
        &mut self,
        node: Node<'a, 'input>,
        attribute: &Attribute<'input>,
    ) {
        let name = attribute_name(attribute);
        let message = format!(
            "attribute '{name}' is not allowed on '{}' here",
            node.qualified_name()
        );
        self.start_fault(FaultKind::AttributeNotAllowed, node, message, None);
    }

    fn attribute_invalid<'input>(
        &mut self,
        node: Node<'a, 'input>,
        attribute: &Attribute<'input>,
        rules: &[(&Alternative, AttributeRule)],
    ) {
        let name = attribute_name(attribute);
        let value = shortened(&attribute.value);
        let message = format!(
            "the value '{value}' of attribute '{name}' on '{}' is not valid",
            node.qualified_name()
        );
        let mut wanted: Vec<String> = rules
            .iter()
            .filter_map(|(_, rule)| match rule {
                AttributeRule::Typed(datatype) => Some(self.schema.describe(*datatype)),
                AttributeRule::Free => None,
            })
            .collect();
        wanted.dedup();
        wanted.truncate(4);
        let hint = Some(format!("write {}", wanted.join(" or ")));
        self.start_fault(FaultKind::AttributeInvalid, node, message, hint);
    }

    fn attribute_missing<'input>(&mut self, node: Node<'a, 'input>, missing: &[NameId]) {
        let labels: Vec<String> = missing
            .iter()
            .filter_map(|name| self.schema.attribute_labels.get(name.0 as usize))
            .map(|label| format!("'{label}'"))
            .collect();
        let message = format!(
            "element '{}' lacks the attribute {}",
            node.qualified_name(),
            labels.join(" and ")
        );
        self.start_fault(FaultKind::AttributeMissing, node, message, None);
    }

    fn start_fault<'input>(
        &mut self,
        kind: FaultKind,
        node: Node<'a, 'input>,
        message: String,
        hint: Option<String>,
    ) {
        (self.report)(Fault {
            kind,
            position: node.position(),
            message,
            hint,
        });
    }
}

/// The name as the source writes it.
fn attribute_name(attribute: &Attribute<'_>) -> String {
    if attribute.prefix.is_empty() {
        attribute.local.to_owned()
    } else {
        format!("{}:{}", attribute.prefix, attribute.local)
    }
}

fn is_blank(text: &str) -> bool {
    text.bytes()
        .all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'))
}

/// A value for a message: its first 60 characters.
fn shortened(value: &str) -> String {
    let mut short: String = value.chars().take(60).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}
