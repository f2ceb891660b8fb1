//! Roles of sections in the words of assistive technology (DPUB-ARIA 1.1).

use crate::book::Role;

/// The ARIA role of a section, where there is one for it.
pub(crate) fn aria_role(role: Role) -> Option<&'static str> {
    Some(match role {
        Role::Dedication => "doc-dedication",
        Role::Epigraph => "doc-epigraph",
        Role::Foreword => "doc-foreword",
        Role::Preface => "doc-preface",
        Role::Prologue => "doc-prologue",
        Role::Acknowledgments => "doc-acknowledgments",
        Role::Introduction => "doc-introduction",
        Role::Part => "doc-part",
        Role::Chapter => "doc-chapter",
        Role::Epilogue => "doc-epilogue",
        Role::Afterword => "doc-afterword",
        Role::Conclusion => "doc-conclusion",
        Role::Appendix => "doc-appendix",
        Role::Endnotes => "doc-endnotes",
        Role::Bibliography => "doc-bibliography",
        Role::Glossary => "doc-glossary",
        Role::Index => "doc-index",
        Role::Colophon => "doc-colophon",
        Role::Errata => "doc-errata",
        Role::OtherCredits => "doc-credits",
        Role::Section
        | Role::TitlePage
        | Role::HalfTitlePage
        | Role::CopyrightPage
        | Role::Volume
        | Role::Contributors
        | Role::Toc
        | Role::ListOfIllustrations
        | Role::ListOfTables => return None,
    })
}
