//! The document type declaration: its identifiers, its internal subset, and what the well-known ones declare outside.

use super::characters::is_space;
use super::entity_names::named;
use super::ns;
use super::parser::{Parser, Step};
use super::tree::DocumentType;

/// What an entity stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entity {
    /// Text of the document itself, from `start` to `end`.
    Internal { start: usize, end: usize },
    /// A file, which is never read.
    External,
    /// A file that is no text (`NDATA`).
    Unparsed,
}

/// The entities of the XHTML document types, and of those that include them.
pub(super) fn known_entity(found: &DocumentType<'_>, name: &str) -> Option<char> {
    let public = found.public?;
    let known = public.starts_with("-//W3C//DTD XHTML ")
        || matches!(
            public,
            "+//ISBN 0-9673008-1-9//DTD OEB 1.2 Document//EN" | "-//NISO//DTD dtbook 2005-2//EN"
        );
    if known { named(name) } else { None }
}

/// The namespace that the XHTML and NCX document types give to a root without `xmlns`.
pub(super) fn default_namespace(found: &DocumentType<'_>) -> Option<&'static str> {
    let public = found.public?;
    if public.starts_with("-//W3C//DTD XHTML ") {
        Some(ns::XHTML)
    } else if public.starts_with("-//NISO//DTD ncx ") {
        Some(ns::NCX)
    } else {
        None
    }
}

impl<'s> Parser<'s> {
    /// Reads `<!DOCTYPE … >`.
    pub(super) fn document_type(&mut self) -> Step<DocumentType<'s>> {
        self.at += "<!DOCTYPE".len();
        if !self.skip_space() {
            return self.fault(self.at, "white space is missing after '<!DOCTYPE'");
        }
        let name = self.name("the name of the root element in the document type declaration")?;
        let spaced = self.skip_space();
        let (public, system) = self.external_id(spaced)?;
        self.skip_space();
        let internal = self.take("[");
        if internal {
            self.internal_subset()?;
            self.skip_space();
        }
        self.expect(">", "at the end of the document type declaration")?;
        Ok(DocumentType {
            name,
            public,
            system,
            internal,
            end: self.at,
        })
    }

    fn external_id(&mut self, spaced: bool) -> Step<(Option<&'s str>, Option<&'s str>)> {
        let public = if self.looking_at("PUBLIC") {
            self.at += "PUBLIC".len();
            if !spaced || !self.skip_space() {
                return self.fault(self.at, "white space is missing around 'PUBLIC'");
            }
            let id = self.literal("the public identifier")?;
            let allowed = |c: char| {
                c.is_ascii_alphanumeric() || is_space(c) || "-'()+,./:=?;!*#@$_%".contains(c)
            };
            if !id.chars().all(allowed) {
                return self.fault(
                    self.at,
                    format!(
                        "the public identifier '{id}' has a character that is not allowed there"
                    ),
                );
            }
            Some(id)
        } else if self.looking_at("SYSTEM") {
            self.at += "SYSTEM".len();
            None
        } else {
            return Ok((None, None));
        };
        if !self.skip_space() {
            return self.fault(
                self.at,
                "a system identifier is missing in the document type declaration",
            );
        }
        Ok((public, Some(self.literal("the system identifier")?)))
    }

    fn literal(&mut self, what: &str) -> Step<&'s str> {
        if self.take("\"") {
            self.until("\"", what)
        } else if self.take("'") {
            self.until("'", what)
        } else {
            self.fault(self.at, format!("{what} has to stand in quotation marks"))
        }
    }

    fn internal_subset(&mut self) -> Step {
        loop {
            self.skip_space();
            if self.take("]") {
                return Ok(());
            }
            if self.take("<!ENTITY") {
                self.entity_declaration()?;
            } else if self.take("%") {
                self.name("the name of a parameter entity")?;
                self.expect(";", "after the name of a parameter entity")?;
            } else if ["<!ELEMENT", "<!ATTLIST", "<!NOTATION"]
                .iter()
                .any(|d| self.looking_at(d))
            {
                self.skip_declaration()?;
            } else if !self.miscellaneous_in_subset()? {
                return self.fault(
                    self.at,
                    "the internal subset of the document type declaration is malformed",
                );
            }
        }
    }

    /// Comments and instructions of the subset are read as everywhere, but are no part of the tree.
    fn miscellaneous_in_subset(&mut self) -> Step<bool> {
        if self.take("<!--") {
            self.until("--", "the comment")?;
            self.expect(">", "after '--' in a comment")?;
            return Ok(true);
        }
        if self.take("<?") {
            self.until("?>", "the processing instruction")?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Skips a declaration that is no entity: to its `>`, over quoted literals.
    fn skip_declaration(&mut self) -> Step {
        loop {
            let rest = self.rest();
            let Some(length) = rest.find(['>', '"', '\'']) else {
                return self.fault(
                    self.at + rest.len(),
                    "a declaration in the document type has no end",
                );
            };
            self.at += length;
            if self.take(">") {
                return Ok(());
            }
            self.literal("a value")?;
        }
    }

    fn entity_declaration(&mut self) -> Step {
        if !self.skip_space() {
            return self.fault(self.at, "white space is missing after '<!ENTITY'");
        }
        let parameter = self.take("%");
        if parameter {
            self.skip_space();
        }
        let name = self.name("the name of an entity")?;
        let spaced = self.skip_space();
        let entity = if self.looking_at("PUBLIC") || self.looking_at("SYSTEM") {
            self.external_id(spaced)?;
            self.skip_space();
            if self.take("NDATA") {
                self.skip_space();
                self.name("the name of a notation")?;
                Entity::Unparsed
            } else {
                Entity::External
            }
        } else {
            let start = self.at + 1;
            let text = self.literal("the value of an entity")?;
            Entity::Internal {
                start,
                end: start + text.len(),
            }
        };
        self.skip_space();
        self.expect(">", "at the end of an entity declaration")?;
        if !parameter {
            self.entities.entry(name).or_insert(entity);
        }
        Ok(())
    }
}
