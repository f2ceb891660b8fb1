//! What a section is, from its heading: preface, part, chapter, appendix … in the languages of most books.

use crate::book::Role;

/// Headings that name a role by themselves. Compared in small letters, without number and punctuation around them.
const NAMES: &[(Role, &[&str])] = &[
    (
        Role::Dedication,
        &[
            "dedication",
            "widmung",
            "dédicace",
            "dedicatoria",
            "dedica",
            "dedicatória",
            "opdracht",
        ],
    ),
    (
        Role::Foreword,
        &[
            "foreword",
            "geleitwort",
            "zum geleit",
            "avant-propos",
            "prólogo del editor",
            "prefazione dell'editore",
            "ten geleide",
        ],
    ),
    (
        Role::Preface,
        &[
            "preface",
            "author's preface",
            "preface to the second edition",
            "vorwort",
            "vorrede",
            "préface",
            "prefacio",
            "prefazione",
            "prefácio",
            "voorwoord",
        ],
    ),
    (
        Role::Prologue,
        &["prologue", "prolog", "prólogo", "prologo", "proloog"],
    ),
    (
        Role::Acknowledgments,
        &[
            "acknowledgments",
            "acknowledgements",
            "acknowledgment",
            "danksagung",
            "dank",
            "remerciements",
            "agradecimientos",
            "ringraziamenti",
            "agradecimentos",
            "dankwoord",
        ],
    ),
    (
        Role::Introduction,
        &[
            "introduction",
            "einleitung",
            "einführung",
            "introducción",
            "introduzione",
            "introdução",
            "inleiding",
        ],
    ),
    (
        Role::Epilogue,
        &[
            "epilogue",
            "epilog",
            "épilogue",
            "epílogo",
            "epilogo",
            "epiloog",
        ],
    ),
    (
        Role::Afterword,
        &[
            "afterword",
            "nachwort",
            "postface",
            "posfacio",
            "postfazione",
            "posfácio",
            "nawoord",
        ],
    ),
    (
        Role::Conclusion,
        &[
            "conclusion",
            "conclusions",
            "schluss",
            "schluß",
            "schlussfolgerung",
            "conclusión",
            "conclusiones",
            "conclusione",
            "conclusioni",
            "conclusão",
            "conclusie",
        ],
    ),
    (
        Role::Endnotes,
        &[
            "notes",
            "endnotes",
            "anmerkungen",
            "endnoten",
            "notas",
            "note",
            "noten",
            "aantekeningen",
        ],
    ),
    (
        Role::Bibliography,
        &[
            "bibliography",
            "references",
            "works cited",
            "further reading",
            "literatur",
            "literaturverzeichnis",
            "bibliographie",
            "bibliografía",
            "bibliografia",
            "bibliografie",
            "literatuur",
        ],
    ),
    (
        Role::Glossary,
        &[
            "glossary",
            "glossar",
            "glossaire",
            "glosario",
            "glossario",
            "glossário",
            "verklarende woordenlijst",
        ],
    ),
    (
        Role::Index,
        &[
            "index",
            "register",
            "stichwortverzeichnis",
            "sachregister",
            "personenregister",
            "índice alfabético",
            "índice analítico",
            "indice analitico",
            "índice remissivo",
        ],
    ),
    (
        Role::Colophon,
        &[
            "colophon",
            "kolophon",
            "impressum",
            "colofón",
            "colofon",
            "cólofon",
        ],
    ),
    (Role::Errata, &["errata", "erratum", "druckfehler"]),
    (
        Role::Contributors,
        &[
            "contributors",
            "mitwirkende",
            "contributeurs",
            "colaboradores",
            "collaboratori",
        ],
    ),
    (
        Role::CopyrightPage,
        &[
            "copyright",
            "copyright page",
            "mentions légales",
            "créditos",
        ],
    ),
    (
        Role::Epigraph,
        &["epigraph", "motto", "épigraphe", "epígrafe", "epigrafe"],
    ),
    (
        Role::ListOfIllustrations,
        &[
            "list of illustrations",
            "list of figures",
            "abbildungsverzeichnis",
            "table des illustrations",
        ],
    ),
    (
        Role::ListOfTables,
        &[
            "list of tables",
            "tabellenverzeichnis",
            "liste des tableaux",
        ],
    ),
    (
        Role::Appendix,
        &[
            "appendix",
            "appendices",
            "anhang",
            "annexe",
            "annexes",
            "appendice",
            "apéndice",
            "apêndice",
            "bijlage",
            "anexo",
        ],
    ),
];

/// Words that open a heading with a number behind them: `Appendix B`, `Part Two`, `Livre premier`.
const COUNTED: &[(Role, &[&str])] = &[
    (
        Role::Volume,
        &["volume", "vol", "band", "tome", "tomo", "deel"],
    ),
    (
        Role::Part,
        &[
            "part", "book", "teil", "buch", "partie", "livre", "parte", "libro", "livro", "boek",
        ],
    ),
    (
        Role::Chapter,
        &[
            "chapter",
            "kapitel",
            "chapitre",
            "capítulo",
            "capitulo",
            "capitolo",
            "hoofdstuk",
            "canto",
            "stave",
            "lecture",
            "letter",
        ],
    ),
    (
        Role::Appendix,
        &[
            "appendix",
            "anhang",
            "annexe",
            "appendice",
            "apéndice",
            "apêndice",
            "bijlage",
            "anexo",
        ],
    ),
];

/// Numbers as words, for `Part Two`, `Book the First`, `Zweiter Teil`, `Première partie`.
const ORDINALS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "erster",
    "erste",
    "erstes",
    "zweiter",
    "zweite",
    "zweites",
    "dritter",
    "dritte",
    "drittes",
    "vierter",
    "vierte",
    "viertes",
    "fünfter",
    "fünfte",
    "fünftes",
    "sechster",
    "un",
    "deux",
    "trois",
    "premier",
    "première",
    "deuxième",
    "second",
    "seconde",
    "troisième",
    "quatrième",
    "cinquième",
    "primera",
    "primero",
    "segunda",
    "segundo",
    "tercera",
    "tercero",
    "cuarta",
    "cuarto",
    "quinta",
    "quinto",
    "prima",
    "primo",
    "seconda",
    "secondo",
    "terza",
    "terzo",
    "quarta",
    "quarto",
    "primeira",
    "primeiro",
    "terceira",
    "terceiro",
    "eerste",
    "tweede",
    "derde",
    "vierde",
    "vijfde",
    "last",
    "letzter",
    "dernière",
];

/// What a heading says of its section; `None` where it says nothing.
pub(super) fn of_heading(heading: &str) -> Option<Role> {
    let folded = heading.to_lowercase().replace('’', "'");
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    // `1. Introduction` and `VII. Conclusion` are what they say, too.
    let named = bare
        .split_once(['.', ' ', ':'])
        .filter(|(head, _)| is_number(head))
        .map_or(bare, |(_, rest)| rest.trim());
    if let Some((role, _)) = NAMES
        .iter()
        .find(|(_, names)| names.contains(&named) || names.contains(&bare))
    {
        return Some(*role);
    }
    let mut words = bare
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let first = words.next()?;
    let counted = |word: &str| {
        COUNTED
            .iter()
            .find(|(_, names)| names.contains(&word))
            .map(|(role, _)| *role)
    };
    let mut rest = words.filter(|word| !matches!(*word, "the" | "no" | "number" | "nr"));
    let second = rest.next();
    if let Some(role) = counted(first)
        && second.is_some_and(|word| {
            is_number(word) || role == Role::Appendix && word.chars().count() == 1
        })
    {
        return Some(role);
    }
    let (true, Some(second)) = (is_number(first), second) else {
        return None;
    };
    // `Zweiter Teil`, `First Part`; not `Second Chapter of Their Lives`, which goes on.
    counted(second).filter(|_| rest.next().is_none() || bare.contains([':', '.']))
}

/// A number in figures, Roman figures or words.
pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty()
        && (word.bytes().all(|b| b.is_ascii_digit())
            || word
                .bytes()
                .all(|b| b"ivxlcdm".contains(&b.to_ascii_lowercase()))
            || ORDINALS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_sections_are() {
        for (heading, role) in [
            ("Preface", Some(Role::Preface)),
            ("VORWORT.", Some(Role::Preface)),
            ("Author’s Preface", Some(Role::Preface)),
            ("1. Introduction", Some(Role::Introduction)),
            ("Part Two: The Golden Thread", Some(Role::Part)),
            ("BOOK THE FIRST", Some(Role::Part)),
            ("Zweiter Teil", Some(Role::Part)),
            ("Première partie", Some(Role::Part)),
            ("Chapter XII. Alice’s Evidence", Some(Role::Chapter)),
            ("Appendix B: Operators", Some(Role::Appendix)),
            ("Anhang", Some(Role::Appendix)),
            ("Book of Hours", None),
            ("Part of the plan", None),
            ("The Index Librorum", None),
            ("Index", Some(Role::Index)),
            ("", None),
        ] {
            assert_eq!(of_heading(heading), role, "{heading}");
        }
    }
}
