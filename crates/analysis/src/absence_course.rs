//! Absence of the wide groups through the years: sums per period, and each former municipality beside the whole, service area
//! by service area.

use std::collections::{BTreeMap, BTreeSet};

use ::absence::{AbsenceRow, AbsenceSum, AbsenceSumError, Period};
use disclosure::{Comparison, CourseFinding, GroupIndex, GroupKind, MixAndRate};
use indices::standardisation::{Parts, Stratum, parted, standardised_percent};
use survey::Month;

use crate::error::AnalysisError;
use crate::groups::Groups;

/// A service area; none for the people of mixed units, who are in no area.
type Area = Option<GroupIndex>;

/// The total and the former municipalities by service area and year.
#[derive(Default)]
pub(crate) struct Areas {
    total: Option<GroupIndex>,
    sums: BTreeMap<(GroupIndex, i32), BTreeMap<Area, AbsenceSum>>,
}

impl Areas {
    /// Adds a row to the groups it belongs to.
    pub(crate) fn add(
        &mut self,
        groups: &Groups<'_>,
        containing: &[GroupIndex],
        row: &AbsenceRow,
    ) -> Result<(), AbsenceSumError> {
        let of_kind =
            |wanted: GroupKind| containing.iter().copied().filter(move |group| groups.kind(*group) == Some(wanted));
        let area = of_kind(GroupKind::ServiceArea).next();
        self.total = self.total.or(of_kind(GroupKind::Total).next());
        for group in of_kind(GroupKind::Total).chain(of_kind(GroupKind::FormerMunicipality)) {
            self.sums.entry((group, row.month().year())).or_default().entry(area).or_default().add(row)?;
        }
        Ok(())
    }

    /// How a group compares in a year.
    fn comparison(&self, group: GroupIndex, year: i32) -> Option<Comparison> {
        let here = self.sums.get(&(group, year))?;
        let whole = self.total.filter(|total| *total != group).and_then(|total| self.sums.get(&(total, year)));
        let before = self.sums.get(&(group, year - 1)).filter(|before| covers_a_year(before));
        let with = |other: &BTreeMap<Area, AbsenceSum>| {
            let areas: BTreeSet<Area> = here.keys().chain(other.keys()).copied().collect();
            [here, other].map(|sums| areas.iter().map(|area| stratum(sums.get(area))).collect::<Vec<_>>())
        };
        let parts = |other: Option<&BTreeMap<Area, AbsenceSum>>| {
            let [one, two] = with(other?);
            parted(&one, &two).ok().map(|Parts { mix, rate }| MixAndRate { mix, rate })
        };
        let standardised = whole.and_then(|whole| {
            let [one, standard] = with(whole);
            standardised_percent(&one, &standard).ok()
        });
        let worked = here.values().chain(before.into_iter().flat_map(BTreeMap::values));
        let sizes = worked.filter(|sum| sum.rate().is_some()).map(AbsenceSum::employees_mean);
        Some(Comparison {
            smallest_area: sizes.min()?,
            standardised,
            to_whole: parts(whole),
            to_year_before: parts(before),
        })
    }
}

/// Whether all twelve months are there; a part of a year has another season.
fn covers_a_year(sums: &BTreeMap<Area, AbsenceSum>) -> bool {
    sums.values().flat_map(|sum| sum.months()).collect::<BTreeSet<_>>().len() == 12
}

fn stratum(sum: Option<&AbsenceSum>) -> Stratum {
    let (lost, agreed) = sum.and_then(AbsenceSum::rate).unwrap_or((0, 0));
    Stratum { lost, agreed }
}

/// Sums the months of every group into the periods that they fill.
pub(crate) fn course(
    months: &BTreeMap<(GroupIndex, Month), AbsenceSum>,
    areas: &Areas,
) -> Result<BTreeMap<(GroupIndex, Period), CourseFinding>, AnalysisError> {
    let mut course = BTreeMap::new();
    let quarters: BTreeSet<(GroupIndex, Period)> =
        months.keys().map(|(group, month)| (*group, Period::quarter_of(*month))).collect();
    for (group, quarter) in quarters {
        for period in ending_with(quarter) {
            let sums: Option<Vec<&AbsenceSum>> =
                period.months().into_iter().map(|month| months.get(&(group, month))).collect();
            let Some(sums) = sums.filter(|sums| !sums.is_empty()) else { continue };
            let mut sum = AbsenceSum::default();
            for month in sums {
                sum.merge(month).map_err(|error| AnalysisError::Inconsistent(error.to_string()))?;
            }
            let comparison = match period {
                Period::Year(year) => areas.comparison(group, year),
                _ => None,
            };
            course.insert((group, period), CourseFinding { sum, comparison });
        }
    }
    Ok(course)
}

/// The periods that end with a quarter.
fn ending_with(quarter: Period) -> Vec<Period> {
    match quarter {
        Period::Quarter(year, 4) => vec![quarter, Period::FourQuarters(year, 4), Period::Year(year)],
        Period::Quarter(year, number) => vec![quarter, Period::FourQuarters(year, number)],
        other => vec![other],
    }
}
