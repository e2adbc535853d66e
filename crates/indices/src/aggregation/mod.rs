//! Whether units differ: one-way analysis of variance, intraclass correlations and their intervals, from exact sums.
//!
//! [`one_way()`] makes a [`OneWay`] of the units' [`GroupMoments`]: the sums of squares and F (`one_way`), and from them
//! ICC(1), ICC(2), τ², η², ω² and ε² (`intraclass`).

mod intraclass;
mod one_way;

use std::fmt;

use counts::ScaleCounts;

use crate::estimate::Why;

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

impl GroupMoments {
    /// The moments of the scores of these counts, on their common denominator `lcm`; see [`ScaleCounts::score_total`].
    ///
    /// Unknown:  sums beyond 128 bits.
    ///
    /// ```
    /// use counts::{ScaleCounts, ScaleShape};
    /// use indices::aggregation::GroupMoments;
    /// use survey::{MissingRule, Points};
    ///
    /// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 2], MissingRule::Complete)?;
    /// let mut counts = ScaleCounts::new(&shape);
    /// counts.add(&[1, 2])?; // score 3/2
    /// counts.add(&[3, 4])?; // score 7/2
    /// let moments = GroupMoments::of(&counts).unwrap();
    /// assert_eq!((moments.n, moments.sum, moments.squares), (2, 3 + 7, 9 + 49));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(counts: &ScaleCounts) -> Result<Self, Why> {
        let total = counts.score_total();
        let squares = i128::try_from(total.squares).map_err(|_| Why::TooLarge)?;
        Ok(Self { n: total.persons, sum: i128::from(total.sum), squares })
    }
}

/// Reveals nothing.
impl fmt::Debug for GroupMoments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GroupMoments(..)")
    }
}
