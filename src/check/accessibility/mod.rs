//! Accessibility: what holds, what does not, and what only a person can judge.
//!
//! Looked at only when it is asked for, since EPUBCheck says nothing of most of it. The terms are those of EPUB
//! Accessibility 1.1, and of the requirements for e-books in Annex I, section IV (f) of the European Accessibility Act.

mod documents;
mod statements;

use super::publication::{Document, DocumentKind, Publication};
use super::{Family, Findings, Look};

pub(super) static FAMILY: Family = Family {
    name: "accessibility",
    about: "what a reader with a disability meets",
    rules: RULES,
    looks: &[Look::Document(document), Look::Publication(publication)],
};

crate::rules! {
    /// A picture has no alternative text.
    ///
    /// A screen reader then says the name of the file, or nothing. Say in a sentence what the picture shows; a picture that
    /// only adorns gets `alt=""`.
    ALTERNATIVE_MISSING = "accessibility-alternative-missing", None, Warning, "https://www.w3.org/TR/WCAG22/#non-text-content";
    /// An alternative text says nothing.
    ///
    /// A file name, or a word like "image", tells a listener only that there is something to see.
    ALTERNATIVE_JUNK = "accessibility-alternative-empty-of-meaning", None, Warning, "https://www.w3.org/TR/WCAG22/#non-text-content";
    /// Mathematics has no alternative text.
    ///
    /// Not every screen reader speaks MathML; the `alttext` of the `math` element is what the others say.
    MATHS_ALTERNATIVE = "accessibility-maths-alternative-missing", None, Warning, "https://www.w3.org/TR/WCAG22/#non-text-content";
    /// A heading skips a level.
    ///
    /// Readers who move by headings take a gap for a part that they have missed.
    HEADING_SKIPPED = "accessibility-heading-level-skipped", None, Warning, "https://www.w3.org/TR/WCAG22/#info-and-relationships";
    /// A document does not say its language.
    ///
    /// A screen reader then speaks it with the voice of the package's language, or of the machine's.
    LANGUAGE_MISSING = "accessibility-language-missing", None, Warning, "https://www.w3.org/TR/WCAG22/#language-of-page";
    /// A data table has no heading cells.
    ///
    /// Without `th` a listener hears numbers and not what they belong to.
    TABLE_HEADINGS = "accessibility-table-headings-missing", None, Warning, "https://www.w3.org/TR/WCAG22/#info-and-relationships";
    /// A link has no text.
    ///
    /// A screen reader lists a page's links by their words. Give it some, or an `aria-label`.
    LINK_TEXT = "accessibility-link-text-missing", None, Warning, "https://www.w3.org/TR/WCAG22/#link-purpose-in-context";
    /// The accessibility metadata lack a field.
    ///
    /// Stores show it to buyers, and the law asks for it.
    METADATA_MISSING = "accessibility-metadata-missing", None, Warning, "https://www.w3.org/TR/epub-a11y-11/#sec-disc-package";
    /// The accessibility metadata claim what the book does not hold.
    ///
    /// A reader who buys the book for it is deceived. Mend the content, or take the claim out.
    METADATA_UNTRUE = "accessibility-metadata-untrue", None, Warning, "https://www.w3.org/TR/epub-a11y-11/#sec-disc-package";
    /// There is a page list, and no word of the print edition whose pages it names.
    ///
    /// Page numbers mean something only with their edition. Name it in `pageBreakSource`.
    PAGE_SOURCE_MISSING = "accessibility-page-source-missing", None, Warning, "https://www.w3.org/TR/epub-a11y-11/#sec-page-src";
    /// A statement of the accessibility report that holds.
    ///
    /// Nothing need be done; the statement names the requirement it answers.
    HOLDS = "accessibility-holds", None, Note, "https://eur-lex.europa.eu/eli/dir/2019/882/oj";
    /// A statement of the accessibility report that does not hold.
    ///
    /// The findings beside it say where.
    FAILS = "accessibility-fails", None, Warning, "https://eur-lex.europa.eu/eli/dir/2019/882/oj";
    /// A statement of the accessibility report that a program cannot judge.
    ///
    /// Read the book with it in mind, with a screen reader where you can.
    PERSON = "accessibility-for-a-person", None, Note, "https://eur-lex.europa.eu/eli/dir/2019/882/oj";
}

fn document(publication: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if publication.options.accessibility && document.kind == DocumentKind::Xhtml {
        documents::judge(document, findings);
    }
}

fn publication(publication: &Publication<'_>, findings: &mut Findings) {
    if publication.options.accessibility {
        statements::judge(publication, findings);
    }
}
