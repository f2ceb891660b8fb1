//! What a book is: title, people, languages, identifiers and all else that stores and libraries ask for.

/// The metadata of a book. Every field may be empty; `assemble` fills what is derived and lists what was guessed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// The title.
    pub title: Option<String>,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// The title as it sorts (`Tale of Two Cities, A`).
    pub title_sort: Option<String>,
    /// Authors, translators and all others, in order.
    pub contributors: Vec<Contributor>,
    /// Languages as BCP 47 tags; the first is the book's.
    pub languages: Vec<String>,
    /// Identifiers; the first is the unique identifier unless one is derived.
    pub identifiers: Vec<Identifier>,
    /// The publisher.
    pub publisher: Option<String>,
    /// When this edition was published.
    pub date: Option<Date>,
    /// When it was last changed, `CCYY-MM-DDThh:mm:ssZ`; `None` for the rule of the emitter.
    pub modified: Option<String>,
    /// Copyright and licence statement.
    pub rights: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Subjects.
    pub subjects: Vec<Subject>,
    /// The series or set it belongs to.
    pub collections: Vec<Collection>,
    /// The print edition it was made from.
    pub source: Option<PrintSource>,
    /// `dc:type`, where set.
    pub kind: Option<String>,
    /// Which way pages turn; `None` for what the language says.
    pub progression: Option<Progression>,
    /// Vertical or horizontal; `None` for what the language says (horizontal).
    pub writing_mode: Option<WritingMode>,
    /// What only the author can say of the book's accessibility.
    pub accessibility: AccessibilityClaims,
}

/// A person or body and what they did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contributor {
    /// The name as printed.
    pub name: String,
    /// The name as it sorts (`Carroll, Lewis`).
    pub sort: Option<String>,
    /// MARC relator code: `aut`, `trl`, `ill`, `edt` …
    pub role: String,
}

/// An identifier with its scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct Identifier {
    /// What kind.
    pub scheme: IdentifierScheme,
    /// The value, without a prefix: an ISBN's digits, a UUID, a whole URI.
    pub value: String,
}

/// The kind of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentifierScheme {
    /// ISBN-13 or ISBN-10.
    Isbn,
    /// DOI.
    Doi,
    /// UUID.
    Uuid,
    /// Any URI.
    Uri,
    /// Anything else.
    Other,
}

/// A date as written: `CCYY`, `CCYY-MM` or `CCYY-MM-DD`.
pub type Date = String;

/// A subject.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subject {
    /// What is shown.
    pub name: String,
    /// The scheme it comes from: `BISAC`, `THEMA`, `LCSH` …
    pub authority: Option<String>,
    /// The code in the scheme.
    pub term: Option<String>,
}

/// A series or set and the place in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collection {
    /// The name of the series.
    pub name: String,
    /// The place in it: `2`, `2.5`.
    pub position: Option<String>,
    /// Whether it is a set (finite) and not a series.
    pub is_set: bool,
}

/// The print edition a text was made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrintSource {
    /// How it is cited, or its ISBN: what `dc:source` says.
    pub citation: String,
    /// Its ISBN, where known.
    pub isbn: Option<String>,
}

/// Which way pages turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progression {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// How lines run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WritingMode {
    /// Horizontal lines.
    Horizontal,
    /// Vertical lines, first at the right.
    VerticalRl,
}

/// What cannot be computed from the content: only the author can state it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccessibilityClaims {
    /// The summary in the author's words; `None` for one made from what the book holds.
    pub summary: Option<String>,
    /// Who certified the book.
    pub certified_by: Option<String>,
    /// The certifier's credential.
    pub certifier_credential: Option<String>,
    /// The certifier's report, an address.
    pub certifier_report: Option<String>,
    /// Hazards known to be there or known to be absent (`flashing`, `noFlashingHazard`, `none` …).
    pub hazards: Vec<String>,
    /// The exemption of the European Accessibility Act that is claimed (`eaa-microenterprise` …).
    pub exemption: Option<String>,
    /// Allow pictures without alternative text (said so in the metadata).
    pub allow_missing_alternatives: bool,
}
