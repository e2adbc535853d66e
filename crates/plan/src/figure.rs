//! The register figures a plan can ask for: what is counted, of what, and in which unit.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A figure from a personnel system or an innovation portal: a count (or a sum of positions) out of a count.
///
/// Every figure is one quotient of two sums over units, so that groups add up before anything is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Mean position size: full-time equivalents out of positions, in percent of full time.
    PositionSize,
    /// Full-time share: employees in a position of 100 percent, out of employees.
    FullTime,
    /// Employees with a trade certificate or higher education, out of employees.
    Education,
    /// Employees who left the municipality within a year, out of those employed when it began. A move between two units
    /// of the municipality is not a leaving.
    Turnover,
    /// Apprentices per 1,000 employees.
    Apprentices,
    /// Women, out of employees.
    Women,
    /// Ideas chosen to be carried out, out of ideas submitted.
    IdeasChosen,
    /// Completed projects with realised benefit, out of completed projects.
    BenefitRealised,
}

/// The text names no figure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{given}\" is not a register figure; the figures are {}", Figure::ALL.map(Figure::id).join(", "))]
pub struct UnknownFigure {
    /// The text as given.
    pub given: String,
}

impl Figure {
    /// Every figure, in the order of the plan's areas.
    pub const ALL: [Figure; 8] = [
        Figure::PositionSize,
        Figure::FullTime,
        Figure::Education,
        Figure::Turnover,
        Figure::Apprentices,
        Figure::Women,
        Figure::IdeasChosen,
        Figure::BenefitRealised,
    ];

    /// The word it goes by in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Figure::PositionSize => "position_size",
            Figure::FullTime => "full_time",
            Figure::Education => "education",
            Figure::Turnover => "turnover",
            Figure::Apprentices => "apprentices",
            Figure::Women => "women",
            Figure::IdeasChosen => "ideas_chosen",
            Figure::BenefitRealised => "benefit_realised",
        }
    }

    /// What the quotient is multiplied by: per 1,000 for apprentices, per 100 for everything else.
    #[must_use]
    pub const fn per(self) -> u64 {
        match self {
            Figure::Apprentices => 1_000,
            _ => 100,
        }
    }

    /// Whether the numerator counts some of those in the denominator, one by one. Full-time equivalents do not: they are
    /// a sum of parts of positions.
    #[must_use]
    pub const fn counts_heads(self) -> bool {
        !matches!(self, Figure::PositionSize)
    }

    /// Whether the numerator is a part of the denominator, so that what is left over counts heads too. Those who left
    /// are a part of those who were there; apprentices are counted as employees.
    #[must_use]
    pub const fn has_complement(self) -> bool {
        self.counts_heads()
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

impl FromStr for Figure {
    type Err = UnknownFigure;

    fn from_str(text: &str) -> Result<Figure, UnknownFigure> {
        let given = || UnknownFigure { given: text.chars().take(40).collect() };
        Figure::ALL.into_iter().find(|figure| figure.id() == text).ok_or_else(given)
    }
}
