//! Content patterns and their derivatives: takes the content models of a schema, gives the next state for an element or a
//! text, and promises that a document is read in time linear to its length.
//!
//! A pattern is a state of an automaton that is built as it is needed: patterns are shared (equal patterns have one id),
//! and [`Memo`] remembers every step taken. The method is Brzozowski's, as James Clark applied it to RELAX NG
//! (<https://relaxng.org/jclark/derivative.html>), without the attributes.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use std::sync::Arc;

/// The number of a pattern in [`Patterns`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct PatternId(pub(super) u32);

/// The number of an element declaration in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct DeclarationId(pub(super) u16);

/// The number of a datatype in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct TypeId(pub(super) u16);

/// What may come.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Pattern {
    /// Nothing matches.
    NotAllowed,
    /// Nothing more comes.
    Empty,
    /// Any text, or none.
    Text,
    /// The whole text of an element, of that type.
    Data(TypeId),
    /// One element.
    Element(DeclarationId),
    /// One of several, sorted.
    Choice(Arc<[PatternId]>),
    /// One after the other.
    Group(PatternId, PatternId),
    /// Both, mixed in any order.
    Interleave(PatternId, PatternId),
    /// Once or more often.
    OneOrMore(PatternId),
}

pub(super) const NOT_ALLOWED: PatternId = PatternId(0);
pub(super) const EMPTY: PatternId = PatternId(1);
pub(super) const TEXT: PatternId = PatternId(2);

/// A pattern, and what is asked of it at the end of every element.
#[derive(Clone)]
struct Item {
    pattern: Pattern,
    nullable: bool,
    takes_data: bool,
}

/// All patterns made so far.
#[derive(Clone)]
pub(super) struct Patterns {
    items: Vec<Item>,
    index: HashMap<Pattern, PatternId>,
}

impl Patterns {
    pub(super) fn new() -> Patterns {
        let mut patterns = Patterns {
            items: Vec::new(),
            index: HashMap::new(),
        };
        for pattern in [Pattern::NotAllowed, Pattern::Empty, Pattern::Text] {
            patterns.intern(pattern);
        }
        patterns
    }

    fn intern(&mut self, pattern: Pattern) -> PatternId {
        if let Some(&id) = self.index.get(&pattern) {
            return id;
        }
        let nullable = match &pattern {
            Pattern::Empty | Pattern::Text => true,
            Pattern::NotAllowed | Pattern::Data(_) | Pattern::Element(_) => false,
            Pattern::Choice(items) => items.iter().any(|&item| self.nullable(item)),
            &(Pattern::Group(a, b) | Pattern::Interleave(a, b)) => {
                self.nullable(a) && self.nullable(b)
            }
            &Pattern::OneOrMore(a) => self.nullable(a),
        };
        let takes_data = match &pattern {
            Pattern::Data(_) => true,
            Pattern::Choice(items) => items.iter().any(|&item| self.takes_data(item)),
            &Pattern::OneOrMore(a) => self.takes_data(a),
            _ => false,
        };
        let id = PatternId(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
        self.items.push(Item {
            pattern: pattern.clone(),
            nullable,
            takes_data,
        });
        self.index.insert(pattern, id);
        id
    }

    /// The pattern of that number.
    pub(super) fn get(&self, id: PatternId) -> &Pattern {
        self.items
            .get(id.0 as usize)
            .map_or(&Pattern::NotAllowed, |item| &item.pattern)
    }

    /// Whether an element may end here.
    pub(super) fn nullable(&self, id: PatternId) -> bool {
        self.items
            .get(id.0 as usize)
            .is_some_and(|item| item.nullable)
    }

    pub(super) fn element(&mut self, declaration: DeclarationId) -> PatternId {
        self.intern(Pattern::Element(declaration))
    }

    pub(super) fn data(&mut self, datatype: TypeId) -> PatternId {
        self.intern(Pattern::Data(datatype))
    }

    pub(super) fn choice(&mut self, items: impl IntoIterator<Item = PatternId>) -> PatternId {
        let mut flat = Vec::new();
        for item in items {
            match self.get(item) {
                Pattern::NotAllowed => {}
                Pattern::Choice(inner) => flat.extend_from_slice(inner),
                _ => flat.push(item),
            }
        }
        flat.sort_unstable();
        flat.dedup();
        match flat.as_slice() {
            [] => NOT_ALLOWED,
            [one] => *one,
            _ => self.intern(Pattern::Choice(flat.into())),
        }
    }

    pub(super) fn group(&mut self, a: PatternId, b: PatternId) -> PatternId {
        match (a, b) {
            (NOT_ALLOWED, _) | (_, NOT_ALLOWED) => NOT_ALLOWED,
            (EMPTY, other) | (other, EMPTY) => other,
            _ => self.intern(Pattern::Group(a, b)),
        }
    }

    pub(super) fn interleave(&mut self, a: PatternId, b: PatternId) -> PatternId {
        match (a, b) {
            (NOT_ALLOWED, _) | (_, NOT_ALLOWED) => NOT_ALLOWED,
            (EMPTY, other) | (other, EMPTY) => other,
            _ => self.intern(Pattern::Interleave(a.min(b), a.max(b))),
        }
    }

    pub(super) fn one_or_more(&mut self, a: PatternId) -> PatternId {
        match self.get(a) {
            Pattern::NotAllowed | Pattern::Empty | Pattern::Text | Pattern::OneOrMore(_) => a,
            _ => self.intern(Pattern::OneOrMore(a)),
        }
    }

    pub(super) fn optional(&mut self, a: PatternId) -> PatternId {
        self.choice([a, EMPTY])
    }

    /// The elements that may come next.
    pub(super) fn first(&self, id: PatternId, found: &mut Vec<DeclarationId>) {
        match self.get(id) {
            Pattern::NotAllowed | Pattern::Empty | Pattern::Text | Pattern::Data(_) => {}
            Pattern::Element(declaration) => found.push(*declaration),
            Pattern::Choice(items) => items.iter().for_each(|&item| self.first(item, found)),
            &Pattern::Group(a, b) => {
                self.first(a, found);
                if self.nullable(a) {
                    self.first(b, found);
                }
            }
            &Pattern::Interleave(a, b) => {
                self.first(a, found);
                self.first(b, found);
            }
            &Pattern::OneOrMore(a) => self.first(a, found),
        }
    }

    /// The elements that must come before this may end: the first of each required part.
    pub(super) fn required(&self, id: PatternId, found: &mut Vec<DeclarationId>) {
        match self.get(id) {
            Pattern::Element(declaration) => found.push(*declaration),
            &Pattern::Group(a, b) => {
                if self.nullable(a) {
                    self.required(b, found);
                } else {
                    self.required(a, found);
                }
            }
            &Pattern::Interleave(a, b) => {
                self.required(a, found);
                self.required(b, found);
            }
            &Pattern::OneOrMore(a) => self.required(a, found),
            _ => {}
        }
    }

    /// Whether a text is checked as a value here.
    pub(super) fn takes_data(&self, id: PatternId) -> bool {
        self.items
            .get(id.0 as usize)
            .is_some_and(|item| item.takes_data)
    }

    /// Whether a text as the whole content of an element fits; `fits` judges a type.
    pub(super) fn fits_data(
        &self,
        id: PatternId,
        blank: bool,
        fits: &dyn Fn(TypeId) -> bool,
    ) -> bool {
        match self.get(id) {
            &Pattern::Data(datatype) => fits(datatype),
            Pattern::Text => true,
            Pattern::Empty => blank,
            Pattern::Choice(items) => items.iter().any(|&item| self.fits_data(item, blank, fits)),
            &Pattern::OneOrMore(a) => self.fits_data(a, blank, fits),
            _ => false,
        }
    }

    /// The state after a text that is not blank; none where no text may stand.
    pub(super) fn after_text(&mut self, id: PatternId) -> PatternId {
        match self.get(id).clone() {
            Pattern::Text => TEXT,
            Pattern::NotAllowed | Pattern::Empty | Pattern::Data(_) | Pattern::Element(_) => {
                NOT_ALLOWED
            }
            Pattern::Choice(items) => {
                let next: Vec<_> = items.iter().map(|&item| self.after_text(item)).collect();
                self.choice(next)
            }
            Pattern::Group(a, b) => {
                let in_a = self.after_text(a);
                let first = self.group(in_a, b);
                if !self.nullable(a) {
                    return first;
                }
                let second = self.after_text(b);
                self.choice([first, second])
            }
            Pattern::Interleave(a, b) => {
                let (in_a, in_b) = (self.after_text(a), self.after_text(b));
                let (first, second) = (self.interleave(in_a, b), self.interleave(a, in_b));
                self.choice([first, second])
            }
            Pattern::OneOrMore(a) => {
                let rest = self.after_text(a);
                let more = self.optional(id);
                self.group(rest, more)
            }
        }
    }

    /// The declaration an element has here and the state after it. `fits` says which declarations name the element, and how
    /// closely (0 is by its name);
    /// `skip` leaves out what is required before it, as a reader does who wants to go on after a fault.
    pub(super) fn after_element(
        &mut self,
        id: PatternId,
        fits: &dyn Fn(DeclarationId) -> Option<u8>,
        skip: bool,
    ) -> Option<(DeclarationId, PatternId)> {
        match self.get(id).clone() {
            Pattern::NotAllowed | Pattern::Empty | Pattern::Text | Pattern::Data(_) => None,
            Pattern::Element(declaration) => fits(declaration).map(|_| (declaration, EMPTY)),
            Pattern::Choice(items) => {
                let steps: Vec<_> = items
                    .iter()
                    .map(|&item| self.after_element(item, fits, skip))
                    .collect();
                self.either(steps, fits)
            }
            Pattern::Group(a, b) => {
                let first = self
                    .after_element(a, fits, skip)
                    .map(|(found, rest)| (found, self.group(rest, b)));
                if self.nullable(a) {
                    let second = self.after_element(b, fits, skip);
                    return self.either([first, second], fits);
                }
                if skip && first.is_none() {
                    self.after_element(b, fits, skip)
                } else {
                    first
                }
            }
            Pattern::Interleave(a, b) => {
                let first = self
                    .after_element(a, fits, skip)
                    .map(|(found, rest)| (found, self.interleave(rest, b)));
                let second = self
                    .after_element(b, fits, skip)
                    .map(|(found, rest)| (found, self.interleave(a, rest)));
                self.either([first, second], fits)
            }
            Pattern::OneOrMore(a) => {
                let more = self.optional(id);
                self.after_element(a, fits, skip)
                    .map(|(found, rest)| (found, self.group(rest, more)))
            }
        }
    }

    /// The union of several steps: those of the declaration that names the element most closely. The tables give one
    /// element one declaration in one place, apart from families.
    fn either(
        &mut self,
        steps: impl IntoIterator<Item = Option<(DeclarationId, PatternId)>>,
        fits: &dyn Fn(DeclarationId) -> Option<u8>,
    ) -> Option<(DeclarationId, PatternId)> {
        let steps: Vec<_> = steps.into_iter().flatten().collect();
        let (closest, _) = *steps
            .iter()
            .min_by_key(|(declaration, _)| fits(*declaration))?;
        let rests = steps
            .iter()
            .filter(|(declaration, _)| *declaration == closest)
            .map(|&(_, rest)| rest);
        let rest = self.choice(rests);
        Some((closest, rest))
    }
}

/// Patterns with the steps taken: one per document under check, taken from the schema's pool.
pub(super) struct Memo {
    pub(super) patterns: Patterns,
    steps: HashMap<(PatternId, u32), Option<(DeclarationId, PatternId)>, FixedState>,
    texts: HashMap<PatternId, PatternId, FixedState>,
}

impl Memo {
    pub(super) fn new(patterns: Patterns) -> Memo {
        Memo {
            patterns,
            steps: HashMap::default(),
            texts: HashMap::default(),
        }
    }

    /// [`Patterns::after_element`] without skipping, remembered under the element's `symbol`.
    pub(super) fn after_element(
        &mut self,
        id: PatternId,
        symbol: u32,
        fits: &dyn Fn(DeclarationId) -> Option<u8>,
    ) -> Option<(DeclarationId, PatternId)> {
        if let Some(&step) = self.steps.get(&(id, symbol)) {
            return step;
        }
        let step = self.patterns.after_element(id, fits, false);
        self.steps.insert((id, symbol), step);
        step
    }

    /// [`Patterns::after_text`], remembered.
    pub(super) fn after_text(&mut self, id: PatternId) -> PatternId {
        if let Some(&next) = self.texts.get(&id) {
            return next;
        }
        let next = self.patterns.after_text(id);
        self.texts.insert(id, next);
        next
    }

    /// Whether so many states were made that the memory is better given back than kept.
    pub(super) fn is_large(&self) -> bool {
        self.steps.len() > 50_000
    }
}
