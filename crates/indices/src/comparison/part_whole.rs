//! A unit against the total that contains it.

use std::fmt;

use super::contrast::Contrast;
use super::mean_difference::welch;
use crate::aggregation::GroupMoments;
use crate::estimate::Why;

/// A part compared with the rest of the whole, and with the whole itself.
#[derive(Clone, Copy, PartialEq)]
pub struct PartWhole {
    rest: Contrast,
    whole: Contrast,
}

/// Compares a unit with a total in which its own persons are included.
///
/// The trap: unit and total are not independent, since the unit's persons stand in both. With n of N persons in the
/// unit and f = n/N the total's mean is f ȳᵤ + (1 − f) ȳᵣ, ȳᵣ the mean of the rest. So
///
/// ```text
/// ȳᵤ − ȳ = (1 − f)(ȳᵤ − ȳᵣ),   Var(ȳᵤ − ȳ) = (1 − f)² (σᵤ²/n + σᵣ²/(N − n)),
/// ```
///
/// and t, its degrees of freedom and p are those of unit against rest: the two questions are one. Two independent
/// groups would give Var(ȳᵤ) + Var(ȳ) instead, too large by twice the covariance f σᵤ²/n.
///
/// Formula:  Welch's test of unit against rest; for the total both difference and standard error times 1 − f.
/// Shapes:   the unit's moments and those of the total, on one divisor.
/// Units:    score points.
/// Unknown:  the total does not contain the unit; unit or rest without two answers; no differences in either; or sums
///           beyond 128 bits.
/// Rounding: the rest is the exact difference of the sums; the others as [`welch`].
/// Source:   the algebra above; Welch (1938).
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::comparison::part_whole;
///
/// // The unit answered 1, 2, 3 and the rest 4, 6, 8: means 2 and 6, total 4.
/// let unit = GroupMoments { n: 3, sum: 6, squares: 14 };
/// let total = GroupMoments { n: 6, sum: 24, squares: 130 };
/// let compared = part_whole(&unit, &total, 1).unwrap();
/// assert_eq!(compared.against_rest().estimate().value(), Some(-4.0));
/// assert_eq!(compared.against_whole().estimate().value(), Some(-2.0));
/// assert_eq!(compared.against_whole().p(), compared.against_rest().p());
/// ```
pub fn part_whole(unit: &GroupMoments, total: &GroupMoments, divisor: u64) -> Result<PartWhole, Why> {
    let n = total.n.checked_sub(unit.n).ok_or(Why::OutsideDomain)?;
    if n == 0 && total.n > 0 {
        return Err(Why::SingleUnit);
    }
    let sum = total.sum.checked_sub(unit.sum).ok_or(Why::TooLarge)?;
    let squares = total.squares.checked_sub(unit.squares).ok_or(Why::TooLarge)?;
    let rest = welch(unit, &GroupMoments { n, sum, squares }, divisor)?;
    Ok(PartWhole { rest, whole: rest.scaled(n as f64 / total.n as f64) })
}

impl PartWhole {
    /// Unit minus rest.
    #[must_use]
    pub fn against_rest(&self) -> Contrast {
        self.rest
    }

    /// Unit minus total.
    #[must_use]
    pub fn against_whole(&self) -> Contrast {
        self.whole
    }
}

/// Reveals nothing.
impl fmt::Debug for PartWhole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartWhole(..)")
    }
}
