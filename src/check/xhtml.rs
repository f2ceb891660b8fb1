//! What the content models of HTML cannot say: nesting at a distance, ids and what refers to them, and the metadata of
//! XHTML content documents of EPUB 3.

use std::collections::HashMap;

use super::publication::xml::{Node, ns};
use super::publication::{Document, DocumentKind, Publication, Version};
use super::{Family, Findings, Look};
use crate::report::{Diagnostic, Location, Rule};

pub(super) static FAMILY: Family = Family {
    name: "xhtml",
    about: "XHTML content documents: nesting, ids and references to them, metadata",
    rules: RULES,
    looks: &[Look::Document(check)],
};

crate::rules! {
    /// An element stands inside another that it may not be in, at any depth.
    ///
    /// A link in a link, a form in a form, a header in a header: reading systems take such nesting apart, each in its own
    /// way. Close the outer element before the inner one begins.
    NESTING = "xhtml-nesting", Some("RSC-005"), Error, "https://html.spec.whatwg.org/multipage/dom.html#interactive-content";
    /// Two elements have the same `id`.
    ///
    /// A link to the id leads to one of them only, and style sheets and scripts may take the other.
    ID_DUPLICATE = "xhtml-id-duplicate", Some("RSC-005"), Error, "https://html.spec.whatwg.org/multipage/dom.html#the-id-attribute";
    /// An attribute names the id of another element of the document, and there is none with that id.
    ///
    /// Correct the id, or remove the attribute.
    IDREF_MISSING = "xhtml-idref-missing", Some("RSC-005"), Error, "https://html.spec.whatwg.org/multipage/dom.html#the-id-attribute";
    /// An attribute names the id of an element of the wrong kind.
    ///
    /// A label is for a form field, `list` names a `datalist`, `headers` names header cells of the same table.
    IDREF_TARGET = "xhtml-idref-target", Some("RSC-005"), Error, "https://html.spec.whatwg.org/multipage/forms.html#attr-label-for";
    /// The title of a document is empty.
    ///
    /// It is shown where the document is listed, and read out when it is opened.
    TITLE_EMPTY = "xhtml-title-empty", Some("RSC-005"), Error, "https://html.spec.whatwg.org/multipage/semantics.html#the-title-element";
    /// A document has no title.
    ///
    /// It is shown where the document is listed, and read out when it is opened. Add a `title` to the `head`.
    TITLE_MISSING = "xhtml-title-missing", Some("RSC-017"), Warning, "https://html.spec.whatwg.org/multipage/semantics.html#the-title-element";
    /// The encoding is declared twice, or as something else than UTF-8.
    ///
    /// One `<meta charset="utf-8"/>` is enough.
    CHARSET = "xhtml-charset", Some("RSC-005"), Error, "https://html.spec.whatwg.org/multipage/semantics.html#charset";
    /// `lang` and `xml:lang` on one element say different languages.
    ///
    /// Which one counts depends on the reading system. Write the same value in both.
    LANGUAGE_CONFLICT = "xhtml-language-conflict", Some("RSC-005"), Error, "https://html.spec.whatwg.org/multipage/dom.html#the-lang-and-xml:lang-attributes";
    /// An attribute is missing, or must not be there, because of what else the element has.
    ///
    /// `bdo` needs a direction, `sizes` belongs to icons, `itemprop` needs an address to be the value.
    ATTRIBUTE_CONDITION = "xhtml-attribute-condition", Some("RSC-005"), Error, "https://html.spec.whatwg.org/multipage/dom.html#semantics-2";
    /// Two maps have the same name, an area is in no map, or a single-choice list has two choices.
    ///
    /// What the reader gets then is left to chance.
    STRUCTURE = "xhtml-structure", Some("RSC-005"), Error, "https://html.spec.whatwg.org/multipage/image-maps.html#the-map-element";
    /// `epub:switch` or `epub:trigger` is used.
    ///
    /// Both are deprecated, and no reading system of today acts on them. Write the content directly; use scripts for controls.
    DEPRECATED = "xhtml-element-deprecated", Some("RSC-017"), Warning, "https://www.w3.org/TR/epub-33/#sec-xhtml-deprecated";
    /// An `ssml:ph` attribute is empty.
    ///
    /// It holds the pronunciation of the text; without one it silences or confuses the voice. Remove it.
    SSML_EMPTY = "xhtml-ssml-empty", Some("HTM-007"), Warning, "https://www.w3.org/TR/epub-tts-10/#sec-ssml-ph";
    /// A custom attribute is in a namespace of W3C or IDPF.
    ///
    /// Those are reserved for the standards. Use a namespace of an address that is yours, or a `data-` attribute.
    CUSTOM_NAMESPACE = "xhtml-custom-namespace", Some("HTM-054"), Error, "https://www.w3.org/TR/epub-33/#sec-xhtml-custom-attributes";
    /// The name of a `data-` attribute is not valid.
    ///
    /// At least one character follows the hyphen, and there are no capitals.
    DATA_ATTRIBUTE = "xhtml-data-attribute", Some("HTM-061"), Error, "https://html.spec.whatwg.org/multipage/dom.html#embedding-custom-non-visible-data-with-the-data-*-attributes";
    /// The document type is not HTML's own.
    ///
    /// EPUB 3 allows `<!DOCTYPE html>` and nothing more; older ones bring entities that are then missing.
    DOCTYPE = "xhtml-doctype", Some("HTM-004"), Error, "https://www.w3.org/TR/epub-33/#sec-xml-constraints";
    /// The document declares an entity that lies in another file.
    ///
    /// Reading systems do not fetch it, and the place stays empty. Write the text itself.
    ENTITY_EXTERNAL = "xhtml-entity-external", Some("HTM-003"), Error, "https://www.w3.org/TR/epub-33/#sec-xml-constraints";
    /// An alternative style sheet has no title.
    ///
    /// The reader chooses among style sheets by title. Add one, or remove `alternate`.
    ALTERNATE_STYLESHEET = "xhtml-alternate-stylesheet-title", Some("CSS-015"), Error, "https://html.spec.whatwg.org/multipage/links.html#link-type-stylesheet";
}

/// The inner element, when it counts, and the elements around it that exclude it.
type Exclusion = (
    &'static str,
    fn(Node<'_, '_>) -> bool,
    &'static [&'static str],
);

/// Elements that may not stand inside certain others (HTML's "there must be no … descendant"), with the condition under
/// which the inner one counts.
const EXCLUSIONS: &[Exclusion] = &[
    ("a", always, &["a", "button"]),
    ("button", always, &["a", "button"]),
    ("details", always, &["a", "button"]),
    ("embed", always, &["a", "button"]),
    ("iframe", always, &["a", "button"]),
    ("label", always, &["a", "button", "label"]),
    ("menu", always, &["a"]),
    ("select", always, &["a", "button"]),
    ("textarea", always, &["a", "button"]),
    ("input", is_visible_input, &["a", "button"]),
    ("img", has_usemap, &["a", "button"]),
    ("video", has_controls, &["a", "button"]),
    ("audio", has_controls, &["a", "button"]),
    ("video", always, &["video", "audio"]),
    ("audio", always, &["video", "audio"]),
    ("dfn", always, &["dfn"]),
    ("form", always, &["form"]),
    ("header", always, &["header", "footer", "address"]),
    ("footer", always, &["header", "footer", "address"]),
    ("address", always, &["address"]),
    ("table", always, &["caption"]),
    ("meter", always, &["meter"]),
    ("progress", always, &["progress"]),
];

fn always(_: Node<'_, '_>) -> bool {
    true
}

fn is_visible_input(node: Node<'_, '_>) -> bool {
    !node
        .attribute("type")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("hidden"))
}

fn has_usemap(node: Node<'_, '_>) -> bool {
    node.attribute("usemap").is_some()
}

fn has_controls(node: Node<'_, '_>) -> bool {
    node.attribute("controls").is_some()
}

/// Attributes with the ids of other elements.
const IDREFS: &[&str] = &[
    "aria-controls",
    "aria-describedby",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
];

const SSML: &str = "http://www.w3.org/2001/10/synthesis";
const XML_EVENTS: &str = "http://www.w3.org/2001/xml-events";

const LABELABLE: &[&str] = &[
    "button", "meter", "output", "progress", "select", "textarea",
];

/// One document under check.
struct Reader<'d, 't> {
    document: &'d Document<'d>,
    ids: HashMap<&'t str, (Node<'t, 't>, usize)>,
    findings: &'d mut Findings,
}

fn check(_: &Publication<'_>, document: &Document<'_>, findings: &mut Findings) {
    if document.kind != DocumentKind::Xhtml || document.version != Version::Three {
        return;
    }
    doctype(document, findings);
    let Some(root) = document
        .tree
        .root()
        .filter(|root| root.namespace() == ns::XHTML)
    else {
        return;
    };
    let mut ids: HashMap<&str, (Node<'_, '_>, usize)> = HashMap::new();
    for node in document.tree.elements() {
        if let Some(id) = node.attribute("id") {
            ids.entry(id.trim()).or_insert((node, 0)).1 += 1;
        }
    }
    let mut look = Reader {
        document,
        ids,
        findings,
    };
    let mut maps: HashMap<&str, usize> = HashMap::new();
    for node in root.descendants().filter(|node| node.is(ns::XHTML, "map")) {
        *maps
            .entry(node.attribute("name").unwrap_or(""))
            .or_insert(0) += 1;
    }
    let mut seen_charset = 0;
    for node in document.tree.elements() {
        look.attributes(node);
        match node.namespace() {
            ns::XHTML => {
                look.nesting(node);
                look.element(node, &maps, &mut seen_charset);
            }
            ns::MATHML => look.math(node),
            ns::OPS if matches!(node.name(), "switch" | "trigger") => {
                let message = format!("the element '{}' is deprecated", node.qualified_name());
                look.add(&DEPRECATED, node, message);
            }
            _ => {}
        }
    }
}

/// Judges the document type declaration.
fn doctype(document: &Document<'_>, findings: &mut Findings) {
    let Some(declared) = document.tree.document_type() else {
        return;
    };
    let (line, column) = document.tree.position(declared.end);
    let place = Location::at(document.path, line, column);
    let known = declared
        .system
        .is_none_or(|system| system == "about:legacy-compat");
    if declared.public.is_some() || !known {
        let found = declared.public.or(declared.system).unwrap_or("");
        let message = format!("the document type '{found}' is not HTML's");
        findings.add(
            Diagnostic::new(&DOCTYPE, message)
                .hint("write <!DOCTYPE html>")
                .at(place),
        );
    }
    if declared.internal {
        let before = document.tree.source().get(..declared.end).unwrap_or("");
        for (name, offset) in external_entities(before) {
            let (line, column) = document.tree.position(offset);
            let place = Location::at(document.path, line, column);
            let message = format!("the entity '{name}' is declared to lie in another file");
            findings.add(
                Diagnostic::new(&ENTITY_EXTERNAL, message)
                    .hint("write the text itself")
                    .at(place),
            );
        }
    }
}

/// The entities that an internal subset declares with a system or public identifier: name, and offset behind the declaration.
fn external_entities(subset: &str) -> impl Iterator<Item = (&str, usize)> {
    let starts = memchr::memmem::find_iter(subset.as_bytes(), b"<!ENTITY");
    starts.filter_map(move |start| {
        let declaration = subset.get(start + "<!ENTITY".len()..)?;
        let mut words = declaration
            .split_whitespace()
            .skip_while(|&word| word == "%");
        let (name, kind) = (words.next()?, words.next()?);
        let end = subset.len() - declaration.len() + declaration.find('>').map_or(0, |at| at + 1);
        matches!(kind, "SYSTEM" | "PUBLIC").then_some((name, end))
    })
}

impl<'t> Reader<'_, 't> {
    fn add(&mut self, rule: &'static Rule, node: Node<'_, '_>, message: String) {
        self.findings
            .add(Diagnostic::new(rule, message).at(self.document.place(node)));
    }

    /// What any element may have.
    fn attributes(&mut self, node: Node<'t, 't>) {
        for attribute in node.attributes() {
            let value = attribute.value.as_ref();
            match (node.attribute_namespace(attribute), attribute.local) {
                ("", "id") => self.id(node, value),
                ("", "lang") => self.languages(node, value),
                ("", local) if IDREFS.contains(&local) => self.idrefs(node, local, value),
                ("", "aria-activedescendant") => self.active_descendant(node, value),
                ("", local) => {
                    if let Some(rest) = local.strip_prefix("data-") {
                        self.data_attribute(node, local, rest);
                    }
                }
                (SSML, "ph") => self.pronunciation(node, value),
                (namespace, _) => self.custom_namespace(node, namespace),
            }
        }
    }

    fn id(&mut self, node: Node<'_, '_>, id: &str) {
        let id = id.trim();
        if !id.is_empty() && self.ids.get(id).is_some_and(|&(_, count)| count > 1) {
            self.add(
                &ID_DUPLICATE,
                node,
                format!("the id '{id}' is used more than once"),
            );
        }
    }

    fn languages(&mut self, node: Node<'_, '_>, language: &str) {
        let Some(other) = node.attribute_ns(ns::XML, "lang") else {
            return;
        };
        if node.namespace() == ns::XHTML && !other.eq_ignore_ascii_case(language) {
            let message = format!("'lang' says '{language}' and 'xml:lang' says '{other}'");
            self.add(&LANGUAGE_CONFLICT, node, message);
        }
    }

    fn idrefs(&mut self, node: Node<'_, '_>, name: &str, value: &str) {
        let missing = value
            .split_ascii_whitespace()
            .find(|id| !self.ids.contains_key(id));
        if let Some(id) = missing {
            let message =
                format!("'{name}' names the id '{id}', which no element of the document has");
            self.add(&IDREF_MISSING, node, message);
        }
    }

    fn active_descendant(&mut self, node: Node<'t, 't>, id: &str) {
        let below = self
            .ids
            .get(id.trim())
            .is_some_and(|(target, _)| target.ancestors().any(|above| above == node));
        if !below {
            let message = format!(
                "'aria-activedescendant' names '{id}', which is not the id of an element inside"
            );
            self.add(&IDREF_TARGET, node, message);
        }
    }

    fn data_attribute(&mut self, node: Node<'_, '_>, name: &str, rest: &str) {
        if rest.is_empty() || rest.bytes().any(|b| b.is_ascii_uppercase()) {
            self.add(
                &DATA_ATTRIBUTE,
                node,
                format!("'{name}' is not the name of a custom data attribute"),
            );
        }
    }

    fn pronunciation(&mut self, node: Node<'_, '_>, value: &str) {
        if value.trim().is_empty() {
            self.add(
                &SSML_EMPTY,
                node,
                "the pronunciation in 'ssml:ph' is empty".to_owned(),
            );
        }
        if node
            .ancestors()
            .any(|above| above.attribute_ns(SSML, "ph").is_some())
        {
            let message = "'ssml:ph' stands inside an element that has one already".to_owned();
            self.add(&ATTRIBUTE_CONDITION, node, message);
        }
    }

    fn custom_namespace(&mut self, node: Node<'_, '_>, namespace: &str) {
        let known = [
            ns::XML,
            ns::OPS,
            ns::XLINK,
            ns::XHTML,
            ns::SVG,
            ns::MATHML,
            ns::XMLNS,
        ];
        if node.namespace() != ns::XHTML
            || known.contains(&namespace)
            || matches!(namespace, XML_EVENTS | SSML)
        {
            return;
        }
        let host = namespace
            .split_once("://")
            .map_or("", |(_, rest)| rest.split('/').next().unwrap_or(""));
        if let Some(owner) = ["w3.org", "idpf.org"]
            .into_iter()
            .find(|owner| host.contains(owner))
        {
            let message =
                format!("the namespace '{namespace}' of a custom attribute belongs to {owner}");
            self.add(&CUSTOM_NAMESPACE, node, message);
        }
    }

    fn nesting(&mut self, node: Node<'t, 't>) {
        for (name, condition, outer) in EXCLUSIONS {
            if node.name() != *name || !condition(node) {
                continue;
            }
            for outer in *outer {
                if node.ancestors().any(|above| above.is(ns::XHTML, outer)) {
                    self.add(
                        &NESTING,
                        node,
                        format!("the element '{name}' stands inside the element '{outer}'"),
                    );
                }
            }
        }
    }

    /// What single elements ask for.
    fn element(
        &mut self,
        node: Node<'t, 't>,
        maps: &HashMap<&str, usize>,
        seen_charset: &mut usize,
    ) {
        match node.name() {
            "head"
                if !node.elements().any(|child| child.is(ns::XHTML, "title"))
                    && node.is_closed() =>
            {
                self.add(&TITLE_MISSING, node, "the document has no title".to_owned());
            }
            "title" if node.is_closed() && node.text_content().trim().is_empty() => {
                self.add(&TITLE_EMPTY, node, "the title is empty".to_owned());
            }
            "meta" => self.meta(node, seen_charset),
            "link" => self.link(node),
            "bdo" if node.attribute("dir").is_none() => {
                self.add(
                    &ATTRIBUTE_CONDITION,
                    node,
                    "the element 'bdo' has no 'dir'".to_owned(),
                );
            }
            "area" if !node.ancestors().any(|above| above.is(ns::XHTML, "map")) => {
                self.add(
                    &STRUCTURE,
                    node,
                    "the element 'area' is in no 'map'".to_owned(),
                );
            }
            "map" => {
                let name = node.attribute("name").unwrap_or("");
                if maps.get(name).is_some_and(|&count| count > 1) {
                    self.add(
                        &STRUCTURE,
                        node,
                        format!("the map name '{name}' is used more than once"),
                    );
                }
                if let Some(id) = node.attribute("id").filter(|id| *id != name) {
                    let message = format!("the id '{id}' of the map is not its name, '{name}'");
                    self.add(&ATTRIBUTE_CONDITION, node, message);
                }
            }
            "select" if node.attribute("multiple").is_none() => {
                let chosen = |option: &Node<'_, '_>| {
                    option.is(ns::XHTML, "option") && option.attribute("selected").is_some()
                };
                if node.descendants().filter(chosen).count() > 1 {
                    let message = "a 'select' for one choice has two options selected".to_owned();
                    self.add(&STRUCTURE, node, message);
                }
            }
            "img" if node.attribute("ismap").is_some() => {
                let linked = |above: Node<'_, '_>| {
                    above.is(ns::XHTML, "a") && above.attribute("href").is_some()
                };
                if !node.ancestors().any(linked) {
                    let message = "'ismap' stands on a picture that is in no link".to_owned();
                    self.add(&ATTRIBUTE_CONDITION, node, message);
                }
            }
            "textarea" => {
                let hard = |wrap: &str| wrap.eq_ignore_ascii_case("hard");
                if node.attribute("wrap").is_some_and(hard) && node.attribute("cols").is_none() {
                    let message = "a 'textarea' that wraps hard has no 'cols'".to_owned();
                    self.add(&ATTRIBUTE_CONDITION, node, message);
                }
            }
            "track" => self.track(node),
            "label" => self.label(node),
            "output" => self.idrefs(node, "for", node.attribute("for").unwrap_or("")),
            "td" | "th" => self.headers(node),
            _ => {}
        }
        self.field(node);
        self.microdata(node);
    }

    fn meta(&mut self, node: Node<'t, 't>, seen_charset: &mut usize) {
        if node.attribute("charset").is_some() {
            *seen_charset += 1;
            if *seen_charset > 1 {
                self.add(
                    &CHARSET,
                    node,
                    "the encoding is declared more than once".to_owned(),
                );
            }
        }
        if !node
            .attribute("http-equiv")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("content-type"))
        {
            return;
        }
        let content: String = node.attribute("content").unwrap_or("").to_ascii_lowercase();
        let fits = content
            .strip_prefix("text/html;")
            .is_some_and(|rest| rest.trim() == "charset=utf-8");
        if !fits {
            let message = format!("the content type '{content}' is not 'text/html; charset=utf-8'");
            self.add(&CHARSET, node, message);
        }
        let siblings = node.parent().into_iter().flat_map(|head| head.elements());
        if siblings
            .into_iter()
            .any(|other| other.is(ns::XHTML, "meta") && other.attribute("charset").is_some())
        {
            self.add(
                &CHARSET,
                node,
                "the encoding is declared by 'http-equiv' and by 'charset'".to_owned(),
            );
        }
    }

    fn link(&mut self, node: Node<'_, '_>) {
        let rel = node.attribute("rel").unwrap_or("").to_ascii_lowercase();
        let has = |word: &str| rel.split_ascii_whitespace().any(|found| found == word);
        if node.attribute("sizes").is_some() && !has("icon") {
            self.add(
                &ATTRIBUTE_CONDITION,
                node,
                "'sizes' stands on a link that is no icon".to_owned(),
            );
        }
        let titled = node
            .attribute("title")
            .is_some_and(|title| !title.trim().is_empty());
        if has("alternate") && has("stylesheet") && !titled {
            self.add(
                &ALTERNATE_STYLESHEET,
                node,
                "an alternative style sheet has no title".to_owned(),
            );
        }
    }

    fn track(&mut self, node: Node<'_, '_>) {
        if node.attribute("label") == Some("") {
            self.add(
                &ATTRIBUTE_CONDITION,
                node,
                "the 'label' of a track is empty".to_owned(),
            );
        }
        let default = |track: &Node<'_, '_>| {
            track.is(ns::XHTML, "track") && track.attribute("default").is_some()
        };
        let Some(parent) = node.parent().filter(|_| default(&node)) else {
            return;
        };
        if parent
            .elements()
            .find(default)
            .is_some_and(|first| first != node)
        {
            self.add(
                &STRUCTURE,
                node,
                "more than one track is the default".to_owned(),
            );
        }
    }

    fn label(&mut self, node: Node<'_, '_>) {
        let Some(id) = node.attribute("for") else {
            return;
        };
        let fits = self.ids.get(id).is_some_and(|(target, _)| {
            LABELABLE.contains(&target.name())
                || (target.name() == "input" && is_visible_input(*target))
        });
        if !fits {
            self.add(
                &IDREF_TARGET,
                node,
                format!("the label is for '{id}', which is not the id of a form field"),
            );
        }
    }

    fn field(&mut self, node: Node<'_, '_>) {
        for (attribute, wanted) in [("form", "form"), ("list", "datalist")] {
            let Some(id) = node.attribute(attribute) else {
                continue;
            };
            if self
                .ids
                .get(id)
                .is_none_or(|(target, _)| target.name() != wanted)
            {
                let message =
                    format!("'{attribute}' names '{id}', which is not the id of a '{wanted}'");
                self.add(&IDREF_TARGET, node, message);
            }
        }
    }

    fn headers(&mut self, node: Node<'t, 't>) {
        let Some(headers) = node.attribute("headers") else {
            return;
        };
        let table =
            |cell: Node<'t, 't>| cell.ancestors().find(|above| above.is(ns::XHTML, "table"));
        let own = table(node);
        let wrong = headers.split_ascii_whitespace().find(|id| {
            !self
                .ids
                .get(id)
                .is_some_and(|(target, _)| target.name() == "th" && table(*target) == own)
        });
        if let Some(id) = wrong {
            let message = format!(
                "'headers' names '{id}', which is not the id of a header cell of this table"
            );
            self.add(&IDREF_TARGET, node, message);
        }
    }

    /// The elements whose microdata value is an address need one.
    fn microdata(&mut self, node: Node<'_, '_>) {
        if node.attribute("itemprop").is_none() {
            return;
        }
        let wanted = match node.name() {
            "a" | "area" => "href",
            "iframe" | "embed" | "object" => "data",
            "video" | "audio" => "src",
            _ => return,
        };
        if node.attribute(wanted).is_none() {
            let message = format!(
                "the element '{}' with 'itemprop' has no '{wanted}'",
                node.name()
            );
            self.add(&ATTRIBUTE_CONDITION, node, message);
        }
    }

    /// References inside of formulas.
    fn math(&mut self, node: Node<'_, '_>) {
        if let Some(id) = node
            .attribute("xref")
            .filter(|id| !self.ids.contains_key(id.trim()))
        {
            let message =
                format!("'xref' names the id '{id}', which no element of the document has");
            self.add(&IDREF_MISSING, node, message);
        }
    }
}
