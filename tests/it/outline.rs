//! A document as an outline to read in a fixture: a line for each block, indented by nesting; running text with marks.

use deckle::book::{
    Attributes, Block, BlockKind, Cell, Direction, Document, Inline, Link, Metadata, Node,
    PhrasingElement, Picture, Row, Target,
};

/// The whole document: metadata, blocks, notes.
pub(crate) fn document(document: &Document) -> String {
    let mut out = String::new();
    out.push_str(&metadata(&document.metadata));
    blocks(&document.blocks, 0, &mut out);
    for (index, note) in document.notes.iter().enumerate() {
        out.push_str(&format!("note {index} {}\n", note.id));
        blocks(&note.blocks, 1, &mut out);
    }
    out
}

/// What is set, a line each.
pub(crate) fn metadata(metadata: &Metadata) -> String {
    let mut lines = Vec::new();
    let mut one = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            lines.push(format!("@{name} {value}"));
        }
    };
    one("title", &metadata.title);
    one("subtitle", &metadata.subtitle);
    one("publisher", &metadata.publisher);
    one("date", &metadata.date);
    one("rights", &metadata.rights);
    one("description", &metadata.description);
    lines.extend(
        metadata
            .contributors
            .iter()
            .map(|c| format!("@{} {}", c.role, c.name)),
    );
    lines.extend(
        metadata
            .languages
            .iter()
            .map(|tag| format!("@language {tag}")),
    );
    lines.extend(
        metadata
            .identifiers
            .iter()
            .map(|id| format!("@identifier {:?} {}", id.scheme, id.value)),
    );
    lines.extend(
        metadata
            .subjects
            .iter()
            .map(|subject| format!("@subject {}", subject.name)),
    );
    lines.extend(metadata.collections.iter().map(|c| {
        format!(
            "@series {} {}",
            c.name,
            c.position.clone().unwrap_or_default()
        )
    }));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn attributes(attributes: &Attributes) -> String {
    let mut out = String::new();
    if let Some(id) = &attributes.id {
        out.push_str(&format!(" #{id}"));
    }
    for alias in &attributes.aliases {
        out.push_str(&format!(" ##{alias}"));
    }
    for class in &attributes.classes {
        out.push_str(&format!(" .{class}"));
    }
    if let Some(language) = &attributes.language {
        out.push_str(&format!(" lang={language}"));
    }
    match attributes.direction {
        Some(Direction::Ltr) => out.push_str(" ltr"),
        Some(Direction::Rtl) => out.push_str(" rtl"),
        None => {}
    }
    out
}

/// Blocks at a depth.
pub(crate) fn blocks(list: &[Block], depth: usize, out: &mut String) {
    for block in list {
        self::block(block, depth, out);
    }
}

fn block(block: &Block, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let marks = attributes(&block.attributes);
    let line = |text: String, out: &mut String| {
        out.push_str(&indent);
        out.push_str(text.trim_end());
        out.push('\n');
    };
    match &block.kind {
        BlockKind::Paragraph(content) => line(format!("p{marks}: {}", inlines(content)), out),
        BlockKind::Heading { level, content } => {
            line(format!("h{level}{marks}: {}", inlines(content)), out)
        }
        BlockKind::BlockQuote {
            kind,
            blocks,
            attribution,
        } => {
            line(
                format!("{}{marks}", format!("{kind:?}").to_lowercase()),
                out,
            );
            self::blocks(blocks, depth + 1, out);
            if let Some(content) = attribution {
                line(format!("  by: {}", inlines(content)), out);
            }
        }
        BlockKind::List {
            start,
            tight,
            items,
        } => {
            let start = start.map_or("list".to_owned(), |start| format!("list {start}"));
            line(
                format!("{start}{}{marks}", if *tight { "" } else { " loose" }),
                out,
            );
            for item in items {
                let task = item
                    .task
                    .map_or("", |ticked| if ticked { " [x]" } else { " [ ]" });
                line(format!("-{task}"), out);
                self::blocks(&item.blocks, depth + 1, out);
            }
        }
        BlockKind::DefinitionList(list) => {
            line(format!("definitions{marks}"), out);
            for definition in list {
                for term in &definition.terms {
                    line(format!("  term: {}", inlines(term)), out);
                }
                for detail in &definition.details {
                    line("  =".to_owned(), out);
                    self::blocks(detail, depth + 2, out);
                }
            }
        }
        BlockKind::Verse(verse) => {
            line(format!("verse{marks}"), out);
            for (index, stanza) in verse.stanzas.iter().enumerate() {
                if index > 0 {
                    line("  /".to_owned(), out);
                }
                for verse_line in stanza {
                    line(
                        format!("  {}| {}", verse_line.indent, inlines(&verse_line.content)),
                        out,
                    );
                }
            }
            if let Some(content) = &verse.attribution {
                line(format!("  by: {}", inlines(content)), out);
            }
        }
        BlockKind::Speech(speech) => {
            line(format!("speech{marks}: {}", inlines(&speech.speaker)), out);
            self::blocks(&speech.blocks, depth + 1, out);
        }
        BlockKind::ThematicBreak => line(format!("break{marks}"), out),
        BlockKind::Figure(figure) => {
            line(format!("figure{marks}: {}", inlines(&figure.caption)), out);
            self::blocks(&figure.blocks, depth + 1, out);
        }
        BlockKind::Table(table) => {
            let alignments: String = table
                .alignments
                .iter()
                .map(|a| format!("{a:?}").chars().next().unwrap())
                .collect();
            line(
                format!("table {alignments}{marks}: {}", inlines(&table.caption)),
                out,
            );
            for (name, rows) in [("head", &table.head), ("row", &table.body)] {
                for row in rows {
                    self::row(name, row, depth + 1, out);
                }
            }
        }
        BlockKind::CodeBlock { language, text } => {
            line(
                format!(
                    "code {}{marks}: {text:?}",
                    language.as_deref().unwrap_or("-")
                ),
                out,
            );
        }
        BlockKind::Math(math) => line(format!("math{marks}: {:?}", math.tex), out),
        BlockKind::Callout {
            callout,
            title,
            blocks,
        } => {
            let title = title
                .as_ref()
                .map(|title| format!(": {}", inlines(title)))
                .unwrap_or_default();
            line(
                format!("{}!{marks}{title}", format!("{callout:?}").to_lowercase()),
                out,
            );
            self::blocks(blocks, depth + 1, out);
        }
        BlockKind::Division {
            name,
            summary,
            blocks,
        } => {
            line(format!("{name}{marks}: {}", inlines(summary)), out);
            self::blocks(blocks, depth + 1, out);
        }
        BlockKind::PageBreak(page) => line(format!("page {} {}", page.label, page.id), out),
        BlockKind::Markup(markup) => line(
            format!(
                "{}{marks} {:?}",
                foreign(&Node::Element(markup.root.clone())),
                markup.alternative
            ),
            out,
        ),
    }
}

fn row(name: &str, row: &Row, depth: usize, out: &mut String) {
    let is_simple = |cell: &Cell| {
        matches!(
            cell.blocks.as_slice(),
            [] | [Block {
                kind: BlockKind::Paragraph(_),
                ..
            }]
        )
    };
    let mark = |cell: &Cell| {
        let mut mark = if cell.heading { "#" } else { "" }.to_owned();
        if cell.columns > 1 || cell.rows > 1 {
            mark.push_str(&format!("[{}x{}]", cell.columns, cell.rows));
        }
        mark
    };
    let indent = "  ".repeat(depth);
    if row.cells.iter().all(is_simple) {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| {
                let text = match cell.blocks.first() {
                    Some(Block {
                        kind: BlockKind::Paragraph(content),
                        ..
                    }) => inlines(content),
                    _ => String::new(),
                };
                format!("{}{text}", mark(cell))
            })
            .collect();
        out.push_str(format!("{indent}{name} {}", cells.join(" | ")).trim_end());
        out.push('\n');
        return;
    }
    out.push_str(&format!("{indent}{name}\n"));
    for cell in &row.cells {
        out.push_str(&format!("{indent}  cell {}\n", mark(cell)));
        blocks(&cell.blocks, depth + 2, out);
    }
}

/// Running text with marks: `em(…)`, `b(…)`, `[text](target)`.
pub(crate) fn inlines(content: &[Inline]) -> String {
    content.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => text.clone(),
        Inline::Emphasis(content) => format!("*{}*", inlines(content)),
        Inline::Strong(content) => format!("**{}**", inlines(content)),
        Inline::Strikethrough(content) => format!("~~{}~~", inlines(content)),
        Inline::Superscript(content) => format!("^{}^", inlines(content)),
        Inline::Subscript(content) => format!("_{}_", inlines(content)),
        Inline::SmallCaps(content) => format!("sc({})", inlines(content)),
        Inline::Code(text) => format!("`{text}`"),
        Inline::Math(math) => format!("${}$", math.tex),
        Inline::Link(link) => {
            let Link {
                target,
                title,
                content,
                ..
            } = &**link;
            let target = match target {
                Target::External(address) => address.clone(),
                Target::Anchor(id) => format!("#{id}!"),
                Target::Resource(index) => format!("resource {index}"),
                Target::Unresolved(address) => format!("?{address}"),
            };
            let title = title
                .as_ref()
                .map(|title| format!(" {title:?}"))
                .unwrap_or_default();
            format!("[{}]({target}{title})", inlines(content))
        }
        Inline::Image(picture) => self::picture(picture),
        Inline::NoteRef(index) => format!("[^{index}]"),
        Inline::PageBreak(page) => format!("{{page {} {}}}", page.label, page.id),
        Inline::LineBreak => "⏎".to_owned(),
        Inline::Ruby(pairs) => {
            let pairs: Vec<String> = pairs
                .iter()
                .map(|(base, reading)| format!("{}/{}", inlines(base), inlines(reading)))
                .collect();
            format!("ruby({})", pairs.join(" "))
        }
        Inline::Span {
            attributes,
            content,
        } => format!(
            "[{}]{{{}}}",
            inlines(content),
            self::attributes(attributes).trim()
        ),
        Inline::Element(element) => {
            let PhrasingElement {
                name,
                attributes,
                extra,
                content,
            } = &**element;
            let extra: String = extra
                .iter()
                .map(|(name, value)| format!(" {name}={value:?}"))
                .collect();
            format!(
                "<{name}{}{extra}>{}</>",
                self::attributes(attributes),
                inlines(content)
            )
        }
        Inline::Markup(markup) => foreign(&Node::Element(markup.root.clone())),
    }
}

fn picture(picture: &Picture) -> String {
    let mut out = format!("!({}", picture.path);
    out.push_str(
        &picture
            .alternative
            .as_ref()
            .map_or(" no-alt".to_owned(), |text| format!(" {text:?}")),
    );
    for (name, value) in [
        ("title", &picture.title),
        ("width", &picture.width),
        ("height", &picture.height),
    ] {
        if let Some(value) = value {
            out.push_str(&format!(" {name}={value:?}"));
        }
    }
    out.push_str(&attributes(&picture.attributes));
    out.push(')');
    out
}

fn foreign(node: &Node) -> String {
    match node {
        Node::Text(text) => text.trim().to_owned(),
        Node::Element(element) => {
            let attributes: String = element
                .attributes
                .iter()
                .map(|(name, value)| format!(" {name}={value:?}"))
                .collect();
            let children: String = element.children.iter().map(foreign).collect();
            format!("<{}{attributes}>{children}</>", element.name)
        }
    }
}
