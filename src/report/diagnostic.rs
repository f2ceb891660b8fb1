//! One finding: a rule, what was found, where, and what to do about it.

use super::{Location, Rule, Severity, Span};

/// A finding about a book or a publication. Reading and checking return these beside their result; they never print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What rule it breaks.
    pub rule: &'static Rule,
    /// The rule's severity, unless a setting changed it.
    pub severity: Severity,
    /// EPUBCheck's id where it has the check; usually the rule's, and a variant of it here and there.
    pub id: Option<&'static str>,
    /// One sentence, lower case, no full stop, with the value found.
    pub message: String,
    /// What to do, one sentence.
    pub hint: Option<String>,
    /// The place inside the publication; the empty path where there is none.
    pub location: Location,
    /// The place in the author's own source, where it is known.
    pub span: Span,
    /// How often the same cause was found; the place is the first.
    pub times: usize,
}

impl Diagnostic {
    /// A finding of `rule` with the rule's own severity and id, no place yet.
    #[must_use]
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule,
            severity: rule.severity,
            id: rule.id,
            message: without_long_data_url(message.into()),
            hint: None,
            location: Location::default(),
            span: Span::NONE,
            times: 1,
        }
    }

    /// Sets what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(hint.into());
        self
    }

    /// Sets the place inside the publication.
    #[must_use]
    pub fn at(mut self, location: Location) -> Diagnostic {
        self.location = location;
        self
    }

    /// Sets the place in the author's source.
    #[must_use]
    pub fn span(mut self, span: Span) -> Diagnostic {
        self.span = span;
        self
    }

    /// EPUBCheck's id, or the rule's name where EPUBCheck has no such check: the `id` of the JSON report.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.id.unwrap_or(self.rule.name)
    }
}

/// How much of a data URL a message shows.
const SHOWN: usize = 40;

/// The message with its first data URL cut short: a picture that stands in the text itself is no name to be read.
fn without_long_data_url(message: String) -> String {
    let Some(start) = message.find("data:") else {
        return message;
    };
    let rest = message.get(start..).unwrap_or_default();
    let length = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '\'' | '"'))
        .unwrap_or(rest.len());
    let cut = rest
        .char_indices()
        .nth(SHOWN)
        .map_or(rest.len(), |(at, _)| at);
    if cut >= length {
        return message;
    }
    let (before, kept) = (message.get(..start), rest.get(..cut));
    let after = rest.get(length..);
    [before, kept, Some("…"), after]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_in_the_text_does_not_fill_a_message() {
        let url = format!("data:image/png;base64,{}", "iVBORw0K".repeat(1000));
        let cut = without_long_data_url(format!("the picture '{url}' has no alternative text"));
        assert_eq!(
            cut,
            "the picture 'data:image/png;base64,iVBORw0KiVBORw0KiV…' has no alternative text"
        );
        for whole in ["data: none", "the picture 'data:image/png,x' is broken"] {
            assert_eq!(without_long_data_url(whole.to_owned()), whole);
        }
    }
}
