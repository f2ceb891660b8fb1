//! Tables, with cells that span, and captions.

use std::collections::BTreeSet;

use super::attributes::{alignment, attributes};
use super::document::Context;
use super::{Element, Node, blocks, containers, inlines, is_space, saved_pages};
use crate::book::{Alignment, Block, BlockKind, Cell, Figure, Inline, Row, Table};
use crate::report::Span;

/// The most columns or rows that a cell may span: HTML's own limit for columns.
const SPAN_LIMIT: u16 = 1000;

/// `table`. One for layout (`role="presentation"`) is its content alone.
pub(super) fn table(element: Element, out: &mut Vec<Block>, cx: &mut Context) {
    let span = element.span;
    if cx.dialect.is_html && saved_pages::is_bar(&element) {
        return containers::container(element, out, cx);
    }
    if matches!(element.attribute("role"), Some("presentation" | "none")) {
        let mut nodes = Vec::new();
        cells_of_layout(element, &mut nodes);
        out.extend(blocks::flow(nodes, span, cx));
        return;
    }
    let attributes = attributes(&element, cx);
    let mut table = Table::default();
    if let Some(stated) = element.attribute("deckle-alignments") {
        table.alignments = stated.bytes().map(column_alignment).collect();
    }
    let mut astray = Vec::new();
    parts(element, Part::Body, &mut table, &mut astray, cx);
    let columns = columns(&table);
    if table.alignments.len() < columns {
        table.alignments.resize(columns, Alignment::None);
    }
    out.extend(blocks::flow(astray, span, cx));
    if table.head.is_empty()
        && table
            .body
            .first()
            .is_some_and(|row| row.cells.len() > 1 && row.cells.iter().all(|cell| cell.heading))
        && table.body.len() > 1
    {
        table.head.push(table.body.remove(0));
    }
    // Heads without a word are there because the syntax asks for them.
    let is_blank = |row: &Row| row.cells.iter().all(|cell| cell.blocks.is_empty());
    if !table.body.is_empty() && table.head.iter().all(is_blank) {
        table.head.clear();
    }
    forget_unused(&mut table);
    if !(table.head.is_empty() && table.body.is_empty()) {
        out.push(Block {
            kind: BlockKind::Table(Box::new(table)),
            attributes,
            span,
        });
    } else if !table.caption.is_empty() {
        blocks::push_paragraph(table.caption, attributes, span, out);
    }
}

fn column_alignment(letter: u8) -> Alignment {
    match letter {
        b'l' => Alignment::Left,
        b'c' => Alignment::Center,
        b'r' => Alignment::Right,
        _ => Alignment::None,
    }
}

/// A column in which no cell begins is aligned in no way: nothing could show it.
fn forget_unused(table: &mut Table) {
    let mut begins = vec![false; table.alignments.len()];
    for row in table.head.iter().chain(&table.body) {
        let mut column = 0;
        for cell in &row.cells {
            if let Some(begins) = begins.get_mut(column) {
                *begins = true;
            }
            column += usize::from(cell.columns);
        }
    }
    for (alignment, begins) in table.alignments.iter_mut().zip(begins) {
        if !begins {
            *alignment = Alignment::None;
        }
    }
}

/// Columns of the widest row. Rows that spans of earlier rows reach into count their own cells only.
fn columns(table: &Table) -> usize {
    let width = |row: &Row| row.cells.iter().map(|cell| usize::from(cell.columns)).sum();
    table
        .head
        .iter()
        .chain(&table.body)
        .map(width)
        .max()
        .unwrap_or(0)
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Head,
    Body,
}

/// Depth is bounded by the builder.
fn parts(
    element: Element,
    part: Part,
    table: &mut Table,
    astray: &mut Vec<Node>,
    cx: &mut Context,
) {
    let mut loose = Vec::new();
    for node in element.children {
        match node {
            Node::Element(child) => match &*child.name {
                "thead" => parts(child, Part::Head, table, astray, cx),
                "tbody" | "tfoot" => parts(child, Part::Body, table, astray, cx),
                "tr" => {
                    let row = row(child, part, table, astray, cx);
                    if part == Part::Head {
                        table.head.push(row)
                    } else {
                        table.body.push(row)
                    }
                }
                "caption" => {
                    let content = inlines::inlines(child.children, cx);
                    if !table.caption.is_empty() && !content.is_empty() {
                        table.caption.push(Inline::LineBreak);
                    }
                    table.caption.extend(content);
                }
                "colgroup" | "col" => {}
                "td" | "th" => loose.push(Node::Element(child)),
                _ => astray.push(Node::Element(child)),
            },
            Node::Text(text) if is_space(&text) => {}
            Node::Text(text) => astray.push(Node::Text(text)),
        }
    }
    if !loose.is_empty() {
        let mut tr = Element::new("tr", element.span);
        tr.children = loose;
        let row = row(tr, part, table, astray, cx);
        table.body.push(row);
    }
}

fn row(
    element: Element,
    part: Part,
    table: &mut Table,
    astray: &mut Vec<Node>,
    cx: &mut Context,
) -> Row {
    let mut row = Row::default();
    let mut column = 0_usize;
    // A row has no anchor of its own, nor has a cell: it is that of the first block that follows.
    let mut anchors: Vec<String> = super::attributes::id(&element).into_iter().collect();
    for node in element.children {
        match node {
            Node::Element(child) if matches!(&*child.name, "td" | "th") => {
                let columns = spanned(&child, "colspan");
                if let Some(stated) = cell_alignment(&child)
                    && column < 1000
                {
                    if table.alignments.len() <= column {
                        table.alignments.resize(column + 1, Alignment::None);
                    }
                    if let Some(slot) = table.alignments.get_mut(column)
                        && *slot == Alignment::None
                    {
                        *slot = stated;
                    }
                }
                column += usize::from(columns);
                let heading = child.name == "th" || part == Part::Head;
                let rows = spanned(&child, "rowspan");
                anchors.extend(super::attributes::id(&child));
                let mut blocks = blocks::flow(child.children, child.span, cx);
                if let Some(first) = blocks.first_mut() {
                    anchors
                        .drain(..)
                        .for_each(|id| blocks::add_anchor(first, id));
                }
                row.cells.push(Cell {
                    heading,
                    columns,
                    rows,
                    blocks,
                });
            }
            Node::Text(text) if is_space(&text) => {}
            node => astray.push(node),
        }
    }
    let last = row
        .cells
        .iter_mut()
        .rev()
        .find_map(|cell| cell.blocks.last_mut());
    if let Some(last) = last {
        anchors
            .into_iter()
            .for_each(|id| blocks::add_anchor(last, id));
    }
    row
}

fn cell_alignment(cell: &Element) -> Option<Alignment> {
    match alignment(cell)? {
        "center" => Some(Alignment::Center),
        "right" => Some(Alignment::Right),
        _ => Some(Alignment::Left),
    }
}

fn spanned(cell: &Element, name: &str) -> u16 {
    cell.attribute(name)
        .and_then(|value| value.trim().parse::<u16>().ok())
        .unwrap_or(1)
        .clamp(1, SPAN_LIMIT)
}

/// What the cells of a layout table hold, in order. Depth is bounded by the builder.
fn cells_of_layout(element: Element, nodes: &mut Vec<Node>) {
    for node in element.children {
        match node {
            Node::Element(child) if matches!(&*child.name, "thead" | "tbody" | "tfoot" | "tr") => {
                cells_of_layout(child, nodes)
            }
            Node::Element(mut child) if matches!(&*child.name, "td" | "th" | "caption") => {
                child.name = "div".into();
                child.attributes.retain(|(name, _)| name == "id");
                nodes.push(Node::Element(child));
            }
            node => nodes.push(node),
        }
    }
}

/// Gives a table the caption that stands before or after it (`Table: …`, `: …`).
pub(super) fn join_captions(blocks: Vec<Block>, plain: &BTreeSet<Span>) -> Vec<Block> {
    if !blocks
        .iter()
        .any(|block| matches!(block.kind, BlockKind::Table(_)))
    {
        return blocks;
    }
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut rest = blocks.into_iter().peekable();
    while let Some(mut block) = rest.next() {
        if !plain.contains(&block.span)
            && let Some((caption, id)) = caption(&block, false)
            && let Some(before) = out.last_mut()
            && let BlockKind::Table(table) = &mut before.kind
            && table.caption.is_empty()
        {
            table.caption = caption;
            before.attributes.id = before.attributes.id.take().or(id);
            continue;
        }
        if !plain.contains(&block.span)
            && let Some((caption, id)) = caption(&block, true)
            && let Some(next) = rest.peek_mut()
            && let BlockKind::Table(table) = &mut next.kind
            && table.caption.is_empty()
        {
            table.caption = caption;
            next.attributes.id = next.attributes.id.take().or(id);
            continue;
        }
        if let BlockKind::Figure(Figure { .. }) = block.kind {
            lift_caption(&mut block);
        }
        out.push(block);
    }
    out
}

/// Whether the author made the first colon of a paragraph a letter (`\: x`, `Table\: x`).
pub(super) fn is_no_caption(paragraph: &Element) -> bool {
    for node in paragraph.children.iter().take(2) {
        match node {
            Node::Text(text) if !text.contains(':') => {}
            Node::Element(element) => {
                return element.name == "deckle-literal" && element.text() == ":";
            }
            Node::Text(_) => return false,
        }
    }
    false
}

/// A figure around one table keeps its caption: nothing to lift but an empty one.
fn lift_caption(block: &mut Block) {
    if let BlockKind::Figure(Figure { blocks, caption }) = &mut block.kind
        && caption.is_empty()
        && let [
            Block {
                kind: BlockKind::Table(table),
                ..
            },
        ] = blocks.as_mut_slice()
    {
        *caption = std::mem::take(&mut table.caption);
    }
}

/// The caption that a paragraph is, without its mark, and the anchor that it gives its table (`{#tbl:x}`). `: …` counts
/// only after its table.
fn caption(block: &Block, before: bool) -> Option<(Vec<Inline>, Option<String>)> {
    let BlockKind::Paragraph(content) = &block.kind else {
        return None;
    };
    let Some(Inline::Text(first)) = content.first() else {
        return None;
    };
    let rest = match first
        .strip_prefix("Table:")
        .or_else(|| first.strip_prefix("table:"))
    {
        Some(rest) => rest,
        None if !before => first.strip_prefix(": ")?,
        None => return None,
    };
    let mut content = content.clone();
    if let Some(Inline::Text(text)) = content.first_mut() {
        *text = rest.trim_start().to_owned();
    }
    let mut id = None;
    if let Some(Inline::Text(last)) = content.last_mut()
        && let Some((words, list)) = last.trim_end().rsplit_once('{')
        && let Some(list) = list.strip_suffix('}').and_then(super::parse_attributes)
    {
        id = list
            .into_iter()
            .find(|(name, _)| name == "id")
            .map(|(_, value)| value);
        *last = words.trim_end().to_owned();
    }
    inlines::tidy(&mut content);
    (!content.is_empty()).then_some((content, id))
}
