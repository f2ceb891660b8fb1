//! A folder: an index, a page per chapter, the style and the pictures as files.

use std::collections::{BTreeMap, BTreeSet};

use super::head::{Style, push_head, push_pair};
use super::{page, search};
use crate::book::{Book, ResourceId, Section};
use crate::emit::content::{Dialect, Places, Writer, push_text, title_of};
use crate::emit::fonts::{self, Font};
use crate::emit::labels::Labels;
use crate::emit::language::language;
use crate::emit::names::{Names, output_stem};
use crate::emit::{EmitOptions, OutputFile, pixels, styles};
use crate::report::Diagnostic;

const STYLE: &str = "style.css";
const INDEX: &str = "index.html";

/// A page: the section that begins it, and the sections that follow on it without a page of their own.
struct Page<'a> {
    sections: Vec<&'a Section>,
    path: String,
}

impl Page<'_> {
    /// The title of its first section.
    fn title(&self) -> String {
        let first = self.sections.first();
        first.map(|section| title_of(section)).unwrap_or_default()
    }
}

/// Where anchors and pictures lie, seen from one page. All pages lie in one folder.
struct Folder<'a> {
    /// The path of the page of each anchor.
    anchors: &'a BTreeMap<String, String>,
    /// The anchors of the page that is written; they win.
    own: &'a BTreeSet<String>,
    resources: &'a [String],
    sizes: &'a [Option<(u32, u32)>],
}

impl Places for Folder<'_> {
    fn anchor(&self, id: &str) -> String {
        match self.anchors.get(id) {
            Some(path) if !self.own.contains(id) => format!("{path}#{id}"),
            _ => format!("#{id}"),
        }
    }

    fn resource(&self, id: ResourceId) -> String {
        self.resources.get(id).cloned().unwrap_or_default()
    }

    fn size(&self, id: ResourceId) -> Option<(u32, u32)> {
        self.sizes.get(id).copied().flatten()
    }
}

/// Writes the book as a folder named after its title.
pub(super) fn emit(book: &Book, options: &EmitOptions<'_>) -> (Vec<OutputFile>, Vec<Diagnostic>) {
    let folder = output_stem(book);
    let resources = resource_paths(book);
    let sizes: Vec<_> = book.resources.iter().map(pixels).collect();
    let pages = paginate(book);
    // Written twice: the first time shows which anchors each page holds, and nothing else needs to know how the writer
    // places notes and page breaks.
    let mut anchors = BTreeMap::new();
    let mut owns = Vec::new();
    let nothing = (BTreeMap::new(), BTreeSet::new());
    for page in &pages {
        let places = Folder {
            anchors: &nothing.0,
            own: &nothing.1,
            resources: &resources,
            sizes: &sizes,
        };
        let own: BTreeSet<String> = text_of(book, page, &places).anchors.into_iter().collect();
        for anchor in &own {
            anchors
                .entry(anchor.clone())
                .or_insert_with(|| page.path.clone());
        }
        owns.push(own);
    }
    let href = |id: &str| {
        anchors
            .get(id)
            .map_or_else(|| format!("#{id}"), |path| link_to(path, id, &pages))
    };
    let file = |path: &str, text: String| OutputFile {
        path: format!("{folder}/{path}"),
        data: text.into_bytes().into(),
    };
    let mut files = vec![file(INDEX, index(book, options, &pages, &href))];
    let mut diagnostics = Vec::new();
    let mut indexed = search::Index::default();
    for (number, (page, own)) in pages.iter().zip(&owns).enumerate() {
        let places = Folder {
            anchors: &anchors,
            own,
            resources: &resources,
            sizes: &sizes,
        };
        let written = text_of(book, page, &places);
        diagnostics.extend(written.diagnostics);
        let text = written.out;
        if options.settings.search {
            indexed.add(&page.path, &page.title(), &text);
        }
        let around = Around {
            main: page::free_id(own, "text"),
            previous: number.checked_sub(1).and_then(|before| pages.get(before)),
            next: pages.get(number + 1),
        };
        files.push(file(&page.path, around.page(book, options, page, &text)));
    }
    let texts: Vec<&[u8]> = files.iter().flat_map(|file| file.data.parts()).collect();
    let texts = texts
        .iter()
        .filter_map(|text| std::str::from_utf8(text).ok());
    let (embedded, findings) = page::fonts(book, texts);
    diagnostics.extend(findings);
    let beside = |font: &Font| format!("fonts/{}", font.name);
    let declared = fonts::declarations(book, &embedded, beside);
    let style = styles::edition(book, options.settings, &declared, |id| {
        let font = book.resources.get(id);
        match font.and_then(|resource| fonts::made_from(&embedded, resource)) {
            Some(font) => beside(font),
            None => resources.get(id).cloned().unwrap_or_default(),
        }
    });
    files.push(file(STYLE, style));
    for font in embedded {
        files.push(OutputFile {
            path: format!("{folder}/fonts/{}", font.name),
            data: font.data.into(),
        });
    }
    if options.settings.search {
        files.push(file(search::PAGE, search_page(book)));
        files.push(file(search::SCRIPT, search::script(&indexed)));
    }
    let pictures = book.resources.iter().zip(&resources);
    for (resource, path) in pictures.filter(|(resource, _)| !resource.media_type.is_font()) {
        files.push(OutputFile {
            path: format!("{folder}/{path}"),
            data: resource.data.clone().into(),
        });
    }
    (files, diagnostics)
}

/// A link from the contents: to the page itself where the section begins it.
fn link_to(path: &str, id: &str, pages: &[Page<'_>]) -> String {
    let begins = pages.iter().any(|page| {
        page.path == path
            && page
                .sections
                .first()
                .is_some_and(|first| first.attributes.id.as_deref() == Some(id))
    });
    if begins {
        path.to_owned()
    } else {
        format!("{path}#{id}")
    }
}

/// Names of the pictures: their own, made safe, in a folder of their own.
fn resource_paths(book: &Book) -> Vec<String> {
    let mut names = Names::default();
    book.resources
        .iter()
        .map(|resource| {
            let name = resource.path.rsplit('/').next().unwrap_or_default();
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            format!(
                "pictures/{}.{}",
                names.of_title(stem, "picture"),
                resource.media_type.extension()
            )
        })
        .collect()
}

/// Which sections stand on which page, with the pages' names.
fn paginate(book: &Book) -> Vec<Page<'_>> {
    let mut pages: Vec<Page<'_>> = Vec::new();
    let mut names = Names::default();
    names.unique("index");
    // Where `search.html` is, whether there is one or not: asking for it must not move a chapter.
    names.unique("search");
    for section in &book.sections {
        collect(section, &mut pages, &mut names);
    }
    pages
}

fn collect<'a>(section: &'a Section, pages: &mut Vec<Page<'a>>, names: &mut Names) {
    if section.starts_file || pages.is_empty() {
        let path = format!("{}.html", names.of_title(&title_of(section), "page"));
        pages.push(Page {
            sections: vec![section],
            path,
        });
    } else if let Some(last) = pages.last_mut() {
        last.sections.push(section);
    }
    section
        .children
        .iter()
        .filter(|child| child.starts_file)
        .for_each(|child| collect(child, pages, names));
}

fn text_of<'a>(book: &'a Book, page: &Page<'_>, places: &'a dyn Places) -> Writer<'a> {
    let mut writer = Writer::new(book, Dialect::Html, places);
    for (index, section) in page.sections.iter().enumerate() {
        writer.section(section, if index == 0 { 1 } else { 2 }, false);
    }
    let title = Labels::of(language(book)).notes;
    writer.notes(title);
    writer
}

fn index(
    book: &Book,
    options: &EmitOptions<'_>,
    pages: &[Page<'_>],
    href: &dyn Fn(&str) -> String,
) -> String {
    let mut out = String::new();
    push_head(&mut out, book, None, Style::Linked(STYLE));
    if let Some(first) = pages.first() {
        push_link(&mut out, "next", &first.path);
    }
    out.push_str("</head>\n<body>\n");
    let labels = Labels::of(language(book));
    page::push_skip_link(&mut out, labels, "contents");
    page::push_banner(&mut out, book);
    out.push_str("<main>\n");
    if options.settings.search {
        out.push_str("<p class=\"find\"><a rel=\"search\"");
        push_pair(&mut out, "href", search::PAGE);
        out.push('>');
        push_text(&mut out, labels.search);
        out.push_str("</a></p>\n");
    }
    page::push_contents_nav(&mut out, labels, &book.sections, href, Some("contents"));
    out.push_str("</main>\n");
    page::push_footer(&mut out, book);
    out.push_str("</body>\n</html>\n");
    out
}

/// The page to search the book.
fn search_page(book: &Book) -> String {
    let labels = Labels::of(language(book));
    let mut out = String::new();
    push_head(&mut out, book, Some(labels.search), Style::Linked(STYLE));
    push_link(&mut out, "contents", INDEX);
    out.push_str("</head>\n<body>\n<nav class=\"way\"");
    push_pair(&mut out, "aria-label", labels.pages);
    out.push_str(">\n<ul>\n");
    push_step(&mut out, "index", INDEX, "contents", labels.contents);
    out.push_str("</ul>\n</nav>\n<main>\n<h1>");
    push_text(&mut out, labels.search);
    out.push_str("</h1>\n");
    search::push_form(&mut out, labels);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// What stands around the text of a page.
struct Around<'a> {
    main: String,
    previous: Option<&'a Page<'a>>,
    next: Option<&'a Page<'a>>,
}

impl Around<'_> {
    fn page(&self, book: &Book, options: &EmitOptions<'_>, page: &Page<'_>, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 4096);
        push_head(&mut out, book, Some(&page.title()), Style::Linked(STYLE));
        push_link(&mut out, "contents", INDEX);
        if let Some(previous) = self.previous {
            push_link(&mut out, "prev", &previous.path);
        }
        if let Some(next) = self.next {
            push_link(&mut out, "next", &next.path);
        }
        out.push_str("</head>\n<body>\n");
        let labels = Labels::of(language(book));
        page::push_skip_link(&mut out, labels, &self.main);
        let search = options.settings.search;
        self.push_way(&mut out, labels, labels.pages, search);
        out.push_str("<main");
        push_pair(&mut out, "id", &self.main);
        out.push_str(">\n");
        out.push_str(text);
        out.push_str("</main>\n");
        self.push_way(&mut out, labels, &format!("{} 2", labels.pages), search);
        out.push_str("</body>\n</html>\n");
        out
    }

    /// Previous page, contents, search, next page.
    fn push_way(&self, out: &mut String, labels: Labels, label: &str, search: bool) {
        out.push_str("<nav class=\"way\"");
        push_pair(out, "aria-label", label);
        out.push_str(">\n<ul>\n");
        if let Some(previous) = self.previous {
            push_step(
                out,
                "previous",
                &previous.path,
                "prev",
                &format!("← {}", previous.title()),
            );
        }
        push_step(out, "index", INDEX, "contents", labels.contents);
        if search {
            push_step(out, "find", search::PAGE, "search", labels.search);
        }
        if let Some(next) = self.next {
            push_step(
                out,
                "next",
                &next.path,
                "next",
                &format!("{} →", next.title()),
            );
        }
        out.push_str("</ul>\n</nav>\n");
    }
}

fn push_step(out: &mut String, class: &str, path: &str, relation: &str, text: &str) {
    out.push_str("<li");
    push_pair(out, "class", class);
    out.push_str("><a");
    push_pair(out, "href", path);
    push_pair(out, "rel", relation);
    out.push('>');
    push_text(out, text);
    out.push_str("</a></li>\n");
}

fn push_link(out: &mut String, relation: &str, path: &str) {
    out.push_str("<link");
    push_pair(out, "rel", relation);
    push_pair(out, "href", path);
    out.push_str("/>\n");
}
