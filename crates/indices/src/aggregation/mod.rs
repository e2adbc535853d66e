//! Whether units differ: one-way analysis of variance, intraclass correlations and their intervals, from exact sums.
//!
//! [`one_way()`] makes a [`OneWay`] of the units' [`GroupMoments`]: the sums of squares and F (`one_way`), and from them
//! ICC(1), ICC(2), τ², η², ω² and ε² (`intraclass`).

mod intraclass;
mod one_way;

use std::fmt;

pub use one_way::{OneWay, UnitSize, one_way};

/// The scores of one unit: how many, their sum, and the sum of their squares, all on a common denominator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct GroupMoments {
    /// Persons with a score.
    pub n: u64,
    /// Σ y.
    pub sum: i128,
    /// Σ y².
    pub squares: i128,
}

/// Reveals nothing.
impl fmt::Debug for GroupMoments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GroupMoments(..)")
    }
}
