//! What the emitters write.

use crate::cases;
use crate::round_trip::{book_of, markdown_of};

#[test]
fn markdown() {
    cases::check("emit/markdown", |input| markdown_of(&book_of(input)));
}
