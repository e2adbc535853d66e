//! Parquet to counts to findings: the only crate that knows polars.
//!
//! It reads settled responses and absence sums, never writes them, and hands out sealed results only: an index leaves
//! this crate inside a [`disclosure::Sealed`] cube ([`Unsealed`] can do nothing but be sealed), or, for a table whose rows the reader already holds, inside a
//! [`disclosure::HolderReport`].
//!
//! One analysis is one walk: [`SettledWave`] is counted in one streaming pass (`settled`), cells roll up through the
//! tree and the lineage into groups (`tally`, `groups`), counts become findings, findings meet the plans (`draft`,
//! `benchmark`), and the draft is sealed.

mod absence;
mod absence_course;
mod benchmark;
pub mod counted;
mod crosses;
mod draft;
mod error;
pub mod foreign;
mod groups;
mod inner;
mod merger;
mod occurring;
mod programme;
mod registers;
pub mod rows;
mod settled;
pub mod table;
mod tally;
mod wave;

pub use draft::{Inputs, Unsealed, analyse};
pub use error::AnalysisError;
pub use wave::{Invited, SettledWave};
