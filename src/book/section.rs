//! Sections: the chapter tree.

use super::{Attributes, Block, Inline};
use crate::report::Span;

/// A part, chapter or section, with its heading and what stands under it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// What it is in the book.
    pub role: Role,
    /// The heading; empty for a section without one.
    pub heading: Vec<Inline>,
    /// The title for the navigation where it differs from the heading, or where there is no heading.
    pub title: Option<String>,
    /// The anchor is always set and unique; classes and language as given.
    pub attributes: Attributes,
    /// The blocks before the first subsection.
    pub blocks: Vec<Block>,
    /// The subsections.
    pub children: Vec<Section>,
    /// Whether it begins a file of its own (parts, chapters and matter around them do; sections inside chapters do not).
    pub starts_file: bool,
    /// Whether it is shown in the contents.
    pub in_contents: bool,
    /// The path of the source file it came from, relative to the book's folder; empty for none.
    pub path: String,
    /// Where its heading stood.
    pub span: Span,
}

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// What a section is: the terms of EPUB's Structural Semantics Vocabulary 1.1 that apply to divisions.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Role {
            $($(#[$doc])* $variant,)+
        }

        impl Role {
            /// All roles.
            pub const ALL: &'static [Role] = &[$(Role::$variant),+];

            /// The term as the vocabulary spells it; empty for a plain section.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Role::$variant => $name),+ }
            }

            /// The role of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Role> {
                match name { $($name => Some(Role::$variant),)+ _ => None }
            }
        }
    };
}

roles! {
    /// A division below the chapter, or one of unknown nature.
    #[default]
    Section = "",
    /// The title page.
    TitlePage = "titlepage",
    /// The half-title page.
    HalfTitlePage = "halftitlepage",
    /// The copyright page.
    CopyrightPage = "copyright-page",
    /// The dedication.
    Dedication = "dedication",
    /// An epigraph on a page of its own.
    Epigraph = "epigraph",
    /// The foreword.
    Foreword = "foreword",
    /// The preface.
    Preface = "preface",
    /// The prologue.
    Prologue = "prologue",
    /// The acknowledgments.
    Acknowledgments = "acknowledgments",
    /// The introduction.
    Introduction = "introduction",
    /// A volume.
    Volume = "volume",
    /// A part: it holds chapters.
    Part = "part",
    /// A chapter.
    Chapter = "chapter",
    /// The epilogue.
    Epilogue = "epilogue",
    /// The afterword.
    Afterword = "afterword",
    /// The conclusion.
    Conclusion = "conclusion",
    /// An appendix.
    Appendix = "appendix",
    /// Notes at the end.
    Endnotes = "endnotes",
    /// A bibliography.
    Bibliography = "bibliography",
    /// A glossary.
    Glossary = "glossary",
    /// An index.
    Index = "index",
    /// The colophon.
    Colophon = "colophon",
    /// Errata.
    Errata = "errata",
    /// Contributors.
    Contributors = "contributors",
    /// Other credits.
    OtherCredits = "other-credits",
    /// A printed contents that is kept.
    Toc = "toc",
    /// A list of illustrations.
    ListOfIllustrations = "loi",
    /// A list of tables.
    ListOfTables = "lot",
}
