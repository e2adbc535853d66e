//! What may be known of a row beside its days: bands, absences, holidays, employer periods,
//! the largest parts, and when it was extracted.
//!
//! What it is: figures that unit sums can carry and need not. What is not known is `None`, never nought.
//!
//! What it is not: about persons. Every figure is a sum over the employees of a place, or a bound that none of them exceeds.
//!
//! Invariant: adding known and unknown gives unknown.

use crate::{Banded, Exactly16, LargestByKind, PersonDays};
use survey::Date;

/// What else is known of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// Lost days by kind of the day and band of the whole absence.
    pub lost: Option<Banded<PersonDays>>,
    /// Absences that began, by kind and band; one with a certified day is certified.
    pub spells: Option<Banded<u32>>,
    /// Employees with a lost day.
    pub employees_absent: Option<u32>,
    /// Agreed days that were holiday and not absence.
    pub holiday: Option<PersonDays>,
    /// Employer periods.
    pub employer_periods: Option<EmployerPeriods>,
    /// Bounds of the largest parts of the days lost in the month. Whoever works in several places is counted whole in each.
    pub largest: Option<LargestByKind>,
    /// The same over the twelve months up to the row's own, this one included.
    pub largest_12_months: Option<LargestByKind>,
    /// When the figures were taken out of the payroll system.
    pub vintage: Option<Date>,
}

/// Employer periods of a place in a month. Days are calendar days of absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmployerPeriods {
    /// Employer periods that began.
    pub begun: u32,
    /// Days of absence in an employer period.
    pub days_inside: u32,
    /// Days of absence after the sixteen days of one.
    pub days_after: u32,
    /// What a gap of exactly sixteen days was taken for.
    pub exactly_16: Exactly16,
}

/// Employer periods of many rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EmployerPeriodSum {
    /// Employer periods that began.
    pub begun: u64,
    /// Days of absence in an employer period.
    pub days_inside: u64,
    /// Days of absence after the sixteen days of one.
    pub days_after: u64,
    /// What a gap of exactly sixteen days was taken for; none while nothing is summed.
    pub exactly_16: Option<Exactly16>,
}

impl EmployerPeriodSum {
    /// The sum of both; none when they were counted by different rules, or cannot be held.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        let exactly_16 = match (self.exactly_16, other.exactly_16) {
            (Some(one), Some(another)) if one != another => return None,
            (one, another) => one.or(another),
        };
        Some(Self {
            begun: self.begun.checked_add(other.begun)?,
            days_inside: self.days_inside.checked_add(other.days_inside)?,
            days_after: self.days_after.checked_add(other.days_after)?,
            exactly_16,
        })
    }
}

impl From<EmployerPeriods> for EmployerPeriodSum {
    fn from(periods: EmployerPeriods) -> Self {
        Self {
            begun: periods.begun.into(),
            days_inside: periods.days_inside.into(),
            days_after: periods.days_after.into(),
            exactly_16: Some(periods.exactly_16),
        }
    }
}
