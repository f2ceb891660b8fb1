//! deckle builds books: EPUB 3.3, HTML and Markdown from clean or damaged text.
//!
//! ```text
//! source text ─▶ source ─▶ restore ─▶ book ─▶ emit ─▶ check ─▶ report
//! ```
//!
//! The library never touches a file, the clock, the environment or the terminal; `cli` does.

pub mod book;
pub mod build;
pub mod check;
pub mod cli;
pub mod emit;
pub mod epub;
pub mod limits;
pub mod report;
pub mod restore;
pub mod source;

use report::Rule;

/// The rule lists of reading and restoring; the emitters and the families of the check have lists of their own. A test
/// holds them complete.
static RULE_LISTS: &[&[&Rule]] = &[
    source::rules::RULES,
    source::MARKUP_RULES,
    restore::RULES,
    restore::CORRECTION_RULES,
    book::assemble::rules::RULES,
];

/// Every rule deckle knows, by name.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    let mut rules: Vec<&'static Rule> = RULE_LISTS.concat();
    rules.extend(emit::RULE_LISTS.concat());
    rules.extend(check::rules());
    rules.sort_by_key(|rule| rule.name);
    rules
}
