//! References between the files of a publication, gathered while the documents are read and judged when all are known.

use super::package::Position;
use super::url::{Base, Target};

/// What a reference is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ReferenceKind {
    /// `a`, `area`, links in SVG.
    Hyperlink,
    /// An entry of the toc nav.
    NavToc,
    /// An entry of the page list.
    NavPageList,
    /// A landmark.
    NavLandmarks,
    /// An entry of another nav.
    NavOther,
    /// An entry of the NCX.
    Ncx,
    /// `link rel=stylesheet`, `@import`, `xml-stylesheet`.
    Stylesheet,
    /// A picture.
    Image,
    /// The `img` of a `picture`.
    PictureImage,
    /// A `source` of a `picture`.
    PictureSource,
    /// Sound.
    Audio,
    /// A film.
    Video,
    /// `track`.
    Track,
    /// A font of a style sheet.
    Font,
    /// A script.
    Script,
    /// `iframe`.
    Frame,
    /// `object`, `embed`.
    Object,
    /// `use` and other elements that draw a part of an SVG.
    SvgUse,
    /// Paint servers, clip paths, filters of SVG.
    SvgPaint,
    /// Sound of a media overlay.
    OverlayAudio,
    /// `text` of a media overlay.
    OverlayText,
    /// `cite`, `longdesc` and the like.
    Cite,
    /// What a `link` is related to: its address is looked at, and nothing behind it.
    Related,
    /// An entry of a search key map.
    SearchKey,
}

/// A reference.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    /// The file it stands in.
    pub(crate) source: std::sync::Arc<str>,
    /// Where in that file.
    pub(crate) position: Position,
    /// As written.
    pub(crate) url: String,
    /// Where it leads.
    pub(crate) target: Target,
    /// What it is for.
    pub(crate) kind: ReferenceKind,
    /// Whether the element brings a fallback of its own (`picture`, `audio` with a supported source, `object` with content).
    pub(crate) own_fallback: bool,
    /// The `type` the element says; empty for a `source` of a `picture` that says none.
    pub(crate) media_type: Option<String>,
}

impl Reference {
    /// A reference in the file `source`, relative to it.
    pub(crate) fn new(
        source: &std::sync::Arc<str>,
        position: Position,
        url: &str,
        kind: ReferenceKind,
    ) -> Reference {
        Reference::based(
            source,
            &Base::Local(source.to_string()),
            position,
            url,
            kind,
        )
    }

    /// A reference in the file `source`, relative to `base`.
    pub(crate) fn based(
        source: &std::sync::Arc<str>,
        base: &Base,
        position: Position,
        url: &str,
        kind: ReferenceKind,
    ) -> Reference {
        let target = base.resolve(url);
        Reference {
            source: source.clone(),
            position,
            url: url.to_owned(),
            target,
            kind,
            own_fallback: false,
            media_type: None,
        }
    }

    /// Whether it embeds a resource or follows a link: the reader leaves the document by the latter.
    pub(crate) fn is_hyperlink(&self) -> bool {
        use ReferenceKind as K;
        matches!(
            self.kind,
            K::Hyperlink
                | K::NavToc
                | K::NavPageList
                | K::NavLandmarks
                | K::NavOther
                | K::Ncx
                | K::SearchKey
        )
    }

    /// Whether what it points to is part of rendering the document it stands in.
    pub(crate) fn is_embedded(&self) -> bool {
        !self.is_hyperlink()
            && !matches!(
                self.kind,
                ReferenceKind::Cite | ReferenceKind::Related | ReferenceKind::OverlayText
            )
    }
}
