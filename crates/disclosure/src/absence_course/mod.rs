//! Absence through the years: what is found, what is published of it.
//!
//! What it is: rates per quarter, rolling four quarters and year; absences by length and employer periods per year; and each
//! former municipality beside the whole with mix and rate apart. For the wide groups only.
//!
//! What it is not: new days. A period is shown only where all of its months are, and is their sum, so it tells nothing that
//! they do not.
//!
//! Invariant: a count of absences or employer periods is nought or at least [`SMALLEST_COUNT`], also in what is left of a
//! group when the parts that are shown are taken away.

use std::collections::BTreeMap;
use std::fmt;

use absence::{AbsenceSum, Band, Exactly16, Period, PersonDays};
use serde::{Serialize, Serializer};
use survey::Date;

use crate::{GroupIndex, Reason, Released};

pub(crate) mod counts;
pub(crate) mod sealing;

/// One or two absences point at people who are known to be away.
pub const SMALLEST_COUNT: u64 = 3;

/// What was found of one group in one period.
pub struct CourseFinding {
    /// Everything that was summed.
    pub sum: AbsenceSum,
    /// How the group compares, where its parts are known; years only.
    pub comparison: Option<Comparison>,
}

/// A difference in percentage points, in two parts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MixAndRate {
    /// What comes from working in other service areas.
    pub mix: f64,
    /// What comes from other percentages within them.
    pub rate: f64,
}

/// How a group compares with the whole and with itself a year before, service area by service area.
#[derive(Clone, Copy)]
pub struct Comparison {
    /// Employees in the smallest service area that anything here rests on.
    pub smallest_area: u64,
    /// The percentage with the service areas of the whole.
    pub standardised: Option<f64>,
    /// The distance to the whole.
    pub to_whole: Option<MixAndRate>,
    /// The distance to the year before.
    pub to_year_before: Option<MixAndRate>,
}

/// Shapes only.
impl fmt::Debug for CourseFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CourseFinding").field("months", &self.sum.months().len()).finish_non_exhaustive()
    }
}

/// The rate of a group in a period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedCourse {
    pub(crate) employees: u64,
    pub(crate) percent: f64,
    pub(crate) percent_self_certified: f64,
    pub(crate) percent_certified: f64,
    pub(crate) percent_holidays_out: Option<f64>,
    pub(crate) change: Option<f64>,
    #[serde(serialize_with = "as_text")]
    pub(crate) lost: PersonDays,
    #[serde(serialize_with = "as_text")]
    pub(crate) agreed: PersonDays,
}

impl PublishedCourse {
    /// Employees, on average over the months, rounded down.
    #[must_use]
    pub const fn employees(&self) -> u64 {
        self.employees
    }

    /// Lost days in percent of agreed days, holidays kept in as the national statistics do.
    #[must_use]
    pub const fn percent(&self) -> f64 {
        self.percent
    }

    /// The part on the employees' own word.
    #[must_use]
    pub const fn percent_self_certified(&self) -> f64 {
        self.percent_self_certified
    }

    /// The part on a doctor's word.
    #[must_use]
    pub const fn percent_certified(&self) -> f64 {
        self.percent_certified
    }

    /// Lost days in percent of agreed days less holidays, as the employer's statistics count; none where holidays are not known.
    #[must_use]
    pub const fn percent_holidays_out(&self) -> Option<f64> {
        self.percent_holidays_out
    }

    /// Percentage points since the same period of the year before; none where that is not shown.
    #[must_use]
    pub const fn change(&self) -> Option<f64> {
        self.change
    }

    /// Lost working days, exact.
    #[must_use]
    pub const fn lost(&self) -> &PersonDays {
        &self.lost
    }

    /// Agreed working days, exact.
    #[must_use]
    pub const fn agreed(&self) -> &PersonDays {
        &self.agreed
    }
}

/// Absences of one band of length.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandShare {
    pub(crate) percent: f64,
    pub(crate) spells: u64,
}

impl BandShare {
    /// Days lost in absences of this length, in percent of agreed days.
    #[must_use]
    pub const fn percent(self) -> f64 {
        self.percent
    }

    /// Absences of this length that began.
    #[must_use]
    pub const fn spells(self) -> u64 {
        self.spells
    }
}

/// Absences of a group in a year, by length and kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedSpells {
    pub(crate) bands: [BandShare; 4],
    pub(crate) self_certified: u64,
    pub(crate) certified: u64,
    pub(crate) employees: u64,
}

impl PublishedSpells {
    /// Each band of length, the shortest first.
    pub fn bands(&self) -> impl Iterator<Item = (Band, BandShare)> + '_ {
        Band::ALL.into_iter().zip(self.bands)
    }

    /// Absences that began and have no certified day.
    #[must_use]
    pub const fn self_certified(&self) -> u64 {
        self.self_certified
    }

    /// Absences that began and have a certified day.
    #[must_use]
    pub const fn certified(&self) -> u64 {
        self.certified
    }

    /// Absences of both kinds for each hundred employees in the year.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "far fewer absences than a float holds")]
    pub fn per_hundred(&self) -> f64 {
        100.0 * (self.self_certified + self.certified) as f64 / self.employees.max(1) as f64
    }
}

/// Employer periods of a group in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PublishedEmployerPeriods {
    pub(crate) begun: u64,
    pub(crate) days_inside: u64,
    pub(crate) days_after: u64,
    #[serde(serialize_with = "rule_as_text")]
    pub(crate) exactly_16: Exactly16,
}

impl PublishedEmployerPeriods {
    /// Employer periods that began.
    #[must_use]
    pub const fn begun(self) -> u64 {
        self.begun
    }

    /// Calendar days of absence in an employer period.
    #[must_use]
    pub const fn days_inside(self) -> u64 {
        self.days_inside
    }

    /// Calendar days of absence after the sixteen days of one.
    #[must_use]
    pub const fn days_after(self) -> u64 {
        self.days_after
    }

    /// What a gap of exactly sixteen days was taken for.
    #[must_use]
    pub const fn exactly_16(self) -> Exactly16 {
        self.exactly_16
    }
}

/// How a group compares in a year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedComparison {
    pub(crate) standardised: Option<f64>,
    pub(crate) to_whole: Option<MixAndRate>,
    pub(crate) to_year_before: Option<MixAndRate>,
}

impl PublishedComparison {
    /// The percentage with the service areas of the whole.
    #[must_use]
    pub const fn standardised(self) -> Option<f64> {
        self.standardised
    }

    /// The distance to the whole, in percentage points.
    #[must_use]
    pub const fn to_whole(self) -> Option<MixAndRate> {
        self.to_whole
    }

    /// The distance to the year before, in percentage points.
    #[must_use]
    pub const fn to_year_before(self) -> Option<MixAndRate> {
        self.to_year_before
    }
}

fn as_text<S: Serializer>(days: &PersonDays, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(days)
}

fn rule_as_text<S: Serializer>(rule: &Exactly16, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.as_str())
}

/// When the figures were extracted from the payroll system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extracted {
    /// The first day; none where no figure says.
    pub first: Option<Date>,
    /// The last day.
    pub last: Option<Date>,
    /// Whether some figures do not say.
    pub some_unstated: bool,
}

pub(crate) type Cells<T> = BTreeMap<(GroupIndex, Period), Released<T>>;

/// Absence through the years, sealed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AbsenceCourse {
    pub(crate) extracted: Extracted,
    #[serde(serialize_with = "cells")]
    pub(crate) rates: Cells<PublishedCourse>,
    #[serde(serialize_with = "cells")]
    pub(crate) spells: Cells<PublishedSpells>,
    #[serde(serialize_with = "cells")]
    pub(crate) employer_periods: Cells<PublishedEmployerPeriods>,
    #[serde(serialize_with = "cells")]
    pub(crate) comparisons: Cells<PublishedComparison>,
}

static RATE: Released<PublishedCourse> = Released::withhold(Reason::NotMeasured);
static SPELLS: Released<PublishedSpells> = Released::withhold(Reason::NotMeasured);
static PERIODS: Released<PublishedEmployerPeriods> = Released::withhold(Reason::NotMeasured);
static COMPARISON: Released<PublishedComparison> = Released::withhold(Reason::NotMeasured);

impl AbsenceCourse {
    /// When the figures were extracted.
    #[must_use]
    pub const fn extracted(&self) -> Extracted {
        self.extracted
    }

    /// Every period there is something about, quarters first, then four quarters, then years; each in order of time.
    #[must_use]
    pub fn periods(&self) -> Vec<Period> {
        let mut periods: Vec<Period> = self.rates.keys().map(|(_, period)| *period).collect();
        periods.sort_unstable();
        periods.dedup();
        periods
    }

    /// The rate of a group in a period.
    #[must_use]
    pub fn rate(&self, group: GroupIndex, period: Period) -> &Released<PublishedCourse> {
        self.rates.get(&(group, period)).unwrap_or(&RATE)
    }

    /// The absences of a group in a year, by length and kind.
    #[must_use]
    pub fn spells(&self, group: GroupIndex, period: Period) -> &Released<PublishedSpells> {
        self.spells.get(&(group, period)).unwrap_or(&SPELLS)
    }

    /// The employer periods of a group in a year.
    #[must_use]
    pub fn employer_periods(&self, group: GroupIndex, period: Period) -> &Released<PublishedEmployerPeriods> {
        self.employer_periods.get(&(group, period)).unwrap_or(&PERIODS)
    }

    /// How a group compares in a year.
    #[must_use]
    pub fn comparison(&self, group: GroupIndex, period: Period) -> &Released<PublishedComparison> {
        self.comparisons.get(&(group, period)).unwrap_or(&COMPARISON)
    }
}

fn cells<S: Serializer, T: Serialize>(cells: &Cells<T>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Entry<'a, T> {
        group: GroupIndex,
        period: String,
        cell: &'a Released<T>,
    }
    serializer.collect_seq(cells.iter().map(|((group, period), cell)| Entry {
        group: *group,
        period: period.to_string(),
        cell,
    }))
}
