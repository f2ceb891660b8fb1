//! `--explain` and `--list-rules`: the rules' own documentation.

use std::fmt::Write as _;

use super::Failure;

use crate::report::{Rule, nearest};
use crate::rules;

/// The rule of that name, or of that EPUBCheck id where only one rule has it.
pub(super) fn find(name: &str) -> Result<&'static Rule, Failure> {
    let rules = rules();
    if let Some(rule) = rules.iter().find(|rule| rule.name == name) {
        return Ok(rule);
    }
    let failure = Failure::new(format!("there is no rule '{name}'"));
    Err(match nearest(name, rules.iter().map(|rule| rule.name)) {
        Some(other) => failure.hint(format!(
            "did you mean '{other}'? `deckle check --list-rules` lists all"
        )),
        None => failure.hint("`deckle check --list-rules` lists all"),
    })
}

/// What a rule is about. An EPUBCheck id explains all rules that carry it.
pub(super) fn rule(name: &str) -> Result<String, Failure> {
    let of_id: Vec<&Rule> = rules()
        .into_iter()
        .filter(|rule| rule.id == Some(name))
        .collect();
    if of_id.is_empty() {
        return find(name).map(text);
    }
    Ok(of_id.into_iter().map(text).collect::<Vec<_>>().join("\n"))
}

fn text(rule: &Rule) -> String {
    let mut out = format!("{} ({})", rule.name, rule.severity.name());
    if let Some(id) = rule.id {
        let _ = write!(out, ", EPUBCheck {id}");
    }
    out.push_str("\n\n");
    for line in rule.docs.trim_end().lines() {
        let _ = writeln!(out, "  {}", line.trim());
    }
    let _ = writeln!(out, "\n  {}", rule.clause);
    out
}

/// All rules, a line each: name, severity, EPUBCheck's id, what is wrong.
pub(super) fn list() -> String {
    let mut out = String::new();
    for rule in rules() {
        let docs = rule.docs.trim();
        let first = docs
            .split("\n\n")
            .next()
            .unwrap_or("")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let _ = writeln!(
            out,
            "{:44} {:8} {:9} {first}",
            rule.name,
            rule.severity.name(),
            rule.id.unwrap_or("-")
        );
    }
    out
}
