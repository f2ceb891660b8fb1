//! What can be wrong, as data: a rule knows its name, its clause and its own documentation.

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be read on from here.
    Fatal,
    /// The publication is not valid, or the book cannot be made.
    Error,
    /// Valid, and likely not what was meant, or refused somewhere.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word used in every output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Fatal => "fatal",
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }

    /// Whether a book with such a finding is broken.
    #[must_use]
    pub fn is_failure(self) -> bool {
        matches!(self, Severity::Fatal | Severity::Error)
    }
}

/// One rule: declared by [`rules!`](macro@crate::rules) beside the code that applies it.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case, the object first, then the wrong: `nav-toc-missing`. It is the anchor in the manual.
    pub name: &'static str,
    /// EPUBCheck's id of the same check (`RSC-005`), where it has one.
    pub id: Option<&'static str>,
    /// The severity unless a setting changes it.
    pub severity: Severity,
    /// Where it is written: the address of the clause, or a chapter of the handbook.
    pub clause: &'static str,
    /// The documentation comment: what is wrong, why it matters, how to mend it.
    pub docs: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.name == other.name
    }
}

impl Eq for Rule {}

/// Declares rules as statics and the list `RULES` of them.
///
/// The doc comment is the rule's documentation, shown by `deckle check --explain NAME` and in the manual:
/// its first paragraph says what is wrong, the rest why it matters and how to mend it.
///
/// ```
/// deckle::rules! {
///     /// The navigation document has no `toc` nav.
///     ///
///     /// Reading systems build their table of contents from it. Add `<nav epub:type="toc">`.
///     TOC_MISSING = "nav-toc-missing", Some("RSC-005"), Error, "https://www.w3.org/TR/epub-33/#sec-nav-toc";
/// }
/// assert_eq!(RULES[0].name, "nav-toc-missing");
/// ```
#[macro_export]
macro_rules! rules {
    ($( $(#[doc = $doc:literal])+ $constant:ident = $name:literal, $id:expr, $severity:ident, $clause:expr; )+) => {
        $(
            $(#[doc = $doc])+
            #[allow(unreachable_pub, reason = "public where the module is")]
            pub static $constant: $crate::report::Rule = $crate::report::Rule {
                name: $name,
                id: $id,
                severity: $crate::report::Severity::$severity,
                clause: $clause,
                docs: concat!($($doc, "\n"),+),
            };
        )+
        /// Every rule of this module, in the order of their declaration.
        #[allow(unreachable_pub, reason = "public where the module is")]
        pub static RULES: &[&$crate::report::Rule] = &[$(&$constant),+];
    };
}
