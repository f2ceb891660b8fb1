//! Which rows of a cover have to be drawn: most are as the row above them, as covers are boards and bands with a few lines
//! of text.

use resvg::tiny_skia::{PathSegment, Point, Rect};
use resvg::usvg::{Group, Node, Paint, Path, Tree};

use super::HEIGHT;

/// Rows to draw, and how often the last of them comes again below them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) top: u32,
    pub(super) rows: u32,
    pub(super) repeats: u32,
}

/// The rows of a picture, from its top to its foot; no run has more than `most` rows to draw.
pub(super) fn runs(tree: &Tree, most: u32) -> Vec<Run> {
    let mut changes = Changes(vec![false; HEIGHT as usize]);
    changes.group(tree.root());
    let mut runs: Vec<Run> = Vec::new();
    for (row, &is_drawn) in (0..HEIGHT).zip(&changes.0) {
        match runs.last_mut() {
            Some(run) if !is_drawn => run.repeats += 1,
            Some(run) if run.repeats == 0 && run.rows < most => run.rows += 1,
            _ => runs.push(Run {
                top: row,
                rows: 1,
                repeats: 0,
            }),
        }
    }
    runs
}

/// For each row, whether it may be another than the row above it.
struct Changes(Vec<bool>);

impl Changes {
    /// From one height to another, and the rows that shades of their edges reach.
    fn mark(&mut self, top: f32, bottom: f32) {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "below zero is zero, and what is below the picture is cut"
        )]
        let row = |height: f32| (height.max(0.0) as usize).min(self.0.len());
        let (first, last) = (row(top - 1.0), row(bottom + 3.0));
        if let Some(rows) = self.0.get_mut(first..last) {
            rows.fill(true);
        }
    }

    fn all(&mut self, bounds: Rect) {
        self.mark(bounds.top(), bounds.bottom());
    }

    fn group(&mut self, group: &Group) {
        if group.should_isolate() {
            return self.all(group.abs_stroke_bounding_box());
        }
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group),
                Node::Path(path) => self.path(path),
                Node::Text(text) => self.group(text.flattened()),
                Node::Image(_) => self.all(node.abs_stroke_bounding_box()),
            }
        }
    }

    /// Shapes of upright and level lines change at their corners only, all others from top to bottom.
    fn path(&mut self, path: &Path) {
        let paints = [
            path.fill().map(|fill| fill.paint()),
            path.stroke().map(|stroke| stroke.paint()),
        ];
        let is_plain = |paint: &&Paint| matches!(paint, Paint::Color(_));
        let corners = corners(path).filter(|_| paints.iter().flatten().all(is_plain));
        let Some(corners) = corners else {
            return self.all(path.abs_stroke_bounding_box());
        };
        let (_, scale) = path.abs_transform().get_scale();
        let reach = path
            .stroke()
            .map_or(0.0, |stroke| stroke.width().get() * scale / 2.0);
        for corner in corners {
            self.mark(corner.y - reach, corner.y + reach);
        }
    }
}

/// The corners of a shape where it is set; none where it has a line that is neither upright nor level.
fn corners(path: &Path) -> Option<Vec<Point>> {
    let mut corners: Vec<Point> = Vec::new();
    let mut start = 0;
    for segment in path.data().segments() {
        match segment {
            PathSegment::MoveTo(point) => {
                start = corners.len();
                corners.push(point);
            }
            PathSegment::LineTo(point) => {
                is_straight(*corners.last()?, point).then_some(())?;
                corners.push(point);
            }
            PathSegment::Close => {
                is_straight(*corners.last()?, *corners.get(start)?).then_some(())?;
            }
            PathSegment::QuadTo(..) | PathSegment::CubicTo(..) => return None,
        }
    }
    let transform = path.abs_transform();
    (!transform.has_skew()).then(|| {
        transform.map_points(&mut corners);
        corners
    })
}

#[allow(
    clippy::float_cmp,
    reason = "a line that leans by the least is no straight one"
)]
fn is_straight(from: Point, to: Point) -> bool {
    from.x == to.x || from.y == to.y
}
