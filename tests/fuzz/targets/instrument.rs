//! Tries an instrument file: what must hold is in `checks/instrument.rs`.

#![no_main]

#[path = "../checks/instrument.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::check(bytes));
