//! Tries the body of a posted form: what must hold is in `checks/form.rs`.

#![no_main]

#[path = "../checks/form.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::check(bytes));
