//! What may be said aloud about an association.

use std::fmt;

use super::coefficient::Coefficient;
use crate::estimate::{Estimate, Interval, Why};

/// What an association over units says. There is no variant for a cause and none for persons, so no page can claim one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Units that are higher in the one are higher in the other.
    HighWithHigh,
    /// Units that are higher in the one are lower in the other.
    HighWithLow,
    /// The data cannot say which, if either.
    NotToldApart,
    /// There is no number, for this reason.
    Unknown(Why),
}

/// Reveals nothing, not even whether there is a reading.
impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reading(..)")
    }
}

/// Goes with every reading.
pub const ASSOCIATION_ONLY: &str = "This is an association between units. It does not say that the one brings about the other, \
     and it says nothing about single persons.";

impl Reading {
    /// Reads a correlation by its interval.
    ///
    /// ```
    /// use indices::association::{Reading, unit_correlation};
    ///
    /// let climate = [2.1, 2.9, 3.4, 3.8, 4.4];
    /// let absence = [9.0, 7.1, 6.2, 4.9, 3.1];
    /// assert_eq!(Reading::of_correlation(&unit_correlation(&climate, &absence)), Reading::HighWithLow);
    /// ```
    #[must_use]
    pub fn of_correlation(correlation: &Estimate) -> Self {
        match correlation.why() {
            Some(why) => Self::Unknown(why),
            None => Self::of_interval(correlation.interval()),
        }
    }

    /// Reads a coefficient by its interval at this level.
    #[must_use]
    pub fn of_coefficient(coefficient: &Coefficient, level: f64) -> Self {
        Self::of_interval(coefficient.interval(level))
    }

    fn of_interval(interval: Option<Interval>) -> Self {
        match interval {
            Some(interval) if interval.low > 0.0 => Self::HighWithHigh,
            Some(interval) if interval.high < 0.0 => Self::HighWithLow,
            _ => Self::NotToldApart,
        }
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HighWithHigh => write!(f, "Units that are higher in the one tend to be higher in the other. "),
            Self::HighWithLow => write!(f, "Units that are higher in the one tend to be lower in the other. "),
            Self::NotToldApart => write!(f, "These units do not show whether the two go together. "),
            Self::Unknown(why) => write!(f, "Whether the two go together is unknown: {why}. "),
        }?;
        f.write_str(ASSOCIATION_ONLY)
    }
}
