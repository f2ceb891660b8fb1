//! Syntax highlighting: which pieces of a listing are keywords, strings, comments and numbers.
//!
//! A tokenizer of its own, because the highlighters there are bring regular-expression engines and megabytes of grammars,
//! and because a book on paper-like screens needs four kinds of token, not forty. It knows a language as a list of
//! keywords and the marks of comments and strings; it never changes the text.

use std::ops::Range;

/// What a piece of a listing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A word of the language.
    Keyword,
    /// A string or character literal.
    String,
    /// A comment.
    Comment,
    /// A number.
    Number,
}

impl Token {
    /// The class in the style sheets.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Token::Keyword => "code-keyword",
            Token::String => "code-string",
            Token::Comment => "code-comment",
            Token::Number => "code-number",
        }
    }
}

/// A language as the tokenizer knows it.
struct Grammar {
    /// Names after the fence, in small letters.
    names: &'static [&'static str],
    /// Keywords, parted by spaces.
    keywords: &'static str,
    /// What begins a comment to the end of the line.
    line_comments: &'static [&'static str],
    /// What begins and ends a comment.
    block_comments: &'static [(&'static str, &'static str)],
    /// What begins and ends a string, whether it may run over lines. Longer marks come first.
    strings: &'static [(&'static str, &'static str, bool)],
    /// Whether keywords match in any case.
    folds_case: bool,
    /// Characters besides letters, digits and `_` that belong to a word.
    word_marks: &'static str,
}

const C_COMMENT: &[(&str, &str)] = &[("/*", "*/")];
const C_STRINGS: &[(&str, &str, bool)] = &[("\"", "\"", false), ("'", "'", false)];
const SCRIPT_STRINGS: &[(&str, &str, bool)] =
    &[("`", "`", true), ("\"", "\"", false), ("'", "'", false)];

/// A grammar of the C family, to be varied.
const C: Grammar = Grammar {
    names: &["c", "h"],
    keywords: "auto bool break case char const continue default do double else enum extern false float for goto if inline int long NULL register restrict return short signed sizeof static struct switch true typedef union unsigned void volatile while",
    line_comments: &["//"],
    block_comments: C_COMMENT,
    strings: C_STRINGS,
    folds_case: false,
    word_marks: "",
};

static GRAMMARS: &[Grammar] = &[
    C,
    Grammar {
        names: &["cpp", "c++", "cc", "cxx", "hpp"],
        keywords: "alignas alignof auto bool break case catch char class const consteval constexpr constinit const_cast continue co_await co_return co_yield concept decltype default delete do double dynamic_cast else enum explicit export extern false final float for friend goto if inline int long mutable namespace new noexcept nullptr operator override private protected public register reinterpret_cast requires return short signed sizeof static static_assert static_cast struct switch template this throw true try typedef typeid typename union unsigned using virtual void volatile while",
        ..C
    },
    Grammar {
        names: &["cs", "csharp", "c#"],
        keywords: "abstract as async await base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach get goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly record ref return sbyte sealed set short sizeof static string struct switch this throw true try typeof uint ulong unchecked unsafe using var virtual void volatile while yield",
        ..C
    },
    Grammar {
        names: &["java"],
        keywords: "abstract assert boolean break byte case catch char class const continue default do double else enum extends false final finally float for goto if implements import instanceof int interface long native new null package private protected public record return sealed short static strictfp super switch synchronized this throw throws transient true try var void volatile while yield",
        strings: &[
            ("\"\"\"", "\"\"\"", true),
            ("\"", "\"", false),
            ("'", "'", false),
        ],
        ..C
    },
    Grammar {
        names: &["kotlin", "kt"],
        keywords: "abstract as break by catch class companion const continue data do else enum false final finally for fun if import in init inline interface internal is lateinit null object open operator override package private protected public return sealed super suspend this throw true try typealias val var when while",
        strings: &[
            ("\"\"\"", "\"\"\"", true),
            ("\"", "\"", false),
            ("'", "'", false),
        ],
        ..C
    },
    Grammar {
        names: &["swift"],
        keywords: "actor as associatedtype async await break case catch class continue default defer deinit do else enum extension fallthrough false fileprivate for func guard if import in init inout internal is lazy let nil open operator private protocol public repeat rethrows return self Self static struct subscript super switch throw throws true try typealias var where while",
        strings: &[("\"\"\"", "\"\"\"", true), ("\"", "\"", false)],
        ..C
    },
    Grammar {
        names: &["rust", "rs"],
        keywords: "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while",
        strings: &[("r#\"", "\"#", true), ("\"", "\"", true)],
        ..C
    },
    Grammar {
        names: &["go", "golang"],
        keywords: "break case chan const continue default defer else fallthrough false for func go goto if import interface iota map nil package range return select struct switch true type var",
        strings: SCRIPT_STRINGS,
        ..C
    },
    Grammar {
        names: &["javascript", "js", "jsx", "mjs", "typescript", "ts", "tsx"],
        keywords: "abstract any as async await boolean break case catch class const continue debugger declare default delete do else enum export extends false finally for from function get if implements import in instanceof interface keyof let namespace never new null number of private protected public readonly return set static string super switch symbol this throw true try type typeof undefined unknown var void while with yield",
        strings: SCRIPT_STRINGS,
        word_marks: "$",
        ..C
    },
    Grammar {
        names: &["php"],
        keywords: "abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty enum extends false final finally fn for foreach function global goto if implements include instanceof interface isset list match namespace new null or print private protected public readonly require return static switch throw trait true try unset use var while xor yield",
        line_comments: &["//", "#"],
        folds_case: true,
        ..C
    },
    Grammar {
        names: &["python", "py", "python3"],
        keywords: "and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return True try while with yield",
        line_comments: &["#"],
        block_comments: &[],
        strings: &[
            ("\"\"\"", "\"\"\"", true),
            ("'''", "'''", true),
            ("\"", "\"", false),
            ("'", "'", false),
        ],
        ..C
    },
    Grammar {
        names: &["ruby", "rb"],
        keywords: "alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield require attr_accessor attr_reader",
        line_comments: &["#"],
        block_comments: &[("=begin", "=end")],
        ..C
    },
    Grammar {
        names: &["sh", "bash", "shell", "zsh"],
        keywords: "case do done elif else esac export fi for function if in local return select set then until unset while",
        line_comments: &["# "],
        block_comments: &[],
        strings: &[("\"", "\"", true), ("'", "'", true)],
        word_marks: "-",
        ..C
    },
    Grammar {
        names: &["sql"],
        keywords: "add all alter and any as asc avg begin between by case check column commit constraint count create database default delete desc distinct drop else end exists foreign from full group having if in index inner insert into is join key left like limit max min not null offset on or order outer primary references right rollback select set sum table then transaction union unique update values view when where with",
        line_comments: &["--"],
        strings: &[("'", "'", true), ("\"", "\"", false)],
        folds_case: true,
        ..C
    },
    Grammar {
        names: &["haskell", "hs", "elm"],
        keywords: "case class data default deriving do else foreign if import in infix infixl infixr instance let module newtype of then type where qualified as hiding",
        line_comments: &["--"],
        block_comments: &[("{-", "-}")],
        strings: &[("\"", "\"", false)],
        word_marks: "'",
        ..C
    },
    Grammar {
        names: &["lua"],
        keywords: "and break do else elseif end false for function goto if in local nil not or repeat return then true until while",
        line_comments: &["--"],
        block_comments: &[("--[[", "]]")],
        ..C
    },
    Grammar {
        names: &["r"],
        keywords: "break else FALSE for function if in Inf NA NaN next NULL repeat return TRUE while library",
        line_comments: &["#"],
        block_comments: &[],
        word_marks: ".",
        ..C
    },
    Grammar {
        names: &["toml", "ini", "conf"],
        keywords: "true false",
        line_comments: &["#", ";"],
        block_comments: &[],
        strings: &[
            ("\"\"\"", "\"\"\"", true),
            ("'''", "'''", true),
            ("\"", "\"", false),
            ("'", "'", false),
        ],
        word_marks: "-",
        ..C
    },
    Grammar {
        names: &["yaml", "yml"],
        keywords: "true false null yes no",
        line_comments: &["#"],
        block_comments: &[],
        word_marks: "-",
        ..C
    },
    Grammar {
        names: &["json", "jsonc", "json5"],
        keywords: "true false null",
        ..C
    },
    Grammar {
        names: &["html", "xml", "xhtml", "svg", "opf"],
        keywords: "",
        line_comments: &[],
        block_comments: &[("<!--", "-->")],
        strings: &[("\"", "\"", true)],
        ..C
    },
    Grammar {
        names: &["css", "scss"],
        keywords: "important inherit initial none auto unset",
        line_comments: &[],
        word_marks: "-",
        ..C
    },
    Grammar {
        names: &["lisp", "clojure", "clj", "scheme", "racket", "elisp"],
        keywords: "begin cond def define defmacro defn defun do else fn if lambda let loop nil ns quote recur set! setq true false when unless",
        line_comments: &[";"],
        block_comments: &[],
        strings: &[("\"", "\"", true)],
        word_marks: "-!?*",
        ..C
    },
    Grammar {
        names: &["makefile", "make", "dockerfile", "docker"],
        keywords: "include ifeq ifneq ifdef else endif define export FROM RUN CMD COPY ADD ENV WORKDIR EXPOSE ENTRYPOINT ARG LABEL USER VOLUME AS",
        line_comments: &["#"],
        block_comments: &[],
        ..C
    },
];

/// The tokens of a listing in order; what lies between them is plain. Empty for a language that is not known.
pub(crate) fn tokens(language: &str, text: &str) -> Vec<(Range<usize>, Token)> {
    let name = language
        .split([',', ' ', '{'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if SESSIONS.contains(&name.as_str()) {
        return session(text);
    }
    let Some(grammar) = GRAMMARS
        .iter()
        .find(|grammar| grammar.names.contains(&name.as_str()))
    else {
        return Vec::new();
    };
    let keywords: Vec<&str> = grammar.keywords.split(' ').collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut after_word = false;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, token) = next(grammar, &keywords, rest, after_word);
        if let Some(token) = token {
            tokens.push((at..at + length, token));
        }
        after_word = text
            .get(..at + length)
            .and_then(|done| done.chars().next_back())
            .is_some_and(|c| is_word(grammar, c));
        at += length;
    }
    tokens
}

/// Languages of what stood on a terminal.
const SESSIONS: &[&str] = &["console", "shell-session"];

/// Of a session only what was typed is a program: the lines behind a prompt.
fn session(text: &str) -> Vec<(Range<usize>, Token)> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(typed) = line.strip_prefix("$ ") {
            let start = at + line.len() - typed.len();
            let typed = tokens("sh", typed).into_iter();
            found.extend(
                typed.map(|(range, token)| (start + range.start..start + range.end, token)),
            );
        }
        at += line.len();
    }
    found
}

/// The length of what comes next, and what it is.
fn next(
    grammar: &Grammar,
    keywords: &[&str],
    rest: &str,
    after_word: bool,
) -> (usize, Option<Token>) {
    for (open, close) in grammar.block_comments {
        if rest.starts_with(open) {
            return (
                until(rest, open.len(), close, true, false),
                Some(Token::Comment),
            );
        }
    }
    if grammar
        .line_comments
        .iter()
        .any(|mark| rest.starts_with(mark))
        && !(after_word && rest.starts_with('#'))
    {
        return (rest.find('\n').unwrap_or(rest.len()), Some(Token::Comment));
    }
    if !after_word {
        for (open, close, lines) in grammar.strings {
            if rest.starts_with(open) {
                return (
                    until(rest, open.len(), close, *lines, true),
                    Some(Token::String),
                );
            }
        }
    }
    let first = rest.chars().next().unwrap_or(' ');
    if !is_word(grammar, first) {
        return (first.len_utf8(), None);
    }
    let word = rest
        .get(..rest.find(|c| !is_word(grammar, c)).unwrap_or(rest.len()))
        .unwrap_or(rest);
    let is_keyword = |keyword: &&str| {
        if grammar.folds_case {
            keyword.eq_ignore_ascii_case(word)
        } else {
            *keyword == word
        }
    };
    let token = if first.is_ascii_digit() && !after_word {
        Some(Token::Number)
    } else if keywords.iter().any(is_keyword) {
        Some(Token::Keyword)
    } else {
        None
    };
    (word.len(), token)
}

/// The length up to and with `close`; to the end of the line where a string may not run over lines and is not closed.
fn until(rest: &str, from: usize, close: &str, lines: bool, escapes: bool) -> usize {
    let mut skip = false;
    for (index, c) in rest.char_indices().skip_while(|&(index, _)| index < from) {
        if skip {
            skip = false;
        } else if rest
            .get(index..)
            .is_some_and(|tail| tail.starts_with(close))
        {
            return index + close.len();
        } else if c == '\n' && !lines {
            return index;
        } else {
            skip = escapes && c == '\\';
        }
    }
    rest.len()
}

fn is_word(grammar: &Grammar, c: char) -> bool {
    c.is_alphanumeric() || c == '_' || grammar.word_marks.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds<'a>(language: &str, text: &'a str) -> Vec<(&'a str, Token)> {
        tokens(language, text)
            .into_iter()
            .map(|(range, token)| (&text[range], token))
            .collect()
    }

    #[test]
    fn rust_has_keywords_strings_comments_and_numbers() {
        assert_eq!(
            kinds("rust", "let x = \"a \\\" b\"; // 1\nx2 + 30"),
            [
                ("let", Token::Keyword),
                ("\"a \\\" b\"", Token::String),
                ("// 1", Token::Comment),
                ("30", Token::Number)
            ]
        );
    }

    #[test]
    fn a_session_has_tokens_only_behind_its_prompts() {
        assert_eq!(
            kinds("console", "$ for x in a\nfor you 'it'\n$ echo 'b'\n"),
            [
                ("for", Token::Keyword),
                ("in", Token::Keyword),
                ("'b'", Token::String)
            ]
        );
    }

    #[test]
    fn an_open_string_ends_with_its_line_and_an_open_comment_with_the_text() {
        assert_eq!(
            kinds("c", "'a\nint /* b"),
            [
                ("'a", Token::String),
                ("int", Token::Keyword),
                ("/* b", Token::Comment)
            ]
        );
    }

    #[test]
    fn apostrophes_in_words_and_unknown_languages_are_left_alone() {
        assert_eq!(kinds("haskell", "foldl' f"), []);
        assert_eq!(kinds("klingon", "let x = 1"), []);
    }
}
