//! What the crate promises, tried from outside: files that must be refused and why, trees, lineage, answers and columns.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on has failed")]

mod crosswalk;
mod instrument;
mod layout;
mod lineage;
mod organisation;
mod response;
mod sample;
