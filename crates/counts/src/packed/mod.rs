//! Counting packed rows: every scale of an instrument at once, from rows that hold four bits per item.
//!
//! The answers of one person to the items of one scale, read as digits, are one small number: the person's *pattern*. A scale
//! of four items with five points has 6⁴ patterns, a missing answer included. Everything this crate counts about a scale is a
//! sum over patterns, so a row costs one increment per scale: [`PackedCounter`] counts patterns of one cell for as long as its
//! rows go on (settled rows are sorted by unit), and unfolds them into the cell's [`PackedCounts`] when another cell begins.
//! Where a cell has few rows, unfolding would cost more than it saves, and rows are counted one by one. Scales with too many
//! patterns for a table are counted row by row too.

mod cell;
mod counter;
mod cross;
#[cfg(test)]
mod drawn;
mod pairs;
mod planes;
mod shape;
mod table;
mod unfold;
mod window;

pub use cell::PackedCounts;
pub use counter::{CellStore, PackedCounter, Run};
pub use cross::CrossCounter;
pub use pairs::PairCounter;
pub use shape::{Asked, PackedScale, PackedShape};
