//! What an indicator's value is: a level that can be measured in one year, or how a level changed.

use serde::{Deserialize, Serialize};
use survey::{ScaleId, Text};

use crate::figure::Figure;

/// A value that one year (or one wave) has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The mean of a scale of the questionnaire.
    ScaleMean(ScaleId),
    /// The percentage of people with a favourable score on a scale.
    FavourableShare(ScaleId),
    /// Lost working days in percent of agreed working days.
    SicknessAbsenceRate,
    /// What is not lost: 100 less the absence rate.
    PresenceRate,
    /// The percentage of units whose absence rate is at most their own target.
    UnitsReachingTarget,
    /// A figure from a register.
    Register(Figure),
}

/// How a level is held against the year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Now less before, in the unit of the level: percentage points where the level is a percentage.
    Points,
    /// Now less before, in percent of before.
    Relative,
}

/// Where an indicator's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The mean of a scale of the questionnaire.
    ScaleMean(ScaleId),
    /// The percentage of people with a favourable score on a scale.
    FavourableShare(ScaleId),
    /// Lost working days in percent of agreed working days.
    SicknessAbsenceRate,
    /// What is not lost: 100 less the absence rate.
    PresenceRate,
    /// The percentage of units whose absence rate is at most their own target.
    UnitsReachingTarget,
    /// A figure from a register, read from a file of unit sums.
    Register(Figure),
    /// The change of a level since the year before, in its own unit.
    ChangeInPoints(Level),
    /// The change of a level since the year before, in percent of what it was.
    RelativeChange(Level),
    /// A register that Mestring is not connected to; the indicator stands there without a value.
    External {
        /// What people call the register.
        register: Text,
    },
}

impl Measure {
    /// Whether Mestring can give this a value, from answers, absence or imported figures.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        !matches!(self, Measure::External { .. })
    }

    /// The level it is about, and how it is held against the year before, if it is; nothing for an external register.
    #[must_use]
    pub fn level(&self) -> Option<(Level, Option<Change>)> {
        Some(match self {
            Measure::ScaleMean(scale) => (Level::ScaleMean(scale.clone()), None),
            Measure::FavourableShare(scale) => (Level::FavourableShare(scale.clone()), None),
            Measure::SicknessAbsenceRate => (Level::SicknessAbsenceRate, None),
            Measure::PresenceRate => (Level::PresenceRate, None),
            Measure::UnitsReachingTarget => (Level::UnitsReachingTarget, None),
            Measure::Register(figure) => (Level::Register(*figure), None),
            Measure::ChangeInPoints(level) => (level.clone(), Some(Change::Points)),
            Measure::RelativeChange(level) => (level.clone(), Some(Change::Relative)),
            Measure::External { .. } => return None,
        })
    }

    /// The scale it is about, if it is about one.
    #[must_use]
    pub fn scale(&self) -> Option<&ScaleId> {
        match self {
            Measure::ScaleMean(scale) | Measure::FavourableShare(scale) => Some(scale),
            Measure::ChangeInPoints(level) | Measure::RelativeChange(level) => level.scale(),
            _ => None,
        }
    }
}

impl Level {
    /// The register figure it is, if it is one.
    #[must_use]
    pub fn figure(&self) -> Option<Figure> {
        match self {
            Level::Register(figure) => Some(*figure),
            _ => None,
        }
    }

    /// The scale it is about, if it is about one.
    #[must_use]
    pub fn scale(&self) -> Option<&ScaleId> {
        match self {
            Level::ScaleMean(scale) | Level::FavourableShare(scale) => Some(scale),
            _ => None,
        }
    }
}

impl From<Level> for Measure {
    fn from(level: Level) -> Measure {
        match level {
            Level::ScaleMean(scale) => Measure::ScaleMean(scale),
            Level::FavourableShare(scale) => Measure::FavourableShare(scale),
            Level::SicknessAbsenceRate => Measure::SicknessAbsenceRate,
            Level::PresenceRate => Measure::PresenceRate,
            Level::UnitsReachingTarget => Measure::UnitsReachingTarget,
            Level::Register(figure) => Measure::Register(figure),
        }
    }
}
