//! The course of absence on its way back in.

use std::collections::{BTreeMap, BTreeSet};

use absence::{Exactly16, Period, PersonDays};
use serde::{Deserialize, Deserializer};

use super::check::{below, id_of, impossible, require};
use super::{Cell, CubeError};
use crate::absence_course::{Cells, counts, sealing};
use crate::{
    AbsenceCourse, BandShare, Extracted, GroupIndex, GroupKind, PublishedComparison, PublishedCourse,
    PublishedEmployerPeriods, PublishedSpells, Sealed,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Course {
    extracted: Extracted,
    rates: Vec<OfPeriod<Rate>>,
    spells: Vec<OfPeriod<Spells>>,
    employer_periods: Vec<OfPeriod<EmployerPeriods>>,
    comparisons: Vec<OfPeriod<PublishedComparison>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfPeriod<T> {
    group: GroupIndex,
    #[serde(deserialize_with = "text")]
    period: Period,
    cell: Cell<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rate {
    employees: u64,
    percent: f64,
    percent_self_certified: f64,
    percent_certified: f64,
    percent_holidays_out: Option<f64>,
    change: Option<f64>,
    #[serde(deserialize_with = "text")]
    lost: PersonDays,
    #[serde(deserialize_with = "text")]
    agreed: PersonDays,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spells {
    bands: [BandShare; 4],
    self_certified: u64,
    certified: u64,
    employees: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EmployerPeriods {
    begun: u64,
    days_inside: u64,
    days_after: u64,
    #[serde(deserialize_with = "text")]
    exactly_16: Exactly16,
}

fn text<'de, D: Deserializer<'de>, T: std::str::FromStr<Err: std::fmt::Display>>(from: D) -> Result<T, D::Error> {
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}

fn cells<T, U>(of: Vec<OfPeriod<T>>, published: impl Fn(T) -> U) -> Result<Cells<U>, CubeError> {
    let listed = of.len();
    let cells: Cells<U> = of.into_iter().map(|of| ((of.group, of.period), of.cell.map(&published))).collect();
    if cells.len() == listed { Ok(cells) } else { Err(CubeError::Unknown { what: "a period of absence".to_owned() }) }
}

impl TryFrom<Course> for AbsenceCourse {
    type Error = CubeError;

    fn try_from(course: Course) -> Result<AbsenceCourse, CubeError> {
        let rate = |rate: Rate| PublishedCourse {
            employees: rate.employees,
            percent: rate.percent,
            percent_self_certified: rate.percent_self_certified,
            percent_certified: rate.percent_certified,
            percent_holidays_out: rate.percent_holidays_out,
            change: rate.change,
            lost: rate.lost,
            agreed: rate.agreed,
        };
        let spells = |Spells { bands, self_certified, certified, employees }| PublishedSpells {
            bands,
            self_certified,
            certified,
            employees,
        };
        let periods = |periods: EmployerPeriods| PublishedEmployerPeriods {
            begun: periods.begun,
            days_inside: periods.days_inside,
            days_after: periods.days_after,
            exactly_16: periods.exactly_16,
        };
        Ok(AbsenceCourse {
            extracted: course.extracted,
            rates: cells(course.rates, rate)?,
            spells: cells(course.spells, spells)?,
            employer_periods: cells(course.employer_periods, periods)?,
            comparisons: cells(course.comparisons, |comparison| comparison)?,
        })
    }
}

/// Whatever is shown rests on months that are shown, and no count gives somebody away.
pub(super) fn check(sealed: &Sealed) -> Result<(), CubeError> {
    let course = &sealed.absence_course;
    let what = || "the course of absence".to_owned();
    let keys = (course.rates.keys().chain(course.spells.keys()))
        .chain(course.employer_periods.keys())
        .chain(course.comparisons.keys());
    for (group, _) in keys {
        require(sealed.group(*group).is_some(), || CubeError::Unknown { what: "a group".to_owned() })?;
    }
    for ((group, period), cell) in &course.rates {
        let Some(rate) = cell.shown() else { continue };
        let id = id_of(sealed, *group);
        let rests = sealing::why_not(*group, *period, &sealed.absence_months).is_none();
        require(rests && rate.employees >= sealed.rule.employees_min(), || below(what(), id))?;
        let percents = [rate.percent, rate.percent_self_certified, rate.percent_certified];
        let sound = percents.into_iter().chain(rate.percent_holidays_out).all(|share| (0.0..=100.0).contains(&share))
            && rate.change.is_none_or(|change| (-100.0..=100.0).contains(&change))
            && rate.lost <= rate.agreed;
        require(sound, || impossible(what(), id))?;
    }
    shown_with_rates(sealed)?;
    let spells = |spells: &PublishedSpells| {
        let bands =
            spells.bands.iter().map(|band| if band.spells == 0 && band.percent > 0.0 { 1 } else { band.spells });
        bands.chain([spells.self_certified, spells.certified]).collect()
    };
    no_small_counts(sealed, &course.spells, spells)?;
    let periods = |periods: &PublishedEmployerPeriods| {
        let any_days = periods.begun == 0 && periods.days_inside.saturating_add(periods.days_after) > 0;
        vec![if any_days { 1 } else { periods.begun }]
    };
    no_small_counts(sealed, &course.employer_periods, periods)?;
    let total = sealed.groups.iter().position(|group| group.kind == GroupKind::Total).map(GroupIndex::new);
    for ((group, period), cell) in &course.comparisons {
        let Some(comparison) = cell.shown() else { continue };
        let with_whole = total.is_some_and(|total| course.rate(total, *period).shown().is_some());
        let with_before = course.rate(*group, period.year_before()).shown().is_some();
        let rests = (with_whole || comparison.to_whole.is_none() && comparison.standardised.is_none())
            && (with_before || comparison.to_year_before.is_none());
        require(rests, || below("a comparison of absence".to_owned(), id_of(sealed, *group)))?;
        let parts = [comparison.to_whole, comparison.to_year_before];
        let parts = parts.into_iter().flatten().flat_map(|parts| [parts.mix, parts.rate]);
        let sound = comparison.standardised.into_iter().chain(parts).all(|number| (-100.0..=100.0).contains(&number));
        require(sound, || impossible(what(), id_of(sealed, *group)))?;
    }
    Ok(())
}

/// Details of a year stand only beside its rate.
fn shown_with_rates(sealed: &Sealed) -> Result<(), CubeError> {
    fn shown<T>(cells: &Cells<T>) -> impl Iterator<Item = &(GroupIndex, Period)> {
        cells.iter().filter(|(_, cell)| cell.shown().is_some()).map(|(key, _)| key)
    }
    let course = &sealed.absence_course;
    let details = shown(&course.spells).chain(shown(&course.employer_periods)).chain(shown(&course.comparisons));
    for (group, period) in details {
        let rests = course.rate(*group, *period).shown().is_some();
        require(rests, || below("the details of a year of absence".to_owned(), id_of(sealed, *group)))?;
    }
    Ok(())
}

fn no_small_counts<T>(
    sealed: &Sealed,
    cells: &Cells<T>,
    counts_of: impl Fn(&T) -> counts::Counts,
) -> Result<(), CubeError> {
    let mut by_period: BTreeMap<Period, BTreeMap<GroupIndex, counts::Counts>> = BTreeMap::new();
    for ((group, period), cell) in cells {
        if let Some(shown) = cell.shown() {
            by_period.entry(*period).or_default().insert(*group, counts_of(shown));
        }
    }
    for of_period in by_period.values() {
        let shown: BTreeSet<GroupIndex> = of_period.keys().copied().collect();
        for (group, counts) in of_period {
            let small = counts.iter().copied().any(counts::is_small);
            require(!small, || below("a count of absences".to_owned(), id_of(sealed, *group)))?;
        }
        if let Some((family, _)) = counts::exposed(&sealed.families, of_period, &shown) {
            return Err(below("counts of absences around".to_owned(), id_of(sealed, family.parent)));
        }
    }
    Ok(())
}
