//! Whether units differ at all, by the likelihood ratio.

use std::fmt;

use crate::distribution::chi_squared_upper;

/// The likelihood-ratio test of τ² = 0, which lies at the edge of what τ² can be.
#[derive(Clone, Copy, PartialEq)]
pub struct BoundaryTest {
    /// Twice the difference of the log-likelihoods with and without τ².
    pub statistic: f64,
    /// The p-value: under τ² = 0 the statistic is nought half of the time and χ² on one degree otherwise.
    pub p: f64,
    /// The p-value of χ² on one degree, which is twice too large and is here to be recognised.
    pub p_chi_square: f64,
}

impl BoundaryTest {
    pub(super) fn of(statistic: f64) -> Self {
        let statistic = statistic.max(0.0);
        let p_chi_square = chi_squared_upper(statistic, 1.0);
        let p = if statistic > 0.0 { p_chi_square / 2.0 } else { 1.0 };
        Self { statistic, p, p_chi_square }
    }
}

/// Reveals nothing.
impl fmt::Debug for BoundaryTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoundaryTest(..)")
    }
}
