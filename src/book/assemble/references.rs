//! References to figures, tables, formulas and sections by their labels: what they refer to is numbered in the order of the
//! book, and they say its number. Nothing is numbered in a book without such references, and no kind that none refers to.

use std::collections::{BTreeMap, BTreeSet};

use super::Component;
use super::anchors::each;
use crate::book::visit::{NodeMut, plain_text, walk_mut};
use crate::book::{Attributes, Block, BlockKind, Figure, Inline, Picture, Target};

/// The class that readers give to a reference.
pub(super) const CLASS: &str = "cross-reference";

/// The class of one that says the number alone.
const NUMBER: &str = "number";

/// What is numbered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Figure,
    Table,
    Formula,
}

/// What a reference says: alone, and with the word for its kind.
struct Label {
    number: String,
    full: String,
}

/// Whether an inline is a reference.
pub(super) fn is_one(inline: &Inline) -> bool {
    matches!(inline, Inline::Span { attributes, .. } if has_class(attributes))
}

fn has_class(attributes: &Attributes) -> bool {
    attributes.classes.iter().any(|class| class == CLASS)
}

/// Numbers what is referred to, and writes the references.
pub(super) fn settle(components: &mut [Component], language: &str) {
    let mut wanted = BTreeSet::new();
    all(components, &mut |node| {
        if let NodeMut::Piece(Inline::Span {
            attributes,
            content,
        }) = node
            && has_class(attributes)
            && let [Inline::Link(link)] = content.as_slice()
            && let Target::Anchor(anchor) = &link.target
        {
            wanted.insert(anchor.clone());
        }
    });
    let mut kinds = BTreeSet::new();
    all(components, &mut |node| {
        if let NodeMut::Block(block) = node
            && let Some(kind) = kind(block)
            && anchor(block).is_some_and(|id| wanted.contains(id))
        {
            kinds.insert(kind);
        }
    });
    let mut counts: BTreeMap<Kind, u32> = BTreeMap::new();
    let mut labels: BTreeMap<String, Label> = BTreeMap::new();
    all(components, &mut |node| {
        let NodeMut::Block(block) = node else { return };
        if let Some(label) = label(block, &kinds, &mut counts, language)
            && let Some(id) = &block.attributes.id
        {
            labels.insert(id.clone(), label);
        }
    });
    all(components, &mut |node| {
        if let NodeMut::Piece(piece) = node {
            write(piece, &labels);
        }
    });
}

fn all(components: &mut [Component], visit: &mut dyn FnMut(NodeMut<'_>)) {
    each(components, 0, &mut |component| {
        if let Some(document) = &mut component.document {
            walk_mut(&mut document.blocks, visit);
            for note in &mut document.notes {
                walk_mut(&mut note.blocks, visit);
            }
        }
    });
}

/// The picture that a paragraph is, if it has words to be its caption.
fn lone_picture(content: &[Inline]) -> Option<&Picture> {
    match content {
        [Inline::Image(picture)] => {
            let has_words = picture
                .alternative
                .as_ref()
                .is_some_and(|words| !words.is_empty());
            has_words.then_some(picture)
        }
        _ => None,
    }
}

/// The anchor of a block, or of the picture that it is.
fn anchor(block: &Block) -> Option<&str> {
    match &block.kind {
        BlockKind::Paragraph(content) if block.attributes.id.is_none() => {
            lone_picture(content)?.attributes.id.as_deref()
        }
        _ => block.attributes.id.as_deref(),
    }
}

fn kind(block: &Block) -> Option<Kind> {
    let id = anchor(block)?;
    match &block.kind {
        BlockKind::Paragraph(content) if lone_picture(content).is_some() => Some(Kind::Figure),
        BlockKind::Figure(figure) if !figure.caption.is_empty() => Some(Kind::Figure),
        BlockKind::Table(table) if !table.caption.is_empty() => Some(Kind::Table),
        BlockKind::Paragraph(_) if id.starts_with("fig-") => Some(Kind::Figure),
        BlockKind::Math(_) => Some(Kind::Formula),
        _ => None,
    }
}

/// The label of a block; a numbered one's caption gets it too.
fn label(
    block: &mut Block,
    kinds: &BTreeSet<Kind>,
    counts: &mut BTreeMap<Kind, u32>,
    language: &str,
) -> Option<Label> {
    if let BlockKind::Heading { content, .. } = &block.kind {
        let words = plain_text(content);
        return (!words.is_empty()).then(|| Label {
            number: words.clone(),
            full: words,
        });
    }
    let kind = kind(block).filter(|kind| kinds.contains(kind))?;
    let count = counts.entry(kind).or_default();
    *count += 1;
    let number = count.to_string();
    if kind == Kind::Formula {
        let number = format!("({number})");
        return Some(Label {
            full: number.clone(),
            number,
        });
    }
    if let BlockKind::Paragraph(content) = &mut block.kind
        && lone_picture(content).is_some()
    {
        make_figure(block);
    }
    let full = format!("{} {number}", word(kind, language));
    let caption = match &mut block.kind {
        BlockKind::Figure(figure) => &mut figure.caption,
        BlockKind::Table(table) => &mut table.caption,
        BlockKind::Paragraph(content) => content,
        _ => return None,
    };
    caption.insert(0, Inline::Text(format!("{full}: ")));
    Some(Label { number, full })
}

/// Makes a paragraph that is one picture a figure, with the picture's words as its caption and its anchor.
fn make_figure(block: &mut Block) {
    let span = block.span;
    let BlockKind::Paragraph(content) = &mut block.kind else {
        return;
    };
    let mut content = std::mem::take(content);
    let mut caption = Vec::new();
    if let Some(Inline::Image(picture)) = content.first_mut() {
        caption.extend(picture.alternative.clone().map(Inline::Text));
        block.attributes.id = block.attributes.id.take().or(picture.attributes.id.take());
    }
    let inner = Block {
        kind: BlockKind::Paragraph(content),
        attributes: Attributes::default(),
        span,
    };
    block.kind = BlockKind::Figure(Figure {
        blocks: vec![inner],
        caption,
    });
}

/// Writes a reference as a link that says what it refers to; one that leads nowhere stays as it was written.
fn write(piece: &mut Inline, labels: &BTreeMap<String, Label>) {
    let Inline::Span {
        attributes,
        content,
    } = piece
    else {
        return;
    };
    if !has_class(attributes) {
        return;
    }
    let is_number = attributes.classes.iter().any(|class| class == NUMBER);
    attributes
        .classes
        .retain(|class| class != CLASS && class != NUMBER);
    if let [Inline::Link(link)] = content.as_mut_slice()
        && let Target::Anchor(anchor) = &link.target
        && let Some(label) = labels.get(anchor)
    {
        let words = if is_number {
            &label.number
        } else {
            &label.full
        };
        link.content = vec![Inline::Text(words.clone())];
    }
    if let [only] = content.as_mut_slice() {
        let only = std::mem::replace(only, Inline::Text(String::new()));
        *piece = only;
    }
}

/// The word for a kind in the language of the book.
fn word(kind: Kind, language: &str) -> &'static str {
    let (figure, table) = match language.split('-').next().unwrap_or("") {
        "de" => ("Abbildung", "Tabelle"),
        "fr" => ("Figure", "Tableau"),
        "es" => ("Figura", "Tabla"),
        "it" => ("Figura", "Tabella"),
        "pt" => ("Figura", "Tabela"),
        "nl" => ("Figuur", "Tabel"),
        "sv" | "da" | "nb" | "nn" => ("Figur", "Tabell"),
        "pl" => ("Rysunek", "Tabela"),
        "cs" => ("Obrázek", "Tabulka"),
        "ru" => ("Рисунок", "Таблица"),
        "uk" => ("Рисунок", "Таблиця"),
        "el" => ("Σχήμα", "Πίνακας"),
        "tr" => ("Şekil", "Tablo"),
        "ar" => ("شكل", "جدول"),
        "fa" => ("شکل", "جدول"),
        "ja" => ("図", "表"),
        "zh" => ("图", "表"),
        "ko" => ("그림", "표"),
        _ => ("Figure", "Table"),
    };
    match kind {
        Kind::Table => table,
        _ => figure,
    }
}
