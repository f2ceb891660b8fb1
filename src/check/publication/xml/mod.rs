//! XML as a checker needs it: a small tree with places, that keeps what came before the first fault.
//!
//! Takes decoded text, gives a [`Tree`] and, where the text is not well-formed, the [`Fault`] at which reading stopped.
//! Element places are the *end* of the start tag, which is where the reference implementation reports too.
//! Nothing is fetched; entities come from the internal subset or from the sets a known document type declares, and their
//! number and growth are bounded. Reading and walking are linear and free of recursion.

mod characters;
mod document_type;
mod entity_names;
mod lines;
mod parser;
mod tree;

pub(crate) use characters::{is_name, is_name_char};
pub(crate) use lines::Lines;
pub(crate) use parser::{Fault, Options, parse};
pub(crate) use tree::{Attribute, Node, Tree};

/// The namespaces a publication uses.
pub(crate) mod ns {
    /// XHTML.
    pub(crate) const XHTML: &str = "http://www.w3.org/1999/xhtml";
    /// SVG.
    pub(crate) const SVG: &str = "http://www.w3.org/2000/svg";
    /// MathML.
    pub(crate) const MATHML: &str = "http://www.w3.org/1998/Math/MathML";
    /// `epub:type` and its like.
    pub(crate) const OPS: &str = "http://www.idpf.org/2007/ops";
    /// Package documents.
    pub(crate) const OPF: &str = "http://www.idpf.org/2007/opf";
    /// Dublin Core elements.
    pub(crate) const DC: &str = "http://purl.org/dc/elements/1.1/";
    /// `META-INF/container.xml`.
    pub(crate) const CONTAINER: &str = "urn:oasis:names:tc:opendocument:xmlns:container";
    /// NCX.
    pub(crate) const NCX: &str = "http://www.daisy.org/z3986/2005/ncx/";
    /// SMIL 3.
    pub(crate) const SMIL: &str = "http://www.w3.org/ns/SMIL";
    /// XLink.
    pub(crate) const XLINK: &str = "http://www.w3.org/1999/xlink";
    /// `xml:lang` and its like.
    pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
    /// `xmlns` itself.
    pub(crate) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
    /// `META-INF/encryption.xml`.
    pub(crate) const ENC: &str = "http://www.w3.org/2001/04/xmlenc#";
}
