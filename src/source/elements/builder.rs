//! Builds the tree from opening and closing marks, in the order of the source.

use std::borrow::Cow;

use super::findings::{DEPTH_EXCEEDED, Findings};
use super::known::{Kind, is_void, known};
use super::{DEPTH_LIMIT, Element, Node};
use crate::report::Span;

/// Who opened an element: only the same may close it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Origin {
    /// Markdown: always balanced; whatever HTML is open inside is closed with it.
    Markdown,
    /// A tag of HTML: closed by its end tag, by what cannot stand inside it, or with what is around it.
    Html,
}

#[derive(Debug)]
struct Open {
    element: Element,
    origin: Origin,
}

/// The tree in the making.
#[derive(Debug)]
pub(in crate::source) struct Builder {
    root: Element,
    stack: Vec<Open>,
    /// Names of the elements that were opened below the limit of depth and left out.
    left_out: Vec<(Cow<'static, str>, Origin)>,
    /// The first place where the limit of depth was hit.
    depth_hit: Option<Span>,
}

impl Builder {
    /// An empty tree over `span`.
    pub(in crate::source) fn new(span: Span) -> Builder {
        Builder {
            root: Element::new("body", span),
            stack: Vec::new(),
            left_out: Vec::new(),
            depth_hit: None,
        }
    }

    /// Opens an element; one that has no content by its nature is closed at once.
    pub(in crate::source) fn open(&mut self, element: Element, origin: Origin) {
        if is_void(&element.name) {
            self.push(element);
        } else if self.stack.len() >= DEPTH_LIMIT || !self.left_out.is_empty() {
            self.depth_hit.get_or_insert(element.span);
            if matches!(known(&element.name), Some((_, Kind::Picture))) {
                self.push(element);
            } else {
                // Words of two blocks must not run together where the blocks go.
                self.text("\n");
                self.left_out.push((element.name, origin));
            }
        } else {
            self.stack.push(Open { element, origin });
        }
    }

    /// Adds a finished element.
    pub(in crate::source) fn push(&mut self, element: Element) {
        let is_block = element.is_block();
        let parent = self.current();
        parent.holds_blocks |= is_block;
        parent.children.push(Node::Element(element));
    }

    /// Adds characters.
    pub(in crate::source) fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let parent = self.current();
        if let Some(Node::Text(last)) = parent.children.last_mut() {
            last.push_str(text);
        } else {
            parent.children.push(Node::Text(text.to_owned()));
        }
    }

    /// The innermost open element.
    pub(in crate::source) fn current(&mut self) -> &mut Element {
        match self.stack.last_mut() {
            Some(open) => &mut open.element,
            None => &mut self.root,
        }
    }

    /// Closes the innermost element that Markdown opened, and all HTML left open inside it.
    pub(in crate::source) fn close_markdown(&mut self, end: Span) {
        while let Some((_, origin)) = self.left_out.pop() {
            if origin == Origin::Markdown {
                return;
            }
        }
        while let Some(open) = self.stack.pop() {
            let origin = open.origin;
            self.finish(open, end, origin == Origin::Markdown);
            if origin == Origin::Markdown {
                return;
            }
        }
    }

    /// Closes the innermost HTML element of that name; `false` where none is open. Formatting that the end tag cuts
    /// goes on after it, as in a browser.
    pub(in crate::source) fn close_html(&mut self, name: &str, end: Span) -> bool {
        if let Some(at) = self
            .left_out
            .iter()
            .rposition(|(open, origin)| *origin == Origin::Html && open == name)
        {
            self.left_out.truncate(at);
            return true;
        }
        let Some(at) = self.find(name, |open| {
            is_scope(&open.element.name) && !is_table_part(name)
        }) else {
            return false;
        };
        let mut again = Vec::new();
        while self.stack.len() > at {
            let Some(open) = self.stack.pop() else { break };
            let is_target = self.stack.len() == at;
            if !is_target && is_phrase(&open.element.name) && is_phrase(name) && again.len() < 8 {
                let mut copy = Element::new(open.element.name.clone(), end);
                copy.attributes = open
                    .element
                    .attributes
                    .iter()
                    .filter(|(key, _)| key != "id")
                    .cloned()
                    .collect();
                again.push(copy);
            }
            self.finish(open, end, is_target);
        }
        for element in again.into_iter().rev() {
            self.open(element, Origin::Html);
        }
        true
    }

    /// Closes an HTML element that cannot hold what comes next (`li` before `li`): the innermost of `names`, unless one
    /// of `bounds` is nearer.
    pub(in crate::source) fn close_implied(&mut self, names: &[&str], bounds: &[&str], end: Span) {
        let found = self
            .stack
            .iter()
            .enumerate()
            .rev()
            .take_while(|(_, open)| {
                open.origin == Origin::Html && !bounds.contains(&&*open.element.name)
            })
            .find(|(_, open)| names.contains(&&*open.element.name))
            .map(|(at, _)| at);
        if let Some(at) = found {
            while self.stack.len() > at {
                let Some(open) = self.stack.pop() else { break };
                let is_target = self.stack.len() == at;
                self.finish(open, end, is_target);
            }
        }
    }

    /// Whether nothing is open, and nothing was too deep.
    pub(in crate::source) fn is_settled(&self) -> bool {
        self.stack.is_empty() && self.left_out.is_empty() && self.depth_hit.is_none()
    }

    /// The whole tree; what is still open is closed.
    pub(in crate::source) fn finish_all(mut self, end: Span, findings: &mut Findings) -> Element {
        self.left_out.clear();
        if let Some(span) = self.depth_hit {
            let message = format!(
                "nested more than {DEPTH_LIMIT} levels deep; what is deeper was kept without its nesting"
            );
            findings.add(&DEPTH_EXCEEDED, "", span, message);
        }
        while let Some(open) = self.stack.pop() {
            self.finish(open, end, false);
        }
        self.root
    }

    /// The place on the stack of the innermost HTML element of that name, not beyond Markdown's own elements.
    fn find(&self, name: &str, is_bound: impl Fn(&Open) -> bool) -> Option<usize> {
        for (at, open) in self.stack.iter().enumerate().rev() {
            if open.origin == Origin::Markdown {
                return None;
            }
            if open.element.name == name {
                return Some(at);
            }
            if is_bound(open) {
                return None;
            }
        }
        None
    }

    /// Hangs a closed element into its parent. One that was never closed and only runs on because of that (`<b>` or
    /// `<p>` before many blocks) is dissolved.
    fn finish(&mut self, open: Open, end: Span, was_closed: bool) {
        let mut element = open.element;
        element.span = element.span.join(end);
        let runs_on = element.holds_blocks
            && (element.name == "p" || matches!(known(&element.name), Some((_, Kind::Phrase))));
        if runs_on && !was_closed && open.origin == Origin::Html {
            let parent = self.current();
            parent.holds_blocks = true;
            parent.children.append(&mut element.children);
        } else {
            self.push(element);
        }
    }
}

fn is_phrase(name: &str) -> bool {
    matches!(known(name), Some((_, Kind::Phrase)))
}

/// Elements that an end tag of something else does not reach across.
fn is_scope(name: &str) -> bool {
    matches!(
        name,
        "td" | "th" | "caption" | "table" | "html" | "template"
    )
}

fn is_table_part(name: &str) -> bool {
    matches!(
        name,
        "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" | "caption" | "html" | "body"
    )
}
