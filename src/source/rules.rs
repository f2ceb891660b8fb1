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
}
