//! All tests that drive the library and the program from outside, in one binary.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod any_book;
mod any_text;
mod cases;
mod check;
mod cli;
mod emit;
mod epub;
mod handbook;
mod layers;
mod lexicon;
mod outline;
mod place;
mod projects;
mod publication;
mod readers;
mod restore;
mod restore_promises;
mod rival;
mod round_trip;
mod standard_input;
mod strict;
