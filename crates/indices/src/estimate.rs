//! A number with its certainty, or the reason why there is none.

use std::fmt;

/// The confidence level of every interval unless a function says otherwise.
pub const LEVEL: f64 = 0.95;

/// A statistic: known, with what it rests on, or unknown, with the reason.
#[derive(Clone, Copy, PartialEq)]
pub enum Estimate {
    /// The statistic is defined for these counts.
    Known(Known),
    /// It is not.
    Unknown(Why),
}

/// A value, how many persons it rests on, and its interval where one can be given.
#[derive(Clone, Copy, PartialEq)]
pub struct Known {
    /// The value.
    pub value: f64,
    /// Persons it rests on.
    pub n: u64,
    /// Where the true value plausibly lies; nothing where the counts cannot say.
    pub interval: Option<Interval>,
}

/// A confidence interval.
#[derive(Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Confidence level, such as 0.95.
    pub level: f64,
}

/// Why a statistic is undefined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nobody answered.
    NoAnswers,
    /// The formula needs more answers.
    TooFewAnswers {
        /// How many it needs.
        needed: u64,
    },
    /// Everybody answered alike, and the formula divides by the differences.
    NoVariance,
    /// One item has no relation to other items.
    SingleItem,
    /// One unit has no differences between units.
    SingleUnit,
    /// The null distribution has no stated variance for this number of points, or none above nought.
    NoNullVariance,
    /// The null distribution is known by its variance only for this number of points, and its shape is needed.
    NoNullShape,
    /// The counts are too large for exact arithmetic: more persons than `counts` admits.
    TooLarge,
    /// One group has nothing to be compared with.
    SingleGroup,
    /// There are as many unknowns as the data can tell apart, or more.
    NotIdentified,
    /// A matrix that must be positive definite is not: an item is constant, or a sum of others.
    NotPositiveDefinite,
    /// A point of the scale that nobody in one group chose, where every group must use the same points.
    EmptyCategory,
    /// A cell or stratum without anybody in it, where the formula divides by its size.
    EmptyCell,
    /// The best fit explains more than the whole variance of an item: its own part would be nought or negative.
    HeywoodCase,
    /// The answers are told apart perfectly, so the best estimate is infinite.
    Separation,
    /// The steps of the calculation did not come to rest.
    NotConverged {
        /// How many were taken.
        steps: u32,
    },
    /// A value outside what the formula is made for, such as a negative exposure or weight.
    OutsideDomain,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswers => write!(f, "nobody answered"),
            Self::TooFewAnswers { needed } => write!(f, "fewer than {needed} answers"),
            Self::NoVariance => write!(f, "no differences between the answers"),
            Self::SingleItem => write!(f, "a single item"),
            Self::SingleUnit => write!(f, "a single unit"),
            Self::NoNullVariance => write!(f, "no null variance for this number of points"),
            Self::NoNullShape => write!(f, "no null distribution for this number of points, only a variance"),
            Self::TooLarge => write!(f, "too large for exact arithmetic"),
            Self::SingleGroup => write!(f, "a single group"),
            Self::NotIdentified => write!(f, "more unknowns than the data can tell apart"),
            Self::NotPositiveDefinite => write!(f, "an item is constant or a sum of others"),
            Self::EmptyCategory => write!(f, "a point that nobody in one of the groups chose"),
            Self::EmptyCell => write!(f, "a group or stratum without anybody in it"),
            Self::HeywoodCase => write!(f, "an item explained by more than its whole variance"),
            Self::Separation => write!(f, "the answers are told apart perfectly"),
            Self::NotConverged { steps } => write!(f, "no solution after {steps} steps"),
            Self::OutsideDomain => write!(f, "a value outside what the formula is made for"),
        }
    }
}

impl Estimate {
    /// A known value.
    pub(crate) fn known(value: f64, n: u64, interval: Option<Interval>) -> Self {
        Self::Known(Known { value, n, interval })
    }

    /// The value, if known.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.as_known().map(|known| known.value)
    }

    /// The interval, if known and if there is one.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        self.as_known().and_then(|known| known.interval)
    }

    /// Value, persons and interval, if known.
    #[must_use]
    pub fn as_known(&self) -> Option<&Known> {
        match self {
            Self::Known(known) => Some(known),
            Self::Unknown(_) => None,
        }
    }

    /// The reason, if unknown.
    #[must_use]
    pub fn why(&self) -> Option<Why> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(why) => Some(*why),
        }
    }
}

impl From<Result<Known, Why>> for Estimate {
    fn from(result: Result<Known, Why>) -> Self {
        result.map_or_else(Self::Unknown, Self::Known)
    }
}

/// Reveals nothing, not even whether the value is known.
impl fmt::Debug for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Estimate(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Known(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Interval(..)")
    }
}
