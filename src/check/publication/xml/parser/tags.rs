//! Tags: names and attributes, the namespaces that they declare and stand in (Namespaces in XML 1.0).

use std::borrow::Cow;

use super::super::characters::is_name_start;
use super::super::document_type::Entity;
use super::super::ns;
use super::super::tree::{Attribute, Kind, NONE};
use super::{Frame, MAX_ATTRIBUTES, MAX_DEPTH, Open, Parser, Step, predefined};

impl<'s> Parser<'s> {
    pub(super) fn start_tag(&mut self) -> Step {
        let start = self.at;
        self.expect("<", "at the start of an element")?;
        let qualified = self.name("the name of an element after '<'")?;
        let first = self.tree.attributes.len();
        let declared = self.tree.declarations.len();
        self.names.clear();
        let empty = loop {
            let spaced = self.skip_space();
            if self.take(">") {
                break false;
            }
            if self.take("/>") {
                break true;
            }
            if self.rest().is_empty() || self.looking_at("<") {
                return self.fault(
                    self.at,
                    format!("the start tag of '{qualified}' has no end"),
                );
            }
            if !spaced {
                return self.fault(
                    self.at,
                    format!("expected white space, '>' or '/>' in the start tag of '{qualified}'"),
                );
            }
            if self.names.len() >= MAX_ATTRIBUTES {
                return self.fault(
                    self.at,
                    format!("the element '{qualified}' has more than {MAX_ATTRIBUTES} attributes"),
                );
            }
            let attribute = self.attribute(qualified)?;
            self.names.push(attribute);
        };
        let scope = self.scope.len();
        self.declare(start)?;
        if self.open.is_empty() && self.tree.declarations.len() == declared {
            self.declare_by_document_type();
        }
        let (prefix, local) = self.split_name(qualified)?;
        let namespace = self.resolve(prefix, local)?;
        self.resolve_attributes(first)?;
        let range = |from: usize, to: usize| {
            (
                u32::try_from(from).unwrap_or(NONE),
                u32::try_from(to).unwrap_or(NONE),
            )
        };
        let kind = Kind::Element {
            prefix,
            local,
            namespace,
            attributes: range(first, self.tree.attributes.len()),
            declarations: range(declared, self.tree.declarations.len()),
        };
        let close = if empty {
            u32::try_from(self.at).unwrap_or(NONE)
        } else {
            NONE
        };
        let id = self.append(kind, close);
        if empty {
            self.scope.truncate(scope);
        } else {
            if self.open.len() >= MAX_DEPTH {
                return self.fault(
                    start,
                    format!("elements are nested more than {MAX_DEPTH} deep"),
                );
            }
            self.open.push(Open {
                id,
                qualified,
                scope,
            });
        }
        Ok(())
    }

    fn attribute(&mut self, element: &str) -> Step<(&'s str, Cow<'s, str>)> {
        if !self.rest().starts_with(is_name_start) {
            return self.fault(
                self.at,
                format!("expected an attribute, '>' or '/>' in the start tag of '{element}'"),
            );
        }
        let name = self.name("an attribute")?;
        self.skip_space();
        if !self.take("=") {
            return self.fault(self.at, format!("the attribute '{name}' has no value"));
        }
        self.skip_space();
        let quote = if self.take("\"") {
            b'"'
        } else if self.take("'") {
            b'\''
        } else {
            return self.fault(
                self.at,
                format!("the value of the attribute '{name}' has to stand in quotation marks"),
            );
        };
        let rest = self.rest();
        let Some(length) = memchr::memchr2(quote, b'<', rest.as_bytes()) else {
            return self.fault(
                self.end,
                format!("the value of the attribute '{name}' has no end"),
            );
        };
        if rest.get(length..).is_some_and(|tail| tail.starts_with('<')) {
            return self.fault(
                self.at + length,
                format!("'<' is not allowed in the value of the attribute '{name}'"),
            );
        }
        let raw = rest.get(..length).unwrap_or("");
        self.check_characters(self.at, raw)?;
        let value = self.attribute_value(raw)?;
        self.at += 1;
        if self.names.iter().any(|(other, _)| *other == name) {
            return self.fault(
                self.at,
                format!("the attribute '{name}' stands twice on the element '{element}'"),
            );
        }
        Ok((name, value))
    }

    /// Normalises a value; leaves the parser at its closing quotation mark.
    fn attribute_value(&mut self, raw: &'s str) -> Step<Cow<'s, str>> {
        let end = self.at + raw.len();
        let is_changed = |byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r');
        if !raw.bytes().any(is_changed) {
            self.at = end;
            return Ok(Cow::Borrowed(raw));
        }
        let mut value = String::with_capacity(raw.len());
        while self.at < end {
            let rest = self.text.get(self.at..end).unwrap_or("");
            let Some(c) = rest.chars().next() else { break };
            match c {
                '&' if rest.starts_with("&#") => value.push(self.character_reference()?),
                '&' => {
                    let name = self.entity_name()?;
                    self.entity_in_value(name, &mut value)?;
                }
                '\r' => {
                    self.at += if rest.starts_with("\r\n") { 2 } else { 1 };
                    value.push(' ');
                }
                '\t' | '\n' => {
                    self.at += 1;
                    value.push(' ');
                }
                c => {
                    self.at += c.len_utf8();
                    value.push(c);
                }
            }
        }
        self.at = end;
        Ok(Cow::Owned(value))
    }

    fn entity_in_value(&mut self, name: &'s str, value: &mut String) -> Step {
        if let Some(c) = predefined(name) {
            value.push(c);
            return Ok(());
        }
        match self.entities.get(name).copied() {
            Some(Entity::Internal { start, end }) => {
                let text = self.text.get(start..end).unwrap_or("");
                self.count_expansion(self.at, name, text.len())?;
                if text.contains('<') {
                    return self.fault(
                        self.at,
                        format!("the entity '{name}' brings a '<' into an attribute"),
                    );
                }
                let (at, outer) = (self.at, self.end);
                self.frames.push(Frame {
                    at,
                    end: outer,
                    depth: self.open.len(),
                    name,
                });
                self.at = start;
                self.end = end;
                let inner = self.attribute_value(text);
                self.frames.pop();
                self.at = at;
                self.end = outer;
                value.push_str(&inner?);
                Ok(())
            }
            Some(_) => self.fault(
                self.at,
                format!("the external entity '{name}' cannot stand in an attribute"),
            ),
            None => match self.known_entity(name) {
                Some(c) => {
                    value.push(c);
                    Ok(())
                }
                None => self.fault(self.at, format!("the entity '{name}' is not declared")),
            },
        }
    }

    fn split_name(&self, name: &'s str) -> Step<(&'s str, &'s str)> {
        match name.split_once(':') {
            None => Ok(("", name)),
            Some((prefix, local))
                if !prefix.is_empty()
                    && !local.contains(':')
                    && local.starts_with(is_name_start) =>
            {
                Ok((prefix, local))
            }
            Some(_) => self.fault(self.at, format!("'{name}' is not a name with a prefix")),
        }
    }

    fn number(&mut self, name: Cow<'s, str>) -> u32 {
        if let Some(&number) = self.numbers.get(&name) {
            return number;
        }
        let number = u32::try_from(self.tree.namespaces.len()).unwrap_or(NONE);
        self.tree.namespaces.push(name.clone());
        self.numbers.insert(name, number);
        number
    }

    /// Takes the namespace declarations out of the attributes read; the others go to the tree, not yet resolved.
    fn declare(&mut self, start: usize) -> Step {
        let mut names = std::mem::take(&mut self.names);
        for (name, value) in names.drain(..) {
            let declared = if name == "xmlns" {
                Some("")
            } else {
                name.strip_prefix("xmlns:")
            };
            let Some(prefix) = declared else {
                let (prefix, local) = self.split_name(name)?;
                self.tree.attributes.push(Attribute {
                    prefix,
                    local,
                    namespace: 0,
                    value,
                });
                continue;
            };
            let reserved = prefix == "xmlns"
                || value == ns::XMLNS
                || (prefix == "xml") != (value == ns::XML)
                || (value.is_empty() && !prefix.is_empty())
                || prefix.contains(':');
            if reserved {
                return self.fault(
                    self.at.max(start),
                    format!("'{name}' cannot be declared as '{value}'"),
                );
            }
            let number = self.number(value.clone());
            self.scope.push((prefix, number));
            self.tree.declarations.push((prefix, value));
        }
        // Kept for the next tag.
        self.names = names;
        Ok(())
    }

    fn declare_by_document_type(&mut self) {
        let found = self
            .tree
            .document_type
            .as_ref()
            .and_then(|found| (self.options.default_namespace)(found));
        if let Some(name) = found {
            let number = self.number(Cow::Borrowed(name));
            self.scope.push(("", number));
        }
    }

    fn resolve(&self, prefix: &str, local: &str) -> Step<u32> {
        match self.scope.iter().rev().find(|(p, _)| *p == prefix) {
            Some(&(_, number)) => Ok(number),
            None => self.fault(
                self.at,
                format!("the prefix '{prefix}' of '{prefix}:{local}' is not bound to a namespace"),
            ),
        }
    }

    fn resolve_attributes(&mut self, first: usize) -> Step {
        for i in first..self.tree.attributes.len() {
            let Some(attribute) = self.tree.attributes.get(i) else {
                break;
            };
            if attribute.prefix.is_empty() {
                continue;
            }
            let (prefix, local) = (attribute.prefix, attribute.local);
            let namespace = self.resolve(prefix, local)?;
            let twice = self
                .tree
                .attributes
                .get(first..i)
                .unwrap_or_default()
                .iter();
            if twice
                .clone()
                .any(|a| a.local == local && a.namespace == namespace)
            {
                return self.fault(
                    self.at,
                    format!("the attribute '{prefix}:{local}' stands twice on one element"),
                );
            }
            if let Some(attribute) = self.tree.attributes.get_mut(i) {
                attribute.namespace = namespace;
            }
        }
        Ok(())
    }

    pub(super) fn end_tag(&mut self) -> Step {
        self.at += 2;
        let name = self.name("the name of an element after '</'")?;
        let floor = self.frames.last().map_or(0, |frame| frame.depth);
        let Some(open) = self
            .open
            .last()
            .filter(|open| open.qualified == name && self.open.len() > floor)
        else {
            let expected = self.open.last().map_or("", |open| open.qualified);
            return self.fault(self.at, format!("the element '{expected}' has to be closed by '</{expected}>', found '</{name}>'"));
        };
        let (id, scope) = (open.id, open.scope);
        self.skip_space();
        self.expect(">", "at the end of an end tag")?;
        self.open.pop();
        self.scope.truncate(scope);
        if let Some(node) = self.tree.nodes.get_mut(id as usize) {
            node.close = u32::try_from(self.at).unwrap_or(NONE);
        }
        Ok(())
    }
}
