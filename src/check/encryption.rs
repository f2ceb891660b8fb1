//! `META-INF/encryption.xml` (EPUB 3.3, sections 4.2.6.3.2 and 4.4): what is encrypted, and what is only obfuscated.

use super::media_types::is_core_font;
use super::publication::xml::ns;
use super::publication::{Document, DocumentKind, Publication};
use super::{Family, Findings, Look};
use crate::report::Diagnostic;

pub(super) static FAMILY: Family = Family {
    name: "encryption",
    about: "encrypted and obfuscated resources",
    rules: RULES,
    looks: &[Look::Document(look)],
};

crate::rules! {
    /// A resource is obfuscated that is no font.
    ///
    /// Obfuscation is for fonts of a core media type; reading systems do not undo it for other files.
    OBFUSCATED = "obfuscated-no-font", Some("PKG-026"), Error, "https://www.w3.org/TR/epub-33/#sec-font-obfuscation";
    /// A resource that is said to be encrypted is not in the container.
    ///
    /// Mend the `URI`, which counts from the root of the container, or remove the entry.
    MISSING = "encrypted-file-missing", Some("RSC-007"), Error, "https://www.w3.org/TR/epub-33/#sec-container-metainf-encryption.xml";
}

/// The algorithm of font obfuscation.
const OBFUSCATION: &str = "http://www.idpf.org/2008/embedding";

fn look(publication: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if document.kind != DocumentKind::Encryption {
        return;
    }
    for data in document
        .tree
        .elements()
        .filter(|n| n.is(ns::ENC, "EncryptedData"))
    {
        let method = data
            .descendants()
            .find(|n| n.is(ns::ENC, "EncryptionMethod"))
            .and_then(|n| n.attribute("Algorithm"));
        for reference in data
            .descendants()
            .filter(|n| n.is(ns::ENC, "CipherReference"))
        {
            let Some(path) = reference
                .attribute("URI")
                .map(super::publication::url::percent_decode)
            else {
                continue;
            };
            let path = path.trim_start_matches('/');
            if !publication.container.contains(path) {
                let message = format!("the encrypted file '{path}' is not in the container");
                findings.add(
                    Diagnostic::new(&MISSING, message)
                        .at(document.place(reference))
                        .hint("mend the URI"),
                );
                continue;
            }
            let kind = publication.item_at(path).map(|item| item.media_type());
            if let (Some(OBFUSCATION), Some(kind)) =
                (method, kind.filter(|kind| !is_core_font(kind)))
            {
                let message =
                    format!("the obfuscated resource '{path}' is no core font, but '{kind}'");
                findings.add(
                    Diagnostic::new(&OBFUSCATED, message)
                        .at(document.place(reference))
                        .hint("do not obfuscate it"),
                );
            }
        }
    }
}
