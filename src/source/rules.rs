//! What can be wrong with an input: the rules of reading.

crate::rules! {
    /// A file of the book does not exist.
    ///
    /// The command line, `book.toml` or `SUMMARY.md` names a file that is not there. Correct the name; letters and
    /// their case count.
    FILE_MISSING = "source-file-missing", None, Fatal, "guide/inputs";
    /// A file of the book cannot be read.
    ///
    /// It is larger than the limit, lies outside the folder of the book, or the system refuses it.
    FILE_UNREADABLE = "source-file-unreadable", None, Fatal, "guide/inputs";
    /// There is no text in the input.
    ///
    /// A file without a word, or a folder without a text that deckle reads, makes no book.
    EMPTY = "source-empty", None, Error, "guide/inputs";
    /// A file is no text.
    ///
    /// deckle reads text, Markdown, HTML and EPUB. The message says what the file seems to be, the hint what to do first.
    BINARY = "source-binary", None, Fatal, "guide/inputs";
    /// A text is in a markup that deckle does not read.
    ///
    /// LaTeX, reStructuredText, AsciiDoc, Org, FictionBook and other XML: read as plain text, their marks would stand in
    /// the book. Convert the text to Markdown or HTML first; `--kind` reads it as it is all the same.
    FOREIGN_MARKUP = "source-markup-foreign", None, Error, "guide/inputs";
    /// A byte of a file does not fit its encoding.
    ///
    /// The encoding is found from a mark, from the bytes or from evidence, and can be set with `--encoding` or
    /// `encoding` in `[build]`. The message gives the offset of the first byte that does not fit.
    ENCODING_MALFORMED = "source-encoding-malformed", None, Fatal, "guide/inputs";
    /// The encoding that is set has an unknown name.
    ///
    /// Names are those of the Encoding Standard: `utf-8`, `windows-1252`, `iso-8859-2`, `koi8-r`, `gb18030`, `shift_jis` …
    ENCODING_UNKNOWN = "source-encoding-unknown", None, Fatal, "guide/inputs";
    /// The encoding of a file and the kind of its text, as found.
    ///
    /// Both are found from evidence and can be set: `--encoding` and `--kind`, or `encoding` and `kind` in `[build]`.
    READ_AS = "source-read-as", None, Note, "guide/inputs";
    /// A file held characters that no book can hold.
    ///
    /// Zero bytes and other control characters are forbidden in EPUB. They were left out.
    CONTROL_CHARACTERS = "source-control-characters", None, Warning, "guide/inputs";
    /// `book.toml` is not TOML.
    ///
    /// The message says what was expected, at the place where reading stopped.
    TOML_SYNTAX = "book-toml-syntax", None, Error, "reference/book-toml";
    /// `book.toml` has a key that deckle does not know.
    ///
    /// Most often it is mistyped, or stands in another table. The hint names the nearest known one.
    TOML_KEY_UNKNOWN = "book-toml-key-unknown", None, Error, "reference/book-toml";
    /// A key of `book.toml` has a value of the wrong kind.
    TOML_TYPE = "book-toml-type", None, Error, "reference/book-toml";
    /// A key of `book.toml` has a value that it cannot have.
    TOML_VALUE = "book-toml-value", None, Error, "reference/book-toml";
    /// SUMMARY.md names a file that is not there.
    ///
    /// Correct the entry, or add the file. A chapter that is not written yet has an empty target: `[Title]()`.
    SUMMARY_LINK = "summary-file-missing", None, Error, "guide/inputs";
    /// A draft is left out.
    ///
    /// SUMMARY.md names it without a file, or its front matter says `draft: true`.
    SUMMARY_DRAFT = "draft-left-out", None, Note, "guide/inputs";
    /// A text of the folder is left out, because files of its name are most often no part of a book.
    ///
    /// Licences, change logs and the like lie in many folders. One that a chapter links to is read. Where it is part of the
    /// book, list the files in `files` of `[build]`.
    FILE_ASIDE = "source-file-aside", None, Note, "guide/inputs";
    /// A file that a text brings in is missing.
    ///
    /// `{{#include file}}` names a file, a part or lines that are not there. Paths are taken from the folder of the file
    /// with the mark.
    INCLUDE_MISSING = "include-missing", None, Error, "guide/inputs";
    /// An EPUB given as input cannot be read.
    ///
    /// Its container, package document or spine is broken beyond reading, or it is protected.
    EPUB_BROKEN = "source-epub-broken", None, Fatal, "guide/inputs";
    /// An EPUB given as input lacks a document that its spine names.
    EPUB_FILE_MISSING = "source-epub-file-missing", None, Warning, "guide/inputs";
    /// A mark belongs to a preprocessor that deckle does not know.
    ///
    /// It is left out, for a reader of the book could make nothing of it. Write what it stands for, or put a backslash
    /// before it where it is meant as letters.
    MARK_UNKNOWN = "mark-unknown", None, Warning, "guide/inputs";
}
