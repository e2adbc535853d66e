//! An estimate with the standard error that the way of sampling gives it.

use std::fmt;

use super::Statement;
use crate::confidence::normal_interval;
use crate::estimate::{Estimate, Interval, Why};

/// A mean or total with its design-based standard error.
#[derive(Clone, Copy, PartialEq)]
pub struct DesignEstimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Persons it rests on.
    pub n: u64,
    /// What the standard error is about.
    pub statement: Statement,
}

impl DesignEstimate {
    /// An estimate from its variance; a variance that came out a last digit below nought is nought.
    pub(crate) fn new(value: f64, variance: f64, n: u64, statement: Statement) -> Result<Self, Why> {
        let standard_error = variance.max(0.0).sqrt();
        if value.is_finite() && standard_error.is_finite() {
            Ok(Self { value, standard_error, n, statement })
        } else {
            Err(Why::OutsideDomain)
        }
    }

    /// The 95 % interval by the normal distribution.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        normal_interval(self.value, self.standard_error)
    }

    /// Value, persons and interval, as other estimates are kept.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        Estimate::known(self.value, self.n, self.interval())
    }
}

/// Reveals nothing.
impl fmt::Debug for DesignEstimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DesignEstimate(..)")
    }
}
