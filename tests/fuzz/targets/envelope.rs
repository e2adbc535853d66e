//! Tries bytes from the journal, and content that somebody sealed: what must hold is in `checks/envelope.rs`.

#![no_main]

#[path = "../checks/envelope.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::check(bytes));
