//! Zones that cover every real number, from two conditions as a plan prints them.
//!
//! The rule: if the desired condition holds, the value is desired; otherwise, if the condition for not approved holds,
//! it is not approved; everything else is accepted. The printed tables leave gaps (nothing is said about 4.15 where
//! 3.76 to 4.1 and 4.2 to 5 are printed), and the rule gives the gaps to the middle zone. It is a choice of this
//! project, not of any municipality, so it is printed beside the zones.

use std::cmp::Ordering;
use std::fmt;

use indices::Ratio;
use serde::{Deserialize, Serialize};
use survey::Direction;

use crate::decimal::{Decimal, DecimalError};

/// How a value is held against a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    LessThan,
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `>`
    GreaterThan,
}

impl Comparison {
    /// Whether a value that compares with the bound like this meets the condition.
    fn accepts(self, value_to_bound: Ordering) -> bool {
        match self {
            Comparison::LessThan => value_to_bound == Ordering::Less,
            Comparison::AtMost => value_to_bound != Ordering::Greater,
            Comparison::AtLeast => value_to_bound != Ordering::Less,
            Comparison::GreaterThan => value_to_bound == Ordering::Greater,
        }
    }

    /// Whether larger values meet the condition.
    fn looks_up(self) -> bool {
        matches!(self, Comparison::AtLeast | Comparison::GreaterThan)
    }

    /// Whether the bound itself meets the condition.
    fn includes_bound(self) -> bool {
        matches!(self, Comparison::AtLeast | Comparison::AtMost)
    }
}

/// One condition on a value, such as `>= 4.2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    comparison: Comparison,
    bound: Decimal,
}

/// Why a text is not a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// The text does not start with a comparison.
    #[error("\"{given}\" does not start with a comparison; write one of <, <=, >= and >, then the bound, as in >= 4.2")]
    NoComparison {
        /// The text as given.
        given: String,
    },
    /// What follows the comparison is not a decimal number.
    #[error(transparent)]
    Bound(#[from] DecimalError),
}

impl Condition {
    /// The condition that holds a value against a bound.
    #[must_use]
    pub fn new(comparison: Comparison, bound: Decimal) -> Condition {
        Condition { comparison, bound }
    }

    /// Reads a condition such as `< 7.3` or `>= 4.2`.
    pub fn parse(text: &str) -> Result<Condition, ConditionError> {
        let text = text.trim();
        let readings = [
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("<", Comparison::LessThan),
            (">", Comparison::GreaterThan),
        ];
        for (sign, comparison) in readings {
            if let Some(bound) = text.strip_prefix(sign) {
                return Ok(Condition { comparison, bound: Decimal::parse(bound)? });
            }
        }
        Err(ConditionError::NoComparison { given: text.chars().take(40).collect() })
    }

    /// How a value is held against the bound.
    #[must_use]
    pub fn comparison(&self) -> Comparison {
        self.comparison
    }

    /// The bound, as printed.
    #[must_use]
    pub fn bound(&self) -> Decimal {
        self.bound
    }

    /// Whether an exact value meets the condition; nothing is rounded.
    #[must_use]
    pub fn holds(&self, value: &Ratio) -> bool {
        self.comparison.accepts(value.cmp_decimal(self.bound.mantissa(), self.bound.decimals()))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.comparison {
            Comparison::LessThan => "<",
            Comparison::AtMost => "<=",
            Comparison::AtLeast => ">=",
            Comparison::GreaterThan => ">",
        };
        write!(f, "{sign} {}", self.bound)
    }
}

/// Where a value falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// What the plan aims for.
    Desired,
    /// Good enough, and everything that no printed zone mentions.
    Accepted,
    /// What the plan does not approve.
    NotApproved,
}

impl Zone {
    /// All zones, from best to worst.
    pub const ALL: [Zone; 3] = [Zone::Desired, Zone::Accepted, Zone::NotApproved];

    /// The word it goes by in files: never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Zone::Desired => "desired",
            Zone::Accepted => "accepted",
            Zone::NotApproved => "not_approved",
        }
    }
}

/// Three zones that together cover every real number once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zones {
    desired: Condition,
    not_approved: Condition,
}

/// Why two conditions do not make zones.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZonesError {
    /// Both conditions look the same way, so going further in one direction would leave a zone and come back.
    #[error(
        "desired ({desired}) and not approved ({not_approved}) look the same way; one has to use < or <=, the other > or >="
    )]
    SameWay {
        /// The desired condition.
        desired: Condition,
        /// The condition for not approved.
        not_approved: Condition,
    },
    /// Some value meets both conditions.
    #[error("some values are both desired ({desired}) and not approved ({not_approved}); move one bound")]
    Overlap {
        /// The desired condition.
        desired: Condition,
        /// The condition for not approved.
        not_approved: Condition,
    },
}

impl Zones {
    /// Zones from the two printed conditions; refused if any value would meet both.
    pub fn new(desired: Condition, not_approved: Condition) -> Result<Zones, ZonesError> {
        if desired.comparison.looks_up() == not_approved.comparison.looks_up() {
            return Err(ZonesError::SameWay { desired, not_approved });
        }
        let (upper, lower) =
            if desired.comparison.looks_up() { (desired, not_approved) } else { (not_approved, desired) };
        let overlap = match lower.bound.cmp(&upper.bound) {
            Ordering::Greater => true,
            Ordering::Equal => lower.comparison.includes_bound() && upper.comparison.includes_bound(),
            Ordering::Less => false,
        };
        if overlap { Err(ZonesError::Overlap { desired, not_approved }) } else { Ok(Zones { desired, not_approved }) }
    }

    /// The condition for the desired zone.
    #[must_use]
    pub fn desired(&self) -> Condition {
        self.desired
    }

    /// The condition for the zone that is not approved.
    #[must_use]
    pub fn not_approved(&self) -> Condition {
        self.not_approved
    }

    /// Which way is better.
    #[must_use]
    pub fn direction(&self) -> Direction {
        if self.desired.comparison.looks_up() { Direction::HigherIsBetter } else { Direction::LowerIsBetter }
    }

    /// The zone of an exact value. Nothing is rounded: 4.1999 is not 4.2.
    #[must_use]
    pub fn place(&self, value: &Ratio) -> Zone {
        if self.desired.holds(value) {
            Zone::Desired
        } else if self.not_approved.holds(value) {
            Zone::NotApproved
        } else {
            Zone::Accepted
        }
    }

    /// The zone of a random draw. Only for simulation: a measured value is placed exactly, with [`Zones::place`].
    ///
    /// A draw that is not a number is accepted, like everything that meets neither condition.
    #[must_use]
    pub fn place_f64(&self, draw: f64) -> Zone {
        let holds = |condition: Condition| {
            draw.partial_cmp(&condition.bound.to_f64()).is_some_and(|ordering| condition.comparison.accepts(ordering))
        };
        if holds(self.desired) {
            Zone::Desired
        } else if holds(self.not_approved) {
            Zone::NotApproved
        } else {
            Zone::Accepted
        }
    }
}
