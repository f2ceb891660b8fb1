//! A schema engine: takes a table of elements, attributes and content models, and a parsed XML document; gives the faults.
//!
//! The tables under `tables/` are the content models, written from the specifications in the small language that
//! [`table`] explains. The engine reads a document in one pass without recursion, in time linear to its length, and goes
//! on after a fault: an element out of place is checked against the model it has elsewhere, an unknown one is passed over.

mod datatype;
mod grammar;
mod pattern;
mod table;
mod validator;

#[cfg(test)]
mod tests;

pub(super) use datatype::is_clock;
pub(super) use grammar::Schema;
pub(super) use validator::{FaultKind, validate};

use std::sync::OnceLock;

macro_rules! schemas {
    ($($(#[$doc:meta])* $name:ident = [$($table:literal),+];)+) => {
        $(
            $(#[$doc])*
            pub(super) fn $name() -> &'static Schema {
                static SCHEMA: OnceLock<Schema> = OnceLock::new();
                SCHEMA.get_or_init(|| {
                    table::compile(&[$(include_str!(concat!("tables/", $table))),+])
                        .expect("every table is compiled by a test")
                })
            }
        )+
        /// All schemas by name, compiled anew: the test of the tables.
        #[cfg(test)]
        fn all() -> Vec<(&'static str, Result<Schema, String>)> {
            vec![$((stringify!($name), table::compile(&[$(include_str!(concat!("tables/", $table))),+]))),+]
        }
    };
}

schemas! {
    /// XHTML content documents of EPUB 3: HTML's elements in XML syntax, with MathML and SVG.
    xhtml = ["xhtml.txt", "mathml.txt"];
    /// XHTML content documents of EPUB 2.
    xhtml11 = ["xhtml11.txt"];
    /// SVG content documents.
    svg = ["xhtml.txt", "mathml.txt", "svg.txt"];
    /// NCX.
    ncx = ["ncx.txt"];
    /// Package documents of EPUB 3.
    package3 = ["package3.txt"];
    /// Package documents of EPUB 2.
    package2 = ["package2.txt"];
    /// The container file.
    container = ["container.txt"];
    /// The encryption file.
    encryption = ["encryption.txt"];
    /// The signatures file.
    signatures = ["signatures.txt"];
    /// What maps renditions to each other.
    mapping = ["mapping.txt"];
    /// Media overlays.
    overlay = ["overlay.txt"];
}
