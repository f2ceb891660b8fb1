//! Stress: asterisks where CommonMark's flanking rules are sure to read them as meant, else underscores, else tags.

/// What a character is to the flanking rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Blank,
    Word,
    Punctuation,
    /// A symbol: punctuation in newer versions of CommonMark only.
    Unsure,
}

fn class(c: Option<char>) -> Class {
    match c {
        None => Class::Blank,
        Some(c) if c.is_whitespace() => Class::Blank,
        Some(c) if c.is_alphanumeric() => Class::Word,
        Some(c) if c.is_ascii_punctuation() => Class::Punctuation,
        Some(
            '‘' | '’' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '–' | '—' | '…' | '¿' | '¡' | '§'
            | '·',
        ) => Class::Punctuation,
        Some(_) => Class::Unsure,
    }
}

/// Which signs enclose a stressed passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signs {
    /// `*`, or `**`.
    Stars,
    /// `_`, or `__`.
    Underscores,
}

/// What stands at the four edges of a passage, and around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edges {
    /// Before the opening sign.
    pub(super) before: Option<char>,
    /// The first character inside.
    pub(super) first: Option<char>,
    /// The last character inside.
    pub(super) last: Option<char>,
    /// After the closing sign.
    pub(super) after: Option<char>,
    /// Whether the passage stands inside another that is enclosed in stars.
    pub(super) in_stars: bool,
    /// The same for underscores.
    pub(super) in_underscores: bool,
}

/// Whether a passage with these edges is read as meant in these signs.
pub(super) fn holds(signs: Signs, edges: Edges) -> bool {
    let sign = if signs == Signs::Stars { '*' } else { '_' };
    if [edges.before, edges.first, edges.last, edges.after].contains(&Some(sign)) {
        // Runs of the same sign would merge.
        return false;
    }
    let (opening, closing) = (
        (class(edges.before), class(edges.first)),
        (class(edges.after), class(edges.last)),
    );
    match signs {
        Signs::Stars if edges.in_stars => flanks_only(opening) && flanks_only(closing),
        Signs::Stars => flanks(opening) && flanks(closing),
        Signs::Underscores => {
            !edges.in_underscores && stands_apart(opening) && stands_apart(closing)
        }
    }
}

/// Whether a sign between what is outside and what is inside opens (or, mirrored, closes).
fn flanks((outside, inside): (Class, Class)) -> bool {
    match (outside, inside) {
        (_, Class::Blank) => false,
        (Class::Blank, _) | (_, Class::Word) => true,
        (Class::Punctuation, _) => true,
        (Class::Word | Class::Unsure, _) => false,
    }
}

/// Whether it can do nothing else.
fn flanks_only(sides: (Class, Class)) -> bool {
    matches!(
        sides,
        (
            Class::Blank,
            Class::Word | Class::Punctuation | Class::Unsure
        ) | (Class::Punctuation, Class::Word)
    )
}

/// Whether an underscore opens there: not inside a word.
fn stands_apart((outside, inside): (Class, Class)) -> bool {
    inside != Class::Blank && matches!(outside, Class::Blank | Class::Punctuation)
}
