//! The merger: may the former municipalities be compared, have they become one culture, and does climate go with absence?
//!
//! The statistics are those of `indices`; here is what they are taken to mean. [`may_compare`] comes first: a difference of
//! means between municipalities says nothing if the statements are read differently in them. [`CultureCourse`] is the plain
//! verdict of `indices::convergence`, and [`climate_and_absence`] an association over units that never becomes a cause.

mod climate_and_absence;
mod may_compare;
mod words;

use indices::association::Reading;
use indices::convergence::Drift;
use serde::{Deserialize, Serialize};
use survey::Points;

pub use climate_and_absence::{Association, UnitYear, climate_and_absence};
pub use may_compare::{GROUP_MIN, MayCompare, Untested, may_compare};

/// Whether the former municipalities have become more alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CultureCourse {
    /// More alike, by more than chance explains.
    Converging,
    /// No gap has changed by as much as the margin.
    StandingStill,
    /// Less alike, by more than chance explains.
    DriftingApart,
    /// The answers show neither a change nor that there is none.
    CannotBeTold,
}

/// What was found about measurement, without saying which statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measurement {
    /// Means may be compared.
    Equal,
    /// Means of some of the statements may.
    EqualInPart,
    /// Only relations may be compared.
    RelationsOnly,
    /// Nothing may be compared.
    Different,
    /// Not checked: too few complete answers in one of the groups.
    FewAnswers,
    /// Not checked: one or two statements.
    FewItems,
    /// Not checked: one factor does not describe the statements.
    NotOneFactor,
    /// Not checked: no solution.
    NotComputable,
}

impl From<&MayCompare> for Measurement {
    fn from(may: &MayCompare) -> Self {
        match may {
            MayCompare::Means => Self::Equal,
            MayCompare::HeldItems { .. } => Self::EqualInPart,
            MayCompare::RelationsOnly => Self::RelationsOnly,
            MayCompare::Nothing => Self::Different,
            MayCompare::Untested(Untested::FewAnswers) => Self::FewAnswers,
            MayCompare::Untested(Untested::FewItems) => Self::FewItems,
            MayCompare::Untested(Untested::NotOneFactor) => Self::NotOneFactor,
            MayCompare::Untested(Untested::Unknown(_)) => Self::NotComputable,
        }
    }
}

impl Measurement {
    /// Whether a difference of means is shown at all. Where it could not be checked it is, with that said beside it.
    #[must_use]
    pub const fn shows_means(self) -> bool {
        !matches!(self, Self::RelationsOnly | Self::Different)
    }
}

/// How absence goes with climate over units. There is no variant for a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoesWith {
    /// Units with a better climate have less absence.
    LessAbsence,
    /// Units with a better climate have more absence.
    MoreAbsence,
    /// These units do not show which, if either.
    NotToldApart,
}

impl From<Reading> for GoesWith {
    fn from(reading: Reading) -> Self {
        match reading {
            Reading::HighWithHigh => Self::MoreAbsence,
            Reading::HighWithLow => Self::LessAbsence,
            Reading::NotToldApart | Reading::Unknown(_) => Self::NotToldApart,
        }
    }
}

impl From<Drift> for CultureCourse {
    fn from(drift: Drift) -> Self {
        match drift {
            Drift::Converging => Self::Converging,
            Drift::StandingStill => Self::StandingStill,
            Drift::DriftingApart => Self::DriftingApart,
            Drift::CannotBeTold => Self::CannotBeTold,
        }
    }
}

/// The change of a gap that is too small to matter: a fortieth of the answer scale, 0.1 on points 1 to 5.
///
/// It is the smallest difference that the report calls one.
#[must_use]
pub fn margin(points: Points) -> f64 {
    (f64::from(points.max()) - f64::from(points.min())) / 40.0
}
