//! What families write to.

use super::publication::Reference;
use crate::report::Diagnostic;

/// Findings and references, gathered by one look and joined in a fixed order.
#[derive(Default)]
pub(crate) struct Findings {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) references: Vec<Reference>,
}

impl Findings {
    /// Adds a finding.
    pub(crate) fn add(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds a reference to be judged when all documents are known.
    pub(crate) fn refer(&mut self, reference: Reference) {
        self.references.push(reference);
    }

    /// Takes all of another.
    pub(super) fn append(&mut self, mut other: Findings) {
        self.diagnostics.append(&mut other.diagnostics);
        self.references.append(&mut other.references);
    }
}
