//! Tries a text that was typed as an invitation code: what must hold is in `checks/code.rs`.

#![no_main]

#[path = "../checks/code.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::check(bytes));
