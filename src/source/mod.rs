//! Reading: from the author's files to documents (clean text) and manuscripts (text as found, with its damage).
//!
//! Takes bytes through [`Files`], gives a [`Project`]. Reading never fails for what a book contains: whatever is wrong is a
//! diagnostic beside the result. Only `cli` knows that files lie on a disk.

pub mod html;
pub mod markdown;

mod ahead;
pub mod book_toml;
mod citations;
mod converted;
mod elements;
mod encoding;
mod epub_input;
mod files;
mod folder;
mod includes;
mod kind;
mod load;
mod manuscript;
mod mdbook;
mod page_fences;
mod page_marks;
mod paged;
mod project;
mod read;
mod relators;
mod respan;
pub mod rules;
mod settings;

pub use book_toml::read_settings;
pub use elements::RULES as MARKUP_RULES;
pub(crate) use elements::begins_with_dash;
pub use files::{FileError, Files, MemoryFiles};
pub(crate) use load::take_back_shown;
pub use manuscript::{Line, Manuscript, Page};
pub(crate) use page_marks::{centred, inside, is_placeholder};
pub use project::{Body, Input, Piece, Project};
pub use read::read_project;
pub use settings::{Settings, TextKind};
