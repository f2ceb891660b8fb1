//! The metadata of a package document, in the forms of EPUB 2 (`opf:role`) and EPUB 3 (`refines`).

use roxmltree::Node;

use crate::book::{
    Collection, Contributor, Identifier, IdentifierScheme, Metadata, PrintSource, Subject,
};
use crate::source::book_toml::identifier;

const OPF: &str = "http://www.idpf.org/2007/opf";

pub(super) fn read(node: Node<'_, '_>, unique: Option<&str>) -> Metadata {
    let reader = Reader { node };
    let mut metadata = Metadata::default();
    reader.titles(&mut metadata);
    reader.people(&mut metadata);
    metadata.languages = reader
        .all("language")
        .map(words)
        .filter(|tag| !tag.is_empty())
        .collect();
    metadata.publisher = reader.first("publisher");
    metadata.rights = reader.first("rights");
    metadata.description = reader.first("description");
    metadata.kind = reader.first("type");
    metadata.source = reader.first("source").map(|citation| {
        let (scheme, value) = identifier("", &citation);
        PrintSource {
            isbn: (scheme == IdentifierScheme::Isbn).then_some(value),
            citation,
        }
    });
    metadata.date = reader.date();
    metadata.modified = reader.meta("dcterms:modified");
    let mut identifiers: Vec<(bool, Identifier)> = reader
        .all("identifier")
        .map(|node| {
            let scheme = node.attribute((OPF, "scheme")).unwrap_or("");
            let (scheme, value) = identifier(scheme, &words(node));
            (
                node.attribute("id").is_some() && node.attribute("id") == unique,
                Identifier { scheme, value },
            )
        })
        .filter(|(_, identifier)| !identifier.value.is_empty())
        .collect();
    identifiers.sort_by_key(|(is_unique, _)| !is_unique);
    metadata.identifiers = identifiers
        .into_iter()
        .map(|(_, identifier)| identifier)
        .collect();
    metadata.subjects = reader
        .all("subject")
        .map(|node| Subject {
            name: words(node),
            authority: reader.refined(node, "authority"),
            term: reader.refined(node, "term"),
        })
        .filter(|subject| !subject.name.is_empty())
        .collect();
    reader.series(&mut metadata);
    metadata
}

struct Reader<'a, 'i> {
    node: Node<'a, 'i>,
}

impl<'a, 'i> Reader<'a, 'i> {
    fn all(&self, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> + use<'a, 'i> {
        self.node
            .descendants()
            .filter(move |node| node.is_element() && node.tag_name().name() == name)
    }

    fn first(&self, name: &'static str) -> Option<String> {
        self.all(name).map(words).find(|text| !text.is_empty())
    }

    /// A `meta` of EPUB 3 that refines nothing.
    fn meta(&self, property: &str) -> Option<String> {
        self.all("meta")
            .find(|node| {
                node.attribute("property") == Some(property) && node.attribute("refines").is_none()
            })
            .map(words)
            .filter(|text| !text.is_empty())
    }

    /// What a `meta` says of an element.
    fn refined(&self, of: Node<'_, '_>, property: &str) -> Option<String> {
        let id = of.attribute("id")?;
        self.all("meta")
            .find(|node| {
                node.attribute("property") == Some(property)
                    && node
                        .attribute("refines")
                        .is_some_and(|target| target.trim_start_matches('#') == id)
            })
            .map(words)
            .filter(|text| !text.is_empty())
    }

    fn titles(&self, metadata: &mut Metadata) {
        for node in self.all("title") {
            let title = words(node);
            if title.is_empty() {
                continue;
            }
            match self.refined(node, "title-type").as_deref() {
                Some("subtitle") => metadata.subtitle = metadata.subtitle.take().or(Some(title)),
                None | Some("main") if metadata.title.is_none() => {
                    metadata.title_sort = self.refined(node, "file-as").or_else(|| {
                        self.all("meta")
                            .find(|meta| meta.attribute("name") == Some("calibre:title_sort"))
                            .and_then(|meta| meta.attribute("content"))
                            .map(str::to_string)
                    });
                    metadata.title = Some(title);
                }
                _ => {}
            }
        }
    }

    fn people(&self, metadata: &mut Metadata) {
        for (element, role) in [("creator", "aut"), ("contributor", "ctb")] {
            for node in self.all(element) {
                let name = words(node);
                if name.is_empty() {
                    continue;
                }
                let given = self
                    .refined(node, "role")
                    .or_else(|| node.attribute((OPF, "role")).map(str::to_string));
                // The tool that made the file is no contributor to the book.
                if given.as_deref() == Some("bkp") && element == "contributor" {
                    continue;
                }
                let sort = self
                    .refined(node, "file-as")
                    .or_else(|| node.attribute((OPF, "file-as")).map(str::to_string));
                let role = given.unwrap_or_else(|| role.to_string());
                metadata.contributors.push(Contributor {
                    sort: sort.filter(|sort| *sort != name),
                    name,
                    role,
                });
            }
        }
    }

    /// The date of publication: in EPUB 2 the one that says so, else the only one.
    fn date(&self) -> Option<String> {
        let event =
            |node: &Node<'_, '_>| node.attribute((OPF, "event")).map(str::to_ascii_lowercase);
        let mut dates = self
            .all("date")
            .filter(|node| !matches!(event(node).as_deref(), Some("modification" | "conversion")));
        let first = dates.next()?;
        let date = words(
            dates
                .find(|node| event(node).as_deref() == Some("publication"))
                .unwrap_or(first),
        );
        let date = date.split('T').next().unwrap_or("").to_string();
        // Some tools write the beginning of time where they know no date.
        Some(date).filter(|date| !date.is_empty() && !date.starts_with("0101"))
    }

    fn series(&self, metadata: &mut Metadata) {
        let named = |name: &str| {
            self.all("meta")
                .find(|meta| meta.attribute("name") == Some(name))
                .and_then(|meta| meta.attribute("content"))
        };
        for node in self
            .all("meta")
            .filter(|node| node.attribute("property") == Some("belongs-to-collection"))
        {
            metadata.collections.push(Collection {
                name: words(node),
                position: self.refined(node, "group-position"),
                is_set: self.refined(node, "collection-type").as_deref() == Some("set"),
            });
        }
        if let (true, Some(name)) = (metadata.collections.is_empty(), named("calibre:series")) {
            let position =
                named("calibre:series_index").map(|index| index.trim_end_matches(".0").to_string());
            metadata.collections.push(Collection {
                name: name.to_string(),
                position,
                is_set: false,
            });
        }
    }
}

/// The text of an element, its white space single spaces.
pub(super) fn words(node: Node<'_, '_>) -> String {
    let text: String = node
        .descendants()
        .filter(Node::is_text)
        .filter_map(|text| text.text())
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
