//! What can be wrong where documents are joined.

crate::rules! {
    /// A link leads to nothing in the book.
    ///
    /// The file is not part of the book, or has no such heading or anchor. Correct the link. `links = "warn"` in `[build]`,
    /// or `--links warn`, makes it a warning and keeps only the words of the link; in a project kept for another tool (an
    /// mdBook, a site, saved pages, a publication) and in a text that is restored it is one unless `links = "error"` says
    /// otherwise.
    LINK_UNRESOLVED = "link-unresolved", None, Error, "guide/links";
    /// A link is right but for capital letters.
    ///
    /// It works on systems that do not tell them apart, and nowhere else. deckle follows it; correct it all the same.
    LINK_CASE = "link-case", None, Warning, "guide/links";
    /// A link or picture has an address that no reading system can follow.
    ///
    /// A malformed address, one on this machine, or a script. The words are kept, the link is not.
    LINK_MALFORMED = "link-malformed", None, Warning, "guide/links";
    /// A picture is missing.
    ///
    /// There is no such file in the book's folder. Correct the path, or add the file. In a text that is restored it is a
    /// warning: extractors name pictures that do not come along.
    PICTURE_MISSING = "picture-missing", None, Error, "guide/pictures";
    /// A picture lies on the network.
    ///
    /// Books are read without a network, and deckle uses none. Download the picture into the book's folder, or set
    /// `remote-pictures = "link"` in `[build]` to have a link in its place.
    PICTURE_REMOTE = "picture-remote", None, Error, "guide/pictures";
    /// A picture cannot be used.
    ///
    /// The file is no picture that deckle knows by its bytes, is too large, or cannot be read.
    PICTURE_UNREADABLE = "picture-unreadable", None, Error, "guide/pictures";
    /// A style sheet of the book cannot be read.
    STYLE_MISSING = "style-missing", None, Error, "guide/styles";
    /// An import of a style sheet cannot be carried out.
    ///
    /// deckle puts an imported sheet before the one that imports it. One on the network, one outside the book's folder, and one
    /// that holds only under a condition cannot be had that way.
    STYLE_IMPORT = "style-import", None, Error, "guide/styles";
    /// A font of the book cannot be read.
    FONT_MISSING = "font-missing", None, Error, "guide/styles";
    /// The title was found in the text, not given.
    TITLE_FOUND = "title-found", None, Note, "guide/metadata";
    /// The book has no title.
    ///
    /// None is given and none was found; the name of the file stands in for it. Stores refuse such a book.
    TITLE_MISSING = "title-missing", None, Warning, "guide/metadata";
    /// The language was found in the text, not given.
    LANGUAGE_FOUND = "language-found", None, Note, "guide/metadata";
    /// The language of the book is unknown.
    ///
    /// None is given and the text does not tell; `und` (undetermined) stands in for it. Reading systems choose
    /// hyphenation and voices by the language, and stores refuse a book without one.
    LANGUAGE_MISSING = "language-missing", None, Warning, "guide/metadata";
    /// A heading has no text.
    ///
    /// The contents would show an empty line. Give it words, or take it out.
    HEADING_EMPTY = "heading-empty", None, Warning, "guide/headings";
    /// A heading skips a level.
    ///
    /// deckle nests it below the one above and closes the gap. Where it was meant to stand deeper, something is missing
    /// between the two; let each level follow the one above it.
    HEADING_LEVEL_SKIPPED = "heading-level-skipped", None, Note, "guide/headings";
}
