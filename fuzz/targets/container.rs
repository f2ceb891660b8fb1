//! Any bytes as a publication: the zip reader and all behind it.

#![no_main]

use deckle::check::{CheckOptions, check_container};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = check_container(data, &CheckOptions::default());
});
