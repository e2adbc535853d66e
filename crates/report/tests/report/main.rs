//! The report of a synthetic municipality: what is said, how it is said, and that nothing else is.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests stop where a test would"
)]

mod attacked;
mod markup;
mod municipality;
mod numbers;
mod pages;
mod small;
mod tables;
mod terminal;
