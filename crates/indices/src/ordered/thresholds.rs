//! Where a normal variable is cut so that its pieces have the sizes of an item's histogram.

use std::fmt;

use crate::distribution::normal_quantile;
use crate::estimate::Why;

/// The thresholds of one item, and which of its points they stand between.
#[derive(Clone, PartialEq)]
pub struct Thresholds {
    n: u64,
    /// Points of the item, used or not.
    of: usize,
    points: Vec<usize>,
    values: Vec<f64>,
}

impl Thresholds {
    /// The thresholds between the points of an item that somebody chose.
    ///
    /// Formula:  τₖ = Φ⁻¹(share of answers at or below point k), for every used point but the last.
    /// Shapes:   a histogram, one entry per point from the lowest. A point nobody chose has no threshold of its own: it
    ///           is left out, as an R factor leaves out a level that does not occur.
    /// Units:    standard deviations of the underlying variable.
    /// Unknown:  nobody answered; everybody chose the same point; more than 2⁵³ answers.
    /// Rounding: shares are fractions of integers, taken from the nearer end and rounded once; Φ⁻¹ to 15 digits.
    /// Source:   Olsson (1979), Psychometrika 44, 443–460, first step.
    ///
    /// ```
    /// use indices::ordered::Thresholds;
    ///
    /// // A quarter, nobody, a half, a quarter: Φ⁻¹(1/4) = −0.67449, Φ⁻¹(3/4) = 0.67449.
    /// let thresholds = Thresholds::of(&[25, 0, 50, 25]).unwrap();
    /// assert_eq!(thresholds.points(), [0, 2, 3]);
    /// assert!((thresholds.values()[0] + 0.674_489_750_196_081_7).abs() < 1e-15);
    /// assert_eq!(thresholds.values()[1], -thresholds.values()[0]);
    /// ```
    pub fn of(histogram: &[u64]) -> Result<Self, Why> {
        let n = histogram.iter().try_fold(0_u64, |n, &answers| n.checked_add(answers)).ok_or(Why::TooLarge)?;
        if n == 0 {
            return Err(Why::NoAnswers);
        }
        if n > EXACT {
            return Err(Why::TooLarge);
        }
        let used = histogram.iter().enumerate().filter(|(_, answers)| **answers > 0);
        let points: Vec<usize> = used.clone().map(|(point, _)| point).collect();
        if points.len() < 2 {
            return Err(Why::NoVariance);
        }
        let mut below = 0;
        let mut values = Vec::with_capacity(points.len());
        for (_, &answers) in used {
            below += answers;
            let above = n - below;
            let share = |part: u64| normal_quantile(part as f64 / n as f64).ok_or(Why::OutsideDomain);
            if above > 0 {
                values.push(if below <= above { share(below)? } else { -share(above)? });
            }
        }
        Ok(Self { n, of: histogram.len(), points, values })
    }

    /// The thresholds, ascending: one fewer than there are used points.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The points that somebody chose, counted from 0, the lowest.
    #[must_use]
    pub fn points(&self) -> &[usize] {
        &self.points
    }

    /// Points of the item, used or not.
    pub(crate) fn all_points(&self) -> usize {
        self.of
    }

    /// Answers they rest on.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The thresholds with −∞ before and ∞ after them.
    pub(crate) fn cuts(&self) -> Vec<f64> {
        let ends = (std::iter::once(f64::NEG_INFINITY), std::iter::once(f64::INFINITY));
        ends.0.chain(self.values.iter().copied()).chain(ends.1).collect()
    }
}

/// Integers up to this one are floats without rounding.
const EXACT: u64 = 1 << 53;

/// Reveals nothing: thresholds give the histogram away.
impl fmt::Debug for Thresholds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Thresholds(..)")
    }
}
