//! Reads a schema table: takes the text of one or more tables, gives a [`Schema`].
//!
//! The language is small, so that a table can be held against its specification:
//!
//! ```text
//! namespace svg "http://www.w3.org/2000/svg"    a prefix; `-` is the default one, for elements only
//! start = html                                   what the root may be
//! type dir = ~(ltr|rtl|auto)                     a named datatype
//! define phrasing = a | em | TEXT                a category; used as %phrasing in content
//! attributes core = @id?=id @class?              a set; used as %core among attributes
//! element p = %core { (TEXT | %phrasing)* }      attributes, then the content in braces
//! element a.flow = … { … }                       a second declaration of `a`, for another place
//! ```
//!
//! An element declared twice under one name has two forms, one of which must fit. `@name` is required and `@name?` is
//! not; `=type` follows. Types: a name, `(one|of|these)`, `~(in|any|case)`, `[a|list|of]`, with `$type` for a type and
//! `''` for the empty value among the words; `flag` for a boolean attribute, its own name or nothing. `@data-*` is a family by prefix, `@svg:*` by namespace, `@plain:*` all without, `@other:*` all
//! namespaces that the tables do not name, `@*:*` everything; so too for elements, where `custom:*` stands for the custom
//! elements of the default namespace. In content: `,` order, `|` choice,
//! `&` any order, `* + ?`, `TEXT`, `=type` a checked text, `EMPTY` nothing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use super::datatype::{self, DataType};
use super::grammar::{
    Alternative, AttributeGroup, AttributeUse, Declaration, NO_NAMESPACE, NameId, NameTest, Names,
    NamespaceId, Schema,
};
use super::pattern::{DeclarationId, EMPTY, PatternId, Patterns, TEXT, TypeId};

/// Deeper nesting of definitions than any table has: one that uses itself.
const MOST_NESTING: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'t> {
    Word(&'t str),
    Quoted(&'t str),
    Sign(char),
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '#' => break,
                c if c.is_whitespace() => c.len_utf8(),
                '"' | '\'' => {
                    let body = rest.get(1..).unwrap_or("");
                    let end = body.find(first).unwrap_or(body.len());
                    found.push(Token::Quoted(body.get(..end).unwrap_or("")));
                    end + 2
                }
                _ => {
                    let length = word_length(rest);
                    if length > 0 {
                        found.push(Token::Word(rest.get(..length).unwrap_or("")));
                        length
                    } else {
                        found.push(Token::Sign(first));
                        first.len_utf8()
                    }
                }
            };
            rest = rest.get(length.min(rest.len())..).unwrap_or("");
        }
    }
    found
}

/// Bytes of the word at the start: letters, digits, `-_.:/$`, and a `*` that ends a family (`data-*`, `svg:*`, `*:*`).
fn word_length(text: &str) -> usize {
    let mut length = if text.starts_with("*:") { 1 } else { 0 };
    for (at, c) in text.char_indices().skip(length) {
        let family = c == '*'
            && text
                .get(..at)
                .is_some_and(|before| before.ends_with([':', '-']));
        if !(c.is_alphanumeric() || "-_.:/$".contains(c) || family) {
            break;
        }
        length = at + c.len_utf8();
    }
    length
}

/// The statements of the tables, by kind.
#[derive(Default)]
struct Statements<'t> {
    namespaces: Vec<(&'t str, &'t str)>,
    start: &'t [Token<'t>],
    types: BTreeMap<&'t str, &'t [Token<'t>]>,
    defines: BTreeMap<&'t str, &'t [Token<'t>]>,
    attributes: BTreeMap<&'t str, &'t [Token<'t>]>,
    elements: Vec<(&'t str, &'t [Token<'t>])>,
}

const KEYWORDS: [&str; 6] = [
    "namespace",
    "start",
    "type",
    "define",
    "attributes",
    "element",
];

fn statements<'t>(tokens: &'t [Token<'t>]) -> Result<Statements<'t>, String> {
    let mut found = Statements::default();
    let mut at = 0;
    while let Some(&Token::Word(keyword)) = tokens.get(at) {
        let (name, body_from) = match (keyword, tokens.get(at + 1), tokens.get(at + 2)) {
            ("namespace", Some(&Token::Word(prefix)), Some(&Token::Quoted(uri))) => {
                found.namespaces.push((prefix, uri));
                at += 3;
                continue;
            }
            ("start", Some(Token::Sign('=')), _) => ("", at + 2),
            (_, Some(&Token::Word(name)), Some(Token::Sign('=')))
                if KEYWORDS.contains(&keyword) =>
            {
                (name, at + 3)
            }
            _ => {
                return Err(format!(
                    "no statement begins with '{keyword}' {:?}",
                    tokens.get(at..at + 3)
                ));
            }
        };
        let end = statement_end(tokens, body_from);
        let body = tokens.get(body_from..end).unwrap_or(&[]);
        match keyword {
            "start" => found.start = body,
            "type" => drop(found.types.insert(name, body)),
            "define" => drop(found.defines.insert(name, body)),
            "attributes" => drop(found.attributes.insert(name, body)),
            _ => found.elements.push((name, body)),
        }
        at = end;
    }
    if at < tokens.len() {
        Err(format!("unexpected {:?}", tokens.get(at)))
    } else {
        Ok(found)
    }
}

/// Where the next statement begins: a keyword followed by a name and `=`, or by `=`.
fn statement_end(tokens: &[Token<'_>], from: usize) -> usize {
    (from..tokens.len())
        .find(
            |&at| match (tokens.get(at), tokens.get(at + 1), tokens.get(at + 2)) {
                (Some(Token::Word("namespace")), Some(Token::Word(_)), Some(Token::Quoted(_))) => {
                    true
                }
                (Some(Token::Word("start")), Some(Token::Sign('=')), _) => true,
                (Some(Token::Word(word)), Some(Token::Word(_)), Some(Token::Sign('='))) => {
                    KEYWORDS.contains(word)
                }
                _ => false,
            },
        )
        .unwrap_or(tokens.len())
}

struct Compiler<'t> {
    statements: Statements<'t>,
    namespaces: Vec<String>,
    prefixes: BTreeMap<&'t str, NamespaceId>,
    names: Vec<Names>,
    labels: Vec<String>,
    declaration_ids: BTreeMap<&'t str, DeclarationId>,
    types: Vec<DataType>,
    type_ids: BTreeMap<String, TypeId>,
    groups: Vec<AttributeGroup>,
    group_ids: BTreeMap<&'t str, Vec<usize>>,
    define_ids: BTreeMap<&'t str, PatternId>,
    patterns: Patterns,
    depth: usize,
}

/// Compiles tables into a schema; an error names the place in the table.
pub(super) fn compile(tables: &[&str]) -> Result<Schema, String> {
    let tokens: Vec<Token<'_>> = tables.iter().flat_map(|table| tokens(table)).collect();
    let statements = statements(&tokens)?;
    let mut compiler = Compiler::new(statements);
    let mut declarations: Vec<Declaration> = Vec::new();
    for (name, _) in compiler.statements.elements.clone() {
        if !compiler.declaration_ids.contains_key(name) {
            let id = u16::try_from(declarations.len()).map_err(|_| "too many declarations")?;
            compiler.declaration_ids.insert(name, DeclarationId(id));
            let label = name.split('.').next().unwrap_or(name);
            let test = compiler.name_test(label, true)?;
            declarations.push(Declaration {
                test,
                label: label.to_owned(),
                alternatives: Vec::new(),
            });
        }
    }
    for (name, body) in compiler.statements.elements.clone() {
        let alternative = compiler.alternative(name, body)?;
        let id = compiler.declaration_ids.get(name).copied();
        if let Some(declaration) = id.and_then(|id| declarations.get_mut(id.0 as usize)) {
            declaration.alternatives.push(alternative);
        }
    }
    let start = compiler.whole_pattern(compiler.statements.start, "start")?;
    let anywhere = anywhere(&mut declarations)?;
    Ok(Schema {
        holders: holders(&compiler.groups, compiler.labels.len()),
        namespaces: compiler.namespaces,
        names: compiler.names,
        declarations,
        groups: compiler.groups,
        types: compiler.types,
        attribute_labels: compiler.labels,
        anywhere,
        start,
        patterns: compiler.patterns,
        pool: Mutex::new(Vec::new()),
    })
}

/// For each of so many names the groups that have an attribute of that name.
fn holders(groups: &[AttributeGroup], names: usize) -> Vec<Vec<usize>> {
    let mut holders = vec![Vec::new(); names];
    for (number, group) in groups.iter().enumerate() {
        for attribute in &group.uses {
            if let Some(holders) = holders.get_mut(attribute.name.0 as usize) {
                holders.push(number);
            }
        }
    }
    holders
}

/// For each element name the declaration to go on with where the element stands out of place: its only one, or one
/// made of all its forms.
fn anywhere(declarations: &mut Vec<Declaration>) -> Result<HashMap<NameId, DeclarationId>, String> {
    let mut by_name: BTreeMap<NameId, Vec<usize>> = BTreeMap::new();
    for (i, declaration) in declarations.iter().enumerate() {
        if let NameTest::Name(name) = declaration.test {
            by_name.entry(name).or_default().push(i);
        }
    }
    let mut found = HashMap::new();
    for (name, members) in by_name {
        let index = match members.as_slice() {
            [only] => *only,
            _ => {
                let all: Vec<&Declaration> = members
                    .iter()
                    .filter_map(|&i| declarations.get(i))
                    .collect();
                let label = all
                    .first()
                    .map(|first| first.label.clone())
                    .unwrap_or_default();
                let alternatives = all
                    .iter()
                    .flat_map(|one| one.alternatives.iter().cloned())
                    .collect();
                declarations.push(Declaration {
                    test: NameTest::Name(name),
                    label,
                    alternatives,
                });
                declarations.len() - 1
            }
        };
        found.insert(
            name,
            DeclarationId(u16::try_from(index).map_err(|_| "too many declarations")?),
        );
    }
    Ok(found)
}

impl<'t> Compiler<'t> {
    fn new(statements: Statements<'t>) -> Compiler<'t> {
        let mut compiler = Compiler {
            namespaces: vec![String::new()],
            prefixes: BTreeMap::new(),
            names: Vec::new(),
            labels: Vec::new(),
            declaration_ids: BTreeMap::new(),
            types: Vec::new(),
            type_ids: BTreeMap::new(),
            groups: Vec::new(),
            group_ids: BTreeMap::new(),
            define_ids: BTreeMap::new(),
            patterns: Patterns::new(),
            depth: 0,
            statements,
        };
        let declared = compiler.statements.namespaces.clone();
        for (prefix, uri) in declared
            .into_iter()
            .chain([("xml", "http://www.w3.org/XML/1998/namespace")])
        {
            let id = compiler
                .namespaces
                .iter()
                .position(|known| known == uri)
                .unwrap_or_else(|| {
                    compiler.namespaces.push(uri.to_owned());
                    compiler.namespaces.len() - 1
                });
            compiler
                .prefixes
                .insert(prefix, NamespaceId(u16::try_from(id).unwrap_or(u16::MAX)));
        }
        compiler
    }

    fn name_test(&mut self, label: &str, element: bool) -> Result<NameTest, String> {
        match label {
            "*:*" => return Ok(NameTest::Any),
            "plain:*" => return Ok(NameTest::Prefix(String::new())),
            "other:*" => return Ok(NameTest::Foreign),
            "custom:*" => {
                return Ok(NameTest::Custom(
                    self.prefixes.get("-").copied().unwrap_or(NO_NAMESPACE),
                ));
            }
            _ => {}
        }
        let (prefix, local) = label.split_once(':').unwrap_or(("", label));
        let namespace = match prefix {
            "" if element => self.prefixes.get("-").copied().unwrap_or(NO_NAMESPACE),
            "" => NO_NAMESPACE,
            _ => *self
                .prefixes
                .get(prefix)
                .ok_or_else(|| format!("the prefix of '{label}' is not declared"))?,
        };
        if local == "*" {
            return Ok(NameTest::Namespace(namespace));
        }
        if let Some(prefix) = local.strip_suffix('*') {
            return Ok(NameTest::Prefix(prefix.to_owned()));
        }
        let next = NameId(u16::try_from(self.labels.len()).map_err(|_| "too many names")?);
        let index = namespace.0 as usize;
        if self.names.len() <= index {
            self.names.resize_with(index + 1, Names::default);
        }
        let Some(names) = self.names.get_mut(index) else {
            return Err("no such namespace".to_owned());
        };
        let id = *names.entry(local.to_owned()).or_insert(next);
        if id == next {
            self.labels.push(label.to_owned());
        }
        Ok(NameTest::Name(id))
    }

    fn alternative(&mut self, name: &str, body: &'t [Token<'t>]) -> Result<Alternative, String> {
        let brace = body.iter().position(|&token| token == Token::Sign('{'));
        let brace = brace.ok_or_else(|| format!("element '{name}' has no content in braces"))?;
        let (attributes, content) = body.split_at(brace);
        let Some((Token::Sign('}'), content)) = content.get(1..).and_then(<[_]>::split_last) else {
            return Err(format!("the content of '{name}' does not end with a brace"));
        };
        let (own, groups) = self.attribute_set(attributes, name)?;
        let content = self.whole_pattern(content, name)?;
        let shared = groups.iter().filter_map(|&group| self.groups.get(group));
        let uses = std::iter::once(&own).chain(shared);
        let uses = uses.flat_map(|group| group.uses.iter());
        let required = uses.filter(|attribute| attribute.required);
        Ok(Alternative {
            required: required.map(|attribute| attribute.name).collect(),
            own,
            groups,
            content,
        })
    }

    /// Own attributes and the numbers of the groups used.
    fn attribute_set(
        &mut self,
        body: &'t [Token<'t>],
        at: &str,
    ) -> Result<(AttributeGroup, Vec<usize>), String> {
        let mut group = AttributeGroup::default();
        let mut groups = Vec::new();
        let mut rest = body;
        loop {
            match rest {
                [] => break,
                [Token::Sign('%'), Token::Word(name), tail @ ..] => {
                    groups.extend(self.group(name)?);
                    rest = tail;
                }
                [Token::Sign('@'), Token::Word(name), tail @ ..] => {
                    rest = tail;
                    let mut required = true;
                    if let [Token::Sign('?'), tail @ ..] = rest {
                        required = false;
                        rest = tail;
                    }
                    let mut datatype = self.named_type("string")?;
                    if let [Token::Sign('='), Token::Word("flag"), tail @ ..] = rest {
                        datatype = self.flag(name);
                        rest = tail;
                    } else if let [Token::Sign('='), tail @ ..] = rest {
                        (datatype, rest) = self.datatype(tail)?;
                    }
                    match self.name_test(name, false)? {
                        NameTest::Name(name) => group.uses.push(AttributeUse {
                            name,
                            required,
                            datatype,
                        }),
                        family => group.families.push(family),
                    }
                }
                _ => {
                    return Err(format!(
                        "attributes of '{at}': unexpected {:?}",
                        rest.first()
                    ));
                }
            }
        }
        group.uses.sort_by_key(|attribute| attribute.name);
        Ok((group, groups))
    }

    fn group(&mut self, name: &'t str) -> Result<Vec<usize>, String> {
        if let Some(ids) = self.group_ids.get(name) {
            return Ok(ids.clone());
        }
        let body = *self
            .statements
            .attributes
            .get(name)
            .ok_or_else(|| format!("no attributes '{name}'"))?;
        let (own, mut ids) = self.nested(name, |compiler| compiler.attribute_set(body, name))?;
        self.groups.push(own);
        ids.push(self.groups.len() - 1);
        self.group_ids.insert(name, ids.clone());
        Ok(ids)
    }

    fn nested<T>(
        &mut self,
        name: &str,
        run: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, String> {
        if self.depth > MOST_NESTING {
            return Err(format!("'{name}' uses itself"));
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    fn add_type(&mut self, datatype: DataType) -> TypeId {
        self.types.push(datatype);
        TypeId(u16::try_from(self.types.len() - 1).unwrap_or(u16::MAX))
    }

    fn named_type(&mut self, name: &str) -> Result<TypeId, String> {
        if let Some(&id) = self.type_ids.get(name) {
            return Ok(id);
        }
        let id = if let Some(&body) = self.statements.types.get(name) {
            self.nested(name, |compiler| compiler.datatype(body))?.0
        } else {
            let found = datatype::named(name).ok_or_else(|| format!("no type '{name}'"))?;
            self.add_type(found)
        };
        self.type_ids.insert(name.to_owned(), id);
        Ok(id)
    }

    /// The type of a boolean attribute: its own name, or nothing.
    fn flag(&mut self, name: &str) -> TypeId {
        self.add_type(DataType::Words {
            words: vec![name.to_owned(), String::new()],
            types: Vec::new(),
            caseless: true,
            list: false,
        })
    }

    /// Reads a type; gives what follows it.
    fn datatype(&mut self, body: &'t [Token<'t>]) -> Result<(TypeId, &'t [Token<'t>]), String> {
        let (caseless, body) = match body {
            [Token::Sign('~'), tail @ ..] => (true, tail),
            _ => (false, body),
        };
        let (close, mut rest) = match body {
            [Token::Word(name), tail @ ..] => return Ok((self.named_type(name)?, tail)),
            [Token::Sign('('), tail @ ..] => (')', tail),
            [Token::Sign('['), tail @ ..] => (']', tail),
            _ => return Err(format!("no type begins with {:?}", body.first())),
        };
        let mut words = Vec::new();
        let mut types = Vec::new();
        loop {
            match rest {
                [Token::Word(word), tail @ ..] => {
                    match word.strip_prefix('$') {
                        Some(name) => types.push(self.named_type(name)?),
                        None => words.push((*word).to_owned()),
                    }
                    rest = tail;
                }
                [Token::Quoted(word), tail @ ..] => {
                    words.push((*word).to_owned());
                    rest = tail;
                }
                [Token::Sign('|'), tail @ ..] => rest = tail,
                [Token::Sign(sign), tail @ ..] if *sign == close => {
                    rest = tail;
                    break;
                }
                _ => return Err(format!("a type has {:?}", rest.first())),
            }
        }
        let datatype = DataType::Words {
            words,
            types,
            caseless,
            list: close == ']',
        };
        Ok((self.add_type(datatype), rest))
    }

    fn whole_pattern(&mut self, body: &'t [Token<'t>], at: &str) -> Result<PatternId, String> {
        if body.is_empty() {
            return Ok(EMPTY);
        }
        let (pattern, rest) = self
            .pattern(body)
            .map_err(|error| format!("{at}: {error}"))?;
        if rest.is_empty() {
            Ok(pattern)
        } else {
            Err(format!("{at}: unexpected {:?}", rest.first()))
        }
    }

    /// Operands joined by one kind of sign.
    fn pattern(&mut self, body: &'t [Token<'t>]) -> Result<(PatternId, &'t [Token<'t>]), String> {
        let (first, mut rest) = self.operand(body)?;
        let mut operands = vec![first];
        let mut joined_by = None;
        while let [Token::Sign(sign @ ('|' | ',' | '&')), tail @ ..] = rest {
            if joined_by.is_some_and(|before| before != *sign) {
                return Err("different signs without parentheses".to_owned());
            }
            joined_by = Some(*sign);
            let (next, tail) = self.operand(tail)?;
            operands.push(next);
            rest = tail;
        }
        let whole = match joined_by {
            Some('|') => self.patterns.choice(operands),
            Some(',') => operands
                .into_iter()
                .rev()
                .fold(EMPTY, |tail, head| self.patterns.group(head, tail)),
            _ => operands
                .into_iter()
                .fold(EMPTY, |tail, head| self.patterns.interleave(head, tail)),
        };
        Ok((whole, rest))
    }

    fn operand(&mut self, body: &'t [Token<'t>]) -> Result<(PatternId, &'t [Token<'t>]), String> {
        let (inner, rest) = match body {
            [Token::Sign('('), tail @ ..] => {
                let (inner, rest) = self.nested("(", |compiler| compiler.pattern(tail))?;
                let [Token::Sign(')'), rest @ ..] = rest else {
                    return Err("a parenthesis is not closed".to_owned());
                };
                (inner, rest)
            }
            [Token::Word("TEXT"), rest @ ..] => (TEXT, rest),
            [Token::Word("EMPTY"), rest @ ..] => (EMPTY, rest),
            [Token::Sign('='), rest @ ..] => {
                let (datatype, rest) = self.datatype(rest)?;
                (self.patterns.data(datatype), rest)
            }
            [Token::Sign('%'), Token::Word(name), rest @ ..] => (self.define(name)?, rest),
            [Token::Word(name), rest @ ..] => {
                let id = self
                    .declaration_ids
                    .get(name)
                    .copied()
                    .ok_or_else(|| format!("no element '{name}'"))?;
                (self.patterns.element(id), rest)
            }
            _ => return Err(format!("unexpected {:?}", body.first())),
        };
        Ok(match rest {
            [Token::Sign('*'), rest @ ..] => {
                let more = self.patterns.one_or_more(inner);
                (self.patterns.optional(more), rest)
            }
            [Token::Sign('+'), rest @ ..] => (self.patterns.one_or_more(inner), rest),
            [Token::Sign('?'), rest @ ..] => (self.patterns.optional(inner), rest),
            _ => (inner, rest),
        })
    }

    fn define(&mut self, name: &'t str) -> Result<PatternId, String> {
        if let Some(&id) = self.define_ids.get(name) {
            return Ok(id);
        }
        let body = *self
            .statements
            .defines
            .get(name)
            .ok_or_else(|| format!("no definition '{name}'"))?;
        let id = self.nested(name, |compiler| compiler.whole_pattern(body, name))?;
        self.define_ids.insert(name, id);
        Ok(id)
    }
}
