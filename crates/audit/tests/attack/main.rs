//! The attack against releases whose truth is known: random organisations, leaks made by hand, and one release in three formats.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "helpers of tests: a test that panics has failed"
)]

mod known_leaks;
mod memory;
mod organisations;
mod power;
mod ranges;
mod readers;
mod sections;
