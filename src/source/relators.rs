//! The parts that people have in a book, in the words that authors use for them, as codes of MARC's relator list.

/// Words for the MARC relator codes that books need most.
pub(super) const ROLES: &[(&str, &str)] = &[
    ("author", "aut"),
    ("translator", "trl"),
    ("editor", "edt"),
    ("illustrator", "ill"),
    ("contributor", "ctb"),
    ("photographer", "pht"),
    ("cover designer", "cov"),
    ("designer", "dsr"),
    ("annotator", "ann"),
    ("compiler", "com"),
    ("commentator", "cwt"),
    ("author of foreword", "aui"),
    ("author of introduction", "aui"),
    ("author of afterword", "aft"),
    ("publisher", "pbl"),
    ("proofreader", "pfr"),
    ("transcriber", "trc"),
    ("book producer", "bkp"),
    ("artist", "art"),
    ("composer", "cmp"),
    ("narrator", "nrt"),
    ("adapter", "adp"),
    ("creator", "cre"),
];

/// The code of a word, or a code that is in the table, in small letters.
pub(super) fn code(word: &str) -> Option<&'static str> {
    ROLES
        .iter()
        .find(|(known, code)| *known == word || *code == word)
        .map(|(_, code)| *code)
}
