//! A difference, or any sum of weighted means, that is judged by a t distribution.

use std::fmt;

use crate::confidence::{two_sided, wald};
use crate::estimate::{Estimate, Interval, LEVEL, Why};

/// A difference of means or a regression coefficient, its standard error, and the t distribution it is judged by.
#[derive(Clone, Copy, PartialEq)]
pub struct Contrast {
    n: u64,
    value: f64,
    standard_error: f64,
    freedom: f64,
}

impl Contrast {
    /// Unknown:  a standard error or degrees of freedom of nought, or numbers too large for a float.
    pub(super) fn of(n: u64, value: f64, standard_error: f64, freedom: f64) -> Result<Self, Why> {
        if !(standard_error > 0.0 && freedom > 0.0) {
            return Err(Why::NoVariance);
        }
        if !(value.is_finite() && standard_error.is_finite() && freedom.is_finite()) {
            return Err(Why::TooLarge);
        }
        Ok(Self { n, value, standard_error, freedom })
    }

    /// The same contrast with value and standard error times a factor above nought.
    pub(super) fn scaled(self, factor: f64) -> Self {
        Self { value: self.value * factor, standard_error: self.standard_error * factor, ..self }
    }

    /// The same with its sign turned: second minus first.
    pub(crate) fn turned(self) -> Self {
        Self { value: -self.value, ..self }
    }

    /// Its value with its interval, value ± t(ν) · SE. For a difference: first minus second.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        Estimate::known(self.value, self.n, wald(self.value, self.standard_error, Some(self.freedom), LEVEL))
    }

    /// Its interval at another level than [`LEVEL`]; nothing for a level outside (0, 1).
    #[must_use]
    pub fn interval(&self, level: f64) -> Option<Interval> {
        wald(self.value, self.standard_error, Some(self.freedom), level)
    }

    /// Its standard error.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        self.standard_error
    }

    /// The value over its standard error.
    #[must_use]
    pub fn t(&self) -> f64 {
        self.value / self.standard_error
    }

    /// Degrees of freedom, ν; not a whole number where it is an approximation.
    #[must_use]
    pub fn freedom(&self) -> f64 {
        self.freedom
    }

    /// The probability of a larger |t| if it were nought.
    #[must_use]
    pub fn p(&self) -> f64 {
        two_sided(self.t(), Some(self.freedom))
    }
}

/// Reveals nothing.
impl fmt::Debug for Contrast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contrast(..)")
    }
}
