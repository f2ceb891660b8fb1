//! Joins documents into a book: the section tree, unique anchors, resolved links, numbered notes, loaded resources.
