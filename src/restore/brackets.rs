//! Brackets that a line opens and a later one closes: notes and signs that those who copied a book put between them.

use super::draft::Line;

/// One past the line on which the bracket closes that the line at `index` begins with, where nothing stands behind it there.
///
/// `None` where it does not close within `most` lines, or a line before that is not `allowed`, which is asked with its place.
pub(super) fn closing_line(
    lines: &[Line],
    index: usize,
    most: usize,
    allowed: impl Fn(usize, &Line) -> bool,
) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, line) in lines.iter().enumerate().skip(index).take(most) {
        if !allowed(at, line) {
            return None;
        }
        for (place, c) in line.as_str().char_indices() {
            match c {
                '[' => depth += 1,
                ']' if depth == 1 => {
                    let rest = line.as_str().get(place + 1..)?;
                    return rest.is_empty().then_some(at + 1);
                }
                ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    None
}
