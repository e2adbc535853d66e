//! Exact integer statistics of scales: one pass over the answers of a cell gives every integer the indices need.
//!
//! A *cell* is a set of people who are looked at together: a unit, a former municipality, the whole house. For each
//! scale a cell keeps a [`ScaleCounts`]: how many persons there are per pair of items answered and score sum, how many
//! chose each point of each item, and the sums and cross products of the complete answers. These integers can be
//! merged and retracted, so a parent is the merge of its parts, and neither row order, chunk size nor thread count can
//! show in them: tests compare with `==`.
//!
//! Beside them stand [`PairTables`], the two-way table of every pair of a set of items, and [`Patterns`], how many gave
//! each complete set of answers: what correlations and factor models of ordered answers need.
//!
//! This crate is not where numbers become findings. It knows no mean, no ratio and no floating point; that begins in
//! `indices`. It is not a storage format either: counts of a small cell are as personal as its rows, so nothing here
//! serialises and `Debug` shows shapes only. [`Gathering`] takes counts that were made elsewhere, and believes none of them.
//!
//! **Invariant:** integers only, and no integer wraps. Every bound is stated beside [`MAX_PERSONS`] and checked when
//! the crate is compiled; whatever could pass it (a merge, a batch) is refused instead.

#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

mod bounds;
mod counted;
mod dif_rows;
mod dif_table;
mod error;
mod item_totals;
mod kernel;
mod moments;
mod ordered_shape;
mod packed;
mod pair_kernel;
mod pair_moments;
mod pair_tables;
mod patterns;
mod scale_counts;
mod shape;
mod tally;

pub use bounds::{MAX_ITEMS, MAX_LCM, MAX_PERSONS, MAX_POINT, NO_ANSWER};
pub use counted::{CountedError, Counter, Gathering};
pub use dif_rows::DifRows;
pub use dif_table::{DifDesign, DifTable, MAX_GROUPS, Matching};
pub use error::{CountError, MergeError, RetractError, ShapeError};
pub use item_totals::{ItemTotals, TotalSums};
pub use moments::Moments;
pub use ordered_shape::{OrderedItem, OrderedShape};
pub use packed::{
    Asked, CellStore, CrossCounter, PackedCounter, PackedCounts, PackedScale, PackedShape, PairCounter, Run,
};
pub use pair_moments::{PairMoments, PairSums};
pub use pair_tables::{Cases, PairTables};
pub use patterns::Patterns;
pub use scale_counts::{ScaleCounts, ScoreCell, ScoreTotal};
pub use shape::ScaleShape;
pub use tally::Tally;
