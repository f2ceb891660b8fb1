//! The baseline: findings that are known and accepted, so that only new ones fail.
//!
//! A finding is known by its publication, rule, path and message, not by its line, so that an edit further up changes
//! nothing; the same finding may be accepted several times.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Failure, disk};
use crate::limits::Limits;
use crate::report::Diagnostic;
use crate::report::render::Subject;

/// The version of the file's format.
const VERSION: u32 = 1;

/// What is accepted, with how often.
#[derive(Default)]
pub(super) struct Baseline {
    accepted: BTreeMap<Finding, usize>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Finding {
    publication: String,
    path: String,
    rule: String,
    message: String,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    findings: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    #[serde(flatten)]
    finding: Finding,
    count: usize,
}

impl Baseline {
    /// Reads a baseline file.
    pub(super) fn read(path: &Path) -> Result<Baseline, Failure> {
        let data = disk::read(path, Limits::default())?;
        let file: File = serde_json::from_slice(&data).map_err(|error| {
            Failure::new(format!("'{}' is no baseline: {error}", path.display()))
                .hint("write it anew with --update-baseline")
        })?;
        if file.version != VERSION {
            return Err(Failure::new(format!(
                "'{}' is a baseline of version {}",
                path.display(),
                file.version
            ))
            .hint(format!(
                "this deckle reads version {VERSION}; write it anew with --update-baseline"
            )));
        }
        Ok(Baseline {
            accepted: file
                .findings
                .into_iter()
                .map(|row| (row.finding, row.count))
                .collect(),
        })
    }

    /// The baseline that accepts all these findings.
    pub(super) fn of(subjects: &[Subject<'_>]) -> Baseline {
        let mut accepted = BTreeMap::new();
        for subject in subjects {
            for diagnostic in subject.diagnostics {
                *accepted
                    .entry(finding(subject.path, diagnostic))
                    .or_insert(0) += 1;
            }
        }
        Baseline { accepted }
    }

    /// Whether a finding is known; each acceptance serves once.
    pub(super) fn accepts(&mut self, publication: &str, diagnostic: &Diagnostic) -> bool {
        if self.accepted.is_empty() {
            return false;
        }
        match self.accepted.get_mut(&finding(publication, diagnostic)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// How many findings are accepted.
    pub(super) fn len(&self) -> usize {
        self.accepted.values().sum()
    }

    /// The file's text.
    pub(super) fn to_json(&self) -> String {
        let findings = self
            .accepted
            .iter()
            .map(|(finding, &count)| Row {
                finding: finding.clone(),
                count,
            })
            .collect();
        let file = File {
            version: VERSION,
            findings,
        };
        serde_json::to_string_pretty(&file).expect("strings and numbers always serialise") + "\n"
    }
}

fn finding(publication: &str, diagnostic: &Diagnostic) -> Finding {
    // The name without its folder, so that a baseline holds in every checkout.
    let name = Path::new(publication)
        .file_name()
        .map_or(publication.into(), |name| name.to_string_lossy());
    Finding {
        publication: name.into_owned(),
        path: diagnostic.location.path.clone(),
        rule: diagnostic.rule.name.to_owned(),
        message: diagnostic.message.clone(),
    }
}
