//! Links and pictures: from what authors write to anchors, addresses and resources of the book.

use std::collections::HashMap;

use super::anchors::{Names, stem};
use super::paths::{Reference, decode, folder, join, reference, resolve, scheme};
use super::resources::{Found, Resources};
use super::{AssemblySettings, LinkPolicy, references, rules};
use crate::book::inline::close_gap;
use crate::book::visit::{NodeMut, walk_mut};
use crate::book::{Block, BlockKind, Document, Inline, Link, Picture, Target};
use crate::report::{Diagnostic, Rule, Severity, Span, nearest};

/// What to do about a link that leaves the book.
const LEADS_OUT: &str = "link to a public address instead, or set 'site' in [build] to the book's own, which such links then start from";

/// Where links may lead.
pub(super) struct Places {
    documents: Vec<Names>,
    by_path: HashMap<String, usize>,
    /// Paths in small letters; `None` where two documents differ in capitals only.
    folded: HashMap<String, Option<usize>>,
    /// Names without folders and extensions, in small letters; `None` where several documents have one.
    by_name: HashMap<String, Option<usize>>,
    /// Paths as sites have them; `None` where several documents have one.
    by_page: HashMap<String, Option<usize>>,
    /// Folders that root-absolute paths may start from.
    roots: Vec<String>,
}

impl Places {
    pub(super) fn new(documents: Vec<Names>, roots: Vec<String>) -> Places {
        let mut by_path = HashMap::with_capacity(documents.len());
        let mut by_name: HashMap<String, Option<usize>> = HashMap::with_capacity(documents.len());
        let mut folded: HashMap<String, Option<usize>> = HashMap::with_capacity(documents.len());
        let mut by_page: HashMap<String, Option<usize>> = HashMap::with_capacity(documents.len());
        for (index, names) in documents.iter().enumerate() {
            by_path.entry(names.path.clone()).or_insert(index);
            by_page
                .entry(page(&names.path))
                .and_modify(|found| *found = None)
                .or_insert(Some(index));
            folded
                .entry(names.path.to_lowercase())
                .and_modify(|found| *found = None)
                .or_insert(Some(index));
            by_name
                .entry(stem(&names.path).to_lowercase())
                .and_modify(|found| *found = None)
                .or_insert(Some(index));
            // `two.part.html` and `two.en.html` are the page 'two'.
            if let Some((name, _)) = stem(&names.path).split_once('.')
                && !name.is_empty()
            {
                by_name
                    .entry(name.to_lowercase())
                    .and_modify(|found| *found = None)
                    .or_insert(Some(index));
            }
            // `02-two.md` is the page 'two' of a site.
            let bare = without_number(stem(&names.path)).to_lowercase();
            if !bare.is_empty() && bare != stem(&names.path).to_lowercase() {
                by_name
                    .entry(bare)
                    .and_modify(|found| *found = None)
                    .or_insert(Some(index));
            }
        }
        for (index, names) in documents.iter().enumerate() {
            for alias in &names.aliases {
                by_name.entry(alias.to_lowercase()).or_insert(Some(index));
            }
        }
        Places {
            documents,
            by_path,
            folded,
            by_name,
            by_page,
            roots,
        }
    }

    /// The only document of a name, whatever folder it lies in: collections of notes and sites link so.
    fn named(&self, path: &str) -> Option<usize> {
        let name = path.trim_matches('/').rsplit('/').next()?;
        let stem = [".md", ".html", ".htm"]
            .iter()
            .find_map(|extension| name.strip_suffix(extension))
            .unwrap_or(name);
        let is_usual = matches!(stem.to_lowercase().as_str(), "index" | "readme" | "_index");
        let found = self.by_name.get(&stem.to_lowercase()).copied().flatten();
        found.filter(|_| !is_usual && !path.starts_with("../") && !path.starts_with("./"))
    }

    /// The anchor that an author called so, with the colon that makes it look like an address.
    fn labelled(&self, label: &str) -> Option<String> {
        let is_address = label.contains("//") || label.contains(['@', '.', '?']);
        let mut found = self.documents.iter().filter_map(|names| names.exact(label));
        found.next().filter(|_| !is_address).map(str::to_owned)
    }

    pub(super) fn starts(&self) -> impl Iterator<Item = String> + '_ {
        self.documents.iter().map(|names| names.start.clone())
    }

    /// The document at a path, under the names that sites and repositories know it by.
    fn document(&self, path: &str) -> Option<usize> {
        let find = |path: &str| self.by_path.get(path).copied();
        if let Some(found) = find(path) {
            return Some(found);
        }
        let path = path.trim_end_matches('/');
        let bare = [".html", ".htm"]
            .iter()
            .find_map(|extension| path.strip_suffix(extension));
        let stem = bare.unwrap_or(path);
        let in_folder = |folder: &str, name: &str| {
            if folder.is_empty() {
                name.to_string()
            } else {
                format!("{folder}/{name}")
            }
        };
        let extensions = [
            "md", "markdown", "mdx", "qmd", "Rmd", "ipynb", "txt", "html", "xhtml",
        ];
        let candidates = extensions
            .iter()
            .map(|extension| format!("{stem}.{extension}"));
        let index = bare
            .filter(|_| stem.rsplit('/').next() == Some("index"))
            .map(folder);
        let folders = [Some(path), index].into_iter().flatten();
        let in_folders = folders.flat_map(|folder| {
            [
                "index.md",
                "README.md",
                "_index.md",
                "readme.md",
                "index.mdx",
                "index.html",
            ]
            .map(|name| in_folder(folder, name))
        });
        candidates
            .chain(in_folders)
            .find_map(|candidate| find(&candidate))
    }

    /// The paths from the root that a path in a document may mean, in the order of belief.
    pub(super) fn candidates(&self, document: &str, path: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut push = |candidate: Option<String>| {
            if let Some(candidate) = candidate
                && !found.contains(&candidate)
            {
                found.push(candidate);
            }
        };
        let mut below_roots = |path: &str| {
            self.roots.iter().for_each(|root| push(join(root, path)));
            push(join("", path));
        };
        match path.strip_prefix('/') {
            Some(absolute) => {
                below_roots(absolute);
                // The path may begin above the book: at the root of a repository, or of the site that the book is part of.
                let mut rest = absolute;
                while let Some((_, tail)) = rest.split_once('/').filter(|(_, t)| t.contains('/')) {
                    below_roots(tail);
                    rest = tail;
                }
            }
            None => {
                push(join(folder(document), path));
                self.roots.iter().for_each(|root| push(join(root, path)));
                push(join("", path));
            }
        }
        found
    }
}

/// The path under which a site shows a page: `01-app/02-start/index.mdx` is 'app/start' there.
fn page(path: &str) -> String {
    let path = path.trim_matches('/');
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.bytes().all(|b| b.is_ascii_alphabetic()) => stem,
        _ => name,
    };
    let name = without_number(stem).to_lowercase();
    let is_usual = matches!(name.as_str(), "index" | "readme" | "_index");
    let parts = folders
        .split('/')
        .chain((!is_usual).then_some(stem))
        .filter(|part| !part.is_empty());
    let parts: Vec<String> = parts
        .map(|part| without_number(part).to_lowercase())
        .collect();
    parts.join("/")
}

/// A name without the number that puts it in order; one that is all number stays.
fn without_number(name: &str) -> &str {
    let behind = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = behind.trim_start_matches(['-', '_', '.', ' ']);
    match bare.is_empty() || bare.len() == behind.len() {
        true => name,
        false => bare,
    }
}

/// Settles the links and pictures of one document.
pub(super) struct Linker<'a, 'b> {
    pub(super) places: &'a Places,
    pub(super) resources: &'a mut Resources<'b>,
    pub(super) settings: &'a AssemblySettings,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    /// Which document it is, by its order.
    pub(super) document: usize,
    /// Whether a reference by a label was met.
    pub(super) has_references: &'a mut bool,
    /// Whether what an extractor lost of it is no error: it was restored.
    pub(super) is_restored: bool,
}

impl Linker<'_, '_> {
    pub(super) fn settle(&mut self, document: &mut Document) {
        self.blocks(&mut document.blocks);
        if document.is_restored {
            // A picture that did not come along leaves nothing of its paragraph.
            let empty =
                |block: &Block| matches!(&block.kind, BlockKind::Paragraph(run) if run.is_empty());
            document.blocks.retain(|block| !empty(block));
        }
        for note in &mut document.notes {
            self.blocks(&mut note.blocks);
        }
    }

    fn blocks(&mut self, blocks: &mut [Block]) {
        walk_mut(blocks, &mut |node| {
            if let NodeMut::Run(run) = node {
                self.run(run);
            }
        });
    }

    /// Settles what stands in a run itself; the walk enters what is inside it next.
    fn run(&mut self, run: &mut Vec<Inline>) {
        let mut at = 0;
        while let Some(inline) = run.get_mut(at) {
            match self.inline(inline) {
                // What stands instead is settled too: it may hold links and pictures of its own.
                Some(instead) => {
                    let says_nothing =
                        |inline: &Inline| matches!(inline, Inline::Text(text) if text.is_empty());
                    if instead.iter().all(says_nothing) {
                        run.remove(at);
                        close_gap(run, at);
                    } else {
                        run.splice(at..=at, instead);
                    }
                }
                None => at += 1,
            }
        }
    }

    /// Gives what stands in the place of a link or picture that leads nowhere.
    fn inline(&mut self, inline: &mut Inline) -> Option<Vec<Inline>> {
        match inline {
            Inline::Text(text) | Inline::Code(text) => {
                // A character reference may name what XML forbids.
                // Without a way out of the loop, so that it is one for vectors.
                let has_forbidden = text.bytes().fold(false, |found, b| {
                    found | ((b < 0x20) & (b != b'\n') & (b != b'\t'))
                });
                if has_forbidden {
                    text.retain(|c| c >= ' ' || matches!(c, '\n' | '\t'));
                }
                None
            }
            Inline::Image(picture) if picture.resource.is_none() => self.picture(picture, false),
            // Quartodoc's reference to what a program is made of: its name is its words.
            Inline::Link(link) if link.content.is_empty() && names_code(&link.target).is_some() => {
                Some(names_code(&link.target).into_iter().collect())
            }
            // An anchor of old pages that says nothing: readers would meet an empty link.
            Inline::Link(link) if link.content.is_empty() => Some(Vec::new()),
            Inline::Link(link) => {
                let settled = match &link.target {
                    Target::Unresolved(written) => self.target(written, link.span),
                    Target::External(address) => self.target(address, link.span),
                    Target::Anchor(_) | Target::Resource(_) => return None,
                };
                let Some(settled) = settled else {
                    return Some(std::mem::take(&mut link.content));
                };
                self.pictures_in_link(&mut link.content);
                link.target = settled;
                None
            }
            inline => {
                *self.has_references |= references::is_one(inline);
                None
            }
        }
    }

    /// Pictures on the network inside a link (badges) give way to their words: a link cannot hold another.
    fn pictures_in_link(&mut self, content: &mut Vec<Inline>) {
        let mut at = 0;
        while let Some(inline) = content.get_mut(at) {
            let instead = match inline {
                Inline::Image(picture) if picture.resource.is_none() => self.picture(picture, true),
                _ => None,
            };
            match instead {
                Some(instead) => {
                    content.splice(at..=at, instead);
                }
                None => at += 1,
            }
        }
    }

    /// Where a link leads; `None` where its words only are kept.
    fn target(&mut self, written: &str, span: Span) -> Option<Target> {
        let written = written.trim();
        if let Some(scheme) = scheme(written) {
            // Labels of MyST and LaTeX have colons: `fig:curve`.
            if let Some(anchor) = self.places.labelled(written) {
                return Some(Target::Anchor(anchor));
            }
            return self.address(written, scheme, span);
        }
        if written.starts_with("//") {
            return self.address(&format!("https:{written}"), "https", span);
        }
        let reference = reference(written);
        if reference.path.is_empty() {
            return self.fragment(self.document, &reference, written, span);
        }
        let here = self
            .places
            .documents
            .get(self.document)
            .map(|names| names.path.clone())
            .unwrap_or_default();
        let mut candidates = self.places.candidates(&here, &reference.path);
        if reference.raw != reference.path {
            candidates.extend(self.places.candidates(&here, &reference.raw));
        }
        // Sites show a page as a folder, so authors count one level more.
        let as_page = here
            .rsplit_once('.')
            .map_or(here.as_str(), |(stem, _)| stem);
        let as_page = reference
            .path
            .starts_with("../")
            .then(|| join(as_page, &reference.path))
            .flatten();
        if let Some(found) = candidates
            .iter()
            .chain(&as_page)
            .find_map(|path| self.places.document(path))
        {
            return self.fragment(found, &reference, written, span);
        }
        for path in &candidates {
            if let Some(Some(found)) = self.places.folded.get(&path.to_lowercase()) {
                let name = self
                    .places
                    .documents
                    .get(*found)
                    .map_or("", |names| names.path.as_str());
                let message = format!("the link to '{written}' is right but for capital letters");
                let hint = format!("write '{name}'");
                self.diagnostics.push(
                    Diagnostic::new(&rules::LINK_CASE, message)
                        .hint(hint)
                        .span(span),
                );
                return self.fragment(*found, &reference, written, span);
            }
        }
        if self.settings.links == LinkPolicy::Warn {
            let shown = |path: &str| self.places.by_page.get(&page(path)).copied().flatten();
            let found = candidates.iter().find_map(|path| shown(path));
            // The first folder of an address may be the whole book: `/docs/boats`.
            let bare = reference.path.strip_prefix('/');
            let bare = bare
                .and_then(|path| path.split_once('/'))
                .map(|(_, rest)| rest);
            let found = found.or_else(|| shown(bare.filter(|rest| !rest.is_empty())?));
            if let Some(found) = found.or_else(|| self.places.named(&reference.path)) {
                return self.fragment(found, &reference, written, span);
            }
        }
        if let Some(id) = candidates
            .iter()
            .find_map(|path| self.resources.picture_at(path))
        {
            return Some(Target::Resource(id));
        }
        if let Some(address) = self.on_site(&here, &reference, written) {
            return self.target(&address, span);
        }
        self.dead(written, &candidates, span);
        None
    }

    /// The public address of a link that leads out of the book, where the book's own is known.
    fn on_site(&self, here: &str, reference: &Reference, written: &str) -> Option<String> {
        let site = self.settings.site.as_deref()?;
        let root = self.places.roots.first().map_or("", String::as_str);
        let inside = here
            .strip_prefix(root)
            .map_or(here, |rest| rest.trim_start_matches('/'));
        let leads_out =
            reference.path.starts_with('/') || join(folder(inside), &reference.path).is_none();
        leads_out
            .then(|| resolve(site, folder(inside), written))
            .flatten()
    }

    /// A link that leads to no document of the book.
    fn dead(&mut self, written: &str, candidates: &[String], span: Span) {
        let listed = self.resources.list();
        if candidates.is_empty() {
            let message = format!("the link to '{written}' leads out of the book's folder");
            return self.problem(&rules::LINK_UNRESOLVED, message, LEADS_OUT, span);
        }
        if candidates
            .iter()
            .any(|path| listed.binary_search(path).is_ok())
        {
            let message = format!("the link leads to '{written}', which is not part of the book");
            let hint = "add the file to the book, or link to a public address instead";
            return self.problem(&rules::LINK_UNRESOLVED, message, hint, span);
        }
        let message = format!("the link leads to '{written}', and there is no such file");
        let names = self
            .places
            .documents
            .iter()
            .map(|names| names.path.as_str());
        let near = candidates.first().and_then(|path| nearest(path, names));
        let hint = match near {
            Some(near) => format!("did you mean '{near}'?"),
            None if written.contains('@') => format!("for a mail address write 'mailto:{written}'"),
            None if written.starts_with('/') || written.starts_with("../") => LEADS_OUT.to_string(),
            None if looks_like_host(written) => format!("for an address write 'https://{written}'"),
            None => "correct the link, or add the file to the book".to_string(),
        };
        self.problem(&rules::LINK_UNRESOLVED, message, &hint, span);
    }

    fn fragment(
        &mut self,
        document: usize,
        reference: &Reference,
        written: &str,
        span: Span,
    ) -> Option<Target> {
        let names = self.places.documents.get(document)?;
        let fragment = reference.fragment.as_deref().unwrap_or("");
        if fragment.is_empty() || fragment == "top" && names.find("top").is_none() {
            return Some(Target::Anchor(names.start.clone()));
        }
        if let Some(anchor) = names.find(fragment) {
            return Some(Target::Anchor(anchor.to_string()));
        }
        // Tools that join all files into one name each by its file.
        if fragment == stem(&names.path) {
            return Some(Target::Anchor(names.start.clone()));
        }
        // Tools that join all files into one page let authors write the fragment of another file.
        if reference.path.is_empty() {
            let mut others = self
                .places
                .documents
                .iter()
                .filter_map(|names| names.find(fragment));
            if let (Some(only), None) = (others.next(), others.next()) {
                return Some(Target::Anchor(only.to_string()));
            }
        }
        let place = if reference.path.is_empty() {
            "this file".to_string()
        } else {
            format!("'{}'", names.path)
        };
        let message =
            format!("the link leads to '{written}', and {place} has no anchor '{fragment}'");
        let hint = match nearest(fragment, names.all()) {
            Some(near) => format!("did you mean '#{near}'?"),
            None => "correct the link, or give the place that name".to_string(),
        };
        self.problem(&rules::LINK_UNRESOLVED, message, &hint, span);
        // The file is right: under the lenient policy the link leads to its beginning.
        let names = self.places.documents.get(document)?;
        (!reference.path.is_empty()).then(|| Target::Anchor(names.start.clone()))
    }

    fn address(&mut self, written: &str, scheme: &str, span: Span) -> Option<Target> {
        let lower = scheme.to_ascii_lowercase();
        if matches!(
            lower.as_str(),
            "javascript" | "vbscript" | "data" | "file" | "about" | "blob"
        ) {
            let message = format!("a link to '{lower}:' cannot be followed from a book");
            self.warn(
                &rules::LINK_MALFORMED,
                message,
                "remove the link, or link to a public address",
                span,
            );
            return None;
        }
        let found = well_formed(written).map(Target::External);
        if found.is_none() {
            let message = format!("the address '{written}' is malformed");
            self.warn(&rules::LINK_MALFORMED, message, "correct the address", span);
        }
        found
    }

    /// Loads a picture. Gives what stands in its place where there is none.
    fn picture(&mut self, picture: &mut Picture, in_link: bool) -> Option<Vec<Inline>> {
        let here = self
            .places
            .documents
            .get(self.document)
            .map(|names| names.path.clone())
            .unwrap_or_default();
        match self.resources.picture(&here, &picture.path, self.places) {
            Found::Picture(id) => {
                picture.resource = Some(id);
                return None;
            }
            Found::Remote(address) => {
                let words = words_of(picture);
                if !self.settings.link_remote_pictures {
                    let message = format!("the picture '{}' lies on the network", picture.path);
                    let hint = "download it into the book's folder, or set remote-pictures = \"link\" in [build]";
                    self.problem(&rules::PICTURE_REMOTE, message, hint, picture.span);
                    if self.settings.links == LinkPolicy::Error {
                        return Some(text(words));
                    }
                }
                let words = if words.is_empty() {
                    address.clone()
                } else {
                    words
                };
                if in_link {
                    return Some(text(words));
                }
                let target = Target::External(address);
                return Some(vec![Inline::Link(Box::new(Link {
                    target,
                    title: None,
                    content: text(words),
                    span: picture.span,
                }))]);
            }
            Found::Wrong {
                rule,
                message,
                hint,
            } => self.problem(rule, message, &hint, picture.span),
            Found::Case { id, name } => {
                let message = format!(
                    "the picture '{}' is right but for capital letters",
                    picture.path
                );
                let hint = format!("write '{name}'");
                self.diagnostics.push(
                    Diagnostic::new(&rules::LINK_CASE, message)
                        .hint(hint)
                        .span(picture.span),
                );
                picture.resource = Some(id);
                return None;
            }
        }
        Some(text(words_of(picture)))
    }

    fn warn(&mut self, rule: &'static Rule, message: String, hint: &str, span: Span) {
        self.diagnostics
            .push(Diagnostic::new(rule, message).hint(hint).span(span));
    }

    /// An error, or a warning where the settings say so or the text is what an extractor left.
    fn problem(&mut self, rule: &'static Rule, message: String, hint: &str, span: Span) {
        let mut diagnostic = Diagnostic::new(rule, message).hint(hint).span(span);
        if self.is_restored || self.settings.links == LinkPolicy::Warn {
            diagnostic.severity = Severity::Warning;
        }
        self.diagnostics.push(diagnostic);
    }
}

/// The code that an address between backticks names: `` `~package.name` `` shows its last part only.
fn names_code(target: &Target) -> Option<Inline> {
    let Target::Unresolved(written) = target else {
        return None;
    };
    let written = decode(written);
    let name = written.strip_prefix('`')?.strip_suffix('`')?;
    let shown = match name.strip_prefix('~') {
        Some(name) => name.rsplit('.').next().unwrap_or(name),
        None => name,
    };
    (!shown.is_empty()).then(|| Inline::Code(shown.to_owned()))
}

fn text(words: String) -> Vec<Inline> {
    if words.is_empty() {
        Vec::new()
    } else {
        vec![Inline::Text(words)]
    }
}

fn words_of(picture: &Picture) -> String {
    picture.alternative.clone().unwrap_or_default()
}

fn looks_like_host(written: &str) -> bool {
    let host = written.split('/').next().unwrap_or("");
    host.starts_with("www.")
        || [".com", ".org", ".net", ".io", ".rs"]
            .iter()
            .any(|end| host.ends_with(end))
}

/// Whether a text is the host of an address, with its port where it has one.
fn is_host(host: &str) -> bool {
    let is_port = |port: &str| port.is_empty() || port.parse::<u16>().is_ok();
    if let Some(inner) = host.strip_prefix('[') {
        return inner.split_once(']').is_some_and(|(address, port)| {
            address.parse::<std::net::Ipv6Addr>().is_ok()
                && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
        });
    }
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let forbidden = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '|' | '}' | '%' | '[' | ']'
            )
    };
    let mut labels = name.trim_end_matches('.').split('.');
    labels.all(|label| !label.is_empty()) && !name.contains(forbidden) && is_port(port)
}

/// An address with what must be escaped escaped; `None` where no reading system could follow it.
fn well_formed(address: &str) -> Option<String> {
    let address = address.trim();
    let (scheme, rest) = address.split_once(':')?;
    if let Some(rest) = rest.strip_prefix("//") {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
        let host = authority.rsplit('@').next().unwrap_or("");
        if !is_host(host) {
            return None;
        }
    } else if matches!(
        scheme.to_ascii_lowercase().as_str(),
        "http" | "https" | "ftp"
    ) || rest.is_empty()
    {
        return None;
    }
    if !address.contains(|c: char| {
        c <= ' '
            || matches!(
                c,
                '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '|' | '}' | '%'
            )
    }) {
        return Some(address.to_string());
    }
    let mut clean = String::with_capacity(address.len() + 8);
    for (at, c) in address.char_indices() {
        let escapes = address
            .get(at + 1..at + 3)
            .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        match c {
            '%' if !escapes => clean.push_str("%25"),
            c if c <= ' ' || matches!(c, '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '|' | '}') => {
                clean.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => clean.push(c),
        }
    }
    Some(clean)
}

#[cfg(test)]
mod tests {
    use super::well_formed;

    #[test]
    fn addresses_are_escaped_or_refused() {
        assert_eq!(
            well_formed("https://a.b/c d?x={y}&z=50%").as_deref(),
            Some("https://a.b/c%20d?x=%7By%7D&z=50%25")
        );
        assert_eq!(
            well_formed("https://a.b/%20").as_deref(),
            Some("https://a.b/%20")
        );
        assert_eq!(well_formed("http://localhost:<port>/"), None);
        assert_eq!(well_formed("https:///x"), None);
        for host in ["..", "a..b", "[::x]", "[::1", "a:b:80", "a:99999", "x]"] {
            assert_eq!(well_formed(&format!("http://{host}/")), None, "{host}");
        }
        for host in ["a.b.", "[::1]:80", "me@a:", "a:8080"] {
            let address = format!("http://{host}/");
            assert_eq!(well_formed(&address).as_deref(), Some(address.as_str()));
        }
        assert_eq!(well_formed("mailto:a@b.c").as_deref(), Some("mailto:a@b.c"));
    }
}
