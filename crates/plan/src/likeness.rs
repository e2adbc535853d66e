//! One unit against the others of its type.

use std::fmt;

use indices::{Interval, LEVEL};

use crate::normal;

/// How a unit compares with the others, in three words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The interval of the difference leaves nought out, and the difference is large enough to mean something.
    ClearlyApart,
    /// The interval of the difference leaves nought out, but the difference is small.
    AboutTheSame,
    /// The interval holds nought.
    MayBeChance,
}

/// A unit less the others of its type.
#[derive(Clone, Copy, PartialEq)]
pub struct Apart {
    /// The difference.
    pub difference: f64,
    /// Its interval.
    pub interval: Interval,
    /// People in the others.
    pub others: u64,
}

impl Apart {
    /// A unit against the rest of a whole it is a part of, from what is shown of both.
    ///
    /// The trap: the unit's people stand in the whole too, so the whole is not what to compare with. The rest is
    /// N people with mean (N M − n m) / (N − n).
    ///
    /// Formula:  m − (N M − n m) / (N − n) = N (m − M) / (N − n); variance σ² (1 / n + 1 / (N − n)), which is
    ///           σ² N / (n (N − n)).
    /// Shapes:   the mean m of n people in the unit, the mean M of N people in the whole, and the variance σ² of one
    ///           person, pooled, so that the spread of a small unit is not needed.
    /// Units:    those of the mean.
    /// Unknown:  the whole holds nobody else, or a figure is not a number.
    /// Rounding: f64.
    /// Source:   the algebra above; `indices::comparison::part_whole` is the same question with each side's own spread.
    #[must_use]
    pub fn of_part(unit: (u64, f64), whole: (u64, f64), person_variance: f64) -> Option<Apart> {
        let ((n, mean), (all, whole_mean)) = (unit, whole);
        let others = all.checked_sub(n).filter(|others| *others > 0 && n > 0)?;
        let scale = all as f64 / others as f64;
        let variance = person_variance * scale / n as f64;
        Apart::with(scale * (mean - whole_mean), variance, others)
    }

    /// A difference with its variance.
    ///
    /// Formula:  difference ± z √variance at level 0.95.
    /// Unknown:  a figure that is not a number, or a variance below nought.
    #[must_use]
    pub fn with(difference: f64, variance: f64, others: u64) -> Option<Apart> {
        let half = normal::half_width(LEVEL)? * variance.sqrt();
        let interval = Interval { low: difference - half, high: difference + half, level: LEVEL };
        (difference.is_finite() && half.is_finite()).then_some(Apart { difference, interval, others })
    }

    /// What may be said of it; differences below `smallest` are about the same.
    #[must_use]
    pub fn verdict(&self, smallest: f64) -> Verdict {
        if self.interval.low <= 0.0 && self.interval.high >= 0.0 {
            Verdict::MayBeChance
        } else if self.difference.abs() < smallest {
            Verdict::AboutTheSame
        } else {
            Verdict::ClearlyApart
        }
    }
}

/// Reveals nothing.
impl fmt::Debug for Apart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Apart(..)")
    }
}
